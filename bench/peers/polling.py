"""`reader` as it polls: the feeds of a list, added once, then updated by ten threads.

python polling.py LIST DATABASE
"""

from __future__ import annotations

import sys
from pathlib import Path

from reader import make_reader


def main(listed: Path, database: Path) -> None:
    there = database.exists()
    with make_reader(str(database)) as reader:
        if not there:
            for url in listed.read_text("utf-8").splitlines():
                reader.add_feed(url)
        reader.update_feeds(scheduled=False, workers=10)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""The whole program beside a raw bound and its peers, on a news world of its own.

    python -m bench.program --feeds 20 --items 30 --latency 50 --save results.json

All take turns within one run; what is told are medians over the rounds. Exit status: 0 all was
measured and ours did all it should; 1 not so, and why is a line; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import compileall
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.phases import Bench
from bench.program_aims import Sizes, aims, aims_table
from bench.program_table import against, save, table
from bench.scratch import ROOT
from bench.subjects import OURS, SUBJECTS
from bench.taken_pages import choose
from bench.world import MOST_HOSTS

_NOOP_FEEDS, _ALL_NOOP_FEEDS = 200, 1000


def parser() -> argparse.ArgumentParser:
    """The switches."""
    made = argparse.ArgumentParser(prog="python -m bench.program")
    made.add_argument("--feeds", type=int, default=20)
    made.add_argument("--items", type=int, default=30, help="articles each feed shows")
    made.add_argument("--new", type=int, default=2, help="articles a feed that appear later")
    made.add_argument("--noop-feeds", type=int, help="200, with --all 1,000; 0: not this part")
    made.add_argument(
        "--all", action="store_true", help="backfills of 500 and 2,000 articles, 10,000 feeds, too"
    )
    made.add_argument("--latency", type=float, default=50, metavar="MS")
    made.add_argument("--hosts", type=int, default=16, help="addresses the feeds are spread over")
    made.add_argument("--connections", type=int, default=16, help="at once, for all but the script")
    made.add_argument("--pages", type=Path, metavar="DATA", help="real pages as the articles")
    made.add_argument("--no-gzip", action="store_true", help="the world packs nothing")
    made.add_argument("--rounds", type=int, default=3)
    made.add_argument("--only", metavar="NAME,…", help="only these of " + ", ".join(SUBJECTS))
    made.add_argument("--ours", metavar="COMMAND", help="another checkout's scrape in our place")
    made.add_argument("--save", type=Path, metavar="FILE", help="all figures of all runs, as JSON")
    made.add_argument("--against", type=Path, metavar="FILE", help="a look back at a saved run")
    made.add_argument("--scratch", type=Path, default=ROOT / ".bench" / "program", metavar="DIR")
    made.add_argument("--limit", type=float, default=900, metavar="S", help="for a single run")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    switches = parser()
    told = switches.parse_args(arguments)
    for name in (told.only or OURS).split(","):
        if name not in SUBJECTS:
            switches.error(f"nobody is called {name}; there are {', '.join(SUBJECTS)}")
    if min(told.feeds, told.items, told.hosts, told.connections, told.rounds) < 1:
        switches.error("feeds, items, hosts, connections and rounds are 1 at least")
    if told.hosts > MOST_HOSTS:
        switches.error(f"there are {MOST_HOSTS} hosts at most")
    if told.noop_feeds is None:
        told.noop_feeds = _ALL_NOOP_FEEDS if told.all else _NOOP_FEEDS
    if told.against and not told.against.is_file():
        switches.error(f"{told.against} is no file")
    try:
        chosen = choose(told.pages) if told.pages else None
    except (FileNotFoundError, ValueError) as error:
        switches.error(str(error))
    compileall.compile_dir(ROOT / "scraper", quiet=2)  # no first run that pays for it
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(told, Path(folder), chosen)
        bench.run()
    print(table(bench.results))
    print()
    ours = [trouble for trouble in bench.troubles if trouble.startswith(f"{OURS}:")]
    sizes = Sizes(told.feeds, told.items, told.new, told.noop_feeds)
    print(aims_table(aims(bench.results, sizes, ours)))
    print()
    for line in dict.fromkeys((*bench.notes, *bench.troubles)):
        print(line)
    if told.save:
        save(told.save, bench.results, vars(told))
    if told.against:
        for line in against(bench.results, told.against):
            print(line)
    return 1 if ours else 0


if __name__ == "__main__":
    sys.exit(main())

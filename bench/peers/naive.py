"""What one writes in an evening: feedparser, requests, readability-lxml, markdownify, 8 threads.

    python naive.py LIST FOLDER

No validators, no robots.txt, no state but the files that are there.
"""

from __future__ import annotations

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import feedparser
import requests
from markdownify import markdownify
from readability import Document

THREADS = 8
session = requests.Session()


def entries(url: str) -> list[Any]:
    """What a feed shows."""
    return list(feedparser.parse(session.get(url, timeout=60).content).entries)


def archive(entry: Any, folder: Path) -> None:
    """Writes an entry's article, unless it is there."""
    day = "-".join(f"{part:02}" for part in entry.published_parsed[:3])
    name = re.sub(r"\W+", "-", entry.title)[:120]
    file = folder / f"{day}-{name}.md"
    if file.exists():
        return
    document = Document(session.get(entry.link, timeout=60).text)
    body = markdownify(document.summary(html_partial=True))
    head = f'---\ntitle: "{entry.title}"\ndate: {entry.published}\nfrom: {entry.link}\n---\n\n'
    file.write_text(head + body, encoding="utf-8")


def main(listed: Path, folder: Path) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        shown = pool.map(entries, listed.read_text("utf-8").splitlines())
        todo = [entry for each in shown for entry in each]
        list(pool.map(lambda entry: archive(entry, folder), todo))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

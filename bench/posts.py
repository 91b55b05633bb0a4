"""The posts of real pages: what one costs, and whether they are still the same to the byte.

    python -m bench.posts DATA --save before.json
    python -m bench.posts DATA --compare before.json     # exit status 1: some differ, and which

DATA is a folder with `pages.jsonl` and gzipped HTML. CPU is that of this process, reading and
unpacking the pages not counted.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from scraper.looking import look
from scraper.model import Entry, Feed, Page
from scraper.presets import BUILT_IN

_SEEN = datetime(2025, 1, 1, tzinfo=UTC)
_FEED = Feed("f", "The Daily", "https://example.org/feed", BUILT_IN["jekyll"])


def pages_of(folder: Path) -> Iterator[tuple[str, Page]]:
    """Each page of the data, and its name; raises FileNotFoundError."""
    for line in (folder / "pages.jsonl").read_text("utf-8").splitlines():
        told = json.loads(line)
        body = gzip.decompress((folder / told["file"]).read_bytes())
        url = told["url"] or "https://example.org/x"
        yield told["id"], Page(url, body, "text/html; charset=utf-8", at=_SEEN)


def digest_of(page: Page) -> str:
    """Of all that a look at the page gives: post, reason or where to go on."""
    entry = Entry("f", page.url, page.url, page.url)
    found = look(entry, (page,), _FEED, (), _SEEN, is_first=True)
    refused = found.refused and (found.refused.verdict, found.refused.reason)
    told = (found.post, refused, found.next, found.single, found.form)
    return hashlib.sha256(repr(told).encode("utf-8", "replace")).hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.posts")
    parser.add_argument("data", type=Path)
    parser.add_argument("--save", type=Path, metavar="FILE")
    parser.add_argument("--compare", type=Path, metavar="FILE")
    told = parser.parse_args(arguments)
    pages = list(pages_of(told.data))
    for _, page in pages[:3]:
        digest_of(page)  # imports
    began = time.process_time()
    found = {name: digest_of(page) for name, page in pages}
    took = (time.process_time() - began) * 1000 / len(pages)
    print(f"{len(pages)} pages, {took:.2f} ms CPU each")
    if told.save:
        told.save.write_text(json.dumps(found), encoding="utf-8")
    if told.compare is None:
        return 0
    before = json.loads(told.compare.read_text("utf-8"))
    differ = [name for name, digest in found.items() if before.get(name) != digest]
    print(f"{len(differ)} differ", *differ[:20])
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())

"""A large state, opened: how long until a run knows what to do.

    python -m bench.state --feeds 10000 --entries 1000000

Makes the state once (a minute), then prints milliseconds of CPU, the best of some tries.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scraper.model import Entry, EntryRecord, FeedState, Status, Validators
from scraper.store.opening import open_state
from scraper.store.sqlite import SqliteStore

NOW = datetime(2026, 12, 1, tzinfo=UTC)
TRIES = 5


def made(path: Path, feeds: int, entries: int) -> None:
    """A state of so many feeds and entries; one of a thousand waits."""
    store, _ = open_state(path, NOW)
    asyncio.run(store.adopt(()))
    for feed in range(feeds):
        asyncio.run(store.admit(_state(feed), list(_records(feed, entries // feeds))))
    asyncio.run(store.close())


def _state(feed: int) -> FeedState:
    known = Validators(f'"{feed}-{"x" * 20}"', "Tue, 23 Nov 2021 14:35:56 GMT")
    url = f"https://news{feed}.example.org/feed.xml"
    due = NOW + timedelta(minutes=30)
    return FeedState(f"Feed {feed}", url, known, "0" * 64, due, NOW, NOW)


def _records(feed: int, count: int) -> Iterator[EntryRecord]:
    for number in range(count):
        url = f"https://news{feed}.example.org/2026/article-{number}.html"
        entry = Entry(f"Feed {feed}", url, url, url, title=f"Article {number}", published=NOW)
        waits = (feed * count + number) % 1000 == 0
        status = Status.RETRY if waits else Status.SAVED
        yield EntryRecord(entry, status, NOW, retry_at=NOW if waits else None)


def measured(path: Path, feeds: int) -> dict[str, float]:
    """Milliseconds by what is done."""
    best: dict[str, float] = {}

    def timed(name: str, do: Callable[[], object]) -> None:
        began = time.process_time()
        do()
        took = (time.process_time() - began) * 1000
        best[name] = min(took, best.get(name, took))

    for _ in range(TRIES):
        opened: list[SqliteStore] = []
        timed("open", lambda: opened.append(open_state(path, NOW)[0]))  # noqa: B023 - run at once
        store = opened[0]
        timed("who waits now", lambda: asyncio.run(store.feeds_with_pending(NOW)))  # noqa: B023
        timed("who waits at all", lambda: asyncio.run(store.feeds_with_open()))  # noqa: B023
        timed("all feeds' states", lambda: asyncio.run(store.feed_states()))  # noqa: B023
        states = [_state(feed) for feed in range(feeds)]
        timed("store them all", lambda: asyncio.run(store.keep_states(states)))  # noqa: B023
        timed("close", lambda: asyncio.run(store.close()))  # noqa: B023
    return best


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.state")
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    told = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-state-") as folder:
        path = Path(folder) / "state.sqlite3"
        made(path, told.feeds, told.entries)
        print(f"{told.feeds} feeds, {told.entries} entries, {path.stat().st_size / 1e6:.0f} MB")
        for name, ms in measured(path, told.feeds).items():
            print(f"{name}: {ms:.1f} ms CPU")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A report of a real state, gathered as the command does: troubles, words and all."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import datetime, timedelta

from scraper.model import (
    BodySeen,
    Entry,
    EntryRecord,
    Feed,
    FeedState,
    Held,
    HostPace,
    RunRecord,
    Source,
    Status,
)
from scraper.presets import BUILT_IN
from scraper.report import Report, Storage, gather
from scraper.store.sqlite import SqliteStore

_HOUR = timedelta(hours=1)
_FEEDS = (
    ("Harbour Daily", "en", 5),
    ("港口日报", "zh", 8),
    ("صحيفة الميناء", "ar", 30),
    ("Old mill news", "en", 0),
    ("Gone with the tide", "en", 0),
)


async def _fill(store: SqliteStore, feeds: tuple[Feed, ...], now: datetime) -> None:
    for feed, (name, language, hours) in zip(feeds, _FEEDS, strict=True):
        state = FeedState(feed.id, feed.url, last_poll=now, last_success=now - _HOUR / 4)
        for number in range(40 * bool(hours)):
            at = now - number * hours * _HOUR
            url = f"{feed.url}/{number}"
            entry = Entry(
                feed.id, url, url, url, title=f"{name} {number}", published=at, language=language
            )
            record = EntryRecord(entry, Status.SAVED, at, path=f"{feed.id}/{number}.md")
            await store.admit(state, [dataclasses.replace(record, status=Status.NEW, path=None)])
            seen = BodySeen(feed.id, url, url, at, 900 + 37 * number, Source.PAGE)
            held = Held(f"{feed.id}/{number}.md", entry.title, entry.published)
            await store.saved(record, held, [url], own_path=True, seen=seen)
        if not hours:
            gone = name.startswith("Gone")
            state = dataclasses.replace(
                state,
                last_success=now - 90 * _HOUR,
                failures=6,
                failing_since=now - 80 * _HOUR,
                error="HTTP 410 Gone" if gone else "HTTP 404 Not Found",
                gone_since=now - 80 * _HOUR if gone else None,
                due_at=now + 8 * _HOUR,
            )
        await store.admit(state, ())
    hosts = [
        HostPace(f"news{number}.example", 90, number, number * _HOUR / 3600, _HOUR / 200, now)
        for number in range(1, 4)
    ]
    for hour in range(9):
        run = RunRecord(now - (9 - hour) * _HOUR, (hour + 1) * _HOUR / 3600, 5, 2, hour, requests=9)
        await store.end_run(run, hosts)


def gathered(now: datetime) -> Report:
    """Five feeds in three scripts, of which one can't be found and one is gone."""
    feeds = tuple(
        Feed(name, name, f"https://news{number}.example/feed", BUILT_IN["jekyll"])
        for number, (name, _, _) in enumerate(_FEEDS)
    )

    async def make() -> Report:
        store = SqliteStore(":memory:")
        try:
            await _fill(store, feeds, now)
            return await gather(feeds, store, now, 30, storage=Storage(120, 123, 456_789))
        finally:
            await store.close()

    return asyncio.run(make())

"""What the tests of the store put into it, and how they call it."""

from __future__ import annotations

import dataclasses
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

from scraper.model import Entry, EntryRecord, Held, Status

T = TypeVar("T")


class Do(Protocol):
    """Runs one call of a store to its end."""

    def __call__(self, coro: Coroutine[object, object, T], /) -> T: ...


NOW = datetime(2021, 11, 23, 12, 0, 0, 871_000, tzinfo=UTC)
MS, MINUTE, DAY = timedelta(milliseconds=1), timedelta(minutes=1), timedelta(days=1)
POST = Held("a.md", "A")


def entry(key: str, published: datetime | None = None, feed: str = "f") -> Entry:
    return Entry(
        feed_id=feed,
        key=key,
        identity=f"a.example/{key}",
        url=f"https://a.example/{key}",
        title=f"题 {key} 😀",
        published=published,
        summary_html="<p>short",
        content_html="<p>long",
        tags=("x", "y"),
    )


def record(key: str, status: Status = Status.NEW, **more: object) -> EntryRecord:
    return dataclasses.replace(EntryRecord(entry(key), status, NOW), **more)  # type: ignore[arg-type]

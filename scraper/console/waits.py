"""Entries of one feed that wait for the same reason, told in one line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from scraper.console.words import minute, shown, why
from scraper.model import EntryRecord

# So many are a line each; more are one line, with the first as an example.
FEW = 3


class Waits:
    """What waits of one feed, by reason; of many entries only the first and a count are kept."""

    def __init__(self, feed: str) -> None:
        self._feed = feed
        self._seen: dict[str, list[EntryRecord]] = {}
        self._more: dict[str, tuple[int, datetime | None]] = {}

    def add(self, record: EntryRecord) -> None:
        """One that waits."""
        said = why(record)
        first = self._seen.setdefault(said, [])
        if len(first) < FEW:
            first.append(record)
            return
        count, soonest = self._more.get(said, (0, None))
        times = [at for at in (soonest, record.retry_at) if at is not None]
        self._more[said] = count + 1, min(times, default=None)

    def lines(self) -> Iterator[str]:
        """The lines, in the order of the first of each."""
        for said, records in self._seen.items():
            more, soonest = self._more.get(said, (0, None))
            if not more:
                yield from (wait_line(self._feed, record) for record in records)
                continue
            times = [at for at in (soonest, *(r.retry_at for r in records)) if at is not None]
            number = f"{more + len(records)} entries"
            yield (
                f"{shown(self._feed)}: {number} wait: {said}; first {shown(records[0].entry.url)};"
                f" tried again from {minute(min(times)) if times else 'now'} on"
            )


def wait_line(feed: str, record: EntryRecord) -> str:
    """The line of one entry."""
    again = f"after {minute(record.retry_at)}" if record.retry_at else "later"
    where = f"{shown(feed)}: {shown(record.entry.url)}"
    return f"{where}: waits: {why(record)}; tried again {again}"

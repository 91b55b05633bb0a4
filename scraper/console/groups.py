"""Entries of one feed that got no post, for one reason, told in one line if they are many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scraper.console.words import counted, minute, shown, why
from scraper.model import EntryRecord, Status

# So many are a line each; more are one line, with the first as an example.
FEW = 3


@dataclass(slots=True)
class _Group:
    """All entries alike: the first few, how many there are, the one that is tried again first."""

    first: list[EntryRecord] = field(default_factory=list)
    count: int = 0
    soonest: EntryRecord | None = None


class Groups:
    """What of one feed waits or was given up, by reason; of many only a few are kept."""

    def __init__(self, feed: str) -> None:
        self._feed = feed
        self._groups: dict[tuple[Status, str], _Group] = {}

    def add(self, record: EntryRecord) -> None:
        """One that waits, or was given up."""
        group = self._groups.setdefault((record.status, why(record)), _Group())
        group.count += 1
        if len(group.first) < FEW:
            group.first.append(record)
        at = record.retry_at
        known = group.soonest.retry_at if group.soonest is not None else None
        if at is not None and (known is None or at < known):
            group.soonest = record

    def lines(self) -> Iterator[str]:
        """The lines, in the order of the first of each reason."""
        for (status, said), group in self._groups.items():
            if group.count <= FEW:
                yield from (line_of(self._feed, record) for record in group.first)
                continue
            again = group.soonest.retry_at if group.soonest is not None else None
            what = f"{shown(self._feed)}: {group.count} entries"
            example = f"first {shown(group.first[0].entry.url)}"
            if status is Status.GAVE_UP:
                then = "`scrape status --failed` lists them, `scrape retry` tries again"
                yield f"{what} given up: {said}; {example}; {then}"
            else:
                then = f"from {minute(again)} on" if again else "later"
                yield f"{what} wait: {said}; {example}; tried again {then}"


def line_of(feed: str, record: EntryRecord) -> str:
    """The line of one entry."""
    where = f"{shown(feed)}: {shown(record.entry.url)}"
    if record.status is Status.GAVE_UP:
        tries = counted(record.attempts, "attempt")
        return f"{where}: given up after {tries}: {why(record)}; `scrape retry` tries again"
    if record.status is Status.FILTERED:
        return f"{where}: filtered: {shown(record.reason or '')}"
    again = f"after {minute(record.retry_at)}" if record.retry_at else "later"
    return f"{where}: waits: {why(record)}; tried again {again}"

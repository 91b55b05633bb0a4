"""What a feed's filters make of entries that are known. Why they leave one out: filters.py."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scraper.decide.filters import filtered, was_judged_by
from scraper.model import WAITING, Entry, EntryRecord, FilterRule, Status

# A page that gave no post is not asked for again so soon, because a run looks back.
LATELY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sieve:
    """A feed's filters as `wanted` asks them: why an entry first seen then is left out, or None.

    `mark` is the filters' name (`decide.mark_of`), `rules` says of each rule whether it holds by
    the feed's word (`decide.rules_at`).
    """

    why: Callable[[Entry, datetime], str | None] = lambda entry, first_seen: None
    mark: str = ""
    rules: Callable[[Entry, datetime], Mapping[FilterRule, bool | None]] = (
        lambda entry, first_seen: {}
    )


NO_SIEVE = Sieve()


def sieved(
    entry: Entry,
    record: EntryRecord,
    changed: EntryRecord | None,
    now: datetime,
    wish: tuple[datetime | None, datetime | None],
    sieve: Sieve,
) -> EntryRecord | None:
    """The record to store of a known entry, the filters asked; `changed` is it without them.

    What waits is left out as soon as the feed's filters say so; what a person asked for is not.
    """
    if record.status is Status.FILTERED:
        return _filtered_again(entry, record, now, wish, sieve)
    waits = record.status in WAITING
    if waits and (record.entry.asked_for or record.path is not None):
        return changed  # with a path, its post may be written: by a run that was killed
    if changed is None and not waits:
        return None
    why = sieve.why(entry, record.first_seen)
    return changed if why is None else filtered(changed or record, why)


def _filtered_again(
    entry: Entry,
    record: EntryRecord,
    now: datetime,
    wish: tuple[datetime | None, datetime | None],
    sieve: Sieve,
) -> EntryRecord | None:
    """The record of an entry that was filtered, if it is left out for another reason now, or taken.

    A page that these very filters have judged is asked for again where the feed's word tells a
    rule something else now; else under `--since` only, and not within a day.
    """
    since, until = wish
    date = record.found_date or entry.published
    if date is not None and (
        (since is not None and date < since) or (until is not None and date >= until)
    ):
        return None
    why = sieve.why(entry, record.first_seen)
    if why is not None:
        again = filtered(dataclasses.replace(record, entry=entry), why)
        return again if again.reason != record.reason else None
    if was_judged_by(record, sieve.mark):
        lately = record.tried_at is not None and now - record.tried_at < LATELY
        if (since is None or lately) and not _tells_else(entry, record, sieve):
            return None
    return EntryRecord(entry, Status.NEW, record.first_seen, not_before=since, not_after=until)


def _tells_else(entry: Entry, record: EntryRecord, sieve: Sieve) -> bool:
    """Whether a rule holds, or does not, that stood otherwise when the page was judged."""
    before = sieve.rules(record.entry, record.first_seen)
    now = sieve.rules(entry, record.first_seen)
    return any(holds is not None and holds != before.get(rule) for rule, holds in now.items())

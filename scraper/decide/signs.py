"""What polls leave behind by which health tells whether a feed is well."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from scraper.model import EntryRecord, FeedState, ParsedFeed, Signs

DAYS_KEPT = 60
_AHEAD_KEPT = 6
_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# No zone is further from UTC; what is dated further ahead is an event, or to come.
_FURTHEST = timedelta(hours=14)
_CLOCKS_DIFFER = timedelta(minutes=15)
_SHARED_GUIDS = 3  # entries of a document; two may be an accident, unless they are half of it


def after_good_answer(before: FeedState, state: FeedState, now: datetime) -> Signs:
    """The signs after an answer of use; `state` is what else is remembered after it."""
    signs = before.signs
    elsewhere = state.moved_to is not None or state.adopted_url is not None
    since = (signs.moved_since or now) if elsewhere else None
    if not signs.same_polls and signs.named_url is None and signs.moved_since == since:
        return signs
    return dataclasses.replace(
        signs,
        status=None,
        phase=None,
        same_polls=0,
        same_since=None,
        named_url=None,
        named_since=None,
        moved_since=since,
    )


def after_named(before: FeedState, state: FeedState, named: str, *, adopted: bool) -> FeedState:
    """The state after a page came in the feed's place and the feed that it names was read."""
    now, signs = state.last_poll, state.signs
    if adopted:
        signs = dataclasses.replace(signs, moved_since=signs.moved_since or now)
        return dataclasses.replace(state, adopted_url=named, signs=signs)
    old = before.signs
    since = old.named_since if old.named_url is not None else now
    signs = dataclasses.replace(signs, named_url=named, named_since=since)
    return dataclasses.replace(state, signs=signs)


def after_failure(signs: Signs, now: datetime, *, status: int | None, phase: str | None) -> Signs:
    """The signs after a poll that failed."""
    is_same = (signs.status, signs.phase) == (status, phase)
    return dataclasses.replace(
        signs,
        status=status,
        phase=phase,
        same_polls=signs.same_polls + 1 if is_same else 1,
        same_since=(signs.same_since or now) if is_same else now,
    )


def after_reading(
    state: FeedState, parsed: ParsedFeed, now: datetime, *, showed_entries: bool
) -> Signs:
    """The signs after a document was read; `showed_entries`: this one or one before shows some."""
    signs = state.signs
    cut_since = None if parsed.complete else signs.cut_since or now
    is_empty = showed_entries and not parsed.entries and parsed.complete
    empty_since = (signs.empty_since or now) if is_empty else None
    came_back = signs.empty_since is not None and bool(parsed.entries)
    return dataclasses.replace(
        signs,
        cut_since=cut_since,
        empty_since=empty_since if is_empty or parsed.entries else signs.empty_since,
        emptied=signs.emptied + came_back,
    )


def after_news(
    state: FeedState,
    parsed: ParsedFeed,
    records: Sequence[EntryRecord],
    now: datetime,
    *,
    first_poll: bool,
) -> FeedState:
    """The state with what a document's entries say, of which `records` are stored as they came.

    `now` is when the document was asked for: what was first seen before is not new.
    """
    fresh = [record for record in records if record.first_seen >= now]
    signs = state.signs
    changed = {
        "days": _days(signs, parsed, now, is_new=bool(fresh), first_poll=first_poll),
        **_guids(signs, parsed, fresh, now),
        **({} if first_poll else _ahead(signs, fresh, now)),
    }
    signs = dataclasses.replace(signs, **changed)  # type: ignore[arg-type]
    return dataclasses.replace(state, signs=signs) if signs != state.signs else state


def _days(
    signs: Signs, parsed: ParsedFeed, now: datetime, *, is_new: bool, first_poll: bool
) -> tuple[int, ...]:
    today = now.toordinal()
    days = {min(e.published, now).toordinal() for e in parsed.entries if e.published is not None}
    # What comes late is news all the same; on a first poll only what nothing dates is of today.
    if is_new and (not first_poll or not days):
        days.add(today)
    # A clock that was ahead once must not hide silence until its day has come.
    kept = {day for day in signs.days if day <= today}
    if days <= kept == set(signs.days):
        return signs.days
    return tuple(sorted(days | kept)[-DAYS_KEPT:])


def _guids(
    signs: Signs, parsed: ParsedFeed, fresh: Sequence[EntryRecord], now: datetime
) -> dict[str, object]:
    shared = parsed.shared_guids
    reused = any("\x1f" in record.entry.key for record in fresh)  # second_key
    many = shared >= _SHARED_GUIDS or (shared > 1 and 2 * shared >= len(parsed.entries))
    if many or reused:
        polls, since = signs.guid_polls + 1, signs.guids_since or now
    elif fresh or (signs.shared_guids and not shared):
        polls, since = 0, None
    else:  # nothing new tells nothing new
        polls, since = signs.guid_polls, signs.guids_since
    return {"shared_guids": shared, "guid_polls": polls, "guids_since": since}


def _ahead(signs: Signs, fresh: Sequence[EntryRecord], now: datetime) -> dict[str, object]:
    dated = [
        record.entry.published
        for record in fresh
        if record.entry.published is not None and record.entry.published - now <= _FURTHEST
    ]
    if not dated:
        return {}
    # Most of them: what waited since the last poll may not, and an announcement is one of many.
    is_ahead = 2 * sum(each - now >= _CLOCKS_DIFFER for each in dated) > len(dated)
    pair = (_minutes(now), _minutes(max(dated)) if is_ahead else 0)
    return {
        "ahead": (*signs.ahead, pair)[-_AHEAD_KEPT:],
        "ahead_since": (signs.ahead_since or now) if is_ahead else None,
    }


def _minutes(at: datetime) -> int:
    return (at - _EPOCH) // _MINUTE

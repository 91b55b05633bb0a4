"""What a person is told of unasked: each trouble once, and once that it is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import NamedTuple

from scraper.model import (
    Feed,
    FeedState,
    Marks,
    Notice,
    Recovery,
    Tell,
    Trouble,
    TroubleKind,
)

# All one to a person: the feed does not come. One that answers 404 after days of 503 has not
# recovered, and one that goes to and fro between them is told of each once.
_NOT_COMING = frozenset({
    TroubleKind.FAILING,
    TroubleKind.GONE,
    TroubleKind.NOT_FOUND,
    TroubleKind.NOT_A_FEED,
    TroubleKind.CERTIFICATE,
    TroubleKind.THROTTLED,
})  # fmt: skip
# Told after two polls, so one bad server among several would tell of them, and of their end, all
# day: they are over a day after they were told, at the earliest.
_QUICK = frozenset({
    TroubleKind.NOT_FOUND,
    TroubleKind.NOT_A_FEED,
    TroubleKind.CERTIFICATE,
    TroubleKind.MOVED,
    TroubleKind.EMPTY,
    TroubleKind.ZONE,
    TroubleKind.GUIDS,
})  # fmt: skip
_SETTLED = timedelta(days=1)
# What happened once is told of for some days; that these are over is no news.
_LAPSES = frozenset({TroubleKind.GIVEN_UP})
_KINDS = frozenset(kind.value for kind in TroubleKind)
_NETWORK = ("", TroubleKind.FAILING.value)
_CUT_OFF = ("", "cut-off")  # when the last run was in which nothing could be reached


class Telling(NamedTuple):
    """The notice, and the marks to keep: `told` once it was delivered, `untold` if it was not."""

    notice: Notice
    told: Marks
    untold: Marks


def judged(feeds: Sequence[Feed], states: Mapping[str, FeedState], told: Marks) -> frozenset[str]:
    """The ids of the feeds of which anything can be said by what is remembered.

    Not those that were never polled at their address, or last while nothing could be reached.
    """
    cut_off = told.get(_CUT_OFF)
    found: set[str] = set()
    for feed in feeds:
        state = states.get(feed.id)
        if state is None or state.url != feed.url:
            continue
        by_us = cut_off is not None and state.failures and (state.last_poll or cut_off) <= cut_off
        if not by_us:
            found.add(feed.id)
    return frozenset(found)


def with_network(told: Marks, cut_off: bool | None, now: datetime) -> Marks:
    """The marks with a note of it if nothing could be reached just now."""
    return {**told, _CUT_OFF: now} if cut_off else told


def telling(
    troubles: Sequence[Trouble],
    told: Marks,
    ids: Mapping[str, str],
    judged: AbstractSet[str],
    *,
    network_known: bool,
    on: AbstractSet[Tell],
    now: datetime,
) -> Telling:
    """What of these troubles is news, by the marks of what was told.

    `ids` are those of the feeds there are, by name; marks of others are dropped without a word. Of
    feeds that are not `judged` nothing is said, and their marks stay; so does that of the network
    unless it is `network_known` whether it is there.
    """
    there = {_mark(trouble, ids) for trouble in troubles}
    not_coming = {subject for subject, kind in there if subject and kind in _NOT_COMING}
    fresh = {m for m, at in told.items() if m[1] in _QUICK and now - _SETTLED < at <= now}
    unsettled = {subject for subject, kind in fresh if kind in _NOT_COMING}
    known = {"", *ids.values()}
    stays: dict[tuple[str, str], datetime] = {}
    over: dict[tuple[str, str], datetime] = {}
    for mark, at in told.items():
        subject, kind = mark
        if subject not in known or (mark != _CUT_OFF and kind not in _KINDS):
            continue
        if subject:
            is_open = subject not in judged or (subject in not_coming and kind in _NOT_COMING)
            is_open |= mark in fresh or (kind in _NOT_COMING and subject in unsettled)
        else:
            is_open = mark == _CUT_OFF or (mark == _NETWORK and not network_known)
        (stays if is_open or mark in there else over)[mark] = at
    news = [
        trouble
        for trouble in troubles
        if trouble.needs_person
        and (mark := _mark(trouble, ids)) not in stays
        and (not mark[0] or mark[0] in judged)
    ]
    return Telling(
        Notice(
            troubles=tuple(news) if Tell.TROUBLE in on else (),
            recovered=_recovered(over, ids) if Tell.RECOVERY in on else (),
        ),
        told={**stays, **{_mark(trouble, ids): now for trouble in news}},
        untold={**stays, **over},
    )


def _mark(trouble: Trouble, ids: Mapping[str, str]) -> tuple[str, str]:
    subject = "" if trouble.feed is None else ids.get(trouble.feed, trouble.feed)
    return subject, trouble.kind.value


def _recovered(over: Marks, ids: Mapping[str, str]) -> tuple[Recovery, ...]:
    """One of each feed for all that kept it from coming: the last that was told."""
    names = {feed_id: name for name, feed_id in ids.items()}
    found: dict[tuple[str, str], Recovery] = {}
    for (subject, word), at in sorted(over.items(), key=lambda item: item[1]):
        kind = TroubleKind(word)
        if kind not in _LAPSES:
            of = subject, "" if kind in _NOT_COMING else word
            found[of] = Recovery(kind, names[subject] if subject else None, at)
    return tuple(found.values())

"""What is not as it should be with a feed, and what a person does about it.

Each kind is told at the second poll that shows it, or later where an accident looks the same.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from scraper.decide.bodies import body_troubles
from scraper.decide.failing import failure_of
from scraper.decide.rhythm import longest_silence
from scraper.decide.trouble import GIVEN_UP_LATELY, PERSISTENT_FAILURES, is_taken_down
from scraper.decide.zones import wrong_zone
from scraper.model import BodySeen, EntryRecord, Feed, FeedState, Trouble, TroubleKind

# What only the site can mend is told a person for so long.
TOLD_FOR = timedelta(days=7)
_SURE = 2  # polls
_MANY_GONE = 3  # articles of a feed, in a week
_MOST_RECOVERIES = 2  # a feed that was empty so often is so by its nature


@dataclass(frozen=True, slots=True)
class Past:
    """What else is known of a feed: `bodies` newest first, entries that wait, or were given up.

    `silent_until`: its host asked to be left alone until then.
    """

    bodies: tuple[BodySeen, ...] = ()
    waiting: tuple[EntryRecord, ...] = ()
    given_up: tuple[EntryRecord, ...] = ()
    silent_until: datetime | None = None


def feed_troubles(
    feed: Feed, state: FeedState | None, now: datetime, past: Past = Past()
) -> tuple[Trouble, ...]:
    """The troubles of one feed, the gravest first."""
    lately = [one for one in past.given_up if _is_late(one, now)]
    found: list[Trouble | None] = []
    url, due = feed.url, None
    if state is not None and state.url == feed.url:  # else it is remembered of another address
        url = state.adopted_url or feed.url
        due = state.due_at if state.due_at is not None and state.due_at > now else None
        failure = failure_of(feed, state, now, past.silent_until)
        found = [
            failure,
            _moved(state),
            _cut(state, now),
            _guids(state, now),
            wrong_zone(feed, state.signs),
        ]
        if failure is None:
            found[1:1] = [_empty(state), _silent(state)]
        found += body_troubles(feed, past.bodies, (*past.waiting, *lately), now)
    found.append(_given_up(feed, lately))
    return tuple(_of_feed(trouble, feed, url, due) for trouble in found if trouble is not None)


def _of_feed(trouble: Trouble, feed: Feed, url: str, due: datetime | None) -> Trouble:
    """The trouble with the name of its feed and the time of its next poll."""
    due = None if trouble.kind in (TroubleKind.GONE, TroubleKind.GIVEN_UP) else due
    times = [time for time in (trouble.next_try, due) if time is not None]
    return dataclasses.replace(
        trouble, feed=feed.name, url=trouble.url or url, next_try=max(times, default=None)
    )


def _moved(state: FeedState) -> Trouble | None:
    signs, sure = state.signs, state.last_success
    put = "put `url: {}` into the config"
    if state.adopted_url is not None:
        return Trouble(
            TroubleKind.MOVED,
            why=f"moved from {state.url}; polled at {state.adopted_url} now",
            remedy=put.format(state.adopted_url),
            since=signs.moved_since,
        )
    if state.moved_to is not None and state.moved_runs >= _SURE:
        return Trouble(
            TroubleKind.MOVED,
            why=f"moved permanently to {state.moved_to}, where the same feed is",
            remedy=put.format(state.moved_to),
            since=signs.moved_since,
        )
    if state.moved_to is not None and not state.moved_runs and _is_after(sure, signs.moved_since):
        return Trouble(
            TroubleKind.MOVED,
            why=f"moved permanently to {state.moved_to}, where another feed is",
            remedy=f"if that is the one you want, {put.format(state.moved_to)}; else look for its"
            " new address on the site",
            since=signs.moved_since,
        )
    if signs.named_url is not None and _is_after(sure, signs.named_since):
        return Trouble(
            TroubleKind.MOVED,
            why=f"a page is at its address now; the feed that it names was read: {signs.named_url}",
            remedy=put.format(signs.named_url),
            since=signs.named_since,
        )
    return None


def _is_after(later: datetime | None, since: datetime | None) -> bool:
    """Whether a second poll has seen what the first one saw."""
    return later is not None and since is not None and later > since


def _empty(state: FeedState) -> Trouble | None:
    signs = state.signs
    if not _is_after(state.last_success, signs.empty_since) or signs.emptied >= _MOST_RECOVERIES:
        return None
    return Trouble(
        TroubleKind.EMPTY,
        why="shows no entry any more, where it showed some",
        remedy="look at the address in a browser: if the site has news and its feed has none, look"
        " for another feed of it, or tell the site",
        since=signs.empty_since,
    )


def _silent(state: FeedState) -> Trouble | None:
    days = state.signs.days
    limit = longest_silence(days)
    if limit is None or state.last_success is None:
        return None
    quiet = state.last_success.toordinal() - days[-1]  # no poll, no silence
    if quiet <= limit or state.signs.empty_since is not None:
        return None
    longest = max(later - day for day, later in pairwise(days))
    return Trouble(
        TroubleKind.SILENT,
        why=f"nothing new for {quiet} days, where {longest} were the longest so far",
        remedy="see whether the site goes on: if it does, look there for its feed's new address and"
        " put it into the config; if not, take the feed out (`enabled: false`)",
        since=datetime.fromordinal(days[-1]).replace(tzinfo=UTC),
    )


def _cut(state: FeedState, now: datetime) -> Trouble | None:
    if state.cut_runs < PERSISTENT_FAILURES:
        return None
    since = state.signs.cut_since
    return Trouble(
        TroubleKind.CUT,
        why=f"came cut short in each of the last {state.cut_runs} polls; what came whole was taken",
        remedy="what stands behind the cut was never seen: tell the site, or look for another feed"
        " of it",
        since=since,
        needs_person=_is_told(since, now),
    )


def _is_told(since: datetime | None, now: datetime) -> bool:
    return since is None or now - since < TOLD_FOR


def _guids(state: FeedState, now: datetime) -> Trouble | None:
    signs = state.signs
    if signs.guid_polls < _SURE:
        return None
    if signs.shared_guids:
        why = f"{signs.shared_guids} entries of its document have a guid that others have, too"
    else:
        why = "a guid that it gave to one article names another one later"
    return Trouble(
        TroubleKind.GUIDS,
        why=why,
        remedy="entries are told apart by address and title meanwhile: see that none is missing or"
        " comes twice, and tell the site, or look for another feed of it",
        since=signs.guids_since,
        needs_person=_is_told(signs.guids_since, now),
    )


def _is_late(record: EntryRecord, now: datetime) -> bool:
    return record.tried_at is not None and record.tried_at >= now - GIVEN_UP_LATELY


def _given_up(feed: Feed, lately: Iterable[EntryRecord]) -> Trouble | None:
    records = list(lately)
    if not records:
        return None
    why, _ = Counter(record.reason or "unknown" for record in records).most_common(1)[0]
    times = [record.tried_at for record in records if record.tried_at is not None]
    gone = sum(is_taken_down(record) for record in records)
    all_gone = gone == len(records)
    when = "if they are there in a browser" if all_gone else "when the cause is mended"
    entries = "1 entry was" if len(records) == 1 else f"{len(records)} entries were"
    return Trouble(
        TroubleKind.GIVEN_UP,
        why=f"{entries} given up in the last seven days: {why}",
        remedy=f"see them: scrape status --failed --feed {feed.name!r}; {when}:"
        f" scrape retry --feed {feed.name!r}",
        since=min(times, default=None),
        # Sites take an article down now and then; many are a change of their addresses.
        needs_person=not all_gone or gone >= _MANY_GONE,
    )

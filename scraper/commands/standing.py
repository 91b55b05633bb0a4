"""How feeds and entries stand: rows for whoever shows them, and no words.

`feed_standings` and `totals` are pure; `entry_standings` reads the Store as it is asked for more.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scraper import decide
from scraper.model import EntryRecord, Feed, FeedState, Status, waiting_in
from scraper.store import Store

Counts = Mapping[str, Mapping[Status, int]]  # of entries, by feed id


@dataclass(frozen=True, slots=True)
class FeedStanding:
    """One configured feed: `url` is what is polled, counts are of entries.

    `failures` in a row since `failing_since`, the last for the reason `error`; `gone_since`: the
    server said 410, so it is not asked any more. The last `cut_runs` polls brought a document cut
    short. `next_poll` None: in the next run, or never.
    """

    name: str
    url: str
    failures: int = 0
    failing_since: datetime | None = None
    error: str | None = None
    gone_since: datetime | None = None
    persistent: bool = False
    last_success: datetime | None = None
    next_poll: datetime | None = None
    waiting: int = 0
    gave_up: int = 0
    cut_runs: int = 0

    @property
    def is_cut(self) -> bool:
        """Whether its document comes cut short, and that by no accident."""
        return self.cut_runs >= decide.PERSISTENT_FAILURES

    @property
    def is_healthy(self) -> bool:
        """Whether its last poll worked, or there was none yet."""
        return not self.failures and self.gone_since is None

    @property
    def needs_a_person(self) -> bool:
        """Whether it will not mend itself: gone, or failing for long."""
        return self.gone_since is not None or self.persistent


@dataclass(frozen=True, slots=True)
class EntryStanding:
    """One entry that waits or was given up; `feed` is the feed's name."""

    feed: str
    record: EntryRecord


@dataclass(frozen=True, slots=True)
class Totals:
    """All counts: of feeds, of posts in the archive, of entries of the feeds asked for.

    `stray` are those entries, waiting or given up, whose feed the config does not enable.
    """

    feeds: int
    failing: int
    posts: int
    waiting: int
    gave_up: int
    gave_up_lately: int
    stray: int


def feed_standings(
    feeds: Sequence[Feed], states: Mapping[str, FeedState], counts: Counts, now: datetime
) -> Sequence[FeedStanding]:
    """How each of these feeds stands, in their order."""
    return [_standing(feed, states.get(feed.id), counts.get(feed.id, {}), now) for feed in feeds]


def _standing(
    feed: Feed, state: FeedState | None, counts: Mapping[Status, int], now: datetime
) -> FeedStanding:
    waiting, gave_up = waiting_in(counts), counts.get(Status.GAVE_UP, 0)
    if state is None or state.url != feed.url:  # what is remembered is of another address
        return FeedStanding(feed.name, feed.url, waiting=waiting, gave_up=gave_up)
    return FeedStanding(
        name=feed.name,
        url=state.adopted_url or feed.url,
        failures=state.failures,
        failing_since=state.failing_since,
        error=state.error,
        gone_since=state.gone_since,
        persistent=decide.is_persistent(state.failures, state.failing_since, now),
        last_success=state.last_success,
        next_poll=None if decide.is_due(feed, state, now) or state.gone_since else state.due_at,
        waiting=waiting,
        gave_up=gave_up,
        cut_runs=state.cut_runs,
    )


def totals(
    standings: Sequence[FeedStanding],
    counts: Counts,
    lately: Mapping[str, int],
    names: Mapping[str, str],
    posts: int,
) -> Totals:
    """The sums over the feeds of these ids, which may be more than the configured ones."""
    configured = {feed.name for feed in standings}
    asked = {feed_id: counts.get(feed_id, {}) for feed_id in names}
    return Totals(
        feeds=len(standings),
        failing=sum(not feed.is_healthy for feed in standings),
        posts=posts,
        waiting=sum(waiting_in(each) for each in asked.values()),
        gave_up=sum(each.get(Status.GAVE_UP, 0) for each in asked.values()),
        gave_up_lately=sum(lately.get(feed_id, 0) for feed_id in names),
        stray=sum(
            sum(each.values())
            for feed_id, each in asked.items()
            if names[feed_id] not in configured
        ),
    )


async def entry_standings(
    names: Mapping[str, str], store: Store, *statuses: Status
) -> AsyncIterator[EntryStanding]:
    """The entries of these feeds (id to name) in one of these statuses, feed by feed."""
    for feed_id, name in names.items():
        for status in statuses:
            async for record in store.listed(feed_id, status):
                yield EntryStanding(name, record)

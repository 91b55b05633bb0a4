"""When a feed is due, and how long it waits: by its own pace, the server's and after failures."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from scraper.decide.jitter import share_of
from scraper.decide.signs import after_failure
from scraper.decide.trouble import first_failure
from scraper.model import Feed, FeedState, Pace

MAX_WAIT = timedelta(days=1)
# Nothing is planned further ahead than this (a day, and days to skip) beyond a feed's own pace: a
# plan that is was made by a clock that went wrong.
MAX_PLANNED = timedelta(days=8)
# Cron starts a few seconds early or late; a feed due within this share of its pace is due now.
SLACK_SHARE = 0.1
MAX_SLACK = timedelta(minutes=5)
# What failed together comes back spread over this share of its wait.
JITTER_SHARE = 0.2


def state_at(feed: Feed, state: FeedState | None) -> FeedState:
    """What is remembered of the feed at its address; of another one only when it last answered.

    A feed that got a new address in the config is no new feed: nothing of it is left as too old.
    """
    if state is None:
        return FeedState(feed.id, feed.url)
    if state.url != feed.url:
        return FeedState(feed.id, feed.url, last_success=state.last_success)
    return state


def is_due(feed: Feed, state: FeedState | None, now: datetime) -> bool:
    """Whether a feed may be polled now. A clock that jumped back does not silence a feed."""
    if state is None or state.url != feed.url:
        return True
    if state.gone_since is not None:
        return False
    if state.due_at is None:
        return True
    if state.last_poll is not None and state.last_poll > now + MAX_SLACK:
        return True
    if state.due_at > now + feed.poll_every + MAX_PLANNED:
        return True
    return state.due_at - slack(feed.poll_every) <= now


def is_gone(feed: Feed, state: FeedState | None) -> bool:
    """Whether the server said that there is no such feed any more, at the configured address."""
    return state is not None and state.url == feed.url and state.gone_since is not None


def slack(pace: timedelta) -> timedelta:
    """How much too early a poll may be."""
    return min(pace * SLACK_SHARE, MAX_SLACK)


def next_due(
    feed: Feed,
    now: datetime,
    *,
    max_age: timedelta | None = None,
    failures: int = 0,
    pace: Pace | None = None,
) -> datetime:
    """When a feed may be polled again: its own pace, longer if the server asks or it keeps failing.

    The first failure changes nothing; from the second on a feed waits twice as long each time (up
    to a fifth less, so that feeds that failed together do not come back together), at most a day.
    A server's max-age and the document's own `pace` are believed up to a day; hours and days on
    which it says that nothing comes are waited out.
    """
    wait = feed.poll_every
    if failures > 1:
        # A pace of zero must not mean a failing server is asked in every run.
        wait = max(wait, timedelta(minutes=5)) * 2 ** min(failures - 1, 10)
        wait = min(wait, MAX_WAIT) * (1 - JITTER_SHARE * share_of(feed.id))
        wait = max(wait, feed.poll_every)
    for asked in (max_age, pace.wait if pace else None):
        if asked is not None:
            wait = max(wait, min(asked, MAX_WAIT))
    due = now + wait
    quiet = _after_quiet(due, pace) if pace else due
    # A poll may be early by the slack, and must not fall back into the quiet hour.
    return due if quiet == due else quiet + slack(feed.poll_every)


def _after_quiet(moment: datetime, pace: Pace) -> datetime:
    """The first moment from then on that is outside of the hours and days to skip, in UTC."""
    hours = set(pace.skip_hours) if len(set(pace.skip_hours)) < 24 else set()
    days = set(pace.skip_days) if len(set(pace.skip_days)) < 7 else set()
    while moment.weekday() in days or moment.hour in hours:
        moment = moment.replace(minute=0, second=0, microsecond=0)
        if moment.weekday() in days:
            moment = moment.replace(hour=0) + timedelta(days=1)
        else:
            moment += timedelta(hours=1)
    return moment


def after_poll_failure(
    feed: Feed,
    state: FeedState,
    now: datetime,
    error: str,
    retry: timedelta | None,
    *,
    gone: bool = False,
    status: int | None = None,
    phase: str | None = None,
) -> FeedState:
    """A feed's state after a poll that failed; `retry` is the server's own Retry-After, if any.

    `gone`: the server said that there is no such feed any more (410), and is believed. `status` is
    the answer's, `phase` how far the poll came.
    """
    failures = state.failures + 1
    due = next_due(feed, now, max_age=retry, failures=failures, pace=state.pace)
    return dataclasses.replace(
        state,
        failures=failures,
        failing_since=first_failure(state, now),
        error=error,
        last_poll=now,
        due_at=due,
        moved_to=None,
        moved_runs=0,
        gone_since=(state.gone_since or now) if gone else None,
        signs=after_failure(state.signs, now, status=status, phase=phase),
    )


def spread(feeds: Sequence[Feed]) -> tuple[Feed, ...]:
    """The feeds, those of one host far apart: no host's queue holds up the others."""
    seen: dict[str, int] = {}
    ranked: list[tuple[int, int, Feed]] = []
    for index, feed in enumerate(feeds):
        host = urlsplit(feed.url).netloc
        seen[host] = seen.get(host, 0) + 1
        ranked.append((seen[host], index, feed))
    ranked.sort(key=lambda item: item[:2])
    return tuple(feed for _, _, feed in ranked)

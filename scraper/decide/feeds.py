"""When a feed is due, how long it waits after a failure, when a move is followed."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from scraper.decide.trouble import first_failure
from scraper.model import Feed, FeedState

MAX_WAIT = timedelta(days=1)
# Cron starts a few seconds early or late; a feed due within this share of its pace is due now.
SLACK_SHARE = 0.1
MAX_SLACK = timedelta(minutes=5)

MOVES_BEFORE_ADOPTION = 3


def is_due(feed: Feed, state: FeedState | None, now: datetime) -> bool:
    """Whether a feed may be polled now. A clock that jumped back does not silence a feed."""
    if state is None or state.due_at is None or state.url != feed.url:
        return True
    if state.last_poll is not None and state.last_poll > now + MAX_SLACK:
        return True
    return state.due_at - slack(feed.poll_every) <= now


def slack(pace: timedelta) -> timedelta:
    """How much too early a poll may be."""
    return min(pace * SLACK_SHARE, MAX_SLACK)


def next_due(
    feed: Feed, now: datetime, *, max_age: timedelta | None = None, failures: int = 0
) -> datetime:
    """When a feed may be polled again: its own pace, longer if the server asks or it keeps failing.

    The first failure changes nothing; from the second on a feed waits twice as long each time,
    at most a day. A server's max-age is believed up to a day.
    """
    wait = feed.poll_every
    if failures > 1:
        # A pace of zero must not mean a failing server is asked in every run.
        wait = max(wait, timedelta(minutes=5)) * 2 ** min(failures - 1, 10)
        wait = max(min(wait, MAX_WAIT), feed.poll_every)
    if max_age is not None:
        wait = max(wait, min(max_age, MAX_WAIT))
    return now + wait


def after_poll_failure(
    feed: Feed, state: FeedState, now: datetime, error: str, retry: timedelta | None
) -> FeedState:
    """A feed's state after a poll that failed; `retry` is the server's own Retry-After, if any."""
    failures = state.failures + 1
    due = next_due(feed, now, max_age=retry, failures=failures)
    return dataclasses.replace(
        state,
        failures=failures,
        failing_since=first_failure(state, now),
        error=error,
        last_poll=now,
        due_at=due,
        moved_to=None,
        moved_runs=0,
    )


def after_move(state: FeedState, moved_to: str | None) -> tuple[FeedState, str | None]:
    """A feed's state after permanent redirects pointed to `moved_to`, and what to tell a person.

    The new address is adopted when three polls in a row pointed to it: redirects that are
    permanent by mistake do not last.
    """
    if moved_to is None:
        return dataclasses.replace(state, moved_to=None, moved_runs=0), None
    runs = state.moved_runs + 1 if state.moved_to == moved_to else 1
    if runs >= MOVES_BEFORE_ADOPTION:
        moved = dataclasses.replace(state, moved_to=None, moved_runs=0, adopted_url=moved_to)
        return moved, f"moved for good: now polled at {moved_to}; put this into the config"
    return (
        dataclasses.replace(state, moved_to=moved_to, moved_runs=runs),
        f"moved permanently to {moved_to} ({runs} of {MOVES_BEFORE_ADOPTION} runs before it is"
        " adopted)",
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

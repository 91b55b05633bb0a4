"""Whether it is this machine that is cut off, and not the feeds that fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from scraper.decide.trouble import is_persistent
from scraper.model import Feed, FeedOutcome, FeedState, RunReport, Trouble, TroubleKind
from scraper.urls import host_of

# Phases in which nothing of the other side was seen.
_UNREACHED = frozenset({"dns", "connect"})
_NOT_ASKED = frozenset({FeedOutcome.NOT_DUE, FeedOutcome.STOPPED})


def is_cut_off(
    report: RunReport, feeds: Sequence[Feed], states: Mapping[str, FeedState]
) -> bool | None:
    """Whether nothing at all can be reached; None if no feed was asked, so nobody knows.

    Two hosts may be dead by chance: no other feed may have come since the last of them failed.
    `states` are those after the run.
    """
    asked = [feed for feed in report.feeds if feed.outcome not in _NOT_ASKED]
    if not asked:
        return None
    if any(f.outcome is not FeedOutcome.FAILED or f.phase not in _UNREACHED for f in asked):
        return False
    known = [state for feed in feeds if (state := states.get(feed.id)) is not None]
    failing = [state for state in known if state.failures]
    if len({host_of(state.adopted_url or state.url) for state in failing}) < 2:
        return False
    began = [state.failing_since for state in failing if state.failing_since is not None]
    came = [state.last_success for state in known if state.last_success is not None]
    return not (began and came and max(came) > max(began))


def network_trouble(
    feeds: Sequence[Feed], states: Mapping[str, FeedState], now: datetime
) -> Trouble:
    """What is told of all feeds together while nothing can be reached."""
    failing = [
        state for feed in feeds if (state := states.get(feed.id)) is not None and state.failures
    ]
    began = [state.failing_since for state in failing if state.failing_since is not None]
    return Trouble(
        TroubleKind.FAILING,
        why=f"no feed could be reached, of {len(failing)} that were tried",
        remedy="see whether the network is up, and whether HTTP_PROXY and HTTPS_PROXY are right",
        since=max(began, default=None),
        needs_person=any(is_persistent(s.failures, s.failing_since, now) for s in failing),
    )

"""What a run tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scraper.model.reaching import Coverage


class FeedOutcome(StrEnum):
    """How a feed's poll ended."""

    CHANGED = "changed"  # a body came and was parsed
    UNCHANGED = "unchanged"  # 304, or the same bytes
    NOT_DUE = "not-due"
    FAILED = "failed"
    STOPPED = "stopped"  # the run ended first


class FailOn(StrEnum):
    """Which trouble with feeds makes a run end as failed."""

    NEVER = "never"
    ALL = "all"  # none of those asked could be had
    ANY = "any"
    PERSISTENT = "persistent"  # one that keeps failing, or is gone for good


@dataclass(frozen=True, slots=True)
class FeedReport:
    """What one run did for one feed; counts are of entries. `error` says what comes next, too.

    `url` is the address that was asked; `failures` counts the failed polls in a row,
    `failing_since` is when the first was; `gone`: the server says there is no such feed any more.
    """

    feed_id: str
    outcome: FeedOutcome
    admitted: int = 0
    saved: int = 0
    known: int = 0  # turned out to be an article that the archive holds
    waiting: int = 0
    gave_up: int = 0
    skipped: int = 0
    filtered: int = 0  # left out by the feed's filters, before or after its page was read
    error: str | None = None
    phase: str | None = None  # of the FetchError behind `error`, if one is
    notes: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()  # what a person should do, whether asked to be quiet or not
    url: str | None = None
    failures: int = 0
    failing_since: datetime | None = None
    gone: bool = False
    history: Coverage | None = None  # of a run that was asked for a stretch of the past


@dataclass(frozen=True, slots=True)
class RunReport:
    """What one run did. `stopped` names why it ended early, if it did."""

    feeds: tuple[FeedReport, ...]
    took: timedelta
    requests: int = 0
    stopped: str | None = None

"""What a monitoring system is told: numbers of the last run, of the feeds, of the archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scraper.model.health import TroubleKind
from scraper.model.reports import RunReport


@dataclass(frozen=True, slots=True)
class FeedFigures:
    """One enabled feed: `failures` in a row, `waiting` entries."""

    name: str
    last_success: datetime | None
    failures: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How feeds and archive stand. `troubles` counts those that need a person.

    `free` is in bytes, by what lies there: archive, state.
    """

    feeds: tuple[FeedFigures, ...]
    posts: int
    waiting: int
    gave_up: int
    troubles: Mapping[TroubleKind, int]
    free: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RunFigures:
    """How the last run ended; `report` is None where it did not come to its end."""

    archive: str
    ended: datetime
    took: timedelta
    status: int
    report: RunReport | None

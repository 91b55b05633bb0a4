"""What a report tells, as numbers and times; no words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scraper.model import HostPace, RunRecord, Trouble

# So many columns are told apart on a phone; a longer time is counted by weeks, then by 30 days.
_MOST_COLUMNS = 92
_STEPS = (1, 7, 30)

Days = Mapping[date, int]  # posts of each UTC day


@dataclass(frozen=True, slots=True)
class Period:
    """The last `days` days in UTC, today's among them; a column of a plot stands for `step`."""

    today: date
    days: int

    @property
    def step(self) -> int:
        """Days in a column: 1, 7 or 30, so that there are not too many columns."""
        return next((each for each in _STEPS if self.days <= each * _MOST_COLUMNS), _STEPS[-1])

    @property
    def first(self) -> date:
        """The oldest day."""
        return self.today - timedelta(days=self.days - 1)

    @property
    def columns(self) -> tuple[date, ...]:
        """The first day of each column, oldest first; the last column ends today."""
        number = -(-self.days // self.step)
        after = self.today + timedelta(days=1)
        return tuple(
            max(self.first, after - timedelta(days=self.step * left))
            for left in range(number, 0, -1)
        )

    def counts(self, days: Days) -> tuple[int, ...]:
        """The posts of each column."""
        found = [0] * len(self.columns)
        for day, count in days.items():
            if self.first <= day <= self.today:
                found[len(found) - 1 - (self.today - day).days // self.step] += count
        return tuple(found)

    def recent(self, days: Days, last: int) -> int:
        """The posts of the last so many days."""
        first = self.today - timedelta(days=last - 1)
        return sum(count for day, count in days.items() if first <= day <= self.today)


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """One configured feed: `counts` are posts by column of the period, `ever` all of them.

    `newest` is when its newest entry was published (or first seen), `length` the median length of
    what was written of it of late, in characters; `language` as its newest entry says.
    """

    name: str
    host: str = ""
    language: str | None = None
    counts: tuple[int, ...] = ()
    week: int = 0
    ever: int = 0
    newest: datetime | None = None
    last_success: datetime | None = None
    failures: int = 0
    is_gone: bool = False
    waiting: int = 0
    gave_up: int = 0
    length: int | None = None

    @property
    def posts(self) -> int:
        """In the period."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Storage:
    """What lies below the archive, without hidden folders, in bytes as the files say.

    `is_whole` is False if there was more than could be looked at; sizes that are not to be had are
    None. `free` of `disk` bytes are free to this user.
    """

    posts: int = 0
    files: int = 0
    size: int = 0
    is_whole: bool = True
    state: int | None = None
    free: int | None = None
    disk: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All that is told. `counts`, `week` and `ever` are of all feeds asked for, those among them
    that are no longer in the config; `posts` is how many the archive holds. Hosts are in order, the
    slowest first; runs are those of the period, the newest first.
    """

    at: datetime
    period: Period
    is_polled: bool = True
    posts: int = 0
    counts: tuple[int, ...] = ()
    week: int = 0
    strays: int = 0
    feeds: tuple[FeedFacts, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    hosts: tuple[HostPace, ...] = ()
    runs: tuple[RunRecord, ...] = ()
    storage: Storage = Storage()

    @property
    def failing(self) -> int:
        """How many feeds' last poll failed."""
        return sum(bool(feed.failures or feed.is_gone) for feed in self.feeds)

    @property
    def waiting(self) -> int:
        """Entries of these feeds that wait."""
        return sum(feed.waiting for feed in self.feeds)

    @property
    def gave_up(self) -> int:
        """Entries of these feeds that were given up."""
        return sum(feed.gave_up for feed in self.feeds)

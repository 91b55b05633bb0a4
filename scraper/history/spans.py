"""When something may have been published, as far as a list of it tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scraper.dates import date_in_url
from scraper.model import Entry

# A calendar day somewhere on earth: zones reach from UTC-12 to UTC+14.
_EAST, _WEST = timedelta(hours=14), timedelta(hours=12)
_DAY = timedelta(days=1)
_FIRST_YEAR = 1995  # before the web had news


@dataclass(frozen=True, slots=True)
class Span:
    """Published at `earliest` or later, at `latest` or before; None: not known."""

    earliest: datetime | None = None
    latest: datetime | None = None

    @property
    def exact(self) -> datetime | None:
        """The moment itself, where it is known."""
        return self.latest if self.latest is not None and self.earliest == self.latest else None

    @property
    def about(self) -> datetime | None:
        """The moment, or the beginning of the day or days that are known, in UTC."""
        if self.earliest is None or self.latest is None:
            return None
        return self.exact or self.earliest + _EAST

    def is_before(self, moment: datetime) -> bool:
        """Whether it is surely older."""
        return self.latest is not None and self.latest < moment

    def is_from(self, moment: datetime | None) -> bool:
        """Whether it is surely of that moment, or newer."""
        return moment is not None and self.earliest is not None and self.earliest >= moment

    def within(self, other: Span) -> Span:
        """Where both hold; this one, should they contradict each other."""
        known = [s for s in (self.earliest, other.earliest) if s is not None]
        ends = [s for s in (self.latest, other.latest) if s is not None]
        both = Span(max(known, default=None), min(ends, default=None))
        wrong = both.earliest and both.latest and both.earliest > both.latest
        return self if wrong else both


UNKNOWN = Span()


def exactly(moment: datetime) -> Span:
    """Published at that moment."""
    return Span(moment, moment)


def not_after(moment: datetime | None) -> Span:
    """Changed at that moment, so published then or before; None: not known."""
    return Span(None, moment)


def of_days(first: datetime, days: int = 1) -> Span:
    """Published on that calendar day (its midnight in UTC), or the days from it, in any zone."""
    return Span(first - _EAST, first + days * _DAY + _WEST)


def of_url(url: str, now: datetime) -> Span:
    """The day that an address names; UNKNOWN if none, or none that news can be of."""
    day = date_in_url(url)
    if not day:
        return UNKNOWN
    try:
        first = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:  # the 31st of February
        return UNKNOWN
    if first.year < _FIRST_YEAR or first > now + 2 * _DAY:
        return UNKNOWN
    return of_days(first)


def of_entry(entry: Entry, now: datetime) -> Span:
    """When an entry was published, as far as it says; a change came then or later."""
    if entry.published is not None:
        return exactly(entry.published)
    return of_url(entry.url, now).within(not_after(entry.updated))

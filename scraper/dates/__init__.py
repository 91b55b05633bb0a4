"""What a date is: how it is read, which one names the file, how it is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scraper.dates.asked import format_duration, parse_duration, parse_since, parse_until
from scraper.dates.in_url import date_in_url
from scraper.dates.written import parse_date

__all__ = [
    "choose_published",
    "date_in_url",
    "epoch_ms",
    "format_duration",
    "iso_ms",
    "iso_s",
    "parse_date",
    "parse_duration",
    "parse_since",
    "parse_until",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def choose_published(
    feed: datetime | None, page: datetime | None, updated: datetime | None, first_seen: datetime
) -> tuple[datetime, bool]:
    """The date that names the file, and whether the article was dated at all.

    The feed's, else the page's, else that of the last change, else when it was first seen. A date
    later than first seen is first seen: Jekyll hides posts of the future.
    """
    for known in (feed, page, updated):
        if known is not None:
            return min(known, first_seen), True
    return first_seen, False


def iso_ms(moment: datetime) -> str:
    """`2021-11-23T14:35:56.871Z`: UTC, milliseconds, cut and not rounded."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def iso_s(moment: datetime) -> str:
    """`2021-11-23T14:35:56`: UTC, but it does not say so; the one form of Obsidian's properties."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"


def epoch_ms(moment: datetime) -> int:
    """Milliseconds since 1970-01-01T00:00Z, cut to the millisecond before."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)

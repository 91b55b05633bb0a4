"""Durations and starting points as a person types them, in a flag or in the configuration."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}
_DURATION = re.compile(r"(?:\d{1,9}[smhdw] ?)+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:[Zz]|[+-]\d{2}:?\d{2})?"
)

WANT_DURATION = "a duration like 30m, 36h or 7d"
WANT_SINCE = (
    "a day like 2021-11-20, a time like 2021-11-20T08:00:00Z, an age like 36h or 7d, "
    "today or yesterday"
)


def parse_duration(text: str) -> timedelta:
    """`90s` `30m` `36h` `7d` `2w` `1h30m`; ValueError with the words that follow "want"."""
    line = text.strip().lower()
    if not _DURATION.fullmatch(line):
        raise ValueError(WANT_DURATION)
    parts = re.findall(r"(\d+)([smhdw])", line)
    try:
        return timedelta(seconds=sum(int(number) * _UNITS[unit] for number, unit in parts))
    except OverflowError:
        raise ValueError(WANT_DURATION) from None


def format_duration(span: timedelta) -> str:
    """A duration as one would type it: `30m`, `36h`, `7d`, `1h2m3s`; "0s" for less than a second.

    Whole seconds read back: parse_duration(format_duration(span)) == span.
    """
    seconds = max(0, span // timedelta(seconds=1))
    for unit in "dhms":
        number, rest = divmod(seconds, _UNITS[unit])
        if rest == 0 and (unit == "d" or number < 100) and number:
            return f"{number}{unit}"
    parts = []
    for unit in "dhms":
        number, seconds = divmod(seconds, _UNITS[unit])
        if number:
            parts.append(f"{number}{unit}")
    return "".join(parts) or "0s"


def parse_since(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The UTC instant from which on entries are wanted.

    A day (and `today`, `yesterday`) begins at midnight in `zone`, a time without offset is one in
    `zone`, an age is counted back from `now`. ValueError with the words that follow "want", also
    for a time that is still to come.
    """
    line = text.strip().lower()
    try:
        since = _since(line, now, zone)
    except (ValueError, OverflowError):
        raise ValueError(WANT_SINCE) from None
    if since > now:
        raise ValueError(f"a time in the past: {WANT_SINCE}")
    return since


def parse_until(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The UTC instant before which entries are wanted, as `parse_since` reads it.

    A day still belongs to it: it ends at the midnight after, in `zone`. ValueError with the words
    that follow "want".
    """
    line = text.strip().lower()
    try:
        day = _day(line, now, zone)
        return _midnight(day + timedelta(days=1), zone) if day else _moment(line, now, zone)
    except (ValueError, OverflowError):
        raise ValueError(WANT_SINCE) from None


def _since(line: str, now: datetime, zone: tzinfo) -> datetime:
    day = _day(line, now, zone)
    return _midnight(day, zone) if day else _moment(line, now, zone)


def _day(line: str, now: datetime, zone: tzinfo) -> date | None:
    """The calendar day that is asked for; None if it is something else."""
    if line in ("today", "yesterday"):
        return now.astimezone(zone).date() - timedelta(days=line == "yesterday")
    return date.fromisoformat(line) if _DAY.fullmatch(line) else None


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _moment(line: str, now: datetime, zone: tzinfo) -> datetime:
    if _MOMENT.fullmatch(line):
        moment = datetime.fromisoformat(line.upper())
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    return (now - parse_duration(line)).astimezone(UTC)

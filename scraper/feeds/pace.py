"""How seldom a feed asks to be polled: `ttl`, `skipHours`, `skipDays`, `sy:updatePeriod`.

RSS 2.0 (and 0.91 for the hours and days), and the syndication module of RSS 1.0. What is no sane
wish is none: an hour of 99, all hours of the day, a `ttl` in words.
"""

from __future__ import annotations

import re
from datetime import timedelta

from scraper.model import Pace

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_ENTRY = re.compile(r"<(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_HOUR = re.compile(r"<hour>\s{0,50}(\d{1,2})\s{0,50}</hour>", re.IGNORECASE)
_DAY = re.compile(r"<day>\s{0,50}([a-z]{3,9})\s{0,50}</day>", re.IGNORECASE)
_LONGEST_LIST = 4000  # characters: 24 hours or seven days, however they are laid out


def read_pace(text: str, *, ttl: str, period: str, frequency: str) -> Pace:
    """What a mended document asks for; `ttl` (minutes), `period` and `frequency` as they stand.

    The longer of two waits counts. Lists of hours and days are looked for before the first entry
    and after the last, where no entry's text can be taken for them.
    """
    waits = [wait for wait in (_minutes(ttl), _updates(period, frequency)) if wait is not None]
    hours = {int(hour) % 24 for hour in _HOUR.findall(_list(text, "skipHours")) if int(hour) <= 24}
    named = (day[:3].lower() for day in _DAY.findall(_list(text, "skipDays")))
    days = {_DAYS.index(day) for day in named if day in _DAYS}
    return Pace(
        wait=max(waits, default=None),
        skip_hours=tuple(sorted(hours)) if len(hours) < 24 else (),
        skip_days=tuple(sorted(days)) if len(days) < 7 else (),
    )


def _minutes(written: str) -> timedelta | None:
    number = _number(written)
    return timedelta(minutes=number) if number else None


def _updates(period: str, frequency: str) -> timedelta | None:
    span = _PERIODS.get(period.strip().lower())
    return None if span is None else span / (_number(frequency) or 1)


def _number(written: str) -> int:
    """A count in ASCII digits; 0 if there is none. Nine digits are enough for any wish."""
    digits = written.strip()
    return int(digits[:9]) if digits.isascii() and digits.isdigit() else 0


def _list(text: str, name: str) -> str:
    """What stands in the channel's own list of that name; "" if it has none."""
    first = _ENTRY.search(text)
    begin, end = f"<{name}>", f"</{name}>"
    start = text.find(begin, 0, first.start() if first else len(text))
    if start < 0 and first is not None:
        last = max(text.rfind("</item>"), text.rfind("</entry>"))
        start = text.find(begin, last) if last >= 0 else -1
    stop = text.find(end, start, start + _LONGEST_LIST) if start >= 0 else -1
    return text[start:stop] if stop >= 0 else ""

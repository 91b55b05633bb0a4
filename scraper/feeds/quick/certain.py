"""Dates that feedparser reads, and we do: any other might be an error to one of the two."""

from __future__ import annotations

import re
from datetime import datetime

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MAIL_DATE = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)(?:(?:s|nes|rs|ur)?day)?, {1,2})?(\d{1,2}) "
    rf"({'|'.join(_MONTHS)}) (\d{{4}}) (\d\d):(\d\d)(?::(\d\d))?"
    r"(?: (?:[+-](?:0\d|1[0-4])[0-5]\d|gmt|utc|ut|z|[ecmp][sd]t))?",
    re.IGNORECASE | re.ASCII,
)
_ISO_DATE = re.compile(
    r"(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?"
    r"(?: ?(?:Z|[+-](?:0\d|1[0-4]):?[0-5]\d))?)?",
    re.ASCII,
)


def is_certain(date: str) -> bool:
    """Whether a date is of the two usual forms, and one of the calendar."""
    if match := _ISO_DATE.fullmatch(date):
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    elif match := _MAIL_DATE.fullmatch(date):
        year, day, hour, minute, second = (int(n or 0) for n in match.group(3, 1, 4, 5, 6))
        month = _MONTHS.index(match[2].lower()) + 1
    else:
        return False
    try:
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - its zone changes nothing
    except ValueError:
        return False
    return 1991 <= moment.year <= 2099

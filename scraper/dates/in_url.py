"""The day that an address names."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_YEAR, _MONTH, _DAY = r"((?:19|20)\d\d)", r"(0?[1-9]|1[0-2])", r"(0?[1-9]|[12]\d|3[01])"
_IN_PATH = (
    re.compile(rf"(?<!\d){_YEAR}/{_MONTH}/{_DAY}(?![\d])"),
    re.compile(rf"(?<!\d){_YEAR}-{_MONTH}-{_DAY}(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}/?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?!\d)"),
)


def date_in_url(url: str) -> str:
    """The day that an article's address names, as 2026-05-04; "" if it names none."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    found = (match.groups() for pattern in _IN_PATH if (match := pattern.search(path[:500])))
    return next(("-".join(part.zfill(2) for part in day) for day in found), "")

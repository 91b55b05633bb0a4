"""Addresses as pages write them, made absolute."""

from __future__ import annotations

import re

from scraper.urls import absolute

# Nothing in it that joining would change.
_WHOLE = re.compile(
    r"https?://[^\s/?#\\\[\]\x00-\x20\x7f-\x9f\ufeff]+(?:[/?#][^\s\\\[\]\x00-\x20\x7f-\x9f\ufeff]*)?"
)


def resolved(url: str, base: str) -> str:
    """`url` against `base`, as `urls.absolute` has it; at once where it is whole already."""
    return url if _WHOLE.fullmatch(url) else absolute(url, base)

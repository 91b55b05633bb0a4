"""Addresses as pages write them, made absolute."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scraper.urls import absolute

# Nothing in it that joining would change: no space, no bracket, no dot segment, no ";".
_PLAIN = r"[^\s\\\[\]\x00-\x20\x7f-\x9f\ufeff]*+"
_WHOLE = re.compile(rf"https?://[^\s/?#\\\[\]\x00-\x20\x7f-\x9f\ufeff]++(?:[/?#]{_PLAIN})?")
_ROOTED = re.compile(rf"/{_PLAIN}")
# Every link of a page is written with its base: a long one makes hundreds of megabytes of 380 KB.
MAX_BASE = 2000
_MAX_ADDRESS = 8000


def resolved(url: str, base: str) -> str:
    """`url` against `base`, as `urls.absolute` has it; at once where nothing is to be joined.

    "" for what is too long to be one.
    """
    if len(url) > _MAX_ADDRESS:
        return ""
    if _WHOLE.fullmatch(url):
        return url
    if "/." not in url and ";" not in url and _ROOTED.fullmatch(url):
        try:
            parts = urlsplit(base)
        except ValueError:
            return absolute(url, base)
        if parts.scheme in ("http", "https") and parts.netloc and not url.startswith("//"):
            return f"{parts.scheme}://{parts.netloc}{url}"
    return absolute(url, base)

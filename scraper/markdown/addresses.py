"""Addresses as they may stand in a post: of a harmless scheme, with nothing Markdown would read."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote

from scraper.urls import absolute

LINK_SCHEMES = frozenset(("http", "https", "mailto", "tel"))
IMAGE_SCHEMES = frozenset(("http", "https"))

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_DROPPED = re.compile(r"[\t\r\n]")  # as browsers do (WHATWG URL, 4.4)
_ENTITY = re.compile(r"&(?=#?[0-9A-Za-z]{1,40};)")
# Each ends an address, or begins a mark, a table cell or a template, in one of the renderers.
_SPECIAL = re.compile(r"""[\x00-\x20()<>*|\\"'`{}\[\]^\x7f-\x9f]|[^\x00-\x9f]""")
# What all of this, and `absolute`, leave as it is: most addresses of a cleaned body. No `;`: it
# ends a reference, and a lonely one is lost in joining, as is a `?` or `#` with nothing behind.
_CLEAN = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~!$+,=@%&:/-]*)?"
    r"(?:\?[A-Za-z0-9._~!$+,=@%&:/?-]+)?(?:#[A-Za-z0-9._~!$+,=@%&:/?-]+)?"
)


def address(url: str, base_url: str, schemes: frozenset[str] = LINK_SCHEMES) -> str:
    """`url` against `base_url`, encoded; "" if it is none or has another scheme than `schemes`.

    Without a base a relative address stays relative.
    """
    if _CLEAN.fullmatch(url) is not None and _is_base(base_url):
        return url
    if not url.strip():
        return ""
    joined = absolute(_DROPPED.sub("", url), base_url)
    scheme = _SCHEME.match(joined)
    if scheme is not None and scheme[1].lower() not in schemes:
        return ""
    return _ENTITY.sub("&amp;", _SPECIAL.sub(_encoded, joined))


@lru_cache(maxsize=64)
def _is_base(url: str) -> bool:
    """Whether something can be joined to it; with nothing but what is none `absolute` gives ""."""
    return not url or absolute("http://a/", url) != ""


def _encoded(match: re.Match[str]) -> str:
    char = match[0]
    if char > "\x9f" and unicodedata.category(char)[0] not in "ZC":
        return char
    return quote(char, safe="", errors="replace")

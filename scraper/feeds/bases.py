"""Relative addresses in an entry's HTML, where the document names a base of its own (xml:base)."""

from __future__ import annotations

import html
import re

from scraper.urls import absolute

_TAG = re.compile(r"<[a-zA-Z][^<>]*+>")
_ADDRESS = re.compile(
    r"(\s(?:href|src|poster|cite|data)\s{0,20}=\s{0,20})(\"[^\"]*+\"|'[^']*+'|[^\s\"'<>]++)",
    re.IGNORECASE,
)
# Absolute addresses that are joined to any base as they stand.
SETTLED = re.compile(r"https?://[a-z0-9.-]+/[A-Za-z0-9/_.~-]*(?:\?[A-Za-z0-9=&_.%+-]+)?")


def rebased(markup: str, base: str) -> str:
    """HTML whose relative addresses are made absolute; as it is where `base` is no web address.

    Without a base of its own, an entry's HTML is read against the entry's page, and that is done
    where its page is known.
    """
    if not base.startswith(("http://", "https://")):
        return markup
    return _TAG.sub(lambda tag: _ADDRESS.sub(lambda m: m[1] + _joined(m[2], base), tag[0]), markup)


def _joined(written: str, base: str) -> str:
    value = html.unescape(written.strip("\"'"))
    if not value.strip() or value.startswith("#"):
        return written
    if SETTLED.fullmatch(value):
        return f'"{html.escape(value)}"'
    return f'"{html.escape(absolute(value, base) or value)}"'

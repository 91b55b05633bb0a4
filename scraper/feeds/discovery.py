"""The feeds that an HTML page names, where a feed should be."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from scraper.charset import decode
from scraper.feeds.repair import is_page
from scraper.model import Fetched
from scraper.urls import absolute, canonical

_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
    }
)
_HEAD = 262_144  # characters; no head of a page is longer
_TAG = re.compile(r"<(link|base)(?=[\s/])([^<>]{0,4000})>", re.IGNORECASE)
ATTRIBUTE = re.compile(
    r"([a-z-]{1,20})\s{0,20}=\s{0,20}(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))", re.IGNORECASE
)
COMMENTS = re.compile(r"comment|kommentar|comentario|commentaire|replies", re.IGNORECASE)


def alternates(fetched: Fetched) -> tuple[str, ...]:
    """The addresses of the feeds that a page names by `<link rel="alternate">`, the best first.

    Feeds of the page's own folder go before the site's, those of comments last; none of them is
    the page itself. Empty if the answer is no HTML page.
    """
    body = fetched.body[: 4 * _HEAD]  # a character is four bytes at most
    text = decode(body, fetched.content_type, "html").text[:_HEAD]
    if not is_page(text):
        return ()
    base = fetched.final_url
    found: dict[str, bool] = {}
    for match in _TAG.finditer(text):
        values = {
            name.lower(): html.unescape(double or single or bare).strip()
            for name, double, single, bare in ATTRIBUTE.findall(match[2])
        }
        href = values.get("href", "")
        if match[1].lower() == "base":
            base = absolute(href, fetched.final_url) or base
            continue
        is_feed = values.get("type", "").partition(";")[0].strip().lower() in _TYPES
        if not is_feed or "alternate" not in values.get("rel", "").lower().split():
            continue
        url = absolute(href, base).partition("#")[0] if href else ""
        if canonical(url) is not None and url not in (fetched.url, fetched.final_url):
            found.setdefault(url, bool(COMMENTS.search(f"{href} {values.get('title', '')}")))
    folder = urlsplit(fetched.final_url).path.rpartition("/")[0]
    return tuple(sorted(found, key=lambda url: (found[url], not _is_below(url, folder))))


def _is_below(url: str, folder: str) -> bool:
    return not folder or urlsplit(url).path.startswith(f"{folder}/")

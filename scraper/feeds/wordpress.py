"""Posts as the WordPress REST API lists them (developer.wordpress.org/rest-api/reference/posts)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from scraper.charset import decode
from scraper.errors import ParseError
from scraper.feeds.drafts import Draft, DraftFeed
from scraper.feeds.entries import make_entries
from scraper.feeds.lines import plain
from scraper.model import Feed, Fetched, ParsedFeed

_NEVER = "0000"  # of drafts


def parse_posts(fetched: Fetched, feed: Feed) -> ParsedFeed:
    """The posts of a page of `/wp/v2/posts`, in their order; ParseError for other things.

    Their guids are those of the site's feeds. `date_gmt` is exact; texts are not asked for.
    """
    try:
        document = json.loads(decode(fetched.body, fetched.content_type, "json").text)
    except (ValueError, RecursionError):
        raise ParseError("no JSON, so no list of posts") from None
    if not isinstance(document, list):
        raise ParseError("JSON, but no list of posts")
    posts = [post for post in document if isinstance(post, dict)]
    drafts = tuple(_draft(post) for post in posts if isinstance(post.get("link"), str))
    if posts and not drafts:
        raise ParseError("a list, but not of posts")
    read = DraftFeed("", "", drafts, form="WordPress")
    entries, odd = make_entries(read, feed, fetched.final_url)
    return ParsedFeed("", tuple(entries), warnings=tuple(odd), form=read.form)


def _draft(post: Mapping[str, object]) -> Draft:
    return Draft(
        links=(_string(post, "link"),),
        guid=_rendered(post, "guid"),
        title=plain(_rendered(post, "title"), "html"),
        published=_utc(post, "date_gmt") or _string(post, "date"),
        updated=_utc(post, "modified_gmt"),
    )


def _utc(post: Mapping[str, object], key: str) -> str:
    written = _string(post, key)
    if not written or written.startswith(_NEVER):
        return ""
    return written if written.endswith("Z") else f"{written}Z"


def _string(post: Mapping[str, object], key: str) -> str:
    value = post.get(key)
    return value.strip() if isinstance(value, str) else ""


def _rendered(post: Mapping[str, object], key: str) -> str:
    value = post.get(key)
    return _string(value, "rendered") if isinstance(value, dict) else _string(post, key)

"""Bytes -> ParsedFeed: the table of formats, and what is done for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from scraper import urls
from scraper.charset import FILES, Kind, decode
from scraper.errors import ParseError
from scraper.feeds.discovery import alternates
from scraper.feeds.drafts import DraftFeed
from scraper.feeds.entries import make_entries
from scraper.feeds.jsonfeed import read_json
from scraper.feeds.portions import PORTION
from scraper.feeds.rss_atom import read_xml
from scraper.feeds.wordpress import parse_posts
from scraper.model import Entry, Feed, Fetched, ParsedFeed

__all__ = ["FORMATS", "MAX_ENTRIES", "alternates", "parse_feed", "parse_posts"]

MAX_ENTRIES = 20_000
_MAX_WARNINGS = 20
_LATEST = datetime.max.replace(year=9000, tzinfo=UTC)

# What the document starts with -> how its charset is found, and its reader.
FORMATS: tuple[tuple[str, Kind, Callable[[str | bytes], DraftFeed]], ...] = (
    ("{[", "json", read_json),
    ("<", "xml", read_xml),
)


def parse_feed(fetched: Fetched, feed: Feed) -> ParsedFeed:
    """The feed in an answer's body.

    ParseError, one line that says what came instead, if there is none. What is odd about single
    entries is a warning and never harms the others. `title` and the entries' titles, authors and
    tags are plain clean lines: nothing in them is to be decoded or stripped again.
    """
    for magic, what in FILES:
        if fetched.body.startswith(magic):
            raise ParseError(f"{what}, not a feed")
    if not fetched.body.strip():
        raise ParseError("an empty answer, not a feed")
    read = _read(fetched)
    warnings = list(read.warnings)
    if len(read.drafts) > MAX_ENTRIES:
        warnings.append(f"{len(read.drafts)} entries: only the newest {MAX_ENTRIES} are taken")
    entries, odd = make_entries(read, feed, fetched.final_url)
    entries = _newest(entries)
    warnings += odd
    if len(warnings) > _MAX_WARNINGS:
        more = len(warnings) - _MAX_WARNINGS
        warnings = [*warnings[:_MAX_WARNINGS], f"and {more} more"]
    return ParsedFeed(
        title=read.title,
        entries=tuple(entries),
        next_url=_address(read.next_url, fetched),
        complete=read.complete,
        warnings=tuple(warnings),
        pace=read.pace,
        form=read.form,
        prev_archive=_address(read.prev_archive, fetched),
        holds_all=read.holds_all,
        site=_address(read.site, fetched),
        generator=read.generator,
        shared_guids=_shared_guids(entries),
    )


def _shared_guids(entries: Sequence[Entry]) -> int:
    guids = Counter(entry.guid for entry in entries if entry.guid is not None)
    return sum(number for number in guids.values() if number > 1)


def _address(written: str, fetched: Fetched) -> str | None:
    """A web address that the document names, absolute."""
    url = urls.absolute(written, fetched.final_url) if written else ""
    return url if url.startswith(("http://", "https://")) else None


def _newest(entries: list[Entry]) -> list[Entry]:
    """At most MAX_ENTRIES, in the document's order; the undated count as new."""
    if len(entries) <= MAX_ENTRIES:
        return entries
    ages = sorted(
        range(len(entries)), key=lambda n: -((entries[n].published or _LATEST).timestamp())
    )
    return [entries[n] for n in sorted(ages[:MAX_ENTRIES])]


def _read(fetched: Fetched) -> DraftFeed:
    decoded = decode(fetched.body, fetched.content_type, "xml")
    text, is_utf8 = decoded.text, decoded.charset == "utf-8"
    del decoded
    start = text.lstrip("\ufeff \t\r\n\v\f\xa0")[:1]
    for first, kind, read in FORMATS:  # noqa: B007 - what it ends with is used
        if start and start in first:
            break
    else:  # words of the server's program may stand before the document
        kind, read = "xml", read_xml
    # Of a feed of 20 MB the text may be 80: held once, and only by who reads it.
    if is_utf8 and len(fetched.body) > PORTION:
        del text
        return read(fetched.body)
    held = [text]
    del text
    if kind != "xml":
        held.clear()
        held.append(decode(fetched.body, fetched.content_type, kind).text)
    return read(held.pop())

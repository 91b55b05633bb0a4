"""The doors of what a site says of its past: sitemaps, WordPress's posts, archive pages."""

from __future__ import annotations

from datetime import UTC, datetime

from checks.fuzz import promises
from checks.fuzz.promises import promise
from scraper.errors import ParseError
from scraper.feeds import parse_posts
from scraper.history.archive_pages import ArchivePages
from scraper.history.scope import Scope
from scraper.history.sitemap import Sitemaps
from scraper.history.sources import Answer, Live, Reading, Source, Wish
from scraper.history.wordpress import WordPress
from scraper.model import Entry, Feed, Fetched
from scraper.presets import BUILT_IN
from scraper.urls import identity

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SITE = "https://news.example"
_FEED = Feed("Fuzz", "Fuzz", f"{SITE}/feed", BUILT_IN["jekyll"])
_WISH = Wish(datetime(2020, 1, 1, tzinfo=UTC), None, NOW)
_MOST = 50_000


def _entry(url: str) -> Entry:
    return Entry("Fuzz", url, identity(url), url, published=NOW)


_LIVE = Live(
    _FEED.url,
    tuple(_entry(f"{SITE}/2025/12/{day:02d}/a-story-of-day-{day}") for day in range(1, 20)),
    generator="WordPress",
    sitemaps=(f"{SITE}/sitemap.xml",),
)


def sitemaps(data: bytes) -> None:
    """A sitemap, after the header that came with it."""
    header, _, body = data.partition(b"\n")
    source = Sitemaps(_LIVE, _WISH, Scope(_LIVE.entries, (), _LIVE.url))
    answer = _fetched(body, f"{SITE}/sitemap.xml", header[:200].decode("latin-1"))
    _read(source, Answer(answer))


def listings(data: bytes) -> None:
    """A page of WordPress's REST API, and the same bytes as a site's own archive page."""
    answer = _fetched(data, f"{SITE}/wp-json/wp/v2/posts", "application/json")
    try:
        parsed = parse_posts(answer, _FEED)
    except ParseError as error:
        promises.says(str(error))
    else:
        promises.feed_holds(parsed, _FEED)
        _read(WordPress(_LIVE, _WISH), Answer(answer, parsed))
    pages = ArchivePages(_LIVE, _WISH, SITE + "/{yyyy}/{mm}/", "a[href]")
    _read(pages, Answer(_fetched(data, f"{SITE}/2025/12/", "text/html; charset=utf-8")))


def _read(source: Source, answer: Answer) -> None:
    cursor = source.begin()
    promise(cursor is not None, "something to ask")
    assert cursor is not None
    source.ask(cursor)
    try:
        reading = source.read(cursor, answer)
    except ParseError as error:
        promises.says(str(error))
        return
    _holds(source, reading)


def _holds(source: Source, reading: Reading) -> None:
    promise(len(reading.items) <= _MOST, "no more than a sitemap may hold")
    promises.says(reading.words)
    for item in reading.items[:200]:
        promises.entry_holds(item.entry, _FEED)
        promise(item.entry.found_by == source.name, "who told of it")
        known = item.span.exact
        promise(known is None or known == item.entry.published, "an exact date is the entry's")
    if reading.next is not None:
        promise(source.ask(reading.next).url.startswith(("http://", "https://")), "of the web")


def _fetched(body: bytes, url: str, content_type: str) -> Fetched:
    return Fetched(url, url, content_type, body, NOW)

"""Feeds of several documents: RFC 5005 archives and pages, and those of common programs."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scraper.dates import iso_ms
from scraper.errors import FetchError
from scraper.history.sources import Answer, Ask, Item, Live, Reading, Wish
from scraper.history.spans import of_entry
from scraper.history.window import shows_some
from scraper.model import End, ParsedFeed

_OVER = frozenset({400, 404, 410})
_BLOGGER_PAGE = 150  # the most that it gives at once
_BLOGGER_OWN = frozenset(
    "start-index max-results published-min published-max orderby redirect updated-min updated-max"
    " max-result start".split()
)


@dataclass(frozen=True, slots=True)
class _Documents:
    """What all of them have in common: one list of the feed's own entries, in pieces."""

    live: Live
    wish: Wish
    paged = True
    whole_site = False
    guessed = False

    def ask(self, cursor: str) -> Ask:
        return Ask(cursor, "feed")

    def refused(self, cursor: str, error: FetchError) -> Reading | None:
        return None


@dataclass(frozen=True, slots=True)
class Archives(_Documents):
    """RFC 5005, 4: archive documents, each linking the one before. They never change."""

    name = "archives"

    def begin(self) -> str | None:
        return self.live.prev_archive

    def read(self, cursor: str, answer: Answer) -> Reading:
        parsed = feed_in(answer)
        # Without a link the first archive is reached: together they are the whole feed.
        return Reading(items_of(parsed, self.name, self.wish), parsed.prev_archive, End.ALL_READ)


@dataclass(frozen=True, slots=True)
class Pages(_Documents):
    """RFC 5005, 3, and JSON Feed's `next_url`: the feed's own link to its next page."""

    name = "pages"

    def begin(self) -> str | None:
        return self.live.next_url

    def read(self, cursor: str, answer: Answer) -> Reading:
        parsed = feed_in(answer)
        end = End.COMPLETE if parsed.holds_all else End.OVER
        return Reading(items_of(parsed, self.name, self.wish), parsed.next_url, end)

    def refused(self, cursor: str, error: FetchError) -> Reading | None:
        return Reading() if error.status in _OVER else None


@dataclass(frozen=True, slots=True)
class WordPressFeed(_Documents):
    """`?paged=N` on any feed URL of WordPress: keeps what the feed is about. N from 2."""

    name = "wordpress feed"
    guessed = True

    def begin(self) -> str | None:
        return "2" if self.live.entries else None

    def ask(self, cursor: str) -> Ask:
        return Ask(with_query(self.live.url, paged=cursor), "feed")

    def read(self, cursor: str, answer: Answer) -> Reading:
        return Reading(items_of(feed_in(answer), self.name, self.wish), str(int(cursor) + 1))

    def refused(self, cursor: str, error: FetchError) -> Reading | None:
        return Reading() if error.status in _OVER else None


@dataclass(frozen=True, slots=True)
class Blogger(_Documents):
    """A Blogger feed asked for a stretch of time, 150 entries at once."""

    name = "blogger"
    guessed = True

    def begin(self) -> str | None:
        return "1"

    def ask(self, cursor: str) -> Ask:
        parts = urlsplit(self.live.url)
        path = parts.path if "/feeds/" in parts.path else "/feeds/posts/default"
        query = [pair for pair in parse_qsl(parts.query) if pair[0] not in _BLOGGER_OWN]
        query += [
            ("orderby", "published"),
            ("max-results", str(_BLOGGER_PAGE)),
            ("start-index", cursor),
            ("published-min", iso_ms(self.wish.since)),
        ]
        if self.wish.until is not None:
            query.append(("published-max", iso_ms(self.wish.until)))
        url = urlunsplit((parts.scheme, parts.netloc, path, urlencode(query), ""))
        return Ask(url, "feed")

    def read(self, cursor: str, answer: Answer) -> Reading:
        parsed = feed_in(answer)
        items = items_of(parsed, self.name, self.wish)
        if not items and cursor == "1" and self._shows_some():
            return Reading(words="it has no posts")
        after = int(cursor) + len(parsed.entries)
        # Another server may give the feed whatever it is asked for: the next answer shows it.
        shown = {entry.key for entry in self.live.entries}
        more = parsed.next_url is not None or len(items) >= _BLOGGER_PAGE
        more = more or shown.issuperset(item.entry.key for item in items)
        going = str(after) if items and more else None
        return Reading(items, going, End.WINDOW, begins=cursor == "1")

    def _shows_some(self) -> bool:
        return shows_some(self.live.entries, self.wish.since, self.wish.until)


def is_blogger(live: Live) -> bool:
    """Whether a feed is Blogger's."""
    return "blogger" in live.generator.lower() or "/feeds/posts/" in urlsplit(live.url).path


_WORDPRESS = re.compile(r"\bword\s?press\b", re.IGNORECASE)
_ITS_FEED = re.compile(r"/feed(?:/(?:rss2?|atom|rdf))?/?$|/(?:rss2?|atom)/?$")


def is_wordpress(live: Live) -> bool:
    """Whether a feed is WordPress's, as far as it says or its address looks so."""
    if live.generator:
        return _WORDPRESS.search(live.generator) is not None
    parts = urlsplit(live.url)
    return _ITS_FEED.search(parts.path) is not None or "feed=" in parts.query


def with_query(url: str, **more: str) -> str:
    """The address with these parameters, in place of such that it has."""
    parts = urlsplit(url)
    pairs = [pair for pair in parts.query.split("&") if pair and pair.partition("=")[0] not in more]
    query = "&".join([*pairs, urlencode(more)])
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def feed_in(answer: Answer) -> ParsedFeed:
    """The feed that came; asked for as one, it is there."""
    assert answer.parsed is not None
    return answer.parsed


def _items(
    parsed: ParsedFeed, source: Archives | Pages | WordPressFeed | Blogger
) -> tuple[Item, ...]:
    return items_of(parsed, source.name, source.wish)


def items_of(parsed: ParsedFeed, name: str, wish: Wish) -> tuple[Item, ...]:
    """The entries of one more document, marked with who told of them."""
    return tuple(
        Item(dataclasses.replace(entry, found_by=name), of_entry(entry, wish.now))
        for entry in parsed.entries
    )

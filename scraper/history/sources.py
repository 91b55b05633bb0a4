"""What every source of history is asked, and what it answers. Pure: nothing is fetched here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from scraper.errors import FetchError
from scraper.history.spans import Span
from scraper.model import End, Entry, Fetched, ParsedFeed

Form = Literal["feed", "posts", "sitemap", "page", "capture"]


@dataclass(frozen=True, slots=True)
class Live:
    """What the feed's own document shows of itself.

    `url` is where it came from at last, `entries` what it showed, in its order. `sitemaps` are the
    addresses that the site's robots.txt names.
    """

    url: str
    entries: tuple[Entry, ...]
    site: str | None = None
    generator: str = ""
    next_url: str | None = None
    prev_archive: str | None = None
    holds_all: bool = False
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked for: all from `since` and before `until`; `now` is when."""

    since: datetime
    until: datetime | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Ask:
    """What to fetch next, and what should come.

    A feed, WordPress posts, a sitemap or a page; or the Wayback Machine's capture of the feed.
    """

    url: str
    form: Form


@dataclass(frozen=True, slots=True)
class Answer:
    """What came. `parsed` is the feed in it, where one was asked for."""

    fetched: Fetched
    parsed: ParsedFeed | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One article that a source names. `entry.published` is set only where that is exact."""

    entry: Entry
    span: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What one answer came to.

    `next` is the cursor to go on with; without one the walk ends as `end` says. `words` say what
    was wrong, for a person. `begins`: the list begins here, with what the feed itself shows.
    """

    items: tuple[Item, ...] = ()
    next: str | None = None
    end: End = End.OVER
    words: str = ""
    begins: bool = False


class Source(Protocol):
    """One place where a feed's older entries are named, made for one feed and one wish.

    `paged`: its pages are one list, cut into pieces, so that order and repetition say something.
    `whole_site`: it names more than the feed's own articles, so that the scope guard must hold.
    `guessed`: nobody said that it belongs to the feed, so that what it shows must prove it.
    """

    @property
    def name(self) -> str: ...
    @property
    def paged(self) -> bool: ...
    @property
    def whole_site(self) -> bool: ...
    @property
    def guessed(self) -> bool: ...

    def begin(self) -> str | None:
        """The first cursor; None if the source has nothing for this feed."""
        ...

    def ask(self, cursor: str) -> Ask:
        """What to fetch for a cursor."""
        ...

    def read(self, cursor: str, answer: Answer) -> Reading:
        """What an answer says; raises ParseError if it is nothing of the kind."""
        ...

    def refused(self, cursor: str, error: FetchError) -> Reading | None:
        """What it means that an answer did not come; None: the walk ends there, as refused."""
        ...

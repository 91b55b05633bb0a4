"""Lists of articles for tests of walks: a source made of lists of dates."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from scraper.errors import FetchError
from scraper.history import walking
from scraper.history.scope import Scope
from scraper.history.sources import Answer, Ask, Item, Live, Reading, Wish
from scraper.history.spans import of_entry
from scraper.model import End, Entry, Walk

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def entry(number: int, published: datetime | None, updated: datetime | None = None) -> Entry:
    """The entry of an article of that number."""
    url = f"https://a.example/{number}"
    return Entry(
        feed_id="f",
        key=url,
        identity=f"a.example/{number}",
        url=url,
        published=published,
        updated=updated,
    )


def items(*entries: Entry) -> tuple[Item, ...]:
    """As a source gives them."""
    return tuple(Item(one, of_entry(one, NOW)) for one in entries)


@dataclass
class Listed:
    """Pages of entries, numbered from 1; the feed's own document is none of them."""

    pages: Sequence[Sequence[Entry]]
    paged: bool = True
    whole_site: bool = False
    guessed: bool = False
    end: End = End.OVER
    begins: bool = False  # with what the feed shows
    name: str = "listed"
    asked: list[int] = field(default_factory=list)

    def begin(self) -> str | None:
        return "1" if self.pages else None

    def ask(self, cursor: str) -> Ask:
        return Ask(f"https://a.example/feed/{cursor}", "feed")

    def read(self, cursor: str, answer: Answer) -> Reading:
        raise NotImplementedError

    def refused(self, cursor: str, error: FetchError) -> Reading | None:
        return None

    def page(self, cursor: str) -> Reading:
        number = int(cursor)
        self.asked.append(number)
        following = str(number + 1) if number < len(self.pages) else None
        begins = self.begins and number == 1
        return Reading(items(*self.pages[number - 1]), following, self.end, begins=begins)


def walked(
    source: Listed,
    wish: Wish,
    live: Sequence[Entry] = (),
    *,
    strict: bool = False,
    max_pages: int = 10_000,
    scope: Scope | None = None,
    start: str = "",
    walk: Walk | None = None,
) -> tuple[Walk, list[Entry]]:
    """A walk through all of it, or on from where one stands, and what was wanted on the way."""
    document = Live("https://a.example/feed", tuple(live))
    if walk is None:
        walk = walking.begin("f", source, document, wish)
        assert walk is not None
        walk = dataclasses.replace(walk, cursor=start or walk.cursor)
    found: list[Entry] = []
    while walk.end is None:
        assert walk.cursor is not None
        url = source.ask(walk.cursor).url
        step = walking.turn(
            walk,
            url,
            source.page(walk.cursor),
            source,
            scope or Scope(live),
            wish,
            max_pages=max_pages,
            strict=strict,
        )
        walk = step.walk
        found += [item.entry for item in step.wanted]
    return walk, found

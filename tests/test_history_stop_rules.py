"""When a walk through a list may stop: the order gate and the pages that must be old throughout.

A simulation on lists like real feeds: of a hundred, nine are not newest first. They are cut into
pages of ten, and five dates are asked for in each.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

import pytest

from scraper.errors import FetchError
from scraper.history import walking
from scraper.history.scope import Scope
from scraper.history.sources import Answer, Ask, Item, Live, Reading, Wish
from scraper.history.spans import exactly
from scraper.model import End, Entry

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SIZE = 10
CUTS = (0.1, 0.3, 0.5, 0.7, 0.9)
FEEDS, MIXED = 100, 9


@dataclass(frozen=True)
class Listed:
    """A source that is a list of so many pages."""

    entries: Sequence[Entry]
    name: str = "pages"
    paged: bool = True
    whole_site: bool = False
    guessed: bool = False

    def begin(self) -> str | None:
        return "1"

    def ask(self, cursor: str) -> Ask:
        return Ask(f"http://feed.test/{cursor}", "feed")

    def read(self, cursor: str, answer: Answer) -> Reading:
        raise NotImplementedError

    def refused(self, cursor: str, error: FetchError) -> Reading | None:
        return None

    def page(self, cursor: str) -> Reading:
        number = int(cursor)
        shown = self.entries[number * SIZE : (number + 1) * SIZE]
        items = tuple(Item(entry, exactly(date_of(entry))) for entry in shown)
        more = (number + 1) * SIZE < len(self.entries)
        return Reading(items, str(number + 1) if more else None)


def date_of(entry: Entry) -> datetime:
    assert entry.published is not None
    return entry.published


def entry(feed: int, number: int, published: datetime) -> Entry:
    url = f"http://feed.test/{feed}/{number}"
    return Entry(f"{feed}", url, url, url, published=published)


def in_order(feed: int, count: int) -> list[Entry]:
    """Newest first."""
    step = timedelta(hours=7 + feed % 40)
    return [entry(feed, number, NOW - step * number) for number in range(count)]


def with_run(feed: int, count: int, length: int, at: int) -> list[Entry]:
    """Newest first, but for a run of the oldest that stands further up."""
    told = in_order(feed, count)
    return [*told[:at], *told[-length:], *told[at:-length]]


def shuffled_by_parts(feed: int, count: int, chance: random.Random) -> list[Entry]:
    """A front page: two in five stand anywhere."""
    told = in_order(feed, count)
    places = chance.sample(range(count), count * 2 // 5)
    for place, moved in zip(places, [told[at] for at in chance.sample(places, len(places))],
                            strict=True):  # fmt: skip
        told[place] = moved
    return told


def by_topic(feed: int, count: int, chance: random.Random) -> list[Entry]:
    """All there ever was, in no order, but what belongs together is of the same time."""
    told = in_order(feed, count)
    topics = [told[at : at + 40] for at in range(0, count, 40)]
    chance.shuffle(topics)
    for topic in topics:
        chance.shuffle(topic)
    return [entry for topic in topics for entry in topic]


@lru_cache
def feeds() -> tuple[tuple[Entry, ...], ...]:
    """A hundred lists, like those of the research."""
    chance = random.Random(20261123)
    ordered = [in_order(feed, chance.randrange(40, 200)) for feed in range(FEEDS - MIXED)]
    mixed = [
        by_topic(91, 1046, chance),
        shuffled_by_parts(92, 380, chance),
        shuffled_by_parts(93, 340, chance),
        shuffled_by_parts(94, 420, chance),
        shuffled_by_parts(95, 300, chance),
        with_run(96, 260, 11, at=40),
        with_run(97, 300, 15, at=88),
        with_run(98, 280, 19, at=121),
        with_run(99, 340, 34, at=300),
    ]
    return tuple(tuple(told) for told in (*ordered, *mixed))


Rule = Callable[[Sequence[Entry], datetime], set[str]]


def lost(rule: Rule) -> float:
    """The share of all wanted entries that a rule never comes to."""
    wanted = found = 0
    for told in feeds():
        dates = sorted((date_of(entry) for entry in told), reverse=True)
        for cut in CUTS:
            since = dates[int(cut * len(dates))]
            names = {entry.key for entry in told if date_of(entry) >= since}
            wanted += len(names)
            found += len(names & rule(told, since))
    return 1 - found / wanted


def first_old_entry(told: Sequence[Entry], since: datetime) -> set[str]:
    """What most programs do."""
    read = set()
    for one in told:
        if date_of(one) < since:
            break
        read.add(one.key)
    return read


def walk(told: Sequence[Entry], since: datetime, *, strict: bool = False) -> set[str]:
    """What a walk brings, the first page being the feed's own document."""
    source = Listed(told)
    live = Live("http://feed.test/0", tuple(told[:SIZE]))
    wish = Wish(since, None, NOW)
    scope = Scope(live.entries)
    read = {entry.key for entry in live.entries}
    going = walking.begin("feed", source, live, wish)
    assert going is not None
    while going.end is None:
        assert going.cursor is not None
        url = source.ask(going.cursor).url
        reading = source.page(going.cursor)
        step = walking.turn(
            going, url, reading, source, scope, wish, max_pages=1000, strict=strict
        )  # fmt: skip
        read |= {item.entry.key for item in step.wanted}
        going = step.walk
    assert going.end in (End.OLD, End.OVER, End.ALL_READ)
    return read


def strictly(told: Sequence[Entry], since: datetime) -> set[str]:
    return walk(told, since, strict=True)


def test_the_lists_are_like_real_feeds() -> None:
    orders = []
    for told in feeds():
        pairs = [date_of(a) >= date_of(b) for a, b in pairwise(told)]
        orders.append(all(pairs))
    assert (len(orders), orders.count(False)) == (FEEDS, MIXED)
    assert max(len(told) for told in feeds()) == 1046


def test_to_stop_at_the_first_old_entry_loses_a_fifth() -> None:
    assert 0.15 < lost(first_old_entry) < 0.25


def test_a_walk_loses_less_than_one_in_a_thousand() -> None:
    assert 0 < lost(walk) <= 0.001


def test_a_strict_walk_loses_nothing() -> None:
    assert lost(strictly) == 0


def test_without_the_order_gate_many_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    with_gate = lost(walk)
    monkeypatch.setattr(walking, "IN_ORDER", 0)
    assert lost(walk) > max(0.05, 20 * with_gate)
    assert lost(strictly) > 0.05, "and more pages do not make good for it"


def test_with_one_old_page_more_are_lost_than_with_two(monkeypatch: pytest.MonkeyPatch) -> None:
    with_two = lost(walk)
    monkeypatch.setattr(walking, "OLD_PAGES", 1)
    assert lost(walk) > max(0.001, 2 * with_two)


def test_a_list_in_order_is_read_no_further_than_two_pages_beyond() -> None:
    told = in_order(1, 400)
    since = date_of(told[95])  # on the tenth page
    source = Listed(told)
    live = Live("http://feed.test/0", tuple(told[:SIZE]))
    wish = Wish(since, None, NOW)
    going = walking.begin("feed", source, live, wish)
    while going is not None and going.end is None:
        assert going.cursor is not None
        step = walking.turn(
            going, source.ask(going.cursor).url, source.page(going.cursor), source,
            Scope(live.entries), wish, max_pages=100,
        )  # fmt: skip
        going = step.walk
    assert going is not None
    assert (going.end, going.pages, going.found) == (End.OLD, 11, 86)


def test_a_list_whose_pages_get_newer_is_left_and_never_called_reached() -> None:
    listed = in_order(1, 400)
    told = [entry for at in range(400 - SIZE, -1, -SIZE) for entry in listed[at : at + SIZE]]
    source = Listed(told)
    live = Live("http://feed.test/0", tuple(told[:SIZE]))
    wish = Wish(date_of(told[200]), None, NOW)
    going = walking.begin("feed", source, live, wish)
    while going is not None and going.end is None:
        assert going.cursor is not None
        going = walking.turn(
            going, source.ask(going.cursor).url, source.page(going.cursor), source,
            Scope(live.entries), wish, max_pages=100,
        ).walk  # fmt: skip
    assert going is not None
    assert (going.end, going.pages) == (End.FORWARD, 3)
    assert not End.FORWARD.reached


@pytest.mark.parametrize("strict", [False, True])
def test_a_list_without_order_is_read_to_its_end(strict: bool) -> None:
    told = feeds()[FEEDS - MIXED]
    since = sorted(date_of(entry) for entry in told)[-50]
    assert len(walk(told, since, strict=strict) & {
        entry.key for entry in told if date_of(entry) >= since
    }) == 50  # fmt: skip

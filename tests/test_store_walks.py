"""How far a feed's history was read, and its entries by the article they name."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.errors import StoreError
from scraper.model import End, Status, Walk
from scraper.store import Store
from scraper.store.sqlite import SqliteStore
from stored import DAY, NOW, Do, entry, record

WALK = Walk(
    feed_id="f",
    source="sitemap",
    since=NOW - 900 * DAY,
    until=NOW - DAY,
    cursor='{"todo": []}',
    updated=NOW,
    made_for="abc",
    requests=3,
    pages=2,
    found=40,
    entries=50,
    fits=44,
    pairs=49,
    ordered=48,
    old_pages=1,
    rising=2,
    empty=1,
    begun=datetime(2019, 6, 7, tzinfo=UTC),
    stale=7,
    resumed=True,
    first="a",
    last_date=NOW - 30 * DAY,
    newest=NOW - 3 * DAY,
    oldest=NOW - 40 * DAY,
    seen=frozenset({"a", "b"}),
    pages_seen=frozenset({"c"}),
    end=End.LATER,
    words="429 Too Many Requests",
)


def test_a_walk_comes_back_whole_and_is_replaced_by_the_next(store: Store, do: Do) -> None:
    for item in dataclasses.fields(Walk):
        if item.default is not dataclasses.MISSING:
            assert getattr(WALK, item.name) != item.default, f"{item.name} must be told apart"
    assert do(store.walks("f")) == {}
    do(store.advance(WALK, ()))
    assert do(store.walks("f")) == {"sitemap": WALK}
    later = dataclasses.replace(WALK, cursor=None, end=End.ALL_READ, updated=NOW + DAY)
    other = dataclasses.replace(WALK, source="pages")
    do(store.advance(later, ()))
    do(store.advance(other, ()))
    assert do(store.walks("f")) == {"pages": other, "sitemap": later}
    assert do(store.walks("g")) == {}


def test_a_walk_and_what_it_found_are_stored_together_or_not_at_all(store: Store, do: Do) -> None:
    do(store.advance(WALK, [record("1"), record("2", Status.SAVED, path="2.md")]))
    assert set(do(store.known("f", ["1", "2"]))) == {"1", "2"}
    later = dataclasses.replace(WALK, requests=4)
    broken = dataclasses.replace(record("3"), first_seen="never")  # type: ignore[arg-type]
    with pytest.raises((StoreError, TypeError)):
        do(store.advance(later, [record("4"), broken]))
    assert do(store.walks("f")) == {"sitemap": WALK}
    assert do(store.known("f", ["4"])) == {}


def test_entries_are_known_by_the_article_they_name(store: Store, do: Do) -> None:
    other = dataclasses.replace(record("1"), entry=entry("1", feed="g"))
    do(store.advance(WALK, [record("1"), record("2", Status.GAVE_UP)]))
    do(store.advance(dataclasses.replace(WALK, feed_id="g"), [other]))
    names = [f"a.example/{n}" for n in range(2000)]
    assert do(store.known_as("f", names)) == {
        "a.example/1": record("1"),
        "a.example/2": record("2", Status.GAVE_UP),
    }
    assert do(store.known_as("g", names)) == {"a.example/1": other}
    assert do(store.known_as("f", [])) == {}


def test_of_two_entries_of_one_article_one_is_known_by_it(store: Store, do: Do) -> None:
    twin = dataclasses.replace(entry("2"), identity="a.example/1")
    do(store.advance(WALK, [record("1"), dataclasses.replace(record("2"), entry=twin)]))
    assert do(store.known_as("f", ["a.example/1"])) == {"a.example/1": record("1")}


def test_walks_outlive_the_process(tmp_path: Path, do: Do) -> None:
    path = tmp_path / "state.sqlite3"
    first = SqliteStore(path)
    do(first.advance(WALK, [record("1", retry_at=NOW + timedelta(hours=1))]))
    first.abandon()
    second = SqliteStore(path)
    assert do(second.walks("f")) == {"sitemap": WALK}
    do(second.close())

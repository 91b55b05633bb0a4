"""Which found feeds are one, which comes first, and how often they bring something."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scraper.decide.candidates import (
    Candidate,
    hours_ahead,
    is_same,
    newest,
    ranked,
    rhythm,
)
from scraper.model import Entry, ParsedFeed

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
SITE = "https://example.org"


def entries(*names: str, step: timedelta = timedelta(hours=8)) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            "f",
            name,
            f"example.org/{name}",
            f"{SITE}/{name}",
            title=name,
            published=NOW - step * at,
        )
        for at, name in enumerate(names)
    )


def candidate(
    url: str,
    *names: str,
    title: str = "The Daily",
    site: str | None = f"{SITE}/",
    whole: bool = False,
    comments: bool = False,
    complete: bool = True,
) -> Candidate:
    parsed = ParsedFeed(title, entries(*names), site=site, complete=complete)
    return Candidate(url, url, parsed, whole=whole, comments=comments)


RSS = candidate(f"{SITE}/rss.xml", *"abcde")
ATOM = candidate(f"{SITE}/atom.xml", *"abcde", whole=True)


def test_rss_and_atom_of_the_same_entries_are_one_and_the_full_text_is_best() -> None:
    (only,) = ranked([RSS, ATOM], SITE)
    assert only.url == f"{SITE}/atom.xml"
    assert only.others == (f"{SITE}/rss.xml",)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("abcdefgh", "abcd", True, id="one shows the newest of the other"),
        pytest.param("abcdefgh", "ceg", False, id="a section shows some of the site's"),
        pytest.param("ab", "a", False, id="too few to tell"),
        pytest.param("abcdefghij", "abcdefghik", True, id="nearly all"),
        pytest.param("abc", "xyz", False, id="nothing in common"),
        pytest.param("", "", True, id="two empty ones of one title"),
        pytest.param("", "a", False, id="an empty one and another"),
    ],
)
def test_feeds_are_one_where_they_show_the_same_entries(one: str, other: str, same: bool) -> None:
    first, second = candidate(f"{SITE}/1", *one), candidate(f"{SITE}/2", *other)
    assert is_same(first, second) is same
    assert is_same(second, first) is same


def test_spellings_of_one_address_are_one_and_https_is_best() -> None:
    plain, safe = candidate("http://example.org/feed", "a"), candidate(f"{SITE}/feed/", "a", "b")
    (only,) = ranked([plain, safe], SITE)
    assert (only.url, only.others) == (f"{SITE}/feed/", ("http://example.org/feed",))


def test_comments_are_never_the_same_as_articles_and_come_last() -> None:
    comments = candidate(f"{SITE}/comments/feed", *"abcde", comments=True)
    empty = candidate(f"{SITE}/empty", title="Empty")
    assert [one.url for one in ranked([comments, empty, RSS], SITE)] == [
        RSS.url,
        empty.url,
        comments.url,
    ]


MAIN = candidate(f"{SITE}/feed", *"abcdefgh")
SPORT = candidate(f"{SITE}/sport/feed", *"ceg", site=f"{SITE}/sport/", whole=True)
TENNIS = candidate(f"{SITE}/sport/tennis/feed", *"xyz", site=f"{SITE}/sport/tennis")


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        (f"{SITE}/", [MAIN, SPORT, TENNIS]),
        (f"{SITE}/world/story", [MAIN, SPORT, TENNIS]),
        (f"{SITE}/sport", [SPORT, MAIN, TENNIS]),
        (f"{SITE}/sport/2026/final", [SPORT, MAIN, TENNIS]),
        (f"{SITE}/sport/tennis/", [TENNIS, SPORT, MAIN]),
    ],
)
def test_the_sites_main_feed_comes_first_but_for_the_section_that_was_asked_for(
    asked: str, order: list[Candidate]
) -> None:
    found = ranked([TENNIS, SPORT, MAIN], asked)
    assert [one.url for one in found] == [one.url for one in order]


def test_a_feed_that_came_whole_is_better_than_one_cut_short() -> None:
    cut = candidate(f"{SITE}/a", *"abcde", whole=True, complete=False)
    (only,) = ranked([cut, RSS], SITE)
    assert only.url == RSS.url


def test_the_newest_entry_is_not_one_of_the_future() -> None:
    late = Entry("f", "z", "z", f"{SITE}/z", published=NOW + timedelta(hours=3))
    found = newest((late, *entries("b", "a")), NOW)
    assert found is not None
    assert found.title == "b"
    undated = Entry("f", "u", "u", f"{SITE}/u")
    assert newest((undated, late), NOW) == undated
    assert newest((), NOW) is None


@pytest.mark.parametrize(
    ("ahead", "hours"),
    [
        (timedelta(minutes=-5), 0),
        (timedelta(minutes=10), 0),
        (timedelta(hours=7, minutes=50), 8),
        (timedelta(hours=8), 8),
        (timedelta(days=2), 48),
    ],
)
def test_hours_in_the_future_are_told_whole_and_up(ahead: timedelta, hours: int) -> None:
    entry = Entry("f", "z", "z", f"{SITE}/z", published=NOW + ahead)
    assert hours_ahead([entry], NOW) == hours


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (timedelta(hours=8), (3, "day")),
        (timedelta(days=2), (4, "week")),
        (timedelta(days=7), (1, "week")),
        (timedelta(days=10), (3, "month")),
        (timedelta(days=100), (4, "year")),
        (timedelta(days=1000), (1, "year")),
    ],
)
def test_the_rhythm_is_told_in_the_smallest_unit_that_holds_one(
    step: timedelta, told: tuple[int, str]
) -> None:
    assert rhythm([NOW - step * at for at in range(10)], None) == told


def test_a_pinned_entry_does_not_slow_the_rhythm_and_few_have_none() -> None:
    dates = [NOW - timedelta(hours=8) * at for at in range(10)]
    assert rhythm([*dates, NOW - timedelta(days=900)], dates[-1]) == (3, "day")
    assert rhythm(dates[:2], None) is None
    assert rhythm([NOW] * 5, None) is None

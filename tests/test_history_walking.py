"""One more page of a source: what is wanted of it, and whether to go on."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import pytest

from history_fakes import DAY, NOW, Listed, entry, walked
from scraper.history import walking
from scraper.history.paging import Archives
from scraper.history.sources import Live, Wish
from scraper.model import End, Entry, Feed, History, Walk
from scraper.presets import BUILT_IN

SINCE = NOW - 100 * DAY
WISH = Wish(SINCE, None, NOW)


def days_ago(*days: float | None) -> list[Entry]:
    """An entry each, numbered by its age in tenths of a day."""
    return [
        entry(
            n if day is None else round(day * 10) + 100_000,
            None if day is None else NOW - day * DAY,
        )
        for n, day in enumerate(days)
    ]


def pages(*ages: range) -> list[list[Entry]]:
    return [days_ago(*map(float, page)) for page in ages]


def test_it_goes_on_until_two_pages_are_old_throughout() -> None:
    source = Listed(pages(*(range(n, n + 10) for n in range(10, 400, 10))))
    walk, found = walked(source, WISH, days_ago(*map(float, range(10))))
    assert walk.end is End.OLD
    assert walk.cursor is None
    assert len(found) == 91  # of 10 to 100 days: the hundredth is of that moment
    assert source.asked == list(range(1, 13))
    assert walk.oldest == NOW - 129 * DAY


def test_strict_reads_four() -> None:
    source = Listed(pages(*(range(n, n + 10) for n in range(10, 400, 10))))
    walk, _ = walked(source, WISH, strict=True)
    assert (walk.end, len(source.asked)) == (End.OLD, 14)


def test_one_undated_entry_keeps_a_page_from_being_old() -> None:
    listed = pages(*(range(n, n + 10) for n in range(110, 200, 10)))
    listed[1] = [*listed[1][:-1], entry(1, None)]
    source = Listed(listed)
    walk, found = walked(source, WISH, days_ago(1.0, 2.0))
    assert walk.end is End.OLD
    assert source.asked == [1, 2, 3, 4]
    assert [one.key for one in found] == [entry(1, None).key]


def test_a_pinned_old_entry_on_each_page_ends_nothing() -> None:
    pinned = days_ago(3000.0)
    source = Listed(
        [pinned + page for page in pages(*(range(n, n + 10) for n in range(10, 90, 10)))]
    )
    walk, found = walked(source, WISH)
    assert walk.end is End.OVER
    assert len(found) == 80


def test_without_order_no_date_ends_it() -> None:
    mixed = [150, 20, 160, 30, 170, 40, 180, 50, 190, 60]
    source = Listed(
        [days_ago(*(age + n / 10 for age in mixed)) for n in range(4)]
        + pages(range(200, 210), range(210, 220), range(220, 230), range(80, 90))
    )
    walk, found = walked(source, WISH)
    assert walk.end is End.OVER
    assert len(found) == 5 * 4 + 10


def test_a_page_that_is_the_first_again_ends_it_after_one_request() -> None:
    live = days_ago(*map(float, range(10)))
    source = Listed([live, live, live])
    walk, found = walked(source, WISH, live)
    assert walk.end is End.REPEATS
    assert source.asked == [1]
    assert [one.key for one in found] == [one.key for one in live]  # whoever admits knows them


def test_a_feed_that_shows_more_than_its_pages() -> None:
    source = Listed(pages(*(range(n, n + 10) for n in range(10, 90, 10))))
    walk, found = walked(source, WISH, days_ago(*map(float, range(30))))
    assert walk.end is End.OVER
    assert len({one.key for one in found}) == 80


def test_a_list_that_begins_with_what_the_feed_shows() -> None:
    live = days_ago(*map(float, range(10)))
    for begins, end, count in ((True, End.OVER, 20), (False, End.REPEATS, 10)):
        source = Listed([live, days_ago(*map(float, range(10, 20)))], begins=begins)
        walk, found = walked(source, WISH, live)
        assert (walk.end, len(found)) == (end, count)


def test_pages_that_are_known_in_another_order_come_to_an_end() -> None:
    known = days_ago(*map(float, range(50)))
    source = Listed([known[n + 1 :] + known[1 : n + 1] for n in range(40)])
    walk, _ = walked(source, WISH, known)
    assert (walk.end, len(source.asked)) == (End.REPEATS, walking.MAX_STALE + 1)


def test_what_was_pushed_back_while_a_walk_stood_still_is_passed_over() -> None:
    shown = pages(*(range(n, n + 10) for n in range(0, 60, 10)))
    source = Listed([shown[0], shown[1], shown[2], shown[1], shown[2], shown[3], shown[4]])
    cut, _ = walked(source, WISH, shown[0], max_pages=2, start="2")
    assert (cut.end, cut.cursor) == (End.PAGES, "4")
    walk, found = walked(source, WISH, walk=walking.gone_on(cut, WISH))
    assert walk.end is End.OVER
    assert len({one.key for one in found}) == 40
    assert walked(source, WISH, shown[0], start="2")[0].end is End.REPEATS  # in one run


def test_overlapping_pages_are_none_that_repeat() -> None:
    source = Listed(pages(range(5, 15), range(12, 22), range(20, 30)))
    walk, found = walked(source, WISH, days_ago(*map(float, range(8))))
    assert walk.end is End.OVER
    assert len({one.key for one in found}) == 25


def test_pages_that_get_newer_end_it() -> None:
    source = Listed(pages(*(range(n, n + 10) for n in range(90, 0, -10))))
    walk, _ = walked(source, WISH, days_ago(110.0, 120.0))
    assert walk.end is End.FORWARD
    assert source.asked == [1, 2, 3]


def test_pages_of_one_moment_get_no_newer() -> None:
    one_moment = [[entry(n, NOW - 20 * DAY) for n in range(at, at + 10)] for at in range(0, 60, 10)]
    source = Listed([*one_moment, days_ago(*map(float, range(30, 40)))])
    walk, found = walked(source, WISH, days_ago(*map(float, range(10))))
    assert (walk.end, len(found)) == (End.OVER, 70)


def test_a_list_that_is_oldest_first_is_read_to_its_end() -> None:
    source = Listed(pages(*(range(n + 10, n, -1) for n in range(190, 0, -10))))
    walk, found = walked(source, WISH, days_ago(220.0, 210.0))
    assert walk.end is End.ALL_READ
    assert len(found) == 90


def test_one_empty_page_is_passed_over_two_end_it() -> None:
    first, second, third = pages(range(10, 20), range(20, 30), range(30, 40))
    walk, found = walked(Listed([first, [], second]), WISH)
    assert (walk.end, len(found)) == (End.OVER, 20)
    source = Listed([first, [], [], second, third])
    walk, found = walked(source, WISH)
    assert (walk.end, len(found), source.asked) == (End.OVER, 10, [1, 2, 3])


def test_the_last_page_ends_it_as_the_source_says() -> None:
    walk, _ = walked(Listed(pages(range(10, 20)), end=End.WINDOW), WISH)
    assert walk.end is End.WINDOW


def test_a_budget_of_pages_keeps_the_place() -> None:
    source = Listed(pages(*(range(n, n + 10) for n in range(0, 90, 10))))
    walk, found = walked(source, WISH, max_pages=3)
    assert (walk.end, walk.cursor, len(found)) == (End.PAGES, "4", 30)


def test_what_is_not_before_until_is_not_wanted() -> None:
    wish = Wish(SINCE, NOW - 20 * DAY, NOW)
    _, found = walked(Listed(pages(range(10, 30))), wish)
    assert len(found) == 9  # of 21 to 29 days


def test_only_what_is_surely_old_is_left_out() -> None:
    old = entry(1, None, updated=SINCE - timedelta(seconds=1))
    changed = entry(2, None, updated=SINCE)
    _, found = walked(Listed([[old, changed, entry(3, None)]]), WISH)
    assert [one.key for one in found] == [changed.key, entry(3, None).key]


@pytest.mark.parametrize(
    ("since", "until", "updated", "end", "answer"),
    [
        pytest.param(SINCE, None, NOW - DAY / 2, None, True, id="killed this morning"),
        pytest.param(SINCE, None, NOW - 6 * DAY, None, True, id="killed days ago"),
        pytest.param(SINCE, None, NOW - 8 * DAY, None, False, id="killed long ago"),
        pytest.param(SINCE, None, NOW - 6 * DAY, End.REQUESTS, True, id="its budget was spent"),
        pytest.param(SINCE, None, NOW - DAY / 2, End.OLD, True, id="done today"),
        pytest.param(SINCE, None, NOW - 2 * DAY, End.OLD, False, id="done before"),
        pytest.param(SINCE, None, NOW - DAY / 25, End.REFUSED, True, id="refused just now"),
        pytest.param(SINCE, None, NOW - DAY / 23, End.REFUSED, False, id="refused before"),
        pytest.param(SINCE + DAY, None, NOW, None, False, id="it was asked for less"),
        pytest.param(SINCE - DAY, None, NOW, None, True, id="it was asked for more"),
        pytest.param(SINCE, NOW - DAY, NOW, None, False, id="it left out what is newer"),
        pytest.param(SINCE, None, NOW + DAY, None, False, id="the clock went back"),
    ],
)
def test_whether_a_stored_walk_answers(
    since: object, until: object, updated: object, end: End | None, answer: bool
) -> None:
    walk = Walk("f", "pages", since, until, "2", updated, end=end)  # type: ignore[arg-type]
    assert walking.may_go_on(walk, WISH) is answer


def test_a_walk_for_another_configuration_answers_nothing() -> None:
    feed = Feed("f", "F", "https://a.example/feed", BUILT_IN["jekyll"])
    other = dataclasses.replace(feed, history=History(include=("/news/",)))
    names = {
        walking.made_for(feed, strict=False),
        walking.made_for(feed, strict=True),
        walking.made_for(other, strict=False),
        walking.made_for(feed, strict=False, undated=True),
    }
    assert len(names) == 4
    walk = Walk("f", "pages", SINCE, None, "2", NOW, made_for=walking.made_for(feed, strict=False))
    assert walking.may_go_on(walk, WISH, walking.made_for(feed, strict=False))
    assert not walking.may_go_on(walk, WISH, walking.made_for(other, strict=False))


def test_no_walk_answers_nothing() -> None:
    assert walking.may_go_on(None, WISH) is False


def test_a_walk_for_a_stretch_answers_one_within() -> None:
    walk = Walk("f", "pages", SINCE, NOW - DAY, "2", NOW)
    assert walking.may_go_on(walk, Wish(SINCE, NOW - DAY, NOW))
    assert walking.may_go_on(walk, Wish(SINCE, NOW - 2 * DAY, NOW))


def test_what_goes_on_for_a_narrower_wish_answers_the_wider_no_longer() -> None:
    walk = Walk("f", "pages", SINCE, None, "2", NOW, end=End.REQUESTS, pages=9)
    narrow = Wish(SINCE + DAY, NOW - DAY, NOW)
    assert walking.may_go_on(walk, narrow)
    walk = walking.gone_on(walk, narrow)
    assert (walk.end, walk.pages, walk.cursor) == (None, 0, "2")
    assert walking.may_go_on(walk, narrow)
    assert not walking.may_go_on(walk, WISH)


@pytest.mark.parametrize(
    ("begun", "shown", "until", "gap"),
    [
        pytest.param(NOW - DAY, range(4), None, False, id="the feed reaches back to it"),
        pytest.param(NOW - 9 * DAY, range(4), None, True, id="it does not"),
        pytest.param(NOW - 9 * DAY, [*range(4), 3000], None, True, id="but for one that is pinned"),
        pytest.param(NOW - 9 * DAY, range(4), NOW - 10 * DAY, False, id="that is not asked for"),
        pytest.param(NOW - 9 * DAY, [None], None, False, id="nothing is dated"),
        pytest.param(None, range(4), None, False, id="it is not known when that was"),
    ],
)
def test_whether_articles_came_between_a_walk_and_what_the_feed_shows(
    begun: datetime | None, shown: list[float | None], until: datetime | None, gap: bool
) -> None:
    walk = Walk("f", "pages", SINCE, None, None, NOW, begun=begun, end=End.OLD)
    live = Live("https://a.example/feed", tuple(days_ago(*shown)))
    assert walking.has_gap(walk, live, Wish(SINCE, until, NOW)) is gap


def test_a_guess_must_show_what_looks_like_the_feeds_own() -> None:
    live = [
        dataclasses.replace(one, url=f"https://a.example/news/{n}-what-happened-here.html")
        for n, one in enumerate(days_ago(*map(float, range(10))))
    ]
    strangers = [
        dataclasses.replace(one, url=f"https://b.example/shop/{n}")
        for n, one in enumerate(days_ago(*map(float, range(10, 20))))
    ]
    source = Listed([strangers, strangers], guessed=True)
    walk, found = walked(source, WISH, live)
    assert (walk.end, found, source.asked) == (End.OTHER, [], [1])


def test_a_page_asked_for_before_is_known() -> None:
    walk = walking.begin("f", Listed([[]]), Live("https://a.example/feed", ()), WISH)
    assert walk is not None
    assert walking.is_known_page(walk, "https://a.example/feed") is End.REPEATS
    assert walking.is_known_page(walk, "https://a.example/feed/1") is None


def test_archives_that_a_walk_to_the_same_date_has_read_are_known_for_good() -> None:
    live = Live("https://a.example/feed", (), prev_archive="https://a.example/9.xml")
    source = Archives(live, WISH)
    walk = walking.begin("f", source, live, WISH)
    assert walk is not None
    read = dataclasses.replace(walk, end=End.OLD, updated=NOW - 90 * DAY, made_for="x")
    known = walking.known_before(read, source, WISH, "x")
    assert walking.is_known_page(walk, live.url, known) is End.KNOWN
    for other in (
        dataclasses.replace(read, end=End.REFUSED),
        dataclasses.replace(read, since=SINCE + DAY),
        dataclasses.replace(read, until=NOW),
        dataclasses.replace(read, made_for="y"),
        None,
    ):
        assert walking.known_before(other, source, WISH, "x") == frozenset()
    assert walking.known_before(read, Listed([[]]), WISH, "x") == frozenset()


def test_what_stops_a_walk_keeps_its_place_only_if_it_goes_on() -> None:
    walk = Walk("f", "pages", SINCE, None, "2", NOW - DAY)
    later = walking.stopped(walk, End.LATER, NOW, "429")
    assert (later.cursor, later.updated, later.words) == ("2", NOW, "429")
    assert walking.stopped(walk, End.REFUSED, NOW).cursor is None

"""Feeds of several documents, as their programs page them."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from history_fakes import NOW, entry
from scraper.errors import FetchError, ParseError
from scraper.feeds import parse_feed, parse_posts
from scraper.history.paging import (
    Archives,
    Blogger,
    Pages,
    WordPressFeed,
    is_blogger,
    is_wordpress,
    with_query,
)
from scraper.history.sources import Answer, Live, Reading, Wish
from scraper.history.wordpress import WordPress, home_of, is_main_feed
from scraper.model import End, Feed, Fetched, ParsedFeed
from scraper.presets import BUILT_IN

SINCE = datetime(2021, 11, 1, tzinfo=UTC)
WISH = Wish(SINCE, None, NOW)
FEED = Feed("f", "Daily", "https://a.example/feed", BUILT_IN["jekyll"])
LIVE = Live("https://a.example/feed", (entry(1, NOW),))
GONE = FetchError("u", "404 Not Found", phase="status", retry=None, status=404)
FORBIDDEN = FetchError("u", "403 Forbidden", phase="status", retry=None, status=403)


def fetched(body: str, url: str = "https://a.example/feed") -> Fetched:
    return Fetched(url, url, "", body.encode(), NOW)


def parsed(*, entries: int = 1, **more: object) -> Answer:
    listed = tuple(entry(n, NOW) for n in range(entries))
    document = dataclasses.replace(ParsedFeed("", listed), **more)  # type: ignore[arg-type]
    return Answer(fetched(""), document)


def test_archives_are_followed_to_the_first_which_makes_all_read() -> None:
    source = Archives(dataclasses.replace(LIVE, prev_archive="https://a.example/9.xml"), WISH)
    assert Archives(LIVE, WISH).begin() is None
    assert source.begin() == "https://a.example/9.xml"
    assert source.ask("https://a.example/9.xml").url == "https://a.example/9.xml"
    reading = source.read("…", parsed(prev_archive="https://a.example/8.xml"))
    assert reading.next == "https://a.example/8.xml"
    assert [item.entry.found_by for item in reading.items] == ["archives"]
    assert source.read("…", parsed()).end is End.ALL_READ
    assert source.refused("…", GONE) is None


def test_pages_are_followed_by_the_feeds_own_links() -> None:
    source = Pages(dataclasses.replace(LIVE, next_url="https://a.example/2"), WISH)
    assert Pages(LIVE, WISH).begin() is None
    assert source.begin() == "https://a.example/2"
    assert source.read("…", parsed(next_url="https://a.example/3")).next == "https://a.example/3"
    assert source.read("…", parsed()) == Reading(source.read("…", parsed()).items, None, End.OVER)
    assert source.read("…", parsed(holds_all=True)).end is End.COMPLETE
    assert source.refused("…", GONE) == Reading()
    assert source.refused("…", FORBIDDEN) is None


def test_wordpress_feeds_are_asked_by_number_and_keep_their_address() -> None:
    url = "https://a.example/category/sport/feed/?lang=de"
    source = WordPressFeed(dataclasses.replace(LIVE, url=url), WISH)
    assert source.begin() == "2"
    assert source.ask("2").url == f"{url}&paged=2"
    assert source.read("2", parsed()).next == "3"
    assert source.refused("9", GONE) == Reading()
    assert source.refused("9", FORBIDDEN) is None
    assert WordPressFeed(dataclasses.replace(LIVE, entries=()), WISH).begin() is None


def test_what_may_give_the_feed_whatever_it_is_asked_for_is_asked_again() -> None:
    live = dataclasses.replace(LIVE, entries=tuple(entry(n, NOW) for n in range(10)))
    source = Blogger(live, WISH)
    same = source.read("1", parsed(entries=10))
    assert (same.next, same.begins) == ("11", True)
    again = source.read("11", parsed(entries=10))
    assert (again.next, again.begins) == ("21", False)
    over = source.read("11", parsed(entries=0))
    assert (over.next, over.end) == (None, End.WINDOW)
    more = source.read("1", parsed(entries=11))
    assert (more.next, more.end) == (None, End.WINDOW)
    none = source.read("1", parsed(entries=0))
    assert (none.next, none.end) == (None, End.OVER)


def test_blogger_is_asked_for_the_stretch() -> None:
    url = "https://b.example/feeds/posts/default/-/Sport?alt=rss&max-results=10"
    source = Blogger(dataclasses.replace(LIVE, url=url), dataclasses.replace(WISH, until=NOW))
    parts = urlsplit(source.ask("151").url)
    assert parts.path == "/feeds/posts/default/-/Sport"
    assert parse_qs(parts.query) == {
        "alt": ["rss"],
        "orderby": ["published"],
        "max-results": ["150"],
        "start-index": ["151"],
        "published-min": ["2021-11-01T00:00:00.000Z"],
        "published-max": ["2026-11-01T12:00:00.000Z"],
    }
    short = Blogger(dataclasses.replace(LIVE, url="https://b.example/rss.xml"), WISH)
    assert urlsplit(short.ask("1").url).path == "/feeds/posts/default"
    assert source.read("1", parsed(entries=150)).next == "151"
    assert source.read("151", parsed(entries=25, next_url="https://b.example/x")).next == "176"
    last = source.read("151", parsed(entries=25))
    assert (last.next, last.end) == (None, End.WINDOW)
    assert source.read("151", parsed(entries=0, next_url="https://b.example/x")).next is None


@pytest.mark.parametrize(
    ("url", "generator", "wordpress", "blogger"),
    [
        ("https://a.example/feed/", "https://wordpress.org/?v=6.4", True, False),
        ("https://a.example/x.xml", "WordPress 2.9", True, False),
        ("https://a.example/feed/", "", True, False),
        ("https://a.example/tag/x/feed/atom/", "", True, False),
        ("https://a.example/?feed=rss2", "", True, False),
        ("https://a.example/feed/", "Ghost 5.2", False, False),
        ("https://a.example/index.xml", "", False, False),
        ("https://a.example/feeds/posts/default", "", False, True),
        ("https://a.example/rss.xml", 'Blogger uri="http://www.blogger.com"', False, True),
    ],
)
def test_who_made_a_feed(url: str, generator: str, wordpress: bool, blogger: bool) -> None:
    live = dataclasses.replace(LIVE, url=url, generator=generator)
    assert (is_wordpress(live), is_blogger(live)) == (wordpress, blogger)


def test_a_parameter_takes_the_place_of_its_like() -> None:
    assert with_query("https://a.example/?paged=1&x=%20y#z", paged="2") == (
        "https://a.example/?x=%20y&paged=2"
    )


@pytest.mark.parametrize(
    ("url", "site", "home", "main"),
    [
        ("https://a.example/feed/", None, "https://a.example", True),
        ("https://a.example/feed/", "https://www.a.example/", "https://www.a.example", True),
        ("https://a.example/blog/feed/", "https://a.example/blog/", "https://a.example/blog", True),
        ("https://a.example/blog/feed/", None, "https://a.example", False),
        ("https://a.example/feed/", "https://other.example/", "https://a.example", True),
        ("https://a.example/?feed=rss2", "https://a.example", "https://a.example", True),
        ("https://a.example/?feed=rss2&cat=3", "https://a.example", "https://a.example", False),
        ("https://a.example/?feed=rss2&tag=x", "https://a.example", "https://a.example", False),
        ("https://a.example/feed/?s=rain", "https://a.example", "https://a.example", False),
        ("https://a.example/category/x/feed/", "https://a.example", "https://a.example", False),
        ("https://a.example/category/x/feed/", None, "https://a.example", False),
        ("https://a.example/rss.xml", "https://a.example", "https://a.example", True),
    ],
)
def test_the_home_of_a_feed_and_whether_it_is_the_sites_own(
    url: str, site: str | None, home: str, main: bool
) -> None:
    live = dataclasses.replace(LIVE, url=url, site=site)
    assert home_of(live) == home
    assert is_main_feed(live) is main


def posts(*dates: str) -> Answer:
    listed = ",".join(
        f'{{"id":{n},"date":"{date}","date_gmt":"{date}","link":"https://a.example/{n}-{date}",'
        f'"title":{{"rendered":"T &amp; {n}"}},"guid":{{"rendered":"https://a.example/?p={n}"}}}}'
        for n, date in enumerate(dates)
    )
    answer = fetched(f"[{listed}]")
    return Answer(answer, parse_posts(answer, FEED))


def seconds(first: str, count: int, step: int = 60) -> list[str]:
    start = datetime.fromisoformat(first)
    return [f"{start - timedelta(seconds=n * step):%Y-%m-%dT%H:%M:%S}" for n in range(count)]


def asked(source: WordPress, cursor: str | None) -> dict[str, str]:
    assert cursor is not None
    query = parse_qs(urlsplit(source.ask(cursor).url).query)
    return {name: values[0] for name, values in query.items()}


def test_wordpress_is_asked_for_windows_that_begin_where_the_last_ended() -> None:
    source = WordPress(LIVE, WISH)
    first = source.begin()
    assert source.ask(first or "").url.startswith("https://a.example/wp-json/wp/v2/posts?")
    assert asked(source, first) | {"_fields": ""} == {
        "per_page": "100",
        "orderby": "date",
        "order": "desc",
        "_fields": "",
        "after": "2021-10-31T10:00:00",  # in whatever zone the site has
    }
    reading = source.read(first or "", posts(*seconds("2022-01-01T10:00:00", 100)))
    assert asked(source, reading.next)["before"] == "2022-01-01T08:21:01"
    assert len(reading.items) == 100
    assert reading.items[0].entry.title == "T & 0"
    assert reading.items[0].entry.guid == "https://a.example/?p=0"
    assert reading.items[0].entry.published == datetime(2022, 1, 1, 10, tzinfo=UTC)
    last = source.read(reading.next or "", posts(*seconds("2022-01-01T08:20:00", 12)))
    assert (last.next, last.end) == (None, End.WINDOW)
    nearly = source.read(reading.next or "", posts(*seconds("2022-01-01T08:20:00", 97)))
    assert nearly.next is not None  # some may be hidden


def test_a_hundred_posts_of_one_second_are_asked_for_by_page() -> None:
    source = WordPress(LIVE, WISH)
    reading = source.read(source.begin() or "", posts(*["2022-01-01T10:00:00"] * 100))
    second = asked(source, reading.next)
    assert (second["page"], second["before"]) == ("2", "2022-01-01T10:00:01")
    over = source.refused(reading.next or "", dataclass_error(400))
    assert over is not None
    assert asked(source, over.next)["before"] == "2022-01-01T10:00:00"
    assert "page" not in asked(source, over.next)


def test_an_api_that_gives_fewer_than_asked_for_is_asked_on() -> None:
    source = WordPress(LIVE, WISH)
    first = source.read(source.begin() or "", posts(*seconds("2022-01-01T10:00:00", 50)))
    assert asked(source, first.next)["before"] == "2022-01-01T09:11:01"
    second = source.read(first.next or "", posts(*seconds("2022-01-01T09:11:00", 50)))
    assert asked(source, second.next)["before"] == "2022-01-01T08:22:01"
    last = source.read(second.next or "", posts(*seconds("2022-01-01T08:22:00", 3)))
    assert (last.next, last.end) == (None, End.WINDOW)


def test_an_api_that_heeds_nothing_has_not_given_all() -> None:
    source = WordPress(LIVE, WISH)
    newest = posts(*seconds("2022-01-01T10:00:00", 10))
    first = source.read(source.begin() or "", newest)
    again = source.read(first.next or "", newest)
    assert (again.next, again.end) == (None, End.NO_FEED)


def test_an_api_without_posts_is_not_that_of_a_feed_with_entries() -> None:
    source = WordPress(LIVE, WISH)
    none = source.read(source.begin() or "", posts())
    assert (none.next, none.end, none.words) == (None, End.NO_FEED, "its REST API has no posts")
    quiet = WordPress(dataclasses.replace(LIVE, entries=(entry(1, SINCE - timedelta(1)),)), WISH)
    assert quiet.read(quiet.begin() or "", posts()).end is End.WINDOW


@pytest.mark.parametrize("date", ["9999-12-31T23:59:59", "-0001-11-30T00:00:00", "soon"])
def test_no_date_of_a_post_is_too_odd(date: str) -> None:
    source = WordPress(LIVE, WISH)
    with pytest.raises(ParseError):
        source.read(source.begin() or "", posts(*[date] * 100))


def test_posts_in_an_old_encoding_are_read() -> None:
    source = WordPress(LIVE, WISH)
    body = '[{"date":"2022-01-01T10:00:00","link":"https://a.example/1","title":"é"}]'
    answer = dataclasses.replace(fetched(""), body=body.encode("latin-1"))
    reading = source.read(source.begin() or "", Answer(answer, parse_posts(answer, FEED)))
    assert (len(reading.items), reading.end) == (1, End.WINDOW)


def dataclass_error(status: int) -> FetchError:
    return FetchError("u", str(status), phase="status", retry=None, status=status)


def test_without_pretty_addresses_the_other_way_is_tried_once() -> None:
    source = WordPress(LIVE, WISH)
    plain = source.refused(source.begin() or "", GONE)
    assert plain is not None
    assert plain.next is not None
    assert source.ask(plain.next).url.startswith("https://a.example/?rest_route=/wp/v2/posts&")
    over = source.refused(plain.next, GONE)
    assert over is not None
    assert (over.next, over.end) == (None, End.NO_FEED)
    assert source.refused(source.begin() or "", FORBIDDEN) is None


def test_no_day_is_too_early() -> None:
    source = WordPress(LIVE, dataclasses.replace(WISH, since=datetime(1, 1, 1, tzinfo=UTC)))
    assert asked(source, source.begin())["after"] == "1000-12-31T10:00:00"


def test_until_leaves_room_for_any_zone() -> None:
    source = WordPress(LIVE, dataclasses.replace(WISH, until=datetime(2022, 1, 1, tzinfo=UTC)))
    assert asked(source, source.begin())["before"] == "2022-01-01T14:00:00"


HEAD = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"{0}><channel>'
)
ITEM = "<item><title>t</title><link>https://a.example/1</link>{0}</item>"


@pytest.mark.parametrize(
    ("head", "item", "want"),
    [
        (
            '<atom:link rel="prev-archive" href="/9.xml"/>',
            "",
            {"prev_archive": "https://a.example/9.xml"},
        ),
        ('<atom:link rel="next" href="/2"/>', "", {"next_url": "https://a.example/2"}),
        (
            "<generator>https://wordpress.org/?v=6</generator>",
            "",
            {"generator": "https://wordpress.org/?v=6"},
        ),
        ("<fh:complete/>", "", {"holds_all": True}),
        ("<link>https://a.example/home</link>", "", {"site": "https://a.example/home"}),
        ("", "<generator>x</generator><fh:complete/>", {"generator": "", "holds_all": False}),
    ],
)
def test_what_a_document_says_of_its_history(head: str, item: str, want: dict[str, object]) -> None:
    ns = ' xmlns:fh="http://purl.org/syndication/history/1.0"'
    body = f"{HEAD.format(ns)}<title>x</title>{head}{ITEM.format(item)}</channel></rss>"
    read = parse_feed(fetched(body), FEED)
    assert {name: getattr(read, name) for name in want} == want


def test_complete_of_another_namespace_says_nothing() -> None:
    ns = ' xmlns:fh="http://x.example/"'
    body = f"{HEAD.format(ns)}<title>x</title><fh:complete/>{ITEM.format('')}</channel></rss>"
    assert parse_feed(fetched(body), FEED).holds_all is False

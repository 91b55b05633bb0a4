"""A site's archive pages by a template: which are asked for, and what their links say."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from history_fakes import entry
from scraper.errors import FetchError
from scraper.history import walking
from scraper.history.archive_pages import MAX_MISSES, ArchivePages
from scraper.history.scope import Scope
from scraper.history.sources import Answer, Item, Live, Reading, Wish
from scraper.model import End, Fetched, Walk

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAYS = "https://a.example/{yyyy}/{mm}/{dd}/"
MONTHS = "https://a.example/news/{yyyy}-{mm}.html"
YEARS = "https://a.example/archive?year={yyyy}"
LIVE = Live("https://a.example/feed", (entry(1, NOW),))

Page = Callable[[str], str | int]


def source(
    template: str, since: datetime, until: datetime | None = None, links: str = "a[href]"
) -> ArchivePages:
    return ArchivePages(LIVE, Wish(since, until, NOW), template, links)


def fetched(url: str, text: str, final_url: str | None = None) -> Fetched:
    return Fetched(url, final_url or url, "text/html", text.encode(), NOW)


def links(*hrefs: str) -> str:
    rows = "".join(f"<li><a href='{href}'>What happened at the harbour</a></li>" for href in hrefs)
    return f"<html><body><ul>{rows}</ul></body></html>"


def read(pages: ArchivePages, text: str) -> Reading:
    """What its first page says, with that text."""
    cursor = pages.begin()
    assert cursor is not None
    return pages.read(cursor, Answer(fetched(pages.ask(cursor).url, text)))


def found(reading: Reading) -> list[str]:
    return [item.entry.url for item in reading.items]


def walked(pages: ArchivePages, wish: Wish, page: Page) -> tuple[Walk, list[str], list[Item]]:
    """A walk to its end: a page's text, or the status that it is refused with."""
    walk = walking.begin("f", pages, LIVE, wish)
    assert walk is not None
    asked: list[str] = []
    wanted: list[Item] = []
    while walk.end is None:
        assert walk.cursor is not None
        url = pages.ask(walk.cursor).url
        asked.append(url)
        text = page(url)
        if isinstance(text, int):
            gone = FetchError(url, "gone", phase="status", retry=None, status=text)
            reading = pages.refused(walk.cursor, gone)
            assert reading is not None
        else:
            reading = pages.read(walk.cursor, Answer(fetched(url, text)))
        step = walking.turn(
            walk, url, reading, pages, Scope((), ("a.example",)), wish, max_pages=10_000
        )
        walk = step.walk
        wanted += step.wanted
    return walk, asked, wanted


@pytest.mark.parametrize(
    ("template", "first", "last", "number"),
    [
        (DAYS, "https://a.example/2026/11/21/", "https://a.example/2026/10/31/", 22),
        (MONTHS, "https://a.example/news/2026-11.html", "https://a.example/news/2026-10.html", 2),
        (YEARS, "https://a.example/archive?year=2026", "https://a.example/archive?year=2026", 1),
    ],
)
def test_pages_are_asked_from_today_back_to_the_date_in_whichever_zone_the_site_is(
    template: str, first: str, last: str, number: int
) -> None:
    # In the west it is still October then, and in the east of today it is tomorrow.
    wish = Wish(datetime(2026, 11, 1, 6, tzinfo=UTC), None, NOW)
    walk, asked, _ = walked(
        source(template, wish.since), wish, lambda url: links(f"https://a.example/x{len(url)}")
    )
    assert (asked[0], asked[-1]) == (first, last)
    assert len(set(asked)) == len(asked) == walk.requests == number
    assert walk.end is End.ALL_READ


def test_with_an_end_no_page_after_it_is_asked_for() -> None:
    until = datetime(2024, 3, 1, tzinfo=UTC)
    wish = Wish(datetime(2024, 1, 10, tzinfo=UTC), until, NOW)
    _, asked, _ = walked(source(MONTHS, wish.since, until), wish, lambda url: links("/a-b-c"))
    assert [url[-12:-5] for url in asked] == ["2024-03", "2024-02", "2024-01"]


def test_every_day_of_years_is_asked_for_once_whatever_days_are_empty() -> None:
    since = datetime(2024, 2, 1, tzinfo=UTC)
    wish = Wish(since, None, NOW)

    def page(url: str) -> str | int:
        day = date(*map(int, re.findall(r"\d+", url)))
        if day.month == 8:  # nothing happens in August
            return 404
        return links(f"{url}news-{day:%j}") if day.weekday() < 5 else links()

    walk, asked, wanted = walked(source(DAYS, since), wish, page)
    assert walk.end is End.ALL_READ
    days = (NOW - since).days
    working = [
        date(2024, 2, 1) + timedelta(n)
        for n in range(days)
        if (date(2024, 2, 1) + timedelta(n)).weekday() < 5
        and (date(2024, 2, 1) + timedelta(n)).month != 8
    ]
    urls = [item.entry.url for item in wanted]
    assert len(urls) == len(set(urls))
    assert {f"https://a.example/{d:%Y/%m/%d}/news-{d:%j}" for d in working} <= set(urls)
    assert len(asked) <= days + 4


def test_a_template_that_fits_no_page_is_given_up_with_words() -> None:
    wish = Wish(datetime(2001, 1, 1, tzinfo=UTC), None, NOW)
    walk, asked, _ = walked(source(DAYS, wish.since), wish, lambda url: 404)
    assert len(asked) == MAX_MISSES
    assert walk.end is End.OVER
    assert "is the address right" in walk.words


def test_pages_that_are_missing_after_one_that_was_there_end_nothing() -> None:
    wish = Wish(datetime(2026, 1, 1, tzinfo=UTC), None, NOW)
    walk, asked, _ = walked(
        source(DAYS, wish.since), wish, lambda url: links("/x") if url.endswith("11/20/") else 410
    )
    assert walk.end is End.ALL_READ
    assert len(asked) > 300


def test_another_refusal_is_not_taken_for_an_empty_day() -> None:
    pages = source(DAYS, datetime(2026, 1, 1, tzinfo=UTC))
    cursor = pages.begin()
    assert cursor is not None
    for status in (403, 429, 500, None):
        error = FetchError("https://a.example/", "no", phase="status", retry=None, status=status)
        assert pages.refused(cursor, error) is None


def test_what_is_no_page_counts_as_an_empty_one() -> None:
    pages = source(DAYS, datetime(2026, 1, 1, tzinfo=UTC))
    reading = read(pages, "")
    assert reading.items == ()
    assert reading.next is not None
    assert "empty" in reading.words


def test_links_are_made_absolute_by_the_base_of_the_page_and_written_one_way() -> None:
    pages = source(DAYS, datetime(2026, 1, 1, tzinfo=UTC))
    text = "<base href='https://a.example/deep/'>" + links("one?utm_source=x", "/two#top", "one")
    assert found(read(pages, text)) == ["https://a.example/deep/one", "https://a.example/two"]


def test_links_that_lead_to_no_page_are_left_out() -> None:
    pages = source(DAYS, datetime(2026, 1, 1, tzinfo=UTC))
    assert found(read(pages, links("mailto:a@b.example", "javascript:0", "#top", ""))) == []


def test_the_selector_says_which_links_are_articles() -> None:
    pages = source(DAYS, datetime(2026, 1, 1, tzinfo=UTC), links="main h2")
    text = (
        "<nav><a href='/about-us'>About this newspaper and us</a></nav><main><h2>"
        "<a href='/one'>One</a></h2><p><a href='/beside'>Beside</a></p><h2>No link</h2></main>"
    )
    assert found(read(pages, text)) == ["https://a.example/one"]


@pytest.mark.parametrize(
    ("template", "listing"),
    [
        (DAYS, "https://a.example/2026/11/19/"),
        (DAYS, "http://www.a.example/2026/11/19"),
        (DAYS, "https://a.example/2026/11/"),
        (DAYS, "https://a.example/2026"),
        (DAYS, "https://a.example/2026/10/7/page/3/"),
        (DAYS, "https://a.example/2026/10/07?order=asc"),
        (MONTHS, "https://a.example/news/2026-10.html"),
        (MONTHS, "https://a.example/news/2025.html"),
        ("https://a.example/{yyyy}/{mm}/", "https://a.example/2026/11/05/"),
        (YEARS, "https://a.example/archive?year=2019"),
        (YEARS, "https://a.example/archive?year=2019&page=2"),
    ],
)
def test_other_archive_pages_are_no_articles(template: str, listing: str) -> None:
    pages = source(template, datetime(2020, 1, 1, tzinfo=UTC))
    assert found(read(pages, links(listing))) == []


@pytest.mark.parametrize(
    ("template", "article"),
    [
        (DAYS, "https://a.example/2026/11/19/lock-opens"),
        (DAYS, "https://a.example/2026/11/19/123456"),
        (MONTHS, "https://a.example/news/2026-10-lock-opens.html"),
        ("https://a.example/{yyyy}/{mm}/", "https://a.example/2026/11/05/lock/"),
        ("https://a.example/{yyyy}/{mm}/", "https://a.example/2026/11/1234567"),
        (YEARS, "https://a.example/2019/lock"),
    ],
)
def test_articles_are_not_taken_for_archive_pages(template: str, article: str) -> None:
    pages = source(template, datetime(2020, 1, 1, tzinfo=UTC))
    assert found(read(pages, links(article))) == [article]


def test_the_page_itself_is_no_article_wherever_it_was_moved_to() -> None:
    pages = source(DAYS, datetime(2026, 1, 1, tzinfo=UTC))
    cursor = pages.begin()
    assert cursor is not None
    moved = "https://a.example/days/today"
    answer = fetched(pages.ask(cursor).url, links(moved, "/one"), moved)
    assert found(pages.read(cursor, Answer(answer))) == ["https://a.example/one"]


def test_further_pages_of_a_day_are_read_before_the_day_before() -> None:
    wish = Wish(datetime(2026, 11, 19, 18, tzinfo=UTC), None, NOW)

    def page(url: str) -> str | int:
        if "2026/11/20/" not in url:
            return links(f"{url}only")
        number = int(url.rstrip("/").rpartition("/page/")[2]) if "/page/" in url else 1
        others = [f"https://a.example/2026/11/20/page/{n}/" for n in range(1, 4) if n != number]
        return links(f"https://a.example/2026/11/20/article-{number}", *others)

    walk, asked, wanted = walked(source(DAYS, wish.since), wish, page)
    assert [url for url in asked if "11/20" in url] == [
        "https://a.example/2026/11/20/",
        "https://a.example/2026/11/20/page/2/",
        "https://a.example/2026/11/20/page/3/",
    ]
    assert walk.end is End.ALL_READ
    assert {f"https://a.example/2026/11/20/article-{n}" for n in (1, 2, 3)} <= {
        item.entry.url for item in wanted
    }


def test_further_pages_that_show_the_first_again_are_left() -> None:
    wish = Wish(datetime(2026, 11, 19, 18, tzinfo=UTC), None, NOW)

    def page(url: str) -> str | int:
        number = int(url.rpartition("?page=")[2]) if "?page=" in url else 1
        return links("/one-and-only", f"{url.partition('?')[0]}?page={number + 1}")

    walk, asked, _ = walked(source(DAYS, wish.since), wish, page)
    assert walk.end is End.ALL_READ
    assert [url.partition("?")[2] for url in asked] == ["", "page=2"] * (len(asked) // 2)


def test_an_article_is_of_the_pages_day_or_of_the_one_in_its_address() -> None:
    pages = source(DAYS, datetime(2026, 1, 1, tzinfo=UTC))
    text = links("/lock", "/2015/03/04/harbour", "/2026/11/21/harbour")
    plain, older, same = read(pages, text).items
    assert plain.entry.published is None
    assert plain.span.earliest == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert plain.span.latest == datetime(2026, 11, 22, 12, tzinfo=UTC)
    # A link beside the list: most read, or related.
    assert older.span.is_before(datetime(2016, 1, 1, tzinfo=UTC))
    assert same.span == plain.span


def test_a_link_beside_the_list_is_not_wanted_for_the_day_it_stands_on() -> None:
    wish = Wish(datetime(2026, 11, 19, tzinfo=UTC), None, NOW)
    _, _, wanted = walked(
        source(DAYS, wish.since), wish, lambda url: links(f"{url}lock", "/2015/03/04/harbour")
    )
    assert wanted
    assert not [item for item in wanted if "2015" in item.entry.url]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The new  lock\nopens on Tuesday", "The new lock opens on Tuesday"),
        ("新しい水門が火曜日に開通した", "新しい水門が火曜日に開通した"),
        ("Read more", ""),
        ("続きを読む", ""),
        ("12 comments", ""),
        ("The harbour authority opened the new lock on Tuesday, two…", ""),
        ("Ships can pass at any tide. " * 20, ""),
        ("<img src='a.png' alt=''>", ""),
    ],
)
def test_the_words_of_a_link_are_a_title_if_they_can_be_one(text: str, title: str) -> None:
    pages = source(DAYS, datetime(2026, 1, 1, tzinfo=UTC))
    (item,) = read(pages, f"<a href='/one'>{text}</a><a href='/one'>Read more</a>").items
    assert item.entry.title == title
    assert (item.entry.key, item.entry.identity) == ("https://a.example/one", "a.example/one")
    assert (item.entry.feed_id, item.entry.found_by) == ("f", "archive pages")


def test_the_first_of_several_links_that_has_a_headline_names_the_article() -> None:
    pages = source(DAYS, datetime(2026, 1, 1, tzinfo=UTC))
    text = "<a href='/one'><img></a><a href='/one'>The new lock opens</a><a href='/one'>More</a>"
    assert [item.entry.title for item in read(pages, text).items] == ["The new lock opens"]

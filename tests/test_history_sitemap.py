"""Sitemaps as a source of history: what is read, what is left out, and how it ends."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import FetchError, ParseError
from scraper.history import walking
from scraper.history.scope import Scope
from scraper.history.sitemap import GUESSES, MAX_DEPTH, Sitemaps
from scraper.history.sitemap_names import period_of, without_others
from scraper.history.sources import Answer, Item, Live, Wish
from scraper.history.spans import UNKNOWN, Span, of_days, of_url
from scraper.model import End, Entry, Fetched, Walk
from scraper.urls import identity

SITE = "https://a.example"
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Article:
    url: str
    at: datetime
    lastmod: str = ""
    news: bool = False

    def xml(self) -> str:
        more = f"<lastmod>{self.lastmod}</lastmod>" if self.lastmod else ""
        if self.news:
            more += (
                f"<news:news><news:publication_date>{self.at.isoformat()}</news:publication_date>"
                f"<news:title>Title of {self.url[-8:]}</news:title></news:news>"
            )
        return f"<url><loc>{self.url}</loc>{more}</url>"


def urlset(articles: Sequence[Article]) -> str:
    return "<urlset>" + "".join(article.xml() for article in articles) + "</urlset>"


def index(children: Mapping[str, str] | Sequence[str]) -> str:
    """An index of sitemaps, with their `lastmod` or without."""
    told = children if isinstance(children, Mapping) else dict.fromkeys(children, "")
    rows = (
        f"<sitemap><loc>{url}</loc>{f'<lastmod>{lastmod}</lastmod>' if lastmod else ''}</sitemap>"
        for url, lastmod in told.items()
    )
    return f"<sitemapindex>{''.join(rows)}</sitemapindex>"


@dataclass(slots=True)
class Web:
    """What a site answers: a body, or a status."""

    pages: dict[str, str | bytes | int]
    asked: list[str] = field(default_factory=list)

    def answer(self, url: str) -> Fetched:
        self.asked.append(url)
        body = self.pages.get(url, 404)
        if isinstance(body, int):
            retry = timedelta() if body >= 500 else None
            raise FetchError(url, f"HTTP {body}", phase="status", retry=retry, status=body)
        body = body.encode() if isinstance(body, str) else body
        return Fetched(url, url, "application/xml", body, NOW)


@dataclass(slots=True)
class Outcome:
    end: End
    words: str
    items: list[Item]
    wanted: list[Item]
    asked: list[str]
    cursors: list[str]

    @property
    def urls(self) -> list[str]:
        return [item.entry.url for item in self.wanted]


def since(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def entries(articles: Sequence[Article], *, dated: bool = True) -> tuple[Entry, ...]:
    return tuple(
        Entry("f", one.url, identity(one.url), one.url, published=one.at if dated else None)
        for one in articles
    )


def source_of(
    live: Sequence[Article],
    start: str,
    *,
    until: str | None = None,
    robots: tuple[str, ...] = (),
    feed: str = f"{SITE}/feed",
    dated: bool = True,
    include: tuple[str, ...] = (),
) -> Sitemaps:
    shown = entries(live, dated=dated)
    wish = Wish(since(start), since(until) if until else None, NOW)
    return Sitemaps(Live(feed, shown, sitemaps=robots), wish, Scope(shown, include))


def walk_through(
    source: Sitemaps, pages: Mapping[str, str | bytes | int], *, kill: bool = False
) -> Outcome:
    """The walk as the pipeline makes it; with `kill` each source lives for one page only."""
    web = Web(dict(pages))
    walk: Walk | None = walking.begin("f", source, source.live, source.wish)
    assert walk is not None
    items: list[Item] = []
    wanted: list[Item] = []
    cursors = []
    while walk.end is None:
        assert walk.cursor is not None
        assert len(web.asked) < 500
        cursors.append(walk.cursor)
        if kill:
            source = Sitemaps(source.live, source.wish, source.scope)
        ask = source.ask(walk.cursor)
        assert ask.form == "sitemap"
        try:
            try:
                reading = source.read(walk.cursor, Answer(web.answer(ask.url)))
            except ParseError as error:
                raise FetchError(ask.url, str(error), phase="parse", retry=None) from error
        except FetchError as error:
            refused = source.refused(walk.cursor, error)
            if refused is None:
                end = End.LATER if error.retry is not None else End.REFUSED
                walk = walking.stopped(walk, end, NOW, error.reason)
                break
            reading = refused
        items += reading.items
        step = walking.turn(
            walk, ask.url, reading, source, source.scope, source.wish, max_pages=1000
        )
        walk = step.walk
        wanted += step.wanted
    assert walk.end is not None
    return Outcome(walk.end, walk.words, items, wanted, web.asked, cursors)


def articles(
    address: Callable[[datetime, int], str],
    *,
    first: str = "2021-01-01",
    every: timedelta = 3 * DAY,
    lastmod: Callable[[datetime], str] = lambda at: "",
) -> list[Article]:
    """A site's, the newest first, until now."""
    found, at = [], since(first) + timedelta(hours=10)
    while at < NOW:
        found.append(Article(address(at, len(found)), at, lastmod(at)))
        at += every
    return found[::-1]


def dated_url(at: datetime, number: int) -> str:
    return f"{SITE}/{at:%Y/%m/%d}/title-of-number-{number}"


def bare_url(_: datetime, number: int) -> str:
    return f"{SITE}/title-of-number-{number}"


def by_month(
    all_of_them: Sequence[Article], name: str = "sitemap-{:%Y-%m}.xml"
) -> dict[str, list[Article]]:
    found: dict[str, list[Article]] = {}
    for article in all_of_them:
        found.setdefault(f"{SITE}/{name.format(article.at)}", []).append(article)
    return found


def site_of(
    children: Mapping[str, list[Article]],
    lastmods: Mapping[str, str] | None = None,
    *,
    root: str = f"{SITE}/sitemap.xml",
) -> dict[str, str | bytes | int]:
    pages: dict[str, str | bytes | int] = {url: urlset(own) for url, own in children.items()}
    pages[root] = index(lastmods or list(children))
    return pages


def wanted_of(all_of_them: Sequence[Article], start: str) -> set[str]:
    return {article.url for article in all_of_them if article.at >= since(start)}


START = "2024-06-01"


def months_since(start: str) -> int:
    first = since(start)
    return (NOW.year - first.year) * 12 + NOW.month - first.month + 1


@pytest.mark.parametrize("address", [dated_url, bare_url])
@pytest.mark.parametrize(
    "name",
    ["sitemap-{:%Y-%m}.xml", "sm/{:%Y/%m}/", "posts{:%Y%m}.xml.gz", "map.xml?year={:%Y&month=%m}",
     "sitemap-{:%B-%Y}.xml"],
)  # fmt: skip
def test_of_a_site_with_a_sitemap_for_each_month_those_asked_for_are_read(
    address: Callable[[datetime, int], str], name: str
) -> None:
    everything = articles(address)
    children = by_month(everything, name)
    assert len(children) == 72
    pages = site_of(children)
    if name.endswith("gz"):
        pages |= {u: gzip.compress(str(pages[u]).encode()) for u in children}
    done = walk_through(source_of(everything[:30], START), pages)
    assert done.end is End.ALL_READ
    assert wanted_of(everything, START) <= set(done.urls)
    assert len(done.urls) == len(set(done.urls))
    least = 1 + months_since(START)
    assert len(done.asked) <= least + 1  # it is still May in some zone
    newest_first = [period_of(url).latest or NOW for url in done.asked[1:]]
    assert newest_first == sorted(newest_first, reverse=True)
    assert walk_through(source_of(everything[:30], START), pages, kill=True) == done


def test_a_year_s_sitemaps_and_a_day_s() -> None:
    everything = articles(dated_url)
    done = walk_through(
        source_of(everything[:30], START), site_of(by_month(everything, "y{:%Y}.xml"))
    )
    assert (done.end, len(done.asked)) == (End.ALL_READ, 4)
    done = walk_through(
        source_of(everything[:30], "2026-11-01"), site_of(by_month(everything, "{:%Y-%m-%d}.xml"))
    )
    assert done.end is End.ALL_READ
    assert wanted_of(everything, "2026-11-01") <= set(done.urls)
    assert len(done.asked) <= 1 + 10 + 1


def test_indexes_of_years_that_name_those_of_months() -> None:
    everything = articles(bare_url)
    months = by_month(everything)
    pages = site_of(months)
    years: dict[str, list[str]] = {}
    for url in months:
        years.setdefault(f"{SITE}/index-{url[-11:-7]}.xml", []).append(url)
    pages |= {url: index(own) for url, own in years.items()}
    pages[f"{SITE}/sitemap.xml"] = index(list(years))
    done = walk_through(source_of(everything[:30], START), pages)
    assert done.end is End.ALL_READ
    assert wanted_of(everything, START) <= set(done.urls)
    assert len(done.asked) <= (1 + 3 + 30) * 1.3


def test_until_leaves_out_what_is_newer() -> None:
    everything = articles(dated_url)
    source = source_of(everything[:30], START, until="2024-08-01")
    done = walk_through(source, site_of(by_month(everything)))
    want = {a.url for a in everything if since(START) <= a.at < since("2024-08-01")}
    assert done.end is End.ALL_READ
    assert want <= set(done.urls)
    assert len(done.asked) <= 1 + 4


def test_names_that_lie_are_found_out_by_dates_in_addresses() -> None:
    everything = articles(dated_url)
    months = list(by_month(everything))
    # The articles of each name are others': the list is turned around.
    shuffled = dict(zip(months, reversed(list(by_month(everything).values())), strict=True))
    done = walk_through(source_of(everything[:30], START), site_of(shuffled))
    assert done.end is End.ALL_READ
    assert wanted_of(everything, START) <= set(done.urls)
    assert len(done.asked) == 1 + len(months)


def test_names_that_lie_are_found_out_by_the_feed_s_own_articles() -> None:
    everything = articles(bare_url)
    months = list(by_month(everything))
    turned = dict(zip(months, reversed(list(by_month(everything).values())), strict=True))
    live = [*everything[:10], *[a for a in everything if a.at.year == 2022][:10]]
    done = walk_through(source_of(live, START), site_of(turned))
    assert done.end is End.ALL_READ
    assert wanted_of(everything, START) <= set(done.urls)


def test_without_anything_to_show_that_names_are_true_all_is_read() -> None:
    everything = articles(bare_url)
    pages = site_of(by_month(everything))
    done = walk_through(source_of(everything[:30], START, dated=False), pages)
    assert done.end is End.ALL_READ
    assert len(done.asked) == 1 + 72
    assert {article.url for article in everything} == set(done.urls)


def test_an_older_one_is_looked_into_where_the_others_show_nothing() -> None:
    everything = articles(dated_url)
    children = by_month(everything)
    bare = [Article(bare_url(a.at, n), a.at) for n, a in enumerate(everything)]
    for url, own in by_month(bare).items():
        if period_of(url).latest >= since(START):  # type: ignore[operator]
            children[url] = own
    live = [*everything[:15], *bare[200:215]]
    done = walk_through(source_of(live, START, dated=False), site_of(children))
    assert done.end is End.ALL_READ
    assert wanted_of(bare, START) <= set(done.urls)
    assert len(done.asked) <= 1 + months_since(START) + 2


def test_lastmods_leave_out_what_has_not_changed_since() -> None:
    everything = articles(bare_url, lastmod=lambda at: (at + 2 * DAY).isoformat())
    children = {f"{SITE}/posts-{n}.xml": everything[n * 50 : n * 50 + 50] for n in range(15)}
    children = {url: own for url, own in children.items() if own}
    lastmods = {url: own[0].lastmod for url, own in children.items()}
    done = walk_through(source_of(everything[:30], START), site_of(children, lastmods))
    least = 1 + sum(own[0].at >= since(START) for own in children.values())
    assert done.end is End.ALL_READ
    assert wanted_of(everything, START) <= set(done.urls)
    assert len(done.asked) <= least + 1
    # Nor are single addresses taken that are surely older; those of the last days may be.
    assert all(a.at >= since(START) - 2 * DAY for a in everything if a.url in set(done.urls))


def test_a_lastmod_is_a_bound_and_never_a_date() -> None:
    everything = articles(bare_url, lastmod=lambda at: "2026-11-20")
    done = walk_through(
        source_of(everything[30:60], START), {f"{SITE}/sitemap.xml": urlset(everything)}
    )
    assert {article.url for article in everything} == set(done.urls)
    assert all(item.entry.published is None and item.entry.updated is None for item in done.items)
    shown = {article.url for article in everything[30:60]}
    bounds = {item.span for item in done.items if item.entry.url not in shown}
    assert bounds == {Span(None, since("2026-11-21") + timedelta(hours=12))}


@pytest.mark.parametrize("where", ["addresses", "sitemaps", "both"])
def test_lastmods_that_are_older_than_the_articles_are_worth_nothing(where: str) -> None:
    stale = "2019-05-05T00:00:00Z"
    everything = articles(bare_url, lastmod=lambda at: "" if where == "sitemaps" else stale)
    children = {f"{SITE}/posts-{n}.xml": everything[n * 80 : n * 80 + 80] for n in range(9)}
    lastmods = dict.fromkeys(children, "" if where == "addresses" else stale)
    done = walk_through(source_of(everything[:30], START), site_of(children, lastmods))
    assert done.end is End.ALL_READ
    assert wanted_of(everything, START) <= set(done.urls)
    shown = {article.url for article in everything[:30]}
    assert {item.span for item in done.wanted if item.entry.url not in shown} == {UNKNOWN}


def test_a_lie_found_late_sends_back_to_what_was_left_out() -> None:
    stale = "2019-05-05T00:00:00Z"
    everything = articles(bare_url, lastmod=lambda at: stale)
    children = {f"{SITE}/posts-{n}.xml": everything[n * 80 : n * 80 + 80] for n in range(9)}
    turned = dict(reversed(children.items()))  # the feed's own articles stand in the last
    done = walk_through(source_of(everything[:30], START), site_of(turned))
    assert done.end is End.ALL_READ
    assert wanted_of(everything, START) <= set(done.urls)


def test_dates_and_titles_of_a_news_sitemap_are_exact() -> None:
    fresh = [Article(bare_url(NOW, n), NOW - timedelta(hours=n), news=True) for n in range(20)]
    old = articles(dated_url)
    pages = {
        f"{SITE}/news.xml": urlset(fresh),
        f"{SITE}/all.xml": urlset(old),
    }
    robots = tuple(pages)
    source = source_of([*fresh[:9], *old[:9]], START, robots=robots)
    done = walk_through(source, pages)
    assert done.end is End.ALL_READ
    told = {item.entry.url: item for item in done.items}
    for article in fresh:
        entry = told[article.url].entry
        assert entry.published == article.at == told[article.url].span.exact
        assert entry.title.startswith("Title of")


def test_a_news_sitemap_alone_is_not_all_of_a_site() -> None:
    fresh = [Article(bare_url(NOW, n), NOW - timedelta(hours=n), news=True) for n in range(20)]
    pages = {f"{SITE}/news.xml": urlset(fresh)}
    done = walk_through(source_of(fresh, START, robots=tuple(pages)), pages)
    assert done.end is End.OVER
    assert done.words == "only a sitemap of the last days' news"
    assert done.asked == [f"{SITE}/news.xml", *(SITE + path for path in GUESSES)]
    assert set(done.urls) == {article.url for article in fresh}


def test_the_usual_places_are_tried_until_one_has_it() -> None:
    everything = articles(dated_url)
    pages: dict[str, str | bytes | int] = {
        f"{SITE}/sitemap.xml": "<!doctype html><html>Oh no",
        f"{SITE}/wp-sitemap.xml": urlset(everything),
    }
    done = walk_through(source_of(everything[:30], START), pages)
    assert done.end is End.ALL_READ
    assert done.asked == [SITE + path for path in GUESSES[:3]]


@pytest.mark.parametrize(
    ("answer", "end", "asked"),
    [
        (404, End.OVER, 4),
        (410, End.OVER, 4),
        ("<!doctype html><html>Oh no", End.OVER, 4),
        ("<urlset/>", End.OVER, 4),
        (401, End.REFUSED, 1),
        (403, End.REFUSED, 1),
        (451, End.REFUSED, 1),
        (503, End.LATER, 1),
    ],
)
def test_a_site_without_sitemaps_is_never_all_read(answer: int | str, end: End, asked: int) -> None:
    everything = articles(dated_url)
    done = walk_through(
        source_of(everything[:30], START), {SITE + path: answer for path in GUESSES}
    )
    assert (done.end, len(done.asked)) == (end, asked)
    assert done.words.startswith("no sitemap" if end is End.OVER else "HTTP")
    assert not done.items


@pytest.mark.parametrize(
    ("answer", "end", "words"),
    [
        (404, End.OVER, "1 × not found"),
        (403, End.REFUSED, "1 × refused"),
        ("<urlset><url><loc>", End.OVER, "no sitemap"),
        (urlset([])[:-9] + "<url><loc>https://a.example/x-y-z</loc></url><", End.OVER, "broken"),
    ],
)
def test_one_that_can_t_be_read_is_passed_over_and_told(
    answer: int | str, end: End, words: str
) -> None:
    everything = articles(dated_url)
    pages = site_of(by_month(everything))
    pages[f"{SITE}/sitemap-2026-08.xml"] = answer
    done = walk_through(source_of(everything[:30], START), pages)
    assert done.end is end
    assert words in done.words
    rest = {
        a.url for a in everything if a.at >= since(START) and (a.at.year, a.at.month) != (2026, 8)
    }
    assert rest <= set(done.urls)


def test_one_that_fails_for_now_is_asked_again_at_last() -> None:
    everything = articles(dated_url)
    pages = site_of(by_month(everything))
    pages[f"{SITE}/sitemap-2026-08.xml"] = 500
    done = walk_through(source_of(everything[:30], START), pages)
    assert done.end is End.LATER
    assert done.asked.count(f"{SITE}/sitemap-2026-08.xml") == 2
    rest = {
        a.url for a in everything if a.at >= since(START) and (a.at.year, a.at.month) != (2026, 8)
    }
    assert rest <= set(done.urls)


def test_a_site_that_refuses_all_is_not_asked_for_all() -> None:
    everything = articles(dated_url)
    pages = site_of(by_month(everything))
    for url in by_month(everything):
        pages[url] = 403
    done = walk_through(source_of(everything[:30], START), pages)
    assert done.end is End.REFUSED
    assert len(done.asked) == 1 + 3


def test_sitemaps_without_articles_like_the_feed_s_are_not_all_of_them() -> None:
    everything = articles(dated_url)
    others = articles(lambda at, n: f"{SITE}/recipes/soup-of-number-{n}")
    done = walk_through(source_of(everything[:30], START), {f"{SITE}/sitemap.xml": urlset(others)})
    assert (done.end, done.words) == (End.OVER, "no sitemap names articles like the feed's")


def test_an_old_article_that_the_feed_shows_again_costs_no_trust_in_names() -> None:
    everything = articles(bare_url)
    again = next(a for a in everything if a.at.year == 2025)
    live = [Article(again.url, NOW - DAY), *everything[:12]]
    done = walk_through(source_of(live, START), site_of(by_month(everything)))
    assert done.end is End.ALL_READ
    assert len(done.asked) <= 1 + months_since(START) + 1


def test_loops_and_deep_indexes_end() -> None:
    everything = articles(dated_url)
    robots = (f"{SITE}/1.xml",)
    pages: dict[str, str | bytes | int] = {
        f"{SITE}/{n}.xml": index([f"{SITE}/{n}.xml", f"{SITE}/1.xml", f"{SITE}/{n + 1}.xml"])
        for n in range(1, 30)
    }
    done = walk_through(source_of(everything[:30], START, robots=robots), pages)
    read = [f"{SITE}/{n}.xml" for n in range(1, MAX_DEPTH + 2)]
    assert done.asked == [*read, *(SITE + path for path in GUESSES)]
    assert done.end is End.OVER
    assert "indexes within indexes" in done.words


def test_sitemaps_that_name_nothing_are_told_of_as_that() -> None:
    everything = articles(dated_url)
    pages: dict[str, str | bytes | int] = {f"{SITE}/sitemap.xml": index([f"{SITE}/sitemap.xml"])}
    done = walk_through(source_of(everything[:30], START), pages)
    assert (done.end, done.words) == (End.OVER, "no sitemap names any page")


def test_a_sitemap_that_was_forgotten_is_not_all_of_a_site() -> None:
    everything = articles(dated_url)
    pages: dict[str, str | bytes | int] = {f"{SITE}/sitemap.xml": urlset(everything[90:])}
    done = walk_through(source_of(everything[:30], START), pages)
    assert (done.end, done.words) == (End.OVER, "the sitemaps end before the feed begins")
    assert done.urls


def test_addresses_of_sitemaps_that_nobody_has_are_not_remembered() -> None:
    everything = articles(dated_url)
    pages: dict[str, str | bytes | int] = {
        f"{SITE}/sitemap.xml": index([f"{SITE}/{'x' * 2_100}.xml", f"{SITE}/1.xml"]),
        f"{SITE}/1.xml": urlset(everything),
    }
    done = walk_through(source_of(everything[:30], START), pages)
    assert done.asked == [f"{SITE}/sitemap.xml", f"{SITE}/1.xml"]
    assert (done.end, "an address too long" in done.words) == (End.OVER, True)


def test_only_the_site_s_own_sitemaps_are_read() -> None:
    everything = articles(dated_url)
    robots = ("https://cdn.example/a/index.xml",)
    pages: dict[str, str | bytes | int] = {
        robots[0]: index(
            [
                "https://cdn.example/a/1.xml",
                "2.xml",
                "https://files.cdn.example/3.xml",
                "https://evil.example/4.xml",
                "ftp://a.example/5.xml",
                "",
            ]
        ),
        "https://cdn.example/a/1.xml": urlset(everything),
        "https://cdn.example/a/2.xml": urlset([]),
        "https://files.cdn.example/3.xml": urlset([]),
    }
    done = walk_through(source_of(everything[:30], START, robots=robots), pages)
    assert set(done.asked) == set(pages)
    assert done.end is End.ALL_READ


def test_lists_of_what_is_no_article_are_left_out() -> None:
    everything = articles(dated_url)
    names = ["post", "post2", "page", "category", "post_tag", "author", "news"]
    children = {f"{SITE}/{name}-sitemap.xml": [] for name in names} | {
        f"{SITE}/post-sitemap.xml": everything
    }
    done = walk_through(source_of(everything[:30], START), site_of(children))
    assert [url.split("/")[-1] for url in done.asked] == [
        "sitemap.xml", "post-sitemap.xml", "post2-sitemap.xml", "news-sitemap.xml"
    ]  # fmt: skip


def test_only_what_is_the_feed_s_is_given() -> None:
    everything = [
        *articles(lambda at, n: f"{SITE}/sport/{at:%Y/%m/%d}/title-{n}"),
        *articles(lambda at, n: f"{SITE}/politics/{at:%Y/%m/%d}/title-{n}"),
    ]
    source = source_of(everything[:30], START, feed=f"{SITE}/sport/feed")
    done = walk_through(source, {f"{SITE}/sitemap.xml": urlset(everything)})
    assert done.end is End.ALL_READ
    assert done.urls
    assert all(item.entry.url.startswith(f"{SITE}/sport/") for item in done.items)


def test_of_what_is_older_one_is_told_that_shows_how_far_the_list_goes() -> None:
    everything = articles(dated_url)
    done = walk_through(
        source_of(everything[:30], START), {f"{SITE}/sitemap.xml": urlset(everything)}
    )
    older = [item for item in done.items if item.span.is_before(since(START))]
    assert len(older) == 1
    assert older[0].entry.url == next(
        a.url for a in everything if of_url(a.url, NOW).is_before(since(START))
    )


def test_articles_are_the_feed_s_and_named_once_as_it_names_them() -> None:
    one = Article("HTTPS://A.example:443/2026/11/05/Some-Title?utm_source=x#top", NOW)
    done = walk_through(
        source_of(articles(dated_url)[:30], START), {f"{SITE}/sitemap.xml": urlset([one])}
    )
    (item,) = done.items
    url = "https://a.example/2026/11/05/Some-Title"
    assert item.entry == Entry("f", url, identity(url), url, found_by="sitemap")
    assert item.span == of_days(since("2026-11-05"))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(source_of([], START), id="a feed without entries"),
        pytest.param(
            source_of(articles(dated_url)[:30], START, feed=f"{SITE}/category/tennis/feed/"),
            id="a section's feed whose links don't show the section",
        ),
        pytest.param(
            source_of([Article(f"https://b{n}.example/x-{n}", NOW) for n in range(30)], START),
            id="a feed of other sites' articles",
        ),
    ],
)
def test_where_nothing_tells_a_feed_s_articles_no_sitemap_is_read(source: Sitemaps) -> None:
    assert source.begin() is None


def test_include_opens_what_the_guard_shuts() -> None:
    everything = articles(dated_url)
    feed = f"{SITE}/category/tennis/feed/"
    source = source_of(everything[:30], START, feed=feed, include=("title",))
    done = walk_through(source, {f"{SITE}/sitemap.xml": urlset(everything)})
    assert wanted_of(everything, START) <= set(done.urls)


def test_the_site_is_that_of_the_links_and_not_of_the_feed() -> None:
    everything = articles(dated_url)
    source = source_of(everything[:30], START, feed="https://proxy.example/f/123")
    done = walk_through(source, {f"{SITE}/sitemap.xml": urlset(everything)})
    assert done.asked == [f"{SITE}/sitemap.xml"]


def test_the_cursor_stays_small() -> None:
    everything = articles(dated_url, every=timedelta(hours=20))
    children = by_month(everything, "sitemap-{:%Y-%m-%d}.xml")
    assert len(children) > 2000
    done = walk_through(source_of(everything[:30], "2026-11-01"), site_of(children))
    assert done.end is End.ALL_READ
    assert max(map(len, done.cursors)) < 150 * len(children)
    assert len(done.asked) <= 1 + 31 + 1


@settings(max_examples=40, deadline=None)
@given(
    address=st.sampled_from([dated_url, bare_url]),
    name=st.sampled_from(["s-{:%Y-%m}.xml", "{:%Y}/s.xml", "s-{:%d}.xml", "one.xml"]),
    lastmods=st.sampled_from(["", "honest", "now", "never", "of the change"]),
    start=st.datetimes(datetime(2023, 1, 1), datetime(2026, 11, 23)),  # noqa: DTZ001
    order=st.randoms(use_true_random=False),
    is_dated=st.booleans(),
)
def test_on_any_site_all_that_is_wanted_is_found_and_nothing_twice(
    address: Callable[[datetime, int], str],
    name: str,
    lastmods: str,
    start: datetime,
    order: random.Random,
    is_dated: bool,
) -> None:
    def lastmod(at: datetime) -> str:
        changed = min(NOW, at + order.choice([0, 1, 400]) * DAY)
        told = {"honest": at, "now": NOW, "never": since("2001-01-01"), "of the change": changed}
        return told[lastmods].isoformat() if lastmods else ""

    everything = articles(address, first="2023-01-01", every=9 * DAY, lastmod=lastmod)
    children = by_month(everything, name)
    newest = {url: max((a.lastmod for a in own), default="") for url, own in children.items()}
    urls = list(children)
    order.shuffle(urls)
    for own in children.values():
        order.shuffle(own)
    pages = site_of(children, {url: newest[url] for url in urls})
    start = start.replace(tzinfo=UTC)
    wish = Wish(start, None, NOW)
    shown = entries(everything[:10], dated=is_dated)
    source = Sitemaps(Live(f"{SITE}/feed", shown), wish, Scope(shown))
    done = walk_through(source, pages)
    if lastmods == "never" and not is_dated:
        return  # nothing shows that it lies
    assert done.end is End.ALL_READ
    assert {a.url for a in everything if a.at >= start} <= set(done.urls)
    assert len(done.urls) == len(set(done.urls)) or lastmods == "never"
    assert walk_through(source, pages, kill=True) == done


@pytest.mark.parametrize("name", ["{:%Y}/s.xml", "s-{:%d}.xml", "one.xml"])
def test_of_a_time_that_no_sitemap_reaches_it_is_not_said_that_all_was_read(name: str) -> None:
    everything = articles(dated_url, every=9 * DAY, lastmod=lambda at: at.isoformat())
    newest = max(article.at for article in everything)
    children = by_month(everything, name)
    told = {url: max(a.lastmod for a in own) for url, own in children.items()}
    shown = entries(everything[:10])
    wish = Wish(newest + DAY, None, NOW)
    source = Sitemaps(Live(f"{SITE}/feed", shown), wish, Scope(shown))
    done = walk_through(source, site_of(children, told))
    assert (done.end, done.urls) == (End.OVER, [])


@pytest.mark.parametrize(
    ("name", "first", "days"),
    [
        ("sitemap-2021-03.xml", "2021-03-01", 31),
        ("sitemap-2021-02-17.xml", "2021-02-17", 1),
        ("sitemap_202103.xml.gz", "2021-03-01", 31),
        ("20210317.xml", "2021-03-17", 1),
        ("2021/03/sitemap.xml", "2021-03-01", 31),
        ("2021/03/17/", "2021-03-17", 1),
        ("2024/sitemap-2.xml", "2024-01-01", 366),
        ("sitemap-2021.xml", "2021-01-01", 365),
        ("sitemap-2021-1.xml", "2021-01-01", 365),
        ("s.xml?yyyy=2021&mm=3&dd=17", "2021-03-17", 1),
        ("s.xml?year=2021&month=12", "2021-12-01", 31),
        ("s.xml?date=2021-03", "2021-03-01", 31),
        ("2021-mar.xml", "2021-03-01", 31),
        ("articles-march-2021.xml", "2021-03-01", 31),
    ],
)
def test_the_days_that_a_name_says(name: str, first: str, days: int) -> None:
    assert period_of(f"{SITE}/{name}") == of_days(since(first), days)


@pytest.mark.parametrize(
    "name", ["sitemap.xml", "posts-12.xml", "120210.xml", "s-20210231x.xml", "1850.xml", "2021x9.y"]
)
def test_names_without_days(name: str) -> None:
    found = period_of(f"{SITE}/{name}")
    assert found == UNKNOWN or found == of_days(since("2021-01-01"), 365)


def test_lists_by_name() -> None:
    def left(*names: str, own: str = "") -> list[str]:
        urls = [f"{SITE}/{name}" for name in names]
        kept = without_others(urls, frozenset(own.split()))
        return [url.rpartition("/")[2] for url in kept]

    assert left("sitemap-posts.xml", "sitemap-tags.xml") == ["sitemap-posts.xml"]
    assert left("sitemap-pages-1.xml", "sitemap-pages-2.xml") == [
        "sitemap-pages-1.xml",
        "sitemap-pages-2.xml",
    ]
    assert left("wp-sitemap-posts-post-1.xml", "wp-sitemap-posts-page-1.xml") == [
        "wp-sitemap-posts-post-1.xml"
    ]
    assert left("video-1.xml", "article-1.xml") == ["article-1.xml"]
    assert left("video-1.xml", "article-1.xml", own="video") == ["video-1.xml", "article-1.xml"]
    assert left("video-1.xml") == ["video-1.xml"]
    assert left("sections.xml", "articles-2021-11.xml") == ["articles-2021-11.xml"]
    assert left("testimonial-sitemap.xml", "post-sitemap.xml", "tribe_events-sitemap.xml") == [
        "post-sitemap.xml"
    ]
    assert left("events-1.xml", "articles-1.xml", own="events") == [
        "events-1.xml",
        "articles-1.xml",
    ]
    assert left("sitemap-w-NS_0-0.xml.gz", "sitemap-w-NS_1-0.xml.gz", "sitemap-w-NS_14-0.xml") == [
        "sitemap-w-NS_0-0.xml.gz"
    ]

"""Reaching back where sitemaps lie, burst, refuse or name a whole newspaper; and their articles."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from history_reach import (
    assert_exactly,
    assert_partial,
    assert_polite,
    assert_reached,
    assert_sparing,
    reach,
    reach_later,
    world_of,
)
from history_web import NewsSite, Story, dated_path, html, redirect, reply, robots, stories
from history_web_feeds import Pages, open_pages
from history_web_sitemaps import (
    bomb,
    by_month,
    index,
    iso,
    lastmod_of,
    no_lastmod,
    open_index,
    open_sitemap,
    open_static_feed,
    urlset,
    xml,
)

pytestmark = pytest.mark.slow

BUILD = datetime(2020, 12, 31, 3, tzinfo=UTC)
LONG_AGO = datetime(2006, 1, 2, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with NewsSite(stories()) as site:
        open_static_feed(site)
        yield site


@pytest.fixture
def dated() -> Iterator[NewsSite]:
    """Its addresses tell the day."""
    with NewsSite(stories(path=dated_path)) as site:
        open_static_feed(site)
        yield site


def months_too_early(story: Story) -> str:
    return iso(story.published - timedelta(days=90))


def test_lastmod_of_the_build_on_all_is_no_date(tmp_path: Path, dated: NewsSite) -> None:
    open_sitemap(dated, lastmod=lastmod_of(BUILD))
    since = dated.since(80)
    came = reach(world_of(tmp_path, dated), since)
    wanted = dated.wanted(since)
    assert_exactly(came, wanted)
    assert_polite(came)
    assert_sparing(came, wanted)
    assert_reached(came, "sitemap", "all read")


def test_lastmod_of_the_build_where_only_pages_tell_their_date(
    tmp_path: Path, site: NewsSite
) -> None:
    open_sitemap(site, lastmod=lastmod_of(BUILD))
    since, earlier = site.since(60), site.since(90)
    came = reach(world_of(tmp_path, site), since)
    assert_exactly(came, site.wanted(since))
    assert_polite(came)
    assert_reached(came, "sitemap", "all read")
    assert len(site.counted().articles) == len(site.stories), "none could be told by less"

    again = reach(came.world, since)  # what was too old is remembered

    assert again.posts == []
    assert len(site.counted().articles) == len(site.stories)

    longer = reach(came.world, earlier)  # and found by who asks for more

    assert_exactly(longer, site.wanted(earlier, since))


def test_lastmod_before_publication_is_not_believed(tmp_path: Path, dated: NewsSite) -> None:
    open_sitemap(dated, lastmod=months_too_early)
    since = dated.since(80)
    came = reach(world_of(tmp_path, dated), since)
    assert_exactly(came, dated.wanted(since))
    assert_polite(came)
    assert_reached(came, "sitemap", "all read")


def test_lastmod_before_publication_of_whole_children(tmp_path: Path) -> None:
    with NewsSite(stories(560, first=LONG_AGO, path=dated_path)) as site:
        open_static_feed(site)
        open_index(site, lastmod=months_too_early)
        since = site.since(80)
        came = reach(world_of(tmp_path, site), since)
        assert_exactly(came, site.wanted(since))
        assert_polite(came)
        assert_reached(came)


def test_children_whose_names_are_no_months_of_publication(tmp_path: Path) -> None:
    """Numbered as 2006-01 and so on, but each holds stories of all years."""
    with NewsSite(stories(560, first=LONG_AGO)) as site:
        open_static_feed(site)
        paths = open_index(site, lastmod=no_lastmod)
        for at, path in enumerate(paths):
            text = urlset(site, site.stories[at :: len(paths)], no_lastmod)
            site.open(path, lambda asked, text=text: xml(text))
        since = site.since(30)
        came = reach(world_of(tmp_path, site), since)
        assert_exactly(came, site.wanted(since))
        assert_polite(came)
        assert_reached(came)


def test_a_child_that_bursts(tmp_path: Path) -> None:
    with NewsSite(stories(560, first=LONG_AGO, path=dated_path)) as site:
        open_static_feed(site)
        paths = open_index(site, packed=True)
        site.open(paths[9], lambda asked: reply(bomb(), "application/x-gzip"))
        lost = by_month(site)[9][1]
        since = site.since(40)
        started = time.monotonic()

        came = reach(world_of(tmp_path, site), since)

        assert time.monotonic() - started < 20
        assert_exactly(came, [s for s in site.wanted(since) if s not in lost])
        assert_polite(came)
        assert_partial(came)


def test_a_sitemap_that_is_cut_short(tmp_path: Path, dated: NewsSite) -> None:
    whole = urlset(dated, dated.stories)
    half = whole[: whole.index("<url>", len(whole) // 2)]
    dated.open("/sitemap.xml", lambda asked: xml(half))
    since = dated.since(60)
    came = reach(world_of(tmp_path, dated), since)
    assert_exactly(came, dated.wanted(since))
    assert_polite(came)
    assert_partial(came)


def test_an_index_that_names_itself_and_strangers(tmp_path: Path, dated: NewsSite) -> None:
    with NewsSite(stories(seed=4), host="127.0.0.2") as other:
        open_sitemap(other)
        children = [dated.url("/sitemap.xml"), other.url("/sitemap.xml"), dated.url("/posts.xml")]
        text = index([(url, "") for url in children])
        posts = urlset(dated, dated.stories) + ""
        posts = posts.replace(
            "</urlset>", f"<url><loc>{other.origin}{other.stories[0].path}</loc></url></urlset>"
        )
        dated.open("/sitemap.xml", lambda asked: xml(text))
        dated.open("/posts.xml", lambda asked: xml(posts))
        since = dated.since(50)
        came = reach(world_of(tmp_path, dated), since)
        assert_exactly(came, dated.wanted(since))
        assert_polite(came)
        assert other.counted().all == 0


def test_a_sitemap_that_is_refused(tmp_path: Path, site: NewsSite) -> None:
    robots(site, "Sitemap: " + site.url("/sitemap.xml"))
    site.open("/sitemap.xml", lambda asked: html("<p>Forbidden</p>", 403))
    came = reach(world_of(tmp_path, site), site.since(60))
    assert_exactly(came, site.stories[:20])
    assert_partial(came, "sitemap: refused (", "403", source="sitemap", end="refused")
    assert site.count("/sitemap.xml") == 1


def test_no_sitemap_at_all(tmp_path: Path, site: NewsSite) -> None:
    came = reach(world_of(tmp_path, site), site.since(60))
    assert_exactly(came, site.stories[:20])
    assert_partial(came, f"oldest {site.stories[19].published:%Y-%m-%d}")
    assert len(site.counted().history) <= 6
    full = came.world.scrape("--since", site.since(60), "--require-full")
    assert full.status == 1


def test_a_page_of_history_that_asks_to_come_later(tmp_path: Path, site: NewsSite) -> None:
    pages = Pages(site)
    site.documents = []
    site.open("/feed", pages)
    open_pages(site)
    site.reply("/feed?page=3", "Slow down.", 429, {"Retry-After": "120"})
    world = world_of(tmp_path, site)
    started = time.monotonic()

    came = reach(world, site.since(100))

    assert time.monotonic() - started < 15, "nobody waits for it in the run"
    assert_partial(came, source="pages", end="asked to come later")
    asked = site.asked()
    at = [request.path for request in asked].index("/feed?page=3")
    assert asked[at + 1 :] == [], "nothing more was asked of that host"

    again = reach(world, site.since(100))  # too early

    assert again.posts == []
    assert site.count() == len(asked)

    site.forget("/feed?page=3")
    later = reach_later(world, site.since(100), 5, came)

    assert_exactly(later, site.wanted(site.since(100)))
    assert_reached(later, "pages", "older than asked")
    assert [site.count(f"/feed?page={page}") for page in (2, 3, 4)] == [1, 2, 1]


@pytest.mark.parametrize(("wait", "times"), [("3600", 1), ("", 3)], ids=["an hour", "not told"])
def test_a_page_whose_server_says_when_to_come_back_is_asked_for_once(
    tmp_path: Path, site: NewsSite, wait: str, times: int
) -> None:
    open_pages(site)
    site.reply("/feed?page=3", "Maintenance.", 503, {"Retry-After": wait} if wait else {})
    came = reach(world_of(tmp_path, site), site.since(100))
    assert_partial(came, source="pages", end="asked to come later")
    assert site.count("/feed?page=3") == times


def test_a_sports_feed_beside_a_whole_newspaper(tmp_path: Path) -> None:
    sections = ("sport", "politics", "culture", "business")
    with NewsSite(stories(2000, sections=sections)) as site:
        sport = [story for story in site.stories if story.section == "sport"]
        open_static_feed(site, sport)
        open_sitemap(site)
        site.documents = []
        since = site.since(280)
        wanted = [story for story in site.wanted(since) if story.section == "sport"]
        assert len(wanted) >= 60

        came = reach(world_of(tmp_path, site), since)

        assert_exactly(came, wanted)
        assert_polite(came)
        assert len(site.counted().articles) <= len(wanted) + 2
        assert_reached(came, "sitemap", "all read")


def test_the_patterns_of_config_say_what_is_the_feeds(tmp_path: Path) -> None:
    with NewsSite(stories(1040, sections=("sport", "politics"))) as site:
        open_static_feed(site, [story for story in site.stories if story.section == "sport"])
        open_sitemap(site)
        since = site.since(100)
        world = world_of(tmp_path, site, history={"include": ["/(?:sport|politics)/"]})
        came = reach(world, since)
        politics = [s for s in site.wanted(since) if s.section == "politics"]
        assert len(politics) >= 50
        assert_exactly(came, site.wanted(since))


# ── articles that are not there any more ─────────────────────────────────────────────────────

NOT_FOUND = (
    "<!doctype html><html><head><title>Page not found - The Chronicle</title>"
    "<link rel='canonical' href='{home}'></head><body><main><article>"
    "<h1>Page not found</h1>"
    + "<p>The page you are looking for is not here any more. It may have been moved, or its name"
    " may have changed. Please use the search, or go on from our front page, where the newest"
    " stories of the day stand.</p>" * 4 + "</article></main></body></html>"
)


@pytest.mark.parametrize("code", [404, 410])
def test_articles_that_are_gone_are_counted_and_hold_up_nothing(
    tmp_path: Path, dated: NewsSite, code: int
) -> None:
    open_sitemap(dated)
    since = dated.since(70)
    gone = dated.stories[30:34]
    for story in gone:
        dated.reply(story.path, "Gone.", code)
    came = reach(world_of(tmp_path, dated), since)
    assert_exactly(came, [s for s in dated.wanted(since) if s not in gone])
    assert_polite(came)
    assert_reached(came, "sitemap", "all read")
    assert came.history["gone"] == len(gone)
    assert f"{len(gone)} gone" in came.ran.err


def test_pages_that_say_not_found_with_200_are_no_posts(tmp_path: Path, dated: NewsSite) -> None:
    open_sitemap(dated)
    since = dated.since(70)
    gone = dated.stories[30:35]
    for story in gone:
        dated.reply(story.path, NOT_FOUND.format(home=dated.url("/")))
    came = reach(world_of(tmp_path, dated), since)
    assert_exactly(came, [s for s in dated.wanted(since) if s not in gone])
    assert_polite(came)
    assert all("not found" not in text.lower() for text in came.world.posts().values())


def test_pages_that_lead_to_the_front_page_are_no_posts(tmp_path: Path, dated: NewsSite) -> None:
    open_sitemap(dated)
    front = "".join(
        f"<li><a href='{s.path}'>{s.title}</a><p>{s.title}, a report.</p></li>"
        for s in dated.stories[:30]
    )
    dated.open("/", lambda asked: html(f"<title>The Chronicle</title><main>{front}</main>"))
    since = dated.since(70)
    gone = dated.stories[30:35]
    for story in gone:
        dated.reply(story.path, b"", 302, {"Location": "/"})
    came = reach(world_of(tmp_path, dated), since)
    assert_exactly(came, [s for s in dated.wanted(since) if s not in gone])


def test_a_history_page_that_is_the_front_page_is_no_feed(tmp_path: Path, site: NewsSite) -> None:
    pages = open_pages(site)
    pages.next = lambda page: pages.url(2) if page == 1 else site.url("/older")
    site.open("/older", lambda asked: redirect(site.url("/")))
    site.open("/", lambda asked: html("<title>The Chronicle</title><p>News.</p>"))
    came = reach(world_of(tmp_path, site), site.since(60))
    assert_exactly(came, site.stories[:40])
    assert_partial(came, source="pages", end="no feed there")

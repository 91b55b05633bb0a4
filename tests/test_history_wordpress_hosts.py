"""Reaching back by WordPress's REST API where its host meddles, and by addresses of any kind."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from history_reach import Reach, assert_exactly, assert_polite, assert_reached, reach, world_of
from history_web import Asked, NewsSite, Story, slug_path, stories
from history_web_feeds import guid
from history_web_sitemaps import open_sitemap
from history_web_wordpress import Reply, Rest, open_rest, open_wordpress_feed
from scraper.history.scope import Scope
from scraper.history.sources import Live
from scraper.history.wordpress import is_main_feed
from scraper.model import Entry

pytestmark = pytest.mark.slow


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with NewsSite(stories()) as site:
        yield site


@dataclass(slots=True)
class Capped(Rest):
    """Gives at most so many posts at once, whatever is asked for; or never heeds the query."""

    most: int = 25
    heeds: bool = True

    def __call__(self, asked: Asked) -> Reply:
        query = {**asked.query, "per_page": str(self.most)} if self.heeds else {}
        return Rest.__call__(self, Asked(asked.path, query))


def run(folder: Path, site: NewsSite, since: str) -> Reach:
    came = reach(world_of(folder, site), since)
    assert_polite(came)
    return came


@pytest.mark.parametrize("most", [20, 25, 50])
def test_an_api_that_gives_fewer_posts_than_asked_for_is_read_on(
    tmp_path: Path, site: NewsSite, most: int
) -> None:
    open_wordpress_feed(site)
    open_rest(site, rest=Capped(site, most=most))
    since = site.since(130)
    came = run(tmp_path, site, since)
    assert_exactly(came, site.wanted(since))
    assert_reached(came, "wordpress", "window end")


def test_an_api_that_heeds_no_query_has_not_reached_the_date(
    tmp_path: Path, site: NewsSite
) -> None:
    open_wordpress_feed(site, size=5)
    open_rest(site, rest=Capped(site, heeds=False))
    open_sitemap(site)
    since = site.since(60)
    came = run(tmp_path, site, since)
    assert_exactly(came, site.wanted(since))
    assert came.ends["wordpress"] == "no feed there"


def test_an_api_that_shows_nothing_has_not_reached_the_date(tmp_path: Path, site: NewsSite) -> None:
    open_wordpress_feed(site)
    open_rest(site, rest=Rest(site, told=()))
    since = site.since(60)
    came = run(tmp_path, site, since)
    assert_exactly(came, site.wanted(since))
    assert came.ends["wordpress"] == "no feed there"
    assert_reached(came, "wordpress feed")


def test_posts_of_categories_that_the_feed_does_not_show_now_are_its_own(tmp_path: Path) -> None:
    words = "travel food music garden".split()
    past = [*words, *"politics sport books film science kids".split()]

    def path(number: int, slug: str, published: datetime, section: str) -> str:
        names = words if number > 500 else past
        return slug_path(number, slug, published, names[number % len(names)])

    with NewsSite(stories(path=path)) as site:
        open_wordpress_feed(site)
        open_rest(site)
        since = site.since(120)
        came = run(tmp_path, site, since)
        assert_exactly(came, site.wanted(since))
        assert_reached(came, "wordpress", "window end")


def test_posts_in_other_languages_are_not_of_the_feed(tmp_path: Path, site: NewsSite) -> None:
    def translated(story: Story) -> Story:
        return replace(story, number=story.number + 1000, path=f"/de{story.path}")

    open_wordpress_feed(site)
    told = [one for story in site.stories for one in (story, translated(story))]
    open_rest(site, rest=Rest(site, told=told))
    since = site.since(60)
    came = run(tmp_path, site, since)
    assert guid(site, told[1]) != guid(site, told[0])
    assert_exactly(came, site.wanted(since))
    assert_reached(came, "wordpress", "window end")


def test_a_scope_for_posts_keeps_to_the_front_page_and_the_patterns() -> None:
    at = datetime(2021, 1, 1, tzinfo=UTC)
    urls = [f"https://a.example/en/{word}/s{n}/" for n, word in enumerate("abcde")]
    entries = [Entry("f", url, url, url, published=at) for url in urls]
    scope = Scope(entries).for_posts("https://www.a.example/en")
    assert scope.accepts("https://a.example/en/z/1984/")
    assert not scope.accepts("https://a.example/fr/z/other/")
    assert scope.accepts("https://a.example/en/z/below/1984/"), "a category within another"
    assert not scope.accepts("https://a.example/en/fr/z/")
    assert not scope.accepts("https://b.example/en/z/other/")
    assert not Scope(entries).accepts("https://a.example/en/z/1984/")
    named = Scope(entries, ["/fr/"]).for_posts("https://a.example/en")
    assert named.accepts("https://a.example/fr/z/other/")
    assert not named.accepts(urls[0])


@pytest.mark.parametrize(
    ("url", "main"),
    [
        ("https://a.example/feed/", True),
        ("https://a.example/?feed=rss2", True),
        ("https://a.example/?feed=rss2&cat=3", False),
        ("https://a.example/feed/?post_type=podcast", False),
        ("https://a.example/feed/?tag=x", False),
        ("https://a.example/category/x/feed/", False),
    ],
)
def test_which_feed_is_that_of_all_posts(url: str, main: bool) -> None:
    live = Live(url=url, entries=(), site="https://a.example/")
    assert is_main_feed(live) is main
    assert is_main_feed(dataclasses.replace(live, site=None)) is main


def test_a_categorys_page_is_no_front_page_of_a_site() -> None:
    urls = [f"https://a.example/2021/11/s{n}/" for n in range(5)]
    entries = tuple(Entry("f", url, url, url) for url in urls)
    live = Live(url="https://a.example/news/feed/", entries=entries, site="https://a.example/news/")
    assert not is_main_feed(live)
    assert is_main_feed(dataclasses.replace(live, url="https://a.example/feed/", site=None))

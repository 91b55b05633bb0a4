"""Reaching back on honest sites: each source brings every wanted story once, and asks for little.

Each site has 500 stories or more over five years or more; what is wanted is some of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from history_reach import (
    assert_exactly,
    assert_polite,
    assert_reached,
    assert_sparing,
    reach,
    world_of,
)
from history_web import NewsSite, dated_path, robots, slug_path, stories
from history_web_feeds import open_archives, open_blogger, open_complete, open_pages
from history_web_sitemaps import (
    open_archive_pages,
    open_index,
    open_sitemap,
    open_static_feed,
)
from history_web_wordpress import (
    open_category,
    open_closed_rest,
    open_rest,
    open_wordpress_feed,
)

pytestmark = pytest.mark.slow

LONG_AGO = datetime(2006, 1, 2, tzinfo=UTC)


def pages(form: str) -> Callable[[NewsSite], None]:
    def build(site: NewsSite) -> None:
        open_pages(site, form)

    return build


def rest(**how: Any) -> Callable[[NewsSite], None]:
    def build(site: NewsSite) -> None:
        open_wordpress_feed(site)
        open_rest(site, **how)

    return build


def paged_wordpress(site: NewsSite) -> None:
    open_closed_rest(site)
    open_wordpress_feed(site)


def sitemap(site: NewsSite) -> None:
    open_static_feed(site)
    open_sitemap(site)


def index(**how: Any) -> Callable[[NewsSite], None]:
    def build(site: NewsSite) -> None:
        open_static_feed(site)
        open_index(site, **how)

    return build


@dataclass(frozen=True)
class Honest:
    """A site, how it leads back, and what must be reported of it."""

    build: Callable[[NewsSite], None]
    source: str | None = None
    end: str | None = None
    path: Any = slug_path
    first: datetime | None = None
    count: int = 520
    wanted: int = 60
    arguments: tuple[str, ...] = ()
    closed: int = 0  # requests that only tell that a door is closed

    def site(self) -> NewsSite:
        first = {"first": self.first} if self.first is not None else {}
        return NewsSite(stories(self.count, path=self.path, **first))


SITES = {
    "archives": Honest(open_archives, "archives", "older than asked"),
    "pages of Atom": Honest(pages("atom"), "pages", "older than asked"),
    "pages of RSS": Honest(pages("rss"), "pages", "older than asked"),
    "pages of JSON Feed": Honest(pages("json"), "pages", "older than asked"),
    "a complete feed": Honest(open_complete),
    "WordPress REST": Honest(rest(), "wordpress", "window end", path=dated_path, wanted=90),
    "WordPress REST in another zone": Honest(
        rest(zone="Pacific/Auckland"), "wordpress", "window end"
    ),
    "WordPress REST, plain addresses": Honest(
        rest(pretty=False), "wordpress", "window end", path=dated_path
    ),
    "WordPress REST closed": Honest(paged_wordpress, "wordpress feed", "older than asked"),
    "Blogger": Honest(open_blogger, "blogger", "window end", path=dated_path),
    "a sitemap": Honest(sitemap, "sitemap", "all read"),
    "an index of months": Honest(index(), "sitemap", "all read", count=560, first=LONG_AGO),
    "an index that tells no lastmod": Honest(
        index(of_children=False), "sitemap", "all read", count=560, first=LONG_AGO, path=dated_path
    ),
    "an index, packed": Honest(
        index(packed=True), "sitemap", "all read", count=560, first=LONG_AGO, path=dated_path
    ),
}


@pytest.mark.parametrize("name", SITES)
def test_every_wanted_story_comes_once_and_few_requests_are_made(tmp_path: Path, name: str) -> None:
    honest = SITES[name]
    with honest.site() as site:
        honest.build(site)
        since = site.since(honest.wanted)
        wanted = site.wanted(since)

        came = reach(world_of(tmp_path, site), since, *honest.arguments)

        assert_exactly(came, wanted)
        assert_polite(came)
        assert_sparing(came, wanted)
        assert_reached(came, honest.source, honest.end)
        assert came.history["new"] == len(wanted)


@pytest.mark.parametrize("name", SITES)
def test_until_leaves_out_what_is_newer(tmp_path: Path, name: str) -> None:
    honest = SITES[name]
    with honest.site() as site:
        honest.build(site)
        since, until = site.since(75), site.since(50)
        last_day = site.stories[50].published  # the day of --until is wanted, all of it
        midnight = datetime.fromisoformat(until).replace(tzinfo=UTC)
        wanted = site.wanted(since, midnight)
        assert last_day < midnight

        came = reach(world_of(tmp_path, site), since, "--until", f"{until}T00:00:00Z")

        assert_exactly(came, wanted)
        assert_polite(came)
        assert_reached(came)


def test_a_category_keeps_to_its_own(tmp_path: Path) -> None:
    with NewsSite(stories(1040, sections=("sport", "politics"))) as site:
        open_category(site, "sport")
        open_rest(site)  # of the whole site
        site.documents = []
        open_category(site, "sport")
        since = site.since(120)
        wanted = [story for story in site.wanted(since) if story.section == "sport"]

        came = reach(world_of(tmp_path, site), since)

        assert_exactly(came, wanted)
        assert_polite(came)
        assert_sparing(came, wanted)
        assert_reached(came, "wordpress feed", "older than asked")


def test_archive_pages_that_config_knows(tmp_path: Path) -> None:
    with NewsSite(stories()) as site:
        open_static_feed(site)
        archive = open_archive_pages(site)
        since = site.since(60)
        wanted = site.wanted(since)
        history = {"archive": archive, "links": "a.story"}

        came = reach(world_of(tmp_path, site, history=history), since, "--until", "2020-12-31")

        assert_exactly(came, wanted)
        assert_polite(came)
        assert_sparing(came, wanted)
        assert_reached(came, "archive pages", "all read")


def test_a_feed_that_shows_enough_is_not_gone_beyond(tmp_path: Path) -> None:
    with NewsSite(stories()) as site:
        open_pages(site)
        since = site.since(10)
        wanted = site.wanted(since)

        came = reach(world_of(tmp_path, site), since)

        assert_exactly(came, wanted)
        assert site.counted().history == []
        assert_reached(came)


def test_six_years_of_wordpress_are_read_whole(tmp_path: Path) -> None:
    with NewsSite(stories(560, path=dated_path)) as site:
        open_wordpress_feed(site)
        open_rest(site, "Asia/Kolkata")

        came = reach(world_of(tmp_path, site), "2015-01-01")

        assert_exactly(came, site.stories)
        assert_polite(came)
        assert_sparing(came, site.stories)
        assert_reached(came, "wordpress", "window end")


def test_six_years_of_pages_and_the_end_of_them(tmp_path: Path) -> None:
    with NewsSite(stories(500)) as site:
        open_pages(site, "rss")
        robots(site)

        came = reach(world_of(tmp_path, site), "2016-03-01")

        wanted = site.wanted("2016-03-01")
        assert len(wanted) > 380
        assert_exactly(came, wanted)
        assert_polite(came)
        assert_sparing(came, wanted)
        assert_reached(came, "pages", "older than asked")

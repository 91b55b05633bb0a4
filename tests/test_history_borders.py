"""Reaching back where a day begins elsewhere: stories a minute on each side of what is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from history_reach import assert_exactly, assert_polite, assert_reached, reach, world_of
from history_web import NewsSite, Story, slug_path, stories
from history_web_feeds import open_archives, open_blogger, open_pages
from history_web_sitemaps import open_index, open_sitemap, open_static_feed
from history_web_wordpress import open_closed_rest, open_rest, open_wordpress_feed

pytestmark = pytest.mark.slow

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)


def first_of(day: str) -> datetime:
    """When a day begins in Shanghai."""
    return datetime.fromisoformat(day).replace(tzinfo=SHANGHAI).astimezone(UTC)


SINCE, UNTIL = "2020-05-01", "2020-08-01"  # the second is wanted, all of it
EDGES = (first_of(SINCE), first_of("2020-08-02"))


def dated_in(zone: str) -> Callable[[int, str, datetime, str], str]:
    """Addresses with the day as the site's own clock has it."""

    def path(number: int, slug: str, published: datetime, section: str) -> str:
        return f"/{published.astimezone(ZoneInfo(zone)):%Y/%m/%d}/{slug}-{number}/"

    return path


def told(path: Any = slug_path) -> tuple[Story, ...]:
    """Stories, of which some stand a minute, and a second, on each side of both edges."""
    plain = list(stories(520, path=path))
    moments = [
        edge + off
        for edge in EDGES
        for off in (-MINUTE, -MINUTE / 60, timedelta(0), MINUTE / 60, MINUTE)
    ]
    for at, moment in enumerate(moments):
        slug = f"night-editor-writes-about-borders-{at}"
        where = path(9000 + at, slug, moment, "news")
        number, title = 9000 + at, f"Night editor writes about borders, part {at}"
        plain.append(Story(number, title, where, moment))
    plain.sort(key=lambda story: story.published, reverse=True)
    return tuple(replace(story, page_date=True) for story in plain)


def rest(zone: str) -> Callable[[NewsSite], None]:
    def build(site: NewsSite) -> None:
        open_wordpress_feed(site)
        open_rest(site, zone)

    return build


def paged(site: NewsSite) -> None:
    open_wordpress_feed(site)
    open_closed_rest(site)


def sitemap(site: NewsSite) -> None:
    open_static_feed(site)
    open_sitemap(site)


def index(site: NewsSite) -> None:
    open_static_feed(site)
    open_index(site)


SITES: dict[str, tuple[Any, Callable[[NewsSite], None]]] = {
    "archives": (slug_path, open_archives),
    "pages": (slug_path, lambda site: open_pages(site, "rss") and None),
    "REST, New York": (dated_in("America/New_York"), rest("America/New_York")),
    "REST, Kiritimati": (slug_path, rest("Pacific/Kiritimati")),
    "?paged": (dated_in("America/Los_Angeles"), paged),
    "Blogger": (slug_path, open_blogger),
    "sitemap, Honolulu": (dated_in("Pacific/Honolulu"), sitemap),
    "sitemap, Auckland": (dated_in("Pacific/Auckland"), sitemap),
    "index": (slug_path, index),
}


@pytest.mark.parametrize("name", SITES)
def test_to_the_second_by_the_day_of_the_config(tmp_path: Path, name: str) -> None:
    path, build = SITES[name]
    with NewsSite(told(path)) as site:
        build(site)
        world = world_of(tmp_path, site, top={"timezone": "Asia/Shanghai"})
        wanted = site.wanted(*EDGES)
        assert sum(story.number >= 9000 for story in wanted) == 5

        came = reach(world, SINCE, "--until", UNTIL)

        assert_exactly(came, wanted)
        assert_polite(came)
        assert_reached(came)

"""A walk that is done, and what came after it that the feed shows no more when it is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from history_reach import assert_exactly, assert_reached, reach, reach_later, world_of
from history_web import NewsSite, stories
from history_web_sitemaps import open_sitemap, open_static_feed

pytestmark = pytest.mark.slow


def test_what_came_after_a_walk_and_left_the_feed_is_looked_for(tmp_path: Path) -> None:
    told = stories()
    now = datetime.now(UTC).replace(microsecond=0)
    after = [
        replace(story, published=now + timedelta(minutes=20, seconds=-n))
        for n, story in enumerate(told[:60])
    ]
    site = NewsSite((*after, *told[60:]))
    with site:
        world = world_of(tmp_path, site)
        since = f"{told[99].published:%Y-%m-%dT%H:%M:%SZ}"
        open_static_feed(site, told[60:])
        open_sitemap(site, told=told[60:])
        first = reach(world, since)
        assert_reached(first, "sitemap", "all read")
        open_static_feed(site)
        open_sitemap(site)
        came = reach_later(world, since, 30, first)
        assert_reached(came, "sitemap", "all read")
        assert_exactly(came, site.stories[:100])

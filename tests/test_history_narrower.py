"""A walk that was cut short, gone on with for less, and asked for again."""

from __future__ import annotations

from pathlib import Path

import pytest

from history_reach import assert_exactly, assert_reached, reach, world_of
from history_web import NewsSite, stories
from history_web_wordpress import open_wordpress_feed

pytestmark = pytest.mark.slow


def test_a_wider_date_is_reached_after_a_narrower_one_on_the_way(tmp_path: Path) -> None:
    site = NewsSite(stories())
    with site:
        open_wordpress_feed(site)
        world = world_of(tmp_path, site)
        wide, narrow = site.since(90), site.since(40)
        cut_short = reach(world, wide, "--max-requests", "3")
        assert cut_short.history["reached"] is False
        nearer = reach(world, narrow, after=cut_short)
        assert_reached(nearer, "wordpress feed", "older than asked")
        came = reach(world, wide, after=nearer)
        assert_reached(came, "wordpress feed", "older than asked")
        assert_exactly(came, site.wanted(wide))

"""Reaching back where a sitemap spells addresses in another way than the feed, or in two ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from history_reach import assert_exactly, assert_polite, assert_reached, reach, world_of
from history_web import NewsSite, stories
from history_web_sitemaps import open_static_feed, xml

pytestmark = pytest.mark.slow


def test_the_feed_s_own_spelling_is_asked_for_and_each_article_once(tmp_path: Path) -> None:
    site = NewsSite(stories())
    with site:
        open_static_feed(site)
        shown = set(site.live)
        urls: list[str] = []
        for story in site.stories:
            # With a slash at its end an article is not there.
            urls += [] if story.number in shown else [site.url(story.path)]
            urls += [f"{site.url(story.path)}/"]
        text = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
        site.open("/sitemap.xml", lambda asked: xml(f"<urlset>{text}</urlset>"))
        since = site.since(60)
        came = reach(world_of(tmp_path, site), since)
        assert_polite(came)
        assert_reached(came, "sitemap", "all read")
        assert_exactly(came, site.wanted(since))
        assert not [path for path in site.counted().articles if path.endswith("/")]

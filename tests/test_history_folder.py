"""Reaching back for a blog in a folder of its site: its own sitemaps are asked, too."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from history_reach import assert_exactly, assert_polite, assert_reached, reach, world_of
from history_web import NewsSite, stories
from history_web_feeds import numbers, rss
from history_web_sitemaps import open_sitemap, xml
from scraper.history.sitemap_names import folder_of, is_in_folder

pytestmark = pytest.mark.slow

HOME = "https://a.example/blog"


def in_folder(number: int, slug: str, published: datetime, section: str) -> str:
    """An address below the blog's front page."""
    return f"/blog/{slug}-{number}"


@pytest.mark.parametrize(
    ("home", "shown", "found"),
    [
        (f"{HOME}/", [f"{HOME}/1", f"{HOME}/2", "https://b.example/3"], [HOME]),
        (HOME, ["http://www.a.example/blog/1"], [HOME]),
        (f"{HOME}/?lang=en#top", [f"{HOME}/1"], [HOME]),
        (f"{HOME}/", [f"{HOME}/1", "https://a.example/2"], []),
        (f"{HOME}/", ["https://a.example/blogs/1"], []),
        ("https://a.example/", ["https://a.example/1"], []),
        (f"{HOME}/", [], []),
        ("", [f"{HOME}/1"], []),
        ("https://[bad/blog/", ["https://[bad/blog/1"], []),
    ],
)
def test_the_folder_of_a_feed(home: str, shown: list[str], found: list[str]) -> None:
    assert folder_of(home, shown) == found


def test_what_lies_in_a_folder() -> None:
    assert is_in_folder(f"{HOME}/sitemap.xml")
    assert not is_in_folder("https://a.example/sitemap.xml")


@pytest.mark.parametrize("whole", [True, False], ids=["its site has one, too", "it alone"])
def test_a_blog_in_a_folder_has_its_own_sitemap(tmp_path: Path, whole: bool) -> None:
    with NewsSite(stories(200, path=in_folder)) as site:
        site.live = numbers(site.stories[:20])
        site.open(site.feed_path, lambda asked: rss(site, site.stories[:20], home="/blog/"))
        open_sitemap(site, "/blog/sitemap.xml")
        if whole:
            others = "".join(f"<url><loc>{site.url(f'/news/of-{n}')}</loc></url>" for n in range(9))
            site.open("/sitemap.xml", lambda asked: xml(f"<urlset>{others}</urlset>"))
        since = site.since(60)
        came = reach(world_of(tmp_path, site), since)
        assert_polite(came)
        assert_reached(came, "sitemap", "all read")
        assert_exactly(came, site.wanted(since))


def test_no_folder_is_asked_where_the_site_s_own_sitemap_names_the_articles(
    tmp_path: Path,
) -> None:
    with NewsSite(stories(200, path=in_folder)) as site:
        site.live = numbers(site.stories[:20])
        site.open(site.feed_path, lambda asked: rss(site, site.stories[:20], home="/blog/"))
        open_sitemap(site)
        came = reach(world_of(tmp_path, site), site.since(60))
        assert_reached(came, "sitemap", "all read")
        assert site.counted().history == ["/sitemap.xml"]

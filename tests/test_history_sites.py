"""Whose sitemaps are asked: those of the site whose articles a feed shows, and of no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from history_reach import assert_partial, assert_reached, reach, world_of
from history_web import NewsSite, reply, stories
from history_web_sitemaps import open_sitemap, open_static_feed
from scraper.history.sitemap import site_of
from scraper.history.sources import Live
from scraper.model import Entry
from world import Item, rss

pytestmark = pytest.mark.slow

OWN, OTHER = "https://www.a.example", "https://git.example"


def live(*urls: str, url: str = "https://a.example/feed", site: str | None = None) -> Live:
    entries = tuple(Entry("f", one, one, one) for one in urls)
    return Live(url=url, entries=entries, site=site)


def many(count: int) -> list[str]:
    return [f"https://blog{n}.example/p" for n in range(count)]


@pytest.mark.parametrize(
    ("shown", "site"),
    [
        (live(*[f"{OWN}/{n}" for n in range(5)]), OWN),
        (live(f"{OWN}/1", f"{OTHER}/1", f"{OTHER}/2", f"{OTHER}/3"), OWN),
        (live(*[f"{OTHER}/{n}" for n in range(5)], url="https://proxy.example/x"), OTHER),
        (live(f"{OTHER}/1", *[f"{OTHER}/{n}" for n in range(30)], f"{OWN}/1"), OTHER),
        (live(f"{OWN}/1", *many(3), url="https://proxy.example/x", site=f"{OWN}/"), OWN),
        (live(*[f"{OTHER}/{n}" for n in range(6)], *many(24)), None),
        (live(), None),
    ],
    ids=["own", "links too", "proxy", "one own among many", "named", "of many sites", "empty"],
)
def test_the_site_of_a_feed(shown: Live, site: str | None) -> None:
    assert site_of(shown) == site


def test_a_feed_of_links_brings_nothing_of_the_sites_it_links_to(tmp_path: Path) -> None:
    with (
        NewsSite(stories(60)) as home,
        NewsSite(stories(seed=5), host="127.0.0.2") as one,
        NewsSite(stories(seed=6), host="127.0.0.3") as other,
        NewsSite(stories(seed=7), host="127.0.0.4") as third,
    ):
        linked = (one, other, third)
        items = []
        for site in linked:
            open_sitemap(site)
            for story in site.stories[:4]:
                link = site.origin + story.path
                items.append(Item(story.title, link, published=story.published))
        document = rss(*items)
        home.open(home.feed_path, lambda asked: reply(document, "application/rss+xml"))
        world = world_of(tmp_path, home)
        came = reach(world, f"{one.stories[200].published:%Y-%m-%d}")
        assert len(came.posts) == 12
        assert came.ends["sitemap"] == "other articles than the feed's"
        assert "the feed links to many sites" in came.ran.err
        assert not any(site.counted().history for site in linked)


@pytest.mark.parametrize("lastmod", ["2016-01-01", ""], ids=["with lastmod", "without"])
def test_a_sitemap_that_ends_long_before_the_feed_reaches_nothing(
    tmp_path: Path, lastmod: str
) -> None:
    with NewsSite(stories()) as site:
        open_static_feed(site)
        told = site.stories[len(site.live) + 40 :]
        changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
        urls = "".join(f"<url><loc>{site.origin}{s.path}</loc>{changed}</url>" for s in told)
        site.open("/sitemap.xml", lambda asked: reply(f"<urlset>{urls}</urlset>", "text/xml"))
        since = site.since(len(site.live) + 80)
        came = reach(world_of(tmp_path, site), since)
        if lastmod:
            assert_partial(
                came,
                "the sitemaps end before the feed begins",
                source="sitemap",
                end="paging ended",
            )
        else:
            assert_reached(came, "sitemap", "all read")

"""Which sources a feed is asked by, in which order."""

from __future__ import annotations

import dataclasses

import pytest

from history_fakes import NOW, entry
from scraper.history.plan import plan
from scraper.history.scope import Scope
from scraper.history.sources import Live, Wish
from scraper.model import History, HistoryFrom

ENTRIES = tuple(entry(n, NOW) for n in range(5))
PLAIN = Live("https://a.example/index.xml", ENTRIES)
BLOG = dataclasses.replace(PLAIN, url="https://a.example/feed/", generator="https://wordpress.org/")
SECTION = dataclasses.replace(BLOG, url="https://a.example/category/x/feed/")
GOOGLE = dataclasses.replace(PLAIN, generator="Blogger")
WISH = Wish(NOW, None, NOW)
TEMPLATE = History(archive="https://a.example/{yyyy}/")
AUTO = HistoryFrom.AUTO


@pytest.mark.parametrize(
    ("live", "history", "ask", "names"),
    [
        (PLAIN, History(), AUTO, "archives, pages, sitemap"),
        (PLAIN, TEMPLATE, AUTO, "archives, pages, archive pages, sitemap"),
        (PLAIN, History(), HistoryFrom.FEED, "archives, pages"),
        (PLAIN, History(), HistoryFrom.WORDPRESS, "wordpress feed"),
        (PLAIN, TEMPLATE, HistoryFrom.SITEMAP, "sitemap"),
        (BLOG, History(), AUTO, "archives, pages, wordpress, wordpress feed, sitemap"),
        (
            BLOG,
            History(),
            HistoryFrom.WAYBACK,
            "archives, pages, wordpress, wordpress feed, sitemap",
        ),
        (SECTION, History(), AUTO, "archives, pages, wordpress feed, sitemap"),
        (GOOGLE, History(), AUTO, "archives, blogger, sitemap"),
    ],
)
def test_the_feeds_own_comes_first_and_the_whole_sites_last(
    live: Live, history: History, ask: HistoryFrom, names: str
) -> None:
    found = plan(live, WISH, Scope(live.entries), history, ask)
    assert ", ".join(source.name for source in found) == names


def test_a_feed_whose_pages_are_not_fetched_is_asked_by_what_has_texts() -> None:
    found = plan(BLOG, WISH, Scope(ENTRIES), TEMPLATE, AUTO, only_texts=True)
    assert [source.name for source in found] == ["archives", "pages", "wordpress feed"]

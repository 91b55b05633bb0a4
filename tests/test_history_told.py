"""A feed read back by the real command: what is said before, at the end, and by a second run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from local_site import LocalSite
from world import LOREM, Item, World, at, page, rss

pytestmark = pytest.mark.slow

PAGES, A_PAGE = 6, 4
NEWEST = at("2026-10-01T12:00:00")
# Ten days lie between two: the tenth is of 2026-07-03; the last three pages are older throughout.
SINCE = "2026-07-03"
REACHED = "scrape: feed Daily: reached 2026-07-03 via pages (older than asked)"


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        yield running


@pytest.fixture
def world(tmp_path: Path, site: LocalSite) -> World:
    """A feed of six pages, each linking the next; the seventh article is gone."""
    made = World(tmp_path, site)
    network = {"allow_private": True, "history_pause": "0s"}
    made.configure(made.feed(), network=network)
    for number in range(1, PAGES + 1):
        items = []
        for at_page in range(A_PAGE):
            n = (number - 1) * A_PAGE + at_page
            link = site.url(f"/2026/story-number-{n}")
            items.append(Item(f"Story {n}", link, published=NEWEST - timedelta(days=10 * n)))
            if n != 6:
                site.reply(f"/2026/story-number-{n}", page(f"Story {n}", *[f"{n}. {LOREM}"] * 3))
        link = f'<atom:link rel="next" href="{site.url(f"/feed?page={number + 1}")}"/>'
        head = f'<channel xmlns:atom="http://www.w3.org/2005/Atom">{link * (number < PAGES)}'
        document = rss(*items).replace("<channel>", head)
        site.reply("/feed" if number == 1 else f"/feed?page={number}", document)
    return made


def test_beforehand_the_ways_and_the_budget_are_told_and_nothing_is_written(world: World) -> None:
    ran = world.scrape("--since", SINCE, "--dry-run", "--max-requests", "30", "--max-new", "1000")
    first, *rest = ran.paths
    assert first.startswith("feed Daily: would look back to 2026-07-03 by pages, ")
    assert first.endswith("; at most 30 requests, 1,000 new")
    assert len(rest) == 10
    assert all(line.startswith("would archive 2026-") for line in rest)
    assert f"{REACHED}, 10 new\n" in ran.err
    assert (ran.status, world.posts()) == (0, {})


def test_at_the_end_a_line_says_how_far_it_came_and_what_came_of_it(world: World) -> None:
    ran = world.scrape("--since", SINCE, "--require-full")
    assert (ran.status, len(ran.paths)) == (0, 9)
    assert f"{REACHED}, 9 new, 1 gone\n" in ran.err


def test_json_says_the_same(world: World) -> None:
    ran = world.scrape("--since", SINCE, "--until", "2026-09-21", "--json", "-q")
    (feed,) = [each for each in ran.objects if each["type"] == "feed"]
    told = feed["history"]
    (source,) = told.pop("sources")
    assert told == {
        "since": "2026-07-03T00:00:00.000Z",
        "until": "2026-09-22T00:00:00.000Z",
        "reached": True,
        "oldest": "2026-03-25T12:00:00.000Z",
        "new": 8,
        "gone": 1,
        "undated": 0,
        "waiting": 0,
    }
    assert (source["source"], source["end"]) == ("pages", "older than asked")
    assert source["requests"] == source["pages"] == 4
    assert len(world.posts()) == 8


def test_a_budget_that_is_spent_says_so_and_the_same_command_goes_on(
    world: World, site: LocalSite
) -> None:
    first = world.scrape("--since", SINCE, "--max-requests", "1", "--require-full", "-q")
    assert first.status == 1
    assert "feed Daily: PARTIAL: oldest 2026-07-23, pages: request budget spent; 7 new" in first.err
    assert first.err.endswith("; run again to go on\n")
    again = world.scrape("--since", SINCE, "--require-full", "-q")
    assert (again.status, again.err) == (0, "")
    assert len(world.posts()) == 9
    assert site.count("/feed?page=2") == 1, "read in the first run"


def test_only_what_the_feed_shows_where_nothing_else_is_wanted(
    world: World, site: LocalSite
) -> None:
    ran = world.scrape("--since", SINCE, "--history", "none")
    line = "scrape: feed Daily: PARTIAL: oldest 2026-09-01, feed: shows no more; 4 new\n"
    assert line in ran.err
    assert site.count("/feed?page=2") == 0


def test_what_was_named_and_not_asked_for_in_time_waits(world: World, site: LocalSite) -> None:
    for n in range(10):
        site.forget(f"/2026/story-number-{n}")
        whole = page(f"Story {n}", *[f"{n}. {LOREM}"] * 3)
        site.reply(f"/2026/story-number-{n}", whole, delay=0.5)
    ran = world.scrape("--since", SINCE, "--max-time", "1s")
    new = len(ran.paths)
    assert 0 < new < 10
    assert f"{REACHED}, {new} new, {10 - new} waiting\n" in ran.err


def test_with_v_the_way_is_told(world: World) -> None:
    ran = world.scrape("--since", SINCE, "-v")
    way = "pages: 4 pages in 4 requests, 6 found, back to 2026-03-25, older than asked"
    assert f"scrape: feed Daily: {way}\n" in ran.err


def test_without_since_nothing_is_said_of_history(world: World) -> None:
    ran = world.scrape("--json")
    (feed,) = [each for each in ran.objects if each["type"] == "feed"]
    assert feed["history"] is None
    assert "reached" not in ran.err


def test_posts_written_tell_how_far_it_came_where_a_sitemap_tells_no_date(
    world: World, site: LocalSite
) -> None:
    dates = [NEWEST - timedelta(days=10 * n) for n in range(20)]
    links = [site.url(f"/2026/story-number-{n}") for n in range(20)]
    told = [Item(f"Story {n}", links[n], published=dates[n]) for n in range(2)]
    site.forget("/feed")
    site.reply("/feed", rss(*told))
    for n, date in enumerate(dates):
        head = f'<meta property="article:published_time" content="{date.isoformat()}">'
        site.forget(f"/2026/story-number-{n}")
        whole = page(f"Story {n}", *[f"{n}. {LOREM}"] * 3, head=head)
        site.reply(f"/2026/story-number-{n}", whole)
    listed = "".join(f"<url><loc>{link}</loc></url>" for link in links)
    site.reply("/sitemap.xml", f"<urlset>{listed}</urlset>")
    ran = world.scrape("--since", SINCE, "--until", "2026-09-21", "--max-new", "6")
    assert "PARTIAL: oldest 2026-07-23, " in ran.err
    assert "sitemap: entry budget spent; 7 new; run again to go on" in ran.err
    again = world.scrape("--since", SINCE, "--until", "2026-09-21")
    assert " left as too old or too new; " in again.err
    assert "reached 2026-07-03 via sitemap (all read)" in again.err

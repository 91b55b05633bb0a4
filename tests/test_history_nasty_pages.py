"""Reaching back where pages of feeds lie: shuffled, pinned, echoed, looping, shifting, foreign."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from history_reach import (
    Reach,
    assert_exactly,
    assert_partial,
    assert_polite,
    assert_reached,
    reach,
    world_of,
)
from history_web import NewsSite, Story, dated_path, redirect, stories
from history_web_feeds import (
    Pages,
    both_dates,
    cut,
    no_date,
    only_updated,
    open_pages,
)
from history_web_sitemaps import open_sitemap
from history_web_wordpress import Rest, open_rest, open_wordpress_feed

pytestmark = pytest.mark.slow


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with NewsSite(stories()) as site:
        yield site


def listed(told: Sequence[Story]) -> Callable[[int], Sequence[Story]]:
    return lambda page: cut(told, page)


def run(folder: Path, site: NewsSite, since: str, **more: Any) -> Reach:
    came = reach(world_of(folder, site, **more), since)
    assert_polite(came)
    return came


def slightly_shuffled(told: Sequence[Story]) -> list[Story]:
    """One in ten stands up to fifteen places from where it belongs."""
    chance = random.Random(10)
    shown = list(told)
    for at in chance.sample(range(20, len(shown)), len(shown) // 20):
        other = min(len(shown) - 1, at + chance.randrange(1, 15))
        shown[at], shown[other] = shown[other], shown[at]
    return shown


def test_a_tenth_out_of_order(tmp_path: Path, site: NewsSite) -> None:
    pages = open_pages(site)
    pages.items = listed(slightly_shuffled(site.stories))
    since = site.since(110)
    came = run(tmp_path, site, since)
    assert_exactly(came, site.wanted(since))
    assert_reached(came, "pages", "older than asked")
    assert len(site.counted().history) <= 9


def test_no_order_at_all_is_read_to_the_end(tmp_path: Path, site: NewsSite) -> None:
    pages = open_pages(site)
    shown = list(site.stories)
    random.Random(3).shuffle(shown)
    pages.items = listed(shown)
    since = site.since(50)
    came = run(tmp_path, site, since)
    assert_exactly(came, site.wanted(since))
    assert_partial(came, "paging ended", source="pages", end="paging ended")
    assert site.asked("/feed?page=26")


@pytest.mark.parametrize("pinned", [slice(0, 2), slice(30, 32), slice(400, 402)])
def test_stories_pinned_on_top_of_each_page(tmp_path: Path, site: NewsSite, pinned: slice) -> None:
    pages = open_pages(site)
    held = site.stories[pinned]
    pages.items = lambda page: [*held, *(s for s in pages.given(page) if s not in held)]
    since = site.since(70)
    came = run(tmp_path, site, since)
    assert_exactly(came, site.wanted(since))


def test_a_server_that_knows_no_paged_gives_page_one_again(tmp_path: Path, site: NewsSite) -> None:
    feed = open_wordpress_feed(site)
    feed.items = lambda page: cut(site.shown, 1, 10)
    came = run(tmp_path, site, site.since(60))
    assert_exactly(came, site.stories[:10])
    assert_partial(came, source="wordpress feed", end="pages repeat")
    assert site.count("/feed") == 2


def test_page_one_again_built_anew_each_time(tmp_path: Path, site: NewsSite) -> None:
    built = iter(range(100))
    feed = open_wordpress_feed(site)
    feed.items = lambda page: cut(site.shown, 1, 10)
    feed.head = lambda: (
        f"<lastBuildDate>Sun, 20 Dec 2020 18:00:{next(built):02} GMT</lastBuildDate>"
    )
    came = run(tmp_path, site, site.since(60))
    assert_exactly(came, site.stories[:10])
    assert_partial(came, source="wordpress feed", end="pages repeat")
    assert site.count("/feed") == 2


def test_page_one_again_while_something_is_published(tmp_path: Path) -> None:
    told = stories()
    with NewsSite(told[1:]) as site:
        feed = open_wordpress_feed(site)

        def items(page: int) -> Sequence[Story]:
            if page > 1 and told[0] not in site.shown:
                site.publish(told[0])
            return cut(site.shown, 1, 10)

        feed.items = items
        came = run(tmp_path, site, f"{told[60].published:%Y-%m-%d}")
        assert_exactly(came, told[:11])
        assert_partial(came, source="wordpress feed", end="pages repeat")
        assert site.count("/feed") <= 3


LOOPS: dict[str, dict[int, int]] = {"to itself": {3: 3}, "A to B to A": {3: 4, 4: 3}}


@pytest.mark.parametrize("loop", LOOPS)
def test_next_links_that_go_round_in_circles(tmp_path: Path, site: NewsSite, loop: str) -> None:
    pages = open_pages(site)
    pages.next = lambda page: pages.url(LOOPS[loop].get(page, page + 1))
    came = run(tmp_path, site, site.since(200))
    assert_exactly(came, site.stories[: 20 * max(LOOPS[loop])])
    assert_partial(came, source="pages", end="pages repeat")


@pytest.mark.parametrize("page", ["/feed", "/feed?page=1"])
def test_a_next_link_to_the_first_page(tmp_path: Path, site: NewsSite, page: str) -> None:
    pages = open_pages(site)
    pages.next = lambda number: site.url(page)
    came = reach(world_of(tmp_path, site), site.since(60))
    assert_exactly(came, site.stories[:20])
    assert_partial(came)
    assert site.count("/feed") <= 2


def test_next_links_that_lead_to_what_is_newer(tmp_path: Path, site: NewsSite) -> None:
    pages = open_pages(site)
    told = site.stories[200:]  # the feed shows stories of years ago
    newer = site.stories[:200]
    pages.items = lambda page: told[:20] if page == 1 else newer[200 - 20 * (page - 1) :][:20]
    pages.next = lambda page: pages.url(page + 1) if page < 10 else None
    open_sitemap(site)
    since = f"{told[60].published:%Y-%m-%d}"
    came = run(tmp_path, site, since)
    wanted = site.wanted(since)
    assert_exactly(came, wanted)
    assert_reached(came, "sitemap", "all read")
    assert came.ends["pages"] == "pages get newer"
    assert site.count("/feed") <= 1 + 3


def test_pages_that_shift_while_they_are_read(tmp_path: Path) -> None:
    told = stories(540)
    with NewsSite(told[20:]) as site:
        pages = open_pages(site)
        coming = iter(reversed(told[:20]))
        pages.after = lambda page: site.publish(next(coming))
        since = f"{told[120].published:%Y-%m-%d}"
        wanted = site.wanted(since)
        came = run(tmp_path, site, since)
        assert_exactly(came, wanted)
        assert_reached(came, "pages", "older than asked")


@pytest.mark.parametrize("empty", [2, 4])
def test_an_empty_page_in_the_middle(tmp_path: Path, site: NewsSite, empty: int) -> None:
    pages = open_pages(site)
    pages.items = lambda page: (
        [] if page == empty else pages.given(page if page < empty else page - 1)
    )
    since = site.since(110)
    came = run(tmp_path, site, since)
    assert_exactly(came, site.wanted(since))
    assert_reached(came, "pages", "older than asked")


def test_an_empty_page_in_the_middle_of_what_is_only_guessed(tmp_path: Path) -> None:
    with NewsSite(stories()) as site:
        feed = open_wordpress_feed(site)
        feed.items = lambda page: (
            [] if page in (3, 80) else cut(site.shown, page if page < 3 else page - 1, 10)
        )
        since = site.since(60)
        came = run(tmp_path, site, since)
        assert_exactly(came, site.wanted(since))
        assert_reached(came, "wordpress feed", "older than asked")


def test_the_end_is_404(tmp_path: Path, site: NewsSite) -> None:
    shown = site.stories[:50]
    feed = open_wordpress_feed(site)
    feed.told = shown
    came = run(tmp_path, site, site.since(300))
    assert_exactly(came, shown)
    assert_partial(came, "paging ended", source="wordpress feed", end="paging ended")
    assert f"oldest {shown[-1].published:%Y-%m-%d}" in came.ran.err


def test_a_page_that_leads_to_another_site(tmp_path: Path, site: NewsSite) -> None:
    with NewsSite(stories(seed=8), host="127.0.0.2") as other:
        open_pages(other)
        pages = open_pages(site)
        site.open("/gone-away", lambda asked: redirect(other.url("/feed?page=3")))
        pages.next = lambda page: pages.url(2) if page == 1 else site.url("/gone-away")
        came = run(tmp_path, site, site.since(60))
        assert_exactly(came, site.stories[:40])
        assert_partial(came, source="pages", end="leads to another site")
        assert other.counted().articles == []


def test_a_next_link_to_another_host_is_the_feeds_own_word(tmp_path: Path, site: NewsSite) -> None:
    with NewsSite((), host="127.0.0.2") as program:  # as for a feed that a proxy hands on
        pages = open_pages(site)
        pages.next = lambda page: program.url(f"/feeds?page={page + 1}")
        program.open("/feeds", pages)
        since = site.since(60)
        came = reach(world_of(tmp_path, site), since)
        assert_exactly(came, site.wanted(since))
        assert_reached(came, "pages", "older than asked")
        assert (len(site.counted().history), program.count("/feeds")) == (0, 4)


def test_an_api_that_is_another_sites(tmp_path: Path, site: NewsSite) -> None:
    with NewsSite(stories(seed=9, sections=("blog",)), host="127.0.0.2") as other:
        open_wordpress_feed(site)
        open_rest(site, rest=Rest(site, told=other.stories, origin=other.origin))
        since = site.since(60)
        came = run(tmp_path, site, since)
        assert_exactly(came, site.wanted(since))
        assert came.ends["wordpress"] == "other articles than the feed's"
        assert_reached(came, "wordpress feed", "older than asked")
        assert other.counted().all == 0


def test_an_api_of_other_pages_of_the_same_host(tmp_path: Path, site: NewsSite) -> None:
    shop = stories(seed=9, sections=("shop/products",), path=dated_path)
    shop = tuple(replace(story, path=f"/shop/products/item{story.path}") for story in shop)
    open_wordpress_feed(site)
    open_rest(site, rest=Rest(site, told=shop))
    since = site.since(60)
    came = run(tmp_path, site, since)
    assert_exactly(came, site.wanted(since))
    assert_reached(came, "wordpress feed", "older than asked")


def some_undated(story: Story) -> str:
    return "" if _is_undated(story) else both_dates(story)


def _is_undated(story: Story) -> bool:
    return story.number % 10 == 0 and story.number <= 500


def test_undated_entries_are_dated_by_their_pages_or_left_out(tmp_path: Path) -> None:
    told = tuple(
        replace(story, page_date=story.number % 20 != 0) if _is_undated(story) else story
        for story in stories()
    )
    with NewsSite(told) as site:
        site.open("/feed", Pages(site, dates=some_undated))
        since = site.since(100)
        dateless = [story for story in told if not story.page_date]
        came = run(tmp_path, site, since)
        assert_exactly(came, [s for s in site.wanted(since) if s.page_date])
        assert came.history["undated"] == len(dateless)
        assert f"{len(dateless)} undated left out" in came.ran.err
        asked = site.counted().articles

        again = reach(came.world, since)  # what was too old is known, and not asked for again

        assert again.posts == []
        known = {s.path for s in told if s.page_date}
        assert [p for p in site.counted().articles[len(asked) :] if p in known] == []


def test_a_feed_without_any_date(tmp_path: Path) -> None:
    with NewsSite(stories()) as site:
        site.open("/feed", Pages(site, "rss", dates=no_date))
        since = site.since(40)
        came = run(tmp_path, site, since)
        assert_exactly(came, site.wanted(since))
        assert_partial(came, "paging ended", source="pages", end="paging ended")


def test_entries_that_only_tell_when_they_were_changed(tmp_path: Path, site: NewsSite) -> None:
    site.open("/feed", Pages(site, dates=only_updated))
    since = site.since(60)
    came = run(tmp_path, site, since)
    assert_exactly(came, site.wanted(since))
    # What was changed since, but published before, can only be told by its page.
    changed = [s for s in site.stories if f"{s.updated:%Y-%m-%d}" >= since]
    assert len(site.counted().articles) == len(changed)

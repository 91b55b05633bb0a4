"""Which entries are one article where guids, links and titles say different things."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local_site import LocalSite
from scraper.decide import has_new_address, is_other_article, reuses_key
from scraper.model import Entry, Held
from test_feeds_poll import Here
from world import Item, World, page, rss

NOW = datetime(2021, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OLD = Entry("f", "7", "a.example/old", "https://a.example/old", published=NOW)
MAYOR = "Mayor resigns after vote"


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        yield running


@pytest.fixture
def world(tmp_path: Path, site: LocalSite) -> World:
    made = Here(tmp_path, site)
    made.configure(made.feed())
    return made


def titled(title: str, path: str = "new", after: timedelta = HOUR) -> Entry:
    return dataclasses.replace(
        OLD,
        title=title,
        url=f"https://a.example/{path}",
        identity=f"a.example/{path}",
        published=NOW + after,
    )


@pytest.mark.parametrize(
    ("old", "new", "other"),
    [
        pytest.param(MAYOR, "Bridge closed for a year", True, id="nothing shared"),
        pytest.param(MAYOR, "After a storm: bridge closed", True, id="a word or two"),
        pytest.param(MAYOR, "Mayor and deputy step down after vote", False, id="edited"),
        pytest.param("The end of the road", "The state of the bridge", True, id="small words"),
        pytest.param("新船闸提前开放", "新船闸提前两个月开放", False, id="edited, in Chinese"),
        pytest.param("新船闸提前开放", "市长辞职引发争议", True, id="another, in Chinese"),
        pytest.param("새 갑문 개방", "시장 사임 발표", True, id="another, in Korean"),
        pytest.param("🎉", "🎊", True, id="no words at all"),
    ],
)
def test_a_guid_shown_again_within_a_day_with_another_link(old: str, new: str, other: bool) -> None:
    assert reuses_key(titled(new), dataclasses.replace(OLD, title=old)) is other
    assert reuses_key(titled(new, "old"), dataclasses.replace(OLD, title=old)) is False


@pytest.mark.parametrize(("second", "other"), [(17, False), (0, True)])
def test_a_headline_and_slug_written_anew_keep_the_second_they_came(
    second: int, other: bool
) -> None:
    at = NOW + timedelta(seconds=second)
    old = dataclasses.replace(OLD, title=MAYOR, published=at)
    new = dataclasses.replace(titled("City hall in turmoil"), published=at)
    assert reuses_key(new, old) is other


@pytest.mark.parametrize(
    ("url", "title", "other"),
    [
        ("https://a.example/guitar", "Marshall box tested", True),
        ("https://a.example/guitar", "Guitars of the year, and what they cost", False),
        ("https://a.example/guitar/amp/", "Marshall box tested", False),
        (None, "Marshall box tested", False),
    ],
)
def test_amp_in_a_path_may_be_a_word(url: str | None, title: str, other: bool) -> None:
    post = Held("p.md", "Guitars of the year" if "year" in title else "Guitar tested", NOW, url)
    entry = dataclasses.replace(titled(title), url="https://a.example/guitar/amp")
    assert is_other_article(entry, post) is other


@pytest.mark.parametrize(
    ("new", "has"),
    [
        pytest.param(titled(MAYOR), True, id="a new link"),
        pytest.param(titled(MAYOR, "old"), False, id="the same"),
        pytest.param(titled(MAYOR, after=24 * HOUR), False, id="of another day"),
        pytest.param(dataclasses.replace(titled(""), identity="f\x1f7"), False, id="shared"),
        pytest.param(dataclasses.replace(titled(""), linked=False), False, id="no link"),
    ],
)
def test_has_new_address(new: Entry, has: bool) -> None:
    assert has_new_address(new, OLD) is has


# ── run by run ───────────────────────────────────────────────────────────────────────────────

TITLES = (MAYOR, "Bridge closed for a year", "Taxes fall", "Flood in the valley", "School opens")


def news(site: LocalSite, number: int, guid: str, path: str = "") -> Item:
    link = site.url(path or f"/a{number}")
    return Item(TITLES[number], link, guid, NOW + number * HOUR)


def show(site: LocalSite, *items: Item, path: str = "/feed") -> None:
    site.forget(path)
    site.reply(path, rss(*items))


def test_guids_that_count_places_in_the_feed_lose_no_article(world: World, site: LocalSite) -> None:
    for number, title in enumerate(TITLES):
        site.reply(f"/a{number}", page(title))
    for newest in range(2, len(TITLES)):
        shown = [newest, newest - 1, newest - 2]
        show(site, *(news(site, number, str(at + 1)) for at, number in enumerate(shown)))
        world.scrape()
    assert len(world.posts()) == len(TITLES)
    assert world.scrape("--force").paths == []


@pytest.mark.parametrize("paths", [("/guitar", "/guitar/amp"), ("/amp/guide", "/guide")])
def test_an_article_about_amps_is_no_copy(
    world: World, site: LocalSite, paths: tuple[str, str]
) -> None:
    for number, path in enumerate(paths):
        site.reply(path, page(TITLES[number]))
        show(site, news(site, number, path, path))
        assert len(world.scrape().paths) == 1
    assert world.scrape("--force").paths == []


def test_an_article_is_known_by_the_link_that_its_guid_shows_later(
    world: World, site: LocalSite
) -> None:
    world.configure(world.feed(), world.feed("Second", "/second"))
    show(site, path="/second")
    site.reply("/a0", page(MAYOR), times=1)
    show(site, news(site, 0, "g"))
    world.scrape()
    site.forget("/a0")
    site.redirect("/a0", "/slug", status=301)
    site.reply("/slug", page(MAYOR))
    show(site, news(site, 0, "g", "/slug"))
    world.scrape()
    show(site, news(site, 0, "z", "/slug"), path="/second")
    world.scrape()
    assert len(world.posts()) == 1


def test_what_since_found_too_old_in_a_known_feed_is_taken_by_a_plain_run(
    world: World, site: LocalSite
) -> None:
    for number in range(3):
        site.reply(f"/a{number}", page(TITLES[number]))
    site.reply("/feed", rss(news(site, 0, "0")), etag='"1"')
    world.scrape("--since", "2021-11-23T12:00:00Z")
    site.forget("/feed")
    site.reply("/feed", rss(news(site, 0, "0"), news(site, 1, "1")), etag='"2"')
    since = world.scrape("--since", "2021-11-24")
    plain = world.scrape()
    assert (since.paths, "1 left as too old" in since.err) == ([], True)
    assert len(plain.paths) == 1


def test_what_since_found_too_old_in_a_new_feed_stays_left(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(news(site, 0, "0")))
    world.scrape("--since", "2021-11-24")
    assert world.scrape("--force").paths == []


def test_a_link_that_changes_in_every_poll_fills_no_state(world: World, site: LocalSite) -> None:
    site.reply("/a0", page(MAYOR))
    for number in range(12):
        show(site, news(site, 0, "g", f"/a0?token={number}" if number else ""))
        world.scrape()
    with closing(sqlite3.connect(world.state)) as state:
        (names,) = state.execute("SELECT count(*) FROM articles").fetchone()
    assert (len(world.posts()), names) == (1, 8)

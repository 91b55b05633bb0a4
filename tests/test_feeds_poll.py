"""Good manners towards feeds, run by run: pace, 410, 503, moves, pages in their place."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from local_site import LocalSite
from scraper.commands.run import run
from world import LOREM, Item, Ran, World, rss


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        yield running


class Here(World):
    """Runs the command in this process: a tenth of the time, for what needs many runs."""

    def scrape(self, *arguments: str, **more: Any) -> Ran:
        done = CliRunner().invoke(run, ["-c", str(self.config), *arguments], standalone_mode=False)
        assert done.exception is None, done.exception
        return Ran(done.return_value, done.stdout, done.stderr)


@pytest.fixture
def world(tmp_path: Path, site: LocalSite) -> World:
    made = Here(tmp_path, site)
    made.configure(made.feed(**{"from": "feed"}))
    return made


def item(name: str) -> Item:
    """An entry whose own text is the article."""
    text = "".join(f"<p>{LOREM}</p>" for _ in range(3))
    return Item(title=f"Story {name}", guid=f"tag:{name}", summary=text, link=f"/{name}")


def feed_state(world: World) -> dict[str, Any]:
    """What the state holds of the only feed."""
    with closing(sqlite3.connect(world.state)) as state:
        (row,) = state.execute("SELECT state FROM feeds").fetchall()
    found: dict[str, Any] = json.loads(row[0])
    return found


def wait_of(state: dict[str, Any]) -> timedelta:
    due, last = (datetime.fromisoformat(state[key]) for key in ("due_at", "last_poll"))
    return due - last


# ── how seldom a feed asks to be polled ──────────────────────────────────────────────────────


def test_the_pace_a_document_asks_for_holds_over_answers_without_one(
    world: World, site: LocalSite
) -> None:
    slow = rss(item("a")).replace("<channel>", "<channel><ttl>300</ttl>")
    site.reply("/feed", slow, etag='"1"')

    world.scrape()
    first = wait_of(feed_state(world))
    world.scrape("--force")  # a 304
    second = wait_of(feed_state(world))
    asked = site.count("/feed")
    world.scrape()

    assert (first, second) == (timedelta(hours=5), timedelta(hours=5))
    assert site.count("/feed") == asked == 2


def test_without_validators_the_same_bytes_keep_their_pace(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(item("a")).replace("<channel>", "<channel><ttl>300</ttl>"))
    world.scrape()
    world.scrape("--force")
    assert wait_of(feed_state(world)) == timedelta(hours=5)
    assert site.count("/feed") == 2


# ── gone, busy ───────────────────────────────────────────────────────────────────────────────


def test_a_feed_that_is_gone_for_good_says_what_to_do_and_is_not_asked_again(
    world: World, site: LocalSite
) -> None:
    site.reply("/feed", rss(item("a")), times=1)
    site.reply("/feed", "gone", 410, times=1)
    site.reply("/feed", rss(item("a"), item("b")))
    world.scrape()

    gone = world.scrape()
    after = world.scrape()
    since = world.scrape("--since", "2000-01-01")
    asked = site.count("/feed")
    forced = world.scrape("--force")
    later = world.scrape()

    assert gone.status == 1
    assert "HTTP 410 Gone" in gone.err
    assert "take it out of the config" in gone.err
    assert (after.status, after.out, since.status, since.out) == (0, "", 0, "")
    assert asked == 2
    assert (forced.status, len(forced.paths)) == (0, 1)
    assert (later.status, site.count("/feed")) == (0, 4)


def test_a_feed_that_is_gone_is_asked_at_its_new_address_at_once(
    world: World, site: LocalSite
) -> None:
    site.reply("/feed", "gone", 410)
    site.reply("/new", rss(item("a")))
    world.scrape()
    world.configure(world.feed(path="/new", **{"from": "feed"}))
    assert len(world.scrape().paths) == 1


def test_a_feed_that_is_not_found_is_asked_again(world: World, site: LocalSite) -> None:
    site.reply("/feed", "no", 404, times=1)
    site.reply("/feed", rss(item("a")))
    assert world.scrape().status == 1
    assert len(world.scrape().paths) == 1


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_busy_feed_alone_waits_as_long_as_it_says(
    world: World, site: LocalSite, form: str
) -> None:
    at = datetime.now(UTC) + timedelta(hours=3)
    header = "10800" if form == "seconds" else format_datetime(at, usegmt=True)
    site.reply("/feed", "busy", 503, {"Retry-After": header})
    site.reply("/other", rss(item("b")))
    both = (world.feed(**{"from": "feed"}), world.feed("Other", "/other", **{"from": "feed"}))
    world.configure(*both)

    first = world.scrape()
    second = world.scrape()

    assert (first.status, len(first.paths)) == (1, 1)
    assert second.status == 0
    assert (site.count("/feed"), site.count("/other")) == (1, 2)


# ── moves ────────────────────────────────────────────────────────────────────────────────────


def test_a_move_to_another_feed_is_told_and_never_adopted(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(item("a")), times=1)
    site.redirect("/feed", "/else", status=301)
    site.reply("/else", rss(item("x"), item("y"), title="Another"), etag='"1"')
    world.scrape()

    runs = [world.scrape() for _ in range(5)]

    assert all("another feed" in run.err for run in runs)
    assert not any("now polled" in run.err for run in runs)
    assert site.count("/feed") == 6


def test_a_feed_that_moves_to_https_like_guids_is_still_that_feed(
    world: World, site: LocalSite
) -> None:
    def shown(scheme: str) -> str:
        link = f"{scheme}://example.org/a"
        return rss(Item(title="A", link=link, guid=link, summary=item("a").summary))

    site.reply("/feed", shown("http"), times=1)
    site.redirect("/feed", "/new", status=308)
    site.reply("/new", shown("https"))
    world.scrape()

    runs = [world.scrape() for _ in range(4)]

    assert [line for line in runs[2].err.splitlines() if "moved for good" in line]
    assert site.count("/feed") == 4
    assert len(world.posts()) == 1


def test_an_answer_of_no_change_alone_does_not_prove_that_a_feed_moved(
    world: World, site: LocalSite
) -> None:
    site.reply("/feed", rss(item("a")), etag='"1"', times=1)
    site.redirect("/feed", "/new", status=301)
    site.reply("/new", rss(item("other")), etag='"1"')  # the same tag, another document
    world.scrape()

    runs = [world.scrape() for _ in range(4)]

    assert not any("now polled" in run.err for run in runs)
    assert site.count("/feed") == 5


def adopt(world: World, site: LocalSite) -> None:
    """The feed is polled at /new from now on; /feed and /new answer nothing else yet."""
    site.redirect("/feed", "/new", status=301)
    site.reply("/new", rss(item("a")), etag='"1"')
    for _ in range(3):
        world.scrape()
    site.forget("/new")
    site.forget("/feed")


def test_an_adopted_address_gives_way_to_the_configured_one_when_it_is_no_feed_any_more(
    world: World, site: LocalSite
) -> None:
    adopt(world, site)
    site.reply("/feed", rss(item("a"), item("b")), etag='"1"')  # the tag of another document

    failed = [world.scrape("--force") for _ in range(3)]
    healed = world.scrape("--force")

    assert ([run.status for run in failed], site.count("/new")) == ([1, 1, 1], 6)
    assert all(f"({site.url('/new')}, phase status)" in run.err for run in failed)
    assert f", at {site.url('/feed')}" in failed[-1].err
    assert (healed.status, len(healed.paths)) == (0, 1)


@pytest.mark.parametrize("trouble", [500, 503])
def test_trouble_that_passes_takes_no_adopted_address_away(
    world: World, site: LocalSite, trouble: int
) -> None:
    adopt(world, site)
    site.reply("/feed", "gone", 410)
    site.reply("/new", "no", trouble, times=1)
    site.reply("/new", rss(item("b")))

    failed = world.scrape()
    healed = world.scrape("--force")

    assert (failed.status, site.count("/feed")) == (1, 3)
    assert (healed.status, len(healed.paths)) == (0, 1)


@pytest.mark.parametrize("old", [404, 410, 500])
def test_where_the_configured_address_fails_the_one_that_worked_is_asked_again(
    world: World, site: LocalSite, old: int
) -> None:
    adopt(world, site)
    site.reply("/new", "no", 404, times=3)
    site.reply("/new", rss(item("b")))
    site.reply("/feed", "no", old)

    runs = [world.scrape("--force") for _ in range(4)]
    healed = world.scrape("--force")

    assert [run.status for run in runs] == [1] * 4
    assert f"({site.url('/feed')}, phase status)" in runs[-1].err
    assert f", at {site.url('/new')}" in runs[-1].err
    assert (healed.status, len(healed.paths)) == (0, 1)


def test_an_address_that_was_adopted_before_needs_no_proof(world: World, site: LocalSite) -> None:
    site.reply("/feed", front("/rss.xml"))
    site.reply("/rss.xml", rss(item("a")), times=1)
    site.reply("/rss.xml", "no", 404, times=3)
    site.reply("/rss.xml", rss(item("x"), item("y")))  # all others have gone meanwhile
    world.scrape()
    for _ in range(3):
        world.scrape("--force")

    healed = world.scrape("--force")

    assert (healed.status, len(healed.paths)) == (0, 2)
    assert feed_state(world)["adopted_url"] == site.url("/rss.xml")


def test_a_feed_that_comes_cut_short_in_every_poll_is_seen(world: World, site: LocalSite) -> None:
    whole = rss(item("a"), item("b"))
    site.reply("/feed", whole[: whole.index("Story b")])

    runs = [world.scrape() for _ in range(3)]
    status = world.ask("status")

    assert f"cut short ({site.url('/feed')}, phase parse)" in runs[0].err
    assert "in 3 polls in a row" in runs[2].err
    assert "asked again after" in runs[2].err
    assert "came cut short in each of the last 3 polls" in status.out

    site.forget("/feed")
    site.reply("/feed", whole)
    world.scrape()
    assert "cut short" not in world.ask("status").out


def test_a_redirect_to_a_page_is_never_adopted(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(item("a")), times=1)
    site.redirect("/feed", "/", status=301)
    site.reply("/", "<!doctype html><html><body>Welcome")
    world.scrape()

    runs = [world.scrape("--force") for _ in range(4)]

    assert [run.status for run in runs] == [1] * 4
    assert all("an HTML page, not a feed" in run.err for run in runs)
    assert site.count("/feed") == 5


def test_a_feeds_secrets_stay_at_home_after_it_moved(world: World, site: LocalSite) -> None:
    with LocalSite("localhost") as abroad:
        site.redirect("/feed", abroad.url("/new"), status=301)
        abroad.reply("/new", rss(item("a")))
        world.configure(world.feed(headers={"X-Key": "s3cret"}, **{"from": "feed"}))

        runs = [world.scrape() for _ in range(5)]

        assert "moved for good" in runs[2].err
        assert (site.count("/feed"), abroad.count("/new")) == (3, 5)
        assert all("x-key" in request.headers for request in site.asked("/feed"))
        assert not any("x-key" in request.headers for request in abroad.asked("/new"))


# ── a page where a feed should be ────────────────────────────────────────────────────────────


def front(*hrefs: str) -> str:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="News" href="{href}">'
        for href in hrefs
    )
    return f"<!doctype html><html><head><title>News</title>{links}</head><body>Hello"


def test_a_page_as_a_feed_leads_to_the_feed_that_it_names_once(
    world: World, site: LocalSite
) -> None:
    site.reply("/feed", front("/comments.xml", "/rss.xml"))
    site.reply("/rss.xml", rss(item("a")), etag='"1"')

    first = world.scrape("-q")
    second = world.scrape("-q")

    assert (first.status, len(first.paths)) == (0, 1)
    (line,) = first.err.splitlines()
    assert site.url("/rss.xml") in line
    assert "put this into the config" in line
    assert (second.status, second.out, second.err) == (0, "", "")
    assert (site.count("/feed"), site.count("/rss.xml"), site.count("/comments.xml")) == (1, 2, 0)


def test_a_page_that_stands_in_for_a_known_feed_for_a_while_is_not_adopted(
    world: World, site: LocalSite
) -> None:
    site.reply("/feed", rss(item("a")), etag='"1"', times=1)
    site.reply("/feed", front("/rss.xml"), etag='"2"', times=2)
    site.reply("/feed", rss(item("a"), item("b"), item("c")), etag='"3"')
    site.reply("/rss.xml", rss(item("a"), item("b")), etag='"2"')  # the page's, by chance

    runs = [world.scrape() for _ in range(5)]

    assert [len(run.paths) for run in runs] == [1, 1, 0, 1, 0]
    assert site.url("/rss.xml") in runs[1].err
    assert (site.count("/feed"), site.count("/rss.xml")) == (5, 2)


def test_a_page_that_names_another_feed_takes_nothing(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(item("a")), times=1)
    site.reply("/feed", front("/rss.xml"))
    site.reply("/rss.xml", rss(item("x"), item("y")))
    world.scrape()

    ran = world.scrape()

    assert (ran.status, ran.out) == (1, "")
    assert "no entry of this one" in ran.err


@pytest.mark.parametrize(
    ("named", "status", "said"),
    [
        pytest.param("<!doctype html><html>Again", 200, "an HTML page", id="another page"),
        pytest.param("no", 404, "HTTP 404", id="nothing"),
        pytest.param("gone", 410, "HTTP 410", id="gone"),
    ],
)
def test_a_page_that_names_no_real_feed_fails_and_leads_no_further(
    world: World, site: LocalSite, named: str, status: int, said: str
) -> None:
    site.reply("/feed", front("/rss.xml", "/second.xml"))
    site.reply("/rss.xml", named, status)

    ran = world.scrape()
    again = world.scrape("--force")

    assert (ran.status, again.status) == (1, 1)
    assert said in ran.err
    assert "asked again after" in ran.err
    assert (site.count("/feed"), site.count("/rss.xml"), site.count("/second.xml")) == (2, 2, 0)


def test_a_page_that_names_a_feed_of_the_config_does_not_fetch_it_twice(
    world: World, site: LocalSite
) -> None:
    site.reply("/", front("/rss.xml"))
    site.reply("/rss.xml", rss(item("a")))
    both = (world.feed("Page", "/"), world.feed("Feed", "/rss.xml", **{"from": "feed"}))
    world.configure(*both)

    ran = world.scrape()

    assert (ran.status, len(ran.paths)) == (1, 1)
    assert "is the config's 'Feed'" in ran.err
    assert site.count("/rss.xml") == 1


def test_secrets_do_not_follow_to_the_feed_that_a_page_names_elsewhere(
    world: World, site: LocalSite
) -> None:
    with LocalSite("localhost") as abroad:
        site.reply("/feed", front(abroad.url("/rss.xml")))
        abroad.reply("/rss.xml", rss(item("a")))
        world.configure(world.feed(headers={"X-Key": "s3cret"}, **{"from": "feed"}))

        assert world.scrape().status == 0

        assert not any("x-key" in request.headers for request in abroad.asked("/rss.xml"))

"""Filters in runs: what is never fetched, what is judged by its page, what other filters take."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from local_site import LocalSite
from scraper import console, decide
from scraper.cli import cli
from scraper.model import EntryRecord, Status
from scraper.store.sqlite import SqliteStore
from world import LOREM, Item, Ran, World, page, rss

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
AD = {"drop": [{"title": "sponsored"}]}
SHORT = {"drop": [{"shorter_than": 500}]}
Scrape = Callable[..., Ran]


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        yield running


@pytest.fixture
def down() -> str:
    """Which pages are not to be had at first."""
    return ""


@pytest.fixture
def world(tmp_path: Path, site: LocalSite, down: str) -> World:
    """A site of four pages; the feed of all is at /feed."""
    for name in down:
        site.reply(f"/{name}", "", status=503)
    for name, title in (("a", "Lock opens"), ("b", "Sponsored: shoes"), ("c", "Mayor resigns")):
        site.reply(f"/{name}", page(title))
    site.reply("/d", page("In brief", LOREM))
    site.reply("/feed", feed_of(site), etag='"1"')
    return World(tmp_path, site)


def feed_of(site: LocalSite, *, only: str = "abcd") -> str:
    titles = {"a": "Lock opens", "b": "SPONSORED: shoes", "c": "Mayor resigns", "d": "In brief"}
    return rss(*(
        Item(title, site.url(f"/{name}"), published=NOW - n * DAY)
        for n, (name, title) in enumerate(titles.items())
        if name in only
    ))  # fmt: skip


@pytest.fixture
def scrape(world: World, monkeypatch: pytest.MonkeyPatch) -> Scrape:
    """The command, in this process."""
    monkeypatch.setattr(console, "set_up_logging", lambda *_: None)

    def run(command: str = "run", *arguments: str) -> Ran:
        words = [command, "-c", str(world.config), *arguments]
        done = CliRunner().invoke(cli, words, standalone_mode=False)
        if done.exception is not None:
            raise done.exception
        return Ran(int(done.return_value or 0), done.stdout, done.stderr)

    return run


def records(world: World, feed: str = "Daily") -> dict[str, EntryRecord]:
    """That feed's entries, by the last part of their address."""

    async def read() -> dict[str, EntryRecord]:
        store = SqliteStore(world.state)
        found = [r for status in Status async for r in store.listed(feed, status)]
        await store.close()
        return {r.entry.url.rpartition("/")[2]: r for r in found}

    return asyncio.run(read())


def statuses(world: World, feed: str = "Daily") -> dict[str, str]:
    return {name: record.status.value for name, record in records(world, feed).items()}


def test_what_the_feed_shows_to_be_unwanted_is_never_fetched(
    world: World, site: LocalSite, scrape: Scrape
) -> None:
    world.configure(world.feed(filters=AD))
    done = scrape()
    assert done.status == 0
    assert len(done.paths) == 3
    assert "; 3 posts written, 1 filtered; " in done.err
    assert "shoes" not in done.err, "one by one only with -v"
    again = scrape("run", "--force")
    assert again.paths == []
    assert "filtered" not in again.err
    assert site.count("/b") == 0
    assert statuses(world) == {"a": "saved", "b": "filtered", "c": "saved", "d": "saved"}


def test_each_filtered_entry_is_told_with_v_and_in_status(
    world: World, site: LocalSite, scrape: Scrape
) -> None:
    world.configure(world.feed(filters=AD))
    url, reason = site.url("/b"), "drop: title ~ 'sponsored'"
    assert f"scrape: Daily: {url}: filtered: {reason}\n" in scrape("run", "-v").err
    listed = scrape("status", "--filtered")
    assert listed.status == 0
    assert listed.out.startswith(
        f"Daily: SPONSORED: shoes <{url}>: {reason}; filtered; first seen "
    )
    assert listed.out.count("\n") == 1
    (told,) = scrape("status", "--filtered", "--json").objects
    told = {key: told[key] for key in ("type", "status", "url", "reason", "phase")}
    assert told == {
        "type": "entry",
        "status": "filtered",
        "url": url,
        "reason": reason,
        "phase": "feed",
    }


def test_scripts_are_told_how_many(world: World, scrape: Scrape) -> None:
    world.configure(world.feed(filters=AD | {"keep": [{"shorter_than": 10**6}]}))
    told = {thing["type"]: thing for thing in scrape("run", "--json").objects}
    assert "entry" not in told
    assert told["feed"]["filtered"] == told["summary"]["filtered"] == 1
    assert told["feed"]["admitted"] == told["summary"]["saved"] == 3


def test_what_only_the_page_tells_is_judged_by_it_and_fetched_once(
    world: World, site: LocalSite, scrape: Scrape
) -> None:
    world.configure(world.feed(filters=SHORT))
    done = scrape("run", "-v")
    assert "3 posts written, 1 filtered" in done.err
    assert f"{site.url('/d')}: filtered: drop: shorter than 500" in done.err
    assert statuses(world)["d"] == "filtered"
    site.reply("/feed", feed_of(site) + "<!-- changed -->")
    for _ in range(2):
        assert scrape("run", "--force").paths == []
    assert site.count("/d") == 1
    (told,) = scrape("status", "--filtered", "--json").objects
    assert told["phase"] == "extract"


def test_what_a_page_left_out_is_judged_again_once_the_feed_tells_a_rule_something_else(
    world: World, site: LocalSite, scrape: Scrape
) -> None:
    world.configure(world.feed(filters={"keep": [{"title": "climate"}, {"tag": "Climate"}]}))
    assert scrape().paths == []
    assert site.count("/c") == 1, "its tags might be told by the page"
    site.reply("/feed", feed_of(site).replace("Mayor resigns", "The mayor resigns"))
    assert scrape().paths == []
    assert site.count("/c") == 1, "that is nothing to a rule"
    site.reply("/feed", feed_of(site).replace("Mayor resigns", "Climate: mayor resigns"))
    assert len(scrape().paths) == 1
    assert statuses(world) == {"a": "filtered", "b": "filtered", "c": "saved", "d": "filtered"}
    assert (site.count("/a"), site.count("/b"), site.count("/d")) == (1, 1, 1)


def test_the_feeds_text_of_what_a_page_left_out_does_not_stay_in_the_state(
    world: World, site: LocalSite, scrape: Scrape
) -> None:
    item = Item("In brief", site.url("/d"), content=f"<p>{LOREM}</p>", summary="In short.")
    site.reply("/full", rss(item))
    world.configure(world.feed("Full", "/full", filters=SHORT))
    scrape()
    record = records(world, "Full")["d"]
    assert record.status is Status.FILTERED
    assert (record.entry.content_html, record.entry.summary_html) == ("", "")


def test_other_filters_take_what_an_unchanged_feed_still_shows(
    world: World, site: LocalSite, scrape: Scrape
) -> None:
    world.configure(world.feed(filters={"drop": [{"title": "sponsored"}, {"shorter_than": 500}]}))
    scrape()
    world.configure(world.feed(filters=SHORT))
    assert [path.rpartition("shoes")[2] for path in scrape().paths] == [".md"]
    assert (site.count("/b"), site.count("/d")) == (1, 2), "both are judged anew"
    assert statuses(world)["d"] == "filtered"
    world.configure(world.feed())
    assert len(scrape().paths) == 1
    assert set(statuses(world).values()) == {"saved"}
    before = site.count("/feed")
    told = scrape("run", "--json").objects
    assert told[0]["status"] == "unchanged"
    assert site.count("/feed") == before + 1


def test_a_feed_without_an_etag_is_read_anew_too(
    world: World, site: LocalSite, scrape: Scrape
) -> None:
    site.reply("/plain", feed_of(site))
    world.configure(world.feed(path="/plain", filters=AD))
    scrape()
    world.configure(world.feed(path="/plain"))
    assert len(scrape().paths) == 1
    assert scrape("run", "--json").objects[0]["status"] == "unchanged"


@pytest.mark.parametrize("down", ["c"])
def test_new_filters_leave_out_what_waits_and_touch_no_post(
    world: World, site: LocalSite, scrape: Scrape
) -> None:
    world.configure(world.feed())
    scrape()
    assert statuses(world)["c"] == "retry"
    world.configure(world.feed(filters={"keep": [{"title": "nothing of the kind"}]}))
    assert "1 filtered" in scrape().err
    assert statuses(world) == {"a": "saved", "b": "saved", "c": "filtered", "d": "saved"}
    assert len(world.posts()) == 3


@pytest.mark.parametrize("down", ["b"])
def test_what_waits_and_is_shown_no_more_is_left_out_without_asking_for_its_page(
    world: World, site: LocalSite, scrape: Scrape
) -> None:
    world.configure(world.feed())
    scrape()
    site.reply("/feed", feed_of(site, only="acd"))
    world.configure(world.feed(filters=AD))
    scrape()
    assert statuses(world)["b"] == "retry", "its time has not come"
    db = sqlite3.connect(world.state)
    with db:
        db.execute("UPDATE entries SET retry_at = 1000 WHERE status = 'retry'")
    db.close()
    dry = scrape("run", "--dry-run")
    assert (dry.out, "1 filtered" in dry.err) == ("", True)
    assert "1 filtered" in scrape().err
    assert statuses(world)["b"] == "filtered"
    assert site.count("/b") == 1


@pytest.mark.parametrize("down", ["d"])
def test_a_page_that_is_not_to_be_had_is_not_judged(
    world: World, site: LocalSite, scrape: Scrape
) -> None:
    world.configure(world.feed(filters={"keep": [{"author": "nobody"}, {"title": "lock"}]}))
    assert "1 post written, 1 waiting, 2 filtered" in scrape().err
    assert statuses(world) == {"a": "saved", "b": "filtered", "c": "filtered", "d": "retry"}


@pytest.mark.parametrize("strict_first", [True, False])
def test_what_one_feed_leaves_out_another_archives(
    world: World, site: LocalSite, scrape: Scrape, strict_first: bool
) -> None:
    site.reply("/other", feed_of(site, only="bd"))
    strict = world.feed(filters={"drop": [{"title": "sponsored"}, {"shorter_than": 500}]})
    free = world.feed("Free", "/other")
    for feed in (strict, free) if strict_first else (free, strict):
        world.configure(feed)
        scrape()
    assert statuses(world, "Free") == {"b": "saved", "d": "saved"}
    left = "filtered" if strict_first else "saved"  # what is held stays so
    assert statuses(world) == {"a": "saved", "b": left, "c": "saved", "d": left}
    assert len(world.posts()) == 4


@pytest.mark.parametrize("down", ["b"])
def test_an_address_that_is_asked_for_is_taken_whatever_the_filters_say(
    world: World, site: LocalSite, scrape: Scrape
) -> None:
    world.configure(world.feed(filters={"drop": [{"title": "sponsored"}, {"shorter_than": 500}]}))
    scrape()
    assert "drop: title" in scrape("retry", "--dry-run", site.url("/b")).out
    assert "nothing to retry" in scrape("retry", "--failed").err
    assert scrape("retry", site.url("/b"), site.url("/d")).out.endswith("In-brief.md\n")
    assert statuses(world)["b"] == "retry"
    site.reply("/feed", feed_of(site) + "<!-- changed -->")
    assert scrape("run", "--force").paths == []
    assert statuses(world)["b"] == "retry", "the feed shows it again, and it still is wanted"
    assert len(scrape("retry", site.url("/b")).paths) == 1


def test_a_first_run_counts_what_the_filters_leave(world: World, scrape: Scrape) -> None:
    keep = {"keep": [{"title": ["sponsored", "brief"]}]}
    world.configure(world.feed(filters=keep, first_run={"max_entries": 1}))
    assert len(scrape().paths) == 1
    assert statuses(world) == {"a": "filtered", "b": "saved", "c": "filtered", "d": "skipped-old"}


def test_what_a_first_run_leaves_as_too_old_other_filters_do_not_bring_back(
    world: World, scrape: Scrape
) -> None:
    world.configure(world.feed(filters=AD, first_run={"since": "12h"}))
    scrape()
    assert statuses(world)["b"] == "skipped-old"
    world.configure(world.feed(first_run={"since": "12h"}))
    assert scrape().paths == []


def test_a_dry_run_says_the_same_and_writes_nothing(world: World, scrape: Scrape) -> None:
    world.configure(world.feed(filters=AD))
    done = scrape("run", "--dry-run", "-v")
    assert done.out.count("would archive") == 3
    assert "shoes" not in done.out
    assert "filtered: drop: title" in done.err
    assert not world.archive.exists()


def older_and_newer(world: World, site: LocalSite) -> None:
    """The feed shows a and b, and its second page c and d."""
    link = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="{}"/>'
    first = feed_of(site, only="ab")
    next_page = link.format(site.url("/feed2"))
    site.reply("/feed", first.replace("<item>", next_page + "<item>", 1))
    site.reply("/feed2", feed_of(site, only="cd"))


def test_what_is_found_in_a_feeds_past_is_filtered_too(
    world: World, site: LocalSite, scrape: Scrape
) -> None:
    older_and_newer(world, site)
    mayor = {"drop": [{"title": ["sponsored", "mayor"]}, {"shorter_than": 500}]}
    world.configure(world.feed(filters=mayor))
    done = scrape("run", "--since", "4d", "--history", "feed", "--json")
    told = {thing["type"]: thing for thing in done.objects}
    assert told["summary"]["filtered"] == 3
    assert statuses(world) == {"a": "saved", "b": "filtered", "c": "filtered", "d": "filtered"}
    assert (site.count("/b"), site.count("/c"), site.count("/d")) == (0, 0, 1)
    again = scrape("run", "--since", "4d", "--history", "feed")
    assert again.paths == []
    assert site.count("/d") == 1, "not within a day"
    world.configure(world.feed(filters={"drop": [{"title": "sponsored"}]}))
    scrape()
    assert site.count("/c") == 0, "a plain run takes what the feed shows"
    scrape("run", "--since", "4d", "--history", "feed")
    assert statuses(world) == {"a": "saved", "b": "filtered", "c": "saved", "d": "saved"}


def test_filters_that_change_before_a_run_with_since_still_count_for_the_next(
    world: World, scrape: Scrape
) -> None:
    world.configure(world.feed(filters={"drop": [{"title": "brief"}]}))
    scrape()
    world.configure(world.feed())
    assert scrape("run", "--since", "1d", "--history", "none").paths == []
    assert len(scrape().paths) == 1


def test_a_filter_that_meets_a_bug_leaves_nothing_out(
    world: World, scrape: Scrape, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(decide, "judge_entry", broken)
    monkeypatch.setattr(decide, "judge_article", broken)
    world.configure(world.feed(filters=AD | {"keep": [{"longer_than": 10**6}]}))
    assert len(scrape().paths) == 4


def test_a_feeds_own_text_is_judged_without_a_page(
    world: World, site: LocalSite, scrape: Scrape
) -> None:
    text = f"<p>{LOREM}</p><p>{LOREM}</p><p>{LOREM}</p>"
    entries = [
        Item("Long", site.url("/x"), content=text),
        Item("Short", site.url("/y"), content=f"<p>{LOREM}</p>"),
    ]
    site.reply("/texts", rss(*entries))
    world.configure({**world.feed(path="/texts", filters=SHORT), "from": "feed"})
    scrape()
    assert statuses(world) == {"x": "saved", "y": "filtered"}
    assert len(scrape("retry", site.url("/y")).paths) == 1, "the text was kept"
    assert site.count("/x") + site.count("/y") == 0


def test_without_a_state_filters_are_asked_anew_and_posts_stay(
    world: World, site: LocalSite, scrape: Scrape
) -> None:
    world.configure(world.feed())
    scrape()
    before = world.snapshot()
    world.state.unlink()
    world.configure(world.feed(filters={"keep": [{"title": "lock"}]}))
    assert scrape().paths == []
    assert world.snapshot() == before
    assert set(statuses(world).values()) == {"saved"}


def test_a_state_of_before_there_were_filters_is_read(
    world: World, scrape: Scrape, site: LocalSite
) -> None:
    world.configure(world.feed())
    scrape()
    store = SqliteStore(world.state)
    (state,) = store._db.execute("SELECT state FROM feeds").fetchone()
    fields = json.loads(state)
    del fields["filters"]
    store._db.execute("UPDATE feeds SET state = ?", (json.dumps(fields).encode(),))
    store.abandon()
    assert scrape("run", "--json").objects[0]["status"] == "unchanged"
    world.configure(world.feed(filters=AD))
    assert scrape("run", "--json").objects[0]["status"] == "changed"

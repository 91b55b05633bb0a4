"""`scrape retry`: what was given up gets another chance, at once, and nothing else is touched."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local_site import LocalSite
from scraper.model import EntryRecord, FeedState, Status
from scraper.store.lock import run_lock
from scraper.store.sqlite import SqliteStore
from world import LOREM, Item, World, page, rss

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        yield running


@pytest.fixture
def world(tmp_path: Path, site: LocalSite) -> World:
    made = World(tmp_path, site)
    made.configure(made.feed(poll_every="1h"), made.feed("Second", "/second", poll_every="1h"))
    return made


def records(world: World, feed: str = "Daily") -> dict[str, EntryRecord]:
    """That feed's entries, by the last part of their address."""

    async def read() -> dict[str, EntryRecord]:
        store = SqliteStore(world.state)
        found = [r for status in Status async for r in store.listed(feed, status)]
        await store.close()
        return {r.entry.url.rpartition("/")[2]: r for r in found}

    return asyncio.run(read())


def change(world: World, changed: Sequence[EntryRecord] = (), **feeds: object) -> None:
    """Stores records, and changes of feeds' states (name to function), as if runs had been."""

    async def write() -> None:
        store = SqliteStore(world.state)
        for each in changed:
            await store.settle(each)
        states = await store.feed_states()
        for name, more in feeds.items():
            assert isinstance(more, dict)
            await store.admit(dataclasses.replace(states[name], **more), ())
        await store.close()

    asyncio.run(write())


def state(world: World, feed: str = "Daily") -> FeedState:
    async def read() -> FeedState:
        store = SqliteStore(world.state)
        found = (await store.feed_states())[feed]
        await store.close()
        return found

    return asyncio.run(read())


def given_up(record: EntryRecord) -> EntryRecord:
    return dataclasses.replace(
        record,
        status=Status.GAVE_UP,
        attempts=12,
        retry_at=None,
        reason="HTTP 500",
        tried_at=NOW - timedelta(days=2),
    )


@pytest.fixture
def lost(world: World, site: LocalSite) -> World:
    """A world where /a and /b of the first feed and /c of the second were given up; /w waits."""
    for path in ("/a", "/b", "/c", "/w"):
        site.reply(path, "broken", 500, times=1)
        site.reply(path, page(path[1:].upper()))
    first = [Item(title=x.upper(), link=site.url(f"/{x}")) for x in "abw"]
    site.reply("/feed", rss(*first, Item(title="S", link=site.url("/s"))))
    site.reply("/s", page("S"))
    site.reply("/second", rss(Item(title="C", link=site.url("/c"))))
    assert len(world.scrape().paths) == 1
    mine = records(world)
    change(
        world,
        [given_up(mine["a"]), given_up(mine["b"]), given_up(records(world, "Second")["c"])],
    )
    return world


def names(paths: Sequence[str]) -> list[str]:
    return sorted(Path(path).stem[11:] for path in paths)


def test_all_that_was_given_up_is_archived_in_a_run_of_its_own(
    lost: World, site: LocalSite
) -> None:
    asked = site.count("/feed")
    before = records(lost)["a"].first_seen
    ran = lost.ask("retry", "--failed")
    assert (ran.status, names(ran.paths)) == (0, ["A", "B", "C"])
    assert "retrying 3 entries" in ran.err
    assert "3 posts written" in ran.err
    assert site.count("/feed") == asked, "a feed that works is asked in its own time"
    after = records(lost)
    assert {key: r.status for key, r in after.items()} == {
        "a": Status.SAVED,
        "b": Status.SAVED,
        "s": Status.SAVED,
        "w": Status.RETRY,
    }
    assert after["a"].first_seen == before
    again = lost.ask("retry", "--failed")
    assert (again.status, again.out, again.err) == (0, "", "scrape: nothing to retry\n")


def test_only_the_feeds_that_are_named(lost: World, site: LocalSite) -> None:
    ran = lost.ask("retry", "--feed", "sec*", "-q")
    assert (ran.status, names(ran.paths), ran.err) == (0, ["C"], "")
    assert records(lost)["a"].status is Status.GAVE_UP
    both = lost.ask("retry", "--failed", "--feed", "Daily")
    assert names(both.paths) == ["A", "B"]


def test_only_the_addresses_that_are_given_however_they_are_written(
    lost: World, site: LocalSite
) -> None:
    ran = lost.ask("retry", site.url("/a?utm_source=x#top"), site.url("/w/"))
    assert (ran.status, names(ran.paths)) == (0, ["A", "W"]), "what waits need not wait"
    assert records(lost)["b"].status is Status.GAVE_UP
    saved = lost.ask("retry", site.url("/s"), site.url("/b"))
    assert (saved.status, names(saved.paths)) == (0, ["B"])
    assert f"{site.url('/s')}: archived already, in _posts/" in saved.err


WRONG = {
    "an unknown address": (["/none"], "no entry with this address is known: http"),
    "one of two": (["/a", "/none"], "no entry with this address is known: http"),
    "no address": (["mailto:a@b.example"], "want an address with http"),
    "another feed's": (["/a", "--feed", "Second"], "the feed 'Daily' is not asked"),
    "nothing": ([], "say what to retry"),
    "both": (["--failed", "/a"], "--failed is for all"),
    "no such feed": (["--feed", "None"], "no feed is named 'None'"),
}


def test_wrong_usage_is_one_line_and_changes_nothing(lost: World, site: LocalSite) -> None:
    asked = site.count()
    for case, (arguments, said) in WRONG.items():
        ran = lost.ask("retry", *(site.url(a) if a[0] == "/" else a for a in arguments))
        assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1), case
        assert said in ran.err, case
    assert records(lost)["a"].status is Status.GAVE_UP
    assert site.count() == asked


def test_a_dry_run_lists_what_would_be_tried_and_changes_nothing(
    lost: World, site: LocalSite
) -> None:
    change(lost, Second={"failures": 3, "failing_since": NOW, "error": "no answer"})
    before, asked = lost.state.read_bytes(), site.count()
    with run_lock(lost.state.parent / "lock"):
        ran = lost.ask("retry", "--failed", "--dry-run")
        told = lost.ask("retry", "--failed", "--dry-run", "--json").objects
    assert (ran.status, ran.err) == (0, "")
    assert ran.paths == [
        f"would retry Daily: A <{site.url('/a')}>: HTTP 500 (phase status)",
        f"would retry Daily: B <{site.url('/b')}>: HTTP 500 (phase status)",
        f"would poll Second <{site.url('/second')}>: no answer",
        f"would retry Second: C <{site.url('/c')}>: HTTP 500 (phase status)",
    ]
    assert [each["type"] for each in told] == [
        *("would_retry", "would_retry", "would_poll", "would_retry")
    ]
    assert lost.state.read_bytes() == before
    assert site.count() == asked


def test_a_feed_that_fails_or_is_gone_is_asked_again_at_once(lost: World, site: LocalSite) -> None:
    later = {"failures": 4, "failing_since": NOW, "error": "no", "due_at": NOW + timedelta(days=1)}
    change(lost, Daily=later, Second={**later, "gone_since": NOW})
    asked = site.count("/feed"), site.count("/second")
    assert lost.scrape().status == 0
    assert (site.count("/feed"), site.count("/second")) == asked
    ran = lost.ask("retry", "--failed")
    assert ran.status == 0
    assert (site.count("/feed"), site.count("/second")) == (asked[0] + 1, asked[1] + 1)
    healed = state(lost, "Second")
    assert (healed.failures, healed.failing_since, healed.gone_since) == (0, None, None)


def test_what_fails_again_waits_as_at_first_and_the_feeds_failure_ends_with_1(
    lost: World, site: LocalSite
) -> None:
    for path in ("/a", "/b", "/c", "/second"):
        site.forget(path)
        site.reply(path, "broken", 500)
    change(lost, Second={"failures": 4, "failing_since": NOW - timedelta(days=2), "error": "no"})
    ran = lost.ask("retry", "--failed", "--fail-on", "persistent")
    assert (ran.status, ran.out) == (1, "")
    assert "feed Second failed 5 times since" in ran.err
    again = records(lost)["a"]
    assert (again.status, again.attempts) == (Status.RETRY, 1)
    assert again.tried_at is not None
    assert again.tried_at >= NOW
    assert lost.ask("retry", "--feed", "Second", "--fail-on", "never").status == 0


def test_the_feeds_own_text_is_kept_with_what_was_given_up(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(Item(title="A", link=site.url("/a"), content=f"<p>{LOREM * 3}</p>")))
    site.reply("/a", "broken", 500)
    world.scrape("--feed", "Daily")
    record = records(world)["a"]
    assert record.status is Status.RETRY
    change(world, [given_up(record)])
    site.forget("/feed")
    site.reply("/feed", rss())  # the feed shows it no more
    world.scrape("--feed", "Daily", "--force")
    world.configure(world.feed(**{"from": "feed"}))
    ran = world.ask("retry", "--failed")
    assert names(ran.paths) == ["A"]
    assert world.only_post().count("The harbour authority") == 3


def test_another_run_at_work_is_left_alone(lost: World) -> None:
    with run_lock(lost.state.parent / "lock"):
        ran = lost.ask("retry", "--failed")
    assert ran.status == 75
    assert records(lost)["a"].status is Status.GAVE_UP


def test_before_the_first_run_there_is_nothing_to_retry(world: World, site: LocalSite) -> None:
    ran = world.ask("retry", "--failed")
    assert (ran.status, ran.out) == (0, "")
    assert "nothing to retry" in ran.err
    assert world.ask("retry", site.url("/a")).status == 2
    assert not world.archive.exists()


def test_many_are_made_new_piece_by_piece(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(Item(title="A", link=site.url("/a"))))
    site.reply("/a", "broken", 500)
    world.scrape("--feed", "Daily")
    model = given_up(records(world)["a"])
    change(
        world,
        [
            dataclasses.replace(
                model,
                entry=dataclasses.replace(
                    model.entry, key=f"{n}", identity=f"x/{n}", url=f"http://127.0.0.1:9/{n}"
                ),
            )
            for n in range(1_101)
        ],
    )
    ran = world.ask("retry", "--failed", "--max-time", "0s", "-q")
    found = records(world).values()
    assert ran.status == 0
    assert {record.status for record in found} <= {Status.NEW, Status.RETRY}
    assert len(found) == 1_102


def test_a_feed_with_a_new_address_in_the_config_stays_the_feed_it_was(
    lost: World, site: LocalSite
) -> None:
    site.reply("/moved", rss(*(Item(title=f"N{n}", link=site.url(f"/n{n}")) for n in range(3))))
    for number in range(3):
        site.reply(f"/n{number}", page(f"N{number}"))
    lost.configure(lost.feed(path="/moved", first_run={"max_entries": 1}))

    assert names(lost.ask("retry", "--failed").paths) == ["A", "B", "N0", "N1", "N2"]

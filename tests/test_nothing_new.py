"""A run with nothing new: one request a feed, few commits, and the archive is not looked at."""

from __future__ import annotations

import asyncio
import dataclasses
import os
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper.archive import Archive
from scraper.errors import StoreError
from scraper.fetch.gates import Gates
from scraper.fetch.paces import Paces
from scraper.fetch.room import Room
from scraper.model import (
    EntryRecord,
    Feed,
    FeedOutcome,
    FeedState,
    Fetched,
    NotModified,
    RunReport,
    Validators,
)
from scraper.pipeline import Job, Tools, run, unwritten
from scraper.presets import BUILT_IN
from scraper.store.sqlite import SqliteStore
from small_web import START, Silent
from stored import record

SAME = b"<rss version='2.0'><channel><title>t</title></channel></rss>"


class Unchanged:
    """A web that has nothing new, with validators or without."""

    def __init__(self, *, knows: bool = True, wait: float = 0) -> None:
        self.gates = Gates(32, 32, timedelta(0))
        self.paces = Paces(lambda: START)
        self.room = Room()
        self.requests: dict[str, int] = {}
        self.asked: list[str] = []
        self._knows = knows
        self._wait = wait

    async def poll(self, url: str, *rest: Any) -> Fetched | NotModified:
        self.asked.append(url)
        await asyncio.sleep(self._wait)
        if self._knows:
            return NotModified(START, Validators("now"))
        return Fetched(url, url, "", SAME, START)


class Counting(SqliteStore):
    """A store that tells how often it was written to and asked."""

    def __init__(self) -> None:
        super().__init__(":memory:")
        self.commits = 0
        self.lookups = 0
        self.fails = False

    async def keep_states(self, states: Iterable[FeedState]) -> None:
        self.commits += 1
        if self.fails:
            raise StoreError("no room")
        await super().keep_states(states)

    async def admit(self, state: FeedState, records: Sequence[EntryRecord]) -> None:
        self.commits += 1
        await super().admit(state, records)

    async def pending(self, feed_id: str, now: datetime) -> Sequence[EntryRecord]:
        self.lookups += 1
        return await super().pending(feed_id, now)


def feeds(number: int) -> tuple[Feed, ...]:
    preset = BUILT_IN["jekyll"]
    every = timedelta(minutes=30)
    return tuple(
        Feed(f"{n}", f"{n}", f"http://h{n}.test/", preset, poll_every=every) for n in range(number)
    )


def tools_of(web: Unchanged, store: SqliteStore, root: Path) -> Tools:
    return Tools(
        fetch=web,  # type: ignore[arg-type]
        store=store,
        archive=Archive(root),
        reporter=Silent(),
        clock=lambda: START,
        agent_token="scraper",
    )


async def worked(job: Job, tools: Tools) -> RunReport:
    await tools.store.adopt(())
    return await run(job, tools)


@pytest.mark.parametrize("knows", [True, False])
def test_many_unchanged_feeds_are_one_commit_and_no_look_up(tmp_path: Path, knows: bool) -> None:
    store, web = Counting(), Unchanged(knows=knows)
    many = feeds(300)

    async def twice() -> tuple[RunReport, int, int]:
        tools = tools_of(web, store, tmp_path)
        await worked(Job(many), tools)
        store.commits = store.lookups = 0
        return await run(Job(many, force=True), tools), store.commits, store.lookups

    report, commits, lookups = asyncio.run(twice())
    assert {feed.outcome for feed in report.feeds} == {FeedOutcome.UNCHANGED}
    assert sorted(web.asked) == sorted(2 * [feed.url for feed in many])
    assert (commits, lookups) == (1, 0)
    states = asyncio.run(store.feed_states())
    assert all(states[feed.id].due_at == START + feed.poll_every for feed in many)
    asyncio.run(store.close())


def test_who_waits_from_before_is_still_looked_for(tmp_path: Path) -> None:
    store, web = Counting(), Unchanged()

    async def main() -> None:
        old = record("1")
        waits = dataclasses.replace(old, entry=dataclasses.replace(old.entry, feed_id="7"))
        await store.settle(waits)
        await worked(Job(feeds(9), dry_run=True), tools_of(web, store, tmp_path))

    asyncio.run(main())
    assert store.lookups == 1
    asyncio.run(store.close())


def test_a_run_that_is_stopped_has_stored_what_it_asked(tmp_path: Path) -> None:
    store, web = Counting(), Unchanged(wait=0.02)

    async def main() -> None:
        work = asyncio.ensure_future(worked(Job(feeds(300)), tools_of(web, store, tmp_path)))
        await asyncio.sleep(0.1)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(main())
    polled = asyncio.run(store.feed_states())
    assert 32 <= len(polled) < 300
    asyncio.run(store.close())


def test_what_is_asked_for_longer_is_stored_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unwritten, "LONGEST_S", 0.05)
    store, web = Counting(), Unchanged(wait=0.02)
    asyncio.run(worked(Job(feeds(320)), tools_of(web, store, tmp_path)))
    assert 2 <= store.commits <= 8
    asyncio.run(store.close())


def test_a_state_that_can_not_be_written_stops_the_run(tmp_path: Path) -> None:
    store = Counting()
    store.fails = True
    with pytest.raises(StoreError, match="no room"):
        asyncio.run(worked(Job(feeds(3)), tools_of(Unchanged(), store, tmp_path)))
    asyncio.run(store.close())


def test_the_archive_is_never_listed_once_it_was_taken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no(*asked: object, **how: object) -> None:
        raise AssertionError("nobody may list the archive in a usual run")

    store = Counting()
    tools = tools_of(Unchanged(), store, tmp_path)
    asyncio.run(store.adopt(()))
    monkeypatch.setattr(Archive, "scan", no)
    for name in ("scandir", "listdir", "walk"):
        monkeypatch.setattr(os, name, no)
    report = asyncio.run(run(Job(feeds(3)), tools))
    assert [feed.outcome for feed in report.feeds] == [FeedOutcome.UNCHANGED] * 3
    asyncio.run(store.close())

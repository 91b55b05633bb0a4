"""The Store against a few dicts: any order of calls gives what the dicts give."""

from __future__ import annotations

import asyncio
import dataclasses
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from scraper.model import Entry, EntryRecord, FeedState, Held, RobotsText, Status, Validators
from scraper.presets import path_key
from scraper.store.sqlite import SqliteStore

T = TypeVar("T")

START = datetime(2021, 11, 23, 12, 0, tzinfo=UTC)
FEEDS = ["f", "g"]
KEYS = ["1", "2", "é", "😀"]
NAMES = ["a.example/1", "b.example/2", "c.example/é"]
PATHS = ["x.md", "X.md", "y/é.md"]

times = st.integers(-5, 5).map(lambda n: START + timedelta(milliseconds=n))
maybe_times = st.none() | times
records = st.builds(
    EntryRecord,
    entry=st.builds(
        Entry,
        feed_id=st.sampled_from(FEEDS),
        key=st.sampled_from(KEYS),
        identity=st.sampled_from(NAMES),
        url=st.just("https://a.example/"),
        title=st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
        published=maybe_times,
        content_html=st.sampled_from(["", "<p>text"]),
    ),
    status=st.sampled_from(Status),
    first_seen=times,
    path=st.none() | st.sampled_from(PATHS),
    not_before=maybe_times,
    found_date=maybe_times,
    attempts=st.integers(0, 12),
    retry_at=maybe_times,
    reason=st.none() | st.just("why"),
    phase=st.none() | st.just("dns"),
    tried_at=maybe_times,
)
states = st.builds(
    FeedState,
    feed_id=st.sampled_from(FEEDS),
    url=st.just("u"),
    validators=st.builds(Validators, etag=st.none() | st.text("ab", max_size=2)),
    failures=st.integers(0, 3),
    failing_since=maybe_times,
    due_at=maybe_times,
)
posts = st.builds(Held, path=st.sampled_from(PATHS), title=st.sampled_from(["A", "B"]))
names = st.lists(st.sampled_from(NAMES), max_size=3)


class StoreMachine(RuleBasedStateMachine):
    """The store in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.store = self.opened()
        self.states: dict[str, FeedState] = {}
        self.entries: dict[tuple[str, str], EntryRecord] = {}
        self.articles: dict[str, Held] = {}
        self.silent: dict[str, datetime] = {}
        self.robots: dict[str, RobotsText] = {}
        self.adopted = False

    def opened(self) -> SqliteStore:
        return SqliteStore(":memory:")

    def do(self, call: Coroutine[object, object, T]) -> T:
        return self.runner.run(call)

    def put(self, record: EntryRecord) -> None:
        place = record.entry.feed_id, record.entry.key
        if place in self.entries:
            record = dataclasses.replace(record, first_seen=self.entries[place].first_seen)
        if record.status is Status.SAVED:
            bare = dataclasses.replace(record.entry, content_html="", summary_html="")
            record = dataclasses.replace(record, entry=bare)
        self.entries[place] = record

    @rule(state=states, new=st.lists(records, max_size=4))
    def admit(self, state: FeedState, new: list[EntryRecord]) -> None:
        self.do(self.store.admit(state, new))
        self.states[state.feed_id] = state
        for record in new:
            self.put(record)

    @rule(new=st.lists(states, max_size=3))
    def keep_states(self, new: list[FeedState]) -> None:
        self.do(self.store.keep_states(new))
        self.states |= {state.feed_id: state for state in new}

    @rule(record=records)
    def settle(self, record: EntryRecord) -> None:
        self.do(self.store.settle(record))
        self.put(record)

    @rule(record=records, path=st.sampled_from(PATHS))
    def plan(self, record: EntryRecord, path: str) -> None:
        self.do(self.store.plan(record.entry, path))
        place = record.entry.feed_id, record.entry.key
        if place in self.entries:
            self.entries[place] = dataclasses.replace(self.entries[place], path=path)

    @rule(record=records, held=posts, identities=names, own_path=st.booleans())
    def saved(self, record: EntryRecord, held: Held, identities: list[str], own_path: bool) -> None:
        self.do(self.store.saved(record, held, identities, own_path=own_path))
        self.put(record)
        for name in identities:
            if own_path or name not in self.articles:
                self.articles[name] = held

    @rule(found=st.lists(st.tuples(st.sampled_from(NAMES), posts), max_size=3))
    def adopt(self, found: list[tuple[str, Held]]) -> None:
        new = {name for name, _ in found} - set(self.articles)
        assert self.do(self.store.adopt(iter(found))) == len(new)
        for name, held in found:
            self.articles.setdefault(name, held)
        self.adopted = True

    @rule(host=st.sampled_from(["a", "b"]), until=times)
    def keep_silence(self, host: str, until: datetime) -> None:
        self.do(self.store.keep_silence(host, until))
        self.silent[host] = until

    @rule(origin=st.sampled_from(["a", "b"]), status=st.sampled_from([0, 200]), at=times)
    def keep_robots(self, origin: str, status: int, at: datetime) -> None:
        robots = RobotsText(origin, status, "x", at)
        self.do(self.store.keep_robots(robots))
        self.robots[origin] = robots

    @rule(now=times)
    def what_waits(self, now: datetime) -> None:
        waiting = set()
        for feed in FEEDS:
            due = [
                record
                for (owner, _), record in self.entries.items()
                if owner == feed and is_open(record, now)
            ]
            due.sort(key=lambda r: (r.entry.published or START + timedelta(9), r.entry.key))
            assert self.do(self.store.pending(feed, now)) == due
            if due:
                waiting.add(feed)
        assert self.do(self.store.feeds_with_pending(now)) == waiting
        undone = (Status.NEW, Status.RETRY)
        either = {owner for (owner, _), r in self.entries.items() if r.status in undone}
        assert self.do(self.store.feeds_with_open()) == either
        silent = {host: until for host, until in self.silent.items() if until > now}
        assert self.do(self.store.silences(now)) == silent

    @invariant()
    def all_is_as_in_the_dicts(self) -> None:
        assert self.do(self.store.feed_states()) == self.states
        for feed in FEEDS:
            mine = {key: rec for (owner, key), rec in self.entries.items() if owner == feed}
            assert self.do(self.store.known(feed, KEYS)) == mine
        assert self.do(self.store.held(NAMES)) == self.articles
        for path in PATHS:
            there = [n for n, h in self.articles.items() if path_key(h.path) == path_key(path)]
            assert self.do(self.store.identities_at(path_key(path))) == sorted(there)
        counts = Counter(record.status for record in self.entries.values())
        assert self.do(self.store.counts()) == counts
        assert self.do(self.store.post_count()) == len(
            {path_key(held.path) for held in self.articles.values()}
        )
        unsettled = self.do(self.store.unsettled())
        assert {
            (feed, key): n for feed, of in unsettled.items() for key, n in of.items()
        } == Counter(
            (feed, record.status)
            for (feed, _), record in self.entries.items()
            if record.status in (Status.NEW, Status.RETRY, Status.GAVE_UP)
        )
        late = Counter(
            feed
            for (feed, _), record in self.entries.items()
            if record.status is Status.GAVE_UP and record.tried_at and record.tried_at >= START
        )
        assert self.do(self.store.given_up_since(START)) == late
        for feed in FEEDS:
            for status in Status:
                assert self.do(self.listing(feed, status)) == self.in_order(
                    record
                    for (owner, _), record in self.entries.items()
                    if owner == feed and record.status is status
                )
        for name in NAMES:
            assert self.do(self.store.named([name])) == self.in_order(
                record for record in self.entries.values() if record.entry.identity == name
            )
        assert self.do(self.store.is_adopted()) is self.adopted
        for origin in ("a", "b"):
            assert self.do(self.store.robots(origin)) == self.robots.get(origin)

    async def listing(self, feed: str, status: Status) -> list[EntryRecord]:
        return [record async for record in self.store.listed(feed, status)]

    @staticmethod
    def in_order(records: Iterable[EntryRecord]) -> list[EntryRecord]:
        late = START + timedelta(9)
        return sorted(
            records, key=lambda r: (r.entry.published or late, r.entry.key, r.entry.feed_id)
        )

    def teardown(self) -> None:
        self.do(self.store.close())
        self.runner.close()


class StoreFileMachine(StoreMachine):
    """The store in a file, which is closed and opened again at any time."""

    def opened(self) -> SqliteStore:
        self.folder = Path(tempfile.mkdtemp())
        return SqliteStore(self.folder / "state.sqlite3")

    @precondition(lambda self: self.entries)
    @rule()
    def a_new_run(self) -> None:
        self.do(self.store.close())
        self.store = SqliteStore(self.folder / "state.sqlite3")

    def teardown(self) -> None:
        super().teardown()
        shutil.rmtree(self.folder)


def is_open(record: EntryRecord, now: datetime) -> bool:
    due = record.retry_at is not None and record.retry_at <= now
    return record.status is Status.NEW or (record.status is Status.RETRY and due)


TestStoreInMemory = StoreMachine.TestCase
TestStoreInMemory.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
TestStoreInAFile = StoreFileMachine.TestCase
TestStoreInAFile.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)

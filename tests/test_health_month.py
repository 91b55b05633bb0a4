"""A month of feeds of every rhythm, all of them well: nothing that needs a person.

No socket, no page: what polls bring is made up, and goes through what decides and the store.
"""

from __future__ import annotations

import asyncio
import dataclasses
import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random

import pytest

from scraper import decide
from scraper.errors import FetchError
from scraper.model import (
    Access,
    BodySeen,
    Entry,
    EntryRecord,
    Feed,
    FeedState,
    Fetched,
    Held,
    NotModified,
    ParsedFeed,
    Source,
    Status,
    Trouble,
    TroubleKind,
)
from scraper.pipeline.health import troubles
from scraper.presets import BUILT_IN
from scraper.store.sqlite import SqliteStore

START = datetime(2026, 3, 20, tzinfo=UTC)  # Easter is in it
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEFORE, DAYS = 300, 30  # published before the first poll, and how long it is polled
STEP = timedelta(minutes=30)
Times = Callable[[Random], Iterator[datetime]]


def _every(hours: float, spread: float = 0.3, *, night: bool = False) -> Times:
    def times(rng: Random) -> Iterator[datetime]:
        at = START - min(BEFORE, 40 * hours / 24 + 2) * DAY
        while at < START + DAYS * DAY:
            at += timedelta(hours=hours * rng.uniform(1 - spread, 1 + spread))
            if not night or 5 <= at.hour < 23:
                yield at

    return times


def _weekdays(rng: Random) -> Iterator[datetime]:
    for day in range(-60, DAYS):
        at = START + day * DAY + timedelta(hours=rng.uniform(7, 18))
        # Good Friday, Easter Monday, and a day or two that nobody wrote on.
        holiday = at.date().isoformat() in ("2026-04-03", "2026-04-06")
        if at.weekday() < 5 and not holiday and rng.random() > 0.1:
            yield at


def _bursts(rng: Random) -> Iterator[datetime]:
    at = START - BEFORE * DAY
    while at < START + DAYS * DAY:
        at += timedelta(days=rng.lognormvariate(math.log(9), 0.7))
        for _ in range(rng.randint(1, 6)):
            yield at + timedelta(hours=rng.uniform(0, 30))


def _few(rng: Random) -> Iterator[datetime]:
    for _ in range(5):
        yield START - timedelta(days=rng.uniform(1, BEFORE))


@dataclass
class Well:
    """A feed that is well, and how its articles look."""

    name: str
    times: Times
    short_share: float = 0  # of its articles, behind a wall
    failing: float = 0.01  # of its polls
    source: Source = Source.PAGE
    undated: bool = False
    rule: float | None = None  # how often its site's rule finds no author
    spread: float = 0.5  # of lengths
    sick_from: datetime | None = None  # teasers only, and the rule finds nothing, from then on
    shown: int = 15

    entries: list[Entry] = field(default_factory=list)
    due: list[datetime] = field(default_factory=list)
    down_until: datetime = START

    @cached_property
    def feed(self) -> Feed:
        url = f"https://{self.name}.example/feed"
        pace = STEP if "news" in self.name else 4 * HOUR
        return Feed(self.name, self.name, url, BUILT_IN["jekyll"], poll_every=pace)

    def made(self, rng: Random) -> Well:
        for n, at in enumerate(sorted(self.times(rng))):
            told = at
            if rng.random() < 0.01:  # an announcement
                told = at + timedelta(hours=rng.uniform(1, 40))
            elif rng.random() < 0.05:  # written long before it came
                told = at - timedelta(hours=rng.uniform(1, 90))
            url = f"https://{self.name}.example/{n}"
            self.entries.append(
                Entry(
                    self.name,
                    f"guid-{n}",
                    f"{self.name}.example/{n}",
                    url,
                    title=f"Of {rng.choice('tides locks ships'.split())} and number {n}",
                    published=None if self.undated else told,
                )
            )
            self.due.append(at)
        return self

    def body(self, entry: Entry, at: datetime, rng: Random) -> BodySeen:
        is_sick = self.sick_from is not None and at >= self.sick_from
        warned = self.rule is not None and rng.random() < (1 if is_sick else self.rule)
        warning = f"sites.yaml: {self.name}.example: author: matches nothing on this page"
        return BodySeen(
            entry.feed_id,
            entry.key,
            entry.url,
            at,
            int(rng.lognormvariate(math.log(3000), self.spread)),
            self.source,
            Access.PARTIAL if rng.random() < (is_sick or self.short_share) else Access.FULL,
            (warning,) if warned else (),
        )


def sources() -> list[Well]:
    return [
        Well("news", _every(1 / 3), failing=0.03),
        Well("wall-news", _every(1), short_share=0.25),
        Well("day-news", _every(0.7, night=True), short_share=0.1, rule=0.1, spread=1.2),
        *(Well(f"daily{n}", _every(24), rule=0.05) for n in range(4)),
        Well("daily-summaries", _every(12), source=Source.SUMMARY),
        Well("daily-undated", _every(20), undated=True),
        *(Well(f"weekdays{n}", _weekdays, shown=10 + 20 * n) for n in range(4)),
        Well("weekdays-wall", _weekdays, short_share=0.3),
        *(Well(f"weekly{n}", _every(7 * 24, 0.2)) for n in range(3)),
        Well("weekly-long-and-short", _every(3 * 24, 0.9), spread=1.5),
        *(Well(f"monthly{n}", _every(30 * 24, 0.2)) for n in range(3)),
        *(Well(f"bursts{n}", _bursts) for n in range(5)),
        Well("bursts-undated", _bursts, undated=True),
        *(Well(f"few{n}", _few) for n in range(2)),
        Well("shaky", _every(24), failing=0.08),
        Well("nothing-yet", lambda rng: iter(())),
    ]


class Month:
    """Thirty days, half an hour at a time."""

    def __init__(self, seed: int, of: Sequence[Well]) -> None:
        self.rng = Random(seed)
        self.store = SqliteStore(":memory:")
        self.sources = [source.made(self.rng) for source in of]
        self.states: dict[str, FeedState] = {}
        self.shown: dict[str, tuple[Entry, ...]] = {}
        self.known: dict[str, dict[str, EntryRecord]] = {}
        self.waiting: list[tuple[EntryRecord, Well]] = []
        self.polls = self.articles = 0

    async def lived(self) -> list[Trouble]:
        """What needed a person on any day of it."""
        feeds = [source.feed for source in self.sources]
        found: list[Trouble] = []
        for step in range(int(DAYS * DAY / STEP)):
            now = START + step * STEP
            for source in self.sources:
                state = decide.state_at(source.feed, self.states.get(source.name))
                if decide.is_due(source.feed, state, now):
                    self.states[source.name] = await self.poll(source, state, now)
            await self.retry(now)
            if step % int(DAY / STEP) == 0:
                await self.store.keep_states(self.states.values())
                told = await troubles(feeds, self.store, now)
                found += [trouble for trouble in told if trouble.needs_person]
        await self.store.close()
        return found

    async def poll(self, source: Well, state: FeedState, now: datetime) -> FeedState:
        self.polls += 1
        feed, rng = source.feed, self.rng
        if rng.random() < source.failing / 20:  # down for an afternoon
            source.down_until = now + timedelta(hours=rng.uniform(1, 6))
        if now < source.down_until or rng.random() < source.failing:
            status, phase = rng.choice([(503, "status"), (None, "time"), (429, "status")])
            wait = HOUR if status == 429 else None
            return decide.after_poll_failure(
                feed, state, now, "trouble that passes", wait, status=status, phase=phase
            )
        entries = self.document(source, now)
        if self.shown.get(source.name) == entries:
            return decide.after_answer(feed, state, NotModified(now), now, same=None)[0]
        answer = Fetched(feed.url, feed.url, "", b"<rss/>", now)
        first = state.last_success is None
        # A line that drops now and then gives what came whole.
        parsed = ParsedFeed(source.name, entries, complete=rng.random() > 0.005)
        after = decide.after_answer(feed, state, answer, now, same=None)[0]
        after = decide.after_document(feed, after, answer, parsed, first_poll=first)
        known = self.known.setdefault(feed.id, {})  # the store would give the same, more slowly
        records = decide.wanted(
            entries, known, {}, now, first_run=feed.first_run if first else None
        )
        after = decide.after_news(after, parsed, records, now, first_poll=first)
        self.shown[source.name] = entries
        await self.store.admit(after, records)
        for record in records:
            if record.status is not Status.NEW:
                continue
            known[record.entry.key] = dataclasses.replace(record, status=Status.SAVED)
            if rng.random() < 0.03:  # the page is not there for a moment
                error = FetchError(record.entry.url, "HTTP 503", phase="status", retry=HOUR)
                record = decide.after_attempt(record, now, error)
                await self.store.settle(record)
                self.waiting.append((record, source))
            else:
                await self.save(record, source, now)
        return after

    def document(self, source: Well, now: datetime) -> tuple[Entry, ...]:
        end = bisect_right(source.due, now)
        entries = source.entries[max(0, end - source.shown) : end]
        if entries and self.rng.random() < 0.02:  # a headline is corrected
            entry = entries[-1]
            source.entries[end - 1] = dataclasses.replace(entry, title=f"{entry.title}, again")
            return (*entries[:-1], source.entries[end - 1])
        return tuple(entries)

    async def retry(self, now: datetime) -> None:
        due = [one for one in self.waiting if one[0].retry_at is None or one[0].retry_at <= now]
        for one in due:
            self.waiting.remove(one)
            await self.save(*one, now)

    async def save(self, record: EntryRecord, source: Well, now: datetime) -> None:
        self.articles += 1
        entry = record.entry
        done = dataclasses.replace(record, status=Status.SAVED, path="a.md", retry_at=None)
        seen = source.body(entry, now, self.rng)
        await self.store.saved(
            done, Held("a.md", entry.title), [entry.identity], own_path=True, seen=seen
        )


@pytest.mark.parametrize("seed", range(3))
def test_a_month_in_which_all_is_well_needs_nobody(seed: int) -> None:
    month = Month(seed, sources())
    assert len(month.sources) == 31
    assert asyncio.run(month.lived()) == []
    assert month.polls > 8_000
    assert month.articles > 3_000


def test_in_the_same_month_what_is_sick_is_told() -> None:
    later = START + 20 * DAY
    of = [
        Well("ends", lambda rng: (at for at in _every(24)(rng) if at < START + 5 * DAY)),
        Well("pays", _every(6), short_share=0.1, sick_from=later),
        Well("rebuilt", _every(6), rule=0.05, sick_from=later),
        Well("well", _every(6), rule=0.05, short_share=0.1),
    ]
    told = asyncio.run(Month(1, of).lived())
    assert {(trouble.feed, trouble.kind.value) for trouble in told} == {
        ("ends", "silent"),
        ("pays", "teasers"),
        ("rebuilt", "teasers"),
        ("rebuilt", "rule"),
    }
    days = [trouble.since for trouble in told if trouble.kind is TroubleKind.TEASERS]
    assert len(days) >= 2 * 7  # it stays until somebody does something
    assert all(since is not None and since >= later - DAY for since in days)

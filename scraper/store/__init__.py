"""What is remembered between runs: the contract that every back end keeps.

The archive is the database; this is a cache of it plus what only time can tell (validators,
attempts, back-off). Losing it costs requests, never a second file.

Laws, checked by tests/test_store.py on every back end:

- Admit, then work: `admit` stores a feed's new entries and its validators in one transaction.
- Every call is durable or raised a StoreError; none leaves half of itself.
- `first_seen` of an entry is never changed once stored.
- Results come in a fixed order: oldest published first, then by key.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from scraper.model import (
    BodySeen,
    Entry,
    EntryRecord,
    FeedState,
    Held,
    HostPace,
    RobotsText,
    RunRecord,
    Status,
    Walk,
)

BODIES_KEPT = 60  # of each feed


class Store(Protocol):
    """State of one archive. Times are aware UTC, kept to the millisecond."""

    async def feed_states(self) -> Mapping[str, FeedState]:
        """All feeds' states by id."""
        ...

    async def admit(self, state: FeedState, records: Sequence[EntryRecord]) -> None:
        """Stores a feed's state and its new or changed entries, in one transaction."""
        ...

    async def keep_states(self, states: Iterable[FeedState]) -> None:
        """Stores the states of feeds that brought nothing new, in one transaction."""
        ...

    async def known(self, feed_id: str, keys: Sequence[str]) -> Mapping[str, EntryRecord]:
        """Those of a feed's entries that are stored, by key."""
        ...

    async def known_as(self, feed_id: str, identities: Sequence[str]) -> Mapping[str, EntryRecord]:
        """Those of a feed's entries that are stored, by the article's identity; one of each."""
        ...

    async def walks(self, feed_id: str) -> Mapping[str, Walk]:
        """How far a feed's sources of history were read, by source."""
        ...

    async def advance(self, walk: Walk, records: Sequence[EntryRecord]) -> None:
        """Stores how far a walk came and the entries it found there, in one transaction."""
        ...

    async def pending(self, feed_id: str, now: datetime) -> Sequence[EntryRecord]:
        """Entries to work on: NEW, and RETRY whose time has come.

        A time too far ahead (decide.LONGEST_WAIT) has come, too: the clock was wrong.
        """
        ...

    async def feeds_with_pending(self, now: datetime) -> frozenset[str]:
        """Ids of the feeds for which `pending` is not empty."""
        ...

    async def feeds_with_open(self) -> frozenset[str]:
        """Ids of the feeds that have entries NEW or RETRY, whether their time has come or not."""
        ...

    async def plan(self, entry: Entry, path: str) -> None:
        """Notes where a post is about to be written, so that a killed run's file is recognised."""
        ...

    async def settle(self, record: EntryRecord) -> None:
        """Stores the outcome of an attempt that wrote nothing."""
        ...

    async def saved(
        self,
        record: EntryRecord,
        held: Held,
        identities: Sequence[str],
        *,
        own_path: bool,
        seen: BodySeen | None = None,
    ) -> None:
        """Stores that `record`'s article is held under these identities, in one transaction.

        `own_path` is False when another entry's post already holds the article. `seen` is what was
        written of it, if that was now.
        """
        ...

    async def held(self, identities: Sequence[str]) -> Mapping[str, Held]:
        """The posts that hold these articles, by identity."""
        ...

    async def identities_at(self, path_key: str) -> Sequence[str]:
        """The articles whose post lies at a path of this key; none if the path is free."""
        ...

    async def is_adopted(self) -> bool:
        """Whether the archive's posts were taken in; False for a new state."""
        ...

    async def was_rebuilt(self) -> bool:
        """Whether the archive held posts when they were taken in: a state was there before."""
        ...

    async def adopt(self, posts: Iterable[tuple[str, Held]]) -> int:
        """Takes in the archive's posts (identity, post), in one transaction; how many were new."""
        ...

    async def counts(self) -> Mapping[Status, int]:
        """How many entries stand where."""
        ...

    async def unsettled(self) -> Mapping[str, Mapping[Status, int]]:
        """How many entries of each feed are NEW, RETRY or GAVE_UP, by feed id; none of none."""
        ...

    async def given_up_since(self, at: datetime) -> Mapping[str, int]:
        """How many entries of each feed were given up then or later, by feed id; none of none."""
        ...

    async def post_count(self) -> int:
        """How many posts hold articles."""
        ...

    def listed(self, feed_id: str, status: Status) -> AsyncIterator[EntryRecord]:
        """A feed's entries in one status, read in pieces: what changes meanwhile may be missed."""
        ...

    async def named(self, identities: Sequence[str]) -> Sequence[EntryRecord]:
        """All entries whose URL names one of these articles, of whichever feeds. Reads them all."""
        ...

    async def robots(self, origin: str) -> RobotsText | None:
        """The last robots.txt of an origin, however old."""
        ...

    async def keep_robots(self, robots: RobotsText) -> None:
        """Stores an origin's robots.txt."""
        ...

    async def silences(self, now: datetime) -> Mapping[str, datetime]:
        """Hosts that asked to be left alone, and until when; none for longer than may be asked."""
        ...

    async def keep_silence(self, host: str, until: datetime) -> None:
        """Stores that a host asked to be left alone."""
        ...

    async def end_run(self, run: RunRecord, paces: Iterable[HostPace]) -> None:
        """Stores what a run was and how the hosts it asked answered in it, in one transaction.

        What was kept before of these hosts is joined with it (`decide.joined_pace`).
        """
        ...

    async def runs(self, most: int) -> Sequence[RunRecord]:
        """The last runs, newest first; a thousand are kept."""
        ...

    async def paces(self) -> Sequence[HostPace]:
        """How hosts answered, by host."""
        ...

    async def bodies(self, feed_id: str, most: int) -> Sequence[BodySeen]:
        """What was written of a feed last, newest first; at least BODIES_KEPT are kept."""
        ...

    async def latest(self, feed_id: str, most: int) -> Sequence[EntryRecord]:
        """A feed's entries that were seen last, newest sight first; texts may be gone."""
        ...

    async def days(self, since: datetime) -> Mapping[str, Mapping[date, int]]:
        """How many posts of each feed were published on each UTC day since then, by feed id."""
        ...

    async def saved_counts(self) -> Mapping[str, int]:
        """How many entries of each feed are SAVED, by feed id; none of none. Reads them all."""
        ...

    async def newest(self) -> Mapping[str, datetime]:
        """When each feed's newest entry was published, or first seen; by feed id. Reads them all.

        Dates later than the entry's first sight count as that: clocks and zones lie.
        """
        ...

    async def all_days(self, since: datetime) -> Mapping[date, int]:
        """How many posts of the archive are of each UTC day since then, whoever brought them."""
        ...

    async def told(self) -> Mapping[tuple[str, str], datetime]:
        """What a person was notified of and when: (feed id or "", kind of trouble)."""
        ...

    async def keep_told(self, told: Mapping[tuple[str, str], datetime]) -> None:
        """Replaces what `told` gives."""
        ...

    async def close(self) -> None:
        """Lets go of the state; the object is done with."""
        ...

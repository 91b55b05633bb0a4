"""How the feeds do: what is not as it should be, read from the Store. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from scraper import decide
from scraper.model import EntryRecord, Feed, FeedState, Status, Trouble
from scraper.pipeline.disks import disk_troubles
from scraper.store import BODIES_KEPT, Store
from scraper.urls import host_of

_MOST = 500  # entries that are looked at, of each feed: enough to tell by


async def troubles(
    feeds: Sequence[Feed], store: Store, now: datetime, folders: Sequence[Path] = ()
) -> tuple[Trouble, ...]:
    """What is wrong with these feeds, in their order, then with the disks of these folders."""
    states = await store.feed_states()
    silences = await store.silences(now)
    waiting = await store.unsettled()
    lately = await store.given_up_since(now - decide.GIVEN_UP_LATELY)
    found: list[Trouble] = []
    for feed in feeds:
        state = states.get(feed.id)
        past = decide.Past(
            bodies=tuple(await store.bodies(feed.id, 2 * BODIES_KEPT)),
            waiting=await _listed(feed, Status.RETRY, store) if feed.id in waiting else (),
            given_up=await _listed(feed, Status.GAVE_UP, store) if feed.id in lately else (),
            silent_until=silences.get(host_of(_url(feed, state))),
        )
        found += decide.feed_troubles(feed, state, now, past)
    return (*found, *disk_troubles(folders))


def _url(feed: Feed, state: FeedState | None) -> str:
    is_its = state is not None and state.url == feed.url
    return (state.adopted_url if is_its and state is not None else None) or feed.url


async def _listed(feed: Feed, status: Status, store: Store) -> tuple[EntryRecord, ...]:
    """The youngest of a feed's entries in that status, by when they were first seen."""
    found: list[EntryRecord] = []
    async for record in store.listed(feed.id, status):
        found.append(record)
        if len(found) >= 2 * _MOST:
            found = _youngest(found)
    return tuple(_youngest(found))


def _youngest(records: list[EntryRecord]) -> list[EntryRecord]:
    return sorted(records, key=lambda record: record.first_seen, reverse=True)[:_MOST]

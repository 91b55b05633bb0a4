"""What `scrape retry` tries anew: chosen from the Store, made new there, told in a dry run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from scraper import decide
from scraper.errors import ConfigError
from scraper.model import EntryRecord, Feed, FeedState, Status
from scraper.store import Store
from scraper.urls import canonical, identity

_PIECE = 500  # so many entries are made new in one transaction
_ANEW = (Status.GAVE_UP, Status.RETRY, Status.NEW, Status.FILTERED)  # by address


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person wants tried anew: entries of these addresses, or all that these feeds gave up.

    With addresses the feeds only say where to look.
    """

    feeds: tuple[Feed, ...]
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Again:
    """What is tried anew of one feed. `poll`: the feed failed or was gone, and is asked again.

    `asked_for`: these very entries are, so no filter is held against them.
    """

    feed: Feed
    state: FeedState
    poll: bool
    records: AsyncIterator[EntryRecord]
    asked_for: bool = False


async def chosen(asked: Asked, store: Store) -> tuple[Sequence[Again], Sequence[str]]:
    """What is tried anew, in the order of the feeds, and what there is to say of the rest.

    Raises ConfigError for an address that no entry of these feeds has.
    """
    states = await store.feed_states()
    by_feed, notes = await _by_url(asked, store) if asked.urls else ({}, ())
    found: list[Again] = []
    for feed in asked.feeds:
        state = decide.state_at(feed, states.get(feed.id))
        if asked.urls:
            if feed.id in by_feed:
                found.append(Again(feed, state, False, _each(by_feed[feed.id]), asked_for=True))
            continue
        poll = state.failures > 0 or state.gone_since is not None
        found.append(Again(feed, state, poll, store.listed(feed.id, Status.GAVE_UP)))
    return found, notes


async def made_new(found: Sequence[Again], store: Store) -> tuple[tuple[Feed, ...], int]:
    """Stores all that as new; the feeds concerned, and how many entries.

    A kill in between leaves some as they were: the same command does the rest.
    """
    feeds: list[Feed] = []
    count = 0
    for again in found:
        state = decide.due_again(again.state) if again.poll else again.state
        piece: list[EntryRecord] = []
        before = count
        async for record in again.records:
            piece.append(decide.tried_anew(record, asked_for=again.asked_for))
            count += 1
            if len(piece) == _PIECE:
                await store.admit(state, piece)
                piece = []
        if piece or again.poll:
            await store.admit(state, piece)
        if again.poll or count > before:
            feeds.append(again.feed)
    return tuple(feeds), count


async def _by_url(
    asked: Asked, store: Store
) -> tuple[Mapping[str, list[EntryRecord]], Sequence[str]]:
    wanted: dict[str, str] = {}
    for url in asked.urls:
        address = canonical(url)
        if address is None:
            raise ConfigError(f"retry: want an address with http:// or https://, got {url!r}")
        wanted[identity(address)] = url
    feeds = {feed.id for feed in asked.feeds}
    by_feed: dict[str, list[EntryRecord]] = {}
    notes: dict[str, str] = {}
    seen: set[str] = set()
    retried: set[str] = set()
    elsewhere: dict[str, str] = {}
    for record in await store.named(list(wanted)):
        entry = record.entry
        name = entry.identity if entry.identity in wanted else identity(entry.url)
        if entry.feed_id not in feeds:
            elsewhere[name] = entry.feed_id
            continue
        seen.add(name)
        if record.status in _ANEW:
            retried.add(name)
            by_feed.setdefault(entry.feed_id, []).append(record)
        elif record.status is Status.SAVED:
            notes[name] = f"{wanted[name]}: archived already, in {record.path}"
        else:
            notes[name] = f"{wanted[name]}: left as too old; scrape --since DATE takes it"
    for name, url in wanted.items():
        if name not in seen:
            other = f"; the feed {elsewhere[name]!r} is not asked" if name in elsewhere else ""
            raise ConfigError(f"retry: no entry with this address is known: {url}{other}")
    return by_feed, tuple(note for name, note in notes.items() if name not in retried)


async def _each(records: Sequence[EntryRecord]) -> AsyncIterator[EntryRecord]:
    for record in records:
        yield record

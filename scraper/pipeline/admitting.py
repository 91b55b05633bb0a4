"""Which records come of entries, whoever named them: a poll or a source of history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scraper import decide
from scraper.model import Entry, EntryRecord, Feed, Status
from scraper.pipeline.filtering import sieve_of, without_text
from scraper.pipeline.tools import Job, Tools
from scraper.presets import path_key


def keys_of(entries: Sequence[Entry]) -> list[str]:
    """All keys that the store may know them by."""
    return [key for entry in entries for key in (entry.key, decide.second_key(entry))]


async def records_for(
    entries: Sequence[Entry],
    known: Mapping[str, EntryRecord],
    feed: Feed,
    job: Job,
    tools: Tools,
    *,
    first_poll: bool = False,
) -> tuple[EntryRecord, ...]:
    """The records to store: new entries, and `known` ones (by key) that change."""
    held = dict(await tools.store.held([entry.identity for entry in entries]))
    for entry in entries:
        if entry.key not in known and entry.identity in held:
            held[entry.identity] = tools.looked_up(entry, held[entry.identity])
    missing: frozenset[str] = frozenset()
    if job.since is not None:
        paths = {record.path for record in known.values() if record.status is Status.SAVED}
        paths |= {post.path for post in held.values()}
        missing = frozenset([p for p in paths if p and not await _is_in_archive(p, tools)])
    # A state made anew beside an archive knows no feed, but a feed whose articles are there was
    # polled before: what it shows besides is new, and not what a first run may leave.
    first_poll = first_poll and not (held and await tools.store.was_rebuilt())
    records = decide.wanted(
        entries,
        known,
        held,
        tools.clock(),
        since=job.since,
        until=job.until,
        first_run=feed.first_run if first_poll else None,
        missing=missing,
        include_undated=job.include_undated,
        sieve=sieve_of(feed),
    )
    records = tuple(without_text(record, feed, tools) for record in records)
    for record in records:
        if record.status is Status.FILTERED:
            tools.reporter.not_archived(feed, record)
    return records


async def _is_in_archive(path: str, tools: Tools) -> bool:
    """Whether the post written to `path` is in the archive, there or where a person moved it."""
    if tools.archive.exists(path):
        return True
    names = await tools.store.identities_at(path_key(path))
    return any(name in tools.found_in_archive() for name in names)

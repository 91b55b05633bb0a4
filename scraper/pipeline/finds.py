"""What a source of history named, as records: new articles, and those that are known already."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from scraper import decide
from scraper.history.sources import Item
from scraper.model import Entry, EntryRecord, Feed, Status
from scraper.pipeline.poll import is_in_archive
from scraper.pipeline.tools import Job, Tools


async def records_of(
    items: Sequence[Item], feed: Feed, job: Job, tools: Tools
) -> list[EntryRecord]:
    """The records to store for what one page named, the newest first."""
    if not items:
        return []
    store, feed_id = tools.store, feed.id
    items = sorted(items, key=_newest_first)
    named_by: dict[str, Entry] = {}
    for entry in (item.entry for item in items):  # a sitemap may spell one address in two ways
        named_by.setdefault(entry.identity if entry.key == entry.url else entry.key, entry)
    entries = list(named_by.values())
    keys = [key for entry in entries for key in (entry.key, decide.second_key(entry))]
    known = dict(await store.known(feed_id, keys))
    named = await store.known_as(feed_id, [entry.identity for entry in entries])
    entries = [_adopted(entry, known, named) for entry in entries]
    entries = list({entry.key: entry for entry in entries}.values())
    held = dict(await store.held([entry.identity for entry in entries]))
    for entry in entries:
        if entry.key not in known and entry.identity in held:
            held[entry.identity] = tools.looked_up(entry, held[entry.identity])
    paths = {record.path for record in known.values() if record.status is Status.SAVED}
    paths |= {post.path for post in held.values()}
    missing = [path for path in paths if path and not await is_in_archive(path, tools)]
    return list(
        decide.wanted(
            entries,
            known,
            held,
            tools.clock(),
            since=job.since,
            until=job.until,
            missing=frozenset(missing),
            include_undated=job.include_undated,
        )
    )


def _adopted(
    entry: Entry, known: dict[str, EntryRecord], named: Mapping[str, EntryRecord]
) -> Entry:
    """The entry under the key that its article has already, with what is known of it.

    A sitemap knows no guids and no titles, and may spell an address in another way.
    """
    record = known.get(entry.key) or named.get(entry.identity)
    if record is None or decide.reuses_key(entry, record.entry):
        return entry
    known[record.entry.key] = record
    old = record.entry
    return dataclasses.replace(
        entry,
        key=old.key,
        identity=old.identity,
        url=entry.url if old.found_by else old.url,
        guid=old.guid or entry.guid,
        title=entry.title or old.title,
        published=entry.published or old.published,
        published_raw=entry.published_raw or old.published_raw,
        updated=entry.updated or old.updated,
        author=entry.author or old.author,
        tags=entry.tags or old.tags,
        found_by=old.found_by and entry.found_by,
    )


def _newest_first(item: Item) -> float:
    return -item.span.latest.timestamp() if item.span.latest is not None else 0.0

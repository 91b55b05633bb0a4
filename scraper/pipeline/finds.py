"""What a source of history named, as records: new articles, and those that are known already."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from scraper import decide
from scraper.history.sources import Item
from scraper.model import Entry, EntryRecord, Feed
from scraper.pipeline.admitting import keys_of, records_for
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
    known = dict(await store.known(feed_id, keys_of(entries)))
    named = await store.known_as(feed_id, [entry.identity for entry in entries])
    entries = [_adopted(entry, known, named) for entry in entries]
    entries = list({entry.key: entry for entry in entries}.values())
    return list(await records_for(entries, known, feed, job, tools))


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
        language=entry.language or old.language,
        found_by=old.found_by and entry.found_by,
    )


def _newest_first(item: Item) -> float:
    return -item.span.latest.timestamp() if item.span.latest is not None else 0.0

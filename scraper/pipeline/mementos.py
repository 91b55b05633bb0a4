"""An article that is gone, as the Wayback Machine holds it; only in a run that may ask."""

from __future__ import annotations

import dataclasses

from scraper.errors import FetchError
from scraper.model import EntryRecord, Feed, Page
from scraper.pipeline.pages import page_of
from scraper.pipeline.tools import Tools


async def memento_of(
    record: EntryRecord, feed: Feed, tools: Tools
) -> tuple[Page | None, str | None]:
    """The page as it was captured nearest to its date, and the capture's address; or neither.

    Raises FetchError if that can't be said.
    """
    entry = record.entry
    if tools.wayback is None or record.not_before is None or not entry.linked:
        return None, None
    when = entry.published or entry.updated or record.first_seen
    try:
        copy = await tools.wayback.memento_near(entry.url, when)
    except FetchError as error:
        await tools.note_silence(error)
        raise
    if copy is None:
        return None, None
    return page_of(copy, feed, tools), copy.url


def marked(record: EntryRecord, memento: str | None) -> EntryRecord:
    """The record, told where its page was had from."""
    if memento is None:
        return record
    return dataclasses.replace(record, entry=dataclasses.replace(record.entry, memento=memento))

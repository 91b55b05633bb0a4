"""How the feeds do: what is not as it should be, read from the Store. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from scraper import decide
from scraper.model import Feed, Trouble
from scraper.store import Store


async def troubles(
    feeds: Sequence[Feed], store: Store, now: datetime, folders: Sequence[Path] = ()
) -> tuple[Trouble, ...]:
    """What is wrong with these feeds, in their order, then with the disks of these folders."""
    states = await store.feed_states()
    found: list[Trouble] = []
    for feed in feeds:
        found += decide.feed_troubles(feed, states.get(feed.id), now)
    return tuple(found)

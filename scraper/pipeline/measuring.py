"""How feeds and archive stand after a run, in numbers. Nothing is written."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from scraper.errors import StoreError
from scraper.model import Feed, FeedFigures, Figures, Status, Trouble, waiting_in
from scraper.pipeline.health import troubles
from scraper.store import Store


async def measure(
    feeds: Sequence[Feed],
    found: Sequence[Trouble] | None,
    store: Store,
    now: datetime,
    places: Mapping[str, Path],
) -> Figures | None:
    """The figures of these feeds and the disks of these places; None if the state can't be read.

    `found` are the feeds' troubles, where somebody looked for them already.
    """
    try:
        if found is None:
            found = await troubles(feeds, store, now, tuple(places.values()))
        states = await store.feed_states()
        unsettled = await store.unsettled()
        posts = await store.post_count()
    except StoreError:  # the run says so itself
        return None
    figures: list[FeedFigures] = []
    for feed in feeds:
        state = states.get(feed.id)
        if state is not None and state.url != feed.url:  # what is remembered is of another address
            state = None
        figures.append(
            FeedFigures(
                feed.name,
                state.last_success if state else None,
                state.failures if state else 0,
                waiting_in(unsettled.get(feed.id, {})),
            )
        )
    return Figures(
        feeds=tuple(figures),
        posts=posts,
        waiting=sum(waiting_in(counts) for counts in unsettled.values()),
        gave_up=sum(counts.get(Status.GAVE_UP, 0) for counts in unsettled.values()),
        troubles=Counter(trouble.kind for trouble in found if trouble.needs_person),
        free={name: free for name, path in places.items() if (free := _free(path)) is not None},
    )


def _free(path: Path) -> int | None:
    try:
        return shutil.disk_usage(path).free
    except OSError:
        return None

"""After a run: what a person is told of it unasked, and that it was told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from scraper import decide
from scraper.errors import StoreError
from scraper.model import Feed, Marks, Notify, RunReport, Trouble
from scraper.pipeline.delivery import Outgoing
from scraper.pipeline.health import troubles
from scraper.pipeline.notice_words import Origin, outgoing
from scraper.store import Store

Deliver = Callable[[Outgoing], Awaitable[Mapping[str, str | None]]]


class Told(NamedTuple):
    """A line for each thing that went wrong; all troubles of the feeds, if they could be read."""

    failed: Sequence[str]
    troubles: Sequence[Trouble] | None


async def tell(
    report: RunReport,
    feeds: Sequence[Feed],
    store: Store,
    notify: Notify,
    deliver: Deliver,
    *,
    folders: Sequence[Path],
    origin: Origin,
    now: datetime,
) -> Told:
    """Sends one notice of all that is news, if anything is. The run stands, whatever fails here.

    It counts as told as soon as one way took it; else the next run tells it. `feeds` are all that
    are enabled, whichever of them the run was for.
    """
    found: Sequence[Trouble] | None = None
    try:
        found = await troubles(feeds, store, now, folders)
        told = await store.told()
        decided = await _decided(report, feeds, found, told, store, notify, now)
        kept = decided.told
        failed: list[str] = []
        if decided.notice:
            came = await deliver(outgoing(decided.notice, origin, now))
            failed = [f"notify: {way}: {why}" for way, why in came.items() if why is not None]
            if len(failed) == len(came):
                kept = decided.untold
                failed = [f"{line}; the next run tells it again" for line in failed]
        if kept != told:
            await store.keep_told(kept)
    except StoreError as error:
        return Told((f"notify: what was told can't be read or kept: {error}",), found)
    return Told(failed, found)


async def _decided(
    report: RunReport,
    feeds: Sequence[Feed],
    found: Sequence[Trouble],
    told: Marks,
    store: Store,
    notify: Notify,
    now: datetime,
) -> decide.Telling:
    states = await store.feed_states()
    cut_off = decide.is_cut_off(report, feeds, states)
    if cut_off:
        found = (*found, decide.network_trouble(feeds, states, now))
    marks = decide.with_network(told, cut_off, now)
    return decide.telling(
        found,
        marks,
        {feed.name: feed.id for feed in feeds},
        decide.judged(feeds, states, marks),
        network_known=cut_off is not None,
        on=notify.on,
        now=now,
    )

"""What a report tells, read from the Store. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median_low
from urllib.parse import urlsplit

from scraper.model import EntryRecord, Feed, FeedState, Status, waiting_in
from scraper.pipeline.health import troubles
from scraper.report.facts import Days, FeedFacts, Period, Report, Storage
from scraper.store import BODIES_KEPT, Store

_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_RUNS_KEPT = 1000
# A host that was asked once in all its time has no pace yet.
_FEW_REQUESTS = 3


async def gather(
    feeds: Sequence[Feed],
    store: Store,
    now: datetime,
    days: int,
    *,
    storage: Storage,
    folders: Sequence[Path] = (),
    everything: bool = True,
    is_polled: bool = True,
) -> Report:
    """How these feeds do, in their order; `everything`: posts of feeds not among them count, too.

    `folders` are those whose disks are looked at; `storage` goes into the report as it is.
    """
    period = Period(now.astimezone(UTC).date(), days)
    ever, newest = await store.days(_FIRST), await store.newest()
    states, counts = await store.feed_states(), await store.unsettled()
    ids = {feed.id for feed in feeds}
    summed: dict[date, int] = dict(await store.all_days(_FIRST)) if everything else {}
    for feed_id, by_day in ever.items():
        if not everything and feed_id in ids:
            for day, count in by_day.items():
                summed[day] = summed.get(day, 0) + count
    strays = sum(sum(by_day.values()) for feed_id, by_day in ever.items() if feed_id not in ids)
    facts = []
    for feed in feeds:
        known = _known(feed, states.get(feed.id), period, ever.get(feed.id, {}))
        latest = await store.latest(feed.id, 1)
        lengths = [body.length for body in await store.bodies(feed.id, BODIES_KEPT)]
        known = replace(known, newest=newest.get(feed.id))
        facts.append(_with(known, latest, counts.get(feed.id, {}), lengths))
    paces = [pace for pace in await store.paces() if pace.requests >= _FEW_REQUESTS]
    return Report(
        at=now,
        period=period,
        is_polled=is_polled,
        posts=await store.post_count() if everything else sum(feed.ever for feed in facts),
        counts=period.counts(summed),
        week=period.recent(summed, 7),
        strays=strays if everything else 0,
        feeds=tuple(facts),
        troubles=await troubles(feeds, store, now, folders),
        hosts=tuple(sorted(paces, key=lambda pace: (-pace.took, pace.host))),
        runs=tuple(
            run
            for run in await store.runs(_RUNS_KEPT)
            if period.first <= run.started.astimezone(UTC).date() <= period.today
        ),
        storage=storage,
    )


def _known(feed: Feed, state: FeedState | None, period: Period, days: Days) -> FeedFacts:
    facts = FeedFacts(
        name=feed.name,
        host=urlsplit(feed.url).hostname or "",
        counts=period.counts(days),
        week=period.recent(days, 7),
        ever=sum(days.values()),
    )
    if state is None or state.url != feed.url:  # what is remembered is of another address
        return facts
    return replace(
        facts,
        last_success=state.last_success,
        failures=state.failures,
        is_gone=state.gone_since is not None,
    )


def _with(
    facts: FeedFacts,
    latest: Sequence[EntryRecord],
    counts: Mapping[Status, int],
    lengths: Sequence[int],
) -> FeedFacts:
    return replace(
        facts,
        language=latest[0].entry.language if latest else None,
        waiting=waiting_in(counts),
        gave_up=counts.get(Status.GAVE_UP, 0),
        length=median_low(lengths) if lengths else None,
    )

"""The lines of `scrape status`, for people and as JSON."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from scraper.commands.asking import now
from scraper.commands.exits import EXIT_NEEDS_A_PERSON, EXIT_OK
from scraper.commands.standing import (
    FeedStanding,
    Totals,
    entry_standings,
    feed_standings,
    totals,
)
from scraper.commands.trouble_lines import trouble_line
from scraper.console.words import (
    counted,
    entry_fields,
    maybe_iso,
    minute,
    print_line,
    print_object,
    shown,
    trouble_fields,
    why,
)
from scraper.decide import GIVEN_UP_LATELY
from scraper.model import EntryRecord, Feed, Status, Trouble
from scraper.store import Store


async def tell(
    feeds: Sequence[Feed],
    store: Store,
    folders: Sequence[Path],
    *,
    strays: bool,
    failed: bool,
    waiting: bool,
    filtered: bool = False,
    as_json: bool,
) -> int:
    """Prints what was asked for; the exit status.

    `folders` are those whose disks must have room; `strays`: of feeds not in the config, too.
    """
    time = now()
    try:
        counts = await store.unsettled()
        names = {feed.id: feed.name for feed in feeds}
        if strays:  # what feeds left behind that are no longer in the config
            names |= {feed_id: feed_id for feed_id in counts if feed_id not in names}
        needed = False
        if failed or waiting or filtered:
            statuses = (
                *((Status.GAVE_UP,) if failed else ()),
                *((Status.RETRY, Status.NEW) if waiting else ()),
                *((Status.FILTERED,) if filtered else ()),
            )
            async for row in entry_standings(names, store, *statuses):
                needed |= row.record.status is Status.GAVE_UP
                _entry(row.feed, row.record, time, as_json=as_json)
            return EXIT_NEEDS_A_PERSON if needed else EXIT_OK
        from scraper.pipeline import health  # a list of entries needs no more than the state

        standings = feed_standings(feeds, await store.feed_states(), counts, time)
        lately = await store.given_up_since(time - GIVEN_UP_LATELY)
        sums = totals(standings, counts, lately, names, await store.post_count())
        found = await health.troubles(feeds, store, time, folders)
        _troubles(found, standings, time, as_json=as_json)
        _totals(sums, as_json=as_json)
        needed = any(trouble.needs_person for trouble in found)
        return EXIT_NEEDS_A_PERSON if needed else EXIT_OK
    finally:
        await store.close()


def _entry(feed: str, record: EntryRecord, time: datetime, *, as_json: bool) -> None:
    if as_json:
        print_object(entry_fields(feed, record))
        return
    title = shown(record.entry.title) or "(no title)"
    if record.status is Status.GAVE_UP:
        last = f", last tried {minute(record.tried_at)}" if record.tried_at else ""
        then = f"given up; first seen {minute(record.first_seen)}{last}"
    elif record.status is Status.FILTERED:
        then = f"filtered; first seen {minute(record.first_seen)}"
    elif record.retry_at is None or record.retry_at <= time:
        then = "tried in the next run"
    else:
        then = f"tried again after {minute(record.retry_at)}"
    if record.status is not Status.FILTERED:
        then = f"{counted(record.attempts, 'attempt')}; {then}"
    _line(f"{shown(feed)}: {title} <{shown(record.entry.url)}>: {why(record)}; {then}")


def _feed(feed: FeedStanding) -> None:
    print_object({
        "type": "feed",
        "feed": feed.name,
        "url": feed.url,
        "failures": feed.failures,
        "failing_since": maybe_iso(feed.failing_since),
        "persistent": feed.persistent,
        "gone_since": maybe_iso(feed.gone_since),
        "error": feed.error,
        "last_success": maybe_iso(feed.last_success),
        "next_poll": maybe_iso(feed.next_poll),
        "waiting": feed.waiting,
        "gave_up": feed.gave_up,
        "cut_runs": feed.cut_runs,
    })  # fmt: skip


def _troubles(
    troubles: Sequence[Trouble], standings: Sequence[FeedStanding], time: datetime, *, as_json: bool
) -> None:
    if as_json:
        for feed in standings:
            if not feed.is_healthy or feed.is_cut:
                _feed(feed)
        for trouble in troubles:
            print_object(trouble_fields(trouble))
    elif troubles and sys.stdout is not None and sys.stdout.isatty():
        from scraper.commands.trouble_table import print_table

        print_table(troubles, time, sys.stdout)
    else:
        by_name = {feed.name: feed for feed in standings}
        for trouble in troubles:
            _line(trouble_line(trouble, by_name.get(trouble.feed or "")))


def _totals(sums: Totals, *, as_json: bool) -> None:
    if as_json:
        print_object({"type": "totals", **asdict(sums)})
        return
    failing = f" ({sums.failing} failing)" if sums.failing else ""
    lately = f" ({sums.gave_up_lately} in the last seven days)" if sums.gave_up_lately else ""
    stray = f"; {sums.stray} of them of feeds that the config does not enable" if sums.stray else ""
    _line(
        f"{counted(sums.feeds, 'feed')}{failing}; {counted(sums.posts, 'post')};"
        f" {sums.waiting} waiting, {sums.gave_up} given up{lately}{stray}"
    )


def _line(line: str) -> None:
    print_line(line, sys.stdout)

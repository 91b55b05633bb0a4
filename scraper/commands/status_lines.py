"""The lines of `scrape status`, for people and as JSON."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from scraper.commands.asking import now
from scraper.commands.exits import EXIT_NEEDS_A_PERSON, EXIT_OK
from scraper.commands.standing import (
    FeedStanding,
    Totals,
    entry_standings,
    feed_standings,
    totals,
)
from scraper.console.words import (
    counted,
    entry_fields,
    failed_words,
    maybe_iso,
    minute,
    print_line,
    print_object,
    shown,
    why,
)
from scraper.decide import GIVEN_UP_LATELY
from scraper.model import EntryRecord, Feed, Status
from scraper.store import Store


async def tell(
    feeds: Sequence[Feed],
    store: Store,
    *,
    strays: bool,
    failed: bool,
    waiting: bool,
    filtered: bool = False,
    as_json: bool,
) -> int:
    """Prints what was asked for; the exit status. `strays`: of feeds not in the config, too."""
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
        standings = feed_standings(feeds, await store.feed_states(), counts, time)
        lately = await store.given_up_since(time - GIVEN_UP_LATELY)
        sums = totals(standings, counts, lately, names, await store.post_count())
        for feed in standings:
            if not feed.is_healthy or feed.is_cut:
                _feed(feed, as_json=as_json)
        _totals(sums, as_json=as_json)
        needed = bool(sums.gave_up_lately) or any(feed.needs_a_person for feed in standings)
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
    tries = counted(record.attempts, "attempt")
    _line(f"{shown(feed)}: {title} <{shown(record.entry.url)}>: {why(record)}; {tries}; {then}")


def _feed(feed: FeedStanding, *, as_json: bool) -> None:
    if as_json:
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
        return
    worked = f"last worked {minute(feed.last_success)}" if feed.last_success else "never worked"
    then = f"asked again after {minute(feed.next_poll)}" if feed.next_poll else "due now"
    if feed.is_healthy:
        said = f"came cut short in each of the last {feed.cut_runs} polls"
        _line(f"feed {shown(feed.name)} {said} ({shown(feed.url)}); {worked}; {then}")
        return
    if feed.gone_since is not None:
        said = f"gone since {minute(feed.gone_since)}"
        then = "not asked again: put its new address into the config, or take it out"
    else:
        said = failed_words(feed.failures, feed.failing_since)
    reason = f"{shown(feed.error or 'unknown')} ({shown(feed.url)})"
    _line(f"feed {shown(feed.name)} {said}: {reason}; {worked}; {then}")


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

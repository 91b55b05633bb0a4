"""Which entries are wanted, when they are tried again, and when they are given up."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from scraper.decide.filters import filtered
from scraper.decide.jitter import share_of
from scraper.decide.sameness import is_other_article, own_identity, reuses_key, second_key
from scraper.decide.sieve import LATELY, NO_SIEVE, Sieve, sieved
from scraper.errors import ExtractError, FetchError
from scraper.model import WAITING, Entry, EntryRecord, FirstRun, Held, Status

# After the n-th failed attempt at an article, wait so long. Twelve attempts span about nine days.
ATTEMPT_WAITS = tuple(
    timedelta(minutes=minutes)
    for minutes in (10, 30, 60, 180, 360, 720, 1440, 1440, 1440, 2880, 2880)
)
# No entry waits longer, spread and Retry-After included: one that does was told so by a clock that
# went wrong.
LONGEST_WAIT = timedelta(days=3)
# A 404 may be an article published a moment too early, so it is not believed at once.
GONE_WAITS = tuple(timedelta(minutes=minutes) for minutes in (30, 360, 1440))
UNDATED = "no date"  # why an entry of history was left out


def wanted(
    entries: Sequence[Entry],
    known: Mapping[str, EntryRecord],
    held: Mapping[str, Held],
    now: datetime,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    first_run: FirstRun | None = None,
    missing: frozenset[str] = frozenset(),
    include_undated: bool = False,
    sieve: Sieve = NO_SIEVE,
) -> tuple[EntryRecord, ...]:
    """The records to store for the entries of one poll: new ones, and known ones that change.

    `known` are the feed's stored entries by key, `held` the archive's posts by article identity.
    With `since`, entries published before it are remembered as skipped (a longer `since` takes
    them), and what was skipped or given up after it is taken; of `until` or later nothing is, and
    that is left to a run without. `first_run` is given on a feed's first poll only. `missing` are
    paths of posts that are no longer in the archive. `include_undated` takes again what was left
    out since nothing dates it. What the `sieve` leaves out is remembered as filtered, and does
    not count for `first_run`; what an earlier one left out is taken if this one does not.
    """
    records: list[EntryRecord] = []
    fresh: list[Entry] = []
    start = since if since is not None else _start_of(first_run, now)
    for entry in entries:
        record = known.get(entry.key)
        if record is not None and reuses_key(entry, record.entry):
            entry = dataclasses.replace(entry, key=second_key(entry))
            record = known.get(entry.key)
        if record is None:
            post = held.get(entry.identity)
            if post is None or post.path in missing:
                fresh.append(entry)
            elif is_other_article(entry, post):
                fresh.append(own_identity(entry))
            else:
                records.append(EntryRecord(entry, Status.SAVED, now, path=post.path))
        else:
            changed = _again(entry, record, now, (since, until), missing, include_undated)
            changed = sieved(entry, record, changed, now, (since, until), sieve)
            if changed is not None:
                records.append(changed)
    reasons: dict[str, str] = {}
    for entry in fresh:
        if start is None or not _is_before(entry, start):
            why = sieve.why(entry, now)
            if why is not None:
                reasons[entry.key] = why
    left = [entry for entry in fresh if entry.key not in reasons]
    keep = _first_wanted(left, first_run, start) if first_run and since is None else None
    for entry in fresh:
        if entry.key in reasons:
            if not _is_from(entry.published, until):
                record = EntryRecord(entry, Status.NEW, now)
                records.append(filtered(record, reasons[entry.key]))
            continue
        old = (since is not None and _is_before(entry, since)) or (
            keep is not None and entry.key not in keep
        )
        if old:
            records.append(EntryRecord(_lean(entry), Status.SKIPPED_OLD, now))
        elif not _is_from(entry.published, until):
            records.append(EntryRecord(entry, Status.NEW, now, not_before=since, not_after=until))
    return tuple(records)


def _again(
    entry: Entry,
    record: EntryRecord,
    now: datetime,
    wish: tuple[datetime | None, datetime | None],
    missing: frozenset[str],
    include_undated: bool,
) -> EntryRecord | None:
    since, until = wish
    if record.status in WAITING:
        # What was promised to one run stays promised.
        retry_at, not_before = record.retry_at, record.not_before
        if since is not None:
            retry_at = now if retry_at is not None else None
            not_before = min(not_before, since) if not_before is not None else None
            after = record.not_after
            not_after = max(after, until) if after is not None and until is not None else None
        else:
            not_after = record.not_after
        known = _fuller(entry, record.entry)
        again = dataclasses.replace(
            record, entry=known, retry_at=retry_at, not_before=not_before, not_after=not_after
        )
        return again if again != record else None
    if since is None:
        # Too new for the run that found it, but of no other: the feed shows it.
        too_new = record.status is Status.SKIPPED_OLD and _is_from(
            record.found_date, record.not_after
        )
        return EntryRecord(entry, Status.NEW, record.first_seen) if too_new else None
    date = record.found_date or entry.published
    if date is not None and (date < since or _is_from(date, until)):
        return None
    if record.status is Status.SAVED and record.path not in missing:
        return None
    if record.reason == UNDATED and not include_undated:
        return None
    lately = record.tried_at is not None and now - record.tried_at < LATELY
    if record.status is Status.GAVE_UP and entry.found_by and lately:
        return None
    return EntryRecord(entry, Status.NEW, record.first_seen, not_before=since, not_after=until)


def _fuller(new: Entry, old: Entry) -> Entry:
    """The entry as the feed shows it now, with the longer of each text: feeds cut old ones."""
    return dataclasses.replace(
        new,
        asked_for=old.asked_for,
        identity=old.identity if "\x1f" in old.identity else new.identity,
        content_html=max(new.content_html, old.content_html, key=len),
        summary_html=max(new.summary_html, old.summary_html, key=len),
    )


def _start_of(first_run: FirstRun | None, now: datetime) -> datetime | None:
    since = first_run.since if first_run is not None else None
    return now - since if isinstance(since, timedelta) else since


def _first_wanted(
    entries: Sequence[Entry], first_run: FirstRun, since: datetime | None
) -> frozenset[str]:
    chosen = [entry for entry in entries if since is None or not _is_before(entry, since)]
    # Newest first; undated entries keep the feed's order, before the dated ones.
    chosen.sort(key=lambda e: (e.published is not None, -_stamp(e)))
    return frozenset(entry.key for entry in chosen[: first_run.max_entries])


def _stamp(entry: Entry) -> float:
    return entry.published.timestamp() if entry.published is not None else 0.0


def _is_before(entry: Entry, since: datetime) -> bool:
    return entry.published is not None and entry.published < since


def _is_from(moment: datetime | None, until: datetime | None) -> bool:
    return moment is not None and until is not None and moment >= until


def outside(
    record: EntryRecord, published: datetime, *, dated: bool, zone: str, include_undated: bool
) -> EntryRecord | None:
    """The record of an entry whose page shows that it is not wanted; None if it is.

    It is older than its run's `--since`, not older than the `--until`, or told of by a source of
    history and dated by nothing. A page that names a day and no time means that day in `zone`, the
    calendar's.
    """
    if not dated:
        if not record.entry.found_by or include_undated:
            return None
        return dataclasses.replace(record, status=Status.SKIPPED_OLD, reason=UNDATED, retry_at=None)
    day_only = record.entry.published is None and published == published.replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    moment = published.replace(tzinfo=ZoneInfo(zone)) if day_only else published
    before, after = record.not_before, record.not_after
    old = before is not None and moment < (_midnight(before, zone) if day_only else before)
    if not old and not _is_from(moment, after):
        return None
    return dataclasses.replace(
        record,
        status=Status.SKIPPED_OLD,
        found_date=moment.astimezone(UTC),
        retry_at=None,
    )


def _midnight(moment: datetime, zone: str) -> datetime:
    """When the calendar day of a moment begins."""
    return moment.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def _lean(entry: Entry) -> Entry:
    # Skipped text is not kept: the page has it. Without a page, the feed is all there is.
    return dataclasses.replace(entry, content_html="", summary_html="") if entry.linked else entry


def after_attempt(
    record: EntryRecord, now: datetime, error: FetchError | ExtractError
) -> EntryRecord:
    """A record after an attempt that gave no post: when it is tried again, or that it is given up.

    The wait is the longer of our back-off, spread by up to a fifth so that a feed's entries do
    not all come back at once, and the server's Retry-After. What was not even asked for counts
    as no attempt.
    """
    phase = error.phase if isinstance(error, FetchError) else "extract"
    before = record
    record = dataclasses.replace(record, reason=error.reason, phase=phase)
    if isinstance(error, FetchError) and not error.asked:
        again = now + (error.retry or timedelta(0))
        return dataclasses.replace(record, status=Status.RETRY, retry_at=again)
    attempts = record.attempts + 1
    record = dataclasses.replace(record, attempts=attempts, tried_at=now)
    gone = isinstance(error, FetchError) and error.retry is None
    waits = GONE_WAITS if gone else ATTEMPT_WAITS
    # After other trouble a first "no such page" is not believed, however many attempts there were.
    is_news = gone and before.phase is not None and before.reason != error.reason
    is_over = attempts > len(ATTEMPT_WAITS) or (attempts > len(waits) and not is_news)
    if gone and before.entry.found_by and before.phase is None:
        is_over = True  # an old article that is gone was not published a moment too early
    if is_over:
        return dataclasses.replace(record, status=Status.GAVE_UP, retry_at=None)
    wait = waits[min(attempts, len(waits)) - 1] * (1 + share_of(record.entry.identity) / 5)
    if isinstance(error, FetchError) and error.retry is not None:
        wait = max(wait, error.retry)
    return dataclasses.replace(record, status=Status.RETRY, retry_at=now + wait)


def is_last_attempt(record: EntryRecord) -> bool:
    """Whether no further attempt follows: now the feed's own text must do, if it is an article."""
    return record.attempts >= len(ATTEMPT_WAITS)

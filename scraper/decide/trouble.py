"""What a person must look at: since when a feed fails, which runs failed; what is retried."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

from scraper.model import EntryRecord, FailOn, FeedOutcome, FeedState, RunReport, Status

# A server that restarts, a network that is down for a night: nobody's business. Three polls in a
# row are no accident, and a day is longer than what mends itself.
PERSISTENT_FAILURES = 3
PERSISTENT_FOR = timedelta(hours=24)
# Who looks once a week sees each given-up entry; what nobody cared for is not told for ever.
GIVEN_UP_LATELY = timedelta(days=7)
LED_HOME = "leads to the site's front page"  # a redirect that says no more than 404 does
_TAKEN_DOWN = ("HTTP 404", "HTTP 410", LED_HOME)


def first_failure(state: FeedState, now: datetime) -> datetime:
    """When the first of the failures in a row was, of which one comes now."""
    if state.failures == 0:
        return now
    # A state of before this was kept knows its last failure only; a clock may have jumped back.
    return min(state.failing_since or state.last_poll or now, now)


def is_persistent(failures: int, since: datetime | None, now: datetime) -> bool:
    """Whether so many failures in a row since then are more than a bad hour."""
    if failures < PERSISTENT_FAILURES or since is None:
        return False
    return now - since >= PERSISTENT_FOR


def is_failure(report: RunReport, fail_on: FailOn, now: datetime) -> bool:
    """Whether a run ends as failed. Feeds that it did not ask do not count."""
    quiet = (FeedOutcome.NOT_DUE, FeedOutcome.STOPPED)
    tried = [feed for feed in report.feeds if feed.outcome not in quiet]
    failed = [feed for feed in tried if feed.outcome is FeedOutcome.FAILED]
    match fail_on:
        case FailOn.NEVER:
            return False
        case FailOn.ALL:
            return bool(failed) and len(failed) == len(tried)
        case FailOn.ANY:
            return bool(failed)
        case FailOn.PERSISTENT:
            return any(
                feed.gone or is_persistent(feed.failures, feed.failing_since, now)
                for feed in failed
            )


def is_full(report: RunReport) -> bool:
    """Whether every feed was read back as far as was asked; one that was not asked was not.

    A run that ended early may have left what it found.
    """
    reached = all(feed.history is not None and feed.history.reached for feed in report.feeds)
    return reached and report.stopped is None


def is_taken_down(record: EntryRecord) -> bool:
    """Whether an entry was given up as its site has it no more."""
    return record.status is Status.GAVE_UP and (record.reason or "").startswith(_TAKEN_DOWN)


def tried_anew(record: EntryRecord, *, asked_for: bool = False) -> EntryRecord:
    """An entry without a post as if it had just come; its text, first sight and path stay.

    `asked_for`: a person wants this very one, whatever its feed's filters say.
    """
    entry = dataclasses.replace(record.entry, asked_for=asked_for or record.entry.asked_for)
    return dataclasses.replace(
        record, entry=entry, status=Status.NEW, attempts=0, retry_at=None, reason=None, phase=None
    )


def due_again(state: FeedState) -> FeedState:
    """The state of a feed that is asked in the next run, gone or failing as it may be."""
    return dataclasses.replace(state, due_at=None, gone_since=None)

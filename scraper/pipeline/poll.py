"""One feed's poll: ask, parse, admit. Admission is one transaction (law 6)."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
from dataclasses import dataclass
from typing import assert_never

from scraper import decide, history
from scraper.errors import FetchError, ParseError
from scraper.model import (
    EntryRecord,
    Feed,
    FeedOutcome,
    FeedState,
    Fetched,
    NotModified,
    ParsedFeed,
    Status,
    Validators,
)
from scraper.pipeline.tools import Job, Tools
from scraper.presets import path_key
from scraper.urls import host_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll came to; counts are of entries."""

    outcome: FeedOutcome
    admitted: int = 0
    known: int = 0
    skipped: int = 0
    advice: tuple[str, ...] = ()
    error: str | None = None
    phase: str | None = None
    notes: tuple[str, ...] = ()


async def poll_feed(feed: Feed, state: FeedState | None, job: Job, tools: Tools) -> Polled:
    """Polls a feed and admits what is new; its failure is an outcome, not an error."""
    if state is None or state.url != feed.url:
        state = FeedState(feed.id, feed.url)
    url = state.adopted_url or feed.url
    silent = tools.fetch.gates.silent_for(host_of(url), tools.clock())
    if silent is not None:
        return Polled(FeedOutcome.NOT_DUE, notes=(f"{host_of(url)} asked to be left alone",))
    # `--since` must see the feed whatever an earlier run was told of it.
    validators = Validators() if job.since else state.validators
    try:
        answer = await tools.fetch.poll(url, validators, feed.headers)
        return await _take(feed, state, answer, job, tools)
    except (FetchError, ParseError) as error:
        retry, reason, phase = None, str(error), "parse"
        if isinstance(error, FetchError):
            await tools.note_silence(error)
            retry, reason, phase = error.retry, error.reason, error.phase
        failed = decide.after_poll_failure(feed, state, tools.clock(), reason, retry)
        # Should the new address be the trouble, the configured one gets its chance again.
        failed = dataclasses.replace(failed, adopted_url=None)
        await tools.store.admit(failed, ())
        said = f"{reason} ({url}); asked again after {failed.due_at:%Y-%m-%d %H:%M} UTC"
        return Polled(FeedOutcome.FAILED, error=said, phase=phase)


async def _take(
    feed: Feed, state: FeedState, answer: Fetched | NotModified, job: Job, tools: Tools
) -> Polled:
    now = tools.clock()
    first_poll = state.last_success is None
    state, note = decide.after_move(state, answer.moved_to)
    adopted = state.adopted_url is not None and answer.moved_to == state.adopted_url
    notes: tuple[str, ...] = (note,) if note and not adopted else ()
    advice = (note,) if note and adopted else ()
    state = dataclasses.replace(
        state,
        failures=0,
        failing_since=None,
        error=None,
        last_poll=now,
        last_success=now,
        due_at=decide.next_due(feed, now, max_age=answer.max_age),
    )
    match answer:
        case NotModified():
            fresh = answer.validators
            if fresh.etag or fresh.last_modified:
                state = dataclasses.replace(state, validators=fresh)
            await tools.store.admit(state, ())
            return Polled(FeedOutcome.UNCHANGED, notes=notes, advice=advice)
        case Fetched():
            body_hash = hashlib.sha256(answer.body).hexdigest()
            state = dataclasses.replace(state, validators=answer.validators)
            if body_hash == state.body_hash and job.since is None:
                await tools.store.admit(state, ())
                return Polled(FeedOutcome.UNCHANGED, notes=notes, advice=advice)
            from scraper.feeds import parse_feed  # feedparser is only needed for what changed

            parsed = parse_feed(answer, feed)
            if parsed.complete:
                state = dataclasses.replace(state, body_hash=body_hash)
            else:  # the missing end must not hide behind a 304
                state = dataclasses.replace(state, body_hash=None, validators=Validators())
            notes += _warnings(feed, parsed, job)
            records = await _wanted(feed, parsed, job, tools, first_poll=first_poll)
            await tools.store.admit(state, records)
            return Polled(
                FeedOutcome.CHANGED,
                admitted=sum(record.status is Status.NEW for record in records),
                known=sum(record.status is Status.SAVED for record in records),
                skipped=sum(record.status is Status.SKIPPED_OLD for record in records),
                notes=notes,
                advice=advice,
            )
        case never:
            assert_never(never)


async def _wanted(
    feed: Feed, parsed: ParsedFeed, job: Job, tools: Tools, *, first_poll: bool
) -> tuple[EntryRecord, ...]:
    entries = parsed.entries
    keys = [key for entry in entries for key in (entry.key, decide.second_key(entry))]
    known = await tools.store.known(feed.id, keys)
    held = await tools.store.held([entry.identity for entry in entries])
    missing: frozenset[str] = frozenset()
    if job.since is not None:
        paths = {record.path for record in known.values() if record.status is Status.SAVED}
        paths |= {post.path for post in held.values()}
        missing = frozenset([p for p in paths if p and not await _is_held(p, tools)])
    return decide.wanted(
        entries,
        known,
        held,
        tools.clock(),
        since=job.since,
        first_run=feed.first_run if first_poll else None,
        missing=missing,
    )


async def _is_held(path: str, tools: Tools) -> bool:
    """Whether the post written to `path` is in the archive, there or where a person moved it."""
    if tools.archive.exists(path):
        return True
    names = await tools.store.identities_at(path_key(path))
    return any(name in tools.found_in_archive() for name in names)


def _warnings(feed: Feed, parsed: ParsedFeed, job: Job) -> tuple[str, ...]:
    for warning in parsed.warnings:
        log.info("%s: %s", feed.name, warning)
    notes: list[str] = []
    if not parsed.complete:
        notes.append("the feed came cut short; what came whole was taken")
    if job.since is not None and not history.covers(parsed.entries, job.since):
        oldest = history.oldest(parsed.entries)
        if oldest is not None and oldest < job.since:
            why = "its entries are not in order, or not all dated"
        else:
            why = f"its oldest entry is of {oldest:%Y-%m-%d}" if oldest else "it gives no dates"
        notes.append(f"may not show everything since {job.since:%Y-%m-%d}: {why}")
    return tuple(notes)

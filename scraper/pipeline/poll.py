"""One feed's poll: ask, parse, admit. Admission is one transaction (law 6)."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scraper import decide
from scraper.errors import FetchError, ParseError
from scraper.fetch.headers import Headers
from scraper.history.sources import Live
from scraper.model import (
    Entry,
    EntryRecord,
    Feed,
    FeedOutcome,
    FeedState,
    Fetched,
    Held,
    NotModified,
    ParsedFeed,
    Status,
    Validators,
)
from scraper.pipeline.admitting import keys_of, records_for
from scraper.pipeline.tools import Job, Tools
from scraper.presets import path_key
from scraper.urls import host_of, origin_of

log = logging.getLogger(__name__)

_NOT_FOUND, _GONE = 404, 410
_MOST_NAMES = 8  # of a post whose link changes in every poll


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll came to; counts are of entries. Of a failed one, what FeedReport says, too.

    `live` is what the document showed, for a run that looks back beyond it.
    """

    outcome: FeedOutcome
    admitted: int = 0
    known: int = 0
    skipped: int = 0
    filtered: int = 0
    advice: tuple[str, ...] = ()
    error: str | None = None
    phase: str | None = None
    notes: tuple[str, ...] = ()
    url: str | None = None
    failures: int = 0
    failing_since: datetime | None = None
    gone: bool = False
    live: Live | None = None


async def poll_feed(feed: Feed, state: FeedState | None, job: Job, tools: Tools) -> Polled:
    """Polls a feed and admits what is new; its failure is an outcome, not an error."""
    state = decide.state_at(feed, state)
    url = state.adopted_url or feed.url
    silent = tools.fetch.gates.silent_for(host_of(url), tools.clock())
    if silent is not None:
        return Polled(FeedOutcome.NOT_DUE, notes=(f"{host_of(url)} asked to be left alone",))
    # `--since` must see the feed whatever an earlier run was told of it.
    validators = Validators() if job.since else state.validators
    if _is_filtered_anew(feed, state):
        # Other filters may want what the feed still shows.
        state = dataclasses.replace(state, validators=Validators(), body_hash=None)
        validators = Validators()
    try:
        answer = await tools.fetch.poll(url, validators, _secrets(feed, url))
        if isinstance(answer, NotModified):
            return await _unchanged(feed, state, answer, tools)
        try:
            return await _take(feed, state, answer, job, tools)
        except ParseError as error:
            return await _take_named(feed, state, answer, error, job, tools)
    except (FetchError, ParseError) as error:
        return await _failed(feed, state, error, tools)


async def after_bug(feed: Feed, state: FeedState | None, bug: Exception, tools: Tools) -> Polled:
    """What a poll came to that met a bug of ours: a failure like any other."""
    state = decide.state_at(feed, state)
    error = ParseError(f"internal error: {type(bug).__name__}")
    return await _failed(feed, state, error, tools, phase="internal")


async def _failed(
    feed: Feed,
    state: FeedState,
    error: FetchError | ParseError,
    tools: Tools,
    *,
    phase: str = "parse",
) -> Polled:
    url, now = state.adopted_url or feed.url, tools.clock()
    retry, reason, refused, said_gone = None, str(error), phase == "parse", False
    status: int | None = None
    if isinstance(error, FetchError):
        await tools.note_silence(error)
        retry, reason, phase, status = error.retry, error.reason, error.phase, error.status
        said_gone = error.status == _GONE
        refused = error.status in (_NOT_FOUND, _GONE)
    gone = said_gone and state.adopted_url is None and state.former_url is None
    failed = decide.after_poll_failure(
        feed, state, now, reason, retry, gone=gone, status=status, phase=phase
    )
    failed = decide.address_after_failure(failed, now, refused=refused, gone=said_gone)
    next_url = failed.adopted_url or feed.url
    await tools.store.admit(failed, ())
    if gone:
        then = (
            "gone for good, so not asked again: take it out of the config, or put its new address"
            f" in (to ask once more: scrape retry --feed {feed.name!r})"
        )
    else:
        then = f"asked again after {failed.due_at:%Y-%m-%d %H:%M} UTC"
        then += f", at {next_url}" if next_url != url else ""
    return Polled(
        FeedOutcome.FAILED,
        error=f"{reason} ({url}, phase {phase}); {then}",
        phase=phase,
        url=url,
        failures=failed.failures,
        failing_since=failed.failing_since,
        gone=gone,
    )


async def _unchanged(feed: Feed, state: FeedState, answer: NotModified, tools: Tools) -> Polled:
    # A 304 says that it is the same document only where that came from the same place.
    same = True if answer.moved_to == state.moved_to else None
    state, notes, advice = decide.after_answer(feed, state, answer, tools.clock(), same=same)
    fresh = answer.validators
    if (fresh.etag or fresh.last_modified) and fresh != state.validators:
        state = dataclasses.replace(state, validators=fresh)
    await tools.unwritten.keep(state, tools.store)
    return Polled(FeedOutcome.UNCHANGED, notes=notes, advice=advice)


async def _take(feed: Feed, state: FeedState, answer: Fetched, job: Job, tools: Tools) -> Polled:
    """Admits what came; raises ParseError."""
    body_hash = hashlib.sha256(answer.body).hexdigest()
    if body_hash == state.body_hash and job.since is None:
        same: bool | None = not decide.is_refused(state)
        state, notes, advice = decide.after_answer(feed, state, answer, tools.clock(), same=same)
        if answer.validators != state.validators:
            state = dataclasses.replace(state, validators=answer.validators)
        await tools.unwritten.keep(state, tools.store)
        return Polled(FeedOutcome.UNCHANGED, notes=notes, advice=advice)
    from scraper.feeds import parse_feed  # feedparser is only needed for what changed

    parsed = parse_feed(answer, feed)
    same = await _is_same_feed(feed, state, parsed, tools) if answer.moved_to else None
    after, notes, advice = decide.after_answer(feed, state, answer, tools.clock(), same=same)
    first_poll = state.last_success is None
    after = decide.after_document(feed, after, answer, parsed, first_poll=first_poll)
    return await _admitted(feed, state, after, (answer, parsed), job, tools, notes, advice)


async def _take_named(
    feed: Feed, state: FeedState, page: Fetched, error: ParseError, job: Job, tools: Tools
) -> Polled:
    """A page came where the feed should be: admits the feed that it names, if that is this one.

    On a first poll it is, and is polled from now on. Later the page may be trouble that passes, so
    the feed's own address stays; a feed that shows nothing of this one is not taken at all.
    """
    from scraper.feeds import alternates, parse_feed

    named = next(iter(alternates(page)), None)
    if named is None:
        raise error
    for other in job.feeds:
        if named == other.url:  # it is polled in this run, and nothing is asked for twice
            raise ParseError(f"{error}; the feed it names, {named}, is the config's {other.name!r}")
    try:
        answer = await tools.fetch.poll(named, Validators(), _secrets(feed, named))
        assert isinstance(answer, Fetched)
        parsed = parse_feed(answer, feed)
    except FetchError as trouble:
        raise FetchError(
            trouble.url,
            f"{error}; the feed it names, {named}: {trouble.reason}",
            phase=trouble.phase,
            retry=trouble.retry,
            host_wide=trouble.host_wide,
            asked=trouble.asked,
        ) from trouble
    except ParseError as trouble:
        raise ParseError(f"{error}; the feed it names, {named}: {trouble}") from trouble
    before = named == state.former_url  # it was adopted once, and needs no proof
    if not before and not await _is_same_feed(feed, state, parsed, tools):
        raise ParseError(f"{error}; the feed it names, {named}, has no entry of this one")
    answer = dataclasses.replace(answer, moved_to=None)  # no move of the configured address
    first_poll = state.last_success is None
    after, notes, advice = decide.after_answer(feed, state, answer, tools.clock(), same=None)
    after = decide.after_document(feed, after, answer, parsed, first_poll=first_poll)
    after = decide.after_named(state, after, named, adopted=first_poll or before)
    if first_poll or before:
        advice += (f"{error}; now polled at the feed it names: {named}; put this into the config",)
    else:  # what is remembered belongs to another address
        after = dataclasses.replace(after, body_hash=None, validators=Validators())
        notes += (
            f"{error}; the feed it names was read: {named}; if this stays, put it into the config",
        )
    return await _admitted(feed, state, after, (answer, parsed), job, tools, notes, advice)


async def _admitted(
    feed: Feed,
    before: FeedState,
    state: FeedState,
    read: tuple[Fetched, ParsedFeed],
    job: Job,
    tools: Tools,
    notes: tuple[str, ...],
    advice: tuple[str, ...],
) -> Polled:
    answer, parsed = read
    notes += _warnings(feed, state, parsed)
    first_poll = before.last_success is None
    records = await _wanted(feed, parsed, job, tools, first_poll=first_poll)
    asked = state.last_poll or answer.at
    state = decide.after_news(state, parsed, records, asked, first_poll=first_poll)
    kept = records
    if job.since is not None and not first_poll:
        # What is new in a known feed is only too old for this run: the next plain one takes it.
        kept = tuple(record for record in records if record.status is not Status.SKIPPED_OLD)
    if len(kept) < len(records) or job.until is not None:
        state = dataclasses.replace(state, validators=Validators(), body_hash=None)
    if job.since is None or first_poll:  # else what is older was not judged
        state = dataclasses.replace(state, filters=decide.mark_of(feed.filters))
    if kept:
        await tools.store.admit(state, kept)
    else:
        await tools.unwritten.keep(state, tools.store)
    return Polled(
        FeedOutcome.CHANGED,
        admitted=sum(record.status is Status.NEW for record in records),
        known=sum(record.status is Status.SAVED for record in records),
        skipped=sum(record.status is Status.SKIPPED_OLD for record in records),
        filtered=sum(record.status is Status.FILTERED for record in records),
        notes=notes,
        advice=advice,
        live=live_of(answer.final_url, parsed) if job.since is not None else None,
    )


def _is_filtered_anew(feed: Feed, state: FeedState) -> bool:
    return state.last_success is not None and state.filters != decide.mark_of(feed.filters)


def live_of(url: str, parsed: ParsedFeed) -> Live:
    """What a document that came from `url` shows of itself, for who looks back beyond it."""
    return Live(
        url=url,
        entries=parsed.entries,
        site=parsed.site,
        generator=parsed.generator,
        next_url=parsed.next_url,
        prev_archive=parsed.prev_archive,
        holds_all=parsed.holds_all and parsed.complete,
    )


def _secrets(feed: Feed, url: str) -> Headers:
    """The feed's own headers, for its own origin only."""
    return feed.headers if origin_of(url) == origin_of(feed.url) else ()


async def _is_same_feed(
    feed: Feed, state: FeedState, parsed: ParsedFeed, tools: Tools
) -> bool | None:
    keys = keys_of(parsed.entries)
    # A feed that moves to https may take its guids along.
    other = {"http": "https", "https": "http"}
    for key in tuple(keys):
        scheme, mark, rest = key.partition("://")
        if mark and scheme in other:
            keys.append(f"{other[scheme]}://{rest}")
    shared = bool(await tools.store.known(feed.id, keys))
    return decide.shows_same_feed(state, parsed, shared=shared)


async def _wanted(
    feed: Feed, parsed: ParsedFeed, job: Job, tools: Tools, *, first_poll: bool
) -> tuple[EntryRecord, ...]:
    entries = parsed.entries
    known = await tools.store.known(feed.id, keys_of(entries))
    await _keep_names(entries, known, tools)
    return await records_for(entries, known, feed, job, tools, first_poll=first_poll)


async def _keep_names(
    entries: Sequence[Entry], known: Mapping[str, EntryRecord], tools: Tools
) -> None:
    """Has posts known by the new addresses, too, that the feed shows of their entries now."""
    for entry in entries:
        record = known.get(entry.key)
        if record is None or record.status is not Status.SAVED or record.path is None:
            continue
        old = record.entry
        if not decide.has_new_address(entry, old) or decide.reuses_key(entry, old):
            continue
        if len(await tools.store.identities_at(path_key(record.path))) >= _MOST_NAMES:
            continue
        post = (await tools.store.held([old.identity])).get(old.identity)
        if post is None or post.path != record.path:
            post = Held(record.path, old.title, old.published)
        again = dataclasses.replace(record, entry=entry)
        await tools.store.saved(again, post, [entry.identity], own_path=False)


def _warnings(feed: Feed, state: FeedState, parsed: ParsedFeed) -> tuple[str, ...]:
    for warning in parsed.warnings:
        log.info("%s: %s", feed.name, warning)
    notes: list[str] = []
    if not parsed.complete:
        often = f" in {state.cut_runs} polls in a row" if state.cut_runs > 1 else ""
        notes.append(
            f"the feed came cut short{often} ({state.adopted_url or feed.url}, phase parse); what"
            f" came whole was taken; asked again after {state.due_at:%Y-%m-%d %H:%M} UTC"
        )
    return tuple(notes)

"""What is remembered of a feed after a poll that worked."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import datetime

from scraper.decide.feeds import next_due
from scraper.decide.moves import after_move
from scraper.decide.signs import after_good_answer, after_reading
from scraper.model import Feed, FeedState, Fetched, NotModified, ParsedFeed, Validators


def after_answer(
    feed: Feed,
    state: FeedState,
    answer: Fetched | NotModified,
    now: datetime,
    *,
    same: bool | None,
) -> tuple[FeedState, tuple[str, ...], tuple[str, ...]]:
    """The state after any answer; what to tell, and what a person should do.

    `same` is what `after_move` asks for, should the answer have come by a permanent redirect.
    """
    before = state
    state, note = after_move(state, answer.moved_to, same=same)
    # What works at the configured address needs no other, unless it leads there.
    former = state.former_url if answer.moved_to == state.former_url else None
    former = former if state.adopted_url is None else None
    adopted = state.adopted_url is not None and answer.moved_to == state.adopted_url
    state = dataclasses.replace(
        state,
        failures=0,
        failing_since=None,
        error=None,
        last_poll=now,
        last_success=now,
        due_at=next_due(feed, now, max_age=answer.max_age, pace=state.pace),
        gone_since=None,
        former_url=former,
        signs=after_good_answer(before, state, now),
    )
    told = (note,) if note else ()
    return state, () if adopted else told, told if adopted else ()


def after_document(
    feed: Feed, state: FeedState, answer: Fetched, parsed: ParsedFeed, *, first_poll: bool
) -> FeedState:
    """The state (that of `after_answer`) with what the document says of itself.

    One that was cut short leaves nothing by which the server could call it unchanged.
    """
    showed_entries = bool(parsed.entries) or (not first_poll and state.bare_title is None)
    now = state.last_poll or answer.at
    return dataclasses.replace(
        state,
        validators=answer.validators if parsed.complete else Validators(),
        body_hash=hashlib.sha256(answer.body).hexdigest() if parsed.complete else None,
        pace=parsed.pace,
        due_at=next_due(feed, now, max_age=answer.max_age, pace=parsed.pace),
        cut_runs=0 if parsed.complete else state.cut_runs + 1,
        bare_title=None if showed_entries else parsed.title,
        signs=after_reading(state, parsed, now, showed_entries=showed_entries),
    )

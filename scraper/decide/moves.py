"""When a feed's permanent redirect is followed for good, and when what is there is another feed."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

from scraper.decide.trouble import is_persistent
from scraper.model import FeedState, ParsedFeed, Validators

MOVES_BEFORE_ADOPTION = 3
FAILURES_BEFORE_RETURN = 3
# An address that worked once is asked beside a dead one for so long; then the dead one is believed.
FORGOTTEN_AFTER = timedelta(days=7)


def is_refused(state: FeedState) -> bool:
    """Whether the last poll was led to another feed for good."""
    return state.moved_to is not None and state.moved_runs == 0


def shows_same_feed(state: FeedState, parsed: ParsedFeed, *, shared: bool) -> bool | None:
    """Whether the document at a new address is the feed of this state; None if nothing tells.

    `shared` says that an entry of it was known of this feed before. A feed that has shown no entry
    yet is known by its title, one that was never polled by its address alone: it is what is there.
    """
    if is_refused(state):  # entries of the other feed were taken and prove nothing now
        return False
    if shared or state.last_success is None:
        return True
    if state.bare_title is not None:
        return parsed.title == state.bare_title
    return False if parsed.entries else None


def after_move(
    state: FeedState, moved_to: str | None, *, same: bool | None
) -> tuple[FeedState, str | None]:
    """A feed's state after permanent redirects pointed to `moved_to`, and what to tell a person.

    The new address is adopted when three polls in a row pointed to it and found the same feed
    there: redirects that are permanent by mistake do not last. Another feed is never adopted,
    however often it is met; where nothing tells (`same` is None) the poll does not count.
    """
    if moved_to is None:
        if state.moved_to is None and not state.moved_runs:
            return state, None
        return dataclasses.replace(state, moved_to=None, moved_runs=0), None
    if moved_to == state.former_url:  # it was adopted before, and needs no proof
        same = True
    again = state.moved_to == moved_to
    if same is False or (again and is_refused(state)):
        other = dataclasses.replace(state, moved_to=moved_to, moved_runs=0)
        return other, (
            f"moved permanently to {moved_to}, where another feed is (no entry of this one is in"
            " it), so that is not adopted; if it is the right one, put it into the config"
        )
    if same is None:
        kept = state if again else dataclasses.replace(state, moved_to=None, moved_runs=0)
        return kept, f"moved permanently to {moved_to}; nothing there tells yet if it is this feed"
    runs = state.moved_runs + 1 if again else 1
    if runs >= MOVES_BEFORE_ADOPTION:
        moved = dataclasses.replace(state, moved_to=None, moved_runs=0, adopted_url=moved_to)
        return moved, f"moved for good: now polled at {moved_to}; put this into the config"
    return (
        dataclasses.replace(state, moved_to=moved_to, moved_runs=runs),
        f"moved permanently to {moved_to} ({runs} of {MOVES_BEFORE_ADOPTION} runs before it is"
        " adopted)",
    )


def address_after_failure(
    state: FeedState, now: datetime, *, refused: bool, gone: bool
) -> FeedState:
    """A feed's state (that of `after_poll_failure`) with the address that is asked next.

    `refused`: what answered is not this feed (404, a page), and no trouble that passes; `gone`: it
    said so for good (410). An adopted address gives way to the configured one after some such
    polls in a row, or after a day of any trouble. It is remembered for a week unless it is gone,
    and is asked again as soon as the configured one fails.
    """
    if state.adopted_url is None:
        if state.former_url is None:
            return state
        adopted, former = state.former_url, None
    else:
        dead = refused and state.failures >= FAILURES_BEFORE_RETURN
        if not dead and not is_persistent(state.failures, state.failing_since, now):
            return state
        since = state.failing_since
        is_over = gone or (since is not None and now - since > FORGOTTEN_AFTER)
        adopted, former = None, None if is_over else state.adopted_url
    # What one address called its version means nothing at the other.
    return dataclasses.replace(
        state, adopted_url=adopted, former_url=former, validators=Validators(), body_hash=None
    )

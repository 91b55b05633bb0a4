"""What is not as it should be with a feed, and what a person does about it."""

from __future__ import annotations

from datetime import datetime

from scraper.decide.trouble import is_persistent
from scraper.model import Feed, FeedState, Trouble, TroubleKind


def feed_troubles(feed: Feed, state: FeedState | None, now: datetime) -> tuple[Trouble, ...]:
    """The troubles of one feed, the gravest first."""
    if state is None or state.url != feed.url or not (state.failures or state.gone_since):
        return ()
    trouble = Trouble(
        TroubleKind.GONE if state.gone_since else TroubleKind.FAILING,
        why=state.error or "unknown",
        remedy="put its new address into the config, or take it out",
        feed=feed.name,
        url=state.adopted_url or feed.url,
        since=state.gone_since or state.failing_since,
        next_try=state.due_at,
        needs_person=bool(state.gone_since)
        or is_persistent(state.failures, state.failing_since, now),
    )
    return (trouble,)

"""A trouble as a line, and as a JSON object."""

from __future__ import annotations

from scraper.commands.standing import FeedStanding
from scraper.console.words import failed_words, kind_words, minute, shown
from scraper.model import Trouble, TroubleKind

# The feed can't be had: what its last polls came to belongs there, too.
_FAILURES = frozenset({
    TroubleKind.FAILING,
    TroubleKind.NOT_FOUND,
    TroubleKind.NOT_A_FEED,
    TroubleKind.CERTIFICATE,
    TroubleKind.THROTTLED,
})  # fmt: skip
_POLLED = _FAILURES | {TroubleKind.GONE, TroubleKind.CUT}


def trouble_line(trouble: Trouble, feed: FeedStanding | None) -> str:
    """What it is, since when, why, what comes next, what to do; `feed` is the one it is of."""
    kind = trouble.kind
    if feed is None or trouble.feed is None:
        return f"{kind.value}: {shown(trouble.why)}; {shown(trouble.remedy)}"
    if kind in _FAILURES and feed.failures:
        said = failed_words(feed.failures, feed.failing_since)
    else:
        since = f" since {minute(trouble.since)}" if trouble.since is not None else ""
        said = f"{kind_words(kind)}{since}"
    parts = [
        f"feed {shown(trouble.feed)} {said}: {shown(trouble.why)} ({shown(trouble.url or '')})"
    ]
    if kind in _POLLED:
        worked = minute(feed.last_success) if feed.last_success else None
        parts.append(f"last worked {worked}" if worked else "never worked")
    if kind is TroubleKind.GONE:
        parts.append("not asked again")
    elif kind is not TroubleKind.GIVEN_UP:
        later = trouble.next_try
        parts.append(f"asked again after {minute(later)}" if later else "due now")
    return "; ".join([*parts, shown(trouble.remedy)])

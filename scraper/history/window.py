"""Where entries older than the feed's window are found, for `--since`. Pure decisions.

So far one source is known: the feed document itself. What `--since` reaches is what the feed
still shows; `covers` and `oldest` say how far that is, so that a person can be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from scraper.model import Entry


def covers(entries: Sequence[Entry], since: datetime) -> bool:
    """Whether a feed document surely shows everything published since then.

    True if every entry is dated, they stand newest first, and the last is older than `since`:
    anything weaker loses a fifth of the wanted entries on real feeds.
    """
    dates = [entry.published for entry in entries]
    known = [date for date in dates if date is not None]
    if not known or len(known) < len(dates):
        return False
    return known == sorted(known, reverse=True) and known[-1] < since


def shows_some(entries: Sequence[Entry], since: datetime, until: datetime | None) -> bool:
    """Whether a feed document has entries of that stretch, so that its site must have such."""
    dates = [entry.published for entry in entries if entry.published is not None]
    return any(since <= date and (until is None or date < until) for date in dates)


def oldest(entries: Sequence[Entry]) -> datetime | None:
    """The date of the oldest dated entry: how far the feed's window reaches."""
    return min((e.published for e in entries if e.published is not None), default=None)

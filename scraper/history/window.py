"""How far back a feed's own document reaches: the first source of its past, and where others begin.

Pure decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from scraper.history.spans import Span
from scraper.model import Entry

# A pinned entry says nothing of the window: a few, far older than all others together span.
_PINNED_PART, _PINNED_FAR = 5, 3


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


def window_of(spans: Iterable[Span]) -> datetime | None:
    """Since when a feed document shows every entry, going by those that are dated; None: unknown.

    Pinned entries aside: a guess too new only costs a request, one too old loses entries.
    """
    dates = sorted((span.latest for span in spans if span.latest is not None), reverse=True)
    few = max(1, len(dates) // _PINNED_PART)
    for at, (newer, older) in enumerate(pairwise(dates), start=1):
        if len(dates) - at <= few and newer - older > _PINNED_FAR * (dates[0] - newer):
            return newer
    return dates[-1] if dates else None

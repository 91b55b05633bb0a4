"""What reaching back travels with: how far a walk through a feed's history came, and why it ended.

A walk reads one source of one feed's older entries (scraper/history/), page by page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class HistoryFrom(StrEnum):
    """Where a person lets older entries be looked for."""

    AUTO = "auto"  # all but the Wayback Machine
    FEED = "feed"  # the feed's own archives and pages
    WORDPRESS = "wordpress"
    SITEMAP = "sitemap"
    NONE = "none"  # only what the feed shows
    WAYBACK = "wayback"  # all, and the Wayback Machine at last


class End(StrEnum):
    """How a walk ended."""

    # The date was reached.
    WINDOW = "window end"  # the server was asked for the stretch, and gave all of it
    OLD = "older than asked"
    KNOWN = "known from here on"  # archive documents that an earlier walk has read
    COMPLETE = "complete feed"
    ALL_READ = "all read"
    # The source has no more.
    SHOWN = "shows no more"  # the feed itself, where nothing else was asked
    OVER = "paging ended"
    REPEATS = "pages repeat"
    # It is of no use.
    FOREIGN = "leads to another site"
    NO_FEED = "no feed there"
    FORWARD = "pages get newer"
    OTHER = "other articles than the feed's"
    REFUSED = "refused"
    # It goes on with the next run.
    REQUESTS = "request budget spent"
    PAGES = "page budget spent"
    ENTRIES = "entry budget spent"
    LATER = "asked to come later"
    TIME = "run ended"

    @property
    def reached(self) -> bool:
        """Whether everything since the date was named."""
        return self in _REACHED

    @property
    def is_trouble(self) -> bool:
        """Whether the source may be of use another time."""
        return self not in _REACHED | _GO_ON | {End.OVER, End.REPEATS, End.SHOWN}

    @property
    def goes_on(self) -> bool:
        """Whether the next run has to go on with the walk."""
        return self in _GO_ON


_REACHED = frozenset((End.WINDOW, End.OLD, End.KNOWN, End.COMPLETE, End.ALL_READ))
_GO_ON = frozenset((End.REQUESTS, End.PAGES, End.ENTRIES, End.LATER, End.TIME))


@dataclass(frozen=True, slots=True)
class Walk:
    """How far one source of one feed was read; all that a killed run must know to go on.

    `made_for` is a hash of the configuration that it depends on. `cursor` is what to ask next, in
    the source's own words; None: nothing more. `seen` are short hashes of the keys met,
    `pages_seen` of the pages, `first` of the feed's first entry. `stale` counts the last pages in a
    row that showed nothing new; `resumed`: none has shown anything new since it was gone on with.
    `pairs` counts neighbours that both have an
    exact date, `ordered` those of them that stand newest first; `old_pages` the last pages in a
    row on which all was older than `since`, `rising` those whose newest entry was newer than
    the page before's; `empty` those without entries. `fits` counts the entries that look like the
    feed's own. `oldest` is the oldest date met, to a day or so.
    """

    feed_id: str
    source: str
    since: datetime
    until: datetime | None
    cursor: str | None
    updated: datetime
    made_for: str = ""
    begun: datetime | None = None
    requests: int = 0
    pages: int = 0
    found: int = 0
    entries: int = 0
    fits: int = 0
    pairs: int = 0
    ordered: int = 0
    old_pages: int = 0
    rising: int = 0
    empty: int = 0
    stale: int = 0
    resumed: bool = False
    last_date: datetime | None = None
    newest: datetime | None = None
    oldest: datetime | None = None
    first: str = ""
    seen: frozenset[str] = frozenset()
    pages_seen: frozenset[str] = frozenset()
    end: End | None = None
    words: str = ""  # what went wrong, for a person


@dataclass(frozen=True, slots=True)
class Reached:
    """How one source's walk ended, for the report."""

    source: str
    end: End
    words: str = ""
    oldest: datetime | None = None
    requests: int = 0
    pages: int = 0
    found: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far back a feed was read, and what came of it.

    `reached`: everything published since `since` was named by the feed or a source. `oldest` is
    the oldest date met anywhere. `undated` counts entries left out since nothing dates them,
    `filtered` those that the feed's filters left out before their pages were asked for.
    """

    since: datetime
    reached: bool
    sources: tuple[Reached, ...]
    oldest: datetime | None = None
    new: int = 0
    gone: int = 0
    undated: int = 0
    waiting: int = 0
    until: datetime | None = None
    filtered: int = 0

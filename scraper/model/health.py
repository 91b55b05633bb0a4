"""What is kept of the past to tell how feeds do, and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scraper.model.journey import Access, Source


@dataclass(frozen=True, slots=True)
class BodySeen:
    """What was written of one entry, `at` which time: `length` is in characters of text.

    `warnings` are those of its Article: a site's rule that matched nothing.
    """

    feed_id: str
    key: str
    url: str
    at: datetime
    length: int
    source: Source
    access: Access = Access.FULL
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HostPace:
    """How a host answered so far: `failed` of so many `requests` got no answer that was of use.

    `took` is the mean time of a request, of late (each new one counts a tenth), `slowest` the
    longest ever.
    """

    host: str
    requests: int
    failed: int
    took: timedelta
    slowest: timedelta
    at: datetime


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run, as it is remembered; counts are of feeds and entries. See RunReport."""

    started: datetime
    took: timedelta
    feeds: int = 0
    failed: int = 0
    saved: int = 0
    waiting: int = 0
    gave_up: int = 0
    requests: int = 0
    stopped: str | None = None


class TroubleKind(StrEnum):
    """What is not as it should be."""

    FAILING = "failing"  # the feed can't be had, or can't be read
    GONE = "gone"  # HTTP 410
    NOT_FOUND = "not-found"  # HTTP 404
    MOVED = "moved"  # polled at another address than the configured one
    NOT_A_FEED = "not-a-feed"  # a page, or what else, where the feed should be
    CERTIFICATE = "certificate"  # TLS can't be trusted
    THROTTLED = "throttled"  # HTTP 429, or asked to be left alone, for long
    CUT = "cut"  # the document comes cut short
    EMPTY = "empty"  # it shows no entry any more
    SILENT = "silent"  # nothing new for long, by its own rhythm
    TEASERS = "teasers"  # its pages give no whole articles any more
    SHORTER = "shorter"  # its bodies collapsed in length
    RULE = "rule"  # a rule of sites.yaml matches no more
    ZONE = "zone"  # its dates lie
    GUIDS = "guids"  # its guids don't tell its entries apart
    GIVEN_UP = "given-up"  # entries that were given up of late
    SPACE = "space"  # the disk of the archive or state is nearly full


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is not as it should be: where, since when, why, and what to do about it.

    `feed` is the feed's name, None for what is no feed's; `url` what was asked. `needs_person`:
    it will not mend itself. `next_try` is when the program looks again by itself, if later than
    the next run.
    """

    kind: TroubleKind
    why: str
    remedy: str
    feed: str | None = None
    url: str | None = None
    since: datetime | None = None
    next_try: datetime | None = None
    needs_person: bool = True

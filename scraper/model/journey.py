"""What a run meets, in the order it is born: from validators to posts and records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scraper.model.signs import NO_SIGNS, Signs


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next request conditional (RFC 9110, 13.1), byte for byte as they came."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How seldom a feed's own document asks to be polled.

    `wait` at least between two polls; not in `skip_hours` (0 to 23) nor on `skip_days` (0 is
    Monday), both of UTC and in order.
    """

    wait: timedelta | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between runs.

    `url` is the configured address that all else here belongs to; `moved_to` is where permanent
    redirects pointed on each of the last `moved_runs` polls (0: another feed is there);
    `adopted_url`, once set, is polled; `former_url` is one that failed for long, and is asked again
    should the configured one fail. The last `cut_runs` polls brought a document cut short.
    `body_hash` is the SHA-256 of the last body that was parsed
    whole, `pace` what it asked for. `failing_since` is when the first of the last `failures` polls
    failed. `gone_since`, once set, says that the server called the feed gone for good (410): it is
    not polled until this is None again. `bare_title` is the title of a feed that has shown no
    entry so far. `signs` are what its health is told by, `filters` names the filters that its
    entries were last judged by.
    """

    feed_id: str
    url: str
    validators: Validators = Validators()
    body_hash: str | None = None
    due_at: datetime | None = None
    last_poll: datetime | None = None
    last_success: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    error: str | None = None
    moved_to: str | None = None
    moved_runs: int = 0
    adopted_url: str | None = None
    pace: Pace = Pace()
    gone_since: datetime | None = None
    bare_title: str | None = None
    former_url: str | None = None
    cut_runs: int = 0
    signs: Signs = NO_SIGNS
    filters: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer with a body (content coding undone).

    `content_type` is the header as it came ("" if none); `moved_to` is set when the way here
    was permanent redirects only; `max_age` is how long the server calls the answer fresh.
    `measured` is False if nothing but the closed connection says that the body is whole.
    """

    url: str
    final_url: str
    content_type: str
    body: bytes
    at: datetime
    validators: Validators = Validators()
    max_age: timedelta | None = None
    moved_to: str | None = None
    measured: bool = True


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing changed (304)."""

    at: datetime
    validators: Validators = Validators()
    max_age: timedelta | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed.

    `key` is unique within the feed (guid where stable and unique, else the canonical URL, else a
    hash of the text). `identity` names the article across feeds and spellings of its URL.
    `url` is canonical; an entry without a link has a URL made from its feed's (see feeds.py) and
    `linked` False: there is no page to fetch.
    `published` is the instant after the feed's zone settings; `published_raw` the same as the
    feed gave it, the feed's own (perhaps lying) zone believed. `found_by` names the source of
    history that told of it; None: the feed itself. `asked_for`: a person wants this very one, so
    no filter is held against it.
    """

    feed_id: str
    key: str
    identity: str
    url: str
    linked: bool = True
    title: str = ""
    author: str | None = None
    published: datetime | None = None
    published_raw: datetime | None = None
    updated: datetime | None = None
    summary_html: str = ""
    content_html: str = ""
    tags: tuple[str, ...] = ()
    guid: str | None = None
    language: str | None = None
    image: str | None = None
    found_by: str | None = None
    memento: str | None = None
    asked_for: bool = False


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document, read.

    `complete` is False when the document was cut short: its validators must not be kept.
    `entries` stand in the document's order, each key once. `form` is the format: "RSS 2.0".
    `next_url` and `prev_archive` are where older entries are (RFC 5005), `holds_all` says that
    there are none; `site` is the page that the feed belongs to, `generator` what made it.
    `shared_guids` is how many entries have a guid that others have, too.
    """

    title: str
    entries: tuple[Entry, ...]
    next_url: str | None = None
    complete: bool = True
    warnings: tuple[str, ...] = ()
    pace: Pace = Pace()
    form: str = ""
    prev_archive: str | None = None
    holds_all: bool = False
    site: str | None = None
    generator: str = ""
    shared_guids: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """An article page as it came: bytes, and what the header says of them; `url` is the final.

    `whole`: it is another form of the whole article (one page, print, AMP), and no part of it.
    `at`: when it came, if that is known; no date it tells is believed that is later. `zone` is the
    IANA name of the zone of times on it that name none.
    """

    url: str
    body: bytes
    content_type: str = ""
    whole: bool = False
    at: datetime | None = None
    zone: str = "UTC"


class Source(StrEnum):
    """Which text became the body."""

    SITE_RULE = "site-rule"
    PAGE = "page"
    FEED = "feed"
    SUMMARY = "summary"


class Access(StrEnum):
    """How much of the article was to be had."""

    FULL = "full"
    PARTIAL = "partial"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Article:
    """An article's body as clean HTML (URLs absolute, safe elements only) and what is known of it.

    `url` is where the text was found: the page's final URL, or the entry's for the feed's own text.
    `by_rule` names the fields that a site's rule gave: a person looked, so they beat the feed's.
    `thin`: the page gave less than was promised of it; another form of it may have more.
    `told_by` names the place on the page that each field was found in: pairs of field and place.
    """

    url: str
    title: str
    body: str
    source: Source
    byline: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    access: Access = Access.FULL
    warnings: tuple[str, ...] = ()
    by_rule: frozenset[str] = frozenset()
    thin: bool = False
    told_by: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """One file of the archive, not yet written.

    `path` is relative to the archive, with `/`; `second_path` is used when another article holds
    `path`. `text` is the whole file; `identity` is that of its `from:` line; `length` is that of
    the body's text in characters.
    """

    identity: str
    url: str
    title: str
    path: str
    second_path: str
    text: str
    published: datetime
    dated: bool  # False: neither feed nor page gave a date
    source: Source
    warnings: tuple[str, ...] = ()
    thin: bool = False  # the article's
    length: int = 0
    access: Access = Access.FULL
    author: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None


class Status(StrEnum):
    """Where an entry stands."""

    NEW = "new"  # admitted, not tried yet
    SAVED = "saved"  # a post holds it
    RETRY = "retry"  # waits for its next attempt
    GAVE_UP = "gave-up"  # a person can list and retry it
    SKIPPED_OLD = "skipped-old"  # outside of what was asked for; a longer --since takes it
    FILTERED = "filtered"  # left out by the feed's filters; others may take it


WAITING = (Status.NEW, Status.RETRY)


def waiting_in(counts: Mapping[Status, int]) -> int:
    """How many entries are to be tried yet, of so many in each status."""
    return sum(counts.get(status, 0) for status in WAITING)


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """An entry as the store holds it.

    `path` is where its post lies, or, while NEW or RETRY, where one was about to be written.
    `attempts` counts those already made, `tried_at` is when the last ended, `phase` how far it came
    (that of a FetchError, or "extract"); of what is FILTERED, by what it was judged
    (decide/filters.py). `not_before` is the `--since` it was admitted under:
    should its page show an earlier date, it is skipped; so is one not before `not_after`, the
    `--until`. `found_date` is that date.
    """

    entry: Entry
    status: Status
    first_seen: datetime
    path: str | None = None
    not_before: datetime | None = None
    found_date: datetime | None = None
    attempts: int = 0
    retry_at: datetime | None = None
    reason: str | None = None
    phase: str | None = None
    tried_at: datetime | None = None
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A post that the archive holds; `published` is what its `date:` says.

    `url` is what its `from:` says, where that was looked up; no store keeps it.
    """

    path: str
    title: str
    published: datetime | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class RobotsText:
    """One origin's answer for /robots.txt. `status` is 0 when none came at all."""

    origin: str
    status: int
    body: str
    at: datetime

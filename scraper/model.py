"""Every type that travels, in the order it is born. No logic.

All are frozen; datetimes are aware and in UTC; URLs are absolute; text is NFC unless said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

# ── what a person configured ─────────────────────────────────────────────────────────────────


class BodyFrom(StrEnum):
    """Where a feed's article text is taken from."""

    PAGE = "page"  # the better of the article page and the feed's own text
    FEED = "feed"  # the feed's own text; the page is never fetched


class AuthorFrom(StrEnum):
    """Whose name stands in `author:`."""

    ENTRY = "entry"  # the entry's author, else the feed's
    FEED = "feed"  # always the feed's


@dataclass(frozen=True, slots=True)
class Preset:
    """One form of a post: where it lies and what stands around its body.

    `path` is a template below the archive with the fields {year} {month} {day} {title} {feed};
    `body` is "markdown" or "html"; `dialect` is the name `markdown.to_markdown` knows;
    `zone` is the IANA name of the zone whose calendar day names the file;
    `extra` are further front matter keys (lang, image, updated, guid, body_source, access).
    """

    name: str
    path: str
    body: str = "markdown"
    dialect: str = "jekyll"
    comment: bool = True
    blank_after_comment: bool = True
    heading: bool = True
    zone: str = "UTC"
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstRun:
    """How much of a feed seen for the first time is archived; the rest is marked seen.

    `since` is an instant, or an age counted back from the run.
    """

    max_entries: int | None = None
    since: datetime | timedelta | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed as configured, defaults already applied. `id` is the NFC name, unique.

    `timezone` is the zone of dates that name none; `timezone_override` the zone of all dates,
    whatever they claim (for feeds whose zone lies); IANA names. `headers` may hold secrets.
    """

    id: str
    name: str
    url: str
    preset: Preset
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    author: str | None = None
    author_from: AuthorFrom = AuthorFrom.ENTRY
    timezone: str = "UTC"
    timezone_override: str | None = None
    poll_every: timedelta = timedelta(minutes=30)
    enabled: bool = True
    body_from: BodyFrom = BodyFrom.PAGE
    robots: bool = True
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    first_run: FirstRun = FirstRun()


@dataclass(frozen=True, slots=True)
class SiteRule:
    """What a person knows of one site: CSS selectors of what to keep and what to drop.

    `host` matches itself and its subdomains.
    """

    host: str
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Network:
    """Time-outs, caps and limits of everything that goes over the wire."""

    connect_timeout: timedelta = timedelta(seconds=10)
    idle_timeout: timedelta = timedelta(seconds=20)
    total_timeout: timedelta = timedelta(seconds=60)
    feed_max_bytes: int = 20_000_000
    page_max_bytes: int = 10_000_000
    max_redirects: int = 5
    connections: int = 32
    per_host: int = 2
    pause: timedelta = timedelta(0)
    allow_private: bool = False
    allow_private_hosts: tuple[str, ...] = ()


# ── what a run meets ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next request conditional (RFC 9110, 13.1), byte for byte as they came."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between runs.

    `url` is the configured address that all else here belongs to; `moved_to` is where permanent
    redirects pointed on each of the last `moved_runs` polls; `adopted_url`, once set, is polled.
    `body_hash` is the SHA-256 of the last body that was parsed whole.
    """

    feed_id: str
    url: str
    validators: Validators = Validators()
    body_hash: str | None = None
    due_at: datetime | None = None
    last_poll: datetime | None = None
    last_success: datetime | None = None
    failures: int = 0
    error: str | None = None
    moved_to: str | None = None
    moved_runs: int = 0
    adopted_url: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer with a body (content coding undone).

    `content_type` is the header as it came ("" if none); `moved_to` is set when the way here
    was permanent redirects only; `max_age` is how long the server calls the answer fresh.
    """

    url: str
    final_url: str
    content_type: str
    body: bytes
    at: datetime
    validators: Validators = Validators()
    max_age: timedelta | None = None
    moved_to: str | None = None


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
    feed gave it, the feed's own (perhaps lying) zone believed.
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


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document, read.

    `complete` is False when the document was cut short: its validators must not be kept.
    `entries` stand in the document's order, each key once.
    """

    title: str
    entries: tuple[Entry, ...]
    next_url: str | None = None
    complete: bool = True
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """An article page as it came: bytes, and what the header says of them; `url` is the final."""

    url: str
    body: bytes
    content_type: str = ""


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
    """

    url: str
    title: str
    body: str
    source: Source
    byline: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    language: str | None = None
    image: str | None = None
    access: Access = Access.FULL
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """One file of the archive, not yet written.

    `path` is relative to the archive, with `/`; `second_path` is used when another article holds
    `path`. `text` is the whole file; `identity` is that of its `from:` line.
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


class Status(StrEnum):
    """Where an entry stands."""

    NEW = "new"  # admitted, not tried yet
    SAVED = "saved"  # a post holds it
    RETRY = "retry"  # waits for its next attempt
    GAVE_UP = "gave-up"  # a person can list and retry it
    SKIPPED_OLD = "skipped-old"  # older than what was asked for; a longer --since takes it


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """An entry as the store holds it.

    `path` is where its post lies, or, while NEW or RETRY, where one was about to be written.
    `attempts` counts those already made. `not_before` is the `--since` it was admitted under:
    should its page show an earlier date, it is skipped; `found_date` is that date.
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


@dataclass(frozen=True, slots=True)
class Held:
    """A post that the archive holds."""

    path: str
    title: str


@dataclass(frozen=True, slots=True)
class RobotsText:
    """One origin's answer for /robots.txt. `status` is 0 when none came at all."""

    origin: str
    status: int
    body: str
    at: datetime


# ── what a run tells ─────────────────────────────────────────────────────────────────────────


class FeedOutcome(StrEnum):
    """How a feed's poll ended."""

    CHANGED = "changed"  # a body came and was parsed
    UNCHANGED = "unchanged"  # 304, or the same bytes
    NOT_DUE = "not-due"
    FAILED = "failed"
    STOPPED = "stopped"  # the run ended first


@dataclass(frozen=True, slots=True)
class FeedReport:
    """What one run did for one feed; counts are of entries. `error` says what comes next, too."""

    feed_id: str
    outcome: FeedOutcome
    admitted: int = 0
    saved: int = 0
    known: int = 0  # turned out to be an article that the archive holds
    waiting: int = 0
    gave_up: int = 0
    skipped: int = 0
    error: str | None = None
    phase: str | None = None  # of the FetchError behind `error`, if one is
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunReport:
    """What one run did. `stopped` names why it ended early, if it did."""

    feeds: tuple[FeedReport, ...]
    took: timedelta
    requests: int = 0
    stopped: str | None = None

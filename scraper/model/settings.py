"""What a person configured, defaults applied."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from scraper.model.filters import NO_FILTERS, Filters


class BodyFrom(StrEnum):
    """Where a feed's article text is taken from."""

    PAGE = "page"  # the better of the article page and the feed's own text
    FEED = "feed"  # the feed's own text; the page is never fetched


class AuthorFrom(StrEnum):
    """Whose name stands in `author:`."""

    ENTRY = "entry"  # the entry's author, else the feed's
    FEED = "feed"  # always the feed's


class Durability(StrEnum):
    """What of the state is on the disk when the power goes (SQLite's `synchronous`)."""

    NORMAL = "normal"  # new entries always; the rest, at the latest, a checkpoint later
    FULL = "full"  # every commit


# Keys in their order, each with a text that may hold {fields}, or a list of such.
FrontMatter = tuple[tuple[str, str | tuple[str, ...]], ...]

# The predecessor's, which its readers' themes and scripts depend on: keys, order and types.
SEED_FRONT_MATTER: FrontMatter = (
    ("layout", "post"),
    ("title", "{title}"),
    ("date", "{date}"),
    ("author", "{author}"),
    ("from", "{url}"),
    ("tags", ("{tags}",)),
    ("categories", ("{categories}",)),
)


@dataclass(frozen=True, slots=True)
class Preset:
    """One form of a post: where it lies and what stands around its body.

    `path` is a template below the archive, of the fields that `presets.PATH_FIELDS` names;
    `front_matter` one of the fields that `front_template.FIELDS` names;
    `body` is "markdown" or "html"; `dialect` is the name `markdown.to_markdown` knows;
    `heading` is the title above the body, `link` a line below it: both lead to the article;
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
    link: bool = False
    front_matter: FrontMatter = SEED_FRONT_MATTER
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
class History:
    """How a feed is read back beyond its window, and how much of it in one run.

    `include` are regular expressions for addresses that belong to the feed, where it does not
    show so itself; `archive` is a template for the addresses of a site's own archive pages, with
    {yyyy} {mm} {dd}, `links` the CSS selector of the articles' links there.
    """

    include: tuple[str, ...] = ()
    archive: str | None = None
    links: str = "a[href]"
    max_requests: int = 400
    max_pages: int = 200  # of one source
    max_new: int = 5000


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
    history: History = History()
    filters: Filters = NO_FILTERS


@dataclass(frozen=True, slots=True)
class Picker:
    """Where a value stands on a page: a CSS selector, and the attribute to read there, or None."""

    selector: str
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class SiteRule:
    """What a person knows of one site: CSS selectors of what to keep, to drop and to read.

    `host` matches itself and its subdomains. `strip_text` are regular expressions for whole blocks
    of text. With `feed_only` no page is fetched.
    """

    host: str
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    title: Picker | None = None
    author: Picker | None = None
    date: Picker | None = None
    next_page: str | None = None
    single_page: str | None = None
    strip_text: tuple[str, ...] = ()
    feed_only: bool = False


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
    history_pause: timedelta = timedelta(seconds=1)
    allow_private: bool = False
    allow_private_hosts: tuple[str, ...] = ()

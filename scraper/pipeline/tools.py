"""What the stages work with, and what a run was asked to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from scraper.archive import Archive
from scraper.dates import parse_date
from scraper.decide import is_unsure, post_name
from scraper.errors import FetchError
from scraper.fetch import Fetcher
from scraper.model import (
    Entry,
    EntryRecord,
    Feed,
    FeedReport,
    Held,
    HistoryFrom,
    Page,
    Post,
    SiteRule,
    Walk,
)
from scraper.pipeline.unwritten import Unwritten
from scraper.politeness import Robots, is_fresh
from scraper.store import Store
from scraper.urls import canonical, host_of, identity, origin_of
from scraper.workers import Workers

if TYPE_CHECKING:
    from scraper.fetch.wayback import Wayback

# Pages of articles that wait for their next page; some thirty of the largest, or hundreds.
MAX_WAITING_BYTES = 40_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """What a run was asked to do.

    `since`: archive everything published since then, whether a feed is due or not, and ask
    without validators; `until`: nothing of then or later. What a feed shows no more is looked for
    in `history`, by at most `max_requests` requests and until `max_new` entries are found, of each
    feed (None: as it is configured); `strict` reads further before it believes a date, and
    `include_undated` takes what nothing dates. `force`: poll feeds that are not due, too.
    `dry_run`: only say what would be archived.
    """

    feeds: tuple[Feed, ...]
    since: datetime | None = None
    until: datetime | None = None
    history: HistoryFrom = HistoryFrom.AUTO
    max_requests: int | None = None
    max_new: int | None = None
    strict: bool = False
    include_undated: bool = False
    force: bool = False
    dry_run: bool = False
    max_time: timedelta | None = None


class Reporter(Protocol):
    """Who is told what happens, as it happens."""

    def post(self, feed: Feed, post: Post, path: str) -> None:
        """A post was written."""
        ...

    def not_archived(self, feed: Feed, record: EntryRecord) -> None:
        """An attempt gave no post: the entry waits, was given up, is too old, or was filtered,
        for which there may have been no attempt.
        """
        ...

    def warning(self, text: str) -> None:
        """Something that a person should mend; the run goes on."""
        ...

    def would_archive(self, feed: Feed, entry: Entry) -> None:
        """A dry run found an entry that would be archived."""
        ...

    def plan(self, feed: Feed, sources: Sequence[str], max_requests: int, max_new: int) -> None:
        """A dry run is about to look back beyond what a feed shows, by these sources in turn."""
        ...

    def history(self, feed: Feed, walk: Walk) -> None:
        """One more page of a source of history was read."""
        ...

    def feed(self, report: FeedReport) -> None:
        """A feed is done with."""
        ...

    def progress(self, feeds: tuple[int, int], articles: tuple[int, int]) -> None:
        """Feeds and articles: how many are done, of how many known so far."""
        ...


class Claims:
    """One worker at a time per article, whichever feeds it came by."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def claim(self, name: str) -> AsyncIterator[None]:
        """Waits until no other worker holds the article of this name."""
        lock, users = self._locks.get(name, (asyncio.Lock(), 0))
        self._locks[name] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks[name]
            if users == 1:
                del self._locks[name]
            else:
                self._locks[name] = (lock, users - 1)


@dataclass(slots=True)
class Tools:
    """The outside world, as the stages see it."""

    fetch: Fetcher
    store: Store
    archive: Archive
    reporter: Reporter
    clock: Callable[[], datetime]
    agent_token: str
    rules: Sequence[SiteRule] = ()
    workers: Workers = field(default_factory=Workers)
    must_stop: Callable[[], bool] = lambda: False
    include_undated: bool = False
    wayback: Wayback | None = None
    claims: Claims = field(default_factory=Claims)
    unwritten: Unwritten = field(default_factory=Unwritten)
    _waiting_bytes: int = 0
    _robots: dict[str, Robots] = field(default_factory=dict)
    _found: dict[str, Held] | None = None

    @contextmanager
    def waiting_pages(self) -> Iterator[Callable[[Page], None]]:
        """Counts the pages that an article holds while it waits for another one.

        What it gives takes a page; FetchError where so much waits already that this article's
        turn must be another run's: thousands may wait for a slow host.
        """
        size = 0

        def hold(page: Page) -> None:
            nonlocal size
            size += len(page.body)
            self._waiting_bytes += len(page.body)
            if size > MAX_WAITING_BYTES:
                said = f"an article of pages of more than {MAX_WAITING_BYTES:,} bytes"
                raise FetchError(page.url, said, phase="body", retry=timedelta())
            if self._waiting_bytes > MAX_WAITING_BYTES:
                said = "too many articles of several pages at once; the next run goes on with it"
                raise FetchError(page.url, said, phase="body", retry=timedelta(), asked=False)

        try:
            yield hold
        finally:
            self._waiting_bytes -= size

    async def check_robots(self, url: str) -> None:
        """Raises FetchError where a site's robots.txt does not let us fetch `url`."""
        robots = await self.robots_of(url)
        if robots.unreachable:
            raise FetchError(
                url, "robots.txt can't be had, so no page may be", phase="robots", retry=timedelta()
            )
        if not robots.allows(url, self.agent_token):
            raise FetchError(url, "robots.txt forbids this page", phase="robots", retry=None)

    async def robots_of(self, url: str) -> Robots:
        """The rules of the site that an address is on; asked for once a day."""
        origin = origin_of(url)
        async with self.claims.claim(f"robots {origin}"):
            robots = self._robots.get(origin)
            if robots is None:
                text = await self.store.robots(origin)
                if text is None or not is_fresh(text, self.clock()):
                    text = await self.fetch.robots(origin)
                    await self.store.keep_robots(text)
                robots = self._robots[origin] = Robots(text)
                delay = robots.crawl_delay(self.agent_token)
                if delay:
                    self.fetch.gates.slow_down(host_of(url), delay)
        return robots

    async def note_silence(self, error: FetchError) -> None:
        """Leaves a host alone for as long as it asked, in later runs too."""
        if error.host_wide and error.retry is not None:
            host, until = host_of(error.url), self.clock() + error.retry
            self.fetch.gates.silence(host, until)
            await self.store.keep_silence(host, until)

    def looked_up(self, entry: Entry, post: Held) -> Held:
        """The post that may hold an entry; with its own address, should that have to decide."""
        if not is_unsure(entry, post):
            return post
        peek = self.archive.peek(post.path)
        return replace(post, url=canonical(peek.url) if peek is not None else None)

    def found_in_archive(self) -> dict[str, Held]:
        """The archive's posts by article identity, and by name where they share an address, read
        from the files; at most once a run.
        """
        if self._found is None:
            self._found = {}
            for path, peek in self.archive.scan():
                url = canonical(peek.url)
                if url is None:
                    continue
                held = Held(path, peek.title, parse_date(peek.date))
                self._found.setdefault(identity(url), held)
                for time in dict.fromkeys((held.published, None)):
                    name = post_name(identity(url), held.title, time)
                    self._found.setdefault(name, held)
        return self._found

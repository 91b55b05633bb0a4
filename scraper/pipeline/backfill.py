"""Reaching back: what a feed shows no more, found by the sources of its history and admitted.

One request after the other. After each page its entries and how far the walk came are stored in
one transaction, so that a killed run goes on where it was; the articles come after, as any others.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Callable

from scraper.errors import FetchError, ParseError
from scraper.history import walking
from scraper.history.plan import plan
from scraper.history.scope import Scope
from scraper.history.sitemap import Sitemaps, site_of
from scraper.history.sources import Answer, Ask, Live, Reading, Source, Wish
from scraper.history.window import covers, oldest
from scraper.history.wordpress import WordPress, home_of
from scraper.model import (
    BodyFrom,
    Coverage,
    End,
    Feed,
    Fetched,
    HistoryFrom,
    Reached,
    Status,
    Walk,
)
from scraper.pipeline.finds import records_of
from scraper.pipeline.tools import Job, Tools
from scraper.site_rules import is_feed_only
from scraper.urls import host_of, is_same_site, origin_of

log = logging.getLogger(__name__)

_TRIES = 3  # at one page, in one run
_GONE = frozenset({404, 410})
_PASSING = frozenset({408, 425, 429})
_SECTION = "the feed's addresses don't show its section: name it by history.include"
_SITES = "the feed links to many sites"
_GAP = "articles came and went while it was read"
# No other source is of use then: they go on with the next run.
_RUN_ENDS = frozenset({End.TIME, End.REQUESTS, End.ENTRIES})


async def reach_back(
    feed: Feed, live: Live, job: Job, tools: Tools, must_stop: Callable[[], bool]
) -> Coverage:
    """Admits what was published since `job.since` and the feed shows no more.

    A source's failure is its walk's end, and the next is asked. Raises StoreError.
    """
    return await _Reach(feed, live, job, tools, must_stop).go()


class _Reach:
    def __init__(
        self, feed: Feed, live: Live, job: Job, tools: Tools, must_stop: Callable[[], bool]
    ) -> None:
        assert job.since is not None
        self.feed = feed
        self.live = live
        self.job = job
        self.tools = tools
        self.must_stop = must_stop
        self.wish = Wish(job.since, job.until, tools.clock())
        self.scope = Scope(live.entries, feed.history.include, live.url)
        self.max_requests = job.max_requests or feed.history.max_requests
        self.max_new = job.max_new or feed.history.max_new
        self.requests = 0
        self.new = 0
        self.filtered = 0
        self.reached: list[Reached] = []
        self.oldest = oldest(live.entries)

    async def go(self) -> Coverage:
        live, since = self.live, self.wish.since
        if covers(live.entries, since) and not live.holds_all:
            return self._covered(End.OLD)
        if self.job.history is HistoryFrom.NONE and not live.holds_all:
            shown = Reached("feed", End.SHOWN, oldest=self.oldest)
            return Coverage(since, False, (shown,), self.oldest)
        # Years of articles are to come, not a day's.
        for host in {host_of(entry.url) for entry in live.entries if entry.linked}:
            self.tools.fetch.gates.one_at_a_time(host, self.tools.fetch.history_pause)
        if live.holds_all:
            return self._covered(End.COMPLETE)
        sitemaps = await self._sitemaps()
        self.live = dataclasses.replace(live, sitemaps=sitemaps)
        sources = plan(
            self.live,
            self.wish,
            self.scope,
            self.feed.history,
            self.job.history,
            only_texts=self._needs_texts(),
        )
        begun = [source for source in sources if source.begin() is not None]
        for source in sources:
            if isinstance(source, Sitemaps) and source not in begun and live.entries:
                # A section's feed: its articles can't be told from those of the whole site.
                said = _SECTION if site_of(live) is not None else _SITES
                self.reached.append(Reached(source.name, End.OTHER, said))
        if self.job.dry_run:
            names = [source.name for source in begun] + ["wayback"] * (
                self.tools.wayback is not None
            )
            self.tools.reporter.plan(self.feed, names, self.max_requests, self.max_new)
        stored = await self.tools.store.walks(self.feed.id)
        for source in begun:
            if self._is_done(await self._walk(source, stored.get(source.name))):
                break
        else:
            await self._wayback(stored.get("wayback"))
        if not self.reached:
            self.reached.append(Reached("feed", End.SHOWN, oldest=self.oldest))
        done = any(one.end.reached for one in self.reached)
        reached = tuple(self.reached)
        return Coverage(since, done, reached, self.oldest, filtered=self.filtered)

    def _is_done(self, walk: Walk) -> bool:
        """Whether no further source is asked: the date is reached, or the run may do no more."""
        assert walk.end is not None
        known = [date for date in (self.oldest, walk.oldest) if date is not None]
        self.oldest = min(known, default=None)
        if walk.end.reached and walking.has_gap(walk, self.live, self.wish):
            # It began in an earlier run: the next one looks for what came since then.
            walk = dataclasses.replace(walk, end=End.LATER, words=_GAP)
        self.reached.append(_reached(walk))
        assert walk.end is not None
        return walk.end.reached or walk.end in _RUN_ENDS

    async def _wayback(self, stored: Walk | None) -> None:
        """The feed's captures in the Wayback Machine, if it may be asked."""
        tools, wish = self.tools, self.wish
        if tools.wayback is None:
            return
        from scraper.history.wayback import Wayback

        try:
            captures = {
                capture: None
                for url in dict.fromkeys((self.feed.url, self.live.url))
                for capture in await tools.wayback.captures(url, wish.since, wish.until)
            }
        except FetchError as error:
            await tools.note_silence(error)
            said = f"{error.reason} ({error.url})"
            self.reached.append(Reached("wayback", _end_after(error), said))
            return
        source = Wayback(self.live, wish, captures)
        if source.begin() is None:
            self.reached.append(Reached("wayback", End.OVER, "no captures"))
        else:
            self._is_done(await self._walk(source, stored))

    def _covered(self, end: End) -> Coverage:
        reached = Reached("feed", end, oldest=self.oldest)
        return Coverage(self.wish.since, True, (reached,), self.oldest)

    def _needs_texts(self) -> bool:
        """Whether no page is fetched for this feed, so that who names an article must tell it."""
        rules = self.tools.rules
        return self.feed.body_from is BodyFrom.FEED or any(
            is_feed_only(entry.url, rules) for entry in self.live.entries[:1]
        )

    async def _sitemaps(self) -> tuple[str, ...]:
        site = site_of(self.live)
        if site is None:
            return ()
        robots = await self.tools.robots_of(f"{site}/")
        return tuple(dict.fromkeys(robots.sitemaps()))

    async def _walk(self, source: Source, stored: Walk | None) -> Walk:
        """The source's walk, made or gone on with, until it ends."""
        walk = stored
        known: frozenset[str] = frozenset()
        made_for = walking.made_for(
            self.feed, strict=self.job.strict, undated=self.job.include_undated
        )
        if walk is not None and walk.end is not None and walk.end.reached:
            walk = None if walking.has_gap(walk, self.live, self.wish) else walk
        if walk is None or self.job.force or not walking.may_go_on(walk, self.wish, made_for):
            if not self.job.force:
                known = walking.known_before(stored, source, self.wish, made_for)
            walk = walking.begin(self.feed.id, source, self.live, self.wish)
            assert walk is not None
            walk = dataclasses.replace(walk, made_for=made_for)
        elif walk.end is None or walk.end.goes_on:
            walk = walking.gone_on(walk, self.wish)
        while walk.end is None:
            walk = await self._page(source, walk, known)
            self.tools.reporter.history(self.feed, walk)
        return walk

    async def _page(self, source: Source, walk: Walk, known: frozenset[str]) -> Walk:
        """The walk after its next page, and what that named in the store."""
        now = self.tools.clock()
        if self.must_stop():
            return await self._stop(walk, End.TIME)
        if self.requests >= self.max_requests:
            return await self._stop(walk, End.REQUESTS)
        if self.new >= self.max_new:
            return await self._stop(walk, End.ENTRIES)
        cursor = walk.cursor
        assert cursor is not None
        ask = source.ask(cursor)
        been = walking.is_known_page(walk, ask.url, known) if source.paged else None
        if been is not None:
            # What was known stays so.
            walk = dataclasses.replace(walk, pages_seen=walk.pages_seen | known)
            return await self._stop(walk, been)
        before = self.requests
        try:
            reading = await self._reading(source, cursor, ask)
        except FetchError as error:
            await self.tools.note_silence(error)
            said = source.refused(cursor, error)
            if said is None:
                end = _end_after(error)
                walk = _with_requests(walk, self.requests - before)
                return await self._stop(walk, end, f"{error.reason} ({error.url})")
            reading = said
        step = walking.turn(
            _with_requests(walk, self.requests - before - 1),  # one it counts itself
            ask.url,
            reading,
            source,
            self._scope_for(source),
            dataclasses.replace(self.wish, now=now),
            max_pages=self.feed.history.max_pages,
            strict=self.job.strict,
        )
        records = await records_of(step.wanted, self.feed, self.job, self.tools)
        fresh = [record for record in records if record.status is Status.NEW]
        room = self.max_new - self.new
        after = step.walk
        if len(fresh) > room:
            # The rest is still to be had from this page, so the walk stays before it.
            left = {record.entry.key for record in fresh[room:]}
            records = [record for record in records if record.entry.key not in left]
            self.new = self.max_new
            asked = _with_requests(walk, self.requests - before)
            after = walking.stopped(asked, End.ENTRIES, now)
        else:
            self.new += len(fresh)
        self.filtered += sum(record.status is Status.FILTERED for record in records)
        await self.tools.store.advance(after, records)
        return after

    def _scope_for(self, source: Source) -> Scope:
        posts = isinstance(source, WordPress)
        return self.scope.for_posts(home_of(self.live)) if posts else self.scope

    async def _stop(self, walk: Walk, end: End, words: str = "") -> Walk:
        walk = walking.stopped(walk, end, self.tools.clock(), words)
        await self.tools.store.advance(walk, ())
        return walk

    async def _reading(self, source: Source, cursor: str, ask: Ask) -> Reading:
        """What the source reads in the answer; raises FetchError, also for what it can't read."""
        async with self.tools.fetch.room.use():
            answer = await self._fetched(ask)
            if ask.form != "capture" and not is_same_site(answer.final_url, ask.url):
                said = f"leads to another site, {host_of(answer.final_url)}"
                raise FetchError(ask.url, said, phase="redirect", retry=None)
            try:
                # A sitemap of 50,000 addresses takes a second, in which others wait for an answer.
                return await asyncio.to_thread(self._read, source, cursor, ask, answer)
            except ParseError as error:
                raise FetchError(ask.url, str(error), phase="parse", retry=None) from error

    def _read(self, source: Source, cursor: str, ask: Ask, fetched: Fetched) -> Reading:
        from scraper.feeds import parse_feed, parse_posts

        if ask.form in ("feed", "capture"):
            return source.read(cursor, Answer(fetched, parse_feed(fetched, self.feed)))
        if ask.form == "posts":
            return source.read(cursor, Answer(fetched, parse_posts(fetched, self.feed)))
        return source.read(cursor, Answer(fetched))

    async def _fetched(self, ask: Ask) -> Fetched:
        """One page of a source, asked for again where that may help; raises FetchError."""
        tools, feed = self.tools, self.feed
        if ask.form == "capture":
            assert tools.wayback is not None
            self.requests += 1
            return await tools.wayback.memento(ask.url)

        async def allow(hop: str) -> None:
            if feed.robots:
                await tools.check_robots(hop)

        tools.fetch.gates.one_at_a_time(host_of(ask.url), tools.fetch.history_pause)
        secret_origin = origin_of(feed.url)
        for attempt in range(1, _TRIES + 1):
            self.requests += 1
            try:
                return await tools.fetch.history(
                    ask.url, headers=feed.headers, secret_origin=secret_origin, allow=allow
                )
            except FetchError as error:
                if not _may_pass(error) or attempt == _TRIES or self.requests >= self.max_requests:
                    raise
                log.info("%s: %s; asked again", ask.url, error.reason)
                await asyncio.sleep(tools.fetch.history_pause.total_seconds() * 2**attempt)
        raise AssertionError


def _reached(walk: Walk) -> Reached:
    assert walk.end is not None
    return Reached(
        walk.source, walk.end, walk.words, walk.oldest, walk.requests, walk.pages, walk.found
    )


def _with_requests(walk: Walk, more: int) -> Walk:
    return dataclasses.replace(walk, requests=walk.requests + more)


def _end_after(error: FetchError) -> End:
    if error.phase == "redirect" and error.retry is None:
        return End.FOREIGN
    if error.phase == "parse":
        return End.NO_FEED
    if not error.asked or error.host_wide or _is_theirs(error):
        return End.LATER
    return End.OVER if error.status in _GONE else End.REFUSED


def _may_pass(error: FetchError) -> bool:
    """Whether asking again soon may help: not where the server says that the fault is ours, or
    when to come back."""
    return error.retry is not None and not error.retry and _is_theirs(error)


def _is_theirs(error: FetchError) -> bool:
    ours = error.status is not None and 400 <= error.status < 500 and error.status not in _PASSING
    return error.retry is not None and not error.host_wide and error.asked and not ours

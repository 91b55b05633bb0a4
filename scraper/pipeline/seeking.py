"""The feeds behind an address that a person gave: it is asked, its links, then where feeds lie."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic

from scraper.decide.candidates import Candidate, ranked
from scraper.errors import FetchError, ParseError
from scraper.feeds import alternates, parse_feed
from scraper.feeds.signposts import (
    feed_links,
    is_of_comments,
    is_opml,
    looks_like_feed,
    usual_places,
    video_feed,
    video_feed_on,
)
from scraper.fetch import Fetcher
from scraper.history.sitemap import site_of
from scraper.history.ways import likely_ways
from scraper.model import Feed, Fetched, Page, RobotsText, Validators
from scraper.pipeline.poll import live_of
from scraper.pipeline.sampling import gives_whole_texts
from scraper.politeness import Robots
from scraper.urls import host_of, origin_of

MAX_NAMED = 10  # feeds that a page names, or links to
MAX_GUESSES = 12
SEEKING_S = 120.0  # a host may ask for long pauses, or be slow; then nothing more is asked


@dataclass(slots=True)
class Sought:
    """What was found behind an address: feeds, the likeliest first.

    `tried` says what came from where there was no feed; `unseen` how many more links look like
    feeds'; `is_opml` that the address is a list of feeds itself; `refused` why it did not come:
    the feeds are those of its site then.
    """

    candidates: tuple[Candidate, ...] = ()
    tried: list[str] = field(default_factory=list)
    unseen: int = 0
    is_opml: bool = False
    refused: FetchError | None = None


class Seeker:
    """Looks for feeds, one request after the other. `form` says how feeds are read, `max_bytes`
    how large they may be; `told` hears of each address before it is asked.
    """

    def __init__(
        self,
        fetch: Fetcher,
        agent_token: str,
        form: Feed,
        max_bytes: int,
        told: Callable[[str], None],
    ) -> None:
        self.fetch = fetch
        self.form = form
        self.max_bytes = max_bytes
        self._agent = agent_token
        self._told = told
        self._robots: dict[str, Robots] = {}

    async def seek(self, url: str) -> Sought:
        """The feeds behind an address, or why there are none; no error is raised."""
        return await _Search(self, url).go()

    async def page(self, url: str, feed: Feed) -> Page:
        """The page of an article, as the feed's own run would ask for it; raises FetchError."""
        self._told(url)

        async def allow(hop: str) -> None:
            if feed.robots:
                await self.check_robots(hop)

        answer = await self.fetch.page(
            url, headers=feed.headers, secret_origin=origin_of(feed.url), allow=allow
        )
        zone = feed.timezone_override or feed.timezone
        return Page(answer.final_url, answer.body, answer.content_type, at=answer.at, zone=zone)

    async def ways(self, candidate: Candidate, now: datetime, *, ask: bool) -> tuple[str, ...]:
        """The sources that most likely lead back beyond what a feed shows, by name.

        `ask`: the robots.txt of its site, too, if that is not known yet.
        """
        live = live_of(candidate.final_url, candidate.parsed)
        site = site_of(live)
        if site is not None and (ask or site in self._robots):
            robots = await self.robots_of(f"{site}/")
            live = replace(live, sitemaps=robots.sitemaps())
        return likely_ways(live, self.form.history, now)

    async def given(self, url: str) -> Fetched:
        """What is at an address that a person gave; raises FetchError.

        A feed is polled whatever robots.txt says of pages: its address was meant for that. And
        where robots.txt does not come, the address itself says best why.
        """
        self._told(url)

        async def allow(hop: str) -> None:
            robots = await self.robots_of(hop)
            if not robots.unreachable and not looks_like_feed(hop):
                await self.check_robots(hop)

        return await self.fetch.history(url, allow=allow)

    async def named(self, url: str) -> Fetched:
        """What is at an address that a page names as its feed; raises FetchError."""
        self._told(url)
        answer = await self.fetch.poll(url, Validators())
        assert isinstance(answer, Fetched)
        return answer

    async def guessed(self, url: str) -> Fetched:
        """What is at an address that may be a feed's, if robots.txt lets us ask; FetchError."""
        self._told(url)
        return await self.fetch.history(url, allow=self.check_robots)

    async def check_robots(self, url: str) -> None:
        """Raises FetchError where robots.txt forbids an address, or can't be had."""
        robots = await self.robots_of(url)
        if robots.unreachable:
            reason = "robots.txt can't be had, so no page may be"
            raise FetchError(url, reason, phase="robots", retry=None, asked=False)
        if not robots.allows(url, self._agent):
            raise FetchError(url, "robots.txt forbids it", phase="robots", retry=None, asked=False)

    async def robots_of(self, url: str) -> Robots:
        """The rules of an address's site; asked for once."""
        origin = origin_of(url)
        if origin not in self._robots:
            text: RobotsText = await self.fetch.robots(origin)
            self._robots[origin] = robots = Robots(text)
            if delay := robots.crawl_delay(self._agent):
                self.fetch.gates.slow_down(host_of(url), delay)
        return self._robots[origin]


class _Search:
    def __init__(self, seeker: Seeker, url: str) -> None:
        self.seeker = seeker
        self.url = url
        self.found: list[Candidate] = []
        self.sought = Sought()
        self._asked: set[str] = set()
        self._end = monotonic() + SEEKING_S

    async def go(self) -> Sought:
        if (feed := video_feed(self.url)) is not None:
            await self._try([feed], self.seeker.named)
        if not self.found:
            await self._look()
        self.sought.candidates = ranked(self.found, self.url)
        return self.sought

    async def _look(self) -> None:
        try:
            page = await self.seeker.given(self.url)
        except FetchError as error:
            self.sought.refused = error
            self._note(self.url, error.reason)
            # A page may be refused or gone, and its site's feed be there; no answer is the end.
            if error.status is None or error.host_wide:
                return
        else:
            self._asked |= {self.url, page.final_url}
            if is_opml(page.body):
                self.sought.is_opml = True
                return
            if self._take(page):
                return
            await self._follow(page, listed=True)
        if not self._has_posts():
            await self._front_page()
        if not self._has_posts():
            await self._guess()

    async def _follow(self, page: Fetched, *, listed: bool) -> None:
        """Tries what a page names as its feeds, and what it links to as such."""
        video = video_feed_on(page)
        named = [*([video] if video else []), *alternates(page)]
        await self._try(named[:MAX_NAMED], self.seeker.named)
        links = [link for link in feed_links(page) if link not in named]
        if self._has_posts():  # then a word is no reason to ask for a page
            links = [link for link in links if looks_like_feed(link)]
        room = max(0, MAX_NAMED - len(named))
        other = await self._try(links[:room], self.seeker.guessed)
        self.sought.unseen = max(0, len(named) + len(links) - MAX_NAMED)
        if listed and other is not None and not self._has_posts():
            await self._follow(other, listed=False)  # "RSS" may lead to a page of links

    async def _front_page(self) -> None:
        """An article or a list of links leads to its site."""
        home = f"{origin_of(self.url)}/"
        if {home, home.rstrip("/")} & self._asked:
            return
        try:
            page = await self.seeker.guessed(home)
        except FetchError as error:
            self._note(home, error.reason)
            return
        self._asked |= {home, page.final_url}
        if not self._take(page):
            await self._follow(page, listed=False)

    async def _guess(self) -> None:
        places = [place for place in usual_places(self.url) if place not in self._asked]
        for place in places[:MAX_GUESSES]:
            await self._try([place], self.seeker.guessed)
            if self._has_posts():
                return

    async def _try(
        self, urls: Iterable[str], ask: Callable[[str], Awaitable[Fetched]]
    ) -> Fetched | None:
        """Takes the feeds at these addresses; gives the first other document that came."""
        page: Fetched | None = None
        for url in urls:
            if url in self._asked:
                continue
            self._asked.add(url)
            if monotonic() > self._end:
                self._note(url, f"not asked, for this took {SEEKING_S:.0f} s already")
                continue
            try:
                answer = await ask(url)
            except FetchError as error:
                self._note(url, error.reason)
                continue
            if answer.final_url != url and answer.final_url in self._asked:
                self._note(url, f"leads to {answer.final_url}")
                continue
            self._asked.add(answer.final_url)
            if not self._take(answer) and page is None:
                page = answer
        return page

    def _take(self, answer: Fetched) -> bool:
        """Whether the answer is a feed, which then is one of those found."""
        url = answer.moved_to or answer.url
        if len(answer.body) > self.seeker.max_bytes:
            self._note(answer.url, f"larger than {self.seeker.max_bytes:,} bytes")
            return False
        try:
            parsed = parse_feed(answer, replace(self.seeker.form, url=url))
        except ParseError as error:
            self._note(answer.url, str(error))
            return False
        candidate = Candidate(
            url=url,
            final_url=answer.final_url,
            parsed=parsed,
            whole=gives_whole_texts(parsed, self.seeker.form),
            comments=is_of_comments(url, parsed.title, parsed.entries),
        )
        self.found.append(candidate)
        return True

    def _has_posts(self) -> bool:
        return any(one.parsed.entries and not one.comments for one in self.found)

    def _note(self, url: str, reason: str) -> None:
        self.sought.tried.append(f"{url}: {reason}")

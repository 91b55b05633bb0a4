"""What comes back for a URL: redirects, conditional GET, caps and deadlines, in one place.

Each hop is judged anew (address guard, robots.txt, credentials only to their own origin), so
redirects are followed here, one at a time.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from scraper.errors import FetchError
from scraper.fetch.body import ACCEPT_ENCODING, read_body
from scraper.fetch.cookies import cookie_header, take_cookies
from scraper.fetch.gates import Gates
from scraper.fetch.headers import (
    Headers,
    first_values,
    hidden,
    hop_target,
    joined_values,
    sent_headers,
)
from scraper.fetch.hop import Body, Limit, Move, Unchanged
from scraper.fetch.paces import Paces
from scraper.fetch.room import Room
from scraper.fetch.transport import Answer, Transport
from scraper.fetch.trouble import AGAIN, FOREIGN, refusal, wrapped
from scraper.model import Fetched, Network, NotModified, RobotsText, Validators
from scraper.politeness import ROBOTS_MAX_BYTES, max_age, retry_after
from scraper.urls import absolute, host_of, origin_of

if TYPE_CHECKING:
    import httpx

Allow = Callable[[str], Awaitable[None]]

FEED_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml,"
    " application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
PAGE_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
SITEMAP_MAX_BYTES = 52_428_800  # sitemaps.org: 50 MB, unpacked
# A host that gave no answer so often is not waited for again in the same run: a silent one would
# cost the whole time-out for each of its articles.
MAX_UNANSWERED = 4
UNANSWERED = frozenset({"dns", "connect", "time"})
PERMANENT_MOVE = frozenset({301, 308})
MOVE = frozenset({301, 302, 303, 307, 308})


class Fetcher:
    """Fetches feeds, pages and robots.txt; `async with` it.

    `clock` tells the time (aware UTC) for Retry-After and freshness. `requests` counts what was
    sent, by kind: feed, page, history, robots.
    """

    def __init__(
        self,
        network: Network,
        user_agent: str,
        *,
        clock: Callable[[], datetime],
        proxies: Mapping[str, str],
    ) -> None:
        self._network = network
        self.history_pause = network.history_pause
        self._clock = clock
        self.gates = Gates(network.connections, network.per_host, network.pause)
        self.room = Room()
        self.requests: Counter[str] = Counter()
        self._user_agent = user_agent
        self.paces = Paces(clock)
        self._unanswered: Counter[str] = Counter()
        self._transport = Transport(
            self._trusts,
            proxies,
            network.connections,
            connect_s=network.connect_timeout.total_seconds(),
            idle_s=network.idle_timeout.total_seconds(),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._transport.close()

    async def poll(
        self, url: str, validators: Validators, headers: Headers = ()
    ) -> Fetched | NotModified:
        """A feed, or that it has not changed since `validators`; raises FetchError."""
        conditions: list[tuple[str, str]] = []
        if validators.etag:
            conditions.append(("If-None-Match", validators.etag))
        if validators.last_modified:
            conditions.append(("If-Modified-Since", validators.last_modified))
        return await self._follow(
            url,
            kind="feed",
            own=(("Accept", FEED_ACCEPT), *conditions),
            secret=headers,
            limit=Limit(self._network.feed_max_bytes),
            conditional=bool(conditions),
        )

    async def page(
        self, url: str, *, headers: Headers = (), secret_origin: str = "", allow: Allow
    ) -> Fetched:
        """An article page; raises FetchError.

        `headers` are sent to `secret_origin` only. `allow` is asked before each hop and raises
        FetchError where robots.txt forbids it.
        """
        answer = await self._follow(
            url,
            kind="page",
            own=(("Accept", PAGE_ACCEPT),),
            secret=headers,
            secret_origin=secret_origin,
            limit=Limit(self._network.page_max_bytes),
            allow=allow,
        )
        assert isinstance(answer, Fetched)
        return answer

    async def history(
        self, url: str, *, headers: Headers = (), secret_origin: str = "", allow: Allow
    ) -> Fetched:
        """An older part of a feed, a sitemap or a list of articles; as `page`, but for feeds."""
        answer = await self._follow(
            url,
            kind="history",
            own=(("Accept", FEED_ACCEPT),),
            secret=headers,
            secret_origin=secret_origin,
            limit=Limit(max(self._network.feed_max_bytes, SITEMAP_MAX_BYTES)),
            allow=allow,
        )
        assert isinstance(answer, Fetched)
        return answer

    async def robots(self, origin: str) -> RobotsText:
        """An origin's robots.txt; never raises: no answer is an answer too (status 0)."""
        url = f"{origin}/robots.txt"
        try:
            answer = await self._follow(
                url,
                kind="robots",
                own=(("Accept", "text/plain, */*;q=0.1"),),
                limit=Limit(ROBOTS_MAX_BYTES, head_will_do=True),  # RFC 9309, 2.5
            )
        except FetchError as error:
            return RobotsText(origin, error.status or 0, "", self._clock())
        assert isinstance(answer, Fetched)
        # RFC 9309, 2.3: UTF-8; a page instead of rules says nothing, and Protego reads it so.
        return RobotsText(origin, 200, answer.body.decode("utf-8", "replace"), self._clock())

    async def _follow(self, url: str, *, secret: Headers = (), **how: Any) -> Fetched | NotModified:
        """See _hops. A server that says a secret back has it said to nobody else."""
        try:
            return await self._hops(url, secret=secret, **how)
        except FetchError as error:
            error.reason, error.url = (hidden(text, secret) for text in (error.reason, error.url))
            error.args = (f"{error.reason}: {error.url}",)
            raise

    async def _hops(
        self,
        url: str,
        *,
        kind: str,
        own: Headers,
        limit: Limit,
        secret: Headers = (),
        secret_origin: str | None = None,
        conditional: bool = False,
        allow: Allow | None = None,
    ) -> Fetched | NotModified:
        if not absolute(url):
            raise FetchError(url, "not a URL that can be asked for", phase="send", retry=None)
        if secret_origin is None:
            secret_origin = origin_of(url)
        asked, moved_for_good, status = url, True, None
        # A site's own, for the way to this one answer; another port is another site's.
        cookies: dict[str, httpx.Cookies] = {}
        seconds_left = self._network.total_timeout.total_seconds()
        for hop in range(self._network.max_redirects + 1):
            if allow is not None:
                await allow(url)
            host = host_of(url)
            self._leave_alone(url, host)
            own_origin = origin_of(url) == secret_origin
            headers = sent_headers(
                (("User-Agent", self._user_agent), ("Accept-Encoding", ACCEPT_ENCODING), *own),
                secret if own_origin else (),
            )
            async with self.gates.turn(host):
                self._leave_alone(url, host)  # it may have asked for it while this one waited
                started = monotonic()
                self.requests[kind] += 1
                try:
                    with self.paces.measured(host):
                        async with asyncio.timeout(seconds_left):
                            answer = await self._ask(
                                url, headers, cookies, limit, conditional=conditional
                            )
                except TimeoutError as error:
                    total = self._network.total_timeout.total_seconds()
                    self._unanswered[host] += 1
                    raise FetchError(
                        url, f"not done within {total:g} s", phase="time", retry=AGAIN
                    ) from error
                except FetchError as error:
                    if error.phase in UNANSWERED:
                        self._unanswered[host] += 1
                    raise
                self._unanswered[host] = 0
                seconds_left -= monotonic() - started
            if isinstance(answer, Move):
                moved_for_good = moved_for_good and answer.status in PERMANENT_MOVE
                url, status = answer.target, answer.status
                continue
            moved_to = url if hop and moved_for_good else None
            if isinstance(answer, Unchanged):
                return NotModified(self._clock(), answer.validators, answer.max_age, moved_to)
            return Fetched(
                url=asked,
                final_url=url,
                content_type=answer.content_type,
                body=answer.body,
                at=self._clock(),
                validators=answer.validators,
                max_age=answer.max_age,
                moved_to=moved_to,
                measured=answer.measured,
            )
        raise FetchError(
            asked,
            f"more than {self._network.max_redirects} redirects",
            phase="redirect",
            retry=AGAIN,
            status=status,
        )

    async def _ask(
        self,
        url: str,
        headers: list[tuple[bytes, bytes]],
        cookies: dict[str, httpx.Cookies],
        limit: Limit,
        *,
        conditional: bool,
    ) -> Body | Move | Unchanged:
        try:
            if cookies:
                headers = [*headers, *cookie_header(cookies, url)]
            answer = await self._transport.ask(url, headers)
            try:
                read = await self._read(url, answer, limit, conditional=conditional)
                if isinstance(read, Move):
                    take_cookies(cookies, url, answer.status, answer.headers)
                return read
            finally:
                await answer.close()
        except FOREIGN as error:
            raise wrapped(url, error) from error

    async def _read(
        self, url: str, answer: Answer, limit: Limit, *, conditional: bool
    ) -> Body | Move | Unchanged:
        status, now = answer.status, self._clock()
        header = first_values(answer.headers)
        validators = Validators(header.get("etag"), header.get("last-modified"))
        fresh = None
        if "cache-control" in header or "expires" in header:
            told = {
                name: joined_values(answer.headers, name) for name in ("cache-control", "expires")
            }
            fresh = max_age(told, now)
        if status == 304 and conditional:
            return Unchanged(validators, fresh)
        if status in MOVE and "location" in header:
            target = hop_target(header["location"], url)
            if target is None:
                raise FetchError(
                    url,
                    "redirected to something that is no web address",
                    phase="redirect",
                    retry=AGAIN,
                    status=status,
                )
            return Move(target, status)
        if status not in (200, 203):
            error = refusal(url, status, retry_after(header.get("retry-after"), now))
            if error.host_wide and error.retry is not None:  # at once: others stand in its queue
                self.gates.silence(host_of(url), now + error.retry)
            raise error
        body = await read_body(
            answer.chunks(),
            joined_values(answer.headers, "content-encoding"),  # all of them: a chain is refused
            limit.max_bytes,
            head_will_do=limit.head_will_do,
            room=self.room.enter,
        )
        measured = "content-length" in header or "transfer-encoding" in header
        return Body(header.get("content-type", ""), body, validators, fresh, measured)

    def _leave_alone(self, url: str, host: str) -> None:
        silences = self.gates.is_anyone_silent
        silent = self.gates.silent_for(host, self._clock()) if silences else None
        if silent is not None:
            raise FetchError(
                url, f"{host} asked to be left alone", phase="status", retry=silent, asked=False
            )
        if self._unanswered[host] >= MAX_UNANSWERED:
            raise FetchError(
                url,
                f"{host} did not answer {MAX_UNANSWERED} times in a row; left alone for this run",
                phase="time",
                retry=AGAIN,
                asked=False,
            )

    def _trusts(self, host: str) -> bool:
        network = self._network
        return network.allow_private or host.lower() in network.allow_private_hosts

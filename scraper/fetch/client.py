"""What comes back for a URL: redirects, conditional GET, caps and deadlines, in one place.

Never follows httpx's own redirects or environment: each hop is judged anew (address guard,
robots.txt, credentials only to their own origin).
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

import httpcore
import httpx

from scraper.errors import FetchError
from scraper.fetch.body import ACCEPT_ENCODING, BodyError, read_body
from scraper.fetch.gates import Gates
from scraper.fetch.guard import AddressRefusedError, GuardedTransport, NameLookupError
from scraper.model import Fetched, Network, NotModified, RobotsText, Validators
from scraper.politeness import ROBOTS_MAX_BYTES, max_age, retry_after
from scraper.urls import absolute, canonical, host_of, origin_of

Headers = Sequence[tuple[str, str]]
Allow = Callable[[str], Awaitable[None]]

FEED_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml,"
    " application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
PAGE_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
AGAIN = timedelta(0)
GONE_STATUS = frozenset({404, 410, 451})
PERMANENT_MOVE = frozenset({301, 308})
MOVE = frozenset({301, 302, 303, 307, 308})

# Foreign error -> (phase, what it means to a person). First match wins: subclasses stand first.
_FOREIGN: tuple[tuple[type[Exception], str, str], ...] = (
    (NameLookupError, "dns", "{}"),
    (httpcore.ConnectTimeout, "connect", "no connection in time"),
    (httpcore.PoolTimeout, "connect", "no free connection in time"),
    (httpcore.ReadTimeout, "time", "silent for too long"),
    (httpcore.WriteTimeout, "send", "took the request too slowly"),
    (httpcore.ProxyError, "connect", "the proxy refused ({})"),
    (httpcore.ConnectError, "connect", "can't connect ({})"),
    (httpcore.RemoteProtocolError, "body", "broken answer ({})"),
    (httpcore.NetworkError, "body", "connection lost"),
    (ssl.SSLError, "tls", "bad certificate or TLS ({})"),
    (httpcore.LocalProtocolError, "send", "can't be asked for ({})"),
    (httpcore.UnsupportedProtocol, "send", "can't be asked for ({})"),
    (httpx.HTTPError, "body", "{}"),
    (httpx.InvalidURL, "send", "not a URL that can be asked for"),
    (httpx.StreamError, "body", "{}"),
    (UnicodeError, "send", "not a URL that can be asked for"),
    (ValueError, "send", "not a URL that can be asked for"),
    (OSError, "connect", "{}"),
)
_NEVER_AGAIN = (AddressRefusedError, httpx.InvalidURL, UnicodeError)


@dataclass(frozen=True, slots=True)
class _Body:
    content_type: str
    body: bytes
    validators: Validators
    max_age: timedelta | None


@dataclass(frozen=True, slots=True)
class _Unchanged:
    validators: Validators
    max_age: timedelta | None


@dataclass(frozen=True, slots=True)
class _Move:
    target: str
    for_good: bool


class Fetcher:
    """Fetches feeds, pages and robots.txt; `async with` it.

    `clock` tells the time (aware UTC) for Retry-After and freshness. `requests` counts what was
    sent, by kind: feed, page, robots.
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
        self._clock = clock
        self.gates = Gates(network.connections, network.per_host, network.pause)
        self.requests: Counter[str] = Counter()
        self._user_agent = user_agent
        connect = network.connect_timeout.total_seconds()
        idle = network.idle_timeout.total_seconds()
        self._client = httpx.AsyncClient(
            transport=GuardedTransport(self._trusts, proxies, network.connections),
            timeout=httpx.Timeout(idle, connect=connect, pool=None),
            trust_env=False,
            follow_redirects=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

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
            secret_origin=origin_of(url),
            max_bytes=self._network.feed_max_bytes,
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
            max_bytes=self._network.page_max_bytes,
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
                max_bytes=ROBOTS_MAX_BYTES,
            )
        except FetchError as error:
            return RobotsText(origin, error.status or 0, "", self._clock())
        assert isinstance(answer, Fetched)
        # RFC 9309, 2.3: UTF-8; a page instead of rules says nothing, and Protego reads it so.
        return RobotsText(origin, 200, answer.body.decode("utf-8", "replace"), self._clock())

    async def _follow(
        self,
        url: str,
        *,
        kind: str,
        own: Headers,
        max_bytes: int,
        secret: Headers = (),
        secret_origin: str = "",
        conditional: bool = False,
        allow: Allow | None = None,
    ) -> Fetched | NotModified:
        asked, moved_for_good = url, True
        seconds_left = self._network.total_timeout.total_seconds()
        for hop in range(self._network.max_redirects + 1):
            if allow is not None:
                await allow(url)
            host = host_of(url)
            silent = self.gates.silent_for(host, self._clock())
            if silent is not None:
                raise FetchError(
                    url, f"{host} asked to be left alone", phase="status", retry=silent
                )
            headers = [("User-Agent", self._user_agent), ("Accept-Encoding", ACCEPT_ENCODING), *own]
            if secret and origin_of(url) == secret_origin:
                headers += secret
            async with self.gates.turn(host):
                started = asyncio.get_running_loop().time()
                self.requests[kind] += 1
                try:
                    async with asyncio.timeout(seconds_left):
                        answer = await self._ask(url, headers, max_bytes, conditional=conditional)
                except TimeoutError as error:
                    total = self._network.total_timeout.total_seconds()
                    raise FetchError(
                        url, f"not done within {total:g} s", phase="time", retry=AGAIN
                    ) from error
                seconds_left -= asyncio.get_running_loop().time() - started
            if isinstance(answer, _Move):
                moved_for_good = moved_for_good and answer.for_good
                url = answer.target
                continue
            moved_to = url if hop and moved_for_good else None
            if isinstance(answer, _Unchanged):
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
            )
        raise FetchError(
            asked,
            f"more than {self._network.max_redirects} redirects",
            phase="redirect",
            retry=AGAIN,
        )

    async def _ask(
        self, url: str, headers: Headers, max_bytes: int, *, conditional: bool
    ) -> _Body | _Move | _Unchanged:
        try:
            async with self._client.stream("GET", url, headers=list(headers)) as response:
                return await self._read(url, response, max_bytes, conditional=conditional)
        except FetchError:
            raise
        except BodyError as error:
            retry = AGAIN if error.again else None
            raise FetchError(url, str(error), phase="body", retry=retry) from error
        except AddressRefusedError as error:
            raise FetchError(url, str(error), phase="address", retry=None) from error
        except tuple(kind for kind, _, _ in _FOREIGN) as error:
            raise _wrapped(url, error) from error

    async def _read(
        self, url: str, response: httpx.Response, max_bytes: int, *, conditional: bool
    ) -> _Body | _Move | _Unchanged:
        status, headers = response.status_code, response.headers
        now = self._clock()
        validators = Validators(headers.get("etag"), headers.get("last-modified"))
        fresh = max_age(headers, now)
        if status == 304 and conditional:
            return _Unchanged(validators, fresh)
        if status in MOVE and "location" in headers:
            target = canonical_hop(headers["location"], url)
            if target is None:
                raise FetchError(
                    url,
                    "redirected to something that is no web address",
                    phase="redirect",
                    retry=AGAIN,
                    status=status,
                )
            return _Move(target, status in PERMANENT_MOVE)
        if status not in (200, 203):
            raise _refusal(url, status, retry_after(headers.get("retry-after"), now))
        body = await read_body(response.aiter_raw(), headers.get("content-encoding", ""), max_bytes)
        return _Body(headers.get("content-type", ""), body, validators, fresh)

    def _trusts(self, host: str) -> bool:
        network = self._network
        return network.allow_private or host.lower() in network.allow_private_hosts


def canonical_hop(location: str, base: str) -> str | None:
    """Where a redirect leads; None unless it is an http(s) URL without credentials.

    The address is asked for as the server wrote it (tracking parameters and all: some sites set a
    cookie by them), only made absolute.
    """
    # h11 hands header bytes as Latin-1; servers write UTF-8 (RFC 9110, 5.5: obs-text).
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    target = absolute(location, base).partition("#")[0]
    return target if canonical(target) is not None else None


def _refusal(url: str, status: int, retry: timedelta | None) -> FetchError:
    phrase = httpx.codes.get_reason_phrase(status)
    reason = f"HTTP {status} {phrase}".strip()
    if status in GONE_STATUS:
        return FetchError(url, reason, phase="status", retry=None, status=status)
    return FetchError(
        url,
        reason,
        phase="status",
        retry=retry or AGAIN,
        status=status,
        host_wide=status == 429 and retry is not None,
    )


def _wrapped(url: str, error: Exception) -> FetchError:
    cause: BaseException | None = error
    while cause is not None:  # httpcore hides ssl errors behind ConnectError
        if isinstance(cause, ssl.SSLError):
            error = cause
            break
        cause = cause.__cause__ or cause.__context__
    for kind, phase, words in _FOREIGN:
        if isinstance(error, kind):
            retry = None if isinstance(error, _NEVER_AGAIN) else AGAIN
            said = getattr(error, "strerror", None) or str(error) or type(error).__name__
            return FetchError(url, words.format(said[:120]), phase=phase, retry=retry)
    raise error

"""The way through a proxy of the environment: httpcore's, with its errors made ours.

A proxy resolves names itself, so behind one only addresses written as such can be refused.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterator, Mapping
from urllib.parse import unquote, urlsplit

import httpcore

from scraper.fetch.guard import NoConnectionError, ProxyTroubleError
from scraper.fetch.target import Target, UnsendableError
from scraper.fetch.wire import BrokenAnswerError, LostError, SilentError


def proxy_for(proxies: Mapping[str, str], target: Target) -> str:
    """The proxy's address for a target; "" where there is none to be used."""
    proxy = proxies.get(target.scheme) or proxies.get("all") or ""
    if proxy:
        # No stub knows it, and proxy_bypass() takes no mapping on macOS.
        from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

        if any(
            proxy_bypass_environment(name, dict(proxies))
            for name in (target.host, f"{target.host}:{target.port}")
        ):
            return ""
        if "://" not in proxy:
            proxy = f"http://{proxy}"
        try:
            kind = urlsplit(proxy).scheme
        except ValueError as error:
            raise ProxyTroubleError(f"HTTP_PROXY is no address: {error}") from error
        if kind not in ("http", "https"):
            raise ProxyTroubleError(f"{kind}: only http and https proxies are known")
    return proxy


class ProxiedAnswer:
    """An answer that came through a proxy: `wire.Connection`'s, as far as it is read."""

    def __init__(self, answer: httpcore.Response) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self._answer = answer

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes."""
        assert isinstance(self._answer.stream, AsyncIterable)
        with _ours():
            async for piece in self._answer.stream:
                yield piece

    async def close(self) -> None:
        """Lets go of the connection."""
        await self._answer.aclose()


class Proxied:
    """The connections to the proxies."""

    def __init__(
        self,
        connections: int,
        keepalive_s: float,
        timeouts: Mapping[str, float],
        ssl_context: Callable[[], ssl.SSLContext],
    ) -> None:
        self._connections = connections
        self._keepalive_s = keepalive_s
        self._timeouts = dict(timeouts)
        self._ssl_context = ssl_context
        self._pools: dict[str, httpcore.AsyncHTTPProxy] = {}

    async def ask(
        self, proxy: str, target: Target, headers: list[tuple[bytes, bytes]]
    ) -> ProxiedAnswer:
        """The head of an answer; raises what `trouble` knows."""
        try:
            with _ours():
                return ProxiedAnswer(await self._send(proxy, target, headers))
        except (NoConnectionError, OSError) as error:
            host = urlsplit(proxy).netloc.rpartition("@")[2]
            said = f"{host}: {error or 'no connection in time'}"
            raise ProxyTroubleError(said) from error

    def _send(
        self, proxy: str, target: Target, headers: list[tuple[bytes, bytes]]
    ) -> Awaitable[httpcore.Response]:
        default = {"http": 80, "https": 443}[target.scheme]
        host = target.host
        if ":" in host and target.scheme == "http":  # a tunnel's is the certificate's name, too
            host = f"[{host}]"
        request = httpcore.Request(
            method="GET",
            url=httpcore.URL(
                scheme=target.scheme.encode(),
                host=host.encode(),
                port=None if target.port == default else target.port,
                target=target.path,
            ),
            headers=headers,
            extensions={"timeout": self._timeouts},
        )
        return self._pool(proxy, target.scheme).handle_async_request(request)

    def _pool(self, proxy: str, scheme: str) -> httpcore.AsyncHTTPProxy:
        pool = self._pools.get(proxy)
        if pool is None:
            parts = urlsplit(proxy)
            user, password = (unquote(p or "").encode() for p in (parts.username, parts.password))
            try:
                pool = httpcore.AsyncHTTPProxy(
                    parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl(),
                    proxy_auth=(user, password) if user else None,
                    ssl_context=self._ssl_context(),
                    max_connections=self._connections,
                    keepalive_expiry=self._keepalive_s,
                )
            except (TypeError, ValueError) as error:  # letters that are not ASCII; a port
                raise ProxyTroubleError(f"HTTP_PROXY is no address: {error}") from error
            self._pools[proxy] = pool
        return pool

    async def close(self) -> None:
        """Ends all connections."""
        for pool in self._pools.values():
            await pool.aclose()


@contextlib.contextmanager
def _ours() -> Iterator[None]:
    """httpcore's errors as those that `trouble` knows."""
    try:
        yield
    except (httpcore.ReadTimeout, httpcore.WriteTimeout) as error:
        raise SilentError("silent for too long") from error
    except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout) as error:
        raise NoConnectionError(str(error)) from error
    except httpcore.ProxyError as error:
        raise ProxyTroubleError(str(error)) from error
    except httpcore.RemoteProtocolError as error:
        raise BrokenAnswerError(str(error)) from error
    except httpcore.NetworkError as error:
        raise LostError(str(error)) from error
    except (httpcore.LocalProtocolError, httpcore.UnsupportedProtocol) as error:
        raise UnsendableError(str(error)) from error

"""The transport under httpx: makes the connections, and only to addresses that may be asked.

The check stands where the connection is made, after the name was resolved, and the connection
goes to the address that was checked: no redirect, odd spelling of an address or rebinding name
gets around it. httpx offers no such hook, so this is a transport of our own over httpcore's
public API (the same adapter as httpx.AsyncHTTPTransport, with our network backend).
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Mapping
from urllib.parse import unquote, urlsplit

import httpcore
import httpx

from scraper.urls import is_public_address

KEEPALIVE_S = 15.0

Resolver = Callable[[str, int], Awaitable[list[str]]]


class AddressRefusedError(Exception):
    """A host's address is not one that may be connected to."""


class NameLookupError(Exception):
    """A host name has no address."""


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, in the system's order of preference."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the checked address of a host; `trusted(host)` hosts are not checked."""

    def __init__(
        self,
        trusted: Callable[[str], bool],
        resolver: Resolver = resolve,
        inner: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._trusted = trusted
        self._resolve = resolver
        self._inner = inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._resolve(host, port)
        except TimeoutError as error:
            raise NameLookupError(f"looking up {host} took longer than {timeout:g} s") from error
        except (OSError, UnicodeError) as error:
            raise NameLookupError(f"can't find host {host}") from error
        if not self._trusted(host):
            public = [address for address in addresses if is_public_address(address)]
            if not public:
                shown = addresses[0] if addresses else "nothing"
                raise AddressRefusedError(
                    f"{host} is {shown}, not a public address (see network.allow_private)"
                )
            addresses = public
        failure: Exception | None = None
        for address in addresses[:4]:
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or NameLookupError(f"{host} has no address")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise AddressRefusedError("unix sockets are not for feeds")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


class _Stream(httpx.AsyncByteStream):
    def __init__(self, stream: AsyncIterable[bytes], close: Callable[[], Awaitable[None]]) -> None:
        self._stream = stream
        self._close = close

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        await self._close()


class GuardedTransport(httpx.AsyncBaseTransport):
    """An httpx transport with the guard in it, and the environment's proxies if there are any.

    `proxies` are those of the environment by scheme ("http", "https", "all", "no"). A proxy
    resolves names itself, so behind one only addresses written as such can be refused.
    """

    def __init__(
        self, trusted: Callable[[str], bool], proxies: Mapping[str, str], connections: int
    ) -> None:
        self._trusted = trusted
        self._proxies = proxies
        self._connections = connections
        self._pools: dict[tuple[str, str], httpcore.AsyncConnectionPool] = {}
        self._ssl_context: ssl.SSLContext | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        scheme, host = request.url.scheme, request.url.host
        proxy = self._proxy_for(scheme, host)
        if proxy and not self._trusted(host) and _is_private_literal(host):
            raise AddressRefusedError(f"{host} is not a public address")
        answer = await self._pool(scheme, proxy).handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        assert isinstance(answer.stream, AsyncIterable)
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Stream(answer.stream, answer.aclose),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()

    def _pool(self, scheme: str, proxy: str) -> httpcore.AsyncConnectionPool:
        pool = self._pools.get((scheme, proxy))
        if pool is None:
            # One context for all (33 ms each), and none at all while nobody speaks https.
            if self._ssl_context is None and (scheme == "https" or proxy.startswith("https")):
                self._ssl_context = httpx.create_ssl_context()
            if proxy:
                parts = urlsplit(proxy)
                auth = (unquote(parts.username or ""), unquote(parts.password or ""))
                pool = httpcore.AsyncHTTPProxy(
                    parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl(),
                    proxy_auth=auth if parts.username else None,
                    ssl_context=self._ssl_context,
                    max_connections=self._connections,
                    keepalive_expiry=KEEPALIVE_S,
                )
            else:
                pool = httpcore.AsyncConnectionPool(
                    ssl_context=self._ssl_context,
                    max_connections=self._connections,
                    keepalive_expiry=KEEPALIVE_S,
                    network_backend=GuardedBackend(self._trusted),
                )
            self._pools[scheme, proxy] = pool
        return pool

    def _proxy_for(self, scheme: str, host: str) -> str:
        proxy = self._proxies.get(scheme) or self._proxies.get("all") or ""
        if proxy:
            # No stub knows it, and proxy_bypass() takes no mapping on macOS.
            from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

            if proxy_bypass_environment(host, dict(self._proxies)):
                return ""
            if not urlsplit(proxy).scheme:
                proxy = f"http://{proxy}"
        return proxy


def _is_private_literal(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        packed = socket.inet_aton(host)  # also the decimal, octal and hex forms
    except (OSError, UnicodeError):
        return ":" in host and not is_public_address(host)
    return not is_public_address(socket.inet_ntoa(packed))

"""The transport under httpx: makes the connections, and only to addresses that may be asked.

The check stands where the connection is made, after the name was resolved, and the connection
goes to the address that was checked: no redirect, odd spelling of an address or rebinding name
gets around it. httpx offers no such hook, so this is a transport of our own over httpcore's
public API (the same adapter as httpx.AsyncHTTPTransport, with our network backend).
"""

from __future__ import annotations

import asyncio
import functools
import socket
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
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


class Lookups:
    """Asks the system for the addresses of hosts, each look-up in a thread of its own.

    asyncio's own pool has six threads on two cores: as many dead names would hold up all others.
    """

    def __init__(self, at_once: int) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="lookup")

    async def __call__(self, host: str, port: int) -> list[str]:
        """The addresses of a host, in the system's order of preference; raises OSError."""
        ask = functools.partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, ask)
        return list(dict.fromkeys(str(item[4][0]) for item in found))

    def close(self) -> None:
        """Lets the threads go; does not wait for look-ups that hang."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the checked address of a host; `trusted(host)` hosts are not checked."""

    def __init__(
        self,
        trusted: Callable[[str], bool],
        resolver: Resolver,
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
        self._lookups = Lookups(connections)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        scheme, host, port = request.url.scheme, request.url.host, request.url.port
        if port is not None and not 0 < port < 65536:
            raise httpx.InvalidURL(f"no port is {port}")
        proxy = self._proxy_for(scheme, host, port or (443 if scheme == "https" else 80))
        if proxy and not self._trusted(host) and _is_private_literal(host):
            raise AddressRefusedError(f"{host} is not a public address")
        try:
            answer = await self._send(request, scheme, proxy)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            if not proxy:
                raise
            host = urlsplit(proxy).netloc.rpartition("@")[2]
            raise httpcore.ProxyError(f"{host}: {error or 'no connection in time'}") from error
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
        self._lookups.close()

    async def _send(self, request: httpx.Request, scheme: str, proxy: str) -> httpcore.Response:
        return await self._pool(scheme, proxy).handle_async_request(
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
                    network_backend=GuardedBackend(self._trusted, self._lookups),
                )
            self._pools[scheme, proxy] = pool
        return pool

    def _proxy_for(self, scheme: str, host: str, port: int) -> str:
        proxy = self._proxies.get(scheme) or self._proxies.get("all") or ""
        if proxy:
            # No stub knows it, and proxy_bypass() takes no mapping on macOS.
            from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

            if any(
                proxy_bypass_environment(name, dict(self._proxies))
                for name in (host, f"{host}:{port}")
            ):
                return ""
            if "://" not in proxy:
                proxy = f"http://{proxy}"
            try:
                kind = urlsplit(proxy).scheme
            except ValueError as error:
                raise httpcore.ProxyError(f"HTTP_PROXY is no address: {error}") from error
            if kind not in ("http", "https"):
                raise httpcore.ProxyError(f"{kind}: only http and https proxies are known")
        return proxy


def _is_private_literal(host: str) -> bool:
    host = host.rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        packed = socket.inet_aton(host)  # also the decimal, octal and hex forms
    except (OSError, UnicodeError):
        return ":" in host and not is_public_address(host)
    return not is_public_address(socket.inet_ntoa(packed))

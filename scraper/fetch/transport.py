"""Who is asked over which connection: kept ones by host, new ones through the guard, or a proxy.

Connections to a host are found by its name, not by looking through all. The gates let no more be
busy than there may be open; an idle one to another host is ended where a new one needs its place.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from scraper.fetch.authorities import trusted_authorities
from scraper.fetch.guard import (
    AddressRefusedError,
    Guard,
    Lookups,
    NoConnectionError,
    is_private_literal,
)
from scraper.fetch.target import Target, UnsendableError, target_of
from scraper.fetch.wire import Connection, SilentError, WireError

if TYPE_CHECKING:
    from scraper.fetch.proxied import Proxied

KEEPALIVE_S = 15.0
_READ_BYTES = 64 * 1024  # at once; asyncio's own 256 KB are three system calls more each time
_NOT_SENT = re.compile(rb"[\r\n\0]|^[ \t]|[ \t]$")  # in a header's value


class Answer(Protocol):
    """What came: the head, and the body as it is asked for. `close` it in any case."""

    status: int
    headers: list[tuple[bytes, bytes]]

    def chunks(self) -> AsyncIterator[bytes]:
        """The body, as it came over the wire."""
        ...

    async def close(self) -> None:
        """Lets go of it."""
        ...


class _Direct:
    """An answer of a host itself."""

    def __init__(self, connection: Connection, give_back: Callable[[Connection], None]) -> None:
        self.status = connection.status
        self.headers = connection.headers
        self.chunks = connection.chunks
        self._connection = connection
        self._give_back = give_back

    async def close(self) -> None:
        self._give_back(self._connection)


class Transport:
    """Asks, by the environment's `proxies` ("http", "https", "all", "no") where it has any."""

    def __init__(
        self,
        trusted: Callable[[str], bool],
        proxies: Mapping[str, str],
        connections: int,
        *,
        connect_s: float,
        idle_s: float,
    ) -> None:
        self._trusted = trusted
        self._proxies = proxies
        self._connections = connections
        self._connect_s = connect_s
        self._idle_s = idle_s
        self._lookups = Lookups(connections)
        self.guard = Guard(trusted, self._lookups)
        self._ssl_context: ssl.SSLContext | None = None
        self._proxied: Proxied | None = None
        self._hosts: dict[Connection, tuple[str, str, int]] = {}  # of all that are open
        self._coming = 0
        self._buffer = bytearray(_READ_BYTES)
        self._idle: dict[tuple[str, str, int], list[Connection]] = {}
        self._oldest_first: dict[Connection, None] = {}  # those that are idle
        self._all_gone: asyncio.Future[None] | None = None

    async def ask(self, url: str, headers: list[tuple[bytes, bytes]]) -> Answer:
        """The head of the answer; raises what `trouble` knows, no host twice for nothing."""
        target = target_of(url)
        lines = [(b"Host", target.authority), *headers]
        for name, value in lines:
            if _NOT_SENT.search(value):
                raise UnsendableError(f"illegal value of the header {name.decode('latin-1')}")
        if any(self._proxies.values()) and (answer := await self._by_proxy(target, lines)):
            return answer
        head = b"".join(b"%b: %b\r\n" % line for line in lines)
        request = b"GET %b HTTP/1.1\r\n%b\r\n" % (target.path, head)
        place = target.scheme, target.host, target.port
        connection = self._kept(place)
        if connection is not None:
            try:
                await connection.ask(request)
                return _Direct(connection, self._give_back)
            except SilentError:
                connection.abort()
                raise
            except WireError:
                connection.abort()
                if not connection.is_untouched:
                    raise
                # The server had ended it in the meantime (RFC 9112, 9.3.1).
            except BaseException:
                connection.abort()
                raise
        connection = await self._connected(place)
        try:
            await connection.ask(request)
        except BaseException:
            connection.abort()
            raise
        return _Direct(connection, self._give_back)

    async def close(self) -> None:
        """Ends all connections, and comes back when they are gone."""
        if self._proxied is not None:
            await self._proxied.close()
        if self._hosts:
            self._all_gone = asyncio.get_running_loop().create_future()
            for connection in tuple(self._hosts):
                connection.abort()
            await self._all_gone
        self._lookups.close()

    async def _by_proxy(self, target: Target, lines: list[tuple[bytes, bytes]]) -> Answer | None:
        from scraper.fetch.proxied import Proxied, proxy_for

        proxy = proxy_for(self._proxies, target)
        if not proxy:
            return None
        if not self._trusted(target.host) and is_private_literal(target.host):
            raise AddressRefusedError(f"{target.host} is not a public address")
        if self._proxied is None:
            names = ("read", "write")
            timeouts = {"connect": self._connect_s, **dict.fromkeys(names, self._idle_s)}
            self._proxied = Proxied(self._connections, KEEPALIVE_S, timeouts, self._context)
        return await self._proxied.ask(proxy, target, lines)

    def _kept(self, place: tuple[str, str, int]) -> Connection | None:
        """An idle connection to that place, the one that was used last; None if there is none."""
        while idle := self._idle.get(place):
            connection = idle[-1]
            self._not_idle(connection)
            if connection.idle_for() < KEEPALIVE_S and connection.is_quiet():
                return connection
            connection.abort()
        return None

    async def _connected(self, place: tuple[str, str, int]) -> Connection:
        while len(self._hosts) + self._coming >= self._connections and self._oldest_first:
            oldest = next(iter(self._oldest_first))
            oldest.abort()
            self._forget(oldest)
        self._coming += 1
        try:
            connection = await self._opened(*place)
        finally:
            self._coming -= 1
        if connection.is_open:
            self._hosts[connection] = place
        return connection

    async def _opened(self, scheme: str, host: str, port: int) -> Connection:
        loop = asyncio.get_running_loop()
        connection = Connection(self._idle_s, self._buffer, self._forget)
        tls: dict[str, Any] = {}
        if scheme == "https":
            tls = {"ssl": self._context(), "server_hostname": host}
            tls["ssl_handshake_timeout"] = self._connect_s
        made = await self.guard.connect(host, port, self._connect_s)
        try:  # from here on the socket is asyncio's, to be closed by it alone
            await loop.create_connection(lambda: connection, sock=made, **tls)
        except ssl.SSLError:
            raise
        except OSError as error:
            raise NoConnectionError(str(error)) from error
        return connection

    def _give_back(self, connection: Connection) -> None:
        place = self._hosts.get(connection)
        if place is None or not connection.may_be_kept():
            connection.abort()
            return
        connection.rest()
        self._idle.setdefault(place, []).append(connection)
        self._oldest_first[connection] = None

    def _forget(self, connection: Connection) -> None:
        """It is gone, or about to be."""
        if connection in self._oldest_first:
            self._not_idle(connection)
        self._hosts.pop(connection, None)
        if self._all_gone is not None and not self._hosts and not self._all_gone.done():
            self._all_gone.set_result(None)

    def _not_idle(self, connection: Connection) -> None:
        del self._oldest_first[connection]
        place = self._hosts[connection]
        self._idle[place].remove(connection)
        if not self._idle[place]:
            del self._idle[place]

    def _context(self) -> ssl.SSLContext:
        """One for all (33 ms each), and none at all while nobody speaks https."""
        if self._ssl_context is None:
            context = trusted_authorities()
            context.set_alpn_protocols(["http/1.1"])
            self._ssl_context = context
        return self._ssl_context

"""The address guard: looks names up, and connects only to addresses that may be asked.

The check stands where the connection is made, after the name was resolved, and the connection
goes to the address that was checked: no redirect, odd spelling of an address or rebinding name
gets around it.
"""

from __future__ import annotations

import asyncio
import functools
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from scraper.urls import is_public_address

MOST_ADDRESSES = 4  # of a host that are tried

Resolver = Callable[[str, int], Awaitable[list[str]]]
Dial = Callable[[str, int], Awaitable[socket.socket]]


class AddressRefusedError(Exception):
    """A host's address is not one that may be connected to."""


class NameLookupError(Exception):
    """A host name has no address."""


class NoConnectionError(Exception):
    """A host could not be connected to; the cause says why."""


class ProxyTroubleError(Exception):
    """There is no way through the proxy."""


class Lookups:
    """Asks the system for the addresses of hosts, each look-up in a thread of its own.

    asyncio's own pool has six threads on two cores: as many dead names would hold up all others.
    """

    def __init__(self, at_once: int) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="lookup")

    async def __call__(self, host: str, port: int) -> list[str]:
        """The addresses of a host, in the system's order of preference; raises OSError."""
        if (written := _written_address(host)) is not None:
            return [written]
        ask = functools.partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, ask)
        return list(dict.fromkeys(str(item[4][0]) for item in found))

    def close(self) -> None:
        """Lets the threads go; does not wait for look-ups that hang."""
        self._threads.shutdown(wait=False, cancel_futures=True)


async def dial(address: str, port: int) -> socket.socket:
    """A socket that is connected to an address; raises OSError."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setblocking(False)
        await asyncio.get_running_loop().sock_connect(made, (address, port))
    except BaseException:
        made.close()
        raise
    return made


class Guard:
    """Connects to the checked address of a host; `trusted(host)` hosts are not checked."""

    def __init__(
        self, trusted: Callable[[str], bool], resolver: Resolver, dial: Dial = dial
    ) -> None:
        self._trusted = trusted
        self._resolve = resolver
        self._dial = dial

    async def connect(self, host: str, port: int, timeout_s: float) -> socket.socket:
        """A connection to a host; no step of it, nor any address tried, takes longer than that.

        Raises AddressRefusedError, NameLookupError and NoConnectionError.
        """
        try:
            async with asyncio.timeout(timeout_s):
                addresses = await self._resolve(host, port)
        except TimeoutError as error:
            raise NameLookupError(f"looking up {host} took longer than {timeout_s:g} s") from error
        except (OSError, UnicodeError) as error:
            raise NameLookupError(f"can't find host {host}") from error
        if not self._trusted(host):
            public = [address for address in addresses if is_public_address(address)]
            if not public:
                shown = addresses[0] if addresses else "nothing"
                named = host if host == shown else f"{host} ({shown})"
                raise AddressRefusedError(
                    f"{named} is not a public address (see network.allow_private)"
                )
            addresses = public
        failure: Exception | None = None
        for address in addresses[:MOST_ADDRESSES]:
            try:
                async with asyncio.timeout(timeout_s):
                    return await self._dial(address, port)
            except OSError as error:  # TimeoutError is one
                failure = error
        if failure is None:
            raise NameLookupError(f"{host} has no address")
        raise NoConnectionError(str(failure)) from failure


def _written_address(host: str) -> str | None:
    """The address that a host is, where it is written as one; None for a name."""
    if not (host[-1:].isdigit() or ":" in host):
        return None
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            return socket.inet_ntop(family, socket.inet_pton(family, host))
        except (OSError, UnicodeError, ValueError):
            continue
    return None


def is_private_literal(host: str) -> bool:
    """Whether a host is written as an address that may not be asked, in whichever form."""
    host = host.rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        packed = socket.inet_aton(host)  # also the decimal, octal and hex forms
    except (OSError, UnicodeError):
        return ":" in host and not is_public_address(host)
    return not is_public_address(socket.inet_ntoa(packed))

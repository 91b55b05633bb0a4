"""Runs one action with a Fetcher that has short time-outs and may ask loopback."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from scraper.errors import FetchError
from scraper.fetch import Fetcher
from scraper.model import Fetched, Network, NotModified, Validators

NOW = datetime(2021, 11, 23, 14, 35, 56, tzinfo=UTC)
AGENT = "scraper/0 (+https://example.org/bot)"
NOTHING = Validators()

T = TypeVar("T")
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def network(**changes: Any) -> Network:
    short = {
        "connect_timeout": seconds(1),
        "idle_timeout": seconds(1),
        "total_timeout": seconds(5),
        "allow_private": True,
    }
    return Network(**{**short, **changes})


def with_fetcher(
    do: Callable[[Fetcher], Awaitable[T]],
    *,
    proxies: Mapping[str, str] | None = None,
    **changes: Any,
) -> T:
    """What `do` returns; any socket left open is a ResourceWarning, so an error, by its end."""

    known = {} if proxies is None else proxies

    async def main() -> T:
        _stay_on_loopback()
        fetcher = Fetcher(network(**changes), AGENT, clock=lambda: NOW, proxies=known)
        async with fetcher:
            return await do(fetcher)

    try:
        return asyncio.run(main())
    finally:
        gc.collect()


def _stay_on_loopback() -> None:
    """A test that finds a bug must not find it on somebody's server."""
    loop = asyncio.get_running_loop()
    connect = loop.sock_connect

    async def checked(sock: socket.socket, address: Any) -> None:
        host = str(address[0])
        assert host.startswith("127.") or host in ("::1", "::ffff:127.0.0.1"), f"left for {host}"
        await connect(sock, address)

    loop.sock_connect = checked  # type: ignore[method-assign]


def poll(url: str, validators: Validators = NOTHING, **changes: Any) -> Fetched | NotModified:
    return with_fetcher(lambda fetcher: fetcher.poll(url, validators), **changes)


def got(url: str, **changes: Any) -> Fetched:
    answer = poll(url, **changes)
    assert isinstance(answer, Fetched)
    return answer


def trouble(url: str, **changes: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        poll(url, **changes)
    return caught.value


async def go_ahead(url: str) -> None:
    """Allows every hop."""


@asynccontextmanager
async def serving(serve: Serve, **more: Any) -> AsyncIterator[int]:
    """The port of a server that does with each connection what `serve` does, then closes it."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client had enough
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, **more)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()

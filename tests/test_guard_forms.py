"""Every form of an address inside, on every way there: no connection, not a byte."""

from __future__ import annotations

import asyncio
import socket

import pytest

from fetching import NOTHING, go_ahead, network
from scraper.errors import FetchError
from scraper.fetch import Fetcher
from scraper.fetch.guard import Guard
from scraper.urls import canonical

NOW_PUBLIC = "93.184.216.34"
INSIDE = {
    "loopback": "127.0.0.1",
    "loopback elsewhere": "127.200.3.4",
    "this host": "0.0.0.0",
    "private 10": "10.0.0.1",
    "private 172": "172.20.1.1",
    "private 192": "192.168.0.1",
    "link-local, metadata": "169.254.169.254",
    "CGNAT": "100.64.0.1",
    "CGNAT, last": "100.127.255.255",
    "benchmarks": "198.19.255.255",
    "protocol assignments": "192.0.0.8",
    "6to4 relays": "192.88.99.1",
    "documentation": "198.51.100.7",
    "multicast": "224.0.0.251",
    "reserved": "250.1.1.1",
    "broadcast": "255.255.255.255",
    "IPv6 loopback": "::1",
    "IPv6 unspecified": "::",
    "IPv6 link-local": "fe80::1",
    "IPv6 link-local with a zone": "fe80::1%2",
    "IPv6 site-local": "fec0::1",
    "IPv6 unique local": "fd00:ec2::254",
    "IPv6 multicast": "ff05::1",
    "IPv6 multicast, global": "ff0e::1",
    "IPv6 documentation": "2001:db8::5",
    "IPv6 documentation, new": "3fff::1",
    "IPv6 discard": "100::1",
    "segment routing": "5f00::1",
    "IPv4-mapped": "::ffff:127.0.0.1",
    "IPv4-mapped in hex": "::ffff:a9fe:a9fe",
    "IPv4-mapped, long": "0:0:0:0:0:ffff:c0a8:1",
    "IPv4-compatible": "::10.0.0.1",
    "NAT64": "64:ff9b::10.0.0.1",
    "NAT64 of metadata": "64:ff9b::a9fe:a9fe",
    "NAT64, local": "64:ff9b:1::8.8.8.8",
    "6to4": "2002:a00:1::",
    "6to4 of metadata": "2002:a9fe:a9fe::1",
    "Teredo": "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "ORCHID": "2001:20::1",
}


class Network:
    """Records connections and bytes; to the public address answers are played back."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.connected: list[str] = []
        self.sent: list[bytes] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def dial(self, address: str, port: int) -> socket.socket:
        self.connected.append(address)
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        theirs.setblocking(False)
        self._tasks.append(asyncio.create_task(self._play(theirs)))
        return ours

    async def _play(self, theirs: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        with theirs:
            self.sent.append(await loop.sock_recv(theirs, 100_000))
            if self.answers:
                await loop.sock_sendall(theirs, self.answers.pop(0))
                await loop.sock_recv(theirs, 1)  # until it is closed


def refused(names: dict[str, list[list[str]]], network_: Network, way: str, url: str) -> FetchError:
    """The error of asking for `url`; `names` are the answers to each look-up of a name, in turn."""

    async def resolve(host: str, port: int) -> list[str]:
        answers = names[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def main() -> None:
        fetcher = Fetcher(
            network(allow_private=False, allow_private_hosts=("intranet.test",)),
            "scraper/0",
            clock=lambda: None,  # type: ignore[arg-type, return-value]
            proxies={},
        )
        async with fetcher:
            fetcher._transport.guard = Guard(fetcher._trusts, resolve, network_.dial)
            if way == "feed":
                await fetcher.poll(url, NOTHING)
            else:
                await fetcher.page(url, allow=go_ahead)

    with pytest.raises(FetchError) as caught:
        asyncio.run(main())
    return caught.value


@pytest.mark.parametrize("way", ["feed", "page"])
@pytest.mark.parametrize("address", INSIDE.values(), ids=INSIDE)
def test_a_name_that_leads_inside_is_not_connected_to(address: str, way: str) -> None:
    web = Network()
    error = refused({"news.test": [[address]]}, web, way, "http://news.test/a")
    assert (error.phase, error.retry) == ("address", None)
    assert (web.connected, web.sent) == ([], [])


@pytest.mark.parametrize("address", INSIDE.values(), ids=INSIDE)
def test_a_redirect_to_a_name_that_leads_inside_is_not_followed(address: str) -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://in.test/x\r\nContent-Length: 0\r\n\r\n"
    web = Network(moved)
    names = {"news.test": [[NOW_PUBLIC]], "in.test": [[address]]}
    error = refused(names, web, "page", "http://news.test/a")
    assert (error.phase, error.url) == ("address", "http://in.test/x")
    assert web.connected == [NOW_PUBLIC]
    assert not any(b"in.test" in part for part in web.sent)


@pytest.mark.parametrize(
    "literal",
    [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[fd00::1]",
        "169.254.169.254",
        "127.0.0.1.",
        "１２７.0.0.1",
        "127。0。0。1",
        "①27.0.0.1",
        "%31%32%37.0.0.1",
    ],
)
def test_an_address_written_out_is_not_connected_to(literal: str) -> None:
    class Literal(dict[str, list[list[str]]]):
        def __missing__(self, host: str) -> list[list[str]]:
            return [[host.strip("[]").rstrip(".")]]

    web = Network()
    error = refused(Literal(), web, "page", f"http://{literal}/")
    assert error.phase in ("address", "send")
    assert error.retry is None
    assert (web.connected, web.sent) == ([], [])


def test_a_rebinding_name_is_checked_at_each_connection() -> None:
    again = b"HTTP/1.1 302 Found\r\nLocation: /b\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    web = Network(again)
    names = {"news.test": [[NOW_PUBLIC], ["127.0.0.1"]]}
    error = refused(names, web, "page", "http://news.test/a")
    assert error.phase == "address"
    assert web.connected == [NOW_PUBLIC]


def test_a_trusted_host_does_not_vouch_for_where_it_leads() -> None:
    web = Network(b"HTTP/1.1 302 Found\r\nLocation: http://in.test/\r\nContent-Length: 0\r\n\r\n")
    names = {"intranet.test": [["10.0.0.1"]], "in.test": [["10.0.0.2"]]}
    error = refused(names, web, "feed", "http://intranet.test/feed")
    assert error.phase == "address"
    assert web.connected == ["10.0.0.1"]


def test_robots_txt_that_leads_inside_says_nothing() -> None:
    web = Network(b"HTTP/1.1 301 Moved\r\nLocation: http://in.test/\r\nContent-Length: 0\r\n\r\n")
    names = {"news.test": [[NOW_PUBLIC]], "in.test": [["169.254.169.254"]]}

    async def resolve(host: str, port: int) -> list[str]:
        return names[host][0]

    async def main() -> int:
        fetcher = Fetcher(
            network(allow_private=False),
            "scraper/0",
            clock=lambda: None,  # type: ignore[arg-type, return-value]
            proxies={},
        )
        async with fetcher:
            fetcher._transport.guard = Guard(fetcher._trusts, resolve, web.dial)
            return (await fetcher.robots("http://news.test")).status

    assert asyncio.run(main()) == 0
    assert web.connected == [NOW_PUBLIC]


@pytest.mark.parametrize(
    "url",
    [
        "http://user:secret@news.test/a",
        "http://user@news.test/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "ftp://news.test/a",
        "view-source:http://news.test/",
        "blob:http://news.test/1",
    ],
)
def test_an_articles_address_that_is_none_is_no_address(url: str) -> None:
    assert canonical(url) is None
    assert canonical(url, "http://news.test/feed") is None

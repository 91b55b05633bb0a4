"""A local news world on loopback, in a process of its own: feeds, articles, robots.txt.

    python -m bench.world --feeds 20 --items 30 --latency 50

prints its port, then serves until its standard input ends. These tell it what to do, uncounted:

    /-/publish?items=3      3 new articles in every feed
    /-/set?validators=off   or on; gzip likewise
    /-/reset                counters to 0, and what was published is gone
    /-/report               JSON: requests by kind, bytes sent, its own CPU
    /-/asked                JSON: how often each address was asked for

Feed N lies at http://127.0.B.H:PORT/feeds/N.xml, with H its host, 1 to `--hosts`, and B `--block`.
The port is 80 where that can be had: there are programs that know no addresses with another.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import resource
import socket
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from bench.real_pages import Assigned, RealPage, saved
from bench.world_pages import feed_text, page_text, path_of, told_of

KINDS = ("feed", "feed 304", "article", "robots", "other")
HTTP = 80
MOST_HOSTS = 250
BLOCKS = range(1, 30)
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the world is, and how it answers."""

    feeds: int = 20
    items: int = 30
    latency_ms: float = 50
    hosts: int = 16
    validators: bool = True
    gzip: bool = True
    block: int = 1

    def host(self, number: int) -> str:
        """A loopback address, the first for 0."""
        return f"127.0.{self.block}.{number + 1}"

    def origin(self, feed: int, port: int) -> str:
        """Scheme, host and port of a feed and its articles."""
        host = self.host(feed % self.hosts)
        return f"http://{host}" if port == HTTP else f"http://{host}:{port}"

    def feed_url(self, feed: int, port: int) -> str:
        return f"{self.origin(feed, port)}/feeds/{feed}.xml"

    def arguments(self) -> list[str]:
        """The command line that gives this shape."""
        numbers = {
            "feeds": self.feeds,
            "items": self.items,
            "hosts": self.hosts,
            "block": self.block,
        }
        words = [f"--{name}={number}" for name, number in numbers.items()]
        words.append(f"--latency={self.latency_ms}")
        return [
            *words,
            *(["--no-validators"] if not self.validators else []),
            *(["--no-gzip"] if not self.gzip else []),
        ]


class World:
    """What is there to be asked for; pages are made once, and kept packed."""

    def __init__(self, shape: Shape, pages: Sequence[RealPage] = ()) -> None:
        self.shape = shape
        self.real = Assigned(pages, shape.feeds) if pages else None
        self.validators = shape.validators
        self.gzip = shape.gzip
        self.port = 0
        self.new = 0  # articles published in every feed since the start
        self.counts: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.sent = 0
        self._feeds: dict[int, tuple[int, bytes]] = {}
        self._pages: dict[tuple[int, int], bytes] = {}

    def prepare(self, pages: bool, more: int) -> None:
        """Makes all feeds beforehand; pages, too, and `more` that may be published later."""
        for feed in range(self.shape.feeds):
            self._feed(feed)
            for item in range(self.shape.items + more if pages else 0):
                self._page(feed, item)

    def told(self, path: str, query: str) -> bytes:
        """Does what a control address says."""
        words = dict(parse_qsl(query))
        match path.removeprefix("/-/"):
            case "publish":
                self.new += int(words["items"])
            case "set":
                self.validators = words.get("validators", _word(self.validators)) == "on"
                self.gzip = words.get("gzip", _word(self.gzip)) == "on"
            case "reset":
                self.counts.clear()
                self.asked.clear()
                self.sent = self.new = 0
            case "report":
                return json.dumps(self.report()).encode()
            case "asked":
                return json.dumps(self.asked).encode()
            case _:
                raise ValueError(f"nothing is told by {path}")
        return b"{}"

    def report(self) -> dict[str, object]:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return {
            "requests": {kind: self.counts[kind] for kind in KINDS},
            "sent": self.sent,
            "cpu_s": used.ru_utime + used.ru_stime,
        }

    def answer(self, path: str, headers: dict[str, str]) -> tuple[str, str, bytes]:
        """Status, further header lines, and body for one request."""
        kind, status, more, body = self._found(path, headers)
        self.counts[kind] += 1
        self.asked[f"http://{headers.get('host', '')}{path}"] += 1
        packed = bool(body)
        if packed and not (self.gzip and "gzip" in headers.get("accept-encoding", "")):
            body, packed = gzip.decompress(body), False
        if packed:
            more += "Content-Encoding: gzip\r\n"
        self.sent += len(body)
        return status, more, body

    def _found(self, path: str, headers: dict[str, str]) -> tuple[str, str, str, bytes]:
        name = path.rpartition("/")[2]
        if path.startswith("/feeds/") and 0 <= (feed := _number(name, 0)) < self.shape.feeds:
            etag = f'"{feed}-{self.new}"'
            told = f"ETag: {etag}\r\n" if self.validators else ""
            if self.validators and headers.get("if-none-match") == etag:
                return "feed 304", "304 Not Modified", told, b""
            return "feed", "200 OK", f"{told}Content-Type: application/xml\r\n", self._feed(feed)
        if path == "/robots.txt":
            return "robots", "404 Not Found", "", b""
        feed, item = _number(name, 1), _number(name, 3)
        if (
            0 <= feed < self.shape.feeds
            and 0 <= item < self.shape.items + self.new
            and path == path_of(feed, item)
        ):
            html = "Content-Type: text/html; charset=utf-8\r\n"
            return "article", "200 OK", html, self._page(feed, item)
        return "other", "404 Not Found", "", b""

    def _feed(self, feed: int) -> bytes:
        made, packed = self._feeds.get(feed, (-1, b""))
        if made != self.new:
            shown = range(self.new, self.new + self.shape.items)
            told = self.real.told if self.real else told_of
            text = feed_text(feed, shown, self.shape.origin(feed, self.port), told)
            packed = gzip.compress(text.encode(), _LEVEL, mtime=0)
            self._feeds[feed] = self.new, packed
        return packed

    def _page(self, feed: int, item: int) -> bytes:
        if self.real is not None:
            return self.real.packed(feed, item)
        packed = self._pages.get((feed, item))
        if packed is None:
            text = page_text(feed, item, self.shape.origin(feed, self.port))
            packed = self._pages[feed, item] = gzip.compress(text.encode(), _LEVEL, mtime=0)
        return packed


class _Talk(asyncio.Protocol):
    """One connection, kept open; requests come without a body, one after the other."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.waiting = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            parts = urlsplit(first.split(" ")[1])
            headers = {
                name.lower(): value.strip()
                for name, _, value in (line.partition(":") for line in lines)
            }
            if parts.path.startswith("/-/"):
                self._send("200 OK", "", self.world.told(parts.path, parts.query), headers)
                continue
            loop = asyncio.get_running_loop()
            wait = self.world.shape.latency_ms / 1000
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            loop.call_later(wait, self._reply, path, headers)

    def _reply(self, path: str, headers: dict[str, str]) -> None:
        self._send(*self.world.answer(path, headers), headers)

    def _send(self, status: str, more: str, body: bytes, headers: dict[str, str]) -> None:
        if self.transport is None:
            return
        length = "" if status.startswith("304") else f"Content-Length: {len(body)}\r\n"
        self.transport.write(f"HTTP/1.1 {status}\r\n{length}{more}\r\n".encode() + body)
        if headers.get("connection", "").lower() == "close":
            self.transport.close()


def _word(on: bool) -> str:
    return "on" if on else "off"


def _number(name: str, at: int) -> int:
    """A number in a path's last part, -1 where there is none: `7.xml`, `feed-7-article-3`."""
    parts = name.removesuffix(".xml").split("-")
    return int(parts[at]) if at < len(parts) and parts[at].isdecimal() else -1


def free_block(hosts: int) -> int:
    """The first block whose addresses have their port 80 free: worlds may run side by side."""
    for block in BLOCKS:
        shape = Shape(hosts=hosts, block=block)
        if _is_free([shape.host(number) for number in range(hosts)], HTTP):
            return block
    return BLOCKS[0]


def _is_free(hosts: Sequence[str], port: int) -> bool:
    try:
        for host in hosts:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
    except OSError:
        return False
    return True


def _any_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


async def serve(world: World, pages: bool, publish: int) -> None:
    """Listens, makes what it will show, says its port, and answers until stdin ends."""
    loop = asyncio.get_running_loop()
    hosts = [world.shape.host(number) for number in range(world.shape.hosts)]
    world.port = HTTP if _is_free(hosts, HTTP) else _any_port(hosts[0])
    server = await loop.create_server(lambda: _Talk(world), hosts, world.port, backlog=1000)
    world.prepare(pages, publish)
    print(world.port, flush=True)
    async with server:
        await loop.run_in_executor(None, os.read, sys.stdin.fileno(), 1)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.world", description=__doc__)
    parser.add_argument("--feeds", type=int, default=20)
    parser.add_argument("--items", type=int, default=30, help="articles each feed shows")
    parser.add_argument("--latency", type=float, default=50, metavar="MS")
    parser.add_argument("--hosts", type=int, default=16, help="addresses the feeds are spread over")
    parser.add_argument("--block", type=int, default=1, choices=BLOCKS, metavar="N")
    parser.add_argument("--publish", type=int, default=0, help="new articles to make beforehand")
    parser.add_argument("--lazy", action="store_true", help="makes pages when they are asked for")
    parser.add_argument("--no-validators", action="store_true", help="no ETag, never 304")
    parser.add_argument("--no-gzip", action="store_true")
    parser.add_argument("--pages", type=Path, metavar="FILE", help="real ones, as real_pages saved")
    told = parser.parse_args(arguments)
    hosts = max(1, min(told.hosts, told.feeds, MOST_HOSTS))
    shape = Shape(
        told.feeds,
        told.items,
        told.latency,
        hosts,
        not told.no_validators,
        not told.no_gzip,
        told.block,
    )
    pages = saved(told.pages) if told.pages else ()
    asyncio.run(serve(World(shape, pages), not told.lazy, told.publish))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The made-up world on loopback addresses: it knows only the plan and which poll it is."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections import Counter
from email.utils import format_datetime
from html import escape

from checks.soak.plan import Fault, Plan, last_words, title

RETRY_AFTER_S = 3600
_FILLER = (
    "The council met for three hours and heard eleven speakers before it came to a vote. "
    "Most of them asked for more time, and two of them for less. "
)


class Server:
    """Serves a plan; `poll` is set from outside. Counts the faults it made and what was asked."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.poll = 0
        self.port = 0
        self.faults: Counter[Fault] = Counter()
        self.requests = 0
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listens on each site's address, on one port."""
        hosts = sorted({self.plan.host(feed) for feed in range(self.plan.feeds)})
        with socket.socket() as probe:
            probe.bind((hosts[0], 0))
            self.port = probe.getsockname()[1]
        self._server = await asyncio.start_server(self._serve, hosts, self.port, backlog=200)

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.requests += 1
            target = head.split(" ", 2)[1]
            fault = self.plan.fault(f"{writer.get_extra_info('sockname')[0]} {target}", self.poll)
            if fault is not None:
                self.faults[fault] += 1
            if fault is Fault.SILENT:
                await reader.read()  # until the other side has had enough
            elif fault is Fault.RESET:
                linger = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, linger
                )
                writer.transport.abort()
            else:
                writer.write(self._answer(target, head, fault))
                await writer.drain()
        writer.close()

    def _answer(self, target: str, head: str, fault: Fault | None) -> bytes:
        match fault:
            case Fault.ERROR:
                return _reply("500 Oops", b"<h1>Oops</h1>")
            case Fault.BUSY:
                return _reply("503 Busy", b"", f"Retry-After: {RETRY_AFTER_S}")
            case Fault.TOO_MANY:
                return _reply("429 Slow", b"", f"Retry-After: {RETRY_AFTER_S}")
            case Fault.MISSING:
                return _reply("404 Not Found", b"<h1>Not found</h1>")
            case Fault.GARBAGE:
                return _reply("200 OK", bytes(range(256)) * 8)
            case _:
                pass
        whole = self._page(target, head)
        start = whole.index(b"\r\n\r\n") + 4
        if fault is Fault.CUT:
            return whole[: start + (len(whole) - start) // 2]
        if fault is Fault.CUT_CHUNKS:
            body = whole[start:][: (len(whole) - start) // 2]
            chunk = f"{len(body):x}\r\n".encode() + body + b"\r\n"
            line = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"
            return line + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + chunk
        return whole

    def _page(self, target: str, head: str) -> bytes:
        kind, _, rest = target.partition("?")[0].strip("/").partition("/")
        if kind == "f":
            return self._feed(int(rest), head)
        if kind == "a":
            feed, number = (int(part) for part in rest.split("/"))
            if not self.plan.is_gone((feed, number)):
                return _reply("200 OK", _article((feed, number)))
        return _reply("404 Not Found", b"<h1>Not found</h1>")

    def _feed(self, feed: int, head: str) -> bytes:
        entries = self.plan.shown(feed, self.poll)
        etag = f'ETag: "{entries[0].guid}"'
        if f'if-none-match: "{entries[0].guid}"' in head.lower():
            return f"HTTP/1.1 304 Not Modified\r\n{etag}\r\nConnection: close\r\n\r\n".encode()
        site = f"http://{self.plan.host(feed)}:{self.port}"
        items = "".join(
            f"<item><title>{escape(one.title)}</title>"
            f"<link>{escape(self._site(one.article) + one.link)}</link>"
            f'<guid isPermaLink="false">{one.guid}</guid>'
            f"<pubDate>{format_datetime(one.published)}</pubDate>"
            "<description>A few words.</description></item>"
            for one in entries
        )
        text = (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>Feed {feed}</title><link>{site}</link>{items}</channel></rss>"
        )
        return _reply("200 OK", text.encode(), etag)

    def _site(self, article: tuple[int, int]) -> str:
        return f"http://{self.plan.host(article[0])}:{self.port}"


def _article(article: tuple[int, int]) -> bytes:
    paragraphs = "".join(f"<p>Part {n} of {article}. {_FILLER}</p>" for n in range(4))
    return (
        f"<!doctype html><html><head><title>{title(article)}</title></head><body>"
        "<nav><a href='/'>Home</a> <a href='/world'>World</a></nav>"
        f"<main><article><h1>{title(article)}</h1>{paragraphs}<p>{last_words(article)}</p>"
        "</article></main><footer>All rights reserved.</footer></body></html>"
    ).encode()


def _reply(status: str, body: bytes, *headers: str) -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        "Content-Type: text/html; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

"""A real web server on loopback whose every reply a test has written beforehand.

    with LocalSite() as site:
        site.reply("/feed", RSS, etag='"1"')                # 304 for who knows "1"
        site.reply("/page", HTML, cut_at=100)               # the line drops after 100 bytes
        site.redirect("/old", "/page", status=301)
        site.url("/feed")                                   # http://127.0.0.1:PORT/feed
        site.count("/feed")                                 # how often it was asked for

Several replies for one path are given in turn; the last repeats. What nobody wrote a reply for,
/robots.txt included, is 404. Leaving the block ends delays, drips and open connections at once.
"""

from __future__ import annotations

import gzip as gzip_format
import socket
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from local_reply import NO_BODY, NOT_FOUND, Reply, Request

Headers = Mapping[str, str] | Iterable[tuple[str, str]]


@dataclass(slots=True)
class _Script:
    """The replies of one path, and how often the first of them was given."""

    replies: list[Reply] = field(default_factory=list)
    given: int = 0

    def next(self) -> Reply:
        if self.given >= self.replies[0].times and len(self.replies) > 1:
            self.replies.pop(0)
            self.given = 0
        self.given += 1
        return self.replies[0]


class LocalSite:
    """The server; a context manager. `host` may be any loopback address (127.0.0.2 is another)."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.requests: list[Request] = []
        self.most_at_once = 0  # requests being answered at the same time, at the most
        self._at_once = 0
        self._scripts: dict[str, _Script] = {}
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._server = _Server((host, 0), _Handler)
        self._server.site = self
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> LocalSite:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()  # waits for the threads of its connections
        if self._server.bugs and error is None:
            raise self._server.bugs[0]

    def url(self, path: str = "/") -> str:
        """The absolute URL of a path."""
        return f"http://{self.host}:{self.port}{path}"

    def reply(
        self,
        path: str,
        body: str | bytes = b"",
        status: int = 200,
        headers: Headers = (),
        *,
        content_type: str | None = None,
        delay: float = 0,
        cut_at: int | None = None,
        drip: float | None = None,
        chunked: bool = False,
        raw: bytes | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        gzip: bool = False,
        times: int | None = None,
    ) -> None:
        """Queues a reply for a path (with a query: for exactly that query).

        `delay` is in seconds before the first byte, `drip` seconds before each byte of the body;
        `cut_at` drops the line after so many bytes of the body; `raw` is sent as it is, and the
        line dropped. `content_type=""` sends none; by default it is HTML, in UTF-8 for a str.
        """
        lines = list(headers.items() if isinstance(headers, Mapping) else headers)
        if content_type is None:
            content_type = "text/html; charset=utf-8" if isinstance(body, str) else "text/html"
        if content_type and not any(name.lower() == "content-type" for name, _ in lines):
            lines.insert(0, ("Content-Type", content_type))
        data = body.encode() if isinstance(body, str) else body
        if gzip:
            data = gzip_format.compress(data, mtime=0)
            lines.append(("Content-Encoding", "gzip"))
        reply = Reply(
            data,
            status,
            tuple(lines),
            delay=delay,
            cut_at=cut_at,
            drip=drip,
            chunked=chunked,
            raw=raw,
            etag=etag,
            last_modified=last_modified,
            times=1 if times is None else times,
        )
        with self._changed:
            self._scripts.setdefault(path, _Script()).replies.append(reply)

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        """Queues a redirect; `to` is sent as it is, so may be relative, foreign or nonsense."""
        self.reply(path, b"", status, {"Location": to})

    def forget(self, path: str | None = None) -> None:
        """Takes back the replies of a path (404 again), or of all."""
        with self._changed:
            if path is None:
                self._scripts.clear()
            else:
                self._scripts.pop(path, None)

    def count(self, path: str | None = None, *, method: str | None = None) -> int:
        """How many requests came, for a path (without `?`: whatever the query) or for all."""
        with self._changed:
            return len(self._asked(path, method))

    def asked(self, path: str | None = None, *, method: str | None = None) -> list[Request]:
        """The requests that came, in order, counted as in `count`."""
        with self._changed:
            return self._asked(path, method)

    def wait_for(self, path: str, times: int = 1, timeout: float = 10) -> None:
        """Returns as soon as a path was asked for so often; TimeoutError after `timeout` s."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._asked(path, None)) >= times, timeout):
                raise TimeoutError(f"{path}: want {times} requests within {timeout} s")

    def _asked(self, path: str | None, method: str | None) -> list[Request]:
        return [
            request
            for request in self.requests
            if path in (None, request.path, request.path.partition("?")[0])
            and method in (None, request.method)
        ]

    def _take(self, request: Request) -> Reply:
        with self._changed:
            self.requests.append(request)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            self._changed.notify_all()
            script = self._scripts.get(request.path) or self._scripts.get(
                request.path.partition("?")[0]
            )
            return script.next() if script else self._computed(request)

    def _computed(self, request: Request) -> Reply:
        """What is answered where nothing was written; a subclass may know more."""
        return NOT_FOUND

    def _done(self) -> None:
        with self._changed:
            self._at_once -= 1

    def _pause(self, seconds: float) -> bool:
        """Waits; False as soon as the site stops."""
        return not self._stopping.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing joins them, and no socket outlives its test
    request_queue_size = 128
    site: LocalSite

    def __init__(self, *args: Any) -> None:
        self.bugs: list[BaseException] = []
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Ends all open connections: their threads wake from reading and return."""
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:  # the other side was first
                    continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Silent of clients that went away; a bug in here fails the test as it leaves the block."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            self.bugs.append(error)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else 40 ms between head and body of a kept connection
    server: _Server

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(
            self.command,
            self.path,
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length) if length else b"",
            time.monotonic(),
        )
        site = self.server.site
        reply = site._take(request)
        try:
            if site._pause(reply.delay):
                self._send(reply, request)
            else:
                self.close_connection = True
        except OSError:  # the client had enough
            self.close_connection = True
        finally:
            site._done()

    # The names that http.server calls.
    do_GET = do_HEAD = do_POST = do_PUT = do_OPTIONS = _answer  # noqa: N815

    def _send(self, reply: Reply, request: Request) -> None:
        if reply.raw is not None:
            self.close_connection = True
            self.wfile.write(reply.raw)
            return
        if reply.is_known_to(request):
            self.wfile.write(reply.head(HTTPStatus.NOT_MODIFIED))
            return
        head = reply.head(reply.status)
        if request.method == "HEAD" or reply.status in NO_BODY:
            self.wfile.write(head)
            return
        body = reply.body if reply.cut_at is None else reply.body[: reply.cut_at]
        if any(n.lower() == "connection" and v.lower() == "close" for n, v in reply.headers):
            self.close_connection = True
        if reply.drip is None:
            self.wfile.write(head + self._framed(body, reply))
        else:
            self.wfile.write(head)
            for at in range(len(body)):
                if not self.server.site._pause(reply.drip):
                    self.close_connection = True
                    return
                self.wfile.write(self._framed(body[at : at + 1], reply))
        if reply.cut_at is not None:
            self.close_connection = True
        elif reply.chunked:
            self.wfile.write(b"0\r\n\r\n")

    @staticmethod
    def _framed(part: bytes, reply: Reply) -> bytes:
        if not reply.chunked:
            return part
        return b"%x\r\n%b\r\n" % (len(part), part) if part else b""

    def log_message(self, *args: object) -> None:
        """Silent: the log is `LocalSite.requests`."""

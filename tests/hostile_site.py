"""A server on loopback that does everything a client must survive: a route for each hazard.

    with HostileSite() as site:
        site.url("/bomb/gzip")              # an answer of HAZARDS
        site.serve("/mine", lambda: [b"HTTP/1.1 200 OK\\r\\n\\r\\n", 0.5, b"late"])

An answer is a script: bytes are sent as they are, a number is a pause in seconds. Its end closes
the connection. What is asked for by a name that nobody knows is 404.
"""

from __future__ import annotations

import gzip
import itertools
import socket
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from types import TracebackType

Script = Iterable[bytes | float]
Answer = Callable[[], Script]

OK = b"HTTP/1.1 200 OK\r\n"
FOREVER = float("inf")
MEGABYTE = 1_000_000
FEED, HTML = "application/rss+xml", "text/html"


def head(*lines: str, kind: str = FEED) -> bytes:
    """The head of a 200, to whose body the line's end is the end unless `lines` say otherwise."""
    return OK + "".join(f"{line}\r\n" for line in (f"Content-Type: {kind}", *lines, "")).encode()


def sized(body: bytes, *lines: str, kind: str = FEED) -> Script:
    """A whole answer, in pieces."""
    yield head(f"Content-Length: {len(body)}", *lines, kind=kind)
    for start in range(0, len(body), MEGABYTE):
        yield body[start : start + MEGABYTE]


def packed(coding: str, *layers: Callable[[bytes], bytes]) -> Answer:
    """100 MB of zeros, or what further layers make of them."""

    def answer() -> Script:
        body = _zeros(31 if "gzip" in coding else 15)
        for layer in layers:
            body = layer(body)
        return sized(body, f"Content-Encoding: {coding}")

    return answer


@cache
def _zeros(wbits: int) -> bytes:
    packer = zlib.compressobj(9, wbits=wbits)
    return b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(100)) + packer.flush()


def _raw_deflate() -> Script:
    return sized(_zeros(-15), "Content-Encoding: deflate")


# 100 MB of zeros in 90 bytes of brotli and 4 KB of zstd, made by the programs of that name: neither
# is a dependency, and neither is asked for.
def _foreign(coding: str, body: bytes) -> Answer:
    return lambda: sized(body, f"Content-Encoding: {coding}")


def endless(kind: str = FEED, *lines: str, piece: bytes = b"x" * 65_536) -> Answer:
    """A body without end."""
    return lambda: itertools.chain([head(*lines, kind=kind)], itertools.repeat(piece))


def drip(text: bytes, every: float = 1.0) -> Iterator[bytes | float]:
    """A byte at a time, over and over."""
    for at in itertools.count():
        yield text[at % len(text) : at % len(text) + 1]
        yield every


def chunked(*parts: bytes) -> Answer:
    """A chunked body whose chunks are sent as they are."""
    return lambda: [head("Transfer-Encoding: chunked"), *parts]


def moved(*lines: str, status: str = "302 Found") -> Answer:
    """A redirect."""
    rows = "".join(f"{line}\r\n" for line in (*lines, "Content-Length: 0", ""))
    return lambda: [f"HTTP/1.1 {status}\r\n{rows}".encode()]


# What a name serves; tests/test_hostile.py has what must come of each.
BOMBS: dict[str, Answer] = {
    "/bomb/gzip": packed("gzip"),
    "/bomb/gzip-of-members": packed("gzip", lambda body: body * 3),
    "/bomb/deflate": packed("deflate"),
    "/bomb/deflate-raw": _raw_deflate,
    "/bomb/brotli": _foreign("br", b"\x1b\xff\xff\xff" * 20),
    "/bomb/zstd": _foreign("zstd", b"\x28\xb5\x2f\xfd" + b"\x00" * 4_000),
    "/bomb/gzip-in-gzip": packed("gzip, gzip", gzip.compress),
    "/bomb/gzip-in-gzip-untold": packed("gzip", gzip.compress),
    "/bomb/chain": packed("gzip, deflate, gzip", zlib.compress, gzip.compress),
    "/bomb/endless": endless(),
    "/bomb/endless-chunked": endless(
        FEED, "Transfer-Encoding: chunked", piece=b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    ),
    "/bomb/endless-headers": lambda: itertools.chain(
        [OK], (b"X-%d: %s\r\n" % (n, b"y" * 1_000) for n in itertools.count())
    ),
    "/bomb/huge-header": lambda: itertools.chain([OK, b"X-A: "], itertools.repeat(b"y" * 65_536)),
    "/bomb/one-endless-status-line": lambda: itertools.chain(
        [b"HTTP/1.1 200 "], itertools.repeat(b"y" * 65_536)
    ),
    "/bomb/endless-chunk-extension": lambda: itertools.chain(
        [head("Transfer-Encoding: chunked"), b"5;a="], itertools.repeat(b"y" * 65_536)
    ),
    "/bomb/endless-trailers": lambda: itertools.chain(
        [head("Transfer-Encoding: chunked"), b"5\r\n<rss>\r\n0\r\n"],
        (b"X-%d: %s\r\n" % (n, b"y" * 1_000) for n in itertools.count()),
    ),
    "/bomb/endless-interim-answers": lambda: itertools.repeat(
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 500
    ),
}
PITS: dict[str, Answer] = {
    "/pit/silent": lambda: [FOREVER],
    "/pit/silent-after-head": lambda: [head("Content-Length: 100"), FOREVER],
    "/pit/head": lambda: itertools.chain([OK], drip(b"A: b\r\n", 0.2)),
    "/pit/body": lambda: itertools.chain([head()], drip(b"<rss>", 0.2)),
    "/pit/chunks": lambda: itertools.chain(
        [head("Transfer-Encoding: chunked")],
        itertools.chain.from_iterable((b"1\r\nx\r\n", 0.2) for _ in itertools.count()),
    ),
    "/pit/gzip": lambda: itertools.chain(
        [head("Content-Encoding: gzip"), gzip.compress(b"")[:10]], drip(b"\0\0\0\xff\xff", 0.2)
    ),
    "/pit/interim-answers": lambda: itertools.chain.from_iterable(
        (b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.2) for _ in itertools.count()
    ),
    "/pit/refusal": lambda: itertools.chain(
        [b"HTTP/1.1 500 Oh\r\nContent-Length: 100000\r\n\r\n"], drip(b"x", 0.2)
    ),
}
BROKEN: dict[str, Answer] = {
    "/broken/short": lambda: [head("Content-Length: 100"), b"<rss>"],
    "/broken/negative-length": lambda: [head("Content-Length: -5"), b"<rss>"],
    "/broken/length-and-chunks": lambda: [
        head("Content-Length: 3", "Transfer-Encoding: chunked"),
        b"5\r\n<rss>\r\n",
    ],
    "/broken/cut-chunk": chunked(b"a\r\n<rss>"),
    "/broken/no-last-chunk": chunked(b"5\r\n<rss>\r\n"),
    "/broken/chunk-of-no-size": chunked(b"zz\r\n<rss>\r\n0\r\n\r\n"),
    "/broken/chunk-of-negative-size": chunked(b"-5\r\n<rss>\r\n0\r\n\r\n"),
    "/broken/chunk-of-giant-size": chunked(b"f" * 100 + b"\r\n<rss>\r\n0\r\n\r\n"),
    "/broken/tls-noise": lambda: [b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03" + bytes(200)],
    "/broken/head-with-nul": lambda: [OK + b"X-A: a\0b\r\n\r\n<rss>"],
    "/broken/partial": lambda: [
        b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-4/99\r\nContent-Length: 5\r\n\r\n",
        b"<rss>",
    ],
    "/moved/loop": moved("Location: /moved/loop"),
    "/moved/nowhere": moved("X: y"),
    "/moved/file": moved("Location: file:///etc/passwd"),
    "/moved/script": moved("Location: javascript:alert(1)"),
    "/moved/data": moved("Location: data:text/html,x"),
    "/moved/credentials": moved("Location: http://user:secret@127.0.0.1/"),
    "/moved/other-protocol": moved("Location: gopher://127.0.0.1:70/x"),
}
HAZARDS: dict[str, Answer] = {**BOMBS, **PITS, **BROKEN}
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class HostileSite:
    """The server; a context manager. `asked` are the paths of the requests that came, in order."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.asked: list[str] = []
        self.heads: list[bytes] = []  # the requests as they came
        self._answers = dict(HAZARDS)
        self._stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((host, 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self._host = host

    def __enter__(self) -> HostileSite:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:  # the client was first
                    continue
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def url(self, path: str = "/") -> str:
        """The absolute URL of a path."""
        return f"http://{self._host}:{self.port}{path}"

    def serve(self, path: str, answer: Answer) -> str:
        """Serves one more path; its URL."""
        self._answers[path] = answer
        return self.url(path)

    def _start(self, do: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=do, args=args)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed
                return
            with self._lock:
                self._open.add(connection)
            self._start(self._answer, connection)

    def _answer(self, connection: socket.socket) -> None:
        try:
            request = b""
            while b"\r\n\r\n" not in request:
                part = connection.recv(65_536)
                if not part:
                    return
                request += part
            path = request.split(b" ", 2)[1].decode()
            with self._lock:
                self.asked.append(path)
                self.heads.append(request)
            answer = self._answers.get(path)
            for step in answer() if answer else (NOT_FOUND,):
                if isinstance(step, bytes):
                    connection.sendall(step)
                elif self._stopping.wait(None if step == FOREVER else step):
                    return
        except OSError:  # the client had enough
            return
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

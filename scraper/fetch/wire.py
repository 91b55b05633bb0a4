"""One HTTP/1.1 connection: a request out, its answer in, as bytes.

The messages are read by llhttp (httptools), the parser of Node.js; what is said here is when an
answer is whole, how long it may be silent, how much of it waits to be taken, and whether the
connection may be used again.
"""

from __future__ import annotations

import asyncio
import re
import select
from collections import deque
from collections.abc import AsyncIterator, Callable

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from scraper.fetch.lengths import length_once

# As h11 had it: a head, and what is no body between two pieces of one.
MAX_HEAD_BYTES = 100 * 1024
_HELD_BYTES = 256 * 1024  # of a body, before the server is made to wait
_TLS_RECORD_BYTES = 16 * 1024  # begun in an earlier read, and not in a size hint
_NO_VALUE = re.compile(rb"[\x00\n\x0b\x0c\r]")
_INFORMATIONAL = range(102, 200)  # and 100; what 101 begins was not asked for


class WireError(Exception):
    """No answer, or not a whole one; the text says why."""


class SilentError(WireError):
    """Nothing came for too long."""


class BrokenAnswerError(WireError):
    """What came is no answer, or ended too early."""


class LostError(WireError):
    """The connection broke."""


class Connection(asyncio.BufferedProtocol):
    """One connection; requests go one after the other. `on_end` is told when it is gone.

    `buffer` may be that of all connections: what comes into it is taken out before the next comes.
    """

    def __init__(
        self, idle_s: float, buffer: bytearray, on_end: Callable[[Connection], None]
    ) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.is_open = False
        self.is_untouched = True  # nothing came since the last request
        self._loop = asyncio.get_running_loop()
        self._idle_s = idle_s
        self._shared = self._buffer = memoryview(buffer)
        self._on_end = on_end
        self._transport: asyncio.Transport | None = None
        self._parser: HttpResponseParser | None = None
        self._body: deque[bytes] = deque()
        self._held = 0
        self._is_paused = False
        self._between = 0  # bytes since the last piece of a body
        self._early = b""  # what came while the head is not whole
        self._is_doubtful = False  # whether that waits to be read anew
        self._has_head = self._is_whole = self._may_stay = False
        self._trouble: WireError | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._since = 0.0  # when something came, or was waited for
        self._timer: asyncio.TimerHandle | None = None

    # ── what its user asks ──

    async def ask(self, request: bytes) -> None:
        """Sends a request; the answer's head is there when this returns. Raises WireError."""
        assert self._transport is not None
        if self._parser is None:
            self._parser = self._new_parser()
        self.status, self.headers = 0, []
        self._between = 0
        self._early, self._is_doubtful = b"", False
        self._has_head = self._is_whole = False
        self.is_untouched = True
        if not self.is_open:
            raise LostError("connection lost")
        self._go_on()
        self._transport.write(request)
        while not self._has_head:
            await self._news()

    async def chunks(self) -> AsyncIterator[bytes]:
        """The answer's body as it comes; raises WireError where it is not whole."""
        body = self._body
        while True:
            while body:
                piece = body.popleft()
                self._held -= len(piece)
                yield piece
            if self._is_whole:
                return
            self._go_on()
            await self._news()

    def may_be_kept(self) -> bool:
        """Whether the answer came whole, taken or not, and another may be asked for."""
        self._body.clear()
        self._held = 0
        return self.is_open and self._is_whole and self._may_stay and not self._is_paused

    def is_quiet(self) -> bool:
        """Whether nothing came since, nor its end, that the loop had no time to look at."""
        if not self.is_open or self._transport is None:
            return False
        waiting = select.poll()
        waiting.register(self._transport.get_extra_info("socket").fileno(), select.POLLIN)
        return not waiting.poll(0)

    def rest(self) -> None:
        """Nothing is asked of it for now."""
        self._since = self._loop.time()

    def idle_for(self) -> float:
        """For how many seconds nothing was asked of it."""
        return self._loop.time() - self._since

    def abort(self) -> None:
        """Ends it at once."""
        self.is_open = False
        if self._transport is not None:
            self._transport.abort()

    # ── what asyncio tells ──

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.is_open = True

    def get_buffer(self, sizehint: int) -> memoryview:
        # When a TLS connection ends, asyncio fills one buffer and drops the rest.
        needed = sizehint + _TLS_RECORD_BYTES + 1
        enough = needed <= len(self._shared)
        self._buffer = self._shared if enough else memoryview(bytearray(needed))
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self.is_untouched = False
        if self._parser is None or (self._has_head and self._is_whole):
            self.abort()  # nobody asked for that
            return
        self._since = self._loop.time()
        self._between += nbytes
        came, self._buffer = self._buffer[:nbytes], self._shared
        try:
            self._read(came)
        except HttpParserUpgrade:
            self._may_stay = False
        except HttpParserError as error:
            self._may_stay = False
            if not self._is_whole:
                self._fail(BrokenAnswerError(str(error)))
        if self._between > MAX_HEAD_BYTES and not self._is_whole:
            self._fail(BrokenAnswerError(f"{self._between:,} bytes without a body's"))
        if self._held > _HELD_BYTES and not self._is_paused and self._transport is not None:
            self._is_paused = True
            self._transport.pause_reading()
        if self._has_head:
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._is_whole and self._trouble is None:
            if exc is not None:
                self._trouble = LostError("connection lost")
            elif self._has_head and not self._is_measured():
                self._is_whole = True  # it ends with its connection
            elif self._has_head:
                self._trouble = BrokenAnswerError("the connection ended before the body did")
            else:
                self._trouble = BrokenAnswerError("the connection ended before an answer came")
        self._parser = None
        self._wake()
        self._on_end(self)

    # ── what llhttp is told, and tells ──

    def _new_parser(self) -> HttpResponseParser:
        """What h11 took, too: line feeds alone, folded lines, spaces after a chunk's size, a length
        beside chunks (which overrule it), versions to come, hints that say `Connection: close`.
        """
        parser = HttpResponseParser(self)
        parser.set_dangerous_leniencies(
            lenient_headers=True,
            lenient_chunked_length=True,
            lenient_keep_alive=True,
            lenient_data_after_close=True,
            lenient_version=True,
            lenient_optional_cr_before_lf=True,
            lenient_spaces_after_chunk_size=True,
        )
        return parser

    def _read(self, came: memoryview) -> None:
        """Has llhttp read what came; a head that gives its length twice is read anew."""
        assert self._parser is not None
        if not self._is_doubtful:
            try:
                self._parser.feed_data(came)
            except HttpParserError as error:
                if self._has_head or "Content-Length" not in str(error):
                    raise
                self._is_doubtful = True
        if self._has_head:
            self._early = b""
            return
        self._early += came
        if self._is_doubtful and (mended := length_once(self._early)) is not None:
            self._is_doubtful = False
            self._parser = self._new_parser()
            self.headers = []
            self._parser.feed_data(mended)

    def on_message_begin(self) -> None:
        if self._is_whole:  # more than one answer
            self._may_stay = False

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._has_head:  # behind the body, or another answer's
            return
        value = value.strip(b" \t")
        if _NO_VALUE.search(value):
            self._fail(BrokenAnswerError("illegal header line"))
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        if self._has_head or self._parser is None:
            return
        self.status = self._parser.get_status_code()
        if self.status < 100:
            self._fail(BrokenAnswerError("illegal status line"))
        if self.status == 100 or self.status in _INFORMATIONAL:
            return  # the real one follows
        codings = [v.lower() for name, v in self.headers if name.lower() == b"transfer-encoding"]
        if codings and codings != [b"chunked"]:
            self._fail(BrokenAnswerError("Transfer-Encoding other than chunked"))
        self._has_head = self._trouble is None

    def on_body(self, piece: bytes) -> None:
        if not self._is_whole:
            self._between = 0
            self._held += len(piece)
            self._body.append(piece)

    def on_message_complete(self) -> None:
        if not self._has_head:  # of an informational answer; the real one follows
            self.headers = []
        elif not self._is_whole and self._parser is not None:
            self._is_whole = True
            self._may_stay = self.status != 101 and bool(self._parser.should_keep_alive())

    # ── waiting ──

    def _is_measured(self) -> bool:
        return any(n.lower() in (b"content-length", b"transfer-encoding") for n, _ in self.headers)

    def _go_on(self) -> None:
        if self._is_paused and self._transport is not None:
            self._is_paused = False
            self._transport.resume_reading()

    def _fail(self, trouble: WireError) -> None:
        if self._trouble is None:
            self._trouble = trouble
        self._wake()
        self.abort()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _news(self) -> None:
        """Waits until something came; raises what went wrong. One timer does for many waits."""
        if self._trouble is None:
            self._since = self._loop.time()
            if self._timer is None:
                self._timer = self._loop.call_at(self._since + self._idle_s, self._look)
            self._waiter = self._loop.create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        if self._trouble is not None and not (self._is_whole and self._has_head):
            raise self._trouble

    def _look(self) -> None:
        self._timer = None
        if self._waiter is None:
            return
        if self._loop.time() - self._since >= self._idle_s - 0.001:
            self._fail(SilentError("silent for too long"))
        else:
            self._timer = self._loop.call_at(self._since + self._idle_s, self._look)

"""A response body, its content coding undone within a bound.

httpx inflates a whole network chunk before it hands it on (0.28: a 130 KB answer peaked at
257 MB), so the raw bytes are taken and inflated here, a piece at a time. Only gzip and deflate
are asked for; anything else, and chains of codings, are refused (RFC 9110, 8.4).
"""

from __future__ import annotations

import io
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

ACCEPT_ENCODING = "gzip, deflate"
_CODINGS = ("gzip", "x-gzip", "deflate")
_PIECE = 65_536
# So much of each body may be held while others are, too.
FREE_BYTES = 512_000
_GZIP_MAGIC = b"\x1f\x8b"


class BodyError(Exception):
    """The body can't be had whole; the text says why. `again`: another try may help."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.again = again


async def nothing(_: int) -> None:
    """Lets every body in."""


async def read_body(
    chunks: AsyncIterator[bytes],
    coding: str,
    max_bytes: int,
    *,
    head_will_do: bool = False,
    room: Callable[[int], Awaitable[None]] = nothing,
) -> bytes:
    """The whole body, decoded; raises BodyError, also for more than `max_bytes` bytes.

    With `head_will_do` a larger body is not refused, but read no further than `max_bytes`. `room`
    is asked for bytes before more than FREE_BYTES are held; its TimeoutError is a BodyError.
    """
    coding = coding.strip().lower()
    if coding not in ("", "identity", *_CODINGS):
        raise BodyError(f"content coding {coding[:40]!r} was not asked for", again=False)
    inflater = _Inflater(coding) if coding in _CODINGS else None
    body = io.BytesIO()  # its value is had without a copy
    size, let_in = 0, FREE_BYTES
    async for chunk in chunks:
        for piece in inflater.pieces(chunk) if inflater else (chunk,):
            size += body.write(piece)
            if size > max_bytes:
                if head_will_do:
                    return body.getvalue()[:max_bytes]
                unpacked = " when unpacked" if inflater else ""
                raise BodyError(f"larger than {max_bytes:,} bytes{unpacked}", again=False)
            if size > let_in:
                let_in = size + FREE_BYTES
                try:
                    await room(let_in)
                except TimeoutError as error:
                    raise BodyError("large, as were others at the same time", again=True) from error
    if inflater and not inflater.is_whole():
        raise BodyError(f"{coding} body cut short", again=True)
    return body.getvalue()


class _Inflater:
    """Undoes one coding, however the bytes are cut into chunks."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._stream: zlib._Decompress | None = None
        self._members = 0  # that came whole
        self._waiting = b""  # too little to tell what it begins
        self._is_over = False  # what follows is padding: browsers ignore it too

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What a chunk unpacks to, never much at a time; raises BodyError."""
        data, self._waiting = self._waiting + chunk, b""
        while data and not self._is_over:
            if self._stream is None:
                if len(data) < 2:
                    self._waiting = data
                    return
                self._stream = self._opened(data)
                if self._stream is None:
                    self._is_over = True
                    return
            try:
                piece = self._stream.decompress(data, _PIECE)
                # A full piece may leave more inside zlib than the input shows.
                while len(piece) == _PIECE and not self._stream.eof:
                    yield piece
                    piece = self._stream.decompress(self._stream.unconsumed_tail, _PIECE)
            except zlib.error as error:
                raise BodyError(f"broken {self._coding} body ({error})", again=True) from error
            yield piece
            data = self._stream.unconsumed_tail
            if self._stream.eof:
                data = self._stream.unused_data
                self._stream = None
                self._members += 1

    def is_whole(self) -> bool:
        """Whether the coding's end came."""
        begun = self._stream is not None or _GZIP_MAGIC.startswith(self._waiting or b"?")
        return self._members > 0 and not begun

    def _opened(self, data: bytes) -> zlib._Decompress | None:
        if self._coding == "deflate":
            # It means zlib (RFC 9110, 8.4.1.2), but some servers send the raw stream.
            is_zlib = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            return None if self._members else zlib.decompressobj(15 if is_zlib else -15)
        if self._members and not data.startswith(_GZIP_MAGIC):
            return None
        return zlib.decompressobj(31)  # members may follow one another (RFC 1952, 2.2)

"""A response body, its content coding undone within a bound.

httpx inflates a whole network chunk before it hands it on (0.28: a 130 KB answer peaked at
257 MB), so the raw bytes are taken and inflated here, never more than the cap at a time. Only
gzip and deflate are asked for; anything else, and chains of codings, are refused (RFC 9110, 8.4).
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

ACCEPT_ENCODING = "gzip, deflate"


class BodyError(Exception):
    """The body can't be had whole; the text says why. `again`: another try may help."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.again = again


async def read_body(chunks: AsyncIterator[bytes], coding: str, max_bytes: int) -> bytes:
    """The whole body of at most `max_bytes` bytes after decoding; raises BodyError."""
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return await _plain(chunks, max_bytes)
    if coding in ("gzip", "x-gzip", "deflate"):
        return await _inflated(chunks, coding, max_bytes)
    raise BodyError(f"content coding {coding[:40]!r} was not asked for", again=False)


async def _plain(chunks: AsyncIterator[bytes], max_bytes: int) -> bytes:
    parts = bytearray()
    async for chunk in chunks:
        parts += chunk
        if len(parts) > max_bytes:
            raise BodyError(f"larger than {max_bytes:,} bytes", again=False)
    return bytes(parts)


async def _inflated(chunks: AsyncIterator[bytes], coding: str, max_bytes: int) -> bytes:
    parts = bytearray()
    # "deflate" means zlib (RFC 9110, 8.4.1.2), but some servers send the raw stream.
    inflater = None if coding == "deflate" else zlib.decompressobj(31)
    async for chunk in chunks:
        if inflater is None:
            is_zlib = chunk[:1] and chunk[0] & 0x0F == 8
            inflater = zlib.decompressobj(15 if is_zlib else -15)
        while chunk:
            if inflater.eof:
                if coding == "deflate" or not chunk.startswith(b"\x1f\x8b"):
                    chunk = b""  # padding after the stream: browsers ignore it too
                    break
                inflater = zlib.decompressobj(31)  # members one after another (RFC 1952, 2.2)
            try:
                parts += inflater.decompress(chunk, max_bytes + 1 - len(parts))
            except zlib.error as error:
                raise BodyError(f"broken {coding} body ({error})", again=True) from error
            if len(parts) > max_bytes:
                raise BodyError(f"larger than {max_bytes:,} bytes when unpacked", again=False)
            chunk = inflater.unconsumed_tail or inflater.unused_data
    if inflater is not None and not inflater.eof:
        raise BodyError(f"{coding} body cut short", again=True)
    return bytes(parts)

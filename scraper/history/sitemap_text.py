"""The bytes of a sitemap as text, unpacked and decoded a piece at a time. Pure."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator

from scraper.charset import decode
from scraper.errors import ParseError

MAX_BYTES = 50_000_000  # unpacked; the protocol's own bound
_PIECE = 65_536
_GZIP = b"\x1f\x8b"
_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")


def texts_of(body: bytes, content_type: str, words: list[str]) -> Iterator[str]:
    """The document's text in pieces, from where it begins, with every bare `&` escaped.

    `words` is given what was wrong with it; raises ParseError for gzip within gzip.
    """
    decoder: codecs.IncrementalDecoder | None = None
    began, waits = False, ""
    for piece in _pieces(body, words):
        if decoder is None:
            decoder = _decoder(piece, content_type)
        text = decoder.decode(piece)
        if not began:
            text = text.lstrip("\ufeff\x00 \t\r\n")
            if not text:
                continue
            began = True
        text, waits = waits + text, ""
        if "&" in text:
            at = text.rfind("&", -10)
            if at >= 0 and ";" not in text[at:]:  # its end may be in the next piece
                text, waits = text[:at], text[at:]
            text = _BARE.sub("&amp;", text)
        yield text
    if waits:
        yield _BARE.sub("&amp;", waits)


def _decoder(piece: bytes, content_type: str) -> codecs.IncrementalDecoder:
    """How the bytes are to be read, by the first of them."""
    if piece.isascii() and not piece[:4096].count(0):
        charset = decode(piece[:4096], "", "xml").charset
        charset = "utf-8" if charset == "windows-1252" else charset
    else:
        # Cut where no character is cut: after a tag or line.
        cut = max(piece.rfind(b">"), piece.rfind(b"\n"))
        whole = piece[: cut + 1] if cut > 0 and not piece[:4096].count(0) else piece
        charset = decode(whole, content_type, "xml").charset
    try:
        found = codecs.getincrementaldecoder(charset)
    except LookupError:
        found = codecs.getincrementaldecoder("utf-8")
    return found("replace")


def _pieces(body: bytes, words: list[str]) -> Iterator[bytes]:
    """The body unpacked, a piece at a time, and no more of it than is allowed."""
    size = 0
    is_packed = body.startswith(_GZIP)
    for piece in _inflated(body, words) if is_packed else _cut(body):
        if is_packed and not size and piece.startswith(_GZIP):
            raise ParseError("gzip within gzip: not read")
        size += len(piece)
        if size > MAX_BYTES:
            unpacked = " unpacked" if is_packed else ""
            words.append(f"larger than {MAX_BYTES:,} bytes{unpacked}: the rest is not read")
            return
        yield piece


def _cut(body: bytes) -> Iterator[bytes]:
    for at in range(0, len(body), _PIECE):
        yield body[at : at + _PIECE]


def _inflated(body: bytes, words: list[str]) -> Iterator[bytes]:
    data = body
    while data.startswith(_GZIP):  # members may follow one another (RFC 1952, 2.2)
        stream = zlib.decompressobj(31)
        while not stream.eof:
            try:
                piece = stream.decompress(data, _PIECE)
            except zlib.error as error:
                words.append(f"broken gzip ({error})")
                return
            data = stream.unconsumed_tail
            if piece:
                yield piece
            elif not data and not stream.eof:
                words.append("gzip cut short")
                return
        data = stream.unused_data

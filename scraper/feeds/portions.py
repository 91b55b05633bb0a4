"""A large feed document in portions of whole entries, each a document of its own.

A parser takes ten times the size of what it is given: 20 MB at once would be 200 MB. Most feeds are
one portion. Mark-up without measure is refused, since a tag takes 10 µs; of an entry that is larger
than any article only what is short is read: its title and its link, by which its page is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from scraper.errors import ParseError

PORTION = 500_000  # bytes
MAX_TAGS_AT_ONCE = 100_000
MAX_TAGS = 500_000
MAX_CDATA = 200_000
# More entries than that are none's feed: its beginning and its end are read.
MAX_AT_EACH_END = 20_000
# Beyond the first, texts longer than the second are left out.
MAX_PORTION = 3_000_000
MAX_TEXT = 100_000
_SECTIONS = {b"<![CDATA[": b"]]>", b"<!--": b"-->", b"<?": b"?>"}
_SECTION = rb"<!\[CDATA\[|<!--|<\?"
_ENTRY_START = re.compile(rb"<(?:[\w.-]{1,20}:)?(?:item|entry)(?=[\s>/])")
_TEXT = re.compile(rb"[^<]++")


def portions(text: str | bytes) -> Iterator[str]:
    """Documents that together have the entries of `text`, in order; all but the last lack an end.
    Bytes are UTF-8.

    ParseError for more tags than any feed has.
    """
    if isinstance(text, str) and len(text) <= MAX_TAGS_AT_ONCE:
        yield text
        return
    # With one emoji, text takes four times as much.
    data = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    del text
    _measure(data)
    first = _ENTRY_START.search(data) if len(data) > 2 * PORTION else None
    starts = [] if first is None else _starts(data, first[0][1:])
    head = data[: starts[0]] if starts else b""
    entries: list[bytes] = []
    size = tags = 0
    for n, (start, end) in enumerate(pairwise([*(starts or [0]), len(data)])):
        if MAX_AT_EACH_END <= n < len(starts) - MAX_AT_EACH_END:
            continue
        if size + end - start > PORTION and entries:
            tags += _tags(entries)
            yield _document(head, entries, tags)
            entries, size = [], 0
        entries.append(data[start:end])
        size += end - start
    yield _document(head, entries, tags + _tags(entries))


def _measure(data: bytes) -> None:
    """ParseError for more of what is no start of a tag than any feed has."""
    for what, count, most in (
        ("comments and instructions", data.count(b"<?") + data.count(b"<!--"), MAX_TAGS_AT_ONCE),
        ("CDATA sections", data.count(b"<![CDATA["), MAX_CDATA),
        ("ends of tags", data.count(b"</"), MAX_TAGS),
    ):
        if count > most:
            raise ParseError(f"more than {most:,} {what}, not a feed")


def _starts(data: bytes, name: bytes) -> list[int]:
    """Where entries of this name begin that stand right behind the end of another, and the first.

    Not what looks so within CDATA, comments and the like.
    """
    entry = re.escape(name)
    token = re.compile(
        rb"%b|</%b\s{0,20}>\s{0,200}(?=<%b[\s>/])|<%b[\s>/]" % (_SECTION, entry, entry, entry)
    )
    starts: list[int] = []
    position = 0
    while match := token.search(data, position):
        position = match.end()
        if stop := _SECTIONS.get(match[0]):
            position = _after(data, stop, position)
        elif match[0].startswith(b"</"):
            starts.append(position)
        elif not starts:
            starts.append(match.start())
    return starts


def _document(head: bytes, entries: list[bytes], tags: int) -> str:
    if tags > MAX_TAGS:
        raise ParseError(f"more than {MAX_TAGS:,} tags, not a feed")
    if len(head) + sum(map(len, entries)) > MAX_PORTION:
        return b"".join(short for part in (head, *entries) for short in _short(part)).decode(
            "utf-8", "replace"
        )
    return (head + b"".join(entries)).decode("utf-8", "replace")


def _tags(entries: list[bytes]) -> int:
    """How many tags there are outside of CDATA; ParseError for too many."""
    tags = 0
    for entry in entries:
        for start, end, is_section in _pieces(entry):
            if not is_section:
                tags += entry.count(b"<", start, end) - entry.count(b"</", start, end)
    if tags > MAX_TAGS_AT_ONCE:
        raise ParseError(f"more than {MAX_TAGS_AT_ONCE:,} tags at once, not a feed")
    return tags


def _short(data: bytes) -> Iterator[bytes]:
    for start, end, is_section in _pieces(data):
        if is_section:
            if end - start <= MAX_TEXT:
                yield data[start:end]
            continue
        at = start
        for text in _TEXT.finditer(data, start, end):
            if text.end() - text.start() > MAX_TEXT:
                yield data[at : text.start()]
                at = text.end()
        yield data[at:end]


def _pieces(data: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where mark-up and texts stand, and the sections (CDATA, comments) between."""
    position = 0
    for match in re.finditer(_SECTION, data):
        if match.start() < position:
            continue  # within another
        yield position, match.start(), False
        position = _after(data, _SECTIONS[match[0]], match.end())
        yield match.start(), position, True
    yield position, len(data), False


def _after(data: bytes, mark: bytes, start: int) -> int:
    found = data.find(mark, start)
    return len(data) if found < 0 else found + len(mark)

"""XML as strangers write it -> XML that a strict parser reads.

The strict parser is the one that gets CDATA, entities and namespaces right; feedparser's loose one
decodes some of them twice and costs the same again. So the common faults are mended beforehand:
junk around the document, HTML's entities, bare `&`, control characters, a lost end. A DTD is
dropped whole: no entity of a stranger is ever expanded.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5

from scraper.errors import ParseError
from scraper.feeds.lines import legal

_ROOTS = ("rss", "rdf", "feed", "channel")
_NAME = re.compile(r"<([A-Za-z_][\w.-]{0,60}(?::[\w.-]{1,60})?)")
_LATE_ROOT = re.compile(r"<(?:[\w.-]{1,20}:)?(?:rss|feed|rdf)(?=[\s>])", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s{1,20}html|html|head|body)\b", re.IGNORECASE)
_PROLOG = re.compile(r"<\?xml\s[^<>]{0,200}>?")
_DTD_END = re.compile(r"\]\s*>")
# All but XML's own five, which are right as they are.
_REFERENCE = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)"
    r"(?:#(\d{1,7});|#[xX]([0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?"
)
_SECTIONS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
_SECTION = re.compile(r"<!\[CDATA\[|<!--|<\?")
# The element that a section stands in, if nothing but white space is between.
_OPENED = re.compile(r"<([A-Za-z_][\w.:-]{0,60})(?:\s[^<>]{0,200})?>\s{0,50}\Z")
_ENTRY_START = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:[\w.-]{1,20}:)?(?:item|entry)\s{0,20}>", re.IGNORECASE)
_LONGEST_TAG = 16_384
_LONG_TAG = re.compile(rf"<[^<>]{{{_LONGEST_TAG},}}")
_HALF_A_TAG = re.compile(rf"[^<>]{{{_LONGEST_TAG // 2}}}")
# feedparser's time grows with the square of the attributes of a tag: 8,000 take 1.5 s.
_MAX_ATTRIBUTES = 1000
# So does its search for an address in an author's name: 100,000 letters take half a minute.
# Words of 2,000 take 5 s for a megabyte of them, of 4,000 twice that.
_LONGEST_WORD = 2000
_HALF_A_WORD = re.compile(rf"[\w.+-]{{{_LONGEST_WORD // 2}}}")
_ENDLESS_WORD = re.compile(rf"(?<![\w.+-])[\w.+-]{{{_LONGEST_WORD},}}+")


@dataclass(frozen=True, slots=True)
class Repaired:
    """A document to parse. `cut` says that its end never came."""

    text: str
    cut: bool


def repair(text: str) -> Repaired:
    """The feed document in `text`, mended; ParseError if there is something else in it."""
    start, name = _find_root(text)
    text = legal(text[start:])
    if _may_hold(text, _HALF_A_WORD, _LONGEST_WORD // 2):
        text = _ENDLESS_WORD.sub(_broken, text)
    pieces = list(_pieces(text))
    end = _end_of(pieces, re.compile(rf"</{re.escape(name)}\s{{0,20}}>"))
    cut = end is None and not _is_empty_element(text)
    closing = ""
    if end is not None:
        pieces = _up_to(pieces, *end)
    elif cut:
        pieces = _whole_entries(pieces)
        written = "".join(piece for plain, piece in pieces if plain)
        if "<channel" in written and "</channel>" not in written:
            closing = "</channel>"
        closing += f"</{name}>"
    mended = "".join(_mend(piece) if plain else piece for plain, piece in pieces)
    return Repaired(f'<?xml version="1.0" encoding="utf-8"?>\n{mended}{closing}', cut)


def is_page(text: str) -> bool:
    """Whether a document is an HTML page, and no feed that quotes one."""
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return False
    try:
        _find_root(text)
    except ParseError:
        return _PAGE.search(text) is not None
    return False


def _find_root(text: str) -> tuple[int, str]:
    """Where the feed's root element starts, and its name."""
    position = 0
    while (position := text.find("<", position)) >= 0:
        if prolog := _PROLOG.match(text, position):  # it may have lost its end
            position = prolog.end()
        elif text.startswith("<?", position):
            position = _after(text, "?>", position)
        elif text.startswith("<!--", position):
            position = _after(text, "-->", position)
        elif text[position : position + 9].lower() == "<!doctype":
            if _PAGE.match(text, position):
                raise ParseError("an HTML page, not a feed")
            position = _after_dtd(text, position)
        elif match := _NAME.match(text, position):
            return _judge_root(text, position, match[1])
        else:
            position += 1
    raise ParseError("an empty answer, not a feed" if not text.strip() else "text without mark-up")


def _judge_root(text: str, start: int, name: str) -> tuple[int, str]:
    if name.rpartition(":")[2].lower() in _ROOTS:
        return start, name
    if _PAGE.match(text, start):
        raise ParseError("an HTML page, not a feed")
    # Warnings of the server's program, printed before the document.
    late = _LATE_ROOT.search(text, start, start + 65_536)
    if late is not None and not _PAGE.search(text, start, late.start()):
        return late.start(), late[0][1:]
    if _PAGE.search(text, start, start + 65_536):
        raise ParseError("an HTML page, not a feed")
    raise ParseError(f"a document of <{name}>, not a feed")


def _after(text: str, mark: str, start: int) -> int:
    found = text.find(mark, start)
    return len(text) if found < 0 else found + len(mark)


def _after_dtd(text: str, start: int) -> int:
    close = _after(text, ">", start)
    if "[" in text[start:close]:
        match = _DTD_END.search(text, start)
        return len(text) if match is None else match.end()
    return close


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """The document as (is it mark-up and text, piece); the others are CDATA, comments and PIs."""
    position = 0
    missing: set[str] = set()
    while match := _SECTION.search(text, position):
        if match.start() > position:
            yield True, text[position : match.start()]
        stop = _SECTIONS[match[0]]
        end = -1 if stop in missing else text.find(stop, match.end())
        if end < 0:
            missing.add(stop)  # or each of many sections would be looked through to the end
            end = _lost_end(text, match)
            if end < 0:  # cut within it
                return
            yield False, text[match.start() : end] + stop
            position = end
            continue
        position = end + len(stop)
        yield False, text[match.start() : position]
    if position < len(text):
        yield True, text[position:]


def _lost_end(text: str, section: re.Match[str]) -> int:
    """Where CDATA that is never closed ends all the same, with its element; -1 if nowhere."""
    opened = _OPENED.search(text, max(0, section.start() - 300), section.start())
    if opened is None or section[0] != "<![CDATA[":
        return -1
    return text.find(f"</{opened[1]}>", section.end())


def _end_of(pieces: list[tuple[bool, str]], pattern: re.Pattern[str]) -> tuple[int, int] | None:
    """Piece and offset behind the last match of `pattern` in mark-up."""
    for number in range(len(pieces) - 1, -1, -1):
        plain, piece = pieces[number]
        if plain and (found := list(pattern.finditer(piece))):
            return number, found[-1].end()
    return None


def _up_to(pieces: list[tuple[bool, str]], number: int, offset: int) -> list[tuple[bool, str]]:
    return [*pieces[:number], (True, pieces[number][1][:offset])]


def _whole_entries(pieces: list[tuple[bool, str]]) -> list[tuple[bool, str]]:
    """Without the entry that was cut; without entries at all, what stands before the first."""
    if end := _end_of(pieces, _ENTRY_END):
        return _up_to(pieces, *end)
    for number, (plain, piece) in enumerate(pieces):
        if plain and (match := _ENTRY_START.search(piece)):
            return _up_to(pieces, number, match.start())
    # No entry was begun; a tag may be open.
    if pieces and pieces[-1][0]:
        last = pieces[-1][1]
        return [*pieces[:-1], (True, last[: last.rfind("<")] if ">" not in last else last)]
    return pieces


def _is_empty_element(text: str) -> bool:
    return text[: text.find(">") + 1].endswith("/>")


def _may_hold(text: str, half: re.Pattern[str], length: int) -> bool:
    """Whether `text` may hold a run twice as long as `length`: its half starts at a multiple."""
    return any(half.match(text, at) for at in range(0, len(text) - length + 1, length))


def _mend(piece: str) -> str:
    if _may_hold(piece, _HALF_A_TAG, _LONGEST_TAG // 2):
        for match in _LONG_TAG.finditer(piece):
            if match[0].count("=") > _MAX_ATTRIBUTES:
                raise ParseError(f"a tag of more than {_MAX_ATTRIBUTES} attributes, not a feed")
    return _REFERENCE.sub(_reference, piece)


def _broken(match: re.Match[str]) -> str:
    word = match[0]
    starts = range(0, len(word), _LONGEST_WORD)
    return " ".join(word[at : at + _LONGEST_WORD] for at in starts)


def _reference(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if decimal or hexadecimal:
        number = int(decimal) if decimal else int(hexadecimal, 16)
        if number > 0x10FFFF or not legal(chr(number)):
            return ""
        return f"&#{number};"
    if name is None:
        return "&amp;"
    char = html5.get(f"{name};")
    return f"&amp;{name};" if char is None else html.escape(char)

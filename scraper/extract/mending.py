"""JSON as strangers write it into their pages -> values, as far as it can be made out."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

# More than that is no description of an article, but a shop's whole shelf.
_LONGEST = 2_000_000
_MAX_VALUES = 50
# What stands around: comments and CDATA marks, which old advice put there for old browsers.
_AROUND = re.compile(r"<!--|-->|<!\[CDATA\[|\]\]>")
_BETWEEN = " \t\r\n,;/*"
# Strings, kept but for bad escapes; else commas too many, and comments. What never ends reaches
# to the end of all, so that the whole stays linear.
_PIECE = re.compile(
    r'"(?>(?:[^"\\]++|\\.)*)"?|,(?=\s*+[}\],])|//[^\n]*+|/\*(?>(?:[^*]++|\*(?!/))*)(?:\*/)?',
    re.DOTALL,
)
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|\\')
_DECODER = json.JSONDecoder(strict=False)  # raw line breaks in strings are the commonest fault
_PAIR = re.compile(r'"(@type|datePublished|dateModified)"\s*+:\s*+"([^"\\]{1,100})"')


def read_json(text: str) -> list[object]:
    """All values written one after the other in `text`; none where nothing can be made of it."""
    text = text[:_LONGEST].strip()
    try:
        return [_DECODER.decode(text)]
    except (ValueError, RecursionError):
        pass
    text = _AROUND.sub(" ", text)
    if "&quot;" in text or "&#34;" in text:
        # Encoded like an attribute; a script's text is not decoded by any parser.
        unescaped = html.unescape(text)
        text = unescaped if text.count('"') < text.count("&quot;") else text
    values = list(_values(_PIECE.sub(_mended, text)))
    return values or _pairs(text)


def _values(text: str) -> Iterator[object]:
    at = 0
    for _ in range(_MAX_VALUES):
        while at < len(text) and text[at] in _BETWEEN:
            at += 1
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield value


def _mended(match: re.Match[str]) -> str:
    piece = match[0]
    if piece[0] != '"':
        return ""
    if "\\" not in piece:
        return piece
    return _ESCAPE.sub(lambda found: found[0] if len(found[0]) > 1 else "", piece)


def _pairs(text: str) -> list[object]:
    """Kind and dates of something whose other parts are beyond repair; they are never cut."""
    found: dict[str, object] = {}
    for key, value in _PAIR.findall(text):
        found.setdefault(key, value)
    return [found] if found else []

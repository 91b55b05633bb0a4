"""Front matter, written and read: what is between the two `---` of a post.

Written by rules of our own rather than by PyYAML, whose plain scalars Ruby reads differently
(`:sym`, `1,000`) and which folds lines and writes U+0085 raw; every value is one clean line first.
Tests read all of it back with PyYAML, and with Ruby's Psych where there is one.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# Line breaks and blanks that become one space; U+3000 is text in Chinese titles and stays.
_BLANKS = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
# Bidi embeddings, overrides and isolates; the byte order mark; what YAML can't hold.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
    "\ufdd0-\ufdef"
    + "".join(chr(n) for p in range(17) for n in (p << 16 | 0xFFFE, p << 16 | 0xFFFF))
    + "]"
)
_WORDS = frozenset("y n yes no true false on off null ~ .inf .nan = <<".split())
# Whatever some YAML (1.1, 1.2, Psych, Go's, blind for `_`) might take for a number, date or time.
_NUMBER_LIKE = re.compile(
    r"(?:[-+.][._]*)?[0-9][0-9A-Fa-fxXoObBeE_.,:+\-TtZz ]*|[-+]?\.(?:inf|nan|e[-+][0-9]+)", re.I
)
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`=~<")


@dataclass(frozen=True, slots=True)
class Peek:
    """What of an existing post tells which article it holds."""

    url: str
    title: str
    date: str = ""


def one_line(text: str) -> str:
    """`text` as one clean line: NFC, without control and bidi-override characters, U+FEFF and
    lone surrogates; white space runs are one space (U+3000 stays), none at the ends.
    """
    text = _DROPPED.sub("", text)
    text = _BLANKS.sub(lambda m: "\u3000" if "\u3000" in m[0] else " ", text)
    return unicodedata.normalize("NFC", text).strip(" \u3000")


def quoted(text: str) -> str:
    """A double-quoted YAML scalar; `text` must be one clean line."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def scalar(text: str, *, flow: bool = False) -> str:
    """Plain where every YAML reads the same text back, else double-quoted.

    `flow` is True inside `[ … ]`, where commas and brackets mean something.
    """
    risky = (
        not text
        or text[0] in _INDICATORS
        or text[0].isspace()
        or text[-1].isspace()
        or text.endswith(":")
        or ": " in text
        or " #" in text
        or ":\u3000" in text
        or text.casefold() in _WORDS
        or _NUMBER_LIKE.fullmatch(text) is not None
        or text.startswith(("---", "..."))
        or (flow and any(char in ",?[]{}" for char in text))
    )
    return quoted(text) if risky else text


def flow_list(items: Sequence[str]) -> str:
    """`[ a, b ]`, as the seed writes tags; `[]` when empty."""
    return "[ " + ", ".join(scalar(item, flow=True) for item in items) + " ]" if items else "[]"


def peek(text: str) -> Peek | None:
    """Which article a post holds, from its `from:` and `title:` lines; None if it names none.

    Reads what people and older versions wrote too, and never raises: a post without front
    matter is somebody's note.
    """
    lines = iter(text.removeprefix("\ufeff").splitlines())
    if next(lines, "").rstrip() != "---":
        return None
    values: dict[str, str] = {}
    for line in lines:
        if line.rstrip() in ("---", "..."):
            break
        key, colon, value = line.partition(":")
        if colon and key in ("from", "title", "date"):
            values.setdefault(key, _read_scalar(value.strip()))
    else:
        return None
    url = values.get("from", "")
    # Escapes can hide what no post of ours holds, and what the state can't.
    if not one_line(url):
        return None
    title, date = (one_line(values.get(key, "")) for key in ("title", "date"))
    return Peek(one_line(url), title, date)


def _read_scalar(text: str) -> str:
    if text.startswith('"'):
        end = re.match(r'"(?:[^"\\]|\\.)*"', text)
        if end is None:
            return ""
        try:
            value = json.loads(end[0])
        except ValueError:
            value = end[0][1:-1]
        return value if isinstance(value, str) else ""
    if text.startswith("'"):
        end = re.match(r"'((?:[^']|'')*)'", text)
        return end[1].replace("''", "'") if end else ""
    return text.partition(" #")[0].rstrip()

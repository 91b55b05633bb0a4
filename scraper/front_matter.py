"""Front matter, written and read: what is between the two `---` of a post.

Written by rules of our own rather than by PyYAML, whose plain scalars Ruby reads differently
(`:sym`, `1,000`) and which folds lines and writes U+0085 raw; every value is one clean line first.
Tests read all of it back with PyYAML, and with Ruby's Psych where there is one.
"""

from __future__ import annotations

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
WORDS = frozenset("y n yes no true false on off null ~ .inf .nan = <<".split())
# Whatever some YAML (1.1, 1.2, Psych, Go's, blind for `_`) might take for a number, date or time.
_NUMBER_LIKE = re.compile(
    r"(?:[-+.][._]*)?[0-9][0-9A-Fa-fxXoObBeE_.,:+\-TtZz ]*|[-+]?\.(?:inf|nan|e[-+][0-9]+)", re.I
)
_LONGEST_YAML = 65_536  # PyYAML reads some 300 characters in a millisecond
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
        or text.casefold() in WORDS
        or _NUMBER_LIKE.fullmatch(text) is not None
        or text.startswith(("---", "..."))
        or (flow and any(char in ",?[]{}" for char in text))
    )
    return quoted(text) if risky else text


def flow_list(items: Sequence[str]) -> str:
    """`[ a, b ]`, as the seed writes tags; `[]` when empty."""
    return "[ " + ", ".join(scalar(item, flow=True) for item in items) + " ]" if items else "[]"


def peek(text: str) -> Peek | None:
    """Which article a post holds, from its `from:` and `title:`; None if it names none.

    Reads what people, their tools and older versions wrote too, and never raises: a post without
    front matter is somebody's note.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].rstrip() != "---":
        return None
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() in ("---", "...")), 0)
    if not end:
        return None
    values: dict[str, str] = {}
    beyond: list[str] = []  # keys whose values are more than a line, or than we read
    for at in range(1, end):
        key, colon, value = lines[at].partition(":")
        key = key.rstrip().strip("\"'")
        if colon and key in ("from", "title", "date") and key not in values:
            read = _read_scalar(value.strip())
            values[key] = read or ""
            if read is None or _goes_on(lines, at + 1, end):
                beyond.append(key)
    if beyond:
        read_well = _read_as_yaml("\n".join(lines[1:end]))
        values.update({key: read_well[key] for key in beyond if key in read_well})
    url = values.get("from", "")
    # Escapes can hide what no post of ours holds, and what the state can't.
    if not one_line(url):
        return None
    title, date = (one_line(values.get(key, "")) for key in ("title", "date"))
    return Peek(one_line(url), title, date)


def _goes_on(lines: Sequence[str], at: int, end: int) -> bool:
    """Whether the next line that is not blank is indented: it belongs to the value above."""
    follows = next((lines[n] for n in range(at, end) if lines[n].strip()), "")
    return follows[:1] in (" ", "\t")


def _read_scalar(text: str) -> str | None:
    """A value of one line; None for what only a YAML reader knows to read."""
    if text.startswith('"'):
        end = re.match(r'"(?:[^"\\]|\\.)*"', text)
        if end is None:
            return None
        try:
            import json  # only where a file is read back

            value = json.loads(end[0])
        except ValueError:
            return None
        return value if isinstance(value, str) else ""
    if text.startswith("'"):
        end = re.match(r"'((?:[^']|'')*)'", text)
        return end[1].replace("''", "'") if end else None
    if text.startswith((">", "|", "&", "*", "!")):
        return None
    return text.partition(" #")[0].rstrip()


def _read_as_yaml(text: str) -> dict[str, str]:
    """The values that are text, all as written: no numbers, no times; {} if it is no YAML."""
    if len(text) > _LONGEST_YAML:
        return {}
    import yaml  # late: nobody pays for it whose posts are as we wrote them

    try:
        # The base loader knows text, lists and mappings, and makes nothing else of any tag.
        read = yaml.load(text, yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, ArithmeticError, RecursionError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {key: value for key, value in read.items() if isinstance(value, str)}

"""Values as YAML text: on one line, plain where every reader takes the same text from it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

from scraper.dates import format_duration
from scraper.front_matter import scalar

# What YAML can't hold raw, reads as a line break, or an editor would not show.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\xa0\xad\u2028\u2029\ud800-\udfff\ufeff\ufff0-\uffff]")


def block_lines(value: Mapping[str, object]) -> list[str]:
    """`key: value`, a line each, what is within as `[…]` and `{…}`."""
    return [f"{_text(key, flow=False)}: {inline(each, flow=False)}" for key, each in value.items()]


def inline(value: object, *, flow: bool = True, as_json: bool = False) -> str:
    """A value on one line; `flow`: it will stand within brackets; `as_json`: JSON, too.

    Texts, numbers, truth values, None, durations, lists and mappings; TypeError for others.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case timedelta():
            return inline(format_duration(value), flow=flow, as_json=as_json)
        case str():
            return _quoted(value) if as_json else _text(value, flow=flow)
        case Mapping():
            pairs = [
                f"{inline(str(key), as_json=as_json)}: {inline(each, as_json=as_json)}"
                for key, each in value.items()
            ]
            return "{" + ", ".join(pairs) + "}"
        case Sequence():
            return "[" + ", ".join(inline(each, as_json=as_json) for each in value) + "]"
    raise TypeError(f"no YAML for {type(value).__name__}")


def _text(text: str, *, flow: bool) -> str:
    # Within brackets old readers take any ":" for the end of a key.
    if _UNSEEN.search(text) or (flow and ":" in text) or text.endswith((" ", "\u3000")):
        return _quoted(text)
    return scalar(text, flow=flow)


def _quoted(text: str) -> str:
    return _UNSEEN.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"

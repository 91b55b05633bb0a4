"""A page's tags without those that nest deeper than any parser goes.

Thousands of `<div>` or `<font>` that nobody closed: libxml2 stops reading at 2048 levels, and the
rest of the article would be lost. Run only on pages where that happened.
"""

from __future__ import annotations

import re

# Tags that are counted: below each of them a few stand that are not, and end by themselves.
_MOST = 250
_NEAR = 30
_UNCOUNTED = frozenset(
    b"""
    html head body p li dt dd tr td th tbody thead tfoot option optgroup colgroup rt rp
    area base br col embed hr img input link meta param source track wbr frame
    """.split()
)
_RAW = frozenset((b"script", b"style", b"textarea", b"title"))
_INLINE = frozenset(
    b"a abbr b big cite code del em font i ins q s small span strike strong sub sup tt u".split()
)
# A start or an end. Possessive all through: linear on whatever is written there.
_TAG = re.compile(
    rb"""<(/?+)([a-zA-Z][^\s/>]*+)[^>=]*+(?:=\s*+(?:"[^"]*+"|'[^']*+')?+[^>=]*+)*+>?"""
)


def shallow(data: bytes) -> bytes:
    """The page with tags beyond a depth left out; what is in them stays, blocks as paragraphs."""
    out: list[bytes] = []
    open_tags: list[tuple[bytes, bool]] = []
    kept = at = 0
    raw = b""
    for tag in _TAG.finditer(data):
        name = tag[2].lower()
        is_end = bool(tag[1])
        if raw:
            raw = b"" if is_end and name == raw else raw
            continue
        if name in _RAW:
            raw = b"" if is_end else name
            continue
        if name in _UNCOUNTED or tag[0].endswith(b"/>"):
            continue
        if is_end:
            stays, closed = _close(open_tags, name)
            kept -= closed
        else:
            stays = kept < _MOST
            open_tags.append((name, stays))
            kept += stays
        if not stays:
            out += (data[at : tag.start()], b"" if name in _INLINE else b"<p>")
            at = tag.end()
    out.append(data[at:])
    return b"".join(out)


def _close(open_tags: list[tuple[bytes, bool]], name: bytes) -> tuple[bool, int]:
    """Whether an end tag stays, and how many tags that were kept it closes."""
    for n in range(1, min(_NEAR, len(open_tags)) + 1):
        if open_tags[-n][0] == name:
            stays = open_tags[-n][1]
            closed = sum(was_kept for _, was_kept in open_tags[-n:])
            del open_tags[-n:]
            return stays, closed
    return False, 0

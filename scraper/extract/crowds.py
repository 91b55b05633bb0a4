"""Tags of thousands of attributes, laid bare before a parser meets them."""

from __future__ import annotations

import re

_MAX_ATTRIBUTES = 2000
# A tag with its quoted values. Possessive all through: linear on whatever is written there.
_TAG = re.compile(rb"""<[a-zA-Z][^>=]*+(?:=\s*+(?:"[^"]*+"|'[^']*+')?+[^>=]*+)*+>?""")
# Text, and tags of that kind with no more than 30 values and 1860 bytes beside them: at one go, a
# match each takes longer. It ends at the end, or where another tag begins. Atomic, for possessive
# groups with a choice in them go wrong before Python 3.11.5 (gh-106052).
_USUAL = re.compile(
    rb"""(?>(?:[^<]*+<(?:(?![a-zA-Z])|[a-zA-Z][^>=]{0,60}+"""
    rb"""(?:=(?:"[^"]*+"|\s*+(?:"[^"]*+"|'[^']*+')?+)[^>=]{0,60}+){0,30}+>))*)[^<]*+"""
)
_VALUE = re.compile(rb"""=\s*+(?:"[^"]*+"|'[^']*+')""")
_BREAKS = re.compile(rb"[\s/]+")
_TAG_NAME = re.compile(rb"(<[a-zA-Z][^\s/>]{0,40}).*", re.DOTALL)


def without_crowds(data: bytes) -> bytes:
    """The page with tags of thousands of attributes laid bare.

    libxml2 looks every attribute up among all before it: 100,000 in one tag take 13 s, 250,000
    two minutes.
    """
    least = 2 * _MAX_ATTRIBUTES
    if len(data) < least or not _has_long(data, least):
        return data
    return _TAG.sub(_bare_crowd, data)


def _has_long(data: bytes, least: int) -> bool:
    """Whether there is a tag of so many bytes that is none of the usual."""
    at = 0
    while (at := _match_end(_USUAL.match(data, at))) < len(data):
        end = _match_end(_TAG.match(data, at))
        if end - at >= least:
            return True
        at = end
    return False


def _match_end(match: re.Match[bytes] | None) -> int:
    assert match is not None
    return match.end()


def _bare_crowd(match: re.Match[bytes]) -> bytes:
    tag = match[0]
    if len(tag) < 2 * _MAX_ATTRIBUTES:
        return tag
    bare = _VALUE.sub(b"=", tag)
    if bare.count(b"=") > _MAX_ATTRIBUTES or len(_BREAKS.findall(bare)) > _MAX_ATTRIBUTES:
        return _TAG_NAME.sub(rb"\1>", tag)
    return tag

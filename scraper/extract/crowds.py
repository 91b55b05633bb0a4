"""Tags of thousands of attributes, laid bare before a parser meets them."""

from __future__ import annotations

import re

_MAX_ATTRIBUTES = 2000
# A tag with its quoted values. Possessive all through: linear on whatever is written there.
_TAG = re.compile(rb"""<[a-zA-Z][^>=]*+(?:=\s*+(?:"[^"]*+"|'[^']*+')?+[^>=]*+)*+>?""")
_VALUE = re.compile(rb"""=\s*+(?:"[^"]*+"|'[^']*+')""")
_BREAKS = re.compile(rb"[\s/]+")
_TAG_NAME = re.compile(rb"(<[a-zA-Z][^\s/>]{0,40}).*", re.DOTALL)


def without_crowds(data: bytes) -> bytes:
    """The page with tags of thousands of attributes laid bare.

    libxml2 looks every attribute up among all before it: 100,000 in one tag take 13 s, 250,000
    two minutes.
    """
    least = 2 * _MAX_ATTRIBUTES
    if (
        len(data) < least
        or max((m.end() - m.start() for m in _TAG.finditer(data)), default=0) < least
    ):
        return data
    return _TAG.sub(_bare_crowd, data)


def _bare_crowd(match: re.Match[bytes]) -> bytes:
    tag = match[0]
    if len(tag) < 2 * _MAX_ATTRIBUTES:
        return tag
    bare = _VALUE.sub(b"=", tag)
    if bare.count(b"=") > _MAX_ATTRIBUTES or len(_BREAKS.findall(bare)) > _MAX_ATTRIBUTES:
        return _TAG_NAME.sub(rb"\1>", tag)
    return tag

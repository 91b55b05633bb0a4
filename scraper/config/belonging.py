"""Which lines around an item of a block list or mapping are its own: see editing.py."""

from __future__ import annotations

import re

from scraper.config.splicing import Lines

_BANNER = re.compile(r"([-=~*_#])\1\1|([─━═—])\2")
_COMMENTED_OUT = re.compile(r"#( *)-(?:[ \t]|$)")


def first_line(lines: Lines, line: int, column: int, *, least: int) -> int:
    """The first line of the item that starts in `line` at `column`; `least`: none before it."""
    top = line
    while top > least and lines.comment(top - 1) == column:
        top -= 1
    own, depth = top, None
    for number in range(top, line):
        said = lines.line(number).strip(" \t")
        inner = len(said[1:]) - len(said[1:].lstrip(" "))
        if match := _COMMENTED_OUT.match(said):
            depth = len(match[1])
            own = number + 1
        elif depth is not None and inner > depth:
            own = number + 1
        else:
            depth = None
            own = number + 1 if _BANNER.search(said) else own
    return own


def last_line(lines: Lines, end: int, column: int) -> int:
    """The last line of the item at `column` whose values end at `end`."""
    return below(lines, lines.last_line(end), column)


def below(lines: Lines, number: int, column: int) -> int:
    """The last one of the comment lines right below a line that are deeper than `column`."""
    while (deeper := lines.comment(number + 1)) is not None and deeper > column:
        number += 1
    return number

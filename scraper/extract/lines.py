"""A page as the few lines that a reader sees first: what a verdict is made from.

Coarser and cheaper than the blocks that the body is chosen from, and it ends early: a page that
goes on and on is no wall.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

from scraper.extract.tree import BLOCKS, HEADINGS, Element, weight

_MAX_LINES = 180
_SILENT = frozenset(
    """
    script style template noscript title head svg canvas select option datalist textarea object
    nav footer map math frameset
    """.split()
)
# A headline in a list has no more before it.
_DATE = 12
# A button is a line of its own: what it says must not run into the words beside it.
_APART = BLOCKS | {"br", "button", "label", "input", "video"}
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# What stands in quotation marks is another's: an article about walls quotes them.
_QUOTED = re.compile(r"[\"“„«「『‘][^\"“”„«»「」『』‘]{1,200}[\"”“»」』]")


class Line(NamedTuple):
    """Text between two block boundaries; `linked` is the share of it that leads elsewhere."""

    text: str
    size: int
    linked: float
    heading: bool
    # Where the first link of the line leads, if the line begins with it.
    leads: str


def read_lines(root: Element) -> list[Line]:
    """The visible lines of a page, its navigation and its foot left out; at most 180 of them."""
    lines: list[Line] = []
    parts: list[str] = []
    anchor: list[str] = []
    leads = ""
    in_link = in_heading = 0
    blank = False  # white space alone makes a line of its own, too: an empty one
    skipped: Element | None = None
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        tag = node.tag
        if event == "start":
            silent = tag in _SILENT or _is_hidden(node) or (tag == "header" and _is_site(node))
            if silent:
                walk.skip_subtree()
                skipped = node
            if silent or tag in _APART:
                if parts:
                    _end(lines, parts, anchor, bool(in_heading), leads)
                if parts or blank:
                    parts, anchor, leads, blank = [], [], "", False
                if len(lines) >= _MAX_LINES:
                    return lines
            if silent:
                continue
            if tag in HEADINGS:
                in_heading += 1
            elif tag == "a":
                in_link += 1
                if not leads and len("".join(parts).strip()) <= _DATE:
                    leads = node.get("href") or ""
            text = node.text
        else:
            if node is not skipped:
                if tag in _APART:
                    if parts:
                        _end(lines, parts, anchor, bool(in_heading), leads)
                    if parts or blank:
                        parts, anchor, leads, blank = [], [], "", False
                if tag in HEADINGS:
                    in_heading -= 1
                elif tag == "a":
                    in_link -= 1
            text = node.tail
            if node is root:
                text = None
        # Between blocks stands nothing but white space, mostly.
        if text and (parts or not text.isspace()):
            parts.append(text)
            if in_link:
                anchor.append(text)
        elif text:
            blank = True
    if parts:
        _end(lines, parts, anchor, bool(in_heading), leads)
    return lines


def is_read(element: Element) -> bool:
    """Whether `read_lines` reads what stands in an element as text that isn't linked."""
    for node in (element, *element.iterancestors()):
        tag = node.tag
        if tag in _SILENT or tag in HEADINGS or tag == "a" or _is_hidden(node):
            return False
        if tag == "header" and _is_site(node):
            return False
    return True


def unquoted(text: str) -> str:
    """The text in lower case, with plain apostrophes, and without what it quotes."""
    return _QUOTED.sub(" ", text.replace("’", "'")).lower()


def _size(text: str) -> int:
    return len(text) if text.isascii() else weight(text)


def _end(lines: list[Line], parts: list[str], anchor: list[str], heading: bool, leads: str) -> None:
    text = " ".join("".join(parts).split())
    if not text:
        return
    size = _size(text)
    linked = 0.0
    if anchor:
        said = " ".join("".join(anchor).split())
        linked = 1.0 if said == text else _size(said) / size
    lines.append(Line(text, size, linked, heading, leads if anchor else ""))


def _is_hidden(node: Element) -> bool:
    hidden = node.get("hidden")
    if hidden is not None:
        return hidden.lower() != "until-found"
    style = node.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None


def _is_site(header: Element) -> bool:
    """Whether a header is the site's, not the article's."""
    return next(header.iter("h1", "h2", "p"), None) is None

"""Questions about an element of the source."""

from __future__ import annotations

import re

from scraper.markdown.elements import Tag
from scraper.markdown.runs import one_line

BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav
    ol option p pre search section summary table tbody td tfoot th thead tr ul
    """.split()
)
# What shows no words of an article, or runs.
UNSEEN = frozenset(
    """
    applet frame frameset head meta link noscript rp script style svg template textarea title
    """.split()
)
ALIGNED = re.compile(r"(?i)text-align\s{0,9}:\s{0,9}(center|right)")
_NONE: frozenset[str] = frozenset()
_NOT_SHOWN = re.compile(r"(?i)display\s{0,9}:\s{0,9}none")


def attribute(tag: Tag, name: str) -> str:
    """An attribute as text; "" if it is missing."""
    return tag.attributes.get(name, "")


def classes(tag: Tag) -> frozenset[str]:
    told = tag.attributes.get("class")
    return frozenset(told.split()) if told else _NONE


def whole(text: str, least: int, most: int) -> int | None:
    """A whole number within bounds; None if the text is none."""
    if not text:
        return None
    try:
        number = int(text.strip()[:12])
    except ValueError:
        return None
    return min(max(number, least), most)


def aligned(cell: Tag) -> str:
    """How the words of a cell are set: "center", "right", or "" as words begin."""
    if "style" in cell.attributes and (told := ALIGNED.search(cell.attributes["style"])):
        return told[1].lower()
    told_old = attribute(cell, "align").strip().lower()
    return told_old if told_old in ("center", "right") else ""


def is_hidden(tag: Tag) -> bool:
    attributes = tag.attributes
    return "hidden" in attributes or (
        "style" in attributes and _NOT_SHOWN.search(attributes["style"]) is not None
    )


def few_words(tag: Tag) -> str:
    """The words of a small element, on one line; "" for one of more than 60 nodes.

    The bound keeps questions to each of many nested elements from going over the same ones again.
    """
    out: list[str] = []
    waiting: list[Tag | str] = [tag]
    for _ in range(60):
        if not waiting:
            return one_line("".join(out))
        node = waiting.pop()
        if isinstance(node, str):
            out.append(node)
        else:
            waiting.extend(reversed(node.contents))
    return ""


def words_of(tag: Tag) -> str:
    """All words below, as they stand, hidden or not; but for those of scripts and the like."""
    out: list[str] = []
    waiting: list[Tag | str] = [tag]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            out.append(node)
        elif node is tag or node.name not in UNSEEN:
            waiting.extend(reversed(node.contents))
    return "".join(out)

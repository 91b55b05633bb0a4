"""Questions about an element of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import NavigableString, PageElement, Tag
from bs4.element import PreformattedString

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
_NOT_SHOWN = re.compile(r"(?i)display\s{0,9}:\s{0,9}none")


def text_in(node: NavigableString) -> str:
    """The words of a text node; "" for comments, declarations and their like."""
    return "" if isinstance(node, PreformattedString) else str(node)


def attribute(tag: Tag, name: str) -> str:
    """An attribute as text; "" if it is missing."""
    value = tag.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else " ".join(value)


def classes(tag: Tag) -> frozenset[str]:
    return frozenset(attribute(tag, "class").split())


def whole(text: str, least: int, most: int) -> int | None:
    """A whole number within bounds; None if the text is none."""
    try:
        number = int(text.strip()[:12])
    except ValueError:
        return None
    return min(max(number, least), most)


def is_hidden(tag: Tag) -> bool:
    return tag.has_attr("hidden") or (
        tag.has_attr("style") and _NOT_SHOWN.search(attribute(tag, "style")) is not None
    )


def tags_below(tag: Tag) -> Iterator[Tag]:
    for node in tag.descendants:
        if isinstance(node, Tag):
            yield node


def few_words(tag: Tag) -> str:
    """The words of a small element, on one line; "" for one of more than 60 nodes.

    The bound keeps questions to each of many nested elements from going over the same ones again.
    """
    out: list[str] = []
    waiting: list[PageElement] = [tag]  # not `descendants`: it looks for its end first
    for _ in range(60):
        if not waiting:
            return one_line("".join(out))
        node = waiting.pop()
        if isinstance(node, NavigableString):
            out.append(text_in(node))
        elif isinstance(node, Tag):
            waiting.extend(reversed(node.contents))
    return ""


def words_of(tag: Tag) -> str:
    """All words below, as they stand; hidden or not."""
    return "".join(text_in(n) for n in tag.descendants if isinstance(n, NavigableString))

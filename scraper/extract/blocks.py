"""A page as a row of blocks, each with what can be measured of it.

A block is text between two block boundaries, whatever the tag; what it is made of (text nodes and
links) is remembered, so that a block can be taken out of the tree alone. One walk over the tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice
from sys import getsizeof

from lxml import etree

from scraper.extract.bounds import check_blocks
from scraper.extract.names import words_of
from scraper.extract.tree import BLOCKS, HEADINGS, Element, one_line, weight

# Where a block stands: bits, handed down from parent to child.
ARTICLE, MAIN, ASIDE, FOOTER, HEADER, NAV, FORM, FIGURE = (1 << n for n in range(8))
CAPTION, TABLE, LIST, QUOTE, SECTION, HIDDEN, BODY, DETAILS = (1 << n for n in range(8, 16))
HEADING, JUMP, PRE, DEFINITION = (1 << n for n in range(16, 20))

# What the bits are called, in order.
PLACES = (
    "in an article",
    "in main",
    "in an aside",
    "in a footer",
    "in a header",
    "in a menu",
    "in a form",
    "in a figure",
    "a caption",
    "in a table",
    "in a list",
    "in a quote",
    "in a section",
    "hidden",
    "in articleBody",
    "in details",
    "a heading",
    "leads to itself",
    "code",
    "in a definition",
)

_BITS = {
    "article": ARTICLE,
    "main": MAIN,
    "aside": ASIDE,
    "footer": FOOTER,
    "header": HEADER,
    "nav": NAV,
    "form": FORM,
    "figure": FIGURE,
    "figcaption": CAPTION,
    "caption": CAPTION,
    "table": TABLE,
    "ul": LIST,
    "ol": LIST,
    "blockquote": QUOTE,
    "section": SECTION,
    "details": DETAILS,
    "pre": PRE,
    "dl": DEFINITION,
    **dict.fromkeys(HEADINGS, HEADING),
}
_ROLES = {
    "main": MAIN,
    "article": ARTICLE,
    "complementary": ASIDE,
    "contentinfo": FOOTER,
    "banner": HEADER,
    "navigation": NAV,
    "menu": NAV,
    "menubar": NAV,
    "search": FORM,
    "form": FORM,
    "dialog": HIDDEN,
    "alertdialog": HIDDEN,
    "tablist": NAV,
    "toolbar": NAV,
}
_AROUND = frozenset(("nav", "header", "footer"))
_PARAGRAPHS = 4
_TELLING = frozenset("class id role style hidden aria-hidden itemprop".split())
SILENT = frozenset(
    """
    script style template noscript svg canvas select option datalist textarea title meta
    link object applet map math frame frameset noframes
    """.split()
)
_INLINE, _BLOCK, _SILENT = range(3)
_KINDS = dict.fromkeys(BLOCKS, _BLOCK) | dict.fromkeys(SILENT, _SILENT)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NOTHING: frozenset[str] = frozenset()

Words = Callable[[str], frozenset[str]]


class Block:
    """A run of text and what was seen on the way to it. Not frozen: thousands a page."""

    __slots__ = (
        "above",
        "bits",
        "depth",
        "link_weight",
        "links",
        "near",
        "nodes",
        "owner",
        "tag",
        "text",
        "weight",
    )

    def __init__(
        self,
        owner: Element,
        tag: str,
        text: str,
        linked: str,
        links: int,
        bits: int,
        near: frozenset[str],
        above: frozenset[str],
        depth: int,
        nodes: list[tuple[Element, bool]],
    ) -> None:
        self.owner = owner
        self.tag = tag
        self.text = text
        self.weight = weight(text)
        self.link_weight = weight(linked) if linked else 0
        self.links = links
        self.bits = bits
        self.near = near
        self.above = above
        self.depth = depth
        self.nodes = nodes


def read_blocks(
    root: Element, words: Words = words_of, passed: list[Element] | None = None
) -> list[Block]:
    """The page's blocks in reading order.

    `words` splits class names and ids (see `words_of`). With `passed` the page's menus, head and
    foot are not read, but added to it.
    """
    blocks: list[Block] = []
    # Of the open block elements: element, tag, bits, names. And the words above each, None where
    # nobody asked: of most elements the names are not read, for no text stands right in them.
    stack: list[tuple[Element, str, int, str]] = [(root, "body", 0, "")]
    aboves: list[frozenset[str] | None] = [_NOTHING]
    inline: list[tuple[int, str]] = []
    parts: list[str] = []
    linked: list[str] = []
    nodes: list[tuple[Element, bool]] = []
    links = in_link = breaks = size = 0
    skipped: Element | None = None
    # Neighbours stand below the same names: each two sets are united once.
    unions: dict[tuple[frozenset[str], frozenset[str]], frozenset[str]] = {}

    def with_names(some: frozenset[str], names: str) -> frozenset[str]:
        if not names or not (more := words(names)):
            return some
        united = unions.get((some, more))
        if united is None:
            united = unions[some, more] = some if more <= some else some | more
        return united

    def words_above() -> frozenset[str]:
        known = len(aboves) - 1
        while (above := aboves[known]) is None:
            known -= 1
        for level in range(known + 1, len(aboves)):
            above = aboves[level] = with_names(above, stack[level - 1][3])
        return above

    def flush() -> None:
        nonlocal links, breaks, size, parts, linked, nodes
        breaks = 0
        text = one_line("".join(parts))
        if text:
            owner, tag, bits, own = stack[-1]
            near = words(own) if own else _NOTHING
            for more, names in inline:
                bits |= more
                if names:
                    near = with_names(near, names)
            anchor = one_line("".join(linked)) if linked else ""
            blocks.append(
                Block(owner, tag, text, anchor, links, bits, near, words_above(), len(stack), nodes)
            )
            size += getsizeof(text)
            check_blocks(len(blocks), size)
        parts, linked, nodes = [], [], []
        links = 1 if in_link else 0

    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        tag = node.tag
        kind = _KINDS.get(tag, _INLINE)
        if event == "start":
            if kind == _SILENT:
                walk.skip_subtree()
                continue
            if attributes := node.items():
                bits, names = _seen(attributes)
            else:
                bits, names = 0, ""
            if kind == _BLOCK:
                around = passed is not None and (tag in _AROUND or bits & NAV)
                if around and _is_around(node, tag, stack[-1][2]):
                    assert passed is not None
                    passed.append(node)
                    walk.skip_subtree()
                    skipped = node
                    continue
                if parts:
                    flush()
                else:
                    links = 1 if in_link else 0
                stack.append((node, tag, stack[-1][2] | bits | _BITS.get(tag, 0), names))
                aboves.append(None)
            else:
                if tag == "a":
                    if stack[-1][2] & HEADING and "#" in (node.get("href") or ""):
                        bits |= JUMP  # a heading that leads to itself is no link
                    else:
                        in_link += 1
                        links += 1
                elif tag == "br" and parts:
                    # Two in a row are how old pages begin a paragraph.
                    breaks += 1
                    if breaks > 1:
                        flush()
                    else:
                        parts.append(" ")
                if bits & HIDDEN and parts:
                    flush()
                inline.append((bits, names))
            if text := node.text:
                if not text.isspace():
                    breaks = 0
                    parts.append(text)
                    nodes.append((node, False))
                    if in_link:
                        linked.append(text)
                elif parts:
                    parts.append(" ")
            continue
        if kind == _SILENT:
            pass
        elif node is skipped:
            skipped = None
        elif kind == _BLOCK:
            if parts:
                flush()
            else:
                links = 1 if in_link else 0
            stack.pop()
            aboves.pop()
        else:
            bits, _ = inline.pop()
            if bits & HIDDEN and parts:
                flush()
            if tag == "a" and not bits & JUMP:
                in_link -= 1
        if node is not root and (text := node.tail):
            if not text.isspace():
                breaks = 0
                parts.append(text)
                nodes.append((node, True))
                if in_link:
                    linked.append(text)
            elif parts:
                parts.append(" ")
    stack[-1:] = [(root, "body", 0, "")]
    aboves[-1:] = [_NOTHING]
    if parts:
        flush()
    return blocks


def _is_around(node: Element, tag: str, bits: int) -> bool:
    """Whether a menu, a page's head or its foot can be passed over: no article is in there.

    Of 35,000 blocks in menus outside articles 20 were an article's, of 12,000 in feet 1.
    """
    if bits & (ARTICLE | MAIN):
        return False
    if tag == "header" and next(node.iter("h1"), None) is not None:
        return False
    # Unless a tag was left open, and the page is in it.
    return sum(1 for _ in islice(node.iter("p", "article"), _PARAGRAPHS)) < _PARAGRAPHS


def _seen(attributes: Sequence[tuple[str, str]]) -> tuple[int, str]:
    """What an element's attributes say of where it stands, and its names."""
    bits = 0
    names = ""
    for key, value in attributes:
        if key not in _TELLING:
            continue
        if key == "class" or key == "id":
            names = f"{names} {value}" if names else value
        elif key == "role":
            bits |= _ROLES.get(value.lower(), 0)
        elif key == "style":
            if _HIDDEN_STYLE.search(value):
                bits |= HIDDEN
        elif key == "hidden":
            if value.lower() != "until-found":
                bits |= HIDDEN
        elif key == "aria-hidden":
            if value.lower() == "true":
                bits |= HIDDEN
        elif "articleBody" in value:
            bits |= BODY
    return bits, names

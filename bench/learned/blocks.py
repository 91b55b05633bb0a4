"""A page as a row of blocks, each with what can be measured of it.

A block is text between two block boundaries, whatever the tag; what it is made of (text nodes and
links) is remembered, so that a block can be taken out of the tree alone. One walk over the tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

from lxml import etree

from scraper.extract.tree import BLOCKS, HEADINGS, Element, weight

# Where a block stands: bits, handed down from parent to child.
ARTICLE, MAIN, ASIDE, FOOTER, HEADER, NAV, FORM, FIGURE = (1 << n for n in range(8))
CAPTION, TABLE, LIST, QUOTE, SECTION, HIDDEN, BODY, DETAILS = (1 << n for n in range(8, 16))
HEADING, LINKED, PRE, DEFINITION = (1 << n for n in range(16, 20))

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
SILENT = frozenset(
    """
    script style template noscript svg canvas select option datalist textarea title head meta
    link object applet map math frame frameset noframes
    """.split()
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SPLIT = re.compile(r"[^a-z]+")

Words = Callable[[str], tuple[str, ...]]


class Block:
    """A run of text: its owner is the nearest block element, `nodes` are its (element, is_tail)."""

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


@lru_cache(maxsize=8192)
def words_of(names: str) -> tuple[str, ...]:
    """The words, and pairs of words, that class names and ids are made of, in lower case."""
    found: dict[str, None] = {}
    for name in names[:300].split():
        words = [w for w in _SPLIT.split(_CAMEL.sub("-", name).lower()) if len(w) > 1]
        found.update(dict.fromkeys(words))
        found.update(dict.fromkeys(f"{a}-{b}" for a, b in pairwise(words)))
    return tuple(found)


def read_blocks(root: Element, words: Words = words_of) -> list[Block]:
    """The page's blocks in reading order. `words` names the class words that matter."""
    blocks: list[Block] = []
    nothing: frozenset[str] = frozenset()
    # Of the open block elements: element, tag, bits, words of it and its parent, words above.
    stack: list[tuple[Element, str, int, frozenset[str], frozenset[str]]]
    stack = [(root, "body", 0, nothing, nothing)]
    parts: list[str] = []
    linked: list[str] = []
    nodes: list[tuple[Element, bool]] = []
    links = in_link = silent = 0
    inline: list[tuple[int, frozenset[str]]] = []

    def flush() -> None:
        nonlocal links, parts, linked, nodes
        text = " ".join("".join(parts).split())
        if text:
            owner, tag, bits, near, above = stack[-1]
            own = near
            for more, names in inline:
                bits |= more
                own = own | names if names else own
            anchor = " ".join("".join(linked).split()) if linked else ""
            blocks.append(
                Block(owner, tag, text, anchor, links, bits, own, above, len(stack), nodes)
            )
        if parts or nodes:
            parts, linked, nodes = [], [], []
        links = 1 if in_link else 0

    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag
        if event == "start":
            if silent or tag in SILENT:
                silent += 1
                continue
            names = node.get("class")
            ident = node.get("id")
            if ident:
                names = f"{names} {ident}" if names else ident
            own = frozenset(words(names)) if names else nothing
            if tag in BLOCKS:
                flush()
                _, _, bits, near, above = stack[-1]
                bits |= _BITS.get(tag, 0) | _more_bits(node)
                stack.append((node, tag, bits, own, above | near if near else above))
            else:
                if tag == "a":
                    in_link += 1
                    links += 1
                elif tag == "br":
                    parts.append(" ")
                if own or len(node.attrib) > 1:
                    more = _more_bits(node)
                    if more & HIDDEN:
                        flush()
                    inline.append((more, own))
                else:
                    inline.append((0, nothing))
            if node.text:
                parts.append(node.text)
                nodes.append((node, False))
                if in_link:
                    linked.append(node.text)
            continue
        if silent:
            silent -= 1
            if silent:
                continue
        elif tag in BLOCKS:
            flush()
            stack.pop()
        else:
            if inline[-1][0] & HIDDEN:
                flush()
            inline.pop()
            if tag == "a":
                in_link -= 1
        if node.tail and node is not root:
            parts.append(node.tail)
            nodes.append((node, True))
            if in_link:
                linked.append(node.tail)
    stack[-1:] = [(root, "body", 0, nothing, nothing)]
    flush()
    return blocks


def _more_bits(node: Element) -> int:
    bits = 0
    attributes = node.attrib
    if not attributes:
        return 0
    role = attributes.get("role")
    if role:
        bits |= _ROLES.get(role.lower(), 0)
    style = attributes.get("style")
    if style and _HIDDEN_STYLE.search(style):
        bits |= HIDDEN
    if "hidden" in attributes and (attributes.get("hidden") or "").lower() != "until-found":
        bits |= HIDDEN
    if (attributes.get("aria-hidden") or "").lower() == "true":
        bits |= HIDDEN
    prop = attributes.get("itemprop")
    if prop and "articleBody" in prop:
        bits |= BODY
    return bits

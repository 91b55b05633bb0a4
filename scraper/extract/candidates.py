"""Which element of a page is the article: measured on blocks of text, whatever their tag.

A block is text between two block boundaries. Each is worth its length, less a toll, less what
is link; an element is worth the sum of its blocks. Running text earns, menus and teasers cost,
and the element that earns most is the body. Bodies split by advertisements add up in their
parent; text in spans, sections or between line breaks counts like text in `<p>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from scraper.extract.embeds import EMBED
from scraper.extract.phrases import LEGAL, ends_like_a_sentence
from scraper.extract.tree import BLOCKS, HEADINGS, Element, drop, tag_of, text_of, weight

# What a block must say before it earns: about a headline, or a teaser's one sentence.
_TOLL = 50
_LIST_TOLL = 20
_NO_ROOM = frozenset("p tr tbody li ul ol span blockquote pre".split())
_SPACE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text, the block element it stands in, and how much of it is link."""

    owner: Element
    text: str
    weight: int
    link_weight: int

    @property
    def is_running(self) -> bool:
        """Whether it reads like sentences, not like a label."""
        if self.owner.tag == "pre":
            return True
        if self.owner.tag in HEADINGS or self.link_weight * 2 > self.weight:
            return False
        return self.weight >= 100 or (self.weight >= 40 and ends_like_a_sentence(self.text))


def blocks_of(root: Element) -> list[Block]:
    """The page as a row of blocks, in reading order."""
    blocks: list[Block] = []
    owners = [root]
    words: list[str] = []
    linked: list[str] = []
    links = 0

    def flush() -> None:
        text = " ".join("".join(words).split())
        if text:
            link_text = " ".join("".join(linked).split())
            blocks.append(Block(owners[-1], text, weight(text), weight(link_text)))
        words.clear()
        linked.clear()

    def add(text: str | None) -> None:
        if text:
            words.append(text)
            if links:
                linked.append(text)

    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = tag_of(node)
        if event == "start":
            if tag in BLOCKS and node is not root:
                flush()
                owners.append(node)
            elif tag == "a":
                links += 1
            elif tag == "br":
                words.append(" ")
            add(node.text)
            continue
        if tag in BLOCKS and node is not root:
            flush()
            owners.pop()
        elif tag == "a":
            links -= 1
        if node is not root:
            add(node.tail)
    flush()
    return blocks


def running_text(blocks: Iterable[Block]) -> dict[Element, float]:
    """How much running text stands in and below each element."""
    return _sum((b.owner, float(b.weight)) for b in blocks if b.is_running)


def squash(text: str) -> str:
    """The text's letters and digits alone, for comparing."""
    return _SPACE.sub("", text).lower()


def find_body(root: Element, known: str = "") -> Element | None:
    """The element that holds the article; None where nothing on the page reads like one.

    `known` is text that is surely the article's (squashed): what feed or metadata tell of it.
    """
    blocks = blocks_of(root)
    good = running_text(blocks)
    if not good:
        return _declared(root)
    values = [_worth(b, known) for b in blocks]
    worth = _sum((b.owner, value) for b, value in zip(blocks, values, strict=True))
    best = root
    for element in root.iter():  # document order: the deepest of equals comes last
        if element in worth and worth[element] >= worth[best]:
            best = element
    named = _named_body(root, good)
    if named is not None and good[named] * 10 >= good.get(best, 0.0) * 6:
        return named
    first, last = _best_stretch(values)
    stretch = blocks[first : last + 1]
    if sum(b.weight for b in stretch if b.is_running) > 1.5 * good.get(best, 0.0):
        # No element holds the body alone: it lies in a row with menus and lists, and is cut out.
        best = _common(stretch)
        _cut(best, blocks[:first], blocks[last + 1 :], stretch)
    return _room_of(best)


def _best_stretch(values: list[float]) -> tuple[int, int]:
    """First and last of the neighbours that are worth most together (Kadane)."""
    best, best_range = float("-inf"), (0, 0)
    total, start = 0.0, 0
    for index, value in enumerate(values):
        if total <= 0:
            total, start = 0.0, index
        total += value
        if total > best:
            best, best_range = total, (start, index)
    first, last = best_range
    while first > 0 and values[first - 1] == 0:  # short lines beside it are no menu
        first -= 1
    while last + 1 < len(values) and values[last + 1] == 0:
        last += 1
    return first, last


def _common(stretch: list[Block]) -> Element:
    """The smallest element that holds all of these blocks."""
    first, last = stretch[0].owner, stretch[-1].owner
    above = {first, *first.iterancestors()}
    room = next((e for e in (last, *last.iterancestors()) if e in above), first)
    return _room_of(room)


def _cut(room: Element, before: list[Block], after: list[Block], stretch: list[Block]) -> None:
    kept: set[Element] = {room}
    for block in stretch:
        kept.add(block.owner)
        kept.update(block.owner.iterancestors())
    for block in (*before, *after):
        owner = block.owner
        if owner.get(EMBED):
            continue  # a player has no words to be judged by; trimming decides
        if owner not in kept and any(parent is room for parent in owner.iterancestors()):
            drop(owner)


def _worth(block: Block, known: str) -> float:
    if known and len(block.text) > 20 and squash(block.text) in known:
        return float(block.weight)
    tag = tag_of(block.owner)
    if tag == "pre":
        return float(min(block.weight, 200))
    if tag in ("td", "th", "figcaption"):
        return 0.0
    if block.weight < 800 and LEGAL.search(block.text[:400]):
        return -2.0 * _TOLL
    value = block.weight - 2.0 * block.link_weight
    if tag == "p" and not block.link_weight:
        return max(value - _TOLL, 0.0)  # verses, dialogue
    toll = _LIST_TOLL if tag in ("li", "dd", "dt") else _TOLL
    return max(value - toll, -2.0 * _TOLL)


def _declared(root: Element) -> Element | None:
    """The one element that the page marks as article or main, however little it says."""
    for tag in ("article", "main"):
        found = [e for e in root.iter(tag) if weight(text_of(e)) >= _TOLL]
        if len(found) == 1:
            return found[0]
    return None


def _named_body(root: Element, good: dict[Element, float]) -> Element | None:
    """What the page itself calls the article's body (schema.org), or what holds all its parts."""
    parts = [
        e
        for e in root.iter()
        if "articleBody" in (e.get("itemprop") or "").split() and good.get(e, 0.0) > 0
    ]
    return max(parts, key=lambda e: good[e], default=None)


def _room_of(element: Element) -> Element:
    """The smallest element that can stand for a body: a cell, item or paragraph can't."""
    room = element
    for parent in (element, *element.iterancestors()):
        if tag_of(parent) == "pre":  # code set in blocks of its own
            room = parent
    while tag_of(room) in _NO_ROOM and (up := room.getparent()) is not None:
        room = up
    return room


def _sum(values: Iterable[tuple[Element, float]]) -> dict[Element, float]:
    sums: dict[Element, float] = {}
    own: dict[Element, float] = {}
    for element, value in values:
        own[element] = own.get(element, 0.0) + value
    for element, value in own.items():
        sums[element] = sums.get(element, 0.0) + value
        for parent in element.iterancestors():
            sums[parent] = sums.get(parent, 0.0) + value
    return sums

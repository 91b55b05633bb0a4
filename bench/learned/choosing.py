"""Which element holds the body, and what in it stays: blocks judged, the tree thinned in place.

Elements are kept, not text: what is judged to be no part of the body is taken out of the tree, and
the smallest element around what is left is the body, with all its structure.
"""

from __future__ import annotations

from collections.abc import Sequence

from bench.learned.blocks import Block, read_blocks
from bench.learned.features import Facts
from bench.learned.judging import judge, known_words
from scraper.extract.trace import Trace
from scraper.extract.tree import HEADINGS, Element, drop, tag_of

BODY = 0.5
# A caption goes with its picture, unless it surely does not belong.
CAPTION = 0.25
_WHOLE = ("table", "ul", "ol", "dl")
_MEDIA = ("img", "picture", "iframe", "video", "audio", "figure", "embed")
_CELLS = frozenset("p tr tbody thead td th li ul ol span blockquote pre dl dt dd".split())


def choose_body(root: Element, facts: Facts, trace: Trace | None = None) -> Element | None:
    """The element that holds the article, thinned to what is the article's; None if nothing is."""
    blocks = read_blocks(root, known_words)
    odds = judge(blocks, facts)
    kept = _kept(blocks, odds)
    if not any(kept):
        return None
    room = _room([block.owner for block, keep in zip(blocks, kept, strict=True) if keep])
    inside = _inside(room, blocks)
    if trace is not None:
        share = sum(b.weight for b, keep in zip(blocks, kept, strict=True) if keep)
        trace.note("body", room, f"{sum(kept)} of {len(blocks)} blocks, {share} characters")
        for block, keep, odd in zip(blocks, kept, odds, strict=True):
            if not keep and block.owner in inside and block.weight > 15:
                trace.note("drop", block.owner, f"reads like body: {odd:.0%}", block.text)
    _drop_media(room, inside, blocks, kept)
    for block, keep in zip(blocks, kept, strict=True):
        if not keep and block.owner in inside:
            for node, is_tail in block.nodes:
                if is_tail:
                    node.tail = " " if node.tail else None
                else:
                    node.text = None
    return room


def _kept(blocks: Sequence[Block], odds: Sequence[float]) -> list[bool]:
    kept = [odd > BODY for odd in odds]
    sure = [n for n, keep in enumerate(kept) if keep and blocks[n].weight > 40]
    if not sure:
        return kept
    first, last = sure[0], sure[-1]
    total = sum(b.weight for b, keep in zip(blocks, kept, strict=True) if keep)
    # A table or list is one thing: it stays whole or goes, unless it holds most of the page.
    for members in _things(blocks).values():
        size = sum(blocks[n].weight for n in members)
        yes = sum(blocks[n].weight for n in members if kept[n])
        if yes * 2 > total:
            continue
        linked = sum(blocks[n].link_weight for n in members) / size
        mean = sum(odds[n] * blocks[n].weight for n in members) / size
        # Between paragraphs, numbers and items are the text's; only rows of links are not.
        within = first < members[0] and members[-1] < last
        bar = (0.12 if linked < 0.3 else 0.3 if linked < 0.6 else 0.5) if within else BODY
        for n in members:
            kept[n] = mean > bar
    for n, block in enumerate(blocks):
        if block.tag == "figcaption" and first < n < last and odds[n] > CAPTION:
            kept[n] = True
        if block.tag in HEADINGS and not kept[n] and odds[n] > 0.25 and first < n < last:
            kept[n] = n + 1 < len(blocks) and kept[n + 1]
    return kept


def _things(blocks: Sequence[Block]) -> dict[Element, list[int]]:
    """The blocks of each outermost list or innermost data table, by their numbers."""
    things: dict[Element, list[int]] = {}
    found: dict[Element, Element | None] = {}
    for n, block in enumerate(blocks):
        if block.owner not in found:
            outer: Element | None = None
            for element in (block.owner, *block.owner.iterancestors()):
                if element.tag in _WHOLE:
                    outer = element
                    if element.tag == "table":
                        break
            found[block.owner] = outer
        thing = found[block.owner]
        if thing is not None:
            things.setdefault(thing, []).append(n)
    return things


def _room(owners: Sequence[Element]) -> Element:
    """The smallest element around all of these that can stand for a body."""
    first = owners[0]
    path = [first, *first.iterancestors()]
    level = {element: n for n, element in enumerate(path)}
    top = 0
    for owner in owners[1:]:
        node: Element | None = owner
        while node is not None and node not in level:
            node = node.getparent()
        if node is not None:
            top = max(top, level[node])
    room = path[top]
    while tag_of(room) in _CELLS and (up := room.getparent()) is not None:
        room = up
    return room


def _inside(room: Element, blocks: Sequence[Block]) -> set[Element]:
    below = set(room.iter())
    return {block.owner for block in blocks if block.owner in below}


def _drop_media(
    room: Element, inside: set[Element], blocks: Sequence[Block], kept: list[bool]
) -> None:
    """Pictures and players gone that stand in boxes of what is dropped, or outside the body."""
    holds_kept: set[Element] = set()
    weight_dropped: dict[Element, int] = {}
    order = {element: n for n, element in enumerate(room.iter())}
    places: list[int] = []
    for block, keep in zip(blocks, kept, strict=True):
        if block.owner not in inside:
            continue
        if keep:
            places.append(order[block.owner])
        for element in (block.owner, *block.owner.iterancestors()):
            if keep:
                if element in holds_kept:
                    break
                holds_kept.add(element)
            else:
                weight_dropped[element] = weight_dropped.get(element, 0) + block.weight
            if element is room:
                break
    if not places:
        return
    first, last = min(places), max(places)
    captions: dict[Element, int] = {}
    for n, block in enumerate(blocks):
        if block.tag == "figcaption" and block.owner in inside:
            captions[block.owner] = n
    for media in [element for element in room.iter(*_MEDIA) if element is not room]:
        if media.getparent() is None:
            continue
        box = media
        while (up := box.getparent()) is not None and up is not room and up not in holds_kept:
            box = up
        if media in holds_kept:
            continue
        place = order[media]
        dropped = weight_dropped.get(box, 0)
        caption = max((weight_dropped.get(c, 0) for c in box.iter("figcaption")), default=0)
        lone = dropped - caption < 60
        near = place > first - 40
        if (first <= place <= last and lone) or (place < first and lone and near):
            continue
        drop(media)

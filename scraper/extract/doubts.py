"""Second thoughts about blocks that say themselves that they are no text of an article.

On a page of a few lines everything reads like body. Where words are plain, it must be all but
certain: of 736 credits on pages with known bodies 8 were the article's, of 1900 blocks in boxes
of comments 11, of 420 of adverts 5, of 250 in boxes of newsletters none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.extract.blocks import Block
from scraper.extract.phrases import DISCLAIMER, lowered
from scraper.extract.wording import CREDITED, DATED, LABELLED, OWNED, READ, stops

# Words of boxes that are no part of an article, whatever reads like one in them.
BOXES = frozenset(
    """
    ad ads advert adverts advertisement ad-slot adslot sponsored promo promos
    comment comments commentlist disqus respond replies author-bio author-box author-card
    author-info about-author breadcrumb breadcrumbs consent cookie cookies gdpr newsletter
    newsletters most-read most-popular also-like recommend recommended recommendations
    relatedposts relatedarticles related-posts related-articles pagination
    """.split()
)
_CERTAIN = 0.97
_LIKELY = 0.8
_PARAGRAPH = 80
_LINE = 60
_ARTICLE = 1000
_SENTENCE = 24
_LABEL = re.compile(r".{0,24}?[:：】\]]")


def doubted(blocks: Sequence[Block], phrases: Sequence[int], odds: Sequence[float]) -> list[float]:
    """The odds again, turned round where a block's own words or its box are against it."""
    unsure = [n for n, odd in enumerate(odds) if 0.5 < odd <= _CERTAIN]
    if not unsure:
        return list(odds)
    told_against = any(_is_boxed(blocks[n]) for n in unsure) and not _hold_the_body(blocks, odds)
    paragraphs = (n for n, b in enumerate(blocks) if odds[n] > _LIKELY and b.weight > _PARAGRAPH)
    start = next(paragraphs, 0)
    out = list(odds)
    for n in unsure:
        block = blocks[n]
        if (
            (told_against and _is_boxed(block))
            or _says_so(block, phrases[n], before=n < start)
            or (n > 0 and _leads_on(block, blocks[n - 1]))
        ):
            out[n] = 1 - out[n]
    return out


def _is_boxed(block: Block) -> bool:
    return not (BOXES.isdisjoint(block.near) and BOXES.isdisjoint(block.above))


def _hold_the_body(blocks: Sequence[Block], odds: Sequence[float]) -> bool:
    """Whether most of the body is in such boxes, and no article beside: then names say nothing."""
    inside = beside = paragraphs = 0.0
    for block, odd in zip(blocks, odds, strict=True):
        if _is_boxed(block):
            inside += odd * block.weight
        else:
            beside += odd * block.weight
            if odd > _LIKELY and block.weight > _PARAGRAPH:
                paragraphs += block.weight
    return inside > beside and paragraphs < _ARTICLE


def _says_so(block: Block, phrase: int, *, before: bool) -> bool:
    size = block.weight
    if DISCLAIMER.match(lowered(block.text)) and _LABEL.match(block.text):
        return True
    if size >= _SENTENCE and stops(block.text) and block.link_weight * 3 <= size:
        return False  # a sentence may begin with any words
    if phrase == READ:
        return size < 60 or block.link_weight * 3 > size
    if phrase == CREDITED:
        return size < 160
    if phrase == DATED:
        return before and size < 60
    if before and block.links > 1 and block.link_weight * 5 > size * 4:
        return True  # a menu
    return phrase in (OWNED, LABELLED)


def _leads_on(block: Block, last: Block) -> bool:
    """Whether a line is the link to the rest of a text that breaks off before it."""
    if block.weight >= _LINE or block.link_weight * 5 < block.weight * 4:
        return False
    return last.text.endswith(("…", "...", "[…]", "[...]")) and not last.link_weight

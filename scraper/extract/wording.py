"""What a block's text says by itself: its phrases, how it ends, whether it reads like sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.extract.blocks import Block
from scraper.extract.phrases import ADVERTISEMENT, BYLINE, CREDIT, LEGAL, READ_ALSO, WHEN, lowered
from scraper.extract.tree import HEADINGS

_STOPS = frozenset(".!?。！？…؟।۔")
_WIDE_STOP = re.compile("[。！？…؟।۔]")
_WIDE_COMMA = re.compile("[，、،]")
_DIGIT = re.compile(r"\d")
_CLOSERS = "\"'”’»)]）」』】*›“"

# Longer blocks are read for no phrase.
_SHORT = 400
# Text of some length runs, though it does not stop as a sentence does.
_RUNNING, _LABEL = 100, 40
# What a block's words say: another article, a credit, who and when, whose it is, an advert.
READ, CREDITED, DATED, OWNED, LABELLED = range(1, 6)


def looks_of(blocks: Sequence[Block]) -> tuple[list[int], list[int], list[int]]:
    """Of each block its kind (eleven, as neighbours see it), phrase, and weight as running text."""
    kinds: list[int] = []
    phrases: list[int] = []
    running: list[int] = []
    for block in blocks:
        size = block.weight
        linked = block.link_weight * 2 > size
        if block.tag in HEADINGS:
            kinds.append(1 + linked)
            running.append(0)
        elif linked:
            kinds.append(4 if size < 40 else 6 if size < 130 else 10)
            running.append(0)
        elif size < _LABEL:
            kinds.append(3)
            running.append(0)
        else:
            stopped = stops(block.text)
            kinds.append(9 if size >= 130 else 7 if stopped else 5)
            running.append(size if stopped or size >= _RUNNING else 0)
        phrases.append(phrase_of(block))
    return kinds, phrases, running


def stops(text: str) -> bool:
    """Whether the text ends as a sentence does, quotation marks aside."""
    return not _STOPS.isdisjoint(text[-3:])


def phrase_of(block: Block) -> int:
    """What a short block says by its words: 0, or READ, CREDITED, DATED, OWNED, LABELLED."""
    size = block.weight
    if size > _SHORT:
        return 0
    text = lowered(block.text)
    if READ_ALSO.match(text):
        return READ
    if block.link_weight * 10 > size * 9:
        return 0  # an item of a menu, a headline of another article
    if CREDIT.match(text):
        return CREDITED
    if size < 160 and (BYLINE.match(text) or (_DIGIT.search(text, 0, 50) and WHEN.match(text))):
        return DATED
    if size < 40 and ADVERTISEMENT.fullmatch(text):
        return LABELLED
    return OWNED if LEGAL.search(text) else 0


def is_running(block: Block) -> bool:
    """Whether it reads like sentences, not like a label."""
    if block.link_weight * 2 > block.weight or block.tag in HEADINGS:
        return False
    return block.weight >= _RUNNING or (block.weight >= _LABEL and stops(block.text))


def count_ends(text: str) -> tuple[int, int]:
    """How many ends of sentences and commas there are."""
    ends = text.count(".") + text.count("!") + text.count("?")
    commas = text.count(",")
    if not text.isascii():
        ends += len(_WIDE_STOP.findall(text))
        commas += len(_WIDE_COMMA.findall(text))
    return ends, commas


def ending_of(text: str) -> int:
    """How a text ends: 1 as a sentence, 2 colon, 3 ellipsis, 4 comma; 0 otherwise."""
    last = text[-1]
    if last in _CLOSERS and len(text) > 1:
        last = text[-2]
    if last == "…" or text.endswith("..."):
        return 3
    if last in _STOPS:
        return 1
    return 2 if last in ":：" else 4 if last in ",;，；" else 0


def first_of(char: str) -> int:
    """What a text begins with, as a number."""
    if char.isalpha():
        return 1 if char.islower() else 0
    if char.isdigit():
        return 2
    if char in "“\"'«„‘「『《¿¡(（":
        return 3
    if char in "•·-–—*►▶»>→|/▪■●":
        return 4
    return 5 if char in "©@#" else 6

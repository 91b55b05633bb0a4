"""What a block's text says by itself: its phrases, how it ends, whether it reads like sentences."""

from __future__ import annotations

import re

from scraper.extract.blocks import Block
from scraper.extract.phrases import ADVERTISEMENT, BYLINE, CREDIT, LEGAL, READ_ALSO
from scraper.extract.tree import HEADINGS

_STOPS = ".!?。！？…؟।۔"
_WIDE_STOP = re.compile("[。！？…؟।۔]")
_WIDE_COMMA = re.compile("[，、،]")
# One of these is in whatever LEGAL matches; they are looked for faster than it.
_LEGAL_WORDS = (
    "right © terms privacy rechte droits derechos diritti права "
    "版 免 声明 举报 本 许可 备案 转载 転載 저작 무단"
).split()
_CLOSERS = "\"'”’»)]）」』】*›“"

# What a block's words say: another article, a credit, who and when, whose it is, an advert.
READ, CREDITED, DATED, OWNED, LABELLED = range(1, 6)


def kind_of(block: Block) -> int:
    """A block in one of eleven kinds, as its neighbours see it."""
    linked = block.link_weight * 2 > block.weight
    if block.tag in HEADINGS:
        return 1 + linked
    size = block.weight
    if size < 40:
        return 3 + linked
    if size < 130:
        return 5 + linked + (0 if linked else 2 * stops(block.text))
    return 9 + linked


def stops(text: str) -> bool:
    """Whether the text ends as a sentence does, quotation marks aside."""
    return any(char in _STOPS for char in text[-3:])


def phrase_of(block: Block) -> int:
    """What a short block says by its words: 0, or READ, CREDITED, DATED, OWNED, LABELLED."""
    text, size = block.text, block.weight
    if size > 400:
        return 0
    if READ_ALSO.match(text):
        return READ
    if block.link_weight * 10 > size * 9:
        return 0  # an item of a menu, a headline of another article
    if CREDIT.match(text):
        return CREDITED
    if size < 160 and BYLINE.match(text):
        return DATED
    if size < 40 and ADVERTISEMENT.fullmatch(text):
        return LABELLED
    low = text.lower()
    return OWNED if any(word in low for word in _LEGAL_WORDS) and LEGAL.search(text) else 0


def is_running(block: Block) -> bool:
    """Whether it reads like sentences, not like a label."""
    if block.link_weight * 2 > block.weight or block.tag in HEADINGS:
        return False
    return block.weight >= 100 or (block.weight >= 40 and stops(block.text))


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

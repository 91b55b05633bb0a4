"""How likely each block is the article's: a table of weights, then trees over its surroundings.

First each block alone: logistic regression over bins (measures.py) and words of class names. Then,
with what its surroundings were judged to be (surroundings.py), a sum of small decision trees
(gradient boosting). Both are in weights.py, written by bench/train_extract.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from operator import getitem

from scraper.extract import weights
from scraper.extract.blocks import Block
from scraper.extract.doubts import BOXES, doubted
from scraper.extract.measures import Facts, Measured, measure
from scraper.extract.names import split_names
from scraper.extract.surroundings import surroundings

_BIT_WEIGHTS = tuple((1 << number, value) for number, value in enumerate(weights.PLACES) if value)
_KNOWN_WORDS = frozenset(weights.NEAR) | frozenset(weights.ABOVE) | BOXES
_PAIRS = {(a, b): f"{a}-{b}" for a, dash, b in (w.partition("-") for w in _KNOWN_WORDS) if dash}
_NOTHING: frozenset[str] = frozenset()


@lru_cache(maxsize=8192)
def known_words(names: str) -> frozenset[str]:
    """The words of class names and ids that have a weight."""
    words = split_names(names)
    found = _KNOWN_WORDS.intersection(words)
    pairs = [_PAIRS[two] for two in pairwise(words) if two in _PAIRS]
    return found.union(pairs) if pairs else found or _NOTHING


def judge(blocks: Sequence[Block], facts: Facts) -> list[float]:
    """For each block how likely it is part of the article, 0 to 1."""
    measured = measure(blocks, facts)
    return doubted(blocks, measured.phrases, first_odds(blocks, measured))


def first_odds(blocks: Sequence[Block], measured: Measured) -> list[float]:
    """The same before second thoughts."""
    rows = surroundings(blocks, measured, _alone(blocks, measured))
    return [0.0 if row is None else _logistic(weights.trees(row)) for row in rows]


def _alone(blocks: Sequence[Block], measured: Measured) -> list[float]:
    near, above = weights.NEAR, weights.ABOVE
    sums: dict[frozenset[str], float] = {}
    at_bits: dict[int, float] = {}
    out: list[float] = []
    for block, row in zip(blocks, measured.rows, strict=True):
        value = weights.ALONE_BIAS + sum(map(getitem, weights.ALONE, row))
        bits = block.bits
        if bits not in at_bits:
            at_bits[bits] = sum(weight for bit, weight in _BIT_WEIGHTS if bits & bit)
        value += at_bits[bits]
        for word in block.near:
            value += near.get(word, 0.0)
        if block.above:
            inherited = sums.get(block.above)
            if inherited is None:
                inherited = sums[block.above] = sum(above.get(w, 0.0) for w in block.above)
            value += inherited
        out.append(_logistic(value))
    return out


def _logistic(value: float) -> float:
    if value < -30:
        return 0.0
    return 1 / (1 + math.exp(-value)) if value < 30 else 1.0

"""How likely each block is the article's: two tables of weights, added up.

Logistic regression over bins (features.py, context.py): first each block alone, then with what its
surroundings were judged to be. The tables are in weights.py, written by bench/train_extract.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from bench.learned import weights
from bench.learned.blocks import Block, words_of
from bench.learned.context import surroundings
from bench.learned.features import Facts, measure

_BIT_WEIGHTS = tuple((1 << number, value) for number, value in enumerate(weights.PLACES) if value)
_KNOWN_WORDS = frozenset(weights.NEAR) | frozenset(weights.ABOVE)


@lru_cache(maxsize=8192)
def known_words(names: str) -> tuple[str, ...]:
    """The words of class names and ids that the tables know."""
    return tuple(word for word in words_of(names) if word in _KNOWN_WORDS)


def judge(blocks: Sequence[Block], facts: Facts) -> list[float]:
    """For each block the probability that it is part of the article's body."""
    rows = measure(blocks, facts)
    near, above = weights.NEAR, weights.ABOVE
    alone: list[float] = []
    sums: dict[frozenset[str], float] = {}
    for block, row in zip(blocks, rows, strict=True):
        value = weights.ALONE_BIAS
        for table, bin_ in zip(weights.ALONE, row, strict=True):
            value += table[bin_]
        bits = block.bits
        if bits:
            for bit, weight in _BIT_WEIGHTS:
                if bits & bit:
                    value += weight
        for word in block.near:
            value += near.get(word, 0.0)
        if block.above:
            inherited = sums.get(block.above)
            if inherited is None:
                inherited = sums[block.above] = sum(above.get(w, 0.0) for w in block.above)
            value += inherited
        alone.append(_logistic(value))
    out: list[float] = []
    for row in surroundings(blocks, rows, alone):
        value = weights.CONTEXT_BIAS
        for table, bin_ in zip(weights.CONTEXT, row, strict=True):
            value += table[bin_]
        out.append(_logistic(value))
    return out


def _logistic(value: float) -> float:
    if value < -30:
        return 0.0
    return 1 / (1 + math.exp(-value)) if value < 30 else 1.0

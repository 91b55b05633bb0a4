"""From labelled blocks to the two tables of weights: logistic regression over bins.

The second table sees what the first said of a block's neighbours. On pages it was made from the
first is surer than it will ever be again, so for the second it speaks of sites it did not see.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from bench.labels import Label
from bench.learned.blocks import Block
from bench.learned.context import CONTEXT, surroundings
from bench.learned.features import FEATURES

# Sites that use a word of a class name before it counts.
SITES = 20
# Inverse strengths of regularisation: each block alone, with its surroundings.
ALONE_C = 0.05
CONTEXT_C = 0.1
PLACES = 20  # the bits of blocks.py
_INNER = 3
_STEPS = 300
# What a page is worth in all, whatever its length; at most, what one block is.
_PAGE = 100.0
_MOST = 60.0
_SNIPPET = 6.0

Matrix = Any  # numpy, scipy and scikit-learn are installed in the scratch environment only
Numbers = Any


@dataclass(frozen=True, slots=True)
class Sample:
    """A page's blocks, their bins and labels; `worth` is the page's share of attention."""

    site: str
    blocks: Sequence[Block]
    rows: Sequence[tuple[int, ...]]
    labels: Sequence[Label]
    by_snippets: bool
    worth: float = 1.0


@dataclass(frozen=True, slots=True)
class Tables:
    """What is shipped: weights by feature and bin, by place, by word."""

    alone_bias: float
    alone: tuple[tuple[float, ...], ...]
    places: tuple[float, ...]
    near: dict[str, float]
    above: dict[str, float]
    context_bias: float
    context: tuple[tuple[float, ...], ...]


def learn(samples: Sequence[Sample]) -> Tables:
    """The tables that these pages teach; the same pages in the same order give the same tables."""
    import numpy as np

    words = shared_words(samples, SITES)
    first = _fit(_alone_matrix(samples, words), samples, ALONE_C)
    unseen: list[Numbers] = [None] * len(samples)
    for part in range(_INNER):
        seen = [sample for sample in samples if _inner(sample) != part]
        rest = [n for n, sample in enumerate(samples) if _inner(sample) == part]
        if not rest or not seen:
            continue
        model = _fit(_alone_matrix(seen, words), seen, ALONE_C)
        said = model.predict_proba(_alone_matrix([samples[n] for n in rest], words))[:, 1]
        ends = np.cumsum([len(samples[n].blocks) for n in rest])[:-1]
        for n, odds in zip(rest, np.split(said, ends), strict=True):
            unseen[n] = odds
    second = _fit(_context_matrix(samples, unseen), samples, CONTEXT_C)
    alone, (places, near, above) = _cut(
        first.coef_[0], [size for _, size in FEATURES], (PLACES, len(words), len(words))
    )
    context, _ = _cut(second.coef_[0], [size for _, size in CONTEXT], ())
    return Tables(
        float(first.intercept_[0]),
        alone,
        places,
        dict(zip(words, near, strict=True)),
        dict(zip(words, above, strict=True)),
        float(second.intercept_[0]),
        context,
    )


def shared_words(samples: Sequence[Sample], least: int) -> list[str]:
    """The words of class names and ids that pages of at least that many sites use, in order."""
    users: dict[str, set[str]] = defaultdict(set)
    for sample in samples:
        for names in {names for block in sample.blocks for names in (block.near, block.above)}:
            for word in names:
                users[word].add(sample.site)
    return sorted(word for word, sites in users.items() if len(sites) >= least)


def worths(sample: Sample) -> list[float]:
    """How much each block counts: more text more, a page of ten blocks as one of a thousand."""
    known = [label is not None for label in sample.labels]
    if sample.by_snippets:
        return [sample.worth * _SNIPPET * yes for yes in known]
    sizes = [block.weight**0.5 * yes for block, yes in zip(sample.blocks, known, strict=True)]
    inside = sum(size for size, yes in zip(sizes, sample.labels, strict=True) if yes)
    scale = _PAGE / (inside or sum(sizes) or 1)
    return [sample.worth * min(size * scale, _MOST) for size in sizes]


def _inner(sample: Sample) -> int:
    return zlib.crc32(sample.site.encode()) // 7 % _INNER


def _fit(matrix: Matrix, samples: Sequence[Sample], strength: float) -> Any:
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    wanted = np.array([bool(label) for sample in samples for label in sample.labels])
    worth = np.array([one for sample in samples for one in worths(sample)])
    told = worth > 0
    model = LogisticRegression(C=strength, max_iter=_STEPS)
    model.fit(matrix[told], wanted[told], sample_weight=worth[told] / worth[told].mean())
    return model


def _alone_matrix(samples: Sequence[Sample], words: Sequence[str]) -> Matrix:
    starts = _starts([size for _, size in FEATURES])
    near = starts[-1] + PLACES
    column = {word: near + number for number, word in enumerate(words)}
    rows: list[list[int]] = []
    for sample in samples:
        for block, bins in zip(sample.blocks, sample.rows, strict=True):
            row = [start + bin_ for start, bin_ in zip(starts, bins, strict=False)]
            row += [starts[-1] + bit for bit in range(PLACES) if block.bits >> bit & 1]
            row += [column[word] for word in block.near if word in column]
            row += [column[word] + len(words) for word in block.above if word in column]
            rows.append(sorted(row))  # sets have no order, and sums of floats depend on it
    return _ones(rows, near + 2 * len(words))


def _context_matrix(samples: Sequence[Sample], alone: Sequence[Numbers]) -> Matrix:
    starts = _starts([size for _, size in CONTEXT])
    rows = [
        [start + bin_ for start, bin_ in zip(starts, bins, strict=False)]
        for sample, odds in zip(samples, alone, strict=True)
        for bins in surroundings(sample.blocks, sample.rows, [float(odd) for odd in odds])
    ]
    return _ones(rows, starts[-1])


def _ones(rows: Sequence[Sequence[int]], width: int) -> Matrix:
    import numpy as np
    from scipy.sparse import csr_matrix

    ends = [0, *accumulate(len(row) for row in rows)]
    columns = [column for row in rows for column in row]
    ones = np.ones(len(columns))
    return csr_matrix((ones, columns, ends), shape=(len(rows), width))


def _starts(sizes: Sequence[int]) -> list[int]:
    """Where each feature's columns begin, and where all end."""
    return [0, *accumulate(sizes)]


def _cut(
    values: Numbers, bins: Sequence[int], more: Sequence[int]
) -> tuple[tuple[tuple[float, ...], ...], list[tuple[float, ...]]]:
    """The row of weights cut into those of each feature, and what follows."""
    starts = _starts([*bins, *more])
    cut = [
        tuple(float(value) for value in values[start : start + size])
        for start, size in zip(starts, [*bins, *more], strict=False)
    ]
    return tuple(cut[: len(bins)]), cut[len(bins) :]

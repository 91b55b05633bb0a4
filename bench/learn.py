"""From labelled blocks to weights: logistic regression over bins, then boosted trees.

The trees see what the first said of a block's neighbours. On pages it was made from the
first is surer than it will ever be again, so for the trees it speaks of sites it did not see.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from bench.labels import Label
from scraper.extract.blocks import PLACES, Block
from scraper.extract.measures import FEATURES, Measured
from scraper.extract.surroundings import surroundings

# Sites that use a word of a class name before it counts.
SITES = 20
# Inverse strength of regularisation: each block alone.
ALONE_C = 0.05
# With its surroundings: many small trees, each of some of the columns only.
TREES = {
    "max_iter": 200,
    "learning_rate": 0.06,
    "max_leaf_nodes": 16,
    "min_samples_leaf": 60,
    "l2_regularization": 5.0,
    "max_features": 0.3,
}
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
    """A page's blocks, their bins and labels; `worth` is the page's share of attention.

    `whole` is the same page with what `read_blocks` passes over: menus teach the words of menus.
    """

    site: str
    blocks: Sequence[Block]
    measured: Measured
    labels: Sequence[Label]
    by_snippets: bool
    worth: float = 1.0
    whole: Sample | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    """A decision: where the column is at most the bound one way, else the other; or a value."""

    value: float = 0.0
    column: int = -1
    bound: float = 0.0
    low: Tree | None = None
    high: Tree | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """What is shipped: weights by feature and bin, by place, by word."""

    alone_bias: float
    alone: tuple[tuple[float, ...], ...]
    places: tuple[float, ...]
    near: dict[str, float]
    above: dict[str, float]
    trees_bias: float
    trees: tuple[Tree, ...]


def learn(samples: Sequence[Sample]) -> Tables:
    """The tables that these pages teach; the same pages in the same order give the same tables."""
    import numpy as np

    wholes = [sample.whole or sample for sample in samples]
    words = shared_words(wholes, SITES)
    first = _fit(_alone_matrix(wholes, words), wholes, ALONE_C)
    unseen: list[Numbers] = [None] * len(samples)
    for part in range(_INNER):
        seen = [sample for sample in wholes if _inner(sample) != part]
        rest = [n for n, sample in enumerate(samples) if _inner(sample) == part]
        if not rest or not seen:
            continue
        model = _fit(_alone_matrix(seen, words), seen, ALONE_C)
        said = model.predict_proba(_alone_matrix([samples[n] for n in rest], words))[:, 1]
        ends = np.cumsum([len(samples[n].blocks) for n in rest])[:-1]
        for n, odds in zip(rest, np.split(said, ends), strict=True):
            unseen[n] = odds
    alone, (places, near, above) = _cut(
        first.coef_[0], [size for _, size in FEATURES], (len(PLACES), len(words), len(words))
    )
    bias, trees = _boost(samples, unseen)
    return Tables(
        float(first.intercept_[0]),
        alone,
        places,
        dict(zip(words, near, strict=True)),
        dict(zip(words, above, strict=True)),
        bias,
        trees,
    )


def _boost(samples: Sequence[Sample], alone: Sequence[Numbers]) -> tuple[float, tuple[Tree, ...]]:
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier

    rows: list[tuple[float, ...]] = []
    wanted: list[bool] = []
    worth: list[float] = []
    for sample, odds in zip(samples, alone, strict=True):
        around = surroundings(sample.blocks, sample.measured, [float(odd) for odd in odds])
        for row, label, value in zip(around, sample.labels, worths(sample), strict=True):
            if row is not None and value > 0:
                rows.append(row)
                wanted.append(bool(label))
                worth.append(value)
    model = HistGradientBoostingClassifier(**TREES, early_stopping=False, random_state=0)
    weights = np.array(worth)
    model.fit(np.array(rows), np.array(wanted), sample_weight=weights / weights.mean())
    trees = tuple(_tree(step[0].nodes, 0) for step in model._predictors)
    return float(model._baseline_prediction[0][0]), trees


def _tree(nodes: Any, number: int) -> Tree:
    node = nodes[number]
    if node["is_leaf"]:
        return Tree(float(node["value"]))
    return Tree(
        column=int(node["feature_idx"]),
        bound=float(node["num_threshold"]),
        low=_tree(nodes, int(node["left"])),
        high=_tree(nodes, int(node["right"])),
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
    near = starts[-1] + len(PLACES)
    column = {word: near + number for number, word in enumerate(words)}
    rows: list[list[int]] = []
    for sample in samples:
        for block, bins in zip(sample.blocks, sample.measured.rows, strict=True):
            row = [start + bin_ for start, bin_ in zip(starts, bins, strict=False)]
            row += [starts[-1] + bit for bit in range(len(PLACES)) if block.bits >> bit & 1]
            row += [column[word] for word in block.near if word in column]
            row += [column[word] + len(words) for word in block.above if word in column]
            rows.append(sorted(row))  # sets have no order, and sums of floats depend on it
    return _ones(rows, near + 2 * len(words))


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

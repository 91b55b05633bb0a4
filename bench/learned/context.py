"""What a block's surroundings say, once every block was judged alone: the second table's columns.

An article is a run of blocks at one place of the tree. A block that reads like text amid links is
a teaser; a label between two paragraphs is a subhead.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from bench.learned.blocks import Block
from bench.learned.features import FEATURES
from scraper.extract.tree import Element

_P = (0.01, 0.03, 0.08, 0.15, 0.3, 0.45, 0.6, 0.75, 0.87, 0.95, 0.985)
_P6 = (0.03, 0.15, 0.45, 0.75, 0.95)
_SHARES = (0.001, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.999)
_GAPS = (1, 2, 3, 5, 9, 16, 99)
_COLUMNS = {name: number for number, (name, _) in enumerate(FEATURES)}
_TAG, _LINK, _PHRASE, _END = (
    _COLUMNS[name] for name in ("tag", "link share", "phrase × weight", "how it ends")
)
_TAGS = FEATURES[_TAG][1]

CONTEXT = (
    ("alone", 12),
    ("the one before", 12),
    ("the one after", 12),
    ("two before", 6),
    ("two after", 6),
    ("five on each side", 12),
    ("in its parent", 12),
    ("in its grandparent", 12),
    ("body before it", 9),
    ("body after it", 9),
    ("from the last paragraph", 8),
    ("to the next paragraph", 8),
    ("alone × weight", 48),
    ("tag × five on each side", _TAGS * 6),
    ("share of the body in its parent", 9),
    ("steps to the body's parent", 35),
    ("steps × alone", 35 * 6),
    ("best stretch × alone", 18),
    ("phrase × alone", 18 * 6),
    ("ending × alone × weight", 5 * 6 * 4),
    ("link share × steps", 49),
    ("share in its parent × alone", 54),
)


def _path(owner: Element) -> list[Element]:
    return [owner, *owner.iterancestors()]


def surroundings(
    blocks: Sequence[Block], rows: Sequence[tuple[int, ...]], alone: Sequence[float]
) -> list[tuple[int, ...]]:
    """A row of bins for each block, in the order of CONTEXT; `alone`: its first odds."""
    count = len(blocks)
    if not count:
        return []
    weights = [block.weight for block in blocks]
    mass = [p * w for p, w in zip(alone, weights, strict=True)]
    body = [m if p > 0.5 else 0.0 for m, p in zip(mass, alone, strict=True)]
    total = max(sum(body), 1.0)
    parents = [block.owner.getparent() for block in blocks]
    grands = [parent.getparent() if parent is not None else None for parent in parents]
    in_parent = _others(parents, mass, weights)
    in_grand = _others(grands, mass, weights)
    at_parent: dict[Element | None, float] = defaultdict(float)
    for parent, value in zip(parents, body, strict=True):
        at_parent[parent] += value
    steps = _steps(blocks, parents, at_parent)
    first, last = _stretch(alone, weights)
    since, until = _gaps(alone, weights)
    padded = [0.0, 0.0, *alone, 0.0, 0.0]
    cum_mass, cum_weight = [0.0], [0]
    for m, w in zip(mass, weights, strict=True):
        cum_mass.append(cum_mass[-1] + m)
        cum_weight.append(cum_weight[-1] + w)
    out: list[tuple[int, ...]] = []
    so_far = 0.0
    for n, (row, p) in enumerate(zip(rows, alone, strict=True)):
        low, high = max(0, n - 5), min(count, n + 6)
        near_mass = cum_mass[high] - cum_mass[low] - mass[n]
        near_weight = cum_weight[high] - cum_weight[low] - weights[n]
        around = near_mass / max(near_weight, 1)
        p6 = bisect_right(_P6, p)
        around6 = bisect_right(_P6, around)
        size = bisect_right((40, 130, 400), weights[n])
        share = bisect_right(_SHARES, at_parent[parents[n]] / total)
        up, down = steps[n]
        hop = min(up, 6) * 5 + min(down, 4)
        place = 0 if n < first else 2 if n > last else 1
        before = so_far / total
        so_far += body[n]
        out.append(
            (
                bisect_right(_P, p),
                bisect_right(_P, padded[n + 1]),
                bisect_right(_P, padded[n + 3]),
                bisect_right(_P6, padded[n]),
                bisect_right(_P6, padded[n + 4]),
                bisect_right(_P, around),
                bisect_right(_P, in_parent[n]),
                bisect_right(_P, in_grand[n]),
                bisect_right(_SHARES, before),
                bisect_right(_SHARES, 1 - so_far / total),
                bisect_right(_GAPS, since[n]),
                bisect_right(_GAPS, until[n]),
                bisect_right(_P, p) * 4 + size,
                row[_TAG] * 6 + around6,
                share,
                hop,
                hop * 6 + p6,
                place * 6 + p6,
                row[_PHRASE] * 6 + p6,
                (row[_END] * 6 + p6) * 4 + size,
                row[_LINK] * 7 + min(up, 6),
                share * 6 + p6,
            )
        )
    return out


def _others(
    rooms: Sequence[Element | None], mass: Sequence[float], weights: Sequence[int]
) -> list[float]:
    """How much body the other blocks of each block's room are; its own share if it is alone."""
    masses: dict[Element | None, float] = defaultdict(float)
    sizes: dict[Element | None, int] = defaultdict(int)
    for room, m, w in zip(rooms, mass, weights, strict=True):
        masses[room] += m
        sizes[room] += w
    out: list[float] = []
    for room, m, w in zip(rooms, mass, weights, strict=True):
        rest = sizes[room] - w
        out.append((masses[room] - m) / max(rest, 1) if rest > 0 else m / max(w, 1))
    return out


def _steps(
    blocks: Sequence[Block],
    parents: Sequence[Element | None],
    at_parent: dict[Element | None, float],
) -> list[tuple[int, int]]:
    """Levels up from each block, and down from there, to the parent that holds most of the body."""
    most = max(at_parent, key=lambda parent: at_parent[parent])
    path = {} if most is None else {e: n for n, e in enumerate([most, *most.iterancestors()])}
    known: dict[Element, tuple[int, int]] = {}
    out: list[tuple[int, int]] = []
    for block in blocks:
        found = known.get(block.owner)
        if found is None:
            found = (9, 9)
            for up, element in enumerate(_path(block.owner)):
                if element in path:
                    found = (up, path[element])
                    break
            known[block.owner] = found
        out.append(found)
    return out


def _stretch(alone: Sequence[float], weights: Sequence[int]) -> tuple[int, int]:
    """First and last block of the stretch that is worth most (Kadane)."""
    best, best_range = float("-inf"), (0, len(alone) - 1)
    total, start = 0.0, 0
    for n, (p, w) in enumerate(zip(alone, weights, strict=True)):
        if total <= 0:
            total, start = 0.0, n
        total += (p - 0.4) * w**0.5
        if total > best:
            best, best_range = total, (start, n)
    return best_range


def _gaps(alone: Sequence[float], weights: Sequence[int]) -> tuple[list[int], list[int]]:
    """How many blocks since the last, and until the next, that is surely a paragraph."""
    strong = [p > 0.8 and w > 80 for p, w in zip(alone, weights, strict=True)]
    since: list[int] = []
    gap = 99
    for is_strong in strong:
        since.append(gap)
        gap = 0 if is_strong else gap + 1
    until: list[int] = []
    gap = 99
    for is_strong in reversed(strong):
        until.append(gap)
        gap = 0 if is_strong else gap + 1
    until.reverse()
    return since, until

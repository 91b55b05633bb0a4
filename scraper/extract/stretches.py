"""A page's blocks as one row: sums along it, gaps in it, and the stretch that is worth most."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from scraper.extract.blocks import Block
from scraper.extract.tree import HEADINGS
from scraper.extract.wording import CREDITED, OWNED, READ, stops

# As far as it is counted.
FAR = 40.0


def running_sums(values: Sequence[float]) -> list[float]:
    """What all before each add up to, and all of them last."""
    return list(accumulate(values, initial=0.0))


def last_labels(blocks: Sequence[Block]) -> list[int]:
    """For each block the number of the last heading, or line like one, before it; else -1."""
    last = -1
    out: list[int] = []
    for n, block in enumerate(blocks):
        out.append(last)
        if block.tag in HEADINGS or (
            block.weight < 60
            and block.link_weight * 2 < block.weight
            and block.tag not in ("li", "td", "th")
            and not stops(block.text)
        ):
            last = n
    return out


def since_phrase(phrases: Sequence[int]) -> list[float]:
    """How many blocks since one that says read also, credit or legal things; 30 is far."""
    since = 30.0
    out: list[float] = []
    for phrase in phrases:
        since = 0.0 if phrase in (READ, CREDITED, OWNED) else min(since + 1.0, 30.0)
        out.append(since)
    return out


def share_of(blocks: Sequence[Block], running: Sequence[int], bits: int) -> float:
    """How much of the running text stands in one of these places."""
    inside = sum([run for block, run in zip(blocks, running, strict=True) if block.bits & bits])
    return inside / (sum(running) or 1)


def best_stretch(alone: Sequence[float], sizes: Sequence[int]) -> tuple[int, int]:
    """First and last block of the stretch that is worth most (Kadane)."""
    best, best_range = float("-inf"), (0, len(alone) - 1)
    total, start = 0.0, 0
    for n, (p, size) in enumerate(zip(alone, sizes, strict=True)):
        if total <= 0:
            total, start = 0.0, n
        total += (p - 0.4) * size**0.5
        if total > best:
            best, best_range = total, (start, n)
    return best_range


def gaps(strong: Sequence[bool]) -> list[float]:
    """How many blocks since the last that is surely a paragraph."""
    gap = FAR
    out: list[float] = []
    for is_strong in strong:
        out.append(gap)
        gap = 0.0 if is_strong else min(gap + 1.0, FAR)
    return out

"""A page's blocks by what they share: parent, grandparent, name; and how much is in each group."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from scraper.extract.blocks import Block
from scraper.extract.tree import Element

# Shares in eight bins: none, next to none, …, nearly all.
SHARES = (0.001, 0.05, 0.15, 0.3, 0.5, 0.7, 0.9)
_COUNTS = (1, 2, 3, 5, 8, 15, 30)


class Groups:
    """What each block belongs to, a member each; and the running text of those groups."""

    __slots__ = ("_above", "_in_grand", "_sums", "alike", "grands", "names", "parents", "said")

    def __init__(self, blocks: Sequence[Block], running: Sequence[int]) -> None:
        self.parents: list[Element | None] = []
        self.grands: list[Element | None] = []
        self.names: list[object] = []
        self.alike: dict[object, int] = defaultdict(int)
        self._in_grand: dict[Element | None, int] = defaultdict(int)
        self.said = Counter([block.text for block in blocks])
        # Of each parent: running text, blocks, their weight, that of their links.
        self._sums: dict[Element | None, list[int]] = {}
        # Its own parent, and what it is called.
        above: dict[Element | None, tuple[Element | None, object]] = {}
        for block, run in zip(blocks, running, strict=True):
            owner = block.owner
            parent = owner.getparent()
            known = above.get(parent)
            if known is None:
                if parent is None:
                    known = (None, None)
                else:
                    known = (parent.getparent(), (parent.tag, parent.get("class")))
                above[parent] = known
                self._sums[parent] = [0, 0, 0, 0]
            grand, parent_name = known
            name = (block.tag, owner.get("class"), parent_name)
            self.parents.append(parent)
            self.grands.append(grand)
            self.names.append(name)
            sums = self._sums[parent]
            sums[0] += run
            sums[1] += 1
            sums[2] += block.weight
            sums[3] += block.link_weight
            self._in_grand[grand] += run
            self.alike[name] += run
        self._above = above

    def bins(self, total: int) -> dict[Element | None, tuple[int, int, int, int]]:
        """Of each parent in bins: its share of the running text, its parent's, links, blocks."""
        return {
            parent: (
                bisect_right(SHARES, run / total),
                bisect_right(SHARES, self._in_grand[self._above[parent][0]] / total),
                bisect_right(SHARES, linked / (size or 1)),
                min(7, bisect_right(_COUNTS, count)),
            )
            for parent, (run, count, size, linked) in self._sums.items()
        }


class Masses:
    """How much body the blocks of each group hold, and how much text."""

    __slots__ = ("mass", "size")

    def __init__(
        self, groups: Sequence[object], mass: Sequence[float], sizes: Sequence[int]
    ) -> None:
        self.mass: dict[Any, float] = defaultdict(float)
        self.size: dict[Any, int] = defaultdict(int)
        for group, own, size in zip(groups, mass, sizes, strict=True):
            self.mass[group] += own
            self.size[group] += size

    def rest(self, group: object, own: float, size: int) -> float:
        """How much body the other blocks of a group are; -1 if there are none."""
        others = self.size[group] - size
        return (self.mass[group] - own) / others if others > 0 else -1.0

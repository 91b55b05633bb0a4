"""A page's blocks by what they share: parent, grandparent, name; and how much is in each group.

Groups are numbers, in the order in which they come: what is known of each is a row of a list, and
no element or name is looked up more than once a block.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from scraper.extract.blocks import Block
from scraper.extract.tree import Element

# Shares in eight bins: none, next to none, …, nearly all.
SHARES = (0.001, 0.05, 0.15, 0.3, 0.5, 0.7, 0.9)
_COUNTS = (1, 2, 3, 5, 8, 15, 30)


class _Parent:
    """An element that holds blocks, and how much of each kind is in them."""

    __slots__ = ("blocks", "called", "element", "grand", "linked", "number", "running", "size")

    def __init__(self, element: Element | None, number: int, grand: int, called: int) -> None:
        self.element = element
        self.number = number
        self.grand = grand
        self.called = called
        self.running = self.blocks = self.size = self.linked = 0


class Groups:
    """The numbers of what each block belongs to, and the running text of those groups."""

    __slots__ = ("_in_grand", "_parents", "alike", "grands", "names", "parents", "said")

    def __init__(self, blocks: Sequence[Block], running: Sequence[int]) -> None:
        self.parents: list[int] = []
        self.grands: list[int] = []
        self.names: list[int] = []
        self.said = Counter([block.text for block in blocks])
        # By number: running text of what is named alike, and below a grandparent.
        self.alike: list[int] = []
        self._in_grand: list[int] = []
        parents: dict[Element | None, _Parent] = {}
        grands: dict[Element | None, int] = {}
        names: dict[tuple[str, str | None, int], int] = {}
        called: dict[tuple[str, str | None] | None, int] = {}
        for block, run in zip(blocks, running, strict=True):
            owner = block.owner
            element = owner.getparent()
            parent = parents.get(element)
            if parent is None:
                grand, name = None, None
                if element is not None:
                    grand, name = element.getparent(), (element.tag, element.get("class"))
                above = grands.setdefault(grand, len(grands))
                is_called = called.setdefault(name, len(called))
                parent = parents[element] = _Parent(element, len(parents), above, is_called)
            own_name = (block.tag, owner.get("class"), parent.called)
            alike = names.setdefault(own_name, len(names))
            if alike == len(self.alike):
                self.alike.append(0)
            if parent.grand == len(self._in_grand):
                self._in_grand.append(0)
            self.parents.append(parent.number)
            self.grands.append(parent.grand)
            self.names.append(alike)
            parent.running += run
            parent.blocks += 1
            parent.size += block.weight
            parent.linked += block.link_weight
            self._in_grand[parent.grand] += run
            self.alike[alike] += run
        self._parents = list(parents.values())

    @property
    def elements(self) -> list[Element | None]:
        """The parents themselves, by number."""
        return [parent.element for parent in self._parents]

    @property
    def counts(self) -> list[int]:
        """How many blocks each parent has."""
        return [parent.blocks for parent in self._parents]

    def bins(self, total: int) -> list[tuple[int, int, int, int]]:
        """Of each parent in bins: its share of the running text, its parent's, links, blocks."""
        in_grand = [bisect_right(SHARES, run / total) for run in self._in_grand]
        return [
            (
                bisect_right(SHARES, parent.running / total),
                in_grand[parent.grand],
                bisect_right(SHARES, parent.linked / (parent.size or 1)),
                min(7, bisect_right(_COUNTS, parent.blocks)),
            )
            for parent in self._parents
        ]


class Masses:
    """How much body the blocks of each group hold, and how much text."""

    __slots__ = ("_blocks", "mass", "size")

    def __init__(self, groups: Sequence[int], mass: Sequence[float], sizes: Sequence[int]) -> None:
        many = max(groups) + 1
        self._blocks = list(zip(groups, mass, sizes, strict=True))
        self.mass = [0.0] * many
        self.size = [0] * many
        for group, own, size in self._blocks:
            self.mass[group] += own
            self.size[group] += size

    def rests(self) -> list[float]:
        """For each block how much body the others of its group are; -1 if there are none."""
        mass, sizes = self.mass, self.size
        return [
            (mass[group] - own) / others if (others := sizes[group] - size) > 0 else -1.0
            for group, own, size in self._blocks
        ]

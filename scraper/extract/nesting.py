"""Where the boxes of blocks stand in the tree: steps to the body's, and how many are like them."""

from __future__ import annotations

from collections import Counter

from scraper.extract.tree import Element


class Steps:
    """The way from a block to the parent that holds most of the body."""

    def __init__(self, at_parent: dict[Element | None, float]) -> None:
        most = max(at_parent, key=lambda parent: at_parent[parent])
        above = [] if most is None else [most, *most.iterancestors()]
        self.known = {element: (0, n) for n, element in enumerate(above)}

    def of(self, owner: Element) -> tuple[int, int]:
        """Levels up, and down from there; (9, 9) is far."""
        way: list[Element] = []
        node: Element | None = owner
        while node is not None and node not in self.known:
            way.append(node)
            node = node.getparent()
        up, down = self.known[node] if node is not None else (9, 9)
        for element in reversed(way):
            up += 1
            self.known[element] = (up, down)
        return min(up, 9), min(down, 9)


class Boxes:
    """How many siblings of a block's boxes are like them: cards stand in rows."""

    def __init__(self) -> None:
        self.known: dict[Element, int] = {}
        self.above: dict[Element, int] = {}

    def like(self, owner: Element) -> int:
        """The most alike siblings of the owner and three levels above; paragraphs don't count."""
        above = owner.getparent()
        if above is None:
            return 0
        most = self.above.get(above)
        if most is None:
            most = 0
            box: Element | None = above
            for _ in range(3):
                if box is None:
                    break
                most = max(most, self._siblings(box))
                box = box.getparent()
            self.above[above] = most
        return most if owner.tag == "p" else max(most, self._siblings(owner))

    def _siblings(self, box: Element) -> int:
        found = self.known.get(box)
        if found is None:
            parent = box.getparent()
            if parent is None:
                return 0
            # All children at once: a parent of thousands is walked once.
            names = [(child, (child.tag, child.get("class"))) for child in parent]
            counts = Counter(name for _, name in names)
            self.known.update((child, counts[name]) for child, name in names)
            found = self.known[box]
        return found

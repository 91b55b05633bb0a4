"""Where the boxes of blocks stand in the tree: steps to the body's, and how many are like them."""

from __future__ import annotations

from scraper.extract.tree import Element


class Steps:
    """The way from a block to the parent that holds most of the body."""

    def __init__(self, most: Element | None) -> None:
        above = [] if most is None else [most, *most.iterancestors()]
        self.known = {element: (0.0, float(n)) for n, element in enumerate(above)}

    def of(self, owner: Element) -> tuple[float, float]:
        """Levels up, and down from there; (9, 9) is far."""
        way: list[Element] = []
        node: Element | None = owner
        while node is not None and node not in self.known:
            way.append(node)
            node = node.getparent()
        up, down = self.known[node] if node is not None else (9.0, 9.0)
        for element in reversed(way):
            up += 1.0
            self.known[element] = (up, down)
        return min(up, 9.0), min(down, 9.0)


class Boxes:
    """How many siblings of a block's boxes are like them: cards stand in rows."""

    def __init__(self) -> None:
        self.known: dict[Element, float] = {}
        self.above: dict[Element, float] = {}
        self.counts: dict[Element, dict[tuple[object, str | None], float]] = {}

    def like(self, owner: Element) -> float:
        """The most alike siblings of the owner and three levels above; paragraphs don't count."""
        above = owner.getparent()
        if above is None:
            return 0.0
        most = self.above.get(above)
        if most is None:
            most = 0.0
            box: Element | None = above
            for _ in range(3):
                if box is None:
                    break
                most = max(most, self._siblings(box))
                box = box.getparent()
            self.above[above] = most
        return most if owner.tag == "p" else max(most, self._siblings(owner))

    def _siblings(self, box: Element) -> float:
        found = self.known.get(box)
        if found is None:
            parent = box.getparent()
            if parent is None:
                return 0.0
            if box.getnext() is None and box.getprevious() is None:
                return 1.0  # itself
            # All children at once: a parent of thousands is walked once.
            counts = self.counts.get(parent)
            if counts is None:
                counts = self.counts[parent] = {}
                for child in parent:
                    name = (child.tag, child.get("class"))
                    counts[name] = counts.get(name, 0.0) + 1.0
            found = self.known[box] = counts[box.tag, box.get("class")]
        return found

"""What a block's surroundings say, once every block was judged alone: the columns of the trees.

An article is a run of blocks at one place of the tree. A block that reads like text amid links is
a teaser; a label between two paragraphs is a subhead. Plain numbers, in the order of COLUMNS.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from scraper.extract.blocks import ARTICLE, ASIDE, BODY, FOOTER, FORM, HIDDEN, MAIN, NAV, Block
from scraper.extract.measures import Measured
from scraper.extract.tree import HEADINGS, Element
from scraper.extract.wording import CREDITED, OWNED, READ, stops

COLUMNS = (
    "alone",
    "before",  # the one before
    "after",  # the one after
    "before2",  # two before
    "after2",  # two after
    "around5",  # five on each side
    "before3",  # three before
    "after3",  # three after
    "parent_rest",  # rest of its parent
    "parent_share",  # share of the body in its parent
    "parent_blocks",  # blocks in its parent
    "grand_rest",  # rest of its grandparent
    "grand_share",  # share of the body in its grandparent
    "own_share",  # share of the body in its own element
    "body_before",  # share of the body before it
    "body_after",  # share of the body after it
    "since",  # blocks since a paragraph
    "until",  # blocks until a paragraph
    "up",  # levels up to the body's parent
    "down",  # levels down from there
    "alike_rest",  # blocks named alike
    "alike_weight",  # weight of blocks named alike
    "weight",
    "link_share",  # link share
    "tag",
    "ending",  # how it ends
    "phrase",
    "from_head",  # from the headline
    "title",
    "description",
    "told",  # told by metadata
    "stretch",  # from the best stretch
    "depth",
    "capitals",
    "said",  # said before
    "aside",  # aside or foot
    "hidden",
    "page_weight",  # weight of the page
    "page_running",  # running text of the page
    "page_blocks",  # blocks of the page
    "in_articles",  # running text in articles
    "in_main",  # running text in main
    "most_in_parent",  # most body in one parent
    "page_body",  # body of the page
    "label",  # the last label before
    "boxes",  # siblings like its box
    "against_usual",  # against a usual paragraph
    "since_phrase",  # blocks since a phrase
    "best_before",  # best of two before
    "best_after",  # best of two after
    "paragraphs_before",  # paragraphs before
    "paragraphs_after",  # paragraphs after
)
# A block that reads like nothing, amid others like it, is not looked at again.
_HOPELESS = 0.02
_HOPE = 0.2
_AROUND = 3
_STRONG, _PARAGRAPH = 0.8, 80
_FAR = 40
_NEVER = 9.3


def surroundings(
    blocks: Sequence[Block], measured: Measured, alone: Sequence[float]
) -> list[tuple[float, ...] | None]:
    """The columns of each block; None for those that are hopeless."""
    if not blocks:
        return []
    count = len(blocks)
    sizes = [block.weight for block in blocks]
    mass = [p * w for p, w in zip(alone, sizes, strict=True)]
    odds = [_logit(p) for p in alone]
    strong = [p > _STRONG and w > _PARAGRAPH for p, w in zip(alone, sizes, strict=True)]
    body = sum(mass) or 1.0
    text = sum(sizes) or 1
    running = sum(measured.running)
    parents, grands = measured.parents, measured.grands
    by_parent = _Rooms(parents, mass, sizes)
    by_grand = _Rooms(grands, mass, sizes)
    by_owner = _Rooms([block.owner for block in blocks], mass, sizes)
    by_name = _Rooms(measured.names, mass, sizes)
    steps = _Steps(by_parent.mass)
    since, until = _gaps(strong), _gaps(strong[::-1])[::-1]
    first, last = _stretch(alone, sizes)
    labels = _labels(blocks)
    phrases = _since_phrase(measured.phrases)
    boxes = _Boxes()
    mass_to, size_to, strong_to = _sums(mass), _sums(sizes), _sums(strong)
    usual = sorted(w for w, is_strong in zip(sizes, strong, strict=True) if is_strong)
    median = usual[len(usual) // 2] if usual else 1
    padded = [-_NEVER, -_NEVER, *odds, -_NEVER, -_NEVER]
    page = (
        text,
        running,
        count,
        _share_of(blocks, measured.running, ARTICLE | BODY),
        _share_of(blocks, measured.running, MAIN),
        max(by_parent.mass.values()) / body,
        body / text,
    )

    def between(start: int, end: int) -> float:
        start, end = max(start, 0), min(end, count)
        if start >= end:
            return -1.0
        return (mass_to[end] - mass_to[start]) / max(size_to[end] - size_to[start], 1)

    out: list[tuple[float, ...] | None] = []
    hopeful = [p > _HOPELESS for p in alone]
    hopes_to = _sums([p > _HOPE for p in alone])
    for n, block in enumerate(blocks):
        if not hopeful[n]:
            near = hopes_to[min(n + _AROUND + 1, count)] - hopes_to[max(0, n - _AROUND)]
            if not near:
                out.append(None)
                continue
        own, size, row = mass[n], sizes[n], measured.rows[n]
        start, end = max(n - 5, 0), min(n + 6, count)
        around = (mass_to[end] - mass_to[start] - own) / max(
            size_to[end] - size_to[start] - size, 1
        )
        parent, grand, name = parents[n], grands[n], measured.names[n]
        up, down = steps.of(block.owner)
        label = labels[n]
        before2, before, _, after, after2 = padded[n : n + 5]
        bits = block.bits
        out.append(
            (
                odds[n],
                before,
                after,
                before2,
                after2,
                around,
                between(n - 3, n),
                between(n + 1, n + 4),
                by_parent.rest(parent, own, size),
                by_parent.mass[parent] / body,
                min(by_parent.count[parent], 30),
                by_grand.rest(grand, own, size),
                by_grand.mass[grand] / body,
                by_owner.mass[block.owner] / body,
                mass_to[n] / body,
                (mass_to[count] - mass_to[n + 1]) / body,
                since[n],
                until[n],
                up,
                down,
                by_name.rest(name, own, size),
                by_name.size[name] / text,
                size,
                block.link_weight / size if size else 0.0,
                row[0],
                row[3],
                measured.phrases[n],
                row[8],
                row[18],
                row[19],
                row[20],
                0 if first <= n <= last else (n - first if n < first else n - last),
                min(block.depth, _FAR),
                row[22],
                row[23],
                1 if bits & (ASIDE | FOOTER | NAV | FORM) else 0,
                1 if bits & HIDDEN else 0,
                *page,
                odds[label] if label >= 0 else -_NEVER,
                boxes.like(block.owner),
                size / median,
                phrases[n],
                before if before > before2 else before2,
                after if after > after2 else after2,
                strong_to[n],
                strong_to[count] - strong_to[n + 1],
            )
        )
    return out


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))


def _sums(values: Sequence[float]) -> list[float]:
    total = 0.0
    sums = [0.0]
    for value in values:
        total += value
        sums.append(total)
    return sums


class _Rooms:
    """How much body, text and how many blocks each room holds."""

    def __init__(
        self, rooms: Sequence[object], mass: Sequence[float], sizes: Sequence[int]
    ) -> None:
        self.mass: dict[Any, float] = defaultdict(float)
        self.size: dict[Any, int] = defaultdict(int)
        self.count: dict[Any, int] = defaultdict(int)
        for room, own, size in zip(rooms, mass, sizes, strict=True):
            self.mass[room] += own
            self.size[room] += size
            self.count[room] += 1

    def rest(self, room: object, own: float, size: int) -> float:
        """How much body the other blocks of a room are; -1 if there are none."""
        others = self.size[room] - size
        return (self.mass[room] - own) / others if others > 0 else -1.0


class _Steps:
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


class _Boxes:
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


def _labels(blocks: Sequence[Block]) -> list[int]:
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


def _since_phrase(phrases: Sequence[int]) -> list[int]:
    """How many blocks since one that says read also, credit or legal things; 30 is far."""
    since = 30
    out: list[int] = []
    for phrase in phrases:
        since = 0 if phrase in (READ, CREDITED, OWNED) else min(since + 1, 30)
        out.append(since)
    return out


def _share_of(blocks: Sequence[Block], running: Sequence[int], bits: int) -> float:
    inside = sum(run for block, run in zip(blocks, running, strict=True) if block.bits & bits)
    return inside / (sum(running) or 1)


def _stretch(alone: Sequence[float], sizes: Sequence[int]) -> tuple[int, int]:
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


def _gaps(strong: Sequence[bool]) -> list[int]:
    """How many blocks since the last that is surely a paragraph."""
    gap = _FAR
    out: list[int] = []
    for is_strong in strong:
        out.append(gap)
        gap = 0 if is_strong else min(gap + 1, _FAR)
    return out

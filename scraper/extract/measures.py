"""What is measured of each block, as small whole numbers: the columns of the table of weights.

Every feature is cut into bins, so that the model is a table anyone can read: a row per feature, a
weight per bin, added up. Nothing here knows a site; words of class names count only if many
unrelated sites use them (see bench/train_extract.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.extract.blocks import (
    ARTICLE,
    BODY,
    CAPTION,
    MAIN,
    TABLE,
    Block,
)
from scraper.extract.metadata import Metadata
from scraper.extract.told_body import told_text
from scraper.extract.tree import HEADINGS, Element, squash
from scraper.extract.wording import (
    count_ends,
    ending_of,
    first_of,
    is_running,
    kind_of,
    phrase_of,
)

_TAGS = """
    p h1 h2 h3 h4 h5 h6 li div td th dd dt blockquote pre figcaption section article main aside
    header footer summary address form
""".split()
_TAG_BIN = {tag: number for number, tag in enumerate(_TAGS)}
_WEIGHTS = (4, 9, 16, 26, 40, 60, 90, 130, 180, 260, 420, 800)
_SHARES = (0.001, 0.1, 0.25, 0.5, 0.8, 0.999)
_KNOWN_MAX = 200_000
_CAPITALS = re.compile(r"[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω]")
# Letters that a title has at least.
_NO_TITLE = 7
_DIGITS = re.compile(r"\d")
FEATURES = (
    ("tag", len(_TAGS) + 1),
    ("weight × link share", 13 * 4),
    ("link share", 7),
    ("how it ends", 5),
    ("sentence ends", 6),
    ("commas", 6),
    ("tag × place", (len(_TAGS) + 1) * 3),
    ("phrase × weight", 6 * 3),
    ("from the h1", 11),
    ("where on the page", 11),
    ("the block before", 12),
    ("the block after", 12),
    ("two before", 12),
    ("two after", 12),
    ("share of running text in its parent", 8),
    ("… in its grandparent", 8),
    ("… in blocks named alike", 8),
    ("link share of its parent", 8),
    ("title", 5),
    ("description", 3),
    ("told by metadata", 3),
    ("digits", 5),
    ("capitals", 6),
    ("said twice", 3),
    ("blocks in its parent", 8),
    ("depth", 8),
    ("same parent as its neighbours", 4),
    ("first character", 7),
    ("links", 5),
    ("caption or table", 4),
    ("running text around", 8),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What metadata say, squashed to letters and digits."""

    titles: frozenset[str] = frozenset()
    description: str = ""
    known: str = ""


def facts_of(metadata: Metadata) -> Facts:
    """The facts of a page."""
    titles = (squash(title) for title in metadata.titles)
    return Facts(
        frozenset(title for title in titles if title),
        squash(metadata.descriptions[-1]) if metadata.descriptions else "",
        squash(told_text(metadata.body))[:_KNOWN_MAX],
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """A page's blocks, measured: what later steps look at again, a member each block."""

    rows: list[tuple[int, ...]]
    running: list[int]
    phrases: list[int]
    parents: list[Element | None]
    grands: list[Element | None]
    names: list[object]


def measure(blocks: Sequence[Block], facts: Facts) -> Measured:
    """Each block's row of bins, in the order of FEATURES, and what they were made from."""
    kinds = [kind_of(block) for block in blocks]
    phrases = [phrase_of(block) for block in blocks]
    running = [block.weight if is_running(block) else 0 for block in blocks]
    total = sum(running) or 1
    all_weight = sum(block.weight for block in blocks) or 1
    parents: list[Element | None] = []
    grands: list[Element | None] = []
    in_parent: dict[Element | None, int] = defaultdict(int)
    in_grand: dict[Element | None, int] = defaultdict(int)
    count_parent: dict[Element | None, int] = defaultdict(int)
    weight_parent: dict[Element | None, int] = defaultdict(int)
    link_parent: dict[Element | None, int] = defaultdict(int)
    alike: dict[object, int] = defaultdict(int)
    names: list[object] = []
    said: dict[str, int] = defaultdict(int)
    for block, run in zip(blocks, running, strict=True):
        owner = block.owner
        parent = owner.getparent()
        grand = parent.getparent() if parent is not None else None
        parents.append(parent)
        grands.append(grand)
        above = (parent.tag, parent.get("class")) if parent is not None else None
        name = (block.tag, owner.get("class"), above)
        names.append(name)
        count_parent[parent] += 1
        weight_parent[parent] += block.weight
        link_parent[parent] += block.link_weight
        said[block.text] += 1
        if run:
            in_parent[parent] += run
            in_grand[grand] += run
            alike[name] += run
    head = _head(blocks, facts)
    last = len(blocks) - 1
    rows: list[tuple[int, ...]] = []
    rooms: dict[Element | None, tuple[int, int, int, int]] = {}
    before = 0
    sums = [0] * 5
    for run in running:
        sums.append(sums[-1] + run)
    sums += [sums[-1]] * 4
    longest = 2 * max(map(len, facts.titles), default=0) + 10
    for n, block in enumerate(blocks):
        text, size, bits = block.text, block.weight, block.bits
        share = block.link_weight / size if size else 0.0
        tag = _TAG_BIN.get(block.tag, len(_TAGS))
        place = 2 if bits & (BODY | ARTICLE) else 1 if bits & MAIN else 0
        compared = facts.known or (
            _NO_TITLE < size < (600 if facts.description else longest)
            and (share < 0.9 or block.tag in HEADINGS)
        )
        squashed = squash(text) if compared else ""
        phrase = phrases[n]
        start = text[:80]
        long = len(start)
        ends = commas = upper = digits = 0
        all_upper = False
        if share < 0.9 or size >= 60:  # an item of a menu is not looked at so closely
            ends, commas = count_ends(text)
            all_upper = long > 20 and start.isupper()
            upper = 0 if all_upper or start.islower() else len(_CAPITALS.findall(start))
            digits = len(_DIGITS.findall(start))
        parent = parents[n]
        room = rooms.get(parent)
        if room is None:
            room = rooms[parent] = (
                _part(in_parent[parent] / total),
                _part(in_grand[grands[n]] / total),
                _part(link_parent[parent] / (weight_parent[parent] or 1)),
                min(7, bisect_right((1, 2, 3, 5, 8, 15, 30), count_parent[parent])),
            )
        rows.append(
            (
                tag,
                bisect_right(_WEIGHTS, size) * 4
                + (0 if share < 0.1 else 1 if share < 0.5 else 2 if share < 0.95 else 3),
                bisect_right(_SHARES, share),
                ending_of(text),
                min(ends, 3) if ends < 4 else 4 if ends < 7 else 5,
                min(commas, 3) if commas < 4 else 4 if commas < 8 else 5,
                tag * 3 + place,
                phrase * 3 + (0 if size < 60 else 1 if size < 160 else 2) if phrase else 0,
                _from_head(n, head),
                0 if total <= 1 else min(10, int(10 * before / all_weight)),
                kinds[n - 1] if n else 0,
                kinds[n + 1] if n < last else 0,
                kinds[n - 2] if n > 1 else 0,
                kinds[n + 2] if n < last - 1 else 0,
                room[0],
                room[1],
                _part(alike[names[n]] / total),
                room[2],
                _title(squashed, facts.titles) if size < longest else min(len(facts.titles), 1),
                _told(squashed, facts.description),
                0 if not facts.known else 2 if squashed and squashed in facts.known else 1,
                _few(digits / long),
                5 if all_upper else _few(upper / long),
                min(said[text], 3) - 1,
                room[3],
                min(7, block.depth // 3),
                (n > 0 and parents[n - 1] is parent) + 2 * (n < last and parents[n + 1] is parent),
                first_of(text[0]),
                min(block.links, 4),
                (1 if bits & CAPTION else 0) + (2 if bits & TABLE else 0),
                _part((sums[n + 9] - sums[n]) / total),
            )
        )
        before += size
    return Measured(rows, running, phrases, parents, grands, names)


def _head(blocks: Sequence[Block], facts: Facts) -> int:
    """The number of the block that is the page's headline; -1 if none is."""
    heads = [n for n, block in enumerate(blocks) if block.tag == "h1"]
    for n in heads:
        if squash(blocks[n].text) in facts.titles:
            return n
    if facts.titles:
        for n, block in enumerate(blocks):
            if block.tag in ("h2", "h3") and squash(block.text) in facts.titles:
                return n
    return heads[0] if heads else -1


def _from_head(n: int, head: int) -> int:
    if head < 0:
        return 0
    if n == head:
        return 1
    if n < head:
        return 2 if head - n > 10 else 3 if head - n > 2 else 4
    return 5 + bisect_right((2, 4, 8, 20, 60), n - head)


def _part(value: float) -> int:
    return bisect_right((0.001, 0.05, 0.15, 0.3, 0.5, 0.7, 0.9), value)


def _few(value: float) -> int:
    return bisect_right((0.001, 0.05, 0.15, 0.4), value)


def _title(squashed: str, titles: frozenset[str]) -> int:
    if not squashed or not titles:
        return 0
    if squashed in titles:
        return 4
    if len(squashed) > 12:
        for title in sorted(titles):
            if squashed in title:
                return 3
            if title in squashed:
                return 2 if len(title) > 12 and len(squashed) < 2 * len(title) else 1
    return 1


def _told(squashed: str, description: str) -> int:
    if not description or len(squashed) < 20:
        return 0
    return 2 if squashed in description or description in squashed else 1

"""What is measured of each block, as small whole numbers: the columns of the table of weights.

Every feature is cut into bins, so that the model is a table anyone can read: a row per feature, a
weight per bin, added up. Nothing here knows a site; words of class names count only if many
unrelated sites use them (see bench/train_extract.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from string import digits as digits_

from scraper.extract.blocks import ARTICLE, BODY, CAPTION, MAIN, TABLE, Block
from scraper.extract.groups import SHARES, Groups
from scraper.extract.metadata import Metadata
from scraper.extract.told_body import told_text
from scraper.extract.tree import HEADINGS, squash
from scraper.extract.wording import count_ends, ending_of, first_of, looks_of
from scraper.urls import host_of

_TAGS = """
    p h1 h2 h3 h4 h5 h6 li div td th dd dt blockquote pre figcaption section article main aside
    header footer summary address form
""".split()
_TAG_BIN = {tag: number for number, tag in enumerate(_TAGS)}
_WEIGHTS = (4, 9, 16, 26, 40, 60, 90, 130, 180, 260, 420, 800)
_SHARES = (0.001, 0.1, 0.25, 0.5, 0.8, 0.999)
_FEW = (0.001, 0.05, 0.15, 0.4)
_IN_ARTICLE = BODY | ARTICLE
_KNOWN_MAX = 200_000
_CAPITALS = re.compile(r"[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω]")
# Letters that a title has at least.
_NO_TITLE = 7
_DIGITS = re.compile(r"\d")
_ASCII_CAPITALS, _ASCII_DIGITS = ascii_uppercase.encode(), digits_.encode()
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
    """What metadata say, squashed to letters and digits; and the page's host."""

    titles: frozenset[str] = frozenset()
    description: str = ""
    known: str = ""
    host: str = ""


def facts_of(metadata: Metadata, url: str = "") -> Facts:
    """The facts of a page at this address."""
    titles = (squash(title) for title in metadata.titles)
    return Facts(
        frozenset(title for title in titles if title),
        squash(metadata.descriptions[-1]) if metadata.descriptions else "",
        squash(told_text(metadata.body))[:_KNOWN_MAX],
        host_of(url),
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """A page's blocks, measured: what later steps look at again, a member each block."""

    rows: list[tuple[int, ...]]
    running: list[int]
    phrases: list[int]
    groups: Groups


def measure(blocks: Sequence[Block], facts: Facts) -> Measured:
    """Each block's row of bins, in the order of FEATURES, and what they were made from."""
    kinds, phrases, running = looks_of(blocks)
    groups = Groups(blocks, running)
    parents, names, said = groups.parents, groups.names, groups.said
    total = sum(running) or 1
    all_weight = sum(block.weight for block in blocks) or 1
    head = _head(blocks, facts)
    alike = [bisect_right(SHARES, run / total) for run in groups.alike]
    at_parent = groups.bins(total)
    sums = [0] * 5
    for run in running:
        sums.append(sums[-1] + run)
    sums += [sums[-1]] * 4
    titles, description, known = facts.titles, facts.description, facts.known
    untitled = min(len(titles), 1)
    longest = 2 * max(map(len, titles), default=0) + 10
    compared_to = 600 if description else longest
    around = [0, 0, *kinds, 0, 0]
    neighbours = [-1, *parents, -1]
    rows: list[tuple[int, ...]] = []
    before = 0
    for n, block in enumerate(blocks):
        text, size, bits = block.text, block.weight, block.bits
        share = block.link_weight / size if size else 0.0
        name = block.tag
        tag = _TAG_BIN.get(name, len(_TAGS))
        squashed = ""
        if known or (_NO_TITLE < size < compared_to and (share < 0.9 or name in HEADINGS)):
            squashed = squash(text)
        phrase = phrases[n]
        ends = commas = upper = digits = 0
        if share < 0.9 or size >= 60:  # an item of a menu is not looked at so closely
            start = text[:80]
            long = len(start)
            ends, commas = count_ends(text)
            upper, digits = _count_signs(start)
            if long > 20 and start.isupper():
                upper = 5
            elif upper:
                upper = bisect_right(_FEW, upper / long)
            if digits:
                digits = bisect_right(_FEW, digits / long)
        parent = parents[n]
        in_parent, in_grand, linked, count = at_parent[parent]
        rows.append(
            (
                tag,
                bisect_right(_WEIGHTS, size) * 4
                + (0 if share < 0.1 else 1 if share < 0.5 else 2 if share < 0.95 else 3),
                bisect_right(_SHARES, share),
                ending_of(text),
                ends if ends < 4 else 4 if ends < 7 else 5,
                commas if commas < 4 else 4 if commas < 8 else 5,
                tag * 3 + (2 if bits & _IN_ARTICLE else 1 if bits & MAIN else 0),
                phrase * 3 + (0 if size < 60 else 1 if size < 160 else 2) if phrase else 0,
                _from_head(n, head),
                0 if total <= 1 else min(10, int(10 * before / all_weight)),
                around[n + 1],
                around[n + 3],
                around[n],
                around[n + 4],
                in_parent,
                in_grand,
                alike[names[n]],
                linked,
                _title(squashed, titles) if size < longest else untitled,
                _told(squashed, description) if description else 0,
                0 if not known else 2 if squashed and squashed in known else 1,
                digits,
                upper,
                min(said[text], 3) - 1,
                count,
                min(7, block.depth // 3),
                (neighbours[n] == parent) + 2 * (neighbours[n + 2] == parent),
                first_of(text[0]),
                min(block.links, 4),
                (1 if bits & CAPTION else 0) + (2 if bits & TABLE else 0),
                bisect_right(SHARES, (sums[n + 9] - sums[n]) / total),
            )
        )
        before += size
    return Measured(rows, running, phrases, groups)


def _count_signs(text: str) -> tuple[int, int]:
    """How many capitals and how many digits there are."""
    if not text.isascii():
        return len(_CAPITALS.findall(text)), len(_DIGITS.findall(text))
    signs = text.encode()
    without = signs.translate(None, _ASCII_CAPITALS)
    return len(signs) - len(without), len(without) - len(without.translate(None, _ASCII_DIGITS))


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

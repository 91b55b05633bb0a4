"""What a block's surroundings say, once every block was judged alone: the columns of the trees.

An article is a run of blocks at one place of the tree. A block that reads like text amid links is
a teaser; a label between two paragraphs is a subhead. Plain numbers, in the order of COLUMNS.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from operator import itemgetter

from scraper.extract.blocks import ARTICLE, ASIDE, BODY, FOOTER, FORM, HIDDEN, MAIN, NAV, Block
from scraper.extract.groups import Masses
from scraper.extract.measures import Measured
from scraper.extract.nesting import Boxes, Steps
from scraper.extract.stretches import (
    best_stretch,
    gaps,
    last_labels,
    running_sums,
    share_of,
    since_phrase,
)
from scraper.extract.tree import Element

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
_DEEP = 40
_NEVER = 9.3
# Of a block's row: tag, ending, from the h1, title, description, told, capitals, said twice.
_OF_ROW = itemgetter(0, 3, 8, 18, 19, 20, 22, 23)


def surroundings(
    blocks: Sequence[Block], measured: Measured, alone: Sequence[float]
) -> Iterator[tuple[float, ...] | None]:
    """The columns of each block, one after another: of all at once they are 1.3 KB each. None for
    those that are hopeless.

    Every number is a float: Python compares two of these twice as fast as a float and an int.
    """
    if not blocks:
        return
    count = len(blocks)
    sizes = [block.weight for block in blocks]
    mass = [p * w for p, w in zip(alone, sizes, strict=True)]
    odds = [_logit(p) for p in alone]
    strong = [p > _STRONG and w > _PARAGRAPH for p, w in zip(alone, sizes, strict=True)]
    body = sum(mass) or 1.0
    text = sum(sizes) or 1
    groups = measured.groups
    by_parent = Masses(groups.parents, mass, sizes)
    by_grand = Masses(groups.grands, mass, sizes)
    by_name = Masses(groups.names, mass, sizes)
    by_owner: dict[Element, float] = {}
    for block, own in zip(blocks, mass, strict=True):
        by_owner[block.owner] = by_owner.get(block.owner, 0.0) + own
    counts = [float(min(members, 30)) for members in groups.counts]
    parent_shares = [held / body for held in by_parent.mass]
    grand_shares = [held / body for held in by_grand.mass]
    name_shares = [held / text for held in by_name.size]
    most = max(by_parent.mass)
    steps = Steps(groups.elements[by_parent.mass.index(most)])
    since, until = gaps(strong), gaps(strong[::-1])[::-1]
    first, last = best_stretch(alone, sizes)
    boxes = Boxes()
    mass_to, size_to, strong_to = running_sums(mass), running_sums(sizes), running_sums(strong)
    all_mass, all_strong = mass_to[count], strong_to[count]
    usual = sorted(w for w, is_strong in zip(sizes, strong, strict=True) if is_strong)
    median = usual[len(usual) // 2] if usual else 1
    padded = [-_NEVER, -_NEVER, *odds, -_NEVER, -_NEVER]
    page = (
        float(text),
        float(sum(measured.running)),
        float(count),
        share_of(blocks, measured.running, ARTICLE | BODY),
        share_of(blocks, measured.running, MAIN),
        most / body,
        body / text,
    )

    def between(start: int, end: int) -> float:
        start, end = max(start, 0), min(end, count)
        if start >= end:
            return -1.0
        return (mass_to[end] - mass_to[start]) / max(size_to[end] - size_to[start], 1)

    hopes_to = running_sums([p > _HOPE for p in alone])
    of_blocks = zip(
        blocks,
        measured.rows,
        mass,
        sizes,
        groups.parents,
        groups.grands,
        groups.names,
        by_parent.rests(),
        by_grand.rests(),
        by_name.rests(),
        last_labels(blocks),
        map(float, measured.phrases),
        since_phrase(measured.phrases),
        strict=True,
    )
    for n, of_block in enumerate(of_blocks):
        if alone[n] <= _HOPELESS:
            near = hopes_to[min(n + _AROUND + 1, count)] - hopes_to[max(0, n - _AROUND)]
            if not near:
                yield None
                continue
        block, row, own, whole, parent, grand, name = of_block[:7]
        parent_rest, grand_rest, alike_rest, label, phrase, since_last = of_block[7:]
        tag, ending, from_head, title, description, told, capitals, said = map(float, _OF_ROW(row))
        size = float(whole)
        start, end = max(n - 5, 0), min(n + 6, count)
        around = (mass_to[end] - mass_to[start] - own) / max(
            size_to[end] - size_to[start] - size, 1
        )
        up, down = steps.of(block.owner)
        before2, before, _, after, after2 = padded[n : n + 5]
        bits = block.bits
        yield (
            odds[n],
            before,
            after,
            before2,
            after2,
            around,
            between(n - 3, n),
            between(n + 1, n + 4),
            parent_rest,
            parent_shares[parent],
            counts[parent],
            grand_rest,
            grand_shares[grand],
            by_owner[block.owner] / body,
            mass_to[n] / body,
            (all_mass - mass_to[n + 1]) / body,
            since[n],
            until[n],
            up,
            down,
            alike_rest,
            name_shares[name],
            size,
            block.link_weight / size if size else 0.0,
            tag,
            ending,
            phrase,
            from_head,
            title,
            description,
            told,
            0.0 if first <= n <= last else float(n - first if n < first else n - last),
            float(min(block.depth, _DEEP)),
            capitals,
            said,
            1.0 if bits & (ASIDE | FOOTER | NAV | FORM) else 0.0,
            1.0 if bits & HIDDEN else 0.0,
            *page,
            odds[label] if label >= 0 else -_NEVER,
            boxes.like(block.owner),
            size / median,
            since_last,
            before if before > before2 else before2,
            after if after > after2 else after2,
            strong_to[n],
            all_strong - strong_to[n + 1],
        )


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))

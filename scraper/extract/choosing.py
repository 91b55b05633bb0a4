"""Which blocks of a page stay, once each was judged: lists and tables whole, captions, headings.

What is judged one by one is one thing to a reader: a table stays or goes, a heading goes with the
text below it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from scraper.extract.blocks import ARTICLE, DEFINITION, HIDDEN, LIST, PRE, QUOTE, TABLE, Block
from scraper.extract.tree import HEADINGS, Element, lineage, squash
from scraper.urls import host_of

# What is likelier than not.
_BODY = 0.5
# A page that hardly says anything: the best of it.
_BEST = 0.5
_ANYTHING = 0.1
_PLAIN = 0.25
# A caption goes with its picture, a heading with its text, unless it surely does not belong.
_CAPTION = 0.35
_HEADING = 0.12
_CODE = 0.1
_LAST_TABLE = 0.3
# Side by side with the body's paragraphs, so many of them; and what a line with a colon announces.
_BESIDE = 0.06
_ANNOUNCED = 0.3
_PARAGRAPHS = 3
_NEAR = 3
_HEADED = 0.9
# What leads to other sites is not the site's own list.
_ELSEWHERE = 0.02
# Shorter cells may say the same: a cross, a unit.
_CELL = 15
# What holds most of the body is whole too, when so much of it is certain.
_MOST = 0.6
_THINGS = frozenset("table ul ol dl pre".split())
_IN_THINGS = TABLE | LIST | DEFINITION | PRE
_FRAMED = ("p", "h1", "h2", "h3")
_ROWS = 3
# Letters that make a story of what an <article> holds.
_STORY = 400
_NOTE = 1200
_NOTES = frozenset(("li", "p", "dd", "div", "aside"))
_LINE = 40
# Shorter ones count as paragraphs when it comes to where paragraphs stand.
_SENTENCE = 20
# Text that is known to be the article's, unless the page shows it in a menu.
_KNOWN = 0.05


def decide(
    blocks: Sequence[Block],
    odds: Sequence[float],
    known: Sequence[bool] | None = None,
    host: str = "",
) -> list[bool]:
    """Which blocks stay, from how likely each is the body's.

    `known` ones are by other sources; `host` is the page's: where its own links lead.
    """
    kept = [odd > _BODY for odd in odds]
    if known is not None:
        for n, is_known in enumerate(known):
            kept[n] = kept[n] or (is_known and odds[n] > _KNOWN)
    sure = [n for n, keep in enumerate(kept) if keep and blocks[n].weight > _LINE]
    if not sure:
        return _best_of_little(blocks, odds, kept)
    first, last = sure[0], sure[-1]
    homes = _homes(blocks, kept)
    _keep_whole(blocks, odds, kept, first, last, homes, host)
    for n, block in enumerate(blocks[: last + _NEAR + 1]):
        if kept[n]:
            continue
        if block.tag == "figcaption":
            kept[n] = first - _NEAR <= n and odds[n] > _CAPTION
        elif block.tag in HEADINGS and odds[n] > _HEADING:
            kept[n] = n < last and kept[n + 1]
        elif block.bits & QUOTE and odds[n] > _BESIDE and not block.link_weight:
            kept[n] = n > 0 and kept[n - 1] and _quote_of(block.owner).getparent() in homes
    if any(kept):
        return kept
    return _best_of_little(blocks, odds, kept)  # what read like text were lists of links


def _homes(blocks: Sequence[Block], kept: Sequence[bool]) -> frozenset[Element]:
    """The boxes in which several of the body's paragraphs stand side by side."""
    counts = Counter(
        parent
        for block, keep in zip(blocks, kept, strict=True)
        if keep and block.weight > _SENTENCE and (parent := block.owner.getparent()) is not None
    )
    return frozenset(box for box, count in counts.items() if count >= _PARAGRAPHS)


def _quote_of(element: Element) -> Element:
    return next((e for e in lineage(element) if e.tag == "blockquote"), element)


def keep_notes(blocks: Sequence[Block], kept: Sequence[bool]) -> list[bool]:
    """Notes stay that the kept text leads to, and that lead back or stand among such."""
    led = {
        href[1:]
        for block, keep in zip(blocks, kept, strict=True)
        if keep and block.links
        for link in block.owner.iter("a")
        if (href := link.get("href") or "").startswith("#") and len(href) > 1
    }
    if not led:
        return list(kept)
    out = list(kept)
    for n, block in enumerate(blocks):
        if not out[n] and block.weight < _NOTE and block.tag in _NOTES:
            near = islice(lineage(block.owner), 3)
            out[n] = any(e.tag in _NOTES and _leads_to(e, led) for e in near)
    return out


def _leads_to(element: Element, names: set[str]) -> bool:
    """Whether the element is a note: of one of these names, with a way back."""
    if element.get("id") not in names and not any(
        mark.get("id") in names or mark.get("name") in names
        for mark in islice(element.iter("a", "span", "sup"), 4)
    ):
        return False
    return any((a.get("href") or "").startswith("#") for a in islice(element.iter("a"), 8))


def one_story(blocks: Sequence[Block], kept: Sequence[bool], titles: frozenset[str]) -> list[bool]:
    """What stays where a page has more than one article, each with its own `<h1>`: one.

    That whose headline is the page's title (squashed), else the first. Readers who scroll on are
    shown the next.
    """
    heads = [block for block in blocks if block.tag == "h1" and block.bits & ARTICLE]
    if len(heads) < 2:
        return list(kept)
    rooms = [_article_of(block.owner) if block.bits & ARTICLE else None for block in blocks]
    stories = {_article_of(head.owner): squash(head.text) for head in reversed(heads)}
    sizes: dict[Element | None, int] = {}
    for room, block, keep in zip(rooms, blocks, kept, strict=True):
        if keep and room in stories:
            sizes[room] = sizes.get(room, 0) + block.weight
    told = [room for room in sizes if sizes[room] >= _STORY]
    if len(told) < 2:
        return list(kept)
    ours = next((room for room in told if stories[room] in titles), told[0])
    return [
        keep and (room is ours or room not in stories)
        for room, keep in zip(rooms, kept, strict=True)
    ]


def _article_of(element: Element) -> Element | None:
    """The outermost `<article>` around it."""
    return next((e for e in reversed(list(lineage(element))) if e.tag == "article"), None)


def _best_of_little(
    blocks: Sequence[Block], odds: Sequence[float], kept: Sequence[bool]
) -> list[bool]:
    """What stays of a page that says hardly anything: nothing that it hides."""
    shown = [
        0.0 if block.bits & HIDDEN or (block.tag in HEADINGS and not keep) else odd
        for block, odd, keep in zip(blocks, odds, kept, strict=True)
    ]
    # Links are what is left over, where there is anything else.
    plain = [
        0.0 if block.link_weight * 2 > block.weight else odd
        for block, odd in zip(blocks, shown, strict=True)
    ]
    shown = plain if max(plain, default=0.0) > _PLAIN else shown
    best = max(shown, default=0.0)
    bar = _BODY if best > _BODY else max(_BEST * best, _ANYTHING)
    return [odd > bar for odd in shown]


def _keep_whole(
    blocks: Sequence[Block],
    odds: Sequence[float],
    kept: list[bool],
    first: int,
    last: int,
    homes: frozenset[Element],
    host: str,
) -> None:
    total = sum(b.weight for b, keep in zip(blocks, kept, strict=True) if keep)
    said = Counter(block.text for block in blocks)
    for thing, members in _things(blocks).items():
        size = sum(blocks[n].weight for n in members)
        yes = sum(blocks[n].weight for n in members if kept[n])
        linked = sum(blocks[n].link_weight for n in members) / size
        before = members[0] - 1
        headed = before >= 0 and not kept[before] and blocks[before].tag in HEADINGS
        if yes * 2 > total and not (headed and linked > 0.6):
            # A table that holds the page, or the page's main list.
            if yes > _MOST * size and not _is_frame(thing):
                for n in members:
                    kept[n] = True
            continue
        mean = sum(odds[n] * blocks[n].weight for n in members) / size
        bar = _BODY
        if first < members[0] and members[-1] < last:
            # Between paragraphs, numbers and items are the text's; only rows of links are not.
            bar = _bar(thing, linked)
            least = _CELL if thing.tag == "table" else 0
            copied = sum(
                w for n in members if (w := blocks[n].weight) > least and said[blocks[n].text] > 1
            )
            if copied * 2 > size:
                bar = _BODY  # what a page says twice is its own
        elif thing.tag == "table" and linked < 0.3 and kept[members[0] - 1]:
            bar = _LAST_TABLE
        if headed and linked > 0.6:
            bar = _HEADED  # the page's own list, by its heading
        if thing.getparent() in homes and members[0] > first and kept[members[0] - 1]:
            if blocks[members[0] - 1].text.endswith((":", "：")):
                after = members[-1] + 1
                amid = after < len(blocks) and kept[after]
                bar = min(bar, _BESIDE / 2 if linked < 0.3 or amid else _ANNOUNCED)
            elif linked < 0.1 and blocks[members[0] - 1].tag not in HEADINGS:
                bar = min(bar, _BESIDE)
        placed = first < members[0] and (members[-1] < last or thing.getparent() in homes)
        if placed and linked > 0.6 and _lead_elsewhere(thing, host):
            bar = min(bar, _ELSEWHERE)
        for n in members:
            kept[n] = mean > bar


def _lead_elsewhere(thing: Element, host: str) -> bool:
    """Whether a list of links is none of the site's own: several lead to several other hosts."""
    hosts = [_site(host_of(link.get("href") or "")) for link in thing.iter("a")]
    others = [other for other in hosts if other not in ("", _site(host))]
    return bool(host) and len(others) * 5 > len(hosts) * 4 and len(set(others)) > 1


def _site(host: str) -> str:
    """As much of a host as its subdomains share, at least; some sites share more than that."""
    return ".".join(host.split(".")[-2:])


def _bar(thing: Element, linked: float) -> float:
    """How likely a thing amid the body must be."""
    if thing.tag == "pre":
        return _CODE
    if linked < 0.3:
        return 0.12 if thing.tag == "table" else 0.22
    return 0.35 if linked < 0.6 else _BODY


def _things(blocks: Sequence[Block]) -> dict[Element, list[int]]:
    """The blocks of each outermost list or code, or innermost table, by their numbers."""
    things: dict[Element, list[int]] = {}
    found: dict[Element, Element | None] = {}
    for n, block in enumerate(blocks):
        if block.bits & _IN_THINGS:
            thing = _thing_around(block.owner, found)
            if thing is not None:
                things.setdefault(thing, []).append(n)
    return things


def _thing_around(element: Element, found: dict[Element, Element | None]) -> Element | None:
    way: list[Element] = []
    node: Element | None = element
    while node is not None and node not in found:
        way.append(node)
        if node.tag == "table":
            break
        node = node.getparent()
    outer = found.get(node) if node is not None else None
    for step in reversed(way):
        if step.tag == "table" or (outer is None and step.tag in _THINGS):
            outer = step
        found[step] = outer
    return outer


def _is_frame(thing: Element) -> bool:
    """Whether a table only places things on the page: few rows, tables, or many paragraphs."""
    if thing.tag != "table":
        return False
    if sum(1 for _ in islice(thing.iter("tr"), _ROWS)) < _ROWS:
        return True
    if next(thing.iterdescendants("table"), None) is not None:
        return True
    return sum(1 for _ in thing.iter(*_FRAMED)) > 3

"""What is telling of a block of text, in words; for `scrape try --explain`.

The weights add up hundreds of small things, none of which is the reason. What is said here is what
a person sees in a block that is not so of the text that was kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from scraper.extract.blocks import ASIDE, FOOTER, FORM, HEADER, HIDDEN, NAV, Block
from scraper.extract.doubts import BOXES
from scraper.extract.measures import Facts
from scraper.extract.names import words_of
from scraper.extract.tree import Element, lineage, squash
from scraper.extract.wording import CREDITED, DATED, LABELLED, OWNED, READ, phrase_of, stops

_SAYS = {
    READ: "leads to other texts",
    CREDITED: "a credit or notice",
    DATED: "says who or when",
    OWNED: "says whose the page is",
    LABELLED: "label of an advert",
}
# Names of boxes that tell a person what is in them.
_NAMES = BOXES | frozenset(
    """
    ad ads advert advertisement aside author banner bio byline caption cards categories category
    copyright credit credits date footer form login menu meta modal more nav navbar navigation
    overlay pager popup popular print promo promotion promos rating related search share sharing
    sidebar social source sponsored subscribe subscription tag tags teaser teasers toc toolbar
    trending widget widgets
    """.split()
)
_PLACES = (
    (HIDDEN, "hidden"),
    (NAV, "in a menu"),
    (FOOTER, "in a footer"),
    (ASIDE, "in an aside"),
    (FORM, "in a form"),
    (HEADER, "in a header"),
)
_BOX_TAGS = {
    "nav": "in a menu",
    "footer": "in a footer",
    "aside": "in an aside",
    "form": "in a form",
}
_NO_CARDS = frozenset("p br tr td th thead tbody".split())
_SHARED = 0.3  # of the kept text: what is so of that much of it tells nothing
_LEVELS = 4
_CARDS = 4
_MANY = 9
_SHORT = 40
_NEAR, _NOTHING = 3, 0.1


def telling(
    blocks: Sequence[Block], facts: Facts, odds: Sequence[float], kept: Sequence[bool]
) -> list[list[str]]:
    """For each block what is telling of it, most telling first."""
    seen = list(_seen(blocks, facts, odds, kept))
    total = sum(block.weight for block, keep in zip(blocks, kept, strict=True) if keep)
    shared: dict[str, int] = {}
    for block, keep, said in zip(blocks, kept, seen, strict=True):
        for words in said if keep else ():
            shared[words] = shared.get(words, 0) + block.weight
    usual = {words for words, size in shared.items() if size > _SHARED * total}
    return [[words for words in said if words not in usual] for said in seen]


def _seen(
    blocks: Sequence[Block], facts: Facts, odds: Sequence[float], kept: Sequence[bool]
) -> Iterator[list[str]]:
    names: dict[Element, str] = {}
    cards: dict[Element, int] = {}
    where = [n for n, keep in enumerate(kept) if keep]
    told: set[str] = set()
    for n, block in enumerate(blocks):
        said: list[str] = []
        if phrase := phrase_of(block):
            said.append(_SAYS[phrase])
        text = squash(block.text)
        if text and text in facts.titles:
            said.append("the title")
        elif text in told and block.weight > _SHORT:
            said.append("said before")
        told.add(text)
        share = block.link_weight / block.weight if block.weight else 0.0
        if share > 0.5:
            said.append("a link" if share > 0.9 and block.links < 2 else "mostly links")
        if name := _nearest_name(block.owner, names):
            said.append(f"in “{name}”")
        said += [words for bit, words in _PLACES if block.bits & bit]
        if (count := _cards(block.owner, cards)) >= _CARDS:
            said.append("one of many boxes alike" if count > _MANY else "one of a row alike")
        if where and not where[0] <= n <= where[-1]:
            said.append("above the text" if n < where[0] else "below the text")
        if max(odds[max(0, n - _NEAR) : n + _NEAR + 1]) < _NOTHING:
            said.append("no text near it")
        elif block.weight < _SHORT and not stops(block.text):
            said.append("a few words")
        yield said


class Boxes:
    """Of elements the outermost box that goes whole, and has a telling name or holds cards."""

    def __init__(self, blocks: Sequence[Block], kept: Sequence[bool]) -> None:
        self._holds_kept: set[Element] = set()
        self._alike: dict[Element, int] = {}
        for block, keep in zip(blocks, kept, strict=True):
            if keep:
                self._holds_kept.update(lineage(block.owner))

    def around(self, owner: Element) -> tuple[Element, str] | None:
        """The box and what it is, in words."""
        found = None
        for element in lineage(owner):
            if element in self._holds_kept or element.tag in ("body", "html"):
                break
            if name := _name(element):
                found = element, f"in “{name}”"
            elif words := _BOX_TAGS.get(str(element.tag)):
                found = element, words
            elif _alike(element, self._alike) >= _CARDS:
                parent = element.getparent()
                if parent is not None and parent not in self._holds_kept:
                    found = parent, "in a row of boxes alike"
        return found

    def is_other_story(self, owner: Element) -> bool:
        """Whether it is part of an article with a headline, of which nothing is kept."""
        articles = [element for element in lineage(owner) if element.tag == "article"]
        if not articles or articles[-1] in self._holds_kept:
            return False
        return next(articles[-1].iter("h1"), None) is not None


def _name(element: Element) -> str:
    """What an element's class and id say of its box; "" if they tell a person nothing."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if not names.strip():
        return ""
    return max(
        sorted(words_of(names) & _NAMES), key=lambda word: (word in BOXES, len(word)), default=""
    )


def _nearest_name(owner: Element, known: dict[Element, str]) -> str:
    way: list[Element] = []
    found = ""
    for element in lineage(owner):
        if element in known:
            found = known[element]
            break
        way.append(element)
        if element.tag not in ("body", "html") and (found := _name(element)):
            break
    known.update(dict.fromkeys(way, found))
    return found


def _cards(owner: Element, known: dict[Element, int]) -> int:
    """How many boxes like its own stand beside it; paragraphs and cells are no boxes."""
    return max(_alike(element, known) for element in islice(lineage(owner), _LEVELS))


def _alike(element: Element, known: dict[Element, int]) -> int:
    parent = element.getparent()
    if parent is None or element.tag in _NO_CARDS:
        return 0
    if element not in known:
        name = element.get("class")
        alike = [e for e in parent.iterchildren(element.tag) if e.get("class") == name]
        known.update(dict.fromkeys(alike, len(alike)))
    return known[element]

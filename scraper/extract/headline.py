"""Where the headline stands on a page, and what belongs to it: the lines of facts around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice

from lxml import etree

from scraper.extract.hints import Hints
from scraper.extract.names import element_words
from scraper.extract.tree import BLOCKS, HEADINGS, Element, one_line, squash, text_of

ELSEWHERE = frozenset(
    """
    comment comments commentlist reply replies respond disqus related relatedposts
    relatedarticles recommended recommendations teaser teasers sidebar mostread mostpopular
    trending newsletter promo promos more-news more-stories most-read most-popular read-more
    """.split()
)
# What each of them has in it: most names have none, and to take one apart takes longer.
_MAY_BE_ELSEWHERE = re.compile(
    "comment|repl|respond|disqus|relat|recommend|teaser|sidebar|most|trending|newsletter|promo"
    "|more|read",
    re.IGNORECASE,
)
# An article's own foot, or the box beside it, with its facts.
_FACTS = frozenset("meta metadata byline author posted published date dateline entry".split())
_LEVELS = 12
_MAX_HEADINGS = 60
_SILENT = frozenset("script style template noscript svg nav form button select figure".split())
# How many short lines around the headline may belong to it, and how far up they may stand.
_BEFORE, _AFTER = 4, 8
_UP = 5
_SHORT = 120
_LONG = 250
_ENDS = (".", "!", "?", "…", "。", "！", "？", ".”", ".“", "۔", "।")


class Headline:
    """The heading that says the article's title; `titles` are that title's spellings."""

    def __init__(self, hints: Hints, titles: Iterable[str]) -> None:
        self._hints = hints
        self._titles = frozenset(squash(title) for title in titles if title)
        self._apart: dict[tuple[str, ...], bool] = {}  # neighbours have most names in common

    @cached_property
    def element(self) -> Element | None:
        """The heading itself, else the page's only <h1>; None if there is none."""
        heads = self._hints.heads
        for head, text in zip(heads, self._hints.headings, strict=False):
            if squash(text) in self._titles:
                return head
        lower = list(self._hints.root.iter("h2", "h3"))[:_MAX_HEADINGS]
        said = (head for head in lower if squash(text_of(head)) in self._titles)
        return next(said, heads[0] if len(heads) == 1 else None)

    @cached_property
    def near(self) -> list[str]:
        """The short lines around it: those after it first, up to the text, then those before it."""
        if self.element is None:
            return []
        found: list[str] = []
        told = 0
        for line in islice(self._after(self.element), _AFTER):
            told += len(line) > _SHORT // 2 and line.endswith(_ENDS)
            if len(line) > _LONG or told > 1:  # one sentence may be the standfirst
                break
            found.append(line)
        found += islice(self._before(self.element), _BEFORE)
        return [line for line in found if len(line) <= _SHORT]

    def orders(self, elements: list[Element]) -> list[Element]:
        """The elements (of one tag): those after it first, then those before it, nearest first."""
        if self.element is None or len(elements) < 2:
            return elements
        known = {self.element, *elements}
        order = [e for e in self._hints.root.iter(self.element.tag, elements[0].tag) if e in known]
        at = order.index(self.element)
        return [*order[at + 1 :], *reversed(order[:at])]

    def is_elsewhere(self, element: Element) -> bool:
        """Whether something speaks of another article, or of none: in a comment, a teaser."""
        for level, parent in enumerate(element.iterancestors()):
            tag = parent.tag
            if tag == "body" or level > _LEVELS or parent in self._holders:
                return False
            if self._is_apart(parent):
                return True
            if (
                self._holders
                and (tag in ("li", "a") or (tag == "article" and self._several))
                and next(parent.iter("h2", "h3", "h4"), None) is not None
            ):
                return True
        return False

    def _is_apart(self, element: Element) -> bool:
        """Whether what an element holds is not the article's, by its name or class."""
        tag = element.tag
        if tag in _SILENT:
            return True
        names = (tag, element.get("class") or "", element.get("id") or "")
        apart = self._apart.get(names)
        if apart is None:
            apart = _MAY_BE_ELSEWHERE.search(f"{names[1]} {names[2]}") is not None and bool(
                element_words(element) & ELSEWHERE
            )
            apart = apart or (tag in ("aside", "footer") and not element_words(element) & _FACTS)
            self._apart[names] = apart
        return apart

    def _after(self, element: Element) -> Iterator[str]:
        """The lines that follow an element, in its parents, too."""
        for level in islice(_levels(element), _UP):
            if tail := one_line(level.tail or ""):
                yield tail
            for sibling in level.itersiblings():
                yield from self._lines(sibling)

    def _before(self, element: Element) -> Iterator[str]:
        """The lines before an element, the nearest first; none beyond a part with many."""
        for level in islice(_levels(element), _UP):
            for sibling in level.itersiblings(preceding=True):
                lines = list(islice(self._lines(sibling), _AFTER + 1))
                if len(lines) > _AFTER:
                    return
                yield from reversed(lines)

    def _lines(self, element: Element) -> Iterator[str]:
        """What stands in an element and right behind it, a line for each block but headings."""
        parts: list[str] = []
        skipped: Element | None = None
        walk = etree.iterwalk(element, events=("start", "end"))
        for event, node in walk:
            tag = node.tag
            if event == "start" and (tag in HEADINGS or self._is_apart(node)):
                walk.skip_subtree()
                skipped = node
            if tag in BLOCKS or tag == "br":
                if parts and (line := one_line("".join(parts))):
                    yield line
                parts = []
            text = node.text if event == "start" and node is not skipped else None
            if event == "end":
                text = node.tail
            if text:
                parts.append(text)
        if parts and (line := one_line("".join(parts))):
            yield line

    @cached_property
    def _several(self) -> bool:
        return next(islice(self._hints.root.iter("article"), 1, None), None) is not None

    @cached_property
    def _holders(self) -> frozenset[Element]:
        return frozenset(() if self.element is None else self.element.iterancestors())


def _levels(element: Element) -> Iterator[Element]:
    yield element
    for parent in element.iterancestors():
        if parent.tag in ("body", "html"):
            return
        yield parent

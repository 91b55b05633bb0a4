"""What a page tells of its article, and where: gathered in one pass over its tree, unjudged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree

from scraper.extract.jsonld import article_node
from scraper.extract.tree import Element, raw_text, text_of

# By the attribute, not by the element: there are fewer of them.
_MARKED = etree.XPath("//@itemprop/..")
_RELATED = etree.XPath("//@rel[. = 'author']/..")
_NAMED = etree.XPath(
    "//@class[contains(., 'uthor') or contains(., 'yline') or contains(., 'yLine')]/.."
)
_MAX_ELEMENTS = 400


@dataclass
class Hints:
    """The parts of a page that speak of its article. Elements stand in the page's order."""

    root: Element
    meta: Mapping[str, list[str]]  # by name in lower case: what each says, never empty
    node: Mapping[str, Any]  # JSON-LD
    window: str  # the <title>
    heads: list[Element] = field(default_factory=list)
    times: list[Element] = field(default_factory=list)
    links: list[Element] = field(default_factory=list)

    def told(self, *names: str) -> str:
        """The first thing that the first of these <meta> says; "" if none is there."""
        return next((self.meta[name][0] for name in names if name in self.meta), "")

    @cached_property
    def headings(self) -> list[str]:
        """What each <h1> says."""
        return [text_of(head) for head in self.heads[:20]]

    @cached_property
    def marked(self) -> dict[str, list[Element]]:
        """The elements with microdata, by each of their `itemprop` names."""
        found: dict[str, list[Element]] = {}
        for element in _found(_MARKED, self.root):
            for name in (element.get("itemprop") or "").split()[:5]:
                found.setdefault(name, []).append(element)
        return found

    @cached_property
    def authors(self) -> list[Element]:
        """The elements that call themselves the author of what is around them."""
        return _found(_RELATED, self.root)

    @cached_property
    def bylines(self) -> list[Element]:
        """The elements whose class may be named for an author."""
        return _found(_NAMED, self.root)

    @cached_property
    def tag_links(self) -> list[Element]:
        """The links that call themselves tags."""
        return [a for a in self.root.iter("a") if "tag" in (a.get("rel") or "").split()]


def read_hints(root: Element) -> Hints:
    """The hints of a page. The tree is not changed."""
    meta: dict[str, list[str]] = {}
    scripts: list[str] = []
    window: str | None = None
    hints = Hints(root, meta, {}, "")
    for element in root.iter("meta", "title", "link", "time", "h1", "script"):
        match element.tag:
            case "meta":
                _add_meta(meta, element)
            case "title":
                window = raw_text(element) if window is None else window
            case "link":
                hints.links.append(element)
            case "time":
                hints.times.append(element)
            case "h1":
                hints.heads.append(element)
            case _:
                if "ld+json" in (element.get("type") or "").lower():
                    scripts.append(element.text or "")
    hints.node = article_node(scripts)
    hints.window = window or ""
    return hints


def _found(path: etree.XPath, root: Element) -> list[Element]:
    found = path(root)
    assert isinstance(found, list)
    return [element for element in found[:_MAX_ELEMENTS] if isinstance(element, Element)]


def _add_meta(meta: dict[str, list[str]], element: Element) -> None:
    get = element.get
    name = get("property") or get("name") or get("itemprop") or get("http-equiv") or ""
    content = (get("content") or "").strip()
    if name and content:
        said = meta.setdefault(name.strip().lower(), [])
        if len(said) < 50:
            said.append(content)

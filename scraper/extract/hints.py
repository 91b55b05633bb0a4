"""What a page tells of its article, and where: gathered in one pass over its tree, unjudged."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, cast
from urllib.parse import urlsplit

from lxml import etree

from scraper.extract.jsonld import addresses_of, article_node, text_value
from scraper.extract.titles import is_alike
from scraper.extract.tree import Element, raw_text, text_of
from scraper.urls import absolute

# By the attribute, not by the element: there are fewer of them.
_MARKED = etree.XPath("//*/@itemprop/..")
_RELATED = etree.XPath("//a/@rel/..")
_CLASSES = etree.XPath("//*/@class", smart_strings=False)
_ASKED = ("meta", "title", "link", "time", "h1", "script", "base")
_MAX_ELEMENTS = 400
_DESCRIPTIONS = frozenset(("description", "og:description", "twitter:description"))
_MAX_DESCRIPTIONS = 20


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
    bases: list[Element] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)

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
        """The links that call themselves the way to the author of what is around them."""
        return [a for a in self._related if a.get("rel") == "author"]

    @cached_property
    def bylines(self) -> list[Element]:
        """The elements whose class may be named for an author."""
        # Asked of all names at once: most pages have none like that.
        classes = cast("list[str]", _CLASSES(self.root))
        names = "\n".join(classes)
        if "uthor" not in names and "yline" not in names and "yLine" not in names:
            return []
        named = {c for c in classes if "uthor" in c or "yline" in c or "yLine" in c}
        found = (element for element in self.root.iter() if element.get("class") in named)
        return list(islice(found, _MAX_ELEMENTS))

    @cached_property
    def tag_links(self) -> list[Element]:
        """The links that call themselves tags."""
        return [a for a in self._related if "tag" in (a.get("rel") or "").split()]

    @cached_property
    def _related(self) -> list[Element]:
        return cast("list[Element]", _RELATED(self.root))


def read_hints(root: Element, url: str = "") -> Hints:
    """The hints of the page at `url`. The tree is not changed."""
    found: dict[str, list[Element]] = {name: [] for name in _ASKED}
    for element in root.iter(*_ASKED):
        found[element.tag].append(element)
    meta, descriptions = _read_meta(found["meta"])
    scripts = [
        script.text or ""
        for script in found["script"]
        if (kind := script.get("type")) and "ld+json" in kind.lower()
    ]
    hints = Hints(
        root,
        meta,
        node={},
        window=raw_text(found["title"][0]) if found["title"] else "",
        heads=found["h1"],
        times=found["time"],
        links=found["link"],
        bases=found["base"],
        descriptions=descriptions,
    )
    hints.node = article_node(scripts, lambda node: _is_other(node, hints, url))
    return hints


def _is_other(node: dict[str, Any], hints: Hints, url: str) -> bool:
    """Whether JSON-LD speaks of another story: its address and its headline are not the page's.

    Either alone is common: templates give the site's address, editors several headlines.
    """
    headlines = [name for key in ("headline", "name") if (name := text_value(node.get(key)))]
    named = {_place(address, url) for address in addresses_of(node)} - {None}
    if not headlines or not named:
        return False
    links = [e.get("href") or "" for e in hints.links if "canonical" in (e.get("rel") or "")]
    own = {_place(address, url) for address in (url, *links, hints.told("og:url")) if address}
    if not own - {None} or named & own:
        return False
    titles = [hints.told("og:title"), hints.told("twitter:title"), hints.window, *hints.headings]
    shown = [html.unescape(title) for title in titles if title.strip()]
    told = [html.unescape(name) for name in headlines]
    return bool(shown) and not any(is_alike(name, title) for name in told for title in shown)


def _place(address: str, base: str) -> tuple[str, str] | None:
    """What of an address names its page; None if it is none."""
    try:
        parts = urlsplit(absolute(address, base) if base else address)
    except ValueError:
        return None
    if not parts.netloc:
        return None
    return parts.netloc.lower().removeprefix("www."), f"{parts.path.rstrip('/')}?{parts.query}"


def _found(path: etree.XPath, root: Element) -> list[Element]:
    found = path(root)
    assert isinstance(found, list)
    return [element for element in found[:_MAX_ELEMENTS] if isinstance(element, Element)]


def _read_meta(elements: Iterable[Element]) -> tuple[dict[str, list[str]], list[str]]:
    """What each <meta> says by its name, and those that describe the article, in order."""
    meta: dict[str, list[str]] = {}
    descriptions: list[str] = []
    for element in elements:
        get = element.get
        name = get("property") or get("name") or get("itemprop") or get("http-equiv")
        if not name:
            continue
        content = (get("content") or "").strip()
        if not content:
            continue
        name = name.strip().lower()
        said = meta.setdefault(name, [])
        if len(said) < 50:
            said.append(content)
        if name in _DESCRIPTIONS and len(descriptions) < _MAX_DESCRIPTIONS:
            descriptions.append(content)
    return meta, descriptions

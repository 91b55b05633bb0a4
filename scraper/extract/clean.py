"""An article's element made safe and plain: what may stand in a body, and nothing else.

Order matters. Pictures first (their addresses hide in what is dropped next), then removals,
then addresses and attributes, and last the shape: blocks in a row, no empty leftovers.
"""

from __future__ import annotations

import re

from scraper.extract.code import code_blocks
from scraper.extract.embeds import EMBED, embeds_to_links
from scraper.extract.formulas import keep_formulas
from scraper.extract.images import resolve_images
from scraper.extract.junk import drop_hidden, drop_machinery, drop_share_bars
from scraper.extract.shape import drop_empty, into_blocks, layout_tables
from scraper.extract.tree import Element, below, rename, tag_of, unwrap
from scraper.urls import absolute

_ALLOWED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        """
        p h1 h2 h3 h4 h5 h6 ul dl dt dd table thead tbody tfoot tr caption figure figcaption
        details summary hr br em strong b i u s del ins mark small sub sup kbd samp var code pre
        cite dfn ruby rb rt rp rtc abbr div math
        """.split(),
        (),
    ),
    "a": ("href", "title"),
    "abbr": ("title",),
    "annotation": ("encoding",),
    "bdo": ("dir",),
    "blockquote": ("cite",),
    "code": ("class",),
    "details": ("open",),
    "img": ("src", "alt", "title"),
    "li": ("value",),
    "ol": ("start", "reversed", "type"),
    "pre": ("class",),
    "q": ("cite",),
    "td": ("colspan", "rowspan", "align"),
    "th": ("colspan", "rowspan", "align", "scope"),
    "time": ("datetime",),
}
_RENAMED = {"strike": "s", "tt": "code", "xmp": "pre", "listing": "pre", "acronym": "abbr"}
_SCHEMES = ("http://", "https://", "mailto:")
_LANGUAGE = re.compile(r"language-[\w+#.-]{1,40}")


def clean(element: Element, base_url: str, *, keep_marks: bool = False) -> None:
    """Cleans what is below `element`, in place: safe elements, absolute http(s) and mailto URLs."""
    resolve_images(element, base_url)
    embeds_to_links(element, base_url)
    code_blocks(element)
    keep_formulas(element)
    drop_machinery(element)
    drop_hidden(element)
    drop_share_bars(element)
    layout_tables(element)
    jumps = _jumps(element, base_url)
    _addresses(element, base_url)
    _allow(element, jumps)
    into_blocks(element)
    drop_empty(element)
    if not keep_marks:
        drop_marks(element)


def drop_marks(element: Element) -> None:
    """Takes off what trimming needed to know."""
    for marked in element.iter("p"):
        if marked.get(EMBED) is not None:
            del marked.attrib[EMBED]


def _jumps(root: Element, base_url: str) -> frozenset[str]:
    """The names that links of the body lead to within it: notes, and the way back from them."""
    here = base_url.partition("#")[0]
    targets = ((a.get("href") or "").strip().partition("#") for a in root.iter("a"))
    return frozenset(name for before, _, name in targets if name and before in ("", here))


def _addresses(root: Element, base_url: str) -> None:
    for element in below(root):
        for name in ("href", "cite"):
            if (value := element.get(name)) is None:
                continue
            # An anchor without words or address is a jump mark; a bad one loses only its link.
            url = absolute(value, base_url) if value.strip() else ""
            if url.lower().startswith(_SCHEMES):
                element.set(name, url)
            elif name == "href" and tag_of(element) == "a":
                unwrap(element)
            else:
                del element.attrib[name]


def _allow(root: Element, jumps: frozenset[str]) -> None:
    for element in below(root):
        tag = tag_of(element)
        mark = element.get("id") or (element.get("name") if tag == "a" else None)
        mark = mark if mark in jumps else None
        if tag in _RENAMED:
            rename(element, _RENAMED[tag])
            tag = _RENAMED[tag]
        allowed = _ALLOWED.get(tag)
        if allowed is None:
            if tag in _CONTAINERS:
                _as_div(element)
                _set_mark(element, mark)
            else:
                _set_mark(element.getparent(), mark)
                unwrap(element)
            continue
        if tag == "a" and element.get("href") is None:
            _set_mark(element.getparent(), mark)
            unwrap(element)
            continue
        _set_mark(element, mark)
        direction = (element.get("dir") or "").lower()
        for name in list(element.attrib):
            if name not in allowed and name != ("id" if mark else EMBED if tag == "p" else ""):
                del element.attrib[name]
        if direction == "rtl" and tag in ("p", "blockquote", "ul", "ol", "table"):
            element.set("dir", "rtl")
        if (names := element.get("class")) is not None and not _LANGUAGE.fullmatch(names):
            del element.attrib["class"]


def _set_mark(element: Element | None, mark: str | None) -> None:
    """The name stays with the element, or goes to the one around it that has none."""
    if mark and element is not None and element.get("id") in (None, mark):
        element.set("id", mark)


_CONTAINERS = frozenset(
    "section article main aside header footer center hgroup address body html dir".split()
)


def _as_div(element: Element) -> None:
    rename(element, "div")

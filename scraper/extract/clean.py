"""An article's element made safe and plain: what may stand in a body, and nothing else.

Order matters. Pictures first (their addresses hide in what is dropped next), then removals,
then jumps, addresses and attributes, and last the shape: blocks in a row, no empty leftovers.
"""

from __future__ import annotations

import re
from typing import cast

from scraper.extract.addresses import resolved
from scraper.extract.code import code_blocks
from scraper.extract.embeds import embeds_to_links
from scraper.extract.formulas import DISPLAY, INLINE, keep_formulas
from scraper.extract.images import resolve_images
from scraper.extract.junk import drop_hidden, drop_machinery, drop_share_bars
from scraper.extract.notes import (
    SIDE_NOTE,
    dissolve_anchor,
    keep_side_notes,
    set_mark,
    settle_jumps,
)
from scraper.extract.shape import drop_empty, into_blocks, layout_tables
from scraper.extract.trace import Trace
from scraper.extract.tree import Element, rename, staying, tag_of, to_unwrap, unwrap_marked
from scraper.markdown.source import ALIGNED

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
    "span": ("class",),
    "td": ("colspan", "rowspan", "align"),
    "th": ("colspan", "rowspan", "align", "scope"),
    "time": ("datetime",),
}
# What needs no look where it has no attributes.
_BARE = frozenset(_ALLOWED) - {"a", "span"}
_ADDRESSES = {"a": "href", "blockquote": "cite", "q": "cite"}
_RENAMED = {"strike": "s", "tt": "code", "xmp": "pre", "listing": "pre", "acronym": "abbr"}
_CONTAINERS = frozenset(
    "section article main aside header footer center hgroup address body html dir".split()
)
# A note, tip or warning beside the text: what generators of documents call its box.
_BOXES = frozenset("div aside section".split())
_CALLOUTS = frozenset("admonition callout admonitionblock markdown-alert".split())
_DIRECTED = frozenset("p blockquote ul ol table".split())
_SCHEMES = ("http://", "https://", "mailto:")
_NAMES = re.compile(rf"language-[\w+#.-]{{1,40}}|{INLINE}|{DISPLAY}|{SIDE_NOTE}")


def clean(
    element: Element, base_url: str, *, prepared: bool = False, trace: Trace | None = None
) -> None:
    """Cleans what is below `element`, in place: safe elements, absolute http(s) and mailto URLs.

    In a `prepared` one, code and formulas are in one piece already.
    """
    keep_side_notes(element)
    resolve_images(element, base_url)
    embeds_to_links(element, base_url)
    if not prepared:
        code_blocks(element)
        keep_formulas(element)
    drop_machinery(element, trace)
    drop_hidden(element, trace)
    drop_share_bars(element, trace)
    layout_tables(element)
    _allow(element, base_url, settle_jumps(element, base_url))
    into_blocks(element)
    drop_empty(element)


def _allow(root: Element, base_url: str, jumps: frozenset[str]) -> None:
    """Only the elements and attributes of a body, links absolute."""
    for element in list(root.iter())[1:]:
        items = element.items()
        if not items and element.tag in _BARE:
            continue
        tag = tag_of(element)
        given = cast("dict[str, str]", dict(items))
        mark = None
        if jumps:
            mark = given.get("id") or (given.get("name") if tag == "a" else None)
            mark = mark if mark in jumps else None
        if tag in _RENAMED:
            rename(element, tag := _RENAMED[tag])
            given = {}
        elif tag in _BOXES and not _CALLOUTS.isdisjoint(given.get("class", "").split()):
            rename(element, tag := "blockquote")
            given = {}
        allowed = _ALLOWED.get(tag)
        if tag == "span" and given.get("class") not in (INLINE, DISPLAY, SIDE_NOTE):
            allowed = None
        if allowed is None:
            if tag in _CONTAINERS:
                rename(element, "div")
                set_mark(element, mark)
            else:
                set_mark(staying(element.getparent()), mark)
                to_unwrap(element)
            continue
        kept = _kept(given, tag, allowed, base_url) if allowed or "dir" in given else {}
        if tag == "a" and "href" not in kept:
            dissolve_anchor(element, mark)
            continue
        if kept.keys() != given.keys():
            element.attrib.clear()  # one by one, lxml finds no name with a brace in it
            given = {}
        for name, value in kept.items():
            if given.get(name) != value:
                element.set(name, value)
        set_mark(element, mark)
    unwrap_marked(root)


def _kept(
    given: dict[str, str], tag: str, allowed: tuple[str, ...], base_url: str
) -> dict[str, str]:
    """What stays of the attributes. A bad address goes, and with it the link, never the words."""
    kept = {name: value for name, value in given.items() if name in allowed}
    if (name := _ADDRESSES.get(tag)) is not None and (value := kept.get(name)) is not None:
        url = resolved(value, base_url) if value.strip() else ""
        if url.lower().startswith(_SCHEMES):
            kept[name] = url
        else:
            del kept[name]
    if tag in ("td", "th") and (set_so := ALIGNED.search(given.get("style", ""))):
        kept["align"] = set_so[1].lower()
    if tag in _DIRECTED and given.get("dir", "").lower() == "rtl":
        kept["dir"] = "rtl"
    if (names := kept.get("class")) is not None and not _NAMES.fullmatch(names):
        del kept["class"]
    return kept

"""What a page holds folded away, laid open before anything is judged.

An article in a shadow root or for browsers without scripts; panels that a control of the page
opens; letters that only readers' aids pass over. Right after parsing, and only looked for where
the page's text names such a thing.
"""

from __future__ import annotations

import re
from typing import cast

from lxml import etree

from scraper.extract.letters import show_letters

Element = etree._Element

_STRING = etree.XPath("string()", smart_strings=False)
_SHADOWS = etree.XPath("//template[@shadowrootmode or @shadowroot]")
_SHOWN = etree.XPath(
    "//body//text()[not(ancestor::noscript or ancestor::script or ancestor::style"
    " or ancestor::template)]",
    smart_strings=False,
)
_OPENERS = etree.XPath(
    "//*[@aria-controls][@role='tab' or ancestor::h2 or ancestor::h3 or ancestor::h4"
    " or ancestor::h5 or ancestor::dt]"
)
_PANELS = etree.XPath(
    "//*[@role='tabpanel' or contains(@class, 'spoiler') or (@id and (@hidden or @style))]"
)
_HIDES = re.compile(r"display:none|visibility:hidden")
_ARTICLE = 400


def unfold(root: Element, text: str) -> None:
    """Lays open what is folded away in the page below `root`, whose source is `text`."""
    if "shadowroot" in text:
        for template in _found(_SHADOWS, root):
            template.tag = "div"
    if "<noscript" in text:
        _read_noscript(root)
    named = "tabpanel" in text or "spoiler" in text
    if named or "aria-controls" in text:
        _open_panels(root, named=named)
    if "aria-hidden" in text:
        show_letters(root, text)


def _read_noscript(root: Element) -> None:
    """An article for browsers without scripts is read where the page shows less than it."""
    long = [n for n in root.iter("noscript") if len(str(_STRING(n))) >= _ARTICLE]
    if not long:
        return
    shown = cast("list[str]", _SHOWN(root))
    if sum(map(len, map(str.strip, shown))) < sum(len(str(_STRING(n)).strip()) for n in long):
        for noscript in long:
            noscript.tag = "div"


def _open_panels(root: Element, *, named: bool) -> None:
    """Panels that a tab or a heading's button opens are shown, as are spoilers."""
    opened = {name for e in _found(_OPENERS, root) for name in _controlled(e)}
    if not opened and not named:
        return
    for panel in _found(_PANELS, root):
        names = (panel.get("class") or "").lower().split()
        if panel.get("role") == "tabpanel" or panel.get("id") in opened or _is_spoiler(names):
            _show(panel)


def _controlled(opener: Element) -> list[str]:
    return (opener.get("aria-controls") or "").split()


def _is_spoiler(names: list[str]) -> bool:
    return any(name.startswith("spoiler") or name.endswith("spoiler") for name in names)


def _show(panel: Element) -> None:
    for name in ("hidden", "aria-hidden"):
        if name in panel.attrib:
            del panel.attrib[name]
    if _HIDES.search((panel.get("style") or "").replace(" ", "").lower()):
        del panel.attrib["style"]


def _found(path: etree.XPath, root: Element) -> list[Element]:
    return cast("list[Element]", path(root))

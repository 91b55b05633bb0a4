"""Links within the page: notes and the way back stay, what only helps to link to a place goes."""

from __future__ import annotations

import re
from itertools import islice

from scraper.extract.tree import HEADINGS, Element, drop, raw_text, staying, to_unwrap, unwrap
from scraper.markdown.asides import SIDE_NOTES, SWITCHES

SIDE_NOTE = "sidenote"
# What a link beside a heading says that only offers the heading's own address.
_PERMALINK = re.compile(
    "[#\u00b6\u00a7\u2693\u221e\U0001f517\ufe0e\ufe0f\u200b\u2060\ufeff\ue000-\uf8ff\\s]*"
    "|permalink|permanent link|anchor|direct link to .{0,200}|link to (?:this|section) .{0,200}",
    re.IGNORECASE | re.DOTALL,
)
_NAMED = re.compile(r"permalink|headerlink|headeranchor|heading-?(?:anchor|link)|hash-?link|anchor")
_BACK = re.compile("[\u21a9\u2191\u23ce\u2934\u21b5\u2b06^\ufe0e\ufe0f\\s]+")


def keep_side_notes(root: Element) -> None:
    """Notes in the margin, as spans of one class; what unfolds them on small screens goes."""
    for element in list(root.iter("span", "small", "aside", "label")):
        if not (names := (element.get("class") or "").split()):
            continue
        if element.tag == "label" and not SWITCHES.isdisjoint(names):
            drop(element)
        elif element.tag != "label" and not SIDE_NOTES.isdisjoint(names):
            element.tag = "span"
            element.set("class", SIDE_NOTE)


def settle_jumps(root: Element, base_url: str) -> frozenset[str]:
    """The names that links lead to within the page; links of headings to themselves taken off."""
    here = base_url.partition("#")[0]
    for heading in list(root.iter(*HEADINGS)):
        for link in list(heading.iter("a")):
            _settle(link, heading, here)
        around = next(heading.iterancestors("a"), None)
        alone = around is not None and len(list(islice(around.iter(*HEADINGS), 2))) == 1
        if around is not None and around is not root and alone:
            _settle(around, heading, here)
    names: set[str] = set()
    for link in list(root.iter("a")):
        href = (link.get("href") or "").strip()
        if name := _jump(href, here):
            names.add(name)
        elif href == "#" and link is not root:
            if _BACK.fullmatch(raw_text(link).strip()):
                drop(link)  # a button that goes back in the browser
            else:
                del link.attrib["href"]
        elif "headerlink" in (link.get("class") or "") and _PERMALINK.fullmatch(raw_text(link)):
            drop(link)
    return frozenset(names)


def _jump(href: str, here: str) -> str:
    """The name that a link leads to within the page; "" for all other links."""
    if "#" not in href:
        return ""
    before, _, name = href.partition("#")
    return name if before in ("", here) else ""


def _settle(link: Element, heading: Element, here: str) -> None:
    """Takes a heading's link to itself off: all of it where it is a sign, else the link alone."""
    name = _jump((link.get("href") or "").strip(), here)
    text = raw_text(link)
    is_sign = _PERMALINK.fullmatch(text) and next(link.iter("img"), None) is None
    if is_sign and (name or _is_named(link)):
        drop(link)
    elif name and (_leads_to(heading, name) or text.strip() == raw_text(heading).strip()):
        if (mark := link.get("id") or link.get("name")) and heading.get("id") is None:
            heading.set("id", mark)
        unwrap(link)


def _is_named(link: Element) -> bool:
    said = " ".join(link.get(key) or "" for key in ("class", "title", "aria-label")).lower()
    return _NAMED.search(said) is not None


def _leads_to(heading: Element, name: str) -> bool:
    if any(part.get("id") == name for part in heading.iter()):
        return True
    above = heading.getparent()
    return above is not None and above.get("id") == name


def set_mark(element: Element | None, mark: str | None) -> None:
    """The name stays with the element, or goes to the one around it that has none."""
    if mark and element is not None and element.get("id") in (None, mark):
        element.set("id", mark)


def dissolve_anchor(anchor: Element, mark: str | None) -> None:
    """A jump mark dissolved; its name goes to what it holds, else to what is around it.

    It waits for `unwrap_marked`. Where that has another name already, the mark stays.
    """
    if mark:
        parent = staying(anchor.getparent())
        if len(anchor) == 1 and anchor[0].get("id") in (None, mark):
            anchor[0].set("id", mark)
        elif parent is not None and parent.get("id") in (None, mark):
            parent.set("id", mark)
        elif raw_text(anchor).strip():
            anchor.attrib.clear()
            anchor.set("id", mark)
            return
    to_unwrap(anchor)


def hand_down(room: Element) -> None:
    """The name of an element that will be dissolved goes to the first it holds."""
    if (mark := room.get("id")) and len(room) and room[0].get("id") is None:
        room[0].set("id", mark)

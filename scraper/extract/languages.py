"""Which elements of a page tell the language of a code block."""

from __future__ import annotations

from scraper.extract.tree import Element, is_crowded, tag_of
from scraper.markdown.languages import spelled, told_language


def named_language(pre: Element) -> str:
    """The language that a block or a box close around it is named for; "" if none is."""
    inner = next(pre.iter("code"), None)
    near = [pre] if inner is None or inner is pre else [pre, inner]
    near += [child for child in pre if child.attrib and child is not inner][:2]
    for element in near:
        if found := _of(element, own=True):
            return found
    parent = pre.getparent()
    for _ in range(3):
        if parent is None or is_crowded(parent, 3) or parent.tag in ("body", "html"):
            break
        if found := _of(parent, own=False):
            return found
        parent = parent.getparent()
    return ""


def _of(element: Element, *, own: bool) -> str:
    return spelled(told_language(tag_of(element), element.get, own=own))

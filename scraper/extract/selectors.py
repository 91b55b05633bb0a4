"""The CSS selectors of `config/sites.yaml`, found in the tree (cssselect makes them XPath)."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

from scraper.extract.tree import Element


def select(root: Element, selector: str) -> list[Element]:
    """The elements below `root` that the selector names, in the page's order.

    Raises ValueError when the selector is not understood.
    """
    found = _xpath(selector)(root)
    return [n for n in found if isinstance(n, Element)] if isinstance(found, list) else []


@lru_cache(maxsize=512)
def _xpath(selector: str) -> etree.XPath:
    # Only sites with a rule need it: 10 ms.
    from cssselect import HTMLTranslator, SelectorError

    try:
        return etree.XPath(HTMLTranslator().css_to_xpath(selector))
    except SelectorError as error:
        raise ValueError(f"the selector {selector!r} is not understood ({error})") from error

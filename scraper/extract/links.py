"""The links of a page that is a list of articles."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.charset import decode
from scraper.extract.bounds import bounded
from scraper.extract.metadata import base_of
from scraper.extract.selectors import select
from scraper.extract.tree import Element, parse, text_of
from scraper.model import Fetched
from scraper.urls import canonical

MAX_LINKS = 20_000


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads, canonical, and its words."""

    url: str
    text: str


def page_links(fetched: Fetched, *selectors: str) -> tuple[tuple[Link, ...], ...]:
    """The links that each CSS selector names on a page, in its order, to http(s) addresses.

    A selector may also name what holds a link: the first in it counts. Raises ExtractError where
    there is no page, ValueError where a selector is not understood.
    """
    root = parse(bounded(decode(fetched.body, fetched.content_type, "html").text))
    base = base_of(root, fetched.final_url)
    return tuple(
        tuple(
            Link(url, text_of(element))
            for element in select(root, selector)[:MAX_LINKS]
            if (url := canonical(_href(element), base)) is not None
        )
        for selector in selectors
    )


def _href(element: Element) -> str:
    """The address of a link, or of the first in an element; "" leads to no page."""
    href = element.get("href")
    if href is None:
        href = next((a.get("href") for a in element.iter("a") if a.get("href")), None)
    href = (href or "").strip()
    return "mailto:" if not href or href.startswith("#") else href

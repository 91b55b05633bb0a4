"""Things that play or scroll inside a page, as links: an archive must not lose what was shown."""

from __future__ import annotations

from urllib.parse import urlsplit

from scraper.extract.addresses import resolved
from scraper.extract.tree import Element, drop, new, one_line
from scraper.urls import host_of

_EMBEDS = "iframe video audio embed object amp-iframe amp-video".split()


def embeds_to_links(root: Element, base_url: str) -> None:
    """Each frame, player or object below `root` a `<p><a href>`; one without an address goes."""
    for element in list(root.iter(*_EMBEDS)):
        if element is not root and element.getparent() is not None:
            _to_link(element, base_url)


def _to_link(element: Element, base_url: str) -> None:
    url = resolved(_source(element), base_url)
    itself = url.partition("#")[0] == base_url.partition("#")[0]  # a player without an address
    if itself or not url.startswith(("http://", "https://")) or _is_invisible(element):
        drop(element)
        return
    words = one_line(element.get("title") or element.get("aria-label") or "")
    link = new("a", words or _readable(url))
    link.set("href", url)
    paragraph = new("p")
    paragraph.append(link)
    element.addprevious(paragraph)
    drop(element)


def _source(element: Element) -> str:
    for name in ("src", "data-src", "data-lazy-src", "data"):
        value = (element.get(name) or "").strip()
        if value and not value.startswith(("about:", "data:", "javascript:")):
            return value
    for source in element.iter("source"):
        if value := (source.get("src") or "").strip():
            return value
    return ""


def _is_invisible(element: Element) -> bool:
    return any(
        (element.get(side) or "").removesuffix("px") in ("0", "1") for side in ("width", "height")
    )


def _readable(url: str) -> str:
    host = host_of(url).removeprefix("www.")
    path = urlsplit(url).path.rstrip("/")
    return f"{host}{path}" if len(path) < 60 else host

"""Things that play or scroll inside a page, as links: an archive must not lose what was shown."""

from __future__ import annotations

from scraper.extract.addresses import resolved
from scraper.extract.tree import Element, drop, new, one_line
from scraper.markdown.players import card

_WEB = ("http://", "https://")
_EMBEDS = "iframe video audio embed object amp-iframe amp-video".split()


def embeds_to_links(root: Element, base_url: str) -> None:
    """Each frame, player or object below `root` a `<p><a href>`; one without an address goes."""
    for element in list(root.iter(*_EMBEDS)):
        if element is not root and element.getparent() is not None:
            _to_link(element, base_url)


def _to_link(element: Element, base_url: str) -> None:
    source = _source(element)
    url = resolved(source, base_url)
    words = one_line(element.get("title") or element.get("aria-label") or "")
    poster = resolved(element.get("poster") or "", base_url) if element.get("poster") else ""
    if source.startswith("blob:") or (poster and not source):
        url = base_url  # only the page's own script has the film: it is watched there
    elif url.partition("#")[0] == base_url.partition("#")[0]:
        url = ""  # a player without an address
    if not url.startswith(_WEB) or _is_invisible(element):
        drop(element)
        return
    found = card(url, words, poster if poster.startswith(_WEB) else "")
    link = new("a", "" if found.poster else found.words)
    link.set("href", found.url)
    if found.poster:
        picture = new("img")
        picture.set("src", found.poster)
        picture.set("alt", found.words)
        link.append(picture)
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

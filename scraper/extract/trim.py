"""The ends of a body cut to where the article begins and ends, and strangers inside it removed.

Works on a clean body: a row of blocks. About three quarters of what generic extraction has too
much stands before the first and after the last sentence.
"""

from __future__ import annotations

import re

from scraper.extract.candidates import squash
from scraper.extract.embeds import EMBED
from scraper.extract.phrases import BYLINE, CREDIT, DISCLAIMER, READ_ALSO, ends_like_a_sentence
from scraper.extract.tree import HEADINGS, Element, drop, tag_of, text_of, weight
from scraper.urls import host_of

_LABELS = HEADINGS | frozenset("ul ol p hr".split())
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg")
_SELLS = re.compile(r"subscri|promo|campaign|utm_|/ads?/|adclick", re.IGNORECASE)
_SOLID = frozenset("table pre figure dl details".split())


def trim(body: Element, titles: frozenset[str], base_url: str) -> None:
    """Removes headline, byline and share rows before the text, credits and lists of links after
    it, and "read also" lines inside. `titles` are the article's, squashed.
    """
    _trim_inside(body, titles)
    if any(_is_sentence(child, text_of(child)) for child in body):
        _trim_start(body)
        _cut_at_related(body)
        _trim_end(body, host_of(base_url))


def _trim_inside(body: Element, titles: frozenset[str]) -> None:
    children = list(body)
    heads = sum(1 for child in children if child.tag == "h1")
    for position, child in enumerate(children):
        text = text_of(child)
        if child.tag in _SOLID or not text:
            continue
        size = weight(text)
        early = position < 6
        if (
            (early and squash(text) in titles and child.tag in HEADINGS | {"p"})
            or (child.tag == "h1" and early and heads == 1)
            or _leads_away(child, text, size)
        ):
            drop(child)


def _leads_away(child: Element, text: str, size: int) -> bool:
    if child.tag in HEADINGS:
        return False
    if READ_ALSO.match(text):
        return size < 200 and _link_share(child) > 0.3
    if CREDIT.match(text):
        return size < 60 and not ends_like_a_sentence(text)
    # A line that is one link, all capitals, is a headline of another article.
    return size < 160 and text.isupper() and _link_share(child) > 0.8


def _trim_start(body: Element) -> None:
    for child in list(body):
        text = text_of(child)
        if _is_sentence(child, text):
            return
        if child.tag in _SOLID or _shows_picture(child):
            continue
        following = child.getnext()
        if (
            child.tag in HEADINGS
            and not BYLINE.match(text)
            and following is not None
            and _is_sentence(following, text_of(following))
        ):
            continue
        size = weight(text)
        if child.tag in _LABELS and size < 400:
            drop(child)


def _trim_end(body: Element, host: str) -> None:
    verse = _is_verse(body)
    shown: list[Element] = []  # pictures and players: kept where the text reaches them
    for child in reversed(list(body)):
        text = text_of(child)
        size = weight(text)
        if _is_banner(child, host) or child.tag == "hr":
            drop(child)
        elif child.tag in _SOLID and size:
            return
        elif child.get(EMBED) or (_shows_picture(child) and size < 20) or child.tag in _SOLID:
            shown.append(child)
        elif _is_trailer(child, text, size, verse):
            for picture in shown:
                drop(picture)
            shown.clear()
            drop(child)
        else:
            return


def _is_trailer(child: Element, text: str, size: int, verse: bool) -> bool:
    if child.tag in HEADINGS:
        return True
    if any(element.get("id") for element in child.iter()):
        return False  # notes: the text leads here
    if (CREDIT.match(text) or READ_ALSO.match(text)) and size < 300:
        return True
    if DISCLAIMER.match(text) and size < 900:
        return True
    if _link_share(child) > (0.6 if size < 200 else 0.9):
        return True
    return not verse and not _is_sentence(child, text) and _is_label(child, text, size)


def _is_verse(body: Element) -> bool:
    """Whether short lines without an end are how this text is written."""
    lines = [(p, text_of(p)) for p in body if p.tag == "p"]
    short = sum(1 for p, text in lines if not _link_share(p) and not _is_sentence(p, text))
    return short > 4 and short * 5 > len(lines) * 2


def _is_banner(child: Element, host: str) -> bool:
    """A picture without words that leads to another house."""
    if weight(text_of(child)) > 20 or not _shows_picture(child):
        return False
    for picture in child.iter("img"):
        link = next(picture.iterancestors("a"), None)
        target = (link.get("href") or "") if link is not None else ""
        at_home = host_of(target).split(".")[-2:] == host.split(".")[-2:]
        is_picture = target.lower().partition("?")[0].endswith(_PICTURES)
        if not target or is_picture or (at_home and not _SELLS.search(target)):
            return False
    return True


def _cut_at_related(body: Element) -> None:
    """A heading such as "Related" with nothing but links below it ends the article."""
    for child in body:
        if child.tag not in HEADINGS | {"p"}:
            continue
        text = text_of(child)
        if weight(text) > 60 or not (READ_ALSO.match(text) or CREDIT.match(text)):
            continue
        rest = list(child.itersiblings())
        linked = sum(weight(text_of(r)) * _link_share(r) for r in rest)
        total = sum(weight(text_of(r)) for r in rest)
        if linked * 2 > total or total < 200:
            for sibling in [child, *rest]:
                drop(sibling)
            return


def _is_label(child: Element, text: str, size: int) -> bool:
    if child.tag in ("ul", "ol"):
        return size < 200 and _link_share(child) > 0.3
    return size < 60 and child.tag != "blockquote" and not ends_like_a_sentence(text)


def _is_sentence(child: Element, text: str) -> bool:
    if child.tag in HEADINGS or _link_share(child) > 0.6:
        return False
    size = weight(text)
    if BYLINE.match(text) and size < 80 and not ends_like_a_sentence(text):
        return False
    if CREDIT.match(text) and size < 160:
        return False
    return size >= 120 or (size >= 40 and ends_like_a_sentence(text))


def _link_share(child: Element) -> float:
    total = weight(text_of(child))
    if not total:
        return 0.0
    return sum(weight(text_of(a)) for a in child.iter("a")) / total


def _shows_picture(child: Element) -> bool:
    return tag_of(child) == "img" or next(child.iter("img"), None) is not None

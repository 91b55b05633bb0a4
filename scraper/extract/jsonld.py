"""What a page says of itself in JSON-LD, read with all the patience that strangers' JSON needs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scraper.extract.tree import Element, one_line

_ARTICLES = (
    "newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle "
    "reviewnewsarticle article blogposting liveblogposting socialmediaposting techarticle "
    "scholarlyarticle report advertisercontentarticle satiricalarticle creativework webpage"
).split()
_MAX_NODES = 5000


def article_node(root: Element) -> dict[str, Any]:
    """The JSON-LD object that describes the page's article; empty where there is none."""
    best: dict[str, Any] = {}
    best_rank = len(_ARTICLES)
    for node in _nodes(root):
        kinds = node.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        for name in names:
            kind = str(name).rsplit("/", 1)[-1].lower()
            if kind in _ARTICLES and _ARTICLES.index(kind) < best_rank:
                best, best_rank = node, _ARTICLES.index(kind)
    return best


def text_value(value: object) -> str:
    """A JSON-LD value as one line: itself, its name, its URL, or its first member's."""
    for _ in range(5):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("url") or ""
        else:
            break
    return one_line(value) if isinstance(value, str) else ""


def names_of(value: object) -> list[str]:
    """The names of one or several authors."""
    members = value if isinstance(value, list) else [value]
    return [name for member in members[:20] if (name := text_value(member))]


def _nodes(root: Element) -> Iterator[dict[str, Any]]:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        pending = [_load(script.text or "")]
        seen = 0
        while pending and seen < _MAX_NODES:
            item = pending.pop(0)
            seen += 1
            if isinstance(item, list):
                pending.extend(item)
            elif isinstance(item, dict):
                yield item
                pending.extend(
                    item.get(key) for key in ("@graph", "mainEntity", "mainEntityOfPage")
                )


def _load(text: str) -> object:
    text = text.strip().removeprefix("<!--").removeprefix("//<![CDATA[").removesuffix("//]]>")
    text = text.removesuffix("-->").strip().rstrip(";")
    try:
        # strict=False: raw line breaks inside strings are the most common fault.
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None

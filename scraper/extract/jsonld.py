"""What a page says of itself in JSON-LD: the one object that describes its article."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from scraper.extract.mending import read_json
from scraper.extract.tree import one_line

_ARTICLES = (
    "newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle "
    "reviewnewsarticle article blogposting liveblogposting socialmediaposting techarticle "
    "scholarlyarticle report advertisercontentarticle satiricalarticle creativework webpage"
).split()
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage")
_MAX_NODES = 5000


def article_node(
    scripts: Iterable[str], is_other: Callable[[dict[str, Any]], bool] = lambda node: False
) -> dict[str, Any]:
    """The JSON-LD object that describes the page's article; empty where there is none.

    What it refers to by `@id` stands in its place, if the page describes that, too. One that
    `is_other` describes another page's article.
    """
    best: dict[str, Any] = {}
    best_rank = len(_ARTICLES)
    named: dict[str, dict[str, Any]] = {}
    for node in _nodes(scripts):
        if isinstance(name := node.get("@id"), str) and len(node) > 1:
            named.setdefault(name, node)
        for kind in kinds_of(node):
            if kind not in _ARTICLES or _ARTICLES.index(kind) >= best_rank:
                continue
            if not is_other(node):
                best, best_rank = node, _ARTICLES.index(kind)
    return {key: _resolved(value, named) for key, value in best.items()}


def kinds_of(node: dict[str, Any]) -> list[str]:
    """What an object calls itself, in lower case, without the vocabulary's address."""
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return [str(name).rsplit("/", 1)[-1].lower() for name in names[:10]]


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


def addresses_of(node: dict[str, Any]) -> list[str]:
    """The addresses that an object gives as those of its page."""
    told = [node.get("url"), node.get("mainEntityOfPage")]
    for page in [one for one in told if isinstance(one, dict)]:
        told += [page.get("@id"), page.get("url")]
    return [address for one in told if isinstance(one, str) and (address := one.strip())]


def names_of(value: object) -> list[str]:
    """The names of one or several authors."""
    members = value if isinstance(value, list) else [value]
    return [name for member in members[:20] if (name := text_value(member))]


def _nodes(scripts: Iterable[str]) -> Iterator[dict[str, Any]]:
    for script in scripts:
        pending: deque[object] = deque(read_json(script))
        seen = 0
        while pending and seen < _MAX_NODES:
            item = pending.popleft()
            seen += 1
            if isinstance(item, list):
                pending.extend(item)
            elif isinstance(item, dict):
                yield item
                pending.extend(item[key] for key in _HOLDERS if key in item)


def _resolved(value: object, named: dict[str, dict[str, Any]]) -> object:
    if isinstance(value, list):
        return [_resolved(member, named) for member in value[:_MAX_NODES]]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
        return named.get(str(value.get("@id")), value)
    return value

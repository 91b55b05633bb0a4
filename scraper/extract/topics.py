"""What an article is about, by the page's own words: its section, and a few tags."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from scraper.extract.hints import Hints
from scraper.extract.jsonld import names_of, text_value
from scraper.extract.titles import is_own_name
from scraper.extract.tree import one_line, text_of

_SEPARATOR = re.compile(r"\s*[,;，、；|]\s*")
# Tags for machines: `type:article`, `nid_12`, `{"a":1}`, addresses.
_FOR_MACHINES = re.compile(r"[:=/\\{}\[\]<>@_]")
_NO_SECTION = frozenset(
    "home homepage start startseite index root none null undefined 首页".split()
)
_LONGEST = 50
_WORDS = 6
_MAX_TAGS = 12
# Who lists more does so for search engines, on every page the same.
_TOO_MANY = 30


def find_section(hints: Hints, site: str, host: str) -> tuple[str, str]:
    """The part of the site that it stands in, and where that was found; "" twice if unknown."""
    candidates = [
        ("json-ld", text_value(hints.node.get("articleSection"))),
        *((name, hints.told(name)) for name in ("article:section", "og:section")),
        *((f"meta {name}", hints.told(name)) for name in ("section", "parsely-section")),
    ]
    for source, text in candidates:
        for part in _plain([text], site, host):
            if part.casefold() not in _NO_SECTION:
                return part, source
    return "", ""


def find_tags(hints: Hints, site: str, host: str) -> tuple[tuple[str, ...], str]:
    """Its tags, and where they were found: the first place that gives any that say something."""
    for source, texts in _places(hints):
        tags = list(_plain(texts, site, host))
        if tags and len(tags) <= _TOO_MANY:
            return tuple(tags[:_MAX_TAGS]), source
    return (), ""


def _places(hints: Hints) -> Iterator[tuple[str, Sequence[str]]]:
    yield "json-ld", _members(hints.node.get("keywords"))
    yield "article:tag", hints.meta.get("article:tag", ())
    yield "meta news_keywords", hints.meta.get("news_keywords", ())
    yield "rel=tag", [text_of(link) for link in hints.tag_links[:_TOO_MANY]]
    yield "meta keywords", hints.meta.get("keywords", ())


def _members(value: object) -> list[str]:
    if isinstance(value, list):
        return [name for member in value[: 2 * _TOO_MANY] for name in names_of(member)]
    return names_of(value)


def _plain(texts: Sequence[str], site: str, host: str) -> Iterator[str]:
    """Each that may be a word for readers, once, in the order given."""
    seen: set[str] = set()
    for text in texts:
        for part in _SEPARATOR.split(html.unescape(text[:3000])):
            line = one_line(part).strip(" #\"'“”„.")
            key = line.casefold()
            if (
                0 < len(line) <= _LONGEST
                and key not in seen
                and len(line.split()) <= _WORDS
                and any(char.isalpha() for char in line)
                and _FOR_MACHINES.search(line) is None
                and not is_own_name(line, site, host)
            ):
                seen.add(key)
                yield line

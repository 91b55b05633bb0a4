"""Who wrote an article: names that can be names, from the surest place that gives any."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from scraper.dates import parse_date
from scraper.dates.names import MONTHS, fold
from scraper.extract.headline import Headline
from scraper.extract.hints import Hints
from scraper.extract.jsonld import names_of
from scraper.extract.names import element_words
from scraper.extract.titles import is_own_name
from scraper.extract.tree import Element, one_line, text_of

_BY = re.compile(
    r"(?:(?:view all |all |zeige alle )?(?:posts?|posted|written|reported|story|article|text|words|"
    r"recipe|beiträge|artikel|geschrieben|erstellt|verfasst|veröffentlicht|publié|escrito|"
    r"publicado|scritto|rezept) )?(?:by|von|par|por)[\s:：]+(?=\S)"
    r"|автор[\s:：]+|(?:author|autor|autorin|auteur|autore|text|texto|texte|testo|作者|撰文|文字|文|"
    r"著者|執筆|记者|記者|編集|글|كتب|كتبت|بقلم|الكاتب|المؤلف|מאת|نویسنده)(?:\s?[:：/／]\s*|$)",
    re.IGNORECASE,
)
# These begin names as well (von Bingen, Di Stefano): they go before a whole name only.
_OF = re.compile(r"(?:von|par|por|di|av|af|door|de|przez)[\s:]+(?=\S+\s+\S)", re.IGNORECASE)
# "… on" a date, behind a name: what follows must be one.
_DATED = re.compile(
    r"(?:\s*[,，]\s*|\s+)(?:(?:published|posted|updated|on|am|vom|le|el|il|em|op|den|dne|dnia|от|"
    r"в|于|於|في|publié|veröffentlicht|publicado|pubblicato|geplaatst)\s+){0,3}(?=\w)"
    r"|\s*[于於]\s*(?=\d)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\b"
)
_WORD = re.compile(r"[^\W\d_]+")
_MAX_DATED = 12
_SHOWN_BY = re.compile(r"(?:written by|by|von|par|por|av|af|door|作者|撰文|記者|记者)[\s:：]")
_PARTS = re.compile(r"\s+[|·•—–]\s+|\s*[|｜•·]\s*|\s+[-,]\s+(?=\d)|\s*\n\s*")
_MARKUP = re.compile(r"<[^<>]{0,500}>")
_NO_NAME = re.compile(r"://|www\.|[@#{}\[\]<>=?!:：]|\b\d{3,}\b|\d[.,:/]\d|…|\.\.\.|^\d")
_AND = re.compile(r",|;|&|\b(?:and|und|et|y|e|och|og)\b", re.IGNORECASE)
# How else a picture's author is named.
_PICTURES = frozenset("photo photos image img picture license caption credit credits media".split())
_NOBODY = frozenset(
    """
    by von par por di av af door name vorname author autor
    admin administrator webmaster root user guest null none undefined unknown anonymous
    n/a redirect test http https
    """.split()
)
_META = ("author", "article:author", "dc.creator", "byl", "parsely-author")
_BYLINE_WORDS = frozenset(("byline", "by-line", "author", "authors"))
_LONGEST = 80
_WORDS = 7
_MAX_NAMES = 10
_MAX_PARTS = 4
_MAX_ELEMENTS = 40


def find_byline(hints: Hints, headline: Headline, site: str, host: str) -> tuple[str, str]:
    """The names as one line, and where they were found; "" twice if there are none."""
    for source, texts in _places(hints, headline):
        names = [name for text in texts for name in _names(text)]
        names = [name for name in names if not is_own_name(name, site, host)]
        unlike = {name.casefold(): name for name in reversed(names)}
        if kept := [name for name in dict.fromkeys(names) if unlike[name.casefold()] == name]:
            return ", ".join(kept[:_MAX_NAMES]), source
    return "", ""


def given_name(text: str) -> str:
    """The name in what somebody pointed at as the author's; "" if there can be none in it."""
    if names := _names(text):
        return names[0]
    line = one_line(text)
    if by := _BY.match(line) or _OF.match(line):
        line = line[by.end() :]
    # More than a name, perhaps: but it was asked for.
    letters = sum(map(str.isalpha, line))
    bare = line.strip(" :：,.").casefold()
    return line if letters > 1 and bare not in _NOBODY and parse_date(line) is None else ""


def _places(hints: Hints, headline: Headline) -> Iterator[tuple[str, Sequence[str]]]:
    yield "json-ld", names_of(hints.node.get("author"))
    for name in _META:
        yield f"meta {name}", hints.meta.get(name, ())
    yield "rel=author", _first(hints.authors, headline)
    yield "itemprop author", _said(hints.marked.get("author", ()), headline)
    named = (
        e
        for e in hints.bylines[:_MAX_ELEMENTS]
        if element_words(e) & _BYLINE_WORDS and not _is_credit(e)
    )
    yield "class byline", _first(named, headline)
    yield "near the heading", [line for line in headline.near if _SHOWN_BY.match(line.lower())][:1]


def _is_credit(element: Element) -> bool:
    around = [element, *islice(element.iterancestors(), 2)]
    return any(element_words(e) & _PICTURES or e.tag in ("figure", "figcaption") for e in around)


def _first(elements: Iterable[Element], headline: Headline) -> list[str]:
    """What the first of the elements says that has a name in it."""
    here = (element for element in elements if not headline.is_elsewhere(element))
    texts = (text_of(element) for element in here)
    return next(([text] for text in texts if len(text) <= 2 * _LONGEST and _names(text)), [])


def _said(elements: Iterable[Element], headline: Headline) -> list[str]:
    """What elements with microdata say: the name inside, if one is marked."""
    said: list[str] = []
    for element in islice(elements, 2 * _MAX_NAMES):
        if not headline.is_elsewhere(element):
            inner = (e for e in element.iter() if "name" in (e.get("itemprop") or "").split())
            named = next(inner, element)
            said.append(named.get("content") or text_of(named))
    return [text for text in said if len(text) <= 2 * _LONGEST]


def _names(text: str) -> list[str]:
    """The name in what a page says of an author, or none; dates may stand before it."""
    text = _MARKUP.sub(" ", html.unescape(text[:1000]))
    for part in _PARTS.split(text)[:_MAX_PARTS]:
        line = one_line(part)
        if by := _BY.match(line) or _OF.match(line):
            line = _undated(line[by.end() :])
        if not line or parse_date(line) is not None:
            continue
        # An address behind the name: the name is still one.
        words = [word for word in line.split() if "@" not in word]
        name = " ".join(words).strip(" ,;|·-–—/~()")
        return [name] if _is_name(name) else []
    return []


def _undated(line: str) -> str:
    """The line without the date at its end."""
    if len(line) <= 2 * _LONGEST and any(map(str.isdigit, line)):
        for gap in islice(_DATED.finditer(line), _MAX_DATED):
            rest = line[gap.end() :]
            if _may_begin_date(rest) and parse_date(rest) is not None:
                return line[: gap.start()]
    return line


def _may_begin_date(text: str) -> bool:
    """Dates are found amid words too: a name's last word begins none."""
    if (first := _WORD.match(text)) is None:
        return text[:1].isdecimal()
    word = fold(first[0])
    if word in MONTHS:
        return text[first.end() :].lstrip(" .")[:1].isdecimal()
    return _WEEKDAY.match(word) is not None


def _is_name(line: str) -> bool:
    if not 1 < len(line) <= _LONGEST or line.casefold() in _NOBODY or _NO_NAME.search(line):
        return False
    if any(len(one.split()) > _WORDS for one in _AND.split(line)):
        return False  # a sentence
    if sum(map(str.isalpha, line)) < 2 or line.endswith(("。", "，")):
        return False
    return parse_date(line) is None

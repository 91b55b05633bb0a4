"""Which of the many titles on a page is the article's, and how else it is spelled there."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from scraper.extract.tree import one_line
from scraper.extract.tree import squash as _squash

_SPLIT = re.compile(r"\s+[|\-–—·•»«:›]+\s+|\s*[|｜]\s*|[_](?=[^_]*$)")
# A character of a script without spaces is a word.
_WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f]|[^\W_]+")
# So much of the shorter of two titles stands in the other, if they are one.
_ALIKE = 0.66
_LONGEST = 500
# What many tools put behind a heading, as a link to itself: "Installation¶".
_MARKS = "¶🔗\uf0c1\u200b\ufe0f \t\r\n\xa0"
_PERMALINK = re.compile(r"\b(?:perma)?link to this (?:heading|headline|section|title)$", re.I)
_PERMALINK_LONGEST = 40

# The spellings of one page are compared with one another, many times each.
squash = lru_cache(maxsize=256)(_squash)


@dataclass(frozen=True, slots=True)
class Titles:
    """The title, where it was found, and every spelling that may stand above the text."""

    title: str = ""
    source: str = ""
    spellings: tuple[str, ...] = ()


def choose_title(
    told: Sequence[tuple[str, str]],
    heads: Sequence[str],
    window: str,
    *,
    site: str = "",
    host: str = "",
) -> Titles:
    """The article's title: from `told` (source and text, the best first), which are for machines,
    else the <h1> that the window's title holds, else that, else any <h1>.

    An <h1> that says something else than all of them is a logo or the heading of a part.
    """
    named = [(source, clean) for source, text in told if (clean := _clean(text))]
    window = _clean(window)
    heads = [head for text in heads if (head := _clean(text))]
    repeated = [head for head in heads if _is_headline(head, window, site, host)]
    repeated.sort(key=lambda head: -len(_words(head) & _words(window)))
    found = [("<h1>", head) for head in repeated]
    # What neither window nor heading says is no title of theirs, but perhaps a description.
    shown = (window, *heads)
    surely = [pair for pair in named if not found or any(is_alike(pair[1], s) for s in shown)]
    found = [*surely, *found, *(pair for pair in named if pair not in surely)]
    if window and not is_site(window, site, host):
        found.append(("<title>", window))
    others = [text for _, text in found]
    if not found:
        found = [("<h1>", head) for head in heads[:1]] or [("<title>", window)]
    source, title = found[0]
    titles = [text for _, text in found]
    if window:
        titles.append(window)
    title = without_site(title, site, others)
    titles = [title, *titles, *(without_site(text, site, ()) for text in titles)]
    titles += [head for head in heads if _is_spelling(head, titles)]
    spellings = tuple(text for text in dict.fromkeys(titles) if text)
    return Titles(title, source if title else "", spellings)


def is_alike(one: str, other: str) -> bool:
    """Whether two titles say the same: one holds the other, or most of its words."""
    a, b = squash(one), squash(other)
    if not a or not b:
        return False
    if a in b or b in a:
        return True
    words, more = sorted((_words(one), _words(other)), key=len)
    return len(words & more) >= _ALIKE * len(words) and len(words) > 1


def is_own_name(name: str, site: str, host: str) -> bool:
    """Whether a name is the site's and no more: as it calls itself, or as its address is made."""
    return _squash(name.casefold().removeprefix("www.")) in _own_names(site, host)


@lru_cache(maxsize=16)
def _own_names(site: str, host: str) -> frozenset[str]:
    labels = [_squash(label) for label in host.partition(":")[0].split(".")]
    hosts = ("".join(labels[n:]) for n in range(len(labels)))
    return frozenset((_squash(site), *hosts, *labels))


def is_site(name: str, site: str, host: str = "") -> bool:
    """Whether a name is the site's own, by the name it gives itself or by its address."""
    if site and _same_name(name, site):
        return True
    bare = squash(name.casefold().removeprefix("www."))
    address = squash(host.removeprefix("www."))
    return len(bare) > 3 and (bare == address or (bare in address and len(bare) * 2 > len(address)))


def without_site(title: str, site: str, others: Sequence[str]) -> str:
    """The title without the site's name before or behind it.

    `others` are the headline as it stands elsewhere on the page.
    """
    parts = _separators(title)
    if not parts:
        return title
    head, tail = title[: parts[-1].start()].strip(), title[parts[-1].end() :].strip()
    for other in others:
        if len(other) > 8 and other != title and title.startswith(other):
            return other
    first = title[: parts[0].start()].strip()
    after_first = title[parts[0].end() :].strip()
    if site and _same_name(tail, site):
        return head or title
    if site and _same_name(first, site):
        return after_first or title
    if not site and len(tail) <= 25 and len(head) > len(tail) * 1.5 and "|" in parts[-1][0]:
        return head
    return title


@lru_cache(maxsize=64)
def _separators(title: str) -> tuple[re.Match[str], ...]:
    return tuple(_SPLIT.finditer(title))


def _is_headline(head: str, window: str, site: str, host: str) -> bool:
    """Whether the window's title repeats a heading, and not only as a name of site or section."""
    if not is_alike(head, window) or is_site(head, site, host):
        return False
    # "The lock opens - News | Example": names stand behind the headline, and are shorter.
    first, *others = (squash(part) for part in _SPLIT.split(window))
    part = squash(head)
    return part not in others or len(part) == max(map(len, (first, *others)))


def _is_spelling(head: str, titles: Sequence[str]) -> bool:
    size = len(squash(head))
    return any(is_alike(head, title) and size * 2 >= len(squash(title)) for title in titles)


def _clean(text: str) -> str:
    # Written for machines, some are encoded twice.
    return one_line(without_mark(html.unescape(text[:_LONGEST])))


def without_mark(text: str) -> str:
    """A heading without the mark of a link to itself, which many tools put behind it."""
    text = text.rstrip(_MARKS)
    if text.endswith((" #", "\u200b#")):  # but not "C#"
        text = text[:-1].rstrip(_MARKS)
    if link := _PERMALINK.search(text[-_PERMALINK_LONGEST:]):
        text = text[: -len(link[0])].rstrip(_MARKS)
    return text


@lru_cache(maxsize=256)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _same_name(one: str, other: str) -> bool:
    a, b = squash(one), squash(other)
    return bool(a) and (a == b or (len(a) > 3 and (a in b or b in a)))

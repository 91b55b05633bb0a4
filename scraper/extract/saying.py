"""What the lines of a page say of themselves: which wall's words, and how much beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from scraper.extract.addressed import reports, tells_of_the_world
from scraper.extract.dead_ends import DEAD_ENDS
from scraper.extract.lines import Line, unquoted
from scraper.extract.lookup import Lookup
from scraper.extract.paywalls import PAYWALL
from scraper.extract.phrases import CONSENT_CONCEPTS, LEGAL, lowered
from scraper.extract.tree import Element, one_line, raw_text
from scraper.extract.wall_heads import HEADS, POLICY
from scraper.extract.walls import WALLS

_TELLING = 60
# No wall tells more beside what makes it one.
_ENOUGH = 500
# An article about walls has no more phrases of one.
_MENTIONED = 2
# A heading may say a little more than the phrase it begins with, and a button hardly more.
_MORE_OF_HEAD = 25
_MORE_OF_BUTTON = 12
_TITLE_PARTS = re.compile(r"(?<=\s)[|\-–—·•»](?=\s)|[|｜_]")
# Words that stand further apart than this belong to different sentences; only lawyers' are longer.
_APART = 250
# The concept without which there is no consent; its words are plain.
_COOKIES = tuple(CONSENT_CONCEPTS[0].pattern.split("|"))
_AROUND = " .!?…:¡¿"


class Phrase(NamedTuple):
    """Words that stand in one line together; `whole`: they are the line, as on a button."""

    kind: str
    parts: tuple[tuple[str, ...], ...]  # of each part, any one
    whole: bool

    def is_in(self, line: str) -> bool:
        if self.whole:
            first = self.parts[0][0]
            return line.startswith(first) and len(line) <= len(first) + _MORE_OF_BUTTON
        if len(self.parts) > 1 and len(line) > _APART and self.kind != "consent":
            return False
        return self.may_be_in(line)

    def may_be_in(self, text: str) -> bool:
        """Whether all of its words stand somewhere in a text of many lines."""
        for part in self.parts:
            for words in part:
                if words in text:
                    break
            else:
                return False
        return True


class Said(NamedTuple):
    """What lines amount to: the likeliest kind of wall, and what else is told."""

    kind: str  # "" where no wall speaks
    phrases: int  # how many different ones of that kind
    size: int  # of the lines that they stand in
    in_head: bool  # whether the title or a heading is of that kind
    is_head: bool  # whether that is all it says
    told: int  # by lines of some length in which no wall speaks; more than 500 is not counted
    paywall: int  # phrases of a paywall
    words: tuple[str, ...]  # how the phrases of walls begin that were found


def weigh(lines: Sequence[Line], heads: Sequence[str]) -> Said:
    """What the lines say, below these headings."""
    texts = [unquoted(line.text) for line in lines]
    joined = "\n".join(texts)
    # A heading is judged as one: what stands in it alone may be an article's subject.
    judged = [
        n for n, line in enumerate(lines) if not line.heading or _bare(line.text) not in heads
    ]
    found: Counter[str] = Counter()
    where: dict[str, set[int]] = {}
    words: list[str] = []
    for phrase in _says().find(joined):
        hits = [n for n in judged if phrase.is_in(texts[n])] if phrase.may_be_in(joined) else ()
        if hits:
            found[phrase.kind] += 1
            words += phrase.parts[0]
            where.setdefault(phrase.kind, set()).update(hits)
    about: set[int] = set()
    if any(word in joined for word in _COOKIES):
        about = {n for n, text in enumerate(texts) if len(text) > _TELLING and _concepts(text) >= 4}
    if about:
        found["consent"] += 1 + is_about_consent(joined)
        where.setdefault("consent", set()).update(about)
    notices: set[int] = set()
    offers = 0
    named = _paywall(joined)
    named_by = [words for phrase in named for words in phrase.parts[0]]
    for phrase in named:
        hits = [n for n, text in enumerate(texts) if _is_notice(text, phrase, named_by)]
        offers += bool(hits)
        notices.update(hits)
    headed = "\n".join(heads)
    titled = {phrase.kind for phrase in _says().find(headed) if any(map(phrase.is_in, heads))}
    begun = _begun(heads, headed)
    speaking = notices.union(*where.values())
    told = _told(line for n, line in enumerate(lines) if n not in speaking)
    kinds = [*found, *(kind for kind in HEADS if kind in titled or kind in begun)]
    titled |= begun.keys()
    kind = max(kinds, default="", key=lambda k: found[k] + 2 * (k in titled and k in found))
    size = sum(lines[n].size for n in where.get(kind, ()))
    is_head = begun.get(kind, False)
    return Said(kind, found[kind], size, kind in titled, is_head, told, offers, (*words, *heads))


def heads_of(root: Element) -> list[str]:
    """The title's parts and the first headings, as `unquoted` gives them."""
    first: dict[str, list[Element]] = {"title": [], "h1": [], "h2": []}
    for element in root.iter(*first):
        of_its_kind = first[element.tag]
        if len(of_its_kind) < 2:
            of_its_kind.append(element)
    title = one_line(raw_text(first["title"][0]))[:500] if first["title"] else ""
    found = [title, *_TITLE_PARTS.split(title)]
    found += [one_line(raw_text(head)) for head in (*first["h1"], *first["h2"])]
    return [head for head in dict.fromkeys(map(_bare, found)) if head]


def is_policy(heads: Sequence[str]) -> bool:
    """Whether a page is headed as a site's own rules are."""
    return any(head in _policies() for head in heads)


def is_telling(line: Line) -> bool:
    """Whether the line may be a sentence of an article."""
    if line.size < _TELLING or line.linked >= 0.5 or line.heading:
        return False
    return line.size >= 400 or LEGAL.search(lowered(line.text)) is None


def is_about_consent(text: str) -> bool:
    """Whether a short text speaks of cookies and most of what else a consent wall speaks of."""
    return _concepts(text) > len(CONSENT_CONCEPTS) // 2


def speaks(text: str, kind: str) -> bool:
    """Whether a line holds a phrase of the kind."""
    return any(phrase.kind == kind and phrase.is_in(text) for phrase in _says().find(text))


def paywall_notices(lines: Iterable[str], whole: str) -> set[int]:
    """Which lines of a text say that the rest of it is not for everybody."""
    phrases = _paywall(whole)
    if not phrases:
        return set()
    words = [words for phrase in phrases for words in phrase.parts[0]]
    return {n for n, line in enumerate(lines) if any(_is_notice(line, p, words) for p in phrases)}


def tells_more(said: Said, lines: Iterable[Line]) -> bool:
    """Whether lines that hold a wall's words, but not many, tell of the world instead."""
    if said.phrases > _MENTIONED:
        return False
    texts = [unquoted(line.text) for line in lines if not line.heading and line.linked < 0.5]
    return tells_of_the_world(texts, said.words)


def _is_notice(line: str, phrase: Phrase, said: Sequence[str]) -> bool:
    return phrase.is_in(line) and not (len(line) > _TELLING and reports(line, said))


def may_have_paywall(text: str) -> bool:
    """Whether a closer look for such a notice is worth its time."""
    return any(phrase.may_be_in(text) for phrase in _paywall(text))


def _told(lines: Iterable[Line]) -> int:
    """How much the lines tell, counted as far as it matters."""
    told = 0
    for line in lines:
        if is_telling(line):
            told += line.size
            if told > _ENOUGH:
                break
    return told


def _begun(heads: Sequence[str], headed: str) -> dict[str, bool]:
    """The kinds that a heading begins as, and whether one says no more than that."""
    begun: dict[str, bool] = {}
    for kind, phrase in _begins().find(headed):
        for head in heads:
            if head.startswith(phrase) and len(head) <= len(phrase) + _MORE_OF_HEAD:
                begun[kind] = begun.get(kind, False) or head == phrase
    return begun


def _bare(head: str) -> str:
    return unquoted(head).strip(_AROUND)


def _concepts(text: str) -> int:
    cookies, *others = CONSENT_CONCEPTS
    if not cookies.search(text):
        return 0
    return 1 + sum(concept.search(text) is not None for concept in others)


def _split(text: str) -> list[str]:
    # A long phrase goes on in the next line after "/".
    lines = re.sub(r"/\n\s*", "/", text)
    return [words for part in re.split(r"[|\n]", lines) if (words := part.strip())]


def _phrases(kind: str, text: str) -> list[tuple[str, Phrase]]:
    found = []
    for words in _split(text):
        parts = tuple(tuple(part.strip().split("/")) for part in words.lstrip("=").split(" + "))
        phrase = Phrase(kind, parts, words[0] == "=")
        found += [(first, phrase) for first in parts[0]]
    return found


@cache
def _says() -> Lookup[Phrase]:
    kinds = {**WALLS, **DEAD_ENDS}
    return Lookup(pair for kind, text in kinds.items() for pair in _phrases(kind, text))


def _paywall(text: str) -> dict[Phrase, None]:
    # One rare character is found ten times as fast as a word.
    tables = (table for stem, char, table in _paywalls() if char in text and stem in text)
    return dict.fromkeys(phrase for table in tables for words, phrase in table if words in text)


@cache
def _paywalls() -> tuple[tuple[str, str, list[tuple[str, Phrase]]], ...]:
    return tuple(
        (stem, "" if stem.isascii() else max(stem), _phrases("paywall", text))
        for stem, text in PAYWALL.items()
    )


@cache
def _begins() -> Lookup[tuple[str, str]]:
    return Lookup(
        (phrase, (kind, phrase)) for kind, text in HEADS.items() for phrase in _split(text)
    )


@cache
def _policies() -> frozenset[str]:
    return frozenset(_split(POLICY))

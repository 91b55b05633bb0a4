"""Which entries a feed's filters leave out: judged by what the feed says, and by its article.

What the feed says of an entry comes first. `keep` goes by that alone where it says anything, and
asks the article only for what the feed leaves open; `drop` looks at both. So whatever is decided
before a page was fetched stays so, and the rest waits for the page.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from scraper.dates import format_duration
from scraper.model import Access, Entry, EntryRecord, FilterRule, Filters, Post, Status, TextMatch

NO_KEEP = "keep: no rule holds"
BY_FEED, BY_ARTICLE = "feed", "extract"  # by what an entry was filtered: its record's phase
_READ = 400  # characters of a text that patterns are held against: they may cost its cube
_TEXTS = ("title", "url", "author", "tag", "language")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one entry; of a field that is empty (or None) nothing is.

    `whole`: nothing more will be known.
    """

    title: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    age: tuple[timedelta, ...] = ()
    length: int | None = None
    access: Access | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comes of an entry: `kept` None is undecided. `why` names the rule, `rule` is it."""

    kept: bool | None
    why: str = ""
    rule: FilterRule | None = None


def judge_entry(filters: Filters, entry: Entry, first_seen: datetime) -> Verdict:
    """What the feed alone decides. Dropped is dropped for good; kept may still be dropped for what
    only its page says.
    """
    facts = _of_entry(entry, first_seen)
    return _judge(filters, facts, facts)


def judge_article(filters: Filters, entry: Entry, post: Post, first_seen: datetime) -> Verdict:
    """The same once the article is there: never undecided. What is not known does not hold."""
    return _judge(filters, *_of_both(entry, post, first_seen))


def rules_at(
    filters: Filters, entry: Entry, first_seen: datetime, post: Post | None = None
) -> dict[FilterRule, bool | None]:
    """Of each rule whether it holds for an entry, and its article if that is there; None: that is
    not known yet.
    """
    told = all_known = _of_entry(entry, first_seen)
    if post is not None:
        told, all_known = _of_both(entry, post, first_seen)
    found = {rule: _holds(rule, all_known) for rule in filters.drop}
    return found | {rule: _holds(rule, told) for rule in filters.keep}


def _of_both(entry: Entry, post: Post, first_seen: datetime) -> tuple[Facts, Facts]:
    """For `keep` the feed's word, else the article's; for `drop` all that is known."""
    told = _of_entry(entry, first_seen)
    age = (first_seen - post.published,) if post.dated else ()
    page = Facts(
        title=_texts((post.title,)),
        url=_spellings(post.url),
        author=_texts((post.author,)),
        tag=_texts(post.tags),
        language=_texts((post.language,)),
        age=age,
    )
    first: dict[str, Any] = {}
    both: dict[str, Any] = {}
    for name in (*_TEXTS, "age"):
        here, there = getattr(told, name), getattr(page, name)
        first[name], both[name] = here or there, (*here, *there)
    known = Facts(length=post.length, access=post.access, whole=True)
    return dataclasses.replace(known, **first), dataclasses.replace(known, **both)


def mark_of(filters: Filters) -> str:
    """A short name for these filters, to see whether they are still those of last time; of none
    it is empty.
    """
    return hashlib.sha256(repr(filters).encode()).hexdigest()[:12] if filters else ""


def filtered(record: EntryRecord, why: str, mark: str | None = None) -> EntryRecord:
    """The record of an entry that is left out; `mark` is that of the filters that its article was
    judged by, None where the feed was enough.
    """
    phase = BY_FEED if mark is None else f"{BY_ARTICLE}:{mark}"
    return dataclasses.replace(
        record, status=Status.FILTERED, reason=why, phase=phase, retry_at=None
    )


def was_judged_by(record: EntryRecord, mark: str) -> bool:
    """Whether a filtered entry's article was fetched, and judged by the filters of this mark."""
    return record.phase == f"{BY_ARTICLE}:{mark}"


def rule_words(rule: FilterRule) -> str:
    """A rule for a person: `title ~ 'sponsored' and older than 30d`."""
    tests = [
        " or ".join(_match_words(name, match) for match in getattr(rule, name))
        for name in _TEXTS
        if getattr(rule, name)
    ]
    tests += _bounds(rule)
    tests += [" or ".join(f"access = {access.value}" for access in rule.access)] * bool(rule.access)
    return " and ".join(tests)


def _of_entry(entry: Entry, first_seen: datetime) -> Facts:
    return Facts(
        title=_texts((entry.title,)),
        url=_spellings(entry.url),
        author=_texts((entry.author,)),
        tag=_texts(entry.tags),
        language=_texts((entry.language,)),
        age=() if entry.published is None else (first_seen - entry.published,),
    )


def _texts(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(value for value in values if value)


def _spellings(url: str) -> tuple[str, ...]:
    """An address as it is sent, and as a browser shows it."""
    return tuple(dict.fromkeys((url, unquote(url))))


def _judge(filters: Filters, told: Facts, all_known: Facts) -> Verdict:
    open_rule: FilterRule | None = None
    for rule in filters.drop:
        holds = _holds(rule, all_known)
        if holds:
            return Verdict(False, f"drop: {_why(rule, all_known)}", rule)
        if holds is None:
            open_rule = open_rule or rule
    kept_by: FilterRule | None = None
    if filters.keep:
        found = [(_holds(rule, told), rule) for rule in filters.keep]
        if all(holds is False for holds, _ in found):
            return Verdict(False, NO_KEEP)
        kept_by = next((rule for holds, rule in found if holds), None)
        if kept_by is None:
            open_rule = next(rule for holds, rule in found if holds is None)
    if open_rule is not None:
        return Verdict(None, rule_words(open_rule), open_rule)
    return Verdict(True, f"keep: {_why(kept_by, told)}" if kept_by else "", kept_by)


def _holds(rule: FilterRule, facts: Facts) -> bool | None:
    """Whether all tests of a rule hold; None if that is not known yet."""
    results = [
        _is_among(name, getattr(rule, name), getattr(facts, name), facts)
        for name in _TEXTS
        if getattr(rule, name)
    ]
    results += _measured(rule, facts)
    if False in results:
        return False
    return None if None in results else True


def _is_among(
    name: str, matches: Sequence[TextMatch], texts: Sequence[str], facts: Facts
) -> bool | None:
    if not texts:
        return False if facts.whole else None
    return any(_fits(name, match, text) for match in matches for text in texts)


def _measured(rule: FilterRule, facts: Facts) -> list[bool | None]:
    unknown = False if facts.whole else None
    found: list[bool | None] = []
    for bound, is_over in ((rule.older_than, True), (rule.newer_than, False)):
        if bound is not None:
            passes = [age > bound if is_over else age < bound for age in facts.age]
            found.append(any(passes) if passes else unknown)
    if rule.shorter_than is not None:
        found.append(unknown if facts.length is None else facts.length < rule.shorter_than)
    if rule.longer_than is not None:
        found.append(unknown if facts.length is None else facts.length > rule.longer_than)
    if rule.access:
        found.append(unknown if facts.access is None else facts.access in rule.access)
    return found


def _fits(name: str, match: TextMatch, text: str) -> bool:
    if match.is_pattern:
        return _compiled(match.text).search(unicodedata.normalize("NFC", text)[:_READ]) is not None
    wanted, there = _wanted(match.text), _there(text)
    match name:
        case "tag":
            return wanted == there
        case "language":
            wanted, there = wanted.replace("_", "-"), there.replace("_", "-")
            return there == wanted or there.startswith(f"{wanted}-")
    return wanted in there


@lru_cache(maxsize=1000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@lru_cache(maxsize=1000)
def _wanted(text: str) -> str:
    return _folded(text)


@lru_cache(maxsize=32)  # of the entry at hand: every rule asks for the same texts
def _there(text: str) -> str:
    return _folded(text)


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def _why(rule: FilterRule, facts: Facts) -> str:
    """Which of a rule's words it was that held."""
    parts: list[str] = []
    for name in _TEXTS:
        texts = getattr(facts, name)
        found = (m for m in getattr(rule, name) if any(_fits(name, m, text) for text in texts))
        parts += [_match_words(name, match) for match in list(found)[:1]]
    parts += _bounds(rule)
    if rule.access and facts.access is not None:
        parts.append(f"access = {facts.access.value}")
    return " and ".join(parts)


def _match_words(name: str, match: TextMatch) -> str:
    if match.is_pattern:
        return f"{name} ~ /{match.text}/"
    return f"{name} {'=' if name in ('tag', 'language') else '~'} {match.text!r}"


def _bounds(rule: FilterRule) -> list[str]:
    parts: list[str] = []
    if rule.older_than is not None:
        parts.append(f"older than {format_duration(rule.older_than)}")
    if rule.newer_than is not None:
        parts.append(f"newer than {format_duration(rule.newer_than)}")
    if rule.shorter_than is not None:
        parts.append(f"shorter than {rule.shorter_than}")
    if rule.longer_than is not None:
        parts.append(f"longer than {rule.longer_than}")
    return parts

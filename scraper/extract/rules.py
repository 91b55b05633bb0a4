"""What a person knows of one site, applied: `keep` chooses the body, `drop` thins it, and so on.

A rule that cannot be used is a warning, never an error: the page is then read as any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from lxml import etree

from scraper.extract.bylines import given_name
from scraper.extract.headline import ELSEWHERE
from scraper.extract.names import element_words
from scraper.extract.page_dates import is_future, read_date
from scraper.extract.selectors import select
from scraper.extract.titles import without_mark
from scraper.extract.trace import Trace
from scraper.extract.tree import (
    BLOCKS,
    MEDIA,
    Element,
    drop,
    is_attached,
    lineage,
    new,
    one_line,
    tag_of,
    text_of,
)
from scraper.model import Picker, SiteRule

# What a pattern is held against is no longer than this: matching backtracks.
_MAX_BLOCK = 2000
_MAX_VALUE = 500
# A drop that takes so much of a page's text, and leaves less than that, takes the article.
_MUCH = 0.8
_REST = 400
_NO_PROSE = frozenset("head a nav script style template noscript button select textarea".split())


@dataclass(frozen=True, slots=True)
class Overrides:
    """What a site's rule says of the article; "" or None where it says nothing."""

    title: str = ""
    byline: str | None = None
    published: datetime | None = None
    warnings: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The fields that are given."""
        found = {"title": self.title, "byline": self.byline, "published": self.published}
        return frozenset(name for name, value in found.items() if value)


def drop_by_rule(root: Element, rule: SiteRule, trace: Trace | None = None) -> list[str]:
    """Removes what the rule drops.

    The selectors that could not be read, or would take the article, come back as warnings.
    """
    warnings = []
    wanted = _wanted(root, rule.keep) if rule.drop else set()
    for selector in rule.drop:
        try:
            found = select(root, selector)
        except ValueError as error:
            warnings.append(_told(rule, "drop", str(error)))
            continue
        if found and (harm := _harm(root, found, wanted)):
            warnings.append(_told(rule, "drop", f"{selector!r} is not followed: {harm}"))
            continue
        for element in found:
            if trace is not None:
                trace.note("site rule", element, f"drop: {selector}", text_of(element))
            drop(element)
    return warnings


def keep_by_rule(
    root: Element, rule: SiteRule, trace: Trace | None = None
) -> tuple[Element | None, list[str]]:
    """What the rule keeps, moved into one fresh element, in the page's order; None if nothing."""
    warnings = []
    wanted: set[Element] = set()
    for selector in rule.keep:
        try:
            wanted.update(select(root, selector))
        except ValueError as error:
            warnings.append(_told(rule, "keep", str(error)))
    if any(tag_of(element) == "html" for element in wanted):
        complaint = "'html' is all of the page: name the element that holds the text"
        return None, [*warnings, _told(rule, "keep", complaint)]
    if not wanted:
        if rule.keep:
            warnings.append(f"sites.yaml: {rule.host}: keep matches nothing on this page")
        return None, warnings
    body = new("div")
    ordered = [e for e in root.iter() if e in wanted]
    for element in ordered:
        if element is root or is_attached(element, body):
            continue  # inside another that was kept
        if trace is not None:
            trace.note("site rule", element, "keep", text_of(element))
        element.tail = None
        body.append(element)
    return body, warnings


def metadata_by_rule(
    root: Element, rule: SiteRule, now: datetime | None = None, zone: str = "UTC"
) -> Overrides:
    """What the rule's selectors find of title, author and date, if it can be that.

    The tree is not changed.
    """
    warnings: list[str] = []
    found: dict[str, str] = {}
    published: datetime | None = None
    pickers = {"title": rule.title, "author": rule.author, "date": rule.date}
    for key, picker in pickers.items():
        if picker is None:
            continue
        try:
            written = next(_values(root, picker, date=key == "date"), "")
        except ValueError as error:
            warnings.append(_told(rule, key, str(error)))
            continue
        if not written:
            warnings.append(_told(rule, key, "matches nothing on this page"))
        elif key == "date":
            published = read_date(written[:80], zone)
            if published is None or is_future(published, now):
                kind = "no date" if published is None else "of the future"
                complaint = f"what it matches is {kind}: {written[:40]!r}"
                warnings.append(_told(rule, key, complaint))
                published = None
        elif value := without_mark(written) if key == "title" else given_name(written):
            found[key] = value
        else:
            warnings.append(_told(rule, key, f"what it matches is no {key}: {written[:40]!r}"))
    return Overrides(
        found.get("title", ""), found.get("author") or None, published, tuple(warnings)
    )


def strip_by_rule(body: Element, rule: SiteRule, trace: Trace | None = None) -> list[str]:
    """Removes the blocks of text that the rule strips, whole; warnings where it cannot.

    What would leave nothing of the body is not done.
    """
    warnings: list[str] = []
    patterns: list[re.Pattern[str]] = []
    for pattern in rule.strip_text:
        try:
            patterns.append(_compiled(pattern))
        except re.error as error:
            warnings.append(_told(rule, "strip_text", f"{pattern!r} is not understood ({error})"))
    if not patterns:
        return warnings
    matched: list[Element] = []
    left = _letters(text_of(body))
    for block in text_blocks(body):
        text = text_of(block)
        if text and len(text) <= _MAX_BLOCK and any(p.fullmatch(text) for p in patterns):
            matched.append(block)
            left -= _letters(text)
    if matched and left <= 0 and next(body.iter(*MEDIA), None) is None:
        return [*warnings, _told(rule, "strip_text", "matches all there is on this page")]
    for block in matched:
        if trace is not None:
            trace.note("site rule", block, "strip_text", text_of(block))
        remove_block(block, body)
    return warnings


def text_blocks(body: Element) -> list[Element]:
    """The innermost blocks below `body`: each a paragraph, heading, list item, cell or the like."""
    outer: set[Element] = {body}
    blocks = [element for element in body.iter() if tag_of(element) in BLOCKS]
    for block in blocks:
        parent = block.getparent() if block is not body else None
        while parent is not None and parent not in outer:
            outer.add(parent)
            parent = parent.getparent()
    return [block for block in blocks if block not in outer]


def remove_block(block: Element, body: Element) -> None:
    """Takes a block away, and what held nothing else; a cell stays, empty, in its row."""
    if tag_of(block) in ("td", "th"):
        block.text = None
        for child in list(block):
            block.remove(child)
        row = block.getparent()
        if row is None or text_of(row):
            return
        block = row
    while block is not body:
        parent = block.getparent()
        drop(block)
        if (
            parent is None
            or parent is body
            or text_of(parent)
            or next(parent.iter(*MEDIA), None) is not None
        ):
            return
        block = parent


def _wanted(root: Element, selectors: Sequence[str]) -> set[Element]:
    """All that selectors match, as far as they are understood."""
    wanted: set[Element] = set()
    for selector in selectors:
        with suppress(ValueError):
            wanted.update(select(root, selector))
    return wanted


def _harm(root: Element, found: Sequence[Element], wanted: set[Element]) -> str:
    """Why elements are not to be dropped, as advice; "" if nothing speaks against it."""
    if any(tag_of(element) in ("html", "body") for element in found):
        return "it is all of the page; name what is too much in it"
    gone = set(found)
    if wanted and all(any(e in gone for e in lineage(kept)) for kept in wanted):
        return "it takes all that keep names; leave it out of one of the two"
    if all(element_words(element) & ELSEWHERE for element in found):
        return ""  # comments may be longer than what they are on
    outer = [e for e in found if not any(above in gone for above in e.iterancestors())]
    size, taken = _prose(root), sum(map(_prose, outer))
    headed = any(next(element.iter("h1"), None) is not None for element in outer)
    much = taken > size / 2 if headed else taken >= _MUCH * size and size - taken < _REST
    if size < _REST / 2 or not much:
        return ""
    return "it takes most of the page's text; name what is too much, not what that stands in"


def _prose(element: Element) -> int:
    """How much text stands in an element that is of no link and in no box for other things."""
    size = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "end":
            size += len((node.tail or "").strip()) if node is not element else 0
        elif tag_of(node) in (*_NO_PROSE, "") or element_words(node) & ELSEWHERE:
            walk.skip_subtree()
        else:
            size += len((node.text or "").strip())
    return size


def _letters(text: str) -> int:
    return sum(map(len, text.split()))


def _values(root: Element, picker: Picker, *, date: bool) -> Iterator[str]:
    for element in select(root, picker.selector):
        if picker.attribute is not None:
            names = [element.get(picker.attribute)]
        elif date:  # what machines are told is easier to read
            names = [element.get("datetime"), element.get("content"), text_of(element)]
        else:
            names = [text_of(element)]
        yield from (line for value in names if value and (line := one_line(value)[:_MAX_VALUE]))


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _told(rule: SiteRule, key: str, complaint: str) -> str:
    return f"sites.yaml: {rule.host}: {key}: {complaint}"

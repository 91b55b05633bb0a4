"""Why the result is what it is, as a person reads it: facts, then each choice and removal."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from scraper.charset import decode
from scraper.console import shown
from scraper.dates import iso_ms
from scraper.errors import ExtractError
from scraper.extract.metadata import read_metadata
from scraper.extract.plain import plain_text
from scraper.extract.trace import Step
from scraper.extract.tree import parse
from scraper.model import Article, Page, SiteRule
from scraper.site_rules import rule_for

_STEP, _PLACE, _REASON = 18, 36, 56  # the widest a column gets
_LEAST = 8  # of an element's name, if it is cut
_FACT = 300
_COUNTED = {
    "paragraph": "p",
    "heading": "h1 h2 h3 h4 h5 h6",
    "list item": "li",
    "row": "tr",
    "picture": "img",
    "link": "a",
}
_FIELDS = (
    "title",
    "byline",
    "published",
    "modified",
    "language",
    "section",
    "tags",
    "image",
    "canonical",
)


def explanation(
    page: Page,
    rules: Sequence[SiteRule],
    outcome: Article | ExtractError,
    steps: Sequence[Step],
    width: int,
) -> str:
    """All that is known of how a page was read; texts are cut where a row passes `width`."""
    rule = rule_for(page.url, rules)
    decoded = decode(page.body, page.content_type, "html")
    facts = [
        ("page", f"{page.url} ({len(page.body):,} bytes, {decoded.charset})"),
        ("site rule", f"{rule.host}" if rule is not None else "none for this host"),
    ]
    told = _told(decoded.text, page, outcome)
    if isinstance(outcome, ExtractError):
        facts += [("verdict", outcome.reason)]
    else:
        facts += [("verdict", f"article ({outcome.access.value} access)")]
        facts += [("body from", outcome.source.value), ("body", _measured(outcome.body))]
        facts += [("warning", warning) for warning in outcome.warnings]
    lines = _aligned(facts)
    if told:
        lines += ["", "what the page says of its article", *_aligned(told)]
    return "\n".join([*lines, *_table(_merged(steps), width)])


def _aligned(facts: Sequence[tuple[str, ...]]) -> list[str]:
    """Names, the places where they were found, if there are any, and values, in columns."""
    lines = []
    *left, _ = zip(*facts, strict=True)
    widths = [max(map(_columns, column)) + 2 for column in left]
    for *names, value in facts:
        start = "".join(_padded(name, size) for name, size in zip(names, widths, strict=True))
        lines.append((start + _cut(shown(value), _FACT)).rstrip())
    return lines


def _told(text: str, page: Page, outcome: Article | ExtractError) -> list[tuple[str, str, str]]:
    """Each field that the page or a rule tells, the place that tells it, and what it says."""
    try:
        known = read_metadata(parse(text), page.url, page.at)
    except ExtractError:
        return []
    places = dict(known.told_by)
    values = {name: getattr(known, name) for name in _FIELDS}
    if not isinstance(outcome, ExtractError):
        # A rule may have said otherwise.
        places |= {name: place for name, place in outcome.told_by if name in outcome.by_rule}
        values |= {name: getattr(outcome, name) for name in outcome.by_rule}
    found = [(name, places.get(name, "-"), _spelled(values[name])) for name in _FIELDS]
    if not known.free:
        found.append(("access", "-", "the page calls itself not free"))
    return found


def _spelled(value: object) -> str:
    if isinstance(value, datetime):
        return iso_ms(value)
    return ", ".join(value) if isinstance(value, tuple) else str(value or "")


def _measured(body: str) -> str:
    text = plain_text(body)
    counts = [f"{len(text):,} characters"]
    for word, tags in _COUNTED.items():
        number = sum(body.count(f"<{tag}{end}") for tag in tags.split() for end in (">", " "))
        if number:
            counts.append(f"{number:,} {word}{'' if number == 1 else 's'}")
    return ", ".join(counts)


def _merged(steps: Sequence[Step]) -> list[Step]:
    """The steps in their order; neighbours that differ in their text alone are one row."""
    rows: list[Step] = []
    for step in steps:
        last = rows[-1] if rows else None
        if last is not None and _key(last) == _key(step):
            rows[-1] = dataclasses.replace(last, times=last.times + step.times)
        else:
            rows.append(step)
    return rows


def _key(step: Step) -> tuple[str, str, str]:
    return step.step, step.selector, step.reason


def _table(rows: Sequence[Step], width: int) -> list[str]:
    if not rows:
        return []
    cells = [("step", "where", "why", "text")]
    for row in rows:
        times = f" (x{row.times})" if row.times > 1 else ""
        why = _cut(shown(row.reason), _REASON - len(times)) + times
        place = _nearest(shown(row.selector))
        cells.append((_cut(shown(row.step), _STEP), place, why, shown(row.text)))
    widths = [max(_columns(line[n]) for line in cells) + 2 for n in range(3)]
    lines = ["", "what was chosen and removed, in order"]
    for line in cells:
        left = "".join(_padded(cell, size) for cell, size in zip(line, widths, strict=False))
        lines.append(_cut(left + line[3], max(width, sum(widths) + 20)).rstrip())
    return lines


def _columns(text: str) -> int:
    """How wide a terminal shows it."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _columns(text))


def _cut(text: str, width: int) -> str:
    if _columns(text) <= width:
        return text
    kept, room = [], width - 1
    for char in text:
        room -= _columns(char)
        if room < 0:
            break
        kept.append(char)
    return "".join(kept) + "…"


def _nearest(place: str) -> str:
    """The end of a selector: the element itself, and as many of its parents as there is room."""
    *above, nearest = place.split(" > ")
    for level in reversed(above):
        room = _PLACE - _columns(nearest) - 3
        if _columns(level) > room:
            return f"{_cut(level, room)} > {nearest}" if room >= _LEAST else _cut(nearest, _PLACE)
        nearest = f"{level} > {nearest}"
    return _cut(nearest, _PLACE)

"""The bar that pages put on a code block: the language's name, a button to copy it."""

from __future__ import annotations

import re
from itertools import islice

from scraper.extract.tree import Element, drop, is_crowded, raw_text, tag_of
from scraper.markdown.languages import spoken_language

_BUTTONS = ("button", "clipboard-copy")
_COPY = re.compile(
    r"(?:copy|copied|copy code|copy to clipboard|copy link|copied!|run|wrap|edit|expand"
    r"|复制|复制代码|コピー|복사|kopieren|copier|copiar)[!.]?",
    re.IGNORECASE,
)
_BAR_TAGS = frozenset("div span figcaption header p button ul".split())
_MAX = 40


def drop_bars(pre: Element) -> str:
    """Takes the bars in and around a block away; gives the language they name, or ""."""
    return _inside(pre) or _around(pre)


def _inside(pre: Element) -> str:
    language = ""
    if not len(pre):
        return ""
    for button in list(islice(pre.iter(*_BUTTONS), 4)):
        bar = button
        while (above := bar.getparent()) is not None and above is not pre:
            if above.tag == "code" or _holds_more(above):
                break
            bar = above
        if bar.getparent() is None:
            continue
        language = language or _label(bar)
        drop(bar)
    first = pre
    while len(first) and not (first.text or "").strip():
        first = first[0]
        if tag_of(first) == "div" and (label := _label(first)) and _is_head(first, pre):
            drop(first)
            return language or label
    return language


def _holds_more(box: Element) -> bool:
    """Whether the box is no bar: several lines, or more words than a bar has."""
    text = raw_text(box).strip()
    return len(text) > _MAX or "\n" in text


def _is_head(box: Element, pre: Element) -> bool:
    names = (box.get("class") or "").lower()
    return any(word in names for word in ("head", "lang", "title", "bar", "label")) and len(
        raw_text(pre).strip()
    ) > len(raw_text(box).strip())


def _around(pre: Element) -> str:
    language = ""
    room = pre
    for _ in range(3):
        parent = room.getparent()
        if parent is None or parent.tag not in ("div", "figure", "section"):
            break
        if is_crowded(parent, 4):
            break
        for other in list(parent):
            if other is room or tag_of(other) not in _BAR_TAGS:
                continue
            text = _words(other) if len(raw_text(other)) < 5 * _MAX else ""
            if (
                not text
                or len(text) > _MAX
                or next(other.iter("img", "pre", "code"), None) is not None
            ):
                continue
            named = spoken_language(text)
            if named is not None or _COPY.fullmatch(text):
                if tag_of(other) == "p" and next(other.iter(*_BUTTONS), None) is None:
                    continue
                language = language or named or ""
                drop(other)
        if any(other is not room and raw_text(other).strip() for other in parent):
            break
        room = parent
    return language


def _label(bar: Element) -> str:
    return spoken_language(_words(bar)) or ""


def _words(bar: Element) -> str:
    """What a bar says but for its buttons."""
    said = [bar.text or ""]
    skipped: Element | None = None
    for node in bar.iterdescendants():
        if skipped is not None and any(above is skipped for above in node.iterancestors()):
            continue
        skipped = node if node.tag in (*_BUTTONS, "svg", "script", "style") else None
        if skipped is None:
            said.append(f" {node.text or ''}")
        said.append(f" {node.tail or ''}")
    words = " ".join("".join(said).split())
    return re.sub(r"\s+(?:copy(?: code)?|run)$", "", words, flags=re.IGNORECASE)

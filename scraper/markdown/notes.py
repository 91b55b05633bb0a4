"""Links within the body: which are notes, which are jumps, which only lead back.

Found before the body is read, as a link does not know whether its target will follow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from scraper.markdown.asides import (
    LABEL,
    has_words_after,
    is_side_note,
    list_note_paragraphs,
    list_side_notes,
    may_hold_mark,
    may_hold_notes,
)
from scraper.markdown.elements import Tag
from scraper.markdown.source import attribute, few_words

_MOST_SIDE_NOTES = 500
_SAFE_NAME = re.compile(r"[\w.:'%-]{1,120}")
_BACK = frozenset(
    ("\u21a9", "\u21a9\ufe0e", "\u21a9\ufe0f", "\u2191", "^", "\u23ce", "\u2934", "\u21b5")
)
_BACK_CLASSES = ("footnote-back", "reversefootnote", "footnote-backref", "footnote-return")


@dataclass(slots=True)
class Jumps:
    """By `id()` of an element: note numbers of links and of items, links back, lists of notes.

    `targets` are the names that links lead to, `wanted` those of them not yet met.
    """

    marks: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    backs: set[int] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    wanted: set[str] = field(default_factory=set)
    lists: set[int] = field(default_factory=set)


def find_jumps(root: Tag, base_url: str) -> Jumps:
    """The body's links to itself.

    Notes become Markdown's own only where every number stays what it was (1, 2, 3 … in the order of
    their first mention) and every place too (the list of notes ends the body); else they are jumps.
    """
    jumps = Jumps()
    links, targets, sides = _survey(root, base_url)
    if 0 < len(sides) <= _MOST_SIDE_NOTES:
        list_side_notes(root, sides)
        links, targets, _ = _survey(root, base_url)
    elif links and list_note_paragraphs(links, targets):
        links, targets, _ = _survey(root, base_url)
    mentions: list[tuple[Tag, str, Tag]] = []
    for link, name in links:
        key = name if name in targets else unquote(name)
        if is_back(link):
            jumps.backs.add(id(link))
        elif key in targets and _SAFE_NAME.fullmatch(key):
            jumps.targets.add(key)
            label = LABEL.fullmatch(few_words(link))
            if label is not None and targets[key].name == "li":
                mentions.append((link, label[1], targets[key]))
    if mentions:
        _as_notes(jumps, mentions)
    jumps.wanted.update(jumps.targets)
    return jumps


def _survey(root: Tag, base_url: str) -> tuple[list[tuple[Tag, str]], dict[str, Tag], list[Tag]]:
    """Links to the body itself and where they lead, what has a name, notes beside the text."""
    targets: dict[str, Tag] = {}
    links: list[tuple[Tag, str]] = []
    sides: list[Tag] = []
    for tag in root.tags_below():
        if not tag.attributes:
            continue
        for name in (attribute(tag, "id"), attribute(tag, "name") if tag.name == "a" else ""):
            if name:
                targets.setdefault(name, tag)
        if tag.name == "a" and (name := fragment(attribute(tag, "href"), base_url)):
            links.append((tag, name))
        elif is_side_note(tag):
            sides.append(tag)
    return links, targets, sides


def fragment(href: str, base_url: str) -> str:
    """The fragment of a link to the body itself; "" for all other links."""
    before, hash_, name = href.strip().partition("#")
    if not hash_ or (before and before != base_url.partition("#")[0]):
        return ""
    return name


def is_back(link: Tag) -> bool:
    """Whether the link is the arrow that leads from a note to its mention."""
    if few_words(link) in _BACK:
        return True
    names = attribute(link, "class")
    return any(name in names for name in _BACK_CLASSES) or "backlink" in attribute(link, "role")


def _as_notes(jumps: Jumps, mentions: list[tuple[Tag, str, Tag]]) -> None:
    numbered: dict[int, str] = {}
    for _, label, item in mentions:
        if numbered.setdefault(id(item), label) != label:
            return
    if list(numbered.values()) != [str(n + 1) for n in range(len(numbered))]:
        return
    parent = mentions[0][2].parent
    if parent is None or parent.name not in ("ol", "ul"):
        return
    items = [child for child in parent.contents if isinstance(child, Tag)]
    if [id(item) for item in items] != list(numbered) or has_words_after(parent):
        return
    if not all(may_hold_notes(above) for above in parent.above()):
        return
    if not all(may_hold_mark(link) for link, _, _ in mentions):
        return
    jumps.lists.add(id(parent))
    jumps.notes.update(numbered)
    jumps.marks.update((id(link), label) for link, label, _ in mentions)

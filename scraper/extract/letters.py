"""Letters hidden from readers' aids alone: initials, words drawn letter by letter.

Such an initial is the only one of its word; such a word is told once more, for readers' aids.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from lxml import etree

Element = etree._Element

_STRING = etree.XPath("string()", smart_strings=False)
_INLINE = ("span", "b", "i", "em", "strong", "big", "font")
# Whether there can be any, for far less than a walk through the tree.
_HIDDEN_LETTERS = re.compile(r"aria-hidden[^<>]{0,300}>[^<>\s]{1,40}</")
_FOR_READERS = re.compile(r"\bsr-only\b|visually-?hidden|screen-?reader")
_ICON = re.compile(r"icon|\bfa[sbrl]?\b|glyph|symbol", re.IGNORECASE)
_QUOTES = "\"'“”„«»‘’‚‹›¿¡"
_INITIAL = 3
_WORD = 60


def show_letters(root: Element, text: str) -> None:
    """Shows the hidden letters below `root` that are part of a text, whose source is `text`."""
    if _HIDDEN_LETTERS.search(text) is None:
        return
    for run in _runs(root):
        word = "".join(e.text or "" for e in run)
        if (told := _told(run, word)) is not None:
            told.set("hidden", "")
        elif not (_is_labelled(run, word) or _is_initial(run, word)):
            continue
        for element in run:
            del element.attrib["aria-hidden"]


def _runs(root: Element) -> Iterator[list[Element]]:
    """Hidden letters, those together that stand side by side."""
    run: list[Element] = []
    for element in list(root.iter(*_INLINE)):
        if not _is_letters(element):
            continue
        if run and (run[-1].tail or run[-1].getnext() is not element):
            yield run
            run = []
        run.append(element)
    if run:
        yield run


def _is_letters(element: Element) -> bool:
    text = element.text
    if not text or element.get("aria-hidden") != "true" or len(element) or len(text) > _WORD:
        return False
    return _is_word(text.strip(_QUOTES)) and not _ICON.search(element.get("class") or "")


def _is_word(text: str) -> bool:
    return bool(text) and all(unicodedata.category(char)[0] in "LM" for char in text)


def _told(run: list[Element], word: str) -> Element | None:
    """The element beside that says the same for readers' aids."""
    if len(run) == 1 and len(word) > _INITIAL and _is_in_control(run[0]):
        return None
    before, after = run[0].getprevious(), run[-1].getnext()
    for beside in (before, after if not run[-1].tail else None):
        if beside is not None and _FOR_READERS.search(beside.get("class") or ""):
            said = str(_STRING(beside)).strip()
            if said == word and not (beside is before and (beside.tail or "").strip()):
                return beside
    return None


def _is_labelled(run: list[Element], word: str) -> bool:
    """Whether a word in several pieces is all that its element's label says."""
    parent = run[0].getparent()
    if parent is None or len(run) < 2 or len(run) != len(parent):
        return False
    return "".join((parent.get("aria-label") or "").split()) == word


def _is_initial(run: list[Element], word: str) -> bool:
    """Whether a word goes on right behind, and begins here."""
    bare = word.strip(_QUOTES)
    rest = run[-1].tail or ""
    behind = run[-1].getnext()
    if not rest and behind is not None and "aria-hidden" not in behind.attrib:
        rest = "" if _FOR_READERS.search(behind.get("class") or "") else behind.text or ""
    if len(bare) > _INITIAL or bare != bare.upper() or not _is_word(rest[:1]):
        return False
    # A sign for closing, "X", stands before a word with a capital of its own.
    if rest[0] != rest[0].lower() and rest[:2] != rest[:2].upper():
        return False
    before, parent = run[0].getprevious(), run[0].getparent()
    if before is None:
        near = (parent.text or "") if parent is not None else ""
    elif before.tail or _FOR_READERS.search(before.get("class") or ""):
        near = before.tail or ""
    else:
        near = str(_STRING(before))
    return not _is_word(near[-1:]) and not _is_in_control(run[0])


def _is_in_control(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in ("a", "button", "label")

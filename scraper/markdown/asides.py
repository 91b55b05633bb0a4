"""Notes in other forms made lists of notes: paragraphs of notes, and notes beside the text.

The tree is changed, so that `notes` has one form to look for: a link to an item of a list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from scraper.markdown.elements import Tag
from scraper.markdown.source import BLOCKS, classes, few_words, words_of

LABEL = re.compile(r"\[?([0-9]{1,4})\]?")
_LEAD = re.compile(r"\s*\[?([0-9]{1,4})(?:\]|\.(?=\s)|(?=[\s\u00a0]|$))")
_HOLDERS = frozenset("[document] html body div section article aside main".split())
SIDE_NOTES = frozenset("sidenote marginnote side-note margin-note".split())
SWITCHES = frozenset("margin-toggle sidenote-toggle sidenote-number".split())


def is_side_note(tag: Tag) -> bool:
    """Whether the element is a note that a page shows in its margin (Tufte CSS and its kin)."""
    return tag.name in ("span", "small", "aside") and not SIDE_NOTES.isdisjoint(classes(tag))


def list_side_notes(root: Tag, notes: Sequence[Tag]) -> None:
    """Each note beside the text an item of a list at the end, and a numbered link in its place."""
    body = root.first("body") or root
    listed = Tag("ol", {}, body)
    for note in notes:
        parent = note.parent
        assert parent is not None
        number = len(listed.contents) + 1
        name = f"side-note-{number}"
        link = Tag("a", {"href": f"#{name}"}, parent)
        link.contents.append(str(number))
        at = parent.contents.index(note)
        parent.contents[at] = link
        before = parent.contents[:at]
        parent.contents[:at] = [node for node in before if not _is_switch(node)]
        item = Tag("li", {"id": name}, listed)
        item.contents.append(note)
        note.parent = item
        listed.contents.append(item)
    body.contents.append(listed)


def _is_switch(node: Tag | str) -> bool:
    return isinstance(node, Tag) and not SWITCHES.isdisjoint(classes(node))


def list_note_paragraphs(links: Sequence[tuple[Tag, str]], targets: Mapping[str, Tag]) -> bool:
    """Paragraphs in a row that numbered links lead to, each beginning with its number: as a list.

    What comes back says whether the tree was changed.
    """
    found: dict[int, tuple[Tag, str, str]] = {}
    for link, name in links:
        number = LABEL.fullmatch(few_words(link))
        if number is None or name not in targets:
            continue
        note = _block_of(targets[name])
        if note is None or not _leads(note, number[1]):
            continue
        if not may_hold_mark(link):
            return False
        found.setdefault(id(note), (note, number[1], name))
    leads = [note for note, _, _ in found.values()]
    if [label for _, label, _ in found.values()] != [str(n + 1) for n in range(len(leads))]:
        return False
    parent = leads[0].parent if leads else None
    if parent is None or not all(may_hold_notes(above) for above in (parent, *parent.above())):
        return False
    notes = _in_a_row(leads, parent)
    if notes is None or has_words_after(notes[-1][-1]):
        return False
    listed = Tag("ol", {}, parent)
    for blocks, (lead, label, name) in zip(notes, found.values(), strict=True):
        item = Tag("li", {"id": name}, listed)
        item.contents.extend(blocks)
        for block in blocks:
            block.parent = item
        targets[name].attributes.pop("id", None)  # the item's now
        _drop_lead(lead, label)
        listed.contents.append(item)
    first = parent.contents.index(notes[0][0])
    last = parent.contents.index(notes[-1][-1])
    parent.contents[first : last + 1] = [listed]
    return True


def _block_of(target: Tag) -> Tag | None:
    """The paragraph or box that a target is, or begins; None if it is no note's."""
    block = target
    while block.name not in BLOCKS:
        if block.parent is None:
            return None
        block = block.parent
    # A box around nothing but this is the note's, too.
    while block.parent is not None and block.parent.name == "div" and _is_alone(block):
        block = block.parent
    return block if block.name in ("p", "div", "aside", "section") else None


def _is_alone(block: Tag) -> bool:
    assert block.parent is not None
    contents = block.parent.contents
    return len(contents) < 4 and all(
        node is block or (isinstance(node, str) and not node.strip()) for node in contents
    )


def _leads(note: Tag, label: str) -> bool:
    return (lead := _LEAD.match(_first_words(note))) is not None and lead[1] == label


def _first_words(note: Tag) -> str:
    out: list[str] = []
    for count, node in enumerate(note.nodes_below()):
        if count > 12 or len("".join(out)) > 8:
            break
        if isinstance(node, str):
            out.append(node)
        elif node.name in BLOCKS and out:
            out.append(" ")
    return "".join(out)


def _in_a_row(leads: Sequence[Tag], parent: Tag) -> list[list[Tag]] | None:
    """The blocks of each note; None where something else is between them.

    A block of nothing but the number leads the blocks up to the next; the last leads one.
    """
    notes: list[list[Tag]] = []
    alone = False
    for node in parent.contents:
        if len(notes) < len(leads) and node is leads[len(notes)]:
            notes.append([leads[len(notes)]])
            alone = _LEAD.fullmatch(few_words(leads[len(notes) - 1])) is not None
        elif notes and (isinstance(node, Tag) or node.strip()):
            if len(notes) == len(leads) and (not alone or len(notes[-1]) > 1):
                break
            if not alone or not isinstance(node, Tag):
                return None
            notes[-1].append(node)
    return notes if len(notes) == len(leads) else None


def _drop_lead(note: Tag, label: str) -> None:
    """Takes the number, and a link around it, off a note's begin."""
    rest = label
    for node in list(note.nodes_below()):
        if not rest:
            break
        if isinstance(node, Tag):
            if node.name == "a" and LABEL.fullmatch(few_words(node)) is not None:
                assert node.parent is not None
                node.parent.contents.remove(node)
                return
            continue
        lead = _LEAD.match(node)
        if lead is not None:
            _replace(note, node, node[lead.end() :].lstrip(" .\u00a0"))
            return


def _replace(note: Tag, text: str, new: str) -> None:
    for tag in (note, *note.tags_below()):
        for at, node in enumerate(tag.contents):
            if node is text:
                tag.contents[at] = new
                return


def has_words_after(tag: Tag) -> bool:
    """Whether the body goes on after the element."""
    here = tag
    for above in tag.above():
        after = above.contents[above.contents.index(here) + 1 :]
        if any((words_of(node) if isinstance(node, Tag) else node).strip() for node in after):
            return True
        here = above
    return False


def may_hold_notes(above: Tag) -> bool:
    """Whether notes may stand in the element, and still end the body."""
    return above.name in _HOLDERS


def may_hold_mark(link: Tag) -> bool:
    """False where what the writer makes may be HTML, which can't hold a note's mark."""
    return all(above.name not in ("table", "dl", "details", "ol") for above in link.above())

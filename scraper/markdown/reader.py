"""Cleaned HTML -> blocks: one pass without recursion, so that no depth of nesting can stop it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from scraper.markdown import frames, leaves, maths
from scraper.markdown.addresses import address
from scraper.markdown.code import code_block, is_button_of_code
from scraper.markdown.containers import Containers, Leave
from scraper.markdown.elements import Tag
from scraper.markdown.notes import find_jumps, fragment
from scraper.markdown.runs import FOLDED, one_line
from scraper.markdown.source import BLOCKS, UNSEEN, attribute, is_hidden
from scraper.markdown.tree import (
    Anchor,
    Atom,
    Block,
    Blocks,
    Break,
    Code,
    Key,
    Link,
    Maths,
    NoteMark,
    Paragraph,
    Rule,
    Run,
    Style,
    Text,
)

_STYLES = {
    "strong": Style.STRONG,
    "b": Style.STRONG,
    "em": Style.EM,
    "i": Style.EM,
    "del": Style.STRIKE,
    "s": Style.STRIKE,
    "strike": Style.STRIKE,
    "u": Style.UNDERLINE,
    "ins": Style.UNDERLINE,
    "mark": Style.MARK,
    "sup": Style.SUP,
    "sub": Style.SUB,
}
_CODE: dict[str, type[Code | Key]] = {"code": Code, "tt": Code, "samp": Code, "kbd": Key}
_ONE_THING = frozenset("br img hr pre ruby input".split())
# Of these, and of those with attributes, `_is_leaf` asks; all others are there for their inside.
_MAYBE_LEAVES = UNSEEN | leaves.PLAYERS.keys() | _ONE_THING | maths.ELEMENTS | {"button"}
_Opened = tuple[
    Iterator[Tag | str],
    Leave | None,
    frozenset[Style],
    Link | None,
    type[Text | Code | Key],
    bool,
]


class Reader(Containers):
    """Reads one body: walks it, and puts words into the container that is open.

    Headings go down, all by the same, where one of them ranks higher than `top`.
    """

    def __init__(self, root: Tag, base_url: str, top: int = 1) -> None:
        super().__init__(find_jumps(root, base_url), _too_high(root, top))
        self._root = root
        self._base_url = base_url
        self._places: list[str] = []  # jump targets that wait for the next words
        self._link: Link | None = None
        self._atom: type[Text | Code | Key] = Text
        self._in_drawing = False  # inside what looked like a formula and held no TeX

    def blocks(self) -> Blocks:
        """The whole body."""
        # Each with what ends it, and what was meant around it: that holds again after it.
        stack: list[_Opened] = []
        children: Iterator[Tag | str] = iter(self._root.contents)
        leave: Leave | None = self._end_paragraph
        while True:
            for node in children:
                if isinstance(node, str):
                    if not (node.isspace() and self._is_between(node)):
                        self._put(self._atom(node))
                elif not (node.attributes or node.name in _MAYBE_LEAVES) or not self._is_leaf(node):
                    stack.append(
                        (children, leave, self._styles, self._link, self._atom, self._in_drawing)
                    )
                    children, leave = iter(node.contents), self._begin(node)
                    break
            else:
                if leave is not None:
                    leave()
                if not stack:
                    return self._frames[0].finished()
                (children, leave, self._styles, self._link, self._atom, self._in_drawing) = (
                    stack.pop()
                )

    # ── where words go ───────────────────────────────────────────────────────────────────────

    def _put(self, atom: Atom) -> None:
        pieces = self._top.pieces
        if self._places and not (isinstance(atom, Text) and not atom.text.strip()):
            at = len(pieces)  # in front of the link: HTML has no `<a>` within another
            while self._link is not None and at and pieces[at - 1].link is self._link:
                at -= 1
            pieces[at:at] = [Run(Anchor(place), self._styles) for place in self._places]
            self._places.clear()
        pieces.append(Run(atom, self._styles, self._link))

    def _is_leaf(self, tag: Tag) -> bool:
        """Whether the element is done with: its inside read, or left out."""
        if not self._in_drawing and maths.is_formula(tag) and (tex := maths.tex_of(tag)):
            self._put(Maths(tex, maths.is_display(tag)))
            return True
        name = tag.name
        if name in UNSEEN or is_hidden(tag) or id(tag) in self._jumps.backs:
            return True
        if is_button_of_code(tag):
            return True
        self._note_place(tag)
        if (label := self._jumps.marks.get(id(tag))) is not None:
            self._top.pieces.append(Run(NoteMark(label), self._styles - {Style.SUP}))
            return True
        if name in leaves.PLAYERS:
            return self._player(tag)
        match name:
            case "br":
                self._put(Break())
            case "img":
                if (image := leaves.picture(tag, self._base_url)) is not None:
                    self._put(image)
            case "hr":
                self._add(Rule())
            case "pre":
                if (code := code_block(tag)).text.strip():
                    self._add(code)
            case "ruby":
                self._put(leaves.ruby(tag))
            case "input":
                self._box(tag)
            case _:
                return False
        return True

    def _is_between(self, space: str) -> bool:
        """Whether the white space comes before the first words of a paragraph."""
        return not self._top.pieces and self._atom is Text and not space.strip(FOLDED)

    def _add(self, block: Block) -> None:
        self._end_paragraph()
        self._top.blocks.append(block)

    def _note_place(self, tag: Tag) -> None:
        if not self._jumps.wanted or id(tag) in self._jumps.notes:
            return
        for name in (attribute(tag, "id"), attribute(tag, "name") if tag.name == "a" else ""):
            if name in self._jumps.wanted:
                self._jumps.wanted.discard(name)
                self._places.append(name)

    def _player(self, tag: Tag) -> bool:
        found = leaves.player(tag, self._base_url)
        if found is None:
            return tag.name != "object"  # what it holds is there for those who can't play it
        self._add(Paragraph((found,)))
        return True

    def _box(self, tag: Tag) -> None:
        item = self._top
        if (
            attribute(tag, "type").lower() == "checkbox"
            and isinstance(item, frames.ItemFrame)
            and item.is_empty()
        ):
            item.done = "checked" in tag.attributes

    # ── elements ─────────────────────────────────────────────────────────────────────────────

    def _begin(self, tag: Tag) -> Leave | None:
        """Begins an element; what comes back, if anything, ends it."""
        name = tag.name
        self._in_drawing = self._in_drawing or maths.is_formula(tag)
        if (leave := self._begin_container(tag)) is not None:
            return leave
        if name in BLOCKS:
            self._end_paragraph()
            return self._end_paragraph
        if (style := _STYLES.get(name)) is not None:
            self._styles |= {style}
        elif (atom := _CODE.get(name)) is not None:
            self._atom = atom
        elif name == "a":
            self._link = self._link_of(tag) or self._link
        elif name == "q":
            self._put(self._atom('"'))
            return lambda: self._put(self._atom('"'))
        return None

    def _link_of(self, tag: Tag) -> Link | None:
        href = attribute(tag, "href")
        title = one_line(attribute(tag, "title"))
        if name := fragment(href, self._base_url):
            for spelling in (name, unquote(name)):
                if spelling in self._jumps.targets:
                    return Link("#" + spelling, title)
            if not self._base_url:
                return None
        if href.strip() in ("", "#"):
            return None
        url = address(href, self._base_url)
        return Link(url, title) if url else None


def _too_high(root: Tag, top: int) -> int:
    """How many ranks the body's highest heading stands above `top`."""
    names = {tag.name for tag in root.tags_below()} if top > 1 else ()
    return next((top - rank for rank in range(1, top) if f"h{rank}" in names), 0)

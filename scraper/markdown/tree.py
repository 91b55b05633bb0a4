"""What a body is between HTML and Markdown: blocks, and flat inline runs with a set of styles.

Runs are flat so that no spelling of the source survives: `<b>a</b><b>b</b>` and `<b>ab</b>` are the
same runs, and where marks begin and end is decided once, by the serialiser.

A body is some thousands of these: msgspec makes one in a tenth of the time of a frozen dataclass,
and none of them can be part of a cycle.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Style(StrEnum):
    """What a run of text looks like; the value is the HTML element that says so."""

    STRONG = "strong"
    EM = "em"
    STRIKE = "del"
    UNDERLINE = "ins"  # kramdown reads Markdown inside; not inside `<u>`
    MARK = "mark"
    SUP = "sup"
    SUB = "sub"

    __hash__ = str.__hash__  # that of an enumeration is Python code; each set asks for it


class Link(msgspec.Struct, frozen=True, gc=False):
    """Where a run leads: a checked, percent-encoded address."""

    url: str
    title: str = ""


class Text(msgspec.Struct, frozen=True, gc=False):
    text: str


class Code(msgspec.Struct, frozen=True, gc=False):
    text: str


class Key(msgspec.Struct, frozen=True, gc=False):
    """A key to press (`<kbd>`)."""

    text: str


class Break(msgspec.Struct, frozen=True, gc=False):
    """A line break that the author asked for."""


class Image(msgspec.Struct, frozen=True, gc=False):
    url: str
    alt: str = ""
    title: str = ""


class Maths(msgspec.Struct, frozen=True, gc=False):
    """A formula as TeX; `display`: on a line of its own."""

    tex: str
    display: bool = False


class Ruby(msgspec.Struct, frozen=True, gc=False):
    """Characters with their reading above, in pairs."""

    pairs: tuple[tuple[str, str], ...]


class Anchor(msgspec.Struct, frozen=True, gc=False):
    """A place that a link of the same body leads to."""

    name: str


class NoteMark(msgspec.Struct, frozen=True, gc=False):
    """The number in the text that points to a note."""

    label: str


Atom = Text | Code | Key | Break | Image | Maths | Ruby | Anchor | NoteMark

PLAIN: frozenset[Style] = frozenset()


class Run(msgspec.Struct, frozen=True, gc=False):
    """A piece of a paragraph that looks the same throughout."""

    atom: Atom
    styles: frozenset[Style] = PLAIN
    link: Link | None = None


Runs = tuple[Run, ...]


class Paragraph(msgspec.Struct, frozen=True, gc=False):
    runs: Runs


class Heading(msgspec.Struct, frozen=True, gc=False):
    level: int
    runs: Runs


class Rule(msgspec.Struct, frozen=True, gc=False):
    """A thematic break."""


class CodeBlock(msgspec.Struct, frozen=True, gc=False):
    text: str
    language: str = ""


class Quote(msgspec.Struct, frozen=True, gc=False):
    blocks: tuple[Block, ...]


class Item(msgspec.Struct, frozen=True, gc=False):
    """One item; `done` is None where it is no task."""

    blocks: tuple[Block, ...]
    number: int = 1
    done: bool | None = None


class ItemList(msgspec.Struct, frozen=True, gc=False):
    ordered: bool
    items: tuple[Item, ...]


class Cell(msgspec.Struct, frozen=True, gc=False):
    """One cell; `align` is "", "center" or "right"."""

    blocks: tuple[Block, ...]
    heading: bool = False
    columns: int = 1
    rows: int = 1
    align: str = ""


class Table(msgspec.Struct, frozen=True, gc=False):
    """Rows of cells; `headed` says that the first is a header."""

    rows: tuple[tuple[Cell, ...], ...]
    headed: bool


class Definition(msgspec.Struct, frozen=True, gc=False):
    """A term, or what is said of the terms before it."""

    term: bool
    blocks: tuple[Block, ...]


class Definitions(msgspec.Struct, frozen=True, gc=False):
    entries: tuple[Definition, ...]


class Details(msgspec.Struct, frozen=True, gc=False):
    summary: Runs
    blocks: tuple[Block, ...]


class Note(msgspec.Struct, frozen=True, gc=False):
    """The text that a NoteMark of the same label points to."""

    label: str
    blocks: tuple[Block, ...]


Block = (
    Paragraph | Heading | Rule | CodeBlock | Quote | ItemList | Table | Definitions | Details | Note
)
Blocks = tuple[Block, ...]

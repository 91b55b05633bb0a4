"""What a body is between HTML and Markdown: blocks, and flat inline runs with a set of styles.

Runs are flat so that no spelling of the source survives: `<b>a</b><b>b</b>` and `<b>ab</b>` are the
same runs, and where marks begin and end is decided once, by the serialiser.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """What a run of text looks like; the value is the HTML element that says so."""

    STRONG = "strong"
    EM = "em"
    STRIKE = "del"
    UNDERLINE = "ins"  # kramdown reads Markdown inside; not inside `<u>`
    MARK = "mark"
    SUP = "sup"
    SUB = "sub"


@dataclass(frozen=True, slots=True)
class Link:
    """Where a run leads: a checked, percent-encoded address."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Code:
    text: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key to press (`<kbd>`)."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line break that the author asked for."""


@dataclass(frozen=True, slots=True)
class Image:
    url: str
    alt: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Maths:
    """A formula as TeX; `display`: on a line of its own."""

    tex: str
    display: bool = False


@dataclass(frozen=True, slots=True)
class Ruby:
    """Characters with their reading above, in pairs."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that a link of the same body leads to."""

    name: str


@dataclass(frozen=True, slots=True)
class NoteMark:
    """The number in the text that points to a note."""

    label: str


Atom = Text | Code | Key | Break | Image | Maths | Ruby | Anchor | NoteMark

PLAIN: frozenset[Style] = frozenset()


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph that looks the same throughout."""

    atom: Atom
    styles: frozenset[Style] = PLAIN
    link: Link | None = None


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""


@dataclass(frozen=True, slots=True)
class CodeBlock:
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item; `done` is None where it is no task."""

    blocks: tuple[Block, ...]
    number: int = 1
    done: bool | None = None


@dataclass(frozen=True, slots=True)
class ItemList:
    ordered: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `align` is "", "center" or "right"."""

    blocks: tuple[Block, ...]
    heading: bool = False
    columns: int = 1
    rows: int = 1
    align: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; `headed` says that the first is a header."""

    rows: tuple[tuple[Cell, ...], ...]
    headed: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """A term, or what is said of the terms before it."""

    term: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    entries: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Details:
    summary: Runs
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """The text that a NoteMark of the same label points to."""

    label: str
    blocks: tuple[Block, ...]


Block = (
    Paragraph | Heading | Rule | CodeBlock | Quote | ItemList | Table | Definitions | Details | Note
)
Blocks = tuple[Block, ...]

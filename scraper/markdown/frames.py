"""What is under construction while the source is read: one frame for each open container."""

from __future__ import annotations

from dataclasses import dataclass, field

from scraper.markdown.code import is_numbers
from scraper.markdown.runs import bare, is_blank, joined, paragraphs, settle
from scraper.markdown.tree import (
    Block,
    Blocks,
    Break,
    Cell,
    CodeBlock,
    Definition,
    Heading,
    Item,
    ItemList,
    Paragraph,
    Rule,
    Run,
    Runs,
    Table,
    Text,
)


@dataclass(slots=True)
class Frame:
    """A container: its finished blocks, and the pieces of the paragraph that is open.

    `keeps_breaks`: two line breaks don't part paragraphs here (headings, cells).
    """

    keeps_breaks: bool = False
    blocks: list[Block] = field(default_factory=list)
    pieces: list[Run] = field(default_factory=list)

    def end_paragraph(self) -> None:
        if not self.pieces:
            return
        runs = settle(self.pieces)
        self.pieces = []
        if is_blank(runs):
            return
        parts = [runs] if self.keeps_breaks else paragraphs(runs)
        self.blocks.extend([Paragraph(part) for part in parts])

    def finished(self) -> Blocks:
        self.end_paragraph()
        return tuple(self.blocks)

    def is_empty(self) -> bool:
        return not self.blocks and is_blank(tuple(self.pieces))


@dataclass(slots=True)
class ListFrame(Frame):
    ordered: bool = False
    number: int = 1
    step: int = 1
    items: list[Item] = field(default_factory=list)

    def adopt(self) -> None:
        """What stands between items (a list right inside a list) belongs to the item before."""
        blocks = self.finished()
        self.blocks = []
        if not blocks:
            return
        if self.items:
            last = self.items[-1]
            self.items[-1] = Item(last.blocks + blocks, last.number, last.done)
        else:
            self.items.append(Item(blocks, self.number))
            self.number += self.step

    def add(self, blocks: Blocks, value: int | None, done: bool | None) -> None:
        self.adopt()
        if value is not None:
            self.number = value
        self.items.append(Item(blocks, self.number, done))
        self.number += self.step


@dataclass(slots=True)
class ItemFrame(Frame):
    value: int | None = None
    done: bool | None = None


@dataclass(slots=True)
class CellFrame(Frame):
    heading: bool = False
    columns: int = 1
    rows: int = 1
    align: str = ""


@dataclass(slots=True)
class DefinitionsFrame(Frame):
    entries: list[Definition] = field(default_factory=list)

    def adopt(self) -> None:
        """What stands outside of terms and their meanings says something of the term before."""
        blocks = self.finished()
        self.blocks = []
        if blocks:
            self.entries.append(Definition(False, blocks))


@dataclass(slots=True)
class DetailsFrame(Frame):
    summary: Runs = ()


@dataclass(slots=True)
class TableFrame(Frame):
    """`nested` and `layout` mark a table that only arranges a page."""

    rows: list[list[Cell]] = field(default_factory=list)
    head_rows: set[int] = field(default_factory=set)
    in_head: bool = False
    nested: bool = False
    layout: bool = False

    def start_row(self) -> None:
        if self.in_head:
            self.head_rows.add(len(self.rows))
        self.rows.append([])

    def add(self, cell: Cell) -> None:
        if not self.rows:
            self.start_row()
        self.rows[-1].append(cell)

    def result(self) -> Blocks:
        """The table, or what its cells hold where it tabulates nothing."""
        outside = self.finished()
        headed = bool(self.rows and self.rows[0]) and (
            0 in self.head_rows or all(cell.heading for cell in self.rows[0])
        )
        rows = [row for row in self.rows if any(cell.blocks for cell in row)]
        if not rows:
            return outside
        headed = headed and rows[0] is self.rows[0]
        if self._is_data(rows):
            return (*outside, Table(tuple(tuple(row) for row in rows), headed))
        inside: list[Block] = []
        for row in rows:
            for cell in _without_gutter(row):
                inside.extend(cell.blocks)
        return (*outside, *inside)

    def _is_data(self, rows: list[list[Cell]]) -> bool:
        if self.nested or self.layout or len(rows) < 2:
            return False
        cells = [cell for row in rows for cell in row]
        if any(isinstance(block, Heading | Rule) for cell in cells for block in cell.blocks):
            return False
        return max(len(row) for row in rows) > 1 or any(cell.heading for cell in cells)


def _without_gutter(row: list[Cell]) -> list[Cell]:
    """A row of code without the cell of its line numbers."""
    if not any(isinstance(block, CodeBlock) for cell in row for block in cell.blocks):
        return row
    return [cell for cell in row if not all(_is_gutter(block) for block in cell.blocks)]


def _is_gutter(block: Block) -> bool:
    if isinstance(block, CodeBlock):
        return is_numbers(block.text)
    return isinstance(block, Paragraph) and is_numbers(bare(block.runs))


def one_run(blocks: Blocks) -> tuple[Runs, Blocks]:
    """All paragraphs up to the first block of another kind as one line, and what is left over."""
    count = 0
    while count < len(blocks) and isinstance(blocks[count], Paragraph):
        count += 1
    parts = [block.runs for block in blocks[:count] if isinstance(block, Paragraph)]
    return joined(parts, Text(" ")), blocks[count:]


def as_list(frame: ListFrame) -> Blocks:
    """The list; one of nothing but empty items is none."""
    frame.adopt()
    if not any(item.blocks for item in frame.items):
        return ()
    return (ItemList(frame.ordered, tuple(frame.items)),)


def as_cell(frame: CellFrame) -> Cell:
    blocks = frame.finished()
    if len(blocks) > 1 and all(isinstance(block, Paragraph) for block in blocks):
        parts = [block.runs for block in blocks if isinstance(block, Paragraph)]
        blocks = (Paragraph(joined(parts, Break())),)
    return Cell(blocks, frame.heading, frame.columns, frame.rows, frame.align)

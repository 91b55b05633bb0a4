"""Blocks -> Markdown: one spelling for each construct, the same in kramdown, goldmark and cmark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scraper.markdown.dialect import Dialect
from scraper.markdown.raw import code_html, html
from scraper.markdown.runs import joined
from scraper.markdown.spans import Line, inline
from scraper.markdown.tree import (
    Block,
    Blocks,
    Break,
    Cell,
    CodeBlock,
    Definitions,
    Details,
    Heading,
    Item,
    ItemList,
    Note,
    Paragraph,
    Quote,
    Rule,
    Run,
    Runs,
    Style,
    Table,
    Text,
)

_TICKS = re.compile(r"`{3,}")
_LIST_LINE = re.compile(r"^[ \t]*(?:[*+-]|[0-9]+\.)[ \t]", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*([*_-])(?:[ \t]*\1){2,}[ \t]*$", re.MULTILINE)
_SHORTCODE = re.compile(r"\{\{([<%])([^{}]*)([>%])\}\}")
_SET = {"": "---", "center": ":---:", "right": "---:"}
_HEADING = Line(heading=True)
_CELL = Line(cell=True)
_BETWEEN_LISTS = "<!-- -->"  # else two lists in a row are one


class Writer:
    """Writes blocks in one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def write(self, blocks: Blocks) -> str:
        """The blocks parted by a blank line each, without one at either end."""
        out: list[str] = []
        before: Block | None = None
        for block in blocks:
            text = self._block(block)
            if not text:
                continue
            if self._is_list(before) and self._is_list(block, like=before):
                out.append(_BETWEEN_LISTS)
            out.append(text)
            before = block
        return "\n\n".join(out)

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(runs):
                return inline(runs, self._dialect)
            case Heading(level, runs):
                return f"{'#' * level} {inline(runs, self._dialect, _HEADING)}"
            case Rule():
                return "---"
            case CodeBlock():
                return self._code(block)
            case Quote(blocks):
                return _indented(self.write(blocks), "> ", "> ", ">")
            case ItemList():
                return self._list(block)
            case Table():
                return self._table(block)
            case Definitions():
                return self._definitions(block)
            case Details():
                return self._details(block)
            case Note(label, blocks):
                return _indented(self.write(blocks), f"[^{label}]: ", " " * 4)

    def _code(self, block: CodeBlock) -> str:
        text = block.text
        if self._dialect.is_acted_on(text):
            # Hugo's own way to show a shortcode; what is none of them stays HTML.
            shown = _SHORTCODE.sub(r"{{\1/*\2*/\3}}", text)
            if self._dialect.raw_blocks or self._dialect.is_acted_on(
                shown.replace("{{</*", "").replace("{{%/*", "")
            ):
                return code_html(block)
            text = shown
        fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
        language = "" if self._dialect.is_run(block.language) else block.language
        return f"{fence}{language}\n{text}\n{fence}"

    # ── lists ────────────────────────────────────────────────────────────────────────────────

    def _list(self, block: ItemList) -> str:
        if block.ordered and not self._is_counted(block):
            return self._dialect.unasked(html((block,)))
        tight = all(self._is_tight(item) for item in block.items)
        out: list[str] = []
        for item in block.items:
            marker = f"{item.number}. " if block.ordered else "- "
            box = "" if item.done is None else ("[x] " if item.done else "[ ] ")
            inside = self._item(item.blocks) if tight else self._loose(item.blocks)
            if inside.startswith("---"):
                inside = f"***{inside[3:]}"  # "- ---" would be a rule and no item
            text = _indented(box + (inside or "&nbsp;"), marker, " " * len(marker))
            out.append(text)
        return ("\n" if tight else "\n\n").join(out)

    def _loose(self, blocks: Blocks) -> str:
        if not self._dialect.raw_lists:
            return self.write(blocks)
        # kramdown ends a list at a rule, and finds another in the first lines of an item, in a
        # fence or not.
        out: list[str] = []
        waiting: list[Block] = []
        for at, block in enumerate(blocks):
            match block:
                case Rule():
                    tags = "<hr>"
                case CodeBlock(text) if (at == 0 and _LIST_LINE.search(text)) or _RULE.search(text):
                    tags = code_html(block)
                case _:
                    waiting.append(block)
                    continue
            out += [self.write(tuple(waiting)), tags]
            waiting.clear()
        out.append(self.write(tuple(waiting)))
        return "\n\n".join(filter(None, out))

    def _item(self, blocks: Blocks) -> str:
        return "\n".join(self._block(block) for block in blocks)

    def _is_list(self, block: Block | None, like: Block | None = None) -> bool:
        """Whether the block is written as a Markdown list, of the same kind as `like`."""
        if not isinstance(block, ItemList) or (block.ordered and not self._is_counted(block)):
            return False
        return not isinstance(like, ItemList) or like.ordered == block.ordered

    def _is_tight(self, item: Item) -> bool:
        """Whether the item is one line and at most one list below it, or nothing but a list."""
        blocks = item.blocks
        if not blocks:
            return True
        if not isinstance(blocks[0], Paragraph):
            return len(blocks) < 2 and all(map(self._is_list, blocks))
        return len(blocks) < 3 and all(map(self._may_interrupt, blocks[1:]))

    def _may_interrupt(self, block: Block) -> bool:
        """Whether a list may follow a line of text at once (CommonMark 0.31, 5.2: if from 1)."""
        return self._is_list(block) and not (
            isinstance(block, ItemList) and block.ordered and block.items[0].number != 1
        )

    def _is_counted(self, block: ItemList) -> bool:
        """Whether renderers will count as the source does."""
        first = block.items[0].number
        if any(item.number != first + at for at, item in enumerate(block.items)):
            return not self._dialect.raw_blocks
        return first == 1 or (first >= 0 and not self._dialect.raw_lists)

    # ── tables ───────────────────────────────────────────────────────────────────────────────

    def _table(self, table: Table) -> str:
        plain = all(_is_plain(cell) for row in table.rows for cell in row)
        if not plain and self._dialect.raw_blocks:
            return self._dialect.unasked(html((table,)))
        rows = list(self._grid(table.rows))
        width = max(len(row) for row in rows)
        if not table.headed:
            rows.insert(0, [""] * width)
        rows[0] += [""] * (width - len(rows[0]))
        rows.insert(1, _lines_under(table, width))
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def _grid(self, rows: Iterable[tuple[Cell, ...]]) -> Iterator[list[str]]:
        """The rows' cells as words; those that another reaches into are empty."""
        below: dict[int, int] = {}  # column -> how many rows more a cell reaches down
        for row in rows:
            out: list[str] = []
            for cell in (*row, None):
                while below.get(len(out), 0):
                    below[len(out)] -= 1
                    out.append("")
                if cell is None:
                    break
                for number in range(min(cell.columns, 20)):
                    below[len(out)] = cell.rows - 1
                    out.append("" if number else self._cell(cell))
            yield out

    def _cell(self, cell: Cell) -> str:
        text = inline(_flat(cell.blocks), self._dialect, _CELL)
        # A row of such cells is a line between rows in kramdown.
        return "\\" + text if text and not text.strip("-:+= ") else text

    # ── what has no Markdown ─────────────────────────────────────────────────────────────────

    def _definitions(self, block: Definitions) -> str:
        if self._dialect.raw_blocks:
            return self._dialect.unasked(html((block,)))
        out: list[str] = []
        for entry in block.entries:
            for inner in entry.blocks:
                if entry.term and isinstance(inner, Paragraph):
                    inner = Paragraph(_strong(inner.runs))
                out.append(self._block(inner))
        return "\n\n".join(out)

    def _details(self, block: Details) -> str:
        if self._dialect.raw_blocks:
            return self._dialect.unasked(html((block,)))
        head = (Paragraph(_strong(block.summary)),) if block.summary else ()
        return self.write((*head, *block.blocks))


def _indented(text: str, first: str, others: str, blank: str = "") -> str:
    lines = text.split("\n")
    out = [first + lines[0]]
    out += [others + line if line.strip(" \t") else blank for line in lines[1:]]
    return "\n".join(out)


def _lines_under(table: Table, width: int) -> list[str]:
    """What stands under the head: how the columns are set, where their cells agree."""
    found: list[set[str]] = [set() for _ in range(width)]
    if all(cell.columns == cell.rows == 1 for row in table.rows for cell in row):
        for row in table.rows[table.headed :]:
            for column, cell in zip(found, row, strict=False):
                if cell.blocks:
                    column.add(cell.align)
    return [_SET[column.pop()] if len(column) == 1 else "---" for column in found]


def _is_plain(cell: Cell) -> bool:
    return (
        cell.columns == cell.rows == 1
        and len(cell.blocks) < 2
        and all(isinstance(block, Paragraph) for block in cell.blocks)
    )


def _strong(runs: Runs) -> Runs:
    return tuple(Run(run.atom, run.styles | {Style.STRONG}, run.link) for run in runs)


def _flat(blocks: Blocks) -> Runs:
    """All words of a cell in one line, where HTML can't be had."""
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        return blocks[0].runs
    parts: list[Runs] = []
    waiting = list(reversed(blocks))
    while waiting:
        block = waiting.pop()
        match block:
            case Paragraph(runs) | Heading(_, runs):
                parts.append(runs)
            case CodeBlock(text):
                parts.append((Run(Text(text.replace("\n", " "))),))
            case Quote(inner) | Note(_, inner):
                waiting.extend(reversed(inner))
            case Details(summary, inner):
                parts.append(summary)
                waiting.extend(reversed(inner))
            case ItemList(_, items):
                waiting.extend(inner for item in reversed(items) for inner in reversed(item.blocks))
            case Definitions(entries):
                waiting.extend(b for entry in reversed(entries) for b in reversed(entry.blocks))
            case Table(rows, _):
                waiting.extend(
                    b
                    for row in reversed(rows)
                    for cell in reversed(row)
                    for b in reversed(cell.blocks)
                )
            case Rule():
                pass
    return joined((part for part in parts if part), Break())

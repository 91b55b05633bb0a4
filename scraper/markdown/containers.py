"""The containers of a body: headings, lists, quotes, tables and their like, each a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scraper.markdown import frames
from scraper.markdown.elements import Tag
from scraper.markdown.notes import Jumps
from scraper.markdown.runs import is_blank
from scraper.markdown.source import aligned, attribute, whole
from scraper.markdown.tree import (
    PLAIN,
    Block,
    Definition,
    Definitions,
    Details,
    Heading,
    Note,
    Quote,
    Rule,
    Run,
    Style,
)

# Deeper lists, quotes and tables go on as plain paragraphs: no reader could tell them apart, and
# renderers stop at a depth of their own (markdown-it at 20).
MAX_DEPTH = 14
MAX_LIST_NUMBER = 999_999_999  # CommonMark 0.31, 5.2
MAX_SPAN = 1000  # WHATWG HTML, 4.9.11

Leave = Callable[[], None]


class Containers:
    """The containers that are open, the innermost last, and how each begins and ends."""

    def __init__(self, jumps: Jumps, lowered: int = 0) -> None:
        self._jumps = jumps
        self._lowered = lowered  # ranks that each heading goes down
        self._frames: list[frames.Frame] = [frames.Frame()]
        self._styles = PLAIN
        self._kinds: dict[str, Callable[[Tag], Leave | None]] = {
            **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), self._heading),
            **dict.fromkeys(("ul", "ol", "menu"), self._list),
            **dict.fromkeys(("td", "th"), self._cell),
            **dict.fromkeys(("dt", "dd"), self._definition),
            "li": self._item,
            "blockquote": self._quote,
            "table": self._table,
            "thead": self._table_head,
            "tr": self._table_row,
            "dl": self._definitions,
            "details": self._details,
            "summary": self._summary,
        }

    @property
    def _top(self) -> frames.Frame:
        return self._frames[-1]

    def _end_paragraph(self) -> None:
        frame = self._frames[-1]
        if frame.pieces:
            frame.end_paragraph()

    def _open(self, frame: frames.Frame) -> bool:
        """Begins a container; False where too many are open: the element is no more than a div."""
        self._end_paragraph()
        if len(self._frames) > MAX_DEPTH:
            return False
        self._frames.append(frame)
        return True

    def _close(self, blocks: Iterable[Block]) -> None:
        """Ends the container; the one around it gets the blocks."""
        self._frames.pop()
        self._top.blocks.extend(blocks)

    def _begin_container(self, tag: Tag) -> Leave | None:
        """What ends the element, if it is a container of ours; it has begun."""
        begin = self._kinds.get(tag.name)
        return (begin(tag) or self._end_paragraph) if begin is not None else None

    def _heading(self, tag: Tag) -> Leave | None:
        frame = frames.Frame(keeps_breaks=True)
        level = min(6, int(tag.name[1]) + self._lowered)

        def leave() -> None:
            runs, rest = frames.one_run(frame.finished())
            if all(Style.STRONG in run.styles for run in runs):
                runs = tuple(Run(run.atom, run.styles - {Style.STRONG}, run.link) for run in runs)
            self._close((Heading(level, runs), *rest) if not is_blank(runs) else rest)

        return leave if self._open(frame) else None

    def _list(self, tag: Tag) -> Leave | None:
        if id(tag) in self._jumps.lists:
            self._end_paragraph()
            if self._top.blocks and isinstance(self._top.blocks[-1], Rule):
                self._top.blocks.pop()  # drawn between text and notes; renderers draw their own
            return None
        start = whole(attribute(tag, "start"), -MAX_LIST_NUMBER, MAX_LIST_NUMBER)
        step = -1 if "reversed" in tag.attributes else 1
        if start is None:
            start = 1 if step > 0 else sum(1 for child in tag.contents if _is_item(child))
        frame = frames.ListFrame(ordered=tag.name == "ol", number=start, step=step)
        return (lambda: self._close(frames.as_list(frame))) if self._open(frame) else None

    def _item(self, tag: Tag) -> Leave | None:
        outer = self._top
        note = self._jumps.notes.get(id(tag))
        if note is None and not isinstance(outer, frames.ListFrame):
            return None
        value = whole(attribute(tag, "value"), -MAX_LIST_NUMBER, MAX_LIST_NUMBER)
        frame = frames.ItemFrame(value=value)

        def leave() -> None:
            blocks = frame.finished()
            if isinstance(outer, frames.ListFrame):
                self._close(())
                outer.add(blocks, frame.value, frame.done)
            else:
                self._close((Note(note or "", blocks),))

        return leave if self._open(frame) else None

    def _quote(self, _: Tag) -> Leave | None:
        frame = frames.Frame()

        def leave() -> None:
            blocks = frame.finished()
            self._close((Quote(blocks),) if blocks else ())

        return leave if self._open(frame) else None

    def _table(self, tag: Tag) -> Leave | None:
        for outer in reversed(self._frames):
            if isinstance(outer, frames.TableFrame):
                outer.nested = True
                break
        layout = attribute(tag, "role").lower() in ("presentation", "none")
        frame = frames.TableFrame(layout=layout)
        return (lambda: self._close(frame.result())) if self._open(frame) else None

    def _table_head(self, _: Tag) -> Leave | None:
        table = self._top
        if not isinstance(table, frames.TableFrame):
            return None
        table.in_head = True

        def leave() -> None:
            table.in_head = False

        return leave

    def _table_row(self, _: Tag) -> Leave | None:
        if isinstance(self._top, frames.TableFrame):
            self._top.start_row()
        return None

    def _cell(self, tag: Tag) -> Leave | None:
        table = self._top
        if not isinstance(table, frames.TableFrame):
            return None
        frame = frames.CellFrame(
            keeps_breaks=True,
            heading=tag.name == "th",
            columns=whole(attribute(tag, "colspan"), 1, MAX_SPAN) or 1,
            rows=whole(attribute(tag, "rowspan"), 1, MAX_SPAN) or 1,
            align=aligned(tag),
        )

        def leave() -> None:
            cell = frames.as_cell(frame)
            self._close(())
            table.add(cell)

        return leave if self._open(frame) else None

    def _definitions(self, _: Tag) -> Leave | None:
        frame = frames.DefinitionsFrame()

        def leave() -> None:
            frame.adopt()
            self._close((Definitions(tuple(frame.entries)),) if frame.entries else ())

        return leave if self._open(frame) else None

    def _definition(self, tag: Tag) -> Leave | None:
        outer = self._top
        if not isinstance(outer, frames.DefinitionsFrame):
            return None
        frame = frames.Frame()

        def leave() -> None:
            blocks = frame.finished()
            self._close(())
            outer.adopt()
            if blocks:
                outer.entries.append(Definition(tag.name == "dt", blocks))

        return leave if self._open(frame) else None

    def _details(self, _: Tag) -> Leave | None:
        frame = frames.DetailsFrame()

        def leave() -> None:
            blocks = frame.finished()
            self._close((Details(frame.summary, blocks),) if blocks or frame.summary else ())

        return leave if self._open(frame) else None

    def _summary(self, _: Tag) -> Leave | None:
        outer = self._top
        if not isinstance(outer, frames.DetailsFrame) or outer.summary:
            return None
        frame = frames.Frame(keeps_breaks=True)

        def leave() -> None:
            outer.summary, rest = frames.one_run(frame.finished())
            self._close(rest)

        return leave if self._open(frame) else None


def _is_item(node: object) -> bool:
    return isinstance(node, Tag) and node.name == "li"

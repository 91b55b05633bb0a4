"""YAML text -> its pieces, each with the place where it is written: what editing cuts at.

Read from the parser's events, which (unlike nodes) tell an alias from what it stands for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from scraper.config.nodes import LOADER

STRING = "tag:yaml.org,2002:str"
_NULL = "tag:yaml.org,2002:null"
_RESOLVER: Any = yaml.SafeLoader("")


@dataclass(slots=True)
class Piece:
    """A value of the file: `text[start:end]`, its anchor and tag included, no comment around it.

    `said` is what it says, whatever its style: kind, type and text. `parts` are the values of a
    list, or keys and values of a mapping in turn. `target` is what an alias stands for.
    """

    start: int
    end: int
    said: tuple[object, ...]
    anchor: str | None = None
    flow: bool = False
    parts: list[Piece] = field(default_factory=list)
    target: Piece | None = None

    @property
    def meant(self) -> Piece:
        """Itself, or what it is an alias of."""
        return self.target or self

    @property
    def is_mapping(self) -> bool:
        """Whether it is written as keys and values."""
        return self.said[0] == "map"

    @property
    def is_list(self) -> bool:
        """Whether it is written as a list."""
        return self.said[0] == "list"

    @property
    def is_nothing(self) -> bool:
        """Whether it is `key:` with nothing behind, `~` or `null`."""
        return self.said[:2] == ("text", _NULL)

    @property
    def pairs(self) -> list[tuple[Piece, Piece]]:
        """Keys and values of a mapping."""
        return list(zip(self.parts[::2], self.parts[1::2], strict=True))

    def value(self, key: str) -> Piece | None:
        """A mapping's value of this key; None if there is none, or several."""
        if not self.is_mapping:
            return None
        found = [value for name, value in self.pairs if name.meant.said[2:3] == (key,)]
        return found[0] if len(found) == 1 else None

    def all(self) -> list[Piece]:
        """Itself and all within, in the order in which they are written."""
        out, open_ = [], [self]
        while open_:
            piece = open_.pop()
            out.append(piece)
            open_ += reversed(piece.parts)
        return out

    def meaning(self) -> list[tuple[object, ...]]:
        """What it says with all within, as it is compared; aliases by their names."""
        return [(*piece.said, piece.anchor, len(piece.parts)) for piece in self.all()]


@dataclass(slots=True)
class Pieces:
    """A whole file: its root (None: it says nothing), and where dashes and commas stand.

    `end` is where the document ends: before `...`, or at the end of the text.
    """

    root: Piece | None
    dashes: list[int]
    commas: list[int]
    end: int

    def at(self, key: str) -> Piece | None:
        """The value of a key at the top; None if there is none, or several."""
        return self.root.value(key) if self.root is not None and self.root.is_mapping else None

    def count(self, key: str) -> int:
        """How often a key stands at the top."""
        pairs = self.root.pairs if self.root is not None and self.root.is_mapping else []
        return sum(name.meant.said[2:] == (key,) for name, _ in pairs)

    def dash_of(self, item: Piece) -> int:
        """Where the `-` of a block list's item stands."""
        return self.dashes[bisect_left(self.dashes, item.start) - 1]

    def comma_in(self, start: int, end: int) -> int | None:
        """Where the first comma from `start` to `end` stands."""
        at = bisect_left(self.commas, start)
        return self.commas[at] if at < len(self.commas) and self.commas[at] < end else None


def pieces_of(text: str) -> Pieces:
    """The pieces of a text that YAML reads (see nodes.nodes_of), without a byte order mark."""
    dashes, commas = [], []
    for token in yaml.scan(text, Loader=LOADER):
        if isinstance(token, yaml.BlockEntryToken):
            dashes.append(token.start_mark.index)
        elif isinstance(token, yaml.FlowEntryToken):
            commas.append(token.start_mark.index)
    root, end = _read(text)
    return Pieces(root, dashes, commas, end)


def _read(text: str) -> tuple[Piece | None, int]:
    open_: list[Piece] = []
    anchors: dict[str, Piece] = {}
    root: Piece | None = None
    document_end = len(text)
    events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
    for event in events:
        kind = type(event)  # mypy takes a mark of an event for what may be missing
        if issubclass(kind, yaml.DocumentEndEvent) and event.explicit:
            document_end = event.start_mark.index
        if issubclass(kind, yaml.CollectionEndEvent):
            done = open_.pop()
            done.end = event.end_mark.index if done.flow else _last_end(done)
            continue
        if not issubclass(kind, yaml.NodeEvent):
            continue
        piece = _piece(event)
        if issubclass(kind, yaml.AliasEvent):
            piece.target = anchors.get(event.anchor)
        elif piece.anchor is not None:
            anchors[piece.anchor] = piece
        if open_:
            open_[-1].parts.append(piece)
        else:
            root = piece
        if issubclass(kind, yaml.CollectionStartEvent):
            open_.append(piece)
    if root is not None and root.is_nothing and root.start == root.end:
        root = None  # nothing but comments
    return root, document_end


def _piece(event: Any) -> Piece:
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.AliasEvent):
        return Piece(start, end, ("alias", event.anchor))
    if isinstance(event, yaml.ScalarEvent):
        kind = event.tag or _RESOLVER.resolve(yaml.ScalarNode, event.value, event.implicit)
        return Piece(start, end, ("text", kind, event.value), event.anchor)
    kind = "map" if isinstance(event, yaml.MappingStartEvent) else "list"
    return Piece(start, end, (kind, event.tag), event.anchor, bool(event.flow_style))


def _last_end(piece: Piece) -> int:
    return max([piece.end, *(part.end for part in piece.parts[-1:])])

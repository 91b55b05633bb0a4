"""The table of feeds: its rows, and how they are shown."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scraper.commands.standing import Counts, FeedStanding, feed_standings
from scraper.console.words import maybe_iso, print_line, shown
from scraper.model import Feed, FeedState

_HEADS = ("feed", "last success", "newest", "posts", "failures", "next poll")
_LEAST_NAME = 8
_TO_THE_RIGHT = frozenset((3, 4))
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One feed. `posts` are its entries that are archived, as far as the state knows them."""

    feed: FeedStanding
    enabled: bool
    posts: int
    newest: datetime | None
    now: datetime

    @property
    def cells(self) -> tuple[str, ...]:
        """What the table shows of it."""
        feed = self.feed
        return (
            shown(feed.name),
            ago(feed.last_success, self.now),
            ago(self.newest, self.now),
            str(self.posts),
            str(feed.failures) if feed.failures else "-",
            self._next(),
        )

    def _next(self) -> str:
        if not self.enabled:
            return "not enabled"
        if self.feed.gone_since is not None:
            return "never: gone"
        if self.feed.next_poll is None:
            return "due"
        return f"in {_span(self.feed.next_poll - self.now)}"


def rows_of(
    feeds: Sequence[Feed],
    states: Mapping[str, FeedState],
    counts: Counts,
    posts: Mapping[str, int],
    newest: Mapping[str, datetime],
    now: datetime,
) -> Sequence[Row]:
    """A row a feed, in their order."""
    standings = feed_standings(feeds, states, counts, now)
    return [
        Row(standing, feed.enabled, posts.get(feed.id, 0), newest.get(feed.id), now)
        for feed, standing in zip(feeds, standings, strict=True)
    ]


def row_fields(row: Row) -> dict[str, object]:
    """A feed, as --json tells it."""
    feed = row.feed
    return {
        "type": "feed",
        "feed": feed.name,
        "url": feed.url,
        "enabled": row.enabled,
        "last_success": maybe_iso(feed.last_success),
        "newest": maybe_iso(row.newest),
        "posts": row.posts,
        "waiting": feed.waiting,
        "gave_up": feed.gave_up,
        "failures": feed.failures,
        "failing_since": maybe_iso(feed.failing_since),
        "error": feed.error,
        "gone_since": maybe_iso(feed.gone_since),
        "next_poll": maybe_iso(feed.next_poll) if row.enabled else None,
    }


def show(rows: Sequence[Row]) -> None:
    """Prints the table: with rich on a terminal, else as aligned text."""
    if sys.stdout is not None and sys.stdout.isatty():
        _show_rich(rows)
        return
    for line in table_lines([_HEADS, *(row.cells for row in rows)]):
        print_line(line, sys.stdout)


def table_lines(cells: Sequence[Sequence[str]]) -> list[str]:
    """Cells in columns as wide as their widest, two blanks between; wide characters count two."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    out = []
    for row in cells:
        padded = [
            " " * (width - cell_len(cell)) + cell
            if number in _TO_THE_RIGHT
            else cell + " " * (width - cell_len(cell))
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        out.append("  ".join(padded).rstrip())
    return out


def ago(at: datetime | None, now: datetime) -> str:
    """How long ago that was: `5 min ago`, `3 d ago`; `never` for no time."""
    if at is None:
        return "never"
    return "just now" if now - at < _MINUTE else f"{_span(now - at)} ago"


def _span(span: timedelta) -> str:
    if span < _HOUR:
        return f"{max(1, span // _MINUTE)} min"
    if span < 2 * _DAY:
        return f"{span // _HOUR} h"
    return f"{span // _DAY} d" if span < 1000 * _DAY else f"{span // (365 * _DAY)} y"


def _show_rich(rows: Sequence[Row]) -> None:
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False)
    # Only names are cut short where the terminal is narrow.
    columns = zip(_HEADS, *(row.cells for row in rows), strict=True)
    widths = [max(map(cell_len, column)) for column in columns]
    left = max(_LEAST_NAME, console.width - sum(width + 2 for width in widths[1:]) - 2)
    widths[0] = min(widths[0], left)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for number, head in enumerate(_HEADS):
        table.add_column(
            head,
            justify="right" if number in _TO_THE_RIGHT else "left",
            no_wrap=True,
            overflow="ellipsis",
            width=widths[number],
        )
    for row in rows:
        feed = row.feed
        style = "dim" if not row.enabled else "red" if feed.needs_a_person else ""
        style = style or ("yellow" if feed.failures else "")
        table.add_row(*(Text(cell) for cell in row.cells), style=style)
    console.print(table)

"""Troubles as a table, for who looks at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from scraper.console.words import kind_words, shown
from scraper.model import Trouble, TroubleKind

_NARROW = 100  # columns; below that times take two lines
_LONG_AGO = timedelta(days=300)


def print_table(
    troubles: Sequence[Trouble], now: datetime, stream: TextIO, *, width: int | None = None
) -> None:
    """The troubles, a row each; `width` in columns, None: that of the terminal."""
    console = Console(file=stream, width=width, highlight=False, markup=False, emoji=False)
    is_narrow = console.width < _NARROW
    table = Table(box=box.SIMPLE_HEAD, expand=True, show_edge=False, padding=(0, 1, 1, 0))
    table.add_column("feed", max_width=14 if is_narrow else 24, overflow="fold")
    table.add_column("trouble", ratio=4, overflow="fold")
    table.add_column("what to do", ratio=5, overflow="fold")
    for name in ("since", "next try"):
        table.add_column(name, width=6 if is_narrow else 12)
    for trouble in troubles:
        table.add_row(
            Text(shown(trouble.feed or "")),
            _what(trouble),
            Text(shown(trouble.remedy)),
            _time(trouble.since, now),
            _next(trouble, now),
        )
    console.print(table)


def _what(trouble: Trouble) -> Text:
    style = "bold red" if trouble.needs_person else "bold yellow"
    return Text.assemble((kind_words(trouble.kind), style), f": {shown(trouble.why)}")


def _next(trouble: Trouble, now: datetime) -> str:
    if trouble.feed is None or trouble.kind is TroubleKind.GIVEN_UP:
        return "–"
    if trouble.kind is TroubleKind.GONE:
        return "never"
    return _time(trouble.next_try, now) if trouble.next_try else "due"


def _time(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "–"
    return f"{at:%b %Y}" if abs(now - at) > _LONG_AGO else f"{at:%d %b %H:%M}"

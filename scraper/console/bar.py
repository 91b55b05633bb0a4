"""The progress bar, where a terminal watches."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Bar:
    """Feeds, articles, rate and time left; gone when done."""

    def __init__(self) -> None:
        # rich costs 60 ms: only where somebody watches.
        from rich.console import Console as RichConsole
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        self._progress: Progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=RichConsole(stderr=True),
            transient=True,
            redirect_stdout=sys.stdout.isatty(),
            redirect_stderr=True,
        )
        self._feeds: TaskID = self._progress.add_task("feeds", total=None, rate="")
        self._articles: TaskID = self._progress.add_task("articles", total=None, rate="")
        self._progress.start()

    def update(self, feeds: tuple[int, int], articles: tuple[int, int]) -> None:
        self._progress.update(self._feeds, completed=feeds[0], total=feeds[1])
        speed = self._progress.tasks[1].speed
        rate = f"{speed:.1f}/s" if speed else ""
        self._progress.update(
            self._articles, completed=articles[0], total=articles[1] or None, rate=rate
        )

    def close(self) -> None:
        self._progress.stop()

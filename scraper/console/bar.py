"""The progress bar, where a terminal watches."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

# Feeds that are read back at one time and shown; a screen has few lines.
MAX_WALKS = 8


class Bar:
    """Feeds, articles, rate and time left, and the feeds being read back; gone when done."""

    def __init__(self) -> None:
        # rich costs 60 ms: only where somebody watches.
        from rich.console import Console as RichConsole
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            Task,
            TextColumn,
            TimeRemainingColumn,
        )
        from rich.text import Text

        class TimeLeft(TimeRemainingColumn):
            """Nothing for a walk: when its budget would be spent is not when it ends."""

            def render(self, task: Task) -> Text:
                return super().render(task) if task.fields.get("ends") else Text()

        self._progress: Progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}", markup=False),
            TimeLeft(),
            # Lines beside the bar stay whole: a path that is broken up can't be copied.
            console=RichConsole(stderr=True, soft_wrap=True),
            transient=True,
            redirect_stdout=sys.stdout.isatty(),
            redirect_stderr=True,
        )
        self._feeds: TaskID = self._progress.add_task("feeds", total=None, rate="", ends=True)
        self._articles: TaskID = self._progress.add_task("articles", total=None, rate="", ends=True)
        self._walks: dict[str, TaskID] = {}
        self._progress.start()

    def update(self, feeds: tuple[int, int], articles: tuple[int, int]) -> None:
        self._progress.update(self._feeds, completed=feeds[0], total=feeds[1])
        speed = self._progress.tasks[1].speed
        rate = f"{speed:.1f}/s" if speed else ""
        self._progress.update(
            self._articles, completed=articles[0], total=articles[1] or None, rate=rate
        )

    def walk(self, feed_id: str, title: str, requests: tuple[int, int], found: str) -> None:
        """How far a feed was read back, and how many requests that took, of how many."""
        task = self._walks.get(feed_id)
        spent, most = requests
        if task is not None:
            self._progress.update(task, description=title, completed=spent, rate=found)
        elif len(self._walks) < MAX_WALKS:
            self._walks[feed_id] = self._progress.add_task(
                title, total=most, completed=spent, rate=found
            )

    def end_walk(self, feed_id: str) -> None:
        """A feed is no longer read back."""
        task = self._walks.pop(feed_id, None)
        if task is not None:
            self._progress.remove_task(task)

    def close(self) -> None:
        self._progress.stop()

"""From measured runs to the table that is printed, the JSON baseline, and a look back at one."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from bench.measured import Run

# (phase, subject) -> its runs, one a round.
Results = dict[tuple[str, str], list[Run]]

OURS = "scraper"
_HEAD = (
    "phase|who|CPU s|× ours|wall s|× ours|peak MB|fds|feeds|304|articles|robots|other|files|state"
).split("|")


def middle(runs: Sequence[Run], value: Callable[[Run], float]) -> float:
    """The median of a value over runs."""
    return median(value(run) for run in runs)


def ratio(mine: Sequence[Run], others: Sequence[Run], value: Callable[[Run], float]) -> float:
    """How often our value goes into another's: the median over the rounds."""
    pairs = zip(mine, others, strict=False)
    return median(value(other) / (value(own) or 1e-9) for own, other in pairs)


def table(results: Results) -> str:
    """A row for each subject in each phase; `× ours` is above 1 where it takes more than ours."""
    rows = [list(_HEAD)]
    for (phase, who), runs in results.items():
        own = results.get((phase, OURS))
        spent = f"{ratio(own, runs, cpu):.2f}" if own else "-"
        took = f"{ratio(own, runs, wall):.2f}" if own else "-"
        row = [phase, who, f"{middle(runs, cpu):.3f}", spent, f"{middle(runs, wall):.3f}", took]
        # A run that ended before anybody looked has told nothing.
        memory, fds = middle(runs, lambda run: run.rss_mb), middle(runs, _descriptors)
        row += [f"{seen:.0f}" if seen else "-" for seen in (memory, fds)]
        for kind in ("feed", "feed 304", "article", "robots", "other"):
            asked = [run.requests.get(kind) for run in runs]
            row.append("-" if None in asked else f"{median(n for n in asked if n is not None):.0f}")
        row += [f"{middle(runs, lambda run: run.files):.0f}"]
        row += [f"{middle(runs, lambda run: run.state_files):.0f}"]
        rows.append(row)
    return drawn(rows, words=2)


def drawn(rows: Sequence[Sequence[str]], words: int) -> str:
    """A Markdown table, its head first; all but the first `words` columns are numbers."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [
        "| "
        + " | ".join(
            cell.ljust(width) if at < words else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        + " |"
        for row in rows
    ]
    rule = [
        "-" * width if at < words else "-" * (width - 1) + ":" for at, width in enumerate(widths)
    ]
    return "\n".join([lines[0], "| " + " | ".join(rule) + " |", *lines[1:]])


def against(results: Results, file: Path) -> list[str]:
    """Each row's CPU and wall as parts of an earlier run's, as `save` wrote it: medians.

    Raises OSError, ValueError where the file is none of that kind.
    """
    try:
        runs = json.loads(file.read_text("utf-8"))["runs"]
        was = {
            (each["phase"], each["who"]): [(run["cpu_s"], run["wall_s"]) for run in each["runs"]]
            for each in runs
        }
    except (KeyError, TypeError) as error:
        raise ValueError(f"{file} was not saved by this bench: {error}") from None
    lines: list[str] = []
    for row, now in results.items():
        if not (before := was.get(row)):
            continue
        parts = [
            middle(now, value) / (median(old[at] for old in before) or 1e-9)
            for at, value in enumerate((cpu, wall))
        ]
        lines.append(f"{row[0]}: {row[1]}: CPU {parts[0]:.2f} ×, wall {parts[1]:.2f} × the earlier")
    return lines


def save(file: Path, results: Results, told: Mapping[str, Any]) -> None:
    """All figures of all runs, and on what they were measured."""
    what = {
        "switches": {name: _plain(value) for name, value in told.items()},
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "runs": [
            {"phase": phase, "who": who, "runs": [asdict(run) for run in runs]}
            for (phase, who), runs in results.items()
        ],
    }
    file.write_text(json.dumps(what, indent=1) + "\n", encoding="utf-8")


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Path) else value


def cpu(run: Run) -> float:
    return run.cpu_s


def _descriptors(run: Run) -> float:
    return run.descriptors


def wall(run: Run) -> float:
    return run.wall_s

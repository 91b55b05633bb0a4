"""From measured runs to the table that is printed, the sums below it, and the JSON baseline."""

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
        cpu = f"{ratio(own, runs, _cpu):.2f}" if own else "-"
        wall = f"{ratio(own, runs, _wall):.2f}" if own else "-"
        row = [phase, who, f"{middle(runs, _cpu):.3f}", cpu, f"{middle(runs, _wall):.3f}", wall]
        # A run that ended before anybody looked has told nothing.
        memory, fds = middle(runs, lambda run: run.rss_mb), middle(runs, _descriptors)
        row += [f"{seen:.0f}" if seen else "-" for seen in (memory, fds)]
        for kind in ("feed", "feed 304", "article", "robots", "other"):
            asked = [run.requests.get(kind) for run in runs]
            row.append("-" if None in asked else f"{median(n for n in asked if n is not None):.0f}")
        row += [f"{middle(runs, lambda run: run.files):.0f}"]
        row += [f"{middle(runs, lambda run: run.state_files):.0f}"]
        rows.append(row)
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD))]
    lines = [
        "| "
        + " | ".join(
            cell.ljust(width) if at < 2 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        + " |"
        for row in rows
    ]
    rule = ["-" * width if at < 2 else "-" * (width - 1) + ":" for at, width in enumerate(widths)]
    return "\n".join([lines[0], "| " + " | ".join(rule) + " |", *lines[1:]])


def aims(results: Results, articles: int, new: int) -> list[str]:
    """What the figures come to, where what each needs was measured; a line each."""
    lines: list[str] = []
    ours = {phase: runs for (phase, who), runs in results.items() if who == OURS}
    if cold := ours.get("cold"):
        each = 1000 * middle(cold, _cpu) / articles
        lines.append(f"cold: {each:.1f} ms CPU an article, all included")
        both = median(run.wall_s / ((run.cpu_s + run.world_cpu_s) / 2) for run in cold)
        lines.append(f"cold: wall is {both:.2f} × (our CPU + the world's) / 2")
    if (noop := ours.get("no-op")) and (more := ours.get("incremental")) and new:
        each = 1000 * median(b.cpu_s - a.cpu_s for a, b in zip(noop, more, strict=False)) / new
        lines.append(f"incremental: {each:.1f} ms CPU a new article, beyond a no-op")
    if (many := ours.get("no-op, many")) and (raw := results.get(("no-op, many", "raw bound"))):
        lines.append(f"no-op, many: CPU is {ratio(raw, many, _cpu):.2f} × the raw bound's")
    if (many := ours.get("no-op, many")) and (off := ours.get("no-op, many, no validators")):
        lines.append(f"no validators, many: CPU is {ratio(many, off, _cpu):.2f} × the no-op's")
    if (many := ours.get("no-op, many")) and (peer := results.get(("no-op, many", "reader"))):
        lines.append(f"no-op, many: CPU is {ratio(peer, many, _cpu):.2f} × reader's")
    if (start := ours.get("start")) and (bare := results.get(("start", "python -c pass"))):
        lines.append(f"scrape --version: CPU is {ratio(bare, start, _cpu):.2f} × python -c pass")
        lines.append(f"scrape --version: wall is {ratio(bare, start, _wall):.2f} × python -c pass")
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


def _cpu(run: Run) -> float:
    return run.cpu_s


def _descriptors(run: Run) -> float:
    return run.descriptors


def _wall(run: Run) -> float:
    return run.wall_s

"""From outcomes to figures, and from figures to the tables that are printed."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.data import FOLDS, GROUPS, Data, fold, group
from bench.peers import Peer
from bench.run import Outcome

# A share of fewer pages says nothing.
FEW = 3
_PROSE = ("text", "snippets")


@dataclass(frozen=True, slots=True)
class Cpu:
    """CPU milliseconds a page."""

    median: float
    mean: float
    p90: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What one peer reached; keys are corpora, `group kind` pairs, and kinds of structure."""

    f1: dict[str, float]
    languages: dict[str, float]
    structure: dict[str, dict[str, float]]
    cpu: Cpu | None
    empty: int  # pages it gave nothing of what was wanted for
    failed: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def figures(outcomes: Sequence[Outcome], data: Data) -> Figures:
    """The figures of one peer, each group of pages summed up by the data's own scorer."""
    corpora: dict[str, list[Outcome]] = defaultdict(list)
    languages: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        page = outcome.page
        corpora[page["corpus"]].append(outcome)
        if page["kind"] in _PROSE:
            languages[f"{group(page['lang'])} {page['kind']}"].append(outcome)
    spent = sorted(outcome.cpu_ms for outcome in outcomes if outcome.cpu_ms is not None)
    return Figures(
        {name: _f1(some, data) for name, some in corpora.items()},
        {name: _f1(some, data) for name, some in languages.items() if len(some) >= FEW},
        {name: kept for name, some in corpora.items() if (kept := _structure(some, data))},
        Cpu(statistics.median(spent), statistics.fmean(spent), spent[int(len(spent) * 0.9)])
        if spent
        else None,
        sum(outcome.judged["f1"] == 0 for outcome in outcomes),
        sum(bool(outcome.error) for outcome in outcomes),
    )


def by_fold(outcomes: Sequence[Outcome], data: Data) -> dict[str, list[float | None]]:
    """Per corpus the F1 of each fold of sites; None where a fold has no page of it."""
    parts: dict[str, list[list[Outcome]]] = {}
    for outcome in outcomes:
        folds = parts.setdefault(outcome.page["corpus"], [[] for _ in range(FOLDS)])
        folds[fold(outcome.page)].append(outcome)
    return {
        name: [_f1(some, data) if some else None for some in folds] for name, folds in parts.items()
    }


def _f1(outcomes: Sequence[Outcome], data: Data) -> float:
    judged = [outcome.judged for outcome in outcomes]
    return float(data.scorer.total(outcomes[0].page["kind"], judged)["f1"])


def _structure(outcomes: Iterable[Outcome], data: Data) -> dict[str, float]:
    pages = [o.judged["structure"] for o in outcomes if "structure" in o.judged]
    if not pages:
        return {}
    total = data.score.structure_total(pages)
    kinds = {kind: total[kind]["recall"] for kind in data.score.KINDS if total[kind]["pages"]}
    return {**kinds, "mean": total["mean"]}


def report(results: Mapping[str, Figures], peers: Sequence[Peer], data: Data) -> str:
    """All peers side by side: F1 per corpus with CPU, F1 per language, structure kept."""
    rows = [(peer, results[peer.name]) for peer in peers if peer.name in results]
    corpora = _counted(page["corpus"] for page in data.pages)
    prose = [page for page in data.pages if page["kind"] in _PROSE]
    counted = _counted(f"{group(page['lang'])} {page['kind']}" for page in prose)
    languages = {
        name: counted[name]
        for kind in _PROSE
        for each in GROUPS
        if counted.get(name := f"{each} {kind}", 0) >= FEW
    }
    parts = [
        "F1 per corpus (pages), CPU ms a page",
        table(
            [*_heads(corpora), "CPU median", "mean", "p90", "zero", "failed"],
            [
                [
                    peer.name,
                    *(_share(got.f1.get(name), own=peer.own == name) for name in corpora),
                    *_cpu(got.cpu),
                    str(got.empty),
                    str(got.failed),
                ]
                for peer, got in rows
            ],
        ),
    ]
    if languages:
        parts += [
            "F1 per language and kind of gold (pages)",
            table(
                _heads(languages),
                [
                    [peer.name, *(_share(got.languages.get(name)) for name in languages)]
                    for peer, got in rows
                ],
            ),
        ]
    for corpus in corpora:
        kinds = next((list(g.structure[corpus]) for _, g in rows if corpus in g.structure), [])
        if kinds:
            shown = [
                [
                    peer.name,
                    *(
                        _share(got.structure[corpus].get(kind), own=peer.own == corpus)
                        for kind in kinds
                    ),
                ]
                for peer, got in rows
                if corpus in got.structure
            ]
            parts += [f"structure kept, {corpus}", table(["peer", *kinds], shown)]
    if any(peer.own in corpora for peer, _ in rows):
        parts.append("own: that corpus's golds are this program's own output, looked over.")
    return "\n\n".join(parts)


def fold_report(folds: Mapping[str, Sequence[float | None]]) -> str:
    """Our F1 in each fold of sites, its mean and its spread (standard deviation)."""
    rows = []
    for name, values in folds.items():
        there = [value for value in values if value is not None]
        spread = statistics.stdev(there) if len(there) > 1 else None
        rows.append(
            [name, *map(_share, values), _share(statistics.fmean(there)), _share(spread)],
        )
    head = ["corpus", *(f"fold {number + 1}" for number in range(FOLDS)), "mean", "spread"]
    return f"F1 of scraper by fold of sites\n\n{table(head, rows)}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A pipe table that reads well as it is: columns of one width, numbers to the right."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    bar = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    out = []
    for line in (lines[0], bar, *lines[1:]):
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        out.append(f"| {' | '.join(cells)} |")
    return "\n".join(out)


def _counted(names: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts


def _heads(counts: Mapping[str, int]) -> list[str]:
    return ["peer", *(f"{name} ({count})" for name, count in counts.items())]


def _share(value: float | None, *, own: bool = False) -> str:
    return "-" if value is None else f"{value:.3f}{' own' * own}"


def _cpu(cpu: Cpu | None) -> list[str]:
    return (
        ["-"] * 3 if cpu is None else [f"{value:.1f}" for value in (cpu.median, cpu.mean, cpu.p90)]
    )

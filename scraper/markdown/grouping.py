"""Flat runs -> properly nested openings and closings."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.markdown.tree import Link, Run, Runs, Style, Text


@dataclass(frozen=True, slots=True)
class Open:
    what: Style | Link


@dataclass(frozen=True, slots=True)
class Close:
    """`opened` is the index of the token that it closes."""

    what: Style | Link
    opened: int


Token = Open | Close | Run

_ORDER = tuple(Style)


def grouped(runs: Runs) -> list[Token]:
    """The runs with the openings and closings of what they look like, the longest outermost.

    Where two are of one length the link is outside: `[**x**](u)`, so that the bold's neighbours
    are brackets. Nothing opens before white space or closes after it. Nesting is bounded by the
    number of styles.
    """
    out: list[Token] = []
    pieces = [piece for run in runs for piece in _spaces_apart(run)]
    _group(pieces, 0, len(pieces), frozenset(), out)
    return out


def _spaces_apart(run: Run) -> list[Run]:
    if not isinstance(run.atom, Text) or not (run.styles or run.link):
        return [run]
    text = run.atom.text
    core = text.strip()
    start = text.find(core)
    parts = (text[:start], core, text[start + len(core) :])
    return [Run(Text(part), run.styles, run.link) for part in parts if part]


def _is_space(run: Run) -> bool:
    return isinstance(run.atom, Text) and run.atom.text.isspace()


def _group(
    runs: list[Run], start: int, end: int, open_now: frozenset[Style | Link], out: list[Token]
) -> None:
    at = start
    while at < end:
        best: Style | Link | None = None
        best_end = at
        for what in () if _is_space(runs[at]) else _looks(runs[at]):
            if what in open_now:
                continue
            reach = at + 1
            while reach < end and what in _looks(runs[reach]):
                reach += 1
            if reach > best_end:
                best, best_end = what, reach
        if best is None:
            _put(out, runs[at])
            at += 1
            continue
        while _is_space(runs[best_end - 1]):
            best_end -= 1
        opened = len(out)
        out.append(Open(best))
        _group(runs, at, best_end, open_now | {best}, out)
        out.append(Close(best, opened))
        at = best_end


def _put(out: list[Token], run: Run) -> None:
    last = out[-1] if out else None
    if isinstance(run.atom, Text) and isinstance(last, Run) and isinstance(last.atom, Text):
        out[-1] = Run(Text(last.atom.text + run.atom.text), last.styles & run.styles)
    else:
        out.append(run)


def _looks(run: Run) -> list[Style | Link]:
    looks: list[Style | Link] = [style for style in _ORDER if style in run.styles]
    if run.link is not None:
        looks.insert(0, run.link)
    return looks

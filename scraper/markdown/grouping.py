"""Flat runs -> properly nested openings and closings."""

from __future__ import annotations

from functools import cache

import msgspec

from scraper.markdown.tree import Link, Run, Runs, Style, Text


class Open(msgspec.Struct, frozen=True, gc=False):
    what: Style | Link


class Close(msgspec.Struct, frozen=True, gc=False):
    """`opened` is the index of the token that it closes."""

    what: Style | Link
    opened: int


Token = Open | Close | Run

Looks = tuple[Style | Link, ...]


def grouped(runs: Runs) -> list[Token]:
    """The runs with the openings and closings of what they look like, the longest outermost.

    Where two are of one length the link is outside: `[**x**](u)`, so that the bold's neighbours
    are brackets. Nothing opens before white space or closes after it. Nesting is bounded by the
    number of styles.
    """
    out: list[Token] = []
    pieces: list[Run] = []
    for run in runs:
        if isinstance(run.atom, Text) and (run.styles or run.link is not None):
            pieces.extend(_spaces_apart(run, run.atom.text))
        else:
            pieces.append(run)
    looks = [_looks(piece) for piece in pieces]
    if any(looks):
        _group(pieces, looks, 0, len(pieces), frozenset(), out)
    else:
        for piece in pieces:
            _put(out, piece)
    return out


def _spaces_apart(run: Run, text: str) -> list[Run]:
    core = text.strip()
    if core == text:
        return [run]
    start = text.find(core)
    parts = (text[:start], core, text[start + len(core) :])
    return [Run(Text(part), run.styles, run.link) for part in parts if part]


def _is_space(run: Run) -> bool:
    return isinstance(run.atom, Text) and run.atom.text.isspace()


def _group(
    runs: list[Run],
    looks: list[Looks],
    start: int,
    end: int,
    open_now: frozenset[Style | Link],
    out: list[Token],
) -> None:
    at = start
    while at < end:
        best: Style | Link | None = None
        best_end = at
        for what in looks[at] if looks[at] and not _is_space(runs[at]) else ():
            if what in open_now:
                continue
            reach = at + 1
            while reach < end and what in looks[reach]:
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
        _group(runs, looks, at, best_end, open_now | {best}, out)
        out.append(Close(best, opened))
        at = best_end


def _put(out: list[Token], run: Run) -> None:
    last = out[-1] if out else None
    if isinstance(run.atom, Text) and isinstance(last, Run) and isinstance(last.atom, Text):
        out[-1] = Run(Text(last.atom.text + run.atom.text), last.styles & run.styles)
    else:
        out.append(run)


def _looks(run: Run) -> Looks:
    """What the run looks like: its link first, its styles in their order."""
    link = () if run.link is None else (run.link,)
    return (*link, *_in_order(run.styles)) if run.styles else link


@cache
def _in_order(styles: frozenset[Style]) -> tuple[Style, ...]:
    return tuple(style for style in Style if style in styles)

"""Inline pieces as the source spells them -> settled runs: white space folded, styles trimmed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from scraper.markdown.tree import (
    Atom,
    Break,
    Code,
    Key,
    Run,
    Runs,
    Style,
    Text,
)

# Controls, lone surrogates, non-characters; and marks that show nothing: soft hyphen, zero-width
# space, word joiner, BOM. The joiners of Persian, Indic scripts and emoji (U+200C, U+200D) stay.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\ud800-\udfff\ufffe\uffff]"
)
_FOLDED = " \t\n\r\f\v\x85\u2028\u2029"
_HARD = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_FOLD = re.compile(f"[{_FOLDED}]+")
_TO_FOLD = re.compile(f"[{_FOLDED[1:]}]|  ")
_SPACES = re.compile(f"[{_FOLDED}]+|[{_HARD}]+")
_ALL_SPACES = _FOLDED + "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_JOINED = frozenset(Style) - {Style.SUP, Style.SUB}  # styles that go on through a space
_HARD_SPACE = re.compile(f"[{_HARD}]+")


def one_line(text: str) -> str:
    """Text with its white space folded, and without what can't be seen."""
    return _FOLD.sub(" ", INVISIBLE.sub("", text)).strip(" ")


def settle(pieces: Iterable[Run]) -> Runs:
    """One paragraph's runs: no white space at line edges, none at the edges of a style or link."""
    tokens = _without_edges(_tokens(pieces))
    return tuple(_merged(_with_shared_styles(tokens)))


def paragraphs(runs: Runs) -> list[Runs]:
    """The runs parted where two breaks follow each other, which authors use for a paragraph."""
    out: list[list[Run]] = [[]]
    breaks = 0
    for run in runs:
        if isinstance(run.atom, Break):
            breaks += 1
            continue
        if breaks > 1:
            out.append([])
        elif breaks == 1 and out[-1]:
            before = out[-1][-1]
            link = run.link if run.link == before.link else None
            out[-1].append(Run(Break(), before.styles & run.styles, link))
        breaks = 0
        out[-1].append(run)
    return [tuple(part) for part in out if part]


def joined(parts: Iterable[Runs], between: Atom) -> Runs:
    """Several paragraphs' runs as one."""
    out: list[Run] = []
    for part in parts:
        if out and part:
            out.append(Run(between))
        out.extend(part)
    return tuple(_merged(out))


def is_blank(runs: Runs) -> bool:
    """Whether a reader would see nothing."""
    return all(
        isinstance(run.atom, Break) or (isinstance(run.atom, Text) and not run.atom.text.strip())
        for run in runs
    )


def _tokens(pieces: Iterable[Run]) -> list[Run]:
    """Spaces at the edges of a piece apart from it; folded ones at most one in a row."""
    out: list[Run] = []
    for piece in pieces:
        atom = piece.atom
        if isinstance(atom, Text):
            text = INVISIBLE.sub("", atom.text)
            after_lead = text.lstrip(_ALL_SPACES)
            core = after_lead.rstrip(_ALL_SPACES)
            end = len(core)
            _push_spaces(out, text[: len(text) - len(after_lead)], piece)
            if core:
                if _TO_FOLD.search(core) is not None:
                    core = _FOLD.sub(" ", core)
                out.append(Run(Text(core), piece.styles, piece.link))
                _push_spaces(out, after_lead[end:], piece)
        elif isinstance(atom, Code | Key):
            text = INVISIBLE.sub("", atom.text)
            # A space inside code is code where code goes on, see _space_between.
            space = replace(piece, atom=type(atom)(" "))
            if text and text[0] in _FOLDED:
                _push(out, space)
            if words := text.strip(_FOLDED):
                out.append(replace(piece, atom=type(atom)(_FOLD.sub(" ", words))))
                if text[-1] in _FOLDED:
                    _push(out, space)
        elif isinstance(atom, Break):
            while out and _is_folding(out[-1]):
                out.pop()
            out.append(piece)
        else:
            out.append(piece)
    return out


def _push_spaces(out: list[Run], spaces: str, piece: Run) -> None:
    for match in _SPACES.finditer(spaces):
        text = " " if match[0][0] in _FOLDED else match[0]
        _push(out, Run(Text(text), piece.styles, piece.link))


def _push(out: list[Run], run: Run) -> None:
    if _is_folding(run) and (not out or _is_folding(out[-1]) or isinstance(out[-1].atom, Break)):
        return
    out.append(run)


def _is_folding(run: Run) -> bool:
    return isinstance(run.atom, Text | Code | Key) and run.atom.text == " "


def _is_space(run: Run) -> bool:
    atom = run.atom
    if isinstance(atom, Text):
        return atom.text == " " or _HARD_SPACE.fullmatch(atom.text) is not None
    return isinstance(atom, Break) or _is_folding(run)


def _is_hard(space: Run) -> bool:
    return isinstance(space.atom, Text) and space.atom.text != " "


def _without_edges(tokens: list[Run]) -> list[Run]:
    end = len(tokens)
    while end and _is_space(tokens[end - 1]):
        end -= 1
    start = 0
    while start < end and (isinstance(tokens[start].atom, Break) or _is_folding(tokens[start])):
        start += 1
    return tokens[start:end]


def _with_shared_styles(tokens: list[Run]) -> Iterable[Run]:
    """White space gets the styles and the link that both its neighbours have.

    So no mark has white space inside its edge, where it would not be read as a mark. Hard spaces
    and those between raised or lowered words get none that they had not: they part what they part.
    """
    before: Run | None = None
    waiting: list[Run] = []
    for token in tokens:
        if _is_space(token):
            waiting.append(token)
            continue
        for space in waiting:
            yield _space_between(before, space, token)
        waiting.clear()
        yield token
        before = token
    yield from waiting


def _space_between(before: Run | None, space: Run, after: Run) -> Run:
    if before is None:
        return Run(_as_text(space.atom))
    link = before.link if before.link == after.link else None
    styles = before.styles & after.styles
    styles &= space.styles if _is_hard(space) else space.styles | _JOINED
    kind = type(space.atom)
    alike = before.styles == after.styles and before.link == after.link
    # At the edge of code CommonMark takes it away, and words touch.
    if alike and kind in (Code, Key) and kind is type(before.atom) and kind is type(after.atom):
        return Run(space.atom, styles, link)
    return Run(_as_text(space.atom), styles, link)


def _as_text(atom: Atom) -> Atom:
    return Text(" ") if isinstance(atom, Code | Key) else atom


def _merged(runs: Iterable[Run]) -> Iterable[Run]:
    """Adjacent runs of one kind and look become one."""
    parts: list[str] = []
    last: Run | None = None
    for run in runs:
        if (
            last is not None
            and isinstance(run.atom, Text | Code)
            and type(run.atom) is type(last.atom)
            and run.styles == last.styles
            and run.link == last.link
        ):
            parts.append(run.atom.text)
            continue
        if last is not None:
            yield _whole(last, parts)
        last = run
        parts = [run.atom.text] if isinstance(run.atom, Text | Code) else []
    if last is not None:
        yield _whole(last, parts)


def _whole(run: Run, parts: list[str]) -> Run:
    if isinstance(run.atom, Text | Code):
        return replace(run, atom=type(run.atom)("".join(parts)))
    return run


def bare(runs: Runs) -> str:
    """The words alone, for where no style can stand."""
    out: list[str] = []
    for run in runs:
        match run.atom:
            case Text(text) | Code(text) | Key(text):
                out.append(text)
            case Break():
                out.append(" ")
            case _:
                pass
    return "".join(out)

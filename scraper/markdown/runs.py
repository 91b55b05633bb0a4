"""Inline pieces as the source spells them -> settled runs: white space folded, styles trimmed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

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
FOLDED = " \t\n\r\f\v\x85\u2028\u2029"
_HARD = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_FOLD = re.compile(f"[{FOLDED}]+")
_NO_BLANK = re.compile(f"[{FOLDED[1:]}]")
_SPACES = re.compile(f"[{FOLDED}]+|[{_HARD}]+")
_ALL_SPACES = FOLDED + "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_JOINED = frozenset(Style) - {Style.SUP, Style.SUB}  # styles that go on through a space
_KEYS, _SPELLED, _WORDED = (Code, Key), (Text, Code), (Text, Code, Key)
_HARD_SPACE = re.compile(f"[{_HARD}]+")


def one_line(text: str) -> str:
    """Text with its white space folded, and without what can't be seen."""
    return _FOLD.sub(" ", INVISIBLE.sub("", text)).strip(" ")


def settle(pieces: Sequence[Run]) -> Runs:
    """One paragraph's runs: no white space at line edges, none at the edges of a style or link."""
    if len(pieces) == 1 and isinstance(pieces[0].atom, Text):  # most are
        words = pieces[0].atom.text
        words = words if words.isprintable() else INVISIBLE.sub("", words)
        words = words.lstrip(FOLDED).rstrip(_ALL_SPACES)
        if not words:
            return ()
        if words[0] not in _ALL_SPACES:
            return (_with_words(pieces[0], _folded(words)),)
    tokens = _without_edges(_tokens(pieces))
    return _merged(_with_shared_styles(tokens))


def paragraphs(runs: Runs) -> list[Runs]:
    """The runs parted where two breaks follow each other, which authors use for a paragraph."""
    if runs and not any(isinstance(run.atom, Break) for run in runs):
        return [runs]
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
    return _merged(out)


def is_blank(runs: Runs) -> bool:
    """Whether a reader would see nothing."""
    for run in runs:
        atom = run.atom
        if isinstance(atom, Text):
            if atom.text and not atom.text.isspace():
                return False
        elif not isinstance(atom, Break):
            return False
    return True


def _tokens(pieces: Iterable[Run]) -> list[Run]:
    """Spaces at the edges of a piece apart from it; folded ones at most one in a row."""
    out: list[Run] = []
    for piece in pieces:
        atom = piece.atom
        if isinstance(atom, Text):
            text = atom.text
            text = text if text.isprintable() else INVISIBLE.sub("", text)
            after_lead = text.lstrip(_ALL_SPACES)
            core = after_lead.rstrip(_ALL_SPACES)
            if len(after_lead) < len(text):
                _push_spaces(out, text[: len(text) - len(after_lead)], piece)
            if core:
                out.append(_with_words(piece, _folded(core)))
                if len(core) < len(after_lead):
                    _push_spaces(out, after_lead[len(core) :], piece)
        elif isinstance(atom, _KEYS):
            text = INVISIBLE.sub("", atom.text)
            # A space inside code is code where code goes on, see _space_between.
            space = replace(piece, atom=type(atom)(" "))
            if text and text[0] in FOLDED:
                _push(out, space)
            if words := text.strip(FOLDED):
                out.append(replace(piece, atom=type(atom)(_FOLD.sub(" ", words))))
                if text[-1] in FOLDED:
                    _push(out, space)
        elif isinstance(atom, Break):
            while out and _is_folding(out[-1]):
                out.pop()
            out.append(piece)
        else:
            out.append(piece)
    return out


def _folded(words: str) -> str:
    # What is printable has no white space but blanks.
    if "  " not in words and (words.isprintable() or _NO_BLANK.search(words) is None):
        return words
    return _FOLD.sub(" ", words)


def _with_words(run: Run, words: str) -> Run:
    """The run of text with these words instead."""
    if isinstance(run.atom, Text) and run.atom.text == words:
        return run
    return Run(Text(words), run.styles, run.link)


def _push_spaces(out: list[Run], spaces: str, piece: Run) -> None:
    if spaces == " ":
        _push(out, _with_words(piece, spaces))
        return
    for match in _SPACES.finditer(spaces):
        text = " " if match[0][0] in FOLDED else match[0]
        _push(out, Run(Text(text), piece.styles, piece.link))


def _push(out: list[Run], run: Run) -> None:
    if _is_folding(run) and (not out or _is_folding(out[-1]) or isinstance(out[-1].atom, Break)):
        return
    out.append(run)


def _is_folding(run: Run) -> bool:
    return isinstance(run.atom, _WORDED) and run.atom.text == " "


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


def _with_shared_styles(tokens: list[Run]) -> list[Run]:
    """White space gets the styles and the link that both its neighbours have.

    So no mark has white space inside its edge, where it would not be read as a mark. Hard spaces
    and those between raised or lowered words get none that they had not: they part what they part.
    """
    before: Run | None = None
    out: list[Run] = []
    waiting = 0
    for token in tokens:
        if _is_space(token):
            waiting += 1
        else:
            if waiting:
                out[-waiting:] = [_space_between(before, space, token) for space in out[-waiting:]]
                waiting = 0
            before = token
        out.append(token)
    return out


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
    return Text(" ") if isinstance(atom, _KEYS) else atom


def _merged(runs: Iterable[Run]) -> Runs:
    """Adjacent runs of one kind and look become one."""
    out: list[Run] = []
    parts: list[str] = []  # the words of the last, in pieces
    for run in runs:
        atom = run.atom
        if not isinstance(atom, _SPELLED):
            _end_words(out, parts)
        elif (
            parts
            and type(atom) is type((last := out[-1]).atom)
            and run.styles == last.styles
            and run.link == last.link
        ):
            parts.append(atom.text)
            continue
        else:
            _end_words(out, parts)
            parts.append(atom.text)
        out.append(run)
    _end_words(out, parts)
    return tuple(out)


def _end_words(out: list[Run], parts: list[str]) -> None:
    if len(parts) > 1:
        last = out[-1]
        kind = Text if isinstance(last.atom, Text) else Code
        out[-1] = Run(kind("".join(parts)), last.styles, last.link)
    parts.clear()


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

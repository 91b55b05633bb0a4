"""Where and how something is put at the end of a list or mapping: the choices, best first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from scraper.config.belonging import below, first_line, last_line
from scraper.config.pieces import Piece, Pieces
from scraper.config.splicing import Lines, Splice
from scraper.config.writing import block_lines, inline

Written = tuple[str, Mapping[str, object]]  # a key ("" for an item of a list), and what it says


def appended(
    lines: Lines, pieces: Pieces, within: str | None, written: Sequence[Written]
) -> Iterator[list[Splice]]:
    """Ways to put that at the end of what is at `within`; each is still to be proved."""
    root = pieces.root
    holder = root if within is None else pieces.at(within)
    as_json = root is not None and root.flow and _is_json(lines.text)
    if within is not None and holder is None and root is not None and root.flow:
        key = inline(within, as_json=as_json)
        brackets = _in_brackets([_flow(each, as_json=as_json) for each in written], written)
        yield from _in_flow(lines, pieces, root, [f"{key}: {brackets}"])
    elif holder is None:
        yield from _new_key(lines, pieces, within, written)
    elif holder.flow and not (_is_bare(lines.text, holder) and root is not None and not root.flow):
        if holder.is_mapping or not as_json:
            new = [_flow(each, as_json=as_json) for each in written]
        else:
            new = [_like(lines, holder, each) for each in written]
        yield from _in_flow(lines, pieces, holder, new)
    elif root is not None and root.flow:  # {feeds: null}
        brackets = _in_brackets([_flow(each, as_json=as_json) for each in written], written)
        space = "" if holder.end > holder.start else " "
        yield [Splice(holder.start, holder.end, space + brackets)]
    elif holder.is_nothing or holder.flow:
        yield _first(lines, root, holder, written)
    else:
        yield from _in_block(lines, pieces, holder, written)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_bare(text: str, holder: Piece) -> bool:
    """Whether that is `[]` or `{}` and nothing in it, no comment either."""
    brackets = text[holder.start : holder.end]
    return brackets[:1] + brackets[-1:] in ("[]", "{}") and not brackets[1:-1].strip()


# ── on lines of their own ────────────────────────────────────────────────────────────────────


def _block(each: Written, column: int, gap: int = 2) -> list[str]:
    key, value = each
    first, *rest = block_lines(value) or ["{}"]
    if key:
        inner = " " * (column + 2)
        return [
            " " * column + f"{inline(key, flow=False)}:",
            *(inner + line for line in (first, *rest)),
        ]
    return [
        " " * column + "-".ljust(gap) + first,
        *(" " * (column + gap) + line for line in rest),
    ]


def _new_key(
    lines: Lines, pieces: Pieces, within: str | None, written: Sequence[Written]
) -> Iterator[list[Splice]]:
    root, end = pieces.root, pieces.end
    column = lines.column(root.start) if root is not None else 0
    head = [" " * column + f"{within}:"] if within else []
    inner = column + 2 if within else column
    new = [*head, *(line for each in written for line in _block(each, inner))]
    begun = lines.newline if not lines.opens_line(end) or lines.column(end) else ""
    for blank in (lines.newline, "") if root is not None else ("",):
        text = begun + blank + "".join(line + lines.newline for line in new)
        yield [Splice(end, end, text)]


def _first(
    lines: Lines, root: Piece | None, holder: Piece, written: Sequence[Written]
) -> list[Splice]:
    column = lines.column(root.start) + 2 if root is not None else 0
    new = [line for each in written for line in _block(each, column)]
    number = lines.number(holder.start)
    after = lines.text[holder.end : lines.end(number)].strip(" \t")
    if holder.end > holder.start and lines.opens_line(holder.start) and not after:
        return [Splice(lines.start(number), lines.end(number), lines.newline.join(new))]
    before = lines.text[lines.start(number) : holder.start].rstrip(" \t")
    taken = [Splice(lines.start(number) + len(before), holder.end)]
    if holder.start == holder.end:
        taken = []
    return [*taken, lines.below(last_line(lines, lines.end(number), column), new)]


def _in_block(
    lines: Lines, pieces: Pieces, holder: Piece, written: Sequence[Written]
) -> Iterator[list[Splice]]:
    last = holder.parts[-1]
    start = pieces.dash_of(last) if holder.is_list else holder.parts[-2].start
    column = lines.column(start)
    gap = 2
    if last.is_mapping and not last.flow and last.anchor is None:
        first = last.parts[0].start
        if last.start <= first and lines.number(first) == lines.number(start):
            gap = first - start
    new = [line for each in written for line in _block(each, column, gap)]
    end = last_line(lines, last.end, column)
    own = first_line(lines, lines.number(start), column, least=lines.number(holder.start))
    while lines.comment(own - 1) is not None:
        own -= 1
    if len(holder.parts) > 1 and lines.is_blank(own - 1):
        spaced = [line for each in written for line in ("", *_block(each, column, gap))]
        yield [lines.below(end, spaced)]
    yield [lines.below(end, new)]
    if (further := lines.number(last.end) - 1) > end:  # blank lines are part of a text (|+)
        yield [lines.below(below(lines, further, column), new)]


# ── within brackets ──────────────────────────────────────────────────────────────────────────


def _flow(each: Written, *, as_json: bool) -> str:
    key, value = each
    said = inline(value, as_json=as_json)
    return f"{inline(key, as_json=as_json)}: {said}" if key else said


def _in_brackets(new: Sequence[str], written: Sequence[Written]) -> str:
    return ("{%s}" if written[0][0] else "[%s]") % ", ".join(new)


def _like(lines: Lines, holder: Piece, each: Written) -> str:
    """A feed as JSON, a key a line where the last one is written so."""
    last = holder.parts[-1] if holder.parts else None
    if last is None or not last.parts or not lines.opens_line(last.parts[0].start):
        return _flow(each, as_json=True)
    inner, outer = lines.column(last.parts[0].start), lines.column(last.end - 1)
    pairs = [" " * inner + _flow_pair(key, value) for key, value in each[1].items()]
    return lines.newline.join(["{", f",{lines.newline}".join(pairs), " " * outer + "}"])


def _flow_pair(key: str, value: object) -> str:
    return f"{inline(key, as_json=True)}: {inline(value, as_json=True)}"


def _in_flow(
    lines: Lines, pieces: Pieces, holder: Piece, new: Sequence[str]
) -> Iterator[list[Splice]]:
    if not holder.parts:
        yield [Splice(holder.end - 1, holder.end - 1, ", ".join(new))]
        return
    last = holder.parts[-1]
    start = last.start if holder.is_list else holder.parts[-2].start
    if not lines.opens_line(start):
        yield [Splice(last.end, last.end, "".join(f", {each}" for each in new))]
        return
    number = lines.number(last.end)
    indent = lines.newline + " " * lines.column(start)
    if "#" not in lines.text[last.end : lines.end(number)]:
        yield [Splice(last.end, last.end, "".join(f",{indent}{each}" for each in new))]
        return
    # A comment behind the last one stays there.
    text = f",{indent}".join(new)
    at = lines.end(number)
    if pieces.comma_in(last.end, at) is None:
        yield [Splice(last.end, last.end, ","), Splice(at, at, indent + text)]
    else:
        yield [Splice(at, at, f"{indent}{text},")]

"""How feeds are taken out of the list: the choices, best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from scraper.config.belonging import first_line, last_line
from scraper.config.pieces import Piece, Pieces
from scraper.config.splicing import Lines, Splice


def removed(lines: Lines, pieces: Pieces, chosen: Sequence[int]) -> Iterator[list[Splice]]:
    """Ways to take these feeds (by their number) out; each is still to be proved."""
    feeds = pieces.at("feeds")
    assert feeds is not None
    if feeds.flow:
        yield _out_of_flow(lines, pieces, feeds, chosen)
        return
    dashes = [pieces.dash_of(item) for item in feeds.parts]
    if not all(lines.opens_line(dashes[number]) for number in chosen):
        return  # `? feeds` and `: - name: …`
    # Blank lines above may be the end of a text (|+), to which those below must not come.
    for blanks in ("usual", "none", "below"):
        yield [
            *_without(lines, _gone(lines, feeds, dashes, chosen, blanks=blanks)),
            *(_emptied(lines, pieces) if len(chosen) == len(feeds.parts) else ()),
        ]


def _gone(
    lines: Lines, feeds: Piece, dashes: Sequence[int], chosen: Sequence[int], *, blanks: str
) -> set[int]:
    """The numbers of the lines that go."""
    going = set(chosen)
    rest = [number for number in range(len(dashes)) if number not in going]
    gone: set[int] = set()
    for number in chosen:
        line, column = lines.number(dashes[number]), lines.column(dashes[number])
        least = lines.number(feeds.start)  # of the first: its own line, or that of an anchor
        if number:
            least = lines.last_line(feeds.parts[number - 1].end) + 1
        elif lines.opens_line(feeds.start):
            least = 0
        top = first_line(lines, line, column, least=least)
        last = last_line(lines, feeds.parts[number].end, column)
        gone |= set(range(top, last + 1))
        is_first, is_last = number < min(rest, default=1), number > max(rest, default=-1)
        if blanks == "below":
            gone |= _blanks(lines, last + 1, 1)
        elif blanks == "none":
            continue
        elif lines.is_blank(top - 1) and not is_first:
            gone |= _blanks(lines, top - 1, -1)
        elif not is_last and (is_first or lines.comment(top - 1) is not None):
            gone |= _blanks(lines, last + 1, 1)
    return gone


def _blanks(lines: Lines, number: int, step: int) -> set[int]:
    out: set[int] = set()
    while lines.is_blank(number) and number + 1 < len(lines):  # what ends the text stays
        out.add(number)
        number += step
    return out


def _without(lines: Lines, gone: set[int]) -> list[Splice]:
    numbers = sorted(gone)
    firsts = [n for n in numbers if n - 1 not in gone]
    lasts = [n for n in numbers if n + 1 not in gone]
    return [lines.without(first, last) for first, last in zip(firsts, lasts, strict=True)]


def _emptied(lines: Lines, pieces: Pieces) -> list[Splice]:
    assert pieces.root is not None
    (key,) = (key for key, _ in pieces.root.pairs if key.meant.said[2:] == ("feeds",))
    colon = lines.text.index(":", key.end) + 1
    return [Splice(colon, colon, " []")]


def _out_of_flow(lines: Lines, pieces: Pieces, feeds: Piece, chosen: Sequence[int]) -> list[Splice]:
    text, parts = lines.text, feeds.parts
    out: list[Splice] = []
    starts = [n for n in chosen if n - 1 not in set(chosen)]
    ends = [n for n in chosen if n + 1 not in set(chosen)]
    for first, last in zip(starts, ends, strict=True):
        before = parts[first - 1].end if first else None
        after = parts[last + 1].start if last + 1 < len(parts) else None
        gaps = [(one.end, two.start) for one, two in pairwise(parts[max(first - 1, 0) : last + 2])]
        if any("#" in text[start:end] for start, end in gaps):
            out += _with_comments(lines, pieces, feeds, first, last)
        elif before is not None:
            out.append(Splice(before, parts[last].end))
        elif after is not None:
            out.append(Splice(parts[0].start, after))
        else:
            comma = pieces.comma_in(parts[last].end, feeds.end)
            end = parts[last].end if comma is None else comma + 1
            out.append(Splice(parts[0].start, end))
    return out


def _with_comments(
    lines: Lines, pieces: Pieces, feeds: Piece, first: int, last: int
) -> list[Splice]:
    """The items alone, each with its comma, and with the line where nothing else is in it."""
    out: list[Splice] = []
    parts = feeds.parts
    for number in range(first, last + 1):
        item = parts[number]
        following = parts[number + 1].start if number + 1 < len(parts) else feeds.end
        comma = pieces.comma_in(item.end, following)
        end = item.end if comma is None else comma + 1
        if comma is None and first:
            comma = pieces.comma_in(parts[first - 1].end, parts[first].start)
            out += [] if comma is None else [Splice(comma, comma + 1)]
        from_line, to_line = lines.number(item.start), lines.number(end)
        rest = lines.text[end : lines.end(to_line)].strip(" \t")
        alone = lines.opens_line(item.start) and (not rest or rest.startswith("#"))
        out.append(lines.without(from_line, to_line) if alone else Splice(item.start, end))
    return out

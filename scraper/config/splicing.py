"""Changes of a text at places of it, and the lines around those places.

Nothing between two splices is touched, whatever it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # as YAML 1.1 breaks lines


@dataclass(frozen=True, slots=True)
class Splice:
    """`text[start:end]` becomes `text`."""

    start: int
    end: int
    text: str = ""


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """The text with these changes; what two of them take away is taken once."""
    parts: list[str] = []
    at = 0
    for splice in sorted(splices, key=lambda each: (each.start, each.end)):
        parts += [text[at : splice.start], splice.text]  # nothing where they overlap
        at = max(at, splice.end)
    return "".join([*parts, text[at:]])


class Lines:
    """Where the lines of a text are. A line's number counts from 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        breaks = list(_BREAK.finditer(text))
        self.newline = breaks[0][0] if breaks else "\n"
        self._starts = [0, *(match.end() for match in breaks)]
        self._ends = [*(match.start() for match in breaks), len(text)]

    def __len__(self) -> int:
        return len(self._starts)

    def number(self, at: int) -> int:
        """The line in which that place of the text is."""
        return bisect_right(self._starts, at) - 1

    def start(self, number: int) -> int:
        """Where a line starts."""
        return self._starts[number]

    def end(self, number: int) -> int:
        """Where a line ends, before its line break."""
        return self._ends[number]

    def after(self, number: int) -> int:
        """Where the next line starts; the end of the text if there is none."""
        return self._starts[number + 1] if number + 1 < len(self) else len(self.text)

    def line(self, number: int) -> str:
        """A line without its break."""
        return self.text[self.start(number) : self.end(number)]

    def is_blank(self, number: int) -> bool:
        """Whether there is such a line with nothing in it."""
        return 0 <= number < len(self) and not self.line(number).strip(" \t")

    def comment(self, number: int) -> int | None:
        """The column where a line of nothing but a comment has its `#`; None if it is none."""
        if not 0 <= number < len(self):
            return None
        line = self.line(number)
        bare = line.lstrip(" \t")
        return len(line) - len(bare) if bare.startswith("#") else None

    def column(self, at: int) -> int:
        """How far into its line a place is."""
        return at - self.start(self.number(at))

    def opens_line(self, at: int) -> bool:
        """Whether nothing but white space stands before a place in its line."""
        return not self.text[self.start(self.number(at)) : at].strip(" \t")

    def last_line(self, end: int) -> int:
        """The line in which what ends at `end` has its last text (a block text ends below it)."""
        while end and self.text[end - 1] in " \t\r\n\x85\u2028\u2029":
            end -= 1
        return self.number(end)

    def below(self, number: int, lines: Sequence[str]) -> Splice:
        """These lines put below that one, which may be the last and without a line break."""
        text = "".join(f"{line}{self.newline}" if line else self.newline for line in lines)
        if number + 1 < len(self):
            return Splice(self.after(number), self.after(number), text)
        whole = self.newline + text.removesuffix(self.newline)
        return Splice(len(self.text), len(self.text), whole)

    def without(self, first: int, last: int) -> Splice:
        """The lines from `first` to `last` taken out."""
        if last + 1 < len(self) or first == 0:
            return Splice(self.start(first), self.after(last))
        return Splice(self.end(first - 1), self.end(last))


def untouched(text: str, splices: Sequence[Splice]) -> list[str]:
    """The lines of a text of which no splice changes anything, in their order."""
    lines = Lines(text)
    changed: set[int] = set()
    for splice in splices:
        first = lines.number(splice.start)
        if splice.end > splice.start:
            changed |= set(range(first, lines.number(splice.end - 1) + 1))
        is_below = splice.start == lines.end(first) and splice.text[:1] in ("\r", "\n")
        is_above = splice.start == lines.start(first) and splice.text[-1:] in ("\r", "\n")
        if splice.text and not is_below and not is_above:
            changed.add(first)
    return [lines.line(number) for number in range(len(lines)) if number not in changed]


def is_kept(lines: Sequence[str], text: str) -> bool:
    """Whether a text has all these lines, in this order."""
    there = Lines(text)
    own = iter(there.line(number) for number in range(len(there)))
    return all(any(line == each for each in own) for line in lines)

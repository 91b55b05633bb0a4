"""Whether a regular expression of the configuration may be held against the text of strangers.

Python's matcher backtracks: a repeat within a repeat, or several in a row, can take hours on one
paragraph made for it. So what may stand in a pattern is bounded before any page is met.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass

MAX_PATTERN = 300
MAX_REPEATS = 2  # in a row: with paragraphs of 2000 characters some millions of steps at most
MAX_CHOICES = 8

_COUNT = re.compile(r"\{(\d*)(?:(,)(\d*))?\}")
_OPENING = re.compile(r"\((?:\?(?:P<\w+>|<?[=!]|[:>]|[a-zA-Z-]*:))?")


def pattern_complaint(pattern: str) -> str | None:
    """Why the pattern is refused, with a remedy; None if it is fine."""
    if len(pattern) > MAX_PATTERN:
        return f"it is longer than {MAX_PATTERN} characters; make it several"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # "possible nested set": no reader agrees on it
            compiled = re.compile(pattern)
    except (re.error, Warning, OverflowError, RecursionError) as error:
        return str(error)
    if compiled.flags & re.VERBOSE:
        return "flag x is not known here"
    try:
        cost = _cost(pattern)
    except _RefusedError as error:
        return str(error)
    if cost.repeats > MAX_REPEATS:
        return f"more than {MAX_REPEATS} repeats (* + {{}}) in a row; make it several patterns"
    if cost.choices > MAX_CHOICES:
        return f"more than {MAX_CHOICES} of ? and (…|…) in a row; make it several patterns"
    return None


class _RefusedError(Exception):
    pass


@dataclass(slots=True)
class _Cost:
    """What the matcher may have to try anew: in the branch being read, and in the worst so far."""

    repeats: int = 0
    choices: int = 0
    worst: tuple[int, int] = (0, 0)
    branches: int = 1

    def next_branch(self) -> None:
        self.close()
        self.repeats = self.choices = 0
        self.branches += 1

    def close(self) -> None:
        self.worst = max(self.worst[0], self.repeats), max(self.worst[1], self.choices)


def _cost(pattern: str) -> _Cost:
    groups = [_Cost()]
    closed: _Cost | None = None  # the group that ends where we stand
    at = 0
    while at < len(pattern):
        char = pattern[at]
        ended, closed = closed, None
        if char == "\\":
            if pattern[at + 1].isdigit() and pattern[at + 1] != "0":
                raise _RefusedError("a group can't be referred to")
            at += 2
        elif char == "[":
            at = _class_end(pattern, at)
        elif char == "(":
            at = _open(pattern, at, groups)
        elif char == ")":
            closed = groups.pop()
            closed.close()
            groups[-1].repeats += closed.worst[0]
            groups[-1].choices += closed.worst[1] + (closed.branches > 1)
            at += 1
        elif char == "|":
            groups[-1].next_branch()
            at += 1
        elif char in "*+?" or (char == "{" and _COUNT.match(pattern, at)):
            at = _repeat(pattern, at, groups[-1], ended)
        else:
            at += 1
    groups[0].close()
    groups[0].repeats, groups[0].choices = groups[0].worst
    return groups[0]


def _open(pattern: str, at: int, groups: list[_Cost]) -> int:
    if flags := re.compile(r"\(\?[a-zA-Z]+\)").match(pattern, at):
        return flags.end()
    opening = _OPENING.match(pattern, at)
    assert opening is not None
    if pattern.startswith(("(?P=", "(?("), at):
        raise _RefusedError("a group can't be referred to")
    if pattern.startswith("(?#", at):
        raise _RefusedError("comments are not known here")
    groups.append(_Cost())
    return opening.end()


def _repeat(pattern: str, at: int, here: _Cost, group: _Cost | None) -> int:
    """Counts the repeat at `at`; `group` is what it repeats, if that is one."""
    count = _COUNT.match(pattern, at) if pattern[at] == "{" else None
    end = count.end() if count else at + 1
    if pattern[at] == "?":
        here.choices += 1
    elif group is not None and (group.branches > 1 or group.worst != (0, 0)):
        raise _RefusedError("a repeat within a repeat; make it simpler")
    elif count is None or count[2]:  # {3} leaves no choice
        here.repeats += 1
    if end < len(pattern) and pattern[end] in "?+":  # lazy, possessive
        end += 1
    return end


def _class_end(pattern: str, at: int) -> int:
    at += 2 if pattern.startswith("^", at + 1) else 1
    if pattern.startswith("]", at):
        at += 1
    while pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at + 1

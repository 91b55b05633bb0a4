"""From stacks that a profiler saw to shares of CPU, by our rooms and by function."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.program_table import drawn

ROOMS = ("extract", "markdown", "fetch", "feeds", "store", "archive", "imports", "other")
_OURS = re.compile(r".*(?:^|/)scraper/([a-z_0-9]+)")
_OTHERS = re.compile(r"(?:^|/)(bs4|markdownify|httpx|httpcore|h11|anyio|feedparser)/")
# What only one room of ours calls.
_CALLED_BY = {
    "bs4": "markdown",
    "markdownify": "markdown",
    "httpx": "fetch",
    "httpcore": "fetch",
    "h11": "fetch",
    "anyio": "fetch",
    "feedparser": "feeds",
}
# Threads that wait for work; the profiler can't always tell.
_IDLE = frozenset(
    (
        "_worker (concurrent/futures/thread.py)",
        "select (selectors.py)",
        "wait (threading.py)",
        "_recv (multiprocessing/connection.py)",
        "poll (multiprocessing/popen_fork.py)",
    )
)
_PROCESS = re.compile(r'process (\d+):"[^"]*"(?:;|$)')
_LINE = re.compile(r":\d+\)$")
_LOADER = "<frozen importlib"


@dataclass(frozen=True, slots=True)
class Stack:
    """What stood above each other, the outermost first, and how often that was seen."""

    process: str
    frames: tuple[str, ...]
    times: int

    @property
    def room(self) -> str:
        """Whose time it is: the innermost frame that is in a room, or its import."""
        if any(_LOADER in frame for frame in self.frames):
            return "imports"
        named = (room_of(frame) for frame in reversed(self.frames))
        return next((room for room in named if room), "other")


def read(text: str) -> list[Stack]:
    """Stacks as py-spy's `raw` format writes them, a line each: `outer (file:1);inner (file:2) 7`.

    Lines of a function are taken together; who waits is left out.
    """
    stacks: list[Stack] = []
    for line in text.splitlines():
        path, _, times = line.rpartition(" ")
        if not times.isdecimal():
            continue
        # A worker stands below who started it; what it was called with may hold semicolons.
        process = ""
        while found := _PROCESS.match(path):
            process, path = found[1], path[found.end() :]
        frames = path.split(";")
        named = tuple(_LINE.sub(")", each) for each in frames)
        if not named or named[-1] not in _IDLE:
            stacks.append(Stack(process, named, int(times)))
    return stacks


def room_of(frame: str) -> str:
    """The room that a frame's code is in; "" where it is in none of those told."""
    where = _where(frame)
    if found := _OURS.match(where):
        return found[1] if found[1] in ROOMS else ""
    if found := _OTHERS.search(where):
        return _CALLED_BY[found[1]]
    return "imports" if where.startswith(_LOADER) else ""


def rooms_table(stacks: Sequence[Stack]) -> str:
    """Each room's own share, and that of all that went through it, in per cent."""
    own: Counter[str] = Counter()
    through: Counter[str] = Counter()
    for stack in stacks:
        own[stack.room] += stack.times
        for room in {stack.room, *(room_of(frame) for frame in stack.frames)} - {""}:
            through[room] += stack.times
    rows = [[room, _share(own[room], stacks), _share(through[room], stacks)] for room in ROOMS]
    return drawn([["room", "own %", "with all below %"], *rows], words=1)


def functions_table(stacks: Sequence[Stack], top: int) -> str:
    """The functions with the largest own shares, then those below which most is done.

    The second are of ours, and the time is that of the room they are in.
    """
    own: Counter[str] = Counter()
    through: Counter[str] = Counter()
    rooms: dict[str, Counter[str]] = {}
    for stack in stacks:
        if stack.frames:
            own[stack.frames[-1]] += stack.times
            rooms.setdefault(stack.frames[-1], Counter())[stack.room] += stack.times
        for frame in set(stack.frames):
            through[frame] += stack.times

    def row(name: str) -> list[str]:
        room = room_of(name) or (rooms[name].most_common(1)[0][0] if name in rooms else "other")
        return [room, name, _share(own[name], stacks), _share(through[name], stacks)]

    first = [name for name, _ in own.most_common(top)]
    ours = [
        name for name, _ in through.most_common() if room_of(name) and _OURS.match(_where(name))
    ]
    head = ["room", "function", "own %", "with all below %"]
    return "\n\n".join(drawn([head, *map(row, names)], words=2) for names in (first, ours[:top]))


def processes_line(stacks: Sequence[Stack]) -> str:
    """How the samples are spread over processes."""
    seen: Counter[str] = Counter()
    for stack in stacks:
        seen[stack.process] += stack.times
    shares = ", ".join(f"{_share(times, stacks)} %" for _, times in seen.most_common())
    return f"{sum(seen.values())} samples; by process: {shares or 'none'}"


def _is_ours(frame: str) -> bool:
    return _OURS.match(_where(frame)) is not None


def _where(frame: str) -> str:
    return frame.rpartition("(")[2]


def _share(times: int, stacks: Sequence[Stack]) -> str:
    return f"{100 * times / max(sum(stack.times for stack in stacks), 1):.1f}"

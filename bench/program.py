"""The whole program beside a raw bound and its peers, on a news world of its own.

    python -m bench.program --feeds 20 --items 30 --latency 50 --save results.json

All take turns within one run; what is told are medians over the rounds. Exit status: 0 all was
measured and ours did all it should; 1 not so, and why is a line; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import compileall
import shlex
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bench.measured import Run, measure, snapshot
from bench.program_table import Results, aims, save, table
from bench.scratch import ROOT, Scratch
from bench.subjects import OURS, SUBJECTS, Running, Subject, Task, emptied, ours
from bench.world import MOST_HOSTS, Shape
from bench.world_pages import path_of

STARTS = 5  # of a command that does next to nothing, each round
COLD, NOOP, WITHOUT, NEW = "cold", "no-op", "no-op, no validators", "incremental"
MANY, MANY_WITHOUT, START = "no-op, many", "no-op, many, no validators", "start"
# Who runs where: those that keep the phase's promise, or do its whole job anew.
PHASES: Mapping[str, tuple[str, ...]] = {
    COLD: ("raw bound", OURS, "trafilatura", "naive script"),
    NOOP: ("raw bound", OURS, "reader", "naive script"),
    WITHOUT: ("raw bound", OURS, "reader"),
    NEW: (OURS, "naive script"),
}
POLLERS = ("raw bound", OURS, "reader")
_STATE = (".scrape", "state.sqlite3")


class Bench:
    """One run of the bench: rounds over two worlds, and what came of them."""

    def __init__(self, told: argparse.Namespace, root: Path) -> None:
        self.told = told
        self.root = root
        self.results: Results = {}
        self.troubles: list[str] = []
        self.skipped: list[str] = []
        self.ours: list[str] = shlex.split(told.ours) if told.ours else ours()
        self.scratch = Scratch(told.scratch.resolve())
        self._there: dict[str, Subject] = {}

    def run(self) -> None:
        """All there is to measure."""
        told = self.told
        hosts = min(told.hosts, told.feeds)
        shape = Shape(told.feeds, told.items, told.latency, hosts, gzip=not told.no_gzip)
        with Running(shape, told.new) as world:
            self._choose(world.port)
            for number in range(told.rounds):
                self._say(f"round {number + 1} of {told.rounds}")
                self._start()
                self._round(world)
        if told.noop_feeds:
            many = min(told.hosts, told.noop_feeds)
            shape = Shape(told.noop_feeds, 10, told.latency, many, gzip=not told.no_gzip)
            with Running(shape, lazy=True) as world:
                self._many(world)

    def _choose(self, port: int) -> None:
        for name, subject in SUBJECTS.items():
            if self.told.only and name not in self.told.only.split(","):
                continue
            if why := subject.missing(self.scratch, port):
                self.skipped.append(f"{name}: skipped: {why}")
            else:
                self._there[name] = subject

    def _round(self, world: Running) -> None:
        """Cold, twice nothing new, then something new; every subject in a folder of its own."""
        shape, port = world.shape, world.port
        world.tell("reset")
        world.tell("set?validators=on")
        articles = [
            shape.origin(feed, port) + path_of(feed, item)
            for feed in range(shape.feeds)
            for item in range(shape.items)
        ]
        tasks = {
            name: Task(emptied(self.root / name.replace(" ", "-")), shape, port, self._connections)
            for name in self._there
        }
        for phase, names in PHASES.items():
            if phase == WITHOUT:
                world.tell("set?validators=off")
            if phase == NEW:
                world.tell("set?validators=on")
                world.tell(f"publish?items={self.told.new}")
            for name in names:
                if name not in tasks:
                    continue
                task = tasks[name]
                if phase == COLD and name == "raw bound":
                    task = replace(task, articles=articles)
                elif phase == WITHOUT:
                    task = replace(task, etags=False)
                elif phase == NOOP and name == "reader":
                    self._measure(task, name, world)  # its first poll; it has no cold run
                if (done := self._measured(phase, task, name, world)) and name == OURS:
                    wanted = {COLD: shape.feeds * shape.items, NEW: shape.feeds * self.told.new}
                    self._held(phase, done, shape, wanted.get(phase, 0))

    def _many(self, world: Running) -> None:
        """Many feeds with nothing new: known to each subject beforehand, by a poll not counted."""
        tasks = {
            name: Task(
                emptied(self.root / f"many-{name.replace(' ', '-')}"),
                world.shape,
                world.port,
                self._connections,
                only_seen=True,
            )
            for name in POLLERS
            if name in self._there
        }
        self._say(f"{world.shape.feeds} feeds with nothing new")
        for name, task in tasks.items():
            self._measure(task, name, world)
        # One after the other: who gets no validator forgets the one it had.
        for phase, on in ((MANY, "on"), (MANY_WITHOUT, "off")):
            world.tell(f"set?validators={on}")
            for _ in range(self.told.rounds):
                for name, task in tasks.items():
                    task = replace(task, etags=on == "on")
                    if (done := self._measured(phase, task, name, world)) and name == OURS:
                        self._held(phase, done, task.shape, 0)

    def _start(self) -> None:
        """What it costs to be started at all."""
        folder = emptied(self.root / "start")
        for _ in range(STARTS):
            for name, command in (
                ("python -c pass", [sys.executable, "-c", "pass"]),
                (OURS, [*self.ours, "--version"]),
            ):
                self.results.setdefault((START, name), []).append(measure(command, folder))

    def _measured(self, phase: str, task: Task, name: str, world: Running) -> Run | None:
        if any(trouble.startswith(f"{name}: {phase}:") for trouble in self.troubles):
            return None
        done = self._measure(task, name, world)
        if done.status:
            self.troubles.append(f"{name}: {phase}: ended with {done.status}: {done.words}")
            return None
        self.results.setdefault((phase, name), []).append(done)
        return done

    def _measure(self, task: Task, name: str, world: Running) -> Run:
        command = self._there[name].command(task, self.scratch.python, self.ours)
        before = snapshot(task.folder)
        was = world.tell("report")
        done = measure(command, task.folder, self.told.limit)
        now = world.tell("report")
        after = snapshot(task.folder)
        done.requests = {
            kind: number - was["requests"][kind] for kind, number in now["requests"].items()
        }
        done.world_cpu_s = now["cpu_s"] - was["cpu_s"]
        changed = [path for path, stamp in after.items() if before.get(path) != stamp]
        done.state_files = sum(any(part in path for part in _STATE) for path in changed)
        done.files = len(changed) - done.state_files
        return done

    def _held(self, phase: str, done: Run, shape: Shape, posts: int) -> None:
        """Whether ours wrote what it should have, and asked for nothing more than it needed."""
        if done.files != posts:
            self.troubles.append(f"{OURS}: {phase}: {done.files} posts, {posts} were to be written")
        if done.requests["article"] != posts:
            asked = done.requests["article"]
            self.troubles.append(f"{OURS}: {phase}: asked for {asked} articles, {posts} were new")
        if (polls := done.requests["feed"] + done.requests["feed 304"]) != shape.feeds:
            self.troubles.append(f"{OURS}: {phase}: {polls} polls of {shape.feeds} feeds")
        if (robots := done.requests["robots"]) != (hosts := shape.hosts if phase == COLD else 0):
            self.troubles.append(f"{OURS}: {phase}: {robots} times robots.txt for {hosts} hosts")

    @property
    def _connections(self) -> int:
        return int(self.told.connections)

    def _say(self, words: str) -> None:
        print(f"{words} …", file=sys.stderr, flush=True)


def parser() -> argparse.ArgumentParser:
    """The switches."""
    made = argparse.ArgumentParser(prog="python -m bench.program")
    made.add_argument("--feeds", type=int, default=20)
    made.add_argument("--items", type=int, default=30, help="articles each feed shows")
    made.add_argument("--new", type=int, default=2, help="articles a feed that appear later")
    made.add_argument("--noop-feeds", type=int, default=200, help="0: not this part")
    made.add_argument("--latency", type=float, default=50, metavar="MS")
    made.add_argument("--hosts", type=int, default=16, help="addresses the feeds are spread over")
    made.add_argument("--connections", type=int, default=16, help="at once, for all but the script")
    made.add_argument("--no-gzip", action="store_true", help="the world packs nothing")
    made.add_argument("--rounds", type=int, default=3)
    made.add_argument("--only", metavar="NAME,…", help="only these of " + ", ".join(SUBJECTS))
    made.add_argument("--ours", metavar="COMMAND", help="another checkout's scrape in our place")
    made.add_argument("--save", type=Path, metavar="FILE", help="all figures of all runs, as JSON")
    made.add_argument("--scratch", type=Path, default=ROOT / ".bench" / "program", metavar="DIR")
    made.add_argument("--limit", type=float, default=900, metavar="S", help="for a single run")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    switches = parser()
    told = switches.parse_args(arguments)
    for name in (told.only or OURS).split(","):
        if name not in SUBJECTS:
            switches.error(f"nobody is called {name}; there are {', '.join(SUBJECTS)}")
    if min(told.feeds, told.items, told.hosts, told.connections, told.rounds) < 1:
        switches.error("feeds, items, hosts, connections and rounds are 1 at least")
    if told.hosts > MOST_HOSTS:
        switches.error(f"there are {MOST_HOSTS} hosts at most")
    compileall.compile_dir(ROOT / "scraper", quiet=2)  # no first run that pays for it
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(told, Path(folder))
        bench.run()
    print(table(bench.results))
    print()
    for line in aims(bench.results, told.feeds * told.items, told.feeds * told.new):
        print(line)
    for line in (*bench.skipped, *dict.fromkeys(bench.troubles)):
        print(line)
    if told.save:
        save(told.save, bench.results, vars(told))
    return 1 if any(trouble.startswith(f"{OURS}:") for trouble in bench.troubles) else 0


if __name__ == "__main__":
    sys.exit(main())

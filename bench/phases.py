"""What the bench of the whole program has its subjects do: phases in rounds, on several worlds."""

from __future__ import annotations

import argparse
import re
import shlex
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bench import crash
from bench.measured import Run, measure, snapshot
from bench.program_table import Results
from bench.real_pages import save as save_pages
from bench.scratch import Scratch
from bench.subjects import OURS, SUBJECTS, Running, Subject, Task, emptied, ours
from bench.taken_pages import Choice
from bench.world import Shape, free_block
from bench.world_pages import path_of

TRIES = 3  # of a peer that crashes
STARTS = 5  # of a command that does next to nothing, each round
COLD, NOOP, WITHOUT, NEW = "cold", "no-op", "no-op, no validators", "incremental"
MANY, MANY_WITHOUT, START = "no-op, many", "no-op, many, no validators", "start"
KILLED, AGAIN = "killed half-way", "run again"
BACKFILLS = {500: "cold, 500", 2000: "cold, 2000"}  # articles
MOST, MOST_FEEDS = "no-op, most", 10_000
_BACKFILL_FEEDS = 50
# Who runs where: those that keep the phase's promise, or do its whole job anew.
PHASES: Mapping[str, tuple[str, ...]] = {
    COLD: ("raw bound", OURS, "trafilatura", "naive script"),
    NOOP: ("raw bound", OURS, "reader", "naive script"),
    WITHOUT: ("raw bound", OURS, "reader"),
    NEW: (OURS, "naive script"),
}
POLLERS = ("raw bound", OURS, "reader")
_STATE = (".scrape", "state.sqlite3")
_HEAD = 2_000
_IS_FEED = re.compile(rb"://127\.0\.\d+\.\d+(?::\d+)?/feeds/\d+\.xml")


class Bench:
    """One run of the bench: rounds over several worlds, and what came of them."""

    def __init__(self, told: argparse.Namespace, root: Path, chosen: Choice | None) -> None:
        self.told = told
        self.root = root
        self.results: Results = {}
        self.troubles: list[str] = []
        self.notes: list[str] = []
        self.ours: list[str] = shlex.split(told.ours) if told.ours else ours()
        self.scratch = Scratch(told.scratch.resolve())
        self.pages: Path | None = None
        if chosen is not None:
            self.notes.append(str(chosen))
            self.pages = root / "pages.json"
            save_pages(chosen.pages, self.pages)
        self._there: dict[str, Subject] = {}

    def run(self) -> None:
        """All there is to measure."""
        told = self.told
        with self._world(told.feeds, told.items, publish=told.new) as world:
            self._choose(world.port)
            for number in range(told.rounds):
                self._say(f"round {number + 1} of {told.rounds}")
                self._start()
                self._round(world)
            self._crash(world)
        if told.noop_feeds:
            with self._world(told.noop_feeds, 10, lazy=True) as world:
                self._many(world, POLLERS, {MANY: "on", MANY_WITHOUT: "off"}, told.rounds)
        if told.all and OURS in self._there:
            for articles, phase in BACKFILLS.items():
                with self._world(_BACKFILL_FEEDS, articles // _BACKFILL_FEEDS) as world:
                    self._backfill(world, phase)
            with self._world(MOST_FEEDS, 10, lazy=True) as world:
                self._many(world, (OURS,), {MOST: "on"}, 1)

    def _world(self, feeds: int, items: int, *, lazy: bool = False, publish: int = 0) -> Running:
        hosts = min(self.told.hosts, feeds)
        packed, block = not self.told.no_gzip, free_block(hosts)
        shape = Shape(feeds, items, self.told.latency, hosts, gzip=packed, block=block)
        return Running(shape, publish, lazy=lazy, pages=self.pages)

    def _choose(self, port: int) -> None:
        for name, subject in SUBJECTS.items():
            if self.told.only and name not in self.told.only.split(","):
                continue
            if why := subject.missing(self.scratch, port):
                self.notes.append(f"{name}: skipped: {why}")
            else:
                self._there[name] = subject

    def _round(self, world: Running) -> None:
        """Cold, twice nothing new, then something new; every subject in a folder of its own."""
        shape = world.shape
        world.tell("reset")
        world.tell("set?validators=on")
        tasks = {name: self._task(name.replace(" ", "-"), world) for name in self._there}
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
                    task = replace(task, articles=articles(world))
                elif phase == WITHOUT:
                    task = replace(task, etags=False)
                elif phase == NOOP and name == "reader":
                    self._measure(task, name, world)  # its first poll; it has no cold run
                done = self._measured(phase, task, name, world)
                if done is None and name != OURS:
                    del tasks[name]  # what comes now would be another job
                elif done and name == OURS:
                    wanted = {COLD: shape.feeds * shape.items, NEW: shape.feeds * self.told.new}
                    self._held(phase, done, shape, wanted.get(phase, 0))

    def _many(
        self, world: Running, names: Sequence[str], phases: Mapping[str, str], rounds: int
    ) -> None:
        """Many feeds with nothing new: known to each subject beforehand, by a poll not counted."""
        tasks = {
            name: self._task(f"many-{name.replace(' ', '-')}", world, only_seen=True)
            for name in names
            if name in self._there
        }
        self._say(f"{world.shape.feeds} feeds with nothing new")
        for name, task in tasks.items():
            self._measure(task, name, world)
        # One after the other: who gets no validator forgets the one it had.
        for phase, on in phases.items():
            world.tell(f"set?validators={on}")
            for _ in range(rounds):
                for name, task in tasks.items():
                    task = replace(task, etags=on == "on")
                    if (done := self._measured(phase, task, name, world)) and name == OURS:
                        self._held(phase, done, task.shape, 0)

    def _backfill(self, world: Running, phase: str) -> None:
        """Ours alone, cold, with so many articles."""
        wanted = world.shape.feeds * world.shape.items
        self._say(f"a backfill of {wanted} articles")
        for _ in range(self.told.rounds):
            world.tell("reset")
            if done := self._measured(phase, self._task("backfill", world), OURS, world):
                self._held(phase, done, world.shape, wanted)

    def _crash(self, world: Running) -> None:
        """Ours is killed when it has written half of what is new, and runs again to the end."""
        if OURS not in self._there:
            return
        self._say("killed half-way")
        world.tell("reset")
        world.tell("set?validators=on")
        wanted = articles(world)
        task = self._task("killed", world)
        archive = task.folder / "archive"
        done = self._measure(
            task, OURS, world, lambda: 2 * len(crash.posts_of(archive)) >= len(wanted)
        )
        written, first = frozenset(crash.articles_of(archive)), world.tell("asked")
        if done.status >= 0:
            self.notes.append(f"{OURS}: {KILLED}: it was over before it could be killed")
        self.results[KILLED, OURS] = [done]
        if not self._measured(AGAIN, task, OURS, world):
            return
        found = crash.Crash(written, first, world.tell("asked"), crash.articles_of(archive))
        self.notes.append(
            f"{OURS}: {KILLED}: {len(written)} of {len(wanted)} posts were there; the run after it "
            f"fetched {found.again()} of theirs again, and {found.under_way()} that were under way"
        )
        robots = {url.partition("/feeds/")[0] + "/robots.txt" for url in task.feeds}
        # On their way, or come and not written yet.
        most = 2 * self.told.connections
        told = crash.troubles(found, wanted, task.feeds, sorted(robots), most)
        whole = self.root / OURS / "archive"
        if whole.exists() and (count := crash.differ(archive, whole)):
            told.append(f"{count} posts differ from those of a run that was not killed")
        self.troubles += [f"{OURS}: {AGAIN}: {each}" for each in told]

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
        if any(trouble.startswith(f"{name}: {phase}: ended") for trouble in self.troubles):
            return None
        done = self._measure(task, name, world)
        tries = 1
        while _crashed(done) and name != OURS and phase == COLD and tries < TRIES:
            # On real pages, glibc stops the script's threads now and then: "double free".
            self.notes.append(f"{name}: {phase}: ended with {done.status}, and was tried again")
            emptied(task.folder)
            done, tries = self._measure(task, name, world), tries + 1
        if done.status:
            self.troubles.append(f"{name}: {phase}: ended with {done.status}: {done.words}")
            return None
        self.results.setdefault((phase, name), []).append(done)
        return done

    def _measure(
        self, task: Task, name: str, world: Running, kill_when: Callable[[], bool] | None = None
    ) -> Run:
        command = self._there[name].command(task, self.scratch.python, self.ours)
        before = snapshot(task.folder)
        was = world.tell("report")
        done = measure(command, task.folder, self.told.limit, kill_when=kill_when)
        now = world.tell("report")
        after = snapshot(task.folder)
        done.requests = {
            kind: number - was["requests"][kind] for kind, number in now["requests"].items()
        }
        done.world_cpu_s = now["cpu_s"] - was["cpu_s"]
        changed = [path for path, stamp in after.items() if before.get(path) != stamp]
        done.state_files = sum(any(part in path for part in _STATE) for path in changed)
        done.files = len(changed) - done.state_files
        # A feed that was taken for an article says so near its top.
        done.posts = done.files - sum(_is_of_feed(task.folder / path) for path in changed)
        return done

    def _held(self, phase: str, done: Run, shape: Shape, posts: int) -> None:
        """Whether ours wrote what it should have, and asked for nothing more than it needed."""
        told: list[str] = []
        if done.files != posts:
            told.append(f"{done.files} posts, {posts} were to be written")
        if (asked := done.requests["article"]) != posts:
            told.append(f"asked for {asked} articles, {posts} were new")
        if (polls := done.requests["feed"] + done.requests["feed 304"]) != shape.feeds:
            told.append(f"{polls} polls of {shape.feeds} feeds")
        first = phase in (COLD, *BACKFILLS.values())
        if (robots := done.requests["robots"]) != (hosts := shape.hosts if first else 0):
            told.append(f"{robots} times robots.txt for {hosts} hosts")
        if other := done.requests["other"]:
            if self.pages is None:
                told.append(f"asked for {other} addresses that nothing names")
            else:  # real pages say that they go on elsewhere
                self.notes.append(f"{OURS}: {phase}: {other} requests for what real pages link")
        self.troubles += [f"{OURS}: {phase}: {each}" for each in told]

    def _task(self, folder: str, world: Running, *, only_seen: bool = False) -> Task:
        return Task(
            emptied(self.root / folder),
            world.shape,
            world.port,
            self.told.connections,
            only_seen=only_seen,
        )

    def _say(self, words: str) -> None:
        print(f"{words} …", file=sys.stderr, flush=True)


def _crashed(done: Run) -> bool:
    """Whether a signal ended it, but for the one that ends what takes too long."""
    return done.status < 0 and done.status != -signal.SIGKILL


def articles(world: Running) -> list[str]:
    """The address of every article that a world shows at first."""
    shape = world.shape
    return [
        shape.origin(feed, world.port) + path_of(feed, item)
        for feed in range(shape.feeds)
        for item in range(shape.items)
    ]


def _is_of_feed(file: Path) -> bool:
    with file.open("rb") as opened:
        return _IS_FEED.search(opened.read(_HEAD)) is not None

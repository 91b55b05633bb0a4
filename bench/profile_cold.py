"""Where the CPU of a cold run goes, worker processes and all: py-spy looks at it from outside.

    python -m bench.profile_cold --pages DATA --top 20

A sample belongs to the room whose code is nearest to where it stands, what that calls included.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.measured import measure
from bench.peers import Peer
from bench.profile_table import functions_table, processes_line, read, rooms_table
from bench.real_pages import save
from bench.scratch import ROOT, Scratch
from bench.subjects import OURS, SUBJECTS, Running, Task, emptied, ours
from bench.taken_pages import choose
from bench.world import Shape, free_block

_SPY = Peer("py-spy", "text", "python", ("py-spy==0.4.3",))
_HOSTS = 16


def parser() -> argparse.ArgumentParser:
    """The switches."""
    made = argparse.ArgumentParser(prog="python -m bench.profile_cold")
    made.add_argument("--feeds", type=int, default=20)
    made.add_argument("--items", type=int, default=30, help="articles each feed shows")
    made.add_argument("--latency", type=float, default=50, metavar="MS")
    made.add_argument("--connections", type=int, default=16, help="at once")
    made.add_argument("--pages", type=Path, metavar="DATA", help="real pages as the articles")
    made.add_argument("--rate", type=int, default=200, metavar="N", help="looks a second")
    made.add_argument("--top", type=int, default=10, metavar="N", help="functions shown")
    made.add_argument("--ours", metavar="COMMAND", help="another checkout's scrape in our place")
    made.add_argument("--save", type=Path, metavar="FILE", help="all stacks, for a flame graph")
    made.add_argument("--scratch", type=Path, default=ROOT / ".bench" / "program", metavar="DIR")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    switches = parser()
    told = switches.parse_args(arguments)
    scratch = Scratch(told.scratch.resolve())
    if why := scratch.missing(_SPY):
        print(f"py-spy: {why}")
        return 1
    with tempfile.TemporaryDirectory(prefix="profile-") as folder:
        root = Path(folder)
        pages = None
        if told.pages:
            try:
                chosen = choose(told.pages)
            except (FileNotFoundError, ValueError) as error:
                switches.error(str(error))
            pages = root / "pages.json"
            save(chosen.pages, pages)
            print(chosen)
        hosts = min(_HOSTS, told.feeds)
        shape = Shape(told.feeds, told.items, told.latency, hosts, block=free_block(hosts))
        stacks = (told.save or root / "stacks.txt").resolve()
        with Running(shape, pages=pages) as world:
            task = Task(emptied(root / "ours"), shape, world.port, told.connections)
            command = shlex.split(told.ours) if told.ours else ours()
            scrape = SUBJECTS[OURS].command(task, scratch.python, command)
            spy = [str(scratch.python.with_name("py-spy")), "record", "--format", "raw"]
            how = ["--subprocesses", "--rate", str(told.rate), "--output", str(stacks)]
            done = measure([*spy, *how, "--", *scrape], task.folder)
        if done.status or not stacks.exists():
            print(f"py-spy ended with {done.status}: {done.words}")
            return 1
        seen = read(stacks.read_text("utf-8", "replace"))
    print(rooms_table(seen))
    print()
    print(functions_table(seen, told.top))
    print()
    print(processes_line(seen))
    return 0


if __name__ == "__main__":
    sys.exit(main())

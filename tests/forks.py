"""The command run again and again, killed or not, without the time that Python takes to begin."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from world import World

# The command in processes of its own, forked from one that has imported what a run needs: half a
# second less for each. Reads {"args", "after"} a line; kills after so many seconds; tells the
# status that waitpid gives.
FORKS = """
import json, os, signal, sys, time
import scraper.commands.run, scraper.commands.running, scraper.feeds, scraper.post
from scraper.cli import main
for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        sys.argv = ["scrape", *order["args"]]
        main()
    if order["after"] is not None:
        time.sleep(order["after"])
        os.kill(child, signal.SIGKILL)
    print(os.waitpid(child, 0)[1], flush=True)
"""


class Forks:
    """Runs of the command, killed after a while or not."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._process = subprocess.Popen(
            [sys.executable, "-c", FORKS],
            cwd=world.folder,
            env={"PATH": os.environ["PATH"]},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, archive: Path, *more: str, after: float | None = None) -> int:
        """The exit status, negative for the signal that ended it."""
        arguments = ["-c", str(self._world.config), "--archive", str(archive), "-q", *more]
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps({"args": arguments, "after": after}), file=self._process.stdin, flush=True)
        return os.waitstatus_to_exitcode(int(self._process.stdout.readline()))

    def close(self) -> None:
        self._process.communicate()


def posts_of(archive: Path) -> dict[str, bytes]:
    """The posts of an archive: path below it -> text."""
    return {
        file.relative_to(archive).as_posix(): file.read_bytes()
        for file in sorted(archive.rglob("*.md"))
        if ".scrape" not in file.parts
    }

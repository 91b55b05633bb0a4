"""The command in processes of its own, killed or not, without the time that Python takes to begin.

They are forked from one that has imported all of the program: half a second less for each.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

# Reads orders, a line of JSON each; tells the status that waitpid gives. A child goes on below the
# loop as the command does, to its very end.
FORKS = """
import gc, importlib, json, os, pkgutil, signal, sys, time
import scraper
from scraper.cli import main
for found in pkgutil.walk_packages(scraper.__path__, "scraper."):
    if not found.name.startswith("scraper.demo") and not found.name.endswith("__main__"):
        importlib.import_module(found.name)
import bs4, feedparser, markdownify
gc.collect()
gc.freeze()
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
print(flush=True)
for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if child == 0:
        break
    signal.sigtimedwait({signal.SIGCHLD}, order["after"])
    pid, status = os.waitpid(child, os.WNOHANG)
    if not pid:
        os.kill(child, signal.SIGKILL)
        pid, status = os.waitpid(child, 0)
    while signal.sigtimedwait({signal.SIGCHLD}, 0):
        pass
    print(status, flush=True)
else:
    os._exit(0)
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
os.chdir(order["cwd"])
os.environ.clear()
os.environ.update(order["env"])
time.tzset()
kinds = os.O_RDONLY, os.O_WRONLY, os.O_WRONLY
for number, (name, kind) in enumerate(zip(order["files"], kinds)):
    file = os.open(name, kind)
    os.dup2(file, number)
    os.close(file)
sys.argv = ["scrape", *order["args"]]
main()
"""
LONGEST_S = 60.0


class Forks:
    """Runs of the command, one at a time."""

    def __init__(self) -> None:
        self._one = threading.Lock()
        self._folder = tempfile.TemporaryDirectory(prefix="forks-")
        self._runs = 0
        self._process = subprocess.Popen(
            [sys.executable, "-c", FORKS],
            env={"PATH": os.environ["PATH"]},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self._heard()

    def run(
        self,
        arguments: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        after: float,
        given: bytes = b"",
    ) -> subprocess.CompletedProcess[bytes]:
        """What came of `scrape` with these arguments; it is killed after so many seconds.

        `given` is its standard input.
        """
        assert not _is_of_python(env)
        assert self._process.stdin is not None
        with self._one:
            self._runs += 1  # what a killed one leaves behind may write on
            files = [Path(self._folder.name) / f"{self._runs}-{number}" for number in range(3)]
            for file in files:
                file.write_bytes(given if file is files[0] else b"")
            order = {
                "args": list(arguments),
                "cwd": str(cwd),
                "env": dict(env),
                "files": [str(file) for file in files],
                "after": after,
            }
            print(json.dumps(order), file=self._process.stdin, flush=True)
            status = os.waitstatus_to_exitcode(int(self._heard()))
            _, out, err = (file.read_bytes() for file in files)
            for file in files:
                file.unlink()
        return subprocess.CompletedProcess(arguments, status, out, err)

    def _heard(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@functools.cache
def forks() -> Forks:
    """The one that all tests share; it ends with them."""
    return Forks()


def run_command(
    *arguments: str, cwd: Path, env: Mapping[str, str], given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """`scrape` with these arguments, run to its end; `given` is its standard input."""
    if _is_of_python(env):
        return subprocess.run(
            [sys.executable, "-m", "scraper", *arguments],
            cwd=cwd,
            env=env,
            input=given,
            capture_output=True,
            timeout=LONGEST_S,
            check=False,
        )
    done = forks().run(arguments, cwd=cwd, env=env, after=LONGEST_S, given=given)
    assert done.returncode != -9, f"not done in {LONGEST_S} s: {arguments}"
    return done


def _is_of_python(env: Mapping[str, str]) -> bool:
    """Whether Python itself looks at any of these when it begins."""
    return any(name.startswith(("PYTHON", "LC_", "LANG")) for name in env)


def posts_of(archive: Path) -> dict[str, bytes]:
    """The posts of an archive: path below it -> text."""
    return {
        file.relative_to(archive).as_posix(): file.read_bytes()
        for file in sorted(archive.rglob("*.md"))
        if ".scrape" not in file.parts
    }

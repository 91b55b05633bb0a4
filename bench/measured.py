"""One run of a command, measured: CPU, wall, memory and descriptors of its whole process tree."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.measured_tree import Tree, adopting, pids, reap_orphans

_LOOK_S = 0.01
_TOLD = 300


@dataclass(slots=True)
class Run:
    """What one run took. Memory and descriptors are the largest sums over the tree's processes,

    0 where the run ended before anybody looked.
    """

    wall_s: float
    cpu_s: float
    rss_mb: float
    descriptors: int
    processes: int
    status: int
    words: str  # the last line of what it said on stderr
    requests: dict[str, int] = field(default_factory=dict)
    world_cpu_s: float = 0.0
    files: int = 0  # new or changed, outside of its state
    state_files: int = 0
    posts: int = 0  # of `files`, those that aren't a feed taken for an article
    orphans: int = 0  # processes that nobody waited for but we; their CPU is in it


def measure(
    command: Sequence[str],
    folder: Path,
    limit_s: float = 600,
    env: Mapping[str, str] | None = None,
    kill_when: Callable[[], bool] | None = None,
) -> Run:
    """Runs a command in a folder, with next to no environment, as cron would.

    It and all it started are killed after `limit_s`, or as soon as `kill_when` says so.
    """
    said = folder.with_name(f"{folder.name}.log")
    strangers = pids()
    began = time.perf_counter()
    with adopting(), said.open("wb") as log:
        child = subprocess.Popen(
            command,
            cwd=folder,
            env={"PATH": os.environ.get("PATH", ""), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )
        tree = Tree(child.pid, strangers)
        over = threading.Event()
        watcher = threading.Thread(
            target=_kill, args=(child.pid, over, limit_s, kill_when), daemon=True
        )
        watcher.start()
        try:
            _, status, used = os.wait4(child.pid, 0)
        except BaseException:
            _end(child.pid)
            raise
        finally:
            wall = time.perf_counter() - began
            over.set()
            watcher.join()
            tree.stop()
        child.returncode = os.waitstatus_to_exitcode(status)
        orphans_s, orphans = reap_orphans(strangers)
    lines = said.read_text("utf-8", "replace").strip().splitlines()
    return Run(
        wall_s=wall,
        # Children that were waited for are in it, and theirs.
        cpu_s=used.ru_utime + used.ru_stime + orphans_s,
        rss_mb=tree.rss / 1e6,
        descriptors=tree.descriptors,
        processes=tree.processes,
        status=child.returncode,
        words=lines[-1][:_TOLD] if lines else "",
        orphans=orphans,
    )


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file below a folder: time of change and size."""
    found: dict[str, tuple[int, int]] = {}
    for file in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            stat = file.stat()
            if file.is_file():
                found[file.relative_to(folder).as_posix()] = stat.st_mtime_ns, stat.st_size
    return found


def _kill(pid: int, over: threading.Event, limit_s: float, when: Callable[[], bool] | None) -> None:
    until = time.monotonic() + limit_s
    while not over.wait(_LOOK_S if when else limit_s):
        if time.monotonic() >= until or (when and when()):
            _end(pid)
            return


def _end(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)

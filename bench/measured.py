"""One run of a command, measured: CPU, wall, memory and descriptors of its whole process tree."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_SAMPLE_S = 0.02
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PROC = Path("/proc")
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


def measure(
    command: Sequence[str], folder: Path, limit_s: float = 600, env: Mapping[str, str] | None = None
) -> Run:
    """Runs a command in a folder, with next to no environment, as cron would."""
    said = folder.with_name(f"{folder.name}.log")
    began = time.perf_counter()
    with said.open("wb") as log:
        child = subprocess.Popen(
            command,
            cwd=folder,
            env={"PATH": os.environ.get("PATH", ""), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        tree = _Tree(child.pid)
        alarm = threading.Timer(limit_s, child.kill)
        alarm.start()
        try:
            _, status, used = os.wait4(child.pid, 0)
        finally:
            wall = time.perf_counter() - began
            alarm.cancel()
            tree.stop()
        child.returncode = os.waitstatus_to_exitcode(status)
    lines = said.read_text("utf-8", "replace").strip().splitlines()
    return Run(
        wall_s=wall,
        # Children that were waited for are in it, and theirs.
        cpu_s=used.ru_utime + used.ru_stime,
        rss_mb=tree.rss / 1e6,
        descriptors=tree.descriptors,
        processes=tree.processes,
        status=child.returncode,
        words=lines[-1][:_TOLD] if lines else "",
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


class _Tree:
    """Looks at a process and all below it every 20 ms, in a thread, until it is stopped."""

    def __init__(self, root: int) -> None:
        self.rss = self.descriptors = self.processes = 0
        self._members = {root}
        self._strangers: set[int] = {os.getpid()}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _watch(self) -> None:
        if not _PROC.is_dir():
            return
        # Who was there before is no child.
        self._strangers |= {pid for pid in _pids() if pid not in self._members}
        while not self._stopping.wait(_SAMPLE_S):
            self._look()

    def _look(self) -> None:
        for pid in sorted(_pids() - self._members - self._strangers):
            (self._members if _parent(pid) in self._members else self._strangers).add(pid)
        rss = descriptors = processes = 0
        for pid in self._members:
            with contextlib.suppress(OSError, IndexError, ValueError):
                size = int((_PROC / str(pid) / "statm").read_text().split()[1])
                descriptors += sum(1 for _ in os.scandir(f"/proc/{pid}/fd"))
                rss += size * _PAGE
                processes += 1
        self.rss = max(self.rss, rss)
        self.descriptors = max(self.descriptors, descriptors)
        self.processes = max(self.processes, processes)


def _pids() -> set[int]:
    return {int(entry.name) for entry in os.scandir("/proc") if entry.name.isdecimal()}


def _parent(pid: int) -> int:
    try:
        return int((_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0

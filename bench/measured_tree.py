"""A process and all below it: what they hold while they run, and what orphans among them used."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

_SAMPLE_S = 0.02
_PATIENCE_S = 5.0
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PROC = Path("/proc")
_SET_CHILD_SUBREAPER = 36  # prctl(2), Linux


class Tree:
    """Looks at a process and all below it every 20 ms, in a thread, until it is stopped.

    `rss` (bytes) and `descriptors` are the largest sums over all processes at one moment.
    """

    def __init__(self, root: int, strangers: set[int]) -> None:
        self.rss = self.descriptors = self.processes = 0
        self._members = {root}
        self._strangers = strangers - {root}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _watch(self) -> None:
        if not _PROC.is_dir():
            return
        while not self._stopping.wait(_SAMPLE_S):
            self._look()

    def _look(self) -> None:
        # Those whose parent has ended are given to us, while we adopt.
        parents = self._members | {os.getpid()}
        for pid in sorted(pids() - self._members - self._strangers):
            (self._members if _parent(pid) in parents else self._strangers).add(pid)
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


@contextlib.contextmanager
def adopting() -> Iterator[None]:
    """Processes below us whose parent ends without waiting for them become our children.

    Where the system can't do that (it is Linux' own), nobody's CPU is told but of those waited for.
    """
    _adopt(1)
    try:
        yield
    finally:
        _adopt(0)


def reap_orphans(strangers: set[int]) -> tuple[float, int]:
    """Waits for those given to us: their CPU, and how many they were. Who stays long is ended."""
    used_s, orphans = 0.0, 0
    until = time.monotonic() + _PATIENCE_S
    while found := {pid for pid in pids() - strangers if _parent(pid) == os.getpid()}:
        for pid in found:
            if time.monotonic() > until:
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                ended, _, used = os.wait4(pid, os.WNOHANG)
                if ended:
                    used_s += used.ru_utime + used.ru_stime
                    orphans += 1
        time.sleep(0.005)
    return used_s, orphans


def pids() -> set[int]:
    """Every process there is; none where there is no /proc."""
    if not _PROC.is_dir():
        return set()
    return {int(entry.name) for entry in os.scandir("/proc") if entry.name.isdecimal()}


def _parent(pid: int) -> int:
    try:
        return int((_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def _adopt(on: int) -> None:
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, on, 0, 0, 0)

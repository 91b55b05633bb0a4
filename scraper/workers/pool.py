"""Where a pure function runs: here, or, where much waits, in one of several processes.

To read a page takes some ten milliseconds, in which nothing else is done here while a second core
stands idle. A process costs a fifth of a second to start, so one is started only for more work
than that, and others when work waits for it. What runs is the same function with the same
arguments.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from scraper.workers.process import Worker, WorkerLostError

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

MOST_BY_ITSELF = 8
ENOUGH_EXPECTED = 64  # jobs still to come, for a first process: half a second's work
ENOUGH_AT_HAND = 8  # jobs, for all others: fewer, and the network is what is waited for
# Jobs at hand: with so many, no more is asked for. What is at hand when a run is killed has to be
# asked for again.
FULL = 10
_DEPTH = 2  # jobs a process has: one that it works on, one for after
# A process that has done so much, or holds so many bytes, makes way for a new one.
RECYCLED_AFTER = 2000
RECYCLED_ABOVE = 150_000_000


def cores() -> int:
    """How many processor cores this process may use; of very many, some."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(found or 1, MOST_BY_ITSELF)


class Workers:
    """Runs functions in up to `size` processes; with fewer than two, always here.

    `expected` says how many jobs may still come, as far as is known. `has_room` is set while more
    of them may be brought. Call `close` in the end.
    """

    def __init__(self, size: int = 0) -> None:
        self._size = size if size > 1 else 0
        self._workers: list[Worker] = []  # that take jobs
        self._ending: set[Worker] = set()
        self._starting = 0
        self._starts: set[asyncio.Task[None]] = set()
        self._ends: set[asyncio.Task[None]] = set()
        # Once there are processes nothing runs here: what brings one down would end the run.
        self._is_shared = False
        self._changed = asyncio.Event()
        self._at_hand = 0
        self.expected = 0
        self.has_room = asyncio.Event()
        self.has_room.set()

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function returns, or raises: an error of ours as it is, a bug as
        JobFailedError if it ran elsewhere; WorkerDiedError if it brought its process down.
        """
        self._count(+1)
        try:
            while True:
                self._start_some()
                if not self._is_shared:
                    return function(*args, **kwargs)
                worker = await self._free()
                if worker is None:
                    continue
                try:
                    found: T = await worker.run(function, args, kwargs)
                except WorkerLostError:
                    continue
                finally:
                    self._look_at(worker)
                return found
        finally:
            self._count(-1)

    async def close(self) -> None:
        """Ends the processes, whatever they are at."""
        self._size = 0
        for task in self._starts:
            task.cancel()
        await asyncio.gather(*self._starts, return_exceptions=True)
        ends = (worker.end(now=True) for worker in (*self._workers, *self._ending))
        self._workers = []
        self._tell()
        await asyncio.gather(*ends, *self._ends)

    def _count(self, change: int) -> None:
        self._at_hand += change
        if self._at_hand < FULL:
            self.has_room.set()
        else:
            self.has_room.clear()

    def _start_some(self) -> None:
        if not self._is_shared and self._size and self.expected >= ENOUGH_EXPECTED:
            self._is_shared = True
            self._start(1)
        elif self._is_shared and self._at_hand >= ENOUGH_AT_HAND:
            self._start(self._size)

    async def _free(self) -> Worker | None:
        """The worker with the least to do, as soon as there is one; None if none will be."""
        while self._is_shared:
            worker = min(self._workers, key=lambda one: one.waiting, default=None)
            if worker is not None and worker.waiting < _DEPTH:
                return worker
            await self._changed.wait()
        return None

    def _look_at(self, worker: Worker) -> None:
        """After a job: whether the worker goes on."""
        used_up = worker.given >= RECYCLED_AFTER or worker.memory > RECYCLED_ABOVE
        if worker in self._workers and (used_up or not worker.alive):
            self._workers.remove(worker)
            self._ending.add(worker)
            _keep(self._end(worker), self._ends)
            self._start(1)
        self._tell()

    def _start(self, wanted: int) -> None:
        """Has so many processes at work, of those that there may be."""
        for _ in range(min(wanted, self._size) - len(self._workers) - self._starting):
            self._starting += 1
            _keep(self._start_one(), self._starts)

    async def _start_one(self) -> None:
        try:
            self._workers.append(await Worker.start())
        except OSError as error:
            log.warning("%s: work goes on without it", error)
            self._size = 0  # none is started any more
        finally:
            self._starting -= 1
            self._tell()

    async def _end(self, worker: Worker) -> None:
        await worker.end()
        self._ending.discard(worker)

    def _tell(self) -> None:
        if not self._workers and not self._starting:
            self._is_shared = False
        self._changed.set()
        self._changed = asyncio.Event()


def _keep(work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> None:
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)

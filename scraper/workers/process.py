"""One worker process, as its parent sees it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import pickle
import sys
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from scraper.workers.child import LENGTH

# Where modules are found is for the child to know from us: its own guess would begin with the
# folder that it is started in. What asks all processes to stop at once (systemd, say) is for the
# parent to decide on; a terminal's Ctrl-C does not come to a process group of its own.
_START = (
    "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN);"
    " signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    " import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    " from scraper.workers.child import main; main()"
)
START_S = 60.0
# No page takes so long; something that hangs does.
LONGEST_JOB_S = 300.0
_BUFFER = 1 << 20


class WorkerDiedError(Exception):
    """The process ended over a job."""


class WorkerLostError(Exception):
    """The process ended before it came to a job."""


class Worker:
    """A process that works on one job after the other; the next may be on its way already."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._jobs, self._answers = process.stdin, process.stdout
        self._turn = asyncio.Lock()
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._alarm: asyncio.TimerHandle | None = None
        self._reader: asyncio.Task[None] | None = None
        self._why = ""
        self.given = 0  # jobs, so far
        self.memory = 0  # bytes that it held at its last answer
        self.alive = True

    @classmethod
    async def start(cls) -> Worker:
        """A process that has said that it is ready; raises OSError."""
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I" if sys.flags.isolated else "-P",
                "-c",
                _START,
                json.dumps([str(place) for place in sys.path]),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=_BUFFER,
                process_group=0,
            )
        except Exception as error:  # no file, no memory, no thread to wait for it: many kinds
            why = str(error) or type(error).__name__
            raise OSError(f"a worker process can't be started ({why})") from error
        worker = cls(process)
        try:
            async with asyncio.timeout(START_S):
                await worker._frame()
        except BaseException as error:
            await worker.end(now=True)
            if isinstance(error, asyncio.IncompleteReadError | TimeoutError):
                raise OSError("a worker process did not start") from error
            raise
        worker._reader = asyncio.create_task(worker._read())
        return worker

    @property
    def waiting(self) -> int:
        """Jobs that it was given and has not answered."""
        return len(self._waiting)

    async def run(
        self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> Any:
        """What the function returns or raises; else WorkerDiedError or WorkerLostError."""
        if not self.alive:
            raise WorkerLostError("the process has ended")
        body = pickle.dumps((function, args, kwargs), pickle.HIGHEST_PROTOCOL)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        self._jobs.writelines((LENGTH.pack(len(body)), body))  # at once: answers come in this order
        del body
        self.given += 1
        if self.waiting == 1:
            self._watch()
        async with self._turn:
            with contextlib.suppress(OSError):  # it has died: the reader tells over which job
                await self._jobs.drain()
        return await answer

    async def end(self, *, now: bool = False) -> None:
        """Has the process end, after its jobs or `now`, and waits for that."""
        self.alive = False
        if now:
            self._kill("was ended")
        async with self._turn:
            self._jobs.close()
        await self._process.wait()
        if self._reader is not None:
            await self._reader

    async def _frame(self) -> Any:
        (size,) = LENGTH.unpack(await self._answers.readexactly(LENGTH.size))
        return pickle.loads(await self._answers.readexactly(size))

    async def _read(self) -> None:
        """Hands out the answers, in the order of the jobs, until the process ends."""
        try:
            while True:
                worked, value, self.memory = await self._frame()
                answer = self._waiting.popleft()
                self._watch()
                if not answer.cancelled():
                    answer.set_result(value) if worked else answer.set_exception(value)
        except asyncio.IncompleteReadError:
            pass
        except Exception as error:  # noqa: BLE001 - told to who waits, who else would for ever
            said = " ".join(f"{type(error).__name__}: {error}".split())
            self._kill(f"gave an answer that can't be read ({said[:200]})")
        self.alive = False
        status = await self._process.wait()
        self._watch(over=True)
        why = self._why or f"ended with {status}"
        over: type[Exception] = WorkerDiedError
        while self._waiting:
            answer = self._waiting.popleft()
            if not answer.cancelled():
                answer.set_exception(over(f"the process that read it {why}"))
            over = WorkerLostError  # it had not come to the next

    def _watch(self, *, over: bool = False) -> None:
        """Looks at the clock for the job that the process is at."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._waiting and not over:
            loop = asyncio.get_running_loop()
            why = f"took more than {LONGEST_JOB_S:g} s"
            self._alarm = loop.call_later(LONGEST_JOB_S, self._kill, why)

    def _kill(self, why: str) -> None:
        self._why = why
        if self._process.returncode is None:
            self._process.kill()

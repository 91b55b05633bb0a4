"""A worker process: jobs come on standard input, what they gave goes out on standard output.

A job is a pickled function and its arguments, an answer whether it returned or raised, what, and
how much memory this process holds; both go behind their length. The process ends when
its input does, so it outlives no parent.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import struct
import sys
import traceback
from pathlib import Path
from typing import BinaryIO

from scraper.memory import trim

LENGTH = struct.Struct("!Q")
_STATM = Path("/proc/self/statm")
_TRIMMED_AFTER = 10  # jobs
# Bytes of a job that leaves much behind: all processes together must not keep what each once held.
_LARGE = 500_000
# The parent ends a job sooner. If it is gone, what hangs would never see that its input has ended.
LAST_RESORT_S = 600
# ru_maxrss is in kilobytes, but for macOS.
_UNIT = 1 if sys.platform == "darwin" else 1024


class JobFailedError(Exception):
    """A job raised what is no error of ours: a bug. Its traceback, as text."""


def main() -> None:
    """Works until the input ends."""
    # Where the parent's stderr is closed no pipe may get its place.
    while os.open(os.devnull, os.O_RDWR) <= 2:
        pass
    jobs = os.fdopen(os.dup(0), "rb", buffering=1 << 20)
    answers = os.fdopen(os.dup(1), "wb", buffering=1 << 20)
    # What anybody prints must not get between the answers.
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    import scraper.post  # noqa: F401  what nearly all jobs need

    gc.freeze()
    work(jobs, answers)
    os._exit(0)  # nothing is left to be done


def work(jobs: BinaryIO, answers: BinaryIO) -> None:
    """Says that it is there, and answers one job after the other, in their order."""
    try:
        _write(answers, pickle.dumps(True))
        done = 0
        while job := _read(jobs):
            signal.alarm(LAST_RESORT_S)
            answer = _answer(job)
            signal.alarm(0)
            _write(answers, answer)
            done += 1
            is_large = len(job) >= _LARGE
            del job, answer
            if is_large:
                gc.collect()
            if is_large or done % _TRIMMED_AFTER == 0:
                trim()
    except BrokenPipeError:
        return  # the parent is gone


def _read(stream: BinaryIO) -> bytes:
    """The next frame; nothing at the end."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return b""
    (size,) = LENGTH.unpack(head)
    body = stream.read(size)
    return body if len(body) == size else b""


def _write(stream: BinaryIO, body: bytes) -> None:
    stream.write(LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()


def _answer(job: bytes) -> bytes:
    from scraper.errors import ScrapeError

    failed: Exception
    try:
        function, args, kwargs = pickle.loads(job)
        value = function(*args, **kwargs)
        return pickle.dumps((True, value, memory()), pickle.HIGHEST_PROTOCOL)
    except ScrapeError as error:
        failed = error
    except Exception as error:  # noqa: BLE001 - told to the parent
        failed = JobFailedError(f"{type(error).__name__}\n{traceback.format_exc()}")
    return pickle.dumps((False, failed, memory()), pickle.HIGHEST_PROTOCOL)


def memory() -> int:
    """How much memory this process holds, in bytes; where nothing tells, the most that it held.

    Linux counts into that what the parent held when it started this process.
    """
    try:
        return int(_STATM.read_bytes().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT

"""Worker processes: the same answers as here, and what becomes of jobs whose process ends."""

from __future__ import annotations

import asyncio
import io
import operator
import os
import pickle
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from scraper.errors import ExtractError
from scraper.workers import JobFailedError, WorkerDiedError, Workers, child, cores, pool, process
from scraper.workers.process import Worker, WorkerLostError

_HERE = int(os.environ.setdefault("TEST_WORKERS_PID", str(os.getpid())))


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "ENOUGH_EXPECTED", 1)
    monkeypatch.setattr(pool, "ENOUGH_AT_HAND", 2)


@asynccontextmanager
async def _workers(size: int = 2, *, expected: int = 1000) -> AsyncIterator[Workers]:
    """Workers whose processes are there."""
    made = Workers(size)
    made.expected = expected
    try:
        if expected:
            sums = await asyncio.gather(*(made.run(operator.add, n, 1) for n in range(4)))
            assert sums == [1, 2, 3, 4]
            while len(made._workers) < size:
                await asyncio.sleep(0.02)
        yield made
    finally:
        await made.close()


def _run(work: Callable[[], Awaitable[None]]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(20):
            await work()

    asyncio.run(limited())


def _is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_few_jobs_run_here() -> None:
    async def work() -> None:
        async with _workers(expected=0) as workers:
            for _ in range(20):
                assert await workers.run(os.getpid) == os.getpid()

    _run(work)


@pytest.mark.parametrize("size", [0, 1])
def test_fewer_than_two_processes_are_none(size: int) -> None:
    async def work() -> None:
        workers = Workers(size)
        workers.expected = 1000
        for _ in range(20):
            assert await workers.run(os.getpid) == os.getpid()
        await workers.close()

    _run(work)


def test_where_the_network_is_the_brake_one_process_does() -> None:
    async def work() -> None:
        workers = Workers(2)
        workers.expected = 1000
        pids = {await workers.run(os.getpid) for _ in range(30)}
        await workers.close()
        assert len(pids - {os.getpid()}) == len(pids) == 1

    _run(work)


def test_many_jobs_are_shared_and_each_gets_its_own_answer() -> None:
    async def work() -> None:
        async with _workers() as workers:
            seen = await asyncio.gather(*(workers.run(_square_and_pid, n) for n in range(200)))
            assert [square for square, _ in seen] == [n * n for n in range(200)]
            assert len({pid for _, pid in seen}) == 2

    _run(work)


def _square_and_pid(number: int) -> tuple[int, int]:
    time.sleep(0.001)
    return number * number, os.getpid()


def test_large_arguments_and_answers_come_whole() -> None:
    async def work() -> None:
        async with _workers() as workers:
            body = os.urandom(3_000_000)
            got = await asyncio.gather(*(workers.run(operator.mul, body, 2) for _ in range(8)))
            assert all(one == body * 2 for one in got)

    _run(work)


def test_an_error_of_ours_comes_as_it_was_raised() -> None:
    async def work() -> None:
        async with _workers() as workers:
            with pytest.raises(ExtractError, match="no article") as caught:
                await workers.run(_refuse)
            assert (caught.value.reason, caught.value.verdict) == ("no article", "login")

    _run(work)


def _refuse() -> None:
    raise ExtractError("no article", verdict="login")


def test_a_bug_is_told_with_its_traceback_and_the_process_goes_on() -> None:
    async def work() -> None:
        async with _workers() as workers:
            with pytest.raises(JobFailedError, match=r"(?s)ZeroDivisionError.*Traceback"):
                await workers.run(operator.truediv, 1, 0)
            with pytest.raises(JobFailedError, match="pickle"):
                await workers.run(_what_no_pickle_holds)
            assert await workers.run(operator.add, 1, 2) == 3

    _run(work)


def _what_no_pickle_holds() -> object:
    return lambda: None


def test_what_a_job_prints_does_not_get_between_the_answers() -> None:
    async def work() -> None:
        async with _workers() as workers:
            await workers.run(print, "words " * 1000, flush=True)
            assert await workers.run(os.write, 1, b"words") == 5
            assert await workers.run(operator.add, 1, 2) == 3

    _run(work)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_job_that_ends_its_process_fails_alone(number: signal.Signals) -> None:
    async def work() -> None:
        async with _workers() as workers:
            jobs = [
                workers.run(_die, number) if n == 7 else workers.run(_square_and_pid, n)
                for n in range(60)
            ]
            got = await asyncio.gather(*jobs, return_exceptions=True)
            assert [n for n, one in enumerate(got) if isinstance(one, Exception)] == [7]
            assert isinstance(got[7], WorkerDiedError)
            assert str(-number) in str(got[7])
            # Another one has come in its place.
            seen: set[int] = set()
            while len(seen) < 2:
                some = await asyncio.gather(*(workers.run(_square_and_pid, 1) for _ in range(20)))
                seen = {pid for _, pid in some}

    _run(work)


def _die(number: int) -> None:
    assert os.getpid() != _HERE
    os.kill(os.getpid(), number)
    time.sleep(10)


def test_a_job_that_hangs_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "LONGEST_JOB_S", 1.0)

    async def work() -> None:
        async with _workers() as workers:
            jobs = [workers.run(time.sleep, 30), *(workers.run(_square_and_pid, n) for n in (1, 2))]
            got = await asyncio.gather(*jobs, return_exceptions=True)
            assert isinstance(got[0], WorkerDiedError)
            assert "more than 1 s" in str(got[0])
            assert [one[0] for one in got[1:] if not isinstance(one, BaseException)] == [1, 4]

    _run(work)


def test_a_process_is_followed_by_a_new_one_after_so_many_jobs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "RECYCLED_AFTER", 20)

    async def work() -> None:
        async with _workers() as workers:
            pids: list[int] = []
            while len(set(pids)) < 6:
                got = await asyncio.gather(*(workers.run(_square_and_pid, n) for n in range(30)))
                assert [square for square, _ in got] == [n * n for n in range(30)]
                pids += [pid for _, pid in got if pid != os.getpid()]
            assert max(map(pids.count, pids)) <= 20 + pool._DEPTH

    _run(work)


def test_a_process_that_holds_much_memory_makes_way(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        async with _workers() as workers:
            monkeypatch.setattr(pool, "RECYCLED_ABOVE", 1)
            got = await asyncio.gather(*(workers.run(_square_and_pid, n) for n in range(8)))
            assert [square for square, _ in got] == [n * n for n in range(8)]
            assert len({pid for _, pid in got}) > 2

    _run(work)


def test_processes_that_cannot_be_started_leave_the_work_here(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(process, "_START", "raise SystemExit(3)")

    async def work() -> None:
        workers = Workers(2)
        workers.expected = 1000
        for _ in range(50):
            assert await workers.run(os.getpid) == os.getpid()
            await asyncio.sleep(0.01)
        await workers.close()

    _run(work)
    assert "did not start" in caplog.text


def test_when_all_processes_end_and_none_can_be_started_the_work_goes_on_here(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        async with _workers() as workers:
            monkeypatch.setattr(process, "_START", "raise SystemExit(3)")
            jobs = [workers.run(_die, signal.SIGKILL) for _ in range(2)]
            jobs += [workers.run(_square_and_pid, n) for n in range(20)]  # type: ignore[arg-type]
            got = await asyncio.gather(*jobs, return_exceptions=True)
            died = [one for one in got if isinstance(one, WorkerDiedError)]
            assert (len(died), len(got)) == (2, 22)
            assert await workers.run(os.getpid) == os.getpid()

    _run(work)
    assert "did not start" in caplog.text


def test_jobs_that_are_cancelled_take_no_others_answer() -> None:
    async def work() -> None:
        async with _workers() as workers:
            body = b"x" * 2_000_000
            jobs = [
                asyncio.ensure_future(workers.run(operator.add, body, b"%d" % n)) for n in range(9)
            ]
            await asyncio.sleep(0)
            for job in jobs[::2]:
                job.cancel()
            got = await asyncio.gather(*jobs, return_exceptions=True)
            assert [one[-1:] for one in got[1::2] if isinstance(one, bytes)] == [
                b"1",
                b"3",
                b"5",
                b"7",
            ]

    _run(work)


@pytest.mark.slow
def test_no_process_is_left_when_closed_in_the_middle() -> None:
    async def work() -> None:
        async with _workers() as workers:
            pids = {await workers.run(os.getpid) for _ in range(20)}
            jobs = [asyncio.ensure_future(workers.run(time.sleep, 30)) for _ in range(6)]
            await asyncio.sleep(0.1)
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
            began = time.monotonic()
            await workers.close()
            assert time.monotonic() - began < 5
            assert all(map(_is_gone, pids))

    _run(work)


def test_a_process_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    code = (
        "import asyncio, os, pathlib\n"
        "from scraper.workers.process import Worker\n"
        "async def main():\n"
        "    worker = await Worker.start()\n"
        "    pid = await worker.run(os.getpid, (), {})\n"
        f"    pathlib.Path({str(told)!r}).write_text(str(pid))\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )

    async def work() -> None:
        parent = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
        assert await parent.wait() == -signal.SIGKILL
        pid = int(told.read_text())
        while not _is_gone(pid) and _state(pid) != "Z":
            await asyncio.sleep(0.05)

    _run(work)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "Z"


def test_a_job_for_a_process_that_has_ended_is_anothers() -> None:
    async def work() -> None:
        worker = await Worker.start()
        await worker.end()
        with pytest.raises(WorkerLostError):
            await worker.run(os.getpid, (), {})

    _run(work)


def test_no_more_is_asked_for_while_much_is_at_hand() -> None:
    async def work() -> None:
        async with _workers() as workers:
            assert workers.has_room.is_set()
            jobs = [asyncio.ensure_future(workers.run(time.sleep, 0.01)) for _ in range(pool.FULL)]
            await asyncio.sleep(0)
            assert not workers.has_room.is_set()
            await workers.has_room.wait()
            assert sum(not job.done() for job in jobs) < pool.FULL
            await asyncio.gather(*jobs)

    _run(work)


def test_the_child_answers_frame_by_frame_until_its_input_ends_or_is_cut() -> None:
    def frame(body: bytes) -> bytes:
        return child.LENGTH.pack(len(body)) + body

    jobs = [
        pickle.dumps((operator.add, (1, 2), {})),
        pickle.dumps((int, ("x",), {})),
        pickle.dumps((_refuse, (), {})),
        b"no pickle",
    ]
    answers = io.BytesIO()
    child.work(io.BytesIO(b"".join(map(frame, jobs)) + b"cut"), answers)
    data, got = answers.getvalue(), []
    while data:
        (size,) = child.LENGTH.unpack(data[: child.LENGTH.size])
        got.append(pickle.loads(data[child.LENGTH.size :][:size]))
        data = data[child.LENGTH.size + size :]
    assert got[0] is True
    assert got[1][:2] == (True, 3)
    assert [type(value) for worked, value, _ in got[2:] if not worked] == [
        JobFailedError,
        ExtractError,
        JobFailedError,
    ]
    assert all(held > 1_000_000 for *_, held in got[1:])


def test_there_are_at_most_as_many_cores_as_this_process_may_use() -> None:
    assert 1 <= cores() <= pool.MOST_BY_ITSELF

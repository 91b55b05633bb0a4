"""Worker processes where the machine, the folder or an answer is odd."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from scraper.errors import FetchError
from scraper.workers import WorkerDiedError, Workers, child, pool
from scraper.workers.process import Worker

_HERE = int(os.environ.setdefault("TEST_WORKERS_PID", str(os.getpid())))


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "ENOUGH_EXPECTED", 1)
    monkeypatch.setattr(pool, "ENOUGH_AT_HAND", 2)


def _run(work: Callable[[Workers], Awaitable[None]]) -> None:
    async def limited() -> None:
        workers = Workers(2)
        workers.expected = 1000
        async with asyncio.timeout(20):
            try:
                await work(workers)
            finally:
                await workers.close()

    asyncio.run(limited())


@pytest.mark.parametrize("error", [RuntimeError("can't start new thread"), MemoryError()])
def test_a_start_that_fails_in_whatever_way_is_tried_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    tried: list[object] = []

    async def failing(*arguments: object, **more: object) -> None:
        tried.append(arguments)
        raise error

    monkeypatch.setattr(asyncio, "create_subprocess_exec", failing)

    async def work(workers: Workers) -> None:
        pids = await asyncio.gather(*(workers.run(os.getpid) for _ in range(20)))
        assert set(pids) == {os.getpid()}

    _run(work)
    assert len(tried) <= 2
    assert "a worker process can't be started" in caplog.text


def test_modules_are_not_looked_for_in_the_folder_of_the_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("json", "enum", "lxml", "pickle", "scraper"):
        (tmp_path / f"{name}.py").write_text("print('no answer')\nraise SystemExit(3)\n")
    monkeypatch.setattr(sys, "path", [str(Path(place).absolute()) for place in sys.path])
    monkeypatch.chdir(tmp_path)

    async def work(workers: Workers) -> None:
        assert await workers.run(os.getpid) != os.getpid()

    _run(work)


def test_an_answer_that_can_not_be_read_fails_its_job_alone() -> None:
    async def work(workers: Workers) -> None:
        jobs = [workers.run(_give, _Unreadable()) if n == 7 else workers.run(_give, n)
                for n in range(30)]  # fmt: skip
        got = await asyncio.gather(*jobs, return_exceptions=True)
        assert [n for n, one in enumerate(got) if isinstance(one, Exception)] == [7]
        assert isinstance(got[7], WorkerDiedError)
        assert "can't be read (ValueError: no such thing)" in str(got[7])
        with pytest.raises(WorkerDiedError, match="can't be read"):
            await workers.run(_fail_to_fetch)

    _run(work)


def _give(value: object) -> object:
    return value


class _Unreadable:
    """What can be read in a worker process, and in its parent can't."""

    def __reduce__(self) -> tuple[Callable[[int], _Unreadable], tuple[int]]:
        return _made, (_HERE,)


def _made(here: int) -> _Unreadable:
    if os.getpid() == here:
        raise ValueError("no such thing")
    return _Unreadable()


def _fail_to_fetch() -> None:
    raise FetchError("https://news.example/", "no answer", phase="connect", retry=None)


def test_where_standard_error_is_closed_the_pipes_are_not_in_its_place() -> None:
    code = (
        "import asyncio, os\n"
        "os.close(2)\n"
        "from scraper.workers.process import Worker\n"
        "async def main():\n"
        "    worker = await Worker.start()\n"
        "    for number in (1, 2):\n"
        "        assert await worker.run(os.write, (number, b'words'), {}) == 5\n"
        "    print(await worker.run(os.getpid, (), {}))\n"
        "    await worker.end()\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, timeout=20, check=True
    )
    assert int(done.stdout) > 1


def test_a_terminals_signals_do_not_reach_the_processes() -> None:
    async def work(workers: Workers) -> None:
        pids = {await workers.run(os.getpid) for _ in range(20)}
        assert os.getpgid(0) not in {os.getpgid(pid) for pid in pids}

    _run(work)


def test_a_process_that_hangs_when_its_parent_is_gone_ends() -> None:
    async def work(_: Workers) -> None:
        worker = await Worker.start()
        await worker.run(_with_last_resort, (1,), {})
        with pytest.raises(WorkerDiedError, match=str(-signal.SIGALRM)):
            await worker.run(_hang, (), {})
        await worker.end()

    _run(work)


def _with_last_resort(seconds: int) -> None:
    child.LAST_RESORT_S = seconds


def _hang() -> None:
    while True:
        pass


def test_what_a_large_page_took_is_given_back() -> None:
    async def work(_: Workers) -> None:
        worker = await Worker.start()
        await worker.run(_give, (1,), {})
        before = worker.memory
        await worker.run(_tangle, (bytes(2_000_000),), {})
        assert worker.memory - before > 60_000_000
        await worker.run(_give, (1,), {})
        assert worker.memory - before < 20_000_000
        await worker.end()

    _run(work)


def _tangle(body: bytes) -> int:
    """Memory in small pieces, which only a search for cycles frees."""
    held: list[object] = [str(number) * 8 for number in range(len(body) // 2)]
    held.append(held)
    return len(held)

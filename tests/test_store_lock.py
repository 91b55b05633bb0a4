"""One run at a time, and nothing stale after a killed one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.errors import LockedError, StoreError
from scraper.store.lock import run_lock

HOLDER = (
    "import sys, time\nfrom pathlib import Path\nfrom scraper.store.lock import run_lock\n"
    "with run_lock(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
)


def test_a_second_holder_is_refused_and_a_killed_one_leaves_nothing_stale(tmp_path: Path) -> None:
    lock = tmp_path / "sub" / "lock"
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(lock)], stdout=subprocess.PIPE) as run:
        try:
            assert run.stdout is not None
            assert run.stdout.readline() == b"held\n"
            said = f"another run is at work .process {run.pid},"
            with pytest.raises(LockedError, match=said), run_lock(lock):
                pytest.fail("two holders")
            assert lock.read_text() == f"{run.pid}\n", "the refused one left the name alone"
        finally:
            run.kill()
            run.wait()
    with run_lock(lock):
        assert lock.read_text() == f"{os.getpid()}\n"


def test_the_lock_is_let_go_of_after_the_block_and_after_an_error(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with pytest.raises(KeyError), run_lock(lock):
        raise KeyError
    for _ in range(2):
        with run_lock(lock), pytest.raises(LockedError), run_lock(lock):
            pytest.fail("two holders")


def test_an_error_inside_the_block_is_not_the_locks(tmp_path: Path) -> None:
    with pytest.raises(PermissionError), run_lock(tmp_path / "lock"):
        raise PermissionError("of the block")


def test_a_lock_that_cannot_be_made_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(StoreError, match="can't make the lock"),
        run_lock(tmp_path / "file" / "lock"),
    ):
        pytest.fail("no lock")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match="can't make the lock"), run_lock(tmp_path / "folder"):
        pytest.fail("no lock")

"""The state in SQLite: damage, newer versions, full disks, kills; copies that write nothing."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.errors import StoreError
from scraper.model import FeedState, Held, Status
from scraper.store.opening import open_state
from scraper.store.schema import MIGRATIONS
from scraper.store.sqlite import SqliteStore
from stored import NOW, Do, record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sub" / "state.sqlite3"


def filled(path: Path) -> None:
    store, warning = open_state(path, NOW)
    assert warning is None
    asyncio.run(store.admit(FeedState("f", "u"), [record(str(n)) for n in range(200)]))
    asyncio.run(store.close())


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {p.name: (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.iterdir()}


def test_what_was_stored_is_there_after_a_new_start(path: Path, do: Do) -> None:
    filled(path)
    store, warning = open_state(path, NOW)
    assert warning is None
    assert do(store.counts()) == {Status.NEW: 200}
    do(store.close())
    assert [file.name for file in path.parent.iterdir()] == [path.name], "one file when closed"


def test_a_newer_programs_state_is_refused_and_left_alone(path: Path) -> None:
    filled(path)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="version 99"):
        open_state(path, NOW)
    with pytest.raises(StoreError, match=f"^{path}: state of version 99"):
        SqliteStore.read_copy(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def garbage(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this was never a database, whatever it was " * 300)


def cut_short(path: Path) -> None:
    filled(path)
    path.write_bytes(path.read_bytes()[:6_000])


def scribbled_over(path: Path) -> None:
    filled(path)
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 20_000)


@pytest.mark.parametrize("damage", [garbage, cut_short, scribbled_over])
def test_a_damaged_state_is_set_aside(path: Path, do: Do, damage: Callable[[Path], None]) -> None:
    damage(path)
    before = path.read_bytes()
    path.with_name(f"{path.name}-shm").write_bytes(b"x")
    store, warning = open_state(path, NOW)
    aside = path.with_name("state.sqlite3.corrupt-20211123T120000Z")
    assert warning is not None
    assert aside.name in warning
    assert "rebuilt from the archive" in warning
    assert aside.read_bytes() == before
    assert do(store.is_adopted()) is False
    do(store.admit(FeedState("f", "u"), [record("1")]))
    do(store.close())
    assert {file.name for file in path.parent.iterdir()} == {path.name, aside.name}


def test_damage_met_in_the_middle_says_what_to_do(path: Path, do: Do) -> None:
    filled(path)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE entries SET payload = x'7b22' WHERE key = '7'")
        db.execute("UPDATE feeds SET state = x'7b22'")
    db.close()
    store, warning = open_state(path, NOW)
    assert warning is None
    for ask in (store.known("f", ["7"]), store.pending("f", NOW), store.feed_states()):
        with pytest.raises(StoreError, match="move the file away"):
            do(ask)
    do(store.close())


def test_what_is_to_do_is_found_without_a_look_at_what_is_done(path: Path, do: Do) -> None:
    filled(path)
    store, _ = open_state(path, NOW)
    asked: list[str] = []
    store._db.set_trace_callback(asked.append)
    do(store.pending("f", NOW))
    do(store.feeds_with_pending(NOW))
    store._db.set_trace_callback(None)
    for question in asked:
        plan = store._db.execute(f"EXPLAIN QUERY PLAN {question}").fetchall()
        assert "INDEX entries_open" in plan[0][3], question
    assert len(asked) == 2
    do(store.close())


def test_an_empty_file_is_a_new_state(path: Path, do: Do) -> None:
    path.parent.mkdir()
    path.touch()
    store, warning = open_state(path, NOW)
    assert warning is None
    assert do(store.counts()) == {}
    do(store.close())


def test_a_state_that_cannot_be_made_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "state.sqlite3", tmp_path / "folder"):
        with pytest.raises(StoreError, match=str(path.parent)):
            open_state(path, NOW)
    assert (tmp_path / "folder").is_dir(), "not set aside"


def test_a_full_disk_is_told_and_loses_nothing(path: Path, do: Do) -> None:
    filled(path)
    store, _ = open_state(path, NOW)
    (pages,) = store._db.execute("PRAGMA page_count").fetchone()
    store._db.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError, match="make room on the disk"):
        do(store.admit(FeedState("g", "u"), [record(f"new {n}") for n in range(5_000)]))
    assert set(do(store.feed_states())) == {"f"}
    assert do(store.counts()) == {Status.NEW: 200}
    do(store.close())


def test_a_migration_that_fails_leaves_the_old_state(
    path: Path, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path)

    def half(db: sqlite3.Connection) -> None:
        db.execute("DROP TABLE feeds")
        db.execute("no such statement")

    with monkeypatch.context() as patch:
        patch.setattr("scraper.store.sqlite.MIGRATIONS", (*MIGRATIONS, half))
        with pytest.raises(StoreError, match="syntax error"):
            open_state(path, NOW)
    store, _ = open_state(path, NOW)
    assert set(do(store.feed_states())) == {"f"}
    do(store.close())


def test_a_migration_runs_once_on_what_is_there(
    path: Path, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path)
    calls: list[int] = []

    def second(db: sqlite3.Connection) -> None:
        calls.extend(db.execute("SELECT count(*) FROM entries").fetchone())

    monkeypatch.setattr("scraper.store.sqlite.MIGRATIONS", (*MIGRATIONS, second))
    for _ in range(2):
        store, _ = open_state(path, NOW)
        do(store.close())
    assert calls == [200]


def test_a_killed_transaction_has_not_happened(path: Path, do: Do) -> None:
    program = (
        "import asyncio, os, signal, sys\nfrom datetime import UTC, datetime\n"
        "from pathlib import Path\nfrom scraper.model import Held\n"
        "from scraper.store.opening import open_state\n"
        "store, _ = open_state(Path(sys.argv[1]), datetime.now(UTC))\n"
        "def posts():\n"
        "    yield from ((str(n), Held(f'{n}.md', 'x' * 3000)) for n in range(2000))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(store.adopt([('first', Held('first.md', ''))]))\n"
        "asyncio.run(store.adopt(posts()))\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)])
    assert done.returncode == -signal.SIGKILL
    store, warning = open_state(path, NOW)
    assert warning is None
    assert do(store.held(["first", "0", "1999"])) == {"first": Held("first.md", "")}
    do(store.close())


def test_a_read_copy_knows_all_and_writes_nothing(path: Path, do: Do) -> None:
    filled(path)
    before = snapshot(path.parent)
    copy = SqliteStore.read_copy(path)
    assert do(copy.counts()) == {Status.NEW: 200}
    do(copy.settle(record("0", Status.GAVE_UP)))
    assert do(copy.counts()) == {Status.NEW: 199, Status.GAVE_UP: 1}
    do(copy.close())
    assert snapshot(path.parent) == before


def test_a_read_copy_sees_what_a_run_at_work_has_stored(path: Path, do: Do) -> None:
    filled(path)
    writer, _ = open_state(path, NOW)
    do(writer.settle(record("fresh")))
    before = {name: data for name, (_, data) in snapshot(path.parent).items() if "-shm" not in name}
    copy = SqliteStore.read_copy(path)
    assert do(copy.counts()) == {Status.NEW: 201}
    after = {name: data for name, (_, data) in snapshot(path.parent).items() if "-shm" not in name}
    assert after == before
    do(copy.close())
    do(writer.close())


def test_a_read_copy_of_nothing_is_empty_and_makes_nothing(path: Path, do: Do) -> None:
    copy = SqliteStore.read_copy(path)
    assert do(copy.counts()) == {}
    do(copy.close())
    assert not path.parent.exists()


def test_a_read_copy_of_a_damaged_state_says_so_and_leaves_it(path: Path) -> None:
    garbage(path)
    before = snapshot(path.parent)
    with pytest.raises(StoreError, match="not a database"):
        SqliteStore.read_copy(path)
    assert snapshot(path.parent) == before

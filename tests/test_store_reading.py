"""The state for those who only ask: as it is, whoever works on it, and nothing is written."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from scraper.errors import StoreError
from scraper.model import EntryRecord, FeedState, Status
from scraper.store import Store
from scraper.store.reading import read_state
from scraper.store.schema import MIGRATIONS
from scraper.store.sqlite import SqliteStore
from stored import NOW, Do, record

KEYS = [f"{n:04}" for n in range(1_100)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "sub" / "state.sqlite3"
    path.parent.mkdir()
    store = SqliteStore(path)
    asyncio.run(store.admit(FeedState("f", "u"), [record(key, Status.GAVE_UP) for key in KEYS]))
    asyncio.run(store.close())
    return path


def files(path: Path) -> dict[str, tuple[int, bytes]]:
    return {
        each.name: (each.stat().st_mtime_ns, each.read_bytes())
        for each in path.parent.iterdir()
        if not each.name.endswith("-shm")  # a reader's place in the log is noted there
    }


async def keys_of(store: Store) -> list[str]:
    return [item.entry.key async for item in store.listed("f", Status.GAVE_UP)]


def test_a_reader_knows_all_and_writes_nothing(path: Path, do: Do) -> None:
    before = files(path)
    reader = read_state(path)
    assert do(keys_of(reader)) == KEYS
    assert do(reader.unsettled()) == {"f": {Status.GAVE_UP: len(KEYS)}}
    assert do(reader.feed_states()) == {"f": FeedState("f", "u")}
    with pytest.raises(StoreError, match="readonly"):
        do(reader.settle(record("0000")))
    do(reader.close())
    assert files(path) == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_reader_sees_what_a_run_at_work_has_stored(path: Path, do: Do) -> None:
    writer = SqliteStore(path)
    do(writer.settle(record("fresh", Status.GAVE_UP)))
    reader = read_state(path)
    assert do(keys_of(reader)) == [*KEYS, "fresh"]
    do(writer.settle(record("more")))  # and does not hold it up
    do(reader.close())
    do(writer.close())


def test_a_run_that_starts_and_ends_meanwhile_does_not_confuse_a_reader(path: Path, do: Do) -> None:
    reader = read_state(path)

    async def with_a_run_in_between() -> list[EntryRecord]:
        seen = []
        async for item in reader.listed("f", Status.GAVE_UP):
            seen.append(item)
            if len(seen) == 250:
                writer = SqliteStore(path)
                more = [record(f"new {n}", Status.GAVE_UP) for n in range(3_000)]
                await writer.admit(FeedState("f", "u"), more)
                await writer.settle(record("0900"))
                await writer.close()
        return seen

    seen = do(with_a_run_in_between())
    assert [item.entry.key for item in seen] == [key for key in KEYS if key != "0900"]
    assert do(reader.unsettled()) == {"f": {Status.GAVE_UP: len(KEYS) + 2_999, Status.NEW: 1}}
    do(reader.close())


def test_a_state_of_the_first_version_is_read_and_left_as_it_is(tmp_path: Path, do: Do) -> None:
    path = first_version(tmp_path)
    before = files(path)
    reader = read_state(path)
    (found,) = do(reader.known("f", ["1"])).values()
    assert found == record("1", Status.GAVE_UP, attempts=12, reason="no answer")
    do(reader.close())
    assert files(path) == before


def test_a_state_of_the_first_version_becomes_the_newest(tmp_path: Path, do: Do) -> None:
    path = first_version(tmp_path)
    store = SqliteStore(path)
    old = record("1", Status.GAVE_UP, attempts=12, reason="no answer")
    assert do(store.known("f", ["1"])) == {"1": old}
    assert do(store.feed_states()) == {"f": FeedState("f", "u", failures=2)}
    new = record("2", Status.RETRY, attempts=1, phase="dns", tried_at=NOW, retry_at=NOW)
    do(store.settle(new))
    assert do(store.known("f", ["1", "2"])) == {"1": old, "2": new}
    do(store.close())
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    db.close()


def first_version(folder: Path) -> Path:
    """A state as the first schema has it, with a feed and an entry."""
    path = folder / "old.sqlite3"
    row = record("1", Status.GAVE_UP, attempts=12, reason="no answer")
    payload = (
        '{"feed_id":"f","key":"1","identity":"a.example/1","url":"https://a.example/1",'
        '"title":"题 1 😀","summary_html":"<p>short","content_html":"<p>long","tags":["x","y"]}'
    )
    with sqlite3.connect(path) as db:
        MIGRATIONS[0](db)
        db.execute("PRAGMA user_version=1")
        db.execute(
            "INSERT INTO feeds VALUES ('f', ?)", (b'{"feed_id":"f","url":"u","failures":2}',)
        )
        db.execute(
            "INSERT INTO entries VALUES ('f', '1', 'a.example/1', 'gave-up', ?, NULL, NULL, NULL,"
            " NULL, 12, NULL, 'no answer', ?)",
            (int(row.first_seen.timestamp() * 1000), payload.encode()),
        )
    db.close()
    return path


@pytest.mark.parametrize("what", ["nothing", "garbage", "a newer program's"])
def test_what_can_not_be_read_is_an_error_of_ours_and_left_alone(path: Path, what: str) -> None:
    if what == "nothing":
        path.unlink()
    elif what == "garbage":
        path.write_bytes(b"this was never a database, whatever it was " * 300)
    else:
        with sqlite3.connect(path) as db:
            db.execute("PRAGMA user_version=99")
        db.close()
    before = files(path)
    with pytest.raises(StoreError, match=r"state\.sqlite3: "):
        read_state(path)
    assert files(path) == before

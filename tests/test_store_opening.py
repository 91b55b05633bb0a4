"""The state is asked for before SQLite is: what may not be read or written is named."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local_site import LocalSite
from scraper.errors import StoreError
from scraper.store.opening import open_state
from stored import NOW
from world import World


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "state.sqlite3"
    store, _ = open_state(path, NOW)
    asyncio.run(store.close())
    return path


@pytest.fixture
def as_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has modes heeded also where root runs the tests."""
    really = os.open

    def heeding(file: Any, flags: int, *more: Any) -> int:
        if flags & os.O_RDWR and not Path(file).stat().st_mode & 0o200:
            raise PermissionError(13, "Permission denied", str(file))
        return really(file, flags, *more)

    monkeypatch.setattr(os, "open", heeding)


def beside(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


@pytest.mark.usefixtures("as_anybody")
def test_a_state_that_can_not_be_written_is_named_and_nothing_is_left_beside_it(path: Path) -> None:
    path.chmod(0o444)
    wanted = r"can't write .*state\.sqlite3: Permission denied \(give this user permission"
    with pytest.raises(StoreError, match=wanted):
        open_state(path, NOW)
    assert beside(path) == ["state.sqlite3"]


@pytest.mark.usefixtures("as_anybody")
def test_what_sqlite_left_beside_a_read_only_state_is_made_writable_with_it(path: Path) -> None:
    sides = [path.with_name(f"{path.name}{suffix}") for suffix in ("-wal", "-shm")]
    for side in sides:
        side.touch()
        side.chmod(0o444)
    store, warning = open_state(path, NOW)
    assert warning is None
    assert [side.stat().st_mode & 0o777 for side in sides] == [path.stat().st_mode & 0o777] * 2
    asyncio.run(store.close())
    assert beside(path) == ["state.sqlite3"]


@pytest.mark.usefixtures("as_anybody")
@pytest.mark.parametrize("suffix", ["-wal", "-shm"])
def test_what_can_not_be_made_writable_is_named(
    path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, mode: int) -> None:
        raise PermissionError(1, "Operation not permitted", str(self))

    side = path.with_name(f"{path.name}{suffix}")
    side.touch(mode=0o444)
    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(StoreError, match=rf"can't write .*state\.sqlite3{suffix}: Permission"):
        open_state(path, NOW)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with LocalSite() as site:
        yield World(tmp_path, site)


@pytest.mark.parametrize(
    "ask",
    [
        ("status",),
        ("status", "--failed"),
        ("retry", "--failed"),
        ("retry", "--failed", "--dry-run"),
        ("run", "--dry-run"),
        ("run",),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("kind", ["too long", "a loop"])
def test_an_archive_that_can_not_be_looked_into_ends_with_one_line(
    world: World, kind: str, ask: tuple[str, ...]
) -> None:
    name = "x" * 300 if kind == "too long" else "loop"
    if kind == "a loop":
        (world.folder / "loop").symlink_to("loop")
    world.configure(world.feed(), archive=name)
    ran = world.ask(*ask)
    assert (ran.status, ran.out) == (3, "")
    (line,) = ran.err.splitlines()
    assert line.startswith(f"scrape: error: can't {'make' if ask == ('run',) else 'look for'} ")
    assert str(world.folder / name) in line

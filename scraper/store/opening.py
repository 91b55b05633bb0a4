"""The state opened: a broken one is set aside, and what a crash took is asked of the archive.

While a run is at work a mark lies beside the state, `state.sqlite3-open`, with the name of the
machine's boot. A mark that is found says how the last run ended:

- one of this boot: it was killed. SQLite keeps what was committed, so nothing is to be done;
- one of another boot: the power went. With durability `normal` the newest commits may be gone, so
  the pages are checked, and the archive's posts are taken in anew;
- `damaged`: the run met a broken page. That state is done with.
"""

from __future__ import annotations

import contextlib
import os
from datetime import datetime
from pathlib import Path

from scraper.errors import StoreError
from scraper.model import Durability
from scraper.store.damage import DamagedStateError
from scraper.store.sqlite import SqliteStore
from scraper.store.uris import PERMIT, is_there

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_DAMAGED = "damaged"


def open_state(
    path: Path, now: datetime, durability: Durability = Durability.NORMAL
) -> tuple[SqliteStore, str | None]:
    """The state at `path`, made if there is none, and a warning if a broken one was set aside.

    Call it under the run lock. Raises StoreError. The archive tells what it holds, so a lost state
    costs requests only.
    """
    mark = _Mark(path)
    found = mark.read()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_writable(path)
        if found == _DAMAGED and is_there(path):
            raise DamagedStateError(str(path), "the last run found it damaged")
        return _opened(path, durability, mark, checked=found not in (None, _boot())), None
    except DamagedStateError as error:
        aside = _set_aside(path, now, error)
        store = _opened(path, durability, _Mark(path), checked=False)
        return store, f"{error.said}; set aside as {aside.name}, rebuilt from the archive"
    except OSError as error:
        raise StoreError(f"can't make {path.parent}: {error.strerror}") from error


def _opened(path: Path, durability: Durability, mark: _Mark, *, checked: bool) -> SqliteStore:
    """The state, marked as at work; with `checked` after a look at all of it."""
    store = SqliteStore(path, durability, on_damage=mark.damaged, on_close=mark.clear)
    try:
        if checked:
            store.check()
            store.forget_adoption()
        mark.write(_boot())  # last: should the power go now, the look is still to be had
    except StoreError:
        store.abandon()
        raise
    return store


def _make_writable(path: Path) -> None:
    """Asks before SQLite does, which names no file, and leaves others behind that can't be written.

    What it made beside a state that could not be written has stayed so: that is mended. Raises
    StoreError.
    """
    _ask(path)
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise StoreError(f"can't write in {path.parent} ({PERMIT})")
    for suffix in ("-wal", "-shm"):
        beside = path.with_name(path.name + suffix)
        try:
            _ask(beside)
        except StoreError:
            with contextlib.suppress(OSError):
                beside.chmod(path.stat().st_mode & 0o666)
            _ask(beside)


def _ask(file: Path) -> None:
    try:
        with contextlib.suppress(FileNotFoundError):
            os.close(os.open(file, os.O_RDWR))
    except OSError as error:
        remedy = PERMIT if isinstance(error, PermissionError) else "mend this and run again"
        raise StoreError(f"can't write {file}: {error.strerror} ({remedy})") from error


def _set_aside(path: Path, now: datetime, error: DamagedStateError) -> Path:
    aside = path.with_name(f"{path.name}.corrupt-{now:%Y%m%dT%H%M%SZ}")
    try:
        path.rename(aside)
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    except OSError as problem:
        raise StoreError(f"can't set aside {path}: {problem.strerror}") from error
    return aside


class _Mark:
    """The file that lies beside the state while a run is at work."""

    def __init__(self, state: Path) -> None:
        self._path = state.with_name(f"{state.name}-open")
        self._keep = False

    def read(self) -> str | None:
        """What the last run left; None if it ended well."""
        try:
            return self._path.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            return None
        except OSError:
            return ""  # of no boot

    def write(self, text: str) -> None:
        """Leaves the mark, on the disk before anything else is; raises StoreError."""
        try:
            with self._path.open("w", encoding="ascii") as file:
                file.write(f"{text}\n")
                file.flush()
                os.fsync(file.fileno())
            folder = os.open(self._path.parent, os.O_RDONLY)
            try:
                with contextlib.suppress(OSError):  # some file systems can't
                    os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            said = f"can't write {self._path}: {error.strerror}"
            raise StoreError(f"{said} (make room or mend this and run again)") from error

    def damaged(self) -> None:
        """Tells the next run. Whatever comes of that, this one ends with the damage it met."""
        if not self._keep:
            self._keep = True
            with contextlib.suppress(StoreError):
                self.write(_DAMAGED)

    def clear(self) -> None:
        """The run ended well."""
        if not self._keep:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)


def _boot() -> str:
    """A name that changes when the machine starts anew; of no other use where there is none."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return f"process {os.getpid()}"

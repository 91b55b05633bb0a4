"""The state, for those who only ask: nothing is written, a run at work is not held up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scraper.errors import StoreError
from scraper.store.schema import MIGRATIONS
from scraper.store.sqlite import SqliteStore
from scraper.store.uris import uri_for_reading


def read_state(path: Path) -> SqliteStore:
    """The state at `path`, which must be there; raises StoreError.

    That of an older program is read from a copy in a temporary file, made new there.
    """
    reader = _Reader(path)
    if reader.is_old():
        reader.abandon()
        return SqliteStore.read_copy(path, in_memory=False)
    return reader


class _Reader(SqliteStore):
    def __init__(self, path: Path) -> None:
        self._file: Path | None = None
        self._opened: tuple[object, ...] = ()
        super().__init__(":memory:")
        self._file, self._path = path, str(path)
        with self._wrapped():
            self._check_version()

    def is_old(self) -> bool:
        with self._wrapped():
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
        return bool(version < len(MIGRATIONS))

    @contextmanager
    def _wrapped(self) -> Iterator[None]:
        with super()._wrapped():
            if self._file is not None:
                self._look_again(self._file)
            yield

    def _look_again(self, path: Path) -> None:
        # What SQLite takes for unchanging must be opened anew when a run works on it, or did.
        uri = uri_for_reading(path)
        try:
            stat = path.stat()
        except OSError as error:
            raise StoreError(f"state {path}: {error.strerror}") from error
        opened = uri, *((stat.st_mtime_ns, stat.st_size) if "immutable" in uri else ())
        if opened != self._opened:
            self._db.close()
            self._db = sqlite3.connect(uri, uri=True, timeout=10, isolation_level=None)
            self._opened = opened

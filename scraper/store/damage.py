"""What SQLite's errors mean: a state that is broken, or a disk, or a file that is out of reach."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from scraper.errors import StoreError
from scraper.store.uris import PERMIT

MOVE_AWAY = "move the file away: the archive itself tells what it holds"
MAX_VERSION = 10_000  # no program has so many; a flipped bit in the header does
# Primary result codes (sqlite.org/rescode.html): CORRUPT, FORMAT, NOTADB; READONLY.
_DAMAGE_CODES = frozenset({11, 24, 26})
_READONLY = 8
# What a flipped bit in the schema, in a text or in the header comes out as.
_DAMAGE_WORDS = (
    *("malformed", "not a database", "no such table", "no such column", "has no column"),
    *("already exists", "decode to UTF-8", "unsupported file format"),
)


class DamagedStateError(StoreError):
    """The file is no database, or a broken one."""

    def __init__(self, path: str, why: object) -> None:
        super().__init__(f"state {path}: {why} ({MOVE_AWAY})")
        self.said = f"state {path}: {why}"


def ours(path: str, error: sqlite3.Error) -> StoreError:
    """An error of SQLite as one of ours."""
    text = str(error)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    broken = code in _DAMAGE_CODES or (code == _READONLY and not _is_writable_format(path))
    if broken or any(words in text for words in _DAMAGE_WORDS):
        return DamagedStateError(path, text)
    if "unable to open" in text and (refused := _refused(path)):
        return StoreError(f"can't read {path}: {refused} ({PERMIT})")
    room = "full" in text or "I/O" in text
    remedy = "make room on the disk" if room else "mend this"
    return StoreError(f"state {path}: {text} ({remedy} and run again; nothing is lost)")


def _refused(path: str) -> str | None:
    try:
        with Path(path).open("rb"):
            return None
    except PermissionError as error:
        return error.strerror
    except OSError:
        return None


def _is_writable_format(path: str) -> bool:
    # sqlite.org/fileformat.html, 1.3: SQLite only reads a file of a higher format.
    try:
        with Path(path).open("rb") as file:
            return file.read(20)[18:19] in (b"\1", b"\2")
    except OSError:
        return True

"""One run at a time: an advisory lock that the kernel lets go of when its holder dies."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scraper.errors import LockedError, StoreError
from scraper.store.uris import PERMIT


@contextmanager
def run_lock(path: Path) -> Iterator[None]:
    """Holds the lock for the block; raises LockedError if another process holds it.

    `flock`, not a file that names a process: a killed run leaves nothing stale. The file stays.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="ascii")
    except OSError as error:
        remedy = PERMIT if isinstance(error, PermissionError) else "mend this and run again"
        raise StoreError(f"can't make the lock {path}: {error.strerror} ({remedy})") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read(20).strip() or "unknown"
            raise LockedError(
                f"another run is at work (process {holder}, lock {path}); this one ends"
            ) from error
        except OSError as error:
            raise StoreError(f"can't lock {path}: {error.strerror}") from error
        try:
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
        except OSError as error:
            with contextlib.suppress(OSError):
                file.close()  # it tries to write once more
            raise StoreError(
                f"can't write the lock {path}: {error.strerror} (make room on the disk, or mend"
                " this, and run again; nothing is lost)"
            ) from error
        yield

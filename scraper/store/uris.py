"""Whether a state is there, and how SQLite is told to open one and to leave no trace."""

from __future__ import annotations

from pathlib import Path

from scraper.errors import StoreError

PERMIT = "give this user permission to read and write it, and run again; nothing is lost"


def is_there(path: Path) -> bool:
    """Whether there is such a file; raises StoreError where that can't be known."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        cause = getattr(error, "strerror", None) or str(error)
        remedy = PERMIT if isinstance(error, PermissionError) else "mend this and run again"
        raise StoreError(f"can't look for {path}: {cause} ({remedy})") from error
    return True


def uri_for_reading(path: Path) -> str:
    """The URI of the state at `path` as it stands now; raises StoreError.

    Even a reader makes `-wal` and `-shm` where there are none. Without a `-wal` nobody is at work,
    and what a run that starts just now writes goes to its `-wal` first.
    """
    quiet = not is_there(path.with_name(f"{path.name}-wal"))
    return f"{path.resolve().as_uri()}?{'immutable=1' if quiet else 'mode=ro'}"

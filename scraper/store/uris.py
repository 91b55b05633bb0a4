"""How SQLite is told to open a state and to leave no trace."""

from __future__ import annotations

from pathlib import Path


def uri_for_reading(path: Path) -> str:
    """The URI of the state at `path` as it stands now.

    Even a reader makes `-wal` and `-shm` where there are none. Without a `-wal` nobody is at work,
    and what a run that starts just now writes goes to its `-wal` first.
    """
    quiet = not path.with_name(f"{path.name}-wal").exists()
    return f"{path.resolve().as_uri()}?{'immutable=1' if quiet else 'mode=ro'}"

"""A file put in another's place: whoever reads meanwhile sees the old one or the new, whole."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path


def replace_file(target: Path, data: bytes, mode: int | None = None) -> None:
    """Puts `data` there, on the disk with its name when this returns; raises OSError.

    The owner stays that of the file that was there, where we may; `mode` None: its mode, too. A
    symbolic link is replaced: resolve it first.
    """
    beside = target.with_name(f".scrape-{os.getpid()}.tmp")
    beside.unlink(missing_ok=True)  # of a program of this number that was killed
    try:
        with beside.open("xb") as file:
            with contextlib.suppress(FileNotFoundError):
                there = target.stat()
                mode = stat.S_IMODE(there.st_mode) if mode is None else mode
                with contextlib.suppress(OSError):  # who is not root can't give it away
                    os.fchown(file.fileno(), there.st_uid, there.st_gid)
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Has the names in a folder on the disk: a file's name is there only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some file systems can't; the file can
            os.fsync(descriptor)
    finally:
        os.close(descriptor)

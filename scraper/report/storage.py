"""What an archive takes on the disk, and how much is left there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from scraper.report.facts import Storage

MOST_FILES = 2_000_000  # looked at in some ten seconds
_POST = ".md"  # in every preset; a site's own pages may lie there, too


def measure(archive: Path, state: Path, *, most: int = MOST_FILES) -> Storage:
    """The files below `archive`, without hidden ones and links, and the state's.

    At most so many are looked at. What can't be read is passed over: a report is no reason to stop.
    """
    posts = files = size = 0
    waiting = [os.fspath(archive)]
    while waiting and files < most:
        try:
            with os.scandir(waiting.pop()) as found:
                for each in found:
                    if each.name.startswith("."):
                        continue
                    if each.is_dir(follow_symlinks=False):
                        waiting.append(each.path)
                    elif each.is_file(follow_symlinks=False):
                        size += each.stat(follow_symlinks=False).st_size
                        posts += each.name.endswith(_POST)
                        files += 1
                        if files >= most:
                            break
        except OSError:
            continue
    free, disk = _room(archive)
    return Storage(
        posts=posts,
        files=files,
        size=size,
        is_whole=files < most,
        state=_state_size(state),
        free=free,
        disk=disk,
    )


def _state_size(state: Path) -> int | None:
    """With SQLite's own files beside it; None if there is none."""
    sizes = []
    for name in (state.name, f"{state.name}-wal", f"{state.name}-shm"):
        try:
            sizes.append(state.with_name(name).stat().st_size)
        except OSError:
            continue
    return sum(sizes) if sizes else None


def _room(folder: Path) -> tuple[int | None, int | None]:
    """Free and all bytes of the disk of the folder, or of the next one above that is there."""
    for each in (folder, *folder.parents):
        try:
            usage = shutil.disk_usage(each)
        except FileNotFoundError:
            continue
        except OSError:
            break
        return usage.free, usage.total
    return None, None

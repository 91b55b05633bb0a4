"""How much room the disks have left that posts and state are written to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from scraper.model import Trouble, TroubleKind

# Nearly full is less than a hundredth of a disk, but 200 MB of a small one and no more than 2 GB
# of a large one; of one so small that 200 MB are most of it, a tenth.
_SHARE, _LEAST, _MOST, _OF_SMALL = 0.01, 200_000_000, 2_000_000_000, 0.1


def disk_troubles(folders: Sequence[Path]) -> tuple[Trouble, ...]:
    """The disks of these folders that are nearly full, each once. Nothing is written."""
    seen: set[int] = set()
    found: list[Trouble] = []
    for folder in folders:
        try:
            there = _there(folder)
            disk = there.stat().st_dev
            room = os.statvfs(there)
        except OSError:  # that it can't be had is the next run's to tell
            continue
        if disk in seen:
            continue
        seen.add(disk)
        if why := _why(room):
            found.append(
                Trouble(
                    TroubleKind.SPACE,
                    why=f"the disk of {folder} is nearly full: {why}",
                    remedy="make room, or move the archive to a larger disk; no run can write"
                    " without, and none loses an entry for it",
                )
            )
    return tuple(found)


def _there(folder: Path) -> Path:
    """The folder, or what of its path is there already."""
    folder = folder.absolute()
    return next((one for one in (folder, *folder.parents) if one.exists()), folder)


def _why(room: os.statvfs_result) -> str:
    total, free = room.f_blocks * room.f_frsize, room.f_bavail * room.f_frsize
    if total and free < min(max(_SHARE * total, _LEAST), _MOST, _OF_SMALL * total):
        return f"{free / 1e6:,.0f} MB are free"
    if room.f_files and room.f_favail < _SHARE * room.f_files:  # some file systems count none
        return f"{room.f_favail:,} more files are all it can hold"
    return ""

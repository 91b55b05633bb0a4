"""How much room the disks have left that posts and state are written to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from scraper.model import Trouble, TroubleKind

# Nearly full is less than a hundredth of a disk, but 200 MB of a small one and no more than 2 GB
# of a large one; of one so small that 200 MB are most of it, a tenth.
_SHARE, _LEAST, _MOST, _OF_SMALL = 0.01, 200_000_000, 2_000_000_000, 0.1
# It is over when there is a quarter more: room that comes and goes is not to be told each time.
_RELIEF = 1.25


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
        if why := _why(room, _RELIEF):
            found.append(
                Trouble(
                    TroubleKind.SPACE,
                    why=f"the disk of {folder} is nearly full: {why}",
                    remedy="make room, or move the archive to a larger disk; no run can write"
                    " without, and none loses an entry for it",
                    needs_person=bool(_why(room)),
                )
            )
    return tuple(found)


def _there(folder: Path) -> Path:
    """The folder, or what of its path is there already."""
    folder = folder.absolute()
    return next((one for one in (folder, *folder.parents) if one.exists()), folder)


def _why(room: os.statvfs_result, times: float = 1) -> str:
    """What is scarce, if there is less of it than so many times what is scarce; else ""."""
    total, free = room.f_blocks * room.f_frsize, room.f_bavail * room.f_frsize
    least = min(max(_SHARE * total, _LEAST), _MOST, _OF_SMALL * total)
    if total and free < times * least:
        return f"{free / 1e6:,.0f} MB are free"
    if room.f_files and room.f_favail < times * _SHARE * room.f_files:  # some count none
        return f"{room.f_favail:,} more files are all it can hold"
    return ""

"""What this machine tells: its zone, the program, whose the folder is, whence it was installed."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo

from scraper.scaffold.folder import Facts

_LOCALTIME = Path("/etc/localtime")
_DISTRIBUTION = "scraper"


def facts_of(folder: Path, environ: Mapping[str, str], contact: str | None = None) -> Facts:
    """The facts for a folder, which need not be there yet."""
    return Facts(
        folder=str(folder),
        program=program(),
        user=owner(folder),
        zone=local_zone(environ),
        requirement=requirement(),
        contact=contact,
    )


def local_zone(environ: Mapping[str, str], localtime: Path = _LOCALTIME) -> str:
    """The machine's zone by its IANA name; UTC where it has none that is known."""
    named = environ.get("TZ", "").removeprefix(":")
    linked = os.path.realpath(localtime).partition("/zoneinfo/")[2]
    for name in (named, linked.removeprefix("posix/")):
        if name and not name.startswith("/") and _is_zone(name):
            return "UTC" if name in ("Etc/UTC", "Etc/UCT", "UCT", "Zulu") else name
    return "UTC"


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # none of that name; no name; a file that is no zone
        return False
    return True


def program() -> tuple[str, ...]:
    """How this program is started, by absolute paths."""
    beside = Path(sys.executable).with_name("scrape")
    if beside.is_file():
        return (str(beside),)
    found = shutil.which("scrape")
    return (os.path.abspath(found),) if found else (sys.executable, "-m", "scraper")  # noqa: PTH100


def owner(folder: Path) -> str:
    """Whose folder it is, or will be."""
    for place in (folder, *folder.parents):
        if place.is_dir():
            uid = place.stat().st_uid if place == folder else os.getuid()
            break
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def requirement() -> str:
    """What pip installs the very same program by (PEP 610), or "" where nothing tells.

    Never the bare name: on PyPI it is another program's.
    """
    try:
        written = metadata.distribution(_DISTRIBUTION).read_text("direct_url.json")
        told = json.loads(written or "{}")
        vcs = told.get("vcs_info")
        url = str(told["url"]) if vcs else ""
        return f"{vcs['vcs']}+{url}@{vcs['commit_id']}" if url.startswith("https://") else ""
    except (metadata.PackageNotFoundError, AttributeError, KeyError, TypeError, ValueError):
        return ""

"""What the check needs from elsewhere: Debian's Chromium, and axe-core from the npm registry."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from checks.report import browser

# As the registry names it (`npm view axe-core@VERSION dist.integrity`).
AXE_VERSION = "4.14.1"
_AXE_SHA512 = (
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
)
_AXE_MEMBER = "package/axe.min.js"
_NPM_S = 300


class MissingError(Exception):
    """Something that the check needs is not there; the message says how to get it."""


def missing_packages() -> list[str]:
    """Debian's packages that are wanted and not there."""
    wanted = {"chromium": browser.command() is not None, "npm": shutil.which("npm") is not None}
    return [package for package, there in wanted.items() if not there]


def install_tools() -> None:
    """Debian's packages, where we may; what is missing then, `missing_packages` says."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    wait = ["-o", "DPkg::Lock::Timeout=300"]
    # A page without any font has no widths.
    packages = [*missing_packages(), "fonts-dejavu-core"]
    install = ["apt-get", *wait, "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (install, ["apt-get", *wait, "update", "-qq"], install):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
        if not missing_packages():
            return


def axe(folder: Path) -> str:
    """axe-core's script, from a copy in `folder` or fetched there; raises MissingError.

    Whatever lies there is held against the hash first.
    """
    kept = folder / f"axe-core-{AXE_VERSION}.tgz"
    if not (kept.is_file() and _is_axe(kept.read_bytes())):
        folder.mkdir(parents=True, exist_ok=True)
        _fetch(kept)
    with tarfile.open(fileobj=io.BytesIO(kept.read_bytes())) as packed:
        member = packed.extractfile(_AXE_MEMBER)
        assert member is not None
        return member.read().decode("utf-8")


def _fetch(file: Path) -> None:
    what = f"axe-core@{AXE_VERSION}"
    with tempfile.TemporaryDirectory(prefix="report-check-") as folder:
        try:
            done = subprocess.run(
                ["npm", "pack", "--silent", what],
                cwd=folder,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=_NPM_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise MissingError(f"npm pack {what}: {error}") from error
        got = list(Path(folder).glob("*.tgz"))
        if done.returncode or not got:
            said = " ".join(done.stderr.split())[-300:]
            raise MissingError(f"npm pack {what}: the registry must be reachable once: {said}")
        packed = got[0].read_bytes()
    if not _is_axe(packed):
        raise MissingError(f"npm pack {what}: what came has another hash than the one pinned here")
    file.write_bytes(packed)


def _is_axe(packed: bytes) -> bool:
    return base64.b64encode(hashlib.sha512(packed).digest()).decode() == _AXE_SHA512

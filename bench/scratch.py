"""The scratch environment: other people's programs, installed once, away from the project's."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.peers import Peer

HERE = Path(__file__).parent
ROOT = HERE.parent


@dataclass(frozen=True, slots=True)
class Scratch:
    """A folder with a Python environment and a node_modules, filled on demand."""

    folder: Path

    def command(self, peer: Peer, ours: str) -> list[str]:
        """What to run for this peer, once nothing is `missing`."""
        if peer.runtime == "node":
            # Beside its node_modules: an import is resolved from where the file lies.
            worker = self.folder / "node" / "worker.mjs"
            shutil.copyfile(HERE / "peers" / "worker.mjs", worker)
            return ["node", str(worker), peer.name]
        worker = HERE / "peers" / "worker.py"
        if peer.runtime == "ours":
            return [
                sys.executable,
                str(worker),
                ours if peer.kind == "html" else f"{peer.kind}={ours}",
            ]
        python = sys.executable if peer.runtime == "program" else str(self.python)
        return [python, str(worker), peer.name]

    def missing(self, peer: Peer) -> str:
        """Why this peer can't run, after trying to install it; "" when it can."""
        if peer.runtime == "node" and not (shutil.which("node") and shutil.which("npm")):
            return "needs node and npm"
        if peer.runtime == "program":
            absent = [name for name in peer.requires if shutil.which(name) is None]
            return f"{absent[0]} is not on this machine" if absent else ""
        for requirement in peer.requires:
            stamp = self.folder / f"has-{re.sub(r'[^a-z0-9.=@-]+', '-', requirement)}"
            if stamp.exists():
                continue
            if trouble := self._install(peer, requirement):
                return f"{requirement} can't be installed: {trouble}"
            stamp.touch()
        return ""

    @property
    def python(self) -> Path:
        return self.folder / "python" / "bin" / "python"

    def _install(self, peer: Peer, requirement: str) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        print(f"installing {requirement} into {self.folder} (once) …", file=sys.stderr)
        if peer.runtime == "node":
            folder = self.folder / "node"
            folder.mkdir(exist_ok=True)
            package = folder / "package.json"
            if not package.exists():
                package.write_text('{"private": true}\n', encoding="utf-8")
            return _trouble(
                "npm install --no-audit --no-fund --ignore-scripts --save-exact".split(),
                requirement,
                folder,
            )
        if not self.python.exists() and (
            # An older pip trips over extras that are spelled in two ways.
            trouble := _trouble(
                [sys.executable, "-m", "venv", "--upgrade-deps"], str(self.folder / "python")
            )
        ):
            return trouble
        pip = [str(self.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        return _trouble(pip, requirement)


def _trouble(command: list[str], last: str, folder: Path | None = None) -> str:
    done = subprocess.run(
        [*command, last],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode == 0:
        return ""
    lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    return lines[-1].strip()[:200] if lines else f"exit status {done.returncode}"

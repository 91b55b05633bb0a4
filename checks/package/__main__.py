"""`python -m checks.package`: wheel and sdist built, looked through, installed, and at work.

Exit status: 0 all holds, 1 something does not, 2 wrong usage, 3 `build` or `twine` is missing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

from checks.package.contents import source_faults, source_names, wheel_faults, wheel_names

ROOT = Path(__file__).parent.parent.parent
EXIT_WRONG = 1
EXIT_MISSING = 3
_TIMEOUT_S = 300
_MODULES = ("build", "twine")
# What would lead the fresh environment, or the build, elsewhere.
_NOT_PASSED = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "SCRAPE_CONFIG", "SCRAPE_ARCHIVE")


def main(arguments: list[str] | None = None) -> int:
    """Says what does not hold; the exit status."""
    parser = argparse.ArgumentParser(prog="checks.package", description=__doc__)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave what was built there")
    options = parser.parse_args(arguments)
    if missing := [name for name in _MODULES if find_spec(name) is None]:
        print(f"package-check: {', '.join(missing)} missing: make package-check", file=sys.stderr)
        return EXIT_MISSING
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="package-check-") as folder:
        faults = list(_faults(Path(folder), options.keep or Path(folder) / "dist"))
    for fault in faults:
        print(fault)
    took = time.monotonic() - started
    told = f"{len(faults) or 'no'} faults, {took:.0f} s"
    print(f"package-check: sdist and wheel, each in an empty environment: {told}")
    return EXIT_WRONG if faults else 0


def _faults(folder: Path, dist: Path) -> Iterator[str]:
    # The sdist first, and the wheel from that: what is not in it is not in the wheel either.
    yield from _ended([sys.executable, "-m", "build", "--outdir", str(dist), str(ROOT)], folder)
    sdists, wheels = list(dist.glob("*.tar.gz")), list(dist.glob("*.whl"))
    if not (len(sdists) == len(wheels) == 1):
        names = sorted(path.name for path in [*sdists, *wheels])
        yield f"{dist}: want one wheel and one sdist, got {names}"
        return
    sdist, wheel = sdists[0], wheels[0]
    source = source_names(sdist)
    yield from source_faults(source, _tracked())
    yield from wheel_faults(wheel_names(wheel), source)
    yield from _ended(
        [sys.executable, "-m", "twine", "check", "--strict", str(sdist), str(wheel)], folder
    )
    with ThreadPoolExecutor(2) as pool:
        for found in pool.map(lambda built: list(_installed(built, folder)), (wheel, sdist)):
            yield from found


def _installed(built: Path, folder: Path) -> Iterator[str]:
    """What goes wrong where a package is installed into an environment of its own, and used."""
    home = folder / f"of-{built.name}"
    bin_folder = home / "venv" / "bin"
    home.mkdir()
    python, scrape = str(bin_folder / "python"), str(bin_folder / "scrape")
    steps = (
        [sys.executable, "-m", "venv", str(home / "venv")],
        [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", str(built)],
        [python, "-m", "pip", "check", "--disable-pip-version-check"],
        [scrape, "--version"],
        [scrape, "--help"],
        [scrape, "completion", "bash"],
        [scrape, "init", "news"],
        [scrape, "init", "notes", "--preset", "hugo"],
        [python, "-m", "scraper.demo", "--dir", str(home / "demo")],
    )
    for step in steps:
        wrong = list(_ended(step, home))
        if wrong:
            yield from (f"{built.name}: {line}" for line in wrong)
            return
    for made in ("news/archive/_layouts/post.html", "notes/hugo.toml", "news/.gitignore"):
        if not (home / made).is_file():
            yield f"{built.name}: `scrape init` made no {made}"


def _ended(command: Sequence[str], folder: Path) -> Iterator[str]:
    """One line if the command fails, with the last that it said."""
    environ = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        yield f"{' '.join(command)}: not done after {_TIMEOUT_S} s"
        return
    if done.returncode:
        said = " | ".join(done.stdout.strip().splitlines()[-5:])
        yield f"{' '.join(command)}: ended with {done.returncode}: {said}"


def _tracked() -> set[str] | None:
    """The files that git knows here; None without git, as in an sdist."""
    if not (ROOT / ".git").exists():
        return None
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    return set(filter(None, done.stdout.split("\0"))) if done.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main())

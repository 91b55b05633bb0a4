"""Fuzzing of everything that reads foreign bytes, for a bounded time.

    python -m checks.fuzz --seconds 600 --target feeds

Exit status: 0 nothing was found, 1 something was, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.fuzz.mutate import smaller
from checks.fuzz.seeds import ROOT
from checks.fuzz.targets import TARGETS
from checks.fuzz.worker import LONGEST_SECONDS

EXIT_FOUND = 1
KEPT = ROOT / ".fuzz"
_SHRINKING = 60  # seconds at most, for one finding
# More time for what is larger: a page is read by far more code than a header.
_SHARES = {"feeds": 4, "pages": 8, "posts": 4, "markdown": 4, "configs": 2, "scripts": 2}
_SHOWN = 12  # lines of a traceback


@dataclass(frozen=True, slots=True)
class Found:
    """An input that breaks a promise, made small, and what went wrong."""

    target: str
    path: Path
    told: str


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options().parse_args(arguments)
    if options.one and options.one[0] in TARGETS:
        return _try(options.one[0], Path(options.one[1]))
    engine = options.engine or ("atheris" if importlib.util.find_spec("atheris") else "own")
    targets = options.target or list(TARGETS)
    said = (
        "atheris (libFuzzer)" if engine == "atheris" else "mutations of our own, by lines reached"
    )
    print(f"fuzz: {said}; {options.seconds} s, seed {options.seed}", flush=True)
    started = time.monotonic()
    shares = [_SHARES.get(target, 1) for target in targets]
    found: list[Found] = []
    for target, share in zip(targets, shares, strict=True):
        seconds = max(1, options.seconds * share // sum(shares))
        finding = fuzz(target, engine, seconds, options.seed)
        if finding is not None:
            found.append(finding)
            print(f"{target}: {finding.path}\n{finding.told}", flush=True)
    took = time.monotonic() - started
    print(f"fuzz: {len(targets)} targets: {len(found) or 'no'} findings, {took:.0f} s")
    for finding in found:
        print(f"  python -m checks.fuzz --try {finding.target} {finding.path}")
    return EXIT_FOUND if found else 0


def fuzz(target: str, engine: str, seconds: int, seed: int) -> Found | None:
    """The first thing that is found of a target; what was learned on the way is kept."""
    # libFuzzer's corpus grows from run to run; a folder that others wrote is no corpus.
    corpus = KEPT / "corpus" / target
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        folder = Path(name)
        if corpus.is_dir():
            shutil.copytree(corpus, folder / "corpus")
        status, told = _worker(target, engine, seconds, seed, folder)
        if engine == "atheris" and (folder / "corpus").is_dir():
            shutil.copytree(folder / "corpus", corpus, dirs_exist_ok=True)
        if status == 0:
            print(f"{target}: nothing; {_figures(told)}", flush=True)
            return None
        inputs = sorted(folder.glob("found-*")) or [folder / "current"]
        data = inputs[0].read_bytes() if inputs[0].exists() else b""
    least = shrink(target, data)
    kept = KEPT / "found" / target / hashlib.sha256(least).hexdigest()[:12]
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(least)
    return Found(target, kept, "\n".join(told.strip().splitlines()[-_SHOWN:]))


def shrink(target: str, data: bytes) -> bytes:
    """The smallest input found that fails in the same way."""
    until = time.monotonic() + _SHRINKING
    wanted = failure(target, data)
    if wanted is None:  # time, memory or a crash of the interpreter: not tried here again
        return data

    def fails(shorter: bytes) -> bool:
        return time.monotonic() < until and failure(target, shorter) == wanted

    return smaller(data, fails)


def failure(target: str, data: bytes) -> str | None:
    """Where and how an input fails; None if it does not."""
    try:
        TARGETS[target](data)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = trace.tb_frame.f_code.co_qualname if trace is not None else ""
        return f"{type(error).__name__} {place} {str(error).partition(':')[0][:60]}"
    return None


def _worker(target: str, engine: str, seconds: int, seed: int, folder: Path) -> tuple[int, str]:
    """Exit status and last words of one worker; it is stopped if it hangs."""
    command = [sys.executable, "-m", "checks.fuzz.worker", "--engine", engine, "--target", target]
    command += ["--seconds", str(seconds), "--seed", str(seed), "--folder", str(folder)]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    # Reading the seeds takes a while with atheris, which counts from when that is done.
    limit = seconds + 12 * LONGEST_SECONDS
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 1, f"still at work after {limit} s: the input at work never ends"
    return done.returncode, done.stdout


def _figures(told: str) -> str:
    """What a worker says of its work."""
    lines = told.strip().splitlines()
    counted = next((line for line in lines if "number_of_executed_units" in line), None)
    if counted is None:
        return lines[-1] if lines else "no word"
    reached = [line for line in lines if " cov: " in line]
    cover = reached[-1].partition(" cov: ")[2].split()[0] if reached else "?"
    return f"{counted.split()[-1]} inputs, {cover} edges reached"


def _try(target: str, path: Path) -> int:
    """One input alone, with its traceback."""
    started = time.process_time()
    TARGETS[target](path.read_bytes())
    print(f"{target}: no complaint, {time.process_time() - started:.2f} s")
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="checks.fuzz", description=__doc__.split("\n")[0])
    add = parser.add_argument
    add("--seconds", type=int, default=600, metavar="N", help="so long, all in all (600)")
    add("--seed", type=int, default=0, metavar="N", help="another seed, other inputs")
    add("--target", action="append", choices=list(TARGETS), help="this one alone; may be repeated")
    add("--engine", choices=("atheris", "own"), help="atheris where it is installed, else own")
    add("--try", nargs=2, metavar=("TARGET", "FILE"), dest="one", help="this input alone")
    return parser


if __name__ == "__main__":
    sys.exit(main())

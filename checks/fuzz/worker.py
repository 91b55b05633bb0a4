"""One target in a process of its own, tried until the time is over or something is found.

    python -m checks.fuzz.worker --engine atheris --target feeds --seconds 60 --seed 0 --folder DIR

By atheris (libFuzzer) where it is installed, which knows what code each input reached; else by
mutations of our own, which keep an input if it reached a new line (`sys.settrace`).
The input at work lies in DIR/current (ours) or is written by libFuzzer when it fails.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from types import CodeType, FrameType
from typing import Any

LONGEST_SECONDS = 10
MOST_MEGABYTES = 1024
_LONGEST = 30_000  # bytes of an input
_LEARNED = "scraper.extract.weights"  # to instrument its tables takes a minute, and tells nothing
_READERS = ("scraper", "feedparser", "protego", "markdownify")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="checks.fuzz.worker")
    for name, kind in (("engine", str), ("target", str), ("seconds", int), ("seed", int)):
        parser.add_argument(f"--{name}", type=kind, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args(arguments)
    run = _by_atheris if options.engine == "atheris" else _by_ourselves
    run(options.target, options.seconds, options.seed, options.folder)


def _by_atheris(target: str, seconds: int, seed: int, folder: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=list(_READERS), exclude=[_LEARNED]):
        from checks.fuzz.seeds import seeds
        from checks.fuzz.targets import TARGETS
    from checks.fuzz.words import WORDS

    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds(target)):
        (corpus / f"seed-{number}").write_bytes(data)
    dictionary = folder / "words"
    dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in WORDS[target] if word))
    check = TARGETS[target]
    for data in seeds(target):  # what is imported late is no input's merit
        check(data)
    flags = (
        f"-max_total_time={seconds}",
        f"-seed={seed + 1}",  # 0 is libFuzzer's word for any
        f"-timeout={LONGEST_SECONDS}",
        f"-rss_limit_mb={MOST_MEGABYTES}",
        f"-max_len={_LONGEST}",
        f"-dict={dictionary}",
        f"-artifact_prefix={folder}/found-",
        "-print_final_stats=1",
        str(corpus),
    )
    atheris.Setup(["fuzz", *flags], check)
    atheris.Fuzz()


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


def _by_ourselves(target: str, seconds: int, seed: int, folder: Path) -> None:
    import resource

    from checks.fuzz.mutate import mutated
    from checks.fuzz.seeds import seeds
    from checks.fuzz.targets import TARGETS
    from checks.fuzz.words import WORDS

    check, words, random = TARGETS[target], WORDS[target], Random(seed)
    current, given = folder / "current", seeds(target)
    inputs: list[bytes] = []
    seen: set[tuple[CodeType, int]] = set()
    until, runs = time.monotonic() + seconds, 0
    while time.monotonic() < until or runs < len(given):
        data = (
            given[runs]
            if runs < len(given)
            else mutated(random.choice(inputs), random, words, inputs)[:_LONGEST]
        )
        runs += 1
        current.write_bytes(data)
        started = time.process_time()
        lines = _lines_of(check, data)
        if time.process_time() - started > LONGEST_SECONDS:
            raise TimeoutError(f"more than {LONGEST_SECONDS} s")
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > MOST_MEGABYTES * 1024:
            raise MemoryError(f"more than {MOST_MEGABYTES} MB")
        if runs <= len(given) or not lines <= seen:
            inputs.append(data)
        seen |= lines
    print(f"{runs} inputs, {len(inputs)} kept, {len(seen)} lines reached")


def _lines_of(check: Callable[[bytes], None], data: bytes) -> set[tuple[CodeType, int]]:
    """The lines of the program that an input reaches."""
    lines: set[tuple[CodeType, int]] = set()

    def local(frame: FrameType, event: str, _: Any) -> Any:
        lines.add((frame.f_code, frame.f_lineno))
        return local

    def calls(frame: FrameType, event: str, _: Any) -> Any:
        name = frame.f_globals.get("__name__", "")
        return local(frame, event, _) if name.partition(".")[0] in _READERS else None

    before = sys.gettrace()
    sys.settrace(calls)
    try:
        check(data)
    finally:
        sys.settrace(before)
    return lines


if __name__ == "__main__":
    main()

"""`python -m scraper.demo`: a news site on loopback, the real command run on it twice, a verdict.

Exit status: 0 all that is claimed was seen, 1 something was not, 2 wrong usage, 130 interrupted,
143 terminated.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import yaml

import scraper
from scraper.demo import checks
from scraper.demo.newspapers import NEWSPAPERS, all_stories
from scraper.demo.site import NewsSite

RUN_TIMEOUT_S = 50
_WIDTH = 78
_SHOWN_POST = "/zh/night-bus.html"
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of the command did: exit status, its words, what the site answered."""

    status: int
    words: str
    told: str
    answers: Counter[tuple[str, int]]


def main(arguments: list[str] | None = None) -> int:
    """Runs the show; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m scraper.demo", description="A small news site, archived before your eyes."
    )
    parser.add_argument(
        "--dir", type=Path, metavar="FOLDER", help="work here, and keep it; new or empty"
    )
    parser.add_argument("--keep", action="store_true", help="keep the temporary folder")
    parser.add_argument(
        "--serve",
        type=int,
        metavar="PORT",
        help="instead: serve the news site on this port of 127.0.0.1, until Ctrl-C",
    )
    options = parser.parse_args(arguments)
    _speak_utf8()
    if options.serve is not None:
        try:
            return _serve(options.serve)
        except (OSError, OverflowError) as error:
            parser.error(f"--serve {options.serve}: {getattr(error, 'strerror', None) or error}")
    with ExitStack() as stack:
        try:
            folder = _folder(options.dir, keep=options.keep, stack=stack)
        except OSError as error:
            parser.error(f"--dir {options.dir}: {error.strerror}")
        if folder is None:
            parser.error(f"--dir {options.dir}: want a new or empty folder")
        site = stack.enter_context(NewsSite())
        faults = _show(site, folder)
        kept = options.dir is not None or options.keep
        _heading("Verdict")
        for fault in faults:
            print(f"  FAULT  {fault}")
        if faults:
            print(f"\n  {len(faults)} faults: the demo did not do what it claims.")
        else:
            print(
                "  Every article once, whole, without the junk around it; the consent wall waits;"
            )
            print("  the second run fetched no page and touched no file.")
        where = f"kept in {folder}" if kept else "a temporary one, now gone (--keep keeps it)"
        print(f"\n  The archive: {where}")
    return 1 if faults else 0


def _serve(port: int) -> int:
    """Serves the news site until it is interrupted."""
    with NewsSite(port=port) as site:
        print(f"A news site, until Ctrl-C: {site.base}\n")
        for paper in NEWSPAPERS:
            print(f"  {site.base}/{paper.id}/\t{paper.name}")
        print(
            "\nFor `scrape add` with one of these, the config must say:"
            "\n  network: {allow_private: [127.0.0.1]}",
            flush=True,
        )
        try:
            signal.pause()
        except KeyboardInterrupt:
            print()
    return 0


def _show(site: NewsSite, folder: Path) -> list[str]:
    """The whole show; the faults that were found."""
    stories = all_stories()
    archive = folder / "archive"
    (folder / "feeds.yaml").write_text(_config(site), encoding="utf-8")
    _heading("A news site")
    print(f"  {len(NEWSPAPERS)} newspapers, {len(stories)} articles, on {site.base}\n")
    for paper in NEWSPAPERS:
        print(f"  {paper.feed_form:<5} {paper.charset:<13} {paper.feed_path:<15} {paper.name}")

    _heading("First run")
    first = _run(site, folder)
    _print_run(first)
    posts = checks.read_posts(archive)
    before = checks.take_prints(archive)
    if not posts:
        return [f"first run: exit status {first.status}, and no post was written"]
    faults = [f"first run: exit status {first.status}"] if first.status else []
    faults += [f"first run: {fault}" for fault in _first_faults(first)]
    faults += checks.faults_in_posts(posts, stories, site.base)

    _heading(f"The archive: {len(posts)} posts")
    _print_tree(sorted(before))
    for post in posts:
        if post.url == site.base + _SHOWN_POST:
            _heading(f"One of them: {post.path}")
            print(post.text)

    _heading("Second run: nothing is new")
    second = _run(site, folder)
    _print_run(second)
    if second.status:
        faults.append(f"second run: exit status {second.status}")
    faults += [
        f"second run: {fault}"
        for fault in checks.faults_in_second_run(second.answers, len(NEWSPAPERS))
    ]
    touched = checks.faults_between(before, checks.take_prints(archive))
    print(f"  Files touched: {len(touched)} of {len(before)}")
    return faults + [f"second run: {fault}" for fault in touched]


def _first_faults(first: Outcome) -> list[str]:
    stories = all_stories()
    faults = checks.faults_in_first_run(first.answers, len(NEWSPAPERS), len(stories))
    faults += [
        f"{story.path} waits behind its consent wall, and nobody is told"
        for story in stories
        if story.kind == "consent" and story.path not in first.told
    ]
    return faults


def _folder(wanted: Path | None, *, keep: bool, stack: ExitStack) -> Path | None:
    """The folder to work in, absolute and empty; None if the one given is not empty."""
    if wanted is not None:
        wanted.mkdir(parents=True, exist_ok=True)
        return None if any(wanted.iterdir()) else wanted.resolve()
    if keep:
        return Path(tempfile.mkdtemp(prefix="scraper-demo-")).resolve()
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scraper-demo-"))).resolve()


def _config(site: NewsSite) -> str:
    config = {
        "archive": "archive",
        "timezone": "Asia/Shanghai",
        "user_agent": {"contact": "https://example.org/about-this-archive"},
        "network": {"allow_private": True},
        "defaults": {"poll_every": "0s"},  # so that the second run asks, too
        "feeds": [
            {"name": paper.name, "url": site.base + paper.feed_path, "tags": [paper.tag]}
            for paper in NEWSPAPERS
        ],
    }
    return yaml.safe_dump(config, allow_unicode=True, sort_keys=False)


def _run(site: NewsSite, folder: Path) -> Outcome:
    """The real command, as cron would run it: another process, in the config's folder."""
    command = ["-c", "feeds.yaml"]
    print(f"  $ cd {folder}")
    print(f"  $ scrape {' '.join(command)}\n", flush=True)
    site.tally.reset()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "scraper", *command],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=RUN_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:  # the process is dead by now
        return Outcome(-1, "", f"no end after {RUN_TIMEOUT_S} s", site.tally.answers.copy())
    return Outcome(done.returncode, done.stdout, done.stderr, site.tally.answers.copy())


def _environment() -> dict[str, str]:
    """Ours, without what would lead the command elsewhere than to this site and folder."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SCRAPE_") and name.lower() not in _PROXIES
    }
    root = str(Path(scraper.__file__).parents[1])  # works from a checkout that is not installed
    old = environment.get("PYTHONPATH")
    return environment | {
        "PYTHONPATH": os.pathsep.join([root, old]) if old else root,
        "PYTHONUTF8": "1",
    }


def _print_run(outcome: Outcome) -> None:
    for line in (*outcome.words.splitlines(), *outcome.told.splitlines()):
        print(f"  {line}")
    print(f"\n  Exit status {outcome.status}. Requests that the site saw:\n")
    for (kind, status), count in sorted(outcome.answers.items()):
        print(f"  {kind:<8}{status:>4}{count:>6}")
    print(f"  {'all':<8}{'':>4}{sum(outcome.answers.values()):>6}\n")


def _print_tree(paths: list[str]) -> None:
    """The files, each below its folder."""
    folder = ""
    for path in paths:
        parent, _, name = path.rpartition("/")
        if parent != folder:
            print(f"  {parent}/")
            folder = parent
        print(f"  {'    ' if parent else ''}{name}")


def _heading(text: str) -> None:
    print(f"\n{text}\n{'─' * _WIDTH}")


def _speak_utf8() -> None:
    """Whatever the locale: the posts are in six languages, and a C locale is no reason to stop."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _terminated(number: int, frame: object) -> NoReturn:
    """As an exception, so that the command is stopped and the folder removed on the way out."""
    sys.exit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _terminated)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)

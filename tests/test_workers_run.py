"""The command with worker processes: the posts that it writes without, whatever ends."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from local_site import LocalSite
from world import LOREM, Item, World, at, page, rss

pytestmark = pytest.mark.slow

ARTICLES = 60
NETWORK = {"allow_private": True, "total_timeout": "10s", "per_host": 16}

# Run in the command's own process before it starts. Jobs are shared at once; what
# reads a page has a fault, which comes with the function to the process that runs it.
SOON = (
    "import sys\nsys.path.insert(0, {folder!r})\n"
    "from scraper.workers import pool\n"
    "pool.ENOUGH_EXPECTED, pool.ENOUGH_AT_HAND, pool.FULL = 1, 2, 4\n"
    "import scraper.pipeline.article, faulty\n"
    "scraper.pipeline.article.look = faulty.{name}\n"
)
FAULTY = """
import os, signal, time
from scraper.looking import look
HERE = {here!r}

def noting(entry, *rest, **more):
    with open(HERE + "/pids", "a") as file:
        file.write(f"{{os.getpid()}}\\n")
    time.sleep(0.01)
    return look(entry, *rest, **more)

def deadly(entry, *rest, **more):
    if entry.title in ("Story 25", "Story 45"):
        # Not before it is in a process of its own: the command's would end.
        while os.getppid() != int(open(HERE + "/parent").read()):
            return noting(entry, *rest, **more)
        os.kill(os.getpid(), signal.SIGSEGV)
    return noting(entry, *rest, **more)

def slow(entry, *rest, **more):
    found = noting(entry, *rest, **more)
    time.sleep(0.1)
    return found
"""


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        yield running


@pytest.fixture
def world(tmp_path: Path, site: LocalSite) -> World:
    made = World(tmp_path, site)
    made.configure(made.feed(), network=NETWORK, workers=2)
    (tmp_path / "faulty.py").write_text(FAULTY.format(here=str(tmp_path)), encoding="utf-8")
    items: list[Item] = []
    for number in range(ARTICLES):
        path, title = f"/news/{number}", f"Story {number}"
        site.reply(path, page(title, f"{LOREM} ({number})", LOREM, LOREM))
        when = at("2026-10-01T00:00:00") + timedelta(minutes=number)
        items.append(Item(title=title, link=site.url(path), published=when, summary="In brief…"))
    site.reply("/feed", rss(*items), etag='"1"')
    return made


def start(world: World, name: str) -> subprocess.Popen[str]:
    """A run that shares its work early; what `name` is of FAULTY reads the pages."""
    before = SOON.format(folder=str(world.folder), name=name)
    before += f"import os\nopen({str(world.folder / 'parent')!r}, 'w').write(str(os.getpid()))\n"
    return world.start(before=before)


def pids(world: World) -> set[int]:
    """The processes that read pages."""
    file = world.folder / "pids"
    return {int(line) for line in file.read_text().split()} if file.exists() else set()


def test_posts_are_the_same_with_processes_and_without(
    world: World, tmp_path: Path, site: LocalSite
) -> None:
    out, err = start(world, "noting").communicate(timeout=60)

    assert (len(out.splitlines()), f"{ARTICLES} posts written" in err) == (ARTICLES, True), err
    assert len(pids(world)) == 2
    shared = world.posts()
    (tmp_path / "alone").mkdir()
    alone = World(tmp_path / "alone", site)
    alone.configure(alone.feed(), network=NETWORK, workers=0)
    assert alone.scrape().status == 0
    assert alone.posts() == shared
    assert {site.count(f"/news/{number}") for number in range(ARTICLES)} == {2}


def test_an_article_that_ends_its_process_waits_and_all_others_are_written(
    world: World, site: LocalSite
) -> None:
    running = start(world, "deadly")

    out, err = running.communicate(timeout=60)

    assert running.returncode == 0, err
    assert "Traceback" not in err
    dead = [line for line in err.splitlines() if "waits" in line and "ended with -11" in line]
    assert len(dead) == ARTICLES - len(out.splitlines()) > 0
    again = world.scrape("--since", "2020-01-01", "--history", "none")
    assert (again.status, len(world.posts())) == (0, ARTICLES)


def test_a_worker_that_the_system_kills_costs_one_attempt(world: World) -> None:
    running = start(world, "slow")
    while not (found := pids(world) - {running.pid}):
        time.sleep(0.01)
    os.kill(found.pop(), signal.SIGKILL)

    out, err = running.communicate(timeout=120)

    assert running.returncode == 0, err
    assert len(out.splitlines()) >= ARTICLES - 1
    assert err.count("ended with -9") <= 2  # as it was logged, and as what became of the entry
    world.scrape("--since", "2020-01-01", "--history", "none")
    assert len(world.posts()) == ARTICLES
    assert world.litter() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_leaves_no_process_and_loses_nothing(
    world: World, number: signal.Signals
) -> None:
    running = start(world, "slow")
    while len(pids(world)) < 2:
        time.sleep(0.01)
    began = time.monotonic()
    running.send_signal(number)
    running.communicate(timeout=30)

    assert running.returncode == (-9 if number == signal.SIGKILL else 128 + number)
    assert time.monotonic() - began < 5
    while any(map(_is_at_work, pids(world))):
        assert time.monotonic() - began < 10
        time.sleep(0.05)
    world.scrape("--since", "2020-01-01", "--history", "none")
    assert len(world.posts()) == ARTICLES
    assert world.litter() == []


def _is_at_work(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False

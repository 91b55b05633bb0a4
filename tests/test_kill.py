"""The command killed at any moment, or asked to stop: every post once, none half, no litter."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from forks import posts_of
from local_site import LocalSite
from world import LOREM, Item, World, at, page, rss

pytestmark = pytest.mark.slow

ARTICLES = 12
KILLS = 30
NETWORK = {"allow_private": True, "total_timeout": "10s", "per_host": 8}


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        yield running


def articles(site: LocalSite, count: int = ARTICLES) -> None:
    """A feed of so many articles, and a page for each."""
    items = []
    for number in range(1, count + 1):
        site.reply(f"/news/{number}", page(f"Story {number}", f"Number {number}. {LOREM}", LOREM))
        items.append(
            Item(
                title=f"Story {number}",
                link=site.url(f"/news/{number}"),
                guid=f"id-{number}",
                published=at(f"2026-10-{number:02}T12:00:00"),
            )
        )
    site.reply("/feed", rss(*items), etag='"v1"')


def test_killed_at_thirty_moments_every_post_comes_once_and_whole(
    tmp_path: Path, site: LocalSite
) -> None:
    world = World(tmp_path, site)
    world.configure(world.feed(), network=NETWORK)
    articles(site)
    assert world.status(tmp_path / "warm") == 0
    started = time.monotonic()
    assert world.status(tmp_path / "whole") == 0
    took = time.monotonic() - started
    whole = posts_of(tmp_path / "whole")
    assert len(whole) == ARTICLES
    chance = random.Random(20261130)
    killed, whole_ones, states = 0, 0, set()
    for number in range(KILLS):
        archive = tmp_path / f"killed-{number}"
        status = world.status(archive, after=took * (number + chance.random()) / KILLS)
        assert status in (0, -signal.SIGKILL)
        killed += status != 0
        before = posts_of(archive)
        states.add(len(before))
        assert before.items() <= whole.items(), "none half, none twice"
        asked = {path: site.count(path) for path in (f"/news/{n}" for n in range(1, ARTICLES + 1))}

        assert world.status(archive) == 0

        assert posts_of(archive) == whole
        for text in before.values():
            path = "/news/" + text.split(b"/news/")[1].split(b"\n")[0].decode()
            assert site.count(path) == asked[path], "a post that is there was fetched again"
        assert {file.name for file in (archive / ".scrape").iterdir()} == {
            *(".gitignore", "lock", "state.sqlite3", "tmp")
        }
        assert list((archive / ".scrape/tmp").iterdir()) == []
        files = [file for file in archive.rglob("*") if file.is_file()]
        assert len(files) == ARTICLES + 3, "no litter"
        whole_ones += 1
    assert f"{whole_ones} of {KILLS}" == "30 of 30"
    assert killed >= KILLS // 2, "the moments lie within the run"
    assert len(states) > 3, "and at different places of it"


# ── asked to stop ────────────────────────────────────────────────────────────────────────────

BOTH = pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])


def stopped(running: subprocess.Popen[str], number: int) -> float:
    """Sends the signal; the seconds until the process ended."""
    started = time.monotonic()
    running.send_signal(number)
    running.wait(timeout=20)
    return time.monotonic() - started


@BOTH
def test_tar_pits_hold_up_no_stop(
    tmp_path: Path, site: LocalSite, number: int, status: int
) -> None:
    world = World(tmp_path, site)
    articles(site, 2)
    pits = [Item(title=f"Pit {n}", link=site.url(f"/pit/{n}"), guid=f"p{n}") for n in range(4)]
    for n in range(4):
        site.reply(f"/pit/{n}", page("Pit"), drip=0.5)
    site.reply("/pits", rss(*pits))
    site.reply("/drip", rss(), drip=0.5)
    world.configure(
        world.feed(), world.feed("Pits", "/pits"), world.feed("Drip", "/drip"), network=NETWORK
    )
    running = world.start()
    for path in ("/pit/0", "/drip", "/news/2"):
        site.wait_for(path)

    assert stopped(running, number) < 5

    assert running.returncode == status
    _, err = running.communicate()
    assert "waits for the next run" in err
    assert "Traceback" not in err
    assert world.litter() == []


def test_a_page_that_takes_a_minute_to_read_holds_up_no_stop(
    tmp_path: Path, site: LocalSite
) -> None:
    world = World(tmp_path, site)
    world.configure(world.feed())
    articles(site, 3)
    running = world.start(
        before="import sys, time\nimport scraper.post as post\nreal = post.build_post\n"
        "def slow(entry, *rest):\n"
        "    if entry.title == 'Story 2':\n"
        "        print('reading', file=sys.stderr, flush=True)\n"
        "        end = time.monotonic() + 60\n"
        "        while time.monotonic() < end: sum(range(1000))\n"
        "    return real(entry, *rest)\n"
        "post.build_post = slow",
    )
    assert running.stderr is not None
    assert running.stderr.readline() == "reading\n"

    assert stopped(running, signal.SIGTERM) < 5

    assert running.returncode == 143
    _, err = running.communicate()
    assert "waits for the next run" in err
    again = world.scrape()
    assert again.status == 0
    assert len(world.posts()) == 3
    assert world.litter() == []


def test_what_is_being_written_is_finished(tmp_path: Path, site: LocalSite) -> None:
    world = World(tmp_path, site)
    world.configure(world.feed())
    articles(site, 3)
    running = world.start(
        before="import os, sys, time\nreal = os.link\n"
        "def link(*paths):\n"
        "    print('writing', file=sys.stderr, flush=True)\n"
        "    time.sleep(0.5)\n"
        "    real(*paths)\n"
        "os.link = link",
    )
    assert running.stderr is not None
    assert running.stderr.readline() == "writing\n"

    assert stopped(running, signal.SIGTERM) < 5

    out, _ = running.communicate()
    assert running.returncode == 143
    assert len(out.splitlines()) == len(world.posts()) >= 1
    assert world.litter() == []
    assert not (world.archive / ".scrape/state.sqlite3-open").exists()


def test_a_second_signal_ends_it_at_once(tmp_path: Path, site: LocalSite) -> None:
    world = World(tmp_path, site)
    world.configure(world.feed())
    articles(site, 1)
    running = world.start(
        before="import sys, time\nimport scraper.post as post\n"
        "def slow(*rest):\n"
        "    print('reading', file=sys.stderr, flush=True)\n"
        "    while True: sum(range(1000))\n"
        "post.build_post = slow",
    )
    assert running.stderr is not None
    assert running.stderr.readline() == "reading\n"
    running.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    assert stopped(running, signal.SIGTERM) < 1.5
    _, err = running.communicate()
    assert running.returncode == 143
    assert err.count("ended at once") == 1

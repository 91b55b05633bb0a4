"""Reaching back killed at any moment, or cut short by a budget: it goes on, and asks nothing twice.

Only what was in flight at the kill may be asked for again, and the feed with its robots.txt.
"""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forks import LONGEST_S, posts_of
from history_reach import assert_exactly, assert_polite, reach, world_of
from history_web import NewsSite, dated_path, stories
from history_web_feeds import open_archives, open_pages
from history_web_sitemaps import open_index, open_static_feed
from history_web_wordpress import open_rest, open_wordpress_feed
from scraper.pipeline.run import ARTICLES_AT_ONCE
from world import World

pytestmark = pytest.mark.slow

KILLS = 3  # of each of the four sites: twelve moments, and ten in a row
WANTED = 50


def rest(site: NewsSite) -> None:
    open_wordpress_feed(site)
    open_rest(site, "America/Chicago")


def index(site: NewsSite) -> None:
    open_static_feed(site)
    open_index(site)


def pages(site: NewsSite) -> None:
    open_pages(site, size=10)


def archives(site: NewsSite) -> None:
    open_archives(site, size=10)


SITES: dict[str, Callable[[NewsSite], None]] = {
    "archives": archives,
    "pages": pages,
    "REST": rest,
    "index": index,
}


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> Iterator[NewsSite]:
    with NewsSite(stories(path=dated_path)) as site:
        SITES[request.param](site)
        yield site


class Killed:
    """Runs on one site, and what each asked for that another had asked for before."""

    def __init__(self, world: World, site: NewsSite) -> None:
        self.site = site
        self._world = world
        self.since = site.since(WANTED)
        self._start = 0
        self._held: list[dict[str, int]] = []

    def run(self, archive: Path, after: float = LONGEST_S) -> int:
        return self._world.status(archive, "--since", self.since, after=after)

    def begin(self) -> None:
        """What was asked so far counts no more."""
        self._start = self.site.count()
        self._held.clear()

    def asked(self) -> Counter[str]:
        told = self.site.asked()[self._start :]
        return Counter(
            request.path
            for request in told
            if request.path not in ("/robots.txt", self.site.feed_path)
        )

    def held(self, archive: Path) -> set[str]:
        """The paths of the stories that are posts there."""
        texts = posts_of(archive).values()
        return {story.path for story in self.site.stories if any(
            f"{self.site.origin}{story.path}\n".encode() in text for text in texts
        )}  # fmt: skip

    def remember(self, archive: Path) -> None:
        """How things stand at a kill."""
        asked = self.asked()
        self._held.append({path: asked[path] for path in self.held(archive)})

    def assert_nothing_twice(self) -> None:
        """Lists that came again were in flight, one for each kill; so were a few stories."""
        asked, kills = self.asked(), len(self._held)
        for held in self._held:
            again = {path for path, times in held.items() if asked[path] != times}
            assert not again, "it was a post already, and was asked for again"
        articles = {story.path for story in self.site.stories}
        lists = sum(times - 1 for path, times in asked.items() if path not in articles)
        assert lists <= kills, asked
        assert sum(asked[path] - 1 for path in articles & set(asked)) <= ARTICLES_AT_ONCE * kills


def test_killed_at_any_moment_and_run_again_it_ends_in_the_same_archive(
    tmp_path: Path, site: NewsSite
) -> None:
    site.list_latency_s = 0.03
    killed = Killed(world_of(tmp_path, site), site)
    assert killed.run(tmp_path / "warm") == 0
    killed.begin()
    started = time.monotonic()
    assert killed.run(tmp_path / "whole") == 0
    took = time.monotonic() - started
    whole, needed = posts_of(tmp_path / "whole"), killed.asked()
    assert len(whole) == len(site.wanted(killed.since))
    chance = random.Random(20261201)
    ended = 0
    for number in range(KILLS):
        archive = tmp_path / f"killed-{number}"
        killed.begin()
        status = killed.run(archive, after=took * (number + chance.random()) / KILLS)
        assert status in (0, -signal.SIGKILL)
        ended += status != 0
        before = posts_of(archive)
        assert before.items() <= whole.items(), "none half, none twice"
        killed.remember(archive)

        assert killed.run(archive) == 0

        assert posts_of(archive) == whole
        assert set(killed.asked()) == set(needed)
        killed.assert_nothing_twice()
    assert ended >= KILLS // 2, "the moments lie within the run"


def test_killed_ten_times_in_a_row(tmp_path: Path) -> None:
    with NewsSite(stories(path=dated_path)) as site:
        killed = Killed(world_of(tmp_path, site), site)
        pages(site)
        site.list_latency_s = 0.03
        assert killed.run(tmp_path / "warm") == 0
        started = time.monotonic()
        assert killed.run(tmp_path / "whole") == 0
        took = time.monotonic() - started
        killed.begin()
        chance = random.Random(7)
        archive = tmp_path / "killed"
        kills = 0
        for _ in range(10):
            kills += killed.run(archive, after=took * chance.uniform(0.15, 0.6)) != 0
            killed.remember(archive)

        assert killed.run(archive) == 0

        assert posts_of(archive) == posts_of(tmp_path / "whole")
        killed.assert_nothing_twice()
        assert kills >= 3


def test_a_budget_of_requests_is_spent_and_the_next_run_goes_on(
    tmp_path: Path, site: NewsSite
) -> None:
    world = world_of(tmp_path, site)
    since = site.since(WANTED)
    came = None
    for _ in range(12):
        came = reach(world, since, "--max-requests", "2", after=came)
        if came.history["reached"]:
            break
        assert set(came.ends.values()) & {"request budget spent"}, came.ends
        assert "PARTIAL" in came.ran.err
    assert came is not None
    assert came.history["reached"]
    assert_exactly(came, site.wanted(since))
    assert_polite(came)


def test_a_budget_of_entries_is_spent_and_the_next_run_goes_on(
    tmp_path: Path, site: NewsSite
) -> None:
    world = world_of(tmp_path, site)
    since = site.since(WANTED)
    came = None
    for _ in range(8):
        before = came.posts if came is not None else []
        came = reach(world, since, "--max-new", "15", after=came)
        assert len(came.posts) - len(before) <= 15 + len(site.live)
        if came.history["reached"]:
            break
        assert "entry budget spent" in came.ends.values(), came.ends
    assert came is not None
    assert came.history["reached"]
    assert_exactly(came, site.wanted(since))


def test_what_a_stopped_run_left_comes_one_by_one_in_a_plain_one(
    tmp_path: Path, site: NewsSite
) -> None:
    world = world_of(tmp_path, site)
    running = world.start("--since", site.since(WANTED))
    while len(world.posts()) < 3 and running.poll() is None:
        time.sleep(0.01)
    running.kill()
    running.communicate(timeout=30)
    before = len(world.posts())
    site.at_once.clear()
    plain = world.scrape()
    assert plain.status == 0, plain.err
    assert len(world.posts()) >= before + 3 * ARTICLES_AT_ONCE
    assert not site.at_once, site.at_once[:3]

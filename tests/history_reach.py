"""Reaching back on the simulated web by the real command, and what must hold of what came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from history_web import NewsSite, Story
from world import Ran, World

NETWORK = {"allow_private": True, "total_timeout": "10s", "history_pause": "0s"}
HONEST = 1.3  # times the least possible number of requests
BUDGET = 400  # requests for history, by default


@dataclass(frozen=True)
class Reach:
    """What a run of `scrape --since` came to; `earlier` are the posts of runs before it."""

    ran: Ran
    site: NewsSite
    world: World
    earlier: tuple[dict[str, Any], ...] = ()

    @property
    def posts(self) -> list[dict[str, Any]]:
        return [*self.earlier, *(one for one in self.ran.objects if one["type"] == "post")]

    @property
    def feed(self) -> dict[str, Any]:
        (feed,) = (one for one in self.ran.objects if one["type"] == "feed")
        return feed

    @property
    def history(self) -> dict[str, Any]:
        """How far it came, as --json tells it."""
        found: dict[str, Any] = self.feed["history"]
        return found

    @property
    def ends(self) -> dict[str, str]:
        """How the walk through each source ended."""
        return {source["source"]: source["end"] for source in self.history["sources"]}


def world_of(folder: Path, site: NewsSite, **more: Any) -> World:
    """A world with the site's feed; `more` are keys of the feed, `top` of the config."""
    top = more.pop("top", {})
    world = World(folder, site)
    network = {**NETWORK, **top.pop("network", {})}
    world.configure(world.feed(path=site.feed_path, **more), network=network, **top)
    return world


def reach(world: World, since: str, *arguments: str, after: Reach | None = None) -> Reach:
    """Runs `scrape --since`, perhaps after another run."""
    site = world.site
    assert isinstance(site, NewsSite)
    ran = world.scrape("--since", since, "--json", *arguments)
    assert ran.status == 0, ran.err
    return Reach(ran, site, world, tuple(after.posts) if after is not None else ())


def reach_later(world: World, since: str, minutes: int, after: Reach) -> Reach:
    """Runs `scrape --since` by a clock that is so many minutes ahead."""
    site = world.site
    assert isinstance(site, NewsSite)
    running = world.start(
        "--since", since, "--json",
        before="from datetime import timedelta\nimport scraper.commands.asking as asking\n"
        f"real = asking.now\nasking.now = lambda: real() + timedelta(minutes={minutes})",
    )  # fmt: skip
    out, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    return Reach(Ran(0, out, err), site, world, tuple(after.posts))


def assert_exactly(came: Reach, wanted: Iterable[Story]) -> None:
    """Each of these is a post, once, of its own date and text; and nothing else is."""
    site = came.site
    by_url = {site.origin + story.path: story for story in site.stories}
    want = sorted(story.number for story in wanted)
    strange = [post["url"] for post in came.posts if post["url"] not in by_url]
    assert not strange, f"junk: {strange[:5]}"
    got = sorted(by_url[post["url"]].number for post in came.posts)
    lost, more = sorted(set(want) - set(got)), sorted(set(got) - set(want))
    assert got == want, f"lost {len(lost)} {lost[:5]}, too many {more[:5]}; {came.ran.err[-600:]}"
    files = came.world.posts()
    assert len(files) >= len(came.posts)
    for post in came.posts:
        story = by_url[post["url"]]
        at = datetime.fromisoformat(post["published"])
        assert at == story.published, f"{post['url']}: dated {at}, published {story.published}"
        text = files[post["path"]]
        assert f"Section {story.number}.0:" in text, post["url"]
        assert f"Section {story.number}.4:" in text, post["url"]
        assert "Imprint" not in text


def assert_polite(came: Reach, budget: int = BUDGET) -> None:
    """One request at a time where it went beyond the feed's window, each address once, for
    history as many as are reported, and no more than the budget allows.
    """
    counted = came.site.counted()
    assert not counted.history or not came.site.at_once, came.site.at_once[:3]
    twice = sorted({path for path in counted.articles if counted.articles.count(path) > 1})
    assert not twice, f"articles fetched twice: {twice[:5]}"
    twice = sorted({path for path in counted.history if counted.history.count(path) > 1})
    assert not twice, f"lists fetched twice: {twice[:5]}"
    assert len(counted.history) <= budget
    told = {source["source"]: source["requests"] for source in came.history["sources"]}
    assert sum(told.values()) == len(counted.history), f"reported {told}, seen {counted.history}"


def assert_sparing(came: Reach, wanted: Sequence[Story]) -> None:
    """No more than 1.3 times the least possible number of requests."""
    counted, least = came.site.counted(), came.site.least(wanted)
    assert counted.all <= HONEST * least, (
        f"{counted.all} requests where {least} would do: feed {counted.feed}, robots"
        f" {counted.robots}, articles {len(counted.articles)}, lists {counted.history[:40]}"
    )


def assert_reached(came: Reach, source: str | None = None, end: str | None = None) -> None:
    """The report says that the date was reached, by that source."""
    assert came.history["reached"] is True, came.history
    assert ": reached " in came.ran.err
    assert "PARTIAL" not in came.ran.err
    if source is not None:
        assert source in came.ends, came.ends
    if end is not None:
        assert source is not None
        assert came.ends[source] == end


def assert_partial(came: Reach, *said: str, source: str | None = None, end: str = "") -> None:
    """The report says that it was not, and why."""
    assert came.history["reached"] is False, came.history
    lines = [line for line in came.ran.err.splitlines() if "PARTIAL" in line]
    assert len(lines) == 1, came.ran.err
    for words in said:
        assert words in lines[0]
    if source is not None:
        assert came.ends.get(source) == end, came.ends

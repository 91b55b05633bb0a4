"""Twelve failures planted into a feed that was well: `scrape status` names each, and a remedy."""

from __future__ import annotations

import copy
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scraper.commands import status_lines
from scraper.commands.status import status
from scraper.errors import FetchError
from scraper.model import SiteRule
from small_web import HOST, SmallWorld
from world import Item, page, rss

FEED, NEW = f"{HOST}/feed", f"{HOST}/new/feed.xml"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WORDS = "lock tide ship harbour council bridge budget school river station garden museum".split()


@dataclass
class Well(SmallWorld):
    """A feed whose news come with their pages, and `scrape status` on its state."""

    rules: tuple[SiteRule, ...] = (SiteRule("news.example.org", keep=("article",)),)
    items: list[Item] = field(default_factory=list)
    shown: int = 12  # entries of its document

    def publish(
        self, number: int, look: Callable[[str], str] = page, **other: Callable[[int], Any]
    ) -> None:
        """So many new articles; `other` gives fields of an Item by its number."""
        for _ in range(number):
            n = len(self.items)
            word, second = WORDS[n % len(WORDS)], WORDS[n // len(WORDS) % len(WORDS)]
            title, link = f"The {word} and the {second} of number {n}", f"{HOST}/{n}-{word}"
            fields: dict[str, Any] = {
                "title": title,
                "link": link,
                "guid": f"guid-{n}",
                "published": self.now - 5 * MINUTE - n % 7 * MINUTE,
                "summary": f"Of the {word}.",
            }
            self.items.append(Item(**fields | {key: value(n) for key, value in other.items()}))
            self.web.answers[link] = look(title)
        self.web.answers[FEED] = self.document()

    def document(self) -> str:
        return rss(*self.items[-self.shown :])

    def polled(self, after: timedelta = 40 * MINUTE) -> None:
        self.now += after
        self.run()

    def config(self) -> Path:
        path = self.root / "feeds.yaml"
        feed = {"name": "Daily", "url": FEED, "poll_every": "0s"}
        path.write_text(json.dumps({"archive": ".", "feeds": [feed]}))
        return path

    def ask(self, *arguments: str) -> tuple[int, str]:
        """Exit status of `scrape status`, and what it printed."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(status_lines, "now", lambda: self.now)
            done = CliRunner().invoke(
                status, ["-c", str(self.config()), *arguments], standalone_mode=False
            )
        if done.exception is not None:
            raise done.exception
        return done.return_value, done.output

    def troubles(self) -> list[dict[str, Any]]:
        _, said = self.ask("--json")
        objects = [json.loads(line) for line in said.splitlines()]
        return [each for each in objects if each["type"] == "trouble"]

    def named(self, kind: str) -> dict[str, Any]:
        """The trouble of that kind, which must be the only one, and must need a person."""
        code, lines = self.ask()
        (trouble,) = self.troubles()
        assert (trouble["kind"], trouble["needs_person"], code) == (kind, True, 1)
        assert trouble["since"] is not None or kind == "space"
        assert trouble["why"] in lines
        assert trouble["remedy"] in lines
        return trouble


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Well:
    world = Well(tmp_path_factory.mktemp("well"))
    for _ in range(14):
        world.publish(2)
        world.polled(DAY)
    return world


@pytest.fixture
def world(lived: Well, tmp_path: Path) -> Well:
    """Two weeks old, with two articles a day, and well."""
    root = tmp_path / "world"
    shutil.copytree(lived.root, root)
    made = Well(root, now=lived.now, items=list(lived.items))
    made.web.answers = copy.copy(lived.web.answers)
    return made


def test_it_is_well_to_begin_with(world: Well) -> None:
    assert len(world.posts()) == 28
    assert world.ask() == (0, "1 feed; 28 posts; 0 waiting, 0 given up\n")
    for _ in range(3):  # what is unchanged is well, too
        world.polled()
    assert world.ask()[0] == 0


def test_1_not_found(world: Well) -> None:
    del world.web.answers[FEED]
    world.polled()
    (first,) = world.troubles()
    assert (first["kind"], first["needs_person"], world.ask()[0]) == ("not-found", False, 0)
    world.polled()
    trouble = world.named("not-found")
    assert trouble["why"] == "HTTP 404"
    assert "look on the site for the feed's new address" in trouble["remedy"]
    assert trouble["next_try"] is not None  # after two failures it waits a little
    world.publish(1)
    world.polled()
    assert world.ask()[0] == 0


@pytest.mark.parametrize("polls", [2, 3])
def test_2_moved_for_good(world: Well, polls: int) -> None:
    world.web.moved[FEED] = NEW
    world.web.answers[NEW] = world.document()
    for _ in range(polls):
        world.polled()
    trouble = world.named("moved")
    assert trouble["remedy"] == f"put `url: {NEW}` into the config"
    world.polled()
    assert world.named("moved")["since"] == trouble["since"]
    world.web.moved.clear()
    world.polled()


def test_2_moved_to_where_another_feed_is(world: Well) -> None:
    world.web.moved[FEED] = NEW
    world.web.answers[NEW] = rss(Item("Another", f"{HOST}/another", "another", world.now))
    for _ in range(2):
        world.polled()
    trouble = next(each for each in world.troubles() if each["kind"] == "moved")
    assert "where another feed is" in trouble["why"]
    assert trouble["needs_person"]
    assert world.ask()[0] == 1


def test_2_a_page_that_names_the_feed(world: Well) -> None:
    link = f'<link rel="alternate" type="application/rss+xml" href="{NEW}">'
    world.web.answers[FEED] = page("News", head=link)
    world.web.answers[NEW] = world.document()
    for _ in range(2):
        world.polled()
    assert world.named("moved")["remedy"] == f"put `url: {NEW}` into the config"
    world.publish(1)
    world.polled()
    assert world.troubles() == []


def test_3_a_page_instead(world: Well) -> None:
    world.web.answers[FEED] = page("Back soon")
    for _ in range(2):
        world.polled()
    trouble = world.named("not-a-feed")
    assert "HTML page" in trouble["why"]
    assert "look at the address in a browser" in trouble["remedy"]


def test_4_silent_against_its_rhythm(world: Well) -> None:
    world.polled(9 * DAY)
    assert world.troubles() == []
    world.polled(4 * DAY)
    trouble = world.named("silent")
    assert trouble["why"] == "nothing new for 13 days, where 1 were the longest so far"
    assert "see whether the site goes on" in trouble["remedy"]
    world.publish(1)
    world.polled()
    assert world.troubles() == []


def test_4_a_feed_that_nobody_asks_is_not_silent(world: Well) -> None:
    world.now += 90 * DAY
    assert world.troubles() == []


LOCKED = (
    '<script type="application/ld+json">{"@context": "https://schema.org", "@type":'
    ' "NewsArticle", "isAccessibleForFree": false}</script>'
)


def teaser(title: str) -> str:
    return page(title, "The lock is open, and more [&hellip;]", head=LOCKED)


def beginning(title: str) -> str:
    return page(title, head=LOCKED)


@pytest.mark.parametrize(
    ("look", "why"), [(teaser, "the page is a teaser only"), (beginning, "only a part of")]
)
def test_5_all_teasers_suddenly(world: Well, look: Callable[[str], str], why: str) -> None:
    for _ in range(2):
        world.publish(2, look)
        world.polled()
    trouble = world.named("teasers")
    assert trouble["why"].startswith("no whole article among the last 4, as there were before: ")
    assert why in trouble["why"]
    assert f"scrape try {HOST}/" in trouble["remedy"]
    assert "`from: feed`" in trouble["remedy"]
    assert trouble["next_try"] is None
    world.publish(1)
    world.polled()
    assert world.troubles() == []


def test_5_a_single_teaser_is_no_trouble(world: Well) -> None:
    for _ in range(3):
        world.publish(1, teaser)
        world.publish(1)
        world.polled()
    assert world.troubles() == []


def test_bodies_that_collapse(world: Well) -> None:
    for _ in range(3):
        world.publish(2, lambda title: page(title, "The lock was opened by the mayor."))
        world.polled()
    trouble = world.named("shorter")
    assert trouble["why"].startswith("the last 6 bodies have 33 characters or so, where ")
    assert f"scrape try --explain {HOST}/" in trouble["remedy"]


def rebuilt(title: str) -> str:
    return page(title).replace("article>", "div>")


def test_6_a_rule_that_matches_no_more(world: Well) -> None:
    for _ in range(2):
        world.publish(2, rebuilt)
        world.polled()
    trouble = world.named("rule")
    assert trouble["why"] == (
        "sites.yaml: news.example.org: keep does not match any more (4 articles)"
    )
    assert trouble["remedy"].startswith("mend `keep` of news.example.org in sites.yaml")
    assert trouble["url"].startswith(f"{HOST}/")


@pytest.mark.parametrize(
    ("ahead", "zone"), [(timedelta(hours=2), "Etc/GMT-2"), (5.5 * HOUR, "Asia/Kolkata")]
)
def test_7_wrong_zone(world: Well, ahead: timedelta, zone: str) -> None:
    for _ in range(2):
        told = world.now + 40 * MINUTE + ahead
        world.publish(2, published=lambda n, told=told: told - n % 9 * MINUTE)
        world.polled()
    trouble = world.named("zone")
    hours = "2 h" if ahead == 2 * HOUR else "5 1/2 h"
    assert f"about {hours} ahead" in trouble["why"]
    assert "`timezone_override`" in trouble["remedy"]
    assert trouble["remedy"].endswith(f": {zone}")
    world.publish(1)
    world.polled()
    assert world.troubles() == []


def test_7_an_announcement_is_no_wrong_zone(world: Well) -> None:
    for hours in (3, 9):
        world.publish(1)
        world.publish(1, published=lambda n, hours=hours: world.now + hours * HOUR)
        world.polled()
    assert world.troubles() == []


def test_8_guids_that_all_share(world: Well) -> None:
    for _ in range(2):
        world.publish(3, guid=lambda n: "latest")
        world.polled()
    trouble = world.named("guids")
    assert trouble["why"] == "6 entries of its document have a guid that others have, too"
    assert "told apart by address and title" in trouble["remedy"]
    assert len(world.posts()) == 34
    world.now += 8 * DAY  # only the site can mend it, and a person was told
    (later,) = world.troubles()
    assert (later["kind"], later["needs_person"], world.ask()[0]) == ("guids", False, 0)


def test_8_guids_that_count_places(world: Well) -> None:
    world.shown = 2
    for _ in range(2):
        world.publish(2, guid=lambda n: f"guid-{n % 2}")
        world.polled()
    assert world.named("guids")["why"].startswith("a guid that it gave to one article")


def test_9_an_expired_certificate(world: Well) -> None:
    said = "bad certificate or TLS (certificate has expired)"
    world.web.answers[FEED] = FetchError(FEED, said, phase="tls", retry=timedelta(0))
    for _ in range(2):
        world.polled()
    trouble = world.named("certificate")
    assert trouble["why"] == said
    assert trouble["remedy"].startswith("the site must renew it")


def test_10_too_many_requests_for_days(world: Well) -> None:
    world.web.answers[FEED] = FetchError(
        FEED,
        "HTTP 429 Too Many Requests",
        phase="status",
        retry=12 * HOUR,
        status=429,
        host_wide=True,
    )
    for _ in range(4):
        world.polled(7 * HOUR)  # every other one finds that the host is to be left alone
        assert world.ask()[0] == 0
    world.polled(4 * HOUR)
    trouble = world.named("throttled")
    assert trouble["why"] == "HTTP 429 Too Many Requests"
    assert "a longer `poll_every` (1h)" in trouble["remedy"]
    assert "`contact`" in trouble["remedy"]
    assert trouble["next_try"] is not None


def test_11_an_empty_feed(world: Well) -> None:
    world.web.answers[FEED] = rss()
    world.polled()
    assert world.troubles() == []
    world.polled()
    trouble = world.named("empty")
    assert trouble["why"] == "shows no entry any more, where it showed some"
    assert "look for another feed of it" in trouble["remedy"]
    world.publish(1)
    world.polled()
    assert world.troubles() == []


@pytest.mark.parametrize(
    ("room", "why"),
    [
        # bsize, frsize, blocks, bfree, bavail, files, ffree, favail, flag, namemax
        pytest.param(
            (4096, 4096, 25_000_000, 40_000, 30_000, 10_000, 9_000, 9_000, 0, 255),
            "123 MB are free",
            id="bytes",
        ),
        pytest.param(
            (4096, 4096, 25_000_000, 9_000_000, 9_000_000, 100_000, 12, 12, 0, 255),
            "12 more files are all it can hold",
            id="inodes",
        ),
    ],
)
def test_12_an_archive_that_is_nearly_full(
    world: Well, room: tuple[int, ...], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert world.troubles() == []
    monkeypatch.setattr(os, "statvfs", lambda path: os.statvfs_result(room))
    world.polled()
    trouble = world.named("space")
    assert trouble["why"] == f"the disk of {world.root} is nearly full: {why}"
    assert trouble["remedy"].startswith("make room")
    assert trouble["feed"] is None

"""`scrape check --live`: what filters would do, and that nothing comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from local_site import LocalSite
from scraper import decide
from scraper.commands.check import check
from world import LOREM, Item, Ran, World, page, rss

NOW = datetime.now(UTC).replace(microsecond=0)
FILTERS = {
    "drop": [{"title": "sponsored"}, {"shorter_than": 500}, {"url": "/video/"}],
    "keep": [{"title": ["lock", "shoes", "brief", "lost"]}],
}
Check = Callable[..., Ran]


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        titles = {"a": "Lock opens", "b": "Sponsored: shoes", "c": "Mayor", "d": "In brief"}
        entries = [
            Item(title, running.url(f"/{name}"), published=NOW - n * timedelta(days=1))
            for n, (name, title) in enumerate(titles.items())
        ]
        running.reply("/feed", rss(*entries, Item("Lost", running.url("/gone"))))
        running.reply("/a", page("Lock opens"))
        running.reply("/d", page("In brief", LOREM))
        yield running


@pytest.fixture
def world(tmp_path: Path, site: LocalSite) -> World:
    made = World(tmp_path, site)
    made.configure(made.feed(filters=FILTERS), made.feed("Free", "/free"))
    return made


@pytest.fixture
def asked(world: World) -> Check:
    """The command, in this process."""

    def run(*arguments: str) -> Ran:
        done = CliRunner().invoke(
            check, ["-c", str(world.config), *arguments], standalone_mode=False
        )
        if done.exception is not None:
            raise done.exception
        return Ran(int(done.return_value), done.stdout, done.stderr)

    return run


def test_each_entry_is_told_with_its_rule(world: World, site: LocalSite, asked: Check) -> None:
    done = asked("--live")
    assert done.status == 0
    assert done.out.replace(site.url(""), "").splitlines() == [
        "Daily: undecided: Lock opens </a>; until its page is read: shorter than 500",
        "Daily: dropped: Sponsored: shoes </b>; drop: title ~ 'sponsored'",
        "Daily: dropped: Mayor </c>; keep: no rule holds",
        "Daily: undecided: In brief </d>; until its page is read: shorter than 500",
        "Daily: undecided: Lost </gone>; until its page is read: shorter than 500",
        "Daily: matched nothing: drop: url ~ '/video/'",
        "Daily: 5 entries: 2 dropped, 3 undecided",
    ]
    assert [request.path for request in site.requests] == ["/feed"], "and no feed without filters"
    assert not world.archive.exists()


def test_pages_are_read_where_that_is_asked_for(
    world: World, site: LocalSite, asked: Check
) -> None:
    done = asked("--live", "--pages", "9")
    assert done.status == 0
    lines = done.out.replace(site.url(""), "").splitlines()
    word = "keep: title ~ 'lock'"
    assert lines[0] == f"Daily: kept: Lock opens </a>; {word}; by its page"
    assert lines[3] == "Daily: dropped: In brief </d>; drop: shorter than 500; by its page"
    assert lines[4].startswith("Daily: undecided: Lost </gone>; its page can't be had: HTTP 404")
    assert lines[-1] == "Daily: 5 entries: 1 kept, 3 dropped, 1 undecided"
    assert not world.archive.exists()


def test_no_more_pages_are_read_than_were_asked_for(site: LocalSite, asked: Check) -> None:
    asked("--live", "--pages", "1")
    assert (site.count("/a"), site.count("/d"), site.count("/gone")) == (1, 0, 0)


def test_robots_txt_is_honoured(site: LocalSite, asked: Check) -> None:
    site.reply("/robots.txt", "User-agent: *\nDisallow: /a\n", content_type="text/plain")
    done = asked("--live", "--pages", "1")
    assert "Lock opens" in done.out.splitlines()[0]
    assert "robots.txt forbids this page" in done.out.splitlines()[0]
    assert site.count("/a") == 0


def test_a_feed_that_is_named_needs_no_filters(site: LocalSite, asked: Check) -> None:
    site.reply("/free", rss(Item("A", site.url("/a"))))
    done = asked("--live", "--feed", "free")
    assert done.out.splitlines() == [
        f"Free: kept: A <{site.url('/a')}>",
        "Free: 1 entry: 1 kept (no filters)",
    ]


def test_a_feed_that_can_t_be_had_makes_the_status_1(site: LocalSite, asked: Check) -> None:
    site.reply("/free", page("Not a feed"))
    done = asked("--live", "--feed", "*")
    assert done.status == 1
    assert "Daily: 5 entries" in done.out
    last = done.out.splitlines()[-1]
    assert last == f"Free: can't be had: an HTML page, not a feed ({site.url('/free')})"


def test_scripts_are_told_the_same(site: LocalSite, asked: Check) -> None:
    site.reply("/free", "", status=404)
    *verdicts, daily, free = asked("--live", "--json", "--feed", "*").objects
    assert [told["verdict"] for told in verdicts] == [
        *("undecided", "dropped", "dropped", "undecided", "undecided"),
    ]
    assert verdicts[1] == {
        "type": "verdict",
        "feed": "Daily",
        "title": "Sponsored: shoes",
        "url": site.url("/b"),
        "verdict": "dropped",
        "why": "drop: title ~ 'sponsored'",
        "page": False,
        "error": None,
    }
    assert daily == {
        "type": "filters",
        "feed": "Daily",
        "url": site.url("/feed"),
        "entries": 5,
        "kept": 0,
        "dropped": 2,
        "undecided": 3,
        "unmatched": ["drop: url ~ '/video/'"],
        "error": None,
    }
    assert free["error"].startswith("HTTP 404")


def test_a_state_that_is_there_is_left_alone(world: World, asked: Check) -> None:
    world.state.parent.mkdir(parents=True)
    world.state.write_bytes(b"not a state")
    asked("--live", "--pages", "1")
    assert world.state.read_bytes() == b"not a state"
    assert [file.name for file in world.archive.rglob("*")] == [".scrape", "state.sqlite3"]


def test_control_characters_of_strangers_do_not_reach_the_terminal(
    world: World, site: LocalSite, asked: Check
) -> None:
    items = '[{"id": "1", "title": "\\u001b[31mred", "url": "https://x.example/"}]'
    feed = '{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": ' + items + "}"
    site.reply("/odd", feed)
    world.configure(world.feed(path="/odd", filters={"drop": [{"title": "\u202eodd"}]}))
    assert "\x1b" not in asked("--live").out


def test_without_filters_there_is_nothing_to_do(world: World, asked: Check) -> None:
    world.configure(world.feed())
    done = asked("--live")
    assert (done.status, done.out) == (0, "")
    assert done.err == "scrape: no feed that is enabled has filters (docs/feeds.md)\n"


def test_a_bug_in_a_filter_is_told_and_stops_no_other_feed(
    world: World, site: LocalSite, asked: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.reply("/free", rss(Item("A", site.url("/a"))))
    whole = decide.judge_entry

    def broken(filters: Any, *rest: Any) -> decide.Verdict:
        if filters:
            raise RuntimeError("a bug")
        return whole(filters, *rest)

    monkeypatch.setattr(decide, "judge_entry", broken)
    done = asked("--live", "--feed", "*")
    assert done.status == 1
    assert "Daily: can't be had: internal error: RuntimeError" in done.out
    assert "Free: 1 entry: 1 kept" in done.out


@pytest.mark.parametrize(
    "arguments", [("--pages", "3"), ("--feed", "Daily"), ("--live", "--feed-file", ".")]
)
def test_flags_that_do_not_go_together_are_refused(
    asked: Check, arguments: tuple[str, ...]
) -> None:
    with pytest.raises(click.UsageError):
        asked(*arguments)


def test_the_plain_check_says_how_many_feeds_have_filters_and_asks_nobody(
    site: LocalSite, asked: Check
) -> None:
    done = asked()
    assert done.out.splitlines()[1] == (
        "1 feed has filters: `scrape check --live` shows what they would do"
    )
    assert asked("--json").objects[0]["filtered"] == 1
    assert site.requests == []

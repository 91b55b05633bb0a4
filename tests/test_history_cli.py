"""The flags that go with `--since`: what they make, what is refused, and the exit status."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import pytest

from local_site import LocalSite
from scraper import decide
from scraper.cli import cli
from scraper.commands import running
from scraper.commands.reaching import history_from, stretch
from scraper.config import load_config
from scraper.console import Console
from scraper.dates import parse_since, parse_until
from scraper.errors import ConfigError
from scraper.model import (
    Coverage,
    End,
    FailOn,
    FeedOutcome,
    FeedReport,
    HistoryFrom,
    Reached,
    RunReport,
)
from scraper.pipeline import Job
from world import World, rss

CONFIG = "feeds:\n  - name: A\n    url: http://127.0.0.1:9/feed\n"
NOW = datetime(2026, 10, 10, 12, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
SINCE = datetime(2021, 11, 1, tzinfo=UTC)
FULL = Coverage(SINCE, True, (Reached("wordpress", End.WINDOW),))
SHORT = Coverage(SINCE, False, (Reached("pages", End.OVER),))


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        yield running


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "feeds.yaml"
    path.write_text(CONFIG)
    return path


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Job, bool]]:
    """The jobs that the command makes, none of which is run, and whether all is wanted."""
    made: list[tuple[Job, bool]] = []

    def keep(
        config: Any, job: Job, console: Console, fail_on: Any, *, require_full: bool, metrics: Any
    ) -> int:
        made.append((job, require_full))
        return 0

    monkeypatch.setattr(running, "run_and_tell", keep)
    return made


def call(config: Path, *arguments: str) -> None:
    cli(["-c", str(config), *arguments], standalone_mode=False)


# ── what the flags make ──────────────────────────────────────────────────────────────────────


def test_since_alone_looks_everywhere_within_what_is_configured(
    config: Path, jobs: list[tuple[Job, bool]]
) -> None:
    call(config, "--since", "2021-11-20")
    ((job, require_full),) = jobs
    feeds = load_config(config, environ={}).feeds
    assert job == Job(feeds, since=datetime(2021, 11, 20, tzinfo=UTC))
    assert (job.history, job.until, job.max_requests) == (HistoryFrom.AUTO, None, None)
    assert require_full is False


def test_every_flag_arrives(config: Path, jobs: list[tuple[Job, bool]]) -> None:
    config.write_text("timezone: Asia/Shanghai\n" + CONFIG)
    call(
        config,
        *"--since 2021-11-20 --until 2022-01-31 --history sitemap --max-requests 7".split(),
        *"--max-new 9 --strict --include-undated --require-full --dry-run".split(),
    )
    ((job, require_full),) = jobs
    assert job == Job(
        load_config(config, environ={}).feeds,
        since=datetime(2021, 11, 19, 16, tzinfo=UTC),
        until=datetime(2022, 1, 31, 16, tzinfo=UTC),
        history=HistoryFrom.SITEMAP,
        max_requests=7,
        max_new=9,
        strict=True,
        include_undated=True,
        dry_run=True,
    )
    assert require_full is True


@pytest.mark.parametrize("name", [each.value for each in HistoryFrom if each != "wayback"])
def test_each_place_to_look_in_can_be_named(
    config: Path, jobs: list[tuple[Job, bool]], name: str
) -> None:
    call(config, "--since", "7d", "--history", name)
    assert jobs[0][0].history is HistoryFrom(name)


def test_the_wayback_machine_needs_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wayback", None)
    with pytest.raises(ConfigError, match=r"not installed: pip install 'wayback>="):
        history_from("wayback")
    assert history_from("auto") is history_from(None) is HistoryFrom.AUTO


# ── until ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        pytest.param("2021-11-20", UTC, "2021-11-21T00:00", id="all of a day"),
        pytest.param("2021-11-20", SHANGHAI, "2021-11-20T16:00", id="a day of the zone"),
        pytest.param("2021-12-31", UTC, "2022-01-01T00:00", id="the last day of a year"),
        pytest.param("2021-10-31", BERLIN, "2021-10-31T23:00", id="a day of 25 hours"),
        pytest.param("2021-03-28", BERLIN, "2021-03-28T22:00", id="a day of 23 hours"),
        pytest.param("today", UTC, "2026-10-11T00:00", id="today, which is not over"),
        pytest.param("yesterday", SHANGHAI, "2026-10-09T16:00", id="yesterday"),
        pytest.param("2021-11-20T08:00", SHANGHAI, "2021-11-20T00:00", id="a time"),
        pytest.param("2021-11-20T08:00:00Z", SHANGHAI, "2021-11-20T08:00", id="an instant"),
        pytest.param("7d", UTC, "2026-10-03T12:00", id="an age"),
        pytest.param("2999-01-01", UTC, "2999-01-02T00:00", id="a day to come"),
    ],
)
def test_until_when(text: str, zone: Any, instant: str) -> None:
    assert parse_until(text, NOW, zone) == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "2021-13-01", "soon", "9999-12-31", "2021-11-20T25:00"])
def test_what_is_no_time_says_what_is(text: str) -> None:
    with pytest.raises(ValueError, match="a day like 2021-11-20"):
        parse_until(text, NOW, UTC)


def test_a_stretch_of_one_day_is_that_day() -> None:
    first, last = stretch("2021-11-20", "2021-11-20", "Asia/Shanghai")
    assert first == parse_since("2021-11-20", NOW, SHANGHAI)
    assert first is not None
    assert last == first + timedelta(days=1)
    assert stretch(None, None, "UTC") == (None, None)


# ── what is refused ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ("--until 2021-11-20", "--until goes with --since DATE"),
        ("--history none", "--history goes with --since DATE"),
        ("--history auto", "--history goes with --since DATE"),
        ("--max-requests 5", "--max-requests goes with --since DATE"),
        ("--max-new 5", "--max-new goes with --since DATE"),
        ("--strict", "--strict goes with --since DATE"),
        ("--include-undated", "--include-undated goes with --since DATE"),
        ("--require-full", "--require-full goes with --since DATE"),
        ("--since 7d --until soon", "--until: want a day like 2021-11-20"),
        ("--since 2021-11-20 --until 2021-11-19", "--until: want a time after that of --since"),
        ("--since 7d --until 8d", "--until: want a time after that of --since, got '8d'"),
        ("--since 7d --history rss", "'rss' is not one of"),
        ("--since 7d --max-requests 0", "0 is not in the range x>=1"),
        ("--since 7d --max-new -1", "-1 is not in the range x>=1"),
        ("--since 7d --max-new many", "'many' is not a valid integer"),
    ],
)
def test_a_bad_value_is_one_line_and_status_2(
    tmp_path: Path, site: LocalSite, arguments: str, line: str
) -> None:
    world = World(tmp_path, site)
    world.configure(world.feed())
    ran = world.scrape(*arguments.split())
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("scrape: error: ")
    assert line in ran.err
    assert ran.err.count("\n") == 1
    assert site.count("/feed") == 0


# ── exit status ──────────────────────────────────────────────────────────────────────────────


def report(*histories: Coverage | None, outcome: FeedOutcome = FeedOutcome.CHANGED) -> RunReport:
    feeds = tuple(FeedReport(str(n), outcome, history=each) for n, each in enumerate(histories))
    return RunReport(feeds, timedelta(seconds=1))


@pytest.mark.parametrize(
    ("run", "full"),
    [
        pytest.param(report(FULL, FULL), True, id="all reached"),
        pytest.param(report(FULL, SHORT), False, id="one falls short"),
        pytest.param(report(FULL, None), False, id="one was not read back"),
        pytest.param(report(None, outcome=FeedOutcome.FAILED), False, id="one failed"),
        pytest.param(report(None, outcome=FeedOutcome.STOPPED), False, id="the run ended first"),
        pytest.param(
            RunReport(report(FULL).feeds, timedelta(seconds=1), stopped="max-time"),
            False,
            id="some of what was found was left",
        ),
        pytest.param(report(), True, id="no feed at all"),
    ],
)
def test_whether_all_was_reached(run: RunReport, full: bool) -> None:
    assert decide.is_full(run) is full


@pytest.mark.parametrize(
    ("run", "require_full", "dry_run", "status"),
    [
        pytest.param(report(SHORT), False, False, 0, id="short, and that is no failure"),
        pytest.param(report(SHORT), True, False, 1, id="short, and all was wanted"),
        pytest.param(report(FULL), True, False, 0, id="all reached"),
        pytest.param(report(SHORT), True, True, 1, id="a dry run reads back, too"),
    ],
)
def test_status_1_only_where_all_is_wanted(
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    run: RunReport,
    require_full: bool,
    dry_run: bool,
    status: int,
) -> None:
    monkeypatch.setattr(running, "_run_job", lambda *arguments: (run, 0))
    loaded = load_config(config, environ={})
    job = Job(loaded.feeds, since=SINCE, dry_run=dry_run)
    console = Console(loaded.archive, {"0": "A"})
    assert (
        running.run_and_tell(loaded, job, console, FailOn.ANY, require_full=require_full) == status
    )


def test_help_says_what_goes_with_since() -> None:
    command = cli.get_command(click.Context(cli), "run")
    assert command is not None
    text = command.get_help(click.Context(command))
    for flag in "until history max-requests max-new strict include-undated require-full".split():
        assert f"--{flag}" in text
    assert text.count("With --since:") == 7


def test_a_feed_without_an_older_entry_is_archived_as_before(
    tmp_path: Path, site: LocalSite
) -> None:
    world = World(tmp_path, site)
    world.configure(world.feed())
    site.reply("/feed", rss())
    ran = world.scrape("--since", "7d", "--history", "none", "-q")
    assert ran.status == 0
    assert site.count("/feed") == 1

"""Metrics for Prometheus: a file that is right to the letter, whole, and of each run."""

from __future__ import annotations

import math
import os
import re
import stat
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from local_site import LocalSite
from scraper import archive as archive_module
from scraper.cli import cli
from scraper.commands import running
from scraper.commands.metrics import write_metrics
from scraper.console.metrics import metrics_text
from scraper.errors import ArchiveError, StoreError
from scraper.model import (
    FeedFigures,
    FeedOutcome,
    FeedReport,
    Figures,
    RunFigures,
    RunReport,
    TroubleKind,
)
from scraper.store.lock import run_lock
from scraper.store.sqlite import SqliteStore
from world import Item, World, page, rss

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
Labels = frozenset[tuple[str, str]]
Samples = Mapping[tuple[str, Labels], float]


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running_site:
        yield running_site


@pytest.fixture
def world(tmp_path: Path, site: LocalSite) -> World:
    made = World(tmp_path, site)
    made.configure(made.feed(), made.feed('Sec"ond \\', "/second"))
    site.reply("/feed", rss(Item(title="A", link=site.url("/a"))))
    site.reply("/a", page("A"))
    site.reply("/second", status=503)
    return made


def run(world: World, *arguments: str, env: Mapping[str, str] | None = None) -> Result:
    """A run within this process."""
    return CliRunner().invoke(
        cli, ["-c", str(world.config), *arguments], standalone_mode=False, env=env
    )


# ── the format, read as strictly as it is defined ────────────────────────────────────────────

_HELP = re.compile(r"# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\\n]|\\\\|\\n)*)")
_TYPE = re.compile(r"# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)")
_SAMPLE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)")
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,|$)')
_MEANT = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}


def read(text: str) -> Samples:
    """Exposition format 0.0.4 -> samples; AssertionError where it is broken."""
    assert text.endswith("\n")
    found: dict[tuple[str, Labels], float] = {}
    families: list[str] = []
    typed: set[str] = set()
    for line in text[:-1].split("\n"):
        if match := _HELP.fullmatch(line):
            assert match[1] not in families, f"{match[1]} comes twice"
            families.append(match[1])
        elif match := _TYPE.fullmatch(line):
            assert families[-1] == match[1]
            assert match[2] != "gauge" or not match[1].endswith("_total")
            typed.add(match[1])
        else:
            match = _SAMPLE.fullmatch(line)
            assert match, line
            assert match[1] == families[-1], f"{match[1]} is not in its family"
            assert match[1] in typed
            labels = _labels(match[2] or "")
            assert (match[1], labels) not in found, f"{line} comes twice"
            found[match[1], labels] = float(match[3])
    return found


def _labels(text: str) -> Labels:
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        match = _LABEL.match(text, at)
        assert match, text[at:]
        assert match[1] not in found
        found[match[1]] = re.sub(r"\\.", lambda m: _MEANT[m[0]], match[2])
        at = match.end()
    return frozenset(found.items())


def value(samples: Samples, name: str, /, **labels: str) -> float:
    """The one sample of that name and those labels, besides that of the archive."""
    (found,) = (
        number
        for (named, of), number in samples.items()
        if named == f"scraper_{name}"
        and {pair for pair in of if pair[0] != "archive"} == set(labels.items())
    )
    return found


def run_figures(*reports: FeedReport) -> RunFigures:
    report = RunReport(reports, timedelta(seconds=2), requests=7)
    return RunFigures("/srv/a", NOW, timedelta(seconds=2.5), 0, report)


def figures(*feeds: FeedFigures) -> Figures:
    return Figures(feeds, 10, 2, 3, {TroubleKind.GONE: 1}, {"archive": 5})


def test_the_format_is_right_to_the_letter() -> None:
    few = Figures((FeedFigures('A\\ "b"\nc', NOW, 2, 1),), 10, 2, 3, {}, {"archive": 5})
    text = metrics_text(run_figures(FeedReport("A", FeedOutcome.FAILED, saved=3)), few)
    assert (
        "# HELP scraper_feed_failures Failed polls of a feed in a row.\n"
        "# TYPE scraper_feed_failures gauge\n"
        'scraper_feed_failures{archive="/srv/a",feed="A\\\\ \\"b\\"\\nc"} 2\n'
    ) in text
    samples = read(text)
    assert {labels for _, labels in samples if dict(labels).get("archive") != "/srv/a"} == set()
    assert value(samples, "run_feeds", status="failed") == 1
    assert value(samples, "run_feeds", status="not-due") == 0
    assert value(samples, "run_duration_seconds") == 2.5
    assert value(samples, "last_run_timestamp_seconds") == NOW.timestamp()


@given(st.lists(st.text(max_size=20), unique=True, max_size=5), st.text(max_size=20))
@settings(deadline=None)
def test_any_name_of_a_feed_comes_back_as_it_is(names: list[str], archive: str) -> None:
    run_of = RunFigures(archive, NOW, timedelta(), 0, None)
    samples = read(metrics_text(run_of, figures(*(FeedFigures(n, NOW, 1, 0) for n in names))))
    told = [dict(of) for (name, of) in samples if name == "scraper_feed_failures"]
    assert [of["feed"] for of in told] == names
    assert all(dict(of)["archive"] == archive for _, of in samples)


def test_a_feed_that_never_came_has_no_time_of_success() -> None:
    samples = read(metrics_text(run_figures(), figures(FeedFigures("A", None, 3, 0))))
    names = {name for name, _ in samples}
    assert "scraper_feed_last_success_timestamp_seconds" not in names
    assert value(samples, "feed_failures", feed="A") == 3


def test_every_kind_of_trouble_is_there_so_that_none_is_a_zero() -> None:
    samples = read(metrics_text(run_figures(), figures()))
    assert {kind: value(samples, "troubles", kind=kind.value) for kind in TroubleKind} == {
        kind: float(kind is TroubleKind.GONE) for kind in TroubleKind
    }


@pytest.mark.slow
def test_ten_thousand_feeds_are_a_few_megabytes_and_quick() -> None:
    many = figures(*(FeedFigures(f"A feed of some name, {n}", NOW, 0, 0) for n in range(10_000)))
    began = time.perf_counter()
    text = metrics_text(run_figures(), many)
    assert time.perf_counter() - began < 2
    assert len(text) < 5_000_000
    assert text.count("\n") < 30_200


# ── of each run ──────────────────────────────────────────────────────────────────────────────


def test_a_run_says_how_it_went_and_how_all_stands(world: World, site: LocalSite) -> None:
    file = world.folder / "scraper.prom"
    before = time.time()
    done = run(world, "--metrics", str(file))
    assert done.return_value == 1
    samples = read(file.read_text("utf-8"))
    assert value(samples, "last_run_success") == 1  # it came to its end
    assert value(samples, "last_run_exit_status") == 1
    assert before - 1 <= value(samples, "last_run_timestamp_seconds") <= time.time() + 1
    assert value(samples, "run_requests") == 4  # with robots.txt
    assert value(samples, "run_posts_written") == value(samples, "posts") == 1
    assert value(samples, "entries_waiting") == value(samples, "entries_given_up") == 0
    assert (value(samples, "feeds"), value(samples, "feeds_failing")) == (2, 1)
    assert value(samples, "feed_last_success_timestamp_seconds", feed="Daily") > before - 1
    assert value(samples, "feed_failures", feed="Daily") == 0
    assert value(samples, "feed_failures", feed='Sec"ond \\') == 1
    assert value(samples, "feed_entries_waiting", feed="Daily") == 0
    # One failure is nobody's business yet.
    assert {n for (name, _), n in samples.items() if name == "scraper_troubles"} == {0}
    assert math.isfinite(value(samples, "disk_free_bytes", place="archive"))
    assert {dict(labels)["archive"] for _, labels in samples} == {str(world.archive)}


def test_what_waits_is_counted(world: World, site: LocalSite) -> None:
    site.forget("/a")
    site.reply("/a", status=503)
    file = world.folder / "scraper.prom"
    run(world, env={"SCRAPE_METRICS": str(file)})
    samples = read(file.read_text("utf-8"))
    assert value(samples, "entries_waiting") == 1
    assert value(samples, "feed_entries_waiting", feed="Daily") == 1


def test_the_feeds_are_all_that_are_enabled_whichever_the_run_is_for(world: World) -> None:
    world.configure(
        world.feed(), world.feed("Two", "/second"), world.feed("Off", "/off", enabled=False)
    )
    file = world.folder / "scraper.prom"
    run(world, "--feed", "Two", "--metrics", str(file))
    samples = read(file.read_text("utf-8"))
    told = {dict(of)["feed"] for name, of in samples if name == "scraper_feed_failures"}
    assert told == {"Daily", "Two"}
    assert value(samples, "run_feeds", status="failed") == 1


@pytest.mark.parametrize("error", [ArchiveError("disk full"), StoreError("disk full")])
def test_a_run_that_was_stopped_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    file = world.folder / "scraper.prom"
    run(world, "--metrics", str(file))

    async def stopped(*_: object) -> None:
        raise error

    monkeypatch.setattr(running, "run_pipeline", stopped)
    assert run(world, "--metrics", str(file)).exception is error
    samples = read(file.read_text("utf-8"))
    assert (value(samples, "last_run_success"), value(samples, "last_run_exit_status")) == (0, 3)
    assert value(samples, "posts") == 1  # the state itself can be read
    assert "scraper_run_requests" not in {name for name, _ in samples}


def test_a_run_whose_state_can_not_be_read_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreadable(self: SqliteStore) -> None:
        raise StoreError("the state can't be read")

    async def stopped(*_: object) -> None:
        raise error

    error = ArchiveError("disk full")
    monkeypatch.setattr(SqliteStore, "feed_states", unreadable)
    monkeypatch.setattr(running, "run_pipeline", stopped)
    file = world.folder / "scraper.prom"
    assert run(world, "--metrics", str(file)).exception is error  # and not the state's
    samples = read(file.read_text("utf-8"))
    assert value(samples, "last_run_success") == 0
    assert {name for name, _ in samples} == {
        "scraper_last_run_timestamp_seconds",
        "scraper_last_run_success",
        "scraper_last_run_exit_status",
        "scraper_run_duration_seconds",
    }


def test_an_archive_that_can_not_be_written_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: object) -> None:
        raise ArchiveError("no permission")

    monkeypatch.setattr(archive_module.Archive, "make", refused)
    file = world.folder / "scraper.prom"
    assert isinstance(run(world, "--metrics", str(file)).exception, ArchiveError)
    assert value(read(file.read_text("utf-8")), "last_run_success") == 0


def test_an_interrupted_run_says_so(world: World, site: LocalSite) -> None:
    site.forget("/feed")
    site.reply("/feed", delay=30)
    file = world.folder / "scraper.prom"
    process = world.start("--metrics", str(file))
    site.wait_for("/feed")
    process.terminate()
    _, err = process.communicate(timeout=30)
    assert process.returncode == 143, err
    samples = read(file.read_text("utf-8"))
    assert value(samples, "last_run_success") == 0
    assert value(samples, "last_run_exit_status") == 143
    assert value(samples, "feeds") == 2


def test_who_may_not_run_writes_nothing(world: World) -> None:
    file = world.folder / "scraper.prom"
    (world.archive / ".scrape").mkdir(parents=True)
    with run_lock(world.archive / ".scrape" / "lock"):
        assert run(world, "--metrics", str(file)).exception is not None
    assert not file.exists()


def test_a_dry_run_writes_nothing(world: World) -> None:
    file = world.folder / "scraper.prom"
    assert run(world, "--dry-run", "--metrics", str(file)).return_value == 1
    assert not file.exists()


# ── the file ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "want a file, got ''"),
        (".", "want a file, got '.'"),
        ("no/such/folder/x.prom", "want a file in a folder that is there, got 'no/such/"),
        ("/dev/null", "want a plain file, got '/dev/null'"),
    ],
)
def test_a_place_that_can_not_be_is_refused_before_the_run(
    world: World, site: LocalSite, path: str, words: str
) -> None:
    refused = world.scrape("--metrics", path)
    assert (refused.status, refused.out) == (2, "")
    assert refused.err.startswith(f"scrape: error: --metrics: {words}")
    assert refused.err.count("\n") == 1
    assert site.count() == 0


def test_all_may_read_it_and_nothing_else_is_left(world: World) -> None:
    folder = world.folder / "prom"
    folder.mkdir()
    file = folder / "scraper.prom"
    file.write_text("old")
    file.chmod(0o600)
    mask = os.umask(0o077)
    try:
        run(world, "--metrics", str(file))
    finally:
        os.umask(mask)
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert [path.name for path in folder.iterdir()] == ["scraper.prom"]
    assert read(file.read_text("utf-8"))


def test_a_file_that_can_not_be_written_costs_a_line_and_not_the_run(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: object) -> None:
        raise OSError(28, "No space left on device")

    file = world.folder / "scraper.prom"
    file.write_text("old")
    monkeypatch.setattr(Path, "replace", full)
    done = run(world, "--metrics", str(file))
    assert done.return_value == 1
    assert len(world.posts()) == 1
    assert f"scrape: metrics: can't write {file}: No space left on device\n" in done.stderr
    assert file.read_text() == "old"
    assert not list(world.folder.glob(".scraper.prom*"))


def test_what_is_written_takes_the_place_of_a_whole_file(tmp_path: Path) -> None:
    file = tmp_path / "scraper.prom"
    file.write_text("old")
    with file.open() as reader:  # who reads meanwhile
        assert write_metrics(file, "new\n") is None
        assert reader.read() == "old"
    assert file.read_text() == "new\n"

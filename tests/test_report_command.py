"""`scrape report`: it reads only, says what is there, and writes its page whole or not at all."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import stat
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from local_site import LocalSite
from scraper.cli import cli
from scraper.commands import report as command
from scraper.errors import ArchiveError, ConfigError, StoreError
from scraper.model import (
    BodySeen,
    EntryRecord,
    FeedState,
    Held,
    HostPace,
    RunRecord,
    Source,
    Status,
)
from scraper.report import measure, writing
from scraper.store.lock import run_lock
from scraper.store.sqlite import SqliteStore
from stored import DAY, entry, record
from world import Item, World, page, rss

NOW = datetime(2026, 11, 30, 14, 5, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        yield running


@pytest.fixture
def world(tmp_path: Path, site: LocalSite, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(command, "now", lambda: NOW)
    made = World(tmp_path, site)
    made.configure(made.feed(), made.feed("港口日报", "/second"))
    return made


def ask(world: World, *arguments: str) -> int:
    status: int = cli(
        ["report", "-c", str(world.config), *arguments], prog_name="scrape", standalone_mode=False
    )
    return status


def objects(out: str, kind: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in out.splitlines()]
    return [each for each in found if each["type"] == kind]


def post(number: int, feed: str, published: datetime | None) -> EntryRecord:
    done = record(str(number), Status.SAVED, path=f"{number}.md")
    return dataclasses.replace(done, entry=entry(str(number), published, feed), first_seen=NOW)


def remember(world: World, *, days: Sequence[int] = (0, 0, 3, 40)) -> None:
    """Posts of the first feed so many days ago; the second fails; a third left the config."""

    async def fill() -> None:
        world.state.parent.mkdir(parents=True, exist_ok=True)
        store = SqliteStore(world.state)
        url = world.site.url
        await store.admit(FeedState("Daily", url("/feed"), last_success=NOW - DAY), ())
        failing = FeedState(
            "港口日报",
            url("/second"),
            failures=5,
            failing_since=NOW - 4 * DAY,
            error="HTTP 503 \x1b[31mService",
        )
        waits = dataclasses.replace(record("w"), entry=entry("w", feed="港口日报"))
        await store.admit(failing, [waits])
        for number, ago in enumerate(days):
            done = post(number, "Daily", NOW - ago * DAY)
            seen = BodySeen("Daily", str(number), "u", NOW, 1000 + number, Source.PAGE)
            held = Held(f"{number}.md", "T", done.entry.published)
            await store.admit(FeedState("Daily", url("/feed"), last_success=NOW - DAY), [done])
            await store.saved(done, held, [f"i{number}"], own_path=True, seen=seen)
        left = post(99, "Gone from config", NOW - 2 * DAY)
        await store.saved(left, Held("99.md", "T", left.entry.published), ["i99"], own_path=True)
        second = timedelta(seconds=1)
        await store.end_run(
            RunRecord(NOW - DAY, 4.2 * second, 2, 1, 3, requests=31),
            [
                HostPace("fast.example", 9, 0, second / 5, second, NOW),
                HostPace("slow.example", 40, 10, 2 * second, 11 * second, NOW),
                HostPace("once.example", 1, 0, 30 * second, 30 * second, NOW),
            ],
        )
        await store.close()

    asyncio.run(fill())
    (world.archive / "2026").mkdir(parents=True)
    (world.archive / "2026" / "a.md").write_bytes(b"x" * 1500)
    (world.archive / "photo.jpg").write_bytes(b"x" * 500)


def test_before_the_first_run_both_forms_say_so(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(world) == 0
    told = capsys.readouterr()
    assert told.err.startswith("scrape: no state yet (")
    assert "0 posts, 0 of the last 7 days" in told.out
    assert ask(world, "--html", "-") == 0
    assert "Nothing was polled so far" in capsys.readouterr().out
    assert not world.archive.exists()


def test_on_the_terminal_it_is_short_and_within_its_columns(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    remember(world)
    assert ask(world) == 0
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert lines[0] == (
        "2026-11-30 14:05 UTC: 5 posts, 4 of the last 7 days, 4 of the last 30 days;"
        " 2 feeds (1 failing); 1 waiting, 0 given up"
    )
    assert lines[1].startswith("last run 2026-11-29 14:05 UTC: 2 feeds (1 failed), 3 written, 31")
    assert lines[3].split() == ("Posts a day 7 d 30 d ever 2026-11-01 to 11-30".split())
    assert lines[4] == f"all{'':<24}     4      4       5  {'':<26}▄▄ █"
    assert lines[5] == f"Daily{'':<22}     3      3       4  {'':<26}▄  █"
    assert lines[6].startswith("港口日报" + " " * 19 + "     0      0       0")
    (trouble,) = [line for line in lines if "HTTP 503" in line]
    assert "\x1b" not in out
    assert trouble.startswith("Failing: 港口日报: HTTP 503 [31mService (since 2026-11-26")
    hosts = [line.split()[0] for line in lines if ".example" in line]
    assert hosts == ["slow.example", "fast.example"]
    assert lines[-1].startswith("archive 2.0 kB in 2 files (1 post); state ")
    assert max(len(line) for line in lines[3:7]) <= 80


def test_for_scripts_there_is_an_object_for_each_thing(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    remember(world)
    assert ask(world, "--json", "--days", "7") == 0
    out = capsys.readouterr().out
    (whole,) = objects(out, "report")
    assert whole["counts"] == {"2026-11-27": 1, "2026-11-28": 1, "2026-11-30": 2}
    assert (whole["posts"], whole["posts_in_days"], whole["strays"]) == (5, 4, 1)
    assert (whole["since"], whole["days"], whole["failing"]) == ("2026-11-24", 7, 1)
    first, second = objects(out, "feed")
    assert (first["feed"], first["posts"], first["posts_in_days"]) == ("Daily", 4, 3)
    assert (first["newest"], first["length"]) == ("2026-11-30T14:05:00.000Z", 1001)
    assert (second["failures"], second["waiting"], second["last_success"]) == (5, 1, None)
    (trouble,) = objects(out, "trouble")
    assert (trouble["kind"], trouble["feed"], trouble["needs_person"]) == (
        "failing",
        "港口日报",
        True,
    )
    assert [each["host"] for each in objects(out, "host")] == ["slow.example", "fast.example"]
    (run,) = objects(out, "run")
    assert (run["took_s"], run["requests"]) == (4.2, 31)
    (storage,) = objects(out, "storage")
    assert (storage["posts"], storage["files"], storage["size"]) == (1, 2, 2000)
    assert storage["state"] > 0
    assert 0 < storage["free"] <= storage["disk"]


def test_of_some_feeds_only_theirs_is_counted(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    remember(world)
    assert ask(world, "--json", "--feed", "daily") == 0
    out = capsys.readouterr().out
    (whole,) = objects(out, "report")
    assert (whole["posts"], whole["posts_in_days"], whole["strays"], whole["feeds"]) == (4, 3, 0, 1)
    assert len(objects(out, "feed")) == 1


def test_what_is_remembered_of_another_address_is_no_failure(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    remember(world)
    world.configure(world.feed(), world.feed("港口日报", "/elsewhere"))
    ask(world, "--json")
    (whole,) = objects(capsys.readouterr().out, "report")
    assert whole["failing"] == 0


def test_the_page_is_written_whole_and_says_the_same_each_time(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    remember(world)
    file = world.folder / "report.html"
    assert ask(world, "--html", str(file)) == 0
    first = file.read_bytes()
    assert first.endswith(b"</html>\n")
    assert stat.S_IMODE(file.stat().st_mode) & 0o044
    file.chmod(0o600)
    assert ask(world, "--html", str(file)) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    free = first.partition(b"Free on the disk")[0]
    assert file.read_bytes().startswith(free)
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "")
    assert ask(world, "--html", "-") == 0
    assert capsys.readouterr().out.encode().startswith(free)
    assert sorted(each.name for each in world.folder.iterdir()) == [
        "archive",
        "feeds.yaml",
        "report.html",
    ]


def test_a_page_behind_a_link_is_replaced_and_the_link_stays(world: World) -> None:
    remember(world)
    target = world.folder / "real.html"
    target.write_text("old", "utf-8")
    link = world.folder / "report.html"
    link.symlink_to(target)
    ask(world, "--html", str(link))
    assert link.is_symlink()
    assert target.read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(("--html", "none/r.html"), "there is no folder", id="no folder"),
        pytest.param(("--html", "."), "is no file", id="a folder"),
        pytest.param(("--html", ""), "want a file or -, got ''", id="no name"),
        pytest.param(("--html", "r.html", "--json"), "together with --json", id="two forms"),
        pytest.param(("--feed", "none"), "no feed is named", id="no such feed"),
    ],
)
def test_what_can_not_be_is_said_before_anything_is_read(
    world: World, arguments: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(world.folder)
    with pytest.raises(ConfigError, match=words):
        ask(world, *arguments)


def test_a_full_disk_leaves_the_old_page_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "report.html"
    file.write_text("old", "utf-8")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ArchiveError, match=r"can't write .*report\.html: No space left"):
        writing.write_page(file, "new")
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]
    assert file.read_text("utf-8") == "old"


def test_a_state_that_is_none_is_told(world: World) -> None:
    world.state.parent.mkdir(parents=True)
    world.state.write_bytes(b"no database" * 100)
    with pytest.raises(StoreError):
        ask(world)


def test_also_during_a_run_and_after_a_real_one(
    world: World, site: LocalSite, capsys: pytest.CaptureFixture[str]
) -> None:
    site.reply("/feed", rss(Item(title="A", link=site.url("/a"), published=NOW)))
    site.reply("/second", rss())
    site.reply("/a", page("A"))
    world.scrape()
    before = world.state.read_bytes()
    with run_lock(world.state.with_name("lock")):
        ran = world.ask("report")
    assert (ran.status, ran.err) == (0, "")
    assert ": 1 post, " in ran.out
    assert world.state.read_bytes() == before
    assert world.ask("report", "--html", "nowhere/x").status == 2


def test_storage_counts_what_is_not_hidden_and_stops_somewhere(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.md").write_bytes(b"x" * 10)
    (tmp_path / "a" / "b").mkdir(parents=True)
    for number in range(5):
        (tmp_path / "a" / "b" / f"{number}.md").write_bytes(b"x" * 10)
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    whole = measure(tmp_path, tmp_path / "none.sqlite3")
    assert (whole.posts, whole.files, whole.size, whole.is_whole) == (5, 5, 50, True)
    assert whole.state is None
    part = measure(tmp_path, tmp_path / "none.sqlite3", most=3)
    assert (part.files, part.is_whole) == (3, False)
    missing = measure(tmp_path / "no" / "such", tmp_path / "none.sqlite3")
    assert (missing.files, missing.free is not None) == (0, True)

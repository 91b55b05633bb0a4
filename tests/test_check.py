"""`scrape check`: feeds in files, whatever they hold, and the config."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import world
from local_site import LocalSite
from scraper import feeds
from scraper.commands.check import check, check_file
from world import Item, World, at, rss

HERE = Path(__file__).parent / "feeds"
GOOD = rss(Item(title="A", link="http://x.example/a", published=at("2026-10-03T12:00:00")))


def asked(*arguments: object) -> Result:
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(check, words, standalone_mode=False)


def test_each_feed_of_a_folder_is_a_line_in_a_fixed_order() -> None:
    done = asked("--feed-file", HERE)
    assert done.return_value == 0
    assert [line.removeprefix(f"{HERE}{os.sep}") for line in done.output.splitlines()] == [
        "atom03.xml: Atom 0.3, 1 entry, newest 2004-05-01",
        "atom10.xml: Atom 1.0, 2 entries, newest 2021-11-22",
        "broken.xml: RSS 2.0, 2 entries, no dates",
        "jsonfeed10.json: JSON Feed 1.0, 1 entry, newest 2021-11-23",
        "jsonfeed11.json: JSON Feed 1.1, 4 entries, newest 2021-11-23, 2 warnings",
        "rdf10.xml: RSS 1.0, 2 entries, newest 2021-11-23",
        "rss091.xml: RSS 0.91, 2 entries, no dates",
        "rss20.xml: RSS 2.0, 3 entries, newest 2021-11-23",
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of all sorts."""
    (tmp_path / "b" / "deep").mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "c.xml").write_text(GOOD, "utf-8")
    (tmp_path / "z.xml").write_text(GOOD, "utf-8")
    (tmp_path / "b" / "deep" / "cut.xml").write_text(GOOD[:-40], "utf-8")
    (tmp_path / "b" / "page.html").write_text("<!doctype html><html>Hello", "utf-8")
    (tmp_path / "b" / "zero").write_bytes(b"")
    (tmp_path / "b" / "words").write_bytes(b"\x1b[31mred\n")
    os.mkfifo(tmp_path / "b" / "pipe")
    (tmp_path / "b" / "lost").symlink_to(tmp_path / "nowhere")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    return tmp_path


def test_what_is_no_feed_is_named_and_makes_the_status_1(folder: Path) -> None:
    done = asked("--feed-file", folder)
    assert done.return_value == 1
    assert done.output.replace(f"{folder}{os.sep}", "").splitlines() == [
        "z.xml: RSS 2.0, 1 entry, newest 2026-10-03",
        "b/page.html: an HTML page, not a feed",
        "b/words: not a feed: text without mark-up",
        "b/zero: an empty answer, not a feed",
        "b/deep/cut.xml: RSS 2.0, 0 entries, no dates, 1 warning",
        "c/c.xml: RSS 2.0, 1 entry, newest 2026-10-03",
    ]


def test_warnings_are_said_where_they_are_asked_for(folder: Path) -> None:
    file = folder / "b" / "deep" / "cut.xml"
    lines = asked("-v", "--feed-file", file).output.splitlines()
    assert lines[1:] == [f"{file}: the document is cut short: 0 whole entries read"]


def test_json_is_one_object_a_file(folder: Path) -> None:
    done = asked("--json", "--feed-file", folder / "z.xml", "--feed-file", folder / "b" / "zero")
    good, bad = map(json.loads, done.output.splitlines())
    assert good == {
        "type": "feed-file",
        "file": str(folder / "z.xml"),
        "feed": True,
        "format": "RSS 2.0",
        "title": "A feed",
        "entries": 1,
        "newest": "2026-10-03T12:00:00.000Z",
        "oldest": "2026-10-03T12:00:00.000Z",
        "complete": True,
        "warnings": [],
        "error": None,
    }
    assert (bad["feed"], bad["error"]) == (False, "an empty answer, not a feed")


def test_control_characters_of_a_name_do_not_reach_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "a\x1b[31m\nb.xml"
    file.write_text(GOOD, "utf-8")
    assert len(asked("--feed-file", file).output.splitlines()) == 1
    assert "\x1b" not in asked("--feed-file", file).output


def test_a_file_that_can_not_be_read_is_a_line_too(tmp_path: Path) -> None:
    assert "can't be read" in (check_file(str(tmp_path)).error or "")
    assert "can't be read" in (check_file("a\x00b").error or "")


def test_a_file_larger_than_any_feed_may_be_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.xml"
    with file.open("wb") as opened:
        opened.write(b"<rss>")
        opened.truncate(20_000_001)
    assert check_file(str(file)).error == "not a feed: larger than 20,000,000 bytes"


def test_a_bug_met_in_one_file_is_that_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(feeds, "parse_feed", broken)
    done = asked("--feed-file", folder)
    assert (done.return_value, done.exception) == (1, None)
    assert done.output.count("a bug (ZeroDivisionError: oops); please report it") == 6


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=200) | st.sampled_from([GOOD.encode()[:n] for n in range(0, 400, 9)]))
def test_any_bytes_are_one_line(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "any"
    file.write_bytes(body)
    done = asked("--feed-file", file)
    assert done.exception is None
    assert len(done.output.splitlines()) == 1


# ── by the real command ──────────────────────────────────────────────────────────────────────


def scrape(*arguments: object, cwd: Path) -> tuple[int, str, str]:
    ran = world.scrape("check", *map(str, arguments), cwd=cwd)
    return ran.status, ran.out, ran.err


@pytest.mark.parametrize("what", ["missing", "empty"])
def test_nothing_to_check_is_wrong_usage(folder: Path, what: str) -> None:
    status, out, err = scrape("--feed-file", what, cwd=folder)
    assert (status, out) == (2, "")
    assert what in err
    assert len(err.splitlines()) == 1


def test_a_config_that_is_right_is_said_so_and_one_that_is_not_is_the_usual_line(
    tmp_path: Path,
) -> None:
    with LocalSite() as site:
        world = World(tmp_path, site)
        world.configure(world.feed(), world.feed("Off", "/off", enabled=False))
        assert scrape("-c", "feeds.yaml", cwd=tmp_path) == (
            0,
            "feeds.yaml: right: 2 feeds (1 not enabled)\n",
            "",
        )
        assert json.loads(scrape("-c", "feeds.yaml", "--json", cwd=tmp_path)[1])["feeds"] == 2
        off = world.feed("Off", "/off", enabled=False, filters={"drop": [{"title": "x"}]})
        world.configure(world.feed(), off)  # --live would not ask it
        assert "filters" not in scrape("-c", "feeds.yaml", cwd=tmp_path)[1]
        world.configure(world.feed(pol_every="1h"))
        status, out, err = scrape("-c", "feeds.yaml", cwd=tmp_path)
        assert (status, out) == (2, "")
        assert "poll_every" in err
        assert site.count() == 0
        assert not world.archive.exists()


def test_status_and_lines_come_through_the_command(folder: Path) -> None:
    assert scrape("--feed-file", "z.xml", cwd=folder)[:2] == (
        0,
        "z.xml: RSS 2.0, 1 entry, newest 2026-10-03\n",
    )
    assert scrape("--feed-file", "b", cwd=folder)[0] == 1

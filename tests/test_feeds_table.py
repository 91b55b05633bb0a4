"""`scrape feeds`: the table of feeds, for a terminal, a pipe and a program."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from scraper.commands.feed_table import ago, rows_of, show, table_lines
from scraper.commands.feeds import feeds
from scraper.errors import ConfigError
from scraper.model import Feed, FeedState, Status
from scraper.presets import BUILT_IN
from scraper.store.sqlite import SqliteStore
from stored import DAY, MINUTE, POST
from test_status import of

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
TEXT = """\
feeds:
  - {name: 联合早报, url: "https://z.example/", headers: {X: "${NOT_SET}"}}
  - {name: Daily, url: "https://d.example/"}
  - {name: Asleep, url: "https://s.example/", enabled: false}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "feeds.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def remember(config: Path) -> None:
    state = config.parent / "archive" / ".scrape" / "state.sqlite3"
    state.parent.mkdir(parents=True)
    store = SqliteStore(state)

    async def fill() -> None:
        failing = FeedState(
            "Daily",
            "https://d.example/",
            last_poll=NOW - MINUTE,
            last_success=NOW - 3 * DAY,
            due_at=NOW + 2 * HOUR + 20 * MINUTE,  # however slow the machine
            failures=3,
            failing_since=NOW - 2 * DAY,
            error="HTTP 503",
        )
        await store.admit(failing, [of("Daily", "1", Status.RETRY, first_seen=NOW - 3 * DAY)])
        saved = of("Daily", "2", Status.SAVED, path="a.md", first_seen=NOW - 5 * DAY)
        await store.saved(saved, POST, ["x"], own_path=True)
        await store.close()

    asyncio.run(fill())


def run(config: Path, *arguments: str) -> Any:
    done = CliRunner().invoke(feeds, ["-c", str(config), *arguments], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done


def test_each_feed_is_a_line_in_even_columns(config: Path) -> None:
    remember(config)
    done = run(config)
    assert (done.return_value, done.stderr) == (0, "")
    head, wide, daily, asleep = done.stdout.splitlines()
    assert head.split("  ")[0] == "feed"
    assert daily.split() == "Daily 3 d ago 3 d ago 1 3 in 2 h".split()
    assert asleep.endswith("not enabled")
    assert wide.endswith("due")
    at = cell_len(head[: head.index("next poll")])
    assert cell_len(wide[: wide.index("due")]) == cell_len(asleep[: asleep.index("not")]) == at


def test_before_the_first_run_it_is_a_table_too(config: Path) -> None:
    done = run(config, "--feed", "d*")
    assert len(done.stdout.splitlines()) == 2
    assert "never" in done.stdout
    assert "no state yet" in done.stderr


def test_a_program_gets_objects_with_all_of_it(config: Path) -> None:
    remember(config)
    objects = [json.loads(line) for line in run(config, "--json").stdout.splitlines()]
    assert [each["feed"] for each in objects] == ["联合早报", "Daily", "Asleep"]
    assert [each["enabled"] for each in objects] == [True, True, False]
    daily = objects[1]
    assert daily["type"] == "feed"
    assert (daily["posts"], daily["waiting"], daily["failures"]) == (1, 1, 3)
    assert daily["error"] == "HTTP 503"
    assert daily["next_poll"].startswith((NOW + 2 * HOUR + 20 * MINUTE).isoformat()[:16])
    assert daily["newest"].startswith((NOW - 3 * DAY).isoformat()[:16])


def test_an_unknown_feed_is_told(config: Path) -> None:
    with pytest.raises(ConfigError, match="no feed is named 'X'"):
        run(config, "--feed", "X")


@pytest.mark.parametrize("width", [80, 64])
def test_on_a_narrow_terminal_only_names_are_cut(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    named = Feed("长" * 40, "长" * 40, "https://z.example/", BUILT_IN["jekyll"])
    gone = Feed("Gone \x1b[31m", "Gone \x1b[31m", "https://g.example/", BUILT_IN["jekyll"])
    state = FeedState("g", "https://g.example/", gone_since=NOW - DAY, failures=1)
    show(rows_of([named, gone], {gone.id: state}, {}, {named.id: 12345}, {named.id: NOW}, NOW))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    plain = [strip(line) for line in lines]
    assert all(cell_len(line.rstrip()) <= width for line in plain)
    assert "…" in plain[1]
    assert "12345" in plain[1]
    assert "due" in plain[1]
    assert plain[2].rstrip().endswith("never: gone")
    assert "Gone [3" in plain[2]  # a name's own control characters are no colours


def strip(line: str) -> str:
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", line)


def test_columns_are_as_wide_as_their_widest() -> None:
    assert table_lines([["a", "b", "c", "1"], ["日本", "", "ccc", "234"]]) == [
        "a     b  c      1",
        "日本     ccc  234",
    ]


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=-5), "just now"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=2), "2 d ago"),
        (timedelta(days=1200), "3 y ago"),
    ],
)
def test_times_are_told_by_their_distance(span: timedelta, words: str) -> None:
    assert ago(NOW - span, NOW) == words

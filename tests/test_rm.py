"""`scrape rm`: feeds out of the config; posts and state stay."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scraper.commands.rm import rm
from scraper.errors import ConfigError
from scraper.model import FeedState, Status
from scraper.store.sqlite import SqliteStore
from test_status import of

TEXT = """\
# Mine.
feeds:
  # of A
  - name: News A
    url: https://a.example/

  - name: News Ä
    url: https://ae.example/
    headers: {X: "${NOT_SET}"}

  - name: Other   # stays
    url: https://o.example/
"""
REST = "# Mine.\nfeeds:\n  - name: Other   # stays\n    url: https://o.example/\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "feeds.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(config: Path, *arguments: str) -> Any:
    done = CliRunner().invoke(rm, ["-c", str(config), *arguments], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done


def remember(config: Path, *keys: str, feed: str = "News A") -> None:
    """Puts entries that wait into the state, and one that was given up."""
    state = config.parent / "archive" / ".scrape" / "state.sqlite3"
    state.parent.mkdir(parents=True)
    store = SqliteStore(state)
    records = [of(feed, key, Status.RETRY) for key in keys] + [of(feed, "z", Status.GAVE_UP)]
    asyncio.run(store.admit(FeedState(feed, "https://a.example/"), records))
    asyncio.run(store.close())


def test_a_glob_takes_all_it_names_and_says_which(config: Path) -> None:
    done = run(config, "news*")
    assert (done.return_value, done.stdout) == (0, "removed News A\nremoved News Ä\n")
    assert done.stderr == "scrape: their posts and state stay\n"
    assert config.read_text("utf-8") == REST


def test_a_name_may_be_written_in_any_case_and_normal_form(config: Path) -> None:
    assert run(config, "NEWS a\u0308").stdout == "removed News Ä\n"
    assert "News A\n" in config.read_text("utf-8")


def test_what_waits_is_told(config: Path) -> None:
    remember(config, "1", "2")
    done = run(config, "News A", "--json")
    assert json.loads(done.stdout) == {"type": "removed", "feed": "News A", "waiting": 2}
    assert "2 entries that wait will not be tried any more" in done.stderr


def test_a_dry_run_changes_nothing(config: Path) -> None:
    remember(config, "1")
    done = run(config, "News A", "other", "--dry-run")
    assert done.stdout == "would remove News A\nwould remove Other\n"
    assert "2 feeds; nothing was changed" in done.stderr
    assert config.read_text("utf-8") == TEXT


def test_a_name_that_no_feed_has_stops_all(config: Path) -> None:
    with pytest.raises(ConfigError, match=r"no feed is named 'Nws'; .*nothing was changed"):
        run(config, "News A", "Nws")
    assert config.read_text("utf-8") == TEXT


def test_the_last_feed_leaves_an_empty_list_and_a_word(config: Path) -> None:
    assert "no feed is left" in run(config, "*").stderr
    assert config.read_text("utf-8") == "# Mine.\nfeeds: []\n"


def test_a_config_with_another_fault_can_be_mended_so(config: Path) -> None:
    config.write_text(TEXT.replace("https://a.example/", "nowhere"), encoding="utf-8")
    assert run(config, "News A").return_value == 0


def test_no_config_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        run(tmp_path / "feeds.yaml", "A")

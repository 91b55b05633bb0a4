"""The config's file under several hands: nobody's change is lost, nothing else is replaced."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import click
import pytest

from scraper.commands.adding import New, write_feed
from scraper.commands.export import export
from scraper.commands.import_ import import_
from scraper.commands.rm import rm
from scraper.config import editing
from scraper.config.editing import feed_names, with_feeds, write_config
from scraper.errors import ConfigError

FEEDS = "feeds:\n- {name: A, url: 'https://a.example/'}\n- {name: B, url: 'https://b.example/'}\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "feeds.yaml"
    path.write_text(FEEDS, encoding="utf-8")
    return path


def run(command: click.Command, *arguments: str) -> None:
    command.main(list(arguments), standalone_mode=False)  # CliRunner is not for threads


def test_feeds_that_are_added_and_removed_at_once_are_all_heeded(config: Path) -> None:
    feeds = [New(f"F{n}", f"https://f{n}.example/") for n in range(6)]
    listed = config.with_name("list.opml")
    listed.write_text('<opml><outline text="I" xmlUrl="https://i.example/"/></opml>')
    hands = [threading.Thread(target=write_feed, args=(config, feed)) for feed in feeds]
    hands.append(threading.Thread(target=run, args=(rm, "A", "-c", str(config))))
    hands.append(threading.Thread(target=run, args=(import_, str(listed), "-c", str(config))))
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    names = feed_names(config.read_text(encoding="utf-8"))
    assert sorted(names) == ["B", *(feed.name for feed in feeds), "I"]


def test_what_an_editor_wrote_meanwhile_stays(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*arguments: object, **more: object) -> str:
        config.write_text(FEEDS + "# mine\n", encoding="utf-8")
        return with_feeds(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(editing, "with_feeds", slow)
    with pytest.raises(ConfigError, match="it was changed just now, so it stays"):
        write_feed(config, New("N", "https://n.example/"))
    assert config.read_text(encoding="utf-8") == FEEDS + "# mine\n"
    assert [path.name for path in config.parent.iterdir()] == [config.name]


def test_removing_from_a_config_that_is_not_there_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        run(rm, "A", "-c", str(tmp_path / "typo" / "feeds.yaml"))
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_is_written_into_by_export_and_never_replaced(config: Path) -> None:
    pipe = config.with_name("pipe")
    os.mkfifo(pipe)
    came: list[bytes] = []
    reader = threading.Thread(target=lambda: came.append(pipe.read_bytes()), daemon=True)
    reader.start()
    run(export, str(pipe), "-c", str(config))
    reader.join(5)
    assert came[0].startswith(b"<?xml")
    assert stat.S_ISFIFO(pipe.lstat().st_mode)
    with pytest.raises(ConfigError, match="want a file, got a device or pipe"):
        write_config(pipe, "x")
    assert stat.S_ISFIFO(pipe.lstat().st_mode)


def test_a_file_that_may_not_be_written_is_not_replaced(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write everywhere
    with pytest.raises(ConfigError, match="can't be written: it is read-only"):
        write_config(config, "x")
    assert config.read_text(encoding="utf-8") == FEEDS


def test_the_file_keeps_its_owner(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "fchown", lambda _, user, group: given.append((user, group)))
    write_config(config, "x")
    assert given == [(config.stat().st_uid, config.stat().st_gid)]


def test_a_name_that_is_a_glob_too_means_the_feed_of_that_name(config: Path) -> None:
    config.write_text(FEEDS.replace("A,", '"What?",').replace("B,", "Whats,"), encoding="utf-8")
    run(rm, "What?", "-c", str(config))
    assert feed_names(config.read_text(encoding="utf-8")) == ["Whats"]

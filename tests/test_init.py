"""`scrape init`: what it makes is whole and right, and nothing that was there is touched."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from scraper.cli import cli
from scraper.config import load_config
from scraper.errors import ConfigError
from scraper.presets import BUILT_IN
from scraper.scaffold import PRESETS, SITES, Facts, files_of
from scraper.scaffold.folder import next_steps

FACTS = Facts("/srv/News 100% <i> $HOME", ("/usr/bin/scrape",), "feeds", "Asia/Taipei")


def init(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["init", *map(str, arguments)], standalone_mode=False)


def tree(folder: Path) -> dict[str, str]:
    """All files below a folder, and what they hold."""
    return {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_all_presets_can_be_asked_for() -> None:
    assert set(PRESETS) == set(BUILT_IN)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_config_with_one_feed_more_is_good(preset: str, tmp_path: Path) -> None:
    assert init(tmp_path / "a", "--preset", preset).return_value == 0
    path = tmp_path / "a" / "config" / "feeds.yaml"
    text = path.read_text("utf-8")
    assert text.endswith("\nfeeds: []\n")  # where the editor of feeds writes
    with pytest.raises(ConfigError, match="feeds: want at least one"):
        load_config(path, environ={})
    path.write_text(
        text.replace("feeds: []", "feeds:\n  - name: A\n    url: https://a.example/f"), "utf-8"
    )
    config = load_config(path, environ={})
    assert [(feed.name, feed.preset.name) for feed in config.feeds] == [("A", preset)]
    assert config.archive == tmp_path / "a" / "archive"
    assert config.sites == ()
    assert "(+" not in config.user_agent  # nobody else's address is told to anybody


@pytest.mark.parametrize("preset", PRESETS)
def test_nothing_is_left_to_be_filled_in_and_all_can_be_read(preset: str) -> None:
    texts = files_of(preset, FACTS, site=preset in SITES)
    for path, text in texts.items():
        assert re.findall(r"@[A-Z_]+@", text) == [], path
        assert text.endswith("\n")
        assert "\r" not in text
        if path.endswith((".yaml", ".yml")):
            yaml.safe_load(text)
        if path.endswith(".toml"):
            tomllib.loads(text)
    assert yaml.safe_load(texts["config/feeds.yaml"])["timezone"] == "Asia/Taipei"


def test_a_site_is_called_as_its_folder() -> None:
    jekyll = files_of("seed", FACTS, site=True)["archive/_config.yml"]
    hugo = files_of("hugo", FACTS, site=True)["hugo.toml"]
    assert yaml.safe_load(jekyll)["title"] == tomllib.loads(hugo)["title"] == FACTS.name
    assert FACTS.name == "News 100% <i> $HOME"
    assert "# News 100% \\<i\\> $HOME\n" in files_of("hugo", FACTS, site=True)["README.md"]


def test_a_contact_is_written_where_it_was_given(tmp_path: Path) -> None:
    init(tmp_path, "--contact", 'mailto:me+"news"@example.org')
    written = yaml.safe_load((tmp_path / "config" / "feeds.yaml").read_text("utf-8"))
    assert written["user_agent"] == {"contact": 'mailto:me+"news"@example.org'}


def test_what_is_there_is_left_and_told_and_the_rest_is_made(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "feeds.yaml").write_text("mine", "utf-8")
    (tmp_path / "notes.txt").write_text("also mine", "utf-8")
    done = init(tmp_path, "--json")
    told = [json.loads(line) for line in done.output.splitlines()]
    assert {line["type"] for line in told} == {"file"}
    kept = [line["path"] for line in told if line["status"] == "kept"]
    assert kept == [str(tmp_path / "config" / "feeds.yaml")]
    after = tree(tmp_path)
    assert after["config/feeds.yaml"] == "mine"
    assert after["notes.txt"] == "also mine"
    assert len(after) == len(told) + 1
    again = init(tmp_path)
    assert again.return_value == 0
    assert "made" not in again.output
    assert again.output.count("kept, as it was there: ") == len(told)
    assert tree(tmp_path) == after


def test_what_was_deleted_is_made_anew(tmp_path: Path) -> None:
    init(tmp_path)
    before = tree(tmp_path)
    (tmp_path / "deploy" / "crontab").unlink()
    assert init(tmp_path).output.count("\nmade ") == 1
    assert tree(tmp_path) == before


def test_a_dangling_link_in_a_file_s_place_is_left(tmp_path: Path) -> None:
    (tmp_path / "README.md").symlink_to(tmp_path / "nowhere")
    assert f"kept, as it was there: {tmp_path / 'README.md'}" in init(tmp_path).output
    assert not (tmp_path / "nowhere").exists()


def test_this_folder_is_meant_by_a_dot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "My archive"
    home.mkdir()
    monkeypatch.chdir(home)
    done = init(".")
    assert "made config/feeds.yaml" in done.output.splitlines()
    assert "cd " not in done.output.partition("next:")[2]
    assert f"WorkingDirectory={home}\n" in tree(home)["deploy/scrape.service"]
    assert yaml.safe_load(tree(home)["archive/_config.yml"])["title"] == "My archive"


def test_the_next_three_commands_are_told(tmp_path: Path) -> None:
    done = init(tmp_path / "a b")
    assert [line.strip() for line in done.output.partition("next:\n")[2].splitlines()] == [
        f"cd '{tmp_path}/a b'",
        "scrape add https://example.org/",
        "scrape",
    ]
    assert len(next_steps(".")) == 3


@pytest.mark.parametrize(("preset", "site"), [("obsidian", None), ("jekyll", False)])
def test_without_a_site_there_is_none(preset: str, site: bool | None, tmp_path: Path) -> None:
    flags = ["--no-site"] if site is False else []
    init(tmp_path, "--preset", preset, *flags)
    assert not (tmp_path / "archive").exists()
    assert not (tmp_path / "hugo.toml").exists()
    assert "site" not in tree(tmp_path)["README.md"].partition("GitHub Actions")[2]


def test_a_site_that_there_is_none_of_is_refused(tmp_path: Path) -> None:
    done = init(tmp_path / "a", "--preset", "plain", "--site")
    assert (
        str(done.exception) == "--site: there is one for jekyll and seed and hugo, none for plain"
    )
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    ("place", "want"),
    [
        pytest.param("", "want a folder", id="the folder is a file"),
        pytest.param("config", "want a folder", id="a folder in it is a file"),
        pytest.param("deploy/crontab/x", "want a file", id="a file in it is a folder"),
    ],
)
def test_what_is_in_the_way_is_told_before_anything_is_made(
    place: str, want: str, tmp_path: Path
) -> None:
    root = tmp_path / "a"
    target = root / place
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("mine", "utf-8")
    before = tree(tmp_path)
    done = init(root)
    assert isinstance(done.exception, ConfigError)
    assert want in str(done.exception)
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "arguments",
    [("",), ("a\nb",), ("a\x1b[31m",), ("a", "--contact", " "), ("a", "--contact", "x\ny"), ()],
)
def test_what_no_line_can_hold_is_refused(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = init(*arguments)
    assert done.exception is not None
    assert type(done.exception).__module__.startswith("click")
    assert tree(tmp_path) == {}


def test_a_disk_that_is_full_leaves_no_half_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def opened(path: Path, *args: object, **kwargs: object) -> object:
        file = real(path, *args, **kwargs)  # type: ignore[call-overload]
        if path.name == "crontab":

            def write(text: str) -> int:
                raise OSError(28, "No space left on device", str(path))

            file.write = write
        return file

    monkeypatch.setattr(Path, "open", opened)
    done = init(tmp_path)
    assert isinstance(done.exception, OSError)
    assert not (tmp_path / "deploy" / "crontab").exists()

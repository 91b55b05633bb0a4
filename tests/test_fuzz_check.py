"""The fuzzer finds what is planted, makes it small, says where it lies; promises can be broken."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from random import Random

import pytest

import checks.fuzz.__main__ as command
from checks.fuzz import promises, worker
from checks.fuzz.mutate import mutated, smaller
from checks.fuzz.promises import Broken
from checks.fuzz.seeds import seeds
from checks.fuzz.targets import TARGETS
from checks.fuzz.words import WORDS


def planted(data: bytes) -> None:
    """A fault that two bytes far apart make."""
    if b"{" in data and b"}" in data.partition(b"{")[2]:
        raise ZeroDivisionError("planted")


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/a.md", id="absolute"),
        pytest.param("a/../b.md", id="upwards"),
        pytest.param("a//b.md", id="an empty part"),
        pytest.param("a/con.md", id="reserved"),
        pytest.param("a\x00.md", id="NUL"),
        pytest.param("a\u202egpj.md", id="right to left"),
        pytest.param("a/b:c.md", id="a colon"),
        pytest.param("a/b.", id="a dot at the end"),
        pytest.param("é" * 130 + ".md", id="260 bytes"),
        pytest.param("e\u0301.md", id="not composed"),
    ],
)
def test_no_such_path_is_let_pass(path: str) -> None:
    with pytest.raises(Broken):
        promises.path_holds(path)


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        pytest.param("<script>1</script>", "plain", id="a script"),
        pytest.param("<b onclick=x>a</b>", "plain", id="a handler"),
        pytest.param("[a](javascript:1)", "plain", id="an address that runs"),
        pytest.param("{{ x }}", "jekyll", id="Liquid"),
        pytest.param("{{< x >}}", "hugo", id="a shortcode"),
        pytest.param("\ud83d", "plain", id="half a character"),
    ],
)
def test_no_such_body_is_let_pass(text: str, dialect: str) -> None:
    with pytest.raises(Broken):
        promises.markdown_holds(text, dialect)
    promises.markdown_holds("A *text*.", dialect)


def test_no_other_instants_and_lines_are_let_pass() -> None:
    for moment in (datetime(2021, 1, 1), datetime(1970, 1, 1, tzinfo=promises.UTC)):  # noqa: DTZ001
        with pytest.raises(Broken):
            promises.date_holds(moment)
    for line in ("a\nb", "a\x1b[1m", "a\u202eb"):
        with pytest.raises(Broken):
            promises.says(line)


@pytest.mark.parametrize("target", TARGETS)
def test_each_target_takes_its_own_seeds_and_the_same_seed_gives_the_same_inputs(
    target: str,
) -> None:
    given = seeds(target)
    for data in given[:12]:
        TARGETS[target](data)
    one, two = (
        [mutated(given[0], random, WORDS[target], given) for _ in range(20)]
        for random in (Random(7), Random(7))
    )
    assert one == two
    assert len(set(one)) > 10


def test_what_fails_is_made_small() -> None:
    assert smaller(b"x" * 300 + b"{" + b"y" * 300 + b"}", lambda data: b"{" in data) == b"{"


def test_our_own_engine_finds_what_is_planted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TARGETS, "dates", planted)
    monkeypatch.setitem(WORDS, "dates", (b"{", b"}"))
    options = f"--engine own --target dates --seconds 20 --seed 1 --folder {tmp_path}"
    with pytest.raises(ZeroDivisionError):
        worker.main(options.split())
    with pytest.raises(ZeroDivisionError):
        planted((tmp_path / "current").read_bytes())


def test_a_finding_is_kept_small_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def found(target: str, engine: str, seconds: int, seed: int, folder: Path) -> tuple[int, str]:
        (folder / "current").write_bytes(b"much { more } than is needed")
        return 1, "ZeroDivisionError: planted"

    monkeypatch.setitem(TARGETS, "dates", planted)
    monkeypatch.setattr(command, "_worker", found)
    monkeypatch.setattr(command, "KEPT", tmp_path)
    assert command.main(["--engine", "own", "--target", "dates"]) == 1
    (kept,) = (tmp_path / "found" / "dates").iterdir()
    assert kept.read_bytes() == b"{}"
    said = capsys.readouterr().out
    assert "mutations of our own" in said
    assert f"--try dates {kept}" in said


def test_a_short_run_finds_nothing_in_dates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "KEPT", tmp_path)
    assert command.main("--engine own --seconds 1 --target dates".split()) == 0
    assert "no findings" in capsys.readouterr().out

"""The Markdown bench runs its data's own scorer on us and on peers, and names what is missing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from bench.markdown import main, round_trips
from bench.scratch import Scratch

CORPORA = """
import json
from pathlib import Path

def load(which, part="all"):
    files = [Path(__file__).parent / (name + ".json") for name in which]
    return [case for file in files for case in json.loads(file.read_text())]
"""
# A scorer in small: right is a case whose Markdown holds its word; there is one renderer.
SCORE = """
import corpora

def score(cases, md, use):
    print("a line on stdout is no reply")
    assert "cmark" in use
    sets, judged = {}, {}
    for case in cases:
        text = md[case["id"]][0]
        good = text is not None and case["word"] in text
        bad = [] if good else ["text"]
        judged[case["id"]] = {"bad": bad, "unsafe": [], "diff": [case["word"], text]}
        sets.setdefault(case["set"], []).append((good, text is None, md[case["id"]][1]))
    report = {"renderers": ["cmark"], "sets": {}}
    for name, rows in sets.items():
        share = sum(good for good, _, _ in rows) / len(rows)
        facts = {"heading": {"f1": share, "n": 7}, "mark": {"f1": 0.0, "n": 1}}
        report["sets"][name] = {
            "pass_all": share, "text_exact_all": share, "unsafe_any": 1, "liquid_touched": 2,
            "hugo_broken": 3, "crashed": sum(failed for _, failed, _ in rows),
            "cpu_ms_mean": 1.0, "cpu_ms_p50": 2.0, "cpu_ms_p95": 3.0,
            "by": {"cmark": {"pass": share, "struct_f1": share, "cats": facts}},
        }
    return report, {"cmark": judged}, {}
"""
CONVERTER = """
def markdown(html, url):
    print("a line on stdout is no reply")
    if "broken" in html:
        raise ValueError("no such\\npage")
    return html.replace("drop", "")
"""


def case(name: str, word: str, html: str) -> dict[str, str]:
    return {"id": name, "set": name.partition("/")[0], "group": "g", "html": html, "word": word}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five cases, a converter that drops a word and fails on a page; nothing to be installed."""
    (tmp_path / "toy_converter.py").write_text(CONVERTER, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "corpora.py").write_text(CORPORA, "utf-8")
    (folder / "score.py").write_text(SCORE, "utf-8")
    hazards = [case("hazards/a", "keep", "<p>keep"), case("hazards/b", "drop", "<p>drop")]
    pages = [
        case("pages/a", "keep", "<h2>keep"),
        case("pages/b", "keep", "<p>keep"),
        case("pages/c", "keep", "<p>keep broken"),
    ]
    (folder / "hazards.json").write_text(json.dumps(hazards), "utf-8")
    (folder / "pages.json").write_text(json.dumps(pages), "utf-8")
    monkeypatch.setattr(Scratch, "python", Path(sys.executable))
    monkeypatch.setattr(Scratch, "_install", lambda *_: "no network")
    stamps = tmp_path / "scratch" / "markdown"
    stamps.mkdir(parents=True)
    from bench.markdown import SCORER

    for requirement in SCORER.requires:
        (stamps / f"has-{requirement}").touch()
    return folder


def bench(data: Path, *more: str) -> int:
    scratch = str(data.parent / "scratch")
    ours = "toy_converter:markdown"
    arguments = [str(data), "--scratch", scratch, "--ours", ours, "--no-spec"]
    return main([*arguments, "--only", "scraper", *more])


def cells(words: str, first: str) -> list[list[str]]:
    lines = [line for line in words.splitlines() if line.startswith(f"| {first} ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_one_row_holds_all_that_is_measured(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench(data) == 0
    words = capsys.readouterr().out
    (row,) = cells(words, "scraper")
    assert row == ("scraper|50.0|-|-|66.7|66.7|2|4|6|1|1.0|2.0|3.0".split("|")), (
        "hazards, no round trips, pages, structure, then sums over sets, failures and CPU"
    )
    assert "1 failed, first pages/c: ValueError: no such page" in words


def test_structure_is_told_by_category_where_there_are_enough_facts(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench(data) == 0
    words = capsys.readouterr().out
    assert cells(words, "heading") == [["heading (7)", "66.7"]]
    assert cells(words, "mark") == []


def test_a_renderer_that_is_missing_is_named(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench(data) == 0
    assert "not to be had here, so not counted: kramdown, goldmark" in capsys.readouterr().out


def test_a_peer_that_cannot_be_had_is_skipped_with_the_reason(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert bench(data, "--only", "scraper,html2text,turndown,pandoc") == 0
    words = capsys.readouterr().out
    assert "html2text: skipped: html2text==2025.4.15 can't be installed: no network" in words
    assert "turndown: skipped: needs node and npm" in words
    assert "pandoc: skipped: pandoc is not on this machine" in words
    assert len(cells(words, "scraper")) == 1


def test_round_trips_are_skipped_with_the_reason(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    scratch = str(data.parent / "scratch")
    ours = "toy_converter:markdown"
    assert main([str(data), "--scratch", scratch, "--ours", ours, "--only", "scraper"]) == 0
    assert "round trips: skipped: needs node and npm" in capsys.readouterr().out


def test_round_trips_are_the_examples_that_are_not_about_raw_html(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = [
        {"section": "Emphasis", "html": "<p><em>a</em></p>\n"},
        {"section": "Raw HTML", "html": "<p><i onclick=x>a</i></p>\n"},
        {"section": "Blank lines", "html": "\n"},
    ]
    node = tmp_path / "node"
    (tmp_path / "examples.json").write_text(json.dumps(examples), "utf-8")
    node.write_text(f"#!/bin/sh\ncat '{tmp_path}/examples.json'\n", "utf-8")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert [(each["id"], each["set"]) for each in round_trips(tmp_path)] == [("spec/0", "spec")]


def test_what_differs_is_listed_case_by_case(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench(data, "--failures") == 0
    lines = capsys.readouterr().out.splitlines()
    assert "hazards/b cmark: text | drop | <p>" in lines
    assert "pages/c cmark: text | keep | None" in lines


def test_reports_are_saved(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "saved.json"
    assert bench(data, "--save", str(file)) == 0
    saved = json.loads(file.read_text("utf-8"))
    assert saved["reports"]["scraper"]["sets"]["hazards"]["pass_all"] == 0.5
    assert list(saved["failures"]["scraper"]) == ["hazards/b", "pages/c"]


def test_a_scorer_that_fails_is_one_line_and_status_2(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "score.py").write_text("raise ImportError('no such parser')\n", "utf-8")
    assert bench(data) == 2
    assert "ImportError: no such parser" in capsys.readouterr().err


def test_a_folder_that_is_no_data_is_one_line_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert "score.py: want the folder of cases with its scorer" in capsys.readouterr().err


def test_an_unknown_converter_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["anywhere", "--only", "nobody"])
    assert "no converter nobody; there are scraper, markdownify" in capsys.readouterr().err

"""What the weights of body extraction are learned from, and how they are written down."""

from __future__ import annotations

import importlib.util
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from bench import train_extract
from bench.labels import agreed, label, label_by_snippets
from bench.learn import Sample, Tables, Tree, shared_words, worths
from bench.scratch import ROOT, Scratch
from bench.train_extract import as_code
from scraper.extract.blocks import read_blocks
from scraper.extract.measures import FEATURES, Facts, measure
from scraper.extract.surroundings import COLUMNS
from scraper.extract.tree import parse

GOLD = "The council met on Monday and chose a new mayor for the town\nLetters\nPhoto: A. Person"
PARAGRAPH = "The council met on Monday and chose a new mayor for the town."
OTHER = "Ten things that nobody told you about the price of tea in winter"


@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        pytest.param([PARAGRAPH], [True], id="a paragraph of the body"),
        pytest.param([OTHER], [False], id="a teaser"),
        pytest.param(
            ["The council met on Monday and chose winter tea for its own ten guests"],
            [None],
            id="half of it stays open",
        ),
        pytest.param(["letters!"], [True], id="a short line that the body has as a line"),
        pytest.param(["Share"], [False], id="a short line that the body never says"),
        pytest.param(["…"], [None], id="no word at all"),
        pytest.param(
            [PARAGRAPH, "town", PARAGRAPH], [True, True, True], id="a word amid the body is of it"
        ),
        pytest.param(
            [OTHER, "town", OTHER], [False, False, False], id="the same word amid teasers is not"
        ),
        pytest.param([OTHER, "town", PARAGRAPH], [False, None, True], id="at the edge: open"),
        pytest.param(["town", PARAGRAPH], [None, True], id="a word before all: open"),
    ],
)
def test_blocks_are_told_by_the_known_body(texts: list[str], labels: list[bool | None]) -> None:
    assert label(GOLD, texts, re.compile(r"\w+").findall) == labels


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("He said the bridge was closed, and left.", True, id="around a wanted one"),
        pytest.param("Read more", False, id="an unwanted one"),
        pytest.param("Read more " + "of what the paper says " * 5, None, id="long around it: open"),
        pytest.param("Something else", None, id="neither"),
    ],
)
def test_snippets_tell_few_blocks(text: str, said: bool | None) -> None:
    assert label_by_snippets(["the bridge was closed"], ["Read more"], [text]) == [said]


def test_known_bodies_that_differ_leave_a_block_open() -> None:
    assert agreed([[True, False, None], [True, True, None]]) == [True, None, None]


def sample(site: str, markup: str, labels: list[bool | None]) -> Sample:
    blocks = read_blocks(parse(markup))
    return Sample(site, blocks, measure(blocks, Facts()), labels, by_snippets=False)


def test_a_word_counts_when_enough_sites_use_it() -> None:
    pages = [
        sample("one", "<div class='story promo'>a</div>", [True]),
        sample("one", "<div class='own'>a</div>", [True]),
        sample("two", "<section class='story'><div class='promo-box'>a</div></section>", [True]),
    ]
    assert shared_words(pages, 2) == ["promo", "story"]


def test_a_short_article_teaches_as_much_as_a_long_one() -> None:
    short = sample("one", f"<p>{'a' * 400}</p><p>menu</p>", [True, False])
    long = sample("two", f"<p>{'a' * 400}</p>" * 40 + "<p>?</p>", [*[True] * 40, None])
    assert worths(short)[0] == 60, "no single block outweighs all others"
    assert sum(worths(long)) == pytest.approx(100)
    assert worths(long)[-1] == 0, "what is open teaches nothing"


def test_written_tables_read_back(tmp_path: Path) -> None:
    tables = Tables(
        0.1234,
        tuple((0.004, -0.456)[: min(size, 2)] for _, size in FEATURES),
        (0.5, 0.0),
        {"story": 1.0, "faint": 0.02},
        {"aside": -1.25},
        -0.7,
        (
            Tree(column=0, bound=0.5, low=Tree(-1.0), high=Tree(2.0)),
            *[Tree(0.01)] * 10,
        ),
    )
    file = tmp_path / "weights.py"
    file.write_text(as_code(tables), "utf-8")
    names = runpy.run_path(str(file))
    assert names["ALONE_BIAS"] == 0.123
    assert names["ALONE"] == tuple((0, -0.46)[: min(size, 2)] for _, size in FEATURES)
    assert (names["NEAR"], names["ABOVE"]) == ({"story": 1}, {"aside": -1.25})
    columns = [0.0] * len(COLUMNS)
    assert names["trees"](tuple(columns)) == pytest.approx(-0.7 - 1.0 + 0.1)
    columns[0] = 0.6
    assert names["trees"](tuple(columns)) == pytest.approx(-0.7 + 2.0 + 0.1)


def test_what_is_clear_after_the_first_trees_is_not_asked_again(tmp_path: Path) -> None:
    alone = tuple((0.0,) * size for _, size in FEATURES)
    trees = (Tree(5.0), *[Tree(-1.0)] * 1, *[Tree(0.0)] * 98, *[Tree(-9.0)] * 20)
    file = tmp_path / "weights.py"
    file.write_text(as_code(Tables(0.0, alone, (), {}, {}, 0.0, trees)), "utf-8")
    assert runpy.run_path(str(file))["trees"]((0.0,) * len(COLUMNS)) == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("bound", "written"), [(3.0, "3.0"), (0.25, "0.25"), (12345.6, "1.235e+04")]
)
def test_what_columns_are_compared_with_is_written_as_a_float(bound: float, written: str) -> None:
    alone = tuple((0.0,) * size for _, size in FEATURES)
    tree = Tree(column=0, bound=bound, low=Tree(-1.0), high=Tree(2.0))
    code = as_code(Tables(0.0, alone, (), {}, {}, 0.0, (tree,)))
    assert f"(-1.000 if {COLUMNS[0]} <= {written} else 2.000)" in code


def test_other_weights_stand_in_for_those_that_are_shipped(tmp_path: Path) -> None:
    (tmp_path / "w.py").write_text(
        "ALONE_BIAS = -9.0\nALONE = PLACES = ()\nNEAR = ABOVE = {}\ntrees = len\n"
    )
    program = (
        "from bench.trained import extract_html\n"
        "from scraper.extract import weights\n"
        "print(weights.ALONE_BIAS)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"BENCH_WEIGHTS": str(tmp_path / "w.py")},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("-9.0", "")


def test_training_says_what_it_can_t_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(Scratch, "missing", lambda *_: "numpy can't be installed: no registry")
    assert train_extract.main([str(tmp_path), "--scratch", str(tmp_path)]) == 2
    assert "numpy can't be installed: no registry" in capsys.readouterr().err

"""The bench adds up what its data's scorer judged, page by page, and skips what it can't have."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bench import data as bench_data
from bench.extract import main
from bench.peers import PEERS
from bench.run import Outcome
from bench.scratch import Scratch
from bench.table import by_fold, figures, table

# A scorer in small: right is the share of the gold's words that came back.
SCORE = """
KINDS = ("links", "rows")

def structure_total(pages):
    share = lambda kind: sum(page[kind] for page in pages) / len(pages)
    total = {kind: {"recall": share(kind), "pages": len(pages)} for kind in KINDS}
    total["mean"] = sum(total[k]["recall"] for k in KINDS) / len(KINDS)
    return total
"""
SCORE_DEV = """
import json
from pathlib import Path

import score

HERE = Path(__file__).parent

def pages(corpora=None):
    for line in (HERE / "pages.jsonl").read_text("utf-8").splitlines():
        page = json.loads(line)
        if not corpora or page["corpus"] in corpora:
            yield page

def html_of(page):
    return (HERE / page["file"]).read_text("utf-8")

def judge(page, out, kind):
    words = page["gold"].split()
    judged = {"f1": sum(word in out for word in words) / len(words)}
    if page["kind"] == "html" and kind != "text":
        judged["structure"] = {"links": float("<a" in out), "rows": float("<tr" in out)}
    return judged

def total(kind, judged):
    return {"f1": sum(one["f1"] for one in judged) / len(judged)}
"""
EXTRACTOR = """
def body(html, url):
    print("a line on stdout is no reply")
    if "broken" in html:
        raise ValueError("no such\\npage")
    return html.replace("drop", "")
"""


def page(name: str, *, kind: str = "text", lang: str = "en", gold: str = "keep") -> dict[str, Any]:
    corpus = name.partition("/")[0]
    url = f"https://{name.replace('/', '.')}.news/a"
    return {"id": name, "corpus": corpus, "url": url, "kind": kind, "lang": lang, "gold": gold}


def lay(folder: Path, *pages: tuple[dict[str, Any], str]) -> Path:
    """A DATA folder with these pages and their HTML."""
    folder.mkdir()
    (folder / "score.py").write_text(SCORE, "utf-8")
    (folder / "score_dev.py").write_text(SCORE_DEV, "utf-8")
    lines = []
    for number, (known, html) in enumerate(pages):
        (folder / f"{number}.html").write_text(html, "utf-8")
        lines.append(json.dumps({**known, "file": f"{number}.html"}))
    (folder / "pages.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four pages, and an extractor that drops one's word and fails on another."""
    (tmp_path / "toy_extractor.py").write_text(EXTRACTOR, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return lay(
        tmp_path / "data",
        (page("a/1", lang="ja"), "<p>keep"),
        (page("a/2", lang="zh", gold="keep drop"), "<p>keep drop"),
        (page("a/3", lang="ko"), "broken keep"),
        (page("b/1", kind="html"), "<a href='/'>keep</a>"),
    )


def bench(data: Path, *more: str) -> int:
    scratch = str(data.parent / "scratch")
    ours = "toy_extractor:body"
    return main([str(data), "--scratch", scratch, "--ours", ours, "--only", "scraper", *more])


def test_a_run_prints_shares_of_each_corpus_language_and_kind(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench(data) == 0
    words = capsys.readouterr().out
    assert "1 failed, first a/3: ValueError: no such page" in words
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in words.splitlines()
        if line.startswith("| scraper ")
    ]
    corpora, languages, structure = lines
    assert corpora[:3] == ["scraper", "0.500", "1.000"]
    assert corpora[-2:] == ["1", "1"], "one page without a right word, one failure"
    assert languages == ["scraper", "0.500"]
    assert structure == ["scraper", "1.000", "0.000", "0.500"]
    assert "CJK text (3)" in words


def test_results_are_saved_page_by_page(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "saved.json"
    assert bench(data, "--save", str(file), "--folds") == 0
    saved = json.loads(file.read_text("utf-8"))
    assert saved["results"]["scraper"]["f1"] == {"a": 0.5, "b": 1.0}
    assert saved["pages"]["scraper"]["a/2"][0] == 0.5
    assert saved["pages"]["scraper"]["a/3"][2] == "ValueError: no such page"
    assert len(saved["folds"]["a"]) == bench_data.FOLDS


def test_a_sample_takes_pages_of_every_corpus(data: Path) -> None:
    taken = bench_data.load(data, sample=2).pages
    assert [known["id"] for known in taken] == ["a/1", "a/3", "b/1"]


def test_no_peer_may_ask_the_network(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data.parent / "curious.py").write_text(
        "import urllib.request\n\n"
        "def body(html, url):\n"
        "    return urllib.request.urlopen('http://127.0.0.1:9/').read().decode()\n",
        "utf-8",
    )
    assert bench(data, "--ours", "curious:body") == 0
    assert "4 failed" in (words := capsys.readouterr().out)
    assert "nothing else may be fetched" in words


def test_a_worker_that_dies_counts_as_empty_bodies(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench(data, "--ours", "no_such_module:body") == 0
    words = capsys.readouterr().out
    assert "4 failed, first a/1: no reply" in words
    assert "No module named" in (data.parent / "scratch" / "scraper.log").read_text("utf-8")


def test_a_peer_that_needs_node_is_skipped_without_it(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert bench(data, "--only", "scraper,defuddle") == 0
    words = capsys.readouterr().out
    assert "defuddle: skipped: needs node and npm" in words
    assert "| scraper " in words


def test_a_peer_that_cannot_be_installed_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "noise\nno such version\n")

    monkeypatch.setattr(subprocess, "run", refuse)
    peer = next(peer for peer in PEERS if peer.name == "resiliparse")
    why = Scratch(tmp_path).missing(peer)
    assert why == f"{peer.requires[0]} can't be installed: no such version"
    assert Scratch(tmp_path).missing(peer) == why, "a failure is not remembered as done"


def test_a_tool_s_own_corpus_is_marked(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from bench.table import report

    known = page("defuddle/1", kind="html")
    loaded = bench_data.load(lay(data.parent / "own", (known, "<p>keep")))
    judged = loaded.scorer.judge(known, "keep", "html")
    peers = [peer for peer in PEERS if peer.name in ("scraper", "defuddle")]
    results = {peer.name: figures([Outcome(known, judged, 2.0)], loaded) for peer in peers}
    rows = [line for line in report(results, peers, loaded).splitlines() if "1.000" in line]
    assert [(line.split()[1], "1.000 own" in line) for line in rows] == [
        ("scraper", False),
        ("defuddle", True),
    ]


def test_cpu_is_the_median_the_mean_and_the_slow_end(data: Path) -> None:
    known = page("a/1")
    spent = [*range(1, 10), 1000]
    got = figures(
        [Outcome(known, {"f1": 1.0}, float(ms)) for ms in spent], bench_data.load(data)
    ).cpu
    assert got is not None
    assert (got.median, got.mean, got.p90) == (5.5, 104.5, 1000.0)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        pytest.param("https://www.paper.news/a", "paper.news", id="www is no site of its own"),
        pytest.param("https://blog.paper.news/a", "blog.paper.news", id="a host is a site"),
        pytest.param("", "x/1", id="no address"),
        pytest.param("http://localhost/a", "x/1", id="a name without a dot"),
        pytest.param("https://example.com/a", "x/1", id="a reserved name"),
        pytest.param(
            "https://keeper.org/2020/http://www.paper.news/a", "paper.news", id="an archive's copy"
        ),
    ],
)
def test_pages_of_one_site_stay_in_one_fold(url: str, site: str) -> None:
    known = {"id": "x/1", "url": url}
    assert bench_data.site(known) == site
    other = {"id": "x/2", "url": url}
    if site != "x/1":
        assert bench_data.fold(known) == bench_data.fold(other)


def test_each_fold_is_summed_up_alone(data: Path) -> None:
    loaded = bench_data.load(data)
    pages = [page(f"a/{number}") for number in range(40)]
    results = [Outcome(known, {"f1": float(bench_data.fold(known))}, 1.0) for known in pages]
    assert by_fold(results, loaded) == {"a": [0.0, 1.0, 2.0, 3.0, 4.0]}


def test_columns_of_a_table_have_one_width() -> None:
    lines = table(["peer", "x"], [["a", "0.500"], ["longer", "-"]]).splitlines()
    assert lines == [
        "| peer   |     x |",
        "| ------ | ----: |",
        "| a      | 0.500 |",
        "| longer |     - |",
    ]


def test_a_folder_that_is_no_data_is_one_line_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert "score.py: want the folder of pages.jsonl with its scorer" in capsys.readouterr().err


def test_an_unknown_peer_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["anywhere", "--only", "nobody"])
    assert "no peer nobody; there are scraper" in capsys.readouterr().err

"""The bench's account of a run that was killed, and of what a process tree used."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bench.crash import Crash, articles_of, differ, troubles
from bench.measured import Run, measure
from bench.program_aims import Aim, Sizes, aims
from bench.program_table import Results, against, save

ARTICLES = ["a/1", "a/2", "a/3", "b/1"]
FEEDS = ["a/feed", "b/feed"]
ROBOTS = ["a/robots.txt", "b/robots.txt"]
# a/1 was written, a/2 and a/3 were under way, b/1 was not begun.
GOOD = Crash(
    written=frozenset(["a/1"]),
    first={"a/1": 1, "a/2": 1, "a/3": 1, "a/feed": 1, "b/feed": 1, "a/robots.txt": 1},
    asked={
        **dict.fromkeys(("a/1", "b/1", *ROBOTS), 1),
        **dict.fromkeys(("a/2", "a/3", *FEEDS), 2),
    },
    found=dict.fromkeys(ARTICLES, 1),
)
BURN = "import time\nt = time.process_time()\nwhile time.process_time() < t + 0.3: pass"


def told(crash: Crash, most: int = 2) -> list[str]:
    return troubles(crash, ARTICLES, FEEDS, ROBOTS, most)


def run(**values: float) -> Run:
    given = {"wall_s": 1.0, "cpu_s": 1.0, "rss_mb": 50.0, "descriptors": 9, "processes": 1}
    requests = {"feed": 0, "feed 304": 2, "article": 10, "robots": 0, "other": 0}
    return Run(**{**given, "status": 0, **values}, words="", requests=requests)  # type: ignore[arg-type]


def said(results: Results, wanted: str, troubles: tuple[str, ...] = ()) -> Aim:
    (aim,) = [each for each in aims(results, Sizes(2, 5, 1, 2), troubles) if each.wanted == wanted]
    return aim


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    return made


def test_every_post_once_and_no_request_too_many_is_no_trouble() -> None:
    assert told(GOOD) == []
    assert (GOOD.again(), GOOD.under_way()) == (0, 2)


@pytest.mark.parametrize(
    ("crash", "words"),
    [
        (replace(GOOD, found={**GOOD.found, "b/1": 0}), "1 posts of 4 are missing"),
        (replace(GOOD, found={**GOOD.found, "b/1": 2}), "1 articles have more than one post"),
        (
            replace(GOOD, asked={**GOOD.asked, "a/1": 2}),
            "1 articles were fetched again that had their post",
        ),
        (
            replace(GOOD, asked={**GOOD.asked, "b/1": 2}),
            "3 articles were fetched twice, 2 may have been under way",
        ),
        (replace(GOOD, asked={**GOOD.asked, "a/feed": 3}), "1 feeds were polled more than 2 times"),
        (
            replace(GOOD, asked={**GOOD.asked, "b/robots.txt": 2}),
            "1 hosts were asked for robots.txt more than once",
        ),
    ],
)
def test_what_a_crash_cost_is_a_line_each(crash: Crash, words: str) -> None:
    assert told(crash) == [words]


def test_posts_are_told_apart_by_the_article_they_are_from(tmp_path: Path) -> None:
    for name, text in (
        ("one/_posts/x.md", "---\nfrom: http://a/1\n---\nText"),
        ("one/_posts/y.md", "---\nfrom: http://a/2\n---\nfrom: http://a/3"),
        ("one/.scrape/tmp/z.md", "---\nfrom: http://a/4\n---"),
        ("two/_posts/y.md", "---\nfrom: http://a/1\n---\nText"),
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert articles_of(tmp_path / "one") == {"http://a/1": 1, "http://a/2": 1}
    assert differ(tmp_path / "two", tmp_path / "one") == 0, "at another path, but the same"
    assert differ(tmp_path / "one", tmp_path / "two") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands orphans over")
def test_cpu_of_processes_that_nobody_waited_for_counts(folder: Path) -> None:
    outer = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BURN!r}])"
    done = measure([sys.executable, "-c", outer], folder)
    assert (done.status, done.orphans) == (0, 1)
    assert done.cpu_s >= 0.3


@pytest.mark.slow
def test_a_run_is_killed_with_all_it_started_when_it_should_be(folder: Path) -> None:
    inner = "import os, time; open(str(os.getpid()), 'w'); time.sleep(60)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    started = time.monotonic()
    done = measure([sys.executable, "-c", outer], folder, kill_when=lambda: any(folder.iterdir()))
    assert done.status == -signal.SIGKILL
    assert time.monotonic() - started < 20
    (pid,) = [int(file.name) for file in folder.iterdir()]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_run_that_takes_too_long_is_killed(folder: Path) -> None:
    done = measure([sys.executable, "-c", "import time; time.sleep(60)"], folder, limit_s=0.2)
    assert done.status == -signal.SIGKILL
    assert done.wall_s < 20


# ── the lines to be met ──────────────────────────────────────────────────────────────────────


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    assert {(aim.measured, aim.met) for aim in aims({}, Sizes(2, 5, 1, 2), [])} == {
        ("not measured", None)
    }
    assert {aim.number for aim in aims({}, Sizes(2, 5, 1, 2), [])} == set(range(1, 8))


def test_a_peer_that_wrote_less_is_compared_by_what_is_worse_for_ours() -> None:
    wanted = "cold: CPU an article at most 1/3 of trafilatura's"
    results: Results = {("cold", "scraper"): [run(posts=10)]}
    results["cold", "trafilatura"] = [run(cpu_s=2.9, posts=5)]
    aim = said(results, wanted)
    assert (aim.measured, aim.met) == ("0.34 × its 290.0 ms (it wrote 5 of 10)", False)
    results["cold", "trafilatura"] = [run(cpu_s=3.1, posts=12)]
    assert said(results, wanted).met is True


def test_memory_and_both_cores_are_those_of_the_backfills() -> None:
    results: Results = {
        ("cold", "scraper"): [run(rss_mb=120.0)],
        ("cold, 500", "scraper"): [run(rss_mb=100.0)],
        ("cold, 2000", "scraper"): [run(rss_mb=116.0, cpu_s=1.5, world_cpu_s=0.1)],
    }
    assert said(results, "cold: at most 200 MB, all processes").measured == "120 MB"
    memory = said(results, "cold: memory with 2,000 articles at most 15 % above that with 500")
    assert (memory.measured, memory.met) == ("100 and 116 MB", False)
    cores = said(results, "2,000 articles: wall at most 1.25 × (our CPU + the world's) / 2")
    assert (cores.measured, cores.met) == ("1.25 ×", True)


def test_requests_too_many_are_no_line_that_is_met() -> None:
    results: Results = {("cold", "scraper"): [run()]}
    wanted = "one request a feed, one a new article, one robots.txt a host and day"
    assert said(results, wanted).met is True
    trouble = "scraper: cold: asked for 11 articles, 10 were new"
    assert said(results, wanted, (trouble,)).measured == trouble
    results["killed half-way", "scraper"] = [run(status=-9)]
    results["run again", "scraper"] = [run()]
    wanted = "killed half-way and run again: every post once, none of them fetched again"
    assert said(results, wanted).met is True
    assert said(results, wanted, ("scraper: run again: 1 posts of 4 are missing",)).met is False


def test_a_saved_run_is_what_a_later_one_is_held_against(tmp_path: Path) -> None:
    file = tmp_path / "saved.json"
    save(file, {("cold", "scraper"): [run(cpu_s=2.0), run(cpu_s=4.0), run(cpu_s=5.0)]}, {})
    later: Results = {("cold", "scraper"): [run(cpu_s=1.0)], ("cold", "peer"): [run()]}
    assert against(later, file) == ["cold: scraper: CPU 0.25 ×, wall 1.00 × the earlier"]
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match="was not saved by this bench"):
        against(later, file)

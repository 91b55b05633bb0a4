"""The bench of the whole program: its world answers as it says, and what is told was measured."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import feedparser
import pytest

from bench.measured import Run, measure
from bench.program import main
from bench.program_aims import Sizes, aims
from bench.program_table import table
from bench.scratch import Scratch
from bench.subjects import SUBJECTS, Running
from bench.world import Shape, World
from bench.world_pages import LARGEST, SMALLEST, page_text, path_of

pytestmark = pytest.mark.slow

PACKED = {"accept-encoding": "gzip"}
SMALL = "--feeds 2 --items 3 --new 1 --noop-feeds 2 --latency 0 --rounds 2".split()


@pytest.fixture
def world() -> World:
    made = World(Shape(feeds=2, items=4, hosts=2))
    made.port = 80
    return made


def shown(world: World, feed: int) -> list[Any]:
    _, _, body = world.answer(f"/feeds/{feed}.xml", {})
    return list(feedparser.parse(body).entries)


def run(**values: Any) -> Run:
    given = {"wall_s": 1.0, "cpu_s": 1.0, "rss_mb": 50.0, "descriptors": 9, "processes": 1}
    return Run(**{**given, "status": 0, "words": "", **values})


def cells(words: str, phase: str, who: str) -> list[str]:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in words.splitlines()
        if line.startswith("|")
    ]
    (row,) = [row for row in rows if row[:2] == [phase, who]]
    return row[2:]


def test_pages_are_as_large_as_said_and_the_same_every_time() -> None:
    pages = [page_text(feed, 7, "http://x") for feed in range(60)]
    sizes = [len(page.encode()) for page in pages]
    assert min(sizes) >= SMALLEST
    assert max(sizes) <= LARGEST
    assert max(sizes) > 2 * min(sizes)
    assert pages[3] == page_text(3, 7, "http://x")
    assert len(set(pages)) == len(pages)


def test_feeds_are_rss_and_atom_with_dates_and_addresses_that_are_there(world: World) -> None:
    for feed, version in ((0, "rss20"), (1, "atom10")):
        _, _, body = world.answer(f"/feeds/{feed}.xml", {})
        read = feedparser.parse(body)
        assert (read.version, read.bozo, len(read.entries)) == (version, False, 4)
        for entry in read.entries:
            assert entry.published_parsed
            path = entry.link.removeprefix(world.shape.origin(feed, 80))
            status, _, html = world.answer(path, {})
            assert status == "200 OK"
            assert entry.title in html.decode().replace("&#x27;", "'")


def test_a_known_feed_is_304_while_validators_are_on(world: World) -> None:
    _, headers, _ = world.answer("/feeds/0.xml", {})
    known = {"if-none-match": headers.partition("ETag: ")[2].partition("\r\n")[0]}
    assert world.answer("/feeds/0.xml", known)[0] == "304 Not Modified"
    world.told("/-/publish", "items=1")
    assert world.answer("/feeds/0.xml", known)[0] == "200 OK", "it has changed"
    world.told("/-/reset", "")
    world.told("/-/set", "validators=off")
    status, headers, _ = world.answer("/feeds/0.xml", known)
    assert (status, "ETag" in headers) == ("200 OK", False)


def test_only_who_accepts_it_gets_gzip_and_nobody_where_it_is_off(world: World) -> None:
    plain = world.answer(path_of(0, 1), {})
    packed = world.answer(path_of(0, 1), PACKED)
    assert "gzip" not in plain[1]
    assert "Content-Encoding: gzip" in packed[1]
    assert gzip.decompress(packed[2]) == plain[2]
    world.told("/-/set", "gzip=off")
    assert world.answer(path_of(0, 1), PACKED) == plain


def test_what_is_published_is_new_in_every_feed_and_pushes_out_the_oldest(world: World) -> None:
    before = [[entry.link for entry in shown(world, feed)] for feed in range(2)]
    assert world.answer(path_of(0, 4), {})[0] == "404 Not Found", "not yet"
    world.told("/-/publish", "items=1")
    after = [[entry.link for entry in shown(world, feed)] for feed in range(2)]
    for old, new in zip(before, after, strict=True):
        assert new[1:] == old[:-1]
        assert new[0] not in old
    assert world.answer(path_of(0, 4), {})[0] == "200 OK"


def test_requests_are_counted_by_kind(world: World) -> None:
    for path in ("/feeds/0.xml", "/robots.txt", path_of(1, 2), path_of(1, 99), "/feeds/2.xml", "/"):
        world.answer(path, {})
    world.answer("/feeds/0.xml", {"if-none-match": '"0-0"'})
    counted = {"feed": 1, "feed 304": 1, "article": 1, "robots": 1, "other": 3}
    assert world.report()["requests"] == counted


def test_memory_and_cpu_are_those_of_the_whole_tree(tmp_path: Path) -> None:
    inner = "x = b'x' * 60_000_000; import time; t = time.process_time()\n"
    inner += "while time.process_time() < t + 0.2: pass"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    folder = tmp_path / "folder"
    folder.mkdir()
    done = measure([sys.executable, "-c", outer], folder)
    assert (done.status, done.processes) == (0, 2)
    assert done.rss_mb > 60
    assert 0.2 <= done.cpu_s < 2
    assert done.wall_s >= 0.2


def test_how_a_command_failed_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    done = measure([sys.executable, "-c", "import sys; print('first'); sys.exit('why')"], folder)
    assert (done.status, done.words) == (1, "why")


def test_ours_and_the_raw_bound_are_measured_in_every_phase(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "saved.json"
    told = [*SMALL, "--only", "scraper,raw bound", "--save", str(file)]
    assert main(told) == 0
    words = capsys.readouterr().out
    for phase, requests, files in (
        ("cold", ["2", "0", "6", "2", "0"], "6"),
        ("no-op", ["0", "2", "0", "0", "0"], "0"),
        ("no-op, no validators", ["2", "0", "0", "0", "0"], "0"),
        ("incremental", ["2", "0", "2", "0", "0"], "2"),
        ("no-op, many", ["0", "2", "0", "0", "0"], "0"),
        ("no-op, many, no validators", ["2", "0", "0", "0", "0"], "0"),
    ):
        row = cells(words, phase, "scraper")
        assert (row[6:11], row[11]) == (requests, files), phase
    assert cells(words, "cold", "raw bound")[6:12] == ["2", "0", "6", "0", "0", "8"]
    assert cells(words, "no-op", "raw bound")[6:12] == ["0", "2", "0", "0", "0", "0"]
    assert "ms CPU an article, all included" in words
    saved = json.loads(file.read_text("utf-8"))
    assert saved["switches"]["feeds"] == 2
    cold = [each for each in saved["runs"] if (each["phase"], each["who"]) == ("cold", "scraper")]
    assert cold[0]["runs"][0]["requests"]["article"] == 6


def test_what_ours_did_not_do_is_a_line_each_and_status_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = [*SMALL, "--only", "scraper", "--noop-feeds", "0"]
    assert main([*told, "--ours", f"{sys.executable} -c pass"]) == 1
    words = capsys.readouterr().out
    assert "scraper: cold: 0 posts, 6 were to be written" in words
    assert "scraper: incremental: asked for 0 articles, 2 were new" in words
    assert "scraper: no-op: 0 polls of 2 feeds" in words
    assert "scraper: cold: 0 times robots.txt for 2 hosts" in words
    failing = f"{sys.executable} -c \"raise SystemExit('no such day')\""
    assert main([*told, "--ours", failing]) == 1
    assert "scraper: cold: ended with 1: no such day" in capsys.readouterr().out


def test_a_peer_that_cannot_be_had_is_skipped_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scratch, "_install", lambda *_: "no network")
    scratch = Scratch(tmp_path)
    reader, trafilatura = SUBJECTS["reader"], SUBJECTS["trafilatura"]
    assert reader.missing(scratch, 80) == "reader==3.26 can't be installed: no network"
    assert "port 80" in trafilatura.missing(scratch, 8080)
    assert SUBJECTS["raw bound"].missing(scratch, 8080) == ""


def test_a_world_in_its_own_process_ends_with_who_started_it() -> None:
    with Running(Shape(feeds=1, items=1, hosts=1, latency_ms=0)) as running:
        assert running.tell("report")["requests"]["feed"] == 0
        running.tell("publish?items=1")
    assert running._process.returncode == 0


def test_the_table_holds_medians_and_ratios_round_by_round() -> None:
    results = {
        ("cold", "scraper"): [run(cpu_s=1.0), run(cpu_s=2.0), run(cpu_s=9.0)],
        ("cold", "peer"): [run(cpu_s=4.0), run(cpu_s=6.0), run(cpu_s=9.0, wall_s=3.0)],
        ("start", "scraper"): [run(rss_mb=0.0, descriptors=0)],
    }
    words = table(results)
    assert cells(words, "cold", "scraper")[:2] == ["2.000", "1.00"]
    assert cells(words, "cold", "peer")[:4] == ["6.000", "3.00", "1.000", "1.00"]
    assert cells(words, "start", "scraper")[4:6] == ["-", "-"], "it ended before anybody looked"
    said = {aim.wanted: aim for aim in aims(results, Sizes(2, 5, 1, 2), [])}
    each = said["cold: at most 12 ms CPU an article, all included"]
    assert (each.measured, each.met) == ("200.0 ms", False)


def test_an_unknown_name_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--only", "nobody"])
    assert "nobody is called nobody; there are scraper, raw bound" in capsys.readouterr().err

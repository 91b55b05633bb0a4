"""Real pages in the bench's world: which are taken, which article shows which, and how told."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import feedparser
import pytest

from bench.program import main
from bench.real_pages import Assigned, RealPage, save, saved
from bench.subjects import SUBJECTS, Subject
from bench.taken_pages import choose
from bench.world import Shape, World
from bench.world_pages import page_text, path_of

pytestmark = pytest.mark.slow

WALL = "<html><head><title>Log in</title></head><body><form><input></form></body></html>"


def folder_of(folder: Path, pages: list[str]) -> Path:
    """A folder as `--pages` wants it."""
    lines = []
    for number, html in enumerate(pages):
        (folder / f"{number}.gz").write_bytes(gzip.compress(html.encode(), mtime=0))
        lines.append(json.dumps({"id": f"x/{number}", "file": f"{number}.gz"}))
    (folder / "pages.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def articles(count: int) -> list[str]:
    return [page_text(0, number, "http://news.example") for number in range(count)]


def world(pages: tuple[RealPage, ...]) -> World:
    made = World(Shape(feeds=2, items=4, hosts=2), pages)
    made.port = 80
    return made


def shown(world: World, feed: int) -> list[Any]:
    _, _, body = world.answer(f"/feeds/{feed}.xml", {})
    return list(feedparser.parse(body).entries)


def test_only_pages_that_give_a_post_are_taken_and_the_others_are_counted(tmp_path: Path) -> None:
    chosen = choose(folder_of(tmp_path, [*articles(3), WALL, "", WALL]))
    assert len(chosen.pages) == 3
    assert sum(chosen.left_out.values()) == 3
    assert "real pages: 3 of 6 taken" in str(chosen)
    assert choose(tmp_path) == chosen, "picked by a seed"


def test_a_folder_of_nothing_that_can_be_shown_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"pages\.jsonl"):
        choose(tmp_path)
    with pytest.raises(ValueError, match="none of its pages gives a post"):
        choose(folder_of(tmp_path, [WALL]))


def test_a_feed_tells_a_pages_title_and_its_description_and_no_title_twice(tmp_path: Path) -> None:
    page = articles(1)[0].replace("<title>", "<title>A &amp; \x02B\n").replace("| Daily 0", "")
    chosen = choose(folder_of(tmp_path, [page, page]))
    one, two = sorted(chosen.pages, key=lambda page: page.title)
    assert one.title.startswith("A & B ")
    assert two.title == f"{one.title} (2)"
    assert one.teaser
    assert one.teaser in page.replace("&#x27;", "'")


def test_pages_are_shown_all_once_and_then_again_under_other_titles(tmp_path: Path) -> None:
    chosen = choose(folder_of(tmp_path, articles(3)))
    assigned = Assigned(chosen.pages, feeds=2)
    order = [(feed, item) for item in range(3) for feed in range(2)]
    bodies = [assigned.packed(feed, item) for feed, item in order]
    titles = [assigned.told(feed, item)[0] for feed, item in order]
    assert len(set(bodies)) == 3
    assert bodies[:3] == bodies[3:]
    assert len(set(titles)) == 6
    assert titles[3] == f"{titles[0]} [2]"


def test_the_world_serves_them_as_they_lie_and_knows_no_other_address(tmp_path: Path) -> None:
    pages = articles(3)
    save(choose(folder_of(tmp_path, pages)).pages, tmp_path / "saved.json")
    made = world(saved(tmp_path / "saved.json"))
    for entry in shown(made, 0) + shown(made, 1):
        path = entry.link.partition("127.0.1.")[2][1:]
        status, _, html = made.answer(path, {})
        assert (status, html.decode() in pages) == ("200 OK", True)
        assert html.decode().count(entry.title.partition(" [")[0].replace("'", "&#x27;")) > 0
    for path in (f"{path_of(0, 0)}?page=2", f"{path_of(0, 0)}/2", "/topics/7"):
        assert made.answer(path, {})[0] == "404 Not Found"
    assert made.report()["requests"]["other"] == 3  # type: ignore[index]
    assert made.asked[f"http://{path_of(0, 0)}?page=2"] == 1


def test_ours_writes_a_post_of_each_and_is_killed_without_losing_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = str(folder_of(tmp_path, [*articles(5), WALL]))
    told = "--feeds 2 --items 6 --new 1 --noop-feeds 0 --latency 5 --rounds 1 --only scraper"
    assert main([*told.split(), "--pages", data, "--save", str(tmp_path / "saved.json")]) == 0
    words = capsys.readouterr().out
    assert "real pages: 5 of 6 taken" in words
    assert "| killed half-way" in words
    assert "NOT MET" not in next(
        line for line in words.splitlines() if "killed half-way and" in line
    )
    assert main([*told.split(), "--against", str(tmp_path / "saved.json")]) == 0
    assert "cold: scraper: CPU " in capsys.readouterr().out


def test_a_peer_that_crashes_is_tried_again_and_then_left_out_of_what_follows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    crashing = [sys.executable, "-c", "import os; os.abort()"]
    made = Subject("naive script", lambda task, python, ours: crashing)
    monkeypatch.setitem(SUBJECTS, "naive script", made)
    told = "--feeds 1 --items 1 --new 1 --noop-feeds 0 --latency 0 --rounds 1 --only"
    assert main([*told.split(), "naive script"]) == 0, "no fault of ours"
    words = capsys.readouterr().out
    assert "naive script: cold: ended with -6, and was tried again" in words
    assert "naive script: cold: ended with -6: " in words
    assert "naive script: no-op" not in words

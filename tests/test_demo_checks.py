"""The demo's verdict is worth something: each fault it claims to see, it sees."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from scraper.demo import __main__ as demo
from scraper.demo import checks
from scraper.demo.checks import PostFile
from scraper.demo.content import Story
from scraper.demo.newspapers import all_stories

BASE = "http://127.0.0.1:1"
STORIES = all_stories()
ZH, *_ = [s for s in STORIES if s.path == "/zh/waterworks-museum.html"]


def good_post(story: Story) -> PostFile:
    """A post as the checks want it: all the words of the article, none besides."""
    words = unescape(re.sub(r"<[^>]+>", " ", story.body))
    shown = "\n".join(BASE + s if s.startswith("/") else s for s in story.shows)
    url = BASE + story.path
    text = f"---\ntitle: x\nfrom: {url}\n---\n{words}\n{shown}\n"
    return PostFile(f"_posts/2026/{story.slug}.md", url, text)


def good_posts() -> list[PostFile]:
    return [good_post(story) for story in STORIES if story.kind != "consent"]


def test_a_good_archive_has_no_faults() -> None:
    assert checks.faults_in_posts(good_posts(), STORIES, BASE) == []


def test_markdowns_escapes_and_line_breaks_are_no_faults() -> None:
    posts = [
        replace(post, text=post.text.replace("-", "\\-").replace(" ", "\n"))
        for post in good_posts()
    ]
    assert checks.faults_in_posts(posts, STORIES, BASE) == []


Spoil = Callable[[list[PostFile]], list[PostFile]]


def _edit(old: str, new: str) -> Spoil:
    def spoil(posts: list[PostFile]) -> list[PostFile]:
        assert any(old in post.text for post in posts)
        return [replace(post, text=post.text.replace(old, new)) for post in posts]

    return spoil


def _wall_archived(posts: list[PostFile]) -> list[PostFile]:
    (wall,) = [story for story in STORIES if story.kind == "consent"]
    return [*posts, good_post(wall)]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(lambda p: p[1:], "want 1 posts, got 0", id="an article is lost"),
        pytest.param(lambda p: [p[0], *p], "want 1 posts, got 2", id="an article is there twice"),
        pytest.param(_wall_archived, "want 0 posts, got 1", id="the wall was archived"),
        pytest.param(
            lambda p: [*p, PostFile("x.md", BASE + "/p/1", "")],
            "nobody published",
            id="a post of something else",
        ),
        pytest.param(_edit("沿河走三百米就到", ""), "missing or cut", id="an end is cut off"),
        pytest.param(
            _edit("/img/settling-tank.png", "/img/blank.gif"),
            "does not show",
            id="an image is lost",
        ),
        pytest.param(_edit("馆长说", "相关阅读 馆长说"), "holds junk", id="related links are kept"),
        pytest.param(
            _edit("馆长说", "限时特惠：全屋定制家具，今天下单立减三千元！ 馆长说"),
            "holds junk",
            id="an advert is kept",
        ),
        pytest.param(_edit("馆长说", '<div class="x"> 馆长说'), "holds junk", id="markup is kept"),
    ],
)
def test_a_spoilt_archive_is_found_out(spoil: Spoil, said: str) -> None:
    faults = checks.faults_in_posts(spoil(good_posts()), STORIES, BASE)
    assert any(said in fault for fault in faults), faults


def test_posts_are_read_with_the_url_they_name(tmp_path: Path) -> None:
    folder = tmp_path / "_posts" / "2026"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("---\nfrom: https://e.example/a\n---\nx\n", encoding="utf-8")
    (folder / "b.md").write_text("no front matter", encoding="utf-8")
    (folder / "c.md").write_text("---\na: 'b\n---\n", encoding="utf-8")
    (folder / "d.md").write_text("---\n- list\n---\n", encoding="utf-8")
    posts = checks.read_posts(tmp_path)
    assert [(p.path, p.url) for p in posts] == [
        ("_posts/2026/a.md", "https://e.example/a"),
        ("_posts/2026/b.md", ""),
        ("_posts/2026/c.md", ""),
        ("_posts/2026/d.md", ""),
    ]


def _touch(archive: Path) -> None:
    os.utime(archive / "a.md", ns=(1, 1))


@pytest.mark.parametrize(
    ("deed", "faults"),
    [
        pytest.param(lambda a: None, [], id="nothing"),
        pytest.param(_touch, ["a.md: was written again"], id="a new time"),
        pytest.param(lambda a: (a / "a.md").write_text("B"), ["a.md: was changed"], id="new words"),
        pytest.param(lambda a: (a / "a.md").unlink(), ["a.md: is gone"], id="a file lost"),
        pytest.param(lambda a: (a / "b.md").write_text("x"), ["b.md: is new"], id="a file more"),
        pytest.param(
            lambda a: (a / ".scrape" / "state").write_text("x"), [], id="the state may change"
        ),
    ],
)
def test_a_touched_archive_is_found_out(
    tmp_path: Path, deed: Callable[[Path], object], faults: list[str]
) -> None:
    (tmp_path / ".scrape").mkdir()
    (tmp_path / "a.md").write_text("A")
    before = checks.take_prints(tmp_path)
    deed(tmp_path)
    assert checks.faults_between(before, checks.take_prints(tmp_path)) == faults


GOOD_FIRST = {("feed", 200): 6, ("page", 200): 18, ("page", 404): 1, ("robots", 200): 1}
GOOD_SECOND = {("feed", 304): 6}


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        pytest.param({}, 0, id="as wanted"),
        pytest.param({("feed", 200): 7}, 1, id="a feed asked for twice"),
        pytest.param({("feed", 304): 1}, 1, id="a feed asked for again"),
        pytest.param({("page", 200): 20}, 1, id="a page asked for twice"),
        pytest.param({("page", 200): 0, ("page", 404): 0}, 1, id="no page at all"),
        pytest.param({("image", 200): 1}, 1, id="an image"),
    ],
)
def test_the_first_run_asks_for_no_more_than_it_needs(
    answers: dict[tuple[str, int], int], faults: int
) -> None:
    assert len(checks.faults_in_first_run(GOOD_FIRST | answers, 6, 20)) == faults


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        pytest.param({}, 0, id="as wanted"),
        pytest.param({("robots", 304): 1}, 0, id="robots.txt may be asked for"),
        pytest.param({("feed", 304): 5, ("feed", 200): 1}, 1, id="an unconditional request"),
        pytest.param({("feed", 304): 0}, 1, id="no feed polled"),
        pytest.param({("page", 304): 1}, 1, id="a page"),
    ],
)
def test_the_second_run_asks_for_feeds_alone(
    answers: dict[tuple[str, int], int], faults: int
) -> None:
    assert len(checks.faults_in_second_run(GOOD_SECOND | answers, 6)) == faults


def test_a_folder_in_use_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.md").write_text("x")
    with pytest.raises(SystemExit) as caught:
        demo.main(["--dir", str(tmp_path)])
    assert caught.value.code == 2
    assert "want a new or empty folder" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.md"]

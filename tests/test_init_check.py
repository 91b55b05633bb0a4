"""The check of the sample sites tells what a built site lacks."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.site import scaffold
from checks.site.__main__ import Written, write
from checks.site.cases import make_case

HEAD = (
    '<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width">'
    '<title>A</title><link rel="stylesheet" href="/style.css"></head><body>'
)


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Written]:
    return write([make_case(0, 0)], tmp_path_factory.mktemp("archive"), "jekyll")


def site(folder: Path, posts: dict[str, Written]) -> Path:
    """A built site of one post, as it should be."""
    (url, written) = next(iter(posts.items()))
    title = written.post.title
    row = '<ul class="posts"><li><a href="/post.html">A</a></li></ul>'
    post = (
        f'<article><h1><a href="{url}">{title}</a></h1><time datetime="2026-01-01">1</time>'
        '<div class="body"><p>Text</p></div></article>'
    )
    pages = {
        "index.html": f"{HEAD}<h1>Latest</h1>{row}",
        "all.html": f"{HEAD}<h1>All</h1>{row}",
        "post.html": HEAD + post,
        "style.css": "",
        "feed.xml": '<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>',
    }
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def test_a_whole_site_has_no_fault(tmp_path: Path, posts: dict[str, Written]) -> None:
    assert list(scaffold.site_faults(site(tmp_path, posts), "jekyll", posts)) == []


def put(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        ("index.html", put("viewport", "x"), "index.html: no viewport"),
        ("post.html", put(' lang="en"', ""), "post.html: it says no language"),
        ("post.html", put("/style.css", "https://x.example/a.css"), "post.html: it asks for https"),
        ("post.html", put("<title>", "<script>1</script><title>"), "post.html: it asks for script"),
        ("index.html", put("/post.html", "/no.html"), "index.html: a link leads nowhere: /no.html"),
        ("index.html", put("<li>", "<li></li><li>"), "index.html: 2 posts, want 1"),
        ("all.html", put("li>", "p>"), "all.html: 0 posts, want 1"),
        ("post.html", put("</a></h1>", "!</a></h1>"), "0/0: headline"),
        ("post.html", put("<h1>", "<h2>"), "post.html: 0 headlines"),
        ("post.html", put("article>", "section>"), "0/0: 0 pages of https://"),
        ("post.html", put("<time", "<span"), "0/0: no date"),
        ("feed.xml", put("<entry/>", ""), "feed.xml: 0 entries, want 1"),
        ("feed.xml", put("</feed>", ""), "feed.xml: "),
    ],
)
def test_what_is_wrong_is_told(
    name: str,
    change: Callable[[str], str],
    fault: str,
    tmp_path: Path,
    posts: dict[str, Written],
) -> None:
    file = site(tmp_path, posts) / name
    file.write_text(change(file.read_text("utf-8")), "utf-8")
    faults = list(scaffold.site_faults(tmp_path, "jekyll", posts))
    assert any(line.startswith(fault) for line in faults), faults


def test_a_link_out_of_the_folder_that_the_site_lies_in_is_told(
    tmp_path: Path, posts: dict[str, Written]
) -> None:
    out = site(tmp_path, posts)
    for file in out.rglob("*.html"):
        file.write_text(file.read_text("utf-8").replace('href="/', 'href="/news/'), "utf-8")
    assert list(scaffold.site_faults(out, "jekyll", posts, "/news")) == []
    file = out / "all.html"
    file.write_text(file.read_text("utf-8") + '<a href="/">news</a>', "utf-8")
    (fault,) = scaffold.site_faults(out, "jekyll", posts, "/news")
    assert fault == "all.html: a link leads out of the site: /"


def test_a_headline_that_is_shown_twice_is_told(tmp_path: Path, posts: dict[str, Written]) -> None:
    file = site(tmp_path, posts) / "post.html"
    again = f'<div class="body"><h2><a href="{next(iter(posts))}">A</a></h2>'
    file.write_text(file.read_text("utf-8").replace('<div class="body">', again), "utf-8")
    (fault,) = scaffold.site_faults(tmp_path, "jekyll", posts)
    assert fault == "0/0: the headline is shown twice"


@pytest.mark.skipif(bool(scaffold.missing_tools()), reason="Jekyll or Hugo is not installed")
@pytest.mark.parametrize("preset", ["jekyll", "hugo"])
def test_real_sites_build_at_once_and_a_broken_layout_is_told(preset: str, tmp_path: Path) -> None:
    root = tmp_path / "site"
    assert list(scaffold.check(root, preset, 3)) == []
    layout = "archive/_layouts/post.html" if preset == "jekyll" else "layouts/_default/single.html"
    (root / layout).write_text("{{ nothing", "utf-8")
    shutil.rmtree(root / scaffold.BUILT[preset])
    assert list(scaffold.build_faults(root, preset, {})) != []


def test_without_jekyll_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(scaffold, "install_tools", lambda: None)
    monkeypatch.setattr(scaffold, "missing_tools", lambda: ["jekyll"])
    assert scaffold.main([]) == 3
    assert "jekyll missing" in capsys.readouterr().err

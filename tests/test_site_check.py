"""The site check sees what a reader sees, and tells each difference between article and page."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path

import pytest

from checks.site import builds, fronts, presets
from checks.site.__main__ import EXIT_MISSING, check, main
from checks.site.builds import build, lay, missing_tools
from checks.site.cases import Case, make_case
from checks.site.compare import differences
from checks.site.seen import Seen, parse, see

URL = "https://news.example/a"
HEADING = "<h2><a href='https://news.example/a'>Title</a></h2>"


def seen(html: str) -> Seen:
    return see(parse(f"<main>{html}</main>").find(".//main"), URL)


def wrong(source: str, page: str, title: str = "Title") -> list[str]:
    """What differs between an article's body and a page."""
    body = parse(f"<main>{page}</main>").find(".//main")
    return [what for what, _, _ in differences(seen(source), title, body, URL)]


# ── what a reader sees ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>a</p><p>b</p>", "a b", id="blocks are apart"),
        pytest.param("a<b>b</b>c", "abc", id="inline markup does not part words"),
        pytest.param("a<br>b", "a b", id="a break parts words"),
        pytest.param("a \n\t\u00a0b", "a b", id="white space is folded"),
        pytest.param("“a” – b…", '"a" - b.', id="typography is made plain"),
        pytest.param('"a" --- b...', '"a" - b.', id="plain characters are of the same kind"),
        pytest.param("a<script>b</script><style>c</style><!-- d -->e", "ae", id="code is not seen"),
        pytest.param("a\u200bb\u00adc", "abc", id="what shows nothing is nothing"),
        pytest.param("&lt;b&gt; &amp;amp;", "<b> &amp;", id="references are characters once"),
    ],
)
def test_text_is_what_a_reader_sees(html: str, text: str) -> None:
    assert seen(html).text == text


def test_structure_is_counted_where_it_shows_something() -> None:
    got = seen(
        "<h2>a</h2><h3></h3><ul><li>a</li><li></li></ul><table><tr><td>a</td></tr></table>"
        "<pre><code>x\n\ty\n</code></pre><code>z</code><a href='/b'>b</a><img src='c.png' alt=d>"
    )
    assert got.counts == {
        "headings": 1,
        "lists": 1,
        "items": 1,
        "tables": 1,
        "code blocks": 1,
        "code spans": 1,
        "links": 1,
    }
    assert got.code == ["x\n\ty"]
    assert got.links == ["https://news.example/b"]
    assert got.images == [("https://news.example/c.png", "d")]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<a href='https://a.example/x_y'>https://a.example/x_y</a>", id="an address"),
        pytest.param("<a href='http://www.a.example'>www.a.example</a>", id="a host"),
        pytest.param("<a href='mailto:a@b.example'>a@b.example</a>", id="a mail address"),
        pytest.param("<a href='javascript:x'>x</a>", id="a link that leads nowhere"),
    ],
)
def test_a_link_that_says_its_own_address_is_none(html: str) -> None:
    assert seen(html).links == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        "<p onclick='x()'>a</p>",
        "<a href=' java&#10;script:x'>a</a>",
        "<a href='data:text/html,x'>a</a>",
        "<iframe src='https://a.example/'></iframe>",
        "<iframe srcdoc='x'></iframe>",
        "<object data='x'></object>",
        "<form action=x></form>",
    ],
)
def test_what_a_browser_could_run_is_found(html: str) -> None:
    assert seen(html).runs


def test_an_image_s_text_may_say_anything() -> None:
    assert seen("<img src='a.png' alt='javascript:alert(1)'>").runs == []


# ── what differs ─────────────────────────────────────────────────────────────────────────────


def test_a_page_like_its_article_has_no_difference() -> None:
    source = "<p>It's <b>a</b></p><ul><li>b</li></ul>"
    assert wrong(source, f"{HEADING}<p>It’s <strong>a</strong></p>\n<ul>\n<li>b</li>\n</ul>") == []


@pytest.mark.parametrize(
    ("source", "page", "what"),
    [
        pytest.param("<p>a b</p>", f"{HEADING}<p>a  c</p>", "text", id="another text"),
        pytest.param("<p>a</p>", "<p>a</p>", "heading", id="no heading"),
        pytest.param("<p>a</p>", "<h2><a href=x>Other</a></h2><p>a</p>", "heading", id="another"),
        pytest.param("<ul><li>a</ul>", f"{HEADING}<p>a</p>", "items", id="no list"),
        pytest.param("<p>a</p>", f"{HEADING}<p onclick=x>a</p>", "what runs", id="a handler"),
        pytest.param(
            "<a href='/x'>a</a>", f"{HEADING}<a href='/y'>a</a>", "links", id="a link elsewhere"
        ),
        pytest.param(
            "<pre>a  b</pre>", f"{HEADING}<pre>a b</pre>", "code", id="white space in code"
        ),
        pytest.param(
            "<img src='a.png' alt=a>", f"{HEADING}<img src='a.png'>", "images", id="no alt text"
        ),
    ],
)
def test_a_difference_is_named(source: str, page: str, what: str) -> None:
    assert what in wrong(source, page)


# ── articles, front matter, builds ───────────────────────────────────────────────────────────


def test_articles_are_the_same_in_every_run_and_differ_by_seed() -> None:
    assert make_case(3, 7) == make_case(3, 7)
    assert make_case(3, 7).body != make_case(4, 7).body


def test_hostile_bodies_hold_what_must_not_run_and_ordinary_ones_do_not() -> None:
    cases = [make_case(0, number) for number in range(200)]
    ran = [bool(seen(case.body).runs) for case in cases]
    # A frame of a video is ordinary.
    ordinary = [case for case in cases[::2] if "<script" in case.body or "onerror" in case.body]
    assert sum(ran[1::2]) > 50
    assert ordinary == []
    assert {kind for case in cases for kind in seen(case.body).counts} == {
        *("headings", "lists", "items", "tables", "code blocks", "code spans", "links")
    }


def test_front_matter_is_read_back_and_compared() -> None:
    front = fronts.front_of('---\ntitle: "a"\ndate: 2026-01-02T03:04:05.678Z\n---\nbody')
    read = fronts.by_pyyaml(front)
    assert read == {"title": "a", "date": 1767323045678}
    assert fronts.difference(read, {"title": "a"}) is None
    assert fronts.difference(read, {"title": "b"}) == ("title", "'b'", "'a'")
    assert fronts.difference(fronts.by_pyyaml("a: [\n"), {}) is not None


@pytest.mark.skipif(shutil.which("ruby") is None, reason="no Ruby here")
def test_psych_reads_the_same_values() -> None:
    ok, broken = fronts.by_psych(['title: "a"\ndate: 2026-01-02T03:04:05.678Z\n', "a: [\n"])
    assert ok == {"title": "a", "date": 1767323045678}
    assert "error" in broken


def test_missing_tools_are_named_with_status_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert main(["--posts", "1"]) == EXIT_MISSING == 3
    assert "jekyll, hugo, ruby missing: apt-get install jekyll hugo" in capsys.readouterr().err


def test_root_lets_apt_install_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text(
        f"#!/bin/sh\nfor tool in jekyll hugo ruby; do printf '' > {tmp_path}/$tool;"
        f" /bin/chmod +x {tmp_path}/$tool; done\n",
        "utf-8",
    )
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert missing_tools() == ["jekyll", "hugo", "ruby"]
    builds.install_tools()
    assert missing_tools() == []


def test_a_post_that_stops_a_build_is_told_and_the_rest_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hugo = tmp_path / "bin" / "hugo"
    hugo.parent.mkdir()
    hugo.write_text(
        "#!/bin/sh\n"
        "if [ -e content/posts/2026/bad.md ]; then\n"
        '  echo "Error: \\"content/posts/2026/bad.md:3\\": no such shortcode"; exit 1\n'
        "fi\n"
        'mkdir -p "$4/x"\n'
        "echo \"<p data-is='url'>$4</p><p data-is=title>T</p><p data-is=author>A</p>"
        "<p data-is=date></p>"
        '<main data-is=\\"body\\">b</main>" > "$4/x/index.html"\n',
        "utf-8",
    )
    hugo.chmod(0o755)
    monkeypatch.setenv("PATH", f"{hugo.parent}:/usr/bin:/bin")
    root = tmp_path / "site"
    posts = lay(root, "hugo") / "posts" / "2026"
    posts.mkdir(parents=True)
    (posts / "bad.md").write_text("{{< x >}}", "utf-8")
    built = build(root, "hugo")
    assert built.complaints == ['Error: "content/posts/2026/bad.md:3": no such shortcode']
    assert [page.title for pages in built.pages.values() for page in pages] == ["T"]


@pytest.mark.skipif(bool(missing_tools()), reason="no Jekyll or Hugo here")
def test_a_site_of_plain_posts_is_shown_as_it_was_written(tmp_path: Path) -> None:
    cases = [make_case(0, 0), make_case(0, 2)]
    assert check(cases, tmp_path) == []


@pytest.mark.skipif(bool(missing_tools()), reason="no Jekyll or Hugo here")
def test_a_converter_that_loses_a_word_is_found_by_every_renderer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scraper import post

    real = post.to_markdown
    monkeypatch.setattr(post, "to_markdown", lambda *given: real(*given).replace("lost", ""))
    first = make_case(0, 0)
    case = Case("0/0", first.url, "Title", "A", ("t",), "<p>kept lost</p>", first.published)
    failures = check([case], tmp_path)
    assert {(each.renderer, each.what) for each in failures} == {
        ("CommonMark (jekyll)", "text"),
        ("CommonMark (plain)", "text"),
        ("jekyll", "text"),
        ("hugo", "text"),
    }
    assert str(failures[0]).endswith("text: wanted 'kept lost', got 'kept'")


@pytest.mark.skipif(bool(missing_tools()), reason="no Hugo here")
def test_a_preset_s_site_is_whole_or_what_is_missing_is_named(tmp_path: Path) -> None:
    pair = presets.Pair(presets.every_preset()["blog"], "hugo")
    root = tmp_path / "site"
    posts = list(presets.write(pair, lay(root, "hugo", pair.config)))
    built = build(root, "hugo")
    assert list(presets.shown_differences(pair, posts, built)) == []

    shown = built.pages[posts[0].url][0]
    built.pages[posts[0].url] = [dataclasses.replace(shown, date="2026-05-05T01:30:59")]
    built.pages[posts[1].url] = [dataclasses.replace(built.pages[posts[1].url][0], title="x")]
    built.pages[posts[2].url] = [dataclasses.replace(built.pages[posts[2].url][0], body=shown.body)]
    del built.pages[posts[3].url]
    found = [each.what for each in presets.shown_differences(pair, posts, built)]
    assert found == ["date", "title", "text", "pages"]


def test_sites_are_built_of_every_preset_as_the_document_sets_them_up() -> None:
    names = list(presets.every_preset())
    assert names == ["jekyll", "hugo", "obsidian", "plain", "seed", "vault", "blog"]
    pairs = [presets.Pair(one, "jekyll") for one in presets.every_preset().values()]
    bare = [pair.preset.name for pair in pairs if not pair.config]
    assert bare == ["jekyll", "seed"]
    assert all(pair.is_guarded for pair in pairs)

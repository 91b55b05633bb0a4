"""`scrape try`: one page as the post it would be, why, and kept as a golden case."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import test_extract_golden
from local_site import LocalSite
from scraper.extract.plain import plain_text
from scraper.extract.rules import drop_by_rule, keep_by_rule, strip_by_rule
from scraper.extract.trace import Step, Trace
from scraper.extract.tree import parse
from scraper.model import Article, Page, SiteRule, Source
from scraper.try_page.explain import explanation
from world import LOREM, Ran, World, page, scrape

HEAD = (
    '<meta property="article:published_time" content="2026-05-04T07:30:00Z">'
    '<meta name="author" content="Ada Brook"><meta property="og:image" content="/lock.jpg">'
)
STORY = page("Harbour opens new lock", head=HEAD).replace("<html>", '<html lang="en">')
CONSENT = (Path(__file__).parent / "golden/pages/consent-wall/page.html").read_text("utf-8")
NETWORK = "network: {allow_private: true, total_timeout: 10s}\nfeeds:\n"


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        running.reply("/story", STORY)
        yield running


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Where `try` finds a config of its own accord."""
    (tmp_path / "config").mkdir()
    path = tmp_path / "config" / "feeds.yaml"
    path.write_text(f"{NETWORK}  - {{name: Other, url: 'http://other.example/feed'}}\n")
    return path


def attempt(folder: Path, *arguments: str, stdin: bytes = b"") -> Ran:
    """`scrape try …` run in a folder."""
    return scrape("try", *arguments, cwd=folder, given=stdin)


def test_a_url_is_printed_as_the_post_it_would_be(
    tmp_path: Path, site: LocalSite, config: Path
) -> None:
    ran = attempt(tmp_path, site.url("/story"))

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(
        "---\nlayout: post\n"
        'title: "Harbour opens new lock"\n'
        "date: 2026-05-04T07:30:00.000Z\n"
        "author: Ada Brook\n"
        f"from: {site.url('/story')}\n"
        'tags: [ "127.0.0.1" ]\n'
        'categories: [ "127.0.0.1" ]\n'
        "---\n"
        "<!--1777879800000-->\n\n"
        f"[Harbour opens new lock]({site.url('/story')})\n------\n\n"
        "The harbour authority"
    )
    assert ran.out.count("The harbour authority") == 3
    assert "Imprint" not in ran.out
    assert [request.path for request in site.asked()] == ["/robots.txt", "/story"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config"], "nothing is archived"


def test_a_configured_feed_of_the_site_lends_its_name_preset_and_headers(
    tmp_path: Path, site: LocalSite, config: Path
) -> None:
    config.write_text(
        f"{NETWORK}  - name: Daily\n    url: {site.url('/feed')}\n    preset: seed\n"
        "    tags: [Ships]\n    headers: {X-Key: abc}\n"
    )

    ran = attempt(tmp_path, site.url("/story"))

    assert "tags: [ Ships ]\ncategories: [ Daily ]\n" in ran.out
    assert "<div>\n<p>The harbour authority" in ran.out
    assert site.asked("/story")[0].headers["x-key"] == "abc"


def test_without_a_config_the_defaults_hold_so_no_private_address_is_asked(
    tmp_path: Path, site: LocalSite
) -> None:
    ran = attempt(tmp_path, site.url("/story"))

    assert (ran.status, ran.out) == (3, "")
    assert "network.allow_private" in ran.err
    assert site.count() == 0


def test_a_config_that_was_named_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "story.html").write_text(STORY)
    ran = attempt(tmp_path, "story.html", "-c", "none.yaml")
    assert ran.status == 2
    assert "none.yaml" in ran.err


def test_robots_are_asked_and_the_line_says_what_else_can_be_done(
    tmp_path: Path, site: LocalSite, config: Path
) -> None:
    site.reply("/robots.txt", "User-agent: *\nDisallow: /story\n", content_type="text/plain")

    ran = attempt(tmp_path, site.url("/story"))

    assert (ran.status, ran.out, site.count("/story")) == (3, "", 0)
    assert "robots.txt forbids this page" in ran.err
    assert "scrape try FILE --url" in ran.err


def test_a_site_whose_robots_fail_is_not_asked_for_more(
    tmp_path: Path, site: LocalSite, config: Path
) -> None:
    site.reply("/robots.txt", "busy", 503)
    ran = attempt(tmp_path, site.url("/story"))
    assert (ran.status, site.count("/story")) == (3, 0)
    assert "robots.txt can't be had (status 503)" in ran.err


def test_who_stops_reading_sees_no_traceback(tmp_path: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "scraper", "try", "-", "--url", "https://news.example/a"],
        cwd=tmp_path,
        env=World.environ(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdin is not None
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    with running.stdin, running.stderr:
        running.stdin.write(STORY.encode())
        running.stdin.close()
        assert running.stderr.read() == b""
    assert running.wait(30) == 0


def test_robots_that_a_feed_ignores_are_not_asked(
    tmp_path: Path, site: LocalSite, config: Path
) -> None:
    site.reply("/robots.txt", "User-agent: *\nDisallow: /\n", content_type="text/plain")
    config.write_text(
        f"{NETWORK}  - {{name: D, url: '{site.url('/feed')}', robots: {{ignore: 'we may'}}}}\n"
    )
    assert attempt(tmp_path, site.url("/story")).status == 0
    assert site.count("/robots.txt") == 0


@pytest.mark.parametrize("way", ["file", "stdin"])
def test_a_page_from_elsewhere_has_the_address_it_is_given(tmp_path: Path, way: str) -> None:
    html = page("A", LOREM, f'{LOREM} <a href="/more">more of it</a>').encode()
    (tmp_path / "story.html").write_bytes(html)
    target = "story.html" if way == "file" else "-"

    ran = attempt(
        tmp_path, target, "--url", "https://news.example/a/b", "--format", "markdown", stdin=html
    )

    assert (ran.status, ran.err) == (0, "")
    assert "[more of it](https://news.example/more)" in ran.out
    assert not ran.out.startswith("---")


def test_a_page_from_a_file_knows_its_own_address_by_its_canonical_link(tmp_path: Path) -> None:
    head = '<link rel="canonical" href="https://news.example/story">'
    (tmp_path / "story.html").write_text(page("A", head=head))
    ran = attempt(tmp_path, "story.html")
    assert "from: https://news.example/story\n" in ran.out
    assert ran.err == ""


def test_a_page_of_unknown_address_is_read_and_the_lack_told(tmp_path: Path) -> None:
    (tmp_path / "story.html").write_text(STORY)
    ran = attempt(tmp_path, "story.html")
    assert ran.status == 0
    assert "give --url" in ran.err


def test_html_is_what_the_library_gives(tmp_path: Path) -> None:
    from scraper.extract import extract_html

    (tmp_path / "story.html").write_text(STORY)
    ran = attempt(tmp_path, "story.html", "--url", "https://news.example/story", "--format", "html")
    assert ran.out == extract_html(STORY, "https://news.example/story") + "\n"


def test_json_has_all_that_is_known(tmp_path: Path) -> None:
    (tmp_path / "story.html").write_text(STORY)
    ran = attempt(tmp_path, "story.html", "--url", "https://news.example/story", "--format", "json")
    got = json.loads(ran.out)
    assert got.pop("body_html").count("<p>") == 3
    assert got.pop("body_markdown").count("\n\n") == 2
    assert got == {
        "title": "Harbour opens new lock",
        "url": "https://news.example/story",
        "byline": "Ada Brook",
        "published": "2026-05-04T07:30:00.000Z",
        "modified": None,
        "language": "en",
        "section": None,
        "tags": [],
        "image": "https://news.example/lock.jpg",
        "told_by": {
            "title": "<h1>",
            "byline": "meta author",
            "published": "article:published_time",
            "language": "<html lang>",
            "image": "og:image",
        },
        "access": "full",
        "source": "page",
        "warnings": [],
    }


def test_no_control_character_of_a_page_reaches_the_terminal(tmp_path: Path) -> None:
    html = page("A\x1b[2J", f"{LOREM}&#27;[2J\x9b31m and so on", LOREM).encode()
    for form in ("post", "html", "markdown", "text", "json"):
        ran = attempt(tmp_path, "-", "--format", form, "--explain", stdin=html)
        assert ran.status == 0
        assert not {"\x1b", "\x9b", "\r"} & {*ran.out, *ran.err}


@pytest.mark.parametrize(
    ("html", "says"),
    [
        pytest.param(CONSENT, r"consent", id="a consent wall"),
        pytest.param("<div id=app></div>", r"keep:.*docs/sites\.md", id="no text"),
        pytest.param("", r"empty", id="nothing at all"),
    ],
)
def test_a_page_without_an_article_is_one_line_that_says_what_to_do(
    tmp_path: Path, html: str, says: str
) -> None:
    ran = attempt(tmp_path, "-", "--url", "https://news.example/a", stdin=html.encode())

    assert (ran.status, ran.out) == (1, "")
    (line,) = ran.err.splitlines()
    assert line.startswith("scrape: error: https://news.example/a: ")
    assert "--explain" in line
    assert re.search(says, line)


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        pytest.param(["none.html"], 3, "No such file", id="no such file"),
        pytest.param(["news.example/a"], 3, "starts with https://", id="a URL without its scheme"),
        pytest.param(["."], 3, "directory", id="a folder"),
        pytest.param([], 2, "URL|FILE|-", id="nothing to read"),
        pytest.param(["-", "--format", "pdf"], 2, "pdf", id="an unknown format"),
        pytest.param(["-", "--url", "story"], 2, "--url: want an address", id="a bad --url"),
        pytest.param(
            ["http://127.0.0.1:9/", "--url", "https://a.example"], 2, "--url", id="two addresses"
        ),
        pytest.param(["-", "--save-case", "taken"], 2, "--save-case: taken", id="a case is there"),
    ],
)
def test_bad_input_is_one_clear_line(
    tmp_path: Path, arguments: list[str], status: int, says: str
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "page.html").write_text("mine")

    ran = attempt(tmp_path, *arguments, stdin=STORY.encode())

    assert (ran.status, ran.out) == (status, "")
    (line,) = ran.err.splitlines()
    assert says in line
    assert (tmp_path / "taken" / "page.html").read_text() == "mine"


def test_a_page_that_does_not_come_is_one_clear_line(
    tmp_path: Path, site: LocalSite, config: Path
) -> None:
    ran = attempt(tmp_path, site.url("/none"))
    assert (ran.status, ran.out) == (3, "")
    (line,) = ran.err.splitlines()
    assert "404" in line


def test_explain_tells_facts_rule_and_verdict_beside_the_result(
    tmp_path: Path, config: Path
) -> None:
    (config.parent / "sites.yaml").write_text("news.example: {drop: [.advert]}\n")
    (tmp_path / "story.html").write_text(STORY)

    ran = attempt(tmp_path, "story.html", "--url", "https://www.news.example/story", "--explain")

    assert ran.out.startswith("---\n")
    facts = dict(
        line.split(None, 1) for line in ran.err.splitlines() if len(line.split(None, 1)) == 2
    )
    assert facts["title"].split(None, 1) == ["<h1>", "Harbour opens new lock"]
    assert facts["byline"].split() == ["meta", "author", "Ada", "Brook"]
    assert facts["site"] == "rule  news.example"
    assert facts["verdict"].startswith("article")
    assert "3 paragraphs" in ran.err


def test_each_field_stands_beside_the_place_that_told_it_also_where_a_rule_did(
    tmp_path: Path, config: Path
) -> None:
    (config.parent / "sites.yaml").write_text("news.example: {author: h1}\n")
    (tmp_path / "story.html").write_text(STORY)

    ran = attempt(tmp_path, "story.html", "--url", "https://news.example/2026/story", "--explain")

    told = ran.err.partition("what the page says of its article\n")[2].partition("\n\n")[0]
    lines = told.splitlines()
    assert [line.split()[0] for line in lines] == (
        "title byline published modified language section tags image canonical".split()
    )
    assert lines[1].split(None, 3) == ["byline", "site", "rule", "Harbour opens new lock"]
    assert lines[1].index("Harbour") == lines[0].index("Harbour")
    assert lines[3].split() == ["modified", "-"]


def test_explain_speaks_of_pages_without_an_article_too(tmp_path: Path) -> None:
    ran = attempt(tmp_path, "-", "--explain", stdin=CONSENT.encode())
    assert ran.status == 1
    assert any(line.startswith("verdict ") for line in ran.err.splitlines())


def test_removals_stand_in_columns_and_like_ones_are_one_row() -> None:
    steps = [
        Step("hidden", "div > p.note", "display:none", "one"),
        Step("hidden", "div > p.note", "display:none", "two"),
        Step("trim", "main > ul.more", "a list of links", "延伸阅读"),
    ]
    article = Article("https://news.example/a", "A", "<p>x</p>", Source.PAGE)
    told = explanation(Page("https://news.example/a", STORY.encode()), (), article, steps, 120)

    head, hidden, trim = told.splitlines()[-3:]
    assert hidden.split() == ["hidden", "div", ">", "p.note", "display:none", "(x2)", "one"]
    assert head.index("why") == hidden.index("display") == trim.index("a list")
    assert head.index("text") == hidden.rindex("one") == trim.index("延伸")


def test_a_rule_that_stops_matching_is_told(tmp_path: Path, config: Path) -> None:
    (config.parent / "sites.yaml").write_text("news.example: {keep: [.gone]}\n")
    (tmp_path / "story.html").write_text(STORY)
    ran = attempt(tmp_path, "story.html", "--url", "https://news.example/story")
    assert ran.status == 0
    assert "news.example: keep matches nothing" in ran.err


def test_what_a_run_would_do_otherwise_is_told(tmp_path: Path, config: Path) -> None:
    (config.parent / "sites.yaml").write_text(
        "feed.example: {feed_only: true}\npages.example: {next_page: a.on}\n"
    )
    html = page("A", LOREM, LOREM, '<a class="on" href="/story/2">on</a>')
    (tmp_path / "story.html").write_text(html)

    feed_only = attempt(tmp_path, "story.html", "--url", "https://feed.example/story")
    paged = attempt(tmp_path, "story.html", "--url", "https://pages.example/story")

    assert (feed_only.status, paged.status) == (0, 0)
    assert "sites.yaml says feed_only" in feed_only.err
    assert "goes on at https://pages.example/story/2" in paged.err


def test_each_thing_that_a_rule_takes_or_removes_is_noted() -> None:
    credit = '<p class="credit">By A</p>'
    root = parse(page("A", LOREM, "Read more: another", LOREM).replace("</h1>", f"</h1>{credit}"))
    rule = SiteRule("a.example", ("article",), (".credit",), strip_text=("Read more: .*",))
    trace = Trace()

    drop_by_rule(root, rule, trace)
    body, _ = keep_by_rule(root, rule, trace)
    assert body is not None
    strip_by_rule(body, rule, trace)

    assert [(step.selector, step.reason) for step in trace.steps] == [
        ("main > article > p.credit", "drop: .credit"),
        ("body > main > article", "keep"),
        ("div > article > p", "strip_text"),
    ]
    assert [step.text[:9] for step in trace.steps] == ["By A", "A The har", "Read more"]


def test_the_general_way_explains_its_choice(tmp_path: Path) -> None:
    (tmp_path / "story.html").write_text(STORY)
    ran = attempt(tmp_path, "story.html", "--url", "https://news.example/a", "--explain")
    table = ran.err.partition("what was chosen and removed")[2].splitlines()[2:]
    assert re.match(r"body +body > \S.* +kept \d+ of \d+ pieces, \d+% of the page's text", table[0])
    assert any(re.match(r"pass .* a (?:menu|footer): not read", line) for line in table), ran.err
    assert any("the title: the post has its own" in line for line in table), ran.err


def test_long_reasons_and_places_are_cut_where_it_hurts_least() -> None:
    step = Step("drop", "main > div.a-very-long-name-of-a-box-indeed > p", "because " * 20, "x", 12)
    article = Article("https://news.example/a", "A", "<p>x</p>", Source.PAGE)
    told = explanation(Page("https://news.example/a", STORY.encode()), (), article, [step], 160)
    row = told.splitlines()[-1]
    assert "div.a-very-long-name-of-a-box-i… > p  because" in row, "the element itself is shown"
    assert "… (x12)  x" in row, "and how many there were"


def test_a_saved_case_passes_the_golden_test_once_its_sentence_is_written(
    tmp_path: Path, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = 'news.example:\n  keep: ["main > article", "[id=\\"x, y\\"]"]\n  drop: ["h1  em"]\n'
    (config.parent / "sites.yaml").write_text(rule)
    html = page("Schön: 船闸", LOREM, LOREM, f"{LOREM} ü").encode("latin-1", "xmlcharrefreplace")

    ran = attempt(
        tmp_path,
        "-",
        "--url",
        "https://news.example/a?b=1&c='#x",
        "--save-case",
        "cases/schön",
        stdin=html,
    )

    assert ran.status == 0
    assert "say in case.yaml what it shows" in ran.err
    folder = tmp_path / "cases" / "schön"
    files = ["case.yaml", "expected.html", "page.html", "sites.yaml"]
    assert sorted(path.name for path in folder.iterdir()) == files
    assert (folder / "page.html").read_bytes() == html
    assert yaml.safe_load((folder / "sites.yaml").read_text("utf-8")) == yaml.safe_load(rule)
    monkeypatch.setattr(test_extract_golden, "PAGES", tmp_path / "cases")
    case = test_extract_golden.read_case("schön")
    assert case["url"] == "https://news.example/a?b=1&c='#x"
    assert not case["shows"].endswith("."), "the sentence is for a person to write"
    expected = (folder / "expected.html").read_text("utf-8")
    assert "source: site-rule\ntitle: Schön: 船闸" in expected
    assert test_extract_golden.shown("schön") == expected


def test_a_page_without_an_article_can_be_kept_as_a_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = attempt(tmp_path, "-", "--save-case", "wall", stdin=CONSENT.encode())
    assert ran.status == 1
    monkeypatch.setattr(test_extract_golden, "PAGES", tmp_path)
    assert (tmp_path / "wall/expected.html").read_text().startswith("<!-- no article: consent")
    assert test_extract_golden.shown("wall") == (tmp_path / "wall/expected.html").read_text()


def test_a_saved_case_keeps_the_charset_that_only_the_header_told(
    tmp_path: Path, site: LocalSite, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "港务局宣布新船闸正式启用，比原定计划提前了两个月，第一艘货船在一小时内顺利通过。" * 4
    site.reply(
        "/zh",
        page("新船闸", text, text).encode("gb18030"),
        content_type="text/html; charset=gb2312",
    )
    assert attempt(tmp_path, site.url("/zh"), "--save-case", "zh").status == 0
    case = yaml.safe_load((tmp_path / "zh/case.yaml").read_text("utf-8"))
    assert case["content_type"] == "text/html; charset=gb2312"
    monkeypatch.setattr(test_extract_golden, "PAGES", tmp_path)
    assert test_extract_golden.shown("zh") == (tmp_path / "zh/expected.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>a\n b</p><p>c<br>d</p>", "a b\n\nc\nd", id="paragraphs and breaks"),
        pytest.param(
            "<ol><li>a<ul><li>b</li></ul></li>\n<li><p>c</p></li></ol>", "- a\n- b\n- c", id="lists"
        ),
        pytest.param(
            "<table><thead><tr><th>a</th></tr></thead> <tr><td><p>b</p></td><td>c</td></tr></table>"
            "x",
            "a\nb\tc\n\nx",
            id="tables",
        ),
        pytest.param("<pre><code>  a\n\n    b\n</code></pre>c", "  a\n\n    b\n\nc", id="code"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_plain_text_keeps_what_is_apart_apart(html: str, text: str) -> None:
    assert plain_text(html) == text

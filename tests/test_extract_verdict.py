"""What pages are: every page of `golden/junk` is refused or archived as its table says."""

from __future__ import annotations

import html
import statistics
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from scraper.errors import ExtractError
from scraper.extract import extract_article
from scraper.extract.tree import parse
from scraper.extract.verdict import body_verdict, page_verdict, shows_paywall
from scraper.model import Page

JUNK = Path(__file__).parent / "golden" / "junk"
CASES: dict[str, dict[str, Any]] = yaml.safe_load((JUNK / "cases.yaml").read_text("utf-8"))
ARTICLES = [name for name, case in CASES.items() if case["verdict"] == "article"]
WALLS = [name for name in CASES if name not in ARTICLES]
# Judged by the body that is found, for the whole page doesn't show it.
BY_BODY = ("teaser", "empty")
URL = "https://news.example/2026/05/story.html"


def source(name: str) -> str:
    return (JUNK / f"{name}.html").read_text(encoding="utf-8")


def judged(name: str) -> str:
    """`article (access)`, or the verdict with which the page is refused."""
    try:
        article = extract_article(Page(URL, source(name).encode(), "text/html; charset=utf-8"))
    except ExtractError as error:
        return error.verdict
    return f"article ({article.access})"


@pytest.mark.parametrize("name", WALLS)
def test_no_wall_is_archived_as_an_article(name: str) -> None:
    assert not judged(name).startswith("article"), CASES[name]["shows"]


@pytest.mark.parametrize("name", [n for n in WALLS if CASES[n]["verdict"] not in BY_BODY])
def test_a_wall_is_called_what_it_is(name: str) -> None:
    assert page_verdict(parse(source(name))) == CASES[name]["verdict"], CASES[name]["shows"]


@pytest.mark.parametrize("name", ARTICLES)
def test_no_article_is_refused(name: str) -> None:
    access = CASES[name].get("access", "full")
    assert judged(name) == f"article ({access})", CASES[name]["shows"]


def test_the_table_names_every_page_and_says_why_it_is_here() -> None:
    there = {str(path.relative_to(JUNK).with_suffix("")) for path in JUNK.rglob("*.html")}
    assert there == set(CASES)
    assert len(WALLS) >= 150
    assert len(ARTICLES) >= 30
    for name, case in CASES.items():
        assert name.startswith(f"{case['verdict']}/"), name
        assert case["shows"].endswith("."), name


def test_the_set_speaks_many_languages() -> None:
    many = {"ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pt", "ru", "zh-Hans", "zh-Hant"}
    for names in (WALLS, ARTICLES):
        spoken = {name.partition("/")[2].removesuffix(".html") for name in names}
        missing = [lang for lang in many if not any(s.startswith(f"{lang}-") for s in spoken)]
        assert missing == []


def test_the_docstring_of_the_error_names_every_verdict() -> None:
    told = (ExtractError.__doc__ or "").replace("\n", " ")
    kinds = {case["verdict"] for case in CASES.values()} - {"article"}
    assert [kind for kind in sorted(kinds | {"notice"}) if kind not in told] == []


def page(body: str, title: str = "Courier", head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


ONE = (
    "The ferry between Northquay and the islands is back in service after nine days of repairs,"
    " the operator said on Monday, and the first boat left at a quarter past six."
)
NEWS_LD = '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'
CARDS = "".join(
    f"<div><h3><a href='/n/{n}'>A headline of story {n}</a></h3></div>" for n in "1234567"
)


@pytest.mark.parametrize(
    ("want", "text"),
    [
        pytest.param("article", page(f"<p>{ONE}</p>" + CARDS), id="one paragraph above related"),
        pytest.param("index", page(CARDS), id="headlines only"),
        pytest.param("article", page(CARDS, head=NEWS_LD), id="it calls itself an article"),
        pytest.param("article", page(CARDS.replace("/n/", "#")), id="links into the page itself"),
        pytest.param("article", page("".join(
            f"<li><a href='https://{n}.example/'>A page of somebody else {n}</a></li>"
            for n in "abcdefghij")), id="a post of links to other sites"),
        pytest.param("policy", page("<h1>Cookie policy</h1>" + f"<p>{ONE}</p>" * 20),
                     id="a policy, however long"),
        pytest.param("article", page("<h1>Cookie policy</h1>" + f"<p>{ONE}</p>", head=NEWS_LD),
                     id="an article with a policy's name"),
        pytest.param("article", page("<p>“Please verify you are human,” it asked her again.</p>"),
                     id="words in quotation marks are another's"),
        pytest.param("challenge", page("<p>Please verify you are human.</p>"), id="its own words"),
        pytest.param("article", page(f"<p>{ONE}</p>"
                     "<div style='display: none'>Verify you are human</div>"), id="hidden words"),
        pytest.param("article", page(f"<p>{ONE}</p><nav>Enable JavaScript</nav>"),
                     id="words of the navigation"),
        pytest.param("article", page("<div id=app></div><noscript>Enable JavaScript</noscript>",
                     head='<script type="application/ld+json">{"articleBody": "Text"}</script>'),
                     id="a frame that carries its text for machines"),
        pytest.param("article", page(f"<h1>Access denied</h1><p>Access denied: {ONE}</p>"),
                     id="a heading that the text takes up"),
        pytest.param("challenge", page("<h1>Access denied</h1><p>Access denied: you must wait for"
                     " the owner of the site, who has been told of it and will look at it.</p>"),
                     id="a heading, and words to the reader"),
        pytest.param("challenge", page("<h1>Access denied</h1><p>Pääsy on estetty, koska jokin on"
                     " tehnyt liikaa pyyntöjä tästä verkosta tänään.</p>", "Access denied"),
                     id="a heading, and words of a language that isn't known"),
        pytest.param("paywall", page(f"<p>{ONE}</p><p>Subscribe today to read the rest of the"
                     " story and to get all of the news for a month.</p>"
                     "<p>This article is for subscribers.</p>"), id="an offer to the reader"),
        pytest.param("not-found", page("<h1>Page not found</h1>" + "".join(
            f"<h3><a href='/n/{n}'>A headline of story {n}</a></h3><p>{ONE}</p>" for n in "1234")),
            id="blurbs of other stories in the place of what is gone"),
        pytest.param("article", page("<h1>Page not found</h1>" + f"<p>{ONE}</p>" * 3 + CARDS),
                     id="related stories below one with the name of an error page"),
        pytest.param("index", page("".join(
            f"<a href='/g/{n}'><img src='/{n}.jpg'></a>" for n in "123456")),
            id="pictures that lead to pages"),
        pytest.param("article", page("".join(
            f"<a href='/{n}-full.jpg'><img src='/{n}.jpg'></a>" for n in "123456")),
            id="pictures that lead to themselves"),
        pytest.param("notice", page("<p>Sorry! Reload the page and try once more.</p>"),
                     id="an apology that speaks of the page"),
    ],
)  # fmt: skip
def test_what_tells_a_wall_from_an_article(want: str, text: str) -> None:
    assert page_verdict(parse(text)) == want


@pytest.mark.parametrize(
    ("want", "body"),
    [
        pytest.param("article", f"<p>{ONE}</p>", id="a short item"),
        pytest.param("empty", "<div></div>", id="nothing"),
        pytest.param("article", "<p><img src=a.png></p>", id="a picture"),
        pytest.param("index", CARDS, id="headlines"),
        pytest.param("teaser", "<p>The ferry is back in service…</p>", id="it breaks off"),
        pytest.param("article", f"<p>{ONE[:120]}.</p>" * 3 + "<p>And it may rain…</p>",
                     id="an ellipsis of the writer's own"),
        pytest.param("paywall", "<p>This article is for subscribers only.</p>", id="an offer"),
        pytest.param("consent", "<p>We use cookies. You can withdraw your consent.</p>",
                     id="cookies"),
    ],
)  # fmt: skip
def test_what_a_body_is(want: str, body: str) -> None:
    assert body_verdict(parse(body)) == want


@pytest.mark.parametrize(
    ("want", "below"),
    [
        pytest.param(True, "<p>Subscribe to continue reading.</p>", id="a notice at the end"),
        pytest.param(False, f"<p>Subscribe to continue reading.</p><p>{ONE} {ONE}</p>",
                     id="the text goes on after it"),
        pytest.param(True, f"<p>Subscribe to continue reading.</p><p hidden>{ONE} {ONE}</p>",
                     id="what goes on after it is not shown"),
        pytest.param(True, f"<p>To continue reading, pay.</p><footer><p>{ONE} {ONE}</p></footer>",
                     id="the foot of the page is no text"),
        pytest.param(False, f"<nav>To continue reading</nav><p>{ONE} {ONE}</p><p>Bye.</p>",
                     id="nor is its head"),
        pytest.param(False, "<p>Subscribe now!</p>", id="an offer is no notice"),
        pytest.param(False, "<p>Comments are for subscribers only.</p>", id="only comments"),
        pytest.param(False, "<p hidden>Subscribe to continue reading.</p>", id="nobody sees it"),
    ],
)  # fmt: skip
def test_a_page_says_itself_that_it_shows_a_part(want: bool, below: str) -> None:
    assert shows_paywall(parse(page(f"<p>{ONE}</p>{below}"))) is want


@pytest.mark.slow
def test_a_verdict_costs_little() -> None:
    """Of a page of 100 KB: a thousandth of a second, ten times that on a busy machine."""
    paragraphs = "".join(
        f"<p>{ONE} {ONE}</p><div><a href='/{n}'>More</a></div>" for n in range(230)
    )
    root = parse(page(paragraphs + html.escape("<x>" * 500)))
    took = []
    for _ in range(5):
        start = time.process_time()
        assert page_verdict(root) == "article"
        took.append(time.process_time() - start)
    assert statistics.median(took) < 0.01

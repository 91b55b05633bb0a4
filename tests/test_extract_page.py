"""Pages taken apart: metadata, verdicts, site rules, and that no bytes break anything."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import ExtractError
from scraper.extract import extract_article, extract_html
from scraper.extract.metadata import Metadata, read_metadata
from scraper.extract.selectors import select
from scraper.extract.tree import parse
from scraper.extract.verdict import page_verdict
from scraper.model import Page, SiteRule, Source

URL = "https://www.news.example/2026/story.html"
TEXT = (
    "<p>The harbour authority opened the new lock on Tuesday, two months ahead of schedule.</p>"
    "<p>Ships of up to four thousand tonnes can now pass at any tide, it said in a statement.</p>"
    "<p>Residents had asked for it for thirty years, and some of them watched the first ship.</p>"
)


def metadata(head: str, body: str = TEXT, html: str = "<html>") -> Metadata:
    return read_metadata(parse(f"{html}<head>{head}</head><body>{body}</body></html>"), URL)


def ld(json: str) -> str:
    return f"<script type='application/ld+json'>{json}</script>"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        pytest.param("<title>Lock opens | The Example</title><meta property='og:site_name'"
                     " content='The Example'>", "", "Lock opens", id="without the site's name"),
        pytest.param("<title>Lock opens</title>", "<h1>More news</h1>", "Lock opens",
                     id="not the only h1, when the window says something else"),
        pytest.param("<title>A lock opens | Example</title>", "<h1>Example</h1>", "A lock opens",
                     id="not the logo, though the window names it too"),
        pytest.param("<title>News | Lock opens at last</title>", "<h1>News</h1>"
                     "<h1>Lock opens at last!</h1>", "Lock opens at last!",
                     id="the h1 that the window repeats, of several"),
        pytest.param("<title>The Example</title><meta property='og:site_name'"
                     " content='The Example'>", "<h1>Lock opens</h1>", "Lock opens",
                     id="an h1 where the window has the site's name alone"),
        pytest.param("<title>Lock opens in Brook harbour</title>",
                     "<h1>The lock opens in Brook harbour</h1>", "The lock opens in Brook harbour",
                     id="an h1 of almost the window's words"),
        pytest.param("<title>新船閘啟用 - 範例報</title>", "<h1>新船閘啟用</h1>", "新船閘啟用",
                     id="a Chinese h1 that the window holds"),
        pytest.param("<meta property='og:title' content='Lock &amp;#8222;opens&amp;#8220;'>", "",
                     "Lock „opens“", id="decoded once more, if encoded twice"),
        pytest.param("", "<h1>Lock opens</h1>", "Lock opens", id="any h1 if there is no other"),
        pytest.param("<title>Lock opens - The Example</title>", "<h1>Lock opens</h1>",
                     "Lock opens", id="the h1 says where the title ends"),
        pytest.param("<title>Jekyll - Hyde and the rest of them</title>", "",
                     "Jekyll - Hyde and the rest of them", id="a dash of its own stays"),
        pytest.param(ld('{"@type":"NewsArticle","headline":"Lock\\nopens"}'), "", "Lock opens",
                     id="from JSON-LD, one line"),
    ],
)  # fmt: skip
def test_the_title(head: str, body: str, title: str) -> None:
    assert metadata(head, body).title == title


@pytest.mark.parametrize(
    ("heading", "repeats"),
    [
        pytest.param("Harbour opens its new lock", True, id="the title as it is"),
        pytest.param("Harbour: Brook harbour opens its new lock", True, id="with a line above it"),
        pytest.param("The lock", False, id="the heading of a part"),
        pytest.param("What ships pay", False, id="something else"),
    ],
)
def test_only_an_h1_that_says_the_title_is_a_spelling_of_it(heading: str, repeats: bool) -> None:
    found = metadata("<title>Harbour opens its new lock | Example</title>", f"<h1>{heading}</h1>")
    assert (heading in found.titles) is repeats
    assert "Harbour opens its new lock" in found.titles


MORNING = datetime(2026, 5, 4, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "body", "want"),
    [
        pytest.param(ld('[{"@type":"WebPage"},{"@type":["Article"],"datePublished":'
                        '"2026-05-04T09:30:00+02:00"}]'), "", MORNING, id="JSON-LD in a list"),
        pytest.param(ld('{"@graph":[{"@type":"BlogPosting","datePublished":'
                        '"2026-05-04T07:30:00Z"}]}'), "", MORNING, id="JSON-LD in a graph"),
        pytest.param(ld('{"@type":"NewsArticle", oops') + "<meta property='article:published_time'"
                     " content='2026-05-04T07:30:00Z'>", "", MORNING, id="broken JSON-LD: meta"),
        pytest.param("", "<span itemprop='datePublished' content='2026-05-04T07:30:00Z'></span>",
                     MORNING, id="microdata"),
        pytest.param("", "<time datetime='2026-05-04T07:30:00Z'>today</time>", MORNING, id="time"),
        pytest.param("", "<div class='comment-list'><time datetime='2019-01-01T00:00:00Z'></time>"
                     "</div>", None, id="never a comment's"),
        pytest.param("", "", None, id="none"),
    ],
)  # fmt: skip
def test_when_it_was_published(head: str, body: str, want: datetime | None) -> None:
    assert metadata(head, body + TEXT).published == want


def test_byline_language_image_and_canonical_address() -> None:
    found = metadata(
        "<meta name='author' content='By Ada Brook'><meta property='og:image' content='/i.jpg'>"
        "<link rel='canonical' href='/2026/story.html?utm_source=x'>",
        html="<html lang='pt_BR'>",
    )
    assert found.byline == "Ada Brook"
    assert found.language == "pt-BR"
    assert found.image == "https://www.news.example/i.jpg"
    assert found.canonical == URL


@pytest.mark.parametrize(
    "json", ["[", "null", "[[[[]]]]", '{"@type":null,"author":[[]],"image":[{}]}', "[" * 5000, "7"]
)
def test_strange_json_is_survived(json: str) -> None:
    assert metadata(ld(json)).byline is None


@pytest.mark.parametrize(
    ("want", "title", "body"),
    [
        pytest.param("consent", "Bevor Sie fortfahren", "<p>Wir nutzen Cookies. Alle akzeptieren"
                     " oder ablehnen.</p>", id="consent in German"),
        pytest.param("consent", "Example", "<p>Nous utilisons des cookies.</p><p>Tout accepter</p>",
                     id="consent in French, no telling title"),
        pytest.param("challenge", "Just a moment...", "<p>Checking your browser</p>",
                     id="a challenge"),
        pytest.param("challenge", "安全验证", "<p>请完成安全验证后继续访问</p>",
                     id="a Chinese challenge"),
        pytest.param("login", "Sign in", "<p>Already have an account?</p><input type=password>",
                     id="a login"),
        pytest.param("login", "ログイン", "<p>パスワードをお忘れの方</p>", id="a Japanese login"),
        pytest.param("not-found", "Page not found", "<p>Sorry.</p>", id="a soft 404"),
        pytest.param("not-found", "示例网", "<p>抱歉，您访问的文章不存在或已删除。</p>",
                     id="a Chinese soft 404, no telling title"),
        pytest.param("article", "Sign in or lose out: how logins changed the web", TEXT * 4,
                     id="an article about logins"),
        pytest.param("article", "Cookies", "<p>Accept all recipes! Bake them.</p>" + TEXT,
                     id="an article about cookies"),
        pytest.param("article", "404 days in prison", TEXT * 4, id="a title with 404 in it"),
        pytest.param("article", "Kurzmeldung", "<p>Der Zug fährt wieder.</p>", id="a short note"),
    ],
)  # fmt: skip
def test_what_a_page_is(want: str, title: str, body: str) -> None:
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    assert page_verdict(parse(page)) == want


def page(html: str, content_type: str = "text/html; charset=utf-8") -> Page:
    return Page(URL, html.encode(), content_type)


SIDE = "<div class='odd'><p>An odd box.</p></div>"


@pytest.mark.parametrize(
    ("rule", "source", "has", "lacks"),
    [
        pytest.param(SiteRule("news.example", keep=(".odd",)), Source.SITE_RULE, "odd", "harbour",
                     id="keep chooses, for a subdomain too"),
        pytest.param(SiteRule("news.example", drop=("p:first-child",)), Source.PAGE, "Ships",
                     "Tuesday", id="drop thins what is found generically"),
        pytest.param(SiteRule("other.example", keep=(".odd",)), Source.PAGE, "harbour", "~~",
                     id="another site's rule does nothing"),
        pytest.param(SiteRule("ws.example", keep=(".odd",)), Source.PAGE, "harbour", "~~",
                     id="a host ends at a dot"),
    ],
)  # fmt: skip
def test_site_rules(rule: SiteRule, source: Source, has: str, lacks: str) -> None:
    html = f"<html><body><article><div>{TEXT}</div>{SIDE}</article></body></html>"
    article = extract_article(page(html), rules=[rule])
    assert article.source is source
    assert has in article.body
    assert lacks not in article.body
    assert article.warnings == ()


@pytest.mark.parametrize(
    ("keep", "warning"),
    [
        pytest.param((".gone",), "keep matches nothing", id="a selector that matches nothing"),
        pytest.param(("p[",), "is not understood", id="a selector that is none"),
    ],
)
def test_a_rule_that_fails_warns_and_the_article_is_found(
    keep: tuple[str, ...], warning: str
) -> None:
    article = extract_article(page(TEXT), rules=[SiteRule("news.example", keep=keep)])
    assert article.source is Source.PAGE
    assert "harbour" in article.body
    assert warning in article.warnings[0]


@pytest.mark.parametrize(
    ("selector", "ids"),
    [
        ("div.x > p", "a b"), ("#a, #z", "a z"), ("p:not(.last)", "a"), ("p + a", "z"),
        ("[data-k]", "z"), ("a[href^='https:']", "z"), ("a[href$=\".pdf\"]", "z"), ("p ~ a", "z"),
        ("a[href*=y]", "z"), (".x p:first-child", "a"), ("DIV > *", "a b z"), (".y", "d"),
    ],
)  # fmt: skip
def test_selectors_name_what_css_says(selector: str, ids: str) -> None:
    root = parse(
        "<div id=d class='x y'><p id=a>q</p><p id=b class=last>l</p>"
        "<a id=z data-k=1 href='https://y/q.pdf'>z</a></div>"
    )
    assert [e.get("id") for e in select(root, selector)] == ids.split()


@pytest.mark.parametrize("selector", ["", ">", "p >", "p::before", "p[", "..x", "p,"])
def test_a_selector_that_is_not_understood_says_so(selector: str) -> None:
    with pytest.raises(ValueError, match="selector"):
        select(parse("<p>x</p>"), selector)


@pytest.mark.parametrize(
    ("html", "kind", "verdict"),
    [
        pytest.param("", "text/html", "empty", id="nothing"),
        pytest.param("%PDF-1.7", "application/pdf", "not-html", id="a PDF"),
        pytest.param("<html><body></body></html>", "text/html", "empty", id="an empty body"),
        pytest.param("<script>render()</script>", "", "empty", id="scripts only"),
    ],
)
def test_a_page_without_article_is_refused(html: str, kind: str, verdict: str) -> None:
    with pytest.raises(ExtractError) as caught:
        extract_article(page(html, kind))
    assert caught.value.verdict == verdict


def test_a_page_that_carries_its_text_for_machines_only() -> None:
    words = "The harbour authority opened the new lock. " * 12
    html = ld(f'{{"@type":"NewsArticle","articleBody":"{words}"}}') + "<div id=root>Loading</div>"
    assert extract_html(f"<html><head>{html}</head></html>", URL).count("harbour") == 12


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<p>One <b>lock</b>.</p><p onclick='x()'>Two.</p><script>x</script>",
                     id="as markup"),
        pytest.param("&lt;p&gt;One lock.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;",
                     id="as markup encoded"),
        pytest.param("One lock.\n\nTwo.\r\n", id="in lines"),
    ],
)  # fmt: skip
def test_text_for_machines_keeps_its_paragraphs(body: str) -> None:
    more = "Ships of the river had waited for a year, and captains were pleased. " * 5
    escaped = r"<\/"
    told = json.dumps({"@type": "NewsArticle", "articleBody": body + "\n" + more})
    html = f"<html><body>{ld(told.replace('</', escaped))}Loading</body></html>"
    found = re.sub("</?(?:strong|b)>", "", extract_html(html, URL))
    assert found.startswith("<p>One lock.</p><p>Two.</p>")
    assert found.count("captains") == 5


def test_a_longer_text_for_machines_that_is_another_s_is_not_taken() -> None:
    own = "".join(f"<p>The harbour opened lock number {n} on Tuesday.</p>" for n in range(30))
    bread = "I baked bread on Sunday, again. " * 300
    told = ld(f'{{"@type":"NewsArticle","articleBody":"{bread}"}}')
    found = extract_html(f"<title>Lock</title>{told}<article><h1>Lock</h1>{own}</article>", URL)
    assert "harbour" in found
    assert "bread" not in found


def test_the_title_is_not_repeated_at_the_start_of_the_body() -> None:
    html = f"<title>Lock opens</title><article><h2>Lock opens</h2>{TEXT}</article>"
    assert extract_article(page(html)).body.startswith("<p>The harbour")


def test_a_body_that_is_the_title_and_nothing_else_stays() -> None:
    html = "<title>Lock opens</title><article><p>Lock opens</p><hr></article>"
    assert "Lock opens" in extract_article(page(html)).body


@settings(max_examples=120, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace"))
    )
)
def test_no_bytes_raise_anything_but_extract_error(body: bytes) -> None:
    for wrapped in (body, b"<html><body><article><p>" + body * 3 + TEXT.encode()):
        with suppress(ExtractError):
            assert extract_article(Page(URL, wrapped, "text/html")).body

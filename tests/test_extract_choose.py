"""Which text becomes the body: the better of page and feed, never a teaser, never nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scraper.errors import ExtractError
from scraper.extract import choose_article
from scraper.model import Access, BodyFrom, Entry, Feed, Page, SiteRule, Source
from scraper.presets import BUILT_IN

URL = "https://news.example/2026/story.html"
ENTRY = Entry("f", URL, "news.example/2026/story.html", URL, title="Lock opens")
FEED = Feed("f", "F", "https://news.example/feed", BUILT_IN["jekyll"])
ONE = "<p>The harbour authority opened the new lock on Tuesday, two months ahead of schedule.</p>"
TWO = "<p>Ships of up to four thousand tonnes can now pass at any tide, it said in a statement.</p>"
SIX = (ONE + TWO) * 3
TEASER = "<p>The harbour authority opened the new lock on Tuesday…</p>"
CJK = "<p>五月四日上午，港务局宣布新船闸正式启用，比原定计划提前了两个月，第一艘货船顺利通过。</p>"
WALL = "<title>Just a moment...</title><p>Checking your browser</p>"


def page(body: str) -> Page:
    return Page(URL, f"<html><body>{body}</body></html>".encode(), "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("content", "summary", "body", "source"),
    [
        pytest.param("", TEASER, SIX, Source.PAGE, id="the page, where the feed has a teaser"),
        pytest.param(SIX, "", SIX, Source.PAGE, id="the page, where both are the same"),
        pytest.param(SIX + SIX, "", ONE + TWO, Source.FEED, id="the feed, where it has more"),
        pytest.param("", SIX + SIX, ONE + TWO, Source.SUMMARY, id="the summary, if it has more"),
        pytest.param(SIX, TEASER, WALL, Source.FEED, id="the feed, where the page is a wall"),
        pytest.param(SIX, TEASER, None, Source.FEED, id="the feed, where no page came"),
        pytest.param("", CJK * 4, None, Source.SUMMARY, id="a Chinese text, longer than it looks"),
        pytest.param(TEASER, SIX, None, Source.SUMMARY, id="the longer of the feed's two"),
    ],
)  # fmt: skip
def test_the_better_text_becomes_the_body(
    content: str, summary: str, body: str | None, source: Source
) -> None:
    entry = replace(ENTRY, content_html=content, summary_html=summary)
    article = choose_article(entry, page(body) if body is not None else None, FEED, ())
    assert article.source is source
    assert article.body
    assert article.url == URL


@pytest.mark.parametrize(
    "summary",
    [
        pytest.param(TEASER, id="short"),
        pytest.param(SIX + "<p>And so it went on until…</p>", id="breaking off"),
        pytest.param(SIX + "<p>And so it went on [...]</p>", id="breaking off in brackets"),
        pytest.param(SIX + "<p>And more. …more</p>", id="…more"),
        pytest.param(CJK * 5 + "<p>港务局还表示……阅读全文</p>", id="阅读全文"),
        pytest.param("", id="nothing"),
        pytest.param("<img src='https://c.example/x.gif' width=1>", id="a counter"),
    ],
)
@pytest.mark.parametrize("body", [None, WALL, TEASER], ids=["no page", "a wall", "a teaser"])
def test_a_teaser_is_no_article(summary: str, body: str | None) -> None:
    entry = replace(ENTRY, summary_html=summary)
    with pytest.raises(ExtractError) as caught:
        choose_article(entry, page(body) if body is not None else None, FEED, ())
    assert caught.value.verdict in ("teaser", "challenge", "empty")


def test_a_feed_that_is_told_to_be_enough_is() -> None:
    feed = replace(FEED, body_from=BodyFrom.FEED)
    entry = replace(ENTRY, summary_html="<p>Closed today.</p>")
    assert choose_article(entry, page(SIX), feed, ()).body == "<p>Closed today.</p>"
    with pytest.raises(ExtractError):
        choose_article(ENTRY, page(SIX), feed, ())


def test_a_site_rule_beats_a_longer_feed() -> None:
    entry = replace(ENTRY, content_html=SIX + SIX)
    rule = SiteRule("news.example", keep=("#it",))
    article = choose_article(entry, page(f"<div id=it>{ONE}{TWO}</div>{SIX}"), FEED, (rule,))
    assert article.source is Source.SITE_RULE
    assert article.body == ONE + TWO


def test_that_the_page_was_left_is_told() -> None:
    article = choose_article(replace(ENTRY, content_html=SIX), page(WALL), FEED, ())
    assert article.access is Access.BLOCKED
    assert article.warnings == ()  # nothing that a person should mend


def test_the_feeds_words_find_the_body_among_longer_texts() -> None:
    other = "<p>This other story on the same page is a good deal longer than the one we want.</p>"
    html = f"<div><section>{ONE}{TWO}</section><section>{other * 2}</section></div>"
    entry = replace(ENTRY, summary_html=ONE + TWO)
    assert "harbour" in choose_article(entry, page(html), FEED, ()).body


@pytest.mark.parametrize(
    "line",
    [
        "<p>The post <a href='/x'>Lock opens</a> appeared first on <a href='/'>F</a>.</p>",
        "<p><a href='https://social.example/share?url=https://x'>Share on S</a></p>",
        "<div><a href='http://feeds.example/~ff/f?a=x'><img src='http://feeds.example/~ff/f?d=y'>"
        "</a></div><img src='http://feeds.example/~r/f/~4/abc' width=1 height=1>",
        "<p><a href='/x'>Continue reading</a></p>",
    ],
    ids=["appeared first on", "share link", "feed service row", "continue reading"],
)
def test_fault_the_promotional_line_of_a_feed_service_is_not_kept(line: str) -> None:
    article = choose_article(replace(ENTRY, content_html=SIX + line), None, FEED, ())
    assert article.body == SIX


def test_fault_relative_addresses_in_a_feeds_text_become_absolute() -> None:
    html = SIX + "<p><a href='//a.example/b'>b</a> <img src='pic.jpg'> and the last words.</p>"
    body = choose_article(replace(ENTRY, content_html=html), None, FEED, ()).body
    assert 'href="https://a.example/b"' in body
    assert 'src="https://news.example/2026/pic.jpg"' in body


def test_plain_text_with_angle_brackets_missing_is_a_paragraph() -> None:
    feed = replace(FEED, body_from=BodyFrom.FEED)
    entry = replace(ENTRY, summary_html="AT&amp;T sold it.\n\nNobody knows why.")
    assert (
        choose_article(entry, None, feed, ()).body
        == "<p>AT&amp;T sold it.</p><p>Nobody knows why.</p>"
    )

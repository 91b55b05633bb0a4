"""A page that hardly says a word of what the feed told is another article's."""

from __future__ import annotations

import time

import pytest

from scraper.extract.agreement import is_another
from scraper.model import Article, Entry, Source

LINK = "https://news.example/bridge-closed"
ELSEWHERE = "https://news.example/other"
TITLE = "Harbour bridge closed after storm damage"
SUMMARY = "The council closed the harbour bridge on Monday after engineers found cracks in it."
STORY = "<p>Engineers found cracks in a pillar of the harbour <b>bridge</b>, the council says.</p>"
OTHER = "<p>The orchestra opens its season with a symphony, and tickets are sold at the door.</p>"


def another(
    body: str,
    url: str = ELSEWHERE,
    *,
    headline: str = "A headline",
    title: str = TITLE,
    summary: str = SUMMARY,
) -> bool:
    entry = Entry(
        feed_id="f", key="k", url=LINK, identity="news.example/bridge-closed", title=title,
        summary_html=summary,
    )  # fmt: skip
    return is_another(entry, Article(url, headline, body, Source.PAGE))


@pytest.mark.parametrize(
    ("body", "more"),
    [
        pytest.param(STORY, {}, id="the story, with a headline of its own"),
        pytest.param(OTHER, {"headline": "Bridge closed: storm damage"}, id="the headline"),
        pytest.param(OTHER, {"title": "Gone"}, id="a headline of one word says nothing"),
        pytest.param(OTHER, {"title": ""}, id="no headline"),
        pytest.param(
            "<p>昨夜港口大桥因风暴关闭，工程师发现裂缝。</p>",
            {"title": "港口大桥关闭", "summary": "市政府周一关闭港口大桥"},
            id="the story in Chinese",
        ),
        pytest.param(
            "<p>Caf&eacute; r&eacute;ouvert</p>",
            {"title": "Café réouvert", "summary": ""},
            id="entities",
        ),
    ],
)
def test_the_page_that_a_link_led_to_is_the_articles(body: str, more: dict[str, str]) -> None:
    assert not another(body, **more)


@pytest.mark.parametrize(
    ("body", "more"),
    [
        pytest.param(OTHER, {}, id="another story"),
        pytest.param(OTHER, {"summary": ""}, id="another story, of a feed of headlines"),
        pytest.param(
            "<p>交响乐团周五在音乐厅开始新的演出季，门票现场出售。</p>",
            {"title": "港口大桥关闭", "summary": "市政府周一关闭港口大桥，工程师发现裂缝"},
            id="another story in Chinese",
        ),
    ],
)
def test_where_a_link_led_to_something_else_it_is_not(body: str, more: dict[str, str]) -> None:
    assert another(body, **more)


@pytest.mark.parametrize(
    "url", [LINK, LINK + "/", "https://elsewhere.example/orchestra"], ids=["own", "slash", "site"]
)
def test_where_the_link_stayed_or_left_the_site_nothing_is_asked(url: str) -> None:
    assert not another(OTHER, url)


@pytest.mark.parametrize(
    ("title", "page"),
    [
        ("Harbour reopened yesterday", "<p>Har&shy;bour reopened yester&shy;day.</p>"),
        ("Élections à Genève reportées", "<p>ELECTIONS A GENEVE REPORTEES</p>"),
        ("Λιμάνι Πειραιά κλειστό", "<p>ΛΙΜΑΝΙ ΠΕΙΡΑΙΑ ΚΛΕΙΣΤΟ</p>"),
        ("İstanbul köprüsü kapandı", "<p>ISTANBUL KÖPRÜSÜ KAPANDI</p>"),
        ("الميناء مغلق اليوم", "<p>المينـــاء مغلق اليوم</p>"),
        ("Satamasilta suljettiin myrskyssä", "<p>Satamasillan sulkeminen jatkuu myrskyn</p>"),
        ("#127 - 30/11 3:1 (2:0)", "<p>Something</p>"),
    ],
)
def test_a_headline_may_be_spelt_in_other_ways(title: str, page: str) -> None:
    assert not another(page, title=title, summary="")


@pytest.mark.slow
def test_it_costs_little() -> None:
    body = "<p>word and &amp; more</p>" * 400_000
    started = time.process_time()
    another(body, title="many words " * 5_000)
    assert time.process_time() - started < 2

"""Twice the input is no more than twice the time, whatever sign or word it is full of."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from checks.fuzz.targets import FEEDS, NOW, URL
from scraper import urls
from scraper.charset import decode, what_else
from scraper.config import load_config
from scraper.dates import parse_date
from scraper.errors import ConfigError, ExtractError, ParseError
from scraper.extract import further, other_form
from scraper.extract.mending import read_json
from scraper.feeds import parse_feed
from scraper.feeds.repair import repair
from scraper.fetch.headers import hop_target
from scraper.front_matter import one_line, peek
from scraper.markdown import to_markdown
from scraper.model import Entry, Fetched, Page, RobotsText
from scraper.politeness import Robots, max_age, retry_after
from scraper.post import build_post
from scraper.presets import slug

pytestmark = pytest.mark.slow

SIZE = 8_000  # characters of each field
# A regular expression that is quadratic takes a third of a second for that; what is linear, less.
SUSPICIOUS = 0.25
MOST = 3.0  # times as long for twice as much
MOST_SECONDS = 2.0

WORDS = [
    *"&#<>/\\\"'`*_[](){}|:.-= \n\ta漢",
    *"&amp; &#1; <a> <p> <b> </b> <!-- <![CDATA[ <? <ul><li> <td> {{ ** ``` // /* \\u".split(" "),
    *"a@ a= ../ %41 a&b& {&quot;a&quot;: [1, \u0301 2021- 年 [a]( |a 🏳\u200d".split(" "),
    "<a ",
    "User-agent:a\n",
    "Disallow:*a\n",
]
TEXT = (
    "<p>The harbour authority opened the new lock on Tuesday, ahead of schedule, it said.</p>" * 8
)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def a_feed(document: str, kind: str = "text/xml") -> None:
    with suppress(ParseError):
        parse_feed(Fetched(URL, URL, kind, document.encode("utf-8"), NOW), FEEDS[0])


def fields_of_a_feed(text: str) -> None:
    names = "title link guid author dc:creator pubDate category description".split()
    fields = "".join(f"<{name}>{escaped(text)}</{name}>" for name in names)
    a_feed(
        "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
        f'<item>{fields}<enclosure url="{escaped(text)}"/></item></channel></rss>'
    )


def fields_of_a_json_feed(text: str) -> None:
    names = "title url date_published content_html content_text summary image language".split()
    item = {"id": text, "author": {"name": text}, "tags": [text], **dict.fromkeys(names, text)}
    a_feed(json.dumps({"items": [item]}), "application/json")


def a_document(text: str) -> None:
    a_feed(text)
    a_feed(f"<!DOCTYPE rss [{text}]><rss><channel><title>{text}")
    a_feed('{"items":[' + text, "application/json")


def a_page(html: str) -> None:
    page = Page(URL, html.encode("utf-8"), "text/html", at=NOW)
    entry = Entry("Fuzz", URL, "i", URL, title="A story", published=NOW)
    for ask in (
        lambda: further(page, (), first=URL, number=1),
        lambda: other_form(page, ()),
        lambda: build_post(entry, page, FEEDS[0], (), NOW),
    ):
        with suppress(ExtractError):
            ask()


def fields_of_a_page(text: str) -> None:
    said = escaped(text)
    names = "author og:title article:published_time keywords og:image description".split()
    meta = "".join(f'<meta property="{name}" content="{said}">' for name in names)
    told = json.dumps({"@type": "NewsArticle", "headline": text, "author": text})
    a_page(
        f'<title>{said}</title>{meta}<script type="application/ld+json">{told}</script><article>'
        f'<h1>{said}</h1><p class="byline">{said}</p><time>{said}</time>{TEXT}<p class="{said}">'
        f'<a href="{said}">{said}</a><img src="{said}" alt="{said}"></p><pre>{said}</pre>{TEXT}'
    )


def the_text_of_a_page(text: str) -> None:
    a_page(f"<article>{TEXT}<p>{text}</p><script type='application/ld+json'>{text}</script>{TEXT}")


def the_fields_of_an_entry(text: str) -> None:
    entry = Entry("Fuzz", text, text, URL, title=text, author=text, guid=text, content_html=TEXT)
    with suppress(ExtractError):
        build_post(entry, None, FEEDS[0], (), NOW)


def a_body_made_markdown(text: str) -> None:
    said = escaped(text)
    to_markdown(text, URL, "jekyll")
    html = f'<p>{said}<em>{said}</em><a href="{said}">{said}</a><code>{said}</code>'
    to_markdown(f"<ul><li>{html}</ul><table><tr><td>{said}</table>", URL, "jekyll")


def what_comes_in_headers(text: str) -> None:
    retry_after(text, NOW)
    max_age({"cache-control": text, "expires": text}, NOW)
    hop_target(text.encode("utf-8").decode("latin-1"), URL)
    decode(b"<p>x", f"text/html; {text}")
    parse_date(text)
    for url in (text, f"https://a.example/{text}", f"https://a.example/?{text}", f"//{text}/"):
        if found := urls.canonical(url, URL):
            urls.identity(found)


def small_files(text: str) -> None:
    rules = Robots(RobotsText("https://a.example", 200, f"User-agent: *\nDisallow: /{text}", NOW))
    rules.allows(f"https://a.example/{text[:2000]}", "scraper")
    Robots(RobotsText("https://a.example", 200, text, NOW)).crawl_delay("scraper")
    for line in (text, f'"{text}', f"'{text}"):
        peek(f"---\nfrom: {line}\n---\n")
    for body in (text.encode(), b"<meta " + text.encode() + b"\xff", b"[" + text.encode()):
        decode(body)
        what_else(body)
    read_json(text)
    read_json(f'{{"@type":"{text}')
    one_line(text)
    slug(text)


DOORS: dict[str, Callable[[str], None]] = {
    door.__name__: door
    for door in (
        fields_of_a_feed,
        fields_of_a_json_feed,
        a_document,
        fields_of_a_page,
        the_text_of_a_page,
        the_fields_of_an_entry,
        a_body_made_markdown,
        what_comes_in_headers,
        small_files,
    )
}


def cost(door: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    door(text)
    return time.process_time() - started


def complaint(door: Callable[[str], object], word: str) -> str | None:
    """What is wrong with the time that a text full of one word takes."""
    text = (word * SIZE)[:SIZE]
    if cost(door, text) < SUSPICIOUS:
        return None
    longer = (word * 2 * SIZE)[: 2 * SIZE]
    once = min(cost(door, text) for _ in range(2))
    twice = min(cost(door, longer) for _ in range(2))
    if twice > MOST * once or once > MOST_SECONDS:
        return f"{word!r}: {once:.2f} s, twice as much {twice:.2f} s"
    return None


@pytest.mark.parametrize("name", DOORS)
def test_time_grows_no_faster_than_what_is_read(name: str) -> None:
    assert [found for word in WORDS if (found := complaint(DOORS[name], word))] == []


def test_the_time_of_a_config_grows_no_faster_than_it_does(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"

    def door(text: str) -> None:
        for written in (text, f"feeds:\n- name: '{text}'\n  url: \"https://a.example/{text}\"\n"):
            path.write_text(written, encoding="utf-8")
            with suppress(ConfigError):
                load_config(path, environ={})

    assert [found for word in WORDS if (found := complaint(door, word))] == []


def test_what_is_quadratic_is_complained_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.cost", lambda door, text: 0.4 * (len(text) / SIZE) ** 2)
    assert complaint(one_line, "a") == "'a': 0.40 s, twice as much 1.60 s"
    monkeypatch.setattr(f"{__name__}.cost", lambda door, text: 0.4 * len(text) / SIZE)
    assert complaint(one_line, "a") is None


@pytest.mark.parametrize("word", ["a", "a.", "2021-", "漢"])
def test_no_endless_word_of_a_feed_reaches_the_parser_whose_time_grows_with_its_square(
    word: str,
) -> None:
    document = f"<rss><channel><item><author>{word * 20_000}</author></item></channel></rss>"
    longest = max(map(len, re.findall(r"[\w.+-]+", repair(document).text)))
    assert longest <= 2000

"""Articles that are made of links, and pages that are made of nothing else."""

from __future__ import annotations

import re

import pytest

from scraper.extract import extract_html
from scraper.extract.phrases import READ_ALSO, lowered
from world import LOREM

URL = "https://site.example/2026/a.html"
INTRO = (
    "<p>Every Friday I collect what I have read during the week and found worth your time; this "
    "week there is much on databases, on maps and on the weather at sea.</p>"
)
OUTRO = (
    "<p>That is all for this week. If you have found something that should be here next time, "
    "write me a mail over the weekend, and tell me why.</p>"
)
NAMES = ("Vacuum, explained", "Maps of fog", "A tide table", "Old locks", "Small queries")
LINKS = [f'<a href="https://w{n}.example/{n}">{name}</a>' for n, name in enumerate(NAMES)]
ITEMS = "".join(f"<li>{link}</li>" for link in LINKS)
MENU = "".join(
    f'<li><a href="/{name}">{name}</a></li>' for name in ("home", "news", "sport", "about", "help")
)


def page(body: str, title: str = "Links of the week") -> str:
    return (
        f"<!doctype html><html lang=en><head><title>{title} - Site</title></head><body>"
        f'<ul class="menu">{MENU}</ul><h1>{title}</h1>{body}<ul class="menu">{MENU}</ul></body>'
    )


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"{INTRO}<ul>{ITEMS}</ul>{OUTRO}", id="a list"),
        pytest.param(f"{INTRO}<h2>Data</h2><ul>{ITEMS}</ul><h2>More</h2><p>{LOREM}</p>{OUTRO}",
                     id="a list below a heading"),
        pytest.param(INTRO + "".join(f"<div>{link}</div>" for link in LINKS) + OUTRO,
                     id="a link in each box"),
    ],
)  # fmt: skip
def test_a_digest_of_links_keeps_them_though_nothing_names_its_body(body: str) -> None:
    found = extract_html(page(body), URL)
    assert re.findall(r"w\d\.example/(\d)", found) == ["0", "1", "2", "3", "4"]
    assert "/sport" not in found


def test_links_that_a_line_announces_amid_paragraphs_stay() -> None:
    body = (
        f"<p>{LOREM}</p><p>{LOREM} So it is.</p><p>These ferries are affected:</p>"
        f"<ul>{ITEMS}</ul><p>{LOREM} And so on.</p><p>{LOREM} And so forth.</p>"
    )
    assert extract_html(page(f'<div class="wrap">{body}</div>'), URL).count("<a ") == 5


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<html><title>Lock closed - Site</title><h1>Lock closed</h1></html>",
                     id="its headline"),
        pytest.param(f"<html><title>Site</title><ul>{MENU}</ul></html>", id="its menu"),
    ],
)  # fmt: skip
def test_a_page_that_says_no_more_than_this_is_no_article(html: str) -> None:
    assert extract_html(html, URL) == ""


def test_a_box_that_is_named_for_shares_of_a_market_stays() -> None:
    box = '<div class="market-share"><p>Ferries have 40 percent of all trips.</p></div>'
    assert "40 percent" in extract_html(page(INTRO + box + OUTRO), URL)


def test_comments_go_though_they_outweigh_the_article() -> None:
    said = "".join(
        f'<div class="comment"><p>{n} I have seen the same on the coast, year after year, and '
        f"nobody ever wrote it down; thank you for this. {LOREM}</p></div>"
        for n in range(12)
    )
    article = "".join(f"<p>{n}. {LOREM} And that is what the board said.</p>" for n in range(6))
    found = extract_html(page(f'<div>{article}</div><div class="comments">{said}</div>'), URL)
    assert found.count("what the board said") == 6
    assert "year after year" not in found


def test_a_linked_picture_that_is_named_for_an_icon_stays() -> None:
    picture = "<p><a href='/big'><img src='/mid/icon-of-the-seas.jpg' width=900></a></p>"
    assert "icon-of-the-seas" in extract_html(page(INTRO + picture + OUTRO), URL)


@pytest.mark.parametrize("text", ["İlgili haber", "BUNLAR DA İLGİNİ ÇEKEBİLİR"])
def test_phrases_are_known_in_turkish_capitals(text: str) -> None:
    assert READ_ALSO.match(lowered(text))

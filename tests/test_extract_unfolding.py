"""What is folded away in a page is read, where a reader can open it."""

from __future__ import annotations

import pytest

from scraper.extract import extract_html
from scraper.extract.junk import is_hidden
from scraper.extract.tree import parse

SENTENCE = "The new lock will open to ships in early June, three months later than was planned. "
STORY = "".join(f"<p>{n}. {SENTENCE * 2}</p>" for n in range(6))
URL = "https://news.example/2026/lock"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(
            f"<x-news><template shadowrootmode=open><article><h1>Lock</h1>{STORY}</article>"
            "</template></x-news>",
            id="an article in a shadow root is read",
        ),
        pytest.param(
            f"<div id=root></div><noscript><h1>Lock</h1>{STORY}</noscript>",
            id="so is one for browsers without scripts",
        ),
    ],
)
def test_an_article_folded_away(html: str) -> None:
    assert (
        extract_html(f"<html><title>Lock</title><body>{html}</body></html>", URL).count("<p>") == 6
    )


def test_what_stands_for_scripts_is_not_read_beside_the_article() -> None:
    page = f"<article><h1>Lock</h1>{STORY}{STORY}</article><noscript>{STORY}</noscript>"
    assert [n.tag for n in parse(page).iter("noscript")] == ["noscript"]


def test_a_template_for_scripts_is_not_read() -> None:
    assert next(parse(f"<template>{STORY}</template><p>x").iter("template"), None) is not None


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        pytest.param("<div role=tabpanel hidden>", True, id="a tab's panel is shown"),
        pytest.param("<div class=spoiler style='display: none'>", True, id="a spoiler is shown"),
        pytest.param(
            "<h3><button aria-controls=x>Q</button></h3><div id=x hidden>",
            True,
            id="what a heading's button opens is shown",
        ),
        pytest.param(
            "<button aria-controls=x>Menu</button><div id=x hidden>",
            False,
            id="what another button opens stays hidden",
        ),
        pytest.param(
            "<h3><button aria-controls=x>Q</button></h3><div id=y hidden>",
            False,
            id="what nothing opens stays hidden",
        ),
    ],
)
def test_hidden_parts_that_a_reader_can_open(html: str, shown: bool) -> None:
    root = parse(f"<p>before{html}<p>text</div>")
    assert is_hidden(next(root.iter("div"))) is not shown

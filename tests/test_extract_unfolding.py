"""What is folded away in a page is read, where a reader can open it."""

from __future__ import annotations

import pytest

from scraper.extract import extract_html
from scraper.extract.clean import clean
from scraper.extract.junk import is_hidden
from scraper.extract.tree import inner_html, parse

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


READ = "<span class=sr-only>{}</span>"
HIDE = "<span aria-hidden=true>{}</span>"


@pytest.mark.parametrize(
    ("html", "want"),
    [
        pytest.param(f"{HIDE.format('S')}hips sail", "Ships sail", id="an initial"),
        pytest.param(f"{HIDE.format('“S')}hips sail", "“Ships sail", id="with its quotation mark"),
        pytest.param(f"{HIDE.format('S')}HIPS sail", "SHIPS sail", id="before capitals"),
        pytest.param(f"{HIDE.format('S')}<b>hips</b>", "S<b>hips</b>", id="before a bold word"),
        pytest.param(f"{HIDE.format('昔')}々の話", "昔々の話", id="where there are no capitals"),
        pytest.param(
            f"{READ.format('The')}{HIDE.format('T')}{HIDE.format('he')} lock",
            "The lock",
            id="a word told twice comes once",
        ),
        pytest.param(
            f"{HIDE.format('T')}{HIDE.format('he')}{READ.format('The')} lock",
            "The lock",
            id="a word told once more behind comes once",
        ),
        pytest.param(
            f"{READ.format('Ships')}{HIDE.format('S')}hips", "Ships", id="an initial, the word told"
        ),
        pytest.param(
            f"<b aria-label=The>{HIDE.format('T')}{HIDE.format('he')}</b> lock",
            "<b>The</b> lock",
            id="letters that a label spells",
        ),
        pytest.param(f"a {HIDE.format('·')} b", "a  b", id="a dot stays hidden"),
        pytest.param(f"{HIDE.format('X')}Close it", "Close it", id="a sign stays hidden"),
        pytest.param(f"{HIDE.format('share')}Share", "Share", id="an icon's name stays hidden"),
        pytest.param(
            "<i aria-hidden=true class=icon-b>B</i>oats", "oats", id="an icon's letter stays hidden"
        ),
        pytest.param(f"Lock{HIDE.format('E')}s", "Locks", id="a letter amid a word stays hidden"),
        pytest.param(
            f"the lock is shut {HIDE.format('Read')}{READ.format('Read about locks')}",
            "the lock is shut ",
            id="words that are told otherwise stay hidden",
        ),
    ],
)
def test_letters_hidden_from_readers_aids(html: str, want: str) -> None:
    root = parse(f"<section><p>{html}</p></section>")
    clean(room := next(root.iter("section")), URL)
    assert inner_html(room) == f"<p>{want}</p>"

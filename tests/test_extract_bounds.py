"""What is larger than any article is refused before it takes memory, with the reason."""

from __future__ import annotations

import pytest

from scraper.errors import ExtractError
from scraper.extract import extract_article
from scraper.extract.blocks import read_blocks
from scraper.extract.bounds import (
    MAX_ATTRIBUTES,
    MAX_BLOCKS,
    MAX_SIGNS,
    MAX_TAGS,
    MAX_TEXT,
    MAX_TEXT_BYTES,
    bounded,
    check_signs,
    is_too_large,
)
from scraper.extract.feed_text import feed_body
from scraper.extract.paging import further
from scraper.extract.tree import new, one_line
from scraper.model import Page


@pytest.mark.parametrize(
    ("html", "what"),
    [
        pytest.param("<p>" * (MAX_TAGS + 1), "tags", id="tags"),
        pytest.param("<p " + "a=1 " * (MAX_ATTRIBUTES + 1), "attributes", id="attributes"),
        pytest.param("<p>" + "x" * (MAX_TEXT + 1), "characters", id="text"),
        pytest.param("<p>x" * (MAX_BLOCKS + 2), "runs of text", id="runs of text"),
    ],
)
def test_a_page_without_measure_is_refused_with_the_reason(html: str, what: str) -> None:
    with pytest.raises(ExtractError, match=f"larger than any article: .*{what}") as caught:
        extract_article(Page("http://e.org/", html.encode()))
    assert caught.value.verdict == "too-large"


def test_as_an_articles_second_page_it_is_refused_too() -> None:
    page = Page("http://e.org/2", b"<p>" * (MAX_TAGS + 1))
    with pytest.raises(ExtractError, match="tags"):
        further(page, (), first="http://e.org/", number=2)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f"<script>{'x' * MAX_TEXT} '</div>' {'x' * 9}</SCRIPT><p>a", id="a script"),
        pytest.param(f"<style>{'x' * MAX_TEXT}", id="a style without end"),
        pytest.param(f"<!-- {'x' * MAX_TEXT} > --><p>a", id="a comment"),
        pytest.param(f"<img src='data:image/png;base64,{'x' * MAX_TEXT}'>a", id="a picture"),
        pytest.param("x" * MAX_TEXT, id="as much text as may be"),
    ],
)
def test_what_is_no_text_may_be_large(html: str) -> None:
    assert bounded(html) is html


def test_text_is_measured_as_it_is_held() -> None:
    body = new("p", "\U0001f600" * (MAX_TEXT_BYTES // 4))
    with pytest.raises(ExtractError, match="bytes of text"):
        read_blocks(body)


def test_a_body_of_nothing_but_signs_becomes_no_markdown() -> None:
    check_signs("*" * MAX_SIGNS)
    with pytest.raises(ExtractError, match="signs"):
        check_signs("*" * (MAX_SIGNS + 1))


@pytest.mark.parametrize("html", ["x" * (MAX_TEXT_BYTES + 1), "<b>" * (MAX_TAGS + 1)])
def test_a_feeds_own_text_without_measure_is_none(html: str) -> None:
    assert is_too_large(html)
    assert feed_body(html, "http://e.org/") is None


@pytest.mark.parametrize("at_once", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    "text", ["", " ", "a", " a ", "a b", "a \n\t b", "  a\u3000\u00a0b  c\x1cd ", "ab cd   ef gh"]
)
def test_a_long_text_is_one_line_as_a_short_one_is(
    text: str, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.extract.tree._AT_ONCE", at_once)
    assert one_line(text) == " ".join(text.split())

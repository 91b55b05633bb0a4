"""The examples of docs/markdown.md are what comes out."""

from __future__ import annotations

import re

import pytest

from scraper.markdown import to_markdown
from tests.test_house import ROOT

_EXAMPLE = re.compile(r"^(`{3,})html\n(.*?)^\1$((?:\s+^`{3,}markdown.*?^\1$)+)", re.M | re.S)
_ANSWER = re.compile(r"^(`{3,})markdown ?(\w*)\n(.*?)^\1$", re.M | re.S)


def examples() -> list[tuple[str, str, str]]:
    """HTML, preset ("" for all of them) and Markdown of each example."""
    text = (ROOT / "docs/markdown.md").read_text("utf-8")
    return [
        (html, preset, markdown)
        for _, html, answers in _EXAMPLE.findall(text)
        for _, preset, markdown in _ANSWER.findall(answers)
    ]


def test_the_document_has_examples_and_none_is_left_out() -> None:
    text = (ROOT / "docs/markdown.md").read_text("utf-8")
    assert len(examples()) == len(re.findall(r"^`{3,}markdown", text, re.M)) > 15


@pytest.mark.parametrize(("html", "preset", "markdown"), examples())
def test_an_example_is_what_comes_out(html: str, preset: str, markdown: str) -> None:
    for name in [preset] if preset else ["jekyll", "hugo"]:
        assert to_markdown(html.rstrip("\n"), "https://e.example/p", name) == markdown

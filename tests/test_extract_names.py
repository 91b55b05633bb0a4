"""Class names and ids as words."""

from __future__ import annotations

import pytest

from scraper.extract.names import element_words, split_names, words_of
from scraper.extract.tree import new


@pytest.mark.parametrize(
    ("names", "words"),
    [
        pytest.param("post-body__text", ["post", "body", "text"], id="by hyphens and underscores"),
        pytest.param("articleBody", ["article", "body"], id="by humps"),
        pytest.param("col-6 x a1b2", ["col"], id="no single letters, no numbers"),
        pytest.param("teaser2 h1Title", ["teaser", "title"], id="a number ends a word"),
        pytest.param("SHARE", ["share"], id="capitals are no humps"),
        pytest.param("a" * 200 + " " + "b" * 200, ["a" * 200, "b" * 99], id="not without end"),
    ],
)
def test_names_are_split_into_words(names: str, words: list[str]) -> None:
    assert split_names(names) == words
    assert set(words) <= words_of(names)


def test_words_go_by_twos_across_names_too() -> None:
    assert words_of("post-body lead") == {"post", "body", "lead", "post-body", "body-lead"}


@pytest.mark.parametrize(
    ("names", "words"),
    [
        pytest.param({}, set(), id="no names, no words"),
        pytest.param({"class": "byLine"}, {"by", "line", "by-line"}, id="alone and by twos"),
        pytest.param({"class": "most read", "id": "more"}, {"most", "read", "more"},
                     id="each name alone"),
        pytest.param({"class": " ".join(["x-long"] * 80), "id": "share"}, {"long"},
                     id="not without end"),
    ],
)  # fmt: skip
def test_an_element_s_words_are_those_of_its_class_and_id(
    names: dict[str, str], words: set[str]
) -> None:
    element = new("div")
    for key, value in names.items():
        element.set(key, value)
    assert element_words(element) == words

"""From a page's text to its one tree: what is taken out before the parser sees it."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scraper.errors import ExtractError
from scraper.extract.tree import parse, squash, text_of

CROWD = "<p id=x " + " ".join(f'a{n}="<b>"' for n in range(30_000)) + ">after</p>"


@pytest.mark.parametrize(
    ("text", "want"),
    [
        pytest.param("a\x00b\x08c\x0bd\x1fe\x7ff", "abcdef", id="control characters are gone"),
        pytest.param("\ufeffa\ufffeb\uffffc", "abc", id="and what Unicode says is no character"),
        pytest.param("a\tb\nc\rd", "a b c d", id="white space stays"),
        pytest.param("a\ud800b", "a?b", id="half a character is a question mark"),
        pytest.param("天a\x00气\x07\U0001f600é", "天a气\U0001f600é", id="others stay whole"),
    ],
)
def test_what_a_parser_reads_of_odd_characters(text: str, want: str) -> None:
    assert text_of(parse(f"<p>{text}</p>")) == want


@pytest.mark.parametrize("text", ["", "\ufeff", "\x00\x01"])
def test_nothing_but_odd_characters_is_an_empty_page(text: str) -> None:
    with pytest.raises(ExtractError):
        parse(text)


@pytest.mark.slow
def test_a_tag_of_thousands_of_attributes_is_laid_bare_and_the_text_stays() -> None:
    start = time.process_time()
    root = parse(f"<p title='>'>before</p>{CROWD}<p title='x'>end</p>")
    assert time.process_time() - start < 0.5
    assert text_of(root) == "before after end"
    assert [dict(p.attrib) for p in root.iter("p")] == [{"title": ">"}, {}, {"title": "x"}]


def test_a_long_tag_of_few_attributes_is_left_as_it_is() -> None:
    value = "a > b, " * 3000
    assert next(parse(f"<p title='{value}'>x</p>").iter("p")).get("title") == value


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["<a =", '<a b="', "<a b='\">", "<a " + "= " * 50, '="'])
def test_tags_that_never_end_cost_no_more_than_their_length(unit: str) -> None:
    start = time.process_time()
    parse("<p>x" + unit * (400_000 // len(unit)))
    assert time.process_time() - start < 2


@given(st.text() | st.text(alphabet="aZ9_ -.,'\u2019\u00e9\u5929\ud800\u0301\n"))
@example("a_b-c \u201cd\u201d \u5929\u6c14\uff0c2")
def test_squashed_are_letters_and_digits_alone(text: str) -> None:
    assert squash(text) == re.sub(r"[\W_]+", "", text).lower()

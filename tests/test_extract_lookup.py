"""Phrases are found in a text as if each of them were looked for."""

from __future__ import annotations

import random

import pytest

from scraper.extract.lookup import Lookup

PHRASES = [
    "log in", "log in or", "we and our", "we", "site + x", "captcha", "subscribe to read",
    "to continue reading", "réservé aux abonnés", "вы не робот", "请完成验证", "验证", "abonné",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "want"),
    [
        pytest.param("please log in or leave", ["log in", "log in or"], id="several"),
        pytest.param("blog into", ["log in"], id="in the middle of words"),
        pytest.param("subscribe to reading", ["subscribe to read"], id="a word goes on"),
        pytest.param("subscribe  to read", [], id="two spaces"),
        pytest.param("tous abonnés", ["abonné"], id="accents"),
        pytest.param("您的请求：请完成验证。", ["请完成验证", "验证"], id="no spaces"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_what_a_text_holds_is_found_in_order(text: str, want: list[str]) -> None:
    assert Lookup((phrase, phrase) for phrase in PHRASES).find(text) == want


def test_nothing_is_missed() -> None:
    roll = random.Random(4)
    words = ["a", "ab", "abc", "abcd", "abcde", "bcdef", "é", "дом", "验", "证", "x y"]
    table = ["".join(roll.choice([w, w + " "]) for w in roll.choices(words, k=3)).strip()
             for _ in range(300)]  # fmt: skip
    lookup = Lookup((phrase, phrase) for phrase in table)
    for _ in range(300):
        text = "".join(roll.choice([w, w + " ", w + "\n"]) for w in roll.choices(words, k=20))
        assert lookup.find(text) == [p for p in dict.fromkeys(table) if p in text]

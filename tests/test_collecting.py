"""The search for cycles is put off, and always taken up again."""

from __future__ import annotations

import gc

import pytest

from scraper.collecting import uncollected
from scraper.extract import extract_html
from scraper.markdown import to_markdown


def test_it_is_off_inside_and_on_after() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_on_again_after_an_exception() -> None:
    with pytest.raises(KeyError), uncollected():
        raise KeyError
    assert gc.isenabled()


def test_where_it_was_off_it_stays_off() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_pages_that_hold_nothing_leave_it_on() -> None:
    assert extract_html("", "https://a.example/") == ""
    assert to_markdown("<p>a</p>") == "a\n"
    assert gc.isenabled()

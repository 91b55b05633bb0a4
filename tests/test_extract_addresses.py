"""Addresses made absolute the short way are those of the long way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract.addresses import resolved
from scraper.extract.metadata import base_of
from scraper.extract.tree import parse
from scraper.urls import absolute

BASES = ["https://a.example/dir/page.html?q#f", "http://a.example", "", "file:/x"]


@pytest.mark.parametrize("base", BASES)
@given(
    st.lists(
        st.sampled_from(
            [*"/.:?#%[]\\ \t\n\x85\ufeffaé&=;,", "//", "..", "/./", "https://b.example", "http:"]
        ),
        max_size=8,
    )
)
def test_the_short_way_leads_to_the_same_place(base: str, parts: list[str]) -> None:
    url = "".join(parts)
    want = absolute(url, base)
    # Joining drops a "?" or "#" with nothing after it; a browser keeps both, and so do we.
    assert resolved(url, base).rstrip("?#").replace("?#", "#") == want.rstrip("?#").replace(
        "?#", "#"
    )


def test_a_base_that_is_none_breaks_no_whole_address() -> None:
    assert resolved("https://b.example/x", "https://[bad/x") == "https://b.example/x"
    assert resolved("/x", "https://[bad/x") == ""


def test_an_address_too_long_to_be_one_is_none() -> None:
    assert resolved("/" + "x" * 7000, "https://a.example").endswith("xx")
    assert resolved("/" + "x" * 9000, "https://a.example") == ""
    assert resolved("https://a.example/" + "x" * 9000, "") == ""


def test_a_base_as_long_as_a_page_is_no_base() -> None:
    page = "<base href='https://b.example/{}'><p>x"
    assert base_of(parse(page.format("a/" * 900)), "https://a.example/").startswith("https://b")
    assert base_of(parse(page.format("a/" * 1100)), "https://a.example/") == "https://a.example/"

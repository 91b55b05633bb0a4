"""Addresses made absolute the short way are those of the long way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract.addresses import resolved
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

"""Feeds that were found, in words: lines that fit a terminal, objects for scripts, advice."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from scraper.console.advice import advice_for, refused_advice
from scraper.console.found import found, language_of, post_lines
from scraper.decide.candidates import Candidate
from scraper.errors import FetchError
from scraper.model import Entry, ParsedFeed, Post, Source
from scraper.pipeline.sampling import Sample

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
SITE = "https://example.org"


def post(text: str) -> Post:
    url = f"{SITE}/a"
    return Post("i", url, "A", "_posts/a.md", "_posts/a-2.md", text, NOW, True, Source.PAGE)


def candidate(**more: object) -> Candidate:
    entry = Entry("f", "a", "a", f"{SITE}/a", title="A", published=NOW, language="en")
    fields = {"title": "The\x1b[31m Daily", "entries": (entry,), "form": "RSS 2.0"} | more
    parsed = ParsedFeed(**fields)  # type: ignore[arg-type]
    return Candidate(f"{SITE}/feed", f"{SITE}/feed", parsed)


@given(
    st.text(alphabet=st.sampled_from("ab \n船\x1b"), max_size=400),
    st.integers(5, 30),
    st.integers(10, 100),
)
def test_a_post_takes_no_more_rows_than_there_are_and_says_where_it_was_cut(
    text: str, rows: int, columns: int
) -> None:
    head, *lines = post_lines(post(text), rows, columns)
    whole = post_lines(post(text), None, columns)[1:]
    assert head == "the first post, _posts/a.md:"
    # A wide letter may leave a column free at a row's end.
    taken = sum(max(1, -(-cell_len(line) // (columns - 1))) for line in lines)
    assert taken <= max(rows - 1, 5) + 2
    assert "\x1b" not in "".join(lines)
    if lines != whole:
        assert lines[-1] == "   …"
        assert "\n".join(whole).startswith("\n".join(lines[:-1]))


def test_strangers_words_move_no_cursor() -> None:
    told = found(candidate(), None, (), "The\x9b Name", NOW)
    assert not re.search("[\x00-\x1f\x7f-\x9f]", "".join(told.lines(1)))
    assert told.lines(1)[0] == f"1. {SITE}/feed (in the config already, as The Name)"


def test_every_field_of_a_candidate_is_documented() -> None:
    docs = (Path(__file__).parent.parent / "docs/feeds.md").read_text("utf-8")
    fields = found(candidate(), None, (), None, NOW).fields()
    assert fields.pop("type") == "candidate"
    assert [name for name in [*fields, "post"] if f"`{name}`" not in docs] == []


@pytest.mark.parametrize(
    ("own", "on_page", "text", "share"),
    [(900, 1000, "full", 90), (100, 1000, "teasers", 10), (0, 1000, "none", 0)],
)
def test_how_much_of_a_text_the_feed_gives_is_told_by_its_page(
    own: int, on_page: int, text: str, share: int
) -> None:
    told = found(candidate(), Sample(own=own, on_page=on_page), (), None, NOW)
    assert (told.text, told.share) == (text, share)


def test_a_feed_that_holds_all_has_no_other_past_and_other_ways_are_named() -> None:
    whole = found(candidate(holds_all=True), None, (), None, NOW).lines(None)
    assert "   history    the feed holds all there is" in whole
    ways = found(candidate(), None, ("archives", "sitemap"), None, NOW).lines(None)
    assert (
        "   history    the feed's own archives (RFC 5005), a sitemap, named by robots.txt" in ways
    )


def test_the_language_is_that_of_most_entries() -> None:
    entries = [Entry("f", str(n), "", "", language=one) for n, one in enumerate(("de", "en", "de"))]
    assert language_of(entries) == "de"
    assert language_of([]) is None


@pytest.mark.parametrize(
    ("phase", "status", "said"),
    [
        ("address", None, "`network: {allow_private: [example.org]}` in feeds.yaml"),
        ("dns", None, "is it spelt right?"),
        ("robots", None, "give the address of the feed itself"),
        ("tls", None, "certificate"),
        ("body", None, "give the address of the feed itself"),
        ("status", 403, "the site may want a browser"),
        ("status", 503, "try again later"),
    ],
)
def test_each_refusal_has_its_remedy(phase: str, status: int | None, said: str) -> None:
    error = FetchError(f"{SITE}:8080/", "no", phase=phase, retry=None, status=status)
    assert said in refused_advice(error, "feeds.yaml", f"{SITE}/")


def test_nobody_is_told_to_let_a_stranger_in_where_a_site_leads_into_the_own_network() -> None:
    error = FetchError("http://192.0.2.1/", "no", phase="address", retry=None)
    said = refused_advice(error, "feeds.yaml", f"{SITE}/")
    assert "allow_private" not in said
    assert "where the site leads" in said


def test_a_feed_that_is_well_needs_no_advice_and_warnings_are_few() -> None:
    assert list(advice_for(candidate(), Sample(), NOW)) == []
    odd = candidate(warnings=tuple("abcde"), complete=False)
    assert list(advice_for(odd, Sample(), NOW)) == [
        "the feed came cut short; what came whole was read",
        *"abc",
    ]

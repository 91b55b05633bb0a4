"""Filters, judged: what holds, what is not known yet, and that no decision is taken back."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.decide import judge_article, judge_entry, mark_of, rule_words
from scraper.model import Access, Entry, FilterRule, Filters, Post, Source, TextMatch

SEEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SPORT = "https://example.org/%E4%BD%93%E8%82%B2/1"
TEXTS = ("title", "url", "author", "tag", "language")


def entry(**more: Any) -> Entry:
    return Entry("f", "k", "example.org/a", more.pop("url", "https://example.org/a"), **more)


def post(**more: Any) -> Post:
    usual: dict[str, Any] = {
        "identity": "example.org/a",
        "url": "https://example.org/a",
        "title": "A title",
        "path": "a.md",
        "second_path": "b.md",
        "text": "",
        "published": SEEN,
        "dated": True,
        "source": Source.PAGE,
        "length": 1000,
    }
    return Post(**usual | more)


def rule(**tests: Any) -> FilterRule:
    for key in TEXTS:
        if key in tests:
            texts = [tests[key]] if isinstance(tests[key], str) else tests[key]
            tests[key] = tuple(map(TextMatch, texts))
    return FilterRule(**tests)


def pattern(text: str) -> tuple[TextMatch, ...]:
    return (TextMatch(text, is_pattern=True),)


def drops(*rules: FilterRule) -> Filters:
    return Filters(drop=rules)


def keeps(*rules: FilterRule) -> Filters:
    return Filters(keep=rules)


@pytest.mark.parametrize(
    ("tests", "facts", "holds"),
    [
        pytest.param({"title": "sponsored"}, {"title": "This is SPONSORED!"}, True, id="case"),
        pytest.param({"title": "straße"}, {"title": "Die STRASSE"}, True, id="casefold"),
        pytest.param({"title": "e\u0301t\u00e9"}, {"title": "\u00c9TE\u0301"}, True, id="NFC"),
        pytest.param({"title": "a  b"}, {"title": "a\tb"}, True, id="white space is one"),
        pytest.param({"title": "sponsored"}, {"title": "Sponsor"}, False, id="not there"),
        pytest.param({"title": ["x", "y"]}, {"title": "why"}, True, id="any of a list"),
        pytest.param({"tag": "sport"}, {"tags": ("News", "SPORT")}, True, id="a whole tag"),
        pytest.param({"tag": "sport"}, {"tags": ("Transport",)}, False, id="no part of a tag"),
        pytest.param({"language": "en"}, {"language": "en-GB"}, True, id="language prefix"),
        pytest.param({"language": "en"}, {"language": "en_US"}, True, id="another sign"),
        pytest.param({"language": "en"}, {"language": "eng"}, False, id="no part of a word"),
        pytest.param({"language": "en-GB"}, {"language": "en"}, False, id="not the reverse"),
        pytest.param({"author": "agency"}, {"author": "News Agency, A. B."}, True, id="author"),
        pytest.param({"url": "EXAMPLE.org"}, {}, True, id="address"),
        pytest.param({"url": "/体育/"}, {"url": SPORT}, True, id="address as a browser shows it"),
        pytest.param({"url": "/%e4%bd%93"}, {"url": SPORT}, True, id="address as it is sent"),
        pytest.param({"older_than": DAY}, {"published": SEEN - 2 * DAY}, True, id="older"),
        pytest.param({"older_than": DAY}, {"published": SEEN - DAY}, False, id="just as old"),
        pytest.param({"newer_than": DAY}, {"published": SEEN - DAY / 2}, True, id="newer"),
        pytest.param({"newer_than": DAY}, {"published": SEEN + 2 * DAY}, True, id="to come"),
        pytest.param({"title": "a", "url": "/b"}, {"title": "a"}, False, id="all must hold"),
        pytest.param({"title": "a", "url": "/a"}, {"title": "a"}, True, id="all hold"),
        pytest.param({"title": "a"}, {}, None, id="no title yet"),
        pytest.param({"author": "a"}, {}, None, id="no author yet"),
        pytest.param({"tag": "a"}, {}, None, id="no tags yet"),
        pytest.param({"language": "a"}, {}, None, id="no language yet"),
        pytest.param({"older_than": DAY}, {}, None, id="no date yet"),
        pytest.param({"shorter_than": 9}, {}, None, id="no text yet"),
        pytest.param({"longer_than": 9}, {}, None, id="no text yet either"),
        pytest.param({"access": (Access.PARTIAL,)}, {}, None, id="no page yet"),
        pytest.param({"title": "b", "shorter_than": 9}, {"title": "a"}, False, id="never both"),
        pytest.param({"title": "a", "shorter_than": 9}, {"title": "a"}, None, id="perhaps both"),
    ],
)
def test_a_rule_holds_or_not_or_is_open(
    tests: dict[str, Any], facts: dict[str, Any], holds: bool | None
) -> None:
    there = entry(**facts)
    kept = {True: False, False: True, None: None}[holds]
    assert judge_entry(drops(rule(**tests)), there, SEEN).kept is kept
    assert judge_entry(keeps(rule(**tests)), there, SEEN).kept is holds


def test_a_pattern_is_found_anywhere_and_knows_its_case() -> None:
    climate = keeps(FilterRule(title=pattern("(?i)climate|klima")))
    assert judge_entry(climate, entry(title="Das Klima"), SEEN).kept
    upper = keeps(FilterRule(title=pattern("Klima")))
    assert judge_entry(upper, entry(title="das klima"), SEEN).kept is False
    ort = keeps(FilterRule(tag=pattern("ort$")))
    assert judge_entry(ort, entry(tags=("Sport",)), SEEN).kept


def test_no_pattern_takes_long_on_a_title_made_for_it() -> None:
    began = datetime.now(UTC)
    slow = drops(FilterRule(title=pattern("a*b*c")))
    assert judge_entry(slow, entry(title="ab" * 50_000), SEEN).kept
    dots = drops(FilterRule(title=pattern(".*x.*y")))
    assert judge_entry(dots, entry(title="x" * 100_000), SEEN).kept
    assert datetime.now(UTC) - began < timedelta(seconds=5)


def test_rules_of_a_list_are_alternatives_and_drop_beats_keep() -> None:
    both = Filters((rule(title="a"), rule(title="b")), (rule(title="x"), rule(url="/video/")))
    assert judge_entry(both, entry(title="b"), SEEN).kept
    assert judge_entry(both, entry(title="c"), SEEN).kept is False
    assert judge_entry(both, entry(title="ax"), SEEN).kept is False


@pytest.mark.parametrize(
    ("filters", "facts", "why"),
    [
        (drops(rule(title="sponsored")), {"title": "Sponsored"}, "drop: title ~ 'sponsored'"),
        (drops(rule(title=["a", "b"])), {"title": "b"}, "drop: title ~ 'b'"),
        (drops(FilterRule(title=pattern("^a"))), {"title": "ab"}, "drop: title ~ /^a/"),
        (
            drops(rule(tag="Sport", older_than=DAY)),
            {"tags": ("sport",), "published": SEEN - 2 * DAY},
            "drop: tag = 'Sport' and older than 1d",
        ),
        (keeps(rule(title="a")), {"title": "b"}, "keep: no rule holds"),
    ],
)
def test_the_reason_names_what_held(filters: Filters, facts: dict[str, Any], why: str) -> None:
    assert judge_entry(filters, entry(**facts), SEEN).why == why


def test_a_rule_can_be_told_whole() -> None:
    told = rule_words(rule(title=["a", "b"], shorter_than=5, access=(Access.FULL,)))
    assert told == "title ~ 'a' or title ~ 'b' and shorter than 5 and access = full"


@pytest.mark.parametrize(
    ("filters", "article", "kept"),
    [
        pytest.param(drops(rule(shorter_than=500)), {"length": 499}, False, id="too short"),
        pytest.param(drops(rule(shorter_than=500)), {"length": 500}, True, id="just enough"),
        pytest.param(drops(rule(longer_than=500)), {"length": 501}, False, id="too long"),
        pytest.param(
            drops(rule(access=(Access.PARTIAL,))), {"access": Access.PARTIAL}, False, id="a teaser"
        ),
        pytest.param(drops(rule(access=(Access.PARTIAL,))), {}, True, id="full"),
        pytest.param(drops(rule(title="ad:")), {"title": "Ad: x"}, False, id="the page's title"),
        pytest.param(drops(rule(url="/v/")), {"url": "https://a.b/v/"}, False, id="redirected"),
        pytest.param(drops(rule(author="x")), {"author": "X"}, False, id="byline"),
        pytest.param(drops(rule(author="x")), {}, True, id="no byline is none"),
        pytest.param(keeps(rule(author="x")), {}, False, id="no byline is not theirs"),
        pytest.param(keeps(rule(tag="x")), {"tags": ("X",)}, True, id="the page's tags"),
        pytest.param(keeps(rule(language="de")), {"language": "de-AT"}, True, id="language"),
        pytest.param(drops(rule(older_than=DAY)), {"published": SEEN - 9 * DAY}, False, id="date"),
        pytest.param(
            drops(rule(older_than=DAY)),
            {"published": SEEN - 9 * DAY, "dated": False},
            True,
            id="no date is not old",
        ),
    ],
)
def test_the_article_decides_what_the_feed_left_open(
    filters: Filters, article: dict[str, Any], kept: bool
) -> None:
    assert judge_entry(filters, entry(title="A title"), SEEN).kept is not False
    assert judge_article(filters, entry(title="A title"), post(**article), SEEN).kept is kept


def test_what_the_feed_says_comes_first_for_keep_and_is_added_to_for_drop() -> None:
    said = entry(tags=("News",), language="en")
    page = post(tags=("Climate",), language="de")
    assert judge_article(keeps(rule(tag="climate")), said, page, SEEN).kept is False
    assert judge_article(keeps(rule(language="en")), said, page, SEEN).kept
    assert judge_article(drops(rule(tag="climate")), said, page, SEEN).kept is False
    assert judge_article(drops(rule(tag="news")), said, page, SEEN).kept is False


def test_filters_have_a_name_that_changes_with_them() -> None:
    assert mark_of(Filters()) == ""
    one, other = mark_of(drops(rule(title="a"))), mark_of(keeps(rule(title="a")))
    assert one != other
    assert one == mark_of(drops(rule(title="a")))


words = st.sampled_from(["a", "ab", "B", "c"])
few = st.lists(words, max_size=2)
matches = st.lists(st.builds(TextMatch, words, st.booleans()), max_size=2).map(tuple)
ages = st.none() | st.integers(0, 5).map(lambda n: n * DAY)
lengths = st.none() | st.integers(1, 5)
rules = st.builds(
    FilterRule,
    title=matches,
    url=matches,
    author=matches,
    tag=matches,
    language=matches,
    older_than=ages,
    newer_than=ages,
    shorter_than=lengths,
    longer_than=lengths,
    access=st.lists(st.sampled_from(Access), max_size=2).map(tuple),
) | st.sampled_from([rule(title="a"), rule(tag="a"), rule(shorter_than=3), rule(older_than=DAY)])
some_filters = st.builds(
    Filters, st.lists(rules, max_size=3).map(tuple), st.lists(rules, max_size=3).map(tuple)
)
moments = st.integers(-6, 1).map(lambda n: SEEN + n * DAY)
entries = st.builds(
    lambda facts, tail: dataclasses.replace(entry(**facts), url=f"https://example.org/{tail}"),
    st.fixed_dictionaries({
        "title": st.just("") | words,
        "author": st.none() | words,
        "tags": few.map(tuple),
        "language": st.none() | words,
        "published": st.none() | moments,
    }),
    words,
)  # fmt: skip
posts = st.builds(
    lambda facts: post(**facts),
    st.fixed_dictionaries({
        "title": words,
        "url": words.map("https://example.org/{}".format),
        "author": st.none() | words,
        "tags": few.map(tuple),
        "language": st.none() | words,
        "published": moments,
        "dated": st.booleans(),
        "length": st.integers(0, 6),
        "access": st.sampled_from(Access),
    }),
)  # fmt: skip


@given(some_filters, entries, posts)
def test_nothing_is_dropped_for_the_feed_that_its_article_would_have_kept(
    filters: Filters, there: Entry, article: Post
) -> None:
    before = judge_entry(filters, there, SEEN)
    after = judge_article(filters, there, article, SEEN)
    assert after.kept is not None
    if before.kept is False:
        assert after.kept is False
    if before.kept and not filters.drop:
        assert after.kept


@given(entries, posts)
def test_without_filters_everything_is_kept(there: Entry, article: Post) -> None:
    assert judge_entry(Filters(), there, SEEN).kept
    assert judge_article(Filters(), there, article, SEEN).kept


@pytest.mark.slow
def test_many_words_and_large_titles_cost_no_more_than_looking_each_title_through() -> None:
    words = [f"word {n}" for n in range(400)]
    rules = drops(rule(title=words[:200]), rule(title=words[200:]))
    large = entry(title="x\u00e9 " * 50_000)
    started = process_time()
    assert judge_entry(rules, large, SEEN).kept
    assert process_time() - started < 1

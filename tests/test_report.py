"""The page of a report: no stranger's words are mark-up, and its numbers are the plots'."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement

from checks.report.worlds import HOSTILE, WORLDS, many, small
from scraper.model import TroubleKind
from scraper.report import FeedFacts, Period, Report, Storage, page
from scraper.report.growth import MOST_PLOTS
from scraper.report.lines import lines, objects
from scraper.report.markup import LONGEST, tag, text
from scraper.report.plots import bars, ceiling
from scraper.report.words import (
    host_share,
    kind_heading,
    language,
    plot_words,
    seconds,
    size,
    spark,
    storage_words,
)

NOW = datetime(2026, 11, 30, 14, 5, tzinfo=UTC)
TODAY = NOW.date()
# Whatever a page of ours is made of; a name that became mark-up would bring another.
ELEMENTS = set(
    "html head meta link title style body header h1 h2 h3 h4 p time nav ul ol li a main section"
    " strong span small b bdi code figure figcaption div svg rect path details summary table"
    " caption thead tbody tr th td dl dt dd footer".split()
)


def tree(report: Report) -> HtmlElement:
    return lxml.html.fromstring(page(report))


def named(name: str) -> Report:
    """A report in which every word that can be a stranger's is this one."""
    report = WORLDS["one"]()
    feed = dataclasses.replace(report.feeds[0], name=name, host=name, language=name)
    trouble = small().troubles[0]
    trouble = dataclasses.replace(trouble, feed=name, why=name, remedy=name, url=name)
    host = dataclasses.replace(report.hosts[0], host=name)
    run = dataclasses.replace(report.runs[0], stopped=name)
    return dataclasses.replace(
        report, feeds=(feed,), troubles=(trouble,), hosts=(host,), runs=(run,)
    )


def elements(root: HtmlElement) -> Iterator[HtmlElement]:
    return (each for each in root.iter() if isinstance(each.tag, str))


def assert_tame(root: HtmlElement, plain: HtmlElement) -> None:
    """The same elements with the same attributes as where all names are plain."""
    assert [each.tag for each in elements(root)] == [each.tag for each in elements(plain)]
    for each in elements(root):
        assert each.tag in ELEMENTS
        for name, value in each.attrib.items():
            assert not name.startswith("on")
            if name in ("href", "src"):
                assert value.startswith("#") or value == "data:,"


PLAIN = tree(named("en"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_wherever_it_stands(name: str) -> None:
    root = tree(named(name))
    assert_tame(root, PLAIN)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b]", page(named(name)))


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_no_name_whatever_becomes_mark_up(name: str) -> None:
    assert_tame(tree(named(name)), PLAIN)


@given(st.text(alphabet="<>&\"'=/ -!scriptonxu;#{}", max_size=40))
def test_text_and_attributes_read_back_as_they_were(given: str) -> None:
    (read,) = lxml.html.fragments_fromstring(tag("p", given, title=given))
    wanted = " ".join(given.split())
    assert read.text_content().strip() == wanted
    assert read.get("title").strip() == wanted


def test_a_very_long_word_of_a_stranger_is_cut() -> None:
    assert len(text("x" * 10_000)) == LONGEST


def test_every_name_says_its_language_and_which_way_it_runs() -> None:
    root = tree(small())
    found = root.xpath("//bdi[text()='صحيفة الميناء']")
    assert len(found) == 3  # trouble, plot, table
    assert {(each.get("lang"), each.get("dir")) for each in found} == {("ar", "auto")}
    assert language("en\" onload='x") is None
    assert (language("zh-Hans"), language(""), language("x" * 40)) == ("zh-Hans", None, None)


def test_nothing_is_fetched_and_nothing_runs() -> None:
    root = tree(small())
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = root.xpath("//style/text()")
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;")
    assert not root.xpath("//script | //img | //@style | //iframe | //object | //base | //form")
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("world", WORLDS)
def test_the_page_has_one_title_headings_in_order_and_labels_that_are_there(world: str) -> None:
    root = tree(WORLDS[world]())
    assert root.get("lang") == "en"
    assert len(root.xpath("//h1")) == len(root.xpath("//main")) == 1
    levels = [int(each.tag[1]) for each in root.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(root.xpath("//@aria-labelledby")) <= set(ids)
    assert {each.removeprefix("#") for each in root.xpath("//a/@href")} <= set(ids)
    for table in root.xpath("//table"):
        assert table.xpath("caption")
        assert all(each.get("scope") in ("col", "row") for each in table.xpath(".//th"))
    for svg in root.xpath("//svg"):
        seen = svg.get("role") == "img" and bool(svg.get("aria-label"))
        assert seen or svg.get("aria-hidden") == "true"


def test_the_plot_says_its_numbers_and_the_table_has_them_all() -> None:
    report = small()
    root = tree(report)
    (label,) = root.xpath("//section[@aria-labelledby='posts']/figure//svg/@aria-label")
    assert label == plot_words(report.period, report.counts)
    assert f"{sum(report.counts):,} in all, at most {max(report.counts)}" in label
    rows = root.xpath("//table[@class='narrow']/tbody/tr")
    assert [int(row.xpath("string(td)")) for row in rows] == list(report.counts)
    titles = root.xpath("//section[@aria-labelledby='posts']/figure//rect/title/text()")
    assert len(titles) == sum(count > 0 for count in report.counts)
    assert titles[0].startswith("2026-11-01: ")


def test_of_500_feeds_the_busiest_are_plotted_and_all_are_in_the_table() -> None:
    report = many()
    made = page(report)
    assert len(made.encode()) < 2_000_000
    root = lxml.html.fromstring(made)
    assert len(root.xpath("//ul[@class='plots']/li")) == MOST_PLOTS
    rows = root.xpath("//caption[@id='feeds-table']/../tbody/tr")
    assert len(rows) == 500
    assert "476 further feeds have" in root.text_content()
    assert "200 troubles for a person" in root.text_content()


def test_a_state_with_nothing_in_it_makes_a_page_that_says_so() -> None:
    said = tree(WORLDS["empty"]()).text_content()
    for words in (
        "Nothing was polled so far",
        "Nothing is known yet.",
        "none",
        "Posts a day from 2026-11-01 to 2026-11-30: none.",
        "The config enables no feed.",
        "No host was asked often enough to tell.",
        "No run is remembered of the last 30 days.",
        "none yet",
    ):
        assert words in said
    assert "Nothing was polled" not in tree(WORLDS["one"]()).text_content()


def test_troubles_that_need_a_person_come_first_with_what_to_do() -> None:
    report = small()
    turned = dataclasses.replace(report, troubles=report.troubles[::-1])
    said = tree(turned).text_content()
    places = [said.index(words) for words in (
        "3 troubles for a person", "Certificate: 港の新聞", "Not found: Nieuws", "HTTP 404 Not",
        "What to do: put its new address", "1 trouble that may pass", "Throttled: Harbour",
    )]  # fmt: skip
    assert places == sorted(places)
    assert "All is well." in tree(dataclasses.replace(report, troubles=())).text_content()


@pytest.mark.parametrize("kind", TroubleKind)
def test_every_kind_of_trouble_has_words(kind: TroubleKind) -> None:
    assert re.fullmatch("[A-Z][a-z]+( [a-z]+)*", kind_heading(kind))


def test_a_feed_that_fails_or_is_gone_says_so_in_words() -> None:
    base = WORLDS["one"]()
    for changes, words in (
        ({"failures": 3}, "failed 3 times"),
        ({"failures": 1}, "failed 1 time"),
        ({"is_gone": True}, "gone"),
        ({"last_success": None}, "not polled"),
        ({}, "well"),
    ):
        feed = dataclasses.replace(base.feeds[0], **changes)  # type: ignore[arg-type]
        (state,) = tree(dataclasses.replace(base, feeds=(feed,))).xpath(
            "//caption[@id='feeds-table']/../tbody/tr/td[1]"
        )
        assert state.text_content() == words


def test_the_same_report_is_the_same_page() -> None:
    assert page(small()) == page(small())


@pytest.mark.parametrize(
    ("days", "step", "columns"),
    [(1, 1, 1), (30, 1, 30), (92, 1, 92), (93, 7, 14), (365, 7, 53), (3650, 30, 122)],
)
def test_a_long_time_is_counted_by_weeks_and_months(days: int, step: int, columns: int) -> None:
    period = Period(TODAY, days)
    assert (period.step, len(period.columns)) == (step, columns)
    assert period.columns[0] == period.first
    assert period.columns[-1] == TODAY - timedelta(days=step - 1)


@given(
    st.integers(1, 800),
    st.dictionaries(st.integers(-3, 900), st.integers(1, 50), max_size=40),
)
def test_each_post_of_the_period_is_counted_in_the_column_of_its_day(
    days: int, ago: dict[int, int]
) -> None:
    period = Period(TODAY, days)
    counts = period.counts({TODAY - timedelta(days=each): n for each, n in ago.items()})
    assert len(counts) == len(period.columns)
    assert sum(counts) == sum(n for each, n in ago.items() if 0 <= each < days)
    ends = [*period.columns[1:], TODAY + timedelta(days=1)]
    for first, after, count in zip(period.columns, ends, counts, strict=True):
        within = [n for each, n in ago.items() if first <= TODAY - timedelta(days=each) < after]
        assert count == sum(within)


def test_bars_are_as_high_as_their_counts() -> None:
    (svg,) = lxml.html.fragments_fromstring(bars([0, 5, 10, 1000, 1], "x", list("abcde")))
    heights = [int(each.get("height")) for each in svg.iter("rect")]
    assert heights == [2, 2, 100, 2]  # nothing for none; one post can be seen beside a thousand
    assert [each.text for each in svg.iter("title")] == list("bcde")
    (small_one,) = lxml.html.fragments_fromstring(bars([1, 0, 2], "x"))
    assert small_one.find("path").get("d") == "M1 50h8v50h-8zM21 0h8v100h-8z"
    assert bars([], "x").startswith("<svg")


@pytest.mark.parametrize(
    ("most", "top"), [(0, 1), (0.3, 1), (1, 1), (3, 4), (7, 10), (57, 60), (61, 100), (4001, 6000)]
)
def test_an_axis_ends_at_a_round_number(most: float, top: int) -> None:
    assert ceiling(most) == top


def test_a_spark_line_tells_one_from_none_and_stays_short() -> None:
    assert spark([0, 1, 4, 8]) == " ▁▄█"
    assert spark([0, 1, 1000]) == " ▁█"
    assert (spark([]), spark([0, 0])) == ("", "  ")
    long = spark([1] * 92)
    assert (len(long), set(long[1:])) == (23, {"█"})
    assert len(spark(list(range(31)))) <= 30


def test_a_share_of_next_to_nothing_is_not_called_none() -> None:
    pace = small().hosts[0]
    said = [host_share(dataclasses.replace(pace, requests=400, failed=n)) for n in (0, 2, 24)]
    assert said == ["0", "2 (under 1 %)", "24 (6 %)"]


def test_numbers_are_said_in_units_that_people_read() -> None:
    assert [size(each) for each in (0, 999, 1000, 999_999, 41_234_567, 10**13, None)] == [
        "0 B", "999 B", "1.0 kB", "1.0 MB", "41.2 MB", "10.0 TB", "unknown",
    ]  # fmt: skip
    said = [seconds(timedelta(seconds=each)) for each in (0.412, 4.24, 9.96, 59.7, 200, 7500)]
    assert said == ["0.41 s", "4.2 s", "10 s", "1 min 0 s", "3 min 20 s", "2 h 5 min"]


def test_storage_says_what_is_known() -> None:
    assert storage_words(Storage()) == "archive 0 B in 0 files (0 posts); no state yet"
    assert storage_words(Storage(1, 2, 3000, False, 400, 5000, 10**6)) == (
        "archive more than 3.0 kB in more than 2 files (1 post); state 400 B;"
        " disk: 5.0 kB free of 1.0 MB"
    )


def test_a_plot_is_a_sentence_for_those_who_do_not_see_it() -> None:
    week = Period(date(2026, 11, 30), 3)
    assert plot_words(week, (0, 2, 2)) == (
        "Posts a day from 2026-11-28 to 2026-11-30: 4 in all, at most 2 (on 2026-11-30)"
    )
    assert plot_words(week, (0, 0, 0)).endswith(": none")


@pytest.mark.parametrize("world", WORLDS)
def test_lines_and_objects_hold_nothing_that_moves_a_cursor(world: str) -> None:
    report = WORLDS[world]()
    for line in lines(report):
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e]", line)
    kinds = [each["type"] for each in objects(report)]
    assert kinds.count("feed") == len(report.feeds)
    assert (kinds[0], kinds[-1]) == ("report", "storage")


def test_feeds_of_equal_counts_stand_in_one_order() -> None:
    feeds = tuple(FeedFacts(name, counts=(1,)) for name in "cab")
    report = Report(NOW, Period(TODAY, 1), counts=(3,), feeds=feeds, storage=Storage())
    plots = tree(report).xpath("//ul[@class='plots']//bdi/text()")
    assert plots == ["a", "b", "c"]

"""How far back a feed was read, in words: the line of a feed, of a plan, of a walk; and as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scraper.console.coverage import (
    coverage_fields,
    coverage_line,
    plan_line,
    walk_line,
    walk_title,
)
from scraper.model import Coverage, End, Reached, Walk

SINCE = datetime(2021, 11, 1, tzinfo=UTC)
OLDEST = datetime(2023, 2, 10, 8, 30, tzinfo=UTC)
GOES_ON = [end for end in End if end.goes_on and end is not End.LATER]


def coverage(*sources: Reached, reached: bool = False, **more: Any) -> Coverage:
    return Coverage(SINCE, reached, sources, **more)


def walk(**more: Any) -> Walk:
    return Walk("f", "wordpress", SINCE, None, "2", SINCE, **more)


@pytest.mark.parametrize(
    ("told", "line"),
    [
        pytest.param(
            coverage(Reached("wordpress", End.WINDOW), reached=True, new=1243, gone=3),
            "reached 2021-11-01 via wordpress (window end), 1,243 new, 3 gone",
            id="a source that gave all",
        ),
        pytest.param(
            coverage(
                Reached("pages", End.OVER), Reached("sitemap", End.ALL_READ), reached=True, new=1
            ),
            "reached 2021-11-01 via sitemap (all read), 1 new",
            id="only what reached it is told",
        ),
        pytest.param(
            coverage(Reached("feed", End.OLD), reached=True),
            "reached 2021-11-01 via feed (older than asked), nothing new",
            id="the feed shows it all",
        ),
        pytest.param(
            coverage(
                Reached("sitemap", End.ALL_READ, "2 of 40 were broken"),
                reached=True,
                new=7,
                undated=12,
                waiting=4,
            ),
            "reached 2021-11-01 via sitemap (all read, 2 of 40 were broken), 7 new,"
            " 12 undated left out (--include-undated takes them), 4 waiting",
            id="what is not there yet",
        ),
        pytest.param(
            coverage(
                Reached("wordpress feed", End.OVER),
                Reached("sitemap", End.REFUSED, "HTTP 403"),
                oldest=OLDEST,
            ),
            "PARTIAL: oldest 2023-02-10, wordpress feed: paging ended; sitemap: refused"
            " (HTTP 403); nothing new",
            id="not all",
        ),
        pytest.param(
            coverage(Reached("pages", End.FORWARD), new=3),
            "PARTIAL: no dates, pages: pages get newer; 3 new",
            id="undated",
        ),
        pytest.param(
            coverage(Reached("feed", End.SHOWN), oldest=OLDEST),
            "PARTIAL: oldest 2023-02-10, feed: shows no more; nothing new",
            id="nothing else was tried",
        ),
        pytest.param(coverage(), "PARTIAL: no dates; nothing new", id="nothing came"),
        pytest.param(
            coverage(Reached("sitemap", End.LATER, "HTTP 429"), oldest=OLDEST, new=3),
            "PARTIAL: oldest 2023-02-10, sitemap: asked to come later (HTTP 429); 3 new;"
            " run again later to go on",
            id="a site that wants a rest",
        ),
    ],
)
def test_the_line_of_a_feed(told: Coverage, line: str) -> None:
    assert coverage_line(told) == line


@pytest.mark.parametrize("end", GOES_ON)
def test_what_goes_on_says_how(end: End) -> None:
    line = coverage_line(coverage(Reached("sitemap", End.OVER), Reached("wordpress", end)))
    assert line.endswith(f"wordpress: {end.value}; nothing new; run again to go on")


@pytest.mark.parametrize("end", [end for end in End if not end.goes_on])
def test_what_has_ended_promises_nothing(end: End) -> None:
    assert "run again" not in coverage_line(coverage(Reached("wordpress", end)))


def test_days_are_those_of_the_zone_that_was_asked_in() -> None:
    midnight = datetime(2021, 10, 31, 16, tzinfo=UTC)
    told = Coverage(midnight, True, (Reached("wordpress", End.WINDOW),), new=1)
    assert coverage_line(told, ZoneInfo("Asia/Shanghai")).startswith("reached 2021-11-01 via")
    partial = Coverage(midnight, False, (), oldest=midnight)
    assert "oldest 2021-11-01" in coverage_line(partial, ZoneInfo("Asia/Shanghai"))
    assert "2021-11-01" in plan_line(midnight, ["pages"], 1, 1, ZoneInfo("Asia/Shanghai"))


def test_what_a_server_said_is_one_clean_line_of_bounded_length() -> None:
    evil = Reached("sitemap", End.REFUSED, "HTTP 403\nscrape: error: forged\x1b[2J" + "x" * 5000)
    line = coverage_line(coverage(evil))
    assert "\n" not in line
    assert "\x1b" not in line
    assert len(line) < 300


@pytest.mark.parametrize(
    ("sources", "line"),
    [
        pytest.param(
            ["wordpress", "sitemap"],
            "would look back to 2021-11-01 by wordpress, sitemap; at most 400 requests, 5,000 new",
            id="two",
        ),
        pytest.param(
            [],
            "would not look back to 2021-11-01 beyond what the feed shows: no source of older"
            " entries",
            id="none",
        ),
    ],
)
def test_a_plan(sources: list[str], line: str) -> None:
    assert plan_line(SINCE, sources, 400, 5000) == line


def test_a_plan_of_one_request() -> None:
    assert plan_line(SINCE, ["pages"], 1, 1).endswith("by pages; at most 1 request, 1 new")


def test_a_walk_under_way_and_at_its_end() -> None:
    under_way = walk(pages=20, requests=21, found=1200, oldest=OLDEST)
    assert walk_line(under_way) == (
        "wordpress: 20 pages in 21 requests, 1,200 found, back to 2023-02-10"
    )
    assert walk_title(under_way) == "wordpress back to 2023-02-10"
    ended = walk(pages=1, requests=1, end=End.REFUSED, words="HTTP 401")
    assert walk_line(ended) == "wordpress: 1 page in 1 request, 0 found, refused (HTTP 401)"
    assert walk_title(ended) == "wordpress"


def test_the_same_as_json() -> None:
    told = coverage(
        Reached("sitemap", End.REFUSED, "HTTP 403", OLDEST, requests=5, pages=4, found=3),
        oldest=OLDEST,
        new=3,
        gone=1,
        undated=2,
        waiting=6,
        until=datetime(2022, 1, 1, tzinfo=UTC),
    )
    assert json.loads(json.dumps(coverage_fields(told))) == {
        "since": "2021-11-01T00:00:00.000Z",
        "until": "2022-01-01T00:00:00.000Z",
        "reached": False,
        "oldest": "2023-02-10T08:30:00.000Z",
        "new": 3,
        "gone": 1,
        "undated": 2,
        "waiting": 6,
        "sources": [
            {
                "source": "sitemap",
                "end": "refused",
                "words": "HTTP 403",
                "oldest": "2023-02-10T08:30:00.000Z",
                "requests": 5,
                "pages": 4,
                "found": 3,
            }
        ],
    }
    assert coverage_fields(coverage())["until"] is None

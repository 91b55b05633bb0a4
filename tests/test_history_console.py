"""What is told while a feed is read back, and at its end: on which stream, how often, how loud."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scraper.console import Console
from scraper.console.bar import MAX_WALKS, Bar
from scraper.console.console import PAGES_A_LINE
from scraper.model import (
    Coverage,
    End,
    Feed,
    FeedOutcome,
    FeedReport,
    History,
    Reached,
    Walk,
)
from scraper.presets import BUILT_IN

SINCE = datetime(2021, 10, 31, 16, tzinfo=UTC)  # midnight in Shanghai
FEED = Feed(
    "f", "Da[i]ly", "https://a.example/feed", BUILT_IN["jekyll"], history=History(max_requests=30)
)
FULL = Coverage(SINCE, True, (Reached("wordpress", End.WINDOW),), new=3)
SHORT = Coverage(SINCE, False, (Reached("pages", End.OVER),), oldest=SINCE + timedelta(days=400))


def console(**flags: Any) -> Console:
    zone = ZoneInfo("Asia/Shanghai")
    return Console(Path("archive"), {"f": "Da[i]ly"}, since=SINCE, zone=zone, **flags)


def walk(**more: Any) -> Walk:
    return Walk("f", "pages", SINCE, None, "2", SINCE, **more)


def report(history: Coverage | None) -> FeedReport:
    return FeedReport("f", FeedOutcome.CHANGED, history=history)


# ── at a feed's end ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("history", "flags", "said"),
    [
        (FULL, {}, "scrape: feed Da[i]ly: reached 2021-11-01 via wordpress (window end), 3 new\n"),
        (FULL, {"quiet": True}, ""),
        (None, {}, ""),
        (Coverage(SINCE, False, ()), {}, ""),
        (
            SHORT,
            {"quiet": True},
            "scrape: feed Da[i]ly: PARTIAL: oldest 2022-12-06, pages: paging ended; nothing new\n",
        ),
    ],
    ids=[
        "reached",
        "reached and quiet",
        "not asked for",
        "the feed itself did not come",
        "short of it, also when quiet",
    ],
)
def test_how_far_a_feed_was_read_is_a_line(
    capsys: pytest.CaptureFixture[str],
    history: Coverage | None,
    flags: dict[str, bool],
    said: str,
) -> None:
    console(**flags).feed(report(history))
    out, err = capsys.readouterr()
    assert (out, err) == ("", said)


def test_json_has_the_same_with_the_feed(capsys: pytest.CaptureFixture[str]) -> None:
    told = console(as_json=True, quiet=True)
    told.feed(report(FULL))
    told.feed(report(None))
    with_it, without = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert with_it["history"]["since"] == "2021-10-31T16:00:00.000Z"
    assert with_it["history"]["reached"] is True
    assert [one["end"] for one in with_it["history"]["sources"]] == ["window end"]
    assert without["history"] is None


# ── beforehand ───────────────────────────────────────────────────────────────────────────────


def test_a_plan_is_a_line_on_stdout_or_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    console().plan(FEED, ["wordpress", "sitemap"], 400, 5000)
    out, err = capsys.readouterr()
    assert (out, err) == (
        "feed Da[i]ly: would look back to 2021-11-01 by wordpress, sitemap;"
        " at most 400 requests, 5,000 new\n",
        "",
    )
    console(as_json=True).plan(FEED, ("wordpress",), 400, 5000)
    assert json.loads(capsys.readouterr().out) == {
        "type": "plan",
        "feed": "Da[i]ly",
        "since": "2021-10-31T16:00:00.000Z",
        "sources": ["wordpress"],
        "max_requests": 400,
        "max_new": 5000,
    }


# ── on the way ───────────────────────────────────────────────────────────────────────────────


def test_with_v_a_line_comes_every_so_many_pages_and_at_a_sources_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = console(verbose=1)
    for page in range(1, 2 * PAGES_A_LINE + 2):
        told.history(FEED, walk(pages=page, requests=page, found=page))
    told.history(FEED, walk(pages=41, requests=42, found=41, end=End.OVER))
    assert capsys.readouterr().err.splitlines() == [
        "scrape: feed Da[i]ly: pages: 20 pages in 20 requests, 20 found",
        "scrape: feed Da[i]ly: pages: 40 pages in 40 requests, 40 found",
        "scrape: feed Da[i]ly: pages: 41 pages in 42 requests, 41 found, paging ended",
    ]


def test_without_it_nothing_is_said_on_the_way(capsys: pytest.CaptureFixture[str]) -> None:
    told = console()
    for page in range(1, 50):
        told.history(FEED, walk(pages=page, requests=page))
    told.history(FEED, walk(pages=50, requests=50, end=End.OVER))
    assert capsys.readouterr() == ("", "")


class Shown:
    """A Bar that keeps what it is told."""

    def __init__(self) -> None:
        self.walks: list[tuple[str, str, tuple[int, int], str]] = []
        self.ended: list[str] = []

    def walk(self, feed_id: str, title: str, requests: tuple[int, int], found: str) -> None:
        self.walks.append((feed_id, title, requests, found))

    def end_walk(self, feed_id: str) -> None:
        self.ended.append(feed_id)


def test_the_bar_shows_source_date_requests_of_the_budget_and_what_was_found() -> None:
    told = console()
    told._bar = bar = Shown()  # type: ignore[assignment]
    # Ten requests of an earlier run are not of this one's budget.
    told.history(FEED, walk(pages=10, requests=11, found=90, oldest=SINCE))
    told.history(FEED, walk(pages=11, requests=12, found=1099, oldest=SINCE))
    told.history(FEED, walk(pages=12, requests=13, end=End.OVER))
    other = dataclasses.replace(walk(pages=1, requests=1, found=5), source="sitemap")
    told.history(FEED, other)
    told.feed(report(FULL))
    assert bar.walks == [
        ("f", "Da[i]ly: pages back to 2021-11-01", (1, 30), "requests, 90 found"),
        ("f", "Da[i]ly: pages back to 2021-11-01", (2, 30), "requests, 1,099 found"),
        ("f", "Da[i]ly: sitemap", (4, 30), "requests, 5 found"),
    ]
    assert bar.ended == ["f", "f"]


def test_the_budget_of_the_command_line_is_the_one_that_is_shown() -> None:
    told = console(max_requests=7)
    told._bar = bar = Shown()  # type: ignore[assignment]
    told.history(FEED, walk(pages=1, requests=1))
    assert bar.walks[0][2] == (1, 7)


def test_a_bar_has_a_line_for_each_feed_being_read_back_and_none_when_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    bar = Bar()
    try:
        bar.update((1, 3), (5, 9))
        for n in range(MAX_WALKS + 3):
            bar.walk(f"f{n}", f"[b]Feed {n}: pages", (n, 400), "requests, 7 found")
        bar._progress.refresh()
        shown = [task.description for task in bar._progress.tasks]
        for n in range(MAX_WALKS + 3):
            bar.end_walk(f"f{n}")
            bar.end_walk(f"f{n}")
        left = [task.description for task in bar._progress.tasks]
    finally:
        bar.close()
    assert shown == ["feeds", "articles", *(f"[b]Feed {n}: pages" for n in range(MAX_WALKS))]
    assert left == ["feeds", "articles"]
    drawn = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", capsys.readouterr().err)
    assert re.search(r"\[b\]Feed 3: pages +\S* +3/400 requests, 7 found", drawn), drawn

"""What a run says while it goes: when lines come, and what they hold."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.console import Console
from scraper.console.groups import FEW
from scraper.model import EntryRecord, Feed, FeedOutcome, FeedReport, Status
from scraper.presets import BUILT_IN
from stored import DAY, MINUTE, NOW, record

FEED = Feed("f", "Daily", "https://a.example/feed", BUILT_IN["jekyll"])


def console(**flags: bool) -> Console:
    return Console(Path("archive"), {"f": "Daily"}, **flags)


def waiting(key: str, reason: str = "HTTP 503", again: timedelta = DAY) -> EntryRecord:
    return record(
        key, Status.RETRY, attempts=1, reason=reason, phase="status", retry_at=NOW + again
    )


def test_what_waits_is_told_when_the_feed_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    told = console()
    told.not_archived(FEED, waiting("0", again=2 * DAY))
    for n in range(1, FEW + 1):
        told.not_archived(FEED, waiting(str(n), again=DAY - n * MINUTE))
    told.not_archived(FEED, waiting("x", "a wall"))
    assert capsys.readouterr().err == ""
    told.feed(FeedReport("f", FeedOutcome.CHANGED))
    assert capsys.readouterr().err.splitlines() == [
        "scrape: Daily: 4 entries wait: HTTP 503 (phase status); first https://a.example/0;"
        " tried again from 2021-11-24 11:57 UTC on",
        "scrape: Daily: https://a.example/x: waits: a wall (phase status);"
        " tried again after 2021-11-24 12:00 UTC",
    ]
    told.feed(FeedReport("f", FeedOutcome.CHANGED))
    told.close()
    assert capsys.readouterr().err == "", "once"


def test_what_waits_is_told_at_the_end_of_a_run_that_was_cut_short(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = console()
    told.not_archived(FEED, waiting("1"))
    told.close()
    assert "https://a.example/1: waits: HTTP 503" in capsys.readouterr().err


def test_a_few_that_wait_are_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    told = console()
    for n in range(FEW):
        told.not_archived(FEED, waiting(str(n)))
    told.close()
    assert capsys.readouterr().err.count(": waits: HTTP 503") == FEW


@pytest.mark.parametrize(
    ("flags", "lines"), [({"quiet": True}, 0), ({"verbose": True}, 5), ({}, 1)]
)
def test_how_much_is_said_of_what_waits(
    capsys: pytest.CaptureFixture[str], flags: dict[str, bool], lines: int
) -> None:
    told = console(**flags)
    for n in range(5):
        told.not_archived(FEED, waiting(str(n)))
    told.close()
    assert capsys.readouterr().err.count("\n") == lines


def test_what_is_given_up_says_why_how_far_it_came_and_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lost = dataclasses.replace(waiting("1"), status=Status.GAVE_UP, attempts=12, retry_at=None)
    told = console(quiet=True)
    told.not_archived(FEED, lost)
    told.close()
    assert capsys.readouterr().err == (
        "scrape: Daily: https://a.example/1: given up after 12 attempts: HTTP 503 (phase status);"
        " `scrape retry` tries again\n"
    )


def test_many_that_are_given_up_for_one_reason_are_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = console(quiet=True)
    for n in range(FEW + 1):
        told.not_archived(FEED, waiting(str(n)))
        lost = dataclasses.replace(waiting(f"lost{n}"), status=Status.GAVE_UP, retry_at=None)
        told.not_archived(FEED, lost)
    told.feed(FeedReport("f", FeedOutcome.CHANGED))
    assert capsys.readouterr().err == (
        "scrape: Daily: 4 entries given up: HTTP 503 (phase status); first"
        " https://a.example/lost0; `scrape status --failed` lists them, `scrape retry` tries"
        " again\n"
    )

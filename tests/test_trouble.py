"""Which trouble is a person's: since when a feed fails, when a run failed, what is tried anew."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import pytest

from scraper.decide import (
    PERSISTENT_FAILURES,
    PERSISTENT_FOR,
    after_poll_failure,
    due_again,
    is_due,
    is_failure,
    is_persistent,
    tried_anew,
)
from scraper.model import (
    FailOn,
    Feed,
    FeedOutcome,
    FeedReport,
    FeedState,
    RunReport,
    Status,
)
from scraper.presets import BUILT_IN
from stored import DAY, MINUTE, MS, NOW, record

FEED = Feed("f", "F", "https://a.example/feed", BUILT_IN["jekyll"])
HEALTHY = FeedState("f", FEED.url, last_poll=NOW - DAY)


def test_failures_in_a_row_are_counted_from_the_first() -> None:
    first = after_poll_failure(FEED, HEALTHY, NOW, "no", None)
    assert (first.failures, first.failing_since) == (1, NOW)
    second = after_poll_failure(FEED, first, NOW + DAY, "no", None)
    assert (second.failures, second.failing_since) == (2, NOW)


def test_an_older_state_knows_its_last_failure_only() -> None:
    old = dataclasses.replace(HEALTHY, failures=4)
    assert after_poll_failure(FEED, old, NOW, "no", None).failing_since == NOW - DAY


def test_a_clock_that_jumped_back_makes_no_failure_of_the_future() -> None:
    ahead = dataclasses.replace(HEALTHY, failures=1, failing_since=NOW + DAY)
    assert after_poll_failure(FEED, ahead, NOW, "no", None).failing_since == NOW


@pytest.mark.parametrize(
    ("failures", "since", "persistent"),
    [
        (PERSISTENT_FAILURES, NOW - PERSISTENT_FOR, True),
        (PERSISTENT_FAILURES - 1, NOW - 9 * DAY, False),
        (99, NOW - PERSISTENT_FOR + MS, False),
        (99, None, False),
    ],
)
def test_what_is_persistent(failures: int, since: datetime | None, persistent: bool) -> None:
    assert is_persistent(failures, since, NOW) is persistent


def failed(failures: int = 1, ago: timedelta = MINUTE, *, gone: bool = False) -> FeedReport:
    return FeedReport(
        "f", FeedOutcome.FAILED, failures=failures, failing_since=NOW - ago, gone=gone
    )


def of(outcome: FeedOutcome) -> FeedReport:
    return FeedReport("g", outcome)


@pytest.mark.parametrize(
    ("feeds", "never", "of_all", "of_any", "persistent"),
    [
        pytest.param([], False, False, False, False, id="no feed"),
        pytest.param([of(FeedOutcome.CHANGED)], False, False, False, False, id="all well"),
        pytest.param([of(FeedOutcome.NOT_DUE)], False, False, False, False, id="none asked"),
        pytest.param([failed()], False, True, True, False, id="the only one"),
        pytest.param(
            [failed(), of(FeedOutcome.UNCHANGED)], False, False, True, False, id="one of two"
        ),
        pytest.param(
            [failed(), of(FeedOutcome.NOT_DUE), of(FeedOutcome.STOPPED)],
            *(False, True, True, False),
            id="all that were asked",
        ),
        pytest.param(
            [failed(9, 2 * DAY), of(FeedOutcome.CHANGED)],
            *(False, False, True, True),
            id="one for days",
        ),
        pytest.param(
            [failed(gone=True), of(FeedOutcome.CHANGED)], False, False, True, True, id="one gone"
        ),
    ],
)
def test_when_a_run_ends_as_failed(
    feeds: list[FeedReport], never: bool, of_all: bool, of_any: bool, persistent: bool
) -> None:
    report = RunReport(tuple(feeds), took=MINUTE)
    assert {fail_on: is_failure(report, fail_on, NOW) for fail_on in FailOn} == {
        FailOn.NEVER: never,
        FailOn.ALL: of_all,
        FailOn.ANY: of_any,
        FailOn.PERSISTENT: persistent,
    }


def test_what_is_tried_anew_has_its_text_its_first_sight_and_its_path() -> None:
    given_up = record(
        "1",
        Status.GAVE_UP,
        path="p.md",
        not_before=NOW - DAY,
        attempts=12,
        reason="no",
        phase="dns",
        tried_at=NOW,
    )
    assert tried_anew(given_up) == record(
        "1", path="p.md", not_before=NOW - DAY, attempts=0, tried_at=NOW
    )
    assert given_up.entry.content_html


def test_a_feed_that_is_gone_or_failing_is_due_again() -> None:
    state = dataclasses.replace(
        HEALTHY, failures=7, failing_since=NOW - DAY, due_at=NOW + DAY, gone_since=NOW - DAY
    )
    assert not is_due(FEED, state, NOW)
    again = due_again(state)
    assert is_due(FEED, again, NOW)
    assert (again.failures, again.failing_since) == (7, NOW - DAY), (
        "it still fails until it answers"
    )

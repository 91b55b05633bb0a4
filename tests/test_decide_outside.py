"""What a page shows to be outside of the stretch that was asked for."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from scraper import decide
from scraper.errors import FetchError
from scraper.model import Entry, EntryRecord, Status

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
SINCE = datetime(2021, 10, 31, 16, tzinfo=UTC)  # the first of November in Shanghai
UNTIL = datetime(2022, 1, 1, 0, 30, tzinfo=UTC)
ENTRY = Entry("f", "k", "a.example/1", "https://a.example/1", found_by="sitemap")
RECORD = EntryRecord(ENTRY, Status.NEW, NOW, not_before=SINCE, not_after=UNTIL)


def left(published: datetime, record: EntryRecord = RECORD, **more: object) -> EntryRecord | None:
    told = {"dated": True, "zone": "Asia/Shanghai", "include_undated": False, **more}
    return decide.outside(record, published, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("published", "wanted"),
    [
        pytest.param(SINCE, True, id="at that moment"),
        pytest.param(SINCE - timedelta(seconds=1), False, id="a second before"),
        pytest.param(UNTIL - timedelta(seconds=1), True, id="a second before the end"),
        pytest.param(UNTIL, False, id="at the end"),
        pytest.param(datetime(2021, 11, 1, tzinfo=UTC), True, id="a page that says the day"),
        pytest.param(datetime(2021, 10, 31, tzinfo=UTC), False, id="or the day before"),
    ],
)
def test_what_is_outside(published: datetime, wanted: bool) -> None:
    outcome = left(published)
    assert (outcome is None) is wanted
    if outcome is not None:
        assert outcome.status is Status.SKIPPED_OLD
        assert outcome.found_date is not None


def test_a_time_that_the_feed_told_is_no_day() -> None:
    told = dataclasses.replace(ENTRY, published=datetime(2021, 10, 31, tzinfo=UTC))
    late = datetime(2021, 11, 1, tzinfo=UTC)
    record = dataclasses.replace(RECORD, entry=told, not_before=late)
    assert left(late, record) is None
    assert left(late - timedelta(minutes=1), record) is not None


def test_what_nothing_dates_is_left_out_if_a_source_of_history_told_of_it() -> None:
    outcome = left(NOW, dated=False)
    assert outcome is not None
    assert (outcome.status, outcome.reason) == (Status.SKIPPED_OLD, decide.UNDATED)
    assert left(NOW, dated=False, include_undated=True) is None
    shown = dataclasses.replace(RECORD, entry=dataclasses.replace(ENTRY, found_by=None))
    assert left(NOW, shown, dated=False) is None


def again(record: EntryRecord, **more: object) -> list[EntryRecord]:
    return list(decide.wanted([record.entry], {"k": record}, {}, NOW, **more))  # type: ignore[arg-type]


def test_what_was_found_too_old_is_taken_by_an_earlier_since_only() -> None:
    old = left(SINCE - timedelta(days=2))
    assert old is not None
    assert again(old, since=SINCE) == []
    assert again(old) == []
    [taken] = again(old, since=SINCE - timedelta(days=3))
    assert taken.status is Status.NEW


def test_what_was_found_too_new_is_taken_by_a_plain_run_and_a_later_until() -> None:
    new = left(UNTIL + timedelta(days=2))
    assert new is not None
    assert again(new, since=SINCE, until=UNTIL) == []
    assert [one.status for one in again(new)] == [Status.NEW]
    [taken] = again(new, since=SINCE, until=UNTIL + timedelta(days=3))
    assert taken.not_after == UNTIL + timedelta(days=3)


def test_what_nothing_dates_is_taken_again_only_if_that_is_asked_for() -> None:
    undated = left(NOW, dated=False)
    assert undated is not None
    assert again(undated, since=SINCE) == []
    assert [one.status for one in again(undated, since=SINCE, include_undated=True)] == [Status.NEW]


def test_an_entry_newer_than_until_is_left_to_a_run_without() -> None:
    new = dataclasses.replace(ENTRY, published=UNTIL)
    assert decide.wanted([new], {}, {}, NOW, since=SINCE, until=UNTIL) == ()
    [record] = decide.wanted([new], {}, {}, NOW, since=SINCE)
    assert record.not_after is None


def test_an_old_article_that_is_gone_is_given_up_at_once_and_not_asked_for_the_same_day() -> None:
    gone = FetchError(ENTRY.url, "404 Not Found", phase="status", retry=None, status=404)
    record = decide.after_attempt(RECORD, NOW, gone)
    assert record.status is Status.GAVE_UP
    assert again(record, since=SINCE) == []
    later = decide.wanted([ENTRY], {"k": record}, {}, NOW + timedelta(days=2), since=SINCE)
    assert [one.status for one in later] == [Status.NEW]
    shown = dataclasses.replace(RECORD, entry=dataclasses.replace(ENTRY, found_by=None))
    assert decide.after_attempt(shown, NOW, gone).status is Status.RETRY

"""When something may have been published, as far as a list of it tells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from history_fakes import NOW, entry
from scraper.history.spans import UNKNOWN, Span, exactly, not_after, of_days, of_entry, of_url

DAY = datetime(2021, 11, 5, tzinfo=UTC)
EAST, WEST = timedelta(hours=14), timedelta(hours=36)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2021/11/05/slug", DAY),
        ("https://a.example/2021-11-05-slug.html", DAY),
        ("https://a.example/story20211105-1234", DAY),
        ("https://a.example/2021/11/slug", None),
        ("https://a.example/2021/02/31/slug", None),
        ("https://a.example/1991/11/05/slug", None),
        ("https://a.example/2031/11/05/slug", None),
        ("https://a.example/123456789", None),
        ("http://[bad", None),
    ],
)
def test_an_address_names_a_day_in_any_zone(url: str, day: datetime | None) -> None:
    want = UNKNOWN if day is None else Span(day - EAST, day + WEST)
    assert of_url(url, NOW) == want
    assert of_url(url, NOW).about == day


def test_a_day_is_old_only_if_it_is_over_everywhere() -> None:
    span = of_days(DAY)
    assert not span.is_before(DAY + WEST)
    assert span.is_before(DAY + WEST + SECOND)
    assert span.is_from(DAY - EAST)
    assert not span.is_from(DAY - EAST + SECOND)


def test_what_is_known_at_the_latest_is_never_too_new() -> None:
    span = not_after(DAY)
    assert span.is_before(DAY + SECOND)
    assert not span.is_before(DAY)
    assert not span.is_from(DAY - WEST)
    assert not span.is_from(None)
    assert span.exact is None
    assert span.about is None


def test_two_spans_hold_together_unless_they_contradict() -> None:
    both = of_days(DAY).within(not_after(DAY))
    assert both == Span(DAY - EAST, DAY)
    assert of_days(DAY).within(not_after(DAY - 9 * WEST)) == of_days(DAY)
    assert exactly(DAY).within(UNKNOWN).exact == DAY


def test_an_entry_is_dated_by_itself_before_its_address_and_its_last_change() -> None:
    assert of_entry(entry(1, DAY, updated=NOW), NOW) == exactly(DAY)
    assert of_entry(entry(1, None, updated=DAY), NOW) == not_after(DAY)
    assert of_entry(entry(1, None), NOW) == UNKNOWN

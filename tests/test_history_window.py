"""How far back a feed's own document reaches."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper.history.window import covers, oldest
from scraper.model import Entry


def entries(days: list[int | None]) -> list[Entry]:
    return [
        Entry(
            feed_id="f",
            key=str(number),
            identity=f"a.example/{number}",
            url=f"https://a.example/{number}",
            published=None if day is None else datetime(2021, 11, day, tzinfo=UTC),
        )
        for number, day in enumerate(days)
    ]


@pytest.mark.parametrize(
    ("days", "covered"),
    [
        pytest.param([23, 21, 19], True, id="newest first, and one is older"),
        pytest.param([23, 21, 21, 19], True, id="two of one moment"),
        pytest.param([23, 21, 20], False, id="the last is of that moment: more may follow"),
        pytest.param([23, 22, 21], False, id="all are newer"),
        pytest.param([19, 21, 23], False, id="oldest first"),
        pytest.param([23, 19, 21], False, id="in no order"),
        pytest.param([23, None, 19], False, id="one has no date"),
        pytest.param([None, None], False, id="none has"),
        pytest.param([], False, id="an empty feed"),
        pytest.param([19], True, id="one that is older"),
    ],
)
def test_whether_a_feed_surely_shows_everything_since(
    days: list[int | None], covered: bool
) -> None:
    assert covers(entries(days), datetime(2021, 11, 20, tzinfo=UTC)) is covered


@pytest.mark.parametrize(
    ("days", "day"),
    [
        pytest.param([23, 19, 21], 19, id="in any order"),
        pytest.param([None, 21, None], 21, id="undated ones don't count"),
        pytest.param([None], None, id="no date"),
        pytest.param([], None, id="no entry"),
    ],
)
def test_oldest(days: list[int | None], day: int | None) -> None:
    found = oldest(entries(days))
    assert (found.day if found else None) == day

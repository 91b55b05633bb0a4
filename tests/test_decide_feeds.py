"""When a feed asks to be left alone, is gone, or has moved: the decisions, as tables."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.decide import (
    FAILURES_BEFORE_RETURN,
    MAX_WAIT,
    MOVES_BEFORE_ADOPTION,
    address_after_failure,
    after_answer,
    after_document,
    after_move,
    after_poll_failure,
    is_due,
    is_gone,
    is_refused,
    next_due,
    shows_same_feed,
    slack,
)
from scraper.decide.jitter import share_of
from scraper.model import (
    Entry,
    Feed,
    FeedState,
    Fetched,
    NotModified,
    Pace,
    ParsedFeed,
    Preset,
    Signs,
    Validators,
)

NOW = datetime(2021, 11, 23, 12, 0, tzinfo=UTC)  # a Tuesday
MINUTE, HOUR, DAY = (timedelta(seconds=n) for n in (60, 3600, 86_400))
FEED = Feed(
    id="f",
    name="f",
    url="https://a.example/feed",
    preset=Preset(name="plain", path="{title}.md"),
    poll_every=HOUR,
)
STATE = FeedState("f", FEED.url)
POLLED = dataclasses.replace(STATE, last_success=NOW - DAY)
THERE = "https://b.example/feed"
ENTRY = Entry("f", "k", "a.example/k", "https://a.example/k")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# ── the pace a document asks for ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pace", "due"),
    [
        pytest.param(Pace(), "2021-11-23T13:00", id="asks for nothing"),
        pytest.param(Pace(wait=3 * HOUR), "2021-11-23T15:00", id="a longer wait"),
        pytest.param(Pace(wait=MINUTE), "2021-11-23T13:00", id="a shorter one is no leave"),
        pytest.param(Pace(wait=365 * DAY), "2021-11-24T12:00", id="a year is a day"),
        pytest.param(Pace(skip_hours=(13, 14)), "2021-11-23T15:05", id="hours are waited out"),
        pytest.param(Pace(skip_hours=(12, 14)), "2021-11-23T13:00", id="of others nobody speaks"),
        pytest.param(
            Pace(skip_hours=(*range(1), *range(13, 24))), "2021-11-24T01:05", id="over midnight"
        ),
        pytest.param(Pace(skip_days=(1,)), "2021-11-24T00:05", id="the rest of a day"),
        pytest.param(Pace(skip_days=(1, 2, 3)), "2021-11-26T00:05", id="days in a row"),
        pytest.param(
            Pace(skip_days=(0, 1, 2, 3, 4, 5)), "2021-11-28T00:05", id="all but one: its morning"
        ),
        pytest.param(Pace(skip_days=(1,), skip_hours=(0, 1)), "2021-11-24T02:05", id="both"),
        pytest.param(
            Pace(wait=14 * HOUR, skip_hours=(2, 3)), "2021-11-24T04:05", id="a wait and hours"
        ),
        pytest.param(Pace(skip_hours=tuple(range(24))), "2021-11-23T13:00", id="all hours: none"),
        pytest.param(Pace(skip_days=tuple(range(7))), "2021-11-23T13:00", id="all days: none"),
    ],
)
def test_a_documents_own_pace_is_the_least(pace: Pace, due: str) -> None:
    assert next_due(FEED, NOW, pace=pace) == utc(due)


@given(
    st.builds(
        Pace,
        wait=st.none() | st.timedeltas(timedelta(0), 400 * DAY),
        skip_hours=st.lists(st.integers(0, 23)).map(tuple),
        skip_days=st.lists(st.integers(0, 6)).map(tuple),
    ),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001
    st.integers(0, 9),
)
def test_no_poll_falls_into_a_quiet_hour_and_none_waits_for_ever(
    pace: Pace, now: datetime, failures: int
) -> None:
    now = now.replace(tzinfo=UTC)
    due = next_due(FEED, now, failures=failures, pace=pace)
    assert next_due(FEED, now, failures=failures) <= due <= now + 8 * DAY
    bare = next_due(FEED, now, failures=failures, pace=Pace(pace.wait))
    earliest = due if due == bare else due - slack(FEED.poll_every)
    if len(set(pace.skip_hours)) < 24:
        assert earliest.hour not in pace.skip_hours
    if len(set(pace.skip_days)) < 7:
        assert earliest.weekday() not in pace.skip_days


def test_the_slack_of_a_poll_does_not_reach_into_the_quiet_hour() -> None:
    due = next_due(FEED, NOW, pace=Pace(skip_hours=(13,)))
    state = dataclasses.replace(STATE, due_at=due, last_poll=NOW)
    assert not is_due(FEED, state, utc("2021-11-23T13:59:59"))
    assert is_due(FEED, state, utc("2021-11-23T14:00"))


def test_a_cron_that_only_comes_in_quiet_hours_still_polls_once_a_day() -> None:
    due = next_due(FEED, NOW, pace=Pace(skip_hours=tuple(range(10, 20))))
    assert is_due(FEED, dataclasses.replace(STATE, due_at=due, last_poll=NOW), NOW + DAY)


PACE = Pace(wait=5 * HOUR, skip_hours=(17,))


def answered(answer: NotModified | Fetched, state: FeedState) -> FeedState:
    return after_answer(FEED, state, answer, NOW, same=None)[0]


def test_a_pace_holds_until_the_next_document_says_otherwise() -> None:
    fetched = Fetched(FEED.url, FEED.url, "", b"<rss/>", NOW)
    after = answered(fetched, POLLED)
    parsed = ParsedFeed("t", (ENTRY,), pace=PACE)
    after = after_document(FEED, after, fetched, parsed, first_poll=False)
    assert after.due_at == NOW + 6 * HOUR + 5 * MINUTE  # waits out 17 o'clock, too
    again = answered(NotModified(NOW), after)
    assert (again.pace, again.due_at) == (PACE, after.due_at)
    failed = after_poll_failure(FEED, again, NOW, "no answer", None)
    assert (failed.pace, failed.due_at) == (PACE, after.due_at)
    other = after_document(FEED, again, fetched, ParsedFeed("t", (ENTRY,)), first_poll=False)
    assert (other.pace, other.due_at) == (Pace(), NOW + HOUR)


def test_a_state_survives_its_file_and_one_of_an_older_version_is_read() -> None:
    signs = Signs(404, "status", days=(739_000, 739_001), ahead=((1, 121),), ahead_since=NOW)
    state = dataclasses.replace(STATE, pace=PACE, gone_since=NOW, bare_title="t", signs=signs)
    decoder = msgspec.json.Decoder(FeedState)
    assert decoder.decode(msgspec.json.encode(state)) == state
    old = decoder.decode(b'{"feed_id": "f", "url": "https://a.example/feed", "failures": 2}')
    assert (old.pace, old.gone_since, old.failures) == (Pace(), None, 2)
    assert old.signs == Signs()


def test_a_document_that_was_cut_short_leaves_nothing_to_compare_with() -> None:
    fetched = Fetched(FEED.url, FEED.url, "", b"<rss", NOW, Validators('"1"'))
    parsed = ParsedFeed("t", (ENTRY,), complete=False)
    after = after_document(FEED, POLLED, fetched, parsed, first_poll=False)
    assert (after.validators, after.body_hash) == (Validators(), None)


# ── failures ─────────────────────────────────────────────────────────────────────────────────


def test_feeds_that_failed_together_do_not_come_back_together() -> None:
    feeds = [dataclasses.replace(FEED, id=f"feed-{n}") for n in range(50)]
    for failures, longest in ((2, 2 * HOUR), (99, MAX_WAIT)):
        waits = [next_due(feed, NOW, failures=failures) - NOW for feed in feeds]
        assert len(set(waits)) > 25
        assert longest * 0.8 <= min(waits) < max(waits) <= longest
        assert waits == [next_due(feed, NOW, failures=failures) - NOW for feed in feeds]


def test_shares_are_spread_over_names() -> None:
    shares = [share_of(f"feed-{n}") for n in range(1000)]
    assert all(0 <= share < 1 for share in shares)
    assert all(60 < sum(n / 10 <= s < (n + 1) / 10 for s in shares) < 140 for n in range(10))


def test_a_feed_that_is_gone_is_not_due_until_its_address_changes() -> None:
    state = after_poll_failure(FEED, POLLED, NOW, "HTTP 410 Gone", None, gone=True)
    assert state.gone_since == NOW
    for moment in (NOW + DAY, NOW + 9999 * DAY, NOW - 9999 * DAY):
        assert not is_due(FEED, state, moment)
    assert is_gone(FEED, state)
    moved = dataclasses.replace(FEED, url=THERE)
    assert is_due(moved, state, NOW)
    assert not is_gone(moved, state)
    assert not is_gone(FEED, None)
    again = after_poll_failure(FEED, state, NOW + DAY, "HTTP 410 Gone", None, gone=True)
    assert again.gone_since == NOW


def test_a_feed_that_answers_again_is_no_longer_gone() -> None:
    gone = dataclasses.replace(POLLED, gone_since=NOW - DAY)
    assert answered(NotModified(NOW), gone).gone_since is None
    failed = after_poll_failure(FEED, gone, NOW, "HTTP 503", None)
    assert (failed.gone_since, is_due(FEED, failed, NOW + DAY)) == (None, True)


# ── moves ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "parsed", "shared", "same"),
    [
        pytest.param(POLLED, ParsedFeed("t", (ENTRY,)), True, True, id="a known entry"),
        pytest.param(POLLED, ParsedFeed("t", (ENTRY,)), False, False, id="strange ones only"),
        pytest.param(POLLED, ParsedFeed("t", ()), False, None, id="none at all tells nothing"),
        pytest.param(STATE, ParsedFeed("t", (ENTRY,)), False, True, id="the first poll"),
        pytest.param(
            dataclasses.replace(POLLED, bare_title="t"), ParsedFeed("t", (ENTRY,)), False, True,
            id="nothing is known but the title, and it is the same",
        ),
        pytest.param(
            dataclasses.replace(POLLED, bare_title="t"), ParsedFeed("u", (ENTRY,)), False, False,
            id="nothing is known but another title",
        ),
        pytest.param(
            dataclasses.replace(POLLED, moved_to=THERE), ParsedFeed("t", (ENTRY,)), True, False,
            id="entries are known of the feed that was refused",
        ),
    ],
)  # fmt: skip
def test_shows_same_feed(
    state: FeedState, parsed: ParsedFeed, shared: bool, same: bool | None
) -> None:
    assert shows_same_feed(state, parsed, shared=shared) is same


def test_another_feed_is_never_adopted_however_often_it_is_met() -> None:
    state, said = after_move(POLLED, THERE, same=False)
    for _ in range(5):
        assert is_refused(state)
        assert said is not None
        assert "another feed" in said
        state, said = after_move(state, THERE, same=True)
    assert state.adopted_url is None
    state, _ = after_move(state, None, same=None)
    assert not is_refused(state)


def test_which_address_is_asked_after_a_failure() -> None:
    def failed(state: FeedState, *, refused: bool, gone: bool = False) -> tuple[str | None, ...]:
        after = address_after_failure(state, NOW, refused=refused, gone=gone)
        return after.adopted_url, after.former_url

    first = dataclasses.replace(POLLED, adopted_url=THERE, failures=1, failing_since=NOW)
    third = dataclasses.replace(first, failures=FAILURES_BEFORE_RETURN)
    for_long = dataclasses.replace(third, failing_since=NOW - DAY)
    assert failed(first, refused=True) == failed(third, refused=False) == (THERE, None)
    assert failed(third, refused=True) == failed(for_long, refused=False) == (None, THERE)
    assert failed(third, refused=True, gone=True) == (None, None)
    for_ever = dataclasses.replace(third, failing_since=NOW - 8 * DAY)
    assert failed(for_ever, refused=True) == (None, None)  # now the configured one's word holds
    left = dataclasses.replace(third, adopted_url=None, former_url=THERE)
    assert failed(left, refused=False) == failed(left, refused=True, gone=True) == (THERE, None)
    assert failed(POLLED, refused=True, gone=True) == (None, None)


def test_a_configured_address_that_works_needs_no_other_unless_it_leads_there() -> None:
    left = dataclasses.replace(POLLED, former_url=THERE)
    assert answered(NotModified(NOW), left).former_url is None
    state, moved = left, NotModified(NOW, moved_to=THERE)
    for _ in range(MOVES_BEFORE_ADOPTION):
        assert (state.adopted_url, state.former_url) == (None, THERE)
        state, _, _ = after_answer(FEED, state, moved, NOW, same=False)
    assert (state.adopted_url, state.former_url) == (THERE, None)


def test_an_answer_that_tells_nothing_counts_neither_way() -> None:
    state, said = after_move(POLLED, THERE, same=None)
    assert (state.moved_to, state.moved_runs) == (None, 0)
    assert said is not None
    state, _ = after_move(state, THERE, same=True)
    state, _ = after_move(state, THERE, same=None)
    assert (state.moved_to, state.moved_runs) == (THERE, 1)


def test_an_adoption_is_advice_and_the_way_there_a_note() -> None:
    state, moved = POLLED, NotModified(NOW, moved_to=THERE)
    told = []
    for _ in range(MOVES_BEFORE_ADOPTION):
        state, notes, advice = after_answer(FEED, state, moved, NOW, same=True)
        told.append((len(notes), len(advice)))
    assert told == [(1, 0), (1, 0), (0, 1)]
    assert state.adopted_url == THERE


def test_the_title_counts_only_until_a_feed_has_shown_an_entry() -> None:
    fetched = Fetched(FEED.url, FEED.url, "", b"<rss/>", NOW)
    empty, full = ParsedFeed("t", ()), ParsedFeed("t", (ENTRY,))
    state = after_document(FEED, STATE, fetched, empty, first_poll=True)
    assert state.bare_title == "t"
    state = after_document(FEED, state, fetched, full, first_poll=False)
    assert state.bare_title is None
    assert after_document(FEED, state, fetched, empty, first_poll=False).bare_title is None

"""Every decision of the main job, each as a table."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.decide import (
    ATTEMPT_WAITS,
    GONE_WAITS,
    MAX_WAIT,
    MOVES_BEFORE_ADOPTION,
    after_attempt,
    after_move,
    after_poll_failure,
    is_due,
    is_last_attempt,
    is_other_article,
    is_same_article,
    leads_home,
    next_due,
    slack,
    spread,
    wanted,
)
from scraper.errors import ExtractError, FetchError
from scraper.model import (
    Entry,
    EntryRecord,
    Feed,
    FeedState,
    FirstRun,
    Held,
    Preset,
    Status,
    Validators,
)

NOW = datetime(2021, 11, 23, 12, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=n) for n in (1, 60, 3600, 86_400))
FEED = Feed(
    id="f",
    name="f",
    url="https://a.example/feed",
    preset=Preset(name="plain", path="{title}.md"),
    poll_every=HOUR,
)
STATE = FeedState("f", FEED.url)
PUNCTUAL = dataclasses.replace(FEED, id="li")  # of its back-off, the jitter takes nothing


def day(number: int) -> datetime:
    return datetime(2021, 11, number, tzinfo=UTC)


def entry(key: str, published: datetime | None = None, **more: object) -> Entry:
    plain = Entry("f", key, f"a.example/{key}", f"https://a.example/{key}", published=published)
    return dataclasses.replace(plain, **more)  # type: ignore[arg-type]


# ── feeds ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("due_in", "pace", "due"),
    [
        pytest.param(-MINUTE, HOUR, True, id="its time has come"),
        pytest.param(timedelta(0), HOUR, True, id="at this moment"),
        pytest.param(5 * MINUTE, HOUR, True, id="cron is early"),
        pytest.param(5 * MINUTE + SECOND, HOUR, False, id="but not by more"),
        pytest.param(HOUR, HOUR, False, id="later"),
        pytest.param(3 * MINUTE, 30 * MINUTE, True, id="a tenth of its pace"),
        pytest.param(4 * MINUTE, 30 * MINUTE, False, id="not more of a fast feed's"),
        pytest.param(5 * MINUTE + SECOND, 7 * DAY, False, id="nor of a slow one's"),
        pytest.param(SECOND, timedelta(0), False, id="no slack without a pace"),
    ],
)
def test_is_due(due_in: timedelta, pace: timedelta, due: bool) -> None:
    feed = dataclasses.replace(FEED, poll_every=pace)
    state = dataclasses.replace(STATE, due_at=NOW + due_in, last_poll=NOW - HOUR)
    assert is_due(feed, state, NOW) is due


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(None, id="a feed never seen"),
        pytest.param(STATE, id="one never polled"),
        pytest.param(
            FeedState("f", "https://old.example/feed", due_at=NOW + DAY),
            id="one whose address was changed in the config",
        ),
        pytest.param(
            dataclasses.replace(STATE, due_at=NOW + 9 * DAY, last_poll=NOW + 8 * DAY),
            id="one polled in the future, before the clock was set right",
        ),
    ],
)
def test_is_due_at_once(state: FeedState | None) -> None:
    assert is_due(FEED, state, NOW)


@pytest.mark.parametrize(
    ("pace", "max_age", "failures", "wait"),
    [
        pytest.param(HOUR, None, 0, HOUR, id="its own pace"),
        pytest.param(HOUR, 3 * HOUR, 0, 3 * HOUR, id="the server asks for longer"),
        pytest.param(HOUR, MINUTE, 0, HOUR, id="the server allows more"),
        pytest.param(HOUR, 9 * DAY, 0, DAY, id="a server is believed up to a day"),
        pytest.param(7 * DAY, DAY, 0, 7 * DAY, id="a slow feed stays slow"),
        pytest.param(HOUR, None, 1, HOUR, id="once is chance"),
        pytest.param(HOUR, None, 2, 2 * HOUR, id="doubles with each failure"),
        pytest.param(HOUR, None, 3, 4 * HOUR, id="and again"),
        pytest.param(HOUR, None, 99, MAX_WAIT, id="but not beyond a day"),
        pytest.param(HOUR, None, 10**9, MAX_WAIT, id="whatever the count"),
        pytest.param(7 * DAY, None, 5, 7 * DAY, id="nor sooner than its own pace"),
        pytest.param(timedelta(0), None, 0, timedelta(0), id="every run, if so configured"),
        pytest.param(timedelta(0), None, 1, timedelta(0), id="also after one failure"),
        pytest.param(timedelta(0), None, 2, 10 * MINUTE, id="but not while it keeps failing"),
        pytest.param(HOUR, 9 * HOUR, 2, 9 * HOUR, id="Retry-After goes before back-off"),
        pytest.param(HOUR, MINUTE, 4, 8 * HOUR, id="unless that is longer"),
    ],
)
def test_next_due(
    pace: timedelta, max_age: timedelta | None, failures: int, wait: timedelta
) -> None:
    feed = dataclasses.replace(PUNCTUAL, poll_every=pace)
    assert next_due(feed, NOW, max_age=max_age, failures=failures) - NOW == wait


@given(st.integers(0, 200), st.timedeltas(timedelta(0), 30 * DAY))
def test_a_failing_feed_never_waits_less_than_before(failures: int, pace: timedelta) -> None:
    feed = dataclasses.replace(FEED, poll_every=pace)
    assert next_due(feed, NOW, failures=failures) <= next_due(feed, NOW, failures=failures + 1)


@given(st.timedeltas(timedelta(0), 30 * DAY))
def test_slack_is_a_small_part_of_the_pace(pace: timedelta) -> None:
    assert timedelta(0) <= slack(pace) <= min(pace, 5 * MINUTE)


def test_a_failed_poll_keeps_the_validators_and_what_worked() -> None:
    state = dataclasses.replace(
        STATE,
        validators=Validators('"e"', "yesterday"),
        body_hash="h",
        last_success=NOW - DAY,
        failures=1,
        moved_to="https://b.example/feed",
        moved_runs=2,
    )
    after = after_poll_failure(PUNCTUAL, state, NOW, "no answer", None)
    assert after == dataclasses.replace(
        state,
        failures=2,
        failing_since=NOW,
        error="no answer",
        last_poll=NOW,
        due_at=NOW + 2 * HOUR,
        moved_to=None,
        moved_runs=0,
        signs=after.signs,
    )


def test_a_failed_poll_waits_as_long_as_the_server_asks() -> None:
    assert after_poll_failure(FEED, STATE, NOW, "429", 5 * HOUR).due_at == NOW + 5 * HOUR


def test_a_moved_feed_is_followed_after_three_runs_in_a_row() -> None:
    there = "https://b.example/feed"
    state = STATE
    for run in range(1, MOVES_BEFORE_ADOPTION):
        state, said = after_move(state, there, same=True)
        assert (state.moved_to, state.moved_runs, state.adopted_url) == (there, run, None)
        assert said is not None
        assert f"{run} of 3" in said
    state, said = after_move(state, there, same=True)
    assert (state.moved_to, state.moved_runs, state.adopted_url) == (None, 0, there)
    assert said == f"moved for good: now polled at {there}; put this into the config"


@pytest.mark.parametrize(
    ("next_move", "runs"),
    [
        pytest.param(None, 0, id="a run without a redirect starts anew"),
        pytest.param("https://c.example/feed", 1, id="so does another address"),
    ],
)
def test_redirects_must_agree(next_move: str | None, runs: int) -> None:
    state = dataclasses.replace(STATE, moved_to="https://b.example/feed", moved_runs=2)
    state, said = after_move(state, next_move, same=True)
    assert (state.moved_to, state.moved_runs, state.adopted_url) == (next_move, runs, None)
    assert (said is None) is (next_move is None)


def test_an_adopted_address_survives_runs_without_a_redirect() -> None:
    state = dataclasses.replace(STATE, adopted_url="https://b.example/feed")
    assert after_move(state, None, same=None) == (state, None)


@pytest.mark.parametrize(
    ("hosts", "order"),
    [
        pytest.param("aaab", "abaa", id="a host's second feed waits for every first"),
        pytest.param("abcabc", "abcabc", id="what is spread stays"),
        pytest.param("aabbc", "abcab", id="in rounds"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_spread(hosts: str, order: str) -> None:
    feeds = [
        dataclasses.replace(FEED, id=str(number), url=f"https://{host}.example/{number}")
        for number, host in enumerate(hosts)
    ]
    found = spread(feeds)
    assert "".join(feed.url[8] for feed in found) == order
    assert sorted(feed.id for feed in found) == sorted(feed.id for feed in feeds)


# ── entries ──────────────────────────────────────────────────────────────────────────────────


def test_new_entries_are_admitted_in_the_feeds_order() -> None:
    entries = [entry("2", day(22)), entry("1", day(21)), entry("0")]
    assert wanted(entries, {}, {}, NOW) == tuple(
        EntryRecord(item, Status.NEW, NOW) for item in entries
    )


@pytest.mark.parametrize(
    ("published", "since", "status"),
    [
        pytest.param(day(21), day(20), Status.NEW, id="later"),
        pytest.param(day(20), day(20), Status.NEW, id="at that moment"),
        pytest.param(day(20) - SECOND, day(20), Status.SKIPPED_OLD, id="a second earlier"),
        pytest.param(None, day(20), Status.NEW, id="undated: its page may say"),
        pytest.param(day(1), None, Status.NEW, id="old, but nobody asked for new ones only"),
    ],
)
def test_since(published: datetime | None, since: datetime | None, status: Status) -> None:
    (record,) = wanted([entry("1", published)], {}, {}, NOW, since=since)
    assert record.status is status
    assert record.first_seen == NOW
    assert record.not_before == (since if status is Status.NEW else None)


@pytest.mark.parametrize("linked", [True, False])
def test_the_text_of_a_skipped_entry_is_kept_only_where_there_is_no_page(linked: bool) -> None:
    old = entry("1", day(1), content_html="<p>x", summary_html="y", linked=linked)
    (record,) = wanted([old], {}, {}, NOW, since=day(20))
    assert record.status is Status.SKIPPED_OLD
    assert record.entry.content_html == ("" if linked else "<p>x")
    assert record.entry.summary_html == ("" if linked else "y")


def test_an_article_that_the_archive_holds_is_not_fetched() -> None:
    held = {"a.example/1": Held("x.md", "t")}
    (record,) = wanted([entry("1", day(22))], {}, held, NOW)
    assert (record.status, record.path) == (Status.SAVED, "x.md")


def test_a_post_that_is_no_longer_there_does_not_count() -> None:
    held = {"a.example/1": Held("x.md", "t")}
    (record,) = wanted([entry("1", day(22))], {}, held, NOW, missing=frozenset({"x.md"}))
    assert (record.status, record.path) == (Status.NEW, None)


_KNOWN = EntryRecord(entry("1", day(15)), Status.NEW, day(16), attempts=3, reason="why")


@pytest.mark.parametrize(
    ("status", "since", "path_missing", "found", "taken"),
    [
        pytest.param(Status.SAVED, None, False, None, False, id="saved stays saved"),
        pytest.param(Status.SAVED, day(10), False, None, False, id="with --since, too"),
        pytest.param(Status.SAVED, None, True, None, False, id="a deleted post stays deleted"),
        pytest.param(Status.SAVED, day(10), True, None, True, id="until --since asks for it"),
        pytest.param(Status.SKIPPED_OLD, None, False, None, False, id="skipped stays skipped"),
        pytest.param(
            Status.SKIPPED_OLD, day(20), False, None, False, id="with a --since too short"
        ),
        pytest.param(Status.SKIPPED_OLD, day(10), False, None, True, id="a longer one takes it"),
        pytest.param(Status.SKIPPED_OLD, day(15), False, None, True, id="as does one that fits"),
        pytest.param(
            Status.SKIPPED_OLD,
            day(10),
            False,
            day(5),
            False,
            id="but its page showed an older date",
        ),
        pytest.param(Status.SKIPPED_OLD, day(5), False, day(5), True, id="which is reached now"),
        pytest.param(Status.GAVE_UP, None, False, None, False, id="given up stays so"),
        pytest.param(Status.GAVE_UP, day(10), False, None, True, id="until --since asks again"),
        pytest.param(Status.GAVE_UP, day(20), False, None, False, id="for its time"),
    ],
)
def test_entries_known_already(
    status: Status,
    since: datetime | None,
    path_missing: bool,
    found: datetime | None,
    taken: bool,
) -> None:
    known = dataclasses.replace(_KNOWN, status=status, path="p.md", found_date=found)
    missing = frozenset({"p.md"}) if path_missing else frozenset()
    records = wanted([known.entry], {"1": known}, {}, NOW, since=since, missing=missing)
    again = EntryRecord(known.entry, Status.NEW, day(16), not_before=since)
    assert records == ((again,) if taken else ())


@pytest.mark.parametrize("status", [Status.NEW, Status.RETRY])
def test_what_waits_takes_the_feeds_newer_text_and_nothing_else(status: Status) -> None:
    known = dataclasses.replace(_KNOWN, status=status, retry_at=NOW + DAY, path="p.md")
    newer = dataclasses.replace(known.entry, content_html="<p>the whole text")
    assert wanted([known.entry], {"1": known}, {}, NOW) == ()
    assert wanted([newer], {"1": known}, {}, NOW) == (dataclasses.replace(known, entry=newer),)


def test_since_does_not_wait_for_the_next_attempt() -> None:
    known = dataclasses.replace(_KNOWN, status=Status.RETRY, retry_at=NOW + DAY)
    (record,) = wanted([known.entry], {"1": known}, {}, NOW, since=day(10))
    assert record == dataclasses.replace(known, retry_at=NOW)


@pytest.mark.parametrize(
    ("admitted_under", "since", "not_before"),
    [
        pytest.param(None, day(20), None, id="promised without bounds"),
        pytest.param(day(20), None, day(20), id="an ordinary run asks for no more"),
        pytest.param(day(20), day(22), day(20), id="a shorter --since takes nothing back"),
        pytest.param(day(20), day(10), day(10), id="a longer one promises more"),
    ],
)
def test_what_was_promised_to_one_run_stays_promised(
    admitted_under: datetime | None, since: datetime | None, not_before: datetime | None
) -> None:
    known = dataclasses.replace(_KNOWN, entry=entry("1"), not_before=admitted_under)
    records = wanted([known.entry], {"1": known}, {}, NOW, since=since)
    (now,) = records or (known,)
    assert now.not_before == not_before


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        pytest.param(FirstRun(), "dcab", id="everything"),
        pytest.param(FirstRun(max_entries=2), "db", id="the newest, undated ones first"),
        pytest.param(FirstRun(max_entries=3), "dab", id="in the feed's order still"),
        pytest.param(FirstRun(max_entries=0), "", id="none"),
        pytest.param(FirstRun(since=day(20)), "dab", id="since a date"),
        pytest.param(FirstRun(since=3 * DAY), "dab", id="since an age"),
        pytest.param(FirstRun(since=DAY), "db", id="a shorter one"),
        pytest.param(FirstRun(max_entries=1, since=day(20)), "d", id="both"),
    ],
)
def test_a_feeds_first_run(rule: FirstRun, kept: str) -> None:
    # d has no date; b is newest, then a, then c.
    entries = [entry("d"), entry("c", day(1)), entry("a", day(21)), entry("b", day(23))]
    records = wanted(entries, {}, {}, NOW, first_run=rule)
    assert "".join(r.entry.key for r in records if r.status is Status.NEW) == kept
    assert {r.status for r in records} <= {Status.NEW, Status.SKIPPED_OLD}
    assert len(records) == 4


def test_since_goes_before_the_first_runs_limit() -> None:
    records = wanted(
        [entry("1", day(21)), entry("2", day(22))],
        *({}, {}, NOW),
        since=day(20),
        first_run=FirstRun(max_entries=1),
    )
    assert [record.status for record in records] == [Status.NEW, Status.NEW]


@pytest.mark.parametrize(
    ("title", "other", "same"),
    [
        pytest.param("A title", "A title", True, id="the same"),
        pytest.param("A  “Title”!", "a title", True, id="but for points and case"),
        pytest.param("阿里云、百度云", "阿里云 百度云", True, id="in Chinese, too"),
        pytest.param("A title", "Another title", False, id="another"),
        pytest.param("A title", "A title | The Daily", True, id="with the site's name"),
        pytest.param("", "Whatever", True, id="no title to compare"),
        pytest.param("???", "!!!", False, id="points alone are compared as they are"),
        pytest.param("🎉", "🎊", False, id="as are pictures"),
    ],
)
def test_is_same_article(title: str, other: str, same: bool) -> None:
    assert is_same_article(entry("1", title=title), Held("p.md", other)) is same


@pytest.mark.parametrize(
    ("url", "final", "home"),
    [
        pytest.param("https://a.example/x/1", "https://a.example/", True, id="to the front page"),
        pytest.param("https://a.example/x/1", "https://b.example", True, id="of another site"),
        pytest.param("https://a.example/x/1", "https://a.example/?r=404", True, id="with a reason"),
        pytest.param("https://a.example/x/1", "https://a.example/x/2", False, id="to a page"),
        pytest.param("https://a.example/x/1", "https://a.example/?p=5", False, id="by a number"),
        pytest.param("https://a.example/", "https://a.example/", False, id="it was the front page"),
        pytest.param("https://a.example/?p=1", "https://a.example/", False, id="with a query"),
    ],
)
def test_leads_home(url: str, final: str, home: bool) -> None:
    assert leads_home(url, final) is home


def no_answer(retry: timedelta | None = timedelta(0)) -> FetchError:
    return FetchError("https://a.example/1", "no answer", phase="connect", retry=retry)


NO_ARTICLE = ExtractError("a teaser", verdict="teaser")


@pytest.mark.parametrize(
    ("attempts", "error", "wait"),
    [
        pytest.param(0, no_answer(), 10 * MINUTE, id="at first soon"),
        pytest.param(0, NO_ARTICLE, 10 * MINUTE, id="a page without an article may get one"),
        pytest.param(3, no_answer(), 3 * HOUR, id="then later"),
        pytest.param(10, no_answer(), 2 * DAY, id="at last after days"),
        pytest.param(0, no_answer(5 * HOUR), 5 * HOUR, id="as long as the server asks"),
        pytest.param(3, no_answer(MINUTE), 3 * HOUR, id="unless our own wait is longer"),
        pytest.param(0, no_answer(None), 30 * MINUTE, id="gone is not believed at once"),
        pytest.param(2, no_answer(None), DAY, id="nor twice"),
        pytest.param(11, no_answer(), None, id="the twelfth is the last"),
        pytest.param(11, NO_ARTICLE, None, id="without an article, too"),
        pytest.param(3, no_answer(None), None, id="gone four times is gone"),
    ],
)
def test_after_attempt(
    attempts: int, error: FetchError | ExtractError, wait: timedelta | None
) -> None:
    record = dataclasses.replace(_KNOWN, attempts=attempts, path="p.md", not_before=day(1))
    after = after_attempt(record, NOW, error)
    status = Status.GAVE_UP if wait is None else Status.RETRY
    assert after == dataclasses.replace(
        record,
        status=status,
        attempts=attempts + 1,
        reason=error.reason,
        retry_at=after.retry_at,
        phase="connect" if isinstance(error, FetchError) else "extract",
        tried_at=NOW,
    )
    if wait is None:
        assert after.retry_at is None
    else:
        assert after.retry_at is not None
        assert wait <= after.retry_at - NOW <= wait * 1.2


def test_a_first_no_such_page_after_other_trouble_is_not_believed() -> None:
    def attempt(record: EntryRecord, what: str, retry: timedelta | None) -> EntryRecord:
        error = FetchError("https://a.example/1", what, phase="status", retry=retry)
        return after_attempt(record, NOW, error)

    busy = dataclasses.replace(_KNOWN, attempts=0)
    for _ in range(5):
        busy = attempt(busy, "HTTP 503", timedelta(0))
    once = attempt(busy, "HTTP 404", None)
    assert once.status is Status.RETRY
    assert once.retry_at is not None
    assert once.retry_at - NOW >= GONE_WAITS[-1]
    assert attempt(once, "HTTP 404", None).status is Status.GAVE_UP

    flapping, count = dataclasses.replace(_KNOWN, attempts=0), 0
    while flapping.status is not Status.GAVE_UP:
        count += 1
        flapping = attempt(flapping, f"HTTP {404 if count % 2 else 410}", None)
    assert count == len(ATTEMPT_WAITS) + 1


def test_a_feeds_entries_do_not_all_come_back_at_once() -> None:
    times = {
        after_attempt(EntryRecord(entry(str(n)), Status.NEW, NOW), NOW, no_answer()).retry_at
        for n in range(50)
    }
    assert len(times) > 25


def test_the_last_attempt_is_the_one_before_giving_up() -> None:
    record = EntryRecord(entry("1"), Status.NEW, NOW)
    flags = []
    while record.status is not Status.GAVE_UP:
        flags.append(is_last_attempt(record))
        record = after_attempt(record, NOW, no_answer())
    assert flags == [False] * len(ATTEMPT_WAITS) + [True]


def test_attempts_span_about_nine_days() -> None:
    spans = [sum(waits, timedelta(0)) for waits in (ATTEMPT_WAITS, GONE_WAITS)]
    assert 7 * DAY < spans[0] < 10 * DAY
    assert DAY < spans[1] < 2 * DAY


@pytest.mark.parametrize(
    ("title", "hours", "other"),
    [
        pytest.param("Live: Tuesday", 24, True, id="another title on another day"),
        pytest.param("Live: Tuesday", 5, False, id="a headline edited within hours"),
        pytest.param("Live: Monday", 24, False, id="the same title, published anew"),
        pytest.param("Live: Tuesday", None, False, id="without dates nothing says so"),
    ],
)
def test_is_other_article(title: str, hours: int | None, other: bool) -> None:
    published = NOW - timedelta(days=3)
    held = Held("p.md", "Live: Monday", published)
    later = None if hours is None else published + timedelta(hours=hours)
    again = dataclasses.replace(entry("1", later), title=title)
    assert is_other_article(again, held) is other
    records = wanted([again], {}, {again.identity: held}, NOW)
    assert [record.status for record in records] == [Status.NEW if other else Status.SAVED]


def test_a_guid_that_is_used_again_names_a_second_article() -> None:
    first = dataclasses.replace(entry("latest", NOW - timedelta(days=2)), title="Monday")
    known = {"latest": EntryRecord(first, Status.SAVED, NOW, path="monday.md")}
    second = dataclasses.replace(
        first, title="Tuesday", identity="a.example/2", published=NOW - timedelta(days=1)
    )
    (record,) = wanted([second], known, {}, NOW)
    assert record.status is Status.NEW
    known[record.entry.key] = record
    assert wanted([first], known, {}, NOW) == ()
    assert wanted([second], known, {}, NOW) == ()


def test_what_was_not_asked_for_is_no_attempt() -> None:
    record = EntryRecord(entry("1"), Status.NEW, NOW, attempts=2)
    error = FetchError("u", "left alone", phase="time", retry=timedelta(hours=1), asked=False)
    waits = after_attempt(record, NOW, error)
    assert (waits.status, waits.attempts) == (Status.RETRY, 2)
    assert waits.retry_at == NOW + timedelta(hours=1)


def test_an_attempt_is_remembered_with_its_time_and_how_far_it_came() -> None:
    record = EntryRecord(entry("1"), Status.NEW, NOW - timedelta(days=1))
    after = after_attempt(record, NOW, FetchError("u", "no", phase="tls", retry=timedelta()))
    assert (after.tried_at, after.phase) == (NOW, "tls")
    later = NOW + timedelta(hours=1)
    after = after_attempt(after, later, ExtractError("a wall", verdict="consent"))
    assert (after.tried_at, after.phase) == (later, "extract")
    silent = FetchError("u", "left alone", phase="time", retry=timedelta(hours=1), asked=False)
    assert after_attempt(after, NOW, silent).tried_at == later

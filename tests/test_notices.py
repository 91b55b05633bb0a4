"""What a person is told of unasked: each trouble once, once that it is over, nothing untrue."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.decide import (
    Telling,
    is_cut_off,
    judged,
    network_trouble,
    telling,
    with_network,
)
from scraper.model import (
    Feed,
    FeedOutcome,
    FeedReport,
    FeedState,
    Notice,
    Recovery,
    RunReport,
    Tell,
    Trouble,
    TroubleKind,
)
from scraper.pipeline.notice_words import MOST_LISTED, Origin, notice_text, outgoing, sample
from scraper.presets import BUILT_IN

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BOTH = frozenset(Tell)
FAILING, GONE = TroubleKind.FAILING, TroubleKind.GONE
HERE = Origin("box", "/srv/archive")
TOLD = {("A", "failing"): NOW - DAY}


def trouble(feed: str | None = "A", kind: TroubleKind = FAILING, **more: object) -> Trouble:
    return Trouble(kind, "HTTP 503", "wait", feed=feed, **more)  # type: ignore[arg-type]


def tell(
    *troubles: Trouble,
    told: Mapping[tuple[str, str], datetime] | None = None,
    feeds: Iterable[str] = ("A", "B"),
    of: Iterable[str] | None = None,
    network_known: bool = True,
    on: frozenset[Tell] = BOTH,
    now: datetime = NOW,
) -> Telling:
    return telling(
        troubles,
        told or {},
        {name: name for name in feeds},
        frozenset(feeds if of is None else of),
        network_known=network_known,
        on=on,
        now=now,
    )


# ── once each ────────────────────────────────────────────────────────────────────────────────


def test_a_trouble_is_told_once_and_its_end_once() -> None:
    first = tell(trouble())
    assert first.notice == Notice((trouble(),))
    assert (first.told, first.untold) == ({("A", "failing"): NOW}, {})
    again = tell(trouble(), told=first.told, now=NOW + HOUR)
    assert (again.notice, again.told) == (Notice(), first.told)
    over = tell(told=again.told, now=NOW + DAY)
    assert over.notice == Notice(recovered=(Recovery(FAILING, "A", NOW),))
    assert (over.told, over.untold) == ({}, first.told)
    assert not tell(told=over.told).notice


def test_what_comes_and_goes_is_told_once_a_day() -> None:
    lost = trouble(kind=TroubleKind.NOT_FOUND)
    marks: Mapping[tuple[str, str], datetime] = {}
    notices = []
    for hour in range(49):
        told = tell(*([lost] if hour % 3 == 0 else []), told=marks, now=NOW + hour * HOUR)
        marks = told.told
        notices += [told.notice] if told.notice else []
    assert notices == [
        Notice((lost,)),
        Notice(recovered=(Recovery(TroubleKind.NOT_FOUND, "A", NOW),)),
        Notice((lost,)),
    ]


def test_a_feed_that_failed_in_several_ways_recovers_once() -> None:
    told = {**TOLD, ("A", "not-found"): NOW - HOUR}
    assert (tell(told=told).notice, tell(told=told).told) == (Notice(), told)
    later = tell(told=told, now=NOW + DAY)
    assert later.notice.recovered == (Recovery(TroubleKind.NOT_FOUND, "A", NOW - HOUR),)


def test_a_notice_that_was_not_delivered_is_told_again() -> None:
    first = tell(trouble())
    assert tell(trouble(), told=first.untold).notice == first.notice
    over = tell(told=first.told)
    assert tell(told=over.untold).notice == over.notice


def test_what_mends_itself_is_not_told_but_is_no_recovery_either() -> None:
    passing = trouble(needs_person=False)
    assert not tell(passing).notice
    still = tell(passing, told=TOLD)
    assert (still.notice, still.told) == (Notice(), TOLD)


def test_a_feed_that_fails_in_another_way_has_not_recovered() -> None:
    gone = trouble(kind=GONE)
    changed = tell(gone, told=TOLD)
    assert changed.notice == Notice((gone,))
    assert changed.told == {**TOLD, ("A", "gone"): NOW}
    back = tell(trouble(), told=changed.told)
    assert (back.notice, back.told) == (Notice(), changed.told)
    assert tell(told=changed.told).notice.recovered == (Recovery(GONE, "A", NOW),)


def test_another_trouble_of_the_feed_does_not_hide_that_one_is_over() -> None:
    silent = trouble(kind=TroubleKind.SILENT)
    assert tell(silent, told=TOLD).notice == Notice((silent,), (Recovery(FAILING, "A", NOW - DAY),))


def test_two_troubles_of_one_kind_and_feed_are_told_together() -> None:
    two = (trouble(kind=TroubleKind.RULE, url="/1"), trouble(kind=TroubleKind.RULE, url="/2"))
    first = tell(*two)
    assert first.notice.troubles == two
    assert not tell(*two, told=first.told).notice


def test_entries_given_up_long_ago_are_no_recovery() -> None:
    told = {("A", "given-up"): NOW - DAY}
    over = tell(told=told)
    assert (over.notice, over.told) == (Notice(), {})


@pytest.mark.parametrize(
    "mark",
    [
        pytest.param(("Removed", "failing"), id="a feed no longer in the config"),
        pytest.param(("A", "haunted"), id="a kind that another version knew"),
    ],
)
def test_marks_that_mean_nothing_any_more_are_dropped_in_silence(mark: tuple[str, str]) -> None:
    ended = tell(told={mark: NOW, **TOLD, ("B", "moved"): NOW}, of=())
    assert ended.notice == Notice()
    assert ended.told == ended.untold == {**TOLD, ("B", "moved"): NOW}


def test_what_a_person_does_not_want_is_marked_all_the_same() -> None:
    quiet = tell(trouble(), on=frozenset({Tell.RECOVERY}))
    assert (quiet.notice, quiet.told) == (Notice(), {("A", "failing"): NOW})
    assert tell(told=quiet.told, on=frozenset({Tell.RECOVERY})).notice.recovered
    only = tell(told=quiet.told, on=frozenset({Tell.TROUBLE}))
    assert (only.notice, only.told) == (Notice(), {})


def test_what_is_no_feeds_is_told_and_recovers_too() -> None:
    space = trouble(None, TroubleKind.SPACE)
    first = tell(space, of=())
    assert (first.notice.troubles, first.told) == ((space,), {("", "space"): NOW})
    assert tell(told=first.told).notice.recovered == (Recovery(TroubleKind.SPACE, None, NOW),)


kinds = st.sampled_from([FAILING, GONE, TroubleKind.SILENT, TroubleKind.GIVEN_UP])
one_run = st.dictionaries(st.tuples(st.sampled_from("AB"), kinds), st.booleans(), max_size=4)


@given(st.lists(one_run, max_size=8))
@settings(deadline=None)
def test_whatever_happens_nothing_is_told_twice_before_it_was_over(
    runs: list[dict[tuple[str, TroubleKind], bool]],
) -> None:
    marks: Mapping[tuple[str, str], datetime] = {}
    open_ones: set[tuple[str | None, TroubleKind]] = set()
    coming = {FAILING, GONE}
    for number, run in enumerate(runs):
        troubles = [trouble(f, kind, needs_person=bad) for (f, kind), bad in run.items()]
        decided = tell(*troubles, told=marks, now=NOW + number * HOUR)
        marks = decided.told
        for one in decided.notice.troubles:
            assert (one.feed, one.kind) not in open_ones
            open_ones.add((one.feed, one.kind))
        for over in decided.notice.recovered:
            assert (over.feed, over.kind) in open_ones
            family = coming if over.kind in coming else {over.kind}
            assert not family & {kind for (feed, kind) in run if feed == over.feed}
            open_ones -= {(over.feed, kind) for kind in family}
        open_ones -= {
            (f, TroubleKind.GIVEN_UP) for f in "AB" if (f, TroubleKind.GIVEN_UP) not in run
        }
        assert {(feed, kind.value) for feed, kind in open_ones} == set(marks)


# ── of whom nothing can be said ──────────────────────────────────────────────────────────────


def feed(name: str, host: str | None = None) -> Feed:
    return Feed(name, name, f"https://{host or name.lower()}.example/feed", BUILT_IN["jekyll"])


def state(
    of: Feed, failing: timedelta | None = None, came: timedelta | None = None, failures: int = 9
) -> FeedState:
    """`failing` and `came`: how long ago it began to fail, and came last; polled just now."""
    return FeedState(
        of.id,
        of.url,
        last_poll=NOW,
        last_success=None if came is None else NOW - came,
        failures=0 if failing is None else failures,
        failing_since=None if failing is None else NOW - failing,
    )


def report(*feeds: Feed, phase: str | None = "dns", came: Iterable[Feed] = ()) -> RunReport:
    failed = [FeedReport(one.id, FeedOutcome.FAILED, phase=phase) for one in feeds]
    fine = [FeedReport(one.id, FeedOutcome.UNCHANGED) for one in came]
    waits = FeedReport("W", FeedOutcome.NOT_DUE)
    return RunReport((*failed, *fine, waits), timedelta())


A, B, C = feed("A"), feed("B"), feed("C")


def test_of_a_feed_with_a_new_address_nothing_is_said_before_it_was_polled() -> None:
    states = {"A": FeedState("A", "https://old.example/feed"), "B": state(B)}
    assert judged((A, B, C), states, {}) == {"B"}
    kept = tell(trouble(), told=TOLD, of={"B"})
    assert (kept.notice, kept.told) == (Notice(), TOLD)


@pytest.mark.parametrize(
    ("run", "states", "answer"),
    [
        pytest.param(
            report(A, B), [state(A, DAY, 2 * DAY), state(B, DAY, DAY)], True, id="all is silent"
        ),
        pytest.param(
            report(A), [state(A, DAY, 2 * DAY), state(B, DAY, DAY)], True, id="one was due of two"
        ),
        pytest.param(report(A, B), [state(A, DAY), state(B, DAY)], True, id="none ever came"),
        pytest.param(report(), [state(A, DAY), state(B, DAY)], None, id="none was asked"),
        pytest.param(
            report(A, came=[B]), [state(A, DAY), state(B, came=HOUR)], False, id="one came"
        ),
        pytest.param(
            report(A, B, phase="status"), [state(A, DAY), state(B, DAY)], False, id="servers spoke"
        ),
        pytest.param(report(A), [state(A, DAY, DAY)], False, id="a single host may be dead"),
        pytest.param(
            report(A, B),
            [state(A, 9 * DAY), state(B, 5 * DAY), state(C, came=3 * DAY)],
            False,
            id="another came since both fail",
        ),
    ],
)
def test_whether_it_is_this_machine_that_is_cut_off(
    run: RunReport, states: list[FeedState], answer: bool | None
) -> None:
    assert is_cut_off(run, (A, B, C), {each.feed_id: each for each in states}) is answer


def test_two_feeds_of_one_dead_host_are_not_the_network() -> None:
    one, two = feed("A", "same"), feed("B", "same")
    states = {"A": state(one, DAY), "B": state(two, DAY)}
    assert is_cut_off(report(one, two), (one, two), states) is False


def test_a_network_that_is_down_is_one_trouble_and_not_one_of_each_feed() -> None:
    feeds = (A, B)
    states = {"A": state(A, 2 * DAY, 3 * DAY), "B": state(B, DAY, 3 * DAY)}
    marks = with_network({}, True, NOW)
    of = judged(feeds, states, marks)
    assert of == frozenset()
    one = network_trouble(feeds, states, NOW)
    assert (one.feed, one.since, one.needs_person) == (None, NOW - DAY, True)
    down = tell(trouble("A"), trouble("B"), one, told=marks, of=of)
    assert down.notice == Notice((one,))
    # Nothing was due since: nobody knows.
    waits = tell(trouble("A"), trouble("B"), told=down.told, of=of, network_known=False)
    assert waits.notice == Notice()
    # B came again; what is remembered of A is of the bad time, until it is asked anew.
    later = {"A": states["A"], "B": state(B, came=HOUR)}
    of = judged(feeds, later, waits.told)
    assert of == {"B"}
    back = tell(trouble("A"), told=waits.told, of=of)
    assert back.notice == Notice(recovered=(Recovery(FAILING, None, NOW),))


def test_a_network_that_is_down_for_an_hour_is_nobodys_business() -> None:
    states = {"A": state(A, HOUR), "B": state(B, HOUR)}
    assert network_trouble((A, B), states, NOW).needs_person is False


# ── in words ─────────────────────────────────────────────────────────────────────────────────


def test_one_trouble_is_told_with_what_to_do() -> None:
    told = notice_text(Notice((trouble(since=NOW - DAY),)))
    assert told == "scrape: A: failing since 2026-11-19 12:00 UTC: HTTP 503. wait"


def test_of_many_the_text_names_some_and_the_object_a_hundred() -> None:
    many = Notice(tuple(trouble(f"Feed {n}") for n in range(500)))
    sent = outgoing(many, HERE, NOW)
    assert sent.text.startswith("scrape: 500 troubles: Feed 0 (failing), Feed 1 (failing)")
    assert sent.text.endswith("and 492 more")
    told = json.loads(sent.body)
    assert (told["trouble_count"], len(told["troubles"])) == (500, MOST_LISTED)
    assert len(sent.body) < 50_000


def test_the_object_says_who_tells_and_what() -> None:
    over = Recovery(FAILING, "B", NOW - DAY)
    sent = outgoing(Notice((trouble(url="https://a.example/feed"),), (over,)), HERE, NOW)
    assert json.loads(sent.body) == {
        "type": "notice",
        "test": False,
        "text": "scrape: A: failing: HTTP 503. wait; recovered: B (failing)",
        "at": "2026-11-20T12:00:00.000Z",
        "host": "box",
        "archive": "/srv/archive",
        "trouble_count": 1,
        "recovered_count": 1,
        "troubles": [
            {
                "kind": "failing",
                "feed": "A",
                "url": "https://a.example/feed",
                "why": "HTTP 503",
                "remedy": "wait",
                "since": None,
                "next_try": None,
            }
        ],
        "recovered": [{"kind": "failing", "feed": "B", "told": "2026-11-19T12:00:00.000Z"}],
    }


@given(st.text(), st.text(), st.text())
@settings(deadline=None)
def test_the_text_is_one_clean_short_line(name: str, why: str, remedy: str) -> None:
    told = notice_text(Notice((Trouble(FAILING, why, remedy, feed=name),)))
    assert len(told) < 600
    assert len(told.splitlines()) == 1
    assert "\0" not in told
    told.encode()  # an environment takes no half of a character pair


def test_a_sample_says_that_it_is_one() -> None:
    sent = outgoing(sample(NOW), HERE, NOW, test=True)
    assert sent.text.startswith("Test, nothing is wrong. scrape: Sample feed: failing since")
    assert json.loads(sent.body)["test"] is True

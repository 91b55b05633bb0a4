"""What is called a trouble, and what is not: the decisions, without polls."""

from __future__ import annotations

import dataclasses
import os
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.decide import (
    LED_HOME,
    TOLD_FOR,
    Past,
    after_news,
    after_poll_failure,
    feed_troubles,
)
from scraper.decide.rhythm import longest_silence
from scraper.model import (
    Access,
    BodyFrom,
    BodySeen,
    EntryRecord,
    Feed,
    FeedState,
    ParsedFeed,
    Signs,
    Source,
    Status,
    Trouble,
    TroubleKind,
)
from scraper.pipeline.disks import disk_troubles
from scraper.pipeline.health import troubles
from scraper.presets import BUILT_IN
from scraper.store import Store
from stored import Do, entry, record

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FEED = Feed("f", "F", "https://a.example/feed", BUILT_IN["jekyll"])
STATE = FeedState("f", FEED.url, last_poll=NOW, last_success=NOW, due_at=NOW + HOUR)
TODAY = NOW.toordinal()


def state(signs: Signs | None = None, **more: object) -> FeedState:
    return dataclasses.replace(STATE, signs=signs or Signs(), **more)  # type: ignore[arg-type]


def one(found: tuple[Trouble, ...]) -> Trouble:
    (trouble,) = found
    assert trouble.feed == "F"
    return trouble


def failing(status: int | None, phase: str, error: str = "no", polls: int = 2) -> FeedState:
    signs = Signs(status=status, phase=phase, same_polls=polls, same_since=NOW - 2 * DAY)
    return state(signs, failures=polls, failing_since=NOW - 2 * DAY, error=error)


def test_a_feed_that_is_well_or_new_has_none() -> None:
    assert feed_troubles(FEED, None, NOW) == ()
    assert feed_troubles(FEED, STATE, NOW) == ()


def test_what_is_remembered_of_another_address_is_no_trouble() -> None:
    gone = state(url="https://old.example/", gone_since=NOW, failures=9)
    assert feed_troubles(FEED, gone, NOW) == ()


# ── failures ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "phase", "error", "kind", "words", "needs"),
    [
        (404, "status", "HTTP 404", TroubleKind.NOT_FOUND, "new address", True),
        (None, "parse", "an HTML page", TroubleKind.NOT_A_FEED, "in a browser", True),
        (429, "status", "HTTP 429", TroubleKind.THROTTLED, "poll_every", True),
        (503, "status", "HTTP 503", TroubleKind.FAILING, "nothing yet", False),
        (403, "status", "HTTP 403", TroubleKind.FAILING, "nothing yet", False),
        (None, "dns", "no such name", TroubleKind.FAILING, "nothing yet", False),
        (None, "address", "not public", TroubleKind.FAILING, "`network.allow_private`", False),
        (
            *(None, "tls", "bad certificate or TLS (UNEXPECTED_EOF_WHILE_READING)"),
            *(TroubleKind.FAILING, "nothing yet", False),
        ),
    ],
)
def test_what_no_bad_hour_explains_is_believed_the_second_time(
    status: int | None, phase: str, error: str, kind: TroubleKind, words: str, needs: bool
) -> None:
    twice = one(feed_troubles(FEED, failing(status, phase, error), NOW))
    assert (twice.kind, twice.needs_person, twice.why) == (kind, needs, error)
    assert words in twice.remedy
    assert (twice.since, twice.next_try) == (NOW - 2 * DAY, NOW + HOUR)
    once = one(feed_troubles(FEED, failing(status, phase, error, polls=1), NOW))
    assert (once.kind, once.needs_person) == (kind, False)


@pytest.mark.parametrize(
    ("status", "phase", "words"),
    [
        (403, "status", "`headers`"),
        (None, "dns", "no such host"),
        (None, "connect", "is it up in a browser"),
        (None, "redirect", "redirects lead nowhere"),
        (None, "robots", "`robots: {ignore: …}`"),
        (None, "internal", "a bug of this program"),
        (500, "status", "look at the address in a browser"),
        (None, "of a later version", "look at the address in a browser"),
    ],
)
def test_what_fails_for_days_comes_with_what_to_do(
    status: int | None, phase: str, words: str
) -> None:
    trouble = one(feed_troubles(FEED, failing(status, phase, polls=3), NOW))
    assert (trouble.kind, trouble.needs_person) == (TroubleKind.FAILING, True)
    assert words in trouble.remedy


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("certificate has expired", "must renew it"),
        ("certificate is not yet valid", "clock right"),
        ("self-signed certificate in certificate chain", "SSL_CERT_FILE"),
        ("unable to get local issuer certificate", "its chain is not whole"),
        ("Hostname mismatch, certificate is not valid for 'a.example'.", "another host's"),
        ("certificate revoked", "in a browser"),
    ],
)
def test_each_fault_of_a_certificate_has_its_remedy(said: str, words: str) -> None:
    broken = failing(None, "tls", f"bad certificate or TLS ({said})")
    trouble = one(feed_troubles(FEED, broken, NOW))
    assert (trouble.kind, trouble.needs_person) == (TroubleKind.CERTIFICATE, True)
    assert words in trouble.remedy


def test_a_404_after_other_trouble_is_the_first_one() -> None:
    after = after_poll_failure(FEED, STATE, NOW, "down", None, status=503, phase="status")
    after = after_poll_failure(FEED, after, NOW + HOUR, "no", None, status=404, phase="status")
    assert not one(feed_troubles(FEED, after, NOW + HOUR)).needs_person
    after = after_poll_failure(FEED, after, NOW + DAY, "no", None, status=404, phase="status")
    assert one(feed_troubles(FEED, after, NOW + DAY)).needs_person
    assert (after.signs.same_polls, after.signs.same_since) == (2, NOW + HOUR)


def test_a_failing_state_of_an_older_program_is_told_as_before() -> None:
    old = state(failures=3, failing_since=NOW - DAY, error="HTTP 404")
    trouble = one(feed_troubles(FEED, old, NOW))
    assert (trouble.kind, trouble.needs_person) == (TroubleKind.FAILING, True)


@pytest.mark.parametrize(
    ("polls", "since", "silent", "needs"),
    [
        pytest.param(2, 25 * HOUR, None, True, id="twice, over a day"),
        pytest.param(2, 23 * HOUR, HOUR, False, id="less than a day"),
        pytest.param(1, 25 * HOUR, HOUR, True, id="once, and left alone ever since"),
        pytest.param(1, 25 * HOUR, None, False, id="once, and nobody asked since"),
    ],
)
def test_too_many_requests_for_days(
    polls: int, since: timedelta, silent: timedelta | None, needs: bool
) -> None:
    told = failing(429, "status", polls=polls)
    told = dataclasses.replace(told, signs=dataclasses.replace(told.signs, same_since=NOW - since))
    past = Past(silent_until=None if silent is None else NOW + silent)
    assert one(feed_troubles(FEED, told, NOW, past)).needs_person is needs


@pytest.mark.parametrize(("status", "failures"), [(404, 3), (429, 6)])
def test_a_feed_that_fails_by_turns_in_several_ways_needs_a_person(
    status: int, failures: int
) -> None:
    turns = dataclasses.replace(failing(status, "status", polls=1), failures=failures)
    trouble = one(feed_troubles(FEED, turns, NOW))
    assert trouble.needs_person
    assert "nothing yet" not in trouble.remedy
    newer = dataclasses.replace(turns, failing_since=NOW - 20 * HOUR)
    assert not one(feed_troubles(FEED, newer, NOW)).needs_person


def test_a_feed_whose_host_wants_to_be_left_alone_for_days_is_throttled() -> None:
    last = state(last_poll=NOW - 2 * DAY, last_success=NOW - 2 * DAY, due_at=NOW - DAY)
    trouble = one(feed_troubles(FEED, last, NOW, Past(silent_until=NOW + HOUR)))
    assert (trouble.kind, trouble.since) == (TroubleKind.THROTTLED, NOW - 2 * DAY)
    assert trouble.next_try == NOW + HOUR
    assert feed_troubles(FEED, last, NOW) == ()
    assert feed_troubles(FEED, STATE, NOW, Past(silent_until=NOW + HOUR)) == ()


# ── rhythm ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pauses", "limit"),
    [
        pytest.param([1] * 59, 8, id="daily"),
        pytest.param([1] * 7, 14, id="daily, hardly known"),
        pytest.param([1] * 6, None, id="too little known"),
        pytest.param([1, 1, 1, 1, 3] * 11, 14, id="weekdays"),
        pytest.param([7] * 9, 50, id="weekly"),
        pytest.param([30] * 11, 197, id="monthly"),
        pytest.param([1, 1, 1, 40, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] * 2, 200, id="bursts"),
        pytest.param([1] * 50 + [14], 24, id="daily, with a holiday"),
        pytest.param([], None, id="nothing known"),
    ],
)
def test_how_long_a_feed_may_be_silent(pauses: list[int], limit: int | None) -> None:
    days = tuple(accumulate([700_000, *pauses])) if pauses else ()
    assert longest_silence(days) == limit


@given(st.lists(st.integers(1, 400), min_size=7, max_size=59))
def test_no_feed_is_too_silent_within_what_was_its_longest_pause(pauses: list[int]) -> None:
    limit = longest_silence(tuple(accumulate([600_000, *pauses])))
    assert limit is not None
    assert limit > max(7, *pauses)


def test_silence_is_counted_up_to_the_last_poll_and_not_while_the_feed_fails() -> None:
    daily = Signs(days=tuple(range(TODAY - 60, TODAY - 20)))
    trouble = one(feed_troubles(FEED, state(daily), NOW))
    assert (trouble.kind, trouble.since) == (
        TroubleKind.SILENT,
        NOW.replace(hour=0) - 21 * DAY,
    )
    assert feed_troubles(FEED, state(daily, last_success=NOW - 15 * DAY), NOW) == ()
    ill = dataclasses.replace(failing(503, "status", polls=1), signs=daily)
    assert one(feed_troubles(FEED, ill, NOW)).kind is TroubleKind.FAILING


def seen_now(key: str, status: Status = Status.NEW, **dates: datetime | None) -> EntryRecord:
    return dataclasses.replace(
        record(key, status, first_seen=NOW), entry=entry(key, dates.get("published"))
    )


@pytest.mark.parametrize("status", list(Status))
def test_whatever_became_of_what_is_new_it_is_news(status: Status) -> None:
    fresh = seen_now("1", status)
    after = after_news(STATE, ParsedFeed("t", (fresh.entry,)), [fresh], NOW, first_poll=False)
    assert after.signs.days == (TODAY,)
    known = dataclasses.replace(fresh, first_seen=NOW - DAY)
    assert after_news(STATE, ParsedFeed("t", ()), [known], NOW, first_poll=False) == STATE


def test_a_clock_that_was_ahead_once_does_not_hide_silence() -> None:
    ahead = state(Signs(days=(TODAY - 2, TODAY + 4000)))
    fresh = seen_now("1")
    after = after_news(ahead, ParsedFeed("t", (fresh.entry,)), [fresh], NOW, first_poll=False)
    assert after.signs.days == (TODAY - 2, TODAY)


def test_a_first_poll_knows_the_days_of_all_it_shows() -> None:
    dates = [NOW - 9 * DAY, NOW - 2 * DAY, NOW - 2 * DAY, NOW + 3 * DAY]
    fresh = [seen_now(f"{n}", published=date) for n, date in enumerate(dates)]
    parsed = ParsedFeed("t", tuple(each.entry for each in fresh))
    after = after_news(STATE, parsed, fresh, NOW, first_poll=True)
    assert after.signs.days == (TODAY - 9, TODAY - 2, TODAY)
    assert after.signs.ahead == ()


# ── documents ────────────────────────────────────────────────────────────────────────────────


def test_a_feed_that_is_empty_again_and_again_is_so_by_nature() -> None:
    empty = Signs(empty_since=NOW - DAY)
    assert one(feed_troubles(FEED, state(empty), NOW)).kind is TroubleKind.EMPTY
    assert feed_troubles(FEED, state(dataclasses.replace(empty, emptied=2)), NOW) == ()
    assert feed_troubles(FEED, state(Signs(empty_since=NOW)), NOW) == ()  # the first poll of it


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"cut_runs": 3, "signs": Signs(cut_since=NOW - DAY)}, TroubleKind.CUT),
        ({"signs": Signs(guid_polls=2, guids_since=NOW - DAY)}, TroubleKind.GUIDS),
    ],
)
def test_what_only_the_site_can_mend_is_told_for_a_week(
    changed: dict[str, object], kind: TroubleKind
) -> None:
    ill = dataclasses.replace(STATE, **changed)  # type: ignore[arg-type]
    trouble = one(feed_troubles(FEED, ill, NOW))
    assert (trouble.kind, trouble.since, trouble.needs_person) == (kind, NOW - DAY, True)
    assert not one(feed_troubles(FEED, ill, NOW + TOLD_FOR)).needs_person


def test_two_entries_of_many_that_share_a_guid_are_an_accident() -> None:
    def polled(shared: int, entries: int) -> int:
        fresh = [seen_now(f"{n}") for n in range(entries)]
        parsed = ParsedFeed("t", tuple(r.entry for r in fresh), shared_guids=shared)
        return after_news(STATE, parsed, fresh, NOW, first_poll=False).signs.guid_polls

    assert [polled(2, 20), polled(3, 20), polled(2, 4), polled(0, 1)] == [0, 1, 1, 0]


def test_what_was_adopted_by_an_older_program_is_told_without_a_date() -> None:
    moved = state(adopted_url="https://b.example/feed")
    trouble = one(feed_troubles(FEED, moved, NOW))
    assert (trouble.kind, trouble.since, trouble.url) == (
        TroubleKind.MOVED,
        None,
        "https://b.example/feed",
    )


# ── dates ────────────────────────────────────────────────────────────────────────────────────


def dated(*ahead: int, at: int = 0) -> Signs:
    """Signs of polls 30 minutes apart whose latest entries were so many minutes ahead."""
    first = 29_000_017 + at
    pairs = [(first + 30 * n, first + 30 * n + m if m else 0) for n, m in enumerate(ahead)]
    return Signs(ahead=tuple(pairs), ahead_since=NOW)


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        ((115, 109), "Etc/GMT-2"),
        ((0, 55, 50, 35), "Etc/GMT-1"),
        ((330, 318), "Asia/Kolkata"),
        ((29, 25), "one 1/2 h ahead"),
        ((840, 838), "Etc/GMT-14"),
        ((115, 0), None),
        ((115,), None),
        ((115, 600), None),
        ((400, 370), None),  # an hour's edition, seen twice
        ((), None),
    ],
)
def test_dates_that_are_ahead_by_the_same(ahead: tuple[int, ...], words: str | None) -> None:
    found = feed_troubles(FEED, state(dated(*ahead)), NOW)
    assert [trouble.kind for trouble in found] == ([TroubleKind.ZONE] if words else [])
    assert words is None or words in found[0].remedy


def test_what_is_dated_for_the_hour_of_its_edition_is_no_wrong_zone() -> None:
    evening = 29_000_160 // 1440 * 1440 + 20 * 60  # minutes
    morning = evening + 9 * 60
    row = tuple((evening + n * 1440 + n % 3 * 7, morning + n * 1440 + n % 2 * 30) for n in range(6))
    assert feed_troubles(FEED, state(Signs(ahead=row)), NOW) == ()
    monday, day = evening - 20 * 60, 1440  # a podcast, twice a week
    times = ((0, 120, 360), (4, 240, 420), (7, 150, 360), (11, 240, 420))
    row = tuple((monday + n * day + seen, monday + n * day + dated) for n, seen, dated in times)
    assert feed_troubles(FEED, state(Signs(ahead=row)), NOW) == ()
    told = tuple((seen, seen + 9 * 60 - 2 - n) for n, (seen, _) in enumerate(row))
    assert one(feed_troubles(FEED, state(Signs(ahead=told)), NOW)).kind is TroubleKind.ZONE


@pytest.mark.parametrize(
    ("minutes", "is_ahead"), [((-5, 20, 50), True), ((-30, 50), False), ((-5, -2, 600), False)]
)
def test_a_zone_is_judged_by_most_of_what_is_new(minutes: tuple[int, ...], is_ahead: bool) -> None:
    fresh = [seen_now(f"{n}", published=NOW + n * MINUTE) for n in minutes]
    parsed = ParsedFeed("t", tuple(each.entry for each in fresh))
    ((_, dated),) = after_news(STATE, parsed, fresh, NOW, first_poll=False).signs.ahead
    assert bool(dated) is is_ahead


def test_a_zone_that_is_set_is_to_be_set_anew() -> None:
    feed = dataclasses.replace(FEED, timezone_override="Europe/Paris")
    trouble = one(feed_troubles(feed, state(dated(58, 47)), NOW))
    assert trouble.remedy == "set `timezone_override` to a zone 1 h ahead of Europe/Paris"


# ── bodies ───────────────────────────────────────────────────────────────────────────────────


def bodies(*shapes: str, host: str = "a.example") -> tuple[BodySeen, ...]:
    """Newest first, of one letter each, the oldest first: whole, part, summary, rule, tiny."""
    made = [
        BodySeen(
            *("f", f"{n}", f"https://{host}/{n}", NOW - (len(shapes) - n) * HOUR),
            length=100 if shape == "t" else 3000 + 10 * n,
            source=Source.SUMMARY if shape == "s" else Source.PAGE,
            access=Access.PARTIAL if shape == "p" else Access.FULL,
            warnings=("sites.yaml: a.example: keep matches nothing on this page",)
            if shape == "r"
            else (),
        )
        for n, shape in enumerate("".join(shapes))
    ]
    return tuple(reversed(made))


def kinds(past: Past) -> list[TroubleKind]:
    return [trouble.kind for trouble in feed_troubles(FEED, STATE, NOW, past)]


@pytest.mark.parametrize(
    ("shapes", "found"),
    [
        ("w" * 20 + "pppp", [TroubleKind.TEASERS]),
        ("w" * 20 + "ssss", [TroubleKind.TEASERS]),
        ("w" * 20 + "ppp", []),
        ("w" * 60 + "ppp", [TroubleKind.TEASERS]),
        ("w" * 7 + "pppppppp", []),  # too little was seen
        ("wwp" * 12 + "pppp", []),  # a third of them always was behind a wall
        ("w" * 40 + "p" * 9 + "w" * 12 + "p" * 9, []),  # as Saturday's supplement is
        ("w" * 40 + "p" * 9 + "w" * 12 + "p" * 14, [TroubleKind.TEASERS]),
        ("s" * 40, []),
        ("w" * 20 + "pppppw", []),  # it has passed
        ("w" * 20 + "t" * 6, [TroubleKind.SHORTER]),
        ("w" * 20 + "t" * 5, []),
        ("wt" * 20 + "t" * 6, []),  # short ones always were among them
        ("w" * 12 + "t" * 6, []),
        ("w" * 40 + "t" * 8 + "w" * 20 + "t" * 8, []),  # as the agency's flashes are
        ("w" * 40 + "t" * 8 + "w" * 20 + "t" * 12, [TroubleKind.SHORTER]),
        ("w" * 20 + "rrrr", [TroubleKind.RULE]),
        ("w" * 20 + "rr", []),
        ("rrr", [TroubleKind.RULE]),  # it never matched
        ("rr", []),
        ("wr" * 15 + "rrrr", []),
    ],
)
def test_what_bodies_tell(shapes: str, found: list[TroubleKind]) -> None:
    assert kinds(Past(bodies(*shapes))) == found


def test_a_feed_whose_own_text_is_taken_is_not_told_to_take_that() -> None:
    feed = dataclasses.replace(FEED, body_from=BodyFrom.FEED)
    trouble = one(feed_troubles(feed, STATE, NOW, Past(bodies("w" * 20, "ssss"))))
    assert "take `from: feed` out" in trouble.remedy


def test_a_rule_is_judged_by_the_articles_of_its_host() -> None:
    of_others = bodies(*"w" * 30, host="other.example")
    matched = [dataclasses.replace(b, at=b.at - DAY) for b in bodies(*"w" * 20, host="m.a.example")]
    dead = bodies(*"rrrr", host="www.a.example")
    trouble = one(feed_troubles(FEED, STATE, NOW, Past((*dead, *of_others, *matched))))
    assert trouble.why == "sites.yaml: a.example: keep does not match any more (4 articles)"
    assert (trouble.since, trouble.url) == (NOW - 4 * HOUR, "https://www.a.example/3")


def waits(key: str, reason: str, phase: str, since: timedelta) -> EntryRecord:
    return record(key, Status.RETRY, first_seen=NOW - since, reason=reason, phase=phase, attempts=3)


@pytest.mark.parametrize(
    ("phase", "since", "found"),
    [
        pytest.param("extract", MINUTE, [TroubleKind.TEASERS], id="walls"),
        pytest.param("status", MINUTE, [], id="pages that may come yet"),
        pytest.param("status", DAY, [TroubleKind.TEASERS], id="pages that did not come in a day"),
    ],
)
def test_entries_that_wait_tell_that_pages_give_nothing_any_more(
    phase: str, since: timedelta, found: list[TroubleKind]
) -> None:
    whole = tuple(dataclasses.replace(b, at=b.at - 2 * DAY) for b in bodies(*"w" * 20))
    waiting = tuple(waits(f"{n}", "HTTP 403 Forbidden", phase, since) for n in range(4))
    past = Past(whole, waiting)
    assert kinds(past) == found
    if found:
        assert "HTTP 403 Forbidden" in one(feed_troubles(FEED, STATE, NOW, past)).why


def test_what_was_given_up_is_told_for_a_week_with_its_reason() -> None:
    lost = [
        record(
            f"{n}", Status.GAVE_UP, tried_at=NOW - n * 2 * DAY, reason="HTTP 404", phase="status"
        )
        for n in range(1, 6)
    ]
    trouble = one(feed_troubles(FEED, None, NOW, Past(given_up=tuple(lost))))
    assert trouble.kind is TroubleKind.GIVEN_UP
    assert trouble.why == "3 entries were given up in the last seven days: HTTP 404"
    assert (trouble.since, trouble.next_try) == (NOW - 6 * DAY, None)
    assert "scrape status --failed --feed 'F'" in trouble.remedy
    assert "scrape retry --feed 'F'" in trouble.remedy


@pytest.mark.parametrize(
    ("reasons", "needs"),
    [
        pytest.param(["HTTP 404 Not Found", "HTTP 410 Gone"], False, id="taken down"),
        pytest.param([LED_HOME], False, id="taken down, with a redirect"),
        pytest.param(["HTTP 404 Not Found"] * 3, True, id="its addresses changed"),
        pytest.param(["HTTP 404 Not Found", "a consent wall"], True, id="one can be mended"),
    ],
)
def test_an_article_that_its_site_took_down_needs_nobody(reasons: list[str], needs: bool) -> None:
    lost = [
        record(f"{n}", Status.GAVE_UP, tried_at=NOW, reason=reason)
        for n, reason in enumerate(reasons)
    ]
    trouble = one(feed_troubles(FEED, None, NOW, Past(given_up=tuple(lost))))
    assert trouble.needs_person is needs
    assert ("browser" in trouble.remedy) is ("a consent wall" not in reasons)


@given(st.from_type(Signs), st.integers(0, 5), st.integers(0, 5), st.booleans())
def test_whatever_is_remembered_each_trouble_says_why_and_what_to_do(
    signs: Signs, failures: int, cut_runs: int, moved: bool
) -> None:
    signs = dataclasses.replace(
        signs,
        days=tuple(sorted({abs(day) % 700_000 + 1 for day in signs.days})),
        **{
            name: NOW
            for name in (f.name for f in dataclasses.fields(signs))
            if name.endswith("_since") and getattr(signs, name) is not None
        },  # type: ignore[arg-type]
    )
    ill = state(
        signs,
        failures=failures,
        failing_since=NOW if failures else None,
        cut_runs=cut_runs,
        moved_to="https://b.example/" if moved else None,
    )
    for trouble in feed_troubles(FEED, ill, NOW):
        assert (trouble.feed, trouble.url is None) == ("F", False)
        assert trouble.why
        assert trouble.remedy
        assert trouble.next_try is None or trouble.next_try > NOW


# ── all of them ──────────────────────────────────────────────────────────────────────────────


def test_troubles_come_in_the_order_of_the_feeds_and_disks_last(
    store: Store, do: Do, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = os.statvfs_result((4096, 4096, 1_000_000, 0, 0, 10_000, 9_000, 9_000, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda path: full)
    other = dataclasses.replace(FEED, id="g", name="G", url="https://g.example/feed")
    do(store.keep_states([failing(404, "status")]))
    lost = dataclasses.replace(
        record("9", Status.GAVE_UP, tried_at=NOW, reason="r"), entry=entry("9", feed="g")
    )
    do(store.admit(FeedState("g", other.url), [lost]))
    folders = (tmp_path, tmp_path / "not" / "there")
    found = do(troubles([other, FEED], store, NOW, folders))
    assert [(each.kind.value, each.feed) for each in found] == [
        ("given-up", "G"),
        ("not-found", "F"),
        ("space", None),
    ]
    assert [t.feed for t in do(troubles([FEED], store, NOW))] == ["F"]


def test_the_silence_of_the_host_that_is_asked_counts(store: Store, do: Do) -> None:
    last = state(adopted_url="https://b.example/feed", last_poll=NOW - 3 * DAY)
    do(store.keep_states([last]))
    do(store.keep_silence("b.example", NOW + HOUR))
    kinds = [trouble.kind for trouble in do(troubles([FEED], store, NOW))]
    assert kinds == [TroubleKind.THROTTLED, TroubleKind.MOVED]


@pytest.mark.parametrize(
    ("total", "free", "is_full"),
    [
        pytest.param(4_000_000, 3_000, False, id="4 TB, 3 GB free"),
        pytest.param(4_000_000, 1_900, True, id="4 TB, 1.9 GB free"),
        pytest.param(50_000, 510, False, id="50 GB, 510 MB free"),
        pytest.param(50_000, 490, True, id="50 GB, 490 MB free"),
        pytest.param(1_000, 110, False, id="1 GB, 110 MB free"),
        pytest.param(1_000, 90, True, id="1 GB, 90 MB free"),
        pytest.param(0, 0, False, id="a file system that does not tell"),
    ],
)
def test_when_a_disk_is_nearly_full(
    total: int, free: int, is_full: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mb = 1_000_000
    room = os.statvfs_result((1, 1, total * mb, free * mb, free * mb, 0, 0, 0, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda path: room)
    found = disk_troubles([tmp_path])
    assert [trouble for trouble in found if trouble.needs_person] == list(found if is_full else ())
    assert bool(found) or not is_full


def test_a_disk_is_named_before_and_after_it_needs_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def needs(free: int) -> list[bool]:
        mb = 1_000_000
        room = os.statvfs_result((1, 1, 40_000 * mb, free * mb, free * mb, 0, 0, 0, 0, 255))
        monkeypatch.setattr(os, "statvfs", lambda path: room)
        return [trouble.needs_person for trouble in disk_troubles([tmp_path])]

    assert [needs(free) for free in (399, 401, 499, 501)] == [[True], [False], [False], []]


def test_a_disk_that_can_not_be_asked_is_no_trouble_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(path: object) -> os.statvfs_result:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "statvfs", refuses)
    assert disk_troubles([tmp_path]) == ()

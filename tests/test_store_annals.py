"""What the store keeps of the past: runs, hosts, bodies, days, and what a person was told."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta

from scraper.model import Access, BodySeen, FeedState, Held, HostPace, RunRecord, Source, Status
from scraper.store import BODIES_KEPT, Store
from stored import DAY, NOW, POST, Do, entry, record

BODY = BodySeen(
    "f", "1", "https://a.example/1", NOW, 1200, Source.PAGE, Access.PARTIAL, ("a rule: no match",)
)
RUN = RunRecord(NOW, timedelta(seconds=4.5), 3, 1, 7, 2, 1, 31, "max-time")


def pace(host: str, seconds: float, **more: int) -> HostPace:
    took = timedelta(seconds=seconds)
    return HostPace(host, more.get("requests", 1), more.get("failed", 0), took, took, NOW)


def test_runs_come_back_newest_first_and_whole(store: Store, do: Do) -> None:
    later = dataclasses.replace(RUN, started=NOW + DAY, stopped=None)
    do(store.end_run(RUN, ()))
    do(store.end_run(later, ()))
    assert do(store.runs(5)) == [later, RUN]
    assert do(store.runs(1)) == [later]


def test_a_thousand_runs_are_kept(store: Store, do: Do) -> None:
    for number in range(1005):
        do(store.end_run(dataclasses.replace(RUN, requests=number), ()))
    kept = do(store.runs(2000))
    assert len(kept) == 1000
    assert (kept[0].requests, kept[-1].requests) == (1004, 5)


def test_how_a_host_answers_is_joined_over_runs(store: Store, do: Do) -> None:
    do(store.end_run(RUN, [pace("b.example", 2), pace("a.example", 1)]))
    do(store.end_run(RUN, [pace("a.example", 11, requests=1, failed=1)]))
    first, second = do(store.paces())
    assert second == pace("b.example", 2)
    assert (first.host, first.requests, first.failed) == ("a.example", 2, 1)
    assert first.took == timedelta(seconds=2)  # 0.9 of 1 s, 0.1 of 11 s
    assert first.slowest == timedelta(seconds=11)


def test_a_body_is_kept_with_its_post(store: Store, do: Do) -> None:
    do(store.admit(FeedState("f", "u"), [record("1"), record("2")]))
    do(store.saved(record("1", Status.SAVED, path="a.md"), POST, ["n"], own_path=True, seen=BODY))
    do(store.saved(record("2", Status.SAVED, path="a.md"), POST, ["m"], own_path=False))
    assert do(store.bodies("f", 10)) == [BODY]
    assert do(store.bodies("g", 10)) == []


def test_of_bodies_the_last_ones_of_each_feed_are_kept(store: Store, do: Do) -> None:
    rare = dataclasses.replace(BODY, feed_id="g")
    for number in range(4 * BODIES_KEPT):
        done = record("1", Status.SAVED, path="a.md")
        body = dataclasses.replace(BODY, length=number)
        do(store.saved(done, POST, ["n"], own_path=True, seen=rare if number == 0 else body))
    kept = do(store.bodies("f", 1000))
    assert [body.length for body in kept[:BODIES_KEPT]] == list(
        range(4 * BODIES_KEPT - 1, 3 * BODIES_KEPT - 1, -1)
    )
    assert len(kept) <= 2 * BODIES_KEPT
    assert do(store.bodies("g", 10)) == [rare]


def test_of_older_bodies_some_are_kept_so_that_a_busy_feeds_past_is_known(
    store: Store, do: Do
) -> None:
    for number in range(25 * BODIES_KEPT):
        done = record("1", Status.SAVED, path="a.md")
        body = dataclasses.replace(BODY, length=number)
        do(store.saved(done, POST, ["n"], own_path=True, seen=body))
    lengths = [body.length for body in do(store.bodies("f", 1000))]
    assert lengths[:BODIES_KEPT] == list(range(25 * BODIES_KEPT - 1, 24 * BODIES_KEPT - 1, -1))
    assert lengths == sorted(lengths, reverse=True)
    assert 1.8 * BODIES_KEPT <= len(lengths) <= 3 * BODIES_KEPT
    assert lengths[-1] < 12 * BODIES_KEPT  # half of what there ever was


def test_of_feeds_that_take_turns_each_keeps_its_last_bodies_and_some_of_before(
    store: Store, do: Do
) -> None:
    done = record("1", Status.SAVED, path="a.md")
    for number in range(8 * BODIES_KEPT):
        body = dataclasses.replace(BODY, feed_id="fg"[number % 2])
        do(store.saved(done, POST, ["n"], own_path=True, seen=body))
    for feed in "fg":
        assert BODIES_KEPT + 3 <= len(do(store.bodies(feed, 10_000))) <= 2 * BODIES_KEPT


def test_the_latest_entries_come_newest_sight_first(store: Store, do: Do) -> None:
    first, second = record("1"), dataclasses.replace(record("2"), first_seen=NOW + DAY)
    do(store.admit(FeedState("f", "u"), [first, second]))
    assert do(store.latest("f", 5)) == [second, first]
    assert do(store.latest("f", 1)) == [second]
    assert do(store.latest("g", 5)) == []


def test_posts_are_counted_by_feed_and_day(store: Store, do: Do) -> None:
    noon = datetime(2021, 11, 20, 12, tzinfo=UTC)
    for key, published in (("1", noon), ("2", noon + DAY / 3), ("3", noon - 9 * DAY), ("4", None)):
        done = dataclasses.replace(
            record(key, Status.SAVED, path="a.md"), entry=entry(key, published)
        )
        do(store.saved(done, POST, [key], own_path=True))
    do(store.admit(FeedState("f", "u"), [record("5")]))  # waits: no post
    assert do(store.days(noon - DAY)) == {"f": {date(2021, 11, 20): 2, date(2021, 11, 23): 1}}


def test_what_was_told_is_replaced(store: Store, do: Do) -> None:
    assert do(store.told()) == {}
    do(store.keep_told({("f", "failing"): NOW, ("", "space"): NOW + DAY}))
    do(store.keep_told({("f", "failing"): NOW}))
    assert do(store.told()) == {("f", "failing"): NOW}


def test_posts_are_counted_by_feed(store: Store, do: Do) -> None:
    assert do(store.saved_counts()) == {}
    for key in ("1", "2"):
        do(store.saved(record(key, Status.SAVED, path="a.md"), POST, [key], own_path=True))
    other = dataclasses.replace(record("3", Status.SAVED, path="b.md"), entry=entry("3", feed="g"))
    do(store.saved(other, POST, ["3"], own_path=True))
    do(store.admit(FeedState("f", "u"), [record("4")]))  # waits: no post
    assert do(store.saved_counts()) == {"f": 2, "g": 1}


def test_the_newest_entry_of_a_feed_is_no_later_than_it_was_seen(store: Store, do: Do) -> None:
    assert do(store.newest()) == {}
    dated = dataclasses.replace(record("1"), entry=entry("1", NOW - 2 * DAY))
    older = dataclasses.replace(record("2"), entry=entry("2", NOW - 3 * DAY))
    ahead = dataclasses.replace(record("1"), entry=entry("1", NOW + 9 * DAY, feed="g"))
    undated = dataclasses.replace(record("1"), entry=entry("1", feed="h"))
    for feed_id, records in (("f", [dated, older]), ("g", [ahead]), ("h", [undated])):
        do(store.admit(FeedState(feed_id, "u"), records))
    assert do(store.newest()) == {"f": NOW - 2 * DAY, "g": NOW, "h": NOW}


def test_a_post_of_two_feeds_is_one_of_its_day(store: Store, do: Do) -> None:
    held = Held("a.md", "A", datetime(2021, 11, 20, 12, tzinfo=UTC))
    other = Held("b.md", "B", held.published)
    do(store.saved(record("1", Status.SAVED, path="a.md"), held, ["n", "m"], own_path=True))
    do(store.saved(record("2", Status.SAVED, path="a.md"), held, ["o"], own_path=False))
    do(store.adopt([("p", other), ("q", Held("c.md", "C"))]))
    assert do(store.all_days(NOW - 9 * DAY)) == {date(2021, 11, 20): 2}
    assert do(store.all_days(NOW)) == {}

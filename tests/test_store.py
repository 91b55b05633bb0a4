"""The contract of the Store, on every back end."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.decide import own_identity
from scraper.errors import StoreError
from scraper.model import EntryRecord, FeedState, Held, RobotsText, Status, Validators
from scraper.store import Store
from scraper.store.sqlite import SqliteStore
from stored import DAY, MINUTE, MS, NOW, POST, Do, entry, record


def test_a_new_store_is_empty(store: Store, do: Do) -> None:
    assert do(store.feed_states()) == {}
    assert do(store.known("f", ["1"])) == {}
    assert do(store.pending("f", NOW)) == []
    assert do(store.feeds_with_pending(NOW)) == frozenset()
    assert do(store.held(["a.example/1"])) == {}
    assert do(store.identities_at("a.md")) == []
    assert do(store.counts()) == {}
    assert do(store.unsettled()) == {}
    assert do(store.post_count()) == 0
    assert do(listing(store, "f", Status.NEW)) == []
    assert do(store.named(["a.example/1"])) == []
    assert do(store.robots("https://a.example")) is None
    assert do(store.silences(NOW)) == {}
    assert do(store.is_adopted()) is False


def test_admit_stores_the_feed_and_its_entries(store: Store, do: Do) -> None:
    state = FeedState(
        feed_id="f",
        url="https://a.example/feed",
        validators=Validators('W/"é"', "Tue, 23 Nov 2021 12:00:00 GMT"),
        body_hash="0" * 64,
        due_at=NOW + DAY,
        last_poll=NOW,
        last_success=NOW - DAY,
        failures=3,
        failing_since=NOW - DAY,
        error="no answer",
        moved_to="https://b.example/",
        moved_runs=2,
        adopted_url="https://c.example/",
    )
    do(store.admit(state, [record("1"), record("2")]))
    assert do(store.feed_states()) == {"f": state}
    assert do(store.known("f", ["1", "2", "3"])) == {"1": record("1"), "2": record("2")}


def test_a_record_comes_back_whole(store: Store, do: Do) -> None:
    full = EntryRecord(
        entry=dataclasses.replace(
            entry("1", NOW - DAY),
            linked=False,
            author="Jane",
            published_raw=NOW + DAY,
            updated=NOW,
            guid="g",
            language="zh-Hans",
            image="https://a.example/i.png",
            found_by="sitemap",
        ),
        status=Status.RETRY,
        first_seen=NOW,
        path="p.md",
        not_before=NOW - 2 * DAY,
        found_date=NOW - 3 * DAY,
        attempts=4,
        retry_at=NOW + MS,
        reason="no answer",
        phase="connect",
        tried_at=NOW - MS,
        not_after=NOW + 2 * DAY,
    )
    for item in dataclasses.fields(EntryRecord):
        assert getattr(full, item.name) != item.default, f"{item.name} must be told apart"
    do(store.settle(full))
    assert do(store.known("f", ["1"])) == {"1": full}


def test_feeds_are_kept_apart(store: Store, do: Do) -> None:
    other = dataclasses.replace(record("1"), entry=entry("1", feed="g"))
    do(store.admit(FeedState("f", "u"), [record("1")]))
    do(store.admit(FeedState("g", "v"), [other]))
    assert do(store.known("f", ["1"])) == {"1": record("1")}
    assert do(store.known("g", ["1"])) == {"1": other}
    assert list(do(store.feed_states())) == ["f", "g"]


def test_admission_is_whole_or_not_at_all(store: Store, do: Do) -> None:
    do(store.admit(FeedState("f", "u"), [record("1")]))
    broken = dataclasses.replace(record("3"), reason="\ud800")  # a bug: no store can hold it
    with pytest.raises((StoreError, UnicodeError)):
        do(store.admit(FeedState("f", "u", Validators("new")), [record("2"), broken]))
    assert do(store.feed_states()) == {"f": FeedState("f", "u")}
    assert do(store.known("f", ["1", "2", "3"])) == {"1": record("1")}
    do(store.admit(FeedState("f", "u"), [record("2")]))  # and it goes on


def test_first_seen_is_never_changed(store: Store, do: Do) -> None:
    do(store.settle(record("1")))
    later = record("1", Status.RETRY, first_seen=NOW + DAY, retry_at=NOW, attempts=1)
    do(store.settle(later))
    do(store.admit(FeedState("f", "u"), [later]))
    do(store.saved(later, POST, ["a.example/1"], own_path=True))
    (kept,) = do(store.known("f", ["1"])).values()
    assert kept.first_seen == NOW


def test_what_is_pending(store: Store, do: Do) -> None:
    do(store.admit(FeedState("f", "u"), [
        record("new"),
        record("due", Status.RETRY, retry_at=NOW),
        record("later", Status.RETRY, retry_at=NOW + MS),
        record("saved", Status.SAVED),
        record("old", Status.SKIPPED_OLD),
        record("lost", Status.GAVE_UP),
    ]))  # fmt: skip
    assert [item.entry.key for item in do(store.pending("f", NOW))] == ["due", "new"]
    assert do(store.pending("g", NOW)) == []
    assert len(do(store.pending("f", NOW + MS))) == 3


def test_pending_comes_oldest_first_then_by_key_undated_last(store: Store, do: Do) -> None:
    dated = {"b": DAY, "a": DAY, "z": 2 * DAY, "c": MS}
    items = [dataclasses.replace(record(k), entry=entry(k, NOW - ago)) for k, ago in dated.items()]
    do(store.admit(FeedState("f", "u"), [record("y"), *items, record("x")]))
    assert "".join(item.entry.key for item in do(store.pending("f", NOW))) == "zabcxy"


def test_pending_goes_by_the_date_that_the_feed_gives_now(store: Store, do: Do) -> None:
    do(store.admit(FeedState("f", "u"), [record("a"), record("b")]))
    do(store.settle(dataclasses.replace(record("b"), entry=entry("b", NOW))))
    assert "".join(item.entry.key for item in do(store.pending("f", NOW))) == "ba"


def test_every_part_of_a_record_but_its_first_sight_can_change(store: Store, do: Do) -> None:
    do(store.settle(record("1")))
    changed = EntryRecord(
        entry("1", NOW),
        *(
            Status.RETRY,
            NOW,
            "p.md",
            NOW - DAY,
            NOW - MINUTE,
            4,
            NOW + DAY,
            "why",
            "dns",
            NOW,
            NOW + DAY,
        ),
    )
    do(store.settle(changed))
    assert do(store.known("f", ["1"])) == {"1": changed}


@pytest.mark.parametrize(
    ("status", "retry_at", "found"),
    [
        pytest.param(Status.NEW, None, True, id="new"),
        pytest.param(Status.RETRY, NOW, True, id="due again"),
        pytest.param(Status.RETRY, NOW + MS, False, id="not yet"),
        pytest.param(Status.SAVED, None, False, id="saved"),
        pytest.param(Status.GAVE_UP, None, False, id="given up"),
        pytest.param(Status.SKIPPED_OLD, None, False, id="skipped"),
    ],
)
def test_feeds_with_pending(
    store: Store, do: Do, status: Status, retry_at: datetime | None, found: bool
) -> None:
    do(store.settle(record("1", status, retry_at=retry_at)))
    assert do(store.feeds_with_pending(NOW)) == (frozenset({"f"}) if found else frozenset())
    is_open = status in (Status.NEW, Status.RETRY)
    assert do(store.feeds_with_open()) == (frozenset({"f"}) if is_open else frozenset())


def test_states_of_many_feeds_are_stored_together_or_not_at_all(store: Store, do: Do) -> None:
    do(store.keep_states([FeedState("f", "u"), FeedState("g", "v")]))
    newer = FeedState("f", "u", Validators("new"))
    with pytest.raises((StoreError, UnicodeError)):
        do(store.keep_states([newer, FeedState("h\ud800", "w")]))
    assert do(store.feed_states()) == {"f": FeedState("f", "u"), "g": FeedState("g", "v")}
    do(store.keep_states([newer]))
    assert do(store.feed_states()) == {"f": newer, "g": FeedState("g", "v")}


def test_a_plan_is_remembered(store: Store, do: Do) -> None:
    do(store.settle(record("1")))
    do(store.plan(entry("1"), "p.md"))
    assert do(store.known("f", ["1"])) == {"1": record("1", path="p.md")}


def test_a_saved_entry_holds_no_text_and_its_article_is_held(store: Store, do: Do) -> None:
    do(store.settle(record("1")))
    names = ["a.example/1", "b.example/1"]
    do(store.saved(record("1", Status.SAVED, path="a.md"), POST, names, own_path=True))
    (kept,) = do(store.known("f", ["1"])).values()
    assert kept.entry == dataclasses.replace(entry("1"), content_html="", summary_html="")
    assert (kept.status, kept.path) == (Status.SAVED, "a.md")
    assert do(store.held([*names, "c.example/1"])) == dict.fromkeys(names, POST)
    assert do(store.identities_at("a.md")) == names


@pytest.mark.parametrize(
    ("own_path", "path"),
    [
        pytest.param(True, "new.md", id="a post of its own takes the name over"),
        pytest.param(False, "a.md", id="another entry's post leaves it where it is"),
    ],
)
def test_an_article_held_already(store: Store, do: Do, own_path: bool, path: str) -> None:
    done = record("1", Status.SAVED)
    do(store.saved(done, POST, ["a.example/1"], own_path=True))
    do(store.saved(done, Held("new.md", "B"), ["a.example/1"], own_path=own_path))
    assert do(store.held(["a.example/1"]))["a.example/1"].path == path


def test_paths_that_some_file_system_takes_for_one_have_one_key(store: Store, do: Do) -> None:
    do(store.saved(record("1", Status.SAVED), Held("É.md", "A"), ["n"], own_path=True))
    assert do(store.identities_at("é.md")) == ["n"]


def test_adoption_takes_the_archive_in_and_overwrites_nothing(store: Store, do: Do) -> None:
    do(store.saved(record("1", Status.SAVED), POST, ["n"], own_path=True))
    posts = [("n", Held("other.md", "B")), ("m", Held("m.md", "M")), ("m", Held("m2.md", "M"))]
    assert do(store.was_rebuilt()) is False
    assert do(store.adopt(iter(posts))) == 1
    assert do(store.held(["m", "n"])) == {"m": Held("m.md", "M"), "n": POST}
    assert do(store.is_adopted()) is True
    assert do(store.was_rebuilt()) is True


def test_adoption_of_an_empty_archive_is_an_adoption(store: Store, do: Do) -> None:
    assert do(store.adopt([])) == 0
    assert do(store.is_adopted()) is True
    assert do(store.was_rebuilt()) is False


def test_adoption_that_fails_has_not_happened(store: Store, do: Do) -> None:
    def posts() -> Iterator[tuple[str, Held]]:
        yield "m", Held("m.md", "M")
        raise KeyError("a bug")

    with pytest.raises(KeyError):
        do(store.adopt(posts()))
    assert do(store.held(["m"])) == {}
    assert do(store.is_adopted()) is False


def test_long_lists_are_asked_whole(store: Store, do: Do) -> None:
    keys = [str(n) for n in range(2_345)]
    do(store.admit(FeedState("f", "u"), [record(key) for key in keys]))
    do(store.adopt((key, Held(f"{key}.md", key)) for key in keys))
    assert set(do(store.known("f", keys))) == set(keys)
    assert set(do(store.held(keys))) == set(keys)
    found = do(store.named([f"a.example/{key}" for key in keys] * 2))
    assert [item.entry.key for item in found] == sorted(keys)
    assert do(store.known("f", [])) == {}
    assert do(store.held([])) == {}


def test_counts(store: Store, do: Do) -> None:
    records = [record("1"), record("2"), record("3", Status.GAVE_UP)]
    do(store.admit(FeedState("f", "u"), records))
    assert do(store.counts()) == {Status.NEW: 2, Status.GAVE_UP: 1}


def test_what_is_unsettled_is_counted_by_feed(store: Store, do: Do) -> None:
    of_g = dataclasses.replace(record("1", Status.RETRY), entry=entry("1", feed="g"))
    do(store.admit(FeedState("g", "u"), [of_g]))
    do(store.admit(FeedState("f", "u"), [
        record("1"), record("2"), record("3", Status.GAVE_UP),
        record("4", Status.SAVED), record("5", Status.SKIPPED_OLD),
    ]))  # fmt: skip
    found = do(store.unsettled())
    assert found == {"f": {Status.NEW: 2, Status.GAVE_UP: 1}, "g": {Status.RETRY: 1}}
    assert list(found) == ["f", "g"]


def test_what_was_given_up_lately_is_counted_by_feed(store: Store, do: Do) -> None:
    lost = dataclasses.replace(
        record("1", Status.GAVE_UP, tried_at=NOW), entry=entry("1", feed="g")
    )
    do(store.admit(FeedState("g", "u"), [lost]))
    do(store.admit(FeedState("f", "u"), [
        record("1", Status.GAVE_UP, tried_at=NOW), record("2", Status.GAVE_UP, tried_at=NOW + DAY),
        record("3", Status.GAVE_UP, tried_at=NOW - MS), record("4", Status.GAVE_UP),
        record("5", Status.RETRY, tried_at=NOW), record("6", Status.SAVED, tried_at=NOW),
    ]))  # fmt: skip
    assert do(store.given_up_since(NOW)) == {"f": 2, "g": 1}
    assert do(store.given_up_since(NOW + 2 * DAY)) == {}


def test_posts_are_counted_once_whatever_their_names(store: Store, do: Do) -> None:
    do(store.adopt([("a", POST), ("b", POST), ("c", Held("c.md", "C"))]))
    assert do(store.post_count()) == 2


async def listing(store: Store, feed_id: str, status: Status) -> list[EntryRecord]:
    return [item async for item in store.listed(feed_id, status)]


@pytest.mark.parametrize("status", Status)
def test_a_list_has_all_of_its_status_oldest_first_undated_last(
    store: Store, do: Do, status: Status
) -> None:
    dated = {"b": DAY, "a": DAY, "z": 2 * DAY, "c": MS}
    items = [
        dataclasses.replace(record(key, status), entry=entry(key, NOW - ago))
        for key, ago in dated.items()
    ]
    others = [record(f"other {n}", each) for n, each in enumerate(Status) if each is not status]
    do(store.admit(FeedState("f", "u"), [*items, record("x", status), *others]))
    assert "".join(item.entry.key for item in do(listing(store, "f", status))) == "zabcx"
    assert do(listing(store, "g", status)) == []


def test_a_list_of_what_was_given_up_has_the_feeds_own_text(store: Store, do: Do) -> None:
    lost = record("1", Status.GAVE_UP, attempts=12, reason="no", phase="dns", tried_at=NOW)
    do(store.settle(lost))
    assert do(listing(store, "f", Status.GAVE_UP)) == [lost]
    assert lost.entry.content_html


def test_a_long_list_is_whole_and_can_be_changed_while_it_is_read(store: Store, do: Do) -> None:
    keys = [f"{n:05}" for n in range(1_234)]
    do(store.admit(FeedState("f", "u"), [record(key, Status.GAVE_UP) for key in keys]))

    async def revive() -> list[str]:
        seen = []
        async for item in store.listed("f", Status.GAVE_UP):
            seen.append(item.entry.key)
            await store.settle(dataclasses.replace(item, status=Status.NEW))
        return seen

    assert do(revive()) == keys
    assert do(store.counts()) == {Status.NEW: len(keys)}


def test_entries_are_found_by_the_articles_of_their_urls(store: Store, do: Do) -> None:
    of_g = dataclasses.replace(record("1"), entry=entry("1", feed="g"))
    shared = dataclasses.replace(record("9"), entry=own_identity(entry("1", NOW - DAY, feed="h")))
    other = dataclasses.replace(record("8"), entry=own_identity(entry("8", feed="h")))
    saved = record("2", Status.SAVED)
    do(store.admit(FeedState("f", "u"), [record("1", Status.GAVE_UP), saved, record("3")]))
    do(store.admit(FeedState("g", "u"), [of_g]))
    do(store.admit(FeedState("h", "u"), [shared, other]))
    found = do(store.named(["a.example/1", "a.example/2", "a.example/none"]))
    where = [(item.entry.feed_id, item.entry.key) for item in found]
    assert where == [("h", "1"), ("f", "1"), ("g", "1"), ("f", "2")]
    assert do(store.named([])) == []


def test_robots_txt_is_kept_the_last_one(store: Store, do: Do) -> None:
    first = RobotsText("https://a.example", 200, "User-agent: *\nDisallow: /é", NOW)
    do(store.keep_robots(first))
    assert do(store.robots("https://a.example")) == first
    second = RobotsText("https://a.example", 0, "", NOW + DAY)
    do(store.keep_robots(second))
    assert do(store.robots("https://a.example")) == second
    assert do(store.robots("http://a.example")) is None


def test_silences_end(store: Store, do: Do) -> None:
    do(store.keep_silence("b.example", NOW + MINUTE))
    do(store.keep_silence("a.example", NOW + DAY))
    assert list(do(store.silences(NOW)).items()) == [
        ("a.example", NOW + DAY),
        ("b.example", NOW + MINUTE),
    ]
    assert list(do(store.silences(NOW + MINUTE))) == ["a.example"]
    do(store.keep_silence("a.example", NOW + MS))
    assert do(store.silences(NOW)) == {"a.example": NOW + MS, "b.example": NOW + MINUTE}


def test_a_closed_store_says_so(store: Store, do: Do) -> None:
    do(store.close())
    with pytest.raises(StoreError):
        do(store.feed_states())


@settings(max_examples=200, deadline=None)
@given(st.integers(-30_000_000_000_000, 250_000_000_000_000))
def test_times_are_kept_to_the_millisecond(ms: int) -> None:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
    kept = SqliteStore(":memory:")
    asyncio.run(kept.keep_silence("a.example", at))
    assert asyncio.run(kept.silences(at - MS)) == {"a.example": at}
    assert asyncio.run(kept.silences(at)) == {}
    asyncio.run(kept.close())

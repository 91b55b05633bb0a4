"""Leapfrog over a feed's captures: few are read, all of its entries are found, gaps are told."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from history_fakes import entry
from scraper.errors import FetchError
from scraper.history import walking
from scraper.history.scope import Scope
from scraper.history.sources import Answer, Live, Wish
from scraper.history.spans import exactly
from scraper.history.wayback import (
    MAX_FAILED,
    Capture,
    Wayback,
    collapsed,
    next_capture,
    variants,
)
from scraper.history.window import window_of
from scraper.model import End, Entry, Fetched, ParsedFeed, Walk

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = "https://a.example/feed"


@dataclass
class Past:
    """A feed with an entry each `every`, of which it shows the last `shown`; and its captures."""

    every: timedelta
    shown: int
    start: datetime
    captured: Sequence[datetime]
    pinned: Sequence[Entry] = ()
    broken: Callable[[datetime], bool] = lambda at: False
    read: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        number = (NOW - self.start) // self.every
        self._dates = [self.start + n * self.every for n in range(1, number)]
        self.entries = [entry(n, date) for n, date in enumerate(self._dates, 1)]

    def at(self, moment: datetime) -> tuple[Entry, ...]:
        """What the feed showed then, newest first."""
        count = bisect_right(self._dates, moment)
        return (*self.pinned, *reversed(self.entries[max(0, count - self.shown) : count]))

    def captures(self) -> list[Capture]:
        return [Capture(at, FEED, _digest(self.at(at))) for at in self.captured]

    def wanted(self, since: datetime, until: datetime | None = None) -> set[str]:
        """What of it the feed shows no more."""
        return {
            one.url
            for one in self.entries
            if one.published and since <= one.published < (until or NOW)
        } - {one.url for one in self.at(NOW)}

    def walk(
        self, since: datetime, until: datetime | None = None
    ) -> tuple[Walk, list[Entry], Wayback]:
        """A walk to its end, made anew from the cursor before each capture, as after a kill."""
        live, wish = Live(FEED, self.at(NOW)), Wish(since, until, NOW)
        captures = self.captures()
        source = Wayback(live, wish, captures)
        walk = walking.begin("f", source, live, wish)
        assert walk is not None
        found: dict[str, Entry] = {}
        while walk.end is None:
            source = Wayback(live, wish, captures)
            assert walk.cursor is not None
            ask = source.ask(walk.cursor)
            assert ask.form == "capture"
            stamp = ask.url.split("/")[4].removesuffix("id_")
            at = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            assert ask.url == Capture(at, FEED).raw_url
            self.read.append(at)
            if self.broken(at):
                error = FetchError(ask.url, "can't be shown", phase="status", retry=None)
                reading = source.refused(walk.cursor, error)
                assert reading is not None
            else:
                answer = Fetched(ask.url, FEED, "", b"", NOW)
                reading = source.read(walk.cursor, Answer(answer, ParsedFeed("", self.at(at))))
            step = walking.turn(
                walk, ask.url, reading, source, Scope((), ("a.example",)), wish, max_pages=10_000
            )
            walk = step.walk
            found |= {item.entry.url: item.entry for item in step.wanted}
        return walk, list(found.values()), source


def _digest(entries: Sequence[Entry]) -> str:
    return str(hash(tuple(one.url for one in entries)))


def each(step: timedelta, start: datetime, end: datetime = NOW) -> list[datetime]:
    return [start + n * step for n in range((end - start) // step)]


def capture(day: int, digest: str = "") -> Capture:
    return Capture(datetime(2026, 1, day, tzinfo=UTC), FEED, digest)


@pytest.mark.parametrize("captures_every", [HOUR, 3 * HOUR, DAY])
def test_as_many_captures_are_read_as_windows_fit_into_the_time_however_many_there_are(
    captures_every: timedelta,
) -> None:
    since = NOW - 365 * DAY
    past = Past(6 * HOUR, 20, NOW - 500 * DAY, each(captures_every, NOW - 450 * DAY))
    walk, found, _ = past.walk(since)
    assert past.wanted(since) <= {one.url for one in found}
    least = 365 / 5  # days by days of a window
    assert len(past.read) <= 1.3 * least + 2
    assert walk.end is End.ALL_READ
    assert walk.words == ""
    assert len(set(past.read)) == len(past.read)


def test_the_walk_starts_where_the_feeds_own_window_ends() -> None:
    past = Past(DAY, 30, NOW - 400 * DAY, each(DAY, NOW - 300 * DAY))
    past.walk(NOW - 60 * DAY)
    assert past.read[0] <= NOW - 25 * DAY


def test_with_an_end_nothing_is_read_of_what_came_long_after_it() -> None:
    since, until = NOW - 400 * DAY, NOW - 300 * DAY
    past = Past(DAY, 20, NOW - 900 * DAY, each(DAY, NOW - 800 * DAY))
    walk, found, _ = past.walk(since, until)
    assert {one.url for one in found} == past.wanted(since, until)
    assert max(past.read) <= until + 2 * DAY
    assert walk.end is End.ALL_READ


def test_a_feed_that_shows_all_since_the_date_is_not_looked_up() -> None:
    past = Past(DAY, 30, NOW - 100 * DAY, each(DAY, NOW - 90 * DAY))
    live = Live(FEED, past.at(NOW))
    assert Wayback(live, Wish(NOW - 20 * DAY, None, NOW), past.captures()).begin() is None


def test_without_captures_there_is_nothing_to_walk() -> None:
    live = Live(FEED, (entry(1, NOW - DAY),))
    assert Wayback(live, Wish(NOW - 20 * DAY, None, NOW), ()).begin() is None


def test_a_stretch_that_no_capture_shows_is_told_and_gone_over() -> None:
    captured = [at for at in each(DAY, NOW - 450 * DAY) if not 100 <= (NOW - at).days <= 199]
    past = Past(DAY, 10, NOW - 500 * DAY, captured)
    since = NOW - 365 * DAY
    walk, found, _ = past.walk(since)
    missed = past.wanted(since) - {one.url for one in found}
    lost = [one for one in past.entries if one.url in missed]
    assert 80 <= len(lost) <= 100
    assert walk.end is End.OVER
    assert not walk.end.reached
    newest = max(one.published for one in lost if one.published)
    oldest = min(one.published for one in lost if one.published)
    assert walk.words.startswith("no capture shows 20")
    start, _, end = walk.words.removeprefix("no capture shows ").partition(" to ")
    assert _day(start) <= oldest
    assert _day(end) + DAY >= newest
    assert _day(end) - _day(start) <= 102 * DAY


def _day(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def test_of_several_stretches_the_longest_is_told_and_how_many_there_are() -> None:
    captured = [at for at in each(DAY, NOW - 450 * DAY) if (NOW - at).days % 100 > 40]
    past = Past(DAY, 10, NOW - 500 * DAY, captured)
    walk, _, _ = past.walk(NOW - 365 * DAY)
    assert "4 stretches, the longest 20" in walk.words


def test_a_gap_outside_of_what_is_wanted_is_none() -> None:
    captured = [at for at in each(DAY, NOW - 450 * DAY) if not 100 <= (NOW - at).days <= 199]
    past = Past(DAY, 10, NOW - 500 * DAY, captured)
    walk, _, _ = past.walk(NOW - 365 * DAY, NOW - 250 * DAY)
    assert (walk.end, walk.words) == (End.ALL_READ, "")


def test_where_captures_begin_after_the_date_it_is_not_reached() -> None:
    past = Past(DAY, 10, NOW - 900 * DAY, each(DAY, NOW - 200 * DAY))
    walk, found, _ = past.walk(NOW - 365 * DAY)
    assert walk.end is End.OVER
    first = NOW - 210 * DAY
    assert walk.words.startswith(f"no capture shows {NOW - 365 * DAY:%Y-%m-%d %H:%M} to {first:%Y}")
    assert min(one.published for one in found if one.published) <= first + 2 * DAY


def test_pinned_entries_do_not_make_the_walk_leap_over_years() -> None:
    old = NOW - 3000 * DAY
    pinned = [entry(10**6 + n, old - n * DAY) for n in range(2)]
    since = NOW - 365 * DAY
    past = Past(DAY, 20, NOW - 500 * DAY, each(HOUR * 8, NOW - 450 * DAY), pinned)
    walk, found, _ = past.walk(since)
    assert past.wanted(since) <= {one.url for one in found}
    assert walk.end is End.ALL_READ
    assert not {one.url for one in pinned} & {one.url for one in found}


def test_entries_that_come_hours_after_their_date_are_found_too() -> None:
    chance = random.Random(3)
    past = Past(HOUR * 6, 20, NOW - 200 * DAY, each(HOUR, NOW - 190 * DAY))
    late = {one.url: chance.random() * 5 * HOUR for one in past.entries}
    plain = past.at

    def at(moment: datetime) -> tuple[Entry, ...]:
        out = [o for o in past.entries if o.published and o.published + late[o.url] <= moment]
        return tuple(reversed(out[-20:]))

    past.at = at  # type: ignore[method-assign]
    since = NOW - 150 * DAY
    _, found, _ = past.walk(since)
    assert past.wanted(since) <= {one.url for one in found} | {one.url for one in plain(NOW)}


def test_captures_with_the_same_bytes_are_read_once() -> None:
    past = Past(30 * DAY, 5, NOW - 3000 * DAY, each(DAY, NOW - 2900 * DAY))
    since = NOW - 2000 * DAY
    walk, found, _ = past.walk(since)
    assert past.wanted(since) <= {one.url for one in found}
    assert walk.end is End.ALL_READ
    contents = [_digest(past.at(at)) for at in past.read]
    assert len(set(contents)) == len(contents)
    assert len(past.read) <= 1.3 * 2000 / 150 + 2


def test_of_captures_in_a_row_with_the_same_bytes_the_first_and_the_last_are_kept() -> None:
    row = [capture(1, "a"), *(capture(day, "b") for day in range(2, 9)), capture(9, "a")]
    kept = collapsed(row)
    assert [(c.at.day, c.digest) for c in kept] == [(9, "a"), (8, "b"), (2, "b"), (1, "a")]
    assert len(collapsed(capture(day) for day in range(1, 9))) == 8


def test_the_oldest_capture_within_the_known_stretch_is_next_a_little_above_its_end() -> None:
    row = collapsed(capture(day) for day in (2, 5, 6, 9, 12))
    top = datetime(2026, 1, 12, tzinfo=UTC)
    assert next_capture(row, top, datetime(2026, 1, 4, 12, tzinfo=UTC)) == capture(5)
    assert next_capture(row, top, datetime(2026, 1, 4, 22, tzinfo=UTC)) == capture(6)
    assert next_capture(row, top, datetime(2026, 1, 8, 23, tzinfo=UTC)) == capture(9)
    assert next_capture(row, top, datetime(2026, 1, 10, tzinfo=UTC)) == capture(9)
    assert next_capture(row, top, datetime(2026, 1, 1, tzinfo=UTC)) == capture(2)
    assert next_capture(row, capture(2).at, datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_a_window_ends_with_its_oldest_entry_unless_few_are_far_older() -> None:
    days = [exactly(NOW - n * DAY) for n in range(10)]
    assert window_of(days) == NOW - 9 * DAY
    assert window_of([exactly(NOW - 900 * DAY), *days]) == NOW - 9 * DAY
    assert window_of([*days[:5], exactly(NOW - 7 * DAY)]) == NOW - 7 * DAY
    assert window_of([]) is None


def test_undated_entries_were_published_by_the_time_of_the_capture() -> None:
    wish = Wish(NOW - 100 * DAY, None, NOW)
    captures = [Capture(NOW - n * 10 * DAY, FEED) for n in range(1, 30)]
    source = Wayback(Live(FEED, ()), wish, captures)
    cursor = source.begin()
    assert cursor is not None
    shown = ParsedFeed("", (entry(1, None), entry(2, NOW - 12 * DAY)))
    answer = Answer(Fetched("", FEED, "", b"", NOW), shown)
    undated, dated = source.read(cursor, answer).items
    assert undated.span.exact is None
    assert undated.span.latest == NOW - 9 * DAY
    assert dated.span == exactly(NOW - 12 * DAY)
    assert {undated.entry.found_by, dated.entry.found_by} == {"wayback"}


def test_a_feed_without_dates_is_walked_capture_by_capture_to_the_end() -> None:
    wish = Wish(NOW - 100 * DAY, None, NOW)
    captures = [Capture(NOW - n * 10 * DAY, FEED) for n in range(1, 10)]
    source = Wayback(Live(FEED, ()), wish, captures)
    cursor = source.begin()
    seen = 0
    while cursor is not None:
        answer = Answer(Fetched("", FEED, "", b"", NOW), ParsedFeed("", (entry(1, None),)))
        reading = source.read(cursor, answer)
        cursor = reading.next
        seen += 1
    assert seen == 9
    assert reading.end is End.OVER
    assert reading.words


def test_a_capture_that_cant_be_had_is_replaced_by_one_that_overlaps() -> None:
    broken = random.Random(5)
    bad = {at: broken.random() < 0.3 for at in each(HOUR, NOW - 250 * DAY)}
    past = Past(6 * HOUR, 20, NOW - 300 * DAY, list(bad), broken=lambda at: bad[at])
    since = NOW - 200 * DAY
    walk, found, _ = past.walk(since)
    assert past.wanted(since) <= {one.url for one in found}
    assert walk.end is End.ALL_READ
    assert len(set(past.read)) == len(past.read)


def test_a_stretch_whose_captures_cant_be_had_is_a_gap() -> None:
    past = Past(
        DAY,
        10,
        NOW - 300 * DAY,
        each(5 * DAY, NOW - 290 * DAY),
        broken=lambda at: 98 <= (NOW - at).days <= 122,
    )
    walk, found, _ = past.walk(NOW - 200 * DAY)
    assert walk.end is End.OVER
    assert walk.words.startswith("no capture shows 2026")
    assert min(one.published for one in found if one.published) <= NOW - 198 * DAY


def test_captures_none_of_which_can_be_had_are_given_up_soon() -> None:
    past = Past(DAY, 10, NOW - 900 * DAY, each(DAY, NOW - 800 * DAY), broken=lambda at: True)
    walk, found, _ = past.walk(NOW - 700 * DAY)
    assert found == []
    assert walk.end is End.OVER
    assert len(past.read) == MAX_FAILED


def test_what_may_be_had_later_stops_the_walk() -> None:
    past = Past(DAY, 10, NOW - 90 * DAY, each(DAY, NOW - 80 * DAY))
    source = Wayback(Live(FEED, past.at(NOW)), Wish(NOW - 60 * DAY, None, NOW), past.captures())
    cursor = source.begin()
    assert cursor is not None
    for retry in (timedelta(0), HOUR):
        error = FetchError(FEED, "later", phase="status", retry=retry, status=503)
        assert source.refused(cursor, error) is None


def test_years_of_gaps_keep_the_cursor_short() -> None:
    past = Past(6 * HOUR, 4, NOW - 1500 * DAY, each(10 * DAY, NOW - 1490 * DAY))
    live, wish = Live(FEED, past.at(NOW)), Wish(NOW - 1400 * DAY, None, NOW)
    source = Wayback(live, wish, past.captures())
    cursor, longest, asked = source.begin(), 0, 0
    while cursor is not None:
        longest, asked = max(longest, len(cursor)), asked + 1
        at = _asked_at(source.ask(cursor).url)
        answer = Answer(Fetched("", FEED, "", b"", NOW), ParsedFeed("", past.at(at)))
        reading = source.read(cursor, answer)
        cursor = reading.next
    assert asked == 140
    assert longest < 1200
    assert reading.end is End.OVER
    assert reading.words.startswith("no capture shows 140 stretches")


def _asked_at(url: str) -> datetime:
    stamp = url.split("/")[4].removesuffix("id_")
    return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def test_the_spellings_that_the_archive_tells_apart_are_asked_for() -> None:
    assert variants("https://a.example/feed/") == (
        "https://a.example/feed/",
        "https://a.example/feed",
    )
    assert variants("http://www.a.example/f", "https://a.example/f/", None) == (
        "http://www.a.example/f",
        "http://www.a.example/f/",
    )
    assert variants("https://a.example/?feed=rss2") == ("https://a.example/?feed=rss2",)
    assert len(variants(*(f"https://a.example/{n}" for n in range(9)))) == 4


def test_a_captures_addresses_are_those_of_the_archive() -> None:
    one = Capture(datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC), "http://a.example/?p=1")
    assert one.raw_url == "https://web.archive.org/web/20200102030405id_/http://a.example/?p=1"
    assert one.view_url == "https://web.archive.org/web/20200102030405/http://a.example/?p=1"

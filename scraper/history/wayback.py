"""The Wayback Machine's captures of a feed, as few of them as show all of its past. Pure.

Each capture shows the entries of some stretch before it, so the next one wanted is the oldest that
was made within that stretch: requests are about as many as windows fit into the time, however many
captures there are.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from scraper.errors import FetchError
from scraper.history.sources import Answer, Ask, Item, Live, Reading, Wish
from scraper.history.spans import not_after, of_entry
from scraper.history.window import window_of
from scraper.model import End, Entry

HOST = "web.archive.org"
MAX_VARIANTS = 4
MAX_TRIES = 6  # captures of one stretch that can't be had, before an older one is taken
MAX_FAILED = 10  # in a row, before the walk ends
MAX_GAPS = 20  # that are remembered one by one
# Entries come into a feed after the date they bear: windows must overlap by so much.
_OVERLAP, _OVERLAP_PART = timedelta(hours=6), 10
_CLOCKS = timedelta(days=1)  # how far those of a site and of the archive may be apart
_STAMP = "%Y%m%d%H%M%S"


@dataclass(frozen=True, slots=True, order=True)
class Capture:
    """One copy that the archive holds of an address; `digest` is of its bytes."""

    at: datetime
    url: str
    digest: str = ""

    @property
    def raw_url(self) -> str:
        """Where the bytes are as they were captured, links and all."""
        return f"https://{HOST}/web/{self.at.astimezone(UTC):{_STAMP}}id_/{self.url}"

    @property
    def view_url(self) -> str:
        """Where a person can look at it."""
        return f"https://{HOST}/web/{self.at.astimezone(UTC):{_STAMP}}/{self.url}"


def variants(*urls: str | None) -> tuple[str, ...]:
    """The spellings under which a feed's captures may lie, each once.

    The archive takes http and https, `www.` and none for the same; not a slash at the end.
    """
    found: dict[str, str] = {}
    for url in filter(None, urls):
        parts = urlsplit(url)
        path = parts.path.rstrip("/")
        for other in (parts.path, path if parts.path.endswith("/") else f"{path}/"):
            name = f"{parts.netloc.lower().removeprefix('www.')}{other or '/'}?{parts.query}"
            spelt = urlunsplit((parts.scheme, parts.netloc, other, parts.query, ""))
            found.setdefault(name, spelt)
    return tuple(found.values())[:MAX_VARIANTS]


def collapsed(captures: Iterable[Capture]) -> tuple[Capture, ...]:
    """Newest first; of neighbours with the same bytes only the oldest and the newest.

    Both are kept, since all between them shows the same, and their times say for how long.
    """
    row = sorted(captures, reverse=True)
    return tuple(
        capture
        for at, capture in enumerate(row)
        if not (
            0 < at < len(row) - 1
            and capture.digest
            and row[at - 1].digest == capture.digest == row[at + 1].digest
        )
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk stands: the capture that is asked for, and what is known above it.

    All entries from `low` on are known, of captures down to `top`. `gaps` are stretches that no
    capture shows; `lost` counts those beyond the ones that are remembered.
    """

    at: datetime
    url: str
    top: datetime
    low: datetime
    tries: int = 0
    gaps: tuple[tuple[datetime, datetime], ...] = ()
    lost: int = 0

    def written(self) -> str:
        gaps = [[_stamp(start), _stamp(end)] for start, end in self.gaps]
        times = [_stamp(time) for time in (self.at, self.top, self.low)]
        return json.dumps([self.url, *times, self.tries, gaps, self.lost])

    @classmethod
    def of(cls, cursor: str) -> _Place:
        url, at, top, low, tries, gaps, lost = json.loads(cursor)
        pairs = tuple((_time(start), _time(end)) for start, end in gaps)
        return cls(_time(at), url, _time(top), _time(low), tries, pairs, lost)

    def with_gap(self, start: datetime, end: datetime) -> _Place:
        """The same, with one more stretch that nothing shows."""
        if start >= end:
            return self
        if len(self.gaps) >= MAX_GAPS:
            return dataclasses.replace(self, lost=self.lost + 1)
        return dataclasses.replace(self, gaps=(*self.gaps, (start, end)))

    def at_capture(self, capture: Capture, tries: int = 0) -> _Place:
        return dataclasses.replace(self, at=capture.at, url=capture.url, tries=tries)


def next_capture(captures: Sequence[Capture], top: datetime, low: datetime) -> Capture | None:
    """Which of the captures, newest first, is to be read when all entries from `low` on are known,
    of captures down to `top`; None if there is none older.

    The oldest one within the known stretch, a little above its end; else the newest before it.
    """
    inside = [capture for capture in captures if low <= capture.at < top]
    if inside:
        aim = low + min(_OVERLAP, (top - low) / _OVERLAP_PART)
        return next((c for c in reversed(inside) if c.at >= aim), inside[0])
    return next((capture for capture in captures if capture.at < min(low, top)), None)


class Wayback:
    """The walk over the captures, from where the feed's own window ends back to `since`.

    Each answer is parsed as a feed. One that is none is to be taken as refused, with `retry` None:
    the walk goes on with another capture.
    """

    name = "wayback"
    paged = False
    whole_site = False
    guessed = False

    def __init__(self, live: Live, wish: Wish, captures: Iterable[Capture]) -> None:
        self._live = live
        self._wish = wish
        self._captures = collapsed(captures)

    def begin(self) -> str | None:
        wish = self._wish
        shown = window_of(of_entry(entry, wish.now) for entry in self._live.entries)
        known = [time for time in (shown, wish.until) if time is not None]
        low = min([wish.now, *known])
        if not self._captures or low < wish.since:
            return None
        return self._next(_Place(wish.now, "", wish.now, low)).next

    def ask(self, cursor: str) -> Ask:
        place = _Place.of(cursor)
        return Ask(Capture(place.at, place.url).raw_url, "capture")

    def read(self, cursor: str, answer: Answer) -> Reading:
        assert answer.parsed is not None
        place = _Place.of(cursor)
        entries = answer.parsed.entries
        items = tuple(self._item(entry, place.at) for entry in entries)
        dated = window_of(of_entry(entry, self._wish.now) for entry in entries)
        # Nothing dated: what is shown is known to have been there, and no more.
        window = min(place.at, dated) if dated is not None else place.at
        if place.at < place.low:
            place = place.with_gap(*self._asked(place.at, place.low))
        low = min(window, place.low)
        return self._next(dataclasses.replace(place, top=place.at, low=low, tries=0), items)

    def refused(self, cursor: str, error: FetchError) -> Reading | None:
        if error.retry is not None or error.host_wide:
            return None
        place = _Place.of(cursor)
        tried = place.tries + 1
        if place.at >= place.low and tried < MAX_TRIES:  # a newer one overlaps, too
            newer = [c for c in self._captures if place.at < c.at < place.top]
            if newer:  # further away each time: what fails often fails for a while
                nth = min(2**place.tries, len(newer))
                return self._reading(place.at_capture(newer[-nth], tried))
        below = min(place.low, place.at)
        older = next((c for c in self._captures if c.at < below), None)
        if older is None or tried >= MAX_FAILED:
            return self._over(place)
        return self._reading(place.at_capture(older, tried))

    def _next(self, place: _Place, items: tuple[Item, ...] = ()) -> Reading:
        if place.low < self._wish.since:
            end = End.OVER if place.gaps else End.ALL_READ
            return Reading(items, None, end, self._words(place))
        # What has the same bytes as the last one read shows nothing more.
        same = {c.digest for c in self._captures if c.at == place.top and c.digest}
        others = [c for c in self._captures if c.digest not in same]
        capture = next_capture(others, place.top, place.low)
        if capture is None:
            return self._over(place, items)
        return self._reading(place.at_capture(capture), items)

    def _over(self, place: _Place, items: tuple[Item, ...] = ()) -> Reading:
        place = place.with_gap(*self._asked(self._wish.since, place.low))
        return Reading(items, None, End.OVER, self._words(place))

    def _reading(self, place: _Place, items: tuple[Item, ...] = ()) -> Reading:
        return Reading(items, place.written(), words=self._words(place))

    def _asked(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        """What of a stretch was asked for."""
        until = self._wish.until or self._wish.now
        return max(start, self._wish.since), min(end, until)

    def _words(self, place: _Place) -> str:
        if not place.gaps:
            return ""
        start, end = max(place.gaps, key=lambda gap: gap[1] - gap[0])
        stretch = f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"
        number = len(place.gaps) + place.lost
        if number == 1:
            return f"no capture shows {stretch}"
        return f"no capture shows {number} stretches, the longest {stretch}"

    def _item(self, entry: Entry, at: datetime) -> Item:
        # What was there at the capture was published by then, whether it is dated or not.
        span = of_entry(entry, self._wish.now).within(not_after(at + _CLOCKS))
        return Item(dataclasses.replace(entry, found_by=self.name), span)


def _stamp(time: datetime) -> str:
    return f"{time.astimezone(UTC):{_STAMP}}"


def _time(stamp: str) -> datetime:
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)

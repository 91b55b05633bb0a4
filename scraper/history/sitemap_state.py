"""What a walk through sitemaps must remember, and what speaks for believing their names. Pure."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from scraper.history.sitemap_names import period_of
from scraper.history.spans import Span

_MAX_SAMPLES = 3
_CERTAIN = 3  # sitemaps that hold what their name says: those put aside need not be remembered
_STRAY = 20  # one address in so many may lie outside of the days that the name says
_FEW = 8  # and one of so many: an article that was published again

# Why a sitemap is put aside: by its name all in it is older than asked for, or newer; or by its
# `lastmod` nothing in it has changed since.
OLDER, NEWER, UNCHANGED = "older", "newer", "unchanged"


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap still to be read. `depth` is 1 for one that no other named.

    `changed` is the latest moment that its `lastmod` allows; `guess`: nobody said that it is there;
    `tries` counts those that failed.
    """

    url: str
    depth: int = 1
    changed: datetime | None = None
    guess: bool = False
    tries: int = 0

    @property
    def period(self) -> Span:
        """The days that its name says it is for."""
        return period_of(self.url)

    @property
    def newest(self) -> float:
        """For the order: what nothing is known of goes first."""
        latest = self.period.latest or self.changed
        return latest.timestamp() if latest is not None else float("inf")


@dataclass(slots=True)
class State:
    """Where a walk stands."""

    queue: list[Child] = field(default_factory=list)
    aside: list[tuple[Child, str]] = field(default_factory=list)
    cut: list[Child] = field(default_factory=list)  # some of theirs were left out by `lastmod`
    guesses: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)  # short hashes
    missed: dict[str, int] = field(default_factory=dict)  # what could not be read, and why
    read: int = 0
    named: int = 0  # addresses of pages
    is_whole: bool = False  # one was read that is no list of the last days' news
    lies: bool = False  # a `lastmod` is older than what it stands for
    failures: int = 0  # in a row
    samples: int = 0
    hits: int = 0  # addresses like the feed's
    meets: bool = False  # some may be as new as what the feed shows
    good: int = 0  # sitemaps that hold what their name says
    dated: int = 0  # addresses that have a date, in sitemaps whose names have one
    strays: int = 0  # of those, outside of the days of the name

    def dump(self) -> str:
        """As a cursor."""
        told = asdict(self)
        told["queue"] = [_row(child) for child in self.queue]
        told["cut"] = [_row(child) for child in self.cut]
        told["aside"] = [[*_row(child), why] for child, why in self.aside]
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, cursor: str) -> State:
        """From a cursor."""
        told: dict[str, Any] = json.loads(cursor)
        told["queue"] = [_child(row) for row in told["queue"]]
        told["cut"] = [_child(row) for row in told["cut"]]
        told["aside"] = [(_child(row[:-1]), row[-1]) for row in told["aside"]]
        return cls(**told)

    def is_new(self, url: str) -> bool:
        """Whether a sitemap was not met before; it counts as met then."""
        name = blake2b(url.encode("utf-8", "replace"), digest_size=6).hexdigest()
        if name in self.asked:
            return False
        self.asked.append(name)
        return True

    def note(self, child: Child, dates: list[Span]) -> None:
        """What the dates in a sitemap say of its name."""
        period = child.period
        if period.latest is None or not dates:
            return
        strays = sum(_are_apart(period, date) for date in dates)
        self.dated += len(dates)
        self.strays += strays
        self.good += strays * 2 < len(dates)
        if self.good >= _CERTAIN and self._holds(OLDER):
            self.aside = [pair for pair in self.aside if pair[1] != OLDER]

    def miss(self, why: str) -> None:
        """Counts a sitemap that could not be read."""
        self.missed[why] = self.missed.get(why, 0) + 1

    def settle(self) -> None:
        """With nothing else to read: of what was put aside, what must be read after all."""
        why = Counter(reason for _, reason in self.aside)
        unsure = (why[OLDER] or why[NEWER]) and not self.dated
        if unsure and self.samples < _MAX_SAMPLES:
            self.samples += 1
            wanted = OLDER if why[OLDER] else NEWER
            found = [pair for pair in self.aside if pair[1] == wanted]
            sample = max(found, key=lambda pair: pair[0].newest)
            self.aside.remove(sample)
            self.queue.append(sample[0])
            return
        self.queue += [child for child, reason in self.aside if not self._holds(reason)]
        self.aside = []
        if self.lies:
            self.queue += self.cut
            self.cut = []
        self.queue.sort(key=lambda child: -child.newest)

    def _holds(self, reason: str) -> bool:
        """Whether a reason to put sitemaps aside is a good one on this site."""
        if reason == UNCHANGED:
            return not self.lies
        few = self.strays <= 1 and self.dated >= _FEW
        return self.good > 0 and (few or self.strays * _STRAY <= self.dated)


def _are_apart(one: Span, other: Span) -> bool:
    """Whether something can't have been in both."""
    return (
        other.earliest is not None and one.latest is not None and other.earliest > one.latest
    ) or (other.latest is not None and one.earliest is not None and other.latest < one.earliest)


def _row(child: Child) -> list[Any]:
    changed = None if child.changed is None else int(child.changed.timestamp())
    return [child.url, child.depth, changed, child.guess, child.tries]


def _child(row: list[Any]) -> Child:
    url, depth, changed, guess, tries = row
    moment = None if changed is None else datetime.fromtimestamp(changed, UTC)
    return Child(url, depth, moment, guess, tries)

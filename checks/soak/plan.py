"""A made-up world: which feed shows which entries at which poll, and what goes wrong. No state.

All follows from the seed: the same question always has the same answer, in every process.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

START = datetime(2026, 3, 1, tzinfo=UTC)
STEP = timedelta(hours=1)
WINDOW = 6  # entries that a feed shows; older ones are seen no more
FEEDS_PER_HOST = 2
SHARED = 0.1  # of entries: their link is the next feed's article, with a tracking parameter
GONE = 0.01  # of articles: their page is 404 for good, and the feed has no text


class Fault(StrEnum):
    """What can go wrong with one answer."""

    ERROR = "500"
    BUSY = "503 with Retry-After"
    TOO_MANY = "429 with Retry-After"
    MISSING = "404 for a while"
    RESET = "reset"
    CUT = "cut before its Content-Length"
    CUT_CHUNKS = "cut within its chunks"
    SILENT = "no answer at all"
    GARBAGE = "garbage"


class Stop(StrEnum):
    """What can end a run midway."""

    KILLED = "killed (-9)"
    CANCELLED = "cancelled"
    DISK_FULL = "disk full"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed, and the article it links to: `feed` and `number` name that."""

    guid: str
    link: str  # path and query
    title: str
    published: datetime
    article: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """`faults` is the share of answers that go wrong, `fresh` that of feeds with news at a poll."""

    seed: int = 1
    feeds: int = 500
    polls: int = 20
    faults: float = 0.05
    fresh: float = 0.15

    def host(self, feed: int) -> str:
        """The loopback address of a feed's site."""
        number = feed // FEEDS_PER_HOST
        return f"127.0.{1 + number // 250}.{1 + number % 250}"

    def shown(self, feed: int, poll: int) -> tuple[Entry, ...]:
        """What a feed shows at a poll, newest first."""
        last = min(poll, self.polls - 1)
        numbers = [
            n for n in range(last + 1) if n == 0 or self._chance("new", feed, n) < self.fresh
        ]
        return tuple(self._entry(feed, number) for number in reversed(numbers[-WINDOW:]))

    def ever(self, feed: int) -> tuple[Entry, ...]:
        """All that a feed shows at any poll."""
        return tuple(self._entry(feed, n) for n in range(self.polls) if self._is_new(feed, n))

    def is_gone(self, article: tuple[int, int]) -> bool:
        """Whether an article's page will never come."""
        return self._chance("gone", *article) < GONE

    def fault(self, path: str, poll: int) -> Fault | None:
        """What goes wrong with the answers for a path during a poll; after the last, nothing."""
        if poll >= self.polls or self._chance("fault", path, poll) >= self.faults:
            return None
        kinds = list(Fault)
        return kinds[int(self._chance("kind", path, poll) * len(kinds))]

    def stop(self, poll: int) -> Stop | None:
        """What ends the run of a poll midway: each kind about every seventh poll."""
        return {3: Stop.KILLED, 5: Stop.CANCELLED, 1: Stop.DISK_FULL}.get(poll % 7)

    def moment(self, poll: int) -> float:
        """How far into a run that is, between 0 and 1."""
        return self._chance("moment", poll)

    def _is_new(self, feed: int, poll: int) -> bool:
        return poll == 0 or self._chance("new", feed, poll) < self.fresh

    def _entry(self, feed: int, number: int) -> Entry:
        shared = self._chance("shared", feed, number) < SHARED
        article = ((feed + 1) % self.feeds, number) if shared else (feed, number)
        query = f"?utm_source=feed{feed}" if shared else ""
        return Entry(
            guid=f"{feed}-{number}",
            link=f"/a/{article[0]}/{number}{query}",
            title=title(article),
            published=START + number * STEP - timedelta(minutes=5 + article[0] % 50),
            article=article,
        )

    def _chance(self, *what: object) -> float:
        digest = hashlib.blake2b(repr((self.seed, *what)).encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") / 2**64


def title(article: tuple[int, int]) -> str:
    """An article's headline; no two are alike."""
    return f"Story {article[1]} of site {article[0]}"


def last_words(article: tuple[int, int]) -> str:
    """The end of its text: a post without it is half."""
    return f"So ends story {article[1]} of site {article[0]}, and nothing of it is missing."

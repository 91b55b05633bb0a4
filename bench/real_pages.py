"""Real pages as the articles of the bench's news world: which article shows which of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RealPage:
    """One page: its packed HTML, and what a feed says of it."""

    file: str
    title: str
    teaser: str


class Assigned:
    """Which page each article of the world shows: all of them once, then all of them again."""

    def __init__(self, pages: Sequence[RealPage], feeds: int) -> None:
        self.pages = pages
        self._feeds = feeds
        self._packed: dict[int, bytes] = {}

    def told(self, feed: int, item: int) -> tuple[str, str]:
        """Title and teaser of an article; a page shown again has a title of its own."""
        times, place = self._place(feed, item)
        page = self.pages[place]
        return page.title + (f" [{times + 1}]" if times else ""), page.teaser

    def packed(self, feed: int, item: int) -> bytes:
        """The page of an article, as it lies in its folder: packed by gzip."""
        _, place = self._place(feed, item)
        if place not in self._packed:
            self._packed[place] = Path(self.pages[place].file).read_bytes()
        return self._packed[place]

    def _place(self, feed: int, item: int) -> tuple[int, int]:
        return divmod(item * self._feeds + feed, len(self.pages))


def save(pages: Sequence[RealPage], file: Path) -> None:
    """Writes which pages a world shows, for its own process."""
    file.write_text(json.dumps([asdict(page) for page in pages]), encoding="utf-8")


def saved(file: Path) -> tuple[RealPage, ...]:
    """Reads what `save` wrote."""
    return tuple(RealPage(**page) for page in json.loads(file.read_text("utf-8")))

"""A run that was killed half-way, and another to the end: what both together did and asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_FROM = re.compile(rb"^from: (.+)$", re.MULTILINE)
_HEAD = 4_000
_POLLS = 2


@dataclass(frozen=True, slots=True)
class Crash:
    """What is known of the two runs: addresses with how often each was asked for.

    `written` are the articles whose posts were there at the kill, `first` what the killed run
    asked for, `asked` what both did, `found` how many posts each article has at the end.
    """

    written: frozenset[str]
    first: Mapping[str, int]
    asked: Mapping[str, int]
    found: Mapping[str, int]

    def again(self) -> int:
        """How many posts that were there had their article fetched again."""
        return sum(self.asked.get(url, 0) > self.first.get(url, 0) for url in self.written)

    def under_way(self) -> int:
        """How many articles without a post at the kill were fetched by both runs."""
        return sum(self.asked.get(url, 0) > 1 for url in self.found if url not in self.written)


def troubles(
    crash: Crash, articles: Sequence[str], feeds: Sequence[str], robots: Sequence[str], most: int
) -> list[str]:
    """Where that is not every post once, and no request too many; `most` may be under way."""
    told: list[str] = []
    if missing := sum(not crash.found.get(url) for url in articles):
        told.append(f"{missing} posts of {len(articles)} are missing")
    if twice := sum(crash.found.get(url, 0) > 1 for url in articles):
        told.append(f"{twice} articles have more than one post")
    if again := crash.again():
        told.append(f"{again} articles were fetched again that had their post")
    if (count := crash.under_way()) > most:
        told.append(f"{count} articles were fetched twice, {most} may have been under way")
    if often := sum(crash.asked.get(url, 0) > _POLLS for url in feeds):
        told.append(f"{often} feeds were polled more than {_POLLS} times")
    if often := sum(crash.asked.get(url, 0) > 1 for url in robots):
        told.append(f"{often} hosts were asked for robots.txt more than once")
    return told


def posts_of(archive: Path) -> list[Path]:
    """Every post below a folder."""
    return [file for file in archive.rglob("*.md") if ".scrape" not in file.parts]


def articles_of(archive: Path) -> Counter[str]:
    """The addresses that posts say they are from, with how many posts each has."""
    return Counter(_article(text) for text in _texts(archive))


def differ(one: Path, other: Path) -> int:
    """How many posts of one archive the other does not have to the byte.

    Where titles and days are the same, who comes first has the shorter file name: paths may differ.
    """
    there = {_article(text): text for text in _texts(other)}
    return sum(there.get(_article(text)) != text for text in _texts(one))


def _texts(archive: Path) -> Iterator[bytes]:
    return (file.read_bytes() for file in posts_of(archive))


def _article(text: bytes) -> str:
    found = _FROM.search(text[:_HEAD])
    return found[1].decode("utf-8", "replace").strip(" \"'") if found else ""

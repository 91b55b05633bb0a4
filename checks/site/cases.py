"""Articles, ordinary and hostile: made up by a seed, the same in every run."""

from __future__ import annotations

import html
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from checks.site.bodies import Bodies
from checks.site.texts import BROKEN, Texts

# A day each, so that no two share a path by chance: a generator has one page for one address.
_LAST_DAY = datetime(2026, 6, 1, 12, tzinfo=UTC)
_DAYS = 20_000
# Hugo makes a folder of each tag: it stops where the file system takes no longer name, and where
# a tag would lead out of its own folder. Whose site it is chooses the tags.
_TAG_CHARS = 60
_UPWARDS = ".."


@dataclass(frozen=True, slots=True)
class Case:
    """One article, before it is a post; `body` is HTML."""

    name: str
    url: str
    title: str
    author: str
    tags: tuple[str, ...]
    body: str
    published: datetime


def make_case(seed: int, number: int) -> Case:
    """The article of that number; every second is ordinary."""
    dice = random.Random(f"{seed}/{number}")
    hostile = number % 2 == 1
    texts = Texts(dice, hostile=hostile)
    word = texts.word()
    return Case(
        name=f"{seed}/{number}",
        url=f"https://news.example/{word}/{number}?id={number}",
        title=_line(texts, dice),
        author=_line(texts, dice),
        tags=tuple(_tag(texts, dice) for _ in range(dice.randint(1, 3))),
        body=Bodies(texts, dice).body(),
        published=_LAST_DAY - timedelta(days=number % _DAYS, milliseconds=dice.randrange(10**7)),
    )


def _tag(texts: Texts, dice: random.Random) -> str:
    return _line(texts, dice)[:_TAG_CHARS].replace(_UPWARDS, "")


def _line(texts: Texts, dice: random.Random) -> str:
    line = texts.text()
    if texts.hostile and dice.random() < 0.3:
        at = dice.randint(0, len(line))
        line = line[:at] + dice.choice(BROKEN) + line[at:]
    return html.unescape(line) if dice.random() < 0.1 else line

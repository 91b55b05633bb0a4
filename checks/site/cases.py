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
# Sites make a folder of each tag. What posts make of tags that lead out of it, or are too long for
# one, is held in tests/test_post.py; here are those that stay as they are.
_TAG_CHARS = 60


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
    tag = _line(texts, dice)[:_TAG_CHARS]
    leads_out = "/" in tag or ".." in tag or not any(char.isalnum() for char in tag)
    return tag.replace(".", "") if leads_out else tag


def _line(texts: Texts, dice: random.Random) -> str:
    line = texts.text()
    if texts.hostile and dice.random() < 0.3:
        at = dice.randint(0, len(line))
        line = line[:at] + dice.choice(BROKEN) + line[at:]
    return html.unescape(line) if dice.random() < 0.1 else line

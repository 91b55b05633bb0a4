"""What a person is told of unasked, and by which ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from scraper.model.health import Trouble, TroubleKind

# (feed id, or "" for what is no feed's; kind) -> when it was told
Marks = Mapping[tuple[str, str], datetime]


class Tell(StrEnum):
    """What a person wants to be told of."""

    TROUBLE = "trouble"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Notify:
    """The ways by which a person is told; at least one of `command` and `url` is there.

    `command` is run without a shell. `url` and `headers` may hold secrets.
    """

    command: tuple[str, ...] = ()
    url: str | None = field(default=None, repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    on: frozenset[Tell] = frozenset(Tell)


@dataclass(frozen=True, slots=True)
class Recovery:
    """A trouble that was told of at `told`, and is over; `feed` is the feed's name."""

    kind: TroubleKind
    feed: str | None
    told: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person is told at once, of one run."""

    troubles: tuple[Trouble, ...] = ()
    recovered: tuple[Recovery, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.troubles or self.recovered)

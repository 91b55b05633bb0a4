"""What a person wants of a feed, and what not: rules for entries and their articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from scraper.model.journey import Access


@dataclass(frozen=True, slots=True)
class TextMatch:
    """What a text is held against: plain text, or a regular expression to be found in it."""

    text: str
    is_pattern: bool = False


@dataclass(frozen=True, slots=True)
class FilterRule:
    """One rule: it holds if each of its tests does, a test if any of its matches does.

    What is empty or None is no test. Ages are those at first sight, lengths characters of the
    body's text; both bounds are outside of what they name (`shorter_than=500`: up to 499).
    """

    title: tuple[TextMatch, ...] = ()
    url: tuple[TextMatch, ...] = ()
    author: tuple[TextMatch, ...] = ()
    tag: tuple[TextMatch, ...] = ()
    language: tuple[TextMatch, ...] = ()
    older_than: timedelta | None = None
    newer_than: timedelta | None = None
    shorter_than: int | None = None
    longer_than: int | None = None
    access: tuple[Access, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """Which entries of a feed are archived: none that a rule of `drop` holds for, and where there
    are rules in `keep` only what one of those holds for.
    """

    keep: tuple[FilterRule, ...] = ()
    drop: tuple[FilterRule, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.keep or self.drop)


NO_FILTERS = Filters()

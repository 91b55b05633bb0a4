"""The definition of a feed's filters. See definition.py."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from scraper.config.keys import Age, Pattern, Text, says

_Length = Annotated[int, Meta(ge=1, le=100_000_000)]
_Access = Literal["full", "partial", "blocked"]


class PatternKeys(Struct, kw_only=True, forbid_unknown_fields=True):
    """A regular expression in place of a text."""

    regex: Annotated[
        Pattern,
        says(
            "It holds where it is found in the text; `(?i)` in front: whatever the case. At most "
            "two repeats in a row, none within another.",
            example="(?i)\\bclimat",
        ),
    ]


class RuleKeys(Struct, kw_only=True, forbid_unknown_fields=True):
    """One rule: all that it says must hold; of a list, one. Case counts in a `regex` only."""

    title: Annotated[
        Text | list[Text] | PatternKeys | UnsetType,
        says("What stands anywhere in the title.", example="sponsored"),
    ] = UNSET
    url: Annotated[
        Text | list[Text] | PatternKeys | UnsetType,
        says("What stands anywhere in the article's address.", example="/video/"),
    ] = UNSET
    author: Annotated[
        Text | list[Text] | PatternKeys | UnsetType,
        says("What stands anywhere in the author's name.", example=["News Agency"]),
    ] = UNSET
    tag: Annotated[
        Text | list[Text] | PatternKeys | UnsetType,
        says(
            "A whole tag (category, keyword) of the entry or its page.",
            example=["Sport", "Horoscope"],
        ),
    ] = UNSET
    language: Annotated[
        Text | list[Text] | PatternKeys | UnsetType,
        says("The language; `en` also holds for `en-GB`.", example=["de", "en"]),
    ] = UNSET
    older_than: Annotated[
        Age | UnsetType,
        says("Published longer before the entry was first seen.", example="30d"),
    ] = UNSET
    newer_than: Annotated[
        Age | UnsetType,
        says("Published less long before the entry was first seen.", example="1h"),
    ] = UNSET
    shorter_than: Annotated[
        _Length | UnsetType,
        says("The article's text has fewer characters.", example=500),
    ] = UNSET
    longer_than: Annotated[
        _Length | UnsetType,
        says("The article's text has more characters.", example=50_000),
    ] = UNSET
    access: Annotated[
        _Access | list[_Access] | UnsetType,
        says("How much of the article was to be had.", example=["partial", "blocked"]),
    ] = UNSET


class FilterKeys(Struct, kw_only=True, forbid_unknown_fields=True):
    """Which entries become posts ([in which order that is judged](feeds.md#filters))."""

    keep: Annotated[
        list[RuleKeys] | UnsetType,
        says(
            "Only what one of these rules holds for. A feed's own list replaces the one of "
            "`defaults`; `[]`: everything.",
            example=[{"title": {"regex": "(?i)\\bclimat"}, "language": ["de", "en"]}],
        ),
    ] = UNSET
    drop: Annotated[
        list[RuleKeys] | UnsetType,
        says(
            "Nothing that one of these rules holds for. A feed's own rules are added to those of "
            "`defaults`.",
            example=[{"title": "sponsored"}, {"shorter_than": 500}],
        ),
    ] = UNSET

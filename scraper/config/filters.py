"""A feed's filters as written -> Filters: the defaults' joined with its own, no empty rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import UNSET, UnsetType

from scraper.config.filter_keys import FilterKeys, PatternKeys, RuleKeys
from scraper.model import NO_FILTERS, Access, FilterRule, Filters, TextMatch

Complain = Callable[[str, str], None]  # of a key, what is wrong there

_TEXTS = ("title", "url", "author", "tag", "language")
_BOUNDS = ("older_than", "newer_than", "shorter_than", "longer_than")


def filters_of(
    own: FilterKeys | UnsetType | None,
    default: FilterKeys | UnsetType | None,
    own_key: str,
    default_key: str,
    complain: Complain,
) -> Filters:
    """The filters of a feed that says `own` at `own_key`, where the defaults say `default`.

    None (`filters: null`) is without the defaults'.
    """
    if own is None:
        return NO_FILTERS
    keys = given(own)
    rest = given(default)
    keep: tuple[FilterRule, ...] = ()
    if keys.keep is not UNSET:
        keep = _rules(keys.keep, f"{own_key}.keep", complain)
    elif rest.keep is not UNSET:
        keep = _rules(rest.keep, f"{default_key}.keep", complain)
    drop: tuple[FilterRule, ...] = ()
    for one, key in ((rest, default_key), (keys, own_key)):
        if one.drop is not UNSET:
            drop += _rules(one.drop, f"{key}.drop", complain)
    return Filters(keep, tuple(dict.fromkeys(drop)))


def given(keys: FilterKeys | UnsetType | None) -> FilterKeys:
    """What was written, or nothing."""
    return keys if isinstance(keys, FilterKeys) else FilterKeys()


def _rules(written: Sequence[RuleKeys], key: str, complain: Complain) -> tuple[FilterRule, ...]:
    return tuple(_rule(keys, f"{key}[{n}]", complain) for n, keys in enumerate(written))


def _rule(keys: RuleKeys, key: str, complain: Complain) -> FilterRule:
    if keys == RuleKeys():
        known = ", ".join(RuleKeys.__struct_fields__)
        complain(key, f"want at least one of {known}, got an empty rule")
    tests: dict[str, Any] = {
        name: _matches(getattr(keys, name), f"{key}.{name}", complain) for name in _TEXTS
    }
    for name in _BOUNDS:
        value = getattr(keys, name)
        tests[name] = None if value is UNSET else value
    for less, more in (("shorter_than", "longer_than"), ("newer_than", "older_than")):
        if tests[less] is not None and tests[more] is not None and tests[less] <= tests[more]:
            said = "never hold both; where one is enough, make it two rules"
            complain(key, f"{less} and {more} as they are {said}")
    access: tuple[Access, ...] = ()
    if keys.access is not UNSET:
        words = [keys.access] if isinstance(keys.access, str) else keys.access
        access = tuple(Access(word) for word in words)
        if not access:
            complain(f"{key}.access", "want at least one, got an empty list")
    return FilterRule(**tests, access=access)


def _matches(
    written: str | list[str] | PatternKeys | UnsetType, key: str, complain: Complain
) -> tuple[TextMatch, ...]:
    if isinstance(written, UnsetType):
        return ()
    if isinstance(written, PatternKeys):
        return (TextMatch(written.regex, is_pattern=True),)
    if isinstance(written, str):
        return (TextMatch(written),)
    if not written:
        complain(key, "want at least one text, got an empty list")
    return tuple(TextMatch(text) for text in written)

"""A feed as written -> a Feed: defaults applied, variables filled in, nothing twice."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec import UNSET, UnsetType

from scraper.config.feed_keys import FeedDefaults, FeedKeys, FirstRunKeys, HistoryKeys
from scraper.config.filters import filters_of
from scraper.config.kinds import nearest, since
from scraper.config.reading import Problems
from scraper.config.selectors import selector_complaint
from scraper.config.variables import filled
from scraper.config.words import shown
from scraper.model import AuthorFrom, BodyFrom, Feed, FirstRun, History, Preset
from scraper.urls import host_of

T = TypeVar("T")


def given(value: T | UnsetType, fallback: T) -> T:
    """What was written, or the fallback where nothing was."""
    return fallback if isinstance(value, UnsetType) else value


class FeedBuilder:
    """Makes the feeds of one file; problems are noted, not raised."""

    def __init__(
        self,
        problems: Problems,
        *,
        defaults: FeedDefaults,
        presets: Mapping[str, Preset],
        zone: str,
        environ: Mapping[str, str],
    ) -> None:
        self._problems = problems
        self._defaults = defaults
        self._presets = presets
        self._zone = ZoneInfo(zone)
        self._environ = environ
        self._usual: Feed | None = None  # one of which no more than name and address is said

    def feeds(self, written: Sequence[FeedKeys]) -> tuple[Feed, ...]:
        """The feeds, in the file's order."""
        feeds = tuple(self._feed(f"feeds[{n}]", keys) for n, keys in enumerate(written))
        if not feeds:
            self._problems.at(
                "feeds", "want at least one feed, got an empty list; `scrape add ADDRESS` adds one"
            )
        self._check_unique(feeds)
        return feeds

    def _feed(self, key: str, own: FeedKeys) -> Feed:
        if own != FeedKeys(name=own.name, url=own.url):
            return self._read(key, own)
        if self._usual is None:
            self._usual = self._read(key, own)
        usual, rest, alone = self._usual, self._defaults, (own.name,)
        return replace(
            usual,
            id=own.name,
            name=own.name,
            url=own.url,
            tags=alone if rest.tags is UNSET else usual.tags,
            categories=alone if rest.categories is UNSET else usual.categories,
        )

    def _read(self, key: str, own: FeedKeys) -> Feed:
        rest = self._defaults
        plain = Feed(own.name, own.name, own.url, self._presets["jekyll"])
        preset_name = _first(own.preset, rest.preset, "jekyll")
        preset = self._presets.get(preset_name, plain.preset)
        if preset_name not in self._presets:
            complaint = (
                f"unknown preset {shown(preset_name)}; {nearest(preset_name, self._presets)}"
            )
            self._problems.at(self._holder(key, "preset"), complaint.rstrip("; "))
        enabled = _first(own.enabled, rest.enabled, plain.enabled)
        first_run = _first(own.first_run, rest.first_run, FirstRunKeys())
        return Feed(
            id=own.name,
            name=own.name,
            url=own.url,
            preset=preset,
            tags=tuple(_first(own.tags, rest.tags, [own.name])),
            categories=tuple(_first(own.categories, rest.categories, [own.name])),
            author=_first(own.author, rest.author, plain.author),
            author_from=AuthorFrom(_first(own.author_from, rest.author_from, plain.author_from)),
            timezone=_first(own.timezone, rest.timezone, plain.timezone),
            timezone_override=_first(
                own.timezone_override, rest.timezone_override, plain.timezone_override
            ),
            poll_every=_first(own.poll_every, rest.poll_every, plain.poll_every),
            enabled=enabled,
            body_from=BodyFrom(_first(own.body_from, rest.body_from, plain.body_from)),
            robots=_first(own.robots, rest.robots, plain.robots) is True,
            headers=self._headers(key, own, needed=enabled),
            first_run=self._first_run(first_run),
            history=self._history(key, _first(own.history, rest.history, HistoryKeys())),
            filters=filters_of(
                own.filters,
                rest.filters,
                f"{key}.filters",
                "defaults.filters",
                self._problems.at,
            ),
        )

    def _headers(self, key: str, own: FeedKeys, *, needed: bool) -> tuple[tuple[str, str], ...]:
        pairs: list[tuple[str, str, str]] = []
        holder = self._holder(key, "headers")
        headers = _first(own.headers, self._defaults.headers, {})
        pairs += [(f"{holder}.{name}", name, value) for name, value in headers.items()]
        cookie = _first(own.cookie, self._defaults.cookie, None)
        if cookie is not None:
            pairs.append((self._holder(key, "cookie"), "Cookie", cookie))
        seen: set[str] = set()
        out = []
        for place, name, value in pairs:
            if name.lower() in seen:
                self._problems.at(place, f"header {shown(name)} is given twice")
            seen.add(name.lower())
            filled = self._filled(place, value, needed=needed)
            if filled is not None:
                out.append((name, filled))
        return tuple(out)

    def _filled(self, key: str, value: str, *, needed: bool) -> str | None:
        return filled(value, self._environ, self._problems, key, needed=needed)

    def _first_run(self, keys: FirstRunKeys) -> FirstRun:
        start = None
        if keys.since is not UNSET:
            start = since(keys.since, self._zone)
        return FirstRun(max_entries=given(keys.max_entries, None), since=start)

    def _history(self, key: str, keys: HistoryKeys) -> History:
        usual = History()
        if keys.links is not UNSET:
            complaint = selector_complaint(keys.links)
            if complaint is not None:
                self._problems.at(self._holder(key, "history") + ".links", complaint)
        return History(
            include=tuple(given(keys.include, [])),
            archive=given(keys.archive, usual.archive),
            links=given(keys.links, usual.links),
            max_requests=given(keys.max_requests, usual.max_requests),
            max_pages=given(keys.max_pages, usual.max_pages),
            max_new=given(keys.max_new, usual.max_new),
        )

    def _holder(self, key: str, name: str) -> str:
        """The key path where a feed's setting was written: its own, or the defaults'."""
        own = f"{key}.{name}"
        return own if own in self._problems.places else f"defaults.{name}"

    def _check_unique(self, feeds: tuple[Feed, ...]) -> None:
        names: dict[str, int] = {}
        addresses: dict[tuple[str, str, str], int] = {}
        for index, feed in enumerate(feeds):
            first = names.setdefault(name_key(feed.name), index)
            if first != index:
                complaint = f"{shown(feed.name)} is the name of feeds[{first}] too"
                self._problems.at(f"feeds[{index}].name", f"{complaint}; names are unique")
            first = addresses.setdefault(address_key(feed.url), index)
            if first != index:
                complaint = f"feeds[{first}] ({shown(feeds[first].name)}) has this address already"
                self._problems.at(f"feeds[{index}].url", f"{complaint}; remove one")


def _first(own: T | UnsetType, default: T | UnsetType, fallback: T) -> T:
    return given(own, given(default, fallback))


def address_key(url: str) -> tuple[str, str, str]:
    """What two feeds may not have alike: host, path and query of their addresses."""
    parts = urlsplit(url)
    return host_of(url), parts.path or "/", parts.query


def name_key(name: str) -> str:
    """What two feeds may not have alike of their names."""
    return unicodedata.normalize("NFC", name.casefold())

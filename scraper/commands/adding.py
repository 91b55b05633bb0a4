"""The config as `scrape add` sees it: its feeds, what a new one is called, how that enters."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.errors import ConfigError

if TYPE_CHECKING:
    from scraper.config import Config
    from scraper.model import Feed

MAX_NAME = 60  # characters
_LEAST_CUT = 20  # of a name that is cut at a word's end
# A feed that is never written: with it even a config without feeds says what would hold for one.
_PLACEHOLDER = {"name": "scrape add", "url": "https://feed.invalid/"}


@dataclass(frozen=True, slots=True)
class Book:
    """The config as it is now. `feeds` are those it has, `setting` holds all else of it, `form`
    what would hold for a feed of which no more than its address is said.
    """

    path: Path
    text: str
    feeds: tuple[Feed, ...]
    setting: Config
    form: Feed
    is_there: bool

    def known(self, urls: Iterable[str]) -> Feed | None:
        """The feed that is configured at one of these addresses, however they are written."""
        wanted = {_place(url) for url in urls}
        return next((feed for feed in self.feeds if _place(feed.url) in wanted), None)

    def with_feed(self, keys: Mapping[str, object]) -> tuple[str, Feed]:
        """What the file would say with one more feed, and that feed; raises ConfigError."""
        text = _with_feed(self.path, self.text, keys)
        return text, _load(self.path, text).feeds[-1]

    def free_name(self, title: str, host: str) -> str:
        """A name for a feed of that title: one clean line, not too long, and no other feed's."""
        from scraper.console import shown

        name = _shortened(shown(title)) or _shortened(host) or "feed"
        taken = {_folded(feed.name) for feed in self.feeds}
        if _folded(name) in taken and 0 < len(host) < MAX_NAME - _LEAST_CUT:
            name = f"{_shortened(name, MAX_NAME - len(host) - 3)} ({host})"
        base, number = name, 1
        while _folded(name) in taken:
            number += 1
            name = f"{base} {number}"
        return name

    def check_name(self, name: str) -> None:
        """Raises ConfigError where a name that was asked for is another feed's."""
        other = next((f for f in self.feeds if _folded(f.name) == _folded(name)), None)
        if other is not None:
            raise ConfigError(
                f"--name: {other.name!r} is the name of {other.url}; names are unique"
            )


def read_book(path: Path) -> Book:
    """The config at `path`, which need not be there, nor have a feed; raises ConfigError."""
    from scraper.config.editing import read_config_text

    text = read_config_text(path)
    refused: ConfigError | None = None
    feeds: tuple[Feed, ...] = ()
    try:
        feeds = _load(path, text).feeds
    except ConfigError as error:  # for want of a feed?
        refused = error
    try:
        setting = _load(path, _with_feed(path, text, _PLACEHOLDER))
    except ConfigError as error:
        if not text.strip() or refused is not None:
            raise refused or error from error
        # What can't be added to is told once there is something to add.
        setting = _load(path, text)
    return Book(path, text, feeds, setting, setting.feeds[-1], is_there=os.path.lexists(path))


def write_feed(path: Path, keys: Mapping[str, object]) -> Feed:
    """Adds a feed to the file as it is by now; raises ConfigError, and the file is as it was."""
    from scraper.config.editing import write_config

    text, feed = read_book(path).with_feed(keys)
    write_config(path, text)
    return feed


def may_be_configured(url: str) -> bool:
    """Whether an address is one that the config takes: not too long, without `${…}`."""
    from scraper.config.kinds import FEED_URL

    try:
        FEED_URL.read(url)
    except ValueError:
        return False
    return True


def tags_of(written: Iterable[str]) -> tuple[str, ...]:
    """The tags of `--tags a,b --tags c`; each once."""
    parts = (part.strip() for text in written for part in text.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def _with_feed(path: Path, text: str, keys: Mapping[str, object]) -> str:
    from scraper.config.editing import with_feeds

    return with_feeds(text, [keys], named=str(path))


def _load(path: Path, text: str) -> Config:
    from scraper.config import load_config

    return load_config(path, environ=os.environ, text=text)


def _place(url: str) -> str:
    from scraper.urls import canonical, identity

    return identity(canonical(url) or url)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


def _shortened(name: str, most: int = MAX_NAME) -> str:
    """A name's first words, as many as are short enough; "" for one that shows nothing."""
    if not any(unicodedata.category(char)[0] not in "CZ" for char in name):
        return ""
    if len(name) <= most:
        return name
    cut = name[: most - 1]
    at = cut.rfind(" ")
    return (cut[:at] if 2 * at >= most else cut).rstrip(" -–—|:·,") + "…"

"""The config as `scrape add` sees it: its feeds, what a new one is called, how that enters."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.config.feed import name_key
from scraper.errors import ConfigError

if TYPE_CHECKING:
    from scraper.config import Config
    from scraper.model import Feed

MAX_NAME = 60  # characters
_LEAST_CUT = 20  # of a name that is cut at a word's end


@dataclass(frozen=True, slots=True)
class New:
    """A feed that may be added."""

    name: str
    url: str
    tags: tuple[str, ...] = ()

    def keys(self) -> dict[str, object]:
        """What is written of it."""
        keys: dict[str, object] = {"name": self.name, "url": self.url}
        return keys | ({"tags": list(self.tags)} if self.tags else {})


# It is never written: with it even a config without feeds says what would hold for one.
_PLACEHOLDER = New("(scrape add)", "https://feed.invalid/")


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

    def feed(self, new: New) -> Feed:
        """The feed that this would be in the config; raises ConfigError."""
        return _load(self.path, self.text, new).feeds[-1]

    def free_name(self, title: str, host: str) -> str:
        """A name for a feed of that title: one clean line, not too long, and no other feed's."""
        from scraper.console import shown

        name = _shortened(shown(title)) or _shortened(host) or "feed"
        taken = {name_key(feed.name) for feed in self.feeds}
        if name_key(name) in taken and 0 < len(host) < MAX_NAME - _LEAST_CUT:
            name = f"{_shortened(name, MAX_NAME - len(host) - 3)} ({host})"
        base, number = name, 1
        while name_key(name) in taken:
            number += 1
            name = f"{base} {number}"
        return name

    def check_name(self, name: str) -> None:
        """Raises ConfigError where a name that was asked for is another feed's."""
        other = next((f for f in self.feeds if name_key(f.name) == name_key(name)), None)
        if other is not None:
            raise ConfigError(
                f"--name: {other.name!r} is the name of {other.url}; names are unique"
            )


def read_book(path: Path) -> Book:
    """The config at `path`, which need not be there, nor have a feed; raises ConfigError."""
    from scraper.config.editing import read_config_text

    text = read_config_text(path)
    setting = _load(path, text, _PLACEHOLDER)
    *feeds, form = setting.feeds
    return Book(path, text, tuple(feeds), setting, form, is_there=os.path.lexists(path))


def write_feed(path: Path, new: New) -> None:
    """Adds a feed to the file as it is by now; raises ConfigError, and the file is as it was."""
    from scraper.config.editing import changing, read_config_text, with_feeds, write_config

    with changing(path):
        text = read_config_text(path)
        write_config(path, with_feeds(text, [new.keys()], named=str(path)), was=text)


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


def check_texts(option: str, texts: Iterable[str]) -> None:
    """Raises ConfigError where a text that was asked for is none that the config takes."""
    from scraper.config.kinds import TEXT

    for text in texts:
        try:
            TEXT.read(text)
        except ValueError as error:
            raise ConfigError(f"{option}: want {TEXT.words}, got {text!r}; {error}") from error


def _load(path: Path, text: str, new: New) -> Config:
    """What the file would hold with one more feed, the last."""
    from scraper.config import load_config
    from scraper.config.editing import with_feeds
    from scraper.config.feed_keys import FeedKeys
    from scraper.config.load import AnyVariable

    # What other feeds need of the environment may be there only where runs are started.
    environ = AnyVariable(os.environ)
    also = FeedKeys(name=new.name, url=new.url)
    if new.tags:
        also.tags = list(new.tags)
    try:
        return load_config(path, environ=environ, text=text, also=[also])
    except ConfigError as refused:  # perhaps for want of `feeds:`
        try:
            text = with_feeds(text, [new.keys()], named=str(path))
            return load_config(path, environ=environ, text=text)
        except ConfigError:
            raise refused from None


def _place(url: str) -> str:
    from scraper.urls import canonical, identity

    return identity(canonical(url) or url)


def _shortened(name: str, most: int = MAX_NAME) -> str:
    """A name's first words, as many as are short enough; "" for one that shows nothing."""
    if not any(unicodedata.category(char)[0] not in "CZ" for char in name):
        return ""
    if len(name) <= most:
        return name
    cut = name[: most - 1]
    at = cut.rfind(" ")
    return (cut[:at] if 2 * at >= most else cut).rstrip(" -–—|:·,") + "…"

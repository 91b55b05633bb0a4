"""Files -> Config: where paths lead, which presets there are, who asks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, UnsetType, inspect

from scraper import __version__
from scraper.config.definition import (
    ConfigKeys,
    NetworkKeys,
    PresetKeys,
    UserAgentKeys,
)
from scraper.config.feed import FeedBuilder, given
from scraper.config.feed_keys import FeedDefaults, FeedKeys
from scraper.config.nodes import nodes_of, read_nodes
from scraper.config.notify import notify_of
from scraper.config.reading import Problems, Reader
from scraper.config.sites import load_sites
from scraper.config.words import shown
from scraper.errors import ConfigError
from scraper.front_template import complaints
from scraper.model import Durability, Feed, Network, Notify, Preset, SiteRule
from scraper.presets import BUILT_IN, VAULT, check_vault_path

if TYPE_CHECKING:
    import yaml


@dataclass(frozen=True, slots=True)
class Config:
    """All that a person configured. Paths are absolute; `sites` may be empty; `workers` is None
    where as many as there are cores may be.
    """

    path: Path
    archive: Path
    state: Path
    durability: Durability
    workers: int | None
    timezone: str
    user_agent: str
    network: Network
    feeds: tuple[Feed, ...]
    sites: tuple[SiteRule, ...]
    notify: Notify | None


def load_config(
    path: Path,
    *,
    environ: Mapping[str, str],
    archive: Path | None = None,
    text: str | None = None,
    also: Sequence[FeedKeys] = (),
) -> Config:
    """The configuration of one file and its sites file; `archive` overrules the file's.

    `text` is what the file would say: it is not read then, and need not be there. `also` are feeds
    that would stand at the end of its own.
    ConfigError holds one line a problem, at most ten: `feeds.yaml:14: feeds[3].poll_every: …`.
    """
    problems = Problems(str(path))
    named = str(path)
    nodes = (
        read_nodes(path, named) if text is None else nodes_of(text.removeprefix("\ufeff"), named)
    )
    keys = _keys(nodes, problems, named)
    places = _Places(path, problems)
    zone = given(keys.timezone, "UTC")
    feeds = _feeds(keys, zone, problems, environ, also)
    folder = places.of("archive", given(keys.archive, "archive"))
    own_folder = archive in (None, folder)
    archive = folder if archive is None else archive
    state = archive / ".scrape" / "state.sqlite3"
    # Another archive than the config's has a state of its own: the configured one tells of posts
    # that are not there.
    if not isinstance(keys.state, UnsetType) and own_folder:
        state = places.of("state", keys.state)
        if not state.name or state.is_dir():
            problems.at("state", f"want a file, got the folder {shown(keys.state)}")
    sites = places.sites(keys)
    notify = notify_of(keys.notify, problems, environ)
    problems.stop()
    return Config(
        path=places.config,
        archive=archive,
        state=state,
        durability=Durability(given(keys.durability, "normal")),
        workers=None if isinstance(keys.workers, UnsetType) else keys.workers,
        timezone=zone,
        user_agent=_user_agent(given(keys.user_agent, UserAgentKeys())),
        network=_network(given(keys.network, NetworkKeys())),
        feeds=feeds,
        sites=() if sites is None else load_sites(*sites),
        notify=notify,
    )


def keys_of(text: str, named: str, *, also: Sequence[FeedKeys] = ()) -> ConfigKeys:
    """What a file of this text says, as it is written: no default applied, no variable filled in.

    ConfigError as of load_config, with `also` at the end of its feeds (they are not among those
    given); `named` is how it calls the file. Paths are not looked at.
    """
    problems = Problems(named)
    keys = _keys(nodes_of(text.removeprefix("\ufeff"), named), problems, named)
    _feeds(keys, given(keys.timezone, "UTC"), problems, AnyVariable(), also)
    problems.stop()
    return keys


def place_of_sites(path: Path, keys: ConfigKeys) -> Path:
    """Where the rules for single sites are, or would be; raises ConfigError."""
    if isinstance(keys.sites, UnsetType):
        return path.with_name("sites.yaml")
    problems = Problems(str(path))
    place = _Places(path, problems).of("sites", keys.sites)
    problems.stop()
    return place


class AnyVariable(Mapping[str, str]):
    """An environment in which every variable is set, for whoever needs none of their values, or
    only those that are `there`.
    """

    def __init__(self, there: Mapping[str, str] | None = None) -> None:
        self._there = there or {}

    def __getitem__(self, name: str) -> str:
        return self._there.get(name, "").strip(" ") or "set"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@cache
def _definition() -> inspect.Type:
    return inspect.type_info(ConfigKeys)


def _keys(nodes: yaml.Node | None, problems: Problems, named: str) -> ConfigKeys:
    if nodes is None:
        raise ConfigError(f"{named}: the file is empty; want at least feeds: with one feed")
    keys: ConfigKeys = Reader(problems).read(nodes, _definition())
    problems.stop()
    return keys


def _feeds(
    keys: ConfigKeys,
    zone: str,
    problems: Problems,
    environ: Mapping[str, str],
    also: Sequence[FeedKeys] = (),
) -> tuple[Feed, ...]:
    return FeedBuilder(
        problems,
        defaults=given(keys.defaults, FeedDefaults()),
        presets=_presets(keys, zone, problems),
        zone=zone,
        environ=environ,
    ).feeds([*keys.feeds, *also])


class _Places:
    """Where the paths of one file lead."""

    def __init__(self, path: Path, problems: Problems) -> None:
        self._written = path
        self._problems = problems
        # abspath and not resolve(): a linked file's neighbours are those of the link.
        self.config = Path(os.path.abspath(path))  # noqa: PTH100
        folder = self.config.parent
        self._base = folder.parent if folder.name == "config" else folder

    def of(self, key: str, written: str) -> Path:
        """A written path, absolute: relative ones start beside the file, or above `config/`."""
        try:
            path = Path(written).expanduser()
        except RuntimeError:  # "~nobody"
            self._problems.at(key, f"want a path, got {shown(written)}; no such home folder")
            return self._base
        return Path(os.path.abspath(self._base / path))  # noqa: PTH100

    def sites(self, keys: ConfigKeys) -> tuple[Path, str] | None:
        """The sites file and its name in errors; None where none is named and none is there."""
        if isinstance(keys.sites, UnsetType):
            beside = self._written.with_name("sites.yaml")
            return (beside, str(beside)) if beside.exists() else None
        place = self.of("sites", keys.sites)
        if not place.is_file():
            self._problems.at("sites", f"want a file, got {shown(keys.sites)}; no file {place}")
        return place, str(place)


def _presets(keys: ConfigKeys, zone: str, problems: Problems) -> dict[str, Preset]:
    presets = {name: replace(one, zone=zone) for name, one in BUILT_IN.items()}
    for name, own in given(keys.presets, {}).items():
        if name in BUILT_IN:
            complaint = f"{shown(name)} is built in; choose another name, with base: {name}"
            problems.at(f"presets.{name}", complaint)
        else:
            base = presets[given(own.base, "jekyll")]
            presets[name] = preset = _preset(name, own, base)
            for key, complaint in _preset_complaints(own, preset):
                problems.at(f"presets.{name}.{key}", complaint)
    return presets


def _preset_complaints(own: PresetKeys, preset: Preset) -> Iterator[tuple[str, str]]:
    vault = preset.dialect == VAULT
    if vault and own.path is not UNSET and (complaint := check_vault_path(own.path)):
        yield "path", complaint
    if own.front_matter is not UNSET:
        for key, complaint in complaints(dict(preset.front_matter), preset.extra, vault=vault):
            yield f"front_matter.{key}" if key else "front_matter", complaint


def _preset(name: str, own: PresetKeys, base: Preset) -> Preset:
    front_matter = base.front_matter
    if own.front_matter is not UNSET:
        front_matter = tuple(
            (key, tuple(value) if isinstance(value, list) else str(value))
            for key, value in own.front_matter.items()
        )
    return replace(
        base,
        name=name,
        path=given(own.path, base.path),
        body=given(own.body, base.body),
        comment=given(own.comment, base.comment),
        heading=given(own.heading, base.heading),
        link=given(own.link, base.link),
        front_matter=front_matter,
        extra=tuple(dict.fromkeys(given(own.extra, list(base.extra)))),
    )


def _network(keys: NetworkKeys) -> Network:
    written: dict[str, Any] = {
        name: value
        for name in keys.__struct_fields__
        if (value := getattr(keys, name)) is not UNSET
    }
    hosts = written.get("allow_private")
    if isinstance(hosts, list):
        written |= {"allow_private": False, "allow_private_hosts": tuple(hosts)}
    return Network(**written)


def _user_agent(keys: UserAgentKeys) -> str:
    agent = f"{given(keys.name, 'scraper')}/{__version__}"
    return agent if keys.contact is UNSET else f"{agent} (+{keys.contact})"

"""What is configured for one page: its site's rules, the feed it would come by, the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scraper import __version__
from scraper.config import load_config
from scraper.model import Feed, Network, Preset, SiteRule
from scraper.presets import BUILT_IN
from scraper.urls import host_of


@dataclass(frozen=True, slots=True)
class Setting:
    """The config as far as a single page needs it; defaults where there is none."""

    user_agent: str = f"scraper/{__version__}"
    network: Network = field(default_factory=Network)
    feeds: tuple[Feed, ...] = ()
    rules: tuple[SiteRule, ...] = ()

    def feed_for(self, url: str) -> Feed:
        """The configured feed of the page's site, else a plain one named after the host.

        Where all feeds have one preset, the plain one has it too.
        """
        for feed in self.feeds:
            if _is_one_site(feed.url, url):
                return feed
        host = host_of(url).partition(":")[0].removeprefix("www.") or "page"
        presets = list({feed.preset.name: feed.preset for feed in self.feeds}.values())
        preset: Preset = presets[0] if len(presets) == 1 else BUILT_IN["jekyll"]
        return Feed("", host, url, preset)


def read_setting(path: Path | None, default: Path, environ: Mapping[str, str]) -> Setting:
    """The config at `path`; without one the default's, or if there is none, a config's defaults.

    Raises ConfigError.
    """
    if path is None and not default.exists():
        return Setting()
    config = load_config(path or default, environ=environ)
    return Setting(
        user_agent=config.user_agent,
        network=config.network,
        feeds=config.feeds,
        rules=config.sites,
    )


def _is_one_site(one: str, other: str) -> bool:
    a, b = (host_of(url).removeprefix("www.") for url in (one, other))
    return bool(a) and bool(b) and (a == b or a.endswith("." + b) or b.endswith("." + a))

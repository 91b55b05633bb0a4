"""config/*.yaml -> Config, or a ConfigError that names file, line, key and remedy."""

from __future__ import annotations

from scraper.config.load import Config, load_config

__all__ = ["Config", "load_config"]

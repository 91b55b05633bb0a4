"""The file of `--metrics`: whether it can be written, and written as a whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from scraper.errors import ConfigError
from scraper.replacing import replace_file


def metrics_file(given: str | None) -> Path | None:
    """Where metrics go, absolute; None where they were not asked for. Raises ConfigError."""
    if given is None:
        return None
    path = Path(os.path.abspath(given))  # noqa: PTH100 - a link's name is the one to replace
    if not given or "\0" in given or path.is_dir():
        raise ConfigError(f"--metrics: want a file, got {given!r}")
    if not path.parent.is_dir():
        raise ConfigError(f"--metrics: want a file in a folder that is there, got {given!r}")
    if path.exists() and not path.is_file():
        raise ConfigError(f"--metrics: want a plain file, got {given!r}")
    return path


def write_metrics(path: Path, text: str) -> str | None:
    """Puts the text in the place of what was there; what went wrong, or None.

    Whoever reads meanwhile sees the old or the new. Everybody may read it: node_exporter is
    another user. The name of the file on its way is not one that it looks at.
    """
    try:
        replace_file(path, text.encode("utf-8", "replace"), 0o644)
    except OSError as error:
        return f"metrics: can't write {path}: {error.strerror or error}"
    return None

"""The page as a file: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from scraper.errors import ArchiveError, ConfigError
from scraper.replacing import replace_file


def check_target(file: Path) -> Path:
    """The file that is to be written, at the end of links; raises ConfigError if it can't be."""
    target = Path(os.path.realpath(file))
    if not target.parent.is_dir():
        raise ConfigError(f"--html: there is no folder {target.parent}: make it, or name another")
    if target.exists() and not target.is_file():
        raise ConfigError(f"--html: {target} is no file: name another")
    return target


def write_page(target: Path, text: str) -> None:
    """Puts the text there; who reads meanwhile sees the old page or the new. Raises ArchiveError.

    The mode of a file that was there is kept.
    """
    try:
        replace_file(target, text.encode("utf-8", "replace"))
    except OSError as error:
        raise ArchiveError(f"can't write {target}: {error.strerror or error}") from error

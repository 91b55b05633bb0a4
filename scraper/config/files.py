"""A configuration file written anew: all of it or nothing."""

from __future__ import annotations

import os
from pathlib import Path

from scraper.config.nodes import MAX_BYTES, read_text
from scraper.errors import ConfigError
from scraper.replacing import replace_file


def read_config_text(path: Path) -> str:
    """The file's text, line ends and byte order mark as they are; "" where there is no file.

    ConfigError where there is one that can't be read.
    """
    return read_text(path, str(path)) if os.path.lexists(path) else ""


def write_config(path: Path, text: str) -> None:
    """Puts the text in the file's place, at once and for good, or raises ConfigError.

    What is there before, a reader sees until the new is whole and on the disk. The file keeps its
    mode; a symbolic link stays one, and what it leads to is replaced. Folders that are missing are
    made.
    """
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{path}: it would be too large; at most {MAX_BYTES} bytes are read")
    # os.path.realpath: Path.resolve raises RuntimeError on a symlink that leads to itself.
    target = Path(os.path.realpath(path))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(target, data)
    except OSError as error:
        raise ConfigError(f"{path}: can't be written: {error.strerror or error}") from error

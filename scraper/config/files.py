"""A configuration file written anew: all of it or nothing."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from scraper.config.nodes import MAX_BYTES, read_text
from scraper.errors import ConfigError
from scraper.replacing import replace_file


def read_config_text(path: Path) -> str:
    """The file's text, line ends and byte order mark as they are; "" where there is no file.

    ConfigError where there is one that can't be read.
    """
    return read_text(path, str(path)) if os.path.lexists(path) else ""


@contextlib.contextmanager
def changing(path: Path) -> Iterator[None]:
    """For the block no other program of ours changes a file in that folder: it waits its turn.

    Of two that read the file, change it and write it, one would lose the other's change.
    """
    folder = Path(os.path.realpath(path)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise ConfigError(f"{path}: can't be written: {error.strerror or error}") from error
    try:
        with contextlib.suppress(OSError):  # some file systems have no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write_config(path: Path, text: str, *, was: str | None = None) -> None:
    """Puts the text in the file's place, at once and for good, or raises ConfigError.

    What is there before, a reader sees until the new is whole and on the disk. The file keeps its
    mode, and its owner where we may; a symbolic link stays one, and what it leads to is replaced.
    Folders that are missing are made. What is no file (a device, a pipe) is refused, and so is one
    that may not be written. `was`: what the file said when it was read; should an editor have
    written it since, it stays.
    """
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{path}: it would be too large; at most {MAX_BYTES} bytes are read")
    # os.path.realpath: Path.resolve raises RuntimeError on a symlink that leads to itself.
    target = Path(os.path.realpath(path))
    try:
        _refuse_special(path, target)
        target.parent.mkdir(parents=True, exist_ok=True)
        if was is not None and read_config_text(path) != was:
            raise ConfigError(f"{path}: it was changed just now, so it stays; say that again")
        replace_file(target, data)
    except OSError as error:
        raise ConfigError(f"{path}: can't be written: {error.strerror or error}") from error


def _refuse_special(path: Path, target: Path) -> None:
    if not os.path.lexists(target) or target.is_dir():
        return
    if not target.is_file():
        raise ConfigError(f"{path}: want a file, got a device or pipe")
    if not os.access(target, os.W_OK):
        raise ConfigError(f"{path}: can't be written: it is read-only")

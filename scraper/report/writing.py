"""The page as a file: whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from scraper.errors import ArchiveError, ConfigError


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
    temporary = None
    try:
        try:
            mode = target.stat().st_mode & 0o777
        except FileNotFoundError:
            mask = os.umask(0)
            os.umask(mask)
            mode = 0o666 & ~mask
        descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name[:100]}-", dir=target.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8", "replace"))
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink(missing_ok=True)
        raise ArchiveError(f"can't write {target}: {error.strerror or error}") from error

"""Posts as files: whole or not at all, inside the root, never over what is there.

A post is written to `.scrape/tmp/`, flushed to the disk, and then linked to its name, which fails
if the name is taken (rename would replace a file that a person made in between).
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from scraper.errors import ArchiveError
from scraper.front_matter import Peek, peek
from scraper.replacing import sync_folder

STATE_FOLDER = ".scrape"
_PEEK_BYTES = 16_384
_LONG_PEEK_BYTES = 1_000_000  # for front matter that is longer, with a title of a whole page


class Archive:
    """The folder of posts. All paths given and returned are relative to it, with `/`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._tmp = root / STATE_FOLDER / "tmp"
        self._certain: set[Path] = set()  # folders whose names are on the disk

    def make(self) -> None:
        """Makes the folders, the run lock's among them; raises ArchiveError."""
        try:
            self._tmp.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._cannot("make", self.root, error) from error

    def prepare(self) -> None:
        """Makes the folders, proves that a file can be written, removes a killed run's leftovers.

        Call it under the run lock. Raises ArchiveError.
        """
        self.make()
        try:
            ignore = self.root / STATE_FOLDER / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
            for left in self._tmp.iterdir():
                left.unlink()
            probe = self._tmp / "probe"
            probe.write_bytes(b"ok")
            probe.unlink()
        except OSError as error:
            raise self._cannot("write in", self._tmp, error) from error

    def write(self, path: str, text: str) -> bool:
        """Writes one post; False, and nothing changed, if a file of that name exists.

        When it returns, the file is on the disk, name and all: no power cut takes it back.
        Raises ArchiveError: disk full, no permission, a path that leads outside.
        """
        target = self._inside(path)
        data = text.encode("utf-8", "replace")  # no half of a character pair stops a run
        temporary = self._tmp / f"{os.getpid()}-{abs(hash(path)):x}.md"
        self._check_parent(target)  # before a folder is made at the end of a symlink
        try:
            self._make_folder(target.parent)
            try:
                with temporary.open("xb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                made = _link(temporary, target)
                sync_folder(target.parent)  # also where a killed run had no time for it
                return made
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            raise self._cannot("write", target, error) from error

    def settle(self, path: str) -> None:
        """Puts the name of a post that a killed run wrote on the disk; raises ArchiveError."""
        target = self._inside(path)
        try:
            self._make_folder(target.parent)
            sync_folder(target.parent)
        except OSError as error:
            raise self._cannot("write", target, error) from error

    def exists(self, path: str) -> bool:
        """Whether something of that name is there."""
        return os.path.lexists(self._inside(path))

    def peek(self, path: str) -> Peek | None:
        """Which article the post at `path` holds; None if there is no such post.

        Raises ArchiveError if there is one that can't be read.
        """
        return self._peek_file(self._inside(path))

    def scan(self) -> Iterator[tuple[str, Peek]]:
        """Every post below the root, in a fixed order: what the state is rebuilt from.

        Hidden folders are left out; so are files that name no article. Raises ArchiveError where
        something can't be read: a post that is overlooked would be written again.
        """

        def unreadable(error: OSError) -> None:
            if not isinstance(error, FileNotFoundError):
                raise self._cannot("read", Path(error.filename), error) from error

        for folder, folders, files in os.walk(self.root, onerror=unreadable):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                if name.endswith((".md", ".markdown", ".html")):
                    file = Path(folder) / name
                    found = self._peek_file(file)
                    if found is not None:
                        yield self._told(file), found

    def _make_folder(self, folder: Path) -> None:
        """Makes a folder and those above it, each on the disk, names and all.

        One that is there may be a killed run's, so its name is made certain once a run, too.
        """
        if folder in self._certain and folder.is_dir():
            return
        folder.mkdir(parents=True, exist_ok=True)
        while folder != self.root and folder not in self._certain:
            sync_folder(folder.parent)
            self._certain.add(folder)
            folder = folder.parent

    def _inside(self, path: str) -> Path:
        parts = path.split("/")
        if path.startswith("/") or any(part in ("", ".", "..") or "\0" in part for part in parts):
            raise ArchiveError(f"{path!r}: not a path inside the archive")
        return self.root.joinpath(*parts)

    def _told(self, file: Path) -> str:
        path = file.relative_to(self.root).as_posix()
        try:
            path.encode("utf-8")
        except UnicodeEncodeError as error:
            raise ArchiveError(f"{path!a}: the file's name is not UTF-8; rename it") from error
        return path

    def _check_parent(self, target: Path) -> None:
        # A symlink to a folder elsewhere is somebody's wish only if the root itself is one. Where
        # no folder below it is a symlink, no path leads out.
        with contextlib.suppress(OSError):
            folder = target.parent
            while folder != self.root and not folder.is_symlink():
                folder = folder.parent
            if folder == self.root:
                return
        # os.path.realpath: Path.resolve raises RuntimeError on a symlink that leads to itself.
        root = Path(os.path.realpath(self.root))
        if not Path(os.path.realpath(target.parent)).is_relative_to(root):
            raise ArchiveError(f"{target.parent}: leads outside the archive {root}")

    def _peek_file(self, file: Path) -> Peek | None:
        try:
            if not file.is_file():  # a folder, a dangling link; a pipe would hold us up for ever
                return None
            with file.open("rb") as stream:
                head = stream.read(_PEEK_BYTES)
                found = peek(head.decode("utf-8", errors="replace"))
                if found is None and len(head) == _PEEK_BYTES and b"---" in head[:6]:
                    head += stream.read(_LONG_PEEK_BYTES)
                    found = peek(head.decode("utf-8", errors="replace"))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._cannot("read", file, error) from error
        return found

    def _cannot(self, verb: str, path: Path, error: OSError) -> ArchiveError:
        remedy = {
            errno.ENOSPC: "make room on the disk and run again; nothing is lost",
            errno.EDQUOT: "make room in your quota and run again; nothing is lost",
            errno.EACCES: "give this user permission to read and write it",
            errno.EPERM: "give this user permission to read and write it",
            errno.EROFS: "the file system is read-only; mount it writable",
            errno.ENOTDIR: "a file stands where a folder must be; move it away",
            errno.EEXIST: "a file stands where a folder must be; move it away",
        }.get(error.errno or 0, "mend this and run again; nothing is lost")
        return ArchiveError(f"can't {verb} {path}: {error.strerror or error} ({remedy})")


def _link(temporary: Path, target: Path) -> bool:
    try:
        os.link(temporary, target)
    except FileExistsError:
        return False
    except OSError as error:
        # No hard links here (FAT, some network mounts): the run lock keeps us apart from
        # ourselves, so the gap between look and rename is only a person's.
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS):
            raise
        if os.path.lexists(target):
            return False
        temporary.rename(target)
    return True

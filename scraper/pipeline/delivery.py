"""A notice on its way: given to a command, posted to an address."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import tempfile
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Self

from scraper.errors import NoticeError
from scraper.front_matter import one_line
from scraper.model import Notify

TIMEOUT_S = 30.0
_MOST_SAID = 200  # characters of a command's last words
_TAIL_BYTES = 4096
_MOST_READS = 64  # what a pipe holds; what a command leaves behind may write on for ever


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A notice as it is sent: `text` is one line, `body` the JSON object."""

    text: str
    body: bytes


async def deliver(
    outgoing: Outgoing,
    notify: Notify,
    *,
    user_agent: str,
    environ: Mapping[str, str],
    proxies: Mapping[str, str],
) -> dict[str, str | None]:
    """What came of each configured way (command, url): None if it was delivered, else why not."""
    ways: dict[str, Coroutine[None, None, None]] = {}
    if notify.command:
        ways["command"] = _run(outgoing, notify.command, environ)
    if notify.url is not None:
        from scraper.fetch.hook import post_json

        ways["url"] = post_json(
            notify.url,
            outgoing.body,
            notify.headers,
            user_agent=user_agent,
            proxies=proxies,
            timeout_s=TIMEOUT_S,
        )
    came = await asyncio.gather(*map(_why_not, ways.values()))
    return dict(zip(ways, came, strict=True))


async def _why_not(sending: Coroutine[None, None, None]) -> str | None:
    try:
        await sending
    except NoticeError as error:
        return str(error)
    return None


async def _run(outgoing: Outgoing, command: tuple[str, ...], environ: Mapping[str, str]) -> None:
    """Runs a command with the object on its stdin; raises NoticeError if it fails or hangs.

    What it prints on stdout goes nowhere: ours is read by scripts.
    """
    # Files and a pipe of our own: asyncio's pipes wait for what a command leaves behind with them.
    with tempfile.TemporaryFile() as stdin, _Ear() as ear:
        try:
            stdin.write(outgoing.body)
            stdin.seek(0)
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=stdin,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=ear.mouth,
                env={**environ, "SCRAPE_NOTICE": outgoing.text},
                start_new_session=True,  # a group of its own, which can be ended as a whole
            )
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or str(error)
            raise NoticeError(f"can't be run: {said}") from error
        status = await _ended(process)
        words = ear.last_words()
    if status:
        how = f"exit status {status}" if status > 0 else f"ended by signal {-status}"
        raise NoticeError(f"{how}: {words}" if words else how)


async def _ended(process: asyncio.subprocess.Process) -> int:
    """The status of a command that ended in time; raises NoticeError."""
    try:
        async with asyncio.timeout(TIMEOUT_S):
            return await process.wait()
    except TimeoutError as error:
        raise NoticeError(f"did not end within {TIMEOUT_S:g} s, and was ended") from error
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


class _Ear:
    """Hears a command's stderr while it runs, and remembers the end of it."""

    def __init__(self) -> None:
        self._ear, self.mouth = os.pipe()
        os.set_blocking(self._ear, False)
        self._tail = bytearray()

    def __enter__(self) -> Self:
        asyncio.get_running_loop().add_reader(self._ear, self._hear)
        return self

    def __exit__(self, *error: object) -> None:
        asyncio.get_running_loop().remove_reader(self._ear)
        os.close(self._ear)
        os.close(self.mouth)

    def _hear(self) -> bool:
        try:
            piece = os.read(self._ear, _TAIL_BYTES)
        except BlockingIOError:
            return False
        self._tail += piece
        del self._tail[:-_TAIL_BYTES]
        return bool(piece)

    def last_words(self) -> str:
        """The last line that says anything, cut and clean; "" if there is none."""
        for _ in range(_MOST_READS):
            if not self._hear():
                break
        lines = bytes(self._tail).decode("utf-8", "replace").splitlines()
        return next((said[:_MOST_SAID] for line in reversed(lines) if (said := one_line(line))), "")

"""Room for large bodies: one at a time, however many are on their way.

32 connections with a feed of 20 MB each would be 640 MB. So a body beyond the first half megabyte
waits until no other is that large, read or worked on; the line waits with it. What is done with a
body of that size keeps the processor busy anyway.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

# Who holds the room may itself wait for a connection that another's waiting keeps.
MAX_WAIT_S = 20.0


def hand_back() -> None:
    """Gives memory that is free back to the system, where the system's C library can (glibc).

    It keeps what was freed, in pieces that the next large body does not fit into: the second of two
    feeds of 20 MB took 60 MB more than the first.
    """
    import ctypes  # 1 MB that only runs with large bodies pay

    gc.collect()
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


class Room:
    """The place of the one large body. What `use` encloses is done with it at its end."""

    def __init__(self) -> None:
        self._place = asyncio.Lock()
        self._user: ContextVar[list[bool] | None] = ContextVar("user", default=None)

    @asynccontextmanager
    async def use(self) -> AsyncIterator[None]:
        """Large bodies that are fetched inside are let go of when it ends."""
        holds: list[bool] = []
        token = self._user.set(holds)
        try:
            yield
        finally:
            self._user.reset(token)
            if holds:
                hand_back()
                self._place.release()

    async def enter(self) -> None:
        """Waits for the place, if this task has none yet; TimeoutError after MAX_WAIT_S.

        Outside of `use` nobody would give it back, so there it is not taken.
        """
        holds = self._user.get()
        if holds is not None and not holds:
            async with asyncio.timeout(MAX_WAIT_S):
                await self._place.acquire()
            holds.append(True)

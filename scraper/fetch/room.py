"""Room for large bodies: how much of them is held at once, however many are on their way.

32 connections with a feed of 20 MB each would be 640 MB. So beyond its first half megabyte a body
grows only while there is room. The first that came may grow to its cap; the others share some
megabytes, so that one that drips holds up none that is of a usual size.
"""

from __future__ import annotations

import asyncio
import gc
from contextvars import ContextVar, Token

from scraper.memory import trim

BESIDE_THE_FIRST = 4_000_000  # bytes
_MUCH = 2_000_000  # bytes: to look for what is free takes tens of milliseconds
# Who holds the room may itself wait for a connection that another's waiting keeps.
MAX_WAIT_S = 45.0


def hand_back() -> None:
    """Gives memory that is free back to the system, what only cycles hold first."""
    gc.collect()
    trim()


class _Use:
    """One user of the room, for as long as the block lasts."""

    __slots__ = ("_room", "_token")

    def __init__(self, room: Room) -> None:
        self._room = room
        self._token: Token[object | None] | None = None

    async def __aenter__(self) -> None:
        self._token = self._room.user.set(self)

    async def __aexit__(self, *ended: object) -> None:
        assert self._token is not None
        self._room.user.reset(self._token)
        self._room.leave(self)


class Room:
    """What large bodies may hold together. What `use` encloses is done with its own at its end."""

    def __init__(self) -> None:
        self._held: dict[object, int] = {}  # bytes by user, in the order they came
        self._changed = asyncio.Event()
        self.user: ContextVar[object | None] = ContextVar("user", default=None)

    def use(self) -> _Use:
        """Large bodies that are fetched inside are let go of when it ends."""
        return _Use(self)

    def leave(self, user: object) -> None:
        """What this user held is let go of."""
        held = self._held.pop(user, None)
        if held is not None:
            if held >= _MUCH:
                hand_back()
            self._changed.set()
            self._changed = asyncio.Event()

    async def enter(self, size: int) -> None:
        """Waits until this task may hold `size` bytes; TimeoutError after MAX_WAIT_S.

        Outside of `use` nobody would give them back, so there they are not counted.
        """
        user = self.user.get()
        if user is None:
            return
        async with asyncio.timeout(MAX_WAIT_S):
            while not self._may_hold(user, size):
                await self._changed.wait()
        self._held[user] = size

    def _may_hold(self, user: object, size: int) -> bool:
        first = next(iter(self._held), user)
        if user is first:
            return True
        others = sum(held for who, held in self._held.items() if who not in (first, user))
        return others + size <= BESIDE_THE_FIRST

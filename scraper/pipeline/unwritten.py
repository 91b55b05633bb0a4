"""What polls without news came to, stored together: a commit for each feed would be most of it.

A crash takes what was not stored yet with it: those feeds are polled once more. What is new is
never here: it is admitted at once, with its feed's state (law 6).
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

from scraper.errors import StoreError
from scraper.model import FeedState
from scraper.store import Store

LONGEST_S = 5.0
MOST = 2000


class Unwritten:
    """States of feeds that are stored within seconds, or at the end of the run."""

    def __init__(self) -> None:
        self._states: dict[str, FeedState] = {}
        self._since = 0.0

    async def keep(self, state: FeedState, store: Store) -> None:
        """Stores a state soon."""
        now = monotonic()
        if not self._states:
            self._since = now
        self._states[state.feed_id] = state
        if len(self._states) >= MOST or now - self._since >= LONGEST_S:
            await self._write(store)

    @asynccontextmanager
    async def written(self, store: Store) -> AsyncIterator[None]:
        """All is stored when this ends, however it ends."""
        try:
            yield
        except BaseException:
            with contextlib.suppress(StoreError):  # what stopped the run is told
                await self._write(store)
            raise
        await self._write(store)

    async def _write(self, store: Store) -> None:
        if self._states:
            states, self._states = self._states, {}
            await store.keep_states(states.values())

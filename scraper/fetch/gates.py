"""A host's turn: how many requests at once, how long between them, and who wants to be left alone.

One gate a host, shared by feeds, pages and robots.txt.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from time import monotonic


class _Gate:
    __slots__ = ("interval", "is_single", "next_start", "slots")

    def __init__(self, per_host: int, interval: float) -> None:
        self.slots = asyncio.Semaphore(per_host)
        self.interval = interval
        self.is_single = per_host == 1
        self.next_start = 0.0


class _Turn:
    """One request's turn. Who need not wait does not: a run may have thousands of them."""

    __slots__ = ("_all", "_gate", "_has_room", "_slots")

    def __init__(self, gate: _Gate, of_all: asyncio.Semaphore, has_room: asyncio.Event) -> None:
        self._gate = gate
        self._slots = gate.slots  # what this one holds; the gate may get fewer meanwhile
        self._all = of_all
        self._has_room = has_room

    async def __aenter__(self) -> None:
        gate = self._gate
        await self._slots.acquire()
        while self._slots is not gate.slots:
            self._slots.release()
            self._slots = gate.slots
            await self._slots.acquire()
        try:
            while True:
                if (wait := gate.next_start - monotonic()) > 0:
                    await asyncio.sleep(wait)
                await self._all.acquire()  # last, so that who waits for a host holds up no other
                try:
                    await self._has_room.wait()
                except BaseException:
                    self._all.release()
                    raise
                now = monotonic()
                if now >= gate.next_start:
                    break
                self._all.release()  # the host's other slot was first
            gate.next_start = now + gate.interval
        except BaseException:
            self._slots.release()
            raise

    async def __aexit__(self, *ended: object) -> None:
        self._all.release()
        self._slots.release()


class Gates:
    """The gates of all hosts, behind one limit on connections overall."""

    def __init__(self, connections: int, per_host: int, pause: timedelta) -> None:
        self._all = asyncio.Semaphore(connections)
        self._per_host = per_host
        self._pause_s = pause.total_seconds()
        self._gates: dict[str, _Gate] = {}
        self._silent: dict[str, datetime] = {}
        # Set while what comes can be worked on; before that, nobody is asked for more.
        self.has_room = asyncio.Event()
        self.has_room.set()

    def turn(self, host: str) -> _Turn:
        """Waits for the host's turn; the turn lasts as long as the block."""
        return _Turn(self._gate(host), self._all, self.has_room)

    def slow_down(self, host: str, interval: timedelta) -> None:
        """At least `interval` between the starts of requests to a host (robots.txt Crawl-delay)."""
        gate = self._gate(host)
        gate.interval = max(gate.interval, interval.total_seconds())

    def one_at_a_time(self, host: str, interval: timedelta) -> None:
        """From now on one request to a host at once, with at least `interval` between starts."""
        gate = self._gate(host)
        if not gate.is_single:
            gate.is_single = True
            gate.slots = asyncio.Semaphore(1)
        self.slow_down(host, interval)

    def silence(self, host: str, until: datetime) -> None:
        """No request to a host before then."""
        self._silent[host] = max(until, self._silent.get(host, until))

    def silence_all(self, silences: Mapping[str, datetime]) -> None:
        """Takes over what an earlier run was told."""
        for host, until in silences.items():
            self.silence(host, until)

    def silent_for(self, host: str, now: datetime) -> timedelta | None:
        """How much longer a host wants to be left alone; None if it does not."""
        until = self._silent.get(host)
        return until - now if until is not None and until > now else None

    @property
    def is_anyone_silent(self) -> bool:
        """Whether any host asked for that, in this run or before."""
        return bool(self._silent)

    def _gate(self, host: str) -> _Gate:
        gate = self._gates.get(host)
        if gate is None:
            gate = self._gates[host] = _Gate(self._per_host, self._pause_s)
        return gate

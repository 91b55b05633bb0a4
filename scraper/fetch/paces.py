"""How long hosts took to answer in this run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic

from scraper.decide import joined_pace
from scraper.model import HostPace


class Paces:
    """Measures requests, by host."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.of: dict[str, HostPace] = {}

    @contextmanager
    def measured(self, host: str) -> Iterator[None]:
        """Measures one request; an error that leaves here made it a failed one."""
        started, failed = monotonic(), 1
        try:
            yield
            failed = 0
        finally:
            took = timedelta(seconds=round(monotonic() - started, 3))
            pace = HostPace(host, 1, failed, took, took, self._clock())
            old = self.of.get(host)
            self.of[host] = pace if old is None else joined_pace(old, pace)

"""What hosts said that holds for a while, in the SQLite state: robots.txt, and to be left alone."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime

from scraper.model import RobotsText
from scraper.politeness import MAX_RETRY_AFTER
from scraper.store.lists import Lists
from scraper.store.rows import ms_of, robots_of, text_of, time_of


class Hosts(Lists):
    """That part of the SqliteStore."""

    def _transaction(self) -> AbstractContextManager[None]:
        raise NotImplementedError

    async def robots(self, origin: str) -> RobotsText | None:
        with self._wrapped():
            row = self._db.execute(
                "SELECT origin, status, body, at FROM robots WHERE origin = ?", (origin,)
            ).fetchone()
            return robots_of(row) if row else None

    async def keep_robots(self, robots: RobotsText) -> None:
        with self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?)",
                (robots.origin, robots.status, robots.body, ms_of(robots.at)),
            )

    async def silences(self, now: datetime) -> Mapping[str, datetime]:
        with self._wrapped():
            rows = self._db.execute(
                "SELECT host, until FROM silences WHERE until > ? AND until <= ? ORDER BY host",
                (ms_of(now), ms_of(now + MAX_RETRY_AFTER)),
            )
            return {text_of(host): time_of(until) for host, until in rows}

    async def keep_silence(self, host: str, until: datetime) -> None:
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO silences VALUES (?, ?)", (host, ms_of(until)))

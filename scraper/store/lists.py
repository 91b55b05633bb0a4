"""Lists and counts of the SQLite state: what waits, what was given up, which entry a URL is.

Made for a million entries: counts come from the partial indexes, and of a list only the row
numbers are held (8 bytes each); the rows are read in pieces, so nobody's run has to wait.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

import msgspec

from scraper.decide import LONGEST_WAIT
from scraper.model import EntryRecord, Status, Walk
from scraper.store.rows import RECORD, bytes_of, chunks, ms_of, record_of, text_of
from scraper.urls import identity

_PIECE = 500
_DECODE_WALK = msgspec.json.Decoder(Walk).decode
_ORDER = "published IS NULL, published, key"
TIME_HAS_COME = "(retry_at <= ? OR retry_at > ?)"  # or the clock was wrong when it was set
_OPEN = (Status.NEW, Status.RETRY)


class Lists:
    """That part of the SqliteStore."""

    _db: sqlite3.Connection

    def _wrapped(self) -> AbstractContextManager[None]:
        raise NotImplementedError

    async def unsettled(self) -> Mapping[str, Mapping[Status, int]]:
        found: dict[str, dict[Status, int]] = {}
        # The literals let SQLite use the partial indexes.
        for where in ("status IN ('new', 'retry')", "status = 'gave-up'"):
            with self._wrapped():
                rows = self._db.execute(
                    f"SELECT feed_id, status, count(*) FROM entries WHERE {where}"
                    " GROUP BY feed_id, status ORDER BY feed_id, status"
                ).fetchall()
            for feed_id, status, count in rows:
                found.setdefault(feed_id, {})[Status(status)] = count
        return dict(sorted(found.items()))

    async def known_as(self, feed_id: str, identities: Sequence[str]) -> Mapping[str, EntryRecord]:
        found: dict[str, EntryRecord] = {}
        with self._wrapped():
            for chunk in chunks(identities):
                rows = self._db.execute(
                    f"SELECT {RECORD} FROM entries WHERE identity IN ({','.join('?' * len(chunk))})"
                    " AND feed_id = ? ORDER BY key DESC",
                    (*chunk, feed_id),
                )
                for record in map(record_of, rows):
                    found[record.entry.identity] = record
        return found

    async def walks(self, feed_id: str) -> Mapping[str, Walk]:
        with self._wrapped():
            rows = self._db.execute(
                "SELECT source, walk FROM walks WHERE feed_id = ? ORDER BY source", (feed_id,)
            )
            return {text_of(source): _DECODE_WALK(bytes_of(walk)) for source, walk in rows}

    async def feeds_with_pending(self, now: datetime) -> frozenset[str]:
        with self._wrapped():
            rows = self._db.execute(
                "SELECT DISTINCT feed_id FROM entries WHERE status IN ('new', 'retry')"
                f" AND (status = 'new' OR {TIME_HAS_COME})",
                (ms_of(now), ms_of(now + LONGEST_WAIT)),
            ).fetchall()
        return frozenset(feed_id for (feed_id,) in rows)

    async def feeds_with_open(self) -> frozenset[str]:
        with self._wrapped():
            rows = self._db.execute(
                "SELECT DISTINCT feed_id FROM entries WHERE status IN ('new', 'retry')"
            ).fetchall()
        return frozenset(feed_id for (feed_id,) in rows)

    async def given_up_since(self, at: datetime) -> Mapping[str, int]:
        with self._wrapped():
            rows = self._db.execute(
                "SELECT feed_id, count(*) FROM entries WHERE status = 'gave-up' AND tried_at >= ?"
                " GROUP BY feed_id ORDER BY feed_id",
                (ms_of(at),),
            )
            return dict(rows.fetchall())

    async def post_count(self) -> int:
        with self._wrapped():
            (count,) = self._db.execute("SELECT count(DISTINCT path_key) FROM articles").fetchone()
        return int(count)

    async def listed(self, feed_id: str, status: Status) -> AsyncIterator[EntryRecord]:
        is_open = " AND status IN ('new', 'retry')" if status in _OPEN else ""
        where = f"status = '{status.value}'{is_open}"
        with self._wrapped():
            rows = self._db.execute(
                f"SELECT rowid FROM entries WHERE feed_id = ? AND {where} ORDER BY {_ORDER}",
                (feed_id,),
            )
            numbers = array("q", (number for (number,) in rows))
        for start in range(0, len(numbers), _PIECE):
            piece = numbers[start : start + _PIECE]
            marks = ",".join("?" * len(piece))
            with self._wrapped():
                found = self._db.execute(
                    f"SELECT rowid, {RECORD} FROM entries WHERE rowid IN ({marks}) AND {where}",
                    piece.tolist(),
                ).fetchall()
                records = {row[0]: record_of(row[1:]) for row in found}
            for number in piece:
                if number in records:
                    yield records[number]

    async def named(self, identities: Sequence[str]) -> Sequence[EntryRecord]:
        wanted = frozenset(identities)
        names = sorted(wanted)
        found: list[EntryRecord] = []
        with self._wrapped():
            for start in range(0, len(names), _PIECE):
                piece = names[start : start + _PIECE]
                where = f"identity IN ({','.join('?' * len(piece))})"
                rows = self._db.execute(f"SELECT {RECORD} FROM entries WHERE {where}", piece)
                found += map(record_of, rows)
            # One whose address is another article's, too, has a name of its own with a \x1f.
            own = f"SELECT {RECORD} FROM entries WHERE instr(identity, char(31)) > 0"
            for record in map(record_of, self._db.execute(own)):
                if identity(record.entry.url) in wanted and record.entry.identity not in wanted:
                    found.append(record)
        return sorted(found, key=_order)


def _order(record: EntryRecord) -> tuple[bool, float, str, str]:
    entry = record.entry
    at = entry.published.timestamp() if entry.published is not None else 0.0
    return entry.published is None, at, entry.key, entry.feed_id

"""What the SQLite state keeps of the past: runs, hosts, bodies written, and what was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from scraper.decide import joined_pace
from scraper.model import BodySeen, EntryRecord, HostPace, RunRecord
from scraper.store import BODIES_KEPT
from scraper.store.hosts import Hosts
from scraper.store.rows import RECORD, bytes_of, ms_of, record_of, text_of, time_of

_RUNS_KEPT = 1000
_DAY_MS = 86_400_000
_ENCODE = msgspec.json.Encoder().encode
_DECODE_BODY = msgspec.json.Decoder(BodySeen).decode
_DECODE_PACE = msgspec.json.Decoder(HostPace).decode
_DECODE_RUN = msgspec.json.Decoder(RunRecord).decode
# Of what is older than that, one in 16 is kept, too: what was usual weeks ago, of busy feeds.
# Ids are scattered (Knuth's multiplier), since feeds that take turns have each second one, or so.
_SCATTERED = "((id * 2654435761) >> 20) & 15"
_EPOCH_DAY = date(1970, 1, 1).toordinal()


class Annals(Hosts):
    """That part of the SqliteStore."""

    async def end_run(self, run: RunRecord, paces: Iterable[HostPace]) -> None:
        with self._transaction():
            added = self._db.execute("INSERT INTO runs (run) VALUES (?)", (_ENCODE(run),))
            self._db.execute(
                "DELETE FROM runs WHERE id <= ?", ((added.lastrowid or 0) - _RUNS_KEPT,)
            )
            for pace in paces:
                found = self._db.execute("SELECT pace FROM hosts WHERE host = ?", (pace.host,))
                if row := found.fetchone():
                    pace = joined_pace(_DECODE_PACE(bytes_of(row[0])), pace)
                self._db.execute(
                    "INSERT OR REPLACE INTO hosts VALUES (?, ?)", (pace.host, _ENCODE(pace))
                )

    async def runs(self, most: int) -> Sequence[RunRecord]:
        with self._wrapped():
            rows = self._db.execute("SELECT run FROM runs ORDER BY id DESC LIMIT ?", (most,))
            return [_DECODE_RUN(bytes_of(run)) for (run,) in rows]

    async def paces(self) -> Sequence[HostPace]:
        with self._wrapped():
            rows = self._db.execute("SELECT pace FROM hosts ORDER BY host")
            return [_DECODE_PACE(bytes_of(pace)) for (pace,) in rows]

    async def bodies(self, feed_id: str, most: int) -> Sequence[BodySeen]:
        with self._wrapped():
            rows = self._db.execute(
                "SELECT seen FROM bodies WHERE feed_id = ? ORDER BY id DESC LIMIT ?",
                (feed_id, most),
            )
            return [_DECODE_BODY(bytes_of(seen)) for (seen,) in rows]

    async def latest(self, feed_id: str, most: int) -> Sequence[EntryRecord]:
        with self._wrapped():
            rows = self._db.execute(
                f"SELECT {RECORD} FROM entries WHERE feed_id = ?"
                " ORDER BY first_seen DESC, published DESC, key LIMIT ?",
                (feed_id, most),
            )
            return [record_of(row) for row in rows]

    async def days(self, since: datetime) -> Mapping[str, Mapping[date, int]]:
        found: dict[str, dict[date, int]] = {}
        with self._wrapped():
            rows = self._db.execute(
                f"SELECT feed_id, coalesce(published, first_seen) / {_DAY_MS} AS day, count(*)"
                " FROM entries WHERE status = 'saved' AND coalesce(published, first_seen) >= ?"
                " GROUP BY feed_id, day ORDER BY feed_id, day",
                (ms_of(since),),
            )
            for feed_id, day, count in rows:
                when = date.fromordinal(_EPOCH_DAY + day)
                found.setdefault(text_of(feed_id), {})[when] = count
        return found

    async def saved_counts(self) -> Mapping[str, int]:
        with self._wrapped():
            rows = self._db.execute(
                "SELECT feed_id, count(*) FROM entries WHERE status = 'saved'"
                " GROUP BY feed_id ORDER BY feed_id"
            )
            return {text_of(feed_id): int(count) for feed_id, count in rows}

    async def newest(self) -> Mapping[str, datetime]:
        with self._wrapped():
            rows = self._db.execute(
                "SELECT feed_id, max(min(coalesce(published, first_seen), first_seen))"
                " FROM entries GROUP BY feed_id ORDER BY feed_id"
            )
            return {text_of(feed_id): time_of(at) for feed_id, at in rows}

    async def all_days(self, since: datetime) -> Mapping[date, int]:
        with self._wrapped():
            rows = self._db.execute(
                f"SELECT published / {_DAY_MS} AS day, count(DISTINCT path) FROM articles"
                " WHERE published >= ? GROUP BY day ORDER BY day",
                (ms_of(since),),
            )
            return {date.fromordinal(_EPOCH_DAY + day): count for day, count in rows}

    async def told(self) -> Mapping[tuple[str, str], datetime]:
        with self._wrapped():
            rows = self._db.execute("SELECT subject, kind, at FROM told ORDER BY subject, kind")
            return {(text_of(subject), text_of(kind)): time_of(at) for subject, kind, at in rows}

    async def keep_told(self, told: Mapping[tuple[str, str], datetime]) -> None:
        with self._transaction():
            self._db.execute("DELETE FROM told")
            self._db.executemany(
                "INSERT INTO told VALUES (?, ?, ?)",
                [(subject, kind, ms_of(at)) for (subject, kind), at in told.items()],
            )

    def _put_body(self, seen: BodySeen) -> None:
        self._db.execute(
            "INSERT INTO bodies (feed_id, seen) VALUES (?, ?)", (seen.feed_id, _ENCODE(seen))
        )
        count = self._db.execute("SELECT count(*) FROM bodies WHERE feed_id = ?", (seen.feed_id,))
        if count.fetchone()[0] > 2 * BODIES_KEPT:
            for kept, others in ((BODIES_KEPT, f"{_SCATTERED} != 0"), (2 * BODIES_KEPT, "1")):
                self._db.execute(
                    "DELETE FROM bodies WHERE feed_id = ?1 AND id <= (SELECT id FROM bodies"
                    f" WHERE feed_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2) AND {others}",
                    (seen.feed_id, kept),
                )

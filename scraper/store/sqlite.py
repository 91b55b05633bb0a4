"""The Store in one SQLite file (WAL): a crash leaves a commit whole or absent.

With durability `normal` (synchronous NORMAL) the power's going may take the newest commits with
it, but for those that admit entries: a feed may not show them again.

Statements go by key; nothing is loaded whole but the feeds' states. Payloads are the entries as
JSON; once a post holds an entry its text is dropped from here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from scraper.decide import LONGEST_WAIT
from scraper.errors import StoreError
from scraper.model import (
    BodySeen,
    Durability,
    Entry,
    EntryRecord,
    FeedState,
    Held,
    Status,
    Walk,
)
from scraper.presets import path_key
from scraper.store.annals import Annals
from scraper.store.damage import MAX_VERSION, MOVE_AWAY, DamagedStateError, ours
from scraper.store.lists import TIME_HAS_COME
from scraper.store.rows import (
    RECORD,
    RowError,
    bytes_of,
    chunks,
    marks,
    maybe_time,
    ms_of,
    record_of,
    row_of,
    text_of,
)
from scraper.store.schema import MIGRATIONS
from scraper.store.uris import is_there, uri_for_reading

_ENCODE = msgspec.json.Encoder().encode
_DECODE_STATE = msgspec.json.Decoder(FeedState).decode


class SqliteStore(Annals):
    """Opens or makes the state at `path` (or ":memory:"); raises StoreError.

    `on_damage` is called when the state turns out to be broken, `on_close` once it is closed.
    """

    def __init__(
        self,
        path: Path | str,
        durability: Durability = Durability.NORMAL,
        *,
        on_damage: Callable[[], None] = lambda: None,
        on_close: Callable[[], None] = lambda: None,
    ) -> None:
        self._path = str(path)
        self._synchronous = "FULL" if durability is Durability.FULL else "NORMAL"
        self._on_damage = on_damage
        self._on_close = on_close
        try:
            self._db = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        except sqlite3.Error as error:
            raise self._cannot(error) from error
        try:
            with self._wrapped():
                self._db.execute("PRAGMA journal_mode=WAL")
                self._db.execute(f"PRAGMA synchronous={self._synchronous}")
                self._migrate()
        except StoreError:
            self._db.close()
            raise

    @classmethod
    def read_copy(cls, path: Path, *, in_memory: bool = True) -> SqliteStore:
        """A copy of the state at `path`, for a run that must write nothing.

        It is in memory, or in a temporary file that goes when it is closed.
        """
        store = cls(":memory:" if in_memory else "")
        store._path = str(path)  # what it is named by, should it be of no use
        if is_there(path):
            try:
                source = sqlite3.connect(uri_for_reading(path), uri=True, timeout=10)
                try:
                    source.backup(store._db)
                finally:
                    source.close()
                with store._wrapped():
                    store._migrate()
            except sqlite3.Error as error:
                store._db.close()
                raise ours(str(path), error) from error
            except StoreError:
                store._db.close()
                raise
        return store

    def _check_version(self) -> int:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if not 0 <= version < MAX_VERSION:
            raise DamagedStateError(self._path, f"version {version}")
        if version > len(MIGRATIONS):
            raise StoreError(
                f"{self._path}: state of version {version}, this program knows"
                f" {len(MIGRATIONS)}; use the newer program, or {MOVE_AWAY}"
            )
        return int(version)

    def _migrate(self) -> None:
        version = self._check_version()
        for number, migrate in enumerate(MIGRATIONS[version:], start=version + 1):
            with self._transaction():
                migrate(self._db)
                self._db.execute(f"PRAGMA user_version={number}")

    @contextmanager
    def _wrapped(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._cannot(error) from error
        except (msgspec.MsgspecError, UnicodeDecodeError, RowError) as error:
            self._on_damage()
            raise DamagedStateError(self._path, error) from error

    @contextmanager
    def _durable(self, wanted: bool) -> Iterator[None]:
        """What is committed within is on the disk afterwards, and all that was before it."""
        if wanted and self._synchronous != "FULL":
            with self._wrapped():
                self._db.execute("PRAGMA synchronous=FULL")
            try:
                yield
            finally:
                with self._wrapped():
                    self._db.execute(f"PRAGMA synchronous={self._synchronous}")
        else:
            yield

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._wrapped():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _cannot(self, error: sqlite3.Error) -> StoreError:
        found = ours(self._path, error)
        if isinstance(found, DamagedStateError):
            self._on_damage()
        return found

    async def feed_states(self) -> Mapping[str, FeedState]:
        with self._wrapped():
            rows = self._db.execute("SELECT feed_id, state FROM feeds ORDER BY feed_id")
            return {text_of(feed_id): _DECODE_STATE(bytes_of(state)) for feed_id, state in rows}

    async def admit(self, state: FeedState, records: Sequence[EntryRecord]) -> None:
        with self._durable(bool(records)), self._transaction():
            self._put_states([state])
            self._put(records)

    async def keep_states(self, states: Iterable[FeedState]) -> None:
        with self._transaction():
            self._put_states(states)

    async def known(self, feed_id: str, keys: Sequence[str]) -> Mapping[str, EntryRecord]:
        found: dict[str, EntryRecord] = {}
        with self._wrapped():
            for chunk in chunks(keys):
                rows = self._db.execute(
                    f"SELECT {RECORD} FROM entries WHERE feed_id = ? AND key IN ({marks(chunk)})",
                    (feed_id, *chunk),
                )
                for record in map(record_of, rows):
                    found[record.entry.key] = record
        return found

    async def advance(self, walk: Walk, records: Sequence[EntryRecord]) -> None:
        with self._durable(bool(records)), self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO walks VALUES (?, ?, ?)",
                (walk.feed_id, walk.source, _ENCODE(walk)),
            )
            self._put(records)

    async def pending(self, feed_id: str, now: datetime) -> Sequence[EntryRecord]:
        with self._wrapped():
            rows = self._db.execute(
                f"SELECT {RECORD} FROM entries WHERE feed_id = ? AND"
                f" status IN ('new', 'retry') AND (status = 'new' OR {TIME_HAS_COME})"
                " ORDER BY published IS NULL, published, key",
                (feed_id, ms_of(now), ms_of(now + LONGEST_WAIT)),
            )
            return [record_of(row) for row in rows]

    async def plan(self, entry: Entry, path: str) -> None:
        with self._transaction():
            self._db.execute(
                "UPDATE entries SET path = ? WHERE feed_id = ? AND key = ?",
                (path, entry.feed_id, entry.key),
            )

    async def settle(self, record: EntryRecord) -> None:
        with self._transaction():
            self._put([record])

    async def saved(
        self,
        record: EntryRecord,
        held: Held,
        identities: Sequence[str],
        *,
        own_path: bool,
        seen: BodySeen | None = None,
    ) -> None:
        with self._transaction():
            self._put([record])
            self._hold([(identity, held) for identity in identities], replace=own_path)
            if seen is not None:
                self._put_body(seen)

    async def held(self, identities: Sequence[str]) -> Mapping[str, Held]:
        found: dict[str, Held] = {}
        with self._wrapped():
            for chunk in chunks(identities):
                rows = self._db.execute(
                    f"SELECT * FROM articles WHERE identity IN ({marks(chunk)})", chunk
                )
                for identity, path, _, title, published in rows:
                    held = Held(text_of(path), text_of(title), maybe_time(published))
                    found[text_of(identity)] = held
        return found

    async def identities_at(self, path_key: str) -> Sequence[str]:
        with self._wrapped():
            rows = self._db.execute(
                "SELECT identity FROM articles WHERE path_key = ? ORDER BY identity", (path_key,)
            ).fetchall()
            return [text_of(identity) for (identity,) in rows]

    async def is_adopted(self) -> bool:
        with self._wrapped():
            row = self._db.execute("SELECT 1 FROM meta WHERE name = 'adopted'").fetchone()
        return row is not None

    async def was_rebuilt(self) -> bool:
        with self._wrapped():
            row = self._db.execute("SELECT value FROM meta WHERE name = 'adopted'").fetchone()
        return row is not None and row[0] == "posts"

    async def adopt(self, posts: Iterable[tuple[str, Held]]) -> int:
        with self._transaction():
            before = self._db.total_changes
            self._hold(posts, replace=False)
            added = self._db.total_changes - before
            found = "posts" if added else "yes"
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('adopted', ?)", (found,))
            return added

    async def counts(self) -> Mapping[Status, int]:
        with self._wrapped():
            rows = self._db.execute("SELECT status, count(*) FROM entries GROUP BY status")
            return {Status(status): count for status, count in rows}

    async def close(self) -> None:
        with self._wrapped():
            self._db.close()
        self._on_close()

    def abandon(self) -> None:
        """Lets go of the file as it is, as if the run had been killed."""
        self._db.close()

    def check(self) -> None:
        """Reads every page; raises DamagedStateError if one is broken. Seconds for a million."""
        with self._wrapped():
            (said,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            self._on_damage()
            raise DamagedStateError(self._path, said)

    def forget_adoption(self) -> None:
        """Has the next run take in the archive's posts anew."""
        with self._transaction():
            self._db.execute("DELETE FROM meta WHERE name = 'adopted'")

    def _put_states(self, states: Iterable[FeedState]) -> None:
        self._db.executemany(
            "INSERT INTO feeds VALUES (?, ?) ON CONFLICT DO UPDATE SET state = excluded.state",
            [(state.feed_id, _ENCODE(state)) for state in states],
        )

    def _put(self, records: Iterable[EntryRecord]) -> None:
        self._db.executemany(
            """INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (feed_id, key) DO UPDATE SET
                identity = excluded.identity, status = excluded.status,
                published = excluded.published, path = excluded.path,
                not_before = excluded.not_before, found_date = excluded.found_date,
                attempts = excluded.attempts, retry_at = excluded.retry_at,
                reason = excluded.reason, payload = excluded.payload,
                phase = excluded.phase, tried_at = excluded.tried_at,
                not_after = excluded.not_after""",
            [row_of(record) for record in records],
        )

    def _hold(self, posts: Iterable[tuple[str, Held]], *, replace: bool) -> None:
        verb = "REPLACE" if replace else "IGNORE"
        self._db.executemany(
            f"INSERT OR {verb} INTO articles VALUES (?, ?, ?, ?, ?)",
            [
                (name, post.path, path_key(post.path), post.title, ms_of(post.published))
                for name, post in posts
            ],
        )

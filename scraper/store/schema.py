"""The tables of the SQLite state, and how an older state becomes the newest."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable


def _first_schema(db: sqlite3.Connection) -> None:
    db.execute("CREATE TABLE feeds (feed_id TEXT PRIMARY KEY, state BLOB NOT NULL) WITHOUT ROWID")
    db.execute(
        """CREATE TABLE entries (
            feed_id TEXT NOT NULL, key TEXT NOT NULL, identity TEXT NOT NULL,
            status TEXT NOT NULL, first_seen INTEGER NOT NULL, published INTEGER, path TEXT,
            not_before INTEGER, found_date INTEGER, attempts INTEGER NOT NULL, retry_at INTEGER,
            reason TEXT, payload BLOB NOT NULL,
            UNIQUE (feed_id, key))"""
    )
    db.execute(
        "CREATE INDEX entries_open ON entries (feed_id, status, retry_at)"
        " WHERE status IN ('new', 'retry')"
    )
    db.execute("CREATE INDEX entries_gave_up ON entries (feed_id) WHERE status = 'gave-up'")
    db.execute(
        "CREATE TABLE articles (identity TEXT PRIMARY KEY, path TEXT NOT NULL,"
        " path_key TEXT NOT NULL, title TEXT NOT NULL, published INTEGER) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX articles_path ON articles (path_key)")
    db.execute(
        "CREATE TABLE robots (origin TEXT PRIMARY KEY, status INTEGER NOT NULL,"
        " body TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID"
    )
    db.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    db.execute(
        "CREATE TABLE silences (host TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID"
    )


def _second_schema(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE entries ADD COLUMN phase TEXT")
    db.execute("ALTER TABLE entries ADD COLUMN tried_at INTEGER")


def _third_schema(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE entries ADD COLUMN not_after INTEGER")
    db.execute("CREATE INDEX entries_identity ON entries (identity)")
    db.execute(
        "CREATE TABLE walks (feed_id TEXT NOT NULL, source TEXT NOT NULL, walk BLOB NOT NULL,"
        " PRIMARY KEY (feed_id, source)) WITHOUT ROWID"
    )


def _fourth_schema(db: sqlite3.Connection) -> None:
    db.execute("CREATE TABLE bodies (id INTEGER PRIMARY KEY, feed_id TEXT NOT NULL, seen BLOB)")
    db.execute("CREATE INDEX bodies_feed ON bodies (feed_id, id)")
    db.execute("CREATE TABLE hosts (host TEXT PRIMARY KEY, pace BLOB NOT NULL) WITHOUT ROWID")
    db.execute("CREATE TABLE runs (id INTEGER PRIMARY KEY, run BLOB NOT NULL)")
    db.execute(
        "CREATE TABLE told (subject TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL,"
        " PRIMARY KEY (subject, kind)) WITHOUT ROWID"
    )


# Each moves the schema one version up, in a transaction of its own. Never edit one that shipped.
MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _first_schema,
    _second_schema,
    _third_schema,
    _fourth_schema,
)

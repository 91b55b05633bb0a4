"""Records as rows of the SQLite state, and rows as records; times are whole milliseconds."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from scraper.model import Entry, EntryRecord, RobotsText, Status

_ENCODE = msgspec.json.Encoder().encode
_DECODE_ENTRY = msgspec.json.Decoder(Entry).decode
RECORD = (
    "payload, status, first_seen, path, not_before, found_date, attempts, retry_at, reason,"
    " phase, tried_at, not_after"
)
_CHUNK = 500  # SQLite's parameter limit is 999 in old builds
_STATUSES = frozenset(Status)
_FIRST_MS, _LAST_MS = -62_135_596_800_000, 253_402_300_799_999  # of the years 1 to 9999
_EPOCH, _MS = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)


class RowError(ValueError):
    """A row that no program wrote: the file is damaged."""


def row_of(record: EntryRecord) -> tuple[object, ...]:
    """An entry's row, in the order of the table."""
    entry = record.entry
    if record.status is Status.SAVED:  # the post holds the text
        entry = dataclasses.replace(entry, content_html="", summary_html="")
    return (
        entry.feed_id,
        entry.key,
        entry.identity,
        record.status.value,
        ms_of(record.first_seen),
        ms_of(entry.published),
        record.path,
        ms_of(record.not_before),
        ms_of(record.found_date),
        record.attempts,
        ms_of(record.retry_at),
        record.reason,
        _ENCODE(entry),
        record.phase,
        ms_of(record.tried_at),
        ms_of(record.not_after),
    )


def record_of(row: Sequence[object]) -> EntryRecord:
    """The entry of a row of the columns RECORD; raises RowError."""
    payload, status, first_seen, path, not_before, found_date, attempts, *rest = row
    retry_at, reason, phase, tried_at, not_after = rest
    if status not in _STATUSES:
        raise RowError(f"an entry of status {str(status)[:20]!r}")
    return EntryRecord(
        entry=_DECODE_ENTRY(bytes_of(payload)),
        status=Status(str(status)),
        first_seen=time_of(first_seen),
        path=_text(path),
        not_before=maybe_time(not_before),
        found_date=maybe_time(found_date),
        attempts=attempts if isinstance(attempts, int) else 0,
        retry_at=maybe_time(retry_at),
        reason=_text(reason),
        phase=_text(phase),
        tried_at=maybe_time(tried_at),
        not_after=maybe_time(not_after),
    )


def robots_of(row: Sequence[object]) -> RobotsText:
    """A row of robots: origin, status, body, time; raises RowError."""
    origin, status, body, at = row
    if not isinstance(status, int):
        raise RowError(f"an answer of status {str(status)[:20]!r}")
    return RobotsText(text_of(origin), status, text_of(body), time_of(at))


def text_of(value: object) -> str:
    """A text that must be there; raises RowError."""
    if not isinstance(value, str):
        raise RowError(f"{str(value)[:20]!r} where a text must be")
    return value


def bytes_of(value: object) -> bytes:
    """Bytes that must be there; raises RowError."""
    if not isinstance(value, bytes):
        raise RowError(f"{str(value)[:20]!r} where bytes must be")
    return value


def chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many names at once as a statement takes."""
    for start in range(0, len(names), _CHUNK):
        yield names[start : start + _CHUNK]


def marks(chunk: Sequence[str]) -> str:
    """A place for each of them in a statement."""
    return ",".join("?" * len(chunk))


def ms_of(at: datetime | None) -> int | None:
    """Milliseconds since 1970; None for no time."""
    return None if at is None else (at - _EPOCH) // _MS  # floats miss some instants by one


def time_of(ms: object) -> datetime:
    """The instant so many milliseconds after 1970; raises RowError."""
    if not isinstance(ms, int) or not _FIRST_MS <= ms <= _LAST_MS:
        raise RowError(f"a time of {str(ms)[:20]!r}")
    return _EPOCH + ms * _MS


def maybe_time(ms: object) -> datetime | None:
    """The same, or None."""
    return None if ms is None else time_of(ms)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None

"""How things are said: clean lines, times, counts, what became of an entry or a feed."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from typing import TextIO

from scraper.dates import iso_ms
from scraper.front_matter import one_line
from scraper.model import EntryRecord, Status, Trouble, TroubleKind

_STATUSES = {Status.GAVE_UP: "given-up", Status.FILTERED: "filtered"}


def shown(text: str) -> str:
    """`text` fit for a terminal or a log: one line, no control characters."""
    return one_line(text)


def minute(at: datetime) -> str:
    """A time as people are told it."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def kind_words(kind: TroubleKind) -> str:
    """A kind of trouble, as people read it: `not found`."""
    return kind.value.replace("-", " ")


def counted(number: int, word: str) -> str:
    """`1 feed`, `2 feeds`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def failed_words(failures: int, since: datetime | None) -> str:
    """How often a feed failed in a row, and since when, if this was not the first time."""
    if failures < 2 or since is None:
        return "failed"
    return f"failed {failures} times since {minute(since)}"


def why(record: EntryRecord) -> str:
    """Why there is no post of an entry, and how far the last attempt came."""
    known = record.phase and record.status is not Status.FILTERED
    phase = f" (phase {record.phase})" if known else ""
    return f"{shown(record.reason or 'not tried yet')}{phase}"


def entry_fields(feed: str, record: EntryRecord) -> dict[str, object]:
    """An entry without a post, as --json tells it."""
    status = _STATUSES.get(record.status, "waiting")
    phase = record.phase
    if record.status is Status.FILTERED and phase:
        phase = phase.partition(":")[0]
    return {
        "type": "entry",
        "feed": feed,
        "status": status,
        "title": record.entry.title,
        "url": record.entry.url,
        "reason": record.reason,
        "phase": phase,
        "attempts": record.attempts,
        "first_seen": iso_ms(record.first_seen),
        "tried": maybe_iso(record.tried_at),
        "retry_at": maybe_iso(record.retry_at),
    }


def maybe_iso(at: datetime | None) -> str | None:
    """ISO 8601 in UTC, or None."""
    return iso_ms(at) if at is not None else None


def print_object(fields: dict[str, object]) -> None:
    """One JSON object on a line of stdout."""
    import json  # only under --json

    print_line(json.dumps(fields, ensure_ascii=False), sys.stdout)


def print_line(line: str, stream: TextIO | None) -> None:
    """The text and a line's end on that stream; nothing where nobody reads any more."""
    if stream is None:  # started with it closed
        return
    try:
        stream.write(line + "\n")
        stream.flush()
    except OSError as error:
        # Who read us has gone, or its disk is full; the posts matter more. Python would
        # complain again at exit, about what is left in the buffer.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if stream is sys.stdout and not isinstance(error, BrokenPipeError):
            print_line(f"scrape: can't write to stdout: {error.strerror}; going on", sys.stderr)


def trouble_fields(trouble: Trouble) -> dict[str, object]:
    """A trouble, as --json tells it."""
    return {
        "type": "trouble",
        "kind": trouble.kind.value,
        "feed": trouble.feed,
        "url": trouble.url,
        "since": maybe_iso(trouble.since),
        "why": trouble.why,
        "remedy": trouble.remedy,
        "next_try": maybe_iso(trouble.next_try),
        "needs_person": trouble.needs_person,
    }

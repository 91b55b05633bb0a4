"""A notice in words, and as the JSON object that scripts and hooks get."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scraper.dates import iso_ms
from scraper.front_matter import one_line
from scraper.model import Notice, Recovery, Trouble, TroubleKind
from scraper.pipeline.delivery import Outgoing

MOST_LISTED = 100  # of the troubles, and of what recovered; their numbers tell of the rest
_MOST_NAMED = 8
_MOST_WORDS = 160  # characters of one name or reason in the text


@dataclass(frozen=True, slots=True)
class Origin:
    """Who tells: the machine's name and the folder of the archive."""

    host: str
    archive: str


def outgoing(notice: Notice, origin: Origin, now: datetime, *, test: bool = False) -> Outgoing:
    """What is sent of a notice."""
    text = notice_text(notice)
    if test:
        text = f"Test, nothing is wrong. {text}"
    fields = {
        "type": "notice",
        "test": test,
        "text": text,
        "at": iso_ms(now),
        "host": origin.host,
        "archive": origin.archive,
        "trouble_count": len(notice.troubles),
        "recovered_count": len(notice.recovered),
        "troubles": [_trouble(one) for one in notice.troubles[:MOST_LISTED]],
        "recovered": [_recovery(one) for one in notice.recovered[:MOST_LISTED]],
    }
    body = json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")
    return Outgoing(text, body)


def sample(now: datetime) -> Notice:
    """A notice of nothing, to see whether one arrives."""
    since = now - timedelta(days=2)
    trouble = Trouble(
        TroubleKind.FAILING,
        why="HTTP 503 Service Unavailable",
        remedy="This is a sample: do nothing",
        feed="Sample feed",
        url="https://example.org/feed.xml",
        since=since,
    )
    return Notice((trouble,), (Recovery(TroubleKind.MOVED, "Other sample feed", since),))


def notice_text(notice: Notice) -> str:
    """One line: of a single trouble all, of many the first names."""
    parts: list[str] = []
    if len(notice.troubles) == 1:
        (only,) = notice.troubles
        since = f" since {only.since:%Y-%m-%d %H:%M} UTC" if only.since else ""
        parts.append(
            f"{_name(only)}: {only.kind.value}{since}: {_short(only.why)}. {_short(only.remedy)}"
        )
    elif notice.troubles:
        parts.append(f"{len(notice.troubles)} troubles: {_named(notice.troubles)}")
    if notice.recovered:
        parts.append(f"recovered: {_named(notice.recovered)}")
    return "scrape: " + "; ".join(parts)


def _named(those: Sequence[Trouble | Recovery]) -> str:
    names = [f"{_name(one)} ({one.kind.value})" for one in those[:_MOST_NAMED]]
    rest = len(those) - len(names)
    return ", ".join(names) + (f" and {rest} more" if rest else "")


def _name(one: Trouble | Recovery) -> str:
    return "the archive" if one.feed is None else _short(one.feed)


def _short(text: str) -> str:
    text = one_line(text).replace("\0", "")
    return text if len(text) <= _MOST_WORDS else text[: _MOST_WORDS - 1] + "…"


def _trouble(one: Trouble) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "feed": one.feed,
        "url": one.url,
        "why": one.why,
        "remedy": one.remedy,
        "since": iso_ms(one.since) if one.since else None,
        "next_try": iso_ms(one.next_try) if one.next_try else None,
    }


def _recovery(one: Recovery) -> dict[str, object]:
    return {"kind": one.kind.value, "feed": one.feed, "told": iso_ms(one.told)}

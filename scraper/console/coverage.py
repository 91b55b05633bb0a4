"""How far back a feed was read, in words and for --json. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from scraper.console.words import counted, maybe_iso, shown
from scraper.dates import iso_ms
from scraper.model import Coverage, End, Walk

_MAX_WORDS = 160


def coverage_line(coverage: Coverage, zone: tzinfo = UTC) -> str:
    """Whether all since the date was found; else how far it goes, why, and what to do."""
    counts = ", ".join(_counts(coverage))
    if coverage.reached:
        ended = [one for one in coverage.sources if one.end.reached]
        via = ", ".join(
            f"{shown(one.source)} ({_ended(one.end, one.words, ', {}')})" for one in ended
        )
        day = local_day(coverage.since, zone)
        return f"reached {day}{' via ' if via else ''}{via}, {counts}"
    back = f"oldest {local_day(coverage.oldest, zone)}" if coverage.oldest else "no dates"
    tried = "; ".join(
        f"{shown(one.source)}: {_ended(one.end, one.words)}" for one in coverage.sources
    )
    parts = [f"PARTIAL: {back}{', ' if tried else ''}{tried}", counts, _then(coverage)]
    return "; ".join(part for part in parts if part)


def coverage_fields(coverage: Coverage) -> dict[str, object]:
    """The same for --json."""
    return {
        "since": iso_ms(coverage.since),
        "until": maybe_iso(coverage.until),
        "reached": coverage.reached,
        "oldest": maybe_iso(coverage.oldest),
        "new": coverage.new,
        "gone": coverage.gone,
        "undated": coverage.undated,
        "waiting": coverage.waiting,
        "sources": [
            {
                "source": one.source,
                "end": one.end.value,
                "words": one.words,
                "oldest": maybe_iso(one.oldest),
                "requests": one.requests,
                "pages": one.pages,
                "found": one.found,
            }
            for one in coverage.sources
        ],
    }


def plan_line(
    since: datetime | None,
    sources: Sequence[str],
    max_requests: int,
    max_new: int,
    zone: tzinfo = UTC,
) -> str:
    """Where a run would look for older entries, and what it would spend on that at most."""
    back = f" to {local_day(since, zone)}" if since is not None else ""
    if not sources:
        return f"would not look back{back} beyond what the feed shows: no source of older entries"
    budget = f"at most {counted(max_requests, 'request')}, {max_new:,} new"
    return f"would look back{back} by {', '.join(map(shown, sources))}; {budget}"


def walk_line(walk: Walk, zone: tzinfo = UTC) -> str:
    """How far the walk through one source has come, or how it ended."""
    done = f"{counted(walk.pages, 'page')} in {counted(walk.requests, 'request')}"
    parts = [f"{done}, {walk.found:,} found", *_back_to(walk, zone)]
    if walk.end is not None:
        parts.append(_ended(walk.end, walk.words))
    return f"{shown(walk.source)}: {', '.join(parts)}"


def walk_title(walk: Walk, zone: tzinfo = UTC) -> str:
    """The same beside a progress bar."""
    return " ".join([shown(walk.source), *_back_to(walk, zone)])


def local_day(moment: datetime, zone: tzinfo) -> str:
    """The day it was in a zone, as one would type it."""
    return moment.astimezone(zone).date().isoformat()


def _back_to(walk: Walk, zone: tzinfo) -> list[str]:
    return [f"back to {local_day(walk.oldest, zone)}"] if walk.oldest is not None else []


def _ended(end: End, words: str, form: str = " ({})") -> str:
    if not words:
        return end.value
    words = shown(words)
    if len(words) > _MAX_WORDS:
        words = words[: _MAX_WORDS - 1] + "…"
    return end.value + form.format(words)


def _counts(coverage: Coverage) -> list[str]:
    parts = [f"{coverage.new:,} new" if coverage.new else "nothing new"]
    if coverage.gone:
        parts.append(f"{coverage.gone:,} gone")
    if coverage.undated:
        parts.append(f"{coverage.undated:,} undated left out (--include-undated takes them)")
    if coverage.waiting:
        parts.append(f"{coverage.waiting:,} waiting")
    return parts


def _then(coverage: Coverage) -> str:
    """What brings the rest; "" if nothing does."""
    ends = {one.end for one in coverage.sources if one.end.goes_on}
    if not ends:
        return ""
    return "run again later to go on" if ends == {End.LATER} else "run again to go on"

"""Which of the feeds that were found are one, and which a person most likely wants. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from scraper.model import Entry, ParsedFeed
from scraper.urls import identity, is_same_site

_SAME = 0.8  # of all their entries: so many in common make two feeds one
_FEW = 3  # entries: fewer in common prove nothing, if one has more than the other
_OLDER = datetime.min.replace(tzinfo=UTC)
_CLOCKS_DIFFER = timedelta(minutes=15)
_SHORTEST = timedelta(hours=1)
_DAY = timedelta(days=1)
_MONTH = timedelta(days=30)
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed that was found. `url` is the address to poll, `others` are such of the same entries.

    `whole`: it gives its articles' whole texts, as far as it shows. `comments`: of readers.
    """

    url: str
    final_url: str
    parsed: ParsedFeed
    whole: bool = False
    comments: bool = False
    others: tuple[str, ...] = ()


def ranked(found: Sequence[Candidate], asked: str) -> tuple[Candidate, ...]:
    """Each feed once, the likeliest first, for a person who gave the address `asked`.

    Those of the page's own section come before the site's main feed, that before other sections'.
    Feeds without entries are last but for those of comments.
    """
    groups: list[list[Candidate]] = []
    for candidate in found:
        for group in groups:
            if is_same(candidate, group[0]):
                group.append(candidate)
                break
        else:
            groups.append([candidate])
    best = [_best_of(group) for group in groups]
    return tuple(
        sorted(
            best,
            key=lambda one: (
                one.comments,
                not one.parsed.entries,
                *_scope(one, asked),
                not one.whole,
            ),
        )
    )


def _best_of(group: Sequence[Candidate]) -> Candidate:
    ordered = sorted(
        group,
        key=lambda one: (
            not one.parsed.complete,
            not one.whole,
            not one.url.startswith("https:"),
            -len(one.parsed.entries),
        ),
    )
    best = ordered[0]
    others = dict.fromkeys(one.url for one in ordered if one.url != best.url)
    return replace(best, others=tuple(others))


def is_same(one: Candidate, other: Candidate) -> bool:
    """Whether two feeds show the same entries: nearly all, or one of them the newest of both."""
    if one.comments != other.comments:
        return False
    if identity(one.final_url) == identity(other.final_url):
        return True
    first, second = _names(one.parsed.entries), _names(other.parsed.entries)
    if not first or not second:
        return not first and not second and one.parsed.title == other.parsed.title
    shared = len(set(first) & set(second))
    if shared >= _SAME * len(set(first) | set(second)):
        return True
    few, many = sorted((first, second), key=len)
    return len(few) >= _FEW and set(few) == set(many[: len(few)])


def _names(entries: Sequence[Entry]) -> list[str]:
    """What tells the entries of two documents apart, the newest first; each once."""
    dated = sorted(
        entries,
        key=lambda entry: entry.published or entry.updated or _OLDER,
        reverse=True,
    )
    return list(dict.fromkeys(e.identity if e.linked else e.title or e.key for e in dated))


def _scope(candidate: Candidate, asked: str) -> tuple[int, int]:
    """0 for a feed of the section that was asked for, 1 for the site's, 2 for another section's;
    and how deep in the site it lies.
    """
    folder = _section(candidate)
    depth = folder.count("/") - 1
    if depth <= 0:
        return 1, 0
    path = urlsplit(asked).path
    return (0, -depth) if path == folder.rstrip("/") or path.startswith(folder) else (2, depth)


def _section(candidate: Candidate) -> str:
    """The folder of the site that a feed is about, with a slash at both ends."""
    site = candidate.parsed.site
    if site is None or not is_same_site(site, candidate.final_url):
        return "/"
    path = urlsplit(site).path
    if "." in path.rpartition("/")[2]:
        path = path.rpartition("/")[0]
    return f"{path.rstrip('/')}/"


def newest(entries: Sequence[Entry], now: datetime) -> Entry | None:
    """The entry that was published last, and not in the future; without dates, the first."""
    dated = [one for one in entries if one.published is not None and one.published <= now]
    if not dated:
        return entries[0] if entries else None
    return max(dated, key=lambda one: (one.published, one.linked))


def hours_ahead(entries: Sequence[Entry], now: datetime) -> int:
    """How many hours the newest entry lies in the future, whole ones and up; 0 if it does not."""
    last = max((e.published for e in entries if e.published is not None), default=now)
    return 0 if last - now <= _CLOCKS_DIFFER else -((now - last) // timedelta(hours=1))


def rhythm(dates: Sequence[datetime], since: datetime | None) -> tuple[int, str] | None:
    """About how many entries come in a day, week, month or year: (3, "day").

    Judged by what came since then, where that is given: pinned entries are older. None if there
    are too few, or all came at once.
    """
    known = sorted(date for date in dates if since is None or date >= since)
    if len(known) < _FEW:
        return None
    span = known[-1] - known[0]
    if span < _SHORTEST:
        return None
    each = (len(known) - 1) / span.total_seconds()
    for unit, name in ((_DAY, "day"), (7 * _DAY, "week"), (_MONTH, "month"), (_YEAR, "year")):
        number = each * unit.total_seconds()
        if number >= 0.95:
            return round(number), name
    return 1, "year"

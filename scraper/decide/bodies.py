"""What the bodies that were written of a feed say of it: teasers, collapsed lengths, dead rules.

All compare the last ones with those before. Single ones are not to raise an alarm, however many
articles come in a month: what has been seen before by a share p must come so many times in a row
that chance brings it once in a hundred thousand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import ceil, log
from urllib.parse import urlsplit

from scraper.model import (
    Access,
    BodyFrom,
    BodySeen,
    EntryRecord,
    Feed,
    Source,
    Trouble,
    TroubleKind,
)

_CHANCE = 1e-5
_LEAST_ROW = 3
_LEAST_BEFORE = 8
# Odd ones often come together and pass: all of a Saturday's supplement is behind the wall.
_TIMES_LONGEST = 1.5
# A page that is down for an hour is the page's trouble; one that did not come in a day tells.
_DOWN_FOR = timedelta(days=1)
_LAST, _BEFORE = 6, 20  # bodies whose lengths are compared
_SHORT_SHARE = 0.1  # of those before, that are as short as all of the last
_COLLAPSED = 0.4  # of the median


@dataclass(frozen=True, slots=True)
class _Seen:
    at: datetime
    is_odd: bool
    why: str = ""


def body_troubles(
    feed: Feed, bodies: Sequence[BodySeen], unwritten: Sequence[EntryRecord], now: datetime
) -> tuple[Trouble, ...]:
    """What is wrong with these bodies, the newest first; `unwritten` wait or were given up."""
    teasers = _teasers(feed, bodies, unwritten, now)
    shorter = _shorter(bodies) if teasers is None else None
    return tuple(t for t in (teasers, shorter, *_rules(bodies)) if t is not None)


def _teasers(
    feed: Feed, bodies: Sequence[BodySeen], unwritten: Sequence[EntryRecord], now: datetime
) -> Trouble | None:
    part = "only a part of the article"
    seen = [_Seen(body.at, _is_short(body), part) for body in reversed(bodies)]
    for record in unwritten:
        if record.reason is None or record.entry.found_by:
            continue
        if record.phase == "extract" or now - record.first_seen >= _DOWN_FOR:
            seen.append(_Seen(record.first_seen, True, record.reason))
    row = _row(seen)
    before = len(seen) - len(row)
    if before < _LEAST_BEFORE or not _tells(row, seen):
        return None
    why, _ = Counter(one.why for one in row).most_common(1)[0]
    return Trouble(
        TroubleKind.TEASERS,
        why=f"no whole article among the last {len(row)}, as there were before: {why}",
        remedy=_remedy(feed, _address(bodies, unwritten)),
        since=row[0].at,
    )


def _remedy(feed: Feed, address: str) -> str:
    if feed.body_from is BodyFrom.FEED:
        return (
            f"the feed's own text is cut now: if `scrape try {address}` shows the whole article,"
            " take `from: feed` out, so that the pages are read"
        )
    return (
        f"look at what `scrape try {address}` shows: where a login is wanted now, `from: feed`"
        " takes the feed's own text; where the page was rebuilt, a rule in sites.yaml helps; then"
        " `scrape retry --failed`"
    )


def _is_short(body: BodySeen) -> bool:
    return body.access is not Access.FULL or body.source is Source.SUMMARY


def _address(bodies: Sequence[BodySeen], unwritten: Sequence[EntryRecord]) -> str:
    """The newest article's."""
    waiting = [(record.first_seen, record.entry.url) for record in unwritten]
    return max([*waiting, *((body.at, body.url) for body in bodies)])[1]


def _shorter(bodies: Sequence[BodySeen]) -> Trouble | None:
    if len(bodies) < _LAST + _BEFORE:
        return None
    base = sorted(body.length for body in bodies[-max(_BEFORE, len(bodies) // 2) :])
    low = base[int(len(base) * _SHORT_SHARE)]
    row: list[BodySeen] = []
    for body in bodies:
        if body.length >= low:
            break
        row.append(body)
    usual = _median(base)
    passed = _longest(body.length < low for body in bodies[len(row) :])
    if len(row) < max(_LAST, ceil(_TIMES_LONGEST * passed)):
        return None
    if _median([body.length for body in row]) >= _COLLAPSED * usual:
        return None
    length = _median([body.length for body in row])
    return Trouble(
        TroubleKind.SHORTER,
        why=f"the last {len(row)} bodies have {length:,} characters or so, where"
        f" {usual:,} were usual",
        remedy=f"see with `scrape try --explain {row[0].url}` what is passed over; a rule in"
        " sites.yaml can keep it",
        since=row[-1].at,
    )


def _median(lengths: Sequence[int]) -> int:
    return sorted(lengths)[len(lengths) // 2]  # the module `statistics` takes 10 ms to import


def _rules(bodies: Sequence[BodySeen]) -> Iterable[Trouble]:
    """A trouble for each key of a rule that matches no more, or never did."""
    told = [_rule(text) for body in bodies for text in body.warnings]
    for rule in sorted({one for one in told if one is not None}):
        host, key = rule
        seen = [
            _Seen(body.at, rule in map(_rule, body.warnings))
            for body in reversed(bodies)
            if _is_below(urlsplit(body.url).hostname or "", host)
            and body.source in (Source.SITE_RULE, Source.PAGE)
        ]
        row = _row(seen)
        always = len(row) == len(seen) >= _LEAST_ROW
        if not always and not _tells(row, seen):
            continue
        said = "has matched nothing so far" if always else "does not match any more"
        last = next(body for body in bodies if rule in map(_rule, body.warnings))
        yield Trouble(
            TroubleKind.RULE,
            why=f"sites.yaml: {host}: {key} {said} ({len(row)} articles)",
            remedy=f"mend `{key}` of {host} in sites.yaml, or take it out; `scrape try"
            f" {last.url}` shows what it does",
            url=last.url,
            since=row[0].at,
        )


def _rule(warning: str) -> tuple[str, str] | None:
    """Host and key of the site's rule that a warning is about."""
    mark, _, rest = warning.partition(": ")
    host, _, said = rest.partition(": ")
    if mark != "sites.yaml" or not said:
        return None
    key = said.removeprefix("what ").split(" ")[0].rstrip(":")
    return host, key


def _is_below(host: str, parent: str) -> bool:
    return host == parent or host.endswith(f".{parent}")


def _row(seen: list[_Seen]) -> list[_Seen]:
    """The last ones that are all odd, the oldest first; sorts `seen` so."""
    seen.sort(key=lambda one: one.at)
    start = len(seen)
    while start and seen[start - 1].is_odd:
        start -= 1
    return seen[start:]


def _tells(row: Sequence[_Seen], seen: Sequence[_Seen]) -> bool:
    """Whether so many odd ones in a row are no chance, by those before."""
    before = seen[: len(seen) - len(row)]
    share = (sum(one.is_odd for one in before) + 0.5) / (len(before) + 1)
    longest = _longest(one.is_odd for one in before)
    least = max(_LEAST_ROW, ceil(log(_CHANCE) / log(share)), ceil(_TIMES_LONGEST * longest))
    return len(row) >= least


def _longest(odd: Iterable[bool]) -> int:
    """How many were odd in a row, at the most."""
    return max((len(list(run)) for is_odd, run in groupby(odd) if is_odd), default=0)

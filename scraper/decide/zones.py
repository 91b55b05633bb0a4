"""Whether a feed's dates are in another zone than they say: those of what is new lie ahead."""

from __future__ import annotations

from itertools import pairwise
from math import ceil

from scraper.model import Feed, Signs, Trouble, TroubleKind

_LEAST_POLLS = 2
# All in minutes.
_HALF_HOURS = 30
_SAME_ZONE = 90
_DAY = 24 * 60
_QUARTER = 15
_CLOCKS = 2  # may be so far apart
# Zones that are no whole hours from UTC.
_ZONES = {
    210: "Asia/Tehran",
    270: "Asia/Kabul",
    330: "Asia/Kolkata",
    390: "Asia/Yangon",
    570: "Australia/Darwin",
    630: "Australia/Lord_Howe",
}


def wrong_zone(feed: Feed, signs: Signs) -> Trouble | None:
    """Dates that are ahead of the time at which their entries first came, always by as much."""
    row: list[tuple[int, int]] = []
    for seen, dated in reversed(signs.ahead):
        if not dated:
            break
        row.append((seen, dated))
    # Up to the pause between two polls less than the zones differ by.
    steps = [ceil((dated - seen - _CLOCKS) / _HALF_HOURS) * _HALF_HOURS for seen, dated in row]
    if (
        len(row) < _LEAST_POLLS
        or steps.count(max(steps)) < _LEAST_POLLS
        or max(steps) - min(steps) > _SAME_ZONE
    ):
        return None
    if _is_edition(row):
        return None
    offset = max(steps)
    return Trouble(
        TroubleKind.ZONE,
        why=f"its entries are dated about {_hours(offset)} ahead of the time at which they come",
        remedy=_zone_remedy(feed, offset),
        since=signs.ahead_since,
    )


def _is_edition(row: list[tuple[int, int]]) -> bool:
    """Whether these are dated for the hour at which they are to appear: tomorrow's paper.

    So they are if it is always the same one, or if they come once a day, or less often, and are
    dated for full hours or quarters.
    """
    if len({dated % _DAY for _, dated in row}) == 1:
        return True
    pauses = [newer - older for (newer, _), (older, _) in pairwise(row)]
    is_seldom = min(pauses, default=0) >= _DAY // 2
    return is_seldom and not any(dated % _QUARTER for _, dated in row)


def _zone_remedy(feed: Feed, offset: int) -> str:
    if feed.timezone_override is not None:
        return (
            f"set `timezone_override` to a zone {_hours(offset)} ahead of {feed.timezone_override}"
        )
    zone = _ZONES.get(offset, "")
    if offset % 60 == 0:
        zone = f"Etc/GMT-{offset // 60}"  # its sign is that of POSIX
    return (
        "set `timezone_override` of the feed to the zone its site is in; if its dates call"
        f" themselves UTC or GMT, that is one {_hours(offset)} ahead{': ' if zone else ''}{zone}"
    )


def _hours(minutes: int) -> str:
    hours, half = divmod(minutes, 60)
    return f"{hours}{' 1/2' if half else ''} h" if hours else "1/2 h"

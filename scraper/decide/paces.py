"""How fast hosts answer: a mean that forgets slowly."""

from __future__ import annotations

import dataclasses

from scraper.model import HostPace

_WEIGHT = 0.1  # of each newer request


def joined_pace(old: HostPace, new: HostPace) -> HostPace:
    """What is known of one host, with what came later: sums, and the mean that follows it."""
    kept = (1 - _WEIGHT) ** new.requests
    return dataclasses.replace(
        new,
        requests=old.requests + new.requests,
        failed=old.failed + new.failed,
        took=old.took * kept + new.took * (1 - kept),
        slowest=max(old.slowest, new.slowest),
    )

"""A share that is each name's own: what failed together must not come back together."""

from __future__ import annotations

import hashlib


def share_of(name: str) -> float:
    """From 0 to just below 1, the same for the same name, evenly spread over names."""
    return hashlib.sha256(name.encode("utf-8", "replace")).digest()[0] / 256

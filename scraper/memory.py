"""Memory that is free, given back to the system."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable


def trim() -> None:
    """Gives free memory back, where the system's C library can (glibc); a millisecond.

    It keeps what was freed, in pieces that the next large thing may not fit into: the second of two
    feeds of 20 MB took 60 MB more than the first, and a process that had read 800 pages was a
    quarter larger (2026-12).
    """
    with contextlib.suppress(OSError):
        _malloc_trim()(0)


@functools.cache
def _malloc_trim() -> Callable[[int], object]:
    import ctypes  # 1 MB that not every run needs

    found: Callable[[int], object] = getattr(ctypes.CDLL(None), "malloc_trim", lambda _: None)
    return found

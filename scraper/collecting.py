"""Python's search for cycles put off while many small objects are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cycles inside: a page is many thousands of objects, and next to none in cycles.

    Each search looks at all that is there, again and again. Extraction takes a tenth less without,
    and Markdown twice the time for twice the body instead of 2.2 times (2026-11). Others in the
    same process do without it as long; what there is of cycles is found after.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()

"""Signals: the first asks the run to stop, and the process ends even if the run can't hear it.

A page that takes long to read holds the event loop, and with it a handler of asyncio's; a name
that is being looked up holds the interpreter's own end. So the handler is the interpreter's, and
after PATIENCE_S the process ends as if killed, which loses nothing.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

PATIENCE_S = 3.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stopped_by_signals(work: asyncio.Future[Any]) -> Iterator[list[int]]:
    """Cancels `work` at the first SIGINT or SIGTERM, whose number the list then holds.

    The second one ends the process at once, as people expect.
    """
    loop = asyncio.get_running_loop()
    caught: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        if caught:
            end_now(number)
        caught.append(number)
        timer = threading.Timer(PATIENCE_S, end_now, (number,))
        timer.daemon = True
        timer.start()
        loop.call_soon_threadsafe(work.cancel)

    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        yield caught
    finally:
        if not caught:  # else a second signal still ends the process
            for number, handler in before.items():
                signal.signal(number, handler)


def end_now(number: int) -> None:
    """Ends the process with 128 + `number`, whatever it is at.

    What waits of feeds that were not done yet is not told; `scrape status` tells it.
    """
    words = b"scrape: ended at once; what is not done yet waits for the next run\n"
    try:
        if os.isatty(2):
            words = b"\x1b[?25h\n" + words  # a progress bar hides the cursor
        os.write(2, words)
    finally:
        os._exit(128 + number)

"""The progress bar: what is written beside it."""

from __future__ import annotations

import io
import sys

import pytest

from scraper.console.bar import Bar


class _Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_line_beside_the_bar_stays_whole(stream: str, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _Terminal()
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stderr", screen)
    path = "archive/_posts/2026/2026-12-01-夜班公交延长到凌晨两点-and-quite-long-a-title-too.md"
    bar = Bar()
    try:
        bar.update((1, 3), (2, 9))
        getattr(sys, stream).write(path + "\n")
    finally:
        bar.close()
    assert path in screen.getvalue()

"""A real headless Chromium, spoken to by its own protocol over a pipe.

The DevTools protocol over two file descriptors (`--remote-debugging-pipe`) is JSON between NULs: it
needs no port, no WebSocket and no package, and lives and dies with its process.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

_COMMANDS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless=new",
    "--no-sandbox",  # as root, in CI; the pages are our own
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--remote-debugging-pipe",
)
# The protocol is fixed to descriptors 3 and 4.
_START = """
import fcntl, os, sys
read, write = (fcntl.fcntl(int(each), fcntl.F_DUPFD, 10) for each in sys.argv[1:3])
os.dup2(read, 3)
os.dup2(write, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
_ANSWER_S = 60.0


class BrowserError(Exception):
    """Chromium is not there, died, or did not answer."""


def command() -> str | None:
    """The browser's path, or None if none is installed."""
    return next((found for name in _COMMANDS if (found := shutil.which(name))), None)


class Browser:
    """One Chromium with one tab: `with Browser() as browser`."""

    def __init__(self) -> None:
        program = command()
        if program is None:
            raise BrowserError("chromium is missing")
        self._home = tempfile.TemporaryDirectory(prefix="report-check-", ignore_cleanup_errors=True)
        theirs, self._to = os.pipe()
        self._from, ours = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, str(theirs), str(ours), program, *_FLAGS,
             f"--user-data-dir={self._home.name}", "about:blank"],
            pass_fds=(theirs, ours),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        os.close(ours)
        self._read = b""
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        try:
            (target,) = (
                each["targetId"]
                for each in self.call("Target.getTargets")["targetInfos"]
                if each["type"] == "page"
            )
            attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
            self._session = attached["sessionId"]
            for domain in ("Page", "Runtime", "Log", "Network"):
                self.call(f"{domain}.enable")
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the browser."""
        os.close(self._to)
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._from)
        self._home.cleanup()

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """One command's result; events that come meanwhile are kept. Raises BrowserError."""
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        try:
            self._send(json.dumps(message).encode() + b"\0")
        except OSError as error:
            raise BrowserError(f"chromium has ended: {error.strerror}") from error
        until = time.monotonic() + _ANSWER_S
        while True:
            answer = self._next(until)
            if answer.get("id") != self._number:
                self.events.append(answer)
            elif "error" in answer:
                raise BrowserError(f"{method}: {answer['error'].get('message')}")
            else:
                result: dict[str, Any] = answer["result"]
                return result

    def open(self, address: str, *, width: int, height: int = 900, scheme: str) -> None:
        """Loads a page in a window of that width; `scheme` is light or dark. Events start anew."""
        self.events.clear()
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )
        self.media({"prefers-color-scheme": scheme})
        self.call("Page.navigate", url=address)
        until = time.monotonic() + _ANSWER_S
        while not any(each["method"] == "Page.loadEventFired" for each in self.events):
            self.events.append(self._next(until))
        self.evaluate("new Promise(done => setTimeout(done, 50))")  # what comes late is heard, too

    def media(self, features: Mapping[str, str], medium: str = "") -> None:
        """What the page is told of the reader's wishes, and whether it is on paper."""
        told = [{"name": name, "value": value} for name, value in features.items()]
        self.call("Emulation.setEmulatedMedia", media=medium, features=told)

    def evaluate(self, expression: str) -> Any:
        """The value of JavaScript, awaited."""
        got = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in got:
            details = got["exceptionDetails"]
            said = details.get("exception", {}).get("description") or details["text"]
            raise BrowserError(f"JavaScript: {said[:300]}")
        return got["result"].get("value")

    def screenshot(self, file: Path, *, most: int = 12_000) -> None:
        """The whole page as a PNG, its first `most` pixels down."""
        height = min(most, int(self.evaluate("document.documentElement.scrollHeight")))
        width = int(self.evaluate("innerWidth"))
        shot = self.call(
            "Page.captureScreenshot",
            format="png",
            captureBeyondViewport=True,
            clip={"x": 0, "y": 0, "width": width, "height": height, "scale": 1},
        )
        file.write_bytes(base64.b64decode(shot["data"]))

    def _send(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._to, data) :]

    def _next(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._read:
            left = until - time.monotonic()
            if left <= 0:
                raise BrowserError(f"chromium did not answer within {_ANSWER_S:.0f} s")
            ready, _, _ = select.select([self._from], [], [], left)
            piece = os.read(self._from, 1 << 20) if ready else None
            if piece == b"":
                raise BrowserError(f"chromium ended, status {self._process.poll()}")
            self._read += piece or b""
        message, _, self._read = self._read.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer

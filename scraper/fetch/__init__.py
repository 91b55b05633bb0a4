"""URL -> bytes: the only rooms that open a socket.

`client` is the door (redirects, conditional GET, caps, deadlines); `guard` makes the connections
and refuses addresses; `headers` is what goes over the wire beside the body; `body` undoes gzip
within a bound, `room` bounds what large bodies hold together; `trouble` says what went wrong;
`gates` waits for a host's turn.
"""

import sys

# httpx imports its own command line, and with it rich and click, wherever those are installed:
# 45 ms of every run, for nothing. None here is what Python calls "not to be had", and httpx then
# does without (httpx/__init__.py catches the ImportError).
_cli: object = sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

from scraper.fetch.client import Fetcher  # noqa: E402 - only after that

if _cli is None:
    del sys.modules["httpx._main"]

__all__ = ["Fetcher"]

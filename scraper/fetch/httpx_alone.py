"""httpx without its command line, imported where it is needed: odd addresses, cookies, proxies.

httpx imports its own command line, and with it rich and click, wherever those are installed: 45 ms
for nothing. None in its place is what Python calls "not to be had", and httpx then does without
(httpx/__init__.py catches the ImportError).
"""

import sys

_cli: object = sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

import httpx  # noqa: E402 - only after that

if _cli is None:
    del sys.modules["httpx._main"]

__all__ = ["httpx"]

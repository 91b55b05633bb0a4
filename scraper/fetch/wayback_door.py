"""The one way in which the `wayback` package gets to the network, and what its errors mean.

Imported only where the Wayback Machine is asked: the package brings requests and urllib3, and
changes a class of urllib3's on its way in.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from math import inf
from time import monotonic
from typing import Any

from requests import exceptions as asked
from requests.adapters import HTTPAdapter
from requests.utils import should_bypass_proxies
from wayback import WaybackClient, WaybackSession
from wayback import exceptions as told

from scraper.errors import FetchError
from scraper.fetch.trouble import AGAIN, refusal
from scraper.history.wayback import HOST
from scraper.model import Network
from scraper.politeness import retry_after

ORIGIN = f"https://{HOST}/"
# Who goes on asking for a minute is shut out for an hour, then for two, and so on.
LEAST_SILENCE = timedelta(minutes=2)
SHUT_OUT = timedelta(hours=1)
FOREIGN = (
    told.WaybackException,
    told.SessionClosedError,
    asked.RequestException,
    # What the package makes of answers that it does not expect.
    ValueError,
    LookupError,
    RuntimeError,
)


class DoorError(ValueError):
    """A request or an answer that is not let through; the text says why."""

    def __init__(self, reason: str, phase: str, *, again: bool = False) -> None:
        super().__init__(reason)
        self.phase = phase
        self.again = again


class Door:
    """A transport of requests' that asks the archive and nobody else, and reads no more than it is
    told to. `status` and `said_wait` are those of the last answer; `deadline` is when a request
    under way takes too long.
    """

    def __init__(self, total_s: float, requests: Counter[str]) -> None:
        self.max_bytes = 0
        self.status: int | None = None
        self.said_wait: str | None = None
        self.is_shut = False
        self.deadline = inf
        self._total_s = total_s
        self._requests = requests
        self._adapter = HTTPAdapter(pool_connections=1, pool_maxsize=1)

    def send(self, request: Any, **how: Any) -> Any:
        """An answer, its body not yet read; called by requests."""
        if not request.url.startswith(ORIGIN):
            raise DoorError(f"leads away from {HOST}", "redirect")
        if self.is_shut:
            raise DoorError("the run ends", "time", again=True)
        self.status = self.said_wait = None
        self._requests["wayback"] += 1
        self.deadline = monotonic() + self._total_s
        answer: Any = self._adapter.send(request, **{**how, "stream": True})
        self.status, self.said_wait = answer.status_code, answer.headers.get("Retry-After")
        pieces = answer.iter_content
        answer.iter_content = lambda *sizes, **more: self._bounded(pieces(*sizes, **more))
        return answer

    def close(self) -> None:
        """Ends the connections; called by requests."""
        self._adapter.close()

    def _bounded(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > self.max_bytes:
                raise DoorError(f"larger than {self.max_bytes:,} bytes", "body")
            if self.is_shut:
                raise DoorError("the run ends", "time", again=True)
            yield piece
        self.deadline = inf


def open_client(
    door: Door, network: Network, user_agent: str, proxies: Mapping[str, str]
) -> WaybackClient:
    """The package's client, all of whose requests go through the door.

    Its rate limits are its own: they are shared by all that is done in this process.
    """
    session = WaybackSession(
        retries=0,  # who waits can be stopped; a thread that sleeps can't
        timeout=(network.connect_timeout.total_seconds(), network.idle_timeout.total_seconds()),
        user_agent=user_agent,
    )
    session.trust_env = False  # neither .netrc nor another list of authorities
    session.stream = True
    session.verify = os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR") or True
    if not should_bypass_proxies(ORIGIN, proxies.get("no", "")):
        session.proxies = {name: proxies[name] for name in ("https", "all") if name in proxies}
    for scheme in ("https://", "http://"):
        session.mount(scheme, door)
    return WaybackClient(session)


def wrapped(url: str, error: Exception, door: Door, now: datetime) -> FetchError:
    """The error that says what one of the FOREIGN errors means, and whether to ask again."""
    cause = error.cause if isinstance(error, told.WaybackRetryError) else error
    if isinstance(error, told.RateLimitError) or door.status == 429:
        wait = max(retry_after(door.said_wait, now) or LEAST_SILENCE, LEAST_SILENCE)
        return FetchError(
            url,
            "the Wayback Machine asks for a pause (HTTP 429)",
            phase="status",
            retry=wait,
            status=429,
            host_wide=True,
        )
    if isinstance(error, told.BlockedSiteError | told.BlockedByRobotsError):
        said = "the Wayback Machine shows no copies of this site"
        return FetchError(url, said, phase="status", retry=None, status=403)
    if isinstance(cause, DoorError):
        retry = AGAIN if cause.again else None
        return FetchError(url, str(cause), phase=cause.phase, retry=retry)
    if door.status is not None and door.status >= 500:
        return refusal(url, door.status, retry_after(door.said_wait, now))
    if isinstance(error, told.NoMementoError):
        said = "the Wayback Machine has no copy"
        return FetchError(url, said, phase="status", retry=None, status=404)
    if isinstance(error, told.MementoPlaybackError):
        said = "the Wayback Machine can't show this copy"
        return FetchError(url, said, phase="status", retry=None)
    if door.status is not None and 300 <= door.status < 400:
        said = "leads to something that is no copy"
        return FetchError(url, said, phase="redirect", retry=None)
    if isinstance(cause, asked.RequestException):
        return _lost(url, cause)
    if isinstance(error, told.WaybackException) and door.status not in (None, 200):
        return refusal(url, door.status, None)
    said = " ".join(str(error).split())[:120] or type(error).__name__
    return FetchError(url, f"odd answer ({said})", phase="body", retry=AGAIN)


def _lost(url: str, error: asked.RequestException) -> FetchError:
    """What went wrong on the way. Who is shut out gets no connection."""
    text = str(error)
    if isinstance(error, asked.SSLError):
        return FetchError(url, "bad certificate or TLS", phase="tls", retry=AGAIN)
    if isinstance(error, asked.ProxyError):
        return FetchError(url, "no way through the proxy", phase="connect", retry=AGAIN)
    if "NameResolutionError" in text or "Failed to resolve" in text:
        return FetchError(url, f"can't find host {HOST}", phase="dns", retry=AGAIN)
    if isinstance(error, asked.ReadTimeout):
        return FetchError(url, "silent for too long", phase="time", retry=AGAIN)
    if isinstance(error, asked.ConnectTimeout) or "NewConnectionError" in text:
        return FetchError(
            url,
            f"{HOST} takes no connection: it may have shut us out",
            phase="connect",
            retry=SHUT_OUT,
            host_wide=True,
        )
    return FetchError(url, f"broken answer ({type(error).__name__})", phase="body", retry=AGAIN)


Call = Callable[[WaybackClient], Any]

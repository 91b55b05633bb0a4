"""What went wrong on the wire, as a FetchError: foreign errors and refusing statuses."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from datetime import timedelta

import httpcore
import httpx

from scraper.errors import FetchError
from scraper.fetch.body import BodyError
from scraper.fetch.guard import AddressRefusedError, NameLookupError

AGAIN = timedelta(0)
GONE_STATUS = frozenset({404, 410, 451})

# Foreign error -> (phase, what it means to a person). First match wins: subclasses stand first.
_MEANINGS: tuple[tuple[type[Exception], str, str], ...] = (
    (AddressRefusedError, "address", "{}"),
    (NameLookupError, "dns", "{}"),
    (BodyError, "body", "{}"),
    (httpcore.ConnectTimeout, "connect", "no connection in time"),
    (httpcore.PoolTimeout, "connect", "no free connection in time"),
    (httpcore.ReadTimeout, "time", "silent for too long"),
    (httpcore.WriteTimeout, "send", "took the request too slowly"),
    (httpcore.ProxyError, "connect", "no way through the proxy ({})"),
    (httpcore.ConnectError, "connect", "can't connect ({})"),
    (httpcore.RemoteProtocolError, "body", "broken answer ({})"),
    (httpcore.NetworkError, "body", "connection lost"),
    (ssl.SSLError, "tls", "bad certificate or TLS ({})"),
    (httpcore.LocalProtocolError, "send", "can't be asked for ({})"),
    (httpcore.UnsupportedProtocol, "send", "can't be asked for ({})"),
    (httpx.HTTPError, "body", "{}"),
    (httpx.InvalidURL, "send", "not a URL that can be asked for"),
    (httpx.StreamError, "body", "{}"),
    (UnicodeError, "send", "not a URL that can be asked for"),
    (OSError, "connect", "{}"),
)
FOREIGN = tuple(kind for kind, _, _ in _MEANINGS)
_NEVER_AGAIN = (
    AddressRefusedError,
    httpcore.UnsupportedProtocol,
    httpx.InvalidURL,
    UnicodeError,
)


def wrapped(url: str, error: Exception) -> FetchError:
    """The error that says what one of the FOREIGN errors means, and whether to ask again."""
    said = str(error) or type(error).__name__
    if isinstance(error, httpcore.ConnectError):  # httpcore hides the cause behind it
        chain = tuple(_chain(error))
        tls = next((e for e in chain if isinstance(e, ssl.SSLError)), None)
        system = next((e for e in chain if isinstance(e, OSError) and e.errno), None)
        if tls is not None:
            error = tls
            said = getattr(tls, "verify_message", None) or tls.reason or str(tls)
        elif system is not None and system.errno is not None:
            said = os.strerror(system.errno)
    for kind, phase, words in _MEANINGS:
        if isinstance(error, kind):
            never = isinstance(error, _NEVER_AGAIN) or (
                isinstance(error, BodyError) and not error.again
            )
            retry = None if never else AGAIN
            return FetchError(url, words.format(said[:120]), phase=phase, retry=retry)
    raise error


def refusal(url: str, status: int, retry: timedelta | None) -> FetchError:
    """The error that says that a server answered, but not with what was asked for.

    `retry` is how long it asked us to stay away.
    """
    reason = f"HTTP {status} {httpx.codes.get_reason_phrase(status)}".strip()
    if status in GONE_STATUS:
        return FetchError(url, reason, phase="status", retry=None, status=status)
    return FetchError(
        url,
        reason,
        phase="status",
        retry=retry or AGAIN,
        status=status,
        host_wide=status == 429 and retry is not None,
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    seen: set[int] = set()
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__

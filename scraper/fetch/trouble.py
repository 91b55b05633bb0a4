"""What went wrong on the wire, as a FetchError: foreign errors and refusing statuses."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from datetime import timedelta

from scraper.errors import FetchError
from scraper.fetch.body import BodyError
from scraper.fetch.guard import (
    AddressRefusedError,
    NameLookupError,
    NoConnectionError,
    ProxyTroubleError,
)
from scraper.fetch.target import TargetError, UnsendableError
from scraper.fetch.wire import BrokenAnswerError, LostError, SilentError

AGAIN = timedelta(0)
GONE_STATUS = frozenset({404, 410, 451})

# Foreign error -> (phase, what it means to a person). First match wins: subclasses stand first.
_MEANINGS: tuple[tuple[type[Exception], str, str], ...] = (
    (AddressRefusedError, "address", "{}"),
    (NameLookupError, "dns", "{}"),
    (BodyError, "body", "{}"),
    (SilentError, "time", "silent for too long"),
    (ProxyTroubleError, "connect", "no way through the proxy ({})"),
    (NoConnectionError, "connect", "can't connect ({})"),
    (BrokenAnswerError, "body", "broken answer ({})"),
    (LostError, "body", "connection lost"),
    (ssl.SSLError, "tls", "bad certificate or TLS ({})"),
    (UnsendableError, "send", "can't be asked for ({})"),
    (TargetError, "send", "not a URL that can be asked for"),
    (UnicodeError, "send", "not a URL that can be asked for"),
    (OSError, "connect", "{}"),
)
FOREIGN = tuple(kind for kind, _, _ in _MEANINGS)
_NEVER_AGAIN = (AddressRefusedError, TargetError, UnicodeError)


def wrapped(url: str, error: Exception) -> FetchError:
    """The error that says what one of the FOREIGN errors means, and whether to ask again."""
    said = str(error) or type(error).__name__
    if isinstance(error, NoConnectionError | ssl.SSLError):  # the cause stands behind it
        chain = tuple(_chain(error))
        tls = next((e for e in chain if isinstance(e, ssl.SSLError)), None)
        system = next((e for e in chain if isinstance(e, OSError) and e.errno), None)
        if tls is not None:
            error = tls
            said = getattr(tls, "verify_message", None) or tls.reason or str(tls)
        elif any(isinstance(e, TimeoutError) and not e.errno for e in chain):
            said = ""
        elif system is not None and system.errno is not None:
            said = os.strerror(system.errno)
    for kind, phase, words in _MEANINGS:
        if isinstance(error, kind):
            never = isinstance(error, _NEVER_AGAIN) or (
                isinstance(error, BodyError) and not error.again
            )
            retry = None if never else AGAIN
            reason = words.format(said[:120]) if said else "no connection in time"
            return FetchError(url, reason, phase=phase, retry=retry)
    raise error


def refusal(url: str, status: int, retry: timedelta | None) -> FetchError:
    """The error that says that a server answered, but not with what was asked for.

    `retry` is how long it asked us to stay away.
    """
    from http import HTTPStatus

    try:
        reason = f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        reason = f"HTTP {status}"
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

"""Everything that can go wrong, in one tree.

Each error answers two questions: what stops, and try again when?

ScrapeError
├─ ConfigError    a person must edit a file   nothing starts        exit 2
├─ StoreError     state out of reach          run stops             exit 3
│  └─ LockedError another run is at work      nothing starts        exit 75
├─ ArchiveError   disk full, no permission    run stops             exit 3
├─ FetchError     one URL did not come        .retry: None = never, else wait at least so long
├─ ParseError     bytes are not a feed        this feed, this time; failures + 1
├─ NoticeError    a person is not told      told by the next run
└─ ExtractError   no article in this page     this entry; the feed's own text, or retry later

Foreign errors are wrapped once, in the module that called the foreign code; only `pipeline`
catches ours, and only `cli` turns what is left into words and an exit status. Bugs
(KeyError, AssertionError, …) are never wrapped.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta


class ScrapeError(Exception):
    """Base of all errors that a person or a later run can do something about."""


class ConfigError(ScrapeError):
    """A file or flag says something that can't be used; the message names file, key and remedy."""


class StoreError(ScrapeError):
    """The state can't be read or written."""


class LockedError(StoreError):
    """Another run holds the lock."""


class ArchiveError(ScrapeError):
    """A post can't be written: disk full, no permission, a path outside the archive."""


class FetchError(ScrapeError):
    """One URL did not come.

    `retry` is None when asking again is pointless (404, refused address), else how long to stay
    away at the least (zero: the caller's own back-off decides; more: the server's Retry-After).
    `phase` is one of address, robots, dns, connect, tls, send, redirect, status, body, time.
    `host_wide` says that the whole host asked for silence (429). `asked` is False if no request
    was sent: this was no attempt.
    """

    def __init__(
        self,
        url: str,
        reason: str,
        *,
        phase: str,
        retry: timedelta | None,
        status: int | None = None,
        host_wide: bool = False,
        asked: bool = True,
    ) -> None:
        super().__init__(f"{reason}: {url}")
        self.url = url
        self.reason = reason
        self.phase = phase
        self.retry = retry
        self.status = status
        self.host_wide = host_wide
        self.asked = asked


class NoticeError(ScrapeError):
    """A notice was not delivered; the message holds no address or header, as they may be secret."""


class ParseError(ScrapeError):
    """The bytes are not a feed."""


# What each verdict is to a person, after "the page is …".
VERDICTS = {
    "empty": "empty",
    "not-html": "no HTML",
    "too-large": "larger than any article",
    "challenge": "a bot challenge",
    "consent": "a consent wall",
    "adblock": "a wall against ad blockers",
    "login": "a login page",
    "paywall": "a paywall",
    "region": "not shown in this region",
    "not-found": "a 'not found' page",
    "outage": "an outage notice",
    "parked": "a parked domain",
    "script": "empty without JavaScript",
    "policy": "the site's own rules",
    "notice": "a notice to the reader",
    "another": "another article",
    "teaser": "a teaser only",
    "index": "a list of links or pictures",
    "player": "a player only",
}


class ExtractError(ScrapeError):
    """The page holds no article.

    `verdict` says what it holds instead: empty, not-html, too-large (larger than any article); a
    wall: challenge, consent, adblock, login, paywall, region (not shown where the reader is); a
    dead end: not-found, outage, parked (a domain without a site), script (nothing without
    JavaScript), policy (the site's own rules), notice (other words of a site to its reader),
    another (not the article that the feed speaks of); the
    way to articles: teaser, index (lists, galleries), player.
    """

    def __init__(self, reason: str, *, verdict: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.verdict = verdict

    def __reduce__(self) -> tuple[Callable[..., ExtractError], tuple[str, str]]:
        # From a worker process it comes as it was raised there.
        return _refused, (self.reason, self.verdict)


def _refused(reason: str, verdict: str) -> ExtractError:
    return ExtractError(reason, verdict=verdict)

"""What a site asks of us: robots.txt, Retry-After, how long an answer stays fresh. Pure.

The waiting itself (how many at once and how long between, per host) is done in fetch/gates.py,
by these numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from scraper.model import RobotsText

# RFC 9309, 2.4: a day at most. An answer that was no answer is asked for again sooner.
ROBOTS_FRESH = timedelta(hours=24)
ROBOTS_ERROR_FRESH = timedelta(minutes=30)
ROBOTS_MAX_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB must be read
MAX_CRAWL_DELAY = timedelta(seconds=30)
MIN_RETRY_AFTER = timedelta(minutes=1)
MAX_RETRY_AFTER = timedelta(days=1)


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """How long the server asks us to stay away; None if it does not say.

    Seconds or an HTTP date (RFC 9110, 10.2.3), between a minute and a day.
    Never raises: the header is written by strangers.
    """
    if header is None:
        return None
    text = header.strip()
    if re.fullmatch(r"[0-9]+", text):
        wait = timedelta(seconds=int(text.lstrip("0")[:9] or "0"))  # nine digits are years
    else:
        at = _http_date(text)
        if at is None:
            return None
        wait = at - now
    return min(max(wait, MIN_RETRY_AFTER), MAX_RETRY_AFTER)


def max_age(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the answer is fresh: Cache-Control max-age, else Expires (RFC 9111, 4.2.1).

    `headers` has lower-case names. None if it does not say, or says not to cache; at most a day.
    """
    control = headers.get("cache-control", "").lower()
    if "no-store" in control or "no-cache" in control:
        return None
    found = re.search(r"(?:^|[,\s])max-age\s*=\s*\"?([0-9]{1,9})", control)
    if found:
        age = timedelta(seconds=int(found[1]))
    else:
        expires = _http_date(headers.get("expires", ""))
        if expires is None:
            return None
        age = expires - now
    return min(max(age, timedelta(0)), timedelta(days=1))


def is_fresh(robots: RobotsText, now: datetime) -> bool:
    """Whether a stored robots.txt may still be gone by."""
    fresh = ROBOTS_ERROR_FRESH if _is_no_answer(robots) else ROBOTS_FRESH
    return robots.at <= now < robots.at + fresh


class Robots:
    """One origin's rules (RFC 9309, 2.3.1): a 4xx allows all, 5xx, 429 and silence forbid all
    for now.
    """

    def __init__(self, text: RobotsText) -> None:
        self.unreachable = _is_no_answer(text)
        self._rules = None
        body = text.body.removeprefix("\ufeff")  # it would hide the first line (RFC 9309, 2.2)
        if 200 <= text.status < 300 and body.strip():
            from protego import Protego

            self._rules = Protego.parse(body)

    def allows(self, url: str, agent: str) -> bool:
        """Whether the rules let `agent` (a product token) fetch `url`."""
        if self.unreachable:
            return False
        return self._rules is None or bool(self._rules.can_fetch(url, agent))

    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that the file names, of whatever hosts (sitemaps.org, protocol)."""
        return tuple(self._rules.sitemaps) if self._rules is not None else ()

    def crawl_delay(self, agent: str) -> timedelta:
        """The pause between requests that the rules ask for, at most 30 s."""
        delay = self._rules.crawl_delay(agent) if self._rules is not None else None
        if not delay or delay <= 0:
            return timedelta(0)
        return timedelta(seconds=min(float(delay), MAX_CRAWL_DELAY.total_seconds()))


def _is_no_answer(robots: RobotsText) -> bool:
    # 429 is a 4xx by number, but says "not now", not "no rules".
    return robots.status in (0, 429) or robots.status >= 500


def _http_date(text: str) -> datetime | None:
    if not text:
        return None
    from email.utils import parsedate_to_datetime  # 2 ms that most answers need not

    try:
        at = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)

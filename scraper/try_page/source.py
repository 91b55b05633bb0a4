"""Where the page comes from: the web, a file, or standard input."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scraper import decide
from scraper.charset import decode
from scraper.errors import ExtractError, FetchError
from scraper.extract.metadata import read_metadata
from scraper.extract.tree import parse
from scraper.model import Feed, Page, RobotsText
from scraper.politeness import Robots
from scraper.try_page.setting import Setting
from scraper.urls import origin_of

# RFC 6761, 6.4: a name that leads nowhere, for a page whose address nobody knows.
NOWHERE = "https://page.invalid/"


def is_url(target: str) -> bool:
    """Whether a person means a page on the web, and no file."""
    return target.lower().startswith(("http://", "https://"))


def read_page(target: str, url: str | None, setting: Setting) -> Page:
    """The page; raises FetchError where it can't be had.

    Of a file the address is `url`, else what the page itself gives as its own, else NOWHERE.
    """
    if is_url(target):
        return asyncio.run(_fetch(target, setting.feed_for(target), setting))
    body = _file(target, setting.network.page_max_bytes)
    return Page(url or _own_address(body) or NOWHERE, body, at=_now())


def _file(name: str, most: int) -> bytes:
    try:
        if name == "-":
            if sys.stdin is None:
                raise OSError("standard input is closed")
            body = sys.stdin.buffer.read(most + 1)
        else:
            with Path(name).open("rb") as file:
                body = file.read(most + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        cause = getattr(error, "strerror", None) or str(error)
        if isinstance(error, FileNotFoundError) and "." in name.split("/")[0] and "/" in name:
            cause += "; a page on the web starts with https://"
        raise FetchError(name, f"can't be read ({cause})", phase="body", retry=None) from error
    if len(body) > most:
        raise FetchError(name, f"larger than {most:,} bytes", phase="body", retry=None)
    return body


def _own_address(body: bytes) -> str | None:
    try:
        return read_metadata(parse(decode(body, "", "html").text), NOWHERE).canonical
    except ExtractError:
        return None


async def _fetch(url: str, feed: Feed, setting: Setting) -> Page:
    """The page as the feed's own run would fetch it, robots.txt asked first; no state is kept."""
    from scraper.fetch import Fetcher
    from scraper.fetch.proxies import proxies_of

    proxies = proxies_of(os.environ)
    fetcher = Fetcher(setting.network, setting.user_agent, clock=_now, proxies=proxies)
    async with fetcher:
        seen: dict[str, RobotsText] = {}

        async def allow(hop: str) -> None:
            origin = origin_of(hop)
            if feed.robots and origin not in seen:
                seen[origin] = await fetcher.robots(origin)
            if feed.robots:
                _check(hop, seen[origin], setting.user_agent.partition("/")[0])

        fetched = await fetcher.page(
            url, headers=feed.headers, secret_origin=origin_of(feed.url), allow=allow
        )
    if decide.leads_home(url, fetched.final_url):
        raise FetchError(url, "leads to the site's front page", phase="body", retry=None)
    return Page(fetched.final_url, fetched.body, fetched.content_type, at=_now())


def _check(url: str, text: RobotsText, agent: str) -> None:
    """Raises FetchError where robots.txt does not let us fetch `url`, or did not come."""
    robots = Robots(text)
    reason = ""
    if text.status == 0:
        reason = (
            "no answer for robots.txt, so the page may not be asked for; "
            "is the host up, and public (else: network.allow_private)"
        )
    elif robots.unreachable:
        reason = f"robots.txt can't be had (status {text.status}), so no page may be"
    elif not robots.allows(url, agent):
        reason = "robots.txt forbids this page; save it with a browser, then: scrape try FILE --url"
    if reason:
        raise FetchError(
            url, reason, phase="robots", retry=timedelta() if robots.unreachable else None
        )


def _now() -> datetime:
    return datetime.now(UTC)

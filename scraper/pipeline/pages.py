"""An entry's pages: those its article goes on with, and another form of the whole of it.

All come by the same way as the first, robots.txt and pauses included.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from scraper import decide
from scraper.errors import ExtractError, FetchError
from scraper.looking import Look, is_fuller, next_page
from scraper.model import EntryRecord, Feed, Fetched, Page
from scraper.pipeline.tools import Tools
from scraper.site_rules import rules_for
from scraper.urls import canonical, origin_of

MAX_PAGES = 20
# A later page that is one of these may be an article's the next time.
_PASSING = frozenset({"challenge", "consent", "outage"})


# A page whose length nobody told and that has no </html> may have been cut. Pages that leave out
# what HTML lets them leave out have none at all: after so many attempts they are believed.
CUT_ATTEMPTS = 2


async def ask(url: str, feed: Feed, tools: Tools, attempts: int = 0) -> Fetched:
    """One page of a site, as the feed's settings have it asked for; raises FetchError.

    `attempts` counts those already made at the entry.
    """

    async def allow(hop: str) -> None:
        if feed.robots:
            await tools.check_robots(hop)

    fetched = await tools.fetch.page(
        url, headers=feed.headers, secret_origin=origin_of(feed.url), allow=allow
    )
    if not fetched.measured:
        end = fetched.body[-2000:].lower()
        ended = b"</html" in end or b"</body" in end
        ends_all = b"</head" in fetched.body[:200_000].lower()
        if not ended and (ends_all or attempts < CUT_ATTEMPTS):
            raise FetchError(url, "may have come cut short", phase="body", retry=timedelta())
    return fetched


def page_of(fetched: Fetched, feed: Feed, tools: Tools) -> Page:
    """What came, as a page of the feed's: times on it that name no zone are in the feed's."""
    zone = feed.timezone_override or feed.timezone
    kind = fetched.content_type
    return Page(fetched.final_url, fetched.body, kind, at=tools.clock(), zone=zone)


async def with_further(
    first: Page, found: Look, record: EntryRecord, feed: Feed, tools: Tools
) -> tuple[Page, ...]:
    """The first page, and those that its article goes on with, or the one that has all of it.

    A page that is gone for good stands there without a body, and ends the row. Raises FetchError
    or ExtractError where a page may come another time: never half an article.
    """
    with tools.waiting_pages() as hold:
        hold(first)
        return await _row(first, found, record, feed, tools, hold)


async def _row(
    first: Page,
    found: Look,
    record: EntryRecord,
    feed: Feed,
    tools: Tools,
    hold: Callable[[Page], None],
) -> tuple[Page, ...]:
    run = tools.workers.run
    if found.single is not None:
        single = await _whole(found.single, feed, tools)
        if single is not None:
            rules = rules_for((single.url, first.url, record.entry.url), tools.rules)
            if await run(is_fuller, single, first, record.entry, rules):
                return first, single
    pages, url = [first], found.next
    seen = {canonical(first.url)}
    while url is not None and canonical(url) not in seen:
        gone = Page(url, b"")
        if len(pages) == MAX_PAGES:
            return *pages, gone
        try:
            fetched = await ask(url, feed, tools, record.attempts)
            page = page_of(fetched, feed, tools)
            if canonical(page.url) in seen:
                break  # led back: there is no such page
            rules = rules_for((page.url,), tools.rules)
            following = await run(next_page, page, rules, first=first.url, number=len(pages) + 1)
        except FetchError as error:
            await tools.note_silence(error)
            if error.retry is not None and not (decide.is_last_attempt(record) and error.asked):
                raise
            return *pages, gone
        except ExtractError as error:
            if error.verdict in _PASSING and not decide.is_last_attempt(record):
                raise
            return *pages, gone
        hold(page)
        seen |= {canonical(url), canonical(page.url)}
        pages.append(page)
        url = following
    return tuple(pages)


async def whole_form(first: Page, url: str, feed: Feed, tools: Tools) -> Page | None:
    """Another form of the article on the page, if it comes."""
    with tools.waiting_pages() as hold:
        hold(first)
        return await _whole(url, feed, tools)


async def _whole(url: str, feed: Feed, tools: Tools) -> Page | None:
    try:
        fetched = await ask(url, feed, tools)
    except FetchError as error:
        await tools.note_silence(error)
        return None
    return replace(page_of(fetched, feed, tools), whole=True)

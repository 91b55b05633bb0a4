"""What a feed would give: its newest entry as the post it would be, and what stood in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from scraper import decide
from scraper.decide.candidates import newest
from scraper.errors import ExtractError, FetchError
from scraper.extract import choose_article, extract_article, further
from scraper.extract.feed_text import feed_body
from scraper.extract.tree import text_of
from scraper.looking import build
from scraper.model import BodyFrom, Entry, Feed, Page, ParsedFeed, Post, SiteRule
from scraper.site_rules import is_feed_only

_LOOKED_AT = 3  # entries of a feed
_NOT_SHORTER = 0.85  # of the page's text: the feed's is the whole


class Pages(Protocol):
    """Who fetches the page of an article."""

    async def page(self, url: str, feed: Feed) -> Page:
        """The page; raises FetchError."""
        ...


@dataclass(frozen=True, slots=True)
class Sample:
    """A feed's newest entry: its post, or why there is none.

    `own` is how many characters of text the feed gives of it, `on_page` how many its page has (None
    without a page that was read). `trouble` says why the page was not to be had or held no article;
    `verdict` of the latter what it is instead. `goes_on`: the article has further pages.
    """

    entry: Entry | None = None
    post: Post | None = None
    own: int = 0
    on_page: int | None = None
    trouble: str = ""
    verdict: str = ""
    goes_on: bool = False

    @property
    def whole(self) -> bool | None:
        """Whether the feed gives the whole text; None where no page was there to compare with."""
        return None if self.on_page is None else self.own >= _NOT_SHORTER * self.on_page


def gives_whole_texts(parsed: ParsedFeed, feed: Feed) -> bool:
    """Whether most of a feed's first entries have a text that could be an article's."""
    entries = parsed.entries[:_LOOKED_AT]
    return bool(entries) and 2 * sum(_is_article(one, feed) for one in entries) > len(entries)


def _length(html: str, url: str) -> int:
    body = feed_body(html, url)
    return 0 if body is None else len(text_of(body))


def _is_article(entry: Entry, feed: Feed) -> bool:
    try:
        choose_article(entry, None, feed)
    except ExtractError:
        return False
    return True


async def take_sample(
    parsed: ParsedFeed, feed: Feed, rules: Sequence[SiteRule], pages: Pages, now: datetime
) -> Sample:
    """The newest entry as a run would archive it, its page fetched where one is read."""
    entry = newest(parsed.entries, now)
    if entry is None:
        return Sample()
    own = max(_length(html, entry.url) for html in (entry.content_html, entry.summary_html))
    page: Page | None = None
    trouble = ""
    read_pages = feed.body_from is BodyFrom.PAGE and not is_feed_only(entry.url, rules)
    if entry.linked and read_pages:
        try:
            page = await pages.page(entry.url, feed)
            if decide.leads_home(entry.url, page.url):
                page, trouble = None, "leads to the site's front page"
        except FetchError as error:
            trouble = error.reason
    return _made(entry, page, feed, rules, now, own=own, trouble=trouble)


def _made(
    entry: Entry,
    page: Page | None,
    feed: Feed,
    rules: Sequence[SiteRule],
    now: datetime,
    *,
    own: int,
    trouble: str,
) -> Sample:
    on_page, verdict, goes_on = None, "", False
    if page is not None:
        try:
            on_page = _length(extract_article(page, entry, rules).body, page.url)
            more = further(page, rules, first=page.url, number=1)
            goes_on = bool(more.next or more.single)
        except ExtractError as error:
            trouble, verdict = error.reason, error.verdict
    try:
        post = build(entry, None if page is None else (page,), feed, rules, now)
    except ExtractError as error:
        if not trouble:
            trouble, verdict = error.reason, error.verdict
        return Sample(entry, None, own, on_page, trouble, verdict)
    return Sample(entry, post, own, on_page, trouble, verdict, goes_on)

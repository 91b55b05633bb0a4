"""One look at an entry's pages: the post they hold, or why they hold none, and where to go on.

Pure and picklable, all of it: what a worker process is given, and what it gives back. What it takes
(lxml, bs4, markdownify) is imported where it is used: who has processes for that never needs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scraper.collecting import uncollected
from scraper.errors import ExtractError
from scraper.model import Entry, Feed, Page, Post, SiteRule


@dataclass(frozen=True, slots=True)
class Look:
    """What the pages come to: a post, or what was `refused`.

    `next` and `single` are where the article of a first page goes on, or stands whole; then there
    is no post yet. `form` is where it may stand whole, if what was found is thin, or nothing was.
    """

    post: Post | None = None
    refused: ExtractError | None = None
    next: str | None = None
    single: str | None = None
    form: str | None = None

    def result(self) -> Post:
        """The post; raises ExtractError if there is none."""
        if self.post is None:
            assert self.refused is not None
            raise self.refused
        return self.post


@uncollected()  # one search, when most of the pages is let go of already
def look(
    entry: Entry,
    pages: tuple[Page, ...],
    feed: Feed,
    rules: Sequence[SiteRule],
    first_seen: datetime,
    *,
    is_first: bool,
) -> Look:
    """Looks at the pages of an entry that came so far; with `is_first` at whether there are more.

    No error is raised but for bugs.
    """
    from scraper.extract import further, other_form

    first = pages[0]
    if is_first:
        found = further(first, rules, first=first.url, number=1)
        if found.next is not None or found.single is not None:
            return Look(next=found.next, single=found.single)
    post: Post | None = None
    refused: ExtractError | None = None
    try:
        post = build(entry, pages, feed, rules, first_seen)
    except ExtractError as error:
        refused = error
    if post is not None and not post.thin:
        return Look(post)
    try:
        return Look(post, refused, form=other_form(first, rules))
    except ExtractError:
        return Look(post, refused)


def build(
    entry: Entry,
    pages: tuple[Page, ...] | None,
    feed: Feed,
    rules: Sequence[SiteRule],
    first_seen: datetime,
) -> Post:
    """See post.build_post."""
    from scraper.post import build_post

    return build_post(entry, pages, feed, rules, first_seen)


def next_page(page: Page, rules: Sequence[SiteRule], *, first: str, number: int) -> str | None:
    """Where page `number` of the article that begins at `first` goes on; raises ExtractError."""
    from scraper.extract import further

    return further(page, rules, first=first, number=number).next


def is_fuller(page: Page, other: Page, entry: Entry, rules: Sequence[SiteRule]) -> bool:
    """Whether `page` holds the article of `other`, and more of it."""
    from scraper import extract

    return extract.is_fuller(page, other, entry, rules)

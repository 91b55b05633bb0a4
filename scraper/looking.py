"""One look at an entry's pages: the post they hold, or why they hold none, and where to go on.

Pure and picklable, all of it: what a worker process is given, and what it gives back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scraper.errors import ExtractError
from scraper.extract import Further, further, other_form
from scraper.model import Entry, Feed, Page, Post, SiteRule
from scraper.post import build_post

_NONE = Further()


@dataclass(frozen=True, slots=True)
class Look:
    """What the pages come to: a post, or what was `refused`.

    `further` is where the article of a first page goes on; then there is no post yet. `form` is
    where it may stand whole, if what was found is thin, or nothing was.
    """

    post: Post | None = None
    refused: ExtractError | None = None
    further: Further = _NONE
    form: str | None = None

    def result(self) -> Post:
        """The post; raises ExtractError if there is none."""
        if self.post is None:
            assert self.refused is not None
            raise self.refused
        return self.post


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
    first = pages[0]
    if is_first:
        found = further(first, rules, first=first.url, number=1)
        if found.next is not None or found.single is not None:
            return Look(further=found)
    post: Post | None = None
    refused: ExtractError | None = None
    try:
        post = build_post(entry, pages, feed, rules, first_seen)
    except ExtractError as error:
        refused = error
    if post is not None and not post.thin:
        return Look(post)
    try:
        return Look(post, refused, form=other_form(first, rules))
    except ExtractError:
        return Look(post, refused)

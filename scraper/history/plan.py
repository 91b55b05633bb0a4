"""Which sources of history a feed is asked by, in which order. Pure."""

from __future__ import annotations

from scraper.history.archive_pages import ArchivePages
from scraper.history.paging import (
    Archives,
    Blogger,
    Pages,
    WordPressFeed,
    is_blogger,
    is_wordpress,
)
from scraper.history.scope import Scope
from scraper.history.sitemap import Sitemaps
from scraper.history.sources import Live, Source, Wish
from scraper.history.wordpress import WordPress, is_main_feed
from scraper.model import History, HistoryFrom


def plan(
    live: Live,
    wish: Wish,
    scope: Scope,
    history: History,
    ask: HistoryFrom,
    *,
    only_texts: bool = False,
) -> tuple[Source, ...]:
    """The sources to go through until one reaches the date; each may turn out to have nothing.

    What says itself that it is the feed's comes first, then what keeps its scope, at last what
    is for the whole site. The Wayback Machine is not among them: its captures must be had first.
    `only_texts`: none that names articles without their texts.
    """
    found: list[Source] = []
    every = ask in (HistoryFrom.AUTO, HistoryFrom.WAYBACK)
    if every or ask is HistoryFrom.FEED:
        found += [Archives(live, wish)]
        # Blogger's own window is asked for more at once than its link to the next page.
        found += [Blogger(live, wish)] if is_blogger(live) else [Pages(live, wish)]
    if ask is HistoryFrom.WORDPRESS or (every and is_wordpress(live)):
        # A category's feed has a scope of its own, which only its own pages keep.
        api = [WordPress(live, wish)] if is_main_feed(live) else []
        found += [*api, WordPressFeed(live, wish)]
    if only_texts:
        return tuple(source for source in found if not isinstance(source, WordPress))
    if every and history.archive is not None:
        found.append(ArchivePages(live, wish, history.archive, history.links))
    if every or ask is HistoryFrom.SITEMAP:
        found.append(Sitemaps(live, wish, scope))
    return tuple(found)

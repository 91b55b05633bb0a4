"""Which ways back a feed most likely has, as far as it and robots.txt tell. Nothing is asked."""

from __future__ import annotations

from datetime import UTC, datetime

from scraper.history.plan import plan
from scraper.history.scope import Scope
from scraper.history.sitemap import NAME as SITEMAP
from scraper.history.sources import Live, Wish
from scraper.model import History, HistoryFrom

_EVER = datetime(1995, 1, 1, tzinfo=UTC)


def likely_ways(live: Live, history: History, now: datetime) -> tuple[str, ...]:
    """The names of the sources that `--since` would try first, in its order.

    A sitemap is among them only where robots.txt names one: else it is a guess. Empty for a feed
    that holds all there is.
    """
    if live.holds_all:
        return ()
    scope = Scope(live.entries, history.include, live.url)
    sources = plan(live, Wish(_EVER, None, now), scope, history, HistoryFrom.AUTO)
    return tuple(
        source.name
        for source in sources
        if (source.name != SITEMAP or live.sitemaps) and source.begin() is not None
    )

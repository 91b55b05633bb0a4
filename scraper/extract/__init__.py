"""From a page, and what the feed told of it, to an article: the only door of this package."""

from __future__ import annotations

from scraper.extract.bounds import check_signs
from scraper.extract.choose import choose_article, extract_article, extract_html
from scraper.extract.paging import MAX_PAGES, Further, further, other_form
from scraper.extract.reading import is_fuller
from scraper.extract.rules import is_feed_only, rules_for

__all__ = [
    "MAX_PAGES",
    "Further",
    "check_signs",
    "choose_article",
    "extract_article",
    "extract_html",
    "further",
    "is_feed_only",
    "is_fuller",
    "other_form",
    "rules_for",
]

"""From a page, and what the feed told of it, to an article: the only door of this package."""

from __future__ import annotations

from scraper.extract.bounds import check_signs
from scraper.extract.choose import choose_article, extract_article, extract_html
from scraper.extract.paging import Further, further, other_form
from scraper.extract.reading import is_fuller

__all__ = [
    "Further",
    "check_signs",
    "choose_article",
    "extract_article",
    "extract_html",
    "further",
    "is_fuller",
    "other_form",
]

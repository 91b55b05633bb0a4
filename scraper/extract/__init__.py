"""From a page, and what the feed told of it, to an article: the only door of this package."""

from __future__ import annotations

from scraper.extract.choose import choose_article, extract_article, extract_html

__all__ = ["choose_article", "extract_article", "extract_html"]

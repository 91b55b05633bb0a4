"""What became of the page, in the form that was asked for."""

from __future__ import annotations

import json
import re
from datetime import datetime

from scraper.dates import iso_ms
from scraper.extract.plain import plain_text
from scraper.markdown import to_markdown
from scraper.model import Article, Entry, Feed, Page
from scraper.post import make_post
from scraper.urls import canonical, identity

# What could move a cursor or end a terminal's line: no character of any text.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def formatted(article: Article, page: Page, feed: Feed, form: str, now: datetime) -> str:
    """The article in one of the forms of `--format`, without line breaks at its end.

    `feed` is whose post it would be; `now` dates a post whose page gives no date.
    """
    match form:
        case "post":
            text = make_post(_entry(article, page, feed), article, feed, now).text
        case "html":
            text = article.body
        case "markdown":
            text = to_markdown(article.body, article.url, feed.preset.dialect)
        case "text":
            text = plain_text(article.body)
        case "json":
            text = _json(article, feed)
        case _:
            raise ValueError(form)
    return _CONTROL.sub("", text).rstrip("\n")


def _entry(article: Article, page: Page, feed: Feed) -> Entry:
    """The entry that a feed would have given, made from what the page says of itself."""
    url = canonical(page.url) or page.url
    return Entry(
        feed.id,
        url,
        identity(url),
        url,
        title=article.title,
        author=article.byline,
        published=article.published,
        updated=article.modified,
        language=article.language,
        image=article.image,
    )


def _json(article: Article, feed: Feed) -> str:
    fields = {
        "title": article.title,
        "url": article.url,
        "byline": article.byline,
        "published": iso_ms(article.published) if article.published else None,
        "modified": iso_ms(article.modified) if article.modified else None,
        "language": article.language,
        "section": article.section,
        "tags": list(article.tags),
        "image": article.image,
        "told_by": dict(article.told_by),
        "access": article.access.value,
        "source": article.source.value,
        "body_html": article.body,
        "body_markdown": to_markdown(article.body, article.url, feed.preset.dialect),
        "warnings": list(article.warnings),
    }
    return json.dumps(fields, ensure_ascii=False, indent=2)

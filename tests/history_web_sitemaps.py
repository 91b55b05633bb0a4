"""Sitemaps and archive pages of the simulated web."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from html import escape
from itertools import groupby

from history_web import NewsSite, Story, html, reply, robots
from history_web_feeds import iso, numbers, rss
from local_reply import Reply

Lastmod = Callable[[Story], str]
_XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
LIVE = 20


def honest(story: Story) -> str:
    """When it was changed last."""
    return iso(story.updated)


def lastmod_of(moment: datetime) -> Lastmod:
    """The same for all: that of a build."""
    return lambda story: iso(moment)


def no_lastmod(story: Story) -> str:
    return ""


def urlset(site: NewsSite, told: Iterable[Story], lastmod: Lastmod = honest) -> str:
    """A sitemap of these stories, and of the site's own pages."""
    parts = [
        f"<url><loc>{escape(site.origin + story.path)}</loc>{_lastmod(lastmod(story))}</url>"
        for story in told
    ]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{_XMLNS}">{"".join(parts)}</urlset>'
    )


def news(site: NewsSite, told: Iterable[Story]) -> str:
    """A Google News sitemap: exact dates and titles of the newest."""
    parts = [
        f"<url><loc>{escape(site.origin + story.path)}</loc><news:news>"
        "<news:publication><news:name>The Chronicle</news:name><news:language>en</news:language>"
        f"</news:publication><news:publication_date>{iso(story.published)}"
        f"</news:publication_date><news:title>{escape(story.title)}</news:title>"
        "</news:news></url>"
        for story in told
    ]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{_XMLNS}" xmlns:news="{_NEWS}">'
        f"{''.join(parts)}</urlset>"
    )


def index(children: Iterable[tuple[str, str]]) -> str:
    """A sitemap index: addresses, and when each was changed last ("" if it does not say)."""
    parts = [
        f"<sitemap><loc>{escape(url)}</loc>{_lastmod(changed)}</sitemap>"
        for url, changed in children
    ]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="{_XMLNS}">'
        f"{''.join(parts)}</sitemapindex>"
    )


def xml(text: str | bytes, status: int = 200) -> Reply:
    return reply(text, "application/xml", status)


def open_static_feed(site: NewsSite, told: Sequence[Story] | None = None, size: int = LIVE) -> None:
    """The feed of a site that only shows its newest: no pages, no WordPress."""
    live = list((site.stories if told is None else told)[:size])
    site.live = numbers(live)
    site.open(site.feed_path, lambda asked: rss(site, live, generator="Hugo 0.134"))


def open_sitemap(
    site: NewsSite,
    path: str = "/sitemap.xml",
    lastmod: Lastmod = honest,
    told: Sequence[Story] | None = None,
) -> None:
    """One sitemap of all stories, between pages that are no stories."""
    listed = site.stories if told is None else told
    site.documents = [numbers(listed)]
    text = urlset(site, listed, lastmod)
    pages = "".join(
        f"<url><loc>{site.url(page)}</loc><lastmod>2020-12-30</lastmod></url>"
        for page in ("/", "/about", "/contact", "/tag/harbour", "/author/ada")
    )
    text = text.replace("</urlset>", f"{pages}</urlset>")
    site.open(path, lambda asked: xml(text))


def by_month(site: NewsSite) -> list[tuple[str, list[Story]]]:
    """The stories by month ("2015-01"), newest first."""
    grouped = groupby(site.stories, key=lambda story: f"{story.published:%Y-%m}")
    return [(month, list(told)) for month, told in grouped]


def open_index(
    site: NewsSite,
    *,
    lastmod: Lastmod = honest,
    packed: bool = False,
    name: str = "/sitemap-{month}.xml",
    with_news: bool = True,
    of_children: bool = True,
) -> list[str]:
    """An index of monthly children at an address that only robots.txt tells, and a news sitemap.

    `of_children`: the index says when each child was changed. Gives the children's paths.
    """
    months = by_month(site)
    named = [("Sitemap: " + site.url("/maps/all.xml"))]
    if with_news:
        named.append("Sitemap: " + site.url("/maps/news.xml"))
        site.open("/maps/news.xml", lambda asked: xml(news(site, site.stories[:5])))
    robots(site, *named)
    site.overhead, site.documents = 1, [numbers(told) for _, told in months]
    children, paths = [], []
    for month, told in months:
        path = name.format(month=month) + (".gz" if packed else "")
        paths.append(path)
        text = urlset(site, told, lastmod).encode()
        data = gzip.compress(text, mtime=0) if packed else text
        changed = max(filter(None, map(lastmod, told)), default="") if of_children else ""
        children.append((site.url(path), changed))
        kind = "application/x-gzip" if packed else "application/xml"
        site.open(path, lambda asked, data=data, kind=kind: reply(data, kind))
    text = index(children)
    site.open("/maps/all.xml", lambda asked: xml(text))
    return paths


@lru_cache
def bomb(megabytes: int = 1000) -> bytes:
    """A sitemap that begins well and goes on with so much of nothing, packed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(f'<?xml version="1.0"?><urlset xmlns="{_XMLNS}">'.encode())]
    blank = b" " * 1_000_000
    parts += [packer.compress(blank) for _ in range(megabytes)]
    return b"".join([*parts, packer.flush()])


def open_archive_pages(site: NewsSite) -> str:
    """Pages of links by month; gives the template of their addresses for the config."""
    site.documents = []
    for month, told in by_month(site):
        site.documents.append(numbers(told))
        links = "".join(
            f'<li><a class="story" href="{story.path}">{escape(story.title)}</a></li>'
            for story in told
        )
        text = (
            f"<!doctype html><title>Archive</title><nav><a href='/'>Home</a>"
            f"<a href='/about'>About</a></nav><ul>{links}</ul>"
        )
        site.open(f"/archive/{month.replace('-', '/')}/", lambda asked, text=text: html(text))
    return site.url("/archive/{yyyy}/{mm}/")


def _lastmod(written: str) -> str:
    return f"<lastmod>{written}</lastmod>" if written else ""

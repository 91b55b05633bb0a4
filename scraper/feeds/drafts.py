"""What a format yields: a feed and its entries as they stand in the document, strings only."""

from __future__ import annotations

from dataclasses import dataclass, field

from scraper.model import Pace


@dataclass(frozen=True, slots=True)
class Draft:
    """One entry before it has a URL, a key or a date.

    `links` are candidates, the best first, as written or resolved against an `xml:base`; `title`
    and `authors` are clean lines; `published_parsed` is the format's own idea of the date.
    """

    links: tuple[str, ...] = ()
    guid: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    published_parsed: tuple[int, ...] | None = None
    updated: str = ""
    summary_html: str = ""
    content_html: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    images: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftFeed:
    """A feed document before its entries have keys.

    `site` is the page the feed belongs to, `form` the format's name ("RSS 2.0"), `generator` the
    program that made it. `next_url` and `prev_archive` are where older entries are; `holds_all`:
    there are none.
    """

    title: str
    site: str
    drafts: tuple[Draft, ...]
    next_url: str = ""
    language: str = ""
    complete: bool = True
    warnings: tuple[str, ...] = ()
    pace: Pace = field(default_factory=Pace)
    form: str = ""
    prev_archive: str = ""
    holds_all: bool = False
    generator: str = ""

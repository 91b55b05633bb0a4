"""The demo's feeds: RSS 2.0, RDF, Atom and JSON Feed, each as its publishers write it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from scraper.demo.content import Newspaper, Story

_NS = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "atom": "http://www.w3.org/2005/Atom",
    "rss": "http://purl.org/rss/1.0/",
}
for _prefix in ("content", "dc", "rdf"):
    ET.register_namespace(_prefix, _NS[_prefix])

_LOCAL_TIME = {"zh": timezone(timedelta(hours=8)), "tw": timezone(timedelta(hours=8))}

CONTENT_TYPES = {
    "rss": "application/rss+xml",
    "rdf": "application/rdf+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}


def write_feed(newspaper: Newspaper, stories: tuple[Story, ...], base: str, now: datetime) -> bytes:
    """A newspaper's feed, in its form and charset; articles are dated back from `now`."""
    return _WRITERS[newspaper.feed_form](newspaper, stories, base, now)


def link_to(story: Story, newspaper: Newspaper, base: str) -> str:
    """The link as that newspaper's feed has it, with what its marketing wants to know."""
    campaign = "utm_source=rss&utm_medium=feed"
    if newspaper is not story.newspaper:
        campaign = f"utm_source={newspaper.id}&utm_campaign=syndication"
    return f"{base}{story.path}?{campaign}"


def _published(story: Story, now: datetime) -> datetime:
    local = _LOCAL_TIME.get(story.newspaper.id, now.tzinfo)
    return (now - timedelta(hours=story.hours_ago)).astimezone(local)


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    prefix, colon, local = name.rpartition(":")
    child = ET.SubElement(parent, f"{{{_NS[prefix]}}}{local}" if colon else name, attributes)
    child.text = text
    return child


def _serialised(root: ET.Element, newspaper: Newspaper) -> bytes:
    text = ET.tostring(root, encoding="unicode")
    declaration = f'<?xml version="1.0" encoding="{newspaper.charset}"?>\n'
    return (declaration + text).encode(newspaper.charset, "xmlcharrefreplace")


def _rss(newspaper: Newspaper, stories: tuple[Story, ...], base: str, now: datetime) -> bytes:
    root = ET.Element("rss", version="2.0")
    channel = _add(root, "channel")
    _add(channel, "title", newspaper.name)
    _add(channel, "link", f"{base}/{newspaper.id}/")
    _add(channel, "description", newspaper.about)
    _add(channel, "language", newspaper.language)
    for story in stories:
        item = _add(channel, "item")
        _add(item, "title", story.title)
        _add(item, "link", link_to(story, newspaper, base))
        _add(item, "guid", f"{newspaper.id}-{story.slug}", isPermaLink="false")
        _add(item, "pubDate", format_datetime(_published(story, now)))
        _add(item, "dc:creator", story.author)
        _add(item, "description", story.teaser)
        if newspaper.full_text:
            _add(item, "content:encoded", story.body)
    return _serialised(root, newspaper)


def _rdf(newspaper: Newspaper, stories: tuple[Story, ...], base: str, now: datetime) -> bytes:
    about = f"{{{_NS['rdf']}}}about"
    root = ET.Element(f"{{{_NS['rdf']}}}RDF")
    ET.register_namespace("", _NS["rss"])
    channel = _add(root, "rss:channel", **{about: f"{base}{newspaper.feed_path}"})
    _add(channel, "rss:title", newspaper.name)
    _add(channel, "rss:link", f"{base}/{newspaper.id}/")
    _add(channel, "rss:description", newspaper.about)
    order = _add(_add(channel, "rss:items"), "rdf:Seq")
    for story in stories:
        link = link_to(story, newspaper, base)
        _add(order, "rdf:li", **{f"{{{_NS['rdf']}}}resource": link})
        item = _add(root, "rss:item", **{about: link})
        _add(item, "rss:title", story.title)
        _add(item, "rss:link", link)
        _add(item, "rss:description", story.teaser)
        _add(item, "dc:creator", story.author)
        _add(item, "dc:date", _published(story, now).isoformat())
    return _serialised(root, newspaper)


def _atom(newspaper: Newspaper, stories: tuple[Story, ...], base: str, now: datetime) -> bytes:
    root = ET.Element(
        f"{{{_NS['atom']}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": newspaper.language}
    )
    ET.register_namespace("", _NS["atom"])
    _add(root, "atom:title", newspaper.name)
    _add(root, "atom:id", f"tag:example.org,2026:{newspaper.id}")
    _add(root, "atom:link", rel="self", href=f"{base}{newspaper.feed_path}")
    _add(root, "atom:link", rel="alternate", href=f"{base}/{newspaper.id}/")
    _add(root, "atom:updated", _published(stories[0], now).isoformat())
    for story in stories:
        entry = _add(root, "atom:entry")
        _add(entry, "atom:title", story.title)
        _add(entry, "atom:id", f"tag:example.org,2026:{newspaper.id}/{story.slug}")
        _add(entry, "atom:link", rel="alternate", href=link_to(story, newspaper, base))
        _add(entry, "atom:published", _published(story, now).isoformat())
        _add(entry, "atom:updated", _published(story, now).isoformat())
        _add(_add(entry, "atom:author"), "atom:name", story.author)
        _add(entry, "atom:summary", story.teaser)
    return _serialised(root, newspaper)


def _json(newspaper: Newspaper, stories: tuple[Story, ...], base: str, now: datetime) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": newspaper.name,
        "home_page_url": f"{base}/{newspaper.id}/",
        "feed_url": f"{base}{newspaper.feed_path}",
        "description": newspaper.about,
        "language": newspaper.language,
        "items": [
            {
                "id": f"{base}{story.path}",
                "url": link_to(story, newspaper, base),
                "title": story.title,
                "summary": story.teaser,
                "content_html": story.body,
                "date_published": _published(story, now).isoformat(),
                "authors": [{"name": story.author}],
            }
            for story in stories
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


_WRITERS = {"rss": _rss, "rdf": _rdf, "atom": _atom, "json": _json}

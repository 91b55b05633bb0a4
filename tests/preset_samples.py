"""One article, to be seen in the form of any preset: what docs/presets.md shows."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

from scraper.model import Article, Entry, Feed, Post, Preset, Source
from scraper.post import make_post
from scraper.urls import identity

URL = "https://news.example/harbour/new-lock?id=7"
PUBLISHED = datetime(2026, 5, 4, 6, 30, tzinfo=UTC)
ENTRY = Entry(
    "Harbour News",
    URL,
    identity(URL),
    URL,
    title='"At last": the new lock [video] #1',
    author="Smith: Jr",
    language="en",
    published=PUBLISHED,
)
ARTICLE = Article(
    URL,
    "",
    "<p>The harbour authority opened the <b>new lock</b> on Tuesday.</p>"
    "<ul><li>120 m long</li><li>open at any tide</li></ul>",
    Source.PAGE,
)


def feed_with(preset: Preset, **more: object) -> Feed:
    """The document's feed, with that preset."""
    tags = ("Ports and locks", "Europe/North Sea")
    made = Feed("Harbour News", "Harbour News", "https://news.example/feed.xml", preset, tags=tags)
    return dataclasses.replace(made, **{"categories": (made.name,), **more})


def post_of(
    preset: Preset, entry: Entry = ENTRY, article: Article = ARTICLE, **more: object
) -> Post:
    """An article as a post of that preset."""
    seen = PUBLISHED + timedelta(hours=1)
    return make_post(entry, article, feed_with(preset, **more), seen)

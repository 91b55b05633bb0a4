"""One article in every form: the presets of config, built in and of docs/presets.md."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scraper.config import load_config
from scraper.model import Article, Entry, Feed, Post, Preset, Source
from scraper.post import make_post
from scraper.presets import BUILT_IN
from scraper.urls import identity

PAGE = Path(__file__).parent.parent / "docs" / "presets.md"
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


def documented_presets(folder: Path) -> dict[str, Preset]:
    """The presets that docs/presets.md shows, as config reads them."""
    made = {}
    blocks = re.findall(
        r"^<!-- config -->\n```yaml\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S
    )
    for number, text in enumerate(blocks):
        file = folder / f"documented-{number}.yaml"
        file.write_text(text, "utf-8")
        for feed in load_config(file, environ={}).feeds:
            made[feed.preset.name] = feed.preset
    return made


def every_preset(folder: Path) -> dict[str, Preset]:
    """Those that are built in, and those of the document."""
    return BUILT_IN | documented_presets(folder)


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

"""The demo's front pages: each newspaper's, which names its feed, and one that lists them all."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from string import Template

from scraper.demo.content import Newspaper, Story
from scraper.demo.syndication import CONTENT_TYPES

_FRONT = Template("""\
<!DOCTYPE html>
<html lang="$language">
<head>
<meta charset="utf-8"><title>$name</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
$feed</head>
<body>
<h1>$name</h1>
<p>$about</p>
<ul>
$items
</ul>
</body>
</html>
""")


def write_front(paper: Newspaper, stories: Iterable[Story]) -> bytes:
    """A newspaper's front page: its headlines, and where its feed is."""
    kind, name = CONTENT_TYPES[paper.feed_form], escape(paper.name)
    feed = f'<link rel="alternate" type="{kind}" title="{name}" href="{paper.feed_path}">\n'
    return _filled(
        paper.language,
        paper.name,
        paper.about,
        feed,
        ((story.path, story.title) for story in stories),
    )


def write_hall(papers: Iterable[Newspaper]) -> bytes:
    """The page of the whole site: where its newspapers are."""
    links = [(f"/{paper.id}/", paper.name) for paper in papers]
    return _filled("en", "A news site", "Newspapers of places that do not exist.", "", links)


def _filled(
    language: str, name: str, about: str, feed: str, links: Iterable[tuple[str, str]]
) -> bytes:
    items = "\n".join(f'<li><a href="{path}">{escape(text)}</a></li>' for path, text in links)
    return _FRONT.substitute(
        language=language, name=escape(name), about=escape(about), feed=feed, items=items
    ).encode()

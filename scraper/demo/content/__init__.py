"""The articles of the demo's newspapers: one text file each, in a folder per newspaper.

A file is a head of `name: value` lines, an empty line, and the body in HTML:

    title, author, hours_ago, teaser    what the feed tells
    kind       dead (the page is 404) · slow · consent (a wall instead of an article)
    also_in    another newspaper whose feed has the same article
    shows      text that the post must hold (repeatable)
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Newspaper:
    """One publisher: its feed's form and everything its pages are dressed in.

    `charset` is that of feed and pages; `declared` says where the pages admit it, "header"
    or "meta". `full_text`: the feed carries the whole article. Of the words around an article,
    none may reach a post.
    """

    id: str
    name: str
    language: str
    feed_path: str
    feed_form: str
    tag: str
    charset: str
    declared: str
    full_text: bool
    about: str
    navigation: tuple[str, ...]
    advert: str
    share: tuple[str, ...]
    newsletter: str
    cookies: str
    related: str
    headlines: tuple[str, ...]
    footer: str

    @property
    def boilerplate(self) -> tuple[str, ...]:
        """Sentences of the page that belong to no article."""
        return (
            self.advert,
            self.newsletter,
            self.cookies,
            self.related,
            self.footer,
            *self.headlines,
            *self.share,
            " ".join(self.navigation[:2]),
        )


@dataclass(frozen=True, slots=True)
class Story:
    """One article, as its file has it."""

    newspaper: Newspaper
    slug: str
    title: str
    author: str
    hours_ago: float
    teaser: str
    body: str
    kind: str = ""
    also_in: str = ""
    shows: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return f"/{self.newspaper.id}/{self.slug}.html"


def read_stories(newspaper: Newspaper) -> tuple[Story, ...]:
    """A newspaper's own articles, newest first."""
    files = sorted((_FOLDER / newspaper.id).glob("*.html"))
    stories = [_parse(newspaper, file.stem, file.read_text(encoding="utf-8")) for file in files]
    return tuple(sorted(stories, key=lambda story: story.hours_ago))


def _parse(newspaper: Newspaper, slug: str, text: str) -> Story:
    head, _, body = text.partition("\n\n")
    pairs = [(name, value) for name, _, value in (x.partition(": ") for x in head.splitlines())]
    fields = dict(pairs)
    return Story(
        newspaper=newspaper,
        slug=slug,
        title=fields["title"],
        author=fields["author"],
        hours_ago=float(fields["hours_ago"]),
        teaser=fields["teaser"],
        body=body.strip(),
        kind=fields.get("kind", ""),
        also_in=fields.get("also_in", ""),
        shows=tuple(value for name, value in pairs if name == "shows"),
    )

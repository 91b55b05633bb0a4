"""Elements that are one thing each: pictures, players, readings above characters."""

from __future__ import annotations

from scraper.markdown.addresses import IMAGE_SCHEMES, address
from scraper.markdown.elements import Tag
from scraper.markdown.players import card
from scraper.markdown.runs import one_line
from scraper.markdown.source import UNSEEN, attribute
from scraper.markdown.tree import PLAIN, Image, Link, Ruby, Run, Text

PLAYERS = {"iframe": "src", "embed": "src", "object": "data", "video": "src", "audio": "src"}


def picture(tag: Tag, base_url: str) -> Image | None:
    """The picture; None if its address is none that a reader's program may load."""
    for name in ("src", "data-src"):
        url = address(attribute(tag, name), base_url, IMAGE_SCHEMES)
        if url:
            alt, title = attribute(tag, "alt"), attribute(tag, "title")
            return Image(url, one_line(alt), one_line(title))
    return None


def player(tag: Tag, base_url: str) -> Run | None:
    """What plays in a frame as a link, by the picture that it shows before it plays, else by words;
    None if it has no address.
    """
    sources = [attribute(tag, PLAYERS[tag.name]), attribute(tag, "data-src")]
    sources += [attribute(inner, "src") for inner in tag.tags_below() if inner.name == "source"]
    for source in sources:
        url = address(source, base_url, IMAGE_SCHEMES) if source.strip() else ""
        if url:
            poster = address(attribute(tag, "poster"), base_url, IMAGE_SCHEMES)
            found = card(url, one_line(attribute(tag, "title")), poster)
            shown = Image(found.poster, found.words) if found.poster else Text(found.words)
            return Run(shown, PLAIN, Link(found.url))
    return None


def ruby(tag: Tag) -> Ruby:
    """Base and reading, pair by pair."""
    pairs: list[tuple[str, str]] = []
    base: list[str] = []
    reading: list[str] = []
    stack: list[tuple[Tag | str, bool]] = [(tag, False)]
    while stack:
        node, above = stack.pop()
        if isinstance(node, str):
            if reading and not above and node.strip():
                pairs.append((one_line("".join(base)), one_line("".join(reading))))
                base.clear()
                reading.clear()
            (reading if above else base).append(node)
        elif node.name not in UNSEEN:
            above = above or node.name in ("rt", "rtc")
            stack.extend((child, above) for child in reversed(node.contents))
    pairs.append((one_line("".join(base)), one_line("".join(reading))))
    return Ruby(tuple(pair for pair in pairs if any(pair)))

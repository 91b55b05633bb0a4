"""Elements that are one thing each: pictures, players, readings above characters."""

from __future__ import annotations

from urllib.parse import urlsplit

from scraper.markdown.addresses import IMAGE_SCHEMES, address
from scraper.markdown.elements import Tag
from scraper.markdown.runs import one_line
from scraper.markdown.source import attribute
from scraper.markdown.tree import Image, Link, Ruby

PLAYERS = {"iframe": "src", "embed": "src", "object": "data", "video": "src", "audio": "src"}


def picture(tag: Tag, base_url: str) -> Image | None:
    """The picture; None if its address is none that a reader's program may load."""
    for name in ("src", "data-src"):
        url = address(attribute(tag, name), base_url, IMAGE_SCHEMES)
        if url:
            alt, title = attribute(tag, "alt"), attribute(tag, "title")
            return Image(url, one_line(alt), one_line(title))
    return None


def player(tag: Tag, base_url: str) -> tuple[str, Link] | None:
    """Words and link for what plays in a frame; None if it has no address."""
    sources = [attribute(tag, PLAYERS[tag.name]), attribute(tag, "data-src")]
    sources += [attribute(inner, "src") for inner in tag.tags_below() if inner.name == "source"]
    for source in sources:
        url = address(source, base_url, IMAGE_SCHEMES) if source.strip() else ""
        if url:
            return one_line(attribute(tag, "title")) or _readable(url), Link(url)
    return None


def _readable(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:  # "http://[bad"
        return url
    host = parts.netloc.rpartition("@")[2].removeprefix("www.")
    path = parts.path.rstrip("/")
    return host + path if len(path) < 60 else host


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
        elif node.name != "rp":
            above = above or node.name in ("rt", "rtc")
            stack.extend((child, above) for child in reversed(node.contents))
    pairs.append((one_line("".join(base)), one_line("".join(reading))))
    return Ruby(tuple(pair for pair in pairs if any(pair)))

"""Elements that are one thing each: pictures, players, readings above characters."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scraper.markdown.addresses import IMAGE_SCHEMES, address
from scraper.markdown.elements import Tag
from scraper.markdown.runs import one_line
from scraper.markdown.source import UNSEEN, attribute
from scraper.markdown.tree import PLAIN, Image, Link, Ruby, Run, Text

# Players that show a picture at a known address, by the video's name in theirs; then the page to
# watch it (a player's own address shows an error there), "" where the player will do.
_YOUTUBE = r"(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/(?!videoseries|live_stream)"
_POSTERS = (
    (
        re.compile(rf"(?:https?:)?//{_YOUTUBE}([\w-]{{11}})(?![\w%-])", re.ASCII),
        "https://i.ytimg.com/vi/{}/hqdefault.jpg",
        "https://www.youtube.com/watch?v={}",
    ),
    (
        re.compile(
            r"(?:https?:)?//(?:www\.)?dailymotion\.com/embed/video/([A-Za-z0-9]{5,12})(?![\w%-])"
        ),
        "https://www.dailymotion.com/thumbnail/video/{}",
        "",
    ),
)

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
            url, poster = _watched(url)
            poster = address(attribute(tag, "poster"), base_url, IMAGE_SCHEMES) or poster
            words = one_line(attribute(tag, "title")) or _readable(url)
            return Run(Image(poster, words) if poster else Text(words), PLAIN, Link(url))
    return None


def _watched(url: str) -> tuple[str, str]:
    """Where a player's video is watched, and its picture; "" where none is known."""
    for player, poster, page in _POSTERS:
        if (found := player.match(url)) is not None:
            return page.format(found[1]) or url, poster.format(found[1])
    return url, ""


def _readable(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:  # "http://[bad"
        return url
    host = parts.netloc.rpartition("@")[2].removeprefix("www.")
    path = parts.path.rstrip("/")
    if parts.query and host == "youtube.com":
        path += f"?{parts.query}"
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
        elif node.name not in UNSEEN:
            above = above or node.name in ("rt", "rtc")
            stack.extend((child, above) for child in reversed(node.contents))
    pairs.append((one_line("".join(base)), one_line("".join(reading))))
    return Ruby(tuple(pair for pair in pairs if any(pair)))

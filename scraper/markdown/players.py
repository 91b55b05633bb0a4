"""What plays on a page as a card: where it is watched, the picture that it shows, its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

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


@dataclass(frozen=True, slots=True)
class Card:
    """A link to what plays; `poster` is the address of its picture, "" if there is none."""

    url: str
    words: str
    poster: str = ""


def card(url: str, words: str, poster: str) -> Card:
    """The card of the player at `url`; without words of its own, its address in short."""
    for player, picture, page in _POSTERS:
        if (found := player.match(url)) is not None:
            url = page.format(found[1]) or url
            poster = poster or picture.format(found[1])
            break
    return Card(url, words or _readable(url), poster)


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

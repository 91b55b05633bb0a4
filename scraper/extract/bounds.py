"""How much of a page is taken apart: more would take memory and minutes, and is no article.

A run's memory is to stay below 150 MB whatever is served. A tag or an attribute takes 0.3 KB, a run
of text 1.5 KB, its characters ten times their size on their way to Markdown (2026-11, measured with
pages of 10 MB). Of 828 pages of news sites and blogs the largest had 10,000 tags, another 6,200
runs of text and 0.44 MB of it.
"""

from __future__ import annotations

import re
from sys import getsizeof

from scraper.errors import ExtractError

MAX_TAGS = 80_000
_SHORTEST_TAG = len("<p>")
MAX_ATTRIBUTES = 300_000
MAX_BLOCKS = 20_000
MAX_TEXT = 4_000_000  # characters
MAX_TEXT_BYTES = 6_000_000  # as Python holds it: one, two or four bytes a character

MAX_SIGNS = 200_000
_NO_TEXT = re.compile(r"<(?:(script(?=[\s>])|style(?=[\s>])|!--)|[^<>]*+>)", re.IGNORECASE)
_STOPS = {
    "script": re.compile("</script", re.IGNORECASE),
    "style": re.compile("</style", re.IGNORECASE),
    "!--": re.compile("-->"),
}
_SIGNS = dict.fromkeys(map(ord, "&*_[]\\`~|#{}$"))


def bounded(text: str) -> str:
    """The text of a page; ExtractError if it has more mark-up than is read.

    Counted as it stands: every `<` may begin a tag, but in a text too short for so many, every `=`
    an attribute.
    """
    # Few pages have so many characters, and none of them need be counted for the second sign.
    tags = text.count("<") if len(text) > MAX_TAGS * _SHORTEST_TAG else 0
    if tags > MAX_TAGS and (tags := tags - text.count("</")) > MAX_TAGS:
        raise _too_large(f"{tags:,} tags")
    attributes = text.count("=") if len(text) > MAX_ATTRIBUTES else 0
    if attributes > MAX_ATTRIBUTES:
        raise _too_large(f"{attributes:,} attributes")
    if len(text) > MAX_TEXT and _outside_of_tags(text) > MAX_TEXT:
        raise _too_large(f"more than {MAX_TEXT:,} characters of text")
    return text


def check_blocks(count: int, text_bytes: int) -> None:
    """Raises ExtractError for more runs of text than are judged, or more text in them."""
    if count > MAX_BLOCKS:
        raise _too_large(f"more than {MAX_BLOCKS:,} runs of text")
    if text_bytes > MAX_TEXT_BYTES:
        raise _too_large(f"more than {MAX_TEXT_BYTES:,} bytes of text")


def check_signs(body: str) -> None:
    """Raises ExtractError for a body of more signs than become Markdown: each takes 250 bytes."""
    signs = len(body) - len(body.translate(_SIGNS)) if len(body) > MAX_SIGNS else 0
    if signs > MAX_SIGNS:
        raise _too_large(f"{signs:,} signs that mean something in Markdown")


def is_too_large(html: str) -> bool:
    """Whether a feed's own text is more than is read."""
    return getsizeof(html) > MAX_TEXT_BYTES or html.count("<") > MAX_TAGS


def _outside_of_tags(text: str) -> int:
    """How many characters stand outside of tags, scripts, styles and comments."""
    outside = position = 0
    while match := _NO_TEXT.search(text, position):
        outside += match.start() - position
        position = match.end()
        if match[1]:
            end = _STOPS[match[1].lower()].search(text, position)
            position = end.start() if end else len(text)
    return outside + len(text) - position


def _too_large(what: str) -> ExtractError:
    return ExtractError(f"the page is larger than any article: {what}", verdict="too-large")

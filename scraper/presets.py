"""Where a post lies and how its file is named: one table, one rule for titles.

An own preset of config starts from one of these. Pure: a path here is text below the archive.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import datetime
from functools import lru_cache
from string import Formatter
from zoneinfo import ZoneInfo

from scraper.model import Preset

BUILT_IN: dict[str, Preset] = {
    "jekyll": Preset(name="jekyll", path="_posts/{year}/{year}-{month}-{day}-{title}.md"),
    "hugo": Preset(
        name="hugo", path="posts/{year}/{year}-{month}-{day}-{title}.md", dialect="hugo"
    ),
    "obsidian": Preset(
        name="obsidian", path="{feed}/{year}-{month}-{day}-{title}.md", dialect="obsidian"
    ),
    "plain": Preset(
        name="plain", path="{year}/{month}/{year}-{month}-{day}-{title}.md", dialect="plain"
    ),
    # The predecessor's form, byte for byte: HTML, and no blank line after the comment.
    "seed": Preset(
        name="seed",
        path="_posts/{year}/{year}-{month}-{day}-{title}.md",
        body="html",
        blank_after_comment=False,
    ),
}

FIELDS = ("year", "month", "day", "title", "feed")
MAX_TITLE_CHARS = 80
MAX_TITLE_BYTES = 200
MAX_PART_BYTES = 240  # of 255 that file systems take; `second_path` adds nine

# Not allowed in a name on Windows; a checkout there must work.
_FORBIDDEN = dict.fromkeys(map(ord, '/\\:*?"<>|'))
_BLANKS = re.compile(r"[\s-]+")
_NOT_AT_ENDS = ".-\u200c\u200d"
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|\Z)")


@lru_cache(maxsize=256)  # a feed's name comes with each of its articles
def slug(text: str) -> str:
    """A safe piece of a file name: Unicode kept (NFC), never empty, at most 80 characters.

    White space becomes `-`; what Windows forbids, control, format and bidi characters, and dots and
    dashes at the ends are gone; cut at a character boundary (no letter parted from its
    accents) to 80 characters and 200 bytes of UTF-8.
    """
    return _slug(text, MAX_TITLE_BYTES)


def _slug(text: str, max_bytes: int) -> str:
    # Composed again after what stood between a letter and its accent is gone.
    if not text.isprintable():
        text = "".join(char for char in text if not _is_invisible(char))
    text = _BLANKS.sub("-", unicodedata.normalize("NFC", text).translate(_FORBIDDEN))
    name = unicodedata.normalize("NFC", text).strip(_NOT_AT_ENDS)
    name = _RESERVED.sub(r"\1_", name, count=1) if _RESERVED.match(name) else name
    return _cut(name, max_bytes).strip(_NOT_AT_ENDS) or "untitled"


def post_path(preset: Preset, title: str, feed_name: str, published: datetime) -> str:
    """The path of a post below the archive, with `/`; the same for the same input, always."""
    day = published.astimezone(ZoneInfo(preset.zone))

    def filled(title: str) -> str:
        path = preset.path.format(
            year=f"{day.year:04d}",
            month=f"{day.month:02d}",
            day=f"{day.day:02d}",
            title=title,
            feed=slug(feed_name),
        )
        return unicodedata.normalize("NFC", path)

    name = slug(title)
    path = filled(name)
    over = max(len(part.encode()) for part in path.split("/")) - MAX_PART_BYTES
    if over > 0:  # an own template that puts much into one name; no file system takes it
        path = filled(_slug(title, max(len(name.encode()) - over, 1)))
    return path


def second_path(path: str, url: str) -> str:
    """Where a post goes when another article holds `path`: `-` and 8 hex digits of a URL hash."""
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}-{hashlib.sha256(url.encode()).hexdigest()[:8]}{dot}{suffix}"


def path_key(path: str) -> str:
    """What two paths share when some file system takes them for one (case, normal form)."""
    # Decomposed first: folding turns U+0345 into a letter, which no longer sorts as a mark.
    folded = unicodedata.normalize("NFD", path).casefold()
    return unicodedata.normalize("NFC", folded)


def check_path_template(template: str) -> str | None:
    """A complaint about a path template of config, or None if it is good."""
    try:
        pieces = list(Formatter().parse(template))
    except ValueError as error:
        return f"braces don't match ({error})"
    fields = [name for _, name, _, _ in pieces if name is not None]
    for _, name, spec, conversion in pieces:
        if name is not None and (name not in FIELDS or spec or conversion):
            shown = ", ".join("{" + field + "}" for field in FIELDS)
            return f"unknown field {{{repr(name)[1:-1]}}}; known are {shown}"
    literal = "".join(text for text, *_ in pieces)
    if "title" not in fields:
        return "{title} is missing: posts would share one path"
    if not template.endswith(".md"):
        return "want a path that ends in .md"
    if template.startswith("/") or re.search(r'[\\:*?"<>|\x00-\x1f\x7f]', literal):
        return "want a relative path with / and no characters that Windows forbids"
    if any(part in ("", ".", "..") or part.startswith(".") for part in template.split("/")):
        return "want a path below the archive: no empty, hidden, `.` or `..` parts"
    return None


def _cut(text: str, max_bytes: int) -> str:
    end = min(len(text), MAX_TITLE_CHARS)
    while len(text[:end].encode()) > max_bytes:
        end -= 1
    if end < len(text):
        # Not between a letter and its marks, nor inside a joined emoji.
        while end > 1 and (_joins(text[end]) or text[end - 1] == "\u200d"):
            end -= 1
    return text[:end]


def _is_invisible(char: str) -> bool:
    # U+200C and U+200D join letters of Indic scripts and emoji. Unassigned code points (Cn) stay:
    # which they are differs between Pythons, and the same title must give the same name. Those
    # that never will be characters go. Control characters that are blanks are no matter here.
    never = ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef"
    unseen = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co")
    return never or (unseen and not char.isspace() and char not in "\u200c\u200d")


def _joins(char: str) -> bool:
    return (
        unicodedata.combining(char) != 0
        or unicodedata.category(char) in ("Mn", "Me", "Mc")
        or char in "\u200d\ufe0f"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
    )

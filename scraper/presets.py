"""The forms of posts: one table. Where a post lies, how its file is named: one rule for titles.

An own preset of config starts from one of these. Pure: a path here is text below the archive.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from string import Formatter
from zoneinfo import ZoneInfo

from scraper.model import Preset

VAULT = "obsidian"  # the dialect whose file names must be fit for `[[links]]`

BUILT_IN: dict[str, Preset] = {
    "jekyll": Preset(name="jekyll", path="_posts/{year}/{year}-{month}-{day}-{title}.md"),
    "hugo": Preset(
        name="hugo", path="posts/{year}/{year}-{month}-{day}-{title}.md", dialect="hugo"
    ),
    # Properties that Obsidian knows the types of; the title is the file's name and `aliases`.
    "obsidian": Preset(
        name="obsidian",
        path="{feed}/{year}-{month}-{day}-{title}.md",
        dialect=VAULT,
        comment=False,
        heading=False,
        front_matter=(
            ("title", "{title}"),
            ("aliases", ("{title}",)),
            ("date", "{date}"),
            ("author", "{author}"),
            ("from", "{url}"),
            ("tags", ("{tags}",)),
            ("categories", ("{categories}",)),
        ),
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

PATH_FIELDS = ("year", "month", "day", "title", "feed", "author", "language", "hash")
MAX_TITLE_CHARS = 80
MAX_TITLE_BYTES = 200
MAX_PART_BYTES = 240  # of 255 that file systems take; `second_path` adds nine
MAX_LITERAL_BYTES = 120  # of one part of a path template, what is no field
MAX_FIELDS = 12  # of one part
_NO_LANGUAGE = "und"  # BCP 47: undetermined

# Not allowed in a name on Windows; a checkout there must work.
_FORBIDDEN = dict.fromkeys(map(ord, '/\\:*?"<>|'))
_BLANKS = re.compile(r"[\s-]+")
_NOT_AT_ENDS = ".-\u200c\u200d"
# Where a link to a note would end, or be something else; `:` and `|` are forbidden anyway.
_UNLINKABLE = dict.fromkeys(map(ord, "#^[]"))
_COMMENT_MARKS = re.compile("%{2,}")
# Jekyll passes over what lies in `_posts` under another name, without a word.
_DATED_NAME = "{year}-{month}-{day}-"
# A folder's own page, to Hugo and Jekyll; Hugo would make those beside it parts of it.
_OF_FOLDERS = ("index.md", "_index.md", "readme.md")
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


def post_path(
    preset: Preset,
    title: str,
    feed_name: str,
    published: datetime,
    *,
    url: str = "",
    author: str = "",
    language: str = "",
) -> str:
    """The path of a post below the archive, with `/`; the same for the same input, always."""
    day = published.astimezone(ZoneInfo(preset.zone))
    vault = preset.dialect == VAULT

    def filled(title_bytes: int, others_bytes: int) -> str:
        path = preset.path.format(
            year=f"{day.year:04d}",
            month=f"{day.month:02d}",
            day=f"{day.day:02d}",
            title=_name(title, title_bytes, vault=vault),
            feed=_name(feed_name, others_bytes, vault=vault),
            author=_name(author, others_bytes, vault=vault),
            language=_name(language or _NO_LANGUAGE, others_bytes, vault=vault),
            hash=url_hash(url),
        )
        folder, slash, name = unicodedata.normalize("NFC", path).rpartition("/")
        if name.casefold() in _OF_FOLDERS:
            name = name.removesuffix(".md") + "_.md"
        return folder + slash + name

    def over(path: str) -> int:
        return max(len(part.encode()) for part in path.split("/")) - MAX_PART_BYTES

    path = filled(MAX_TITLE_BYTES, MAX_TITLE_BYTES)
    if over(path) > 0:  # an own template that puts much into one name; no file system takes it
        left = max(len(_name(title, MAX_TITLE_BYTES, vault=vault).encode()) - over(path), 1)
        path = filled(left, MAX_TITLE_BYTES)
    limit = MAX_TITLE_BYTES
    while over(path) > 0 and limit > 1:
        limit //= 2
        path = filled(limit, limit)
    return path


def _name(text: str, max_bytes: int, *, vault: bool) -> str:
    if vault:
        text = text.translate(_UNLINKABLE)
    name = slug(text) if max_bytes == MAX_TITLE_BYTES else _slug(text, max_bytes)
    return _COMMENT_MARKS.sub("%", name) if vault else name


def url_hash(url: str) -> str:
    """8 hex digits that tell articles apart."""
    return hashlib.sha256(url.encode()).hexdigest()[:8]


def second_path(path: str, url: str) -> str:
    """Where a post goes when another article holds `path`: `-` and 8 hex digits of a URL hash."""
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}-{url_hash(url)}{dot}{suffix}"


def path_key(path: str) -> str:
    """What two paths share when some file system takes them for one (case, normal form)."""
    # Decomposed first: folding turns U+0345 into a letter, which no longer sorts as a mark.
    folded = unicodedata.normalize("NFD", path).casefold()
    return unicodedata.normalize("NFC", folded)


@lru_cache(maxsize=1024)  # the same few for each post
def pieces(template: str, known: tuple[str, ...]) -> tuple[tuple[str, str | None], ...]:
    """A template as texts, each with the field that follows it (None at the end).

    Raises ValueError with a complaint: braces that don't match, a field that is not known.
    """
    try:
        read = list(Formatter().parse(template))
    except ValueError as error:
        raise ValueError(f"braces don't match ({error}); a brace itself is written twice") from None
    for _, name, spec, conversion in read:
        if name is not None and (name not in known or spec or conversion):
            form = (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
            raise ValueError(_unknown_field(name, form, known))
    return tuple((text, name) for text, name, _, _ in read)


def _unknown_field(name: str, form: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches  # only where something is wrong

    if name in known:
        asked = repr((name + form)[:100])[1:-1]
        return f"a field stands alone, with no ! or :, got {{{asked}}}; write {{{name}}}"
    close = get_close_matches(name[:100], known, n=1, cutoff=0.6)
    shown = ", ".join("{" + field + "}" for field in known)
    remedy = f"did you mean {{{close[0]}}}?" if close else f"known are {shown}"
    return f"unknown field {{{repr(name[:100])[1:-1]}}}; {remedy}"


def check_path_template(template: str) -> str | None:
    """A complaint about a path template of config, or None if it is good."""
    try:
        read = pieces(template, PATH_FIELDS)
    except ValueError as error:
        return str(error)
    literal = "".join(text for text, _ in read)
    if not {"title", "hash"} & {name for _, name in read}:
        return "{title} is missing (or {hash}): posts would share one path"
    if not template.endswith(".md"):
        return "want a path that ends in .md"
    if template.startswith("/") or re.search(r'[\\:*?"<>|\x00-\x1f\x7f]', literal):
        return "want a relative path with / and no characters that Windows forbids"
    parts = template.split("/")
    if any(part in ("", ".", "..") or part.startswith(".") for part in parts):
        return "want a path below the archive: no empty, hidden, `.` or `..` parts"
    for part in parts:
        if complaint := _check_part(part):
            return complaint
    if "_posts" in parts[:-1] and not parts[-1].startswith(_DATED_NAME):
        return f"below `_posts`, Jekyll shows only files whose names begin with {_DATED_NAME}"
    return None


def _check_part(part: str) -> str | None:
    if part != part.strip() or part.endswith("."):
        return f"{part!r}: want no blanks around the parts of a path, and no dot at their ends"
    if _RESERVED.match(part):
        return f"{part!r} is the name of a device on Windows"
    read = pieces(part, PATH_FIELDS)
    literal = "".join(text for text, _ in read)
    fields = sum(name is not None for _, name in read)
    if len(literal.encode()) > MAX_LITERAL_BYTES or fields > MAX_FIELDS:
        return f"a part is too long: want at most {MAX_LITERAL_BYTES} bytes and {MAX_FIELDS} fields"
    return None


def check_vault_path(template: str) -> str | None:
    """A complaint about a path of which Obsidian could make no link, or None."""
    if re.search(r"[#^\[\]]|%%", template):
        return "want no # ^ [ ] or %%: Obsidian's links can't hold them"
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

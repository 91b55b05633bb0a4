"""Which page of an article an address names: by its number, where all else is the article's own.

`/story` goes on at `/story/2`, `/story/page/2`, `/story_2.html`, `/story-2.html`, `/story?page=2`.
Addresses only: whether a link means it is for paging.py to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from scraper.extract.page_words import PAGE
from scraper.urls import canonical

_SUFFIX = r"(?:\.(?:[sx]?html?|php\d?|aspx?|jsp|cms))"
_WORDS = "|".join(sorted(PAGE, key=len, reverse=True))
_ENDING = re.compile(_SUFFIX + "$", re.IGNORECASE)
# What stands behind the article's own path on its further pages.
_REST = re.compile(
    rf"{_SUFFIX}?(?P<apart>/(?:index|default)?)?(?P<sep>[/_,~.-])?"
    rf"(?:(?P<word>{_WORDS})[/_.=-]?)?0{{0,2}}(?P<n>[1-9]\d{{0,2}}){_SUFFIX}?",
    re.IGNORECASE,
)
# The first page may be numbered itself. (Not /news/1: that goes on with the next article.)
_FIRST = re.compile(rf"(?:_|[/_.-](?:{_WORDS})[/_.=-]?)0{{0,2}}[01]$", re.IGNORECASE)
# A day or month in a path is no article's number.
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-3]\d)?")
_NAME = (
    rf"(?:(?:{_WORDS})(?:[_-]?(?:no|num|number|id|index|nr))?"
    r"|(?:cur|current|now|article|content|this)_?page(?:no|num|index)?|pi|nr)(?:\[\d?\]|%5B\d?%5D)?"
)
_PARAMETER = re.compile(_NAME, re.IGNORECASE)
_ASSIGNED = re.compile(rf"[?&;]{_NAME}=\d{{1,3}}$".encode(), re.IGNORECASE)
_ESCAPE = re.compile("%[0-9A-F]{2}")
_LETTERS = re.compile(r"[A-Za-z0-9]+")
_APART = b"/_,~.-"  # one of these follows a name, whatever else does
_NUMBER = re.compile(r"0{0,2}([1-9]\d{0,2})")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A page's number by its address. `plain`: so might the address of another article end."""

    number: int
    plain: bool


def numbered(first: str, url: str) -> Numbered | None:
    """The number that `url` gives a page of the article that begins at `first`; None if none."""
    one, other = _parts(first), _parts(url)
    if one is None or other is None or one.host != other.host:
        return None
    if one.path == other.path and (one.path or one.query):
        return _by_parameter(one.query, other.query)
    if one.query != other.query and other.query:
        return None
    for stem in _stems(one.path):
        if other.path.startswith(stem) and (match := _REST.fullmatch(other.path[len(stem) :])):
            if not (match["apart"] or match["sep"]):
                continue  # /story2: who knows
            by_folder = match["apart"] is not None or match["sep"] == "/"
            plain = not (match["word"] or by_folder or match["sep"] in ("_", ","))
            return Numbered(int(match["n"]), plain)
    return None


def may_be_linked(html: bytes, first: str, number: int) -> bool:
    """Whether the bytes hold anything like the address of that page of the article.

    Quick (a parse takes seven times as long), and often mistaken: only a No can be relied on.
    """
    names, tail, given = _linked(first, number)
    if any(tail.match(html, end) for name in names for end in _ends(html, name)):
        return True
    ends = (match.end() for match in given.finditer(html))
    return any(_ASSIGNED.search(html[max(0, end - 40) : end]) for end in ends)


def _ends(html: bytes, name: bytes) -> Iterator[int]:
    """Where the name ends and more of an address may follow."""
    size, whole = len(name), len(html)
    at = html.find(name)
    while at >= 0:
        end = at + size
        if end < whole and html[end] in _APART:
            yield end
        at = html.find(name, at + 1)


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one host, its AMP, mobile and www names taken for the same."""
    first, second = _parts(one), _parts(other)
    return first is not None and second is not None and first.host == second.host


def belongs(first: str, url: str) -> bool:
    """Whether an address looks like another form of the article at `first`, on the same site."""
    one, other = _parts(first), _parts(url)
    if one is None or other is None or one.host != other.host or len(one.path) < 2:
        return False
    stem = _ENDING.sub("", one.path)
    if other.path.startswith(stem):
        kept = {pair for pair in one.query if not _PARAMETER.fullmatch(pair[0])}
        return kept <= set(other.query)
    name = stem.rpartition("/")[2]
    names = [one for one in re.findall(r"\d{5,}", name) if not _DATE.fullmatch(one)]
    names += [value for _, value in one.query if re.fullmatch(r"\d{4,}", value)]
    if len(name) >= 8 and not _DATE.fullmatch(name):
        names.append(name)
    return any(re.search(rf"(?<![\w-]){re.escape(n)}(?![\w-])", unquote(url)) for n in names)


@dataclass(frozen=True, slots=True)
class _Parts:
    host: str
    path: str
    query: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1024)
def _parts(url: str) -> _Parts | None:
    known = canonical(url)
    if known is None:
        return None
    parts = urlsplit(known)
    host = re.sub(r"^(?:(?:www|m|mobile|amp)\.)+(?=[^.]+\.)", "", parts.netloc)
    query = tuple(parse_qsl(parts.query, keep_blank_values=True))
    return _Parts(host, unquote(parts.path).rstrip("/"), query)


def _stems(path: str) -> Iterator[str]:
    if len(path) < 2:
        return  # the front page goes on with other articles
    stem = _ENDING.sub("", path)
    yield stem
    if (match := _FIRST.search(stem)) and match.start() > 1:
        yield stem[: match.start()]


def _by_parameter(
    one: tuple[tuple[str, str], ...], other: tuple[tuple[str, str], ...]
) -> Numbered | None:
    more = [pair for pair in other if pair not in one]
    less = [pair for pair in one if pair not in other]
    if len(more) != 1 or len(less) > 1:
        return None
    name, value = more[0]
    match = _NUMBER.fullmatch(value)
    if match is None or not _PARAMETER.fullmatch(name):
        return None
    if less and (less[0][0] != name or less[0][1] not in ("0", "1")):
        return None
    return Numbered(int(match[1]), plain=bool(less))  # ?p=1 may be the first article


@lru_cache(maxsize=256)
def _linked(first: str, number: int) -> tuple[list[bytes], re.Pattern[bytes], re.Pattern[bytes]]:
    """What the addresses of further pages hold before their number, and what follows there; and
    the number as a parameter's value. Some count from nought."""
    parts = _parts(first)
    names = {stem.rpartition("/")[2][-60:] for stem in _stems(parts.path if parts else "")}
    names = {name for name in names if name} | {"index"}
    # As browsers write them, too, in either case of their escapes.
    quoted = {_quoted(name) for name in names}
    found = {name.encode() for name in names | quoted}
    found |= {_ESCAPE.sub(lambda match: match[0].lower(), name).encode() for name in quoted}
    found.discard(b"")
    tail = (
        rf"(?:\.[a-zA-Z]{{3,5}})?[/_,~.-](?:index)?[/_,~.-]?(?:[a-zA-Z_]{{1,9}}[/_.=-]?)?"
        rf"0{{0,2}}(?:{number}|{number - 1})"
        # No picture's name, and no part of a longer one; what is escaped may be anything.
        rf"(?![\w-])(?:(?!\.)|(?i:{_SUFFIX})|\.[%&\s])"
    )
    given = rf"=(?:{number}|{number - 1})(?![\w.,-])"
    return sorted(found), re.compile(tail.encode()), re.compile(given.encode())


@lru_cache(maxsize=256)
def common_word(first: str) -> str:
    """A word that is in the address of each page of the article; "" if none is sure to be."""
    parts = _parts(first)
    stem = min(_stems(parts.path if parts else ""), key=len, default="")
    return max(_LETTERS.findall(stem), key=len, default="")


def _quoted(name: str) -> str:
    return (canonical(f"http://x/{name}") or "")[len("http://x/") :]

"""Sitemaps (sitemaps.org, with the news extension), read in a stream. Pure.

A stranger's XML: no DOCTYPE is read and no entity defined, nothing is held but one address at a
time, and what unpacks to more than a bound is read no further.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from xml.parsers.expat import ExpatError, ParserCreate, errors

from scraper.dates import parse_date
from scraper.errors import ParseError
from scraper.history.sitemap_text import texts_of
from scraper.history.spans import UNKNOWN, Span, exactly, of_days

MAX_ADDRESSES = 50_000  # the protocol's own bound
_LONGEST_TOKEN = 1_000_000  # a tag or comment that does not end: expat reads it again and again
_LONGEST_TEXT = 8_192
_DEEPEST = 32
_FIRST_YEAR, _LAST_YEAR = 1995, 2100  # some write 9999 for "never"

_PARTS = {"url": "url", "sitemap": "sitemap", "item": "url", "entry": "url"}
_ROOTS = frozenset("urlset sitemapindex rss feed rdf".split())
# Below <url> or <sitemap>, or what a feed has in their place: the field's name.
_FIELDS = {
    "loc": "loc",
    "link": "loc",
    "lastmod": "lastmod",
    "updated": "lastmod",
    "pubdate": "published",
    "published": "published",
    "title": "title",
}
_NEWS_FIELDS = {"publication_date": "published", "title": "title"}
_PAGE = re.compile(r"<(?:!doctype )?html\b", re.IGNORECASE)
_BLANK = re.compile(r"\s+")
_MONTH = re.compile(r"(\d{4})(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class Url:
    """A page. `changed`: when it changed at last, by its `lastmod`; `published`: by the news."""

    loc: str
    changed: Span = UNKNOWN
    published: Span = UNKNOWN
    title: str = ""


@dataclass(frozen=True, slots=True)
class Ref:
    """Another sitemap, and when it changed at last."""

    loc: str
    changed: Span = UNKNOWN


class Sitemap:
    """One sitemap or index, read while it is iterated over; `words` say then what was wrong."""

    def __init__(self, body: bytes, content_type: str = "") -> None:
        self.words: list[str] = []
        self._body = body
        self._content_type = content_type

    def __iter__(self) -> Iterator[Url | Ref]:
        """Its addresses in order; raises ParseError if it is no sitemap, or nothing came whole."""
        self.words.clear()
        for count, found in enumerate(self._read()):
            if count >= MAX_ADDRESSES:
                self.words.append(f"more than {MAX_ADDRESSES:,} addresses: the rest is not read")
                return
            yield found

    def _read(self) -> Iterator[Url | Ref]:
        texts = texts_of(self._body, self._content_type, self.words)
        first = next(texts, "")
        if not first.startswith("<"):
            yield from _lines(first, texts)
            return
        if _PAGE.search(first[:2000]):
            raise ParseError("a web page, no sitemap")
        reader = _Reader()
        try:
            for text in _one_then(first, texts):
                reader.feed(text)
                yield from reader.taken()
            reader.close()
        except (ExpatError, _EndlessError) as error:
            yield from reader.taken()
            said = errors.messages[error.code] if isinstance(error, ExpatError) else str(error)
            if not reader.came:
                raise ParseError(f"no sitemap: {said}") from error
            self.words.append(f"broken off: {said}")


def read_sitemap(body: bytes, content_type: str = "") -> Sitemap:
    """A sitemap to be iterated over, gzipped or not, XML or one address on each line."""
    return Sitemap(body, content_type)


class _EndlessError(Exception):
    """What no sitemap has; the text says what."""


class _Reader:
    """What expat meets, gathered into addresses."""

    def __init__(self) -> None:
        self.found: list[Url | Ref] = []
        self.came = False  # any
        self._path: list[str] = []
        self._part = ""  # the address that is being read: "url" or "sitemap"
        self._at = 0  # how deep it stands
        self._fields: dict[str, str] = {}
        self._field = ""
        self._text: list[str] = []
        self._length = 0
        self._fed = 0
        parser = ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = _refuse
        self._parser = parser

    def feed(self, text: str) -> None:
        data = text.encode("utf-8", "replace")
        self._parser.Parse(data, False)
        self._fed += len(data)
        if self._fed - self._parser.CurrentByteIndex > _LONGEST_TOKEN:
            raise _EndlessError("a tag without an end")

    def close(self) -> None:
        self._parser.Parse(b"", True)

    def taken(self) -> list[Url | Ref]:
        """What was found since this was asked last."""
        found, self.found = self.found, []
        self.came = self.came or bool(found)
        return found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2].lower()
        path = self._path
        if not path and name not in _ROOTS:
            raise ParseError(f"no sitemap: <{name:.40}>")
        path.append(name)
        if len(path) > _DEEPEST:
            raise _EndlessError("tags within tags")
        if not self._part:
            if name in _PARTS:
                self._part, self._fields, self._at = _PARTS[name], {}, len(path)
            return
        depth = len(path) - self._at
        field = ""
        if depth == 1:
            field = _FIELDS.get(name, "")
            if name == "link" and "href" in attributes:
                if attributes.get("rel", "alternate") == "alternate":
                    self._fields.setdefault("href", attributes["href"])
                field = ""
        elif depth == 2 and path[-2] == "news":
            field = _NEWS_FIELDS.get(name, "")
        if field:
            self._field, self._text, self._length = field, [], 0
            self._parser.CharacterDataHandler = self._characters

    def _characters(self, text: str) -> None:
        self._length += len(text)
        if self._length <= _LONGEST_TEXT:
            self._text.append(text)

    def _end(self, _: str) -> None:
        if self._field:
            if self._length <= _LONGEST_TEXT:
                self._fields.setdefault(self._field, "".join(self._text))
            self._field = ""
            self._parser.CharacterDataHandler = None
        if self._part and len(self._path) == self._at:
            self._add()
            self._part = ""
        self._path.pop()

    def _add(self) -> None:
        get = self._fields.get
        loc = _address(get("loc") or get("href", ""))
        if not loc:
            return
        changed = when(get("lastmod", ""))
        if self._part == "sitemap":
            self.found.append(Ref(loc, changed))
            return
        title = get("title", "")
        if title:
            title = _BLANK.sub(" ", html.unescape(title)).strip()
        self.found.append(Url(loc, changed, when(get("published", "")), title))


def _refuse(*_: object) -> None:
    raise ParseError("a sitemap with a DOCTYPE: not read")


def when(text: str) -> Span:
    """When something was, as a sitemap writes it (W3C date and time); UNKNOWN if no such thing.

    A day is one of any zone on earth, and so is a time without a zone; a year or month is all of
    its days.
    """
    text = text.strip()
    if not text:
        return UNKNOWN
    try:
        moment = datetime.fromisoformat(text)
        named = moment.tzinfo is not None
    except ValueError:
        return _when_else(text)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return UNKNOWN
    if named:
        return exactly(moment.astimezone(UTC))
    moment = moment.replace(tzinfo=UTC)
    return of_days(moment, 1 if len(text) <= 10 else 0)


def _when_else(text: str) -> Span:
    if match := _MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2] or 0)
        if not _FIRST_YEAR <= year <= _LAST_YEAR or month > 12:
            return UNKNOWN
        first = datetime(year, month or 1, 1, tzinfo=UTC)
        after = datetime(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1, tzinfo=UTC)
        return of_days(first, (after - first).days)
    moment = parse_date(text)
    if moment is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return UNKNOWN
    if ":" not in text:
        return of_days(moment)
    elsewhere = parse_date(text, zone=_ELSEWHERE)
    return exactly(moment) if moment == elsewhere else of_days(moment, 0)


_ELSEWHERE = timezone(timedelta(hours=5))


def _address(text: str) -> str:
    """An address without the blanks around it; an `&` is often escaped twice."""
    return text.strip().replace("&amp;", "&")


def _lines(first: str, texts: Iterator[str]) -> Iterator[Url]:
    """The addresses of a sitemap that is a plain list."""
    if not first.lower().startswith(("http://", "https://")):
        what = "neither XML nor a list of addresses" if first else "nothing in it"
        raise ParseError(f"no sitemap: {what}")
    rest = ""
    for text in _one_then(first, texts):
        *lines, rest = (rest + text).replace("\r", "\n").split("\n")
        yield from map(Url, filter(None, map(_address, lines)))
        rest = "" if len(rest) > _LONGEST_TEXT else rest
    yield from map(Url, filter(None, [_address(rest)]))


def _one_then(first: str, texts: Iterator[str]) -> Iterator[str]:
    yield first
    yield from texts

"""RSS 0.9x, 1.0 and 2.0, RDF, Atom 0.3 and 1.0, as feedparser reads them.

What is usual is read by the same rules in a tenth of the time (`quick`), all else by feedparser.
It gets mended UTF-8 bytes and nothing else: a string it would take for a path or a URL, its own
reading of charsets misses UTF-16, and its sanitiser and URL resolver cost two thirds of the time
and take away what the body is later made of (`iframe`, `srcset`, `data-src`).
Values are read with `dict.get`: feedparser's own `.get` warns, and answers `updated` with
`published`.
"""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Iterator, Mapping

from scraper.errors import ParseError
from scraper.feeds import quick
from scraper.feeds.bases import rebased
from scraper.feeds.drafts import Draft, DraftFeed
from scraper.feeds.lines import Form, author_name, clean_line, decode_entities, paragraphs, plain
from scraper.feeds.origin import read_origin
from scraper.feeds.pace import read_pace
from scraper.feeds.portions import portions
from scraper.feeds.repair import repair

_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_HTML_TYPES = ("text/html", "application/xhtml+xml", "text/xml", "application/xml")
# `<summary>` of type text that holds a paragraph element is HTML whose type was forgotten.
_IS_MARKUP = re.compile(r"<(?:p|div|a|img|ul|ol|h[1-6]|table|figure|blockquote|br)[\s/>]")
# XHTML comes with end tags for elements that have none; HTML reads `</br>` as one more `<br>`.
_VOID_END = re.compile(r"</(?:area|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)>")
_VERSION = re.compile(r"(rss|atom)(\d)(\d{1,2})")
_IMAGE_PATH = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)", re.IGNORECASE)

# What feedparser is known to let through on hostile documents: bad character references, dates
# beyond the calendar, its own dictionaries.
_ITS_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)

_Dict = Mapping[str, object]


def read_xml(text: str | bytes) -> DraftFeed:
    """The feed of an XML document, as text or in UTF-8; ParseError if there is something else."""
    drafts: list[Draft] = []
    warnings: tuple[str, ...] = ()
    documents = portions(text)
    del text  # they hold it, while they need it
    for portion in documents:
        read = _read_portion(portion)
        drafts += read.drafts
        warnings = warnings or read.warnings  # the first fault, as of a document read at once
    if not read.complete:  # the last one: only it has an end
        warnings += (f"the document is cut short: {len(drafts)} whole entries read",)
    return dataclasses.replace(read, drafts=tuple(drafts), warnings=warnings)


def _read_portion(text: str) -> DraftFeed:
    mended = repair(text)
    document = mended.text.encode("utf-8", "replace")
    parsed = quick.read_quickly(document) or _by_feedparser(document)
    entries = _dicts(dict.get(parsed, "entries"))
    version = _string(parsed, "version")
    if not version and not entries:
        raise ParseError("XML without a feed in it")
    warnings = []
    loose = bool(dict.get(parsed, "bozo"))
    if loose:
        reason = clean_line(str(dict.get(parsed, "bozo_exception", "")))
        warnings.append(f"not well-formed, read as well as it goes: {reason[:100]}")
    feed = _dict(dict.get(parsed, "feed"))
    reader = _Reader(
        atom=version.startswith("atom"),
        loose=loose,
        dublin_core="dc" in _dict(dict.get(parsed, "namespaces")),
    )
    generator, holds_all = read_origin(mended.text)
    return DraftFeed(
        title=reader.title(feed),
        site=next(reader.alternates(feed), ""),
        drafts=tuple(reader.draft(entry) for entry in entries),
        next_url=next(reader.hrefs(feed, "next"), ""),
        language=_string(feed, "language"),
        complete=not mended.cut,
        warnings=tuple(warnings),
        pace=read_pace(
            mended.text,
            ttl=_string(feed, "ttl"),
            period=_string(feed, "sy_updateperiod"),
            frequency=_string(feed, "sy_updatefrequency"),
        ),
        form=_form(version),
        prev_archive=next(reader.hrefs(feed, "prev-archive"), ""),
        holds_all=holds_all,
        generator=generator,
    )


def _by_feedparser(document: bytes) -> dict[str, object]:
    # Late: 60 ms that only odd documents pay.
    from xml.sax import SAXException

    import feedparser

    try:
        parsed: dict[str, object] = feedparser.parse(
            document,
            response_headers=_HEADERS,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (*_ITS_ERRORS, SAXException, feedparser.UndeclaredNamespace) as error:
        raise ParseError(f"XML that can't be parsed: {clean_line(str(error))[:100]}") from error
    return parsed


def _form(version: str) -> str:
    """feedparser's `rss20`, `rss091u`, `atom10` as people write them."""
    match = _VERSION.match(version)
    if match is None:
        return "RSS" if version in ("", "rss") else version.capitalize()
    name, major, minor = match.groups()
    return f"{'RSS' if name == 'rss' else 'Atom'} {major}.{minor}"


class _Reader:
    """Reads feedparser's dictionaries. In what it parsed loosely, references are still encoded."""

    def __init__(self, *, atom: bool, loose: bool, dublin_core: bool) -> None:
        self._atom = atom
        self._loose = loose
        self._dublin_core = dublin_core

    def draft(self, entry: _Dict) -> Draft:
        guid = self._value(entry, "id").strip()
        links = [self._value(entry, "feedburner_origlink"), *self.alternates(entry)]
        is_link = self._atom or bool(dict.get(_plain(entry), "guidislink"))
        if is_link and guid.startswith(("http://", "https://")):
            links.append(guid)
        published = self._value(entry, "published") or self._value(entry, "created")
        updated = self._value(entry, "updated")
        parsed = dict.get(_plain(entry), "published_parsed")
        if not published and not self._atom and self._dublin_core:
            # feedparser files dc:date under `updated`; in RSS it is the date of the article.
            published, updated = updated, ""
            parsed = dict.get(_plain(entry), "updated_parsed")
        contents = [self._html(part) for part in _dicts(dict.get(_plain(entry), "content"))]
        content = max(contents, key=len, default="")
        summary = self._html(_dict(dict.get(_plain(entry), "summary_detail")))
        summary = summary or _string(entry, "summary")
        return Draft(
            links=tuple(link for link in links if link.strip()),
            guid=guid,
            title=self.title(entry),
            authors=tuple(self._authors(entry)),
            published=published.strip(),
            published_parsed=parsed if isinstance(parsed, tuple) else None,
            updated=updated.strip(),
            # Without a summary, feedparser shows a copy of the content under that name.
            summary_html="" if summary == content else summary,
            content_html=content,
            tags=tuple(self._tags(entry)),
            language=self._language(entry),
            images=tuple(self._images(entry)),
        )

    def title(self, holder: _Dict) -> str:
        title = _string(holder, "title")
        kind = _string(_dict(dict.get(_plain(holder), "title_detail")), "type")
        form: Form = "either"
        if self._atom:
            form = "html" if kind in _HTML_TYPES else "text"
        return plain(title, form)

    def alternates(self, holder: _Dict) -> Iterator[str]:
        """Links to the page itself, HTML before other types."""
        links = [
            link
            for link in _dicts(dict.get(_plain(holder), "links"))
            if _string(link, "rel").endswith("alternate")
        ]
        links.sort(key=lambda link: _string(link, "type") not in _HTML_TYPES)
        for link in links:
            href = _string(link, "href").replace("&amp;", "&")
            if href.strip():
                yield href

    def hrefs(self, holder: _Dict, rel: str) -> Iterator[str]:
        for link in _dicts(dict.get(_plain(holder), "links")):
            if _string(link, "rel") == rel and _string(link, "href").strip():
                yield _string(link, "href").replace("&amp;", "&")

    def _value(self, holder: _Dict, key: str) -> str:
        value = _string(holder, key)
        return html.unescape(value) if self._loose else value

    def _html(self, part: _Dict) -> str:
        value, kind = rebased(_string(part, "value"), _string(part, "base")), _string(part, "type")
        if kind == "application/xhtml+xml":
            return _VOID_END.sub("", value)
        # In RSS, feedparser files a second description as text, whatever it is.
        is_markup = _IS_MARKUP.match if self._atom else _IS_MARKUP.search
        return value if kind != "text/plain" or is_markup(value.strip()) else paragraphs(value)

    def _authors(self, entry: _Dict) -> Iterator[str]:
        people = _dicts(dict.get(_plain(entry), "authors"))
        if not self._atom:
            # In RSS the name is what feedparser left of the element after taking an address out,
            # and it cuts "desk@news.example (Carol)" at four letters of the domain's end.
            people = [] if len(people) == 1 else [p for p in people if not _string(p, "email")]
        names = [author_name(self._value(person, "name")) for person in people]
        if not any(names):
            names = [author_name(self._value(entry, "author"))]
        yield from dict.fromkeys(name for name in names if name)

    def _tags(self, entry: _Dict) -> Iterator[str]:
        for tag in _dicts(dict.get(_plain(entry), "tags")):
            yield decode_entities(_string(tag, "term") or _string(tag, "label"))

    def _language(self, entry: _Dict) -> str:
        for holder in (
            *_dicts(dict.get(_plain(entry), "content")),
            _dict(dict.get(_plain(entry), "title_detail")),
        ):
            if language := _string(holder, "language"):
                return language
        return _string(entry, "language")

    def _images(self, entry: _Dict) -> Iterator[str]:
        media = [
            part for part in _dicts(dict.get(_plain(entry), "media_content")) if _is_image(part)
        ]
        media.sort(key=_width, reverse=True)
        media += _dicts(dict.get(_plain(entry), "media_thumbnail"))
        for part in media:
            yield _string(part, "url")
        for link in _dicts(dict.get(_plain(entry), "links")):
            if _string(link, "rel") == "enclosure" and _string(link, "type").startswith("image/"):
                yield _string(link, "href")
        yield _string(_dict(dict.get(_plain(entry), "image")), "href")


def _is_image(part: _Dict) -> bool:
    kind = _string(part, "medium") or _string(part, "type")
    return kind.startswith("image") or (
        not kind and _IMAGE_PATH.search(_string(part, "url")) is not None
    )


def _width(part: _Dict) -> int:
    digits = _string(part, "width")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0


def _plain(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


_dict = _plain


def _dicts(value: object) -> list[dict[str, object]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _string(holder: _Dict, key: str) -> str:
    value = dict.get(_plain(holder), key)
    return value if isinstance(value, str) else ""

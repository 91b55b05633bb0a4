"""JSON Feed 1.0 and 1.1 (jsonfeed.org), read by hand: feedparser has no released parser for it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import msgspec

from scraper.errors import ParseError
from scraper.feeds.drafts import Draft, DraftFeed
from scraper.feeds.lines import author_name, legal, paragraphs, plain
from scraper.feeds.portions import MAX_PORTION

# A value takes a hundred times its two bytes: 20 MB of `{},` were 1.6 GB, and two minutes.
MAX_BOXES = 300_000
MAX_VALUES = 1_000_000
_LONG_NUMBER = re.compile(rb"[:,\[\s]-?[0-9]{18}")
_ITEMS = re.compile(r'"items"\s{0,50}:\s{0,50}\[')
_VERSION = re.compile(r"jsonfeed\.org/version/1(\.\d)?")
_BETWEEN = re.compile(r"[\s,]*+")


def read_json(text: str | bytes) -> DraftFeed:
    """The feed of a JSON document; ParseError if there is something else in it. Bytes are UTF-8.

    Values of the wrong type are read as missing, numbers as their digits. A document whose end
    never came gives its whole items.
    """
    if isinstance(text, bytes):
        _measure(text.count(b"{") + text.count(b"["), text.count(b","))
        if (document := _decoded(text)) is None:
            text = text.decode("utf-8", "replace")
    else:
        _measure(text.count("{") + text.count("["), text.count(","))
        document = None
    if isinstance(text, str):
        try:
            document = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            return _cut_short(text)
    del text
    if not isinstance(document, dict):
        raise ParseError("JSON, but not a feed")
    items = document.get("items")
    if not isinstance(items, list):
        raise ParseError("JSON without items, not a feed")
    if "jsonfeed.org" not in _string(document.get("version")) and not items:
        raise ParseError("JSON, but not a feed")
    odd = sum(not isinstance(item, dict) for item in items)
    authors = _authors(document)
    return DraftFeed(
        title=plain(_string(document.get("title")), "text"),
        site=_string(document.get("home_page_url")),
        drafts=tuple(_draft(item, authors) for item in items if isinstance(item, dict)),
        next_url=_string(document.get("next_url")),
        language=_string(document.get("language")),
        warnings=(f"{odd} items are no objects",) if odd else (),
        form=_form(_string(document.get("version"))),
    )


def _measure(boxes: int, values: int) -> None:
    if boxes > MAX_BOXES or values > MAX_VALUES:
        raise ParseError("JSON of more values than any feed has")


def _decoded(data: bytes) -> object:
    """The document without its text in between, which may be four times its bytes; None where the
    two decoders might part: what is not strict JSON, and whole numbers beyond 64 bits.
    """
    if _LONG_NUMBER.search(data) is not None:
        return None
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def _form(version: str) -> str:
    number = _VERSION.search(version)
    minor = number[1] or ".0" if number else ""
    return f"JSON Feed 1{minor}" if number else "JSON Feed"


def _cut_short(text: str) -> DraftFeed:
    start = _ITEMS.search(text)
    decoder = json.JSONDecoder(strict=False)
    drafts: list[Draft] = []
    position = start.end() if start else len(text)
    while position < len(text):
        between = _BETWEEN.match(text, position)
        position = between.end() if between else position
        try:
            item, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
        if isinstance(item, dict):
            drafts.append(_draft(item, ()))
    if not drafts:
        raise ParseError("broken JSON, not a feed")
    warning = f"the document is cut short: {len(drafts)} whole entries read"
    form = _form(text[:1000])
    return DraftFeed("", "", tuple(drafts), complete=False, warnings=(warning,), form=form)


def _draft(item: Mapping[str, object], feed_authors: tuple[str, ...]) -> Draft:
    guid = _string(item.get("id")).strip()
    content = _text(item, "content_html") or paragraphs(_text(item, "content_text"))
    links = [_string(item.get("url")), _string(item.get("external_url"))]
    if guid.startswith(("http://", "https://")):
        links.append(guid)
    attached = [
        _string(part.get("url"))
        for part in _objects(item.get("attachments"))
        if _string(part.get("mime_type")).startswith("image/")
    ]
    images = [_string(item.get("image")), _string(item.get("banner_image")), *attached]
    return Draft(
        links=tuple(link for link in links if link.strip()),
        guid=guid,
        title=plain(_string(item.get("title")), "text"),
        authors=_authors(item) or feed_authors,
        published=_string(item.get("date_published")),
        updated=_string(item.get("date_modified")),
        summary_html=paragraphs(_text(item, "summary")),
        content_html=content,
        tags=tuple(_string(tag) for tag in _list(item.get("tags"))),
        language=_string(item.get("language")),
        images=tuple(image for image in images if image),
    )


def _text(item: Mapping[str, object], name: str) -> str:
    """A text; "" for one that is larger than any article's, as in XML."""
    text = _string(item.get(name))
    return text if len(text) <= MAX_PORTION else ""


def _authors(holder: Mapping[str, object]) -> tuple[str, ...]:
    """1.1 has `authors`, 1.0 has `author`."""
    people = [*_objects(holder.get("authors")), *_objects([holder.get("author")])]
    names = (author_name(_string(person.get("name"))) for person in people)
    return tuple(dict.fromkeys(name for name in names if name))


def _string(value: object) -> str:
    if isinstance(value, str):
        return legal(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _objects(value: object) -> list[Mapping[str, object]]:
    return [part for part in _list(value) if isinstance(part, dict)]

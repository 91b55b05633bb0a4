"""What feedparser remembers while it reads, and what becomes of a text at an element's end.

The same rules, step by step, for what the reader asks for afterwards; the rest is not kept. What
would need more of them is `Odd`, and left to feedparser itself.
"""

from __future__ import annotations

import re
from contextlib import suppress
from html.entities import entitydefs
from urllib.parse import urljoin

from scraper.feeds.bases import SETTLED
from scraper.feeds.quick.tables import CODE_PAGE, HTML, SCHEMES

Attributes = dict[str, str]
Holder = dict[str, object]

XHTML = "application/xhtml+xml"
HTML_TYPES = ("text/html", XHTML)
_TYPES = {"text": "text/plain", "plain": "text/plain", "html": "text/html", "xhtml": XHTML}
_KNOWN_TYPES = ("text/plain", *HTML_TYPES)
# What is kept of an entry or a feed, besides lists; the texts of all other elements go unread.
_KEPT = frozenset(
    """
    title description summary content link id published updated created author language license
    ttl sy_updateperiod sy_updatefrequency feedburner_origlink
    """.split()
)
_ADDRESSES = frozenset("link id href url".split())
_GUESSED = frozenset("content summary description".split())
_LATE = re.compile(r"[\x80-\xbf]")
_NO_REFERENCE = re.compile(r"&([A-Za-z0-9_]+);")
_SLASHES = re.compile(r"([A-Za-z][A-Za-z0-9+-.]*://)/*")
_END_TAG = re.compile(r"</\w+>")
_REFERENCE = re.compile(r"&#?\w+;")
_ELEMENT = re.compile(r"</?(\w+)")
_NAMED = re.compile(r"&(\w+);")
_MAIL = re.compile(
    r"(?<![a-zA-Z0-9_\-.+])[a-zA-Z0-9_\-.+]++@(?:\[[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.|(?:[a-zA-Z0-9\-]+\.)+)"
    r"(?:[a-zA-Z]{2,4}|[0-9]{1,3})\]?(?:\?subject=\S+)?"
)


class Odd(Exception):  # noqa: N818 - no error: the document is read in another way
    """There is something in the document whose outcome only feedparser knows."""


class Machine:
    """Where the reader is, and what it found. The names are feedparser's, but for the spelling."""

    def __init__(self) -> None:
        self.version = ""
        self.feed: Holder = {}
        self.entries: list[Holder] = []
        self.in_feed = self.in_entry = self.in_source = False
        self.in_image = self.in_text_input = False
        self.in_author = self.in_contributor = self.in_publisher = False
        self.in_chapters = False
        self.depth = 0
        self.title_depth = -1
        self.has_content = self.guid_is_link = False
        self.summary_key = ""
        self.base = ""
        self.lang: str | None = None
        # Type, language and base of the text whose element is open, and how deep that is.
        self.content: Holder = {}
        self.content_depth = 0
        self.stack: list[tuple[str, bool, list[str]]] = []
        self._source: Holder = {}
        self._depths: dict[str, int] = {}

    def context(self) -> Holder:
        """What an element here belongs to."""
        if self.in_source:
            return self._source
        if self.in_image and "image" in self.feed:
            return _holder(self.feed["image"])
        if self.in_text_input:
            return _holder(self.feed["textinput"])
        return self.entries[-1] if self.in_entry else self.feed

    def begin_entry(self) -> None:
        self.entries.append({})
        self._depths = {}
        self.push("item", False)
        self.in_entry = True
        self.guid_is_link = False
        self.title_depth = -1

    def begin_source(self) -> None:
        self.push("source", True)
        self.in_source = True
        self.title_depth = -1

    def end_source(self) -> None:
        self.in_source = False
        self.pop("source")
        self._source = {}

    def push(self, name: str, expecting: bool = True) -> None:
        self.stack.append((name, expecting, []))

    def is_atom(self) -> bool:
        return self.version.startswith("atom")

    def expecting(self) -> bool:
        return self.in_feed or self.in_entry or self.in_source

    def push_content(self, name: str, attrs: Attributes, default: str, expecting: bool) -> None:
        kind = _content_type(attrs.get("type", default))
        if kind not in _KNOWN_TYPES or attrs.get("mode") == "base64":
            raise Odd(f"<{name}> of type {kind[:50]}")
        if self.lang:
            self.lang = self.lang.replace("_", "-")
        self.content = {"type": kind, "language": self.lang, "base": self.base}
        self.content_depth = self.depth
        self.push(name, expecting)

    def pop_content(self, name: str) -> str | None:
        value = self.pop(name)
        self.content = {}
        self.content_depth = 0
        return value

    def pop(self, name: str) -> str | None:
        """Ends an element, and stores its text; None if another one is open."""
        if not self.stack or self.stack[-1][0] != name:
            return None
        _, expecting, pieces = self.stack.pop()
        content = self.content
        if self.version == "atom10" and content.get("type") == XHTML:
            pieces = _within_div(pieces)
        text = "".join(pieces).strip()
        if not expecting:
            return text
        if text and name in _ADDRESSES and (name != "id" or self.guid_is_link):
            text = self.resolved(text)
        if name in _GUESSED and content.get("type") == "text/plain" and not self.is_atom():
            content["type"] = "text/html" if _looks_like_html(text) else "text/plain"
        if not text.isascii():
            text = _with_right_signs(text)
        if name in _KEPT and not (name == "title" and -1 < self.title_depth <= self.depth):
            self._store(name, text)
        return text

    def _store(self, name: str, text: str) -> None:
        if self.in_entry and not self.in_source:
            self._store_in_entry(self.entries[-1], name, text)
        elif self.in_feed or self.in_source:
            context = self.context()
            name = "subtitle" if name == "description" else name
            context[name] = text
            if name == "link":
                context["link"] = text = _NO_REFERENCE.sub(r"&\1", text)
                _list(context, "links")[-1]["href"] = text
            elif self.content:
                context[f"{name}_detail"] = {**self.content, "value": text}

    def _store_in_entry(self, entry: Holder, name: str, text: str) -> None:
        if name == "content":
            _list(entry, "content").append({**self.content, "value": text})
            return
        if name == "link":
            if not self.in_image:
                text = _NO_REFERENCE.sub(r"&\1", text.replace("&amp;", "&"))
                entry["link"] = text
                if text:
                    _list(entry, "links")[-1]["href"] = text
            return
        name = "summary" if name == "description" else name
        before = self._depths.get(name)
        if before is None or self.depth <= before:
            self._depths[name] = self.depth
            entry[name] = text
        if self.content:
            entry[f"{name}_detail"] = {**self.content, "value": text}

    def add(self, key: str, attrs: Attributes) -> None:
        """One more of a kind of which there may be many."""
        _list(self.context(), key).append({**attrs})

    def last(self, key: str) -> Holder:
        return _list(self.context(), key)[-1]

    def resolved(self, uri: str) -> str:
        return joined(self.base, uri)

    def add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        tags = _list(self.context(), "tags")
        tag: Holder = {"term": term, "scheme": scheme, "label": label}
        if (term or scheme or label) and tag not in tags:
            tags.append(tag)

    def name_tag(self, term: str) -> None:
        """The text of a category: the last tag's name, if it has none."""
        tags = self.context()["tags"]
        assert isinstance(tags, list)
        if tags and not tags[-1]["term"]:
            tags[-1]["term"] = term
        else:
            self.add_tag(term, None, None)

    def add_author(self) -> None:
        _list(self.context(), "authors").append({})

    def save_author(self, key: str, value: str | None, *, of_publisher: bool) -> None:
        if not of_publisher:
            detail = self.context().setdefault("author_detail", {})
            _holder(detail)[key] = value
        self.sync_author()
        authors = _list(self.context(), "authors")
        if not authors:
            authors.append({})
        authors[-1][key] = value

    def sync_author(self) -> None:
        """The entry's author from the last one's parts, or the parts from what is written there."""
        context = self.context()
        authors = _list(context, "authors") if "authors" in context else []
        detail = authors[-1] if authors else {}
        if detail:
            name, mail = detail.get("name"), detail.get("email")
            if name or mail:
                context["author"] = f"{name} ({mail})" if name and mail else name or mail
            return
        author = context.get("author")
        if not isinstance(author, str) or not author:
            return
        if "@" in author and (match := _MAIL.search(author)):
            detail["email"] = match[0]
            author = author.replace(match[0], "").replace("()", "").replace("<>", "")
            author = author.replace("&lt;&gt;", "").strip().removeprefix("(").removesuffix(")")
            author = author.strip()
        context.setdefault("author_detail", detail)  # the same one: a later name is written there
        if author:
            detail["name"] = author


def _content_type(kind: str) -> str:
    kind = kind.lower()
    return _TYPES.get(kind, kind)


def _list(holder: Holder, key: str) -> list[Holder]:
    value = holder.setdefault(key, [])
    assert isinstance(value, list)
    return value


def _holder(value: object) -> Holder:
    assert isinstance(value, dict)
    return value


def new_base(base: str, given: str) -> str:
    """The base within an element that gives one, or goes by the one around it."""
    if not base:
        return joined("", given)
    uri = joined(base, given)
    return uri if uri.strip().partition(":")[0] in SCHEMES else base


def joined(base: str, uri: str) -> str:
    if ":///" in uri and (match := _SLASHES.match(uri)):
        uri = match[1] + uri[match.end() :]
    if not base or (SETTLED.fullmatch(uri) and SETTLED.fullmatch(base)):
        return uri
    try:
        return urljoin(base, uri)
    except ValueError:
        return ""


def _with_right_signs(text: str) -> str:
    """Text that was taken for ISO-8859-1 twice, and signs of windows-1252, put right."""
    if not _LATE.search(text):  # neither can be without one of these
        return text
    with suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    return text.translate(CODE_PAGE)


def _looks_like_html(text: str) -> bool:
    if not _END_TAG.search(text) and not _REFERENCE.search(text):
        return False
    if any(name.lower() not in HTML for name in _ELEMENT.findall(text)):
        return False
    return all(name in entitydefs for name in _NAMED.findall(text))


def _within_div(pieces: list[str]) -> list[str]:
    """Without the `<div>` that all of it stands in."""
    while len(pieces) > 1 and not pieces[-1].strip():
        del pieces[-1]
    while len(pieces) > 1 and not pieces[0].strip():
        del pieces[0]
    if not pieces or pieces[-1] != "</div>":
        return pieces
    if pieces[0] != "<div>" and not pieces[0].startswith("<div "):
        return pieces
    depth = 0
    for piece in pieces[:-1]:
        if piece.startswith("</"):
            depth -= 1
            if depth == 0:
                return pieces
        elif piece.startswith("<") and not piece.endswith("/>"):
            depth += 1
    return pieces[1:-1]

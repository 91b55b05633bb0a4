"""RSS and Atom read by feedparser's rules without feedparser: a tenth of the time, and no import.

The XML parser is the one that feedparser's strict reader uses (expat), so that both agree on what
is well-formed. The outcome is feedparser's own, as far as it is read; a document for which that is
not certain is left to it.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from xml.parsers.expat import ExpatError, ParserCreate

from scraper.feeds.quick.elements import Begin, End
from scraper.feeds.quick.kinds import BEGINS, ENDS, NAMED
from scraper.feeds.quick.machine import XHTML, Attributes, Holder, Machine, Odd, new_base
from scraper.feeds.quick.tables import NAMESPACES

_USERLAND = "backend.userland.com/rss"
_XLINK = "http://www.w3.org/1999/xlink"
# Other elements would end a picture or a search box early.
_IN_IMAGE = frozenset("title link description url href width height".split())
_IN_TEXT_INPUT = frozenset("title link description name".split())
_MOST_BASES = 100  # remembered at once


@dataclass(frozen=True, slots=True)
class _Kind:
    """An element's tag and key, as feedparser names them, and what is done about it."""

    tag: str
    key: str
    begin: Begin | None
    end: End | None


def read_quickly(document: bytes) -> Holder | None:
    """What feedparser makes of a document, as far as it is read; None: that is not certain."""
    try:
        return read(document)
    except (ExpatError, Odd, LookupError):
        return None


def read(document: bytes) -> Holder:
    """The same; what is odd is an error that says what it is."""
    reader = _Reader()
    reader.read(document)
    machine = reader.machine
    return {
        "version": machine.version,
        "feed": machine.feed,
        "entries": machine.entries,
        "namespaces": reader.namespaces,
    }


class _Reader:
    def __init__(self) -> None:
        self.machine = Machine()
        self.namespaces: dict[str, str] = {}  # prefix -> URI, both as feedparser counts them
        self._prefixes: dict[str, str] = {}
        self._kinds: dict[str, _Kind] = {}
        self._scopes: list[tuple[str, str | None]] = []
        self._bases: dict[tuple[str, str], str] = {}

    def read(self, document: bytes) -> None:
        parser = ParserCreate(None, " ")
        parser.namespace_prefixes = True
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartNamespaceDeclHandler = self._namespace
        parser.Parse(document, True)

    def _start(self, name: str, written: dict[str, str]) -> None:
        machine = self.machine
        machine.depth += 1
        kind = self._kinds.get(name) or self._learn(name)
        attrs = self._attributes(written) if written else written
        if written or machine.base:
            self._enter(attrs)
        self._scopes.append((machine.base, machine.lang))
        if machine.content:
            self._start_within(kind, attrs)
            return
        if machine.in_image and kind.key not in _IN_IMAGE:
            raise Odd(f"<{kind.tag}> in an image")
        if machine.in_text_input and kind.key not in _IN_TEXT_INPUT:
            raise Odd(f"<{kind.tag}> in a text input")
        if kind.begin is not None:
            kind.begin(machine, attrs)
        elif not attrs:
            machine.stack.append((kind.key, True, []))
        elif kind.key in NAMED:
            raise Odd(f"<{kind.tag}> with attributes")

    def _end(self, name: str) -> None:
        machine = self.machine
        kind = self._kinds.get(name) or self._learn(name)
        if machine.content and machine.depth > machine.content_depth:
            machine.stack[-1][2].append(f"</{kind.tag.rpartition(':')[2]}>")
        elif kind.end is not None:
            kind.end(machine)
        elif machine.stack and machine.stack[-1][0] == kind.key:
            machine.stack.pop()
        scopes = self._scopes
        scopes.pop()
        if scopes:
            base, machine.lang = scopes[-1]
            if base:  # feedparser's way: a base outlives its element where there was none before
                machine.base = base
        machine.depth -= 1

    def _text(self, text: str) -> None:
        machine = self.machine
        if machine.stack:
            if machine.content and machine.content["type"] == XHTML:
                text = html.escape(text, quote=False)
            machine.stack[-1][2].append(text)

    def _start_within(self, kind: _Kind, attrs: Attributes) -> None:
        """An element within a text: mark-up of its own, if the text is declared to be XHTML."""
        machine = self.machine
        tag = kind.tag.rpartition(":")[2]
        if machine.content["type"] != XHTML or kind.begin or kind.end:
            raise Odd(f"<{kind.tag}> within a text")
        written = "".join(f' {name}="{_quoted(value)}"' for name, value in attrs.items())
        machine.stack[-1][2].append(f"<{tag}{written}>")

    def _enter(self, attrs: Attributes) -> None:
        """`xml:base` and `xml:lang`, or the like."""
        machine = self.machine
        given = attrs.get("xml:base", attrs.get("base")) or machine.base
        if given:
            within = self._bases.get((machine.base, given))
            if within is None:
                if len(self._bases) > _MOST_BASES:
                    self._bases.clear()
                within = self._bases[machine.base, given] = new_base(machine.base, given)
            machine.base = within
        lang = attrs.get("xml:lang", attrs.get("lang"))
        if lang is not None:
            machine.lang = lang or None

    def _attributes(self, written: dict[str, str]) -> Attributes:
        attrs = {name.lower(): value for name, value in written.items()}
        if any(" " in name for name in attrs):
            attrs = _named(written)
        for key in ("rel", "type"):
            if key in attrs:
                attrs[key] = attrs[key].lower()
        return attrs

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        if not uri:
            return
        if prefix and uri == _XLINK:
            raise Odd("XLink")
        machine, lower = self.machine, uri.lower()
        if not machine.version:
            if prefix is None and lower == "http://my.netscape.com/rdf/simple/0.9/":
                machine.version = "rss090"
            elif lower == "http://purl.org/rss/1.0/":
                machine.version = "rss10"
            elif lower == "http://www.w3.org/2005/atom":
                machine.version = "atom10"
        if _USERLAND in lower:
            uri = lower = "http://backend.userland.com/rss"
        known = NAMESPACES.get(lower)
        name = prefix or "" if known is None else known
        if known is not None and prefix is not None:
            if prefix == "rdf" and known != "rdf":
                raise Odd("another's namespace under the prefix of RDF")
            if prefix not in self._prefixes:
                self._prefixes[prefix] = known
                self._kinds.clear()
            elif self._prefixes[prefix] != known:
                raise Odd(f"the prefix {prefix} for two namespaces")
        if self.namespaces.get(name) != uri:
            self.namespaces[name] = uri
            self._kinds.clear()

    def _learn(self, name: str) -> _Kind:
        parts = name.split()
        uri, local = (parts[0], parts[1]) if len(parts) > 1 else ("", name)
        if len(parts) > 3:
            raise Odd("a namespace with a space in it")
        lower = uri.lower()
        if _USERLAND in lower:
            uri = lower = "http://backend.userland.com/rss"
        prefix = NAMESPACES.get(lower)
        if prefix:
            local = f"{prefix}:{local}"
        elif uri:
            named = (name for name, value in self.namespaces.items() if name and value == uri)
            if prefix := next(named, ""):
                local = f"{prefix}:{local}"
        tag = local.lower()
        if tag.endswith(("svg", "math")):
            raise Odd(f"<{tag}>")
        first, mark, rest = tag.partition(":")
        key = tag
        if mark:
            first = self._prefixes.get(first, first)
            key = f"{first}_{rest}" if first else rest
        kind = self._kinds[name] = _Kind(tag, key, BEGINS.get(key), ENDS.get(key))
        return kind


def _named(written: dict[str, str]) -> Attributes:
    """Attributes with namespaces, under feedparser's prefix and under the document's."""
    attrs: Attributes = {}
    qualified: Attributes = {}
    for name, value in written.items():
        key = name
        if " " in name:
            uri, local, *prefix = name.split()
            known = NAMESPACES.get(uri.lower(), "")
            key = f"{known}:{local}" if known else local
            name = f"{prefix[0]}:{local}" if prefix else local
        attrs[key.lower()] = value
        qualified[name.lower()] = value
    return attrs | qualified


def _quoted(value: str) -> str:
    return html.escape(value, quote=False).replace('"', "&quot;")

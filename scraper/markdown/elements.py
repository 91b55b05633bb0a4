"""The source as a light tree: elements, and the text between them as plain strings.

No soup: a body has some thousands of nodes, and a BeautifulSoup of it takes longer to build than
all that comes after.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from scraper.depths import shallow

# libxml2 ends these elements where a block begins; their modern names it doesn't.
_MODERN = {"b": "strong", "i": "em", "s": "del", "strike": "del", "u": "ins", "tt": "code"}
_OLD_TAG = re.compile(r"(?i)(</?)(b|i|s|strike|u|tt)(?=[\s/>])")
_AROUND_BLOCK = re.compile(
    r"(?i)<(?:b|i|s|strike|u|tt)(?:\s[^<>]*)?>\s*<(?:p|div|ul|ol|dl|h[1-6]|table|blockquote)[\s>]"
)

# A text is read in pieces, and begun anew without its deepest tags where one ends so deep.
_PIECE = 16_384
_DEEP = 1_000


class Tag:
    """An element; its contents are elements and strings, in their order."""

    __slots__ = ("attributes", "contents", "name", "parent")

    def __init__(self, name: str, attributes: dict[str, str], parent: Tag | None) -> None:
        self.name = name
        self.attributes = attributes
        self.contents: list[Tag | str] = []
        self.parent = parent

    def above(self) -> Iterator[Tag]:
        """All elements that it is in, the innermost first."""
        here = self.parent
        while here is not None:
            yield here
            here = here.parent

    def nodes_below(self) -> Iterator[Tag | str]:
        """Elements and strings, in the order in which a reader meets them."""
        stack = [iter(self.contents)]
        while stack:
            for node in stack[-1]:
                yield node
                if isinstance(node, Tag):
                    stack.append(iter(node.contents))
                    break
            else:
                stack.pop()

    def tags_below(self) -> Iterator[Tag]:
        """The elements alone."""
        stack = [iter(self.contents)]
        while stack:
            for node in stack[-1]:
                if isinstance(node, Tag):
                    yield node
                    if node.contents:
                        stack.append(iter(node.contents))
                        break
            else:
                stack.pop()

    def first(self, name: str) -> Tag | None:
        """The first element of that name below."""
        return next((tag for tag in self.tags_below() if tag.name == name), None)


def parse(html: str) -> Tag:
    """The document, whatever is wrong with it; comments and declarations are left out."""
    if _AROUND_BLOCK.search(html) is not None:
        html = _OLD_TAG.sub(lambda m: m[1] + _MODERN[m[2].lower()], html)
    root = _parsed(html, _DEEP)
    if root is None:
        root = _parsed(shallow(html.encode()).decode(), len(html))
        assert root is not None
    return root


def _parsed(html: str, most: int) -> Tag | None:
    """The tree; None if it gets deeper than that: libxml2 looks through all levels at some tags."""
    builder = _Builder()
    # The stubs want a target to take bytes, too.
    parser = etree.HTMLParser(target=builder, huge_tree=True)  # type: ignore[arg-type]
    at = 0
    while at < len(html):
        end = html.find("<", at + _PIECE)
        end = len(html) if end < 0 else end
        parser.feed(html[at:end])
        at = end
        if builder.depth > most:
            return None
    root = parser.close()
    assert isinstance(root, Tag)
    return root


class _Builder:
    """What lxml's parser calls (its target interface)."""

    def __init__(self) -> None:
        self._open = Tag("[document]", {}, None)
        self._root = self._open
        self.depth = 0
        self._text: list[str] = []  # one text comes in pieces, parted at each entity
        self.data = self._text.append

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._text:
            self._put_text()
        # An empty mapping of lxml's is no dictionary, and slow to make one of.
        tag = Tag(name, dict(attributes) if attributes else {}, self._open)
        self._open.contents.append(tag)
        self._open = tag
        self.depth += 1

    def end(self, name: str) -> None:
        if self._text:
            self._put_text()
        self._open = self._open.parent or self._root
        self.depth -= 1

    def _put_text(self) -> None:
        self._open.contents.append("".join(self._text))
        self._text.clear()

    def close(self) -> Tag:
        if self._text:
            self._put_text()
        return self._root

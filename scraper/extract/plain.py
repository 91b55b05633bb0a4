"""An article's body as plain text, for reading and comparing: a block a paragraph."""

from __future__ import annotations

import re

from lxml import etree

from scraper.errors import ExtractError
from scraper.extract.tree import BLOCKS, parse, tag_of

# What is one line among its neighbours, and not a paragraph apart.
_LINES = frozenset("li tr dt dd br figcaption caption".split())
_CELLS = frozenset("td th".split())
# Inside these, blocks are no paragraphs of their own.
_TIGHT = frozenset("ul ol dl table".split())
_BLANKS = re.compile(r"\s+")


def plain_text(body_html: str) -> str:
    """The body's words: paragraphs with a blank line between, list items and rows a line each,
    `- ` before an item, tabs between cells, code as it stands; "" for an empty body.
    """
    try:
        root = parse(body_html)
    except ExtractError:
        return ""
    text = _Text()
    for event, node in etree.iterwalk(root, events=("start", "end")):
        starts = event == "start"
        text.meet(tag_of(node), starts=starts)
        text.add((node.text if starts else node.tail) or "")
    text.end_paragraph()
    return "\n\n".join(text.paragraphs)


class _Text:
    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self._lines: list[str] = [""]
        self._tight = 0
        self._code = 0
        self._cell = 0

    def add(self, text: str) -> None:
        if self._code:
            self._lines[-1:] = (self._lines[-1] + text).split("\n")
        elif text:
            text = _BLANKS.sub(" ", text)
            line = self._lines[-1]
            self._lines[-1] += text.lstrip(" ") if not line or line[-1] in " \t" else text

    def meet(self, tag: str, *, starts: bool) -> None:
        """Ends what the element's start or end ends: a cell, a line or a paragraph."""
        step = 1 if starts else -1
        if tag in _CELLS:
            self._lines[-1] = self._lines[-1] if starts else self._lines[-1].rstrip() + "\t"
            self._cell += step
        elif self._cell:
            self.add(" " if tag in BLOCKS or tag == "br" else "")
        elif tag in _LINES:
            if starts or tag != "br":  # a break has no inside
                self._end_line(tag == "br")
            self._lines[-1] += "- " if starts and tag == "li" else ""
        elif tag in BLOCKS and not self._tight:
            self.end_paragraph()
        elif tag in BLOCKS and self._lines[-1] != "- ":
            self._end_line(False)
        if tag in _TIGHT:
            self._tight += step
            if not self._tight:
                self.end_paragraph()
        self._code += step if tag == "pre" else 0

    def _end_line(self, always: bool) -> None:
        if always or self._lines[-1].strip():
            self._lines.append("")

    def end_paragraph(self) -> None:
        text = "\n".join(line.rstrip() for line in self._lines).strip("\n")
        if text:
            self.paragraphs.append(text)
        self._lines = [""]

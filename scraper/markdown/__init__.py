"""A cleaned body -> our one Markdown dialect, that reads the same with Jekyll, Hugo and on a forge.

Two steps: `reader` makes blocks and inline runs of the HTML, `writer` spells them. Nothing of the
source's markup passes through: what runs in a browser can't, as no tag here is a copy.
"""

from __future__ import annotations

from functools import cache

from bs4 import BeautifulSoup
from markdownify import MarkdownConverter

from scraper.collecting import uncollected
from scraper.markdown.addresses import address
from scraper.markdown.dialect import DIALECTS
from scraper.markdown.elements import parse
from scraper.markdown.reader import Reader
from scraper.markdown.runs import INVISIBLE, settle
from scraper.markdown.spans import inline
from scraper.markdown.tree import Link, Run, Text
from scraper.markdown.writer import Writer

__all__ = ["Converter", "linked_line", "to_markdown"]


class Converter(MarkdownConverter):
    """markdownify's door to our own conversion.

    Its hooks see finished strings, without neighbours, recurse (330 nested tags stop it) and need
    a soup: so the whole of `convert` is ours.
    """

    def __init__(self, base_url: str = "", preset: str = "jekyll", top: int = 1) -> None:
        super().__init__()
        self._base_url = base_url
        self._top = top
        self._writer = Writer(DIALECTS[preset])

    def convert(self, html: str) -> str:
        return self.convert_at(html, self._base_url)

    @uncollected()
    def convert_at(self, html: str, base_url: str) -> str:
        """The same, of a body that stands at another address."""
        root = parse(f"<body>{INVISIBLE.sub('', html)}")
        text = self._writer.write(Reader(root, base_url, self._top).blocks())
        return f"{text}\n" if text else ""

    def convert_soup(self, soup: BeautifulSoup) -> str:
        return self.convert(str(soup))


_converter = cache(Converter)  # markdownify's part of making one takes as long as a short body


def to_markdown(body_html: str, base_url: str = "", preset: str = "jekyll", top: int = 1) -> str:
    """The body as Markdown: no blank lines around, one newline at the end; "" for an empty body.

    `base_url` is what relative addresses and links into the page itself are read against; `preset`
    one of jekyll, hugo, obsidian, plain (KeyError for others); `top` the highest rank that a
    heading may have: all go down together. Never raises for any `body_html`.
    """
    return _converter("", preset, top).convert_at(body_html, base_url)


def linked_line(words: str, url: str, preset: str = "jekyll") -> str:
    """One line of text that leads to an absolute address: what `to_markdown` makes of a link."""
    target = address(INVISIBLE.sub("", url), "")
    piece = Run(Text(words), link=Link(target) if target else None)
    return inline(settle((piece,)), DIALECTS[preset])

"""The article's text as a page carries it for machines: plain with line breaks, or as markup."""

from __future__ import annotations

import html
import re

from scraper.errors import ExtractError
from scraper.extract.clean import clean
from scraper.extract.tree import Element, new, one_line, parse, text_of

_TAGS = "p|br|div|h[1-6]|ul|ol|li|blockquote|figure|img|table|a|b|i|em|strong|span|section"
_MARKUP = re.compile(rf"</?(?:{_TAGS})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_ENCODED = re.compile(r"&lt;/?(?:p|br|div)\b", re.IGNORECASE)
_BREAKS = re.compile(r"[\r\n\u2028\u2029]+")


def told_body(told: str, base: str) -> Element:
    """The text as a body: markup cleaned, else a paragraph for each line."""
    body = new("div")
    if (root := _markup(told)) is not None:
        holder = root.find("body")
        holder = root if holder is None else holder
        body.text = holder.text
        body.extend(list(holder))
        clean(body, base)
        return body
    for line in _BREAKS.split(html.unescape(told)):
        if text := one_line(line):
            body.append(new("p", text))
    return body


def told_text(told: str) -> str:
    """The text alone, as one line."""
    root = _markup(told)
    return one_line(told) if root is None else text_of(root)


def _markup(told: str) -> Element | None:
    if _MARKUP.search(told) is None:
        if _ENCODED.search(told) is None:
            return None
        told = html.unescape(told)
    try:
        return parse(told)
    except ExtractError:
        return None

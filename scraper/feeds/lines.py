"""Small values of a feed made one clean line: titles, names, languages; and text made HTML."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Literal

Form = Literal["text", "html", "either"]

# HTML in a title that may be plain text: `<i>` is mark-up if it is closed, else it is talked about.
_VOID = frozenset("br hr img wbr".split())
_INLINE = frozenset(
    """
    a abbr b bdi bdo big cite code del dfn div em font h1 h2 h3 h4 i ins kbd mark nobr p pre q rp
    rt ruby s samp small span strike strong sub sup time tt u var
    """.split()
)
_BREAKS = frozenset("br hr p div li h1 h2 h3 h4 td".split())
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*+)[^<>]*+>")  # possessive: linear
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
# Bidi overrides and isolates, BOM, lone surrogates: they turn a line against its reader.
_UNWANTED = re.compile(r"[\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
# What XML 1.0 (2.2) has no place for; JSON smuggles it in as escapes.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ADDRESS = r"[^\s@()<>]{1,64}@[^\s@()<>]{1,255}"
_MAIL_THEN_NAME = re.compile(rf"(?:mailto:)?{_ADDRESS}\s*\((.*)\)")
_NAME_THEN_MAIL = re.compile(rf"(.*?)\s*[(<]\s*(?:mailto:)?{_ADDRESS}\s*[)>]")
_ONLY_MAIL = re.compile(rf"<?(?:mailto:)?{_ADDRESS}>?")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{1,8}){0,4}")


def legal(text: str) -> str:
    """Without the characters that no text may hold (XML 1.0, 2.2): controls, lone surrogates."""
    return _ILLEGAL.sub("", text)


def clean_line(text: str) -> str:
    """One line, NFC, single spaces, without control characters and bidi overrides."""
    if text.isascii() and text.isprintable():  # nothing of that kind: most lines
        return " ".join(text.split())
    text = _UNWANTED.sub("", _CONTROL.sub(" ", text))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def plain(text: str, form: Form) -> str:
    """A title as plain text: tags gone, entities decoded once.

    `text` is literal already; `either` is RSS, where nobody says which of the two a title is:
    there, only what must be HTML is taken for it.
    """
    if form != "text":
        text = decode_entities(_without_tags(text, sure=form == "html"))
    return clean_line(text)


def decode_entities(text: str) -> str:
    """Character references decoded once; a bare `&copy` stays, as it does in a URL."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)


def _without_tags(text: str, *, sure: bool) -> str:
    text = _without_comments(text)
    closed = {match[2].lower() for match in _TAG.finditer(text) if match[1]}

    def strip(match: re.Match[str]) -> str:
        name = match[2].lower()
        is_html = name in _VOID or (name in _INLINE and name in closed)
        if not (sure or is_html):
            return match[0]
        return " " if name in _BREAKS else ""

    return _TAG.sub(strip, text)


def _without_comments(text: str) -> str:
    kept: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0:
        end = text.find("-->", start)
        if end < 0:
            break
        kept.append(text[position:start])
        position = end + 3
    return "".join([*kept, text[position:]])


def author_name(text: str) -> str:
    """`a@b.c (Name)` and `Name <a@b.c>` -> Name; "" if there is nothing but an address."""
    name = clean_line(decode_entities(text))
    if len(name) > 500:
        return ""
    for pattern in (_MAIL_THEN_NAME, _NAME_THEN_MAIL):
        if match := pattern.fullmatch(name):
            name = match[1].strip(" \"'")
    return "" if _ONLY_MAIL.fullmatch(name) else name


def language_tag(text: str) -> str | None:
    """A BCP 47 tag (`zh_CN` is read as `zh-CN`), None if it can't be one."""
    tag = text.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


def paragraphs(text: str) -> str:
    """Plain text as HTML: a blank line ends a paragraph, a line break stays one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    blocks: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            blocks[-1].append(html.escape(line.strip(), quote=False))
        elif blocks[-1]:
            blocks.append([])
    return "\n".join(f"<p>{'<br>'.join(block)}</p>" for block in blocks if block)

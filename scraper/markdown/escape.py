"""Text as Markdown that shows the same text in kramdown, goldmark and cmark.

Each rule names what would happen without it. A backslash where all three take it back, a character
reference where one of them does not (kramdown shows the backslash of `\\&`).
"""

from __future__ import annotations

import re

import msgspec

from scraper.markdown.dialect import Dialect

_SPECIAL = re.compile(r"[\\*_`\[\]<>&|~${!^#%=+\-:]")
# Those of them that mean something wherever they stand, if no reader has marks of its own; the
# others do at a text's ends, or in a heading.
_ANYWHERE = re.compile(r"[\\*_`\[\]<>&|~${^]")
_AT_ENDS = frozenset("!#%=+-:")
_URL = re.compile(r"(?i)(?:(?:https?|ftp)://|www\.)[^ ]+")
_LINKED = re.compile(r"(?i)(https?|ftp|www)(?=://|\.)")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9:_-]{0,40}|#[0-9]{1,10}|#[xX][0-9A-Fa-f]{1,10});")
_BLOCK_NAME = re.compile(r"\^[A-Za-z0-9-]+")
_TAG = re.compile(r"#[0-9/-]{0,40}[^\W0-9]")
_NUMBERED = re.compile(r"([0-9]+)([.)])(?=\s|$)")
_BRACKETS = re.compile(r"[\[\]]")
_READ_BRACKETS = re.compile(r"[!^]\[|\[[\^ ]|\[x\]|\][(\[:]")
_OPENING_LOW_LINE = re.compile(r"(?<![^\W_])_")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_AFTER_BACKSLASH = _LETTERS | frozenset("0123456789 ")
_SPACES = frozenset(" \t\u00a0")


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where a piece of text stands.

    `dollars`: its paragraph has more than one `$`, which maths plug-ins would pair. `struck`: it is
    struck out, or no text at all but a picture's. `picture`: it stands for one, where Hugo up to
    0.111 shows each backslash. `after_mark`: it follows the number of a note.
    `after`: the first character of what follows in the paragraph, "" at its end.
    """

    line_start: bool = False
    heading: bool = False
    link: bool = False
    dollars: bool = False
    struck: bool = False
    picture: bool = False
    after: str = ""
    after_mark: bool = False


def escaped(text: str, place: Place, dialect: Dialect) -> str:
    """Text as Markdown; linear in its length."""
    if _is_plain(text, place, dialect):
        return text
    if place.link or ("://" not in text and "ww" not in text.lower()):
        return _Escaper(text, place, dialect).between(0, len(text))
    escaper = _Escaper(text, place, dialect)
    out: list[str] = []
    done = 0
    for match in _URL.finditer(text):
        out.append(escaper.between(done, match.start()))
        url = escaper.between(*match.span())
        if url != match[0] or (match.end() == len(text) and place.after not in ("", " ")):
            # GFM makes a link of it, and would take our backslashes, or the mark that follows,
            # for a part of the address.
            url = _LINKED.sub(r"\1\\", url)
        out.append(url)
        done = match.end()
    out.append(escaper.between(done, len(text)))
    return "".join(out)


def _is_plain(text: str, place: Place, dialect: Dialect) -> bool:
    """Whether there is nothing to escape."""
    if place.line_start and text[:1].isdigit():
        return False
    if dialect.marks or place.heading or "://" in text or "ww" in text.lower():
        return _SPECIAL.search(text) is None
    if text[:1] in _AT_ENDS or text[-1:] in _AT_ENDS:
        return False
    return _ANYWHERE.search(text) is None


class _Escaper:
    def __init__(self, text: str, place: Place, dialect: Dialect) -> None:
        self._text = text
        self._place = place
        self._dialect = dialect
        self._pairs = place.picture and _has_harmless_brackets(text)
        # With a letter before it a `_` opens no emphasis (kramdown: nor does any here).
        self._closes_only = place.picture and _OPENING_LOW_LINE.search(text) is None
        # A closing sequence of `#` belongs to the heading's marks.
        closing = len(text.rstrip("#"))
        ends = place.heading and not place.after and text[:closing][-1:] in ("", " ")
        self._closing = closing if ends else len(text)
        self._number_end = -1
        if place.line_start and (number := _NUMBERED.match(text)) is not None:
            self._number_end = number.start(2)

    def between(self, start: int, end: int) -> str:
        text, out, done = self._text, list[str](), start
        if start <= self._number_end < end:
            out += (text[start : self._number_end], "\\", text[self._number_end])
            done = self._number_end + 1
        for match in _SPECIAL.finditer(text, done, end):
            at = match.start()
            out += (text[done:at], self._one(match[0], at))
            done = at + 1
        out.append(text[done:end])
        return "".join(out)

    def _one(self, char: str, at: int) -> str:
        text, place = self._text, self._place
        after = text[at + 1 : at + 2]
        before = text[at - 1] if at else ""
        first = at == 0 and place.line_start
        match char:
            case "`":  # kramdown's tables take even an escaped one for the begin of code
                return "&#96;"
            case "~" if place.struck or not after:
                # goldmark counts `\\~` before `~~` for one of three;
                # kramdown ends `~~…~~` at the first pair; in a picture's text it shows `\\~`
                return "&#126;"
            case "[" | "]" if self._pairs:
                return char
            case "*" | "[" | "|" | "~":
                return "\\" + char
            case "_":  # inside a word of letters nobody takes it for emphasis
                if self._closes_only:
                    return "_"
                return "_" if before in _LETTERS and after in _LETTERS and after else "\\_"
            case "\\":
                plain = after in _AFTER_BACKSLASH or (after > "\x7f")
                if not after:  # two at a line's end are a break in kramdown
                    return "&#92;"
                return "\\" if plain else "\\\\"
            case "]":
                if (after or place.after) == ":":  # kramdown: `[…]:`, `*[…]:` define, and vanish
                    return "&#93;"
                return "\\]" if place.link else "]"
            case "<":
                return "&lt;"
            case ">":
                if first:
                    return "\\>"
                return "&gt;" if ">" in (before, after) else ">"  # kramdown: `>>` is a guillemet
            case "&":
                return "&amp;" if _ENTITY.match(text, at) or not after else "&"
            case "$":
                return "\\$" if place.dollars else "$"
            case "{":
                return self._brace(after or place.after, at_end=not after, first=first)
            case "!":
                return "\\!" if not after and place.after == "[" else "!"
            case "^":
                alone = first and len(text) == 1 and not place.after
                is_last = not (before.strip() or place.after)
                if self._dialect.marks and is_last and _BLOCK_NAME.fullmatch(text, at):
                    return "\\^"
                return "&#94;" if (place.link and at == 0) or alone else "^"
            case ":":  # kramdown, goldmark: a definition; after `[^1]` a note
                return "\\:" if first or (at == 0 and place.after_mark) else ":"
            case "#":
                tags = self._dialect.marks and not before.strip() and _TAG.match(text, at)
                return "\\#" if first or tags or at >= self._closing else "#"
            case "-" | "+":
                starts = first and (after in _SPACES or after in ("", char))
                return "\\" + char if starts else char
            case "=":
                marks = self._dialect.marks and "=" in (before, after)
                return "\\=" if first or marks else "="
            case "%":
                return "\\%" if self._dialect.marks and "%" in (before, after) else "%"
        return char

    def _brace(self, after: str, *, at_end: bool, first: bool) -> str:
        if self._dialect.templates and (at_end or after in ("{", "%")):
            return "&#123;"
        if self._place.heading or first or (self._dialect.attributes and after == ":"):
            return "\\{"
        return "{"


def _has_harmless_brackets(text: str) -> bool:
    """Whether they come in pairs and none of them would be read as a link, picture or note."""
    depth = 0
    for bracket in _BRACKETS.findall(text):
        depth += 1 if bracket == "[" else -1
        if depth < 0:
            return False
    return depth == 0 and _READ_BRACKETS.search(text) is None


def as_html(text: str) -> str:
    """Text inside an HTML tag of ours, or an attribute in double quotes."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = text.replace('"', "&quot;")
    return text.replace("{{", "&#123;&#123;").replace("{%", "&#123;%")


_WWW = re.compile(r"(?i)(www)\.")
_READ_INSIDE_TAGS = re.compile(r"[\\*_`\[\]~$!^:|{]")


def as_inline_html(text: str) -> str:
    """Text between inline tags, where Markdown would still be read, or not: references only."""
    text = _READ_INSIDE_TAGS.sub(lambda m: f"&#{ord(m[0])};", as_html(text))
    return _WWW.sub(r"\1&#46;", text)


def title(text: str) -> str:
    """A link's or picture's title, quoted, with the space before; "" for none."""
    if not text:
        return ""
    quoted = as_html(text).replace("\\", "\\\\").replace("|", "&#124;").replace("]", "&#93;")
    return f' "{quoted}"'

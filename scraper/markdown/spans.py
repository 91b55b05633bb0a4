"""Runs -> one paragraph of Markdown, marks chosen by what stands on both of their sides."""

from __future__ import annotations

import re
import unicodedata

import msgspec
from msgspec.structs import replace

from scraper.markdown import escape
from scraper.markdown.dialect import Dialect
from scraper.markdown.escape import Place
from scraper.markdown.grouping import Close, Open, Token, grouped
from scraper.markdown.raw import ruby_html, tokens_html
from scraper.markdown.tree import (
    Anchor,
    Atom,
    Break,
    Code,
    Image,
    Key,
    Link,
    Maths,
    NoteMark,
    Ruby,
    Run,
    Runs,
    Style,
    Text,
)

_MARKS = {Style.STRONG: "**", Style.STRIKE: "~~", Style.EM: "*"}  # in the order of choice
# Not more of an address than its begin: linear.
_MAIL = re.compile(r"[A-Za-z0-9.+_-]{1,64}@[A-Za-z0-9]")
_TICKS = re.compile(r"`+")
_MARKUP = re.compile(r"<(?=[A-Za-z/!?%])|\](?=[(\[:])")
_APART = r"\g<0> "
_ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


class Line(msgspec.Struct, frozen=True, gc=False):
    """What kind of line the runs stand in."""

    heading: bool = False
    cell: bool = False


_USUAL = Line()


def inline(runs: Runs, dialect: Dialect, line: Line = _USUAL) -> str:
    """The runs as Markdown on one line; an asked-for break is `\\` and a new line."""
    if len(runs) == 1 and not runs[0].styles and runs[0].link is None:
        alone = runs[0].atom
        if isinstance(alone, Text):  # most are
            place = _place(runs, line, starts=True)
            return escape.escaped(alone.text, place, dialect)
    return _Spans(runs, dialect, line).text()


def _place(runs: Runs, line: Line, *, starts: bool = False) -> Place:
    """Where the text of all these runs stands."""
    count = 0
    for run in runs:
        if isinstance(run.atom, Text):
            count += run.atom.text.count("$")
        elif isinstance(run.atom, Image):
            count += run.atom.alt.count("$")
        elif isinstance(run.atom, Maths):
            count += 2
    return Place(line_start=starts and not line.cell, heading=line.heading, dollars=count > 1)


class _Spans:
    def __init__(self, runs: Runs, dialect: Dialect, line: Line) -> None:
        self._dialect = dialect
        self._line = line
        self._tokens = grouped(runs)
        self._place = _place(runs, line)
        self._closed: dict[int, int] = {}
        self._marks: dict[int, str] = {}  # by index of the opening token
        closings = [
            (at, token) for at, token in enumerate(self._tokens) if isinstance(token, Close)
        ]
        if not closings:
            return
        self._closed = {token.opened: at for at, token in closings}
        self._as_tags = _misread(self._tokens, heading=line.heading)
        for style in _MARKS:
            for at, token in closings:
                if token.what is style and (mark := self._mark(style, token.opened, at)):
                    self._marks[token.opened] = mark

    def text(self) -> str:
        out: list[str] = []
        in_link = False
        tags = 0
        tokens, at = self._tokens, 0
        while at < len(tokens):
            token = tokens[at]
            match token:
                case Run() if isinstance(token.atom, Text):  # most are; a pattern takes longer
                    place = self._place_at(at, in_link, Style.STRIKE in token.styles)
                    out.append(escape.escaped(token.atom.text, place, self._dialect))
                case Run(Break(), styles):
                    # In tags and `~~` kramdown takes a backslash for one.
                    out.append(self._break(as_tag=tags > 0 or Style.STRIKE in styles))
                case Run(Code(text), styles):
                    out.append(self._code(text, struck=Style.STRIKE in styles))
                case Run(atom):
                    out.append(self._atom(atom))
                case Open(Link()):
                    in_link = True
                    out.append("[")
                    if box := self._box(at):
                        out.append(f"&#{ord(box)};")
                        at += 1
                case Close(Link() as link):
                    in_link = False
                    out.append(f"]({link.url}{escape.title(link.title)})")
                case Open(Style.MARK):
                    end = self._closed[at]
                    marked = tokens_html(tokens[at : end + 1], escape.as_inline_html)
                    out.append(self._dialect.unasked(marked))
                    at = end
                case Open(Style() as style):
                    mark = self._marks.get(at)
                    tags += mark is None
                    out.append(mark or f"<{style.value}>")
                case Close(Style() as style, opened):
                    mark = self._marks.get(opened)
                    tags -= mark is None
                    out.append(mark or f"</{style.value}>")
            at += 1
        return "".join(out)

    # ── atoms ────────────────────────────────────────────────────────────────────────────────

    def _break(self, *, as_tag: bool) -> str:
        if self._line.heading or self._line.cell:
            return " <br>"
        return "<br>\n" if as_tag else "\\\n"

    def _atom(self, atom: Atom) -> str:
        match atom:
            case Text(text):
                return escape.escaped(text, self._place, self._dialect)
            case Break():
                return self._break(as_tag=True)
            case Code(text):
                return self._code(text, struck=False)
            case Key(text):
                return f"<kbd>{escape.as_inline_html(text)}</kbd>"
            case Image(url, alt, title):
                place = replace(self._place, link=True, struck=True, picture=True)
                words = escape.escaped(alt, place, self._dialect)
                return f"![{words}]({url}{escape.title(title)})"
            case Maths(tex, display):
                return self._maths(tex, display=display)
            case Ruby(pairs):
                return ruby_html(pairs)
            case Anchor(name):
                return f'<a id="{escape.as_html(name)}"></a>'
            case NoteMark(label):
                return f"[^{label}]"

    def _place_at(self, at: int, in_link: bool, struck: bool) -> Place:
        before = self._tokens[at - 1] if at else None
        starts = before is None or (isinstance(before, Run) and isinstance(before.atom, Break))
        return Place(
            line_start=starts and not self._line.cell,
            heading=self._place.heading,
            link=in_link,
            dollars=self._place.dollars,
            struck=struck,
            after=self._first_char(at + 1) or ("\n" if at + 1 < len(self._tokens) else ""),
            after_mark=isinstance(before, Run) and isinstance(before.atom, NoteMark),
        )

    def _code(self, text: str, *, struck: bool) -> str:
        if self._dialect.is_query(text):
            return f"<samp>{escape.as_inline_html(text)}</samp>"
        if (
            self._dialect.is_acted_on(text)
            or (self._line.cell and "|" in text)
            or (struck and "~" in text)
            or ("]:" in text and self._dialect.attributes)  # kramdown: a definition
        ):
            return f"<code>{escape.as_inline_html(text)}</code>"
        # kramdown ends at the first run as long as the fence, part of a longer one or not.
        fence = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
        if len(fence) > 1:
            text = f" {text} "
        return f"{fence}{text}{fence}"

    def _maths(self, tex: str, *, display: bool) -> str:
        """TeX escaped like text: scripts read it from the page, where the escapes are gone."""
        sign = "$$" if display else "$"
        if self._dialect.tex and "$" not in tex:
            tex = tex.replace("|", "\\vert ") if self._line.cell else tex
            # To TeX a blank is nothing; to others it is the end of a tag or a link.
            return f"{sign}{_MARKUP.sub(_APART, tex)}{sign}"
        written = escape.escaped(tex, replace(self._place, dollars=True, after="$"), self._dialect)
        if display and written != tex and self._dialect.raw_tex:
            return f"\\\\\\[{written}\\\\]"  # what scripts read as display, too
        return f"{sign}{written}{sign}"

    # ── marks ────────────────────────────────────────────────────────────────────────────────

    def _mark(self, style: Style, opened: int, closed: int) -> str:
        """The mark for a span; "" where only a tag is read in all renderers.

        CommonMark 0.31, 6.2: a mark next to punctuation inside needs white space or punctuation
        outside. `**“x”**字`, the rule in Chinese, is no emphasis.
        """
        if opened in self._as_tags:
            return ""
        before, first = self._last_char(opened - 1), self._first_char(opened + 1)
        last, after = self._last_char(closed - 1), self._first_char(closed + 1)
        # cmark-gfm looks through `~~` for the neighbour: be it a letter.
        if not (_flanks(_through(before), first) and _flanks(_through(after), last)):
            return ""
        if self._is_mail(opened + 1) or self._is_mail(closed + 1):
            return ""  # goldmark would take the mark for a part of the address
        mark = _MARKS[style]
        if not (self._touches(opened, mark[0]) or self._touches(closed, mark[0])):
            return mark
        if style is Style.EM and _parts(_through(before)) and _parts(_through(after)):
            return "_"
        return ""

    def _is_mail(self, at: int) -> bool:
        token = self._tokens[at] if at < len(self._tokens) else None
        return (
            isinstance(token, Run)
            and isinstance(token.atom, Text)
            and _MAIL.match(token.atom.text) is not None
        )

    def _box(self, at: int) -> str:
        """A link's only letter that goldmark takes for the box of a task, anywhere in an item."""
        match self._tokens[at : at + 3]:
            case [Open(), Run(Text("x" | "X" as word)), Close()]:
                return word
        return ""

    def _touches(self, at: int, char: str) -> bool:
        """Whether the token beside this one is written with the same character."""
        for beside in (at - 1, at + 1):
            token = self._tokens[beside] if 0 <= beside < len(self._tokens) else None
            opened = token.opened if isinstance(token, Close) else beside
            if isinstance(token, Open | Close) and char in self._marks.get(opened, ""):
                return True
        return False

    def _first_char(self, at: int) -> str | None:
        return self._edge(self._tokens[at], first=True) if at < len(self._tokens) else None

    def _last_char(self, at: int) -> str | None:
        return self._edge(self._tokens[at], first=False) if at >= 0 else None

    def _edge(self, token: Token, *, first: bool) -> str | None:
        """The first or last character as written, or one of its kind; None at a line's edge."""
        if not isinstance(token, Run):
            if isinstance(token.what, Link):
                return "[" if isinstance(token, Open) else "]"
            return "~" if token.what is Style.STRIKE else "*"
        if isinstance(token.atom, Text):
            return token.atom.text[0 if first else -1]
        match token.atom:
            case Break():
                return None
            case Image():
                return "!" if first else ")"
            case NoteMark():
                return "[" if first else "]"
            case Maths():
                return "$"
        return "<"


def _misread(tokens: list[Token], *, heading: bool) -> frozenset[int]:
    """Spans whose marks goldmark trips over (1.5 in Hugo 0.111, run).

    It finds no marks around a link with a picture in it. And Hugo renders what is emphasised or
    linked in a heading with goldmark's core alone, which panics at `~~` and `[^1]`.
    """
    found: set[int] = set()
    if not (heading or any(isinstance(t, Run) and isinstance(t.atom, Image) for t in tokens)):
        return frozenset()
    around: list[int] = []  # what is open
    link = 0  # how much of that is open outside of the link
    for at, token in enumerate(tokens):
        match token:
            case Open(what):
                if heading and what is Style.STRIKE and around:
                    found.add(at)
                if isinstance(what, Link):
                    link = len(around)
                around.append(at)
            case Close():
                around.pop()
            case Run(Image()) if token.link is not None:
                found.update(around[:link])
            case Run(NoteMark()) if heading:
                found.update(at for at in around if tokens[at] != Open(Style.STRIKE))
            case _:
                pass
    return frozenset(found)


def _is_space(char: str | None) -> bool:
    return char is None or char.isspace() or unicodedata.category(char) == "Zs"


def _parts(char: str | None) -> bool:
    """Whether all renderers take it for white space or punctuation."""
    return (
        char is None
        or _is_space(char)
        or char in _ASCII_PUNCTUATION
        or unicodedata.category(char)[0] == "P"
    )


def _through(char: str | None) -> str | None:
    return "a" if char == "~" else char


def _flanks(outside: str | None, inside: str | None) -> bool:
    if inside is None or _is_space(inside):
        return False
    # Symbols count since CommonMark 0.31 only: inside they count, outside they don't.
    if inside in _ASCII_PUNCTUATION or unicodedata.category(inside)[0] in "PS":
        return _parts(outside)
    return True

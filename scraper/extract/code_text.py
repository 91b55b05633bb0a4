"""The text of a code block as its lines stand on the screen, whatever elements draw them."""

from __future__ import annotations

import re
from itertools import groupby

from lxml import etree

from scraper.extract.names import element_words
from scraper.extract.tree import BLOCKS, Element, new, raw_text, tag_of

# Names of what stands beside lines: their numbers. Only what holds no letter is believed.
_GUTTER = frozenset(
    """
    gutter gutters linenos linenumber linenumbers lineno linenum linenums linenr lnt ln
    line-number line-numbers line-no line-num ln-num ln-numbers blob-num rouge-gutter
    """.split()
)
# What appears when a reader points at a word.
_HOVER = frozenset(
    "tooltip tooltips tippy popover popup hovercard hover-info hover-text hover-content".split()
)
_UNSEEN = frozenset("script style button svg textarea select input template noscript".split())
_LINE = frozenset("line token-line code-line cm-line view-line ace-line ec-line codeline".split())
# Cells of a row stand side by side.
_LINES = (BLOCKS | {"pre"}) - {"td", "th", "table", "tbody", "thead", "tfoot"}
_LETTER = re.compile(r"[^\W\d_]")
_NO_CHARACTER = re.compile("[\u200b\u200c\u2060\ufeff\u00ad\r]")

_Piece = tuple[Element | None, str]  # the link or picture that a text belongs to, and the text


class _Lines:
    """Text put together as a browser breaks its lines."""

    def __init__(self) -> None:
        self.pieces: list[_Piece] = []
        self.at_start = True  # of a line
        self.due = ""  # "line": a line ends here, "empty": an empty one does
        self.said = 0

    def put(self, text: str, owner: Element | None = None) -> None:
        text = _NO_CHARACTER.sub("", text).replace("\xa0", " ")
        if not text:
            return
        if self.due and text[0] != "\n":
            self._break()
        self.due = ""
        self.pieces.append((owner, text))
        self.at_start = text[-1] == "\n"
        self.said += 1

    def show(self, picture: Element) -> None:
        """A picture stands here."""
        if self.due:
            self._break()
        self.pieces.append((picture, ""))
        self.at_start = False
        self.said += 1

    def begin(self) -> int:
        """A line begins; gives what `end` asks for."""
        if self.due or not self.at_start:
            self._break()
        return self.said

    def end(self, said_before: int) -> None:
        """A line ends: by the line feed that follows, or by one of ours."""
        if self.said == said_before:
            self.due = "empty"
            self.said += 1
        elif not self.at_start and not self.due:
            self.due = "line"

    def _break(self) -> None:
        if self.due == "empty" or not self.at_start:
            self.pieces.append((None, "\n"))
        self.at_start, self.due = True, ""


def make_plain(pre: Element) -> None:
    """Leaves text, links and pictures below a `<pre>`, or below the `<code>` that fills it."""
    code = pre[0] if len(pre) == 1 and pre[0].tag == "code" and _fills(pre) else None
    target = pre if code is None else code
    if len(target):
        pieces = _pieces(target)
        for child in list(pre):
            pre.remove(child)
        pre.text = None
        if code is not None:
            target = new("code")
            pre.append(target)
        _fill(target, pieces)
    elif target.text:
        target.text = _NO_CHARACTER.sub("", target.text).replace("\xa0", " ")


def _fills(room: Element) -> bool:
    return not (room.text or "").strip() and not (room[0].tail or "").strip()


def _pieces(root: Element) -> list[_Piece]:
    lines = _Lines()
    open_lines: list[tuple[Element, int]] = []
    gone: Element | None = None
    link: Element | None = None
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            tag = tag_of(node)
            if node is root:
                pass
            elif tag in _UNSEEN or is_beside(node):
                gone = node
                walk.skip_subtree()
                continue
            elif tag == "br":
                lines.put("\n")
                continue
            elif tag == "img":
                lines.show(node)
            elif tag in _LINES or _is_line(node, tag):
                open_lines.append((node, lines.begin()))
            elif tag == "a" and node.get("href"):
                link = node
            if node.text:
                lines.put(node.text, link)
            continue
        if node is gone:
            gone = None
        elif open_lines and node is open_lines[-1][0]:
            lines.end(open_lines.pop()[1])
        elif node is link:
            link = None
        if node.tail and node is not root:
            lines.put(node.tail, link)
    return lines.pieces


def is_beside(element: Element) -> bool:
    """Whether it is no code: the number of a line, a hint that shows on hovering, hidden."""
    attributes = element.attrib
    if not attributes:
        return False
    style = attributes.get("style", "").replace(" ", "").lower()
    if "hidden" in attributes or "display:none" in style:
        return True
    if "class" in attributes:
        words = element_words(element)
        if words & _HOVER:
            return True
        if words & _GUTTER and not _LETTER.search(raw_text(element)):
            return True
    return "user-select:none" in style and not _LETTER.search(raw_text(element))


def _is_line(element: Element, tag: str) -> bool:
    """Whether an inline element is drawn as a line of its own."""
    if tag not in ("span", "code"):
        return False
    if (names := element.get("class")) and not _LINE.isdisjoint(names.split()):
        return True
    style = element.get("style")
    return "display:block" in (style or "").replace(" ", "")


def _fill(target: Element, pieces: list[_Piece]) -> None:
    last: Element | None = None
    for owner, group in groupby(pieces, key=lambda piece: piece[0]):
        text = "".join(text for _, text in group)
        if owner is None:
            if last is None:
                target.text = text
            else:
                last.tail = text
            continue
        if owner.tag == "img":
            last = owner
            last.tail = None
        else:
            last = new("a", text)
            last.set("href", owner.get("href") or "")
        target.append(last)
    _trim(target)


def _trim(target: Element) -> None:
    """No empty lines at the two ends."""
    first = target.text or ""
    blank = len(first) - len(first.lstrip())
    target.text = first[first.rfind("\n", 0, blank) + 1 :]
    if len(target):
        target[-1].tail = _end(target[-1].tail or "")
    else:
        target.text = _end(target.text)


def _end(text: str) -> str:
    shown = text.rstrip()
    return shown + "\n" if "\n" in text[len(shown) :] else shown

"""The one tree of a page: made from text, measured, and taken apart without losing words.

Everything here walks with iterators: depth is written by strangers, Python's stack is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from scraper.depths import shallow
from scraper.errors import ExtractError
from scraper.extract.crowds import without_crowds
from scraper.extract.unfolding import unfold

Element = etree._Element

HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
MEDIA = frozenset("img picture figure video audio iframe embed object".split())
# What starts a new line of text. "br" is no block, but separates words.
BLOCKS = HEADINGS | frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form header hgroup hr html iframe legend li main menu nav ol p pre
    section summary table tbody td tfoot th thead tr ul
    """.split()
)

# NUL ends a C string; the others are no characters of HTML and no parser agrees on them.
_CONTROL = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_NO_CHARACTERS = "\ufeff\ufffe\uffff"
# The same, written as references: libxml2 puts them into the tree, and lxml takes none of them.
_NO_REFERENCE = re.compile(
    rb"&#(?:0*(?:[1-8]|1[124-9]|2[0-9]|3[01]|127|6553[45])(?![0-9])"
    rb"|[xX]0*(?:[1-8bcefBCEF]|1[0-9a-fA-F]|7[fF]|[fF]{3}[eEfF])(?![0-9a-fA-F]));?"
)
_CJK = re.compile(
    "[\u2e80-\u303f\u3040-\u30ff\u3100-\u31bf\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+"
)
_FROM_CJK = re.compile("[\u2e80-\U0003ffff]")
_NO_ASCII_WORD = bytes(code for code in range(128) if not chr(code).isalnum())
_NO_WORD = re.compile(r"[\W_]+")
_MAX_DEPTH = 120
_AT_ONCE = 65_536
_UNWRAPPED = "to-unwrap"
_STRING = etree.XPath("string()", smart_strings=False)


def parse(text: str) -> Element:
    """The root of a page's tree, comments and processing instructions left out.

    Raises ExtractError ("empty") where there is nothing to make a tree of.
    """
    data = without_crowds(_encoded(text))
    root, cut = _parse(data, huge=False)
    if cut:
        # libxml2 stops reading at 255 levels, and with it ends the article: hundreds of <font>
        # that nobody closed. Its other limit is 2048; what is deeper than ours is flattened.
        root, still_cut = _parse(data, huge=True)
        if still_cut:
            root, _ = _parse(shallow(data), huge=True)
    if root is None:
        raise ExtractError("the page is empty", verdict="empty")
    if cut:
        _flatten(root)
    unfold(root, text)
    return root


def _parse(data: bytes, *, huge: bool) -> tuple[Element | None, bool]:
    parser = etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        collect_ids=False,  # nobody asks for an element by its id alone
        huge_tree=huge,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ExtractError("the page is not HTML", verdict="not-html") from error
    cut = any("depth" in entry.message.lower() for entry in parser.error_log)
    return root, cut


def _encoded(text: str) -> bytes:
    for char in _NO_CHARACTERS:
        if char in text:
            text = text.replace(char, "")
    # In UTF-8 none of these bytes is part of another character.
    data = text.encode("utf-8", "replace").translate(None, _CONTROL)
    return _NO_REFERENCE.sub(b"", data)


def _flatten(root: Element) -> None:
    depth = {root: 0}
    for element in list(root.iter()):
        parent = element.getparent()
        if parent is None:
            continue
        depth[element] = depth[parent] + 1
        if depth[element] > _MAX_DEPTH:
            depth[element] -= 1
            to_unwrap(element)
    unwrap_marked(root)


def tag_of(element: Element) -> str:
    """The element's name; "" for what is no element."""
    return element.tag if isinstance(element.tag, str) else ""


def raw_text(element: Element) -> str:
    """All text below, as it stands."""
    return str(_STRING(element))


def text_of(element: Element) -> str:
    """All text below as one clean line, words of neighbouring blocks kept apart."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        tag = node.tag
        apart = tag in BLOCKS or tag == "br"
        if event == "start":
            if apart:
                parts.append(" ")
            if node.text:
                parts.append(node.text)
        else:
            if apart:
                parts.append(" ")
            if node.tail and node is not element:
                parts.append(node.tail)
    return one_line("".join(parts))


def one_line(text: str) -> str:
    """The text with every run of white space made one space."""
    if len(text) <= _AT_ONCE:
        return " ".join(text.split())
    # Split at once, 10 MB are 1.6 million words, and they 90 MB.
    lines: list[str] = []
    apart = False
    for at in range(0, len(text), _AT_ONCE):
        piece = text[at : at + _AT_ONCE]
        if line := " ".join(piece.split()):
            if lines and (apart or piece[0].isspace()):
                lines.append(" ")
            lines.append(line)
        apart = piece[-1].isspace() or (apart and not line)
    return "".join(lines)


def squash(text: str) -> str:
    """The text's letters and digits alone, for comparing."""
    if not text.isalnum():
        # Most of what goes, at once: an expression takes ten times as long.
        bare = text.encode("utf-8", "surrogatepass").translate(None, _NO_ASCII_WORD)
        text = bare.decode("utf-8", "surrogatepass")
        text = text if text.isalnum() else _NO_WORD.sub("", text)
    return text.lower()


def weight(text: str) -> int:
    """How much a text says, in Latin letters: a CJK character counts for two."""
    if text.isascii() or _FROM_CJK.search(text) is None:
        return len(text)  # one range is looked for three times as fast as nine
    return len(text) + sum(map(len, _CJK.findall(text)))


def says_more(element: Element, than: float) -> bool:
    """Whether its text surely weighs more, found without reading all of it."""
    size = 0
    for text in element.itertext():
        size += len(one_line(str(text)))
        if size > than:
            return True
    return False


def lineage(element: Element) -> Iterator[Element]:
    """The element and all above it, nearest first."""
    node: Element | None = element
    while node is not None:
        yield node
        node = node.getparent()


def is_crowded(element: Element, most: int) -> bool:
    """Whether it has more children than `most`. `len` counts them all, each time it is asked."""
    return next(islice(element, most, None), None) is not None


def holds_blocks(element: Element) -> bool:
    """Whether there is a block below the element."""
    nodes = element.iter()
    next(nodes)
    return any(node.tag in BLOCKS for node in nodes)


def inside(element: Element, tags: frozenset[str]) -> bool:
    """Whether an ancestor has one of these names."""
    return any(parent.tag in tags for parent in element.iterancestors())


def is_attached(element: Element, root: Element) -> bool:
    """Whether the element is still part of the tree below `root`."""
    return element is root or any(parent is root for parent in element.iterancestors())


def below(root: Element) -> Iterator[Element]:
    """Every element below `root`, safe against removals on the way."""
    for element in list(root.iter()):
        if element is not root and element.getparent() is not None:
            yield element


def drop(element: Element) -> None:
    """Takes the element away; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    if tag_of(element) in BLOCKS and tail and not tail[0].isspace():
        tail = " " + tail
    element.tail = None
    previous = element.getprevious()
    parent.remove(element)
    if not tail:
        return
    if previous is None:
        parent.text = (parent.text or "") + tail
    else:
        previous.tail = (previous.tail or "") + tail


def unwrap(element: Element) -> None:
    """Takes the element away and leaves what it holds in its place."""
    parent = element.getparent()
    if parent is None:
        return
    text, element.text = element.text or "", None
    previous = element.getprevious()
    if text and previous is None:
        parent.text = (parent.text or "") + text
    elif text and previous is not None:
        previous.tail = (previous.tail or "") + text
    for child in list(element):
        element.addprevious(child)
    tail, element.tail = element.tail or "", None
    previous = element.getprevious()
    parent.remove(element)
    if tail and previous is None:
        parent.text = (parent.text or "") + tail
    elif tail and previous is not None:
        previous.tail = (previous.tail or "") + tail


def to_unwrap(element: Element) -> None:
    """Marks the element for `unwrap_marked`. Each `unwrap` copies the text that gathered around
    it: of 40,000 in one parent that is quadratic."""
    element.tag = _UNWRAPPED


def to_drop(element: Element) -> None:
    """Marks the element for `unwrap_marked`, and takes away what it holds: the text after stays."""
    if tag_of(element) in BLOCKS and (tail := element.tail) and not tail[0].isspace():
        element.tail = " " + tail
    element.text = None
    del element[:]
    element.tag = _UNWRAPPED


def unwrap_marked(root: Element) -> None:
    """Takes the marked elements below `root` away and leaves what they hold, all at once."""
    for room in dict.fromkeys(marked.getparent() for marked in root.iter(_UNWRAPPED)):
        if room is not None and room.tag != _UNWRAPPED:
            _spill(room)


def _spill(room: Element) -> None:
    """Puts what marked children hold into `room` itself, each run of text set once."""
    parts = [room.text or ""]
    last: Element | None = None
    for outer in list(room):
        todo = [(outer, False)]
        while todo:
            element, ended = todo.pop()
            if ended:
                parts.append(element.tail or "")
                if (above := element.getparent()) is not None:
                    above.remove(element)  # each alone: lxml frees nests of them slowly
            elif element.tag == _UNWRAPPED:
                parts.append(element.text or "")
                todo.append((element, True))
                todo += [(child, False) for child in reversed(element)]
            else:
                _set_text(room, last, parts)
                if element is not outer:
                    outer.addprevious(element)
                last, parts = element, [element.tail or ""]
    _set_text(room, last, parts)


def _set_text(room: Element, last: Element | None, parts: list[str]) -> None:
    if len(parts) == 1:
        return
    if last is None:
        room.text = "".join(parts)
    else:
        last.tail = "".join(parts)


def staying(element: Element | None) -> Element | None:
    """The element, or the nearest around it that is not marked to go."""
    while element is not None and element.tag == _UNWRAPPED:
        element = element.getparent()
    return element


def rename(element: Element, tag: str) -> None:
    """Makes it another element, without attributes."""
    element.tag = tag
    element.attrib.clear()  # one by one, lxml finds no name with a brace in it


def new(tag: str, text: str | None = None) -> Element:
    """A fresh element."""
    element = etree.Element(tag)
    element.text = text
    return element


def inner_html(element: Element) -> str:
    """What the element holds, as HTML."""
    if element.tag == "div" and not element.keys():  # at once: each call takes its time
        whole = etree.tostring(element, method="html", encoding="unicode", with_tail=False)
        return whole.removeprefix("<div>").removesuffix("</div>").strip()
    parts = [_escape(element.text or "")]
    parts += [etree.tostring(child, method="html", encoding="unicode") for child in element]
    return "".join(parts).strip()


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

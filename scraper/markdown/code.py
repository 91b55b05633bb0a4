"""Code blocks: the exact text of a `<pre>`, and its language."""

from __future__ import annotations

import re

from scraper.markdown.elements import Tag
from scraper.markdown.languages import told_language
from scraper.markdown.runs import INVISIBLE
from scraper.markdown.source import BLOCKS, UNSEEN, attribute, classes, words_of
from scraper.markdown.tree import CodeBlock

_GUTTERS = frozenset(
    """
    gutter gutters linenos linenumber linenumbers lineno linenum linenums linenr lnt ln
    line-number line-numbers line-no line-num ln-num ln-numbers blob-num rouge-gutter
    line-numbers-rows hljs-ln-numbers
    """.split()
)
_UNSEEN = UNSEEN | {"button", "select"}
_NO_LINES = dict.fromkeys(map(ord, "\f\v\x1c\x1d\x1e\x85\u2028\u2029"))
_AROUND = frozenset("div figure td tr tbody table".split())
_NOT_SELECTED = re.compile(r"user-select\s{0,9}:\s{0,9}none")
_NUMBERS = re.compile(r"[0-9\s|:.]*")


def code_block(pre: Tag) -> CodeBlock:
    """What a `<pre>` shows: no line numbers of a gutter, no blank lines at its end."""
    text = _text(pre)
    if pre.contents and isinstance(pre.contents[0], str):
        text = text.removeprefix("\n")  # HTML itself drops it (WHATWG HTML, 13.2.6.4.7)
    return CodeBlock(text.rstrip("\n"), _language(pre))


def _text(pre: Tag) -> str:
    out: list[str] = []
    line_due = False  # a block inside began or ended: what follows starts a line
    # None: a block ends. True: inside an element that was asked already if it is a gutter.
    stack: list[tuple[Tag | str | None, bool]] = [(pre, False)]
    while stack:
        node, asked = stack.pop()
        if node is None:
            line_due = True
        elif isinstance(node, str):
            text = node.replace("\r\n", "\n").replace("\r", "\n")
            text = INVISIBLE.sub("", text.translate(_NO_LINES))
            if text and line_due:
                if out and not out[-1].endswith("\n"):
                    out.append("\n")
                line_due = False
            if text:
                out.append(text)
        elif node.name == "br":
            out.append("\n")
            line_due = False
        elif node.name not in _UNSEEN:
            if not asked and _is_beside(node):
                if is_numbers(words_of(node)):
                    continue
                asked = True
            if node.name in BLOCKS and node is not pre:
                line_due = True
                stack.append((None, asked))
            stack.extend((child, asked) for child in reversed(node.contents))
    return "".join(out)


def is_button_of_code(tag: Tag) -> bool:
    """Whether it is a button beside a code block: to copy it, to wrap its lines."""
    above = tag.parent
    for _ in range(3):
        if tag.name != "button" or above is None or len(above.contents) > 12:
            return False
        near = [child for child in above.contents if isinstance(child, Tag)]
        near += [inner for child in near for inner in child.contents[:12] if isinstance(inner, Tag)]
        if any(element.name == "pre" for element in near):
            return True
        above = above.parent
    return False


def is_numbers(text: str) -> bool:
    """Whether there is nothing but the line numbers of a gutter."""
    return _NUMBERS.fullmatch(text) is not None


def _is_beside(tag: Tag) -> bool:
    """Whether it is named, or can't be selected, like the numbers beside lines."""
    return (
        not _GUTTERS.isdisjoint(classes(tag))
        or attribute(tag, "aria-hidden") == "true"
        or _NOT_SELECTED.search(attribute(tag, "style")) is not None
    )


def _language(pre: Tag) -> str:
    code = pre.first("code")
    for place in (pre, code) if code is not None else (pre,):
        if found := told_language(place.name, place.attributes.get, own=True):
            return found
    above = pre.parent
    for _ in range(5):  # a table of numbers and lines is three of them
        if above is None or above.name not in _AROUND:
            break
        if found := told_language(above.name, above.attributes.get, own=False):
            return found
        above = above.parent
    return ""

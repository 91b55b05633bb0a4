"""Code blocks: the exact text of a `<pre>`, and its language."""

from __future__ import annotations

import re

from scraper.markdown.elements import Tag
from scraper.markdown.runs import INVISIBLE
from scraper.markdown.source import BLOCKS, UNSEEN, attribute, classes, words_of
from scraper.markdown.tree import CodeBlock

_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language|lang|highlight-source|brush:)[-:]?\s?([A-Za-z0-9_+#.-]{1,40})"
)
_NO_LANGUAGE = frozenset("plaintext plain text txt none nohighlight no-highlight source".split())
_GUTTERS = frozenset(
    """
    lineno linenos line-number line-numbers line-numbers-rows linenumber ln lnt gutter
    hljs-ln-numbers blob-num rouge-gutter
    """.split()
)
_NO_LINES = dict.fromkeys(map(ord, "\f\v\x1c\x1d\x1e\x85\u2028\u2029"))
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
        elif node.name not in UNSEEN:
            if not asked and not _GUTTERS.isdisjoint(classes(node)):
                if is_numbers(words_of(node)):
                    continue
                asked = True
            if node.name in BLOCKS and node is not pre:
                line_due = True
                stack.append((None, asked))
            stack.extend((child, asked) for child in reversed(node.contents))
    return "".join(out)


def is_numbers(text: str) -> bool:
    """Whether there is nothing but the line numbers of a gutter."""
    return _NUMBERS.fullmatch(text) is not None


def _language(pre: Tag) -> str:
    places = [pre]
    if (code := pre.first("code")) is not None:
        places.append(code)
    above = pre.parent
    for _ in range(2):
        if above is None or above.name not in ("div", "figure"):
            break
        places.append(above)
        above = above.parent
    for place in places:
        named = attribute(place, "data-lang") or attribute(place, "data-language")
        found = _LANGUAGE.search(f"{attribute(place, 'class')} lang-{named}")
        if found is not None and found[1].strip("-.") and found[1].lower() not in _NO_LANGUAGE:
            return found[1].lower()
    return ""

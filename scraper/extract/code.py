"""Code blocks: each one `<pre>` with its lines and its language, in whatever the page wraps it."""

from __future__ import annotations

import re

from scraper.extract.code_bars import drop_bars
from scraper.extract.code_text import make_plain
from scraper.extract.languages import named_language
from scraper.extract.tree import BLOCKS, Element, drop, inside, new, raw_text, tag_of

_PRE = frozenset(("pre",))
_CODE = frozenset(("pre", "code"))
# Where editors in a page keep the lines, and the whole editor around them.
_EDITOR_LINES = frozenset("cm-content CodeMirror-code view-lines ace_text-layer".split())
_EDITORS = frozenset("CodeMirror cm-editor monaco-editor ace_editor".split())
_CODE_TABLES = frozenset(
    "highlighttable codehilitetable rouge-table rouge-line-table lntable hljs-ln".split()
)
_NUMBER_CELLS = frozenset(
    "gutter rouge-gutter linenos lntd line-numbers line-number blob-num hljs-ln-numbers".split()
)
_SNIPPETS = frozenset(
    "code-block codeblock code_block code-snippet codesnippet source-code sourcecode".split()
)
_HOSTS = _SNIPPETS | _EDITOR_LINES
_HINTS = frozenset("block code-block codeblock hljs".split())


def code_blocks(root: Element) -> None:
    """Each code block below `root` a `<pre>`, with a `language-x` class where one is named."""
    hosts: list[Element] = []
    codes: list[Element] = []
    for element in root.iter("div", "table", "code"):
        if element.tag == "code":
            codes.append(element)
        elif element.tag == "table" or (
            (names := element.get("class")) and not _HOSTS.isdisjoint(names.split())
        ):
            hosts.append(element)
    _take_out(hosts, root)
    _join(_promote(codes, root))
    for pre in list(root.iter("pre")):
        if pre is root or pre.getparent() is None or inside(pre, _PRE):
            continue
        language = named_language(pre)
        label = drop_bars(pre)
        make_plain(pre)
        target = pre[0] if len(pre) and pre[0].tag == "code" else pre
        for element in {pre, target}:
            element.attrib.clear()
        if language or label:
            target.set("class", f"language-{language or label}")


def _take_out(hosts: list[Element], root: Element) -> None:
    """Editors, tables of lines and boxes named for code, each made a `<pre>`."""
    for host in hosts:
        if host is root or host.getparent() is None or inside(host, _PRE):
            continue
        if host.tag == "table":
            if _is_code_table(host):
                _as_pre(host)
            continue
        names = _names(host)
        if not _SNIPPETS.isdisjoint(names):
            if _is_bare(host):
                _as_pre(host)
        elif not _EDITOR_LINES.isdisjoint(names):
            language = named_language(host)
            _out_of_editor(host, root)
            _as_pre(host, language)


def _out_of_editor(lines: Element, root: Element) -> None:
    """The lines in the place of the editor around them: its rulers and menus are no code."""
    editor = None
    for above in lines.iterancestors():
        if above is root or tag_of(above) == "body":
            break
        if not _EDITORS.isdisjoint(_names(above)):
            editor = above
    if editor is not None:
        lines.tail = None
        editor.addprevious(lines)
        drop(editor)


def _names(element: Element) -> list[str]:
    return (element.get("class") or "").split()


def _as_pre(host: Element, language: str = "") -> None:
    language = language or named_language(host)
    host.tag = "pre"
    host.attrib.clear()
    if language:
        host.set("class", f"language-{language}")


def _is_code_table(table: Element) -> bool:
    if not _CODE_TABLES.isdisjoint(_names(table)):
        return True
    cell = next(table.iter("td"), None)
    if cell is None:
        return False
    if cell.get("data-line-number") is not None:
        return True
    return not _NUMBER_CELLS.isdisjoint(_names(cell)) and not re.search(r"[^\W\d_]", raw_text(cell))


def _is_bare(box: Element) -> bool:
    """Whether the box holds lines of text and nothing but."""
    nodes = box.iter()
    next(nodes)
    if any(node.tag in BLOCKS or node.tag in _CODE for node in nodes):
        return False
    return "\n" in raw_text(box).strip()


def _promote(codes: list[Element], root: Element) -> list[Element]:
    """The `<code>` elements that are blocks, each made a `<pre>`."""
    found = [
        code
        for code in codes
        if (code.attrib or len(code)) and code is not root and _is_block(code)
    ]
    promoted = []
    for code in found:
        if inside(code, _CODE):
            continue
        _as_pre(code)
        if len(code):  # the white space of the page around the code's own elements
            if not (code.text or "").strip():
                code.text = None
            if not (code[-1].tail or "").strip():
                code[-1].tail = None
        promoted.append(code)
    return promoted


def _is_block(code: Element) -> bool:
    style = (code.get("style") or "").replace(" ", "").lower()
    if "white-space:pre" in style or "display:block" in style:
        return "\n" in raw_text(code).strip() or "display:block" in style
    if not _HINTS.isdisjoint(names := _names(code)):
        return "block" in names or "\n" in raw_text(code).strip()
    if not any(child.tag == "br" or child.tag in BLOCKS for child in code):
        return False
    parent = code.getparent()
    return (
        parent is not None
        and len(parent) == 1
        and not (parent.text or "").strip()
        and not (code.tail or "").strip()
        and bool(raw_text(code).strip())
    )


def _join(fragments: list[Element]) -> None:
    """One block of the pieces in a row that a page writes one listing in.

    Only where one of them was a `<code>`: a `<pre>` after a `<pre>` is another block.
    """
    for fragment in fragments:
        if fragment.tag != "pre":
            continue  # part of a block by now
        first = fragment
        while (before := first.getprevious()) is not None and _touches(before):
            first = before
        run = [first]
        while _touches(run[-1]) and (after := run[-1].getnext()) is not None and after.tag == "pre":
            run.append(after)
        if len(run) == 1:
            continue
        block = new("pre")
        if names := next((names for piece in run if (names := piece.get("class"))), None):
            block.set("class", names)
        first.addprevious(block)
        block.tail = run[-1].tail
        block.extend(run)
        for piece in run:
            piece.tag, piece.tail = "div", None


def _touches(element: Element) -> bool:
    return element.tag == "pre" and not (element.tail or "").strip()

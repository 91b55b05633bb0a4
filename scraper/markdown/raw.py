"""Blocks as HTML, for what Markdown has no form for. From our own templates, never the source's.

No blank line in it: that would end an HTML block (CommonMark 0.31, 4.6).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from scraper.markdown.escape import as_html, as_inline_html
from scraper.markdown.grouping import Close, Open, Token, grouped
from scraper.markdown.tree import (
    Anchor,
    Atom,
    Block,
    Blocks,
    Break,
    Cell,
    Code,
    CodeBlock,
    Definitions,
    Details,
    Heading,
    Image,
    ItemList,
    Key,
    Link,
    Maths,
    Note,
    NoteMark,
    Paragraph,
    Quote,
    Ruby,
    Rule,
    Run,
    Runs,
    Style,
    Table,
    Text,
)

_MARK = re.compile(
    r"^[ \t]*(?:[*+-](?=[ \t])|[0-9]{1,9}\.(?=[ \t])|(?=([*_-])(?:[ \t]*\1){2,}[ \t]*$)[*_-])",
    re.MULTILINE,
)


def html(blocks: Blocks, *, bare_paragraph: bool = False) -> str:
    """The blocks, one a line; `bare_paragraph` leaves a first paragraph without its tag."""
    out: list[str] = []
    for at, block in enumerate(blocks):
        if bare_paragraph and at == 0 and isinstance(block, Paragraph):
            out.append(inline_html(block.runs))
        else:
            out.append(_block(block))
    return "\n".join(out)


def _block(block: Block) -> str:
    match block:
        case Paragraph(runs):
            return f"<p>{inline_html(runs)}</p>"
        case Heading(level, runs):
            return f"<h{level}>{inline_html(runs)}</h{level}>"
        case Rule():
            return "<hr>"
        case CodeBlock():
            return code_html(block)
        case Quote(blocks):
            return f"<blockquote>\n{html(blocks)}\n</blockquote>"
        case ItemList():
            return _list(block)
        case Table(rows, headed):
            lines = [_row(row, head=headed and at == 0) for at, row in enumerate(rows)]
            return "\n".join(("<table>", *lines, "</table>"))
        case Definitions(entries):
            lines = []
            for entry in entries:
                tag = "dt" if entry.term else "dd"
                lines.append(f"<{tag}>{html(entry.blocks, bare_paragraph=True)}</{tag}>")
            return "\n".join(("<dl>", *lines, "</dl>"))
        case Details(summary, blocks):
            head = f"<summary>{inline_html(summary)}</summary>\n" if summary else ""
            return f"<details>\n{head}{html(blocks)}\n</details>"
        case Note(label, blocks):
            return f"<p>{as_html(label)}</p>\n{html(blocks)}"


def _list(block: ItemList) -> str:
    tag = "ol" if block.ordered else "ul"
    first = block.items[0].number
    start = f' start="{first}"' if block.ordered and first != 1 else ""
    lines = [f"<{tag}{start}>"]
    due = first
    for item in block.items:
        value = f' value="{item.number}"' if block.ordered and item.number != due else ""
        due = item.number + 1
        box = "" if item.done is None else f'<input type="checkbox"{_checked(item.done)} disabled> '
        lines.append(f"<li{value}>{box}{html(item.blocks, bare_paragraph=True)}</li>")
    lines.append(f"</{tag}>")
    return "\n".join(lines)


def _checked(done: bool) -> str:
    return " checked" if done else ""


def _row(row: tuple[Cell, ...], *, head: bool) -> str:
    cells = []
    for cell in row:
        tag = "th" if cell.heading or head else "td"
        spans = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
        spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
        spans += f' align="{cell.align}"' if cell.align else ""
        cells.append(f"<{tag}{spans}>{html(cell.blocks, bare_paragraph=True)}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"


def code_html(block: CodeBlock) -> str:
    """A code block; the end of an empty line is a reference, so that no line is blank.

    So is what makes a line look like a list's item or a rule: kramdown reads the lines of an item
    of a list for both before it reads the tags.
    """
    language = f' class="language-{as_html(block.language)}"' if block.language else ""
    *lines, last = _MARK.sub(_reference, as_html(block.text)).split("\n")
    code = "".join(line + ("\n" if line.strip() else "&#10;") for line in lines)
    return f"<pre><code{language}>{code}{last}\n</code></pre>"


def _reference(mark: re.Match[str]) -> str:
    return f"{mark[0][:-1]}&#{ord(mark[0][-1])};"


def inline_html(runs: Runs) -> str:
    """Runs as inline HTML inside an HTML block."""
    return tokens_html(grouped(runs), as_html)


def tokens_html(tokens: Iterable[Token], text_html: Callable[[str], str]) -> str:
    """Grouped runs as inline HTML, their text by `text_html`."""
    out: list[str] = []
    for token in tokens:
        match token:
            case Open(Link(url, title)):
                words = f' title="{as_html(title)}"' if title else ""
                out.append(f'<a href="{_attribute(url)}"{words}>')
            case Close(Link()):
                out.append("</a>")
            case Open(Style() as style):
                out.append(f"<{style.value}>")
            case Close(Style() as style):
                out.append(f"</{style.value}>")
            case Run(atom):
                out.append(_atom(atom, text_html))
    return "".join(out)


def _attribute(url: str) -> str:
    """An address, encoded already; `&` is not, but where it would begin a reference."""
    return as_html(url.replace("&amp;", "&"))


def _atom(atom: Atom, text_html: Callable[[str], str]) -> str:
    match atom:
        case Text(text):
            return text_html(text)
        case Code(text):
            return f"<code>{text_html(text)}</code>"
        case Key(text):
            return f"<kbd>{text_html(text)}</kbd>"
        case Break():
            return "<br>"
        case Image(url, alt, title):
            words = f' title="{as_html(title)}"' if title else ""
            return f'<img src="{_attribute(url)}" alt="{as_html(alt)}"{words}>'
        case Maths(tex, display):
            sign = "$$" if display else "$"
            return text_html(f"{sign}{tex}{sign}")
        case Ruby(pairs):
            return ruby_html(pairs)
        case Anchor(name):
            return f'<a id="{as_html(name)}"></a>'
        case NoteMark(label):
            return f"<sup>{as_html(label)}</sup>"


def ruby_html(pairs: tuple[tuple[str, str], ...]) -> str:
    """Characters with their readings; a program that can't show them shows `base(reading)`."""
    out: list[str] = []
    for base, reading in pairs:
        base, reading = as_inline_html(base), as_inline_html(reading)
        out.append(f"<ruby>{base}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>")
    return "".join(out)

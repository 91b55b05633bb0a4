"""The shape of a clean body: blocks in a row, code as code, tables as tables, nothing empty."""

from __future__ import annotations

from scraper.extract.tree import (
    BLOCKS,
    Element,
    below,
    drop,
    holds_blocks,
    inside,
    new,
    raw_text,
    tag_of,
    unwrap,
)

_PRE = frozenset(("pre",))
_KEEP_EMPTY = frozenset("img hr br td th tr tbody thead table iframe".split())
_HOLDERS = frozenset("td th".split())
# What a loose run of text may stand in without a <p> around it.
_BLOCK_ROOMS = frozenset("blockquote details dd".split())
_INLINE_ROOMS = frozenset("a b strong em i u s del ins mark small sub sup q cite abbr time".split())


def layout_tables(root: Element) -> None:
    """Tables that only place things on the page dissolved into blocks."""
    for table in below(root):
        if tag_of(table) != "table" or not _is_layout(table):
            continue
        for part in list(table.iter()):
            if part is table or next(part.iterancestors("table"), None) is table:
                if part.tag in ("td", "th", "caption"):
                    part.tag = "div"
                elif part.tag in ("tbody", "thead", "tfoot", "tr", "colgroup", "col"):
                    unwrap(part)
        table.tag = "div"


def _is_layout(table: Element) -> bool:
    if (table.get("role") or "") in ("presentation", "none"):
        return True
    if next(table.iterdescendants("table"), None) is not None:
        return True
    if next(table.iter("th", "caption", "thead"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    widest = max((sum(1 for cell in row if cell.tag == "td") for row in rows), default=0)
    paragraphs = sum(1 for _ in table.iter("p", "h1", "h2", "h3", "pre"))
    return widest <= 1 or (len(rows) <= 2 and paragraphs > 3 * max(1, len(rows)))


def into_blocks(root: Element) -> None:
    """Wrappers dissolved and loose text put into paragraphs, below `root`."""
    for element in below(root):
        if tag_of(element) in _INLINE_ROOMS and holds_blocks(element):
            _push_down(element)
    divs = [e for e in below(root) if tag_of(e) == "div"]
    for div in reversed(divs):  # the inner ones first
        if inside(div, _PRE):
            continue
        if not holds_blocks(div) and not _inline_parent(div):
            _split_at_breaks(div)
            div.tag = "p"
            continue
        parent = div.getparent()
        if parent is not None and tag_of(parent) in _HOLDERS | {"li"} and not holds_blocks(div):
            div.tail = " " + (div.tail or "")
            unwrap(div)
            continue
        _wrap_loose(div)
        unwrap(div)
    for element in [root, *below(root)]:
        if element is root or tag_of(element) in _BLOCK_ROOMS:
            if element is root or holds_blocks(element):
                _wrap_loose(element)
        elif tag_of(element) == "p" and holds_blocks(element):
            _wrap_loose(element)
            unwrap(element)
    for paragraph in [e for e in below(root) if tag_of(e) == "p"]:
        _split_at_breaks(paragraph)


def _push_down(inline: Element) -> None:
    """A link around whole blocks becomes a link inside each of them."""
    href = inline.get("href")
    if href is not None:
        for block in list(inline.iterdescendants()):
            if block.tag in BLOCKS and not holds_blocks(block) and raw_text(block).strip():
                link = new("a", block.text)
                link.set("href", href)
                link.extend(list(block))
                block.text = None
                block.append(link)
    unwrap(inline)


def _inline_parent(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and tag_of(parent) not in BLOCKS - _HOLDERS - {"li", "p"}


def _wrap_loose(room: Element) -> None:
    """Puts each run of loose text and inline elements in a `<p>`; a run of white space goes."""
    pending: Element | None = None
    text, room.text = room.text or "", None
    if text.strip():
        pending = new("p", text.lstrip())
        room.insert(0, pending)
    for child in list(room):
        if child is pending:
            continue
        tail, child.tail = child.tail or "", None
        block = child.tag in BLOCKS or (child.tag == "img" and pending is None)
        if block:
            pending = None
            if child.tag == "img":
                holder = new("p")
                child.addprevious(holder)
                holder.append(child)
                pending = holder
                child.tail = tail
                continue
            if tail.strip():
                pending = new("p", tail.lstrip())
                child.addnext(pending)
            continue
        if pending is None:
            pending = new("p")
            child.addprevious(pending)
        pending.append(child)
        child.tail = tail
    for child in list(room):
        if tag_of(child) == "p" and not raw_text(child).strip() and not _shows(child):
            room.remove(child)


def _split_at_breaks(paragraph: Element) -> None:
    """Two line breaks in a row are how old pages begin a paragraph."""
    children = list(paragraph)
    if not any(child.tag == "br" for child in children):
        return
    groups: list[tuple[str | None, list[Element]]] = [(paragraph.text, [])]
    skipping = False
    for child, following in zip(children, [*children[1:], None], strict=True):
        is_gap = child.tag == "br" and not (child.tail or "").strip()
        if is_gap and following is not None and following.tag == "br":
            skipping = True
        elif skipping:
            skipping = False
            groups.append((child.tail, []))
        else:
            groups[-1][1].append(child)
    if len(groups) == 1:
        return
    tail, paragraph.tail = paragraph.tail, None
    for child in children:
        paragraph.remove(child)
    paragraph.extend(groups[0][1])
    for text, members in groups[1:]:
        part = new("p", (text or "").lstrip())
        part.extend(members)
        paragraph.addnext(part)
        paragraph = part
    paragraph.tail = tail


def drop_empty(root: Element) -> None:
    """What shows nothing gone, from the inside out; breaks at the start of a block too."""
    for element in reversed(list(below(root))):
        tag = tag_of(element)
        if tag in _KEEP_EMPTY:
            if tag == "table" and not raw_text(element).strip() and not _shows(element):
                drop(element)
            continue
        if not raw_text(element).strip() and not _shows(element):
            if element.text and not element.tail:
                element.tail = " "
            drop(element)
        elif tag in ("p", "li") and not (element.text or "").strip():
            _drop_leading_breaks(element)


def _drop_leading_breaks(element: Element) -> None:
    for child in list(element):
        if child.tag != "br":
            return
        tail = child.tail or ""
        drop(child)
        if tail.strip():
            return


def _shows(element: Element) -> bool:
    return next(element.iter("img", "hr"), None) is not None

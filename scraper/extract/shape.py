"""The shape of a clean body: blocks in a row, code as code, tables as tables, nothing empty."""

from __future__ import annotations

from scraper.extract.notes import hand_down
from scraper.extract.tree import (
    BLOCKS,
    Element,
    holds_blocks,
    inside,
    new,
    raw_text,
    staying,
    tag_of,
    to_drop,
    to_unwrap,
    unwrap,
    unwrap_marked,
)

_PRE = frozenset(("pre",))
_KEEP_EMPTY = frozenset("img hr br td th tr tbody thead table iframe".split())
_SHOWN = frozenset("img hr".split())
# Where a block without blocks is tight: a paragraph there would only be a line's box.
_TIGHT = frozenset("td th li".split())
_ROOMS = (BLOCKS - _TIGHT) - {"p"}
# What a loose run of text may stand in without a <p> around it.
_BLOCK_ROOMS = frozenset("blockquote details dd".split())
_INLINE_ROOMS = frozenset("a b strong em i u s del ins mark small sub sup q cite abbr time".split())


def layout_tables(root: Element) -> None:
    """Tables that only place things on the page dissolved into blocks."""
    for table in list(root.iter("table")):
        if table is root or not _is_layout(table):
            continue
        for part in list(table.iter()):
            if part is table or next(part.iterancestors("table"), None) is table:
                if part.tag in ("td", "th", "caption"):
                    part.tag = "div"
                elif part.tag in ("tbody", "thead", "tfoot", "tr", "colgroup", "col"):
                    to_unwrap(part)
        table.tag = "div"
    unwrap_marked(root)


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
    holding = _block_holders(root)
    pushed = False
    for element in list(root.iter(*_INLINE_ROOMS)):
        if element in holding and element is not root and holds_blocks(element):
            _push_down(element)
            pushed = True
    if pushed:
        holding = _block_holders(root)
    for div in list(root.iter("div")):
        if div is not root and _is_mere_wrapper(div):
            hand_down(div)
            unwrap(div)  # the outer ones first: each has one child to move
    for div in reversed(list(root.iter("div"))):  # the inner ones first
        if div is not root and not inside(div, _PRE):
            _dissolve(div, div in holding)
    unwrap_marked(root)
    for element in list(root.iter("p", *_BLOCK_ROOMS)):
        if element is root or element not in holding or not holds_blocks(element):
            continue
        _wrap_loose(element)
        if element.tag == "p":
            hand_down(element)
            unwrap(element)
    _wrap_loose(root)
    broken = (br.getparent() for br in root.iter("br"))
    for paragraph in dict.fromkeys(p for p in broken if p is not None and p.tag == "p"):
        if paragraph is not root:
            _split_at_breaks(paragraph)


def _block_holders(root: Element) -> set[Element]:
    """The elements that hold a block, each asked once."""
    holding: set[Element] = set()
    for block in root.iter(*BLOCKS):
        above = None if block is root else block.getparent()
        while above is not None and above not in holding:
            holding.add(above)
            above = None if above is root else above.getparent()
    return holding


def _is_mere_wrapper(div: Element) -> bool:
    """Whether there is nothing in it but another wrapper."""
    if len(div) != 1 or div[0].tag != "div" or (div.text or "").strip():
        return False
    parent = div.getparent()
    return parent is not None and parent.tag in _ROOMS and not (div[0].tail or "").strip()


def _dissolve(div: Element, holds: bool) -> None:
    parent = div.getparent()
    if parent is None:
        return
    if not holds and parent.tag in _ROOMS:
        _split_at_breaks(div)
        div.tag = "p"
    elif not holds and parent.tag in _TIGHT:
        div.tail = " " + (div.tail or "")
        hand_down(div)
        to_unwrap(div)
    else:
        _wrap_loose(div)
        hand_down(div)
        unwrap(div)


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
    full: set[Element] = set()  # what holds words or a picture
    spaced: set[Element] = set()  # what held white space after something dropped
    for element in reversed(list(root.iter())):
        if element is root:
            continue
        tag = tag_of(element)
        text, tail = element.text, element.tail
        shows = element in full or tag in _SHOWN or bool(text and text.strip())
        parent = element.getparent()
        if parent is not None and (shows or (tail and tail.strip())):
            full.add(parent)
        if not shows and (tag == "table" or tag not in _KEEP_EMPTY):
            if (text or element in spaced) and not tail:
                element.tail = " "
            if element.tail and parent is not None:
                spaced.add(parent)
            to_drop(element)
        elif tag in ("p", "li") and len(element) and not (text or "").strip():
            _drop_leading_breaks(element)
    unwrap_marked(root)


def _drop_leading_breaks(element: Element) -> None:
    for child in list(element):
        tail = child.tail or ""
        if child.tag == "br":
            to_drop(child)
        elif staying(child) is child:
            return
        if tail.strip():
            return

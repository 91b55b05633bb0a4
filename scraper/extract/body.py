"""A page's body: its blocks judged, the tree thinned in place to what stays.

Elements are kept, not text: what is judged to be no part of the body is taken out of the tree, and
the smallest element around what is left is the body, with all its structure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.extract.blocks import CAPTION, Block, read_blocks
from scraper.extract.choosing import decide, keep_notes, one_story
from scraper.extract.code import code_blocks
from scraper.extract.formulas import keep_formulas
from scraper.extract.judging import judge, known_words
from scraper.extract.junk import is_hidden
from scraper.extract.measures import Facts
from scraper.extract.telling import explain, explain_media
from scraper.extract.trace import Trace
from scraper.extract.tree import HEADINGS, Element, drop, lineage, squash, tag_of

_MEDIA = tuple(
    "img picture figure iframe video audio embed object amp-img amp-iframe amp-video".split()
)
# What can't stand for a body; a table's cell or a list's item that holds all of it can.
_PARTS = frozenset(
    "p tr tbody thead ul ol span blockquote pre dl figure figcaption caption".split()
)
# Words beside a picture that make it another article's, not a caption's or a credit's.
_TEASER = 60
_HEADLINE = 10
# So many elements before the text a picture may still be the article's own.
_NEAR = 40
# So few after its last word.
_AFTER = 12
# Shapes of addresses that send a page to somebody, and of pictures of such buttons.
_SHARES = re.compile(
    r"^(?:mailto:|javascript:|whatsapp:|tg:)|[?&](?:status|body|subject)="
    r"|/intent/|/sharer?(?:\.php|[/?]|$)|/(?:submit|share\w*|pin/create/\w+)/?\?",
    re.IGNORECASE,
)
_ICON = re.compile(
    r"[/_-](?:social(?:[-_]?media)?|share|sharing)[-_]?(?:icons?|buttons?)?[/_.-]", re.IGNORECASE
)
# In a link, a drawing of a folder of icons is a button.
_ICONS = re.compile(r"^[^?#]*/icons?/[^?#]*\.svg(?:$|[?#])", re.IGNORECASE)
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg")
_LEAST_KNOWN = 20


def prepare(root: Element) -> None:
    """Formulas and code in one piece, as they are judged: not by the boxes a page draws them in."""
    for pre in list(root.iter("pre")):
        if is_hidden(pre):
            drop(pre)  # a copy for a script; as plain code it would hide no more
    keep_formulas(root)
    code_blocks(root)


def choose_body(
    root: Element, facts: Facts, known: str = "", trace: Trace | None = None
) -> Element | None:
    """The element that holds the article, thinned to what is the article's; None if nothing is.

    `known` is text that is surely the article's (squashed): what its feed tells of it.
    """
    passed: list[Element] = []
    blocks = read_blocks(root, known_words, passed)
    odds = judge(blocks, facts)
    are_known = _are_known(blocks, known) if known else None
    kept = keep_notes(blocks, decide(blocks, odds, are_known, facts.host))
    kept = one_story(blocks, kept, facts.titles)
    owners = [block.owner for block, keep in zip(blocks, kept, strict=True) if keep]
    room = _room(owners) if owners else None
    if all(owner.tag in HEADINGS for owner in owners) and not _shows_pictures(room):
        room = None  # a headline alone is no article
    if trace is not None:
        explain(trace, room, blocks, facts, odds, kept, are_known, passed)
    if room is None:
        return None
    for element in passed:
        drop(element)
    inside = set(room.iter())
    blocks, kept = _part(blocks, kept, inside)
    _drop_media(room, blocks, kept, trace)
    for block, keep in zip(blocks, kept, strict=True):
        if not keep:
            for node, is_tail in block.nodes:
                if is_tail:
                    node.tail = " "
                else:
                    node.text = None
    return room


def _shows_pictures(room: Element | None) -> bool:
    return room is not None and next(room.iter(*_MEDIA), None) is not None


def _part(
    blocks: Sequence[Block], kept: Sequence[bool], inside: set[Element]
) -> tuple[list[Block], list[bool]]:
    part = [(b, keep) for b, keep in zip(blocks, kept, strict=True) if b.owner in inside]
    return [block for block, _ in part], [keep for _, keep in part]


def _are_known(blocks: Sequence[Block], known: str) -> list[bool]:
    return [len(b.text) > _LEAST_KNOWN and squash(b.text) in known for b in blocks]


def _room(owners: Sequence[Element]) -> Element:
    """The smallest element around all of these that can stand for a body."""
    path = list(lineage(owners[0]))
    level = {element: n for n, element in enumerate(path)}
    top = 0
    for owner in owners[1:]:
        top = max(top, next(level[node] for node in lineage(owner) if node in level))
    room = path[top]
    while tag_of(room) in _PARTS and (up := room.getparent()) is not None:
        room = up
    return room


def _drop_media(
    room: Element, blocks: Sequence[Block], kept: Sequence[bool], trace: Trace | None
) -> None:
    """Pictures and players gone that stand in boxes of what is dropped, or outside the body."""
    found = [element for element in room.iter(*_MEDIA) if element is not room]
    if not found:
        return
    holds_kept: set[Element] = set()
    dropped: dict[Element, int] = {}  # how much dropped text is below each
    linked: dict[Element, int] = {}  # and how much of it is link
    for block, keep in zip(blocks, kept, strict=True):
        if not keep and _is_caption(block):
            continue
        for element in lineage(block.owner):
            if keep:
                if element in holds_kept:
                    break
                holds_kept.add(element)
            else:
                dropped[element] = dropped.get(element, 0) + block.weight
                linked[element] = linked.get(element, 0) + block.link_weight
            if element is room:
                break
    order = {element: n for n, element in enumerate(room.iter())}
    places = [order[b.owner] for b, keep in zip(blocks, kept, strict=True) if keep]
    first, last = min(places), max(places)
    for media in found:
        if media in holds_kept or media not in order:
            continue
        box = media
        while (up := box.getparent()) is not None and up is not room and up not in holds_kept:
            box = up
        place = order[media]
        if (
            _is_button(media)
            or dropped.get(box, 0) >= _TEASER
            or not first - _NEAR < place <= last + _AFTER
            or (place > last and (dropped.get(box, 0) or _leads_away(media)))
            or (linked.get(box, 0) >= _HEADLINE and _leads_away(media))
        ):
            if trace is not None:
                explain_media(trace, media, beside=dropped.get(box, 0), before=place < first)
            drop(media)


def _is_caption(block: Block) -> bool:
    """Whether the text belongs to a picture, by its box's name: it may go, the picture stays."""
    if block.bits & CAPTION:
        return True
    above = block.owner.getparent()
    names = f"{block.owner.get('class')} {above.get('class') if above is not None else ''}"
    return "caption" in names.lower() or "credit" in names.lower()


def _is_button(media: Element) -> bool:
    """Whether a picture is a button for sharing, by its link or its own address."""
    if media.tag != "img":
        return False
    link = next(media.iterancestors("a"), None)
    source = media.get("src") or ""
    if link is not None and (_SHARES.search(link.get("href") or "") or _ICONS.search(source)):
        return True
    return _ICON.search(source) is not None


def _leads_away(media: Element) -> bool:
    """Whether a picture is a link to something else than itself."""
    link = next(media.iterancestors("a"), None)
    link = next(media.iter("a"), None) if link is None else link
    if link is None:
        return False
    path = (link.get("href") or "").partition("?")[0].lower()
    return not path.endswith(_PICTURES)

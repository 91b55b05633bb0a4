"""The choice of a body told to a person, in the page's order; for `scrape try --explain`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scraper.extract.blocks import HIDDEN, Block
from scraper.extract.judging import first_odds
from scraper.extract.measures import Facts, measure
from scraper.extract.reasons import Boxes, telling
from scraper.extract.trace import Trace
from scraper.extract.tree import HEADINGS, Element, lineage, text_of, weight
from scraper.extract.wording import is_running

_THINGS = {"table": "table", "ul": "list", "ol": "list", "dl": "list", "pre": "code"}
_AROUND = {"nav": "menu", "header": "header", "footer": "footer"}
_OF_BOX = ("in ", "one of ")
_MOST = 3  # things said of a row
_COMMON = 0.6  # of what stands in a row: what is so of that many is said of it
_SAID = 15  # texts no longer than that share a row
_CLOSE = 0.3  # what reads that much like text is worth its own
_TEASER = 60  # so much beside a picture is reason enough
_EACH = 60  # of every text where several stand in a row


@dataclass(slots=True)
class _Row:
    """Neighbours that stayed or went for one reason."""

    step: str
    key: Element | str
    owner: Element
    start: str = ""
    odds: list[float] = field(default_factory=list)
    said: list[list[str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class _Rows:
    """Rows as they are told; the last is open for more of its kind."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._open: _Row | None = None

    def add(self, row: _Row) -> None:
        """Adds a row of one text."""
        last = self._open
        if last is None or last.step != row.step or not _is_alike(last, row):
            self.close()
            self._open = row
            return
        if isinstance(row.key, str):
            last.owner = _around(last.owner, row.owner)
        last.odds += row.odds
        last.said += row.said
        last.texts += row.texts

    def takes(self, element: Element) -> bool:
        """Whether the element stands in the box of the open row."""
        return self._open is not None and self._open.key in set(lineage(element))

    def close(self, but: str = "") -> None:
        """Tells the open row, unless it is of that step."""
        if (row := self._open) is None or row.step == but:
            return
        self._trace.note(row.step, row.owner, _reason(row), _joined(row.texts), len(row.texts))
        self._open = None


def explain(
    trace: Trace,
    room: Element | None,
    blocks: Sequence[Block],
    facts: Facts,
    odds: Sequence[float],
    kept: Sequence[bool],
    known: Sequence[bool] | None,
    passed: Sequence[Element],
) -> None:
    """Notes what was kept, in one line, then what was not and what is odd, in the page's order."""
    _say_body(trace, room, blocks, kept, passed)
    if not blocks:
        return
    first = first_odds(blocks, measure(blocks, facts))
    said = telling(blocks, facts, odds, kept)
    boxes = Boxes(blocks, kept)
    rows = _Rows(trace)
    waiting = list(_places(blocks, passed))
    short: list[Block] = []
    told: set[Element | str] = set()  # the boxes that have a row
    for n, block in enumerate(blocks):
        while waiting and waiting[0][0] <= n:
            _say_passed(rows, waiting.pop(0)[1])
        if kept[n]:
            if short:
                rows.close()
                _say_short(trace, short, told)
            if odds[n] > 0.5:
                rows.close(but="keep")
                continue
            is_known = known is not None and known[n]
            row = _but("keep", block, "the feed tells it" if is_known else _whole(block, "stays"))
        elif block.weight <= _SAID:
            short.append(block)
            continue
        elif odds[n] > 0.5:
            other = boxes.is_other_story(block.owner)
            row = _but("drop", block, "another story" if other else _whole(block, "goes"))
        elif first[n] > 0.5:
            row = _but("doubt", block, "; ".join(said[n][:_MOST]) or "what stands before it")
            row.odds = [first[n]]
        else:
            row = _drop(block, odds[n], said[n], boxes)
            told.add(row.key)
        row.odds = row.odds or [odds[n]]
        row.texts.append(block.text)
        rows.add(row)
    rows.close()
    _say_short(trace, short, told)
    for _, element in waiting:
        _say_passed(rows, element)
    rows.close()


def explain_media(trace: Trace, media: Element, *, beside: int, before: bool) -> None:
    """Notes a picture or player that goes; `beside`: how much text that went is in its box."""
    reason = "far above the text" if before else "below the text"
    if beside >= _TEASER or (beside and not before):
        reason = "beside text that went"
    sources = (node.get("src") or node.get("alt") or "" for node in media.iter())
    trace.note("picture", media, reason, next(filter(None, sources), ""))


def _say_body(
    trace: Trace,
    room: Element | None,
    blocks: Sequence[Block],
    kept: Sequence[bool],
    passed: Sequence[Element],
) -> None:
    if room is None:
        trace.note("body", None, f"none of {len(blocks)} pieces of text reads like an article's")
        return
    size = sum(block.weight for block, keep in zip(blocks, kept, strict=True) if keep)
    total = sum(block.weight for block in blocks) + sum(weight(text_of(e)) for e in passed)
    first = next(block for block, keep in zip(blocks, kept, strict=True) if keep)
    reason = f"kept {sum(kept)} of {len(blocks)} pieces, {size / total:.0%} of the page's text"
    trace.note("body", room, reason, first.text)


def _say_passed(rows: _Rows, element: Element) -> None:
    if rows.takes(element) or not (text := text_of(element)):
        return
    words = f"a {_AROUND.get(str(element.tag), 'menu')}: not read"
    rows.add(_Row("pass", element, element, start=words, texts=[text]))


def _say_short(trace: Trace, short: list[Block], told: set[Element | str]) -> None:
    """Says which short texts went, of a row that ends; those in a box that is told are told."""
    pieces = [
        block
        for block in short
        if any(map(str.isalnum, block.text)) and told.isdisjoint(lineage(block.owner))
    ]
    short.clear()
    if not pieces:
        return
    owner = pieces[0].owner
    for block in pieces:
        owner = _around(owner, block.owner)
    many = len(pieces)
    reason = f"{many} short pieces" if many > 1 else "a short piece"
    trace.note("drop", owner, reason, _joined([block.text for block in pieces]))


def _but(step: str, block: Block, why: str) -> _Row:
    return _Row(step, why, block.owner, start=f"but {why}")


def _is_alike(one: _Row, other: _Row) -> bool:
    """Whether two rows are of one reason or box, or of boxes of one name side by side."""
    a, b = one.key, other.key
    if isinstance(a, str) or isinstance(b, str):
        return a == b
    return a is b or (one.start == other.start and a.getparent() is b.getparent())


def _drop(block: Block, odd: float, said: list[str], boxes: Boxes) -> _Row:
    """One of a box that goes whole, or of neighbours of which the same is telling."""
    alone = odd > _CLOSE and is_running(block)
    if not alone and (box := boxes.around(block.owner)) is not None:
        element, words = box
        return _Row("drop", element, element, start=words, said=[said])
    key = "; ".join(said[:_MOST])
    return _Row("drop", key, block.owner, said=[said])


def _reason(row: _Row) -> str:
    if not row.odds:
        return row.start
    low, high = f"{min(row.odds):.0%}", f"{max(row.odds):.0%}"
    odds = high if low == high else f"{low[:-1]}–{high}"
    if not row.said:
        return f"{odds} body, {row.start}"
    counts = Counter(words for said in row.said for words in said)
    common = [words for words, count in counts.items() if count > _COMMON * len(row.said)]
    order = {words: n for said in row.said for n, words in enumerate(said)}
    common.sort(key=order.__getitem__)
    if row.start:
        common = [row.start, *(words for words in common if not words.startswith(_OF_BOX))]
    return f"{odds} body: {'; '.join(common[:_MOST]) or 'many small signs'}"


def _joined(texts: Sequence[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    return " · ".join(t if len(t) <= _EACH else f"{t[: _EACH - 1].rstrip()}…" for t in texts)


def _whole(block: Block, verb: str) -> str:
    """Of what a block is part that stays or goes whole."""
    for element in lineage(block.owner):
        if (thing := _THINGS.get(str(element.tag))) is not None:
            return f"its {thing} {verb} whole"
    if verb == "goes":
        return "it is hidden" if block.bits & HIDDEN else "it stands alone"
    if block.tag in HEADINGS:
        return "a heading of what is kept"
    return "a caption" if block.tag == "figcaption" else "the best of few words"


def _around(one: Element, other: Element) -> Element:
    """The smallest element around both."""
    above = set(lineage(one))
    return next((element for element in lineage(other) if element in above), one)


def _places(blocks: Sequence[Block], passed: Sequence[Element]) -> Iterator[tuple[int, Element]]:
    """What was passed over, each with the number of the block that follows it."""
    if not passed:
        return
    order = {element: n for n, element in enumerate(passed[0].getroottree().iter())}
    starts: list[int] = []
    for block in blocks:
        node, is_tail = block.nodes[0]
        starts.append(order[node] + (sum(1 for _ in node.iterdescendants()) if is_tail else 0))
    n = 0
    for element in passed:
        while n < len(blocks) and starts[n] < order[element]:
            n += 1
        yield n, element

"""One page, taken apart: parsed once, read, judged, its body found and cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scraper.collecting import uncollected
from scraper.errors import VERDICTS, ExtractError
from scraper.extract.body import choose_body, prepare
from scraper.extract.clean import clean
from scraper.extract.measures import facts_of
from scraper.extract.metadata import Metadata, read_metadata
from scraper.extract.rules import Overrides, drop_by_rule, keep_by_rule, metadata_by_rule
from scraper.extract.told_body import told_body, told_text
from scraper.extract.trace import Trace
from scraper.extract.tree import Element, new, squash, text_of, weight
from scraper.extract.verdict import body_verdict, page_verdict
from scraper.model import SiteRule, Source

_KNOWN_MAX = 200_000
_LEAST_TOLD = 200
_A_TEXT = 700
_PART, _MOST_PARTS = 20, 40


@dataclass(frozen=True, slots=True)
class Found:
    """A page's body, clean, and what was learned on the way; `told` is what a site's rule says."""

    body: Element
    metadata: Metadata
    source: Source
    told: Overrides
    warnings: tuple[str, ...] = ()


@uncollected()
def take_apart(
    root: Element,
    url: str,
    *,
    known: str = "",
    title: str = "",
    rule: SiteRule | None = None,
    teasers: bool = False,
    now: datetime | None = None,
    zone: str = "UTC",
    trace: Trace | None = None,
) -> Found:
    """The article of a page, whose tree is used up. `known` is text of it that is known already:
    the feed's.

    With `teasers` a text that breaks off is given too. No date after `now` is believed; times that
    name no zone are in `zone`.

    Raises ExtractError when the page holds none, with what it holds instead.
    """
    told = metadata_by_rule(root, rule, now, zone) if rule is not None else Overrides()
    metadata = read_metadata(root, url, now, zone)
    base = metadata.base
    verdict = page_verdict(root)
    warnings: list[str] = []
    body: Element | None = None
    source = Source.PAGE
    if rule is not None:
        warnings += drop_by_rule(root, rule, trace)
        body, more = keep_by_rule(root, rule, trace)
        warnings += more
        if body is not None:
            clean(body, base, trace=trace)
            if text_of(body):
                source = Source.SITE_RULE
            else:
                warnings.append(f"sites.yaml: {rule.host}: what keep matches is empty")
                body = None
    titles = frozenset(squash(t) for t in (told.title or title, *metadata.titles) if t)
    if body is None:
        if verdict != "article":
            raise _refused(verdict)
        body = _generic(root, base, metadata, squash(known)[:_KNOWN_MAX], trace)
    verdict = body_verdict(body, free=metadata.free)
    if verdict != "article" and not (teasers and verdict == "teaser"):
        raise _refused(verdict)
    _drop_title(body, titles, trace)
    return Found(body, metadata, source, told, tuple(warnings))


def _generic(
    root: Element,
    base: str,
    metadata: Metadata,
    known: str,
    trace: Trace | None,
) -> Element:
    prepare(root)
    chosen = choose_body(root, facts_of(metadata, base), known, trace)
    body = new("div")
    if chosen is not None:
        _move(chosen, body)
        clean(body, base, prepared=True, trace=trace)
    told = told_text(metadata.body)
    if told and _is_thin(text_of(body), told):
        # Pages that scripts write carry their text for machines only.
        if trace is not None:
            trace.note("body", None, "articleBody of JSON-LD: three times as long", told)
        return told_body(metadata.body, base)
    if chosen is None:
        raise ExtractError("no text on the page reads like an article", verdict="empty")
    return body


def _refused(verdict: str) -> ExtractError:
    return ExtractError(f"the page is {VERDICTS.get(verdict, verdict)}", verdict=verdict)


def _move(chosen: Element, body: Element) -> None:
    chosen.tail = None
    if chosen.tag in ("table", "pre", "figure"):
        body.append(chosen)
        return
    body.text, chosen.text = chosen.text, None
    body.extend(list(chosen))


def _is_thin(found: str, told: str) -> bool:
    """Whether the page tells machines so much more of the article that this is to be believed."""
    if weight(told) <= _LEAST_TOLD or weight(found) * 3 >= weight(told):
        return False
    # A text of some length that is no part of it: what is told is of something else.
    text, whole = squash(found), squash(told)
    step = max(_PART, len(text) // _MOST_PARTS)
    parts = [text[at : at + _PART] for at in range(0, len(text), step)]
    said = sum(part in whole for part in parts)
    return weight(found) < _A_TEXT or said * 2 >= len(parts)


def _drop_title(body: Element, titles: frozenset[str], trace: Trace | None) -> None:
    """A body does not begin with the article's title: the post has its own."""
    first = next(iter(body), None)
    if first is None or first.tag not in ("h1", "h2", "h3", "p"):
        return
    if not any(
        text_of(rest) or next(rest.iter("img"), None) is not None for rest in first.itersiblings()
    ):
        return  # it is all there is
    if squash(text_of(first)) in titles and next(first.iter("img"), None) is None:
        if trace is not None:
            trace.note("clean", first, "the title: the post has its own", text_of(first))
        body.remove(first)

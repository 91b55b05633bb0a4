"""What a page is, when it is no article: a wall, an error in disguise, a list, a teaser.

Conservative: words alone prove nothing, for an article may be about walls. A page is refused for
what it says only where it tells next to nothing else and doesn't quote (`saying`), for its shape
(`listing`), or for the unmistakable marks of a challenge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import cast

from lxml import etree

from scraper.extract.lines import Line, is_read, read_lines, unquoted
from scraper.extract.listing import (
    calls_itself_an_article,
    is_list_of_blurbs,
    is_list_of_links,
    listing_verdict,
)
from scraper.extract.phrases import LEGAL, MORE, lowered
from scraper.extract.saying import (
    Said,
    heads_of,
    is_policy,
    is_telling,
    may_have_paywall,
    paywall_notices,
    speaks,
    tells_more,
    weigh,
)
from scraper.extract.tree import Element, one_line, raw_text, says_more, text_of, weight

# With so much in long paragraphs a page is no wall and no list, whatever else it says.
_LONG = 1500
_PARAGRAPH = 200
# Walls say no more than this; what does is judged by its shape only.
_WORDS = 3500
_SHORT = 900
# How much else a wall may tell: where its head and its lines say what it is, or one of both.
_BESIDE_BOTH = 350
_BESIDE_ONE = 120
# A paywall shows the beginning. What shows more than that is worth keeping, as partial.
_BEGINNING = 450

# News is about these; others stand below a beginning or explain themselves as the news would.
_NEWS = frozenset(("challenge", "not-found", "adblock", "parked", "notice"))

_CHALLENGE_MARK = re.compile(
    r"challenge-platform|cf-chl|/_incapsula_|px-captcha|captcha-delivery|ddos-guard"
)
_TEXTS = etree.XPath("//text()", smart_strings=False)
_INSIDE = etree.XPath(".//text()", smart_strings=False)
_AFTER = etree.XPath("following::text()", smart_strings=False)
_SKIMMED = 40_000
_TRIED = 200
# On many free pages only subscribers may comment.
_COMMENTS = re.compile(
    r"comment|kommentar|comentari|comentári|评论|評論|コメント|댓글|تعليق|коммент"
)
_TEASER_WEIGHT = 600
# As long as an item of a menu is.
_ITEM = 30
_SUMMARY = 600
_CONTENT = 300


def page_verdict(root: Element) -> str:
    """`article`, or what stands in its place (see ExtractError), as far as the whole page shows.

    Asked before anything is removed from the tree.
    """
    heads = heads_of(root)
    if is_policy(heads) and not calls_itself_an_article(root):
        return "policy"
    if _is_long(root):
        return "article"
    lines = read_lines(root)
    plain = [line for line in lines if line.linked < 0.9]
    size = sum(line.size for line in plain)
    if size <= _WORDS:
        said = weigh(plain, heads)
        verdict = _wall(root, said, size)
        if verdict in _NEWS and tells_more(said, _not_blurbs(lines)):
            verdict = "article"
        elif said.kind == "not-found" and said.is_head and is_list_of_blurbs(lines):
            # What others read now is shown in the place of what is gone.
            return "article" if calls_itself_an_article(root) else said.kind
        if verdict != "article":
            return verdict
    return listing_verdict(root, lines, heads)


def body_verdict(body: Element, *, free: bool = True) -> str:
    """What an extracted body is: article, empty, or one of the walls where it says little else."""
    if says_more(body, _SHORT):
        return "article"
    text = text_of(body)
    size = weight(text)
    if not size and next(body.iter("img", "table", "pre"), None) is None:
        return "empty"
    if size > _SHORT:
        return "article"
    lines = read_lines(body)
    said = weigh([line for line in lines if line.linked < 0.9], ())
    wall = said.phrases and said.told <= _BESIDE_ONE and said.size > said.told
    if wall and not (said.kind in _NEWS and tells_more(said, lines)):
        return said.kind
    if said.paywall and said.told <= (_BESIDE_ONE if free else _BEGINNING):
        return "paywall"
    if is_list_of_links(lines) or _is_menu(body, lines):
        return "index"
    # Some writers end on an ellipsis; an excerpt is a paragraph, hardly ever three.
    whole = text.endswith(("…", "...")) and sum(map(is_telling, lines)) >= 3
    if is_cut_off(text) and size < _TEASER_WEIGHT and not whole:
        return "teaser"
    return "article"


def _is_menu(body: Element, lines: Sequence[Line]) -> bool:
    """Whether all there is are short links: what is left of a page without a text."""
    return all(line.linked >= 0.9 and line.size < _ITEM for line in lines) and (
        next(body.iter("img", "table", "pre"), None) is None
    )


def shows_paywall(root: Element) -> bool:
    """Whether a page says, after the last of its text, that the rest is not for everybody."""
    # Asked of every page, so it is only skimmed: a notice stands below the text.
    words = "\n".join([text for text in _last_texts(root) if 12 < len(text) < 200])[-_SKIMMED:]
    if not may_have_paywall(words.lower().replace("’", "'")):
        return False
    lines = [line for line in read_lines(root) if line.linked < 0.9]
    texts = [unquoted(line.text) for line in lines]
    notices = paywall_notices(texts, "\n".join(texts))
    notices = {n for n in notices if _COMMENTS.search(texts[n]) is None}
    return bool(notices) and not any(
        n > min(notices) and n not in notices and is_telling(line) and line.size >= _PARAGRAPH
        for n, line in enumerate(lines)
    )


def is_teaser(body: Element, *, summary: bool) -> bool:
    """Whether a feed's text only leads to an article: short, or breaking off.

    What a feed calls a summary must say more than what it calls the content.
    """
    text = text_of(body)
    size = weight(text)
    paragraphs = sum(1 for p in body.iter("p") if weight(raw_text(p)) >= 40)
    enough = (_SUMMARY if summary else _CONTENT) // (2 if paragraphs >= 3 else 1)
    return size < enough or is_cut_off(text)


def is_cut_off(text: str) -> bool:
    """Whether the text ends as text does that goes on elsewhere ("…", "read more")."""
    return MORE.search(text[-60:]) is not None


def _wall(root: Element, said: Said, size: int) -> str:
    """The wall that the words make of a page of this size, or `article`."""
    if said.paywall and said.told <= _BEGINNING and said.paywall > said.phrases:
        return "paywall"
    if said.kind and said.in_head and said.phrases:
        if said.told <= _BESIDE_BOTH:
            return said.kind
    elif said.phrases:
        # One phrase in a longer line of what calls itself an article may be the article's.
        sure = said.phrases > 1 or said.size <= 100 or not calls_itself_an_article(root)
        if sure and said.told <= _BESIDE_ONE and said.size > said.told:
            return said.kind
    elif said.in_head and _may_go_by_its_head(root, said, size):
        return said.kind
    if size < 200 and _is_marked(root):
        return "challenge"
    return _shell(root) if not said.told and size < 200 else "article"


def _not_blurbs(lines: Sequence[Line]) -> list[Line]:
    """The lines that don't stand below a headline that leads elsewhere."""
    headed = [False, *(line.linked >= 0.8 for line in lines)]
    return [line for line, blurb in zip(lines, headed, strict=False) if not blurb]


def _may_go_by_its_head(root: Element, said: Said, size: int) -> bool:
    """Whether a page that says no more than its heading is what the heading says."""
    if said.kind == "login" and not _asks_for_password(root):
        return False
    if said.is_head and not calls_itself_an_article(root):
        return size <= 450 and said.told <= 2 * _BESIDE_ONE
    return size <= 300 and said.told <= _BESIDE_ONE // 2


def _shell(root: Element) -> str:
    """`script` where the page is a frame for one, and doesn't carry its text for machines."""
    asked = any(speaks(unquoted(raw_text(n))[:2000], "script") for n in root.iter("noscript"))
    if not asked or any('"articleBody"' in (s.text or "") for s in root.iter("script")):
        return "article"
    return "script"


def _is_long(root: Element) -> bool:
    """Whether there is much running text, found as cheaply as may be."""
    total = 0
    for paragraph in root.iter("p"):
        said = raw_text(paragraph)
        if len(said) * 2 < _PARAGRAPH:
            continue
        size = len(said) if said.isascii() else weight(said)
        if size >= _PARAGRAPH:
            total += size
            if total > _LONG:
                return True
    for element in root.iter("div", "td", "section", "article", "br"):
        text = element.tail if element.tag == "br" else element.text
        if text and len(text) >= _PARAGRAPH // 2 and (size := weight(text.strip())) >= _PARAGRAPH:
            total += size
    return total > _LONG


def _last_texts(root: Element) -> list[str]:
    """The pieces of text from the last paragraph on that is an article's, else of all the page.

    XPath is three times as fast as `itertext`.
    """
    for paragraph in islice(reversed(list(root.iter("p"))), _TRIED):
        if _is_of_an_article(paragraph):
            return cast("list[str]", _INSIDE(paragraph)) + cast("list[str]", _AFTER(paragraph))
    return cast("list[str]", _TEXTS(root))


def _is_of_an_article(paragraph: Element) -> bool:
    """Whether it begins with so much text that no notice is before it."""
    text = paragraph.text or ""
    if len(text) < _PARAGRAPH or len(line := one_line(text)) < _PARAGRAPH:
        return False
    return is_read(paragraph) and LEGAL.search(lowered(line)) is None


def _asks_for_password(root: Element) -> bool:
    return any((field.get("type") or "").lower() == "password" for field in root.iter("input"))


def _is_marked(root: Element) -> bool:
    for script in root.iter("script", "form", "div", "iframe"):
        marks = f"{script.get('src') or ''} {script.get('action') or ''} {script.get('id') or ''}"
        if _CHALLENGE_MARK.search(marks):
            return True
        if script.tag == "script" and _CHALLENGE_MARK.search((script.text or "")[:4000]):
            return True
    return False

"""Where an article goes on, or stands whole: its next page, the page with all of it, a print form.

Only what both looks like a page of this article by its address and is linked like one is
followed; when in doubt, nothing is. A rule of the site overrules the looks, never the host.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from scraper.charset import decode
from scraper.errors import ExtractError
from scraper.extract.bounds import bounded
from scraper.extract.metadata import base_of
from scraper.extract.numbering import belongs, common_word, may_be_linked, numbered, same_site
from scraper.extract.page_words import ELSEWHERE, NEXT, NUMBERED, ONE_PAGE, PRINT
from scraper.extract.selectors import select
from scraper.extract.tree import Element, parse, tag_of, text_of
from scraper.extract.verdict import page_verdict
from scraper.model import Page, SiteRule
from scraper.site_rules import rule_for
from scraper.urls import absolute, canonical

_BEGINNING = 1000  # characters of a link's text
_AROUND = " \t\u00a0\u3000<>«»‹›→⇒➔▶►❯⟩>＞:：.…|·[]()（）【】「」-–—"
_PAGES_CLASS = re.compile(
    r"pag(?:e[rs]?\b|e[-_]?(?:nav|num|link|list|break)|in|ing)|wp-link", re.IGNORECASE
)
_COMMENTS = re.compile(
    r"(?<![a-z])(?:comment|disqus|respond\b|kommentar|pinglun|related|recommend)", re.IGNORECASE
)
_LEVELS = 4
# An address whose path is all there: nothing of it is another's, folded or escaped.
_WHOLE = re.compile(r"(?:https?://|/)[a-zA-Z0-9][!-$&-~]*")


@dataclass(frozen=True, slots=True)
class Further:
    """What else there is of an article: its next page, and the page that holds all of it."""

    next: str | None = None
    single: str | None = None


def further(page: Page, rules: Sequence[SiteRule], *, first: str, number: int) -> Further:
    """What page `number` of the article that begins at `first` links of it.

    The page is parsed only if there is a sign of more. Raises ExtractError if a later page is
    none: a wall, or not found.
    """
    rule = rule_for(page.url, rules)
    asked = rule is not None and bool(rule.next_page or rule.single_page)
    if number == 1 and not asked and not may_be_linked(page.body, first, 2):
        return Further()
    try:
        root = _tree(page)
    except ExtractError:
        if number > 1:
            raise
        return Further()  # what the first page is instead is told elsewhere
    if number > 1 and (verdict := page_verdict(root)) != "article":
        raise ExtractError(f"page {number} is no article: {verdict}", verdict=verdict)
    more = next_page(root, page.url, rule, first=first, number=number)
    single = None
    if number == 1 and (more is not None or (rule is not None and rule.single_page)):
        single = single_page(root, page.url, rule)
    return Further(more, single)


def other_form(page: Page, rules: Sequence[SiteRule]) -> str | None:
    """Where a page whose text is thin may stand whole: on one page, for print, as AMP."""
    root = _tree(page)
    return (
        single_page(root, page.url, rule_for(page.url, rules))
        or _print_page(root, page.url)
        or _amp_page(root, page.url)
    )


def next_page(
    root: Element,
    url: str,
    rule: SiteRule | None = None,
    *,
    first: str | None = None,
    number: int = 1,
) -> str | None:
    """The address of the article's next page; None if there is none, or none that is certain.

    `number` is that of the page at `url`, `first` the address of page 1.
    """
    if rule is not None and rule.next_page:
        chosen = _by_rule(root, url, rule.next_page)
        if chosen is not None or number > 1:
            return chosen
    first, wanted = first or url, number + 1
    best: tuple[int, str] | None = None
    for link, target in _links(root, url, common_word(first)):
        found = numbered(first, target)
        if found is None or found.number not in (wanted, wanted - 1):
            continue
        if canonical(target) in (canonical(url), canonical(first)):
            continue
        evidence = _evidence(link, wanted)
        exact = found.number == wanted
        # Some count from nought; then a link has to say that it is the next. Where the address
        # may be another article's as well, it has to stand among page numbers.
        if evidence < (3 if found.plain else 1 if exact else 2):
            continue
        rank = evidence + 4 * exact
        if best is None or rank > best[0]:
            best = rank, target
    return best[1] if best else None


def single_page(root: Element, url: str, rule: SiteRule | None = None) -> str | None:
    """The address where the article stands on one page; None if no such page is linked."""
    if rule is not None and rule.single_page:
        chosen = _by_rule(root, url, rule.single_page)
        if chosen is not None:
            return chosen
    return _called(root, url, ONE_PAGE)


def _print_page(root: Element, url: str) -> str | None:
    for link in root.iter("link"):
        if "print" in (link.get("media") or "").lower() and "alternate" in _rel(link):
            target = absolute(link.get("href") or "", url)
            if belongs(url, target) and _is_other(url, target):
                return target
    return _called(root, url, PRINT)


def _amp_page(root: Element, url: str) -> str | None:
    for link in root.iter("link"):
        if "amphtml" in _rel(link):
            target = absolute(link.get("href") or "", url)
            if same_site(url, target) and _is_other(url, target):
                return target
    return None


def _called(root: Element, url: str, names: frozenset[str]) -> str | None:
    """The link that is called so and leads to a form of this article, and not to its comments."""
    for link, target in _links(root, url):
        if tag_of(link) != "a" or not _is_other(url, target) or not belongs(url, target):
            continue
        said = {_plain(text_of(link)), _plain(link.get("title") or "")}
        if said & names and not _COMMENTS.search(target) and not _in_comments(link):
            return target
    return None


def _evidence(link: Element, wanted: int) -> int:
    """How clearly a link says that it leads to page `wanted`.

    0 not at all; 1 to machines only; 2 in words ("next"); 3 as a page, or among page numbers.
    """
    if tag_of(link) == "link":
        return 1 if "next" in _rel(link) else 0
    if _in_comments(link) or ELSEWHERE.search(_names(link).lower()):
        return 0
    told = text_of(link) or next((i.get("alt") or "" for i in link.iter("img")), "")
    for text in (told, link.get("title") or "", link.get("aria-label") or ""):
        plain = _plain(text)
        if plain in NEXT:
            return 3 if _among_pages(link, wanted) else 2
        if (match := NUMBERED.match(plain)) and int(match[1]) == wanted:
            return 3
        if plain.isdecimal() and int(plain) == wanted and _among_pages(link, wanted):
            return 3
    return 1 if "next" in _rel(link) else 0


def _among_pages(link: Element, wanted: int) -> bool:
    """Whether a link stands in a row of page numbers."""
    parent = link.getparent()
    for _ in range(_LEVELS):
        if parent is None or tag_of(parent) in ("body", "html"):
            return False
        if _PAGES_CLASS.search(_names(parent)):
            return True
        text = text_of(parent)
        if len(text) > 300:
            return False
        if str(wanted - 1) in re.findall(r"\d+", text):
            return True
        parent = parent.getparent()
    return False


def _in_comments(link: Element) -> bool:
    return any(_COMMENTS.search(_names(e)) for e in [link, *link.iterancestors()] if _own(e))


def _own(element: Element) -> bool:
    return tag_of(element) not in ("body", "html", "main", "article")


def _names(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('title') or ''}"


def _links(root: Element, url: str, word: str = "") -> Iterator[tuple[Element, str]]:
    """The links to other pages, and where each leads; only where its address may have `word`."""
    base = base_of(root, url)
    for link in root.iter("link", "a"):
        href = (link.get("href") or "").strip()
        if not href or href.startswith(("#", "javascript:", "mailto:")):
            continue
        if word not in href and _WHOLE.fullmatch(href):
            continue  # most links of a page, and what follows takes long
        target, _, jump = absolute(href, base).partition("#")
        if _is_web(target) and not _COMMENTS.search(jump):
            yield link, target


def _by_rule(root: Element, url: str, selector: str) -> str | None:
    try:
        found = select(root, selector)
    except ValueError:
        return None  # config has said so
    for element in found:
        for link in element.iter("a", "link"):
            target = absolute(link.get("href") or "", url).partition("#")[0]
            if _is_web(target) and same_site(url, target) and _is_other(url, target):
                return target
    return None


def _is_web(target: str) -> bool:
    return urlsplit(target).scheme in ("http", "https") if target else False


def _is_other(url: str, target: str) -> bool:
    there = canonical(target)
    return there is not None and there != canonical(url)


def _rel(link: Element) -> list[str]:
    return (link.get("rel") or "").lower().split()


def _plain(text: str) -> str:
    return " ".join(text[:_BEGINNING].lower().split())[:80].strip(_AROUND)


def _tree(page: Page) -> Element:
    return parse(bounded(decode(page.body, page.content_type, "html").text))

"""A page, or several of one article -> Article: site rules applied, the parts joined."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from scraper.charset import decode, what_else
from scraper.errors import ExtractError
from scraper.extract.bounds import bounded
from scraper.extract.feed_text import feed_body
from scraper.extract.joining import is_same_article, join, size_of
from scraper.extract.page import Found, take_apart
from scraper.extract.rules import strip_by_rule
from scraper.extract.trace import Trace
from scraper.extract.tree import Element, inner_html, parse, says_more, text_of, weight
from scraper.front_matter import one_line
from scraper.model import Access, Article, Entry, Page, SiteRule
from scraper.site_rules import rule_for

# Another form of the article has other trimmings; only a good deal more is more of it.
_CLEARLY_MORE = 1.2
# A description is no longer than that, and an article is longer than its own.
_SHORT = 1000
_MORE_THAN_TOLD = 1.2
_HTML_TYPES = ("html", "xml", "text/plain")


def is_fuller(page: Page, other: Page, entry: Entry, rules: Sequence[SiteRule]) -> bool:
    """Whether a page holds the article of another, and clearly more of it."""
    try:
        article = read_page(page, entry, rules, named=False)
    except ExtractError:
        return False
    try:
        least = read_page(other, entry, rules, teasers=True, named=False)
    except ExtractError:
        return True
    return is_same_article(least, article) and size_of(article) > size_of(least) * _CLEARLY_MORE


def read_pages(pages: tuple[Page, ...], entry: Entry, rules: Sequence[SiteRule]) -> Article:
    """The fullest that the pages give: its parts joined, or another form of the whole."""
    parts = [page for page in pages if not page.whole]
    best: Article | None = None
    refused: ExtractError | None = None
    try:
        best = _joined(parts, entry, rules)
    except ExtractError as error:
        refused = error
    for page in pages:
        if not page.whole:
            continue
        try:
            other = read_page(page, entry, rules, named=best is None)
        except ExtractError:
            continue
        if best is None:
            best = dataclasses.replace(other, url=pages[0].url)
        elif (
            is_same_article(_as_named(best, pages[0], entry, rules), other)
            and size_of(other) > size_of(best) * _CLEARLY_MORE
        ):
            best = dataclasses.replace(
                best, body=other.body, source=other.source, access=other.access, thin=other.thin
            )
    if best is None:
        raise refused or ExtractError("no page came", verdict="empty")
    return best


def _joined(parts: Sequence[Page], entry: Entry, rules: Sequence[SiteRule]) -> Article:
    first, *others = parts
    if not others:
        return read_page(first, entry, rules)
    # That a page of several breaks off is no sign of a teaser. The feed's text is on the first.
    articles = [read_page(first, entry, rules, teasers=True)]
    own = _as_named(articles[0], first, entry, rules)
    bare = dataclasses.replace(entry, content_html="", summary_html="")
    lacking: list[str] = []
    for part in others:
        try:
            article = read_page(part, bare, rules, teasers=True, named=False)
        except ExtractError as error:
            lacking.append(f"{part.url}: this page of an article is missing: {error.reason}")
            continue
        if is_same_article(own, article):
            articles.append(article)
        else:
            lacking.append(f"{part.url}: this page of an article is another's")
    if len(articles) == 1:
        articles = [read_page(first, entry, rules)]
    joined = join(articles)
    if lacking:
        warnings = (*joined.warnings, *lacking)
        joined = dataclasses.replace(joined, access=Access.PARTIAL, warnings=warnings)
    return joined


def _as_named(article: Article, page: Page, entry: Entry, rules: Sequence[SiteRule]) -> Article:
    """The article with the title that its page gives itself, as other pages do."""
    if "title" not in article.by_rule:
        return article
    return read_page(page, entry, rules, teasers=True, named=False)


def read_page(
    page: Page,
    entry: Entry | None,
    rules: Sequence[SiteRule],
    *,
    teasers: bool = False,
    named: bool = True,
    trace: Trace | None = None,
) -> Article:
    """The article of one page; ExtractError if there is none.

    With `teasers` a text that breaks off is one. Unless `named`, a rule's title, author and date
    are left aside: they are for the first page.
    """
    kind = page.content_type.partition(";")[0].strip().lower()
    if kind and not any(name in kind for name in _HTML_TYPES):
        raise ExtractError(f"the page is {kind}, not HTML", verdict="not-html")
    if not page.body or page.body.isspace():
        raise ExtractError("the page is empty", verdict="empty")
    if (foreign := what_else(page.body)) is not None:
        raise ExtractError(f"the page is {foreign}, not HTML", verdict="not-html")
    # The text is let go of.
    root = parse(bounded(decode(page.body, page.content_type, "html").text))
    known = _known(entry) if entry is not None else ""
    title = entry.title if entry is not None else ""
    rule = rule_for(page.url, rules)
    if rule is not None and not named:
        rule = dataclasses.replace(rule, title=None, author=None, date=None)
    found = take_apart(
        root,
        page.url,
        known=known,
        title=title,
        rule=rule,
        teasers=teasers,
        now=page.at,
        zone=page.zone,
        trace=trace,
    )
    told = found.told
    stripped = strip_by_rule(found.body, rule, trace) if rule is not None else []
    article = _from_page(found, page, title)
    return dataclasses.replace(
        article,
        title=told.title or article.title,
        byline=told.byline or article.byline,
        published=told.published or article.published,
        warnings=(*article.warnings, *told.warnings, *stripped),
        by_rule=told.names,
        told_by=(
            *((name, "site rule") for name in sorted(told.names)),
            *(pair for pair in article.told_by if pair[0] not in told.names),
        ),
        thin=_is_thin(found.body, found.metadata.descriptions),
    )


def _is_thin(body: Element, told: Sequence[str]) -> bool:
    """Whether a page shows hardly more of the article than it tells of it to machines."""
    least = min(_SHORT, max(map(weight, told), default=0) * _MORE_THAN_TOLD)
    return not says_more(body, least) and weight(text_of(body)) < least


def _known(entry: Entry) -> str:
    """What the feed says of the article, as one line."""
    bodies = (feed_body(html, entry.url) for html in (entry.content_html, entry.summary_html))
    texts = (text_of(body) for body in bodies if body is not None)
    return " ".join(text.rstrip("….[] ") for text in texts)


def _from_page(found: Found, page: Page, title: str) -> Article:
    metadata = found.metadata
    return Article(
        url=page.url,
        title=one_line(metadata.title or title),
        body=inner_html(found.body),
        source=found.source,
        byline=one_line(metadata.byline or "") or None,
        published=metadata.published,
        modified=metadata.modified,
        language=metadata.language,
        section=one_line(metadata.section or "") or None,
        tags=tuple(line for tag in metadata.tags if (line := one_line(tag))),
        image=metadata.image,
        access=Access.FULL if metadata.free else Access.PARTIAL,
        warnings=found.warnings,
        told_by=metadata.told_by,
    )

"""Which text becomes the body (docs/design.md): the better of the page's and the feed's own."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from scraper.charset import decode
from scraper.errors import ExtractError
from scraper.extract.agreement import is_another
from scraper.extract.feed_text import feed_body
from scraper.extract.page import take_apart
from scraper.extract.reading import read_page, read_pages
from scraper.extract.trace import Trace
from scraper.extract.tree import Element, inner_html, one_line, parse, text_of, weight
from scraper.extract.verdict import is_cut_off, is_teaser
from scraper.model import Access, Article, BodyFrom, Entry, Feed, Page, SiteRule, Source
from scraper.site_rules import is_feed_only

# The page's text may be a little shorter than the feed's (a caption, a credit) and still be it.
_NOT_SHORTER = 0.85
_NO_PROMOTION = 300  # what is so long is never taken for a feed service's words
_PLAIN_RUN = re.compile(rf"<p>([^<&]{{{_NO_PROMOTION},}})")


def extract_html(html: str | bytes, url: str) -> str:
    """The article's body as clean HTML, or what a teaser shows of it; "" if the page holds none."""
    text = decode(html, "", "html").text if isinstance(html, bytes) else html
    try:
        return inner_html(take_apart(parse(text), url, teasers=True).body)
    except ExtractError:
        return ""


def extract_article(
    page: Page,
    entry: Entry | None = None,
    rules: Sequence[SiteRule] = (),
    trace: Trace | None = None,
) -> Article:
    """The article of a page, by the site's rule, else by what its text looks like.

    `trace`, where given, collects what was chosen and removed on the way, and why.
    Raises ExtractError when there is none, with what the page is instead.
    """
    return read_page(page, entry, rules, trace=trace)


def choose_article(
    entry: Entry,
    page: Page | tuple[Page, ...] | None,
    feed: Feed,
    rules: Sequence[SiteRule] = (),
) -> Article:
    """The better of the page's article and the feed's own text; never an empty body.

    Several pages are one article: its pages in order, and other forms of the whole of it.
    Raises ExtractError when neither is an article.
    """
    try:
        return _chosen(entry, page, feed, rules)
    finally:
        feed_body.cache_clear()


def _chosen(
    entry: Entry,
    page: Page | tuple[Page, ...] | None,
    feed: Feed,
    rules: Sequence[SiteRule],
) -> Article:
    pages = () if page is None else (page,) if isinstance(page, Page) else page
    own = _from_feed(entry)
    if feed.body_from is BodyFrom.FEED or is_feed_only(entry.url, rules):
        if own is None:
            raise ExtractError("the feed gives no text", verdict="empty")
        return _article_of_feed(entry, own)
    refused: ExtractError | None = None
    article: Article | None = None
    if pages:
        try:
            article = read_pages(pages, entry, rules)
            if is_another(entry, article):
                said = f"the page is another article, or a list: {article.title[:80]!r}"
                article, refused = None, ExtractError(said, verdict="another")
        except ExtractError as error:
            refused = error
    if article is not None and (own is None or not _is_better(own, article)):
        return article
    if own is not None and (article is not None or not _is_teaser(own)):
        note = refused.reason if refused is not None else None
        made = dataclasses.replace(_article_of_feed(entry, own, note), thin=bool(pages))
        return made if article is None else _with_rule(made, article)
    if refused is not None:
        raise refused
    raise ExtractError("the feed gives a teaser only", verdict="teaser" if own else "empty")


def _with_rule(article: Article, page: Article) -> Article:
    """The feed's article with what a site's rule found on its page."""
    if "title" in page.by_rule:
        article = dataclasses.replace(article, title=page.title)
    if "byline" in page.by_rule:
        article = dataclasses.replace(article, byline=page.byline)
    if "published" in page.by_rule:
        article = dataclasses.replace(article, published=page.published)
    return dataclasses.replace(article, by_rule=page.by_rule)


def _from_feed(entry: Entry) -> tuple[Element, Source] | None:
    """The fullest text the feed gives, and which one it was."""
    bodies = [
        (body, source)
        for html, source in (
            (entry.content_html, Source.FEED),
            (entry.summary_html, Source.SUMMARY),
        )
        if (body := feed_body(html, entry.url)) is not None
    ]
    return max(bodies, key=lambda pair: weight(text_of(pair[0])), default=None)


def _is_teaser(own: tuple[Element, Source]) -> bool:
    return is_teaser(own[0], summary=own[1] is Source.SUMMARY)


def _is_better(own: tuple[Element, Source], article: Article) -> bool:
    """Whether the feed gives more than was found on the page."""
    if article.source is Source.SITE_RULE:
        return False  # a person looked at this site
    text = text_of(own[0])
    if _says_plainly(article.body) >= weight(text) * _NOT_SHORTER:
        return False
    found = feed_body(article.body, article.url)
    size = weight(text_of(found)) if found is not None else 0
    return weight(text) * _NOT_SHORTER > size and not (is_cut_off(text) and size > weight(text) / 2)


def _says_plainly(body: str) -> int:
    """The weight of its plain paragraphs, without parsing it: all of it weighs no less."""
    runs = (one_line(run) for run in _PLAIN_RUN.findall(body))
    return sum(weight(run) for run in runs if len(run) >= _NO_PROMOTION)


def _article_of_feed(entry: Entry, own: tuple[Element, Source], note: str | None = None) -> Article:
    body, source = own
    return Article(
        url=entry.url,
        title=entry.title,
        body=inner_html(body),
        source=source,
        byline=entry.author,
        published=entry.published,
        modified=entry.updated,
        language=entry.language,
        image=entry.image,
        access=Access.BLOCKED if note else Access.FULL,
    )

"""Which text becomes the body (docs/design.md): the better of the page's and the feed's own."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.charset import decode
from scraper.errors import ExtractError
from scraper.extract.feed_text import feed_body
from scraper.extract.page import Found, take_apart
from scraper.extract.trace import Trace
from scraper.extract.tree import Element, inner_html, text_of, weight
from scraper.extract.verdict import is_cut_off, is_teaser
from scraper.model import Access, Article, BodyFrom, Entry, Feed, Page, SiteRule, Source

# The page's text may be a little shorter than the feed's (a caption, a credit) and still be it.
_NOT_SHORTER = 0.85
_HTML_TYPES = ("html", "xml", "text/plain")


def extract_html(html: str | bytes, url: str) -> str:
    """The article's body as clean HTML, or what a teaser shows of it; "" if the page holds none."""
    text = decode(html, "", "html").text if isinstance(html, bytes) else html
    try:
        return inner_html(take_apart(text, url, teasers=True).body)
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
    kind = page.content_type.partition(";")[0].strip().lower()
    if kind and not any(name in kind for name in _HTML_TYPES):
        raise ExtractError(f"the page is {kind}, not HTML", verdict="not-html")
    if not page.body.strip():
        raise ExtractError("the page is empty", verdict="empty")
    text = decode(page.body, page.content_type, "html").text
    known = text_of_html(entry) if entry is not None else ""
    title = entry.title if entry is not None else ""
    found = take_apart(text, page.url, known=known, title=title, rules=rules)
    return _from_page(found, page, title)


def choose_article(
    entry: Entry, page: Page | None, feed: Feed, rules: Sequence[SiteRule] = ()
) -> Article:
    """The better of the page's article and the feed's own text; never an empty body.

    Raises ExtractError when neither is an article.
    """
    if feed.body_from is BodyFrom.FEED:
        own = _from_feed(entry)
        if own is None:
            raise ExtractError("the feed gives no text", verdict="empty")
        return _article_of_feed(entry, own)
    own = _from_feed(entry)
    refused: ExtractError | None = None
    article: Article | None = None
    if page is not None:
        try:
            article = extract_article(page, entry, rules)
        except ExtractError as error:
            refused = error
    if article is not None and (own is None or not _is_better(own, article)):
        return article
    if own is not None and (article is not None or not _is_teaser(own)):
        note = refused.reason if refused is not None else None
        return _article_of_feed(entry, own, note)
    if refused is not None:
        raise refused
    raise ExtractError("the feed gives a teaser only", verdict="teaser" if own else "empty")


def text_of_html(entry: Entry) -> str:
    """What the feed says of the article, as one line."""
    bodies = (feed_body(html, entry.url) for html in (entry.content_html, entry.summary_html))
    texts = (text_of(body) for body in bodies if body is not None)
    return " ".join(text.rstrip("….[] ") for text in texts)


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
    text = text_of(own[0])
    found = feed_body(article.body, article.url)
    size = weight(text_of(found)) if found is not None else 0
    if article.source is Source.SITE_RULE:
        return False  # a person looked at this site
    return weight(text) * _NOT_SHORTER > size and not (is_cut_off(text) and size > weight(text) / 2)


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
        warnings=(note,) if note else (),
    )


def _from_page(found: Found, page: Page, title: str) -> Article:
    metadata = found.metadata
    return Article(
        url=page.url,
        title=metadata.title or title,
        body=inner_html(found.body),
        source=found.source,
        byline=metadata.byline,
        published=metadata.published,
        modified=metadata.modified,
        language=metadata.language,
        image=metadata.image,
        access=Access.FULL if metadata.free else Access.PARTIAL,
        warnings=found.warnings,
    )

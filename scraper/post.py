"""Entry + Article -> Post -> text: from what was found to the whole file, byte for byte.

`build_post` is everything between bytes and text in one pure, picklable function.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from scraper.dates import choose_published, epoch_ms, iso_ms, iso_s
from scraper.extract import check_signs, choose_article
from scraper.front_matter import one_line, scalar
from scraper.front_template import EXTRA, front_lines, site_terms
from scraper.markdown import linked_line, to_markdown
from scraper.model import (
    Article,
    AuthorFrom,
    Entry,
    Feed,
    Page,
    Post,
    Preset,
    SiteRule,
    Source,
)
from scraper.presets import MAX_TITLE_CHARS, VAULT, post_path, second_path
from scraper.urls import canonical, host_of, identity

_BEGINNING = 100_000
_TOP_HEADING = 2  # a page's first rank is its title's
_TAG = re.compile(r"<[^<>]*>")


def build_post(
    entry: Entry,
    page: Page | tuple[Page, ...] | None,
    feed: Feed,
    rules: Sequence[SiteRule],
    first_seen: datetime,
) -> Post:
    """The post of an entry; `page` is None if the feed's own text must do. An article of
    several pages is given all of them, in order, and other forms of it (`Page.whole`).

    The same input gives the same post, always. Raises ExtractError if neither holds an article.
    """
    return make_post(entry, choose_article(entry, page, feed, rules), feed, first_seen)


def make_post(entry: Entry, article: Article, feed: Feed, first_seen: datetime) -> Post:
    """The file of one article: where it lies and every byte of it."""
    preset = feed.preset
    url = entry.url
    if article.source in (Source.PAGE, Source.SITE_RULE):
        url = canonical(article.url) or entry.url
    titles = [one_line(entry.title), one_line(article.title)]
    if "title" in article.by_rule:
        titles.reverse()
    title = next((title for title in titles if _shows(title)), "") or _first_words(article)
    title = title if _shows(title) else feed.name
    dated_by_feed = None if "published" in article.by_rule else entry.published
    published, dated = choose_published(dated_by_feed, article.published, entry.updated, first_seen)
    author = _author(entry, article, feed)
    front = _front_matter(entry, article, feed, title, url, author, published)
    # Where one link serves several entries, the link's hash would not tell them apart.
    own_name = url if identity(entry.url) == entry.identity else entry.identity
    path = post_path(
        preset,
        title,
        feed.name,
        published,
        url=own_name,
        author=author,
        language=article.language or entry.language or "",
    )
    return Post(
        identity=identity(url),
        url=url,
        title=title,
        path=path,
        second_path=second_path(path, own_name),
        text=_text(front, _body(article, preset), title, url, entry, published, preset),
        published=published,
        dated=dated,
        source=article.source,
        warnings=article.warnings,
        thin=article.thin,
        length=len(" ".join(_TAG.sub(" ", article.body).split())),
        access=article.access,
        author=article.byline,
        tags=article.tags,
        language=article.language,
    )


def _author(entry: Entry, article: Article, feed: Feed) -> str:
    author = feed.author or feed.name
    if feed.author_from is AuthorFrom.ENTRY:
        told = article.byline if "byline" in article.by_rule else None
        author = told or entry.author or author
    return one_line(author) or feed.name


def _front_matter(
    entry: Entry,
    article: Article,
    feed: Feed,
    title: str,
    url: str,
    author: str,
    published: datetime,
) -> list[str]:
    preset = feed.preset
    vault = preset.dialect == VAULT
    stamp = iso_s if vault else iso_ms
    day = published.astimezone(ZoneInfo(preset.zone))
    updated = article.modified or entry.updated
    values: dict[str, str | Sequence[str]] = {
        "title": title,
        "url": url,
        "date": stamp(published),
        "year": f"{day.year:04d}",
        "month": f"{day.month:02d}",
        "day": f"{day.day:02d}",
        "author": author,
        "feed": feed.name,
        "tags": site_terms(feed.tags) or [feed.name],
        "categories": site_terms(feed.categories) or [feed.name],
        "language": one_line(article.language or entry.language or ""),
        "image": one_line(article.image or entry.image or ""),
        "updated": stamp(updated) if updated else "",
        "guid": one_line(entry.guid or ""),
        "body_source": article.source.value,
        "access": article.access.value if article.access else "",
    }
    further = tuple((key, EXTRA[key]) for key in preset.extra)
    lines = front_lines(preset.front_matter + further, values, vault=vault)
    if entry.memento and article.source in (Source.PAGE, Source.SITE_RULE):
        lines += ["archived_from: wayback", f"memento: {scalar(one_line(entry.memento))}"]
    return lines


def _text(
    front: Sequence[str],
    body: str,
    title: str,
    url: str,
    entry: Entry,
    published: datetime,
    preset: Preset,
) -> str:
    lines = ["---", *front, "---"]
    if preset.comment:
        # As the feed gave it, in the feed's own zone and not clamped: a wrong zone can be
        # repaired later.
        lines.append(f"<!--{epoch_ms(entry.published_raw or entry.published or published)}-->")
        if preset.blank_after_comment:
            lines.append("")
    else:
        lines.append("")
    if preset.heading:
        line = linked_line(title, url, preset.dialect)
        # Above dashes some read a line with `|`, escaped or not, as a table's head.
        lines += [line.replace("\\|", "&#124;"), "------", ""]
    text = "\n".join(lines) + "\n" + body
    if preset.link:
        text += f"\n{linked_line(host_of(url) or url, url, preset.dialect)}\n"
    return text


def _body(article: Article, preset: Preset) -> str:
    if preset.body == "html":
        # Liquid reads HTML, too, before anything else does.
        body = article.body.strip().replace("{{", "&#123;&#123;").replace("{%", "&#123;%")
        return f"<div>\n{body}\n</div>\n"
    check_signs(article.body)
    return to_markdown(article.body, article.url, preset.dialect, _TOP_HEADING)


def _first_words(article: Article) -> str:
    text = one_line(html.unescape(_TAG.sub(" ", article.body[:_BEGINNING])))
    if len(text) <= MAX_TITLE_CHARS:
        return text
    cut = text[:MAX_TITLE_CHARS]
    return (cut.rpartition(" ")[0] or cut) + "…"


def _shows(text: str) -> bool:
    # Zero-width characters alone make no title that anybody could click on.
    return any(unicodedata.category(char)[0] not in "CZ" for char in text)

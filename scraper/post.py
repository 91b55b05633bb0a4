"""Entry + Article -> Post -> text: from what was found to the whole file, byte for byte.

`build_post` is everything between bytes and text in one pure, picklable function.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from scraper.dates import choose_published, epoch_ms, iso_ms
from scraper.extract import check_signs, choose_article
from scraper.front_matter import flow_list, one_line, quoted, scalar
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
from scraper.presets import MAX_PART_BYTES, MAX_TITLE_CHARS, post_path, second_path
from scraper.urls import canonical, identity

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
    front = _front_matter(entry, article, feed, title, url, published)
    names_article = identity(entry.url) == entry.identity
    path = post_path(preset, title, feed.name, published)
    return Post(
        identity=identity(url),
        url=url,
        title=title,
        path=path,
        # Where one link serves several entries, the link's hash would not tell them apart.
        second_path=second_path(path, url if names_article else entry.identity),
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


def _front_matter(
    entry: Entry, article: Article, feed: Feed, title: str, url: str, published: datetime
) -> list[str]:
    author = feed.author or feed.name
    if feed.author_from is AuthorFrom.ENTRY:
        told = article.byline if "byline" in article.by_rule else None
        author = told or entry.author or author
    lines = [
        "layout: post",
        f"title: {quoted(title)}",
        f"date: {iso_ms(published)}",
        f"author: {scalar(one_line(author) or feed.name)}",
        f"from: {scalar(url)}",
        f"tags: {flow_list(_terms(feed.tags) or [feed.name])}",
        f"categories: {flow_list(_terms(feed.categories) or [feed.name])}",
    ]
    extra = {
        "lang": article.language or entry.language,
        "image": article.image or entry.image,
        "updated": iso_ms(updated) if (updated := article.modified or entry.updated) else None,
        "guid": entry.guid,
        "body_source": article.source.value,
        "access": article.access.value,
    }
    for key in feed.preset.extra:
        value = extra[key]
        if value:
            # An instant is written plain, as `date` is, so that YAML reads a time.
            lines.append(f"{key}: {value if key == 'updated' else scalar(one_line(value))}")
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
    return "\n".join(lines) + "\n" + body


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


def _terms(items: Sequence[str]) -> list[str]:
    """Tags or categories, of each of which a site makes a folder: none leads out of it, by a `..`
    between slashes, or has a longer name than file systems take; Hugo would stop.
    """
    return [term for item in items if (term := _term(one_line(item)))]


def _leads_up(part: str) -> bool:
    # Hugo leaves punctuation out, but for a few signs: `"..!"` is `..`, too.
    kept = (char for char in part if char in "._#+~-\\" or unicodedata.category(char)[0] in "LMN")
    return "".join(kept) in (".", "..")


def _term(text: str) -> str:
    parts = [part for part in text.split("/") if not _leads_up(part)]
    if len(parts) <= text.count("/"):
        text = "/".join(parts).strip("/ ")
    return text.encode()[:MAX_PART_BYTES].decode(errors="ignore").rstrip()

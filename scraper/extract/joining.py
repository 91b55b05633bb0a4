"""Several pages of one article -> one article: each block once, in the pages' order."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from scraper.errors import ExtractError
from scraper.extract.rules import remove_block, text_blocks
from scraper.extract.tree import (
    MEDIA,
    Element,
    drop,
    inner_html,
    new,
    parse,
    tag_of,
    text_of,
    weight,
)
from scraper.model import Access, Article

# Blocks shorter than this may well be said twice: "* * *", a number in a table.
_REPEATABLE = 30


def join(articles: Sequence[Article]) -> Article:
    """The first page's article with what further pages add to its body.

    What a page repeats of earlier ones, texts and pictures, is left out. Partial if one of them is.
    """
    first, *others = articles
    if not others:
        return first
    body = body_of(first)
    texts, pictures = _told(body)
    parts = [first.body]
    for article in others:
        more = body_of(article)
        new_texts, new_pictures = _told(more)
        _without_repeats(more, texts, pictures)
        texts |= new_texts
        pictures |= new_pictures
        parts.append(inner_html(more))
    partial = any(article.access is not Access.FULL for article in articles)
    return dataclasses.replace(
        first,
        body="".join(parts),
        access=Access.PARTIAL if partial else first.access,
        warnings=tuple(dict.fromkeys(line for a in articles for line in a.warnings)),
    )


def is_same_article(one: Article, other: Article) -> bool:
    """Whether two pages' titles can be those of one article: "Title", "Title - page 2"."""
    first, second = letters(one.title), letters(other.title)
    if not first or not second or first in second or second in first:
        return True
    common = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        common += 1
    return common * 2 >= min(len(first), len(second))


def size_of(article: Article) -> int:
    """How much an article's body says, as `weight` counts."""
    return weight(text_of(body_of(article)))


def body_of(article: Article) -> Element:
    """The article's body as an element again."""
    body = new("div")
    try:
        source = parse(article.body).find("body")
    except ExtractError:
        return body
    if source is not None:
        body.text = source.text
        body.extend(list(source))
    return body


def letters(text: str) -> str:
    """The text's letters and digits alone, for comparing."""
    return "".join(filter(str.isalnum, text)).lower()


def _told(body: Element) -> tuple[set[str], set[str]]:
    """The blocks' letters and the pictures' addresses."""
    texts = {letters(text_of(block)) for block in text_blocks(body)}
    return texts - {""}, {src for image in body.iter("img") if (src := image.get("src"))}


def _without_repeats(body: Element, texts: set[str], pictures: set[str]) -> None:
    for image in list(body.iter("img")):
        if image.get("src") in pictures:
            figure = next(image.iterancestors("figure"), None)
            drop(image)
            if figure is not None and next(figure.iter(*(MEDIA - {"figure"})), None) is None:
                drop(figure)
    at_start = True
    for block in text_blocks(body):
        text = letters(text_of(block))
        repeats = text in texts
        # A title or standfirst stands above each page's text, however short it is.
        if repeats and (at_start or weight(text) >= _REPEATABLE):
            if next(block.iter("img"), None) is None and tag_of(block) != "pre":
                remove_block(block, body)
        elif text:
            at_start = False

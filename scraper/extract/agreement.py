"""Whether a page is the article that the feed spoke of, or something else under its link.

Dead links lead to other articles, to lists of a section, to what a site has instead. Headlines are
edited, so the page is another's only where hardly a word of what the feed says is on it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice, pairwise

from scraper.extract.feed_text import feed_body
from scraper.extract.tree import text_of
from scraper.model import Article, Entry
from scraper.urls import canonical, identity

# Of the words of a headline, of those of a summary: fewer of them on the page are a chance.
_MOVED = (0.34, 0.5)
_STAYED = (0.2, 0.25)
_LEAST_TITLE = 2
_LEAST_SUMMARY = 8
_READ = 60  # words of a summary
_BODY = 200_000
_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w+")
_LONG = 4  # shorter ones are on every page


def is_another(entry: Entry, article: Article) -> bool:
    """Whether the article of a page is not the entry's.

    A link that led elsewhere is doubted at once; a page at the link's own address only where
    neither the headline nor the summary of the feed is on it.
    """
    title = frozenset(_words(entry.title))
    if len(title) < _LEAST_TITLE:
        return False
    body = html.unescape(_TAG.sub(" ", article.body[:_BODY]))
    page = f"{article.title} {body}".casefold()
    url = canonical(article.url) or article.url
    moved = identity(url) != identity(entry.url)
    least_title, least_told = _MOVED if moved else _STAYED
    if _share(title, page) >= least_title:
        return False
    told = frozenset(islice(_words(_told(entry)), _READ))
    if len(told) < _LEAST_SUMMARY:
        return moved
    return _share(told, page) < least_told


def _share(words: frozenset[str], page: str) -> float:
    return sum(word in page for word in words) / len(words)


def _told(entry: Entry) -> str:
    for text in (entry.summary_html, entry.content_html):
        body = feed_body(text, entry.url)
        if body is not None:
            return text_of(body)
    return ""


def _words(text: str) -> Iterator[str]:
    """Words that say something; of scripts without spaces, pairs of characters."""
    for match in _WORD.finditer(text.casefold()):
        word = match[0]
        if _is_spaced(word):
            if len(word) >= _LONG or word.isdigit():
                yield word
        else:
            yield from map("".join, pairwise(word))


def _is_spaced(word: str) -> bool:
    """Whether words of its script stand apart: not in Chinese, Japanese, Thai and their kin."""
    name = unicodedata.name(word[0], "")
    return not name.startswith(("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"))

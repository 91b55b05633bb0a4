"""Whether a link led to the article that the feed spoke of, or to something else on its site.

Dead links lead to other articles, to lists of a section, to what a site has instead. Headlines are
edited, so the page is another's only where hardly a word of what the feed says is on it. Where a
link stayed, or led to another site (as redirectors do), nothing is asked: a headline of the
feed's own would cost the article.
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
from scraper.urls import canonical, host_of, identity

# Of the words of a headline, of those of a summary: fewer of them on the page are a chance.
_TITLE = 0.34
_SUMMARY = 0.5
_LEAST_TITLE = 2
_LEAST_SUMMARY = 8
_READ = 60  # words of a summary
_BODY = 200_000
_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w+")
_PASSED_OVER = frozenset(("Mn", "Cf", "Lm"))
_LONG = 4  # shorter ones are on every page


def is_another(entry: Entry, article: Article) -> bool:
    """Whether an entry's link led to a page of its site that is not the entry's."""
    url = canonical(article.url) or article.url
    if identity(url) == identity(entry.url) or _site(url) != _site(entry.url):
        return False
    title = frozenset(_words(entry.title))
    if len(title) < _LEAST_TITLE:
        return False
    body = html.unescape(_TAG.sub(" ", article.body[:_BODY]))
    page = _plain(f"{article.title} {body}")
    if _share(title, page) >= _TITLE:
        return False
    told = frozenset(islice(_words(_told(entry)), _READ))
    return len(told) < _LEAST_SUMMARY or _share(told, page) < _SUMMARY


def _site(url: str) -> str:
    return ".".join(host_of(url).partition(":")[0].split(".")[-2:])


def _share(words: frozenset[str], page: str) -> float:
    """How many of the words are there, in whatever form: the first letters will do."""
    return sum(word[: max(_LONG, len(word) * 3 // 5)] in page for word in words) / len(words)


def _plain(text: str) -> str:
    """Letters alone, without accents, joiners and what else is spelt in two ways."""
    apart = unicodedata.normalize("NFKD", text).casefold().replace("\u0131", "i")
    return "".join(char for char in apart if unicodedata.category(char) not in _PASSED_OVER)


def _told(entry: Entry) -> str:
    for text in (entry.summary_html, entry.content_html):
        body = feed_body(text, entry.url)
        if body is not None:
            return text_of(body)
    return ""


def _words(text: str) -> Iterator[str]:
    """Words that say something; of scripts without spaces, pairs of characters."""
    for match in _WORD.finditer(_plain(text)):
        word = match[0]
        if _is_spaced(word):
            if len(word) >= _LONG and not word.isdigit():
                yield word
        else:
            yield from map("".join, pairwise(word))


def _is_spaced(word: str) -> bool:
    """Whether words of its script stand apart: not in Chinese, Japanese, Thai and their kin."""
    name = unicodedata.name(word[0], "")
    return not name.startswith(("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"))

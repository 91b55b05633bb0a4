"""What the address of a sitemap says of what is in it: of which days, and of what kind. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlsplit

from scraper.dates.names import MONTHS
from scraper.history.spans import UNKNOWN, Span, of_days

_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_MONTH, _DAY = r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])"
_BY_DAY = re.compile(rf"{_YEAR}[-_/.]?{_MONTH}[-_/.]?{_DAY}(?!\d)")
_BY_MONTH = re.compile(rf"{_YEAR}[-_/.]?{_MONTH}(?!\d)")
_BY_YEAR = re.compile(rf"{_YEAR}(?!\d)")
_YEAR_WORD = re.compile(rf"{_YEAR}[-_/.]?([a-z]{{3,9}})(?![a-z])")
_WORD_YEAR = re.compile(r"(?<![a-z])([a-z]{3,9})[-_/.]?((?:19|20)\d\d)(?!\d)")
_NAMED = re.compile(r"(?:^|[?&;])(yyyy|year|y|mm|month|m|dd|day|d)=(\d{1,4})(?=$|[&;])")
_FIRST_YEAR = 1995
_WORD = re.compile(r"[a-z]+")

# Lists of what is no article, and of articles in another order.
_OTHERS = frozenset(
    """
    tag tags category categories cat taxonomy taxonomies author authors user users image images
    photo photos picture pictures gallery galleries video videos media attachment attachments
    product products forum forums profile profiles member members keyword keywords label labels
    topics sections hubs collection collections
    testimonial testimonials portfolio portfolios project projects event events service services
    team teams staff faq faqs job jobs career careers location locations property properties
    listing listings course courses lesson lessons landing elementor template templates download
    downloads client clients partner partners
    """.split()
)
_OTHER_SPACE = re.compile(r"[-_]ns_[1-9]\d*-\d+\.xml")  # MediaWiki's pages about pages
_PAGES = frozenset(("page", "pages", "static"))
_ARTICLES = frozenset("post posts article articles news story stories content entries blog".split())


def period_of(url: str) -> Span:
    """The days, the month or the year that a sitemap's name says it is for; UNKNOWN if none."""
    try:
        parts = urlsplit(url.lower())
    except ValueError:
        return UNKNOWN
    named = {name[0]: int(number) for name, number in _NAMED.findall(parts.query)}
    if "y" in named:
        return _period(named["y"], named.get("m", 0), named.get("d", 0))
    text = unquote(f"{parts.path}?{parts.query}")[-300:]
    if day := _last(_BY_DAY, text):
        return _period(*map(int, day.groups()))
    if month := _last(_BY_MONTH, text):
        return _period(int(month[1]), int(month[2]))
    for match in _YEAR_WORD.finditer(text):
        if match[2] in MONTHS:
            return _period(int(match[1]), MONTHS[match[2]])
    for match in _WORD_YEAR.finditer(text):
        if match[1] in MONTHS:
            return _period(int(match[2]), MONTHS[match[1]])
    year = _last(_BY_YEAR, text)
    return UNKNOWN if year is None else _period(int(year[1]))


def without_others(urls: Sequence[str], own: frozenset[str] = frozenset()) -> list[str]:
    """The sitemaps of one list that may name articles, by their names; all, should none be left.

    `own` are words of the feed's own links: a list that has one of these in its name is kept.
    """
    words = [_words_of(url) - own for url in urls]
    has_articles = any(found & _ARTICLES and not found & (_OTHERS | _PAGES) for found in words)
    others = _OTHERS | _PAGES if has_articles else _OTHERS
    left = [
        url
        for url, found in zip(urls, words, strict=True)
        if not found & others and not _OTHER_SPACE.search(url.lower())
    ]
    return left or list(urls)


def folder_of(home: str, shown: Sequence[str]) -> list[str]:
    """The folder of a site that a feed's front page `home` is, if most of what it shows is below.

    It may have sitemaps of its own, which its site's don't name.
    """
    folder = home.partition("?")[0].partition("#")[0].rstrip("/")
    below = sum(_bare(url).startswith(f"{_bare(folder)}/") for url in shown)
    return [folder] if is_in_folder(f"{folder}/") and below * 2 > len(shown) else []


def is_in_folder(url: str) -> bool:
    """Whether it lies deeper than at the top of its host."""
    try:
        return urlsplit(url).path.count("/") > 1
    except ValueError:
        return False


def _bare(url: str) -> str:
    return url.partition("://")[2].removeprefix("www.")


def words_of_others() -> frozenset[str]:
    """The words in a name that speak against articles."""
    return _OTHERS | _PAGES


def _words_of(url: str) -> frozenset[str]:
    try:
        name = urlsplit(url.lower()).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        return frozenset()
    return frozenset(_WORD.findall(name))


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text):  # noqa: B007
        pass
    return found


def _period(year: int, month: int = 0, day: int = 0) -> Span:
    try:
        first = datetime(year, month or 1, (day or 1) if month else 1, tzinfo=UTC)
        if year < _FIRST_YEAR:
            return UNKNOWN
        if day and month:
            return of_days(first)
        after = datetime(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1, tzinfo=UTC)
    except ValueError:
        return UNKNOWN
    return of_days(first, (after - first) // timedelta(days=1))

"""Which addresses of a site are a feed's articles: those that look like the ones it shows. Pure.

A source for the whole site names all sections, and a feed may be about one. So an address is taken
only where each part of it is of a kind that the feed's own links have in that place: a year, a
number, the same word, or any name where they have any. What is in doubt is not taken.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from scraper.dates.names import MONTHS, fold
from scraper.history.static_words import is_no_article, is_of_whole_site
from scraper.model import Entry
from scraper.urls import is_same_site

_SHARE = 0.1  # of the links: a host or form that fewer have is no form of the feed's
_SAME = 0.8  # of a form's links: what so many have in one place belongs to the feed
_FEW = 3  # links: below, nothing but the last part may differ
_MANY = 8  # below, no list of sections is believed to be open
_SCRIPTS = frozenset("php php3 asp aspx jsp do cgi cfm pl".split())
# Of pages and of files; what else stands after a dot belongs to the name.
_EXTENSIONS = _SCRIPTS | frozenset(
    "html htm shtml shtm xhtml phtml jhtml dhtml mhtml htmls ece story cms amp xml rss atom json"
    " txt pdf doc docx xls xlsx ppt pptx zip jpg jpeg png gif webp svg mp3 mp4 m4a webm mov".split()
)
_YEAR = re.compile(r"(?:19[89]|20\d)\d")
_DATE = re.compile(r"(?:19[89]|20\d)\d[-_.]?(?:0[1-9]|1[0-2])(?:[-_.]?(?:0[1-9]|[12]\d|3[01]))?")
_DATE_WITHIN = re.compile(r"(?<!\d)(?:19[89]|20\d)\d(?:[-_.]?\d\d){0,2}(?!\d)")
_NUMBERS = re.compile(r"\d+(?:[-_.,]\d+)*")
_ID = re.compile(r"\d{5}")  # the number of an article, longer than a year
_SMALL = re.compile(r"\d|[0-2]\d|3[01]")
_LONG = 20  # characters: no section has such a name

# Words that all articles of a site may have.
_ANY_FEED = frozenset(
    "a abs archive archives article articles artikel blog blogs content detail discussion en de"
    " entries entry es forum fr id index it item ja ko news node p page pages post posts pt"
    " question questions read ru show showthread stories story t thread threads topic topics view"
    " viewtopic watch wiki zh".split()
)
# Codes of languages that are no words of sections, as "it" and "tv" are.
_LANGUAGE = re.compile(
    r"(?:ar|bg|cs|da|de|el|en|es|fa|fi|fr|he|hi|hu|ja|ko|nl|pl|pt|ro|ru|sk|sv|th|tr|vi|zh)"
    r"(?:-[a-z]{2,4})?"
)

# What a part of an address is, if it is no name.
_KINDS = ("year", "date", "small", "number")


@dataclass(frozen=True, slots=True)
class _Address:
    """An address in parts: those of its path without the extension, and what it asks for."""

    host: str
    parts: tuple[str, ...]
    extension: str
    query: tuple[tuple[str, str], ...]


class Scope:
    """The shape of a feed's own links, or the patterns that a person gave in their place."""

    def __init__(
        self, entries: Sequence[Entry], include: Sequence[str] = (), feed_url: str = ""
    ) -> None:
        self._home: _Address | None = None
        self._include = [re.compile(pattern) for pattern in include]
        urls = dict.fromkeys(entry.url for entry in entries if entry.linked)
        links = [link for url in urls if (link := _address(url)) is not None]
        hosts = Counter(link.host for link in links)
        self._words = {part for link in links for part in link.parts}
        self._hosts = {host for host, count in hosts.items() if count >= _SHARE * len(links)}
        groups: dict[tuple[str, int], list[_Address]] = defaultdict(list)
        for link in links:
            if link.host in self._hosts:
                groups[link.host, len(link.parts)].append(link)
        # The one feed of a site shows some of its sections today, and others tomorrow.
        whole = is_of_whole_site(feed_url) and any(
            is_same_site(feed_url, f"https://{host}/") for host in self._hosts
        )
        # One link among many may lead anywhere: to an advertisement, to another section.
        least = 1 if len(links) < 5 else max(2, _SHARE * len(links))
        self._forms = {
            key: _Form(group, whole=whole) for key, group in groups.items() if len(group) >= least
        }

    def fits(self, url: str) -> bool:
        """Whether an address looks like one of the feed's, for judging a guess: by its host and
        the kinds of its parts, whatever its words. True if the feed shows no link at all."""
        if self._include:
            return self.accepts(url)
        if not self._hosts:
            return True
        link = _address(url)
        form = None if link is None else self._forms.get((link.host, len(link.parts)))
        return form is not None and link is not None and form.fits(link)

    def accepts(self, url: str) -> bool:
        """Whether an address of a source for the whole site is taken for one of the feed's."""
        if self._include:
            return any(pattern.search(url) for pattern in self._include)
        link = _address(url)
        if link is None:
            return False
        if self._home is not None:
            base = self._home.parts
            below = link.host in self._hosts and link.parts[: len(base)] == base
            return below and not self._is_in_another_language(link)
        form = self._forms.get((link.host, len(link.parts)))
        return form is not None and form.accepts(link)

    def for_posts(self, home: str) -> Scope:
        """The scope for what names no other articles than the feed of the front page `home`, but
        perhaps in other languages, too: all below it that is not under another language's code.
        """
        scope = copy(self)
        scope._home = _address(home)
        return scope

    def _is_in_another_language(self, link: _Address) -> bool:
        assert self._home is not None
        code = next(iter(link.parts[len(self._home.parts) :]), "")
        return _LANGUAGE.fullmatch(code) is not None and code not in self._words

    @property
    def is_blank(self) -> bool:
        """Whether nothing is known that an address could be like: none is accepted."""
        return not self._include and not self._forms

    @property
    def shows_section(self) -> bool:
        """Whether the feed's articles can be told from others of the site by more than form."""
        return bool(self._include) or (
            bool(self._forms) and all(form.has_section for form in self._forms.values())
        )

    def has_word(self, word: str) -> bool:
        """Whether the feed's own links have this word as a part."""
        return any(form.has_word(word) for form in self._forms.values())


class _Form:
    """What the links of one host and one number of parts have in common."""

    def __init__(self, links: list[_Address], *, whole: bool = False) -> None:
        paths = {link.parts for link in links}
        scripts = {link.extension for link in links} & _SCRIPTS
        asks = sum(bool(link.query) for link in links) >= _SAME * len(links)
        one_script = bool(scripts) and (len(paths) < len(links) or len(links) == 1)
        by_query = asks and (not links[0].parts or one_script or len(paths) * 2 <= len(links))
        self._extensions = {link.extension for link in links}
        names = Counter(name for link in links for name, _ in link.query)
        self._names = frozenset(names)
        # What names the page, should its path not do so.
        self._named_by = sorted(
            name for name, count in names.items() if by_query and count >= _SAME * len(links)
        )
        columns = [
            list(column) for column in zip(*(self._row(link) for link in links), strict=True)
        ]
        self._places = [_Place(column) for column in columns]
        for place in self._places if whole else ():
            place.open_if_various()
        # The last part that is not the same in all is the article's own name.
        own = [place for place in self._places if not place.is_fixed] or self._places[-1:]
        for place in own[-1:]:
            place.is_open = True

    def accepts(self, link: _Address) -> bool:
        if not self._is_alike(link):
            return False
        row = self._row(link)
        return all(place.accepts(part) for place, part in zip(self._places, row, strict=True))

    def fits(self, link: _Address) -> bool:
        if not self._is_alike(link):
            return False
        row = self._row(link)
        return all(place.fits(part) for place, part in zip(self._places, row, strict=True))

    def has_word(self, word: str) -> bool:
        return any(word in place.words for place in self._places)

    @property
    def has_section(self) -> bool:
        """Whether there is a word that all must have, or one of a few."""
        return any(not place.is_open and place.words - _ANY_FEED for place in self._places)

    def _is_alike(self, link: _Address) -> bool:
        names = {name for name, _ in link.query}
        return (
            link.extension in self._extensions
            and names <= self._names
            and names.issuperset(self._named_by)
        )

    def _row(self, link: _Address) -> list[str]:
        """The parts of its path, a month's name as its number, and the values that name it."""
        given = dict(link.query)
        return [*_with_months(link.parts), *(given.get(name, "") for name in self._named_by)]


class _Place:
    """What stands in one place of the links of a form."""

    def __init__(self, parts: Sequence[str]) -> None:
        kinds = Counter(_kind(part) for part in parts)
        self._kinds = _joined({kind for kind in kinds if kind in _KINDS})
        names = Counter(_bare(part) for part in parts if _kind(part) == "name")
        count = len(parts)
        common = {name for name, times in names.items() if times >= _SAME * count}
        self.words = frozenset(names)
        self.is_open = False
        self._has_ids = False
        self.is_fixed = count >= _FEW and bool(common)
        # Where each has its number, what has none is a page of the site.
        self._has_ids = count >= _MANY and all(_ID.search(part) for part in parts)
        singles = sum(times == 1 for times in names.values())
        if self.is_fixed:
            self._taken = frozenset(common)
            return
        self._taken = frozenset(
            name for name, times in names.items() if times > 1 or times >= _SHARE * count
        )
        # Titles stand once; sections come again, unless there are many of them.
        titles = sum(times for name, times in names.items() if _is_title(name))
        is_various = singles * 2 >= count
        self.is_open = is_various and count >= (_FEW if titles * 2 > count else _MANY)

    def open_if_various(self) -> None:
        """Takes any name, where some were seen: they are not all sections that there are."""
        if len(self.words) > 1:
            self.is_open, self.is_fixed = True, False

    def accepts(self, part: str) -> bool:
        kind = _kind(part)
        if kind != "name":
            return self._takes_number(kind)
        name = _bare(part)
        if name in self._taken:
            return True
        if not self.is_open or not self.words or self.is_fixed:
            return False
        if self._has_ids and not any(map(str.isdigit, part)):
            return False
        return bool(part) and not is_no_article(name)

    def fits(self, part: str) -> bool:
        kind = _kind(part)
        return bool(self.words) if kind == "name" else self._takes_number(kind)

    def _takes_number(self, kind: str) -> bool:
        return kind in self._kinds or "number" in self._kinds


def _joined(kinds: set[str]) -> frozenset[str]:
    """Numbers that are not all years, or all days, are numbers of any kind."""
    return frozenset(kinds if len(kinds) < 2 else ["number"])


def _kind(part: str) -> str:
    if not part[:1].isdigit() or not _NUMBERS.fullmatch(part):
        return "name"
    if _YEAR.fullmatch(part):
        return "year"
    if _DATE.fullmatch(part):
        return "date"
    return "small" if _SMALL.fullmatch(part) else "number"


def _bare(name: str) -> str:
    """A name for comparing: a date in it is none that others share."""
    return _DATE_WITHIN.sub("0", name) if any(map(str.isdigit, name)) else name


def _is_title(name: str) -> bool:
    """Whether a name is that of an article and of no section."""
    words = len([word for word in re.split(r"[-_+ ]+", name) if word])
    return words >= 4 or len(name) >= _LONG or (not name.isascii() and len(name) >= 8)


def _with_months(parts: tuple[str, ...]) -> Iterable[str]:
    """The parts, a month's name after or before a year as a number: `2021/nov/05`."""
    for at, part in enumerate(parts):
        month = MONTHS.get(part if part.isascii() else fold(part))
        if month and any(map(_YEAR.fullmatch, parts[max(0, at - 1) : at + 2])):
            yield f"{month:02d}"
        else:
            yield part


def _address(url: str) -> _Address | None:
    try:
        split = urlsplit(url)
    except ValueError:
        return None
    path = unquote(split.path).casefold() if "%" in split.path else split.path.lower()
    parts = [part for part in path.split("/") if part]
    extension = ""
    if parts:
        stem, _, ending = parts[-1].rpartition(".")
        if stem and ending in _EXTENSIONS:
            parts[-1], extension = stem, ending
    query: list[tuple[str, str]] = []
    for pair in split.query.split("&") if split.query else ():
        name, _, value = pair.partition("=")
        query.append((name.lower(), unquote(value).lower()))
    host = split.netloc.lower().removeprefix("www.")
    return _Address(host, tuple(parts), extension, tuple(query))

"""A site's own archive pages, one a day, month or year, by a template that a person gave."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from urllib.parse import urlsplit

from scraper.errors import ExtractError, FetchError
from scraper.front_matter import one_line
from scraper.history.sources import Answer, Ask, Item, Live, Reading, Wish
from scraper.history.spans import Span, of_days, of_url
from scraper.model import End, Entry
from scraper.urls import canonical, identity

MAX_MISSES = 60  # pages in a row that are not there, before any that is
_GONE = frozenset({404, 410})
_EAST, _WEST, _DAY = timedelta(hours=14), timedelta(hours=12), timedelta(days=1)
_ANY_LINK = "a[href], link[href]"
_FIELDS = {"{yyyy}": r"[0-9]{4}", "{mm}": r"[0-9]{1,2}", "{dd}": r"[0-9]{1,2}"}
# How addresses of further pages go on; what a list of another stretch or page ends with.
_FURTHER = re.compile(r"/?(?:/page[/-]|[?&](?:page|paged|pg|p)=)([0-9]{1,5})/?")
_LIST_ENDS = r"(?:\.[a-z]{3,5})?(?:/page[/-]?[0-9]{1,5})?(?:[?&].*)?"
_HEADLINE, _HEADLINE_CJK, _TEASER = 15, 8, 200  # characters
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class _Place:
    """A page: the first day of its stretch, and its own address if it is not the first of it.

    `misses` counts the pages that were not there; None once one was. `shown` are short hashes of
    what the pages of the stretch have shown so far.
    """

    first: date
    misses: int | None = 0
    page: str | None = None
    shown: frozenset[str] = frozenset()

    def written(self) -> str:
        told = [self.first.isoformat(), self.misses, self.page, sorted(self.shown)]
        return json.dumps(told)

    @classmethod
    def of(cls, cursor: str) -> _Place:
        first, misses, page, *more = json.loads(cursor)
        return cls(date.fromisoformat(first), misses, page, frozenset(*more))


class ArchivePages:
    """One page a day, month or year, from the newest wanted back to `since`.

    `template` is an address with {yyyy}, and {mm} and {dd} where its pages are of months or days;
    `links` a CSS selector of the articles' links there. Further pages of a stretch (`/page/2/`,
    `?page=2`) are followed where it links them.
    """

    name = "archive pages"
    paged = False
    whole_site = True
    guessed = False

    def __init__(self, live: Live, wish: Wish, template: str, links: str) -> None:
        self._feed_id = live.entries[0].feed_id if live.entries else ""
        self._entries = live.entries
        self._wish = wish
        self._template = template
        self._links = links
        self._lists = _lists_of(template)

    def begin(self) -> str | None:
        # Nothing is newer than what the feed shows.
        shown = max((e.published for e in self._entries if e.published), default=self._wish.now)
        newest = min(self._wish.until or self._wish.now, shown) + _EAST - timedelta(microseconds=1)
        return _Place(self._start(newest.astimezone(UTC).date())).written()

    def ask(self, cursor: str) -> Ask:
        place = _Place.of(cursor)
        return Ask(place.page or self._address(place.first), "page")

    def read(self, cursor: str, answer: Answer) -> Reading:
        from scraper.extract.links import page_links  # lxml: only where there are such pages

        place = _Place.of(cursor)
        try:
            links, all_links = page_links(answer.fetched, self._links, _ANY_LINK)
        except ExtractError as error:
            return self._go_on(place, None, words=f"{answer.fetched.url}: {error.reason}")
        own = {canonical(answer.fetched.url), canonical(answer.fetched.final_url)}
        titles: dict[str, str] = {}
        for link in links:
            if link.url not in own and not self._lists.fullmatch(_bare(link.url)):
                titles[link.url] = titles.get(link.url) or _headline(link.text)
        items = tuple(self._item(url, title, place.first) for url, title in titles.items())
        shown = place.shown | {_short(item.entry.identity) for item in items}
        # Some show their first page again for each number.
        is_more = len(shown) > len(place.shown)
        further = self._further(place, [link.url for link in all_links]) if is_more else None
        return self._go_on(replace(place, shown=shown), None, items=items, page=further)

    def refused(self, cursor: str, error: FetchError) -> Reading | None:
        if error.status not in _GONE:
            return None
        place = _Place.of(cursor)
        if place.misses is None:
            return self._go_on(place, None)
        misses = place.misses + 1
        if misses >= MAX_MISSES:
            words = f"none of the {misses} newest archive pages is there: is the address right?"
            return Reading(words=words)
        return self._go_on(place, misses)

    def _go_on(
        self,
        place: _Place,
        misses: int | None,
        *,
        items: tuple[Item, ...] = (),
        page: str | None = None,
        words: str = "",
    ) -> Reading:
        if page is not None:
            going = replace(place, misses=misses, page=page)
            return Reading(items, going.written(), words=words)
        older = self._start(place.first - _DAY) if place.first > date(1, 1, 1) else None
        if older is None or self._span(older).is_before(self._wish.since):
            return Reading(items, None, End.ALL_READ, words)
        return Reading(items, _Place(older, misses).written(), words=words)

    def _item(self, url: str, title: str, first: date) -> Item:
        entry = Entry(
            feed_id=self._feed_id,
            key=url,
            identity=identity(url),
            url=url,
            title=title,
            found_by=self.name,
        )
        # A link beside the list leads to another day's article: its own address knows.
        return Item(entry, of_url(url, self._wish.now).within(self._span(first)))

    def _further(self, place: _Place, urls: list[str]) -> str | None:
        """The page after this one of the same stretch, if it is linked."""
        start = (canonical(self._address(place.first)) or "").rstrip("/")
        numbers = {url: _number(url, start) for url in urls}
        here = _number(place.page, start) if place.page else 1
        return next((url for url, number in numbers.items() if number and number == here + 1), None)

    def _address(self, first: date) -> str:
        named = self._template.replace("{yyyy}", f"{first:%Y}".zfill(4))
        return named.replace("{mm}", f"{first:%m}").replace("{dd}", f"{first:%d}")

    def _start(self, day: date) -> date:
        """The first day of the stretch that a day belongs to."""
        if "{dd}" in self._template:
            return day
        return day.replace(day=1) if "{mm}" in self._template else day.replace(month=1, day=1)

    def _span(self, first: date) -> Span:
        days = 1
        if "{dd}" not in self._template:
            over = first + timedelta(days=31 if "{mm}" in self._template else 366)
            days = (self._start(over) - first).days
        return of_days(datetime.combine(first, time(), UTC), days)


def _short(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _number(url: str, start: str) -> int:
    """Which page of a stretch an address is; 0 if it is none of its further ones."""
    match = _FURTHER.fullmatch(url[len(start) :]) if url.startswith(start) else None
    return int(match[1]) if match else 0


def _bare(url: str) -> str:
    """An address without what makes no other page of it; its query as it stands."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return parts.netloc.removeprefix("www.") + parts.path.rstrip("/") + query


def _lists_of(template: str) -> re.Pattern[str]:
    """The bare addresses of archive pages: those of the template, of longer and of shorter
    stretches, and their further pages.
    """
    marked = template
    for field in _FIELDS:
        marked = marked.replace(field, f"z{field[1:-1]}z")
    text = re.escape(_bare(canonical(marked) or marked))
    cuts = [text]
    for field in _FIELDS:
        end = text.rfind(f"z{field[1:-1]}z")
        if end >= 0:
            cuts.append(text[: end + len(field)])
    finer = ("{mm}" not in template) + ("{dd}" not in template)
    cuts[0] += rf"(?:/[0-9]{{1,2}}){{0,{finer}}}" if finer else ""
    either = "|".join(f"(?:{cut})" for cut in cuts)
    for field, digits in _FIELDS.items():
        either = either.replace(f"z{field[1:-1]}z", digits)
    return re.compile(f"(?:{either}){_LIST_ENDS}")


def _headline(text: str) -> str:
    """The words of a link, if they can be a headline; no "read more", and no teaser."""
    text = one_line(text)
    if len(text) > _TEASER or text.endswith(("…", "...")):
        return ""
    if _CJK.search(text):
        return text if len(text) >= _HEADLINE_CJK else ""
    return text if len(text) >= _HEADLINE and text.count(" ") >= 2 else ""

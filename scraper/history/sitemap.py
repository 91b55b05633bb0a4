"""A site's sitemaps as a source of history: all articles of a site, as good as without dates. Pure.

Read from the newest on. A sitemap is left out only where all in it is provably older than asked
for: by its `lastmod`, or by the days that its name says, once others of the site have shown that
their names can be believed. A `lastmod` is never the date of an article: it was published then or
before.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from scraper.errors import FetchError
from scraper.history.scope import Scope
from scraper.history.sitemap_names import (
    folder_of,
    is_in_folder,
    without_others,
    words_of_others,
)
from scraper.history.sitemap_state import NEWER, OLDER, UNCHANGED, Child, State
from scraper.history.sitemap_xml import Ref, Sitemap, Url, read_sitemap
from scraper.history.sources import Answer, Ask, Item, Live, Reading, Wish
from scraper.history.spans import Span, exactly, not_after, of_url
from scraper.history.static_words import names_section
from scraper.model import End, Entry
from scraper.urls import canonical, identity, is_same_site, origin_of

NAME = "sitemap"
GUESSES = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml", "/sitemap-index.xml")
MAX_DEPTH = 3  # of indexes
MAX_WAITING = 10_000
_LONGEST = 2_048  # characters of a sitemap's address, of which many are remembered
_MAX_FAILURES = 3  # in a row
_DAY = timedelta(days=1)
_NEWS_FOR = timedelta(days=8)  # a sitemap for news should name those of two days
_GAP = timedelta(days=30)  # between the newest of sitemaps and the oldest that a feed shows
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_GONE = frozenset((404, 410))
_FEW = 10  # of so many links one is none that tells of a feed's site
_TAIL = 24  # characters by which an address is looked for among the feed's own


@dataclass(frozen=True, slots=True)
class Sitemaps:
    """The sitemaps that robots.txt names, else those where sites have them."""

    live: Live
    wish: Wish
    scope: Scope
    name = NAME
    paged = False
    whole_site = True
    guessed = False

    def begin(self) -> str | None:
        site = site_of(self.live)
        if site is None or self.scope.is_blank:
            return None
        if names_section(self.live.url) and not self.scope.shows_section:
            return None  # nothing tells the section's articles from those of the rest
        shown = [entry.url for entry in self.live.entries if entry.linked]
        homes = [site, *folder_of(self.live.site or "", shown)]
        state = State(guesses=[f"{home}{path}" for home in homes for path in GUESSES])
        self._add(state, [Ref(url) for url in self.live.sitemaps], Child(site, depth=0))
        self._go_on(state)
        return state.dump() if state.queue else None

    def ask(self, cursor: str) -> Ask:
        return Ask(State.load(cursor).queue[0].url, "sitemap")

    def read(self, cursor: str, answer: Answer) -> Reading:
        state = State.load(cursor)
        child = state.queue.pop(0)
        fetched = answer.fetched
        sitemap = read_sitemap(fetched.body, fetched.content_type)
        page = self._page(sitemap, fetched.final_url, child, lies=state.lies)
        if page.lies and not state.lies:
            state.lies = True
            page = self._page(sitemap, fetched.final_url, child, lies=True)
        state.failures = 0
        if page.count or page.refs:
            state.read += 1
            if child.guess:
                state.guesses = [one for one in state.guesses if is_in_folder(one)]
        state.named += page.count
        state.is_whole = state.is_whole or page.count > page.news or page.reaches_back
        state.hits += len(page.items)
        state.meets = state.meets or page.meets
        if page.cut:
            state.cut.append(child)
        state.note(child, page.dates)
        for words in sitemap.words:
            state.miss(words)
        if page.refs:
            self._check_lastmods(state, page.refs)
            self._add(state, page.refs, replace(child, url=fetched.final_url))
        return self._after(state, tuple(page.items), "; ".join(sitemap.words))

    def refused(self, cursor: str, error: FetchError) -> Reading | None:
        state = State.load(cursor)
        child = state.queue.pop(0)
        state.failures += 1
        passing = error.retry is not None or not error.asked
        if passing:
            others = any(not one.tries for one in state.queue)
            if error.host_wide or not others or state.failures >= _MAX_FAILURES:
                return None
            state.queue.append(replace(child, tries=child.tries + 1))
            return self._after(state, ())
        if error.status in _GONE or error.phase in ("parse", "redirect"):
            if child.guess:
                state.failures = 0
            elif child.depth > 1 or error.status not in _GONE:
                state.miss("not found" if error.status in _GONE else error.reason)
            return self._after(state, ())
        if child.guess or not state.queue or state.failures >= _MAX_FAILURES:
            return None
        state.miss("refused")
        return self._after(state, ())

    def _after(self, state: State, items: tuple[Item, ...], words: str = "") -> Reading:
        """What is read next, or how the walk ends."""
        self._go_on(state)
        if state.queue:
            return Reading(items, state.dump(), words=words)
        missed = ", ".join(f"{count} × {why}" for why, count in state.missed.items())
        if not state.read:
            return Reading(
                items, None, End.OVER, f"no sitemap ({missed})" if missed else "no sitemap"
            )
        if missed:
            end = End.REFUSED if "refused" in state.missed else End.OVER
            return Reading(items, None, end, f"not all sitemaps could be read: {missed}")
        if not state.named:
            return Reading(items, None, End.OVER, "no sitemap names any page")
        if not state.is_whole:
            return Reading(items, None, End.OVER, "only a sitemap of the last days' news")
        if not state.hits:
            return Reading(items, None, End.OVER, "no sitemap names articles like the feed's")
        if not state.meets:
            return Reading(items, None, End.OVER, "the sitemaps end before the feed begins")
        return Reading(items, None, End.ALL_READ, words)

    def _go_on(self, state: State) -> None:
        """Fills the queue, should there be anything left to read."""
        while not state.queue and (state.aside or (state.cut and state.lies)):
            state.settle()
        while not state.queue and state.guesses and not (state.is_whole and state.hits):
            guess = state.guesses.pop(0)
            # What names a site's pages may lack those of a blog in a folder.
            if (not state.is_whole or is_in_folder(guess)) and state.is_new(guess):
                state.queue.append(Child(guess, guess=True))

    def _add(self, state: State, refs: list[Ref], parent: Child) -> None:
        """Puts the sitemaps that an index names where they belong."""
        depth = parent.depth + 1
        if depth > MAX_DEPTH + 1:
            state.miss("indexes within indexes")
            return
        changed = {}
        for ref in refs:
            url = canonical(ref.loc, parent.url)
            if url is not None and len(url) > _LONGEST:
                state.miss("an address too long")
                continue
            if url is not None and (depth == 1 or self._is_ours(url, parent.url)):
                changed[url] = ref.changed.latest
        own = frozenset(word for word in words_of_others() if self.scope.has_word(word))
        for url in without_others(list(changed), own):
            if not state.is_new(url):
                continue
            if len(state.queue) + len(state.aside) >= MAX_WAITING:
                state.miss("more than can be remembered")
                return
            child = Child(url, depth, changed[url])
            why = self._why_aside(child, state)
            state.meets = state.meets or why == NEWER
            if why:
                state.aside.append((child, why))
            else:
                state.queue.append(child)
        state.queue.sort(key=lambda child: -child.newest)

    def _is_ours(self, url: str, parent: str) -> bool:
        sites = [parent, *self.live.sitemaps]
        return any(is_same_site(url, site) for site in sites)

    def _why_aside(self, child: Child, state: State) -> str:
        wish, period = self.wish, child.period
        if period.is_before(wish.since):
            return OLDER
        if period.is_from(wish.until):
            return NEWER
        if not state.lies and not_after(child.changed).is_before(wish.since):
            return UNCHANGED
        return ""

    def _check_lastmods(self, state: State, refs: list[Ref]) -> None:
        """Lists that all seem old enough to be left out, and older than the feed's own articles,
        can't all be right."""
        shown = [e.published for e in self.live.entries if e.linked and e.published is not None]
        known = [ref.changed.latest or self.wish.now for ref in refs]
        shown = [date for date in shown if date <= self.wish.now]
        newest = max(known, default=self.wish.now)
        if shown and newest < self.wish.since and newest + _DAY < max(shown):
            state.lies = True

    def _page(self, sitemap: Sitemap, base: str, child: Child, *, lies: bool) -> _Page:
        """What one sitemap holds: only such addresses are kept as may be wanted."""
        page = _Page()
        since, until = self.wish.since, self.wish.until
        last_days = self.wish.now - _NEWS_FOR
        first = self._oldest_shown() - _GAP
        shown = _by_tail(self.live.entries)
        has_period = child.period.latest is not None
        last_old: Item | None = None
        for found in sitemap:
            if isinstance(found, Ref):
                page.refs.append(found)
                continue
            page.count += 1
            page.news += found.published.latest is not None
            told = found.published
            if told.latest is None:
                told = of_url(found.loc, self.wish.now)
            url = ""
            if found.loc.rstrip("/")[-_TAIL:] in shown:
                url = canonical(found.loc, base) or ""
                date = shown[found.loc.rstrip("/")[-_TAIL:]].get(identity(url))
                if date is not None:
                    page.note(date, found.changed, child)
                    told = told if told.latest is not None else exactly(date)
            if has_period and told.latest is not None:
                page.dates.append(told)
            if told.is_before(since) or told.is_before(last_days):
                page.reaches_back = True
            unchanged = not_after(None if lies else found.changed.latest)
            span = told.within(unchanged)
            page.meets = page.meets or not span.is_before(first)
            if span.is_from(until):
                continue
            if span.is_before(since):
                page.cut = page.cut or not told.is_before(since)
                if last_old is not None and not _is_newer(span, last_old.span):
                    continue
            url = url or canonical(found.loc, base) or ""
            if not url or not self.scope.accepts(url):
                continue
            item = Item(self._entry(found, url), span)
            if span.is_before(since):
                last_old = item
            else:
                page.items.append(item)
        if last_old is not None:
            page.items.append(last_old)
        return page

    def _oldest_shown(self) -> datetime:
        dates = [e.published for e in self.live.entries if e.linked and e.published is not None]
        return max(min(dates, default=self.wish.since), _EPOCH)

    def _entry(self, found: Url, url: str) -> Entry:
        return Entry(
            feed_id=self.live.entries[0].feed_id,
            key=url,
            identity=identity(url),
            url=url,
            title=found.title,
            published=found.published.exact,
            published_raw=found.published.exact,
            found_by=NAME,
        )


def site_of(live: Live) -> str | None:
    """The origin of the site whose articles a feed shows; None if its links lead to many sites.

    That of most links. Who links to others' articles, too, has the feed itself on its own site.
    """
    origins = Counter(origin_of(entry.url) for entry in live.entries if entry.linked)
    homes = [live.url, *([live.site] if live.site is not None else [])]
    for origin, count in origins.most_common():
        if count * _FEW < origins.total():
            break
        if any(is_same_site(origin, home) for home in homes):
            return origin
    most = origins.most_common(1)
    return most[0][0] if most and most[0][1] * 2 > origins.total() else None


@dataclass(slots=True)
class _Page:
    """What one sitemap holds.

    `items` are the wanted ones and, of those that are surely older, the newest: it shows that the
    list goes on there. `cut`: some were left out for no other reason than their `lastmod`; `meets`:
    some may be as new as what the feed shows, but for a month.
    """

    items: list[Item] = field(default_factory=list)
    refs: list[Ref] = field(default_factory=list)
    dates: list[Span] = field(default_factory=list)
    count: int = 0
    news: int = 0
    reaches_back: bool = False
    cut: bool = False
    lies: bool = False
    meets: bool = False

    def note(self, published: datetime, changed: Span, child: Child) -> None:
        """An article of the feed, with the date that it gives there."""
        for latest in (changed.latest, child.changed):
            if latest is not None and latest + _DAY < published:
                self.lies = True


def _by_tail(entries: tuple[Entry, ...]) -> dict[str, dict[str, datetime]]:
    """The feed's own articles of a known date, by the end of their addresses."""
    found: dict[str, dict[str, datetime]] = {}
    for entry in entries:
        if entry.linked and entry.published is not None:
            parts = urlsplit(entry.url)
            tail = (f"{parts.path}?{parts.query}" if parts.query else parts.path).rstrip("/")
            url = f"{parts.scheme}://{parts.netloc}{tail}"
            found.setdefault(url[-_TAIL:], {})[entry.identity] = entry.published
    return found


def _is_newer(one: Span, other: Span) -> bool:
    """Whether it tells more of how far a list goes: a date is better than a bound."""
    first, second = one.latest, other.latest
    if (one.exact is None) != (other.exact is None):
        return one.exact is not None
    floor = datetime.min.replace(tzinfo=UTC)
    return (first or floor) > (second or floor)

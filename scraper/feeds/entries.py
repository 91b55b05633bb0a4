"""Drafts of one document -> entries with URL, key, identity and instants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from hashlib import sha256
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from scraper import urls
from scraper.dates import parse_date
from scraper.feeds.drafts import Draft, DraftFeed
from scraper.feeds.lines import clean_line, language_tag
from scraper.model import BodyFrom, Entry, Feed

# Joins feed and key into an identity that no URL can be.
_SEPARATOR = "\x1f"
_MAX_TAGS = 50
_SHORT = 100  # characters, tags and all
_COMPARED = 20_000
_MOST = 0.7
_MOST_TWINS = 50
_SAME_DAY = timedelta(hours=20)  # the next day's edition of a page comes after a day


@dataclass(frozen=True, slots=True)
class _Placed:
    """A draft with its page's URL and identity ("" if it has none) and its guid as one line."""

    draft: Draft
    url: str
    guid: str
    identity: str


class _Dates:
    """A document's dates by the feed's zones. Each is asked for several times, and read once."""

    def __init__(self, feed: Feed) -> None:
        self._zone = UTC if feed.timezone == "UTC" else ZoneInfo(feed.timezone)
        self._override = ZoneInfo(feed.timezone_override) if feed.timezone_override else None
        self._read: dict[tuple[str, tzinfo, tzinfo | None], datetime | None] = {}

    def raw(self, text: str) -> datetime | None:
        """As the feed means it."""
        return self._by(text, self._zone, None)

    def mended(self, text: str) -> datetime | None:
        return self._by(text, self._zone, self._override)

    def plain(self, text: str) -> datetime | None:
        """By no zone of the feed's: for comparing one entry with another."""
        return self._by(text, UTC, None)

    def _by(self, text: str, zone: tzinfo, override: tzinfo | None) -> datetime | None:
        if not text:
            return None
        key = (text, zone, override)
        if key not in self._read:
            self._read[key] = parse_date(text, zone=zone, override=override)
        return self._read[key]


def make_entries(read: DraftFeed, feed: Feed, final_url: str) -> tuple[list[Entry], list[str]]:
    """The entries of a document in its order, each key once, and what was odd about them.

    Key: the guid, if no other entry of the document has it; else the canonical URL, if no other
    has that; else a hash of title and date, or of the text. Identity: that of the URL, unless
    several entries share it (or it is the site's front page): then it names no article, and feed
    and key do.
    """
    warnings: list[str] = []
    base = urls.canonical(read.site, final_url) or final_url
    placed: list[_Placed] = []
    for number, draft in enumerate(read.drafts, 1):
        url = _url_of(draft, base)
        if not url and draft.links:
            warnings.append(f"entry {number}: no usable link: {clean_line(draft.links[0])[:80]!r}")
        if not url and not (draft.title or draft.summary_html or draft.content_html):
            warnings.append(f"entry {number}: empty, left out")
            continue
        identity = urls.identity(url) if url else ""
        placed.append(_Placed(draft, url, clean_line(draft.guid), identity))
    dates = _Dates(feed)
    placed = list(_without_repeats(placed, dates, by_page=feed.body_from is BodyFrom.PAGE))

    guids = Counter(item.guid for item in placed)
    named = Counter(item.identity for item in placed if item.url)
    entries: list[Entry] = []
    taken: set[str] = set()
    for item in placed:
        shared = bool(item.url) and named[item.identity] > 1
        key = next((key for key in _keys(item, guids, shared) if key not in taken), None)
        if key is None:  # the same text under the same guid and URL
            continue
        taken.add(key)
        identity = f"{feed.id}{_SEPARATOR}{key}" if shared else item.identity
        entry, odd = _entry(item, key, identity, feed, dates, base, read.language)
        entries.append(entry)
        warnings += odd
    return entries, warnings


def _url_of(draft: Draft, base: str) -> str:
    """The canonical URL of the entry's page. A link to the site's front page is none."""
    for link in draft.links:
        url = urls.canonical(link.strip(), base)
        if url and not _is_front_page(url, base):
            return url
    return ""


def _is_front_page(url: str, base: str) -> bool:
    parts = urlsplit(url)
    bare = parts.path in ("", "/") and not parts.query and not parts.fragment
    return bare and urls.host_of(url) == urls.host_of(base)


def _without_repeats(
    items: Sequence[_Placed], dates: _Dates, *, by_page: bool
) -> Iterator[_Placed]:
    """Each entry once: the first of those that share page and title, and say the same.

    A shared guid or page alone proves nothing: release notes are parts of one page, live pages
    are written anew under one link. Where the text is the page's (`by_page`), a title that comes
    again within a day, with hardly another text, is the same article under another guid.
    """
    seen: set[tuple[str, ...]] = set()
    before: dict[tuple[str, str], list[tuple[datetime, str]]] = {}
    for item in items:
        draft = item.draft
        page = item.identity if item.url else item.guid
        text = draft.content_html or draft.summary_html
        name = (page, draft.title, draft.published, text)
        if name in seen:
            continue
        seen.add(name)
        if by_page and item.url and draft.title:
            time = dates.plain(draft.published)
            others = before.setdefault((page, draft.title), [])
            if time is not None and any(
                abs(time - at) < _SAME_DAY and _say_the_same(text, said) for at, said in others
            ):
                continue
            if time is not None and len(others) < _MOST_TWINS:
                others.append((time, text))
        yield item


def _say_the_same(one: str, other: str) -> bool:
    """Whether two texts share most of their words, or one is too short to say anything."""
    first, second = sorted((one, other), key=len)
    if len(first) < _SHORT:
        return True
    words, more = (set(text[:_COMPARED].split()) for text in (first, second))
    return len(words & more) >= _MOST * len(words)


def _keys(item: _Placed, guids: Counter[str], shared: bool) -> Iterator[str]:
    if item.guid and guids[item.guid] == 1:
        yield item.guid
    if item.url and not shared:
        yield item.url
    draft = item.draft
    if draft.title and draft.published:
        yield _hash(draft.title, draft.published)  # texts are edited
    yield _hash(draft.title, draft.content_html or draft.summary_html)
    yield _hash(draft.title, draft.content_html, draft.summary_html, draft.published, item.guid)


def _hash(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def _entry(
    item: _Placed, key: str, identity: str, feed: Feed, dates: _Dates, base: str, language: str
) -> tuple[Entry, list[str]]:
    draft = item.draft
    url = item.url
    if not url:
        # Stays the same for as long as the key does, and names no page that could be fetched;
        # a fragment of this form survives urls.canonical, so `from:` gives it back.
        own = urls.canonical(feed.url) or feed.url
        url = f"{own}#!{sha256(key.encode('utf-8', 'replace')).hexdigest()[:8]}"
    raw, published = dates.raw(draft.published), dates.mended(draft.published)
    if raw is None:
        raw = published = _sane(draft.published_parsed, draft.published)
    odd = []
    if draft.published and raw is None:
        odd.append(f"{clean_line(draft.title)[:60]!r}: unreadable date {draft.published[:40]!r}")
    entry = Entry(
        feed_id=feed.id,
        key=key,
        identity=identity or urls.identity(url),
        url=url,
        linked=bool(item.url),
        title=draft.title,
        author=", ".join(draft.authors) or None,
        published=published,
        published_raw=raw,
        updated=dates.mended(draft.updated),
        summary_html=draft.summary_html,
        content_html=draft.content_html,
        tags=_tags(draft),
        guid=item.guid or None,
        language=language_tag(draft.language) or language_tag(language),
        image=_image(draft, url if item.url else base),
    )
    return entry, odd


def _sane(parsed: tuple[int, ...] | None, written: str) -> datetime | None:
    """The format's own reading of a date, if year and day stand in what was written.

    feedparser makes 2025-01-01 of "2024-13-45", and 2017 of an epoch.
    """
    if parsed is None or len(parsed) < 6:
        return None
    year, month, day, hour, minute, second = parsed[:6]
    if not 1990 <= year <= 2100 or str(year) not in written or str(day) not in written:
        return None
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _tags(draft: Draft) -> tuple[str, ...]:
    lines = (clean_line(tag) for tag in draft.tags)
    return tuple(dict.fromkeys(line for line in lines if line))[:_MAX_TAGS]


def _image(draft: Draft, base: str) -> str | None:
    for image in draft.images:
        url = urls.absolute(image, base) if image.strip() else ""
        if url.startswith(("http://", "https://")):
            return url
    return None

"""The WordPress REST API as a source: its posts, windowed by date (`/wp/v2/posts`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from scraper.charset import decode
from scraper.errors import FetchError, ParseError
from scraper.history.paging import feed_in, items_of
from scraper.history.sources import Answer, Ask, Live, Reading, Wish
from scraper.history.window import shows_some
from scraper.model import End
from scraper.urls import host_of, origin_of

_PER_PAGE = 100  # the most it allows
_DEFAULT = 10  # what it gives where it doesn't heed how many were asked for
_NEARLY_FULL, _HALF_FULL = 0.8, 0.5
_FIELDS = "id,date,date_gmt,modified_gmt,link,title,guid"
# `after` and `before` are compared with the site's local time, whatever zone they name: `before`
# is said in that of the posts themselves, `after` with room for any zone.
_ANY_ZONE = timedelta(hours=14)
_FIRST = datetime(1001, 1, 1, tzinfo=UTC)
_NO_API = frozenset({400, 404, 410, 405, 501})


class _Cursor(msgspec.Struct, frozen=True):
    plain: bool = False  # without pretty addresses: ?rest_route=
    before: str = ""  # local time, as the site wrote it
    page: int = 1
    most: int = _DEFAULT  # posts that one answer held so far


@dataclass(frozen=True, slots=True)
class WordPress:
    """All posts of a site, 100 at once, each window beginning where the one before ended.

    Not by deep pages: those shift while they are read, and cost the site more each.
    """

    live: Live
    wish: Wish
    name = "wordpress"
    paged = True
    whole_site = True  # asked of its main feed only; but there may be other languages
    guessed = True

    def begin(self) -> str:
        return _written(_Cursor(before=self._until()))

    def ask(self, cursor: str) -> Ask:
        at = _read(cursor)
        asked = {
            "per_page": str(_PER_PAGE),
            "orderby": "date",
            "order": "desc",
            "_fields": _FIELDS,
            "after": f"{max(self.wish.since, _FIRST) - _ANY_ZONE:%Y-%m-%dT%H:%M:%S}",
        }
        if at.before:
            asked["before"] = at.before
        if at.page > 1:
            asked["page"] = str(at.page)
        home = home_of(self.live)
        if at.plain:
            return Ask(f"{home}/?rest_route=/wp/v2/posts&{urlencode(asked)}", "posts")
        return Ask(f"{home}/wp-json/wp/v2/posts?{urlencode(asked)}", "posts")

    def read(self, cursor: str, answer: Answer) -> Reading:
        at = _read(cursor)
        items = items_of(feed_in(answer), self.name, self.wish)
        dates = _local_dates(answer)
        begins = at.before == self._until() and at.page == 1
        if begins and not items and self._shows_some():
            return Reading(end=End.NO_FEED, words="its REST API has no posts")
        if dates and at.before and f"{dates[0]:%Y-%m-%dT%H:%M:%S}" > at.before:
            return Reading(items, None, End.NO_FEED, "a REST API that gives its latest posts only")
        # Some give fewer than were asked for; and a page may lack posts that only some may read.
        if len(dates) < at.most * (_NEARLY_FULL if at.most >= _PER_PAGE else _HALF_FULL):
            return Reading(items, None, End.WINDOW)
        most = max(at.most, len(dates))
        # Posts of one second may stand on both sides of the cut, so it is asked for again.
        before = _second_after(dates[-1])
        if dates[0] == dates[-1] and len(dates) > 1:  # all of one: only pages tell them apart
            going = _Cursor(at.plain, at.before or before, at.page + 1, most)
            return Reading(items, _written(going), begins=begins)
        if before == at.before:  # newer ones than were asked for
            return Reading(items, None, End.REPEATS)
        return Reading(items, _written(_Cursor(at.plain, before, most=most)), begins=begins)

    def refused(self, cursor: str, error: FetchError) -> Reading | None:
        at = _read(cursor)
        if at.page > 1 and error.status in _NO_API:  # "rest_post_invalid_page_number"
            before = _second_before(at.before)
            return Reading((), _written(_Cursor(at.plain, before, most=at.most)))
        if not at.plain and at.before == self._until() and _is_no_api(error):
            return Reading((), _written(_Cursor(True, at.before)))
        return Reading((), None, End.NO_FEED, "no REST API") if _is_no_api(error) else None

    def _shows_some(self) -> bool:
        return shows_some(self.live.entries, self.wish.since, self.wish.until)

    def _until(self) -> str:
        until = self.wish.until
        return "" if until is None else f"{until + _ANY_ZONE:%Y-%m-%dT%H:%M:%S}"


def home_of(live: Live) -> str:
    """The front page of the site that the feed belongs to, without the slash at its end.

    The page that the feed names, if it is of the feed's host.
    """
    if live.site is not None and _bare(live.site) == _bare(live.url):
        return live.site.partition("?")[0].partition("#")[0].rstrip("/")
    return origin_of(live.url)


def is_main_feed(live: Live) -> bool:
    """Whether a feed is that of the whole site, and not of a category, a tag or an author."""
    base = urlsplit(home_of(live)).path
    links = [urlsplit(entry.url).path for entry in live.entries if entry.linked]
    below = sum(link.startswith(f"{base}/") for link in links)
    if len(links) > 1 and below * 2 < len(links):
        return False  # no front page that posts lie below: a category's own page
    parts = urlsplit(live.url)
    path = parts.path.removeprefix(base).strip("/")
    main = ("", "feed", "feed/rss", "feed/rss2", "feed/atom", "feed/rdf", "rss", "rss2", "atom")
    # A search, a tag, a kind of posts: all of these are asked for in the query.
    return path.removesuffix(".xml") in main and {name for name, _ in parse_qsl(parts.query)} <= {
        "feed"
    }


def _bare(url: str) -> str:
    return host_of(url).removeprefix("www.")


def _is_no_api(error: FetchError) -> bool:
    return error.status in _NO_API


def _local_dates(answer: Answer) -> list[datetime]:
    """When its posts were published, by the site's clock, the newest first."""
    posts = json.loads(decode(answer.fetched.body, answer.fetched.content_type, "json").text)
    dates = [str(post.get("date", "")) for post in posts if isinstance(post, dict)]
    try:
        found = [datetime.fromisoformat(date).replace(tzinfo=None) for date in dates]
    except ValueError as error:
        raise ParseError(f"a post of the date {str(error)[:60]}") from None
    if found and max(found).year >= MAXYEAR:
        raise ParseError(f"a post of the year {MAXYEAR}")
    return sorted(found, reverse=True)


def _second_after(date: datetime) -> str:
    return f"{date + timedelta(seconds=1):%Y-%m-%dT%H:%M:%S}"


def _second_before(date: str) -> str:
    return f"{datetime.fromisoformat(date) - timedelta(seconds=1):%Y-%m-%dT%H:%M:%S}"


def _written(cursor: _Cursor) -> str:
    return msgspec.json.encode(cursor).decode()


def _read(cursor: str) -> _Cursor:
    return msgspec.json.decode(cursor, type=_Cursor)

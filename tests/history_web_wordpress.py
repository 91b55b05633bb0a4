"""WordPress in the simulated web: feeds with ?paged=N, and its REST API with its ways."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from history_web import Asked, NewsSite, Reply, Story, reply
from history_web_feeds import Dates, count, cut, guid, pub_date, rss

GENERATOR = "https://wordpress.org/?v=6.6.2"
_ZONE = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$")


@dataclass(slots=True)
class WordPressFeed:
    """A feed with ?paged=N: 404 after the last page. `items` may be made to lie."""

    site: NewsSite
    size: int = 10
    told: Sequence[Story] | None = None  # of a category
    dates: Dates = pub_date
    items: Callable[[int], Sequence[Story]] | None = None
    home: str = "/"
    head: Callable[[], str] | None = None

    def __call__(self, asked: Asked) -> Reply | None:
        page = asked.number("paged", 1)
        if self.items is not None:
            shown = self.items(page)
        else:
            shown = cut(self.site.shown if self.told is None else self.told, page, self.size)
            if not shown:
                return reply("<html><title>Page not found</title></html>", "text/html", 404)
        head = self.head() if self.head is not None else ""
        return rss(
            self.site,
            shown,
            dates=self.dates,
            generator=GENERATOR,
            home=self.home,
            head=head,
        )


def open_wordpress_feed(site: NewsSite, size: int = 10) -> WordPressFeed:
    """The feed of the whole site."""
    count(site, size)
    feed = WordPressFeed(site, size)
    site.open(site.feed_path, feed)
    return feed


def open_category(site: NewsSite, section: str, size: int = 10) -> WordPressFeed:
    """The feed of a category, which becomes the site's feed that is asked about."""
    site.feed_path = f"/category/{section}/feed/"
    told = [story for story in site.stories if story.section == section]
    count(site, size, told)
    feed = WordPressFeed(site, size, told, home=f"/category/{section}/")
    site.open(site.feed_path, feed)
    return feed


@dataclass(slots=True)
class Rest:
    """`/wp/v2/posts`. Dates are compared in the site's own zone, whatever zone they name."""

    site: NewsSite
    zone: str = "UTC"
    told: Sequence[Story] | None = None
    origin: str | None = None  # where the links lead

    def local(self, story: Story) -> datetime:
        """When it was published by the site's own clock."""
        return story.published.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def __call__(self, asked: Asked) -> Reply:
        page, size = asked.number("page", 1), asked.number("per_page", 10)
        if not 1 <= size <= 100:
            return _error("rest_invalid_param", "Invalid parameter(s): per_page", 400)
        if asked.query.get("orderby", "date") != "date":
            return _error("rest_invalid_param", "Invalid parameter(s): orderby", 400)
        found = list(self.site.shown if self.told is None else self.told)
        if "before" in asked.query:
            found = [s for s in found if self.local(s) < _naive(asked.query["before"])]
        if "after" in asked.query:
            found = [s for s in found if self.local(s) > _naive(asked.query["after"])]
        found.sort(key=self.local, reverse=asked.query.get("order", "desc") == "desc")
        pages = math.ceil(len(found) / size)
        if page > max(pages, 1):
            return _error(
                "rest_post_invalid_page_number",
                "The page number requested is larger than the number of pages available.",
                400,
            )
        fields = [name for name in asked.query.get("_fields", "").split(",") if name]
        posts = [self._post(story, fields) for story in cut(found, page, size)]
        answer = reply(json.dumps(posts), "application/json; charset=UTF-8")
        more = (("X-WP-Total", str(len(found))), ("X-WP-TotalPages", str(pages)))
        return Reply(answer.body, 200, (*answer.headers, *more))

    def _post(self, story: Story, fields: Sequence[str]) -> dict[str, object]:
        post: dict[str, object] = {
            "id": story.number,
            "date": f"{self.local(story):%Y-%m-%dT%H:%M:%S}",
            "date_gmt": f"{story.published.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
            "guid": {"rendered": guid(self.site, story)},
            "modified_gmt": f"{story.updated.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
            "type": "post",
            "status": "publish",
            "link": (self.origin or self.site.origin) + story.path,
            "title": {"rendered": story.title},
            "content": {"rendered": "<p>Long.</p>" * 20},
        }
        return {name: post[name] for name in fields if name in post} if fields else post


def open_rest(
    site: NewsSite, zone: str = "UTC", *, pretty: bool = True, rest: Rest | None = None
) -> None:
    """The API at /wp-json, or only at ?rest_route=; a reader needs a page of 100 for 100 posts."""
    rest = rest or Rest(site, zone)
    told = site.shown if rest.told is None else rest.told
    site.documents = [
        frozenset(story.number for story in told[at : at + 100]) for at in range(0, len(told), 100)
    ]

    def plain(asked: Asked) -> Reply | None:
        route = asked.query.get("rest_route")
        if route == "/":
            return _index(site)
        return rest(asked) if route == "/wp/v2/posts" else None

    site.open("/", plain)
    if pretty:
        site.open("/wp-json/", lambda asked: _index(site))
        site.open("/wp-json/wp/v2/posts", rest)


def open_closed_rest(site: NewsSite, status: int = 401) -> None:
    """The API, for members only."""
    refusal = _error("rest_not_logged_in", "You are not currently logged in.", status)
    site.open("/wp-json/", lambda asked: refusal)
    site.open("/wp-json/wp/v2/posts", lambda asked: refusal)
    site.open("/", lambda asked: refusal if "rest_route" in asked.query else None)


def _index(site: NewsSite) -> Reply:
    document = {"name": "The Chronicle", "url": site.origin, "namespaces": ["wp/v2"]}
    return reply(json.dumps(document), "application/json; charset=UTF-8")


def _error(code: str, message: str, status: int) -> Reply:
    body = {"code": code, "message": message, "data": {"status": status}}
    return reply(json.dumps(body), "application/json; charset=UTF-8", status)


def _naive(written: str) -> datetime:
    """The date as it stands there; its zone is ignored."""
    return datetime.fromisoformat(_ZONE.sub("", written))

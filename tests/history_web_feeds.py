"""Feeds of the simulated web, and how each leads to its older entries."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

from history_web import Asked, NewsSite, Reply, Story, reply

Dates = Callable[[Story], str]
Links = Sequence[tuple[str, str]]
FH = 'xmlns:fh="http://purl.org/syndication/history/1.0"'
PAGE = 20


def iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def both_dates(story: Story) -> str:
    return f"<published>{iso(story.published)}</published><updated>{iso(story.updated)}</updated>"


def only_updated(story: Story) -> str:
    return f"<updated>{iso(story.updated)}</updated>"


def atom(
    site: NewsSite,
    shown: Sequence[Story],
    links: Links = (),
    *,
    dates: Dates = both_dates,
    generator: str = "Chronicle Press",
    head: str = "",
) -> Reply:
    """An Atom document."""
    entries = "".join(
        f"<entry><id>tag:chronicle,2015:{story.number}</id><title>{escape(story.title)}</title>"
        f'<link rel="alternate" href="{site.origin}{story.path}"/>{dates(story)}'
        f"<summary>{escape(story.title)}.</summary></entry>"
        for story in shown
    )
    named = "".join(f'<link rel="{rel}" href="{escape(href)}"/>' for rel, href in links)
    return reply(
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" {FH}>'
        f"<id>tag:chronicle,2015:feed</id><title>The Chronicle</title>"
        f"<generator>{generator}</generator>"
        f'<link rel="alternate" href="{site.origin}/"/>{named}{head}{entries}</feed>',
        "application/atom+xml; charset=utf-8",
    )


def pub_date(story: Story) -> str:
    return f"<pubDate>{format_datetime(story.published)}</pubDate>"


def no_date(story: Story) -> str:
    return ""


def rss(
    site: NewsSite,
    shown: Sequence[Story],
    links: Links = (),
    *,
    dates: Dates = pub_date,
    generator: str = "Chronicle Press",
    head: str = "",
    home: str = "/",
) -> Reply:
    """An RSS document; guids are as WordPress makes them."""
    items = "".join(
        f"<item><title>{escape(story.title)}</title><link>{site.origin}{story.path}</link>"
        f'<guid isPermaLink="false">{guid(site, story)}</guid>{dates(story)}'
        f"<description>{escape(story.title)}.</description></item>"
        for story in shown
    )
    named = "".join(f'<atom:link rel="{rel}" href="{escape(href)}"/>' for rel, href in links)
    return reply(
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" {FH}><channel>'
        f"<title>The Chronicle</title><link>{site.origin}{home}</link>"
        f"<generator>{generator}</generator>{named}{head}{items}</channel></rss>",
        "application/rss+xml; charset=utf-8",
    )


def guid(site: NewsSite, story: Story) -> str:
    return f"{site.origin}/?p={story.number}"


def json_feed(site: NewsSite, shown: Sequence[Story], next_url: str | None = None) -> Reply:
    """A JSON Feed document."""
    items = [
        {
            "id": f"chronicle-{story.number}",
            "url": site.origin + story.path,
            "title": story.title,
            "summary": f"{story.title}.",
            "date_published": iso(story.published),
        }
        for story in shown
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Chronicle",
        "home_page_url": f"{site.origin}/",
        "items": items,
        **({"next_url": next_url} if next_url else {}),
    }
    return reply(json.dumps(document), "application/feed+json")


def numbers(shown: Sequence[Story]) -> frozenset[int]:
    return frozenset(story.number for story in shown)


def cut(shown: Sequence[Story], page: int, size: int = PAGE) -> Sequence[Story]:
    """One page of a list, from 1."""
    return shown[(page - 1) * size : page * size]


def count(site: NewsSite, size: int = PAGE, shown: Sequence[Story] | None = None) -> None:
    """Tells the site which stories its feed shows, and which each further page."""
    listed = site.shown if shown is None else shown
    pages = [numbers(listed[at : at + size]) for at in range(0, len(listed), size)]
    site.live, site.documents = pages[0], pages[1:]


@dataclass(slots=True)
class Pages:
    """A feed of numbered pages, each naming the next; every part may be made to lie.

    `items` gives the stories of a page, `next` its link; `after` is called when a page was given.
    """

    site: NewsSite
    form: str = "atom"
    size: int = PAGE
    dates: Dates | None = None
    items: Callable[[int], Sequence[Story]] | None = None
    next: Callable[[int], str | None] | None = None
    after: Callable[[int], None] | None = None

    def url(self, page: int) -> str:
        return self.site.url(f"{self.site.feed_path}?page={page}")

    def given(self, page: int) -> Sequence[Story]:
        """The stories of a page, were it honest."""
        return cut(self.site.shown, page, self.size)

    def next_of(self, page: int) -> str | None:
        """The link of a page, were it honest."""
        return self.url(page + 1) if page * self.size < len(self.site.shown) else None

    def __call__(self, asked: Asked) -> Reply:
        page = asked.number("page", 1)
        shown = (self.items or self.given)(page)
        following = (self.next or self.next_of)(page)
        if self.after is not None:
            self.after(page)
        if self.form == "json":
            return json_feed(self.site, shown, following)
        links = [("next", following)] if following else []
        if self.form == "rss":
            return rss(self.site, shown, links, dates=self.dates or pub_date)
        return atom(self.site, shown, links, dates=self.dates or both_dates)


def open_pages(site: NewsSite, form: str = "atom", size: int = PAGE) -> Pages:
    """RFC 5005, 3, or JSON Feed's next_url: pages that name the next."""
    count(site, size)
    pages = Pages(site, form, size)
    site.open(site.feed_path, pages)
    return pages


def open_archives(site: NewsSite, size: int = PAGE) -> None:
    """RFC 5005, 4: archive documents that never change, numbered from the oldest."""
    told = list(reversed(site.stories))
    archives = [told[at : at + size] for at in range(0, len(told) - size, size)]
    live = told[len(archives) * size :]
    site.live = numbers(live)
    site.documents = [numbers(archive) for archive in archives]

    def prev(number: int) -> Links:
        return [("prev-archive", site.url(f"/archives/{number}"))] if number else []

    site.open("/feed", lambda asked: atom(site, live[::-1], prev(len(archives))))
    for number, archive in enumerate(archives, 1):
        links = [*prev(number - 1), ("current", site.url("/feed"))]
        document = atom(site, archive[::-1], links, head="<fh:archive/>")
        site.open(f"/archives/{number}", lambda asked, document=document: document)


def open_complete(site: NewsSite) -> None:
    """RFC 5005, 2: one document is all there is."""
    site.live = numbers(site.stories)
    site.open("/feed", lambda asked: atom(site, site.stories, head="<fh:complete/>"))


def open_blogger(site: NewsSite, size: int = 25) -> None:
    """A Blogger feed: start-index, max-results, published-min, published-max, and `next`."""
    site.feed_path = "/feeds/posts/default"
    site.live = numbers(site.stories[:size])
    rest = site.stories[size:]
    site.documents = [numbers(rest[at : at + 150]) for at in range(0, len(rest), 150)]

    def answer(asked: Asked) -> Reply:
        first, most = asked.number("start-index", 1), min(asked.number("max-results", size), 150)
        least, last = asked.query.get("published-min"), asked.query.get("published-max")
        found = [
            story
            for story in site.stories
            if (least is None or story.published >= datetime.fromisoformat(least))
            and (last is None or story.published < datetime.fromisoformat(last))
        ]
        shown = found[first - 1 : first - 1 + most]
        query = f"start-index={first + most}&max-results={most}"
        query += f"&published-min={least}" if least else ""
        query += f"&published-max={last}" if last else ""
        more = first - 1 + most < len(found)
        links = [("next", site.url(f"{site.feed_path}?{query}"))] if more else []
        name = "<openSearch:totalResults xmlns:openSearch='http://a9.com/-/spec/opensearch/1.1/'>"
        head = f"{name}{len(found)}</openSearch:totalResults>"
        return atom(site, shown, links, generator="Blogger", head=head)

    site.open(site.feed_path, answer)

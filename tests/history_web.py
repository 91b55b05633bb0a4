"""A simulated web with a past: news sites of hundreds of stories, and what they answer.

    with NewsSite(stories()) as site:
        open_pages(site)                       # the feed, and how it leads to older entries
        since = site.since(60)                 # so that about sixty stories are wanted
        site.wanted(since)                     # exactly which

Story pages are served by themselves; a `door` answers for all else under one path, whatever the
query. What a door is not there for is 404, robots.txt too.
"""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import parse_qsl, urlsplit

from local_reply import NOT_FOUND, Reply, Request
from local_site import LocalSite

COUNT = 520
FIRST, LAST = datetime(2015, 1, 3, 6, tzinfo=UTC), datetime(2020, 12, 20, 18, tzinfo=UTC)
LATENCY_S = 0.003  # so that two requests at once can be told
_SEED = 20151203

_WHO = "Council Harbour Railway Museum School Hospital Library Orchestra Brewery Airport".split()
_DOES = "opens closes repairs sells plans paints moves counts rebuilds measures".split()
_WHAT = "bridges tunnels gardens engines windows archives lanterns cellars stairs bells".split()
_WHERE = "Ashford Brenton Carlow Dunmore Elmstead Farley Gorsefield Hexby Inverlay Kelso".split()
_PLAIN = (
    "the old {0} near {1} was measured again in the {2}",
    "{1} has waited for the {0} since the {2} of last year",
    "people in {1} say that the {0} costs more than the {2}",
    "a report on the {0} names {1} and the {2} that follows from it",
    "nobody in {1} expected the {0} to last through the {2}",
    "engineers walked from {1} to the {0} and noted every {2}",
    "the {2} comes first, and only then the {0}, as {1} decided",
)
_THINGS = (
    "quarry turbine ferry chapel reservoir warehouse pavilion viaduct orchard kiln signal archive "
    "dynamo lighthouse aqueduct granary foundry terrace boiler catalogue"
).split()
_TIMES = "winter summer harvest frost drought festival election storm holiday inquiry audit".split()

Path = Callable[[int, str, datetime, str], str]


@dataclass(frozen=True, slots=True)
class Story:
    """One article of a site. `page_date`: its page says when it was published."""

    number: int
    title: str
    path: str
    published: datetime
    section: str = "news"
    page_date: bool = True

    @property
    def updated(self) -> datetime:
        """When it was changed last: some days after, for every third."""
        return self.published + timedelta(days=self.number % 9 if self.number % 3 == 0 else 0)


def slug_path(number: int, slug: str, published: datetime, section: str) -> str:
    """An address that tells no date."""
    return f"/{section}/{slug}-{number}"


def dated_path(number: int, slug: str, published: datetime, section: str) -> str:
    """An address with the day (UTC)."""
    return f"/{published:%Y/%m/%d}/{slug}-{number}/"


def stories(
    count: int = COUNT,
    *,
    path: Path = slug_path,
    first: datetime = FIRST,
    last: datetime = LAST,
    sections: Sequence[str] = ("news",),
    seed: int = _SEED,
) -> tuple[Story, ...]:
    """So many stories, newest first, spread over the time between; the same for the same seed."""
    chance = random.Random(seed)
    step = (last - first) / (count - 1)
    made = []
    for number in range(1, count + 1):
        jitter = step * 0.4 * chance.uniform(-1, 1) if 1 < number < count else timedelta(0)
        published = (first + step * (number - 1) + jitter).replace(microsecond=0)
        words = [chance.choice(words) for words in (_WHO, _DOES, _WHAT, _WHERE)]
        title = f"{words[0]} {words[1]} {words[2]} in {words[3]}, part {number}"
        slug = "-".join(words).lower()
        section = sections[number % len(sections)]
        where = path(number, slug, published, section)
        made.append(Story(number, title, where, published, section))
    return tuple(reversed(made))


def paragraphs(story: Story) -> list[str]:
    """Its text: no two stories share a sentence for long."""
    chance = random.Random(story.number * 7919)
    found = []
    for number in range(5):
        said = []
        for _ in range(4):
            things = chance.choice(_THINGS), chance.choice(_WHERE), chance.choice(_TIMES)
            sentence = chance.choice(_PLAIN).format(*things)
            said.append(f"{sentence[0].upper()}{sentence[1:]}, {chance.randrange(3, 900)} times.")
        found.append(f"Section {story.number}.{number}: {' '.join(said)}")
    return found


def story_page(story: Story, origin: str) -> str:
    """The page of a story; its date stands in one of three places."""
    written = story.published.isoformat()
    head = f'<link rel="canonical" href="{origin}{story.path}">'
    time = ""
    if story.page_date and story.number % 3 == 0:
        fields = {"@context": "https://schema.org", "@type": "NewsArticle"}
        about = {**fields, "headline": story.title, "datePublished": written}
        head += f'<script type="application/ld+json">{json.dumps(about)}</script>'
    elif story.page_date and story.number % 3 == 1:
        head += f'<meta property="article:published_time" content="{written}">'
    elif story.page_date:
        time = f'<time datetime="{written}" itemprop="datePublished">{written[:10]}</time>'
    body = "".join(f"<p>{text}</p>" for text in paragraphs(story))
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        f"<title>{escape(story.title)} - The Chronicle</title>{head}</head><body>"
        "<nav><a href='/'>Home</a> <a href='/about'>About</a></nav>"
        f"<main><article><h1>{escape(story.title)}</h1>{time}{body}</article></main>"
        "<footer>All rights reserved. <a href='/imprint'>Imprint</a></footer></body></html>"
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, its query read."""

    path: str
    query: dict[str, str]

    def number(self, name: str, default: int) -> int:
        """A number of the query; the default where it is none."""
        value = self.query.get(name, "")
        return int(value) if value.isdecimal() else default


Door = Callable[[Asked], "Reply | None"]


@dataclass(slots=True)
class Counted:
    """How often what was asked for, as the server saw it."""

    feed: int = 0
    robots: int = 0
    history: list[str] = field(default_factory=list)
    articles: list[str] = field(default_factory=list)

    @property
    def all(self) -> int:
        return self.feed + self.robots + len(self.history) + len(self.articles)


class NewsSite(LocalSite):
    """A site of stories: `shown` is what its lists show now, newest first.

    `documents` are the numbers of the stories on each document of its history that a reader must
    fetch to know of them, `overhead` documents that lead there (an index).
    """

    def __init__(self, told: Iterable[Story], host: str = "127.0.0.1") -> None:
        super().__init__(host)
        self.stories = tuple(told)
        self.shown = list(self.stories)
        self.feed_path = "/feed"
        self.documents: list[frozenset[int]] = []
        self.overhead = 0
        self.live: frozenset[int] = frozenset()
        self.list_latency_s = LATENCY_S  # of what is no story
        self.at_once: list[tuple[str, ...]] = []  # paths that were waited for together
        self._doors: dict[str, Door] = {}
        self._pages = {story.path: story for story in self.stories}
        self._waiting: dict[int, str] = {}
        self._lock = threading.Lock()

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return self.url("")

    def open(self, path: str, door: Door) -> None:
        """Has a door answer for a path; its feed's own too."""
        self._doors[path] = door

    def publish(self, story: Story) -> None:
        """One more story, the newest."""
        self._pages[story.path] = story
        self.stories = (story, *self.stories)
        self.shown.insert(0, story)

    def since(self, wanted: int) -> str:
        """The day such that about so many stories are of it or later."""
        return f"{self.stories[wanted - 1].published:%Y-%m-%d}"

    def wanted(self, since: datetime | str, until: datetime | str | None = None) -> list[Story]:
        """The stories from `since` and before `until`."""
        first, last = _moment(since), _moment(until) if until is not None else None
        return [
            story
            for story in self.stories
            if story.published >= first and (last is None or story.published < last)
        ]

    def least(self, wanted: Sequence[Story]) -> int:
        """The fewest requests that bring these stories: feed, robots.txt, lists, pages."""
        missing = {story.number for story in wanted} - self.live
        lists = sum(bool(document & missing) for document in self.documents)
        return 2 + (self.overhead + lists if missing else 0) + len(wanted)

    def counted(self) -> Counted:
        """What was asked for so far."""
        counted = Counted()
        for request in self.asked():
            if request.path == "/robots.txt":
                counted.robots += 1
            elif request.path == self.feed_path:
                counted.feed += 1
            elif request.path in self._pages:
                counted.articles.append(request.path)
            else:
                counted.history.append(request.path)
        return counted

    def _computed(self, request: Request) -> Reply:
        story = self._pages.get(request.path)
        if story is not None:
            return html(story_page(story, self.origin))
        parts = urlsplit(request.path)
        door = self._doors.get(parts.path)
        asked = Asked(parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)))
        answer = (door(asked) if door is not None else None) or NOT_FOUND
        return replace(answer, delay=self.list_latency_s)

    def _take(self, request: Request) -> Reply:
        with self._lock:
            self._waiting[threading.get_ident()] = request.path
            if len(self._waiting) > 1:
                self.at_once.append(tuple(self._waiting.values()))
        return super()._take(request)

    def _pause(self, seconds: float) -> bool:
        # Counted until the answer begins: a client that has it whole may ask again before this
        # thread knows that it is done.
        going_on = super()._pause(seconds or LATENCY_S)
        with self._lock:
            self._waiting.pop(threading.get_ident(), None)
        return going_on


def html(body: str, status: int = 200) -> Reply:
    return reply(body, "text/html; charset=utf-8", status)


def reply(body: str | bytes, content_type: str, status: int = 200) -> Reply:
    """An answer of that type."""
    data = body.encode() if isinstance(body, str) else body
    return Reply(data, status, (("Content-Type", content_type),))


def redirect(to: str, status: int = 302) -> Reply:
    """An answer that sends elsewhere."""
    return Reply(b"", status, (("Location", to),))


def robots(site: NewsSite, *lines: str) -> None:
    """Gives the site a robots.txt that allows all, with these lines."""
    text = "\n".join(["User-agent: *", "Disallow: /private/", *lines, ""])
    site.open("/robots.txt", lambda asked: reply(text, "text/plain"))


def _moment(of: datetime | str) -> datetime:
    if isinstance(of, datetime):
        return of
    return datetime.fromisoformat(of).replace(tzinfo=UTC)

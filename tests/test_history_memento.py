"""The Wayback Machine in a run that may ask it: a feed's past, and articles that are gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from scraper.errors import FetchError
from scraper.history.wayback import Capture
from scraper.model import Coverage, End, Fetched, HistoryFrom
from small_web import HOST, START, SmallWorld
from world import Item, page, rss

DAY = timedelta(days=1)
FEED = f"{HOST}/feed"
TEXT = [f"What was said on the quay about ship {n}, and by whom, at length. " * 4 for n in range(4)]


class Archived:
    """Captures by their day, and pages of articles that are gone."""

    def __init__(self, feeds: dict[datetime, str], pages: dict[str, str]) -> None:
        self.feeds = feeds
        self.pages = pages
        self.asked: list[str] = []
        self.error: FetchError | None = None

    async def captures(
        self, url: str, since: datetime, until: datetime | None = None
    ) -> Sequence[Capture]:
        if self.error is not None:
            raise self.error
        return [Capture(at, FEED, str(at)) for at in self.feeds]

    async def memento(self, url: str) -> Fetched:
        self.asked.append(url)
        found = next(text for at, text in self.feeds.items() if Capture(at, FEED).raw_url == url)
        return Fetched(url, FEED, "application/rss+xml", found.encode(), START)

    async def memento_near(self, url: str, when: datetime) -> Fetched | None:
        self.asked.append(url)
        text = self.pages.get(url)
        own = f"https://web.archive.org/web/2026id_/{url}"
        return None if text is None else Fetched(own, url, "text/html", text.encode(), START)


def day(ago: int) -> datetime:
    return START - ago * DAY


def item(ago: int) -> Item:
    return Item(f"Ship {ago} leaves the quay", f"{HOST}/ship-{ago}", published=day(ago))


def shown(newest: int, count: int = 10) -> str:
    return rss(*[item(ago) for ago in range(newest, newest + count)], link=f"{HOST}/")


def article(ago: int) -> str:
    return page(f"Ship {ago} leaves the quay", *[f"{text} {ago}" for text in TEXT])


def world(tmp_path: Path, *, gone: Sequence[int] = ()) -> SmallWorld:
    made = SmallWorld(tmp_path)
    made.web.answers[FEED] = shown(1)
    for ago in range(1, 40):
        if ago not in gone:
            made.web.answers[f"{HOST}/ship-{ago}"] = article(ago)
    return made


def coverage(made: SmallWorld, archived: Archived | None, since: int = 35) -> Coverage:
    how = HistoryFrom.AUTO if archived is None else HistoryFrom.WAYBACK
    report, _ = made.run(archived, since=day(since), history=how)
    found = report.feeds[0].history
    assert found is not None
    return found


CAPTURED = {day(ago): shown(ago) for ago in (8, 15, 22, 29, 36)}


def test_captures_name_what_the_feed_shows_no_more(tmp_path: Path) -> None:
    archived = Archived(CAPTURED, {})
    made = world(tmp_path)
    told = coverage(made, archived)
    assert told.reached
    assert told.new == 35
    assert told.sources[-1].source == "wayback", "after all others"
    assert len(made.articles()) == 35
    assert not any(b"archived_from" in text for text in made.posts().values())
    assert len(archived.asked) == 4

    again = coverage(made, archived)
    assert (again.reached, again.new) == (True, 0)
    assert len(archived.asked) == 4


def test_without_leave_nobody_asks_it(tmp_path: Path) -> None:
    told = coverage(world(tmp_path), None)
    assert not told.reached
    assert told.new == 10


def test_an_article_that_is_gone_is_taken_from_there_and_says_so(tmp_path: Path) -> None:
    archived = Archived(CAPTURED, {f"{HOST}/ship-20": article(20)})
    made = world(tmp_path, gone=(20, 21))
    told = coverage(made, archived)
    assert (told.new, told.gone) == (34, 1)
    [text] = [text for text in made.posts().values() if b"archived_from: wayback" in text]
    assert f"memento: https://web.archive.org/web/2026id_/{HOST}/ship-20\n".encode() in text
    assert f"from: {HOST}/ship-20\n".encode() in text


def test_its_refusal_is_told_and_the_rest_is_archived(tmp_path: Path) -> None:
    archived = Archived(CAPTURED, {})
    archived.error = FetchError(
        "https://web.archive.org/cdx",
        "HTTP 429",
        phase="status",
        retry=timedelta(minutes=5),
        status=429,
        host_wide=True,
    )
    told = coverage(world(tmp_path), archived)
    assert not told.reached
    assert told.sources[-1].end is End.LATER
    assert "HTTP 429" in told.sources[-1].words
    assert told.new == 10


def test_where_it_holds_nothing_that_is_told(tmp_path: Path) -> None:
    told = coverage(world(tmp_path), Archived({}, {}))
    assert (told.sources[-1].source, told.sources[-1].words) == ("wayback", "no captures")

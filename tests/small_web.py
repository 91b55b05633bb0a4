"""Runs of the library on a web that is a dictionary: no socket, a clock that is set by hand."""

from __future__ import annotations

import asyncio
import dataclasses
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scraper.archive import STATE_FOLDER, Archive
from scraper.errors import FetchError
from scraper.fetch.gates import Gates
from scraper.fetch.paces import Paces
from scraper.fetch.room import Room
from scraper.model import BodyFrom, Durability, Feed, Fetched, RobotsText, RunReport, SiteRule
from scraper.pipeline import Job, Tools, run
from scraper.presets import BUILT_IN
from scraper.store.opening import open_state

START = datetime(2026, 10, 10, 12, tzinfo=UTC)
HOST = "https://news.example.org"


class Silent:
    """A Reporter that nobody listens to."""

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments, **more: None


class Web:
    """Answers by URL; what is not there is 404, an exception is raised. Counts what is asked."""

    def __init__(self, clock: Any) -> None:
        self.answers: dict[str, str | Exception] = {}
        self.moved: dict[str, str] = {}  # permanently
        self.asked: Counter[str] = Counter()
        self.requests: Counter[str] = Counter()
        self._clock = clock
        self.begin()

    def begin(self) -> None:
        """A new run knows nothing of the last one's queues."""
        self.gates = Gates(32, 8, timedelta(0))
        self.paces = Paces(lambda: START)
        self.room = Room()

    async def poll(self, url: str, *rest: Any, **more: Any) -> Fetched:
        answer = self._answer(self.moved.get(url, url), "application/rss+xml")
        return dataclasses.replace(answer, url=url, moved_to=self.moved.get(url))

    async def page(self, url: str, *, allow: Any, **more: Any) -> Fetched:
        await allow(url)
        return self._answer(url, "text/html; charset=utf-8")

    history_pause = timedelta(0)

    async def history(self, url: str, *, allow: Any, **more: Any) -> Fetched:
        await allow(url)
        return self._answer(url, "")

    async def robots(self, origin: str) -> RobotsText:
        self.asked[f"{origin}/robots.txt"] += 1
        return RobotsText(origin, 404, "", self._clock())

    def _answer(self, url: str, content_type: str) -> Fetched:
        self.asked[url] += 1
        answer = self.answers.get(url)
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            raise FetchError(url, "HTTP 404", phase="status", retry=None, status=404)
        return Fetched(url, url, content_type, answer.encode(), self._clock())


@dataclass
class SmallWorld:
    """An archive, one feed, a web, and a clock."""

    root: Path
    now: datetime = START
    from_feed: bool = False
    durability: Durability = Durability.NORMAL
    rules: tuple[SiteRule, ...] = ()
    web: Web = field(init=False)

    def __post_init__(self) -> None:
        self.web = Web(lambda: self.now)

    @property
    def state(self) -> Path:
        return self.root / STATE_FOLDER / "state.sqlite3"

    @property
    def feed(self) -> Feed:
        return Feed(
            "Daily",
            "Daily",
            f"{HOST}/feed",
            BUILT_IN["jekyll"],
            poll_every=timedelta(0),
            body_from=BodyFrom.FEED if self.from_feed else BodyFrom.PAGE,
        )

    def run(self, wayback: Any = None, **asked: Any) -> tuple[RunReport, str | None]:
        """One run, as the command makes it, and the warning of a state that was set aside.

        `asked` are fields of the Job; `wayback` stands for the Wayback Machine.
        """
        archive = Archive(self.root)
        archive.prepare()
        self.web.begin()
        store, warning = open_state(self.state, self.now, self.durability)

        async def work() -> RunReport:
            tools = Tools(
                fetch=self.web,  # type: ignore[arg-type]
                store=store,
                archive=archive,
                reporter=Silent(),
                clock=lambda: self.now,
                agent_token="scraper",
                rules=self.rules,
                wayback=wayback,
            )
            try:
                return await run(Job((self.feed,), **asked), tools)
            finally:
                await store.close()

        return asyncio.run(work()), warning

    def posts(self) -> dict[str, bytes]:
        """Path below the archive -> bytes."""
        return {
            file.relative_to(self.root).as_posix(): file.read_bytes()
            for file in sorted(self.root.rglob("*.md"))
        }

    def articles(self) -> list[str]:
        """The address of every post's article, in order."""
        froms = [text.split(b"\nfrom: ")[1].split(b"\n")[0] for text in self.posts().values()]
        return sorted(line.decode() for line in froms)

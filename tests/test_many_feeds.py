"""Ten thousand feeds, endless ones among them: descriptors, tasks and waiting stay bounded."""

from __future__ import annotations

import asyncio
import socket
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fetching import NOTHING, network, seconds, serving
from scraper.archive import Archive
from scraper.errors import FetchError
from scraper.fetch import Fetcher
from scraper.fetch.gates import Gates
from scraper.fetch.paces import Paces
from scraper.fetch.room import BESIDE_THE_FIRST, Room
from scraper.model import BodyFrom, Feed, FeedOutcome, NotModified, RunReport
from scraper.pipeline import Job, Tools, run
from scraper.presets import BUILT_IN
from scraper.store.opening import open_state
from scraper.store.sqlite import SqliteStore
from small_web import Silent

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 23, tzinfo=UTC)
MANY = 10_000


class Web:
    """Says 304 to all, a little later, and looks how many tasks there are."""

    def __init__(self) -> None:
        self.gates = Gates(32, 2, timedelta(0))
        self.paces = Paces(lambda: NOW)
        self.room = Room()
        self.requests: dict[str, int] = {}
        self.most_tasks = 0

    async def poll(self, *asked: Any) -> NotModified:
        self.most_tasks = max(self.most_tasks, len(asyncio.all_tasks()))
        await asyncio.sleep(0)
        return NotModified(NOW)


def test_of_ten_thousand_feeds_only_some_are_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = iter(range(1500))

    async def slow(*asked: object) -> tuple[()]:
        if next(first, None) is not None:
            await asyncio.sleep(0.8)  # as for articles
        return ()

    async def all_of_them(*asked: object) -> frozenset[str]:
        return frozenset(feed.id for feed in feeds)

    monkeypatch.setattr(SqliteStore, "pending", slow)
    monkeypatch.setattr(SqliteStore, "feeds_with_open", all_of_them)
    preset = BUILT_IN["jekyll"]
    feeds = tuple(
        Feed(f"{n}", f"{n}", f"http://h{n}.test/", preset, body_from=BodyFrom.FEED)
        for n in range(MANY)
    )
    archive = Archive(tmp_path)
    archive.prepare()
    store, _ = open_state(tmp_path / "state.sqlite3", NOW)
    web = Web()

    async def work() -> RunReport:
        tools = Tools(
            fetch=web,  # type: ignore[arg-type]
            store=store,
            archive=archive,
            reporter=Silent(),
            clock=lambda: NOW,
            agent_token="scraper",
        )
        try:
            return await run(Job(feeds), tools)
        finally:
            await store.close()

    report = asyncio.run(work())
    assert [feed.outcome for feed in report.feeds] == [FeedOutcome.UNCHANGED] * MANY
    assert web.most_tasks < 600


def test_connections_to_many_hosts_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    most = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal most
        while await reader.readuntil(b"\r\n\r\n"):
            most = max(most, len(list(Path("/proc/self/fd").iterdir())))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")

    async def main() -> None:
        async with serving(answer) as port:
            local = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
            monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **how: local)
            fetcher = Fetcher(network(), "scraper/0", clock=lambda: NOW, proxies={})
            async with fetcher:
                urls = [f"http://h{n}.test:{port}/" for n in range(400)]
                await asyncio.gather(*[fetcher.poll(url, NOTHING) for url in urls])

    before = len(list(Path("/proc/self/fd").iterdir()))
    asyncio.run(main())
    # Both ends of each connection are in this process.
    assert most - before <= 2 * network().connections + 20


def test_endless_feeds_hold_up_no_other() -> None:
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while b"/endless" in request:
            writer.write(b"x" * 10_000)
            await writer.drain()
            await asyncio.sleep(0.05)
        writer.write(b"x")

    async def main() -> float:
        async with serving(endless) as port:
            fetcher = Fetcher(
                network(total_timeout=seconds(1.5), per_host=32),
                "scraper/0",
                clock=lambda: NOW,
                proxies={},
            )
            async with fetcher:
                url = f"http://127.0.0.1:{port}/endless"
                slow = [asyncio.ensure_future(fetcher.poll(url, NOTHING)) for _ in range(31)]
                await asyncio.sleep(0.2)
                started = time.monotonic()
                await fetcher.poll(f"http://127.0.0.1:{port}/fine", NOTHING)
                took = time.monotonic() - started
                for error in await asyncio.gather(*slow, return_exceptions=True):
                    assert isinstance(error, FetchError)
                return took

    assert asyncio.run(main()) < 0.7


HALF_OF_THEM = BESIDE_THE_FIRST // 2


def test_large_bodies_wait_for_each_other_and_come_when_there_is_room() -> None:
    room = Room()
    order: list[str] = []

    async def body(name: str, wait: float) -> None:
        async with room.use():
            await room.enter(HALF_OF_THEM)
            await room.enter(BESIDE_THE_FIRST + 1)  # it grows
            order.append(f"{name} in")
            await asyncio.sleep(wait)
            order.append(f"{name} out")

    async def main() -> None:
        await asyncio.gather(body("a", 0.05), body("b", 0))
        await room.enter(1)  # outside of `use` nobody would give it back
        await asyncio.gather(body("c", 0))

    asyncio.run(main())
    assert order == ["a in", "a out", "b in", "b out", "c in", "c out"]


def test_a_large_body_that_drips_holds_up_none_of_a_usual_size() -> None:
    room = Room()

    async def drips(done: asyncio.Event) -> None:
        async with room.use():
            await room.enter(HALF_OF_THEM)
            await done.wait()

    async def usual() -> None:
        async with room.use():
            await room.enter(HALF_OF_THEM)

    async def main() -> None:
        done = asyncio.Event()
        slow = asyncio.create_task(drips(done))
        await asyncio.sleep(0)
        async with asyncio.timeout(0.5):
            await asyncio.gather(usual(), usual())
        done.set()
        await slow

    asyncio.run(main())


def test_who_waits_too_long_for_the_room_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.fetch.room.MAX_WAIT_S", 0.05)
    room = Room()

    async def main() -> None:
        async with room.use():
            await room.enter(1)
            await asyncio.create_task(other())

    async def other() -> None:
        async with room.use():
            with pytest.raises(TimeoutError):
                await room.enter(BESIDE_THE_FIRST + 1)

    asyncio.run(main())

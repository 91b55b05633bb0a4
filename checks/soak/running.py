"""One run on the made-up world: the real fetcher, store and archive, and a clock set from outside.

`python -m checks.soak.running '{…}'` makes one in a process of its own, to be killed.
"""

from __future__ import annotations

import asyncio
import errno
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

from checks.soak.plan import START, STEP, Plan
from scraper.archive import STATE_FOLDER, Archive
from scraper.fetch import Fetcher
from scraper.model import Entry, EntryRecord, Feed, FeedReport, Network, Post, RunReport, Walk
from scraper.pipeline import Job, Tools, run
from scraper.presets import BUILT_IN
from scraper.store.lock import run_lock
from scraper.store.opening import open_state

NETWORK = Network(
    connect_timeout=timedelta(seconds=2),
    idle_timeout=timedelta(seconds=2),
    total_timeout=timedelta(seconds=4),
    per_host=4,
    allow_private=True,
)


class Quiet:
    """A Reporter that nobody reads."""

    def post(self, feed: Feed, post: Post, path: str) -> None: ...
    def not_archived(self, feed: Feed, record: EntryRecord) -> None: ...
    def warning(self, text: str) -> None: ...
    def would_archive(self, feed: Feed, entry: Entry) -> None: ...
    def plan(self, feed: Feed, sources: Sequence[str], max_requests: int, max_new: int) -> None: ...
    def history(self, feed: Feed, walk: Walk) -> None: ...
    def feed(self, report: FeedReport) -> None: ...
    def progress(self, feeds: tuple[int, int], articles: tuple[int, int]) -> None: ...


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a run finds its world."""

    plan: Plan
    root: Path
    port: int

    @property
    def state(self) -> Path:
        """The state's file."""
        return self.root / STATE_FOLDER / "state.sqlite3"

    def feeds(self) -> tuple[Feed, ...]:
        """The feeds, as a config would have them."""
        return tuple(
            Feed(
                id=f"Feed {number}",
                name=f"Feed {number}",
                url=f"http://{self.plan.host(number)}:{self.port}/f/{number}",
                preset=BUILT_IN["jekyll"],
                poll_every=STEP,
            )
            for number in range(self.plan.feeds)
        )


def time_of(poll: int, plan: Plan) -> datetime:
    """When a poll is: one an hour, and the clean ones three days apart."""
    clean = max(0, poll - plan.polls + 1)
    return START + (poll - clean) * STEP + clean * timedelta(days=3)


async def one_run(setting: Setting, now: datetime) -> RunReport:
    """A run from lock to end, as the command makes it. Cancelling it is a signal's way."""
    archive = Archive(setting.root)
    archive.make()
    with run_lock(setting.root / STATE_FOLDER / "lock"):
        archive.prepare()
        store, warning = open_state(setting.state, now)
        assert warning is None, warning
        try:
            async with Fetcher(NETWORK, "soak/1", clock=lambda: now, proxies={}) as fetcher:
                tools = Tools(
                    fetch=fetcher,
                    store=store,
                    archive=archive,
                    reporter=Quiet(),
                    clock=lambda: now,
                    agent_token="soak",
                )
                return await run(Job(setting.feeds()), tools)
        finally:
            await store.close()


@contextmanager
def disk_full_after(writes: int) -> Iterator[None]:
    """Lets so many flushes of files pass; then there is no room."""
    left = [writes]
    real = os.fsync

    def fsync(descriptor: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    with mock.patch("os.fsync", fsync):
        yield


def command(setting: Setting, poll: int) -> list[str]:
    """The command line of a run in a process of its own."""
    order = {"plan": asdict(setting.plan), "root": str(setting.root), "port": setting.port}
    return [sys.executable, "-m", "checks.soak.running", json.dumps({**order, "poll": poll})]


def main() -> None:
    order = json.loads(sys.argv[1])
    plan = Plan(**order["plan"])
    setting = Setting(plan, Path(order["root"]), order["port"])
    asyncio.run(one_run(setting, time_of(order["poll"], plan)))


if __name__ == "__main__":
    main()

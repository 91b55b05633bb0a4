"""Many feeds, many polls, faults of every kind; then a clean run and the account.

    python -m checks.soak --feeds 500 --polls 20 --seed 7

Exit status: 0 nothing lost, nothing twice, memory flat; 1 not so, and each difference a line;
2 wrong usage.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from checks.soak.account import Account, account
from checks.soak.plan import Entry, Plan, Stop
from checks.soak.running import Setting, command, disk_full_after, one_run, time_of
from checks.soak.server import Server
from scraper.errors import ArchiveError, StoreError
from scraper.model import FeedOutcome, RunReport

EXIT_WRONG = 1
CLEAN_RUNS = 4  # what was refused as gone is believed after its fourth attempt
MEASURED = 5  # memory at this poll is held against that at the last
GROWTH = 1.15
SHOWN_DIFFERENCES = 20


class Soak:
    """One soak, from an empty archive to the account."""

    def __init__(self, plan: Plan, root: Path) -> None:
        self.plan = plan
        self.root = root
        self.server = Server(plan)
        self.shown: dict[tuple[int, str], Entry] = {}
        self.memory: dict[int, int] = {}
        self.stops: Counter[Stop] = Counter()
        self.outcomes: Counter[FeedOutcome] = Counter()
        self._took = 10.0

    async def polls(self) -> None:
        """All runs, the clean ones too."""
        await self.server.start()
        setting = Setting(self.plan, self.root, self.server.port)
        for poll in range(self.plan.polls + CLEAN_RUNS):
            self.server.poll = poll
            started = time.monotonic()
            stop = self.plan.stop(poll) if poll < self.plan.polls else None
            report = await self._run(setting, poll, stop)
            if stop is None:
                self._took = time.monotonic() - started
            if report is not None:
                self._note(report, poll)
            gc.collect()
            self.memory[poll] = _resident_kib()
            self._say(poll, stop, time.monotonic() - started)
        await self.server.stop()

    async def _run(self, setting: Setting, poll: int, stop: Stop | None) -> RunReport | None:
        now = time_of(poll, self.plan)
        moment = self.plan.moment(poll)
        if stop is Stop.KILLED:
            await self._killed(setting, poll, 1 + moment * self._took)
            return None
        if stop is Stop.DISK_FULL:
            with disk_full_after(10 + int(moment * 100)):
                try:
                    return await one_run(setting, now)
                except (ArchiveError, StoreError):
                    self.stops[stop] += 1
                    return None
        run = asyncio.ensure_future(one_run(setting, now))
        if stop is Stop.CANCELLED:
            await asyncio.wait([run], timeout=0.2 + moment * self._took / 2)
            if run.cancel():
                self.stops[stop] += 1
                await asyncio.wait([run])
                return None
        return await run

    async def _killed(self, setting: Setting, poll: int, after: float) -> None:
        process = await asyncio.create_subprocess_exec(*command(setting, poll))
        try:
            await asyncio.wait_for(process.wait(), after)
        except TimeoutError:
            process.kill()
            await process.wait()
            self.stops[Stop.KILLED] += 1

    def _note(self, report: RunReport, poll: int) -> None:
        for feed in report.feeds:
            self.outcomes[feed.outcome] += 1
            if feed.outcome in (FeedOutcome.CHANGED, FeedOutcome.UNCHANGED):
                number = int(feed.feed_id.removeprefix("Feed "))
                for entry in self.plan.shown(number, poll):
                    self.shown[number, entry.guid] = entry

    def _say(self, poll: int, stop: Stop | None, seconds: float) -> None:
        what = "clean" if poll >= self.plan.polls else stop or ""
        memory = self.memory[poll] // 1024
        sys.stdout.write(f"poll {poll + 1:3} {seconds:6.1f} s {memory:5} MB  {what}\n")
        sys.stdout.flush()

    def growth(self) -> float:
        """Memory at the last poll over that of an early one."""
        early = min(MEASURED, self.plan.polls) - 1
        return self.memory[self.plan.polls - 1] / self.memory[early]

    def summary(self, found: Account) -> str:
        """What happened and what came of it."""
        faults = ", ".join(f"{n} {kind}" for kind, n in sorted(self.server.faults.items()))
        stops = ", ".join(f"{n} {kind}" for kind, n in sorted(self.stops.items()))
        outcomes = ", ".join(f"{n} {kind}" for kind, n in sorted(self.outcomes.items()))
        return (
            f"{self.server.requests} requests; faults: {faults}\n"
            f"runs ended midway: {stops}\npolls of feeds: {outcomes}\n"
            f"{len(self.shown)} entries shown; {found.posts} posts, {found.waiting} waiting,"
            f" {found.gave_up} given up\n"
            f"memory: {self.growth():.2f} times that of poll {min(MEASURED, self.plan.polls)}\n"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options().parse_args(arguments)
    plan = Plan(options.seed, options.feeds, options.polls, options.faults, options.fresh)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        root = Path(options.keep or folder) / "archive"
        soak = Soak(plan, root)
        asyncio.run(soak.polls())
        found = account(plan, root, soak.shown)
    wrong = list(found.wrong)
    if soak.growth() > GROWTH:
        wrong.append(f"memory grew: {soak.growth():.2f} times, want at most {GROWTH}")
    sys.stdout.write(soak.summary(found))
    for line in wrong[:SHOWN_DIFFERENCES]:
        sys.stdout.write(f"{line}\n")
    if len(wrong) > SHOWN_DIFFERENCES:
        sys.stdout.write(f"and {len(wrong) - SHOWN_DIFFERENCES} more\n")
    verdict = f"{len(wrong)} differences" if wrong else "nothing lost, nothing twice, none half"
    sys.stdout.write(f"{verdict}; {time.monotonic() - started:.0f} s\n")
    return EXIT_WRONG if wrong else 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m checks.soak", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="another world, other faults")
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--polls", type=int, default=20)
    parser.add_argument("--faults", type=float, default=0.05, help="share of answers")
    parser.add_argument("--fresh", type=float, default=0.15, help="share of feeds with news")
    parser.add_argument("--keep", metavar="DIR", help="leaves the archive there")
    return parser


def _resident_kib() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


if __name__ == "__main__":
    sys.exit(main())

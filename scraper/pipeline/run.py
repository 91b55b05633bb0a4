"""A run: which feeds, how many at once, when it ends, and that none of them stops the others."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from scraper import decide
from scraper.errors import ScrapeError
from scraper.memory import trim
from scraper.model import (
    Coverage,
    End,
    EntryRecord,
    Feed,
    FeedOutcome,
    FeedReport,
    FeedState,
    Reached,
    RunRecord,
    RunReport,
    Status,
)
from scraper.pipeline.article import archive_entry
from scraper.pipeline.filtering import dropped
from scraper.pipeline.poll import Polled, after_bug, poll_feed
from scraper.pipeline.tools import Job, Tools
from scraper.urls import host_of

log = logging.getLogger(__name__)

POLLS_AT_ONCE = 32
ARTICLES_AT_ONCE = 8  # of one feed; the gates hold each host to its own limit
TRIMMED_AFTER = 20  # articles; what bodies leave free is a third of what a long run holds
UNFINISHED = 500  # feeds being polled, or with articles under way
# After the soft deadline, what is under way may finish for so long.
GRACE_S = 10.0


async def run(job: Job, tools: Tools) -> RunReport:
    """Polls what is due and archives what is new; raises ArchiveError or StoreError.

    Cancelling the task that runs this is safe at any moment: posts are whole, and what is not
    done is admitted and waits for the next run.
    """
    return await _Run(job, tools).go()


class _Run:
    def __init__(self, job: Job, tools: Tools) -> None:
        self.job = job
        self.tools = tools
        self.reports: dict[str, FeedReport] = {}
        self.feeds_done = 0
        self.articles_done = 0
        self.articles_total = 0
        self.stopped: str | None = None
        self.told: set[str] = set()
        self.oldest: dict[str, datetime] = {}  # of the posts written, by feed
        self.todo: list[Feed] = []
        self.todo_ids: set[str] = set()
        self.due: set[str] = set()
        self.states: Mapping[str, FeedState] = {}
        self.open: frozenset[str] = frozenset()  # feeds with entries that wait, due or not
        self.deadline: float | None = None

    async def go(self) -> RunReport:
        job, tools = self.job, self.tools
        tools.include_undated = job.include_undated
        started = tools.clock()
        if not await tools.store.is_adopted():
            posts = tools.found_in_archive()
            log.info("new state; the archive holds %d posts", len(posts))
            await tools.store.adopt(posts.items())
        tools.fetch.gates.silence_all(await tools.store.silences(started))
        self.states = await tools.store.feed_states()
        waiting = await tools.store.feeds_with_pending(started)
        self.open = await tools.store.feeds_with_open()
        for feed in job.feeds:
            if self._is_due(feed, started):
                self.due.add(feed.id)
            if feed.id in self.due or feed.id in waiting:
                self.todo.append(feed)
                self.todo_ids.add(feed.id)
            else:
                self._report(FeedReport(feed.id, FeedOutcome.NOT_DUE))
        self._progress()
        try:
            limit = job.max_time.total_seconds() if job.max_time else None
            self.deadline = None if limit is None else asyncio.get_running_loop().time() + limit
            async with asyncio.timeout(None if limit is None else limit + GRACE_S):
                async with tools.unwritten.written(tools.store):
                    await self._work()
        except TimeoutError:
            self.stopped = "max-time"
        except BaseExceptionGroup as group:
            raise _first_of_ours(group) from group
        for feed in job.feeds:
            if feed.id not in self.reports:
                self._report(FeedReport(feed.id, FeedOutcome.STOPPED))
        report = RunReport(
            feeds=tuple(self.reports[feed.id] for feed in job.feeds),
            took=tools.clock() - started,
            requests=sum(tools.fetch.requests.values()),
            stopped=self.stopped,
        )
        await tools.store.end_run(_record_of(report, started), tools.fetch.paces.of.values())
        return report

    async def _work(self) -> None:
        queue = iter(decide.spread(self.todo))
        unfinished = asyncio.Semaphore(UNFINISHED)

        async def poller(group: asyncio.TaskGroup) -> None:
            for feed in queue:
                if self._must_stop():
                    return
                # An article's wait for its host must not hold up the next feed's poll; but of
                # 10,000 feeds not all stand in memory with what they wait for.
                await unfinished.acquire()
                polled = await self._guarded_poll(feed)
                if polled.outcome is not FeedOutcome.CHANGED and feed.id not in self.open:
                    self._done(feed, polled, Counter())
                    unfinished.release()
                    continue
                finish = group.create_task(self._finish(feed, polled))
                finish.add_done_callback(lambda _: unfinished.release())

        async with asyncio.TaskGroup() as group:
            for _ in range(min(POLLS_AT_ONCE, len(self.todo))):
                group.create_task(poller(group))

    async def _guarded_poll(self, feed: Feed) -> Polled:
        if feed.id not in self.due and not self._is_due(feed, self.tools.clock()):
            return Polled(FeedOutcome.NOT_DUE)
        try:
            async with self.tools.fetch.room.use():
                return await poll_feed(feed, self.states.get(feed.id), self.job, self.tools)
        except ScrapeError:
            raise
        except Exception as error:  # the last resort: one feed's bug is its own
            log.exception("bug while polling %s", feed.name)
            return await after_bug(feed, self.states.get(feed.id), error, self.tools)

    async def _finish(self, feed: Feed, polled: Polled) -> None:
        coverage = await self._reach_back(feed, polled)
        records = await self.tools.store.pending(feed.id, self.tools.clock())
        counts: Counter[str] = Counter()
        if self.job.dry_run:
            for record in records:
                if (unwanted := dropped(record, feed)) is not None:
                    self.tools.reporter.not_archived(feed, unwanted)
                    counts[Status.FILTERED] += 1
                    continue
                self.tools.reporter.would_archive(feed, record.entry)
                counts["would"] += 1
        else:
            self._spare_hosts(records)
            self.articles_total += len(records)
            self._progress()
            await self._drain(feed, records, counts)
        self._done(feed, polled, counts, coverage)

    def _spare_hosts(self, records: Sequence[EntryRecord]) -> None:
        """What is left of a past that an earlier run found comes as slowly as it would have."""
        past = [record.entry for record in records if record.entry.found_by]
        if len(past) > ARTICLES_AT_ONCE:
            for host in {host_of(entry.url) for entry in past if entry.linked}:
                self.tools.fetch.gates.one_at_a_time(host, self.tools.fetch.history_pause)

    async def _reach_back(self, feed: Feed, polled: Polled) -> Coverage | None:
        """What a run for a stretch of the past finds beyond the feed's own document."""
        since = self.job.since
        if since is None:
            return None
        if polled.live is None:
            return Coverage(since, False, ())
        from scraper.pipeline.backfill import reach_back

        try:
            return await reach_back(feed, polled.live, self.job, self.tools, self._must_stop)
        except ScrapeError:
            raise
        except Exception:  # the last resort: one feed's bug is its own
            log.exception("bug while reaching back for %s", feed.name)
            said = Reached("history", End.REFUSED, "internal error")
            return Coverage(since, False, (said,))

    def _done(
        self, feed: Feed, polled: Polled, counts: Counter[str], coverage: Coverage | None = None
    ) -> None:
        if coverage is not None:
            dates = [coverage.oldest, self.oldest.get(feed.id)]
            coverage = dataclasses.replace(
                coverage,
                oldest=min((date for date in dates if date is not None), default=None),
                new=counts["written"] + counts["would"],
                gone=counts["gone"],
                undated=counts["undated"],
                waiting=counts[Status.RETRY] + counts["left"],
                until=self.job.until,
            )
        elif self.job.since is not None:
            coverage = Coverage(self.job.since, False, (), until=self.job.until)
        self._report(
            FeedReport(
                feed_id=feed.id,
                outcome=polled.outcome,
                admitted=polled.admitted,
                saved=counts["written"],
                known=polled.known + counts["known"],
                waiting=counts[Status.RETRY],
                gave_up=counts[Status.GAVE_UP],
                skipped=polled.skipped + counts[Status.SKIPPED_OLD],
                filtered=polled.filtered
                + counts[Status.FILTERED]
                + (coverage.filtered if coverage is not None else 0),
                error=polled.error,
                phase=polled.phase,
                notes=polled.notes,
                advice=polled.advice,
                url=polled.url,
                failures=polled.failures,
                failing_since=polled.failing_since,
                gone=polled.gone,
                history=coverage,
            )
        )

    async def _drain(
        self, feed: Feed, records: Sequence[EntryRecord], counts: Counter[str]
    ) -> None:
        queue = iter(records)
        counts["left"] = len(records)

        async def worker() -> None:
            for record in queue:
                if self._must_stop():
                    return
                async with self.tools.fetch.room.use():
                    done = await archive_entry(record, feed, self.tools)
                counts["left"] -= 1
                if done.written is not None and done.record.path is not None:
                    counts["written"] += 1
                    date = done.written.published
                    self.oldest[feed.id] = min(date, self.oldest.get(feed.id, date))
                    self._warn_once(done.written.warnings)
                    self.tools.reporter.post(feed, done.written, done.record.path)
                elif done.record.status is Status.SAVED:
                    counts["known"] += 1
                else:
                    counts[done.record.status] += 1
                    counts[_why(done.record)] += 1
                    self.tools.reporter.not_archived(feed, done.record)
                self.articles_done += 1
                if self.articles_done % TRIMMED_AFTER == 0:
                    trim()
                self._progress()

        async with asyncio.TaskGroup() as group:
            for _ in range(min(ARTICLES_AT_ONCE, len(records))):
                group.create_task(worker())

    def _warn_once(self, warnings: Sequence[str]) -> None:
        for text in warnings:
            if text not in self.told:
                self.told.add(text)
                self.tools.reporter.warning(text)

    def _is_due(self, feed: Feed, now: datetime) -> bool:
        if self.job.force:
            return True
        state = self.states.get(feed.id)
        if self.job.since is not None:
            return not decide.is_gone(feed, state)
        return decide.is_due(feed, state, now)

    def _must_stop(self) -> bool:
        if self.deadline is not None and asyncio.get_running_loop().time() >= self.deadline:
            self.stopped = "max-time"
        return self.stopped is not None or self.tools.must_stop()

    def _report(self, report: FeedReport) -> None:
        self.reports[report.feed_id] = report
        self.feeds_done += report.feed_id in self.todo_ids
        self.tools.reporter.feed(report)
        self._progress()

    def _progress(self) -> None:
        self.tools.workers.expected = self.articles_total - self.articles_done
        self.tools.reporter.progress(
            (self.feeds_done, len(self.todo)), (self.articles_done, self.articles_total)
        )


def _record_of(report: RunReport, started: datetime) -> RunRecord:
    feeds = report.feeds
    asked = [f for f in feeds if f.outcome not in (FeedOutcome.NOT_DUE, FeedOutcome.STOPPED)]
    return RunRecord(
        started=started,
        took=report.took,
        feeds=len(asked),
        failed=sum(feed.outcome is FeedOutcome.FAILED for feed in asked),
        saved=sum(feed.saved for feed in feeds),
        waiting=sum(feed.waiting for feed in feeds),
        gave_up=sum(feed.gave_up for feed in feeds),
        requests=report.requests,
        stopped=report.stopped,
    )


def _why(record: EntryRecord) -> str:
    """What of the reasons for no post a report counts apart."""
    if record.status is Status.SKIPPED_OLD:
        return "undated" if record.reason == decide.UNDATED else ""
    return "gone" if decide.is_taken_down(record) else ""


def _first_of_ours(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """What stopped the run: ours if there is one, else the bug itself."""
    for error in group.exceptions:
        found = _first_of_ours(error) if isinstance(error, BaseExceptionGroup) else error
        if isinstance(found, ScrapeError):
            return found
    first = group.exceptions[0]
    return _first_of_ours(first) if isinstance(first, BaseExceptionGroup) else first

"""One run, from the lock to the last word; owns the event loop."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scraper import decide
from scraper.archive import STATE_FOLDER, Archive
from scraper.commands.after_run import AfterRun
from scraper.commands.asking import now
from scraper.commands.exits import EXIT_FEEDS_FAILED, EXIT_OK, EXIT_STOPPED
from scraper.commands.stopping import stopped_by_signals
from scraper.console import Console
from scraper.fetch import Fetcher
from scraper.fetch.proxies import proxies_of
from scraper.model import FailOn, HistoryFrom, RunReport
from scraper.pipeline import Job, Tools
from scraper.pipeline import run as run_pipeline
from scraper.store.lock import run_lock
from scraper.store.opening import open_state
from scraper.store.sqlite import SqliteStore
from scraper.workers import Workers, cores

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.config import Config
    from scraper.fetch.wayback import Wayback
    from scraper.store import Store


def console_for(
    config: Config,
    *,
    as_json: bool,
    quiet: bool,
    verbose: int,
    no_progress: bool,
    job: Job | None = None,
) -> Console:
    """Who tells a run's words; a progress bar only where somebody watches."""
    return Console(
        config.archive,
        {feed.id: feed.name for feed in config.feeds},
        as_json=as_json,
        quiet=quiet,
        verbose=verbose,
        progress=not (quiet or no_progress) and sys.stderr.isatty(),
        since=job.since if job is not None else None,
        zone=ZoneInfo(config.timezone),
        max_requests=job.max_requests if job is not None else None,
    )


# Under the lock and before the run: which job it is. One without feeds is none.
Prepare = Callable[["Store"], Awaitable[Job]]


def run_and_tell(
    config: Config,
    job: Job | Prepare,
    console: Console,
    fail_on: FailOn,
    *,
    require_full: bool = False,
    metrics: Path | None = None,
) -> int:
    """Makes the run and says what came of it; the exit status. Raises our errors.

    `require_full`: a feed that was not read back as far as was asked is a failure. `metrics`: the
    file for Prometheus, which is also written of a run that failed.
    """
    after = AfterRun(config, metrics, console.warning)
    report, status = None, EXIT_STOPPED
    try:
        try:
            report, signal_number = _run_job(config, job, console, after)
        finally:
            console.close()
        status = _said(report, signal_number, console, fail_on, require_full=require_full)
    finally:
        if not (isinstance(job, Job) and job.dry_run):
            after.write_metrics(report, status)
    return status


def _said(
    report: RunReport | None,
    signal_number: int,
    console: Console,
    fail_on: FailOn,
    *,
    require_full: bool,
) -> int:
    if report is not None:
        console.summary(report)
    elif not signal_number:
        return EXIT_OK
    if signal_number:
        console.warn("interrupted; what is not done yet waits for the next run")
        return 128 + signal_number
    assert report is not None
    failed = decide.is_failure(report, fail_on, now())
    short = require_full and not decide.is_full(report)
    return EXIT_FEEDS_FAILED if failed or short else EXIT_OK


def _run_job(
    config: Config, job: Job | Prepare, console: Console, after: AfterRun
) -> tuple[RunReport | None, int]:
    """The report, if there was something to do, and the signal that ended the run, or 0."""
    with ExitStack() as stack:
        archive = Archive(config.archive)
        if isinstance(job, Job) and job.dry_run:
            store = SqliteStore.read_copy(config.state)
            return asyncio.run(_run_async(config, job, console, archive, store, None))
        archive.make()
        after.is_ours = False
        stack.enter_context(run_lock(config.archive / STATE_FOLDER / "lock"))
        after.is_ours = True
        archive.prepare()
        store, warning = open_state(config.state, now(), config.durability)
        if warning:
            console.warn(warning)
        return asyncio.run(_run_async(config, job, console, archive, store, after))


async def _run_async(
    config: Config,
    job: Job | Prepare,
    console: Console,
    archive: Archive,
    store: Store,
    after: AfterRun | None,
) -> tuple[RunReport | None, int]:
    fetcher = Fetcher(config.network, config.user_agent, clock=now, proxies=proxies_of(os.environ))
    workers = Workers(cores() if config.workers is None else config.workers)
    fetcher.gates.has_room = workers.has_room
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(fetcher)
        tools = Tools(
            fetch=fetcher,
            store=store,
            archive=archive,
            reporter=console,
            clock=now,
            agent_token=config.user_agent.partition("/")[0],
            rules=config.sites,
            workers=workers,
            wayback=await _wayback(config, job, fetcher, stack),
        )
        work = asyncio.ensure_future(_work(job, tools, after))
        with stopped_by_signals(work) as caught:
            try:
                return await work, 0
            except asyncio.CancelledError:
                if not caught:
                    raise
                return None, caught[0]
            finally:
                await workers.close()
                try:
                    if after is not None:
                        await after.measure(store)
                finally:
                    await store.close()


async def _wayback(
    config: Config, job: Job | Prepare, fetcher: Fetcher, stack: AsyncExitStack
) -> Wayback | None:
    """The Wayback Machine's door, in a run that may ask it; raises ConfigError without it."""
    if not isinstance(job, Job) or job.history is not HistoryFrom.WAYBACK:
        return None
    from scraper.fetch.wayback import Wayback

    return await stack.enter_async_context(
        Wayback(
            config.network,
            config.user_agent,
            gates=fetcher.gates,
            clock=now,
            proxies=proxies_of(os.environ),
            requests=fetcher.requests,
        )
    )


async def _work(job: Job | Prepare, tools: Tools, after: AfterRun | None) -> RunReport | None:
    if not isinstance(job, Job):
        job = await job(tools.store)
        if not job.feeds:
            return None
    report = await run_pipeline(job, tools)
    if after is not None:
        await after.tell(report, tools.store)
    return report

"""The command: flags and files in, exit status and words out. Owns the clock, signals and the log.

Exit status: 0 all well (also nothing new), 1 some feeds failed (`try`: no article), 2 usage or
config, 3 the run stopped (state or archive out of reach; `try`: no page), 75 another run holds the
lock, 130 interrupted, 143 terminated.
"""

from __future__ import annotations

import fnmatch
import os
import sys
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from scraper import __version__
from scraper.errors import (
    ArchiveError,
    ConfigError,
    ExtractError,
    LockedError,
    ScrapeError,
    StoreError,
)
from scraper.model import Feed, FeedOutcome, RunReport
from scraper.try_page import DEFAULT_CONFIG, try_page

if TYPE_CHECKING:
    from scraper.archive import Archive
    from scraper.config import Config
    from scraper.console import Console
    from scraper.pipeline import Job
    from scraper.store import Store

EXIT_OK = 0
EXIT_FEEDS_FAILED = 1
EXIT_NO_ARTICLE = 1
EXIT_USAGE = 2
EXIT_STOPPED = 3
EXIT_LOCKED = 75  # EX_TEMPFAIL of sysexits.h
EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143


class _Group(click.Group):
    """`scrape` alone, or with flags of `run`, is `scrape run`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--help", "-h", "--version"}
        if not args or (args[0].startswith("-") and args[0] not in own):
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        records = [record for p in run.get_params(ctx) if (record := p.get_help_record(ctx))]
        with formatter.section("Options of run (also without the word `run`)"):
            formatter.write_dl([record for record in records if record[0] != "-h, --help"])


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="scrape %(version)s")
def cli() -> None:
    """News feeds in, an archive of Markdown out.

    Polls the feeds of config/feeds.yaml that are due, and writes one dated post for each new
    article. Run it from cron; run it again after any trouble: nothing is lost or written twice.

    \b
    Examples:
      scrape                        poll what is due, archive what is new
      scrape --since 2021-11-20     everything published since then that the feeds show
      scrape --feed 'BBC*' -v       some feeds, and say what is done
      scrape --dry-run              say what would be archived, write nothing
      scrape try URL                one page as the post it would be; --explain says why

    \b
    Exit status: 0 all well, also when nothing is new; 1 some feeds failed; 2 wrong usage or
    config; 3 the run stopped (archive or state can't be written); 75 another run is at work;
    130 interrupted; 143 terminated.
    """


cli.add_command(try_page)


@cli.command()
@click.option(
    "-c",
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    envvar="SCRAPE_CONFIG",
    default=DEFAULT_CONFIG,
    show_default=True,
    help="The feeds and all settings. [env: SCRAPE_CONFIG]",
)
@click.option(
    "--archive",
    "archive_path",
    metavar="DIR",
    envvar="SCRAPE_ARCHIVE",
    help="The folder of posts, instead of the config's. [env: SCRAPE_ARCHIVE]",
)
@click.option(
    "--feed",
    "wanted",
    multiple=True,
    metavar="NAME",
    help="Only this feed; a name or a glob like 'BBC*'. May be given again.",
)
@click.option(
    "--since",
    metavar="DATE",
    help="Archive all published since then: 2021-11-20, an ISO 8601 time, 36h, 7d, 2w, today,"
    " yesterday. Polls feeds whether due or not.",
)
@click.option("--force", is_flag=True, help="Poll feeds that are not due, too.")
@click.option("--dry-run", is_flag=True, help="Fetch only feeds, say what would be archived.")
@click.option(
    "--max-time", metavar="DURATION", help="Start nothing new after so long (10m, 1h30m)."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line on stdout.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr when all is well.")
@click.option("-v", "--verbose", count=True, help="Say what is done; -vv for everything.")
@click.option("--no-progress", is_flag=True, help="No progress bar, even on a terminal.")
def run(
    config_path: Path,
    archive_path: str | None,
    wanted: tuple[str, ...],
    since: str | None,
    force: bool,
    dry_run: bool,
    max_time: str | None,
    as_json: bool,
    quiet: bool,
    verbose: int,
    no_progress: bool,
) -> None:
    """Poll the feeds that are due and archive what is new (the default command)."""
    from scraper.config import load_config
    from scraper.console import Console, set_up_logging
    from scraper.pipeline import Job

    set_up_logging(verbose, os.environ.get("LOG_LEVEL", ""))
    if archive_path == "":
        raise ConfigError("--archive: want a folder, got ''")
    archive = Path(archive_path).absolute() if archive_path is not None else None
    config = load_config(config_path, environ=os.environ, archive=archive)
    job = Job(
        feeds=_select(config.feeds, wanted),
        since=_since(since, config.timezone) if since is not None else None,
        force=force,
        dry_run=dry_run,
        max_time=_duration("--max-time", max_time) if max_time is not None else None,
    )
    console = Console(
        config.archive,
        {feed.id: feed.name for feed in config.feeds},
        as_json=as_json,
        quiet=quiet,
        verbose=verbose,
        progress=not (quiet or no_progress) and sys.stderr.isatty(),
    )
    try:
        report, signal_number = _run_job(config, job, console)
    finally:
        console.close()
    if report is not None:
        console.summary(report)
    if signal_number:
        console.warn("interrupted; what is not done yet waits for the next run")
        raise SystemExit(128 + signal_number)
    failed = report is None or any(f.outcome is FeedOutcome.FAILED for f in report.feeds)
    raise SystemExit(EXIT_FEEDS_FAILED if failed else EXIT_OK)


def _run_job(config: Config, job: Job, console: Console) -> tuple[RunReport | None, int]:
    """The report, or None and the number of the signal that ended the run."""
    import asyncio
    from contextlib import ExitStack

    from scraper.archive import STATE_FOLDER, Archive
    from scraper.store.lock import run_lock
    from scraper.store.sqlite import SqliteStore, open_state

    with ExitStack() as stack:
        archive = Archive(config.archive)
        if job.dry_run:
            return asyncio.run(
                _run_async(config, job, console, archive, SqliteStore.read_copy(config.state))
            )
        archive.make()
        stack.enter_context(run_lock(config.archive / STATE_FOLDER / "lock"))
        archive.prepare()
        store, warning = open_state(config.state, _now())
        if warning:
            console.warn(warning)
        return asyncio.run(_run_async(config, job, console, archive, store))


async def _run_async(
    config: Config, job: Job, console: Console, archive: Archive, store: Store
) -> tuple[RunReport | None, int]:
    import asyncio
    import signal

    from scraper.fetch import Fetcher
    from scraper.fetch.proxies import proxies_of
    from scraper.pipeline import Tools
    from scraper.pipeline import run as run_pipeline

    fetcher = Fetcher(config.network, config.user_agent, clock=_now, proxies=proxies_of(os.environ))
    async with fetcher:
        tools = Tools(
            fetch=fetcher,
            store=store,
            archive=archive,
            reporter=console,
            clock=_now,
            agent_token=config.user_agent.partition("/")[0],
            rules=config.sites,
        )
        work = asyncio.ensure_future(run_pipeline(job, tools))
        caught: list[int] = []

        def stop(number: int) -> None:
            # A second signal ends the process at once, as people expect.
            asyncio.get_running_loop().remove_signal_handler(number)
            caught.append(number)
            work.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop, number)
        try:
            return await work, 0
        except asyncio.CancelledError:
            if not caught:
                raise
            return None, caught[0]
        finally:
            await store.close()


def _select(feeds: tuple[Feed, ...], wanted: tuple[str, ...]) -> tuple[Feed, ...]:
    enabled = tuple(feed for feed in feeds if feed.enabled)
    if not wanted:
        return enabled
    chosen: list[Feed] = []
    for pattern in wanted:
        glob = unicodedata.normalize("NFC", pattern).casefold()
        found = [
            feed
            for feed in feeds
            if feed.name.casefold() == glob or fnmatch.fnmatchcase(feed.name.casefold(), glob)
        ]
        if not found:
            raise ConfigError(f"--feed: no feed is named {pattern!r}; `name:` in the config tells")
        if not any(feed.enabled for feed in found):
            raise ConfigError(f"--feed: {pattern!r} is not enabled in the config")
        chosen += [feed for feed in found if feed.enabled and feed not in chosen]
    return tuple(chosen)


def _since(text: str, zone_name: str) -> datetime:
    from zoneinfo import ZoneInfo

    from scraper.dates import parse_since

    try:
        return parse_since(text, _now(), ZoneInfo(zone_name))
    except ValueError as error:
        raise ConfigError(f"--since: want {error}, got {text!r}") from error


def _duration(flag: str, text: str) -> timedelta:
    from scraper.dates import parse_duration

    try:
        return parse_duration(text)
    except ValueError as error:
        raise ConfigError(f"{flag}: want {error}, got {text!r}") from error


def _now() -> datetime:
    """The time, to the millisecond: what posts and state can hold."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def main() -> NoReturn:
    """Entry point of `scrape`: every error we know is one line and an exit status."""
    if sys.argv[1:] == ["--version"]:  # click alone takes twice the time of the rest
        sys.stdout.write(f"scrape {__version__}\n")
        raise SystemExit(EXIT_OK)
    for name in ("stdout", "stderr"):
        # Closed by who started us: no file of ours may get its place.
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # cron has no LANG; posts' names are UTF-8 all the same
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        cli(prog_name="scrape", standalone_mode=False)
    except click.exceptions.Abort:
        _end("interrupted", EXIT_INTERRUPTED)
    except click.ClickException as error:
        _end(f"{error.format_message()} (scrape --help tells more)", EXIT_USAGE)
    except ConfigError as error:
        _end(str(error), EXIT_USAGE)
    except LockedError as error:
        _end(str(error), EXIT_LOCKED)
    except ExtractError as error:
        _end(str(error), EXIT_NO_ARTICLE)
    except (StoreError, ArchiveError, ScrapeError) as error:
        _end(str(error), EXIT_STOPPED)
    except KeyboardInterrupt:
        _end("interrupted", EXIT_INTERRUPTED)
    raise SystemExit(EXIT_OK)


def _end(message: str, status: int) -> NoReturn:
    from scraper.console import shown

    for line in message.splitlines() or [""]:
        sys.stderr.write(f"scrape: error: {shown(line)}\n")
    raise SystemExit(status)

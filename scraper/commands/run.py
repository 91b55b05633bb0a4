"""The command `scrape run`, which is also `scrape` alone: its flags, and the job they make."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import click

from scraper.commands.asking import (
    archive_option,
    config_option,
    feed_option,
    now,
    read_config,
    select,
)
from scraper.errors import ConfigError


@click.command("run")
@config_option
@archive_option
@feed_option
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
) -> int:
    """Poll the feeds that are due and archive what is new (the default command)."""
    from scraper.commands.running import console_for, run_and_tell
    from scraper.console import set_up_logging
    from scraper.pipeline import Job

    set_up_logging(verbose, os.environ.get("LOG_LEVEL", ""))
    config = read_config(config_path, archive_path)
    job = Job(
        feeds=select(config.feeds, wanted),
        since=_since(since, config.timezone) if since is not None else None,
        force=force,
        dry_run=dry_run,
        max_time=_duration("--max-time", max_time) if max_time is not None else None,
    )
    console = console_for(
        config, as_json=as_json, quiet=quiet, verbose=verbose, no_progress=no_progress
    )
    return run_and_tell(config, job, console)


def _since(text: str, zone_name: str) -> datetime:
    from zoneinfo import ZoneInfo

    from scraper.dates import parse_since

    try:
        return parse_since(text, now(), ZoneInfo(zone_name))
    except ValueError as error:
        raise ConfigError(f"--since: want {error}, got {text!r}") from error


def _duration(flag: str, text: str) -> timedelta:
    from scraper.dates import parse_duration

    try:
        return parse_duration(text)
    except ValueError as error:
        raise ConfigError(f"{flag}: want {error}, got {text!r}") from error

"""The command `scrape run`, which is also `scrape` alone: its flags, and the job they make."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from scraper.commands.asking import (
    archive_option,
    config_option,
    duration,
    fail_on_option,
    feed_option,
    max_time_option,
    now,
    read_config,
    said_options,
    select,
)
from scraper.errors import ConfigError
from scraper.model import FailOn


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
@max_time_option
@fail_on_option
@said_options
def run(
    config_path: Path,
    archive_path: str | None,
    wanted: tuple[str, ...],
    since: str | None,
    force: bool,
    dry_run: bool,
    max_time: str | None,
    fail_on: str,
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
        max_time=duration("--max-time", max_time),
    )
    console = console_for(
        config, as_json=as_json, quiet=quiet, verbose=verbose, no_progress=no_progress
    )
    return run_and_tell(config, job, console, FailOn(fail_on))


def _since(text: str, zone_name: str) -> datetime:
    from zoneinfo import ZoneInfo

    from scraper.dates import parse_since

    try:
        return parse_since(text, now(), ZoneInfo(zone_name))
    except ValueError as error:
        raise ConfigError(f"--since: want {error}, got {text!r}") from error

"""The command `scrape run`, which is also `scrape` alone: its flags, and the job they make."""

from __future__ import annotations

import os
from pathlib import Path

import click

from scraper.commands.asking import (
    archive_option,
    config_option,
    duration,
    fail_on_option,
    feed_option,
    max_time_option,
    read_config,
    said_options,
    select,
)
from scraper.commands.completing import paths
from scraper.commands.reaching import check_since, history_from, reaching_options, stretch
from scraper.model import FailOn


@click.command("run")
@config_option
@archive_option
@feed_option
@reaching_options
@click.option("--force", is_flag=True, help="Poll feeds that are not due, too.")
@click.option(
    "--dry-run",
    is_flag=True,
    help="Fetch only feeds (with --since also lists of older entries), say what would be archived.",
)
@max_time_option
@fail_on_option
@click.option(
    "--metrics",
    metavar="FILE",
    shell_complete=paths,
    envvar="SCRAPE_METRICS",
    help="At its end, write figures there for Prometheus (node_exporter's textfile collector)."
    " [env: SCRAPE_METRICS]",
)
@said_options
def run(
    config_path: Path,
    archive_path: str | None,
    wanted: tuple[str, ...],
    since: str | None,
    until: str | None,
    history: str | None,
    max_requests: int | None,
    max_new: int | None,
    strict: bool,
    include_undated: bool,
    require_full: bool,
    force: bool,
    dry_run: bool,
    max_time: str | None,
    fail_on: str,
    metrics: str | None,
    as_json: bool,
    quiet: bool,
    verbose: int,
    no_progress: bool,
) -> int:
    """Poll the feeds that are due and archive what is new (the default command).

    \b
    Examples:
      scrape                                  what is due; as `scrape run`
      scrape --feed 'BBC*' --force -v         some feeds, due or not, and say what is done
      scrape --since 2021-11-20 --max-time 1h everything since then, for an hour
      scrape --dry-run --json                 what would be archived, for a program
      scrape -q --fail-on persistent          from cron or a timer

    \b
    Exit status: 0 all well, also when nothing is new; 1 some feeds failed (see --fail-on);
    2 wrong usage or config; 3 the run stopped (archive or state can't be written);
    75 another run is at work; 130 interrupted; 143 terminated.
    """
    from scraper.commands.metrics import metrics_file
    from scraper.commands.running import console_for, run_and_tell
    from scraper.console import set_up_logging
    from scraper.pipeline import Job

    check_since(
        since,
        {
            "--until": until,
            "--history": history,
            "--max-requests": max_requests,
            "--max-new": max_new,
            "--strict": strict,
            "--include-undated": include_undated,
            "--require-full": require_full,
        },
    )
    set_up_logging(verbose, os.environ.get("LOG_LEVEL", ""))
    config = read_config(config_path, archive_path)
    figures = metrics_file(metrics)
    first, last = stretch(since, until, config.timezone)
    job = Job(
        feeds=select(config.feeds, wanted),
        since=first,
        until=last,
        history=history_from(history),
        max_requests=max_requests,
        max_new=max_new,
        strict=strict,
        include_undated=include_undated,
        force=force,
        dry_run=dry_run,
        max_time=duration("--max-time", max_time),
    )
    console = console_for(
        config,
        as_json=as_json,
        quiet=quiet,
        verbose=verbose,
        no_progress=no_progress,
        job=job,
    )
    return run_and_tell(
        config, job, console, FailOn(fail_on), require_full=require_full, metrics=figures
    )

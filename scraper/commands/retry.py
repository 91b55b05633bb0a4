"""The command `scrape retry`: what was given up is tried anew, at once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

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
from scraper.commands.exits import EXIT_OK
from scraper.model import FailOn

if TYPE_CHECKING:
    from scraper.commands.retrying import Asked
    from scraper.store import Store


@click.command("retry")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option("--failed", is_flag=True, help="All that was given up, of all feeds or of --feed.")
@config_option
@archive_option
@feed_option
@click.option("--dry-run", is_flag=True, help="Say what would be tried anew, and do nothing.")
@max_time_option
@fail_on_option
@said_options
def retry(
    urls: tuple[str, ...],
    failed: bool,
    config_path: Path,
    archive_path: str | None,
    wanted: tuple[str, ...],
    dry_run: bool,
    max_time: str | None,
    fail_on: str,
    as_json: bool,
    quiet: bool,
    verbose: int,
    no_progress: bool,
) -> int:
    """Try anew what was given up, as if it had just come, in a run of just those feeds.

    Feeds that fail or are gone (HTTP 410) are asked again, too, unless addresses are given.

    \b
    Examples:
      scrape retry --failed              all that was given up
      scrape retry --feed 'BBC*'         what these feeds gave up
      scrape retry https://example.org/story
      scrape retry --failed --dry-run    only say what that would be

    \b
    Exit status: 0 all well, also where nothing is to be tried; 1 some feeds failed;
    2 wrong usage or config, or an address that no entry has; 3 the run stopped;
    75 another run is at work; 130 interrupted; 143 terminated.
    """
    import asyncio

    from scraper.commands.retrying import Asked, chosen, made_new
    from scraper.commands.running import console_for, run_and_tell
    from scraper.console import set_up_logging
    from scraper.errors import ConfigError
    from scraper.pipeline import Job
    from scraper.store.reading import read_state
    from scraper.store.uris import is_there

    if not (urls or failed or wanted):
        raise click.UsageError("say what to retry: addresses, --feed NAME, or --failed for all")
    if urls and failed:
        raise click.UsageError("--failed is for all that was given up: leave it out, or the URLs")
    set_up_logging(verbose, os.environ.get("LOG_LEVEL", ""))
    config = read_config(config_path, archive_path)
    asked = Asked(select(config.feeds, wanted), urls)
    limit = duration("--max-time", max_time)
    console = console_for(
        config, as_json=as_json, quiet=quiet, verbose=verbose, no_progress=no_progress
    )
    if not is_there(config.state):
        console.close()
        if urls:
            raise ConfigError(f"retry: no entry is known yet, so none of {urls[0]}")
        console.warn("nothing to retry: nothing was polled so far")
        return EXIT_OK
    if dry_run:
        console.close()
        return asyncio.run(_tell(asked, read_state(config.state), as_json=as_json))

    async def prepare(store: Store) -> Job:
        found, notes = await chosen(asked, store)
        feeds, count = await made_new(found, store)
        for note in notes:
            console.warning(note)
        if not quiet:
            entries = "1 entry" if count == 1 else f"{count} entries"
            console.warn(f"retrying {entries}" if feeds else "nothing to retry")
        return Job(feeds=feeds, max_time=limit)

    return run_and_tell(config, prepare, console, FailOn(fail_on))


async def _tell(asked: Asked, store: Store, *, as_json: bool) -> int:
    import sys

    from scraper.commands.retrying import chosen
    from scraper.console.words import entry_fields, print_line, print_object, shown, why

    try:
        found, notes = await chosen(asked, store)
        for note in notes:
            print_line(f"scrape: {shown(note)}", sys.stderr)
        for again in found:
            name, url, error = again.feed.name, again.feed.url, again.state.error
            if again.poll and as_json:
                print_object({"type": "would_poll", "feed": name, "url": url, "error": error})
            elif again.poll:
                said = f"would poll {shown(name)} <{shown(url)}>: {shown(error or '')}"
                print_line(said, sys.stdout)
            async for record in again.records:
                if as_json:
                    print_object(entry_fields(name, record) | {"type": "would_retry"})
                else:
                    title = shown(record.entry.title) or "(no title)"
                    address = shown(record.entry.url)
                    said = f"would retry {shown(name)}: {title} <{address}>: {why(record)}"
                    print_line(said, sys.stdout)
        return EXIT_OK
    finally:
        await store.close()

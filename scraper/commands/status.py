"""The command `scrape status`: what is not as it should be, and what waits for whom."""

from __future__ import annotations

from pathlib import Path

import click

from scraper.commands.asking import (
    archive_option,
    config_option,
    feed_option,
    read_config,
    select,
)
from scraper.commands.exits import EXIT_OK


@click.command("status")
@config_option
@archive_option
@feed_option
@click.option("--failed", is_flag=True, help="List the entries that were given up, and why.")
@click.option("--waiting", is_flag=True, help="List the entries that wait, why and until when.")
@click.option("--filtered", is_flag=True, help="List what the feeds' filters left out, and why.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def status(
    config_path: Path,
    archive_path: str | None,
    wanted: tuple[str, ...],
    failed: bool,
    waiting: bool,
    filtered: bool,
    as_json: bool,
) -> int:
    """Say what needs a person, and why; read-only, also during a run.

    Feeds that fail, have moved, fell silent, show teasers only or lie about dates; rules that match
    no more; entries that were given up; disks that are nearly full: each with since when, what to
    do about it, and when it is tried again. A table on a terminal, else a line each.

    \b
    Examples:
      scrape status                 what is wrong and what to do about it, then counts
      scrape status --failed        what was given up; `scrape retry` tries it again
      scrape status --waiting       what is tried again by itself, and when
      scrape status --filtered      what the filters left out, by which rule

    Exit status: 0 nothing needs a person; 1 something does, as it will not pass by itself (with
    --failed: any entry was given up); 2 wrong usage or config; 3 the state can't be read.
    """
    import asyncio
    import sys

    from scraper.commands.status_lines import tell
    from scraper.config.load import AnyVariable
    from scraper.console import print_line
    from scraper.store.reading import read_state
    from scraper.store.uris import is_there

    config = read_config(config_path, archive_path, environ=AnyVariable())
    feeds = select(config.feeds, wanted)
    if not is_there(config.state):
        print_line(f"scrape: no state yet ({config.state}): nothing was polled so far", sys.stderr)
        return EXIT_OK
    store = read_state(config.state)
    return asyncio.run(
        tell(
            feeds,
            store,
            (config.archive, config.state.parent),
            strays=not wanted,
            failed=failed,
            waiting=waiting,
            filtered=filtered,
            as_json=as_json,
        )
    )

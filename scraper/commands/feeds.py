"""The command `scrape feeds`: a table of the feeds and how they stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.commands.asking import (
    archive_option,
    config_option,
    feed_option,
    is_named,
    read_config,
)
from scraper.commands.exits import EXIT_OK
from scraper.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scraper.commands.feed_table import Row
    from scraper.config import Config
    from scraper.model import Feed


@click.command("feeds")
@config_option
@archive_option
@feed_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line on stdout.")
def feeds(
    config_path: Path, archive_path: str | None, wanted: tuple[str, ...], as_json: bool
) -> int:
    """Show a table of the feeds: last success, newest entry, posts, failures, next poll.

    Reads only, also during a run. Feeds that are not enabled are shown, too.

    \b
    Examples:
      scrape feeds
      scrape feeds --feed 'BBC*'
      scrape feeds --json | jq -r 'select(.failures > 2).url'

    Exit status: 0 shown; 2 wrong usage or config; 3 the state can't be read.
    `scrape status` says what needs a person.
    """
    import asyncio
    import sys

    from scraper.commands.feed_table import row_fields, show
    from scraper.config.load import AnyVariable
    from scraper.console.words import print_line, print_object
    from scraper.store.uris import is_there

    config = read_config(config_path, archive_path, environ=AnyVariable())
    chosen = _chosen(config.feeds, wanted)
    if not is_there(config.state):
        print_line(f"scrape: no state yet ({config.state}): nothing was polled so far", sys.stderr)
    rows = asyncio.run(_rows(config, chosen))
    if as_json:
        for row in rows:
            print_object(row_fields(row))
    else:
        show(rows)
    return EXIT_OK


def _chosen(feeds: Sequence[Feed], wanted: Sequence[str]) -> Sequence[Feed]:
    for pattern in wanted:
        if not any(is_named(feed.name, pattern) for feed in feeds):
            raise ConfigError(f"--feed: no feed is named {pattern!r}; `name:` in the config tells")
    return [
        feed
        for feed in feeds
        if not wanted or any(is_named(feed.name, pattern) for pattern in wanted)
    ]


async def _rows(config: Config, chosen: Sequence[Feed]) -> Sequence[Row]:
    from scraper.commands.asking import now
    from scraper.commands.feed_table import rows_of
    from scraper.store.reading import read_state
    from scraper.store.uris import is_there

    if not is_there(config.state):
        return rows_of(chosen, {}, {}, {}, {}, now())
    store = read_state(config.state)
    try:
        states, counts = await store.feed_states(), await store.unsettled()
        posts, newest = await store.saved_counts(), await store.newest()
        return rows_of(chosen, states, counts, posts, newest, now())
    finally:
        await store.close()

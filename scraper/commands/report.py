"""The command `scrape report`: how an archive grows and how its feeds do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.commands.asking import (
    archive_option,
    config_option,
    feed_option,
    now,
    read_config,
    select,
)
from scraper.commands.completing import paths
from scraper.commands.exits import EXIT_OK

if TYPE_CHECKING:
    from scraper.config import Config
    from scraper.report import Report

_LONGEST = 3650


@click.command("report")
@config_option
@archive_option
@feed_option
@click.option(
    "--days",
    type=click.IntRange(1, _LONGEST),
    default=30,
    show_default=True,
    metavar="N",
    help="Count posts of the last N days, by days, weeks, or 30 days.",
)
@click.option(
    "--html",
    "html",
    metavar="FILE",
    shell_complete=paths,
    help="Write one self-contained page there; - is stdout.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def report(
    config_path: Path,
    archive_path: str | None,
    wanted: tuple[str, ...],
    days: int,
    html: str | None,
    as_json: bool,
) -> int:
    """Say how the archive grows and how its feeds do; read-only, also during a run.

    Posts a day and feed, troubles and what to do, the slowest hosts, runs, storage. The page needs
    no network and no other file; it names feeds, and addresses that make trouble.

    \b
    Examples:
      scrape report                       the last 30 days, on the terminal
      scrape report --html report.html    the same and more, as a page with plots
      scrape report --days 365 --json     for a script

    \b
    Exit status: 0 the report was made, also where troubles are told (`scrape status` ends with 1
    then); 2 wrong usage or config; 3 the state can't be read, or the page not be written.
    """
    import sys

    from scraper.config.load import AnyVariable
    from scraper.console import print_line
    from scraper.errors import ConfigError

    if html is not None and as_json:
        raise ConfigError("--html: can't be given together with --json")
    if html == "":
        raise ConfigError("--html: want a file or -, got ''")
    config = read_config(config_path, archive_path, environ=AnyVariable())
    if html is None:
        made = _made(config, wanted, days)
        _print(made, as_json=as_json)
        return EXIT_OK

    from scraper.report import page
    from scraper.report.writing import check_target, write_page

    if html == "-":
        print_line(page(_made(config, wanted, days)).rstrip("\n"), sys.stdout)
        return EXIT_OK
    target = check_target(Path(html))
    write_page(target, page(_made(config, wanted, days)))
    return EXIT_OK


def _made(config: Config, wanted: tuple[str, ...], days: int) -> Report:
    import asyncio
    import sys

    from scraper.console import print_line
    from scraper.report import gather, measure
    from scraper.store.reading import read_state
    from scraper.store.sqlite import SqliteStore
    from scraper.store.uris import is_there

    feeds = select(config.feeds, wanted)
    is_polled = is_there(config.state)
    if not is_polled:
        print_line(f"scrape: no state yet ({config.state}): nothing was polled so far", sys.stderr)
    storage = measure(config.archive, config.state)
    store = read_state(config.state) if is_polled else SqliteStore(":memory:")

    async def read() -> Report:
        try:
            return await gather(
                feeds,
                store,
                now(),
                days,
                storage=storage,
                folders=(config.archive, config.state.parent),
                everything=not wanted,
                is_polled=is_polled,
            )
        finally:
            await store.close()

    return asyncio.run(read())


def _print(made: Report, *, as_json: bool) -> None:
    import sys

    from scraper.console import print_line
    from scraper.console.words import print_object
    from scraper.report.lines import lines, objects

    if as_json:
        for each in objects(made):
            print_object(each)
        return
    for line in lines(made):
        print_line(line, sys.stdout)

"""The command `scrape notify`: whether a person can be told at all."""

from __future__ import annotations

from pathlib import Path

import click

from scraper.commands.asking import archive_option, config_option, now, read_config
from scraper.commands.exits import EXIT_NOT_DELIVERED, EXIT_OK


@click.command("notify")
@config_option
@archive_option
@click.option("--test", "is_test", is_flag=True, help="Send a sample notice, marked as a test.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each way.")
def notify(config_path: Path, archive_path: str | None, is_test: bool, as_json: bool) -> int:
    """Try the ways by which a run tells of trouble: `notify:` in the config.

    Runs send their notices by themselves; this sends a sample, so that you see it arrive.

    \b
    Examples:
      scrape notify --test          send a sample by each way that is configured

    Exit status: 0 delivered by each, 1 not by each (a line says why), 2 wrong usage or config.
    """
    import asyncio
    import sys

    from scraper.commands.after_run import deliverer, origin_of_notices
    from scraper.console import print_line, shown
    from scraper.console.words import print_object
    from scraper.errors import ConfigError
    from scraper.pipeline.notice_words import outgoing, sample

    if not is_test:
        raise click.UsageError("want --test: it sends a sample notice")
    config = read_config(config_path, archive_path)
    if config.notify is None:
        raise ConfigError(f"{config_path}: notify is missing; want command, url or both there")
    time = now()
    sent = outgoing(sample(time), origin_of_notices(config), time, test=True)
    came = asyncio.run(deliverer(config.notify, config)(sent))
    for way, why in came.items():
        if as_json:
            print_object({"type": "delivery", "way": way, "delivered": why is None, "error": why})
        elif why is None:
            print_line(f"{way}: delivered", sys.stdout)
        else:
            print_line(f"scrape: notify: {way}: {shown(why)}", sys.stderr)
    return EXIT_OK if all(why is None for why in came.values()) else EXIT_NOT_DELIVERED

"""The command `scrape export`: the feeds with all their settings, as OPML."""

from __future__ import annotations

from pathlib import Path

import click

from scraper.commands.asking import config_option, feed_option, is_named
from scraper.commands.completing import paths
from scraper.commands.exits import EXIT_OK
from scraper.errors import ConfigError


@click.command("export")
@click.argument("file", metavar="FILE", shell_complete=paths)
@config_option
@feed_option
@click.option(
    "--with-secrets", is_flag=True, help="Also cookies and headers that stand in the config."
)
def export(file: str, config_path: Path, wanted: tuple[str, ...], with_secrets: bool) -> int:
    """Write the feeds with all their settings as OPML 2.0.

    FILE is `-` for standard output; one that is there is replaced.
    Other readers take name, address and folder (the first tag) from it; `scrape import` takes all
    that the config says of each feed, defaults applied. `${NAME}` stays as it is written.

    \b
    Examples:
      scrape export feeds.opml
      scrape export --feed 'BBC*' - | less

    Exit status: 0 written; 2 wrong usage or config, or FILE can't be written.
    """
    import os
    import sys

    from scraper.config.editing import write_config
    from scraper.config.load import keys_of
    from scraper.config.nodes import read_text
    from scraper.config.opml_writing import to_opml
    from scraper.console.words import counted, print_line, shown

    keys = keys_of(read_text(config_path, str(config_path)), str(config_path))
    for pattern in wanted:
        if not any(is_named(feed.name, pattern) for feed in keys.feeds):
            raise ConfigError(f"--feed: no feed is named {pattern!r}; `name:` in the config tells")
    chosen = [
        feed
        for feed in keys.feeds
        if not wanted or any(is_named(feed.name, pattern) for pattern in wanted)
    ]
    exported = to_opml(keys, chosen, secrets=with_secrets)
    document = exported.document.decode("utf-8")
    if file == "-":
        print_line(document.rstrip("\n"), sys.stdout)
    else:
        if os.path.realpath(file) == os.path.realpath(config_path):
            raise ConfigError(f"{file}: that is the config itself; name another file")
        if not Path(file).parent.is_dir():
            where = Path(file).parent
            raise ConfigError(f"{file}: there is no folder {where}: make it, or name another")
        if _is_special(file):
            _write_into(file, exported.document)
        else:
            write_config(Path(file), document)
    for each in exported.left_out:
        print_line(f"scrape: left out: {shown(each)} (--with-secrets writes it)", sys.stderr)
    if file != "-":
        told = f"scrape: wrote {counted(exported.feeds, 'feed')} to {shown(file)}"
        print_line(told, sys.stderr)
    return EXIT_OK


def _is_special(file: str) -> bool:
    """Whether that is a pipe or a device, which nothing can be put in the place of."""
    path = Path(file)
    return path.exists() and not path.is_file() and not path.is_dir()


def _write_into(file: str, document: bytes) -> None:
    try:
        with Path(file).open("wb") as opened:
            opened.write(document)
    except OSError as error:
        raise ConfigError(f"{file}: can't be written: {error.strerror or error}") from error

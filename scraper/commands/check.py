"""`scrape check`: whether the config is right, what filters would do, feeds in files."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.commands.asking import config_option, feed_option, read_config, select
from scraper.commands.completing import paths
from scraper.commands.exits import EXIT_NO_FEED, EXIT_OK
from scraper.errors import ParseError

if TYPE_CHECKING:
    from scraper.model import ParsedFeed

# A file's own address is not known; links that are relative to it lead nowhere (RFC 6761, 6.4).
_NOWHERE = "https://feed.invalid/"


@dataclass(frozen=True, slots=True)
class Checked:
    """What is in one file: a feed, or what else (`error`). Times are ISO 8601, UTC."""

    file: str
    feed: bool
    format: str | None = None
    title: str | None = None
    entries: int = 0
    newest: str | None = None
    oldest: str | None = None
    complete: bool = False
    warnings: tuple[str, ...] = ()
    error: str | None = None

    def line(self) -> str:
        """The same for a person."""
        if not self.feed:
            return f"{self.file}: {self.error}"
        parts = [self.format or "a feed", _count(self.entries, "entry", "entries")]
        parts.append(f"newest {self.newest[:10]}" if self.newest else "no dates")
        if self.warnings:
            parts.append(_count(len(self.warnings), "warning", "warnings"))
        return f"{self.file}: {', '.join(parts)}"


@click.command("check")
@config_option
@click.option(
    "--feed-file",
    "paths",
    multiple=True,
    metavar="PATH",
    shell_complete=paths,
    help="A feed in a file, or a folder of them: say what the parser makes of each, and do not"
    " read the config. May be given again.",
)
@click.option(
    "--live", is_flag=True, help="Fetch the feeds that have filters; say what those would do."
)
@feed_option
@click.option(
    "--pages",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="With --live: read up to N pages a feed, of entries that the feed does not decide.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, on stdout.")
@click.option("-v", "--verbose", is_flag=True, help="Say each warning of a file, too.")
def check(
    config_path: Path,
    paths: tuple[str, ...],
    live: bool,
    wanted: tuple[str, ...],
    pages: int,
    as_json: bool,
    verbose: bool,
) -> int:
    """Say whether the config is right, what filters would do, or what is in files of feeds.

    Nothing is written, and but for --live nothing fetched.

    \b
    Examples:
      scrape check                            is config/feeds.yaml right?
      scrape check --live                     what filters would do with what the feeds show
      scrape check --live --feed Daily --pages 5
      scrape check --feed-file feed.xml -v    what the parser makes of a file, and its warnings
      scrape check --feed-file folder --json  of each file in it

    \b
    Exit status: 0 all is right; 1 some files are no feeds, or with --live a feed can't be had;
    2 wrong usage, or a config that can't be used.
    """
    from scraper.console import print_line, shown

    if live and paths:
        raise click.UsageError("--live and --feed-file don't go together")
    if not live and (wanted or pages):
        raise click.UsageError("--feed and --pages are for --live")
    if live:
        return _check_live(config_path, wanted, pages, as_json=as_json)
    if not paths:
        _check_config(config_path, as_json=as_json)
        return EXIT_OK
    for path in paths:
        if not os.path.lexists(path):
            raise click.UsageError(f"--feed-file: no such file or folder: {path!r}")
    count = 0
    all_feeds = True
    for path in paths:
        for file in _files(path):
            checked = check_file(file)
            count += 1
            all_feeds = all_feeds and checked.feed
            if as_json:
                told = {"type": "feed-file", **asdict(checked)}
                print_line(json.dumps(told, ensure_ascii=False), sys.stdout)
                continue
            print_line(shown(checked.line()), sys.stdout)
            for warning in checked.warnings if verbose else ():
                print_line(shown(f"{file}: {warning}"), sys.stdout)
    if not count:
        raise click.UsageError(f"--feed-file: no file in {', '.join(map(repr, paths))}")
    return EXIT_OK if all_feeds else EXIT_NO_FEED


def check_file(file: str) -> Checked:
    """What is in a file; never raises, whatever the bytes."""
    from scraper.feeds import parse_feed
    from scraper.model import Feed, Fetched, Network
    from scraper.presets import BUILT_IN

    limit = Network().feed_max_bytes
    try:
        with Path(file).open("rb") as opened:
            body = opened.read(limit + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        cause = getattr(error, "strerror", None) or str(error)
        return Checked(file, feed=False, error=f"can't be read: {cause}")
    if len(body) > limit:
        return Checked(file, feed=False, error=f"not a feed: larger than {limit:,} bytes")
    feed = Feed("", file, _NOWHERE, BUILT_IN["jekyll"])
    try:
        return _told(file, parse_feed(Fetched(_NOWHERE, _NOWHERE, "", body, _now()), feed))
    except ParseError as error:
        reason = str(error)
        return Checked(
            file, feed=False, error=reason if "not a feed" in reason else f"not a feed: {reason}"
        )
    except Exception as error:  # noqa: BLE001 - the last resort: one file's bug is its own
        kind = type(error).__name__
        return Checked(file, feed=False, error=f"a bug ({kind}: {error}); please report it")


def _told(file: str, parsed: ParsedFeed) -> Checked:
    from scraper.dates import iso_ms

    known = (entry.published or entry.updated for entry in parsed.entries)
    dates = [date for date in known if date is not None]
    return Checked(
        file,
        feed=True,
        format=parsed.form,
        title=parsed.title,
        entries=len(parsed.entries),
        newest=iso_ms(max(dates)) if dates else None,
        oldest=iso_ms(min(dates)) if dates else None,
        complete=parsed.complete,
        warnings=parsed.warnings,
    )


def _files(path: str) -> Iterator[str]:
    """The file itself, or the regular files below a folder: each folder's own first, by name."""
    if not Path(path).is_dir():
        yield path
        return
    for folder, folders, files in os.walk(path):
        folders.sort()
        for name in sorted(files):
            file = Path(folder, name)
            if file.is_file():  # no pipe, socket or link to nowhere
                yield str(file)


def _check_live(path: Path, wanted: tuple[str, ...], pages: int, *, as_json: bool) -> int:
    from scraper.commands.check_live import check_live

    config = read_config(path, None)
    feeds = select(config.feeds, wanted)
    feeds = feeds if wanted else tuple(feed for feed in feeds if feed.filters)
    return check_live(config, feeds, pages=pages, as_json=as_json)


def _check_config(path: Path, *, as_json: bool) -> None:
    """Says what the config holds; raises ConfigError if it can't be used."""
    from scraper.console import print_line, shown

    config = read_config(path, None)
    feeds, sites = len(config.feeds), len(config.sites)
    enabled = sum(feed.enabled for feed in config.feeds)
    filtered = sum(feed.enabled and bool(feed.filters) for feed in config.feeds)
    if as_json:
        told = {"type": "config", "file": str(path), "feeds": feeds, "enabled": enabled}
        print_line(
            json.dumps({**told, "sites": sites, "filtered": filtered}, ensure_ascii=False),
            sys.stdout,
        )
        return
    line = f"{path}: right: {_count(feeds, 'feed', 'feeds')}"
    if enabled < feeds:
        line += f" ({feeds - enabled} not enabled)"
    if sites:
        line += f", rules for {_count(sites, 'site', 'sites')}"
    print_line(shown(line), sys.stdout)
    if filtered:
        have = "1 feed has" if filtered == 1 else f"{filtered} feeds have"
        print_line(f"{have} filters: `scrape check --live` shows what they would do", sys.stdout)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _now() -> datetime:
    return datetime.now(UTC)

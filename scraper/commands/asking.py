"""What several commands are asked alike: the config, the archive, some of the feeds, the time."""

from __future__ import annotations

import fnmatch
import os
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scraper.commands.completing import feed_names, paths
from scraper.errors import ConfigError
from scraper.model import FailOn
from scraper.try_page import DEFAULT_CONFIG

if TYPE_CHECKING:
    from scraper.config import Config
    from scraper.model import Feed

_Command = TypeVar("_Command", bound=Callable[..., Any])


def config_option(command: _Command) -> _Command:
    """`-c FILE`, as `config_path`."""
    return click.option(
        "-c",
        "--config",
        "config_path",
        type=click.Path(path_type=Path),
        envvar="SCRAPE_CONFIG",
        default=DEFAULT_CONFIG,
        show_default=True,
        help="The feeds and all settings. [env: SCRAPE_CONFIG]",
    )(command)


def archive_option(command: _Command) -> _Command:
    """`--archive DIR`, as `archive_path`."""
    return click.option(
        "--archive",
        "archive_path",
        metavar="DIR",
        shell_complete=paths,
        envvar="SCRAPE_ARCHIVE",
        help="The folder of posts, instead of the config's. [env: SCRAPE_ARCHIVE]",
    )(command)


def feed_option(command: _Command) -> _Command:
    """`--feed NAME…`, as `wanted`."""
    return click.option(
        "--feed",
        "wanted",
        multiple=True,
        metavar="NAME",
        shell_complete=feed_names,
        help="Only this feed; a name or a glob like 'BBC*'. May be given again.",
    )(command)


def fail_on_option(command: _Command) -> _Command:
    """`--fail-on WHICH`, as `fail_on`."""
    return click.option(
        "--fail-on",
        type=click.Choice([each.value for each in FailOn]),
        envvar="SCRAPE_FAIL_ON",
        default=FailOn.ANY.value,
        show_default=True,
        help="Exit status 1 when any feed failed, all that were asked did, one keeps failing"
        " (3 times and a day) or is gone, or never. [env: SCRAPE_FAIL_ON]",
    )(command)


def said_options(command: _Command) -> _Command:
    """How a run is told: `as_json`, `quiet`, `verbose`, `no_progress`."""
    for option in reversed(
        (
            click.option(
                "--json", "as_json", is_flag=True, help="One JSON object a line on stdout."
            ),
            click.option(
                "-q", "--quiet", is_flag=True, help="Say nothing on stderr when all is well."
            ),
            click.option(
                "-v", "--verbose", count=True, help="Say what is done; -vv for everything."
            ),
            click.option(
                "--no-progress", is_flag=True, help="No progress bar, even on a terminal."
            ),
        )
    ):
        command = option(command)
    return command


def max_time_option(command: _Command) -> _Command:
    """`--max-time DURATION`, as `max_time`."""
    return click.option(
        "--max-time", metavar="DURATION", help="Start nothing new after so long (10m, 1h30m)."
    )(command)


def duration(flag: str, text: str | None) -> timedelta | None:
    """What a flag says, or None if it was not given; raises ConfigError."""
    from scraper.dates import parse_duration

    try:
        return parse_duration(text) if text is not None else None
    except ValueError as error:
        raise ConfigError(f"{flag}: want {error}, got {text!r}") from error


def read_config(
    path: Path, archive: str | None, *, environ: Mapping[str, str] = os.environ
) -> Config:
    """The config at `path`, with another archive if one was asked for; raises ConfigError."""
    from scraper.config import load_config

    if archive == "":
        raise ConfigError("--archive: want a folder, got ''")
    folder = Path(archive).absolute() if archive is not None else None
    return load_config(path, environ=environ, archive=folder)


def select(feeds: tuple[Feed, ...], wanted: tuple[str, ...]) -> tuple[Feed, ...]:
    """The enabled feeds of these names or globs, all if there are none; raises ConfigError."""
    enabled = tuple(feed for feed in feeds if feed.enabled)
    if not wanted:
        return enabled
    chosen: list[Feed] = []
    for pattern in wanted:
        found = [feed for feed in feeds if is_named(feed.name, pattern)]
        if not found:
            raise ConfigError(f"--feed: no feed is named {pattern!r}; `name:` in the config tells")
        if not any(feed.enabled for feed in found):
            raise ConfigError(f"--feed: {pattern!r} is not enabled in the config")
        chosen += [feed for feed in found if feed.enabled and feed not in chosen]
    return tuple(chosen)


def is_named(name: str, pattern: str) -> bool:
    """Whether a feed of this name is meant by a name or glob; case does not count."""
    glob = unicodedata.normalize("NFC", pattern).casefold()
    folded = name.casefold()
    return folded == glob or fnmatch.fnmatchcase(folded, glob)


def now() -> datetime:
    """The time, to the millisecond: what posts and state can hold."""
    time = datetime.now(UTC)
    return time.replace(microsecond=time.microsecond // 1000 * 1000)

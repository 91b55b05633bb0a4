"""How far back a run is asked to go, and by what: the flags that belong to `--since`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scraper.commands.asking import now
from scraper.errors import ConfigError
from scraper.model import HistoryFrom

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_Command = TypeVar("_Command", bound=Callable[..., Any])


def reaching_options(command: _Command) -> _Command:
    """`--since DATE` and what goes with it: `since`, `until`, `history`, `max_requests`, `max_new`,
    `strict`, `include_undated`, `require_full`.
    """
    for option in reversed(
        (
            click.option(
                "--since",
                metavar="DATE",
                help="Archive all published since then, also what the feeds no longer show:"
                " 2021-11-20, an ISO 8601 time, 36h, 7d, 2w, today, yesterday. Polls feeds whether"
                " due or not.",
            ),
            click.option(
                "--until",
                metavar="DATE",
                help="With --since: only what was published before; that day itself still counts.",
            ),
            click.option(
                "--history",
                type=click.Choice([each.value for each in HistoryFrom]),
                help="With --since: where older entries are looked for. none: only what the feeds"
                " show; wayback: everywhere, and in the Wayback Machine at last.  [default: auto]",
            ),
            click.option(
                "--max-requests",
                type=click.IntRange(min=1),
                metavar="N",
                help="With --since: at most so many requests for the older entries of a feed"
                " (not for their articles) in this run, whatever the config says.",
            ),
            click.option(
                "--max-new",
                type=click.IntRange(min=1),
                metavar="N",
                help="With --since: at most so many older entries of a feed in this run.",
            ),
            click.option(
                "--strict",
                is_flag=True,
                help="With --since: read further before the date counts as passed.",
            ),
            click.option(
                "--include-undated",
                is_flag=True,
                help="With --since: archive also what neither a list nor its page dates.",
            ),
            click.option(
                "--require-full",
                is_flag=True,
                help="With --since: exit status 1 unless all feeds were read back to the date.",
            ),
        )
    ):
        command = option(command)
    return command


def check_since(since: str | None, flags: dict[str, object]) -> None:
    """Raises UsageError for the first flag that was given, if `--since` was not."""
    if since is not None:
        return
    for flag, value in flags.items():
        if value is not None and value is not False:
            raise click.UsageError(f"{flag} goes with --since DATE, which says how far back")


def stretch(
    since: str | None, until: str | None, zone_name: str
) -> tuple[datetime | None, datetime | None]:
    """From when on, and before when, entries are wanted; raises ConfigError."""
    from scraper.dates import parse_since, parse_until

    first = _moment("--since", since, zone_name, parse_since)
    last = _moment("--until", until, zone_name, parse_until)
    if first is not None and last is not None and last <= first:
        raise ConfigError(f"--until: want a time after that of --since, got {until!r}")
    return first, last


def history_from(name: str | None) -> HistoryFrom:
    """What `--history` says; raises ConfigError where that needs what is not installed."""
    history = HistoryFrom(name or HistoryFrom.AUTO)
    if history is HistoryFrom.WAYBACK:
        from scraper.fetch.wayback import check_installed

        check_installed()
    return history


def _moment(
    flag: str,
    text: str | None,
    zone_name: str,
    parse: Callable[[str, datetime, ZoneInfo], datetime],
) -> datetime | None:
    if text is None:
        return None
    from zoneinfo import ZoneInfo

    try:
        return parse(text, now(), ZoneInfo(zone_name))
    except ValueError as error:
        raise ConfigError(f"{flag}: want {error}, got {text!r}") from error

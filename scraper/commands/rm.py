"""The command `scrape rm`: feeds are taken out of the config."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from scraper.commands.asking import archive_option, config_option, is_named
from scraper.commands.completing import feed_names
from scraper.commands.exits import EXIT_OK
from scraper.errors import ConfigError


@click.command("rm")
@click.argument("names", nargs=-1, required=True, metavar="NAME...", shell_complete=feed_names)
@config_option
@archive_option
@click.option("--dry-run", is_flag=True, help="Say which feeds that would be, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line on stdout.")
def rm(
    names: tuple[str, ...],
    config_path: Path,
    archive_path: str | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Take feeds out of the config; posts and state stay.

    NAME is a feed's name, or a glob like 'BBC*'; case does not count. All else in the file stays
    as it is, comments too. Entries that wait are not tried any more; should a feed of the same name
    and address come back, they are.

    \b
    Examples:
      scrape rm 'BBC World'
      scrape rm 'BBC*' --dry-run    which feeds that would be

    Exit status: 0 removed; 2 wrong usage or config, also a name that no feed has: nothing was
    changed; 3 the state can't be read.
    """
    import sys
    from contextlib import nullcontext

    from scraper.config.editing import changing, without_feeds, write_config
    from scraper.config.editing import feed_names as names_of
    from scraper.config.nodes import read_text
    from scraper.console.words import counted, print_line, print_object, shown

    is_changed = not dry_run and config_path.exists()
    with changing(config_path) if is_changed else nullcontext():
        text = read_text(config_path, str(config_path))
        there = names_of(text, named=str(config_path))
        chosen = _chosen(there, names)
        shorter = without_feeds(text, chosen, named=str(config_path))
        waiting = _waiting(config_path, archive_path, chosen)
        if not dry_run:
            write_config(config_path, shorter, was=text)
    for name in chosen:
        if as_json:
            kind = "would_remove" if dry_run else "removed"
            print_object({"type": kind, "feed": name, "waiting": waiting.get(name, 0)})
        else:
            print_line(f"{'would remove' if dry_run else 'removed'} {shown(name)}", sys.stdout)
    notes = ["its posts and state stay" if len(chosen) == 1 else "their posts and state stay"]
    if number := sum(waiting.values()):
        entries = "1 entry that waits" if number == 1 else f"{number} entries that wait"
        notes.append(f"{entries} will not be tried any more")
    if len(chosen) == len(there):
        notes.append("no feed is left in the config: a run needs one")
    for note in notes if not dry_run else ():
        print_line(f"scrape: {note}", sys.stderr)
    if dry_run:
        print_line(f"scrape: {counted(len(chosen), 'feed')}; nothing was changed", sys.stderr)
    return EXIT_OK


def _chosen(there: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The feeds' names that are meant, in the config's order; raises ConfigError.

    `Why?` is the feed of just that name, and a glob only where there is none.
    """
    chosen: set[str] = set()
    for pattern in wanted:
        found = {pattern} & set(there) or {name for name in there if is_named(name, pattern)}
        if not found:
            known = "`scrape feeds` lists them"
            raise ConfigError(f"rm: no feed is named {pattern!r}; {known}; nothing was changed")
        chosen |= found
    return [name for name in there if name in chosen]


def _waiting(path: Path, archive: str | None, names: Sequence[str]) -> Mapping[str, int]:
    """How many entries of these feeds wait; none where the config has other faults."""
    import asyncio

    from scraper.commands.asking import read_config
    from scraper.config.load import AnyVariable
    from scraper.model import Status
    from scraper.store.reading import read_state
    from scraper.store.uris import is_there

    try:
        config = read_config(path, archive, environ=AnyVariable())
    except ConfigError:
        return {}
    if not is_there(config.state):
        return {}

    async def count() -> Mapping[str, int]:
        store = read_state(config.state)
        try:
            counts = await store.unsettled()
        finally:
            await store.close()
        found = {name: counts.get(name, {}) for name in names}
        return {
            name: each.get(Status.NEW, 0) + each.get(Status.RETRY, 0)
            for name, each in found.items()
        }

    return asyncio.run(count())

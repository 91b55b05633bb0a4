"""The command `scrape import`: the feeds of other programs' lists come into the config."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.commands.asking import config_option
from scraper.commands.completing import paths
from scraper.commands.exits import EXIT_NOT_ALL, EXIT_OK
from scraper.errors import ConfigError

if TYPE_CHECKING:
    from scraper.config.importing import Plan


@click.command("import")
@click.argument("file", metavar="FILE", shell_complete=paths)
@config_option
@click.option("--dry-run", is_flag=True, help="Say what would be added, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line on stdout.")
def import_(file: str, config_path: Path, dry_run: bool, as_json: bool) -> int:
    """Add the feeds of an OPML file to the config.

    FILE is `-` for standard input. Folders become tags. Feeds whose address the config has
    already are left as they are. A `scrape export` comes back with all its settings, FreshRSS's
    selectors become rules in sites.yaml; the predecessor's subs.json is read, too.

    \b
    Examples:
      scrape import subscriptions.opml --dry-run
      scrape import subscriptions.opml
      curl -s https://example.org/blogroll.opml | scrape import -

    Exit status: 0 all are in the config now; 1 some are no feeds that can be had, the others are
    added; 2 wrong usage or config, or no list of feeds: nothing was changed.
    """
    from contextlib import nullcontext

    from scraper.config.editing import (
        changing,
        keys_so_far,
        read_config_text,
        with_feeds,
        with_pairs,
        write_config,
    )
    from scraper.config.importing import plan_import
    from scraper.config.load import place_of_sites
    from scraper.config.opml_reading import read_subscriptions
    from scraper.config.sites import sites_of

    listed = read_subscriptions(_body(file), file)
    with nullcontext() if dry_run else changing(config_path):
        named, text = str(config_path), read_config_text(config_path)
        keys = keys_so_far(text, named=named)
        sites_path = place_of_sites(config_path, keys)
        sites = read_config_text(sites_path)
        plan = plan_import(keys, listed, [rule.host for rule in sites_of(sites, str(sites_path))])
        new = with_feeds(text, plan.feeds, named=named, presets=plan.presets)
        new_sites = with_pairs(sites, None, plan.rules, named=str(sites_path))
        sites_of(new_sites, str(sites_path))
        if not dry_run:
            # The rules first: without feeds they do nothing, and feeds that are known get none.
            if new_sites != sites:
                write_config(sites_path, new_sites, was=sites)
            if new != text:
                write_config(config_path, new, was=text)
    _tell(plan, config_path, sites_path, dry_run=dry_run, as_json=as_json)
    return EXIT_NOT_ALL if plan.refused else EXIT_OK


def _body(file: str) -> bytes:
    import sys

    from scraper.config.opml_reading import MAX_BYTES

    try:
        if file == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(file).open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        cause = getattr(error, "strerror", None) or str(error)
        if "://" in file:
            cause += "; download it first, and import the file"
        raise ConfigError(f"{file}: can't be read: {cause}") from error


def _tell(plan: Plan, path: Path, sites: Path, *, dry_run: bool, as_json: bool) -> None:
    import sys

    from scraper.console.words import counted, print_line, print_object, shown

    verb = "would add" if dry_run else "added"
    for feed in plan.feeds:
        name, url = str(feed["name"]), str(feed["url"])
        if as_json:
            kind = verb.replace(" ", "_")
            print_object({"type": kind, "feed": name, "url": url, "tags": feed.get("tags")})
        else:
            print_line(f"{verb} {shown(name)} <{shown(url)}>", sys.stdout)
    for line in _told_variables(plan):
        print_line(f"scrape: {shown(line)}", sys.stderr)
    for host in plan.rules:
        if as_json:
            print_object({"type": f"{verb.replace(' ', '_')}_rule", "host": host})
        print_line(f"scrape: {verb} a rule for {shown(host)} to {sites}", sys.stderr)
    for name, own in plan.known:
        if as_json:
            print_object({"type": "known", "feed": own, "listed_as": name})
        else:
            print_line(f"scrape: {shown(own)} is there already", sys.stderr)
    for name, reason in plan.refused:
        if as_json:
            print_object({"type": "refused", "listed_as": name, "reason": reason})
        print_line(f"scrape: not added: {shown(name)}: {shown(reason)}", sys.stderr)
    for remark in plan.remarks:
        print_line(f"scrape: {shown(remark)}", sys.stderr)
    told = [f"{verb} {counted(len(plan.feeds), 'feed')} to {path}"]
    told += [f"{len(plan.known)} there already"] if plan.known else []
    told += [f"{len(plan.refused)} not to be had"] if plan.refused else []
    print_line(f"scrape: {'; '.join(told)}", sys.stderr)


def _told_variables(plan: Plan) -> Iterator[str]:
    """What feeds would send of the environment: the list may be a stranger's."""
    from scraper.config.variables import variables_in

    for feed in plan.feeds:
        cookie, headers = feed.get("cookie"), feed.get("headers")
        values = [cookie, *(headers.values() if isinstance(headers, Mapping) else ())]
        names = dict.fromkeys(name for value in values for name in variables_in(str(value)))
        if names:
            told = ", ".join(f"${{{name}}}" for name in names)
            yield f"{feed['name']} sends {told} of the environment to {feed['url']}: shall it?"

"""The command `scrape add`: from any address to a feed in the config."""

from __future__ import annotations

from pathlib import Path

import click

from scraper.commands.asking import config_option


@click.command("add")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@config_option
@click.option("-y", "--yes", is_flag=True, help="Take the likeliest feed, ask nothing.")
@click.option("--name", metavar="NAME", help="What it is called; else as it calls itself.")
@click.option(
    "--tags",
    multiple=True,
    metavar="TAG,TAG",
    help="The `tags:` of its posts; else its name. May be given again.",
)
@click.option("--dry-run", is_flag=True, help="Say what was found; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Say each address that is asked; show the whole post."
)
def add(
    urls: tuple[str, ...],
    config_path: Path,
    yes: bool,
    name: str | None,
    tags: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
    verbose: bool,
) -> int:
    """Find the feeds of a site, an article, a channel, and put the wanted one into the config.

    Says of each feed what it is, shows the first post as it would be written, and adds the feed to
    the end of the config, of which all else stays as it is. Several feeds: asks which, on a
    terminal.

    \b
    Examples:
      scrape add https://example.org
      scrape add --yes --name Daily --tags news,world https://example.org/2026/05/story
      scrape add --dry-run https://www.youtube.com/@example
      scrape add https://example.org/feed.xml https://example.com/rss

    Exit status: 0 all are in the config now; 1 some are not; 2 wrong usage or config, or nobody to
    say which of several feeds; 130 interrupted.
    """
    from scraper.commands.add_one import Adder, Wanted
    from scraper.commands.adding import check_texts, read_book, tags_of
    from scraper.commands.addresses import address_of

    addresses = [address_of(url) for url in urls]
    if name is not None and len(urls) > 1:
        raise click.UsageError("--name: one name is for one address; give them one by one")
    if name is not None and not name.strip():
        raise click.UsageError("--name: want a name, got ''")
    check_texts("--name", [name] if name is not None else [])
    check_texts("--tags", tags_of(tags))
    book = read_book(config_path)
    if name is not None:
        name = name.strip()
        book.check_name(name)
    wanted = Wanted(
        name=name,
        tags=tags_of(tags),
        yes=yes,
        dry_run=dry_run,
        as_json=as_json,
        verbose=verbose,
    )
    with Adder(book, wanted) as adder:
        return adder.add_all(addresses)

"""The command `scrape init`: a folder with all that an archive needs, nothing overwritten."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from scraper.commands.exits import EXIT_OK
from scraper.errors import ConfigError
from scraper.scaffold.folder import PRESETS, SITES

_WITH_SITE = " and ".join(dict.fromkeys(SITES))


@click.command("init")
@click.argument("where", metavar="DIR", type=click.Path())
@click.option(
    "--preset",
    type=click.Choice(PRESETS),
    default="jekyll",
    show_default=True,
    help="Whose form the posts have.",
)
@click.option(
    "--site/--no-site",
    default=None,
    help=f"With a sample site that shows the posts; without. [default: with, for {_WITH_SITE}]",
)
@click.option(
    "--contact", metavar="ADDRESS", help="A page or mail address of yours, told to sites you read."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file, on stdout.")
def init(where: str, preset: str, site: bool | None, contact: str | None, as_json: bool) -> int:
    """Make a folder with a config, a sample site, and ways to run it unattended.

    What is there already is left as it is, and told; so `scrape init .` also makes what is missing.
    Nothing is fetched, and nothing outside the folder is written.

    \b
    Examples:
      scrape init news                      for Jekyll, in the new folder news
      scrape init . --preset hugo           for Hugo, in this folder
      scrape init vault --preset obsidian   an Obsidian vault is in vault/archive
      scrape init news --contact mailto:me@example.org

    \b
    Exit status: 0 all is there; 2 wrong usage, or something is in the way; 3 it can't be written.
    """
    from scraper.console.words import print_line, print_object, shown
    from scraper.scaffold import facts_of, files_of
    from scraper.scaffold.folder import next_steps
    from scraper.scaffold.spelling import is_speakable

    if site and preset not in SITES:
        raise click.UsageError(f"--site: there is one for {_WITH_SITE}, none for {preset}")
    if contact is not None and not (contact.strip() and is_speakable(contact)):
        raise click.UsageError(f"--contact: want an address on one line, got {contact!r}")
    if not where:  # no folder at all; a Path would take it for this one
        raise click.UsageError("DIR: want a folder's name, or . for this one, got ''")
    folder = Path(where)
    root = Path(os.path.abspath(folder))  # noqa: PTH100 - a linked folder keeps its name
    if not is_speakable(str(root)):
        raise click.UsageError(f"DIR: want a name without control characters, got {str(root)!r}")
    facts = facts_of(root, os.environ, contact)
    texts = files_of(preset, facts, site=preset in SITES if site is None else site)
    _check_way(root, texts)
    for path, text in texts.items():
        made = _write_new(root / path, text)
        if as_json:
            status = "made" if made else "kept"
            print_object({"type": "file", "path": str(root / path), "status": status})
        else:
            told = "made" if made else "kept, as it was there:"
            print_line(shown(f"{told} {folder / path}"), sys.stdout)
    if not as_json:
        print_line("next:", sys.stdout)
        for step in next_steps(str(folder)):
            print_line(f"  {shown(step)}", sys.stdout)
    return EXIT_OK


def _check_way(root: Path, paths: dict[str, str]) -> None:
    """Raises ConfigError, before anything is made, where a folder is needed and a file is there."""
    for path in paths:
        for place in (*reversed((root / path).parents), root / path):
            if place == root / path:
                if place.is_dir():
                    raise ConfigError(f"{place}: want a file, or nothing; it is a folder")
            elif os.path.lexists(place) and not place.is_dir():
                raise ConfigError(f"{place}: want a folder, or nothing; it is something else")


def _write_new(path: Path, text: str) -> bool:
    """Whether the file was made; False, and nothing changed, if the name is taken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = path.open("x", encoding="utf-8", newline="\n")
    except FileExistsError:
        return False
    try:
        with file:
            file.write(text)
    except OSError:
        path.unlink(missing_ok=True)  # no half of a file is taken for a person's
        raise
    return True

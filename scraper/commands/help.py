"""The command `scrape help`: what a command's `--help` says, in a pager."""

from __future__ import annotations

import sys

import click

from scraper.commands.exits import EXIT_OK


def _commands(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    root = ctx.find_root()
    assert isinstance(root.command, click.Group)
    return [name for name in root.command.list_commands(root) if name.startswith(incomplete)]


@click.command("help")
@click.argument("command", metavar="[COMMAND]", required=False, shell_complete=_commands)
def help_page(command: str | None) -> int:
    """Say what a command does, as its --help, in a pager.

    Without a command: what `scrape --help` says.

    \b
    Examples:
      scrape help
      scrape help status
      scrape help run | less

    \b
    Exit status: 0 said; 2 there is no such command.
    """
    root = click.get_current_context().find_root()
    group = root.command
    assert isinstance(group, click.Group)
    if command is None:
        text = group.get_help(root)
    else:
        found = group.get_command(root, command)
        if found is None:
            names = ", ".join(group.list_commands(root))
            raise click.UsageError(f"help: want one of {names}; got {command!r}")
        text = found.get_help(click.Context(found, parent=root, info_name=command))
    if sys.stdout is not None and sys.stdout.isatty():
        click.echo_via_pager(text)
    else:
        click.echo(text)
    return EXIT_OK

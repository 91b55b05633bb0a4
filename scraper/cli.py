"""The command: which one is meant, exit status and errors out. A command's module comes with it.

Exit status: 0 all well (also nothing new), 1 some feeds failed (`try`: no article), 2 usage or
config, 3 the run stopped (state or archive out of reach; `try`: no page), 75 another run holds the
lock, 130 interrupted, 143 terminated.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TextIO

import click

from scraper import __version__
from scraper.commands.exits import (
    EXIT_INTERRUPTED,
    EXIT_LOCKED,
    EXIT_NO_ARTICLE,
    EXIT_OK,
    EXIT_STOPPED,
    EXIT_USAGE,
)
from scraper.errors import (
    ArchiveError,
    ConfigError,
    ExtractError,
    LockedError,
    ScrapeError,
    StoreError,
)

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Place(NamedTuple):
    """Where a command is, as "module:attribute", and the first line of its help."""

    where: str
    help: str


COMMANDS = {
    "init": Place(
        "scraper.commands.init:init",
        "Make a folder with a config, a sample site, and ways to run it unattended.",
    ),
    "add": Place(
        "scraper.commands.add:add",
        "Find the feeds of a site, an article, a channel, and put the wanted one into the config.",
    ),
    "run": Place(
        "scraper.commands.run:run",
        "Poll the feeds that are due and archive what is new (the default command).",
    ),
    "status": Place(
        "scraper.commands.status:status",
        "Say what needs a person, and why; read-only, also during a run.",
    ),
    "report": Place(
        "scraper.commands.report:report",
        "Say how the archive grows and how its feeds do; read-only, also during a run.",
    ),
    "retry": Place(
        "scraper.commands.retry:retry",
        "Try anew what was given up, as if it had just come, in a run of just those feeds.",
    ),
    "feeds": Place(
        "scraper.commands.feeds:feeds",
        "Show a table of the feeds: last success, newest entry, posts, failures, next poll.",
    ),
    "rm": Place(
        "scraper.commands.rm:rm",
        "Take feeds out of the config; posts and state stay.",
    ),
    "import": Place(
        "scraper.commands.import_:import_",
        "Add the feeds of an OPML file to the config.",
    ),
    "export": Place(
        "scraper.commands.export:export",
        "Write the feeds with all their settings as OPML 2.0.",
    ),
    "check": Place(
        "scraper.commands.check:check",
        "Say whether the config is right, what filters would do, or what is in files of feeds.",
    ),
    "try": Place(
        "scraper.try_page:try_page",
        "Read one page as a run would, and print the post. Nothing is archived.",
    ),
    "notify": Place(
        "scraper.commands.notify:notify",
        "Try the ways by which a run tells of trouble: `notify:` in the config.",
    ),
    "completion": Place(
        "scraper.commands.completion:completion",
        "Print the script by which a shell completes commands, flags and names of feeds.",
    ),
    "help": Place(
        "scraper.commands.help:help_page",
        "Say what a command does, as its --help, in a pager.",
    ),
}


class _Group(click.Group):
    """Imports a command when it is asked for; `scrape`, or with flags of `run`, is `scrape run`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].where.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--help", "-h", "--version"}
        if ctx.resilient_parsing and not args:  # a shell asks what may come
            return super().parse_args(ctx, args)
        if not args or (args[0].startswith("-") and args[0] not in own):
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[Any]]:
        items = super().shell_complete(ctx, incomplete)
        run = self.get_command(ctx, "run")
        assert run is not None
        own = {item.value for item in items}
        more = run.shell_complete(click.Context(run, parent=ctx, info_name="run"), incomplete)
        return items + [item for item in more if item.value not in own]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.help) for name, place in COMMANDS.items()])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        run = self.get_command(ctx, "run")
        assert run is not None
        records = [record for p in run.get_params(ctx) if (record := p.get_help_record(ctx))]
        with formatter.section("Options of run (also without the word `run`)"):
            formatter.write_dl([record for record in records if record[0] != "-h, --help"])


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="scrape %(version)s")
def cli() -> None:
    """News feeds in, an archive of Markdown out.

    Polls the feeds of config/feeds.yaml that are due, and writes one dated post for each new
    article. Run it from cron; run it again after any trouble: nothing is lost or written twice.

    \b
    Examples:
      scrape init news              a folder with a config and a sample site
      scrape                        poll what is due, archive what is new
      scrape --since 2021-11-20     everything since then, also what the feeds no longer show
      scrape --since 7d --dry-run   what that would archive, and by which ways
      scrape --feed 'BBC*' -v       some feeds, and say what is done
      scrape --dry-run              say what would be archived, write nothing
      scrape status                 what needs a person, and what to do
      scrape report --html FILE     how the archive grows, and its feeds' health, as a page
      scrape retry --failed         what was given up, once more
      scrape add https://example.org  a site's feed into the config, once you have seen it
      scrape try URL                one page as the post it would be; --explain says why
      scrape help status            what a command does, with examples

    \b
    Exit status: 0 all well, also when nothing is new; 1 some feeds failed; 2 wrong usage or
    config; 3 the run stopped (archive or state can't be written); 75 another run is at work;
    130 interrupted; 143 terminated.
    """


def main() -> NoReturn:
    """Entry point of `scrape`: every error we know is one line and an exit status."""
    for name in ("stdout", "stderr"):
        # Closed by who started us: no file of ours may get its place.
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    try:
        if sys.argv[1:] == ["--version"]:  # click alone takes twice the time of the rest
            sys.stdout.write(f"scrape {__version__}\n")
            status = EXIT_OK
        else:
            if "_SCRAPE_COMPLETE" in os.environ:
                importlib.import_module("scraper.commands.completion")  # its own answer to bash
            status = _run()
        sys.stdout.flush()
    except BrokenPipeError:  # who read us has gone
        _let_go(sys.stdout)
        status = EXIT_OK
    except MemoryError:
        _end("there is not enough memory", EXIT_STOPPED)
    except OSError as error:
        _let_go(sys.stdout)
        where = f"{error.filename}: " if error.filename else ""
        _end(f"{where}{error.strerror or error}", EXIT_STOPPED)
    raise SystemExit(status)


def _let_go(stream: TextIO) -> None:
    """What the stream still holds goes nowhere: Python would complain of it at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run() -> int:
    """The command's exit status; errors that we know end here."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # cron has no LANG; posts' names are UTF-8 all the same
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = cli(prog_name="scrape", standalone_mode=False)
    except click.exceptions.Abort:
        _end("interrupted", EXIT_INTERRUPTED)
    except click.ClickException as error:
        context = error.ctx if isinstance(error, click.UsageError) else None
        command = context.command_path if context is not None else "scrape"
        _end(f"{error.format_message()} ({command} --help tells more)", EXIT_USAGE)
    except ConfigError as error:
        _end(str(error), EXIT_USAGE)
    except LockedError as error:
        _end(str(error), EXIT_LOCKED)
    except ExtractError as error:
        _end(str(error), EXIT_NO_ARTICLE)
    except (StoreError, ArchiveError, ScrapeError) as error:
        _end(str(error), EXIT_STOPPED)
    except KeyboardInterrupt:
        _end("interrupted", EXIT_INTERRUPTED)
    return EXIT_OK if status is None else int(status)


def _end(message: str, status: int) -> NoReturn:
    from scraper.console import shown

    for line in message.splitlines() or [""]:
        sys.stderr.write(f"scrape: error: {shown(line)}\n")
    raise SystemExit(status)

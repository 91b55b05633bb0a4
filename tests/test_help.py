"""`scrape help`: the words of `--help`, whatever the command."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from scraper.cli import COMMANDS, cli, main


def said(*arguments: str) -> str:
    done = CliRunner().invoke(cli, arguments, prog_name="scrape")
    assert done.exit_code == 0
    return done.output


@pytest.mark.parametrize("name", list(COMMANDS))
def test_help_says_what_the_flag_says(name: str) -> None:
    assert said("help", name) == said(name, "--help")


def test_help_alone_is_of_the_whole() -> None:
    assert said("help") == said("--help")


def test_a_command_that_is_not_there_is_named_with_those_that_are() -> None:
    done = CliRunner().invoke(cli, ["help", "polls"], standalone_mode=False)
    assert isinstance(done.exception, click.UsageError)
    assert f"want one of {', '.join(COMMANDS)}; " in str(done.exception)
    assert "got 'polls'" in str(done.exception)


def test_on_a_terminal_it_is_paged(monkeypatch: pytest.MonkeyPatch) -> None:
    paged: list[str] = []
    monkeypatch.setattr(click, "echo_via_pager", paged.append)
    monkeypatch.setattr("sys.stdout", _Terminal())
    context = click.Context(cli, info_name="scrape")
    command = cli.get_command(context, "help")
    assert command is not None
    command.main(["status"], standalone_mode=False, parent=context)
    assert len(paged) == 1
    assert "scrape status --failed" in paged[0]


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["init"], "scrape init"),
        (["status", "--bogus"], "scrape status"),
        (["--bogus"], "scrape run"),
        (["polls"], "scrape"),
    ],
)
def test_wrong_usage_leads_to_the_help_of_that_command(
    arguments: list[str],
    command: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["scrape", *arguments])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert f"({command} --help tells more)" in capfd.readouterr().err


class _Terminal:
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True

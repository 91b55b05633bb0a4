"""What a shell completes: commands, flags, names of feeds; in the shells that are here."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.shell_completion import CompletionItem, get_completion_class
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.cli import COMMANDS, cli
from scraper.commands.completing import names_in
from scraper.commands.completion import SHELLS, VARIABLE, Bash, completion

FEEDS = """\
feeds:
  - name: Harbour World
    url: https://a.example/
  - {name: "It's: $x, 50%", url: https://b.example/}
  - {name: 示例 新闻, url: https://c.example/, enabled: false}
  - {url: https://d.example/}
  - name: "two\\nlines"
"""
NAMES = ["Harbour World", "It's: $x, 50%", "示例 新闻"]
BIN = Path(sys.executable).parent


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a config, to be in."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "feeds.yaml").write_text(FEEDS, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCRAPE_CONFIG", raising=False)
    return tmp_path


def answers(*words: str) -> list[str]:
    """What may come in place of the last of these words."""
    kind = get_completion_class("bash")
    assert kind is not None
    shell = kind(cli, {}, "scrape", VARIABLE)
    return [item.value for item in shell.get_completions(list(words[:-1]), words[-1])]


@pytest.mark.usefixtures("home")
def test_commands_come_first_and_flags_when_one_was_begun() -> None:
    assert answers("") == list(COMMANDS)
    assert answers("st") == ["status"]
    # Those of `run` also without the word.
    assert answers("--fe") == answers("run", "--fe") == ["--feed"]
    assert answers("--ver") == ["--version", "--verbose"]
    assert answers("-c", "x.yaml", "--dr") == ["--dry-run"]
    assert answers("try", "--format", "m") == ["markdown"]
    assert answers("help", "st") == ["status"]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("words", [(), ("run",), ("status", "--failed"), ("retry",)])
def test_names_of_feeds_are_completed_whatever_the_case(words: tuple[str, ...]) -> None:
    assert answers(*words, "--feed", "") == NAMES
    assert answers(*words, "--feed", "harb") == NAMES[:1]
    assert answers(*words, "--feed", "示") == NAMES[2:]
    assert answers(*words, "--feed", "none") == []


def test_what_is_a_file_is_left_to_the_shell() -> None:
    asked = (("import",), ("export",), ("report", "--html"), ("--archive",), ("--metrics",))
    for words in (*asked, ("check", "--feed-file"), ("-c",)):
        kind = get_completion_class("bash")
        assert kind is not None
        (item,) = kind(cli, {}, "scrape", VARIABLE).get_completions(list(words), "fee")
        assert (item.value, item.type) == ("fee", "file"), words


@pytest.mark.usefixtures("home")
def test_rm_completes_names_of_feeds() -> None:
    assert answers("rm", "h") == ["Harbour World"]


def test_the_config_that_is_named_is_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "other.yaml").write_text("feeds: [{name: Other}]", "utf-8")
    assert answers("status", "-c", "other.yaml", "--feed", "") == ["Other"]
    monkeypatch.setenv("SCRAPE_CONFIG", "other.yaml")
    assert answers("--feed", "") == ["Other"]


@settings(max_examples=60)
@given(st.one_of(st.binary(), st.text(alphabet="feds: -[]{}&*a\n\t'\"|>!%").map(str.encode)))
def test_a_broken_config_completes_nothing_and_raises_nothing(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "broken.yaml"
    path.write_bytes(content)
    assert isinstance(names_in(path), list)
    assert names_in(path / "nowhere") == names_in(path.parent) == []


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", r"It\'s\:\ \$x,\ 50\%"),
        ("It", r"It\'s\:\ \$x,\ 50\%"),
        ("'It", "It'\\''s: $x, 50%"),
        ('"It', "It's: \\$x, 50%"),
    ],
)
def test_a_name_is_one_word_for_bash(
    typed: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMP_WORDS", f"scrape\n--feed\n{typed}")
    monkeypatch.setenv("COMP_CWORD", "2")
    shell = Bash(cli, {}, "scrape", VARIABLE)
    assert shell.format_completion(CompletionItem("It's: $x, 50%")) == f"plain,{word}"


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_is_printed_for_each_shell(shell: str) -> None:
    done = CliRunner().invoke(cli, ["completion", shell], standalone_mode=False)
    assert done.return_value == 0
    assert f"{VARIABLE}={shell}_complete" in done.output
    assert (done.output.startswith("#compdef scrape")) == (shell == "zsh")


def test_another_shell_is_refused() -> None:
    done = CliRunner().invoke(completion, ["tcsh"])
    assert done.exit_code == 2
    assert "'tcsh'" in done.output


# ── the shells themselves ────────────────────────────────────────────────────────────────────

SET_UP = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], 'eval "$(scrape completion bash)"'),
    "zsh": (
        ["zsh", "-f", "-i"],
        'autoload -U compinit && compinit -u -D; eval "$(scrape completion zsh)"',
    ),
    "fish": (["fish", "--no-config", "-i"], "scrape completion fish | source"),
}


def typed_into(shell: str, folder: Path, keys: str) -> list[str]:
    """The words a command got, after these keys were typed on a real terminal and Return."""
    import pty

    command, set_up = SET_UP[shell]
    out = folder / "words"
    tool = folder / "bin" / "scrape"  # it stands before the real one, and asks that for answers
    tool.parent.mkdir()
    real = BIN / "scrape"
    tool.write_text(
        f'#!/bin/sh\nif [ -n "${VARIABLE}" ] || [ "$1" = completion ]; then\n'
        f'exec {real} "$@"\nfi\nprintf "%s\\n" "$@" > {out}.part && mv {out}.part {out}\n',
        "utf-8",
    )
    tool.chmod(0o755)
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        environ = os.environ | {
            "PATH": f"{tool.parent}:{os.environ['PATH']}",
            "HOME": str(folder),
            "TERM": "xterm",
            "LC_ALL": "C.UTF-8",
            "PS1": "> ",
        }
        os.execvpe(command[0], command, environ)
    try:
        said = b""

        def wait_for(what: bytes, seconds: float) -> None:
            nonlocal said
            end = time.monotonic() + seconds
            while what not in said and time.monotonic() < end:
                if select.select([terminal], [], [], 0.05)[0]:
                    said += os.read(terminal, 65_536)

        os.write(terminal, f"{set_up}; echo re''ady\n".encode())
        wait_for(b"ready", 20)
        said = b""
        os.write(terminal, f"scrape {keys}\t".encode())
        wait_for(b"50", 20)  # the name's end; then the shell goes on to write
        wait_for(b"\0", 0.3)
        os.write(terminal, b"\n")
        end = time.monotonic() + 10
        while not out.exists() and time.monotonic() < end:
            wait_for(b"\0", 0.05)
        return out.read_text("utf-8").splitlines()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
def test_a_name_is_completed_at_a_real_prompt(shell: str, home: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    assert typed_into(shell, home, "status --feed It") == ["status", "--feed", NAMES[1]]


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_asks_with_the_words_as_they_were_typed(home: Path) -> None:
    script = (
        'eval "$(scrape completion bash)"; COMP_WORDS=(scrape status --feed "Harbour\\\\ W");'
        " COMP_CWORD=3; _scrape_completion scrape; printf '%s|' \"${COMPREPLY[@]}\""
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=home,
        env=os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == "Harbour\\ World|"

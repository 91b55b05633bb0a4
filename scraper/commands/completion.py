"""The command `scrape completion`: a shell's script, and what it is answered at each Tab."""

from __future__ import annotations

import os
import sys
from typing import Any

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    add_completion_class,
    get_completion_class,
)

from scraper.commands.exits import EXIT_OK

VARIABLE = "_SCRAPE_COMPLETE"
SHELLS = ("bash", "zsh", "fish")


class Bash(BashComplete):
    """As click's, but for names with blanks or signs of the shell's, which come out as one word."""

    source_template = """\
%(complete_func)s() {
    local kind value
    while IFS=, read -r kind value; do
        case $kind in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(IFS=$'\\n'; env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

    def source(self) -> str:
        return ShellComplete.source(self)  # no bash is started to ask for its version

    def format_completion(self, item: CompletionItem[Any]) -> str:
        return f"{item.type},{_bash_word(item.value) if item.type == 'plain' else item.value}"


def _bash_word(value: str) -> str:
    """`value` as one word, or as it stands within the quotes that are open already."""
    words, at = os.environ.get("COMP_WORDS", "").split("\n"), os.environ.get("COMP_CWORD", "")
    typed = words[int(at)] if at.isdigit() and int(at) < len(words) else ""
    if typed.startswith("'"):
        return value.replace("'", "'\\''")
    if typed.startswith('"'):
        return "".join(f"\\{char}" if char in '"\\$`' else char for char in value)
    # `:` and `=` part words for bash, unless they are escaped.
    return "".join(char if char.isalnum() or char in "-_./,@+" else f"\\{char}" for char in value)


class Fish(FishComplete):
    """As click's, but for names with commas, which stay whole."""

    source_template = FishComplete.source_template.replace("string split ", "string split -m 1 ")


add_completion_class(Bash, "bash")
add_completion_class(Fish, "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> int:
    """Print the script by which a shell completes commands, flags and names of feeds.

    \b
    Examples:
      eval "$(scrape completion bash)"                     for this bash; or, for all to come:
      scrape completion bash > ~/.local/share/bash-completion/completions/scrape
      scrape completion zsh > "${fpath[1]}/_scrape"        zsh, after compinit
      scrape completion fish > ~/.config/fish/completions/scrape.fish

    \b
    Exit status: 0 printed; 2 wrong usage.
    """
    from scraper.console.words import print_line

    root = click.get_current_context().find_root()
    kind = get_completion_class(shell)
    assert kind is not None
    print_line(kind(root.command, {}, "scrape", VARIABLE).source().rstrip("\n"), sys.stdout)
    return EXIT_OK

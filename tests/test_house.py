"""The house keeps its own rules: sizes, imports, documents that name everything."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from local_site import LocalSite
from scraper.cli import COMMANDS, cli
from world import Item, World, page, rss

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "scraper").rglob("*.py"))
HEAVY = "httpx httpcore bs4 lxml feedparser markdownify rich yaml msgspec protego"
MAX_LINES = 350
LEARNED = ROOT / "scraper" / "extract" / "weights.py"  # written by bench/train_extract.py
# Content, not code: the articles of the built-in news site.
UNMEASURED = ROOT / "scraper" / "demo" / "content"


def rooms() -> list[str]:
    """The top-level modules and packages, as docs call them."""
    return sorted(
        path.name
        for path in (ROOT / "scraper").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.name[0] != "_"
    )


def heavy_imports(*arguments: str) -> set[str]:
    """Which of the heavy packages a run of the command has imported when it ends."""
    program = (
        "import sys, atexit, json\n"
        f"heavy = {HEAVY!r}.split()\n"
        "atexit.register(lambda: sys.stderr.write('\\nHEAVY ' + json.dumps("
        "[name for name in heavy if name in sys.modules]) + '\\n'))\n"
        f"sys.argv = ['scrape', *{arguments!r}]\n"
        "from scraper.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False
    )
    return set(json.loads(done.stderr.rpartition("HEAVY ")[2]))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_a_giant_and_each_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if UNMEASURED not in path.parents and path != LEARNED:
        assert text.count("\n") <= MAX_LINES
    assert text.startswith('"""'), "a module's docstring says what the room is for"


@pytest.mark.parametrize(
    "arguments", [("--version",), ("--help",), *((name, "--help") for name in COMMANDS)]
)
def test_asking_for_words_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert heavy_imports(*arguments) == set()


def test_a_run_with_nothing_new_imports_no_tree_and_no_progress_bar(tmp_path: Path) -> None:
    with LocalSite() as site:
        world = World(tmp_path, site)
        world.configure(world.feed())
        site.reply("/feed", rss(Item(title="A", link=site.url("/a"))), etag='"1"')
        site.reply("/a", page("A"))
        assert len(world.scrape().paths) == 1
        assert (
            heavy_imports("-c", str(world.config)) & {"bs4", "lxml", "rich", "feedparser"} == set()
        )
        assert site.count("/feed") == 2


@pytest.mark.parametrize("room", rooms())
def test_the_design_names_every_room(room: str) -> None:
    assert re.search(rf"\b{re.escape(room)}\b", (ROOT / "docs/design.md").read_text("utf-8"))


def test_the_design_names_no_room_that_is_not_there() -> None:
    picture = (ROOT / "docs/design.md").read_text("utf-8").split("```")[1]
    named = set(re.findall(r"^  ([a-z_]+(?:\.py|/))", picture, re.MULTILINE))
    there = {room if room.endswith(".py") else f"{room}/" for room in rooms()}
    assert named == there


def test_every_flag_is_documented() -> None:
    using = (ROOT / "docs/using.md").read_text("utf-8")
    pages = "".join(path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md")))
    flags: list[str] = []
    context = click.Context(cli)
    for name in cli.list_commands(context):
        assert f"scrape {name}" in using
        command = cli.get_command(context, name)
        assert command is not None
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                flags += parameter.opts
    missing = [flag for flag in flags if f"`{flag}" not in pages and f" {flag}`" not in pages]
    assert missing == []


# Commands without `--json`, each with its reason.
WITHOUT_JSON = {
    "export": "OPML is made for programs",
    "try": "`--format json` is one of its forms",
    "completion": "it prints a shell's script",
    "help": "it prints words for people",
}


def help_of(name: str) -> tuple[click.Command, str]:
    """A command, and what its `--help` says, in one line."""
    context = click.Context(cli, info_name="scrape")
    command = cli.get_command(context, name)
    assert command is not None
    text = command.get_help(click.Context(command, parent=context, info_name=name))
    return command, " ".join(text.split())


@pytest.mark.parametrize("name", list(COMMANDS))
def test_each_command_s_help_has_examples_and_exit_statuses(name: str) -> None:
    command, text = help_of(name)
    assert re.search(rf"Examples: .*\bscrape(?: {name}\b| )", text), "an example of its use"
    statuses = text.partition("Exit status: ")[2].partition("Options:")[0]
    assert re.match(r"0 \w+", statuses), "what 0 means comes first"
    assert re.search(r"\b2 ", statuses), "what 2 means"
    assert text.index("Examples:") < text.index("Exit status: ") < text.index("Options:")
    # What stands in the list of commands is what it says itself.
    assert COMMANDS[name].help in " ".join((command.help or "").split())


@pytest.mark.parametrize("name", list(COMMANDS))
def test_each_command_has_json_for_scripts_or_a_reason(name: str) -> None:
    command, _ = help_of(name)
    has = any("--json" in parameter.opts for parameter in command.params)
    assert has != (name in WITHOUT_JSON), WITHOUT_JSON.get(name)


def test_every_exit_status_is_documented() -> None:
    from scraper.commands import exits as module

    statuses = {value for name, value in vars(module).items() if name.startswith("EXIT_")}
    for document in ("docs/using.md", "docs/operations.md"):
        text = (ROOT / document).read_text("utf-8")
        assert [status for status in sorted(statuses) if f"| {status} |" not in text] == [], (
            document
        )


@pytest.mark.parametrize(
    "document", sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md"))
)
def test_links_between_documents_lead_somewhere(document: str) -> None:
    path = ROOT / document
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("document", ["using", "health", "feeds", "operations"])
def test_no_table_of_a_document_says_two_things_of_one(document: str) -> None:
    text = (ROOT / "docs" / f"{document}.md").read_text("utf-8")
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        firsts = [line.split("|")[1] for line in table.splitlines()]
        assert len(firsts) == len(set(firsts)), firsts


def test_decision_records_are_short_and_numbered_without_a_gap() -> None:
    records = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        assert path.read_text("utf-8").count("\n") <= 40, path.name


def test_the_readme_starts_with_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert readme.index("make demo") < readme.index("make test") < 2_000


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    for document in documents:
        for target in re.findall(r"\bmake ([a-z-]+)`", document.read_text("utf-8")):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), (document.name, target)


def test_each_guarantee_names_tests_that_are_there() -> None:
    text = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", text)
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / "tests" / file).exists()
        or f"def {name}(" not in (ROOT / "tests" / file).read_text(encoding="utf-8")
    ]
    assert not missing
    rows = [line for line in text.splitlines() if line.startswith("|")]
    promises = [row for row in rows if not row.startswith(("| promise |", "| --- |"))]
    assert len(promises) > 40
    assert [row for row in promises if "::test_" not in row] == []

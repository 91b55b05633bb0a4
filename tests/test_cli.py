"""The command's rim: every bad input is one clear line and a documented exit status."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from local_site import LocalSite
from scraper.cli import COMMANDS, cli
from world import Item, World, at, page, rss

FEED = "feeds:\n  - name: A\n    url: http://127.0.0.1:9/feed\n"
OPEN = "network: {allow_private: true, connect_timeout: 2s}\n"


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        yield running


@pytest.fixture
def world(tmp_path: Path, site: LocalSite) -> World:
    made = World(tmp_path, site)
    made.configure(made.feed())
    return made


@pytest.mark.parametrize(
    ("config", "arguments", "status", "line"),
    [
        pytest.param(None, [], 2, r"feeds\.yaml: .*(no such file|not there|no file)", id="no file"),
        pytest.param("feeds:\n\t- name: A\n", [], 2, r"feeds\.yaml:2: .*tab.*spaces", id="a tab"),
        pytest.param(
            FEED + "    poll_evry: 1h\n",
            [],
            2,
            r"feeds\.yaml:4: feeds\[0\].*unknown key 'poll_evry'.*'poll_every'",
            id="an unknown key",
        ),
        pytest.param(
            FEED + "  - name: a\n    url: http://127.0.0.1:9/other\n",
            [],
            2,
            r"feeds\.yaml:4: feeds\[1\]\.name: 'a' is the name of feeds\[0\] too",
            id="two feeds of one name",
        ),
        pytest.param(
            "feeds:\n  - name: A\n", [], 2, r"feeds\.yaml:2: feeds\[0\].*url", id="no url"
        ),
        pytest.param(
            FEED + "    poll_every: often\n",
            [],
            2,
            r"feeds\.yaml:4: feeds\[0\]\.poll_every: want a duration like 30m, got 'often'",
            id="a bad duration",
        ),
        pytest.param(
            FEED + "    first_run: {since: 2024-02-30}\n",
            [],
            2,
            r"feeds\.yaml:4: feeds\[0\]\.first_run\.since: want .*2024-02-30",
            id="a bad date in the config",
        ),
        pytest.param(
            FEED, ["--since", "last week"], 2, r"--since: want .*2021-11-20.*last week", id="a date"
        ),
        pytest.param(
            FEED,
            ["--since", "2999-01-01"],
            2,
            r"--since: want a time in the past.*got '2999-01-01'",
            id="a date to come",
        ),
        pytest.param(FEED, ["--since", "2021-13-01"], 2, r"--since: want", id="a 13th month"),
        pytest.param(
            FEED, ["--max-time", "soon"], 2, r"--max-time: want a duration", id="max time"
        ),
        pytest.param(FEED, ["--feed", "B"], 2, r"--feed: no feed is named 'B'", id="no such feed"),
        pytest.param(FEED, ["--frobnicate"], 2, r"--frobnicate.*--help", id="an unknown flag"),
        pytest.param(FEED, ["frobnicate"], 2, r"frobnicate.*--help", id="an unknown command"),
        pytest.param(
            FEED + "archive: taken\n", [], 3, r"can't .*taken.*file stands", id="archive is a file"
        ),
        pytest.param(
            FEED + "archive: /proc/none\n", [], 3, r"can't .*/proc/none", id="unwritable archive"
        ),
        pytest.param(
            OPEN + FEED, [], 1, r"feed A failed: .*127\.0\.0\.1.*asked again", id="no server"
        ),
        pytest.param(
            OPEN + FEED + "  - {name: B, url: 'http://127.0.0.1:9/b'}\n",
            [],
            1,
            r"no feed could be reached \(2 tried\); is the network up",
            id="unreachable network",
        ),
        pytest.param(FEED, [], 1, r"not a public address.*allow_private", id="a private address"),
        pytest.param(FEED, ["--archive", ""], 2, r"--archive: want a folder", id="no archive"),
        pytest.param(
            FEED + "    cookie: ${SCRAPE_TEST_UNSET}\n",
            [],
            2,
            r"feeds\.yaml:4: feeds\[0\]\.cookie: .*SCRAPE_TEST_UNSET",
            id="a secret that is not set",
        ),
    ],
)
def test_bad_input_is_one_clear_line(
    world: World, config: str | None, arguments: list[str], status: int, line: str
) -> None:
    (world.folder / "taken").write_text("a file")
    if config is None:
        world.config.unlink()
    else:
        world.config.write_text(config)

    ran = world.scrape("-q", *arguments)

    assert (ran.status, ran.out) == (status, "")
    assert ran.err.count("\n") == 1, ran.err
    assert ran.err.startswith("scrape: ")
    assert re.search(line, ran.err, re.IGNORECASE), ran.err
    assert world.posts() == {}


def test_the_config_is_found_by_flag_environment_or_place(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(Item(title="A", link=site.url("/a"))))
    site.reply("/a", page("A"))
    folder = world.folder / "config"
    folder.mkdir()
    world.config.rename(folder / "feeds.yaml")
    command = [sys.executable, "-m", "scraper"]
    environ = {**world.environ(), "SCRAPE_ARCHIVE": "elsewhere"}

    by_place = subprocess.run(
        command, cwd=world.folder, env=environ, capture_output=True, encoding="utf-8", check=True
    )
    by_environment = subprocess.run(
        [*command, "--force"],
        cwd="/",
        env={**world.environ(), "SCRAPE_CONFIG": str(folder / "feeds.yaml")},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert by_place.stdout.startswith("elsewhere/_posts/")
    assert by_environment.stdout.startswith(f"{world.archive}/_posts/".removeprefix("/"))


def test_run_is_the_default_command(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss())
    command = [sys.executable, "-m", "scraper", "run", "-c", str(world.config), "-q"]
    named = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert (named.stderr, world.scrape("-q").err) == ("", "")
    assert site.count("/feed") == 2


def test_help_shows_the_flags_of_run_and_every_exit_status(world: World) -> None:
    ran = world.scrape("--help")
    shown = subprocess.run(
        [sys.executable, "-m", "scraper", "--help"], capture_output=True, encoding="utf-8"
    ).stdout
    assert "--since" in shown
    assert "Exit status: 0" in shown
    assert "--since" in ran.out  # also behind other flags


@pytest.mark.parametrize("flag", ["-v", "-vv"])
def test_verbose_tells_what_is_done_and_hides_secrets(
    world: World, site: LocalSite, flag: str
) -> None:
    world.configure(world.feed(headers={"Authorization": "Bearer ${TOKEN}"}))
    site.reply("/feed", rss(Item(title="A", link=site.url("/a"))))
    site.reply("/a", page("A"))

    ran = world.scrape(flag, env={"TOKEN": "s3cret-token"})

    assert site.asked("/feed")[0].headers["authorization"] == "Bearer s3cret-token"
    assert "feed Daily: changed, 1 written" in ran.err
    assert "s3cret-token" not in ran.err + ran.out


def test_log_level_wins_over_the_flags(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss())
    assert "debug: " in world.scrape(env={"LOG_LEVEL": "debug"}).err
    assert "debug: " not in world.scrape("-vv", env={"LOG_LEVEL": "warning"}).err


def test_what_strangers_write_can_not_move_the_cursor_or_forge_a_line(
    world: World, site: LocalSite
) -> None:
    evil = "Bad\x1b[2J\x07\nscrape: error: forged"
    site.reply("/feed", rss(Item(title=evil.replace("\x1b", "&#27;"), link=site.url("/gone"))))
    site.reply("/gone", b"", 404)
    dry = world.scrape("--dry-run")
    ran = world.scrape()
    for text in (dry.out, dry.err, ran.out, ran.err):
        assert "\x1b" not in text
        assert "\x07" not in text
    assert not any(line.startswith("scrape: error") for line in (dry.out + ran.err).splitlines())


def test_a_reader_that_goes_away_loses_no_post(world: World, site: LocalSite) -> None:
    items = [
        Item(title=f"A{n}", link=site.url(f"/{n}"), published=at("2026-10-01T12:00:00"))
        for n in range(20)
    ]
    for n in range(20):
        site.reply(f"/{n}", page(f"A{n}"))
    site.reply("/feed", rss(*items))
    running = world.start("-q")
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()

    err = running.stderr.read()
    running.stderr.close()

    assert (running.wait(timeout=30), err) == (0, "")
    assert len(world.posts()) == 20


def test_a_progress_bar_only_where_a_terminal_watches(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(Item(title="A", link=site.url("/a"))), times=1)
    site.reply("/feed", rss(Item(title="A", link=site.url("/a"))), delay=0.5)
    site.reply("/a", page("A"), delay=0.5)

    def on_a_terminal(*arguments: str) -> str:
        main, follower = pty.openpty()
        running = subprocess.Popen(
            world.command(*arguments),
            cwd=world.folder,
            env={**world.environ(), "TERM": "xterm", "COLUMNS": "100"},
            stdin=follower,
            stdout=follower,
            stderr=follower,
        )
        os.close(follower)
        seen = bytearray()
        while running.poll() is None or select.select([main], [], [], 0.1)[0]:
            if select.select([main], [], [], 0.1)[0]:
                try:
                    seen += os.read(main, 65536)
                except OSError:  # the other end is closed: Linux says EIO
                    break
        os.close(main)
        running.wait(timeout=10)
        return seen.decode()

    watched = on_a_terminal()
    assert "feeds" in watched
    assert "articles" in watched
    assert "archive/_posts/" in watched
    assert "1 post written" in watched
    without = on_a_terminal("--no-progress")
    assert "articles" not in without
    assert "1 feed" in without


def test_json_lines_are_json_whatever_the_titles_say(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(Item(title='“quoted” "x" \\ 標題', link=site.url("/a"))))
    site.reply("/a", page("A"))
    ran = world.scrape("--json", "-q")
    first = json.loads(ran.out.splitlines()[0])
    assert first["title"] == '“quoted” "x" \\ 標題'
    assert ran.err == ""


def test_a_broken_proxy_is_named(world: World) -> None:
    proxy = {"HTTP_PROXY": "http://user:secret@127.0.0.1:9"}
    ran = world.scrape(env=proxy)
    assert ran.status == 1
    assert "no way through the proxy (127.0.0.1:9: " in ran.err
    assert "secret" not in ran.err


def test_another_archive_has_a_state_of_its_own(world: World, site: LocalSite) -> None:
    world.configure(world.feed(), state="state.sqlite3")
    site.reply("/feed", rss(Item(title="A", link=site.url("/a"))))
    site.reply("/a", page("A"))
    assert len(world.scrape().paths) == 1
    assert len(world.scrape("--archive", "other").paths) == 1
    assert world.scrape("--archive", "archive").out == ""


def test_each_command_is_named_and_described_in_the_table_as_in_its_module() -> None:
    context = click.Context(cli)
    for name, place in COMMANDS.items():
        command = cli.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert (command.help or "").partition("\n")[0] == place.help


def test_a_command_is_imported_only_when_it_runs() -> None:
    program = (
        "import sys\n"
        "sys.argv = ['scrape', *sys.argv[1:]]\n"
        "from scraper.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit:\n    pass\n"
        "names = [n for n in sys.modules if n.startswith('scraper.')]\n"
        "sys.stderr.write('\\n'.join(names))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--help"], capture_output=True, encoding="utf-8", check=True
    )
    for module in ("scraper.commands.running", "scraper.pipeline", "scraper.config"):
        assert module not in done.stderr.splitlines()
    assert "scraper.commands.run" in done.stderr.splitlines()


def test_a_feed_that_keeps_failing_is_one_line_that_says_how_often_and_since_when(
    world: World, site: LocalSite
) -> None:
    site.reply("/feed", "no", 404)
    first = world.scrape("-q")
    world.scrape("-q", "--force")
    third = world.scrape("-q", "--force", "--json")
    where = rf"\({re.escape(site.url('/feed'))}, phase status\); asked again after "
    assert re.fullmatch(rf"scrape: feed Daily failed: HTTP 404.* {where}.* UTC\n", first.err)
    assert re.fullmatch(
        rf"scrape: feed Daily failed 3 times since \d{{4}}-.* UTC: HTTP 404.* {where}.* UTC\n",
        third.err,
    )
    (told,) = [thing for thing in third.objects if thing["type"] == "feed"]
    assert (told["failures"], told["phase"], told["url"]) == (3, "status", site.url("/feed"))
    site.forget("/feed")
    site.reply("/feed", rss())
    assert world.scrape("-q", "--force").err == ""
    site.forget("/feed")
    site.reply("/feed", "no", 404)
    assert "feed Daily failed: HTTP 404" in world.scrape("-q").err


def test_many_entries_that_wait_for_one_reason_are_one_line(world: World, site: LocalSite) -> None:
    many = [Item(title=f"M{n}", link=site.url(f"/busy/{n}")) for n in range(5)]
    few = [Item(title=f"F{n}", link=site.url(f"/down/{n}")) for n in range(2)]
    for item in many:
        site.reply(item.link.removeprefix(site.url("")), "later", 503)
    for item in few:
        site.reply(item.link.removeprefix(site.url("")), "broken", 500)
    site.reply("/feed", rss(*many, *few))

    told = world.scrape()
    waits = [line for line in told.err.splitlines() if " wait" in line and line[:4] == "scra"]

    assert told.status == 0
    assert len(waits) == 3
    (one,) = [line for line in waits if "5 entries wait: " in line]
    assert re.search(r"HTTP 503.* \(phase status\); first http://.*/busy/\d; tried again from", one)
    assert sum("/down/" in line and "HTTP 500" in line for line in waits) == 2

    loud = world.scrape("--archive", "loud", "-v")
    assert sum(": waits: " in line for line in loud.err.splitlines()) == 7
    told = world.scrape("--archive", "json", "--json", "-q")
    entries = [thing for thing in told.objects if thing["type"] == "entry"]
    assert {(thing["status"], thing["phase"]) for thing in entries} == {("waiting", "status")}
    assert len(entries) == 7
    assert all(thing["retry_at"] > thing["tried"] >= thing["first_seen"] for thing in entries)


@pytest.mark.parametrize(
    ("fail_on", "one", "both"),
    [
        pytest.param(None, 1, 1, id="any, unless asked otherwise"),
        pytest.param("any", 1, 1, id="any"),
        pytest.param("all", 0, 1, id="all"),
        pytest.param("persistent", 0, 0, id="persistent: not at first"),
        pytest.param("never", 0, 0, id="never"),
    ],
)
def test_which_failures_end_a_run_with_status_1(
    world: World, site: LocalSite, fail_on: str | None, one: int, both: int
) -> None:
    site.reply("/feed", rss(), times=1)
    site.reply("/feed", "no", 404)
    world.configure(world.feed(), world.feed("Gone", "/gone"))
    flags = ["--fail-on", fail_on] if fail_on else []
    first = world.scrape(*flags, "-q", env={"SCRAPE_FAIL_ON": "never"} if fail_on else None)
    second = world.scrape("-q", env={"SCRAPE_FAIL_ON": fail_on} if fail_on else None)
    assert (first.status, second.status) == (one, both)
    assert "feed Gone failed" in first.err


def test_a_feed_that_failed_for_days_is_a_persistent_failure(world: World, site: LocalSite) -> None:
    site.reply("/feed", "no", 404)
    for _ in range(3):
        assert world.scrape("--force", "--fail-on", "persistent").status == 0
    with sqlite3.connect(world.state) as db:  # as if the first of them had been days ago
        db.execute(
            "UPDATE feeds SET state = CAST(json_set(CAST(state AS TEXT), '$.failing_since',"
            " '2026-01-01T00:00:00Z') AS BLOB)"
        )
    db.close()
    assert world.scrape("--fail-on", "persistent").status == 0, "it was not asked"
    assert world.scrape("--force", "--fail-on", "persistent").status == 1


def test_what_failures_do_to_the_status_changes_no_other(world: World) -> None:
    world.config.write_text(FEED + "archive: /proc/none\n")
    assert world.scrape("--fail-on", "never").status == 3
    assert world.scrape("--fail-on", "seldom").status == 2
    world.config.unlink()
    assert world.scrape("--fail-on", "never").status == 2


def test_a_bug_met_while_polling_is_remembered_as_a_failure(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss())
    for said in ("failed: ", "failed 2 times since "):
        running = world.start(
            *("-q", "--force"),
            before="import scraper.feeds as feeds\nfeeds.parse_feed = lambda *a: {}['a bug']",
        )
        _, err = running.communicate(timeout=30)
        assert running.returncode == 1
        assert f"feed Daily {said}" in err
        assert "internal error: KeyError" in err
        assert "phase internal); asked again after" in err


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        pytest.param("--version >&-", 0, "", id="the version, to nowhere"),
        pytest.param("--version >/dev/full", 3, "No space left", id="the version, on a full disk"),
        pytest.param("--help >/dev/full", 3, "No space left", id="the help, on a full disk"),
        pytest.param("--version | true", 0, "", id="to a reader that has gone"),
        pytest.param("try - <&-", 3, "standard input is closed", id="a page from nowhere"),
        pytest.param("try /dev/zero", 3, "larger than", id="a page without end"),
        pytest.param("check -c /dev/zero", 2, "too large", id="a config without end"),
    ],
)
def test_streams_that_can_not_be_used_are_one_line(command: str, status: int, said: str) -> None:
    program = f"{sys.executable} -m scraper"
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{program} {command}"], capture_output=True, text=True
    )
    assert ran.returncode == status
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.splitlines()) <= 1


def test_a_state_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    config = tmp_path / "feeds.yaml"
    config.write_text(FEED + "state: /\n", encoding="utf-8")
    command = [sys.executable, "-m", "scraper", "-c", str(config)]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 2
    assert "state: want a file, got the folder" in ran.stderr

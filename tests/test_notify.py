"""Notices on their way: after a run, by command and by hook, and nothing secret told of them."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from local_site import LocalSite
from scraper.cli import cli
from scraper.config import Config, load_config
from scraper.errors import ConfigError, NoticeError, StoreError
from scraper.fetch.hook import post_json
from scraper.model import FeedState, Notify, Tell
from scraper.pipeline import delivery
from scraper.pipeline.delivery import Outgoing, deliver
from scraper.store.sqlite import SqliteStore
from world import Item, World, page, rss

NOW = datetime.now(UTC).replace(microsecond=0)
LONG = timedelta(days=2)
FEED = "feeds:\n  - name: A\n    url: https://example.org/a.xml\n"
SENT = Outgoing("scrape: A: failing", b'{"type": "notice"}')
SECRET = "s3cret-token"


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        yield running


@pytest.fixture
def world(tmp_path: Path, site: LocalSite) -> World:
    return World(tmp_path, site)


def run(world: World, *arguments: str, env: Mapping[str, str] | None = None) -> Result:
    """A run within this process."""
    named = ["-c", str(world.config), *arguments]
    return CliRunner().invoke(cli, named, standalone_mode=False, env=env)


def remember(world: World, *states: FeedState) -> None:
    world.state.parent.mkdir(parents=True, exist_ok=True)
    store = SqliteStore(world.state)
    asyncio.run(store.keep_states(states))
    asyncio.run(store.close())


def told(world: World) -> set[tuple[str, str]]:
    store = SqliteStore(world.state)
    marks = asyncio.run(store.told())
    asyncio.run(store.close())
    return set(marks)


def failing(world: World, name: str, path: str) -> FeedState:
    return FeedState(
        name,
        world.site.url(path),
        failures=5,
        failing_since=NOW - LONG,
        last_poll=NOW - timedelta(hours=1),
        error="HTTP 503",
    )


def posted(site: LocalSite, path: str = "/hook") -> list[dict[str, Any]]:
    return [json.loads(request.body) for request in site.asked(path, method="POST")]


# ── after a run ──────────────────────────────────────────────────────────────────────────────


def test_a_run_tells_of_lasting_trouble_once_and_of_its_end_once(
    world: World, site: LocalSite
) -> None:
    hook = {"url": site.url("/hook"), "headers": {"X-Token": "${HOOK_TOKEN}"}}
    world.configure(world.feed(), world.feed("Fine", "/fine"), notify=hook)
    remember(world, failing(world, "Daily", "/feed"))
    site.reply("/feed", status=503, times=2)
    site.reply("/feed", rss(Item(title="A", link=site.url("/a"))))
    site.reply("/a", page("A"))
    site.reply("/fine", rss())
    site.reply("/hook", status=204)
    env = {"HOOK_TOKEN": SECRET}
    first = run(world, "--force", env=env)
    assert first.return_value == 1  # as without a notice
    (request,) = site.asked("/hook")
    assert request.method == "POST"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["x-token"] == SECRET
    assert request.headers["user-agent"].startswith("scraper/")
    (notice,) = posted(site)
    assert [(one["feed"], one["kind"]) for one in notice["troubles"]] == [("Daily", "failing")]
    assert notice["archive"] == str(world.archive)
    assert told(world) == {("Daily", "failing")}
    run(world, "--force", env=env)
    assert site.count("/hook") == 1
    assert run(world, "--force", env=env).return_value == 0
    assert [one["feed"] for one in posted(site)[1]["recovered"]] == ["Daily"]
    assert told(world) == set()
    run(world, "--force", env=env)
    assert site.count("/hook") == 2


def test_all_of_one_run_is_one_notice(world: World, site: LocalSite) -> None:
    feeds = [world.feed(f"F{n}", f"/{n}") for n in range(30)]
    world.configure(*feeds, notify={"url": site.url("/hook")})
    remember(world, *(failing(world, f"F{n}", f"/{n}") for n in range(30)))
    for n in range(30):
        site.reply(f"/{n}", status=503)
    site.reply("/hook")
    run(world)
    (notice,) = posted(site)
    assert notice["trouble_count"] == 30


def test_a_notice_that_nobody_took_is_told_by_the_next_run(world: World, site: LocalSite) -> None:
    world.configure(world.feed(), notify={"url": site.url("/hook")})
    remember(world, failing(world, "Daily", "/feed"))
    site.reply("/feed", status=503)
    site.reply("/hook", status=500)
    site.reply("/hook", status=200)
    first = run(world, "--force")
    (line,) = [line for line in first.stderr.splitlines() if "notify" in line]
    assert (
        line == "scrape: notify: url: HTTP 500 Internal Server Error; the next run tells it again"
    )
    assert first.return_value == 1
    assert told(world) == set()
    second = run(world, "--force")
    assert "notify" not in second.stderr
    one, two = posted(site)
    assert one["troubles"][0]["feed"] == two["troubles"][0]["feed"] == "Daily"
    assert told(world) == {("Daily", "failing")}


def test_told_by_one_way_is_told(world: World, site: LocalSite, tmp_path: Path) -> None:
    kept = tmp_path / "notices"
    command = ["sh", "-c", f'echo "$SCRAPE_NOTICE" >> {kept}']
    world.configure(world.feed(), notify={"command": command, "url": site.url("/hook")})
    remember(world, failing(world, "Daily", "/feed"))
    site.reply("/feed", status=503)
    first = run(world, "--force")  # the hook answers 404
    assert "scrape: notify: url: HTTP 404 Not Found\n" in first.stderr
    run(world, "--force")
    (line,) = kept.read_text("utf-8").splitlines()
    assert line.startswith("scrape: Daily: failing since ")
    assert site.count("/hook") == 1


def test_a_mark_that_can_not_be_kept_costs_a_line_and_not_the_run(
    world: World, site: LocalSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(self: SqliteStore, told: object) -> None:
        raise StoreError("state: disk full")

    monkeypatch.setattr(SqliteStore, "keep_told", full)
    world.configure(world.feed(), notify={"url": site.url("/hook")})
    remember(world, failing(world, "Daily", "/feed"))
    site.reply("/feed", status=503)
    site.reply("/hook")
    ran = run(world)
    assert ran.return_value == 1
    assert "scrape: notify: what was told can't be read or kept: state: disk full\n" in ran.stderr
    assert "1 feed (1 failed)" in ran.stderr


def test_a_dry_run_tells_nobody(world: World, site: LocalSite) -> None:
    world.configure(world.feed(), notify={"url": site.url("/hook")})
    remember(world, failing(world, "Daily", "/feed"))
    site.reply("/feed", status=503)
    run(world, "--dry-run")
    assert site.count("/feed") == 1
    assert site.count("/hook") == 0
    assert told(world) == set()


def test_a_run_of_one_feed_says_nothing_untrue_of_the_others(world: World, site: LocalSite) -> None:
    world.configure(world.feed(), world.feed("Other", "/other"), notify={"url": site.url("/hook")})
    remember(world, failing(world, "Daily", "/feed"), failing(world, "Other", "/other"))
    site.reply("/feed", status=503)
    site.reply("/other", status=503)
    site.reply("/hook")
    run(world)
    run(world, "--feed", "Other", "--force")
    assert [notice["recovered_count"] for notice in posted(site)] == [0]
    assert told(world) == {("Daily", "failing"), ("Other", "failing")}


def test_while_the_network_is_down_there_is_one_trouble(tmp_path: Path) -> None:
    kept = tmp_path / "notices"
    with LocalSite() as gone, LocalSite("127.0.0.2") as gone_too:
        urls = {"A": gone.url("/feed"), "B": gone_too.url("/feed")}
    world = World(tmp_path, gone)
    command = ["sh", "-c", f"cat >> {kept}"]
    world.configure(
        *({"name": name, "url": url} for name, url in urls.items()), notify={"command": command}
    )
    remember(
        world,
        *(
            FeedState(name, url, failures=5, failing_since=NOW - LONG, last_poll=NOW - LONG)
            for name, url in urls.items()
        ),
    )
    run(world, "--force")
    run(world, "--force")
    notice = json.loads(kept.read_text("utf-8"))  # once
    assert [(one["feed"], one["kind"]) for one in notice["troubles"]] == [(None, "failing")]
    assert notice["troubles"][0]["why"] == "no feed could be reached, of 2 that were tried"


# ── a command ────────────────────────────────────────────────────────────────────────────────


def by_command(*command: str, **environ: str) -> str | None:
    """Why a command did not take it, or None."""
    came = asyncio.run(
        deliver(
            SENT,
            Notify(command=command),
            user_agent="scraper",
            environ={"PATH": os.environ["PATH"], **environ},
            proxies={},
        )
    )
    return came["command"]


def test_a_command_gets_the_object_the_text_and_the_environment(tmp_path: Path) -> None:
    told = 'cat > "$1"; printf "|%s|%s" "$SCRAPE_NOTICE" "$TOKEN" >> "$1"'
    file = tmp_path / "a b"
    assert by_command("sh", "-c", told, "sh", str(file), TOKEN="t") is None
    assert file.read_text() == '{"type": "notice"}|scrape: A: failing|t'


@pytest.mark.parametrize(
    ("command", "why"),
    [
        pytest.param(("false",), "exit status 1", id="fails"),
        pytest.param(
            ("sh", "-c", "echo first >&2; echo 'no route' >&2; exit 7"),
            "exit status 7: no route",
            id="says why",
        ),
        pytest.param(("sh", "-c", "kill -9 $$"), "ended by signal 9", id="is killed"),
        pytest.param(
            ("no-such-command-here",), "can't be run: No such file or directory", id="not there"
        ),
        pytest.param(("/",), "can't be run: Permission denied", id="a folder"),
    ],
)
def test_why_a_command_did_not_take_it(command: tuple[str, ...], why: str) -> None:
    assert by_command(*command) == why


def test_garbage_of_a_command_is_bounded_and_cleaned(capfd: pytest.CaptureFixture[str]) -> None:
    loud = (
        "head -c 3000000 /dev/zero | tr '\\0' x; head -c 3000000 /dev/zero >&2;"
        r"printf '\n\033[31m\200 red\007 %s\n\n' " + "y" * 500 + " >&2; exit 1"
    )
    said = by_command("sh", "-c", loud)
    assert said is not None
    assert said.startswith("exit status 1: ")
    assert " red " in said
    assert len(said) < 300
    assert said.isprintable()
    assert capfd.readouterr() == ("", "")  # our stdout is for paths


@pytest.mark.slow
def test_a_command_that_hangs_is_ended_with_all_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(delivery, "TIMEOUT_S", 0.3)
    pids = tmp_path / "pids"
    hanging = f"sleep 60 & echo $! > {pids}; echo $$ >> {pids}; wait"
    began = time.monotonic()
    assert by_command("sh", "-c", hanging) == "did not end within 0.3 s, and was ended"
    assert time.monotonic() - began < 10
    deadline = time.monotonic() + 5
    for pid in pids.read_text().split():
        while is_alive(int(pid)):
            assert time.monotonic() < deadline, "it still runs"
            time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.mark.slow
def test_what_a_command_leaves_behind_is_not_waited_for(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    began = time.monotonic()
    try:
        assert by_command("sh", "-c", f"sleep 60 & echo $! > {pid}; exit 0") is None
        assert time.monotonic() - began < 10
        assert is_alive(int(pid.read_text()))
    finally:
        subprocess.run(["kill", pid.read_text().strip()], check=True)


def test_a_command_that_does_not_read_is_no_failure() -> None:
    large = Outgoing("text", b"x" * 2_000_000)
    notify = Notify(command=("true",))
    came = asyncio.run(
        deliver(large, notify, user_agent="", environ={"PATH": os.environ["PATH"]}, proxies={})
    )
    assert came == {"command": None}


def test_a_run_that_is_interrupted_takes_the_command_along(tmp_path: Path) -> None:
    pid = tmp_path / "pid"

    async def interrupted() -> None:
        work = asyncio.create_task(
            deliver(
                SENT,
                Notify(command=("sh", "-c", f"echo $$ > {pid}; exec sleep 60")),
                user_agent="",
                environ={"PATH": os.environ["PATH"]},
                proxies={},
            )
        )
        while not (pid.exists() and pid.read_text().endswith("\n")):
            await asyncio.sleep(0.01)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(interrupted())
    assert not is_alive(int(pid.read_text()))


# ── a hook ───────────────────────────────────────────────────────────────────────────────────


def post(url: str, *headers: tuple[str, str], timeout_s: float = 10, **proxies: str) -> str | None:
    """Why a hook did not take it, or None."""
    try:
        asyncio.run(
            post_json(url, b"{}", headers, user_agent="x/1", proxies=proxies, timeout_s=timeout_s)
        )
    except NoticeError as error:
        return str(error)
    return None


def test_a_redirect_is_not_followed(site: LocalSite) -> None:
    site.redirect("/hook", "/elsewhere", 307)
    assert post(site.url("/hook")) == "HTTP 307 Temporary Redirect"
    assert site.count("/elsewhere") == 0


@pytest.mark.slow
def test_a_hook_that_says_nothing_is_not_waited_for(site: LocalSite) -> None:
    site.reply("/hook", delay=30)
    began = time.monotonic()
    assert post(site.url("/hook"), timeout_s=0.3) == "no answer within 0.3 s"
    assert time.monotonic() - began < 10


def test_an_answer_without_end_is_not_read(site: LocalSite) -> None:
    site.reply("/hook", b"x" * 10_000, drip=1)
    assert post(site.url("/hook"), timeout_s=5) is None


def test_headers_of_ones_own_win(site: LocalSite) -> None:
    site.reply("/hook")
    assert post(site.url("/hook"), ("Content-Type", "application/x"), ("X", "ä")) is None
    (request,) = site.asked("/hook")
    assert request.headers["content-type"] == "application/x"
    assert request.headers["x"].encode("latin-1").decode() == "ä"


def test_a_proxy_is_asked_in_its_place_but_not_where_it_is_excepted(site: LocalSite) -> None:
    site.reply("http://hook.test/a")
    proxy = site.url().rstrip("/")
    assert post("http://hook.test/a", http=proxy) is None
    site.reply("/hook")
    assert post(site.url("/hook"), http="http://127.0.0.1:9", no="127.0.0.1") is None
    assert post(site.url("/hook"), http="socks5://127.0.0.1:9") == "the proxy can't be used"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"http://127.0.0.1:9/{SECRET}", id="nobody listens"),
        pytest.param(f"https://{{site}}/{SECRET}", id="no TLS there"),
        pytest.param(f"http://{SECRET}.invalid/", id="no such host"),
        pytest.param(f"http://127.0.0.1:99999/{SECRET}", id="no such port"),
        pytest.param(f"http://{{site}}/{SECRET}", id="refused"),
    ],
)
def test_no_secret_is_told_by_an_error_or_a_log(
    url: str, site: LocalSite, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        said = post(url.format(site=f"127.0.0.1:{site.port}"), ("Authorization", SECRET))
    assert said
    assert SECRET not in said + caplog.text
    assert len(said) < 150


def test_no_secret_is_told_by_a_run_that_says_everything(world: World, site: LocalSite) -> None:
    url, headers = site.url("/${TOKEN}"), {"Authorization": "Bearer ${TOKEN}"}
    world.configure(world.feed(), notify={"url": url, "headers": headers})
    remember(world, failing(world, "Daily", "/feed"))
    site.reply("/feed", status=503)
    ran = run(world, "-vv", "--json", env={"TOKEN": SECRET})
    assert site.count(f"/{SECRET}") == 1
    assert "notify: url: HTTP 404" in ran.stderr
    assert SECRET not in ran.output + ran.stderr
    assert SECRET not in world.state.read_bytes().decode("latin-1")


# ── scrape notify --test ─────────────────────────────────────────────────────────────────────


def test_a_sample_is_sent_by_each_way(world: World, site: LocalSite, tmp_path: Path) -> None:
    file = tmp_path / "got"
    hook = {"command": ["sh", "-c", f"cat > {file}"], "url": site.url("/hook")}
    world.configure(world.feed(), notify=hook)
    site.reply("/hook")
    tried = CliRunner().invoke(
        cli, ["notify", "--test", "-c", str(world.config)], standalone_mode=False
    )
    assert (tried.return_value, tried.stdout) == (0, "command: delivered\nurl: delivered\n")
    (notice,) = posted(site)
    assert notice["test"] is True
    assert json.loads(file.read_text("utf-8")) == notice
    assert not world.state.exists()


def test_a_sample_that_does_not_arrive_says_why(world: World, site: LocalSite) -> None:
    world.configure(world.feed(), notify={"command": ["true"], "url": site.url("/hook")})
    arguments = ["notify", "--test", "-c", str(world.config)]
    tried = CliRunner().invoke(cli, arguments, standalone_mode=False)
    assert (tried.return_value, tried.stdout) == (1, "command: delivered\n")
    assert tried.stderr == "scrape: notify: url: HTTP 404 Not Found\n"
    tried = CliRunner().invoke(cli, [*arguments, "--json"], standalone_mode=False)
    assert [json.loads(line) for line in tried.stdout.splitlines()] == [
        {"type": "delivery", "way": "command", "delivered": True, "error": None},
        {"type": "delivery", "way": "url", "delivered": False, "error": "HTTP 404 Not Found"},
    ]


def test_where_nothing_is_configured_there_is_nothing_to_try(world: World) -> None:
    world.configure(world.feed())
    tried = world.ask("notify", "--test")
    assert tried.status == 2
    assert tried.err.endswith("notify is missing; want command, url or both there\n")
    assert (bare := world.ask("notify")).status == 2
    assert "want --test" in bare.err


# ── the config ───────────────────────────────────────────────────────────────────────────────


def load(tmp_path: Path, notify: str, **environ: str) -> Config:
    path = tmp_path / "feeds.yaml"
    path.write_text(f"notify: {notify}\n{FEED}", encoding="utf-8")
    return load_config(path, environ=environ)


def test_all_keys_arrive(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        '{command: [sh, -c, "a\\n b ", ""], url: "https://h.example/${T}",'
        ' headers: {X: "v ${T}"}, on: [recovery]}',
        T="t",
    )
    assert config.notify == Notify(
        command=("sh", "-c", "a\n b ", ""),
        url="https://h.example/t",
        headers=(("X", "v t"),),
        on=frozenset({Tell.RECOVERY}),
    )
    assert "h.example" not in repr(config)
    assert load(tmp_path, "\n").notify is None


@pytest.mark.parametrize(
    ("notify", "words"),
    [
        ("{}", ":1: notify: want command, url or both; got neither"),
        ("{command: mail}", "notify.command: want a list of texts, got 'mail'; write [mail]"),
        ("{command: mail me}", "got 'mail me'; a shell reads it so: [sh, -c, 'mail me']"),
        ("{command: []}", "notify.command: want a command and its arguments, got nothing to run"),
        ("{command: ['']}", "notify.command: want a command and its arguments"),
        ('{command: ["a\\0b"]}', "it holds a null character"),
        ("{command: [x], on: [bad]}", "notify.on[0]: want one of recovery, trouble, got 'bad'"),
        ("{command: [x], on: []}", "notify.on: want trouble, recovery or both, got an empty list"),
        ("{command: [x], headers: {A: b}}", "notify.headers: they go with url, which is missing"),
        ("{url: 'https://h/', headers: {A: b, a: c}}", "notify.headers.a: header 'a' is given"),
        ("{url: 'https://h/', headers: {Host: b}}", "the program sets this one itself"),
        ("{url: 'https://h/', to: x}", "notify: unknown key 'to'"),
    ],
)
def test_refused_in_one_clear_line(tmp_path: Path, notify: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, notify)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("notify", "words"),
    [
        (f"{{url: 'ftp://{SECRET}/x'}}", "want an address like https://hooks.example.org/abc, got"),
        (f"{{url: '{SECRET}'}}", "got something else"),
        ("{url: '${T}'}", "notify.url: want an address like https://hooks.example.org/abc, got"),
        ("{url: '${NOT_SET}'}", "the environment variable NOT_SET is not set"),
        (f"{{url: 'https://h/${{ T}}{SECRET}'}}", "a variable is written ${NAME}"),
    ],
)
def test_a_secret_is_never_shown(tmp_path: Path, notify: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, notify, T=SECRET)
    assert words in str(caught.value)
    assert SECRET not in str(caught.value)

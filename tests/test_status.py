"""`scrape status`: what fails, what waits, what was given up; it reads only, whoever else runs."""

from __future__ import annotations

import asyncio
import dataclasses
import io
import json
import os
import pty
import subprocess
import sys
import termios
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from local_site import LocalSite
from scraper.commands.standing import FeedStanding, Totals, feed_standings, totals
from scraper.commands.trouble_table import print_table
from scraper.decide import GIVEN_UP_LATELY
from scraper.model import EntryRecord, Feed, FeedState, Status, Trouble, TroubleKind
from scraper.presets import BUILT_IN
from scraper.store.lock import run_lock
from scraper.store.sqlite import SqliteStore
from stored import DAY, MINUTE, entry, record
from world import Item, World, page, rss

NOW = datetime.now(UTC).replace(microsecond=0)
WAIT = "nothing yet: such trouble mostly passes by itself"


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        yield running


@pytest.fixture
def world(tmp_path: Path, site: LocalSite) -> World:
    made = World(tmp_path, site)
    made.configure(made.feed(), made.feed("Second", "/second"))
    return made


def of(feed: str, key: str, status: Status, **more: object) -> EntryRecord:
    return dataclasses.replace(record(key, status, **more), entry=entry(key, feed=feed))


def remember(world: World, state: FeedState, records: Sequence[EntryRecord] = ()) -> None:
    """Puts that into the world's state."""
    world.state.parent.mkdir(parents=True, exist_ok=True)
    store = SqliteStore(world.state)
    asyncio.run(store.admit(state, records))
    asyncio.run(store.close())


def healthy(world: World, name: str = "Daily", path: str = "/feed") -> FeedState:
    return FeedState(name, world.site.url(path), last_poll=NOW, last_success=NOW - DAY)


def lost(key: str, feed: str = "Daily", ago: timedelta = DAY) -> EntryRecord:
    return of(
        feed,
        key,
        Status.GAVE_UP,
        attempts=12,
        reason="HTTP 503 Service Unavailable",
        phase="status",
        tried_at=NOW - ago,
    )


def test_before_the_first_run_it_says_so(world: World) -> None:
    ran = world.ask("status")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err.startswith("scrape: no state yet (")
    assert not world.archive.exists()


def test_all_is_well(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(Item(title="A", link=site.url("/a"))))
    site.reply("/second", rss())
    site.reply("/a", page("A"))
    world.scrape()
    ran = world.ask("status")
    assert (ran.status, ran.out, ran.err) == (
        0,
        "2 feeds; 1 post; 0 waiting, 0 given up\n",
        "",
    )


def test_what_a_server_says_is_named_at_the_second_poll(world: World, site: LocalSite) -> None:
    site.reply("/feed", "nothing here", 404)
    site.reply("/second", page("Back soon"))
    world.scrape()
    first = world.ask("status", "--json")
    assert (first.status, [each["type"] for each in first.objects]) == (
        0,
        ["feed", "feed", "trouble", "trouble", "totals"],
    )
    world.scrape("--force")
    second = world.ask("status", "--json")
    told = [each for each in second.objects if each["type"] == "trouble"]
    assert [(each["feed"], each["kind"], each["needs_person"]) for each in told] == [
        ("Daily", "not-found", True),
        ("Second", "not-a-feed", True),
    ]
    assert second.status == 1


@pytest.mark.parametrize(
    ("changes", "line", "status"),
    [
        pytest.param(
            {"failures": 1, "failing_since": NOW, "due_at": NOW + DAY},
            f"feed Daily failed: no answer (URL); last worked {NOW - DAY:%Y-%m-%d %H:%M} UTC;"
            f" asked again after {NOW + DAY:%Y-%m-%d %H:%M} UTC; {WAIT}",
            0,
            id="failed once",
        ),
        pytest.param(
            {"failures": 5, "failing_since": NOW - 3 * DAY, "last_success": None},
            f"feed Daily failed 5 times since {NOW - 3 * DAY:%Y-%m-%d %H:%M} UTC: no answer (URL);"
            " never worked; due now; look at the address in a browser; if it works there, the site"
            " shuts us out; if not, take the feed out",
            1,
            id="fails for days",
        ),
        pytest.param(
            {"failures": 5, "failing_since": NOW - 60 * MINUTE},
            f"feed Daily failed 5 times since {NOW - 60 * MINUTE:%Y-%m-%d %H:%M} UTC: no answer"
            f" (URL); last worked {NOW - DAY:%Y-%m-%d %H:%M} UTC; due now; {WAIT}",
            0,
            id="a bad hour",
        ),
        pytest.param(
            {"failures": 1, "gone_since": NOW - DAY, "error": "HTTP 410 Gone"},
            f"feed Daily gone since {NOW - DAY:%Y-%m-%d %H:%M} UTC: HTTP 410 Gone (URL); last"
            f" worked {NOW - DAY:%Y-%m-%d %H:%M} UTC; not asked again; put its new address into the"
            " config, or take it out; to ask once more: scrape retry --feed 'Daily'",
            1,
            id="gone",
        ),
    ],
)
def test_a_feed_that_is_not_healthy_is_a_line(
    world: World, changes: dict[str, object], line: str, status: int
) -> None:
    state = dataclasses.replace(healthy(world), error="no answer")
    remember(world, dataclasses.replace(state, **changes))  # type: ignore[arg-type]
    remember(world, healthy(world, "Second", "/second"))
    ran = world.ask("status")
    assert ran.out.splitlines() == [
        line.replace("URL", state.url),
        "2 feeds (1 failing); 0 posts; 0 waiting, 0 given up",
    ]
    assert ran.status == status
    only = world.ask("status", "--feed", "second")
    assert (only.status, only.out) == (0, "1 feed; 0 posts; 0 waiting, 0 given up\n")


def test_what_was_remembered_of_another_address_is_no_failure(world: World) -> None:
    remember(world, FeedState("Daily", "https://old.example/", failures=9, gone_since=NOW))
    assert world.ask("status").status == 0


def test_what_was_given_up_is_listed_with_all_that_is_known(world: World) -> None:
    remember(world, healthy(world), [lost("1"), lost("2"), of("Daily", "3", Status.SAVED)])
    remember(world, healthy(world, "Second", "/second"), [lost("4", "Second")])
    ran = world.ask("status", "--failed")
    assert ran.status == 1
    assert [line.partition(":")[0] for line in ran.out.splitlines()] == ["Daily", "Daily", "Second"]
    first = lost("1")
    assert ran.out.splitlines()[0] == (
        "Daily: 题 1 😀 <https://a.example/1>: HTTP 503 Service Unavailable (phase status);"
        f" 12 attempts; given up; first seen {first.first_seen:%Y-%m-%d %H:%M} UTC,"
        f" last tried {first.tried_at:%Y-%m-%d %H:%M} UTC"
    )
    told = world.ask("status", "--failed", "--json", "--feed", "Second").objects
    assert told == [
        {
            "type": "entry",
            "feed": "Second",
            "status": "given-up",
            "title": "题 4 😀",
            "url": "https://a.example/4",
            "reason": "HTTP 503 Service Unavailable",
            "phase": "status",
            "attempts": 12,
            "first_seen": "2021-11-23T12:00:00.871Z",
            "tried": f"{NOW - DAY:%Y-%m-%dT%H:%M:%S}.000Z",
            "retry_at": None,
        }
    ]


def test_what_waits_is_listed_with_its_reason_and_its_time(world: World) -> None:
    later = NOW + DAY
    remember(
        world,
        healthy(world),
        [
            of("Daily", "1", Status.RETRY, attempts=1, reason="a wall", retry_at=later),
            of("Daily", "2", Status.NEW),
            lost("3"),
        ],
    )
    ran = world.ask("status", "--waiting")
    assert ran.status == 0
    assert [line.partition(">: ")[2] for line in ran.out.splitlines()] == [
        f"a wall; 1 attempt; tried again after {later:%Y-%m-%d %H:%M} UTC",
        "not tried yet; 0 attempts; tried in the next run",
    ]
    both = world.ask("status", "--waiting", "--failed", "--json").objects
    assert [(each["url"][-1], each["status"]) for each in both] == [
        ("3", "given-up"),
        ("1", "waiting"),
        ("2", "waiting"),
    ]


def test_entries_given_up_need_a_person_for_a_week(world: World) -> None:
    remember(world, healthy(world), [lost("1", ago=GIVEN_UP_LATELY + DAY)])
    old = world.ask("status")
    assert (old.status, old.out) == (0, "2 feeds; 0 posts; 0 waiting, 1 given up\n")
    remember(world, healthy(world), [lost("2")])
    new = world.ask("status")
    assert new.status == 1
    assert "2 given up (1 in the last seven days)" in new.out


def test_what_a_feed_left_behind_that_is_no_longer_configured_is_told(world: World) -> None:
    remember(world, FeedState("Old", "u"), [lost("1", "Old"), of("Old", "2", Status.NEW)])
    assert "1 waiting, 1 given up (1 in the last seven days); 2 of them of feeds" in (
        world.ask("status").out
    )
    assert world.ask("status", "--failed").out.startswith("Old: ")
    assert world.ask("status", "--failed", "--feed", "Daily").out == ""


def test_json_has_the_feeds_that_are_not_healthy_and_the_totals(world: World) -> None:
    state = dataclasses.replace(healthy(world), failures=2, failing_since=NOW, error="no")
    remember(world, state, [lost("1")])
    feed, failing, lost_one, sums = world.ask("status", "--json").objects
    assert (feed["type"], feed["feed"], feed["failures"], feed["error"]) == (
        "feed",
        "Daily",
        2,
        "no",
    )
    assert feed["failing_since"] == f"{NOW:%Y-%m-%dT%H:%M:%S}.000Z"
    assert (feed["persistent"], feed["gone_since"], feed["gave_up"]) == (False, None, 1)
    assert failing == {
        "type": "trouble",
        "kind": "failing",
        "feed": "Daily",
        "url": world.site.url("/feed"),
        "since": f"{NOW:%Y-%m-%dT%H:%M:%S}.000Z",
        "why": "no",
        "remedy": WAIT,
        "next_try": None,
        "needs_person": False,
    }
    assert (lost_one["kind"], lost_one["since"], lost_one["needs_person"]) == (
        "given-up",
        f"{NOW - DAY:%Y-%m-%dT%H:%M:%S}.000Z",
        True,
    )
    assert lost_one["remedy"] == (
        "see them: scrape status --failed --feed 'Daily'; when the cause is mended: scrape retry"
        " --feed 'Daily'"
    )
    assert sums == {
        "type": "totals",
        "feeds": 2,
        "failing": 1,
        "posts": 0,
        "waiting": 0,
        "gave_up": 1,
        "gave_up_lately": 1,
        "stray": 0,
    }


def test_it_works_while_a_run_is_at_work_and_writes_nothing(world: World) -> None:
    remember(world, healthy(world), [lost("1")])
    folder = world.state.parent
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    world.ask("status")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    with run_lock(folder / "lock"):
        store = SqliteStore(world.state)
        asyncio.run(store.settle(lost("2")))
        assert "2 given up" in world.ask("status").out
        asyncio.run(store.close())


def test_what_strangers_wrote_can_not_move_the_cursor(world: World) -> None:
    evil = "Bad\x1b[2J\x07\nscrape: error: forged"
    bad = dataclasses.replace(
        lost("1"), entry=dataclasses.replace(entry("1", feed="Daily"), title=evil), reason=evil
    )
    remember(world, dataclasses.replace(healthy(world), failures=1, error=evil), [bad])
    for ran in (world.ask("status"), world.ask("status", "--failed")):
        assert "\x1b" not in ran.out
        assert "\x07" not in ran.out
        assert not any(line.startswith("scrape: error") for line in ran.out.splitlines())
    (told,) = world.ask("status", "--failed", "--json").objects
    assert told["title"] == evil


@pytest.mark.parametrize(
    ("damage", "status", "said"),
    [
        pytest.param(b"no database at all" * 300, 3, "move the file away", id="damaged"),
        pytest.param(None, 2, "no feed is named 'None'", id="no such feed"),
    ],
)
def test_trouble_is_one_line(world: World, damage: bytes | None, status: int, said: str) -> None:
    remember(world, healthy(world))
    if damage is not None:
        world.state.write_bytes(damage)
    ran = world.ask("status", *([] if damage is not None else ["--feed", "None"]))
    assert (ran.status, ran.out, ran.err.count("\n")) == (status, "", 1)
    assert said in ran.err


@pytest.mark.slow
def test_a_long_list_is_not_held_in_memory(world: World) -> None:
    text = "<p>" + "word " * 2_000
    many = [
        dataclasses.replace(each, entry=dataclasses.replace(each.entry, content_html=text))
        for each in (lost(f"{n:05}") for n in range(8_000))
    ]
    remember(world, healthy(world), many)
    del many
    assert world.state.stat().st_size > 60_000_000
    program = (  # not ru_maxrss, which starts with that of who started the process
        "import sys\nsys.argv = ['scrape', *sys.argv[1:]]\nfrom scraper.cli import main\n"
        "try:\n    main()\nfinally:\n"
        "    sys.stderr.write(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "status", "--failed", "--json", "-c", str(world.config)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert [json.loads(line)["url"][-5:] for line in lines] == [f"{n:05}" for n in range(8_000)]
    assert int(done.stderr) < 60_000, "KB"


FEED = Feed("f", "F", "https://a.example/feed", BUILT_IN["jekyll"])


def test_rows_are_made_of_what_is_known_without_asking_anybody() -> None:
    moved = FeedState(
        *("f", FEED.url), adopted_url="https://b.example/", failures=3, failing_since=NOW - DAY
    )
    counts = {
        "f": {Status.NEW: 1, Status.RETRY: 2, Status.GAVE_UP: 3},
        "old": {Status.GAVE_UP: 5},
    }
    (row,) = feed_standings([FEED], {"f": moved}, counts, NOW)
    assert row == FeedStanding(
        "F",
        "https://b.example/",
        failures=3,
        failing_since=NOW - DAY,
        persistent=True,
        waiting=3,
        gave_up=3,
    )
    assert (row.is_healthy, row.needs_a_person) == (False, True)
    sums = totals([row], counts, {"old": 1}, {"f": "F", "old": "old"}, posts=7)
    assert sums == Totals(1, 1, posts=7, waiting=3, gave_up=8, gave_up_lately=1, stray=5)


TROUBLES = (
    Trouble(
        TroubleKind.SILENT,
        "nothing new for 40 days, where 7 were the longest so far",
        "see whether the site goes on",
        "人民日报海外版每日新闻与评论",
        "https://a.example/feed",
        since=NOW - 400 * DAY,
    ),
    Trouble(
        TroubleKind.FAILING,
        "no \x1b[31manswer [bold]",
        WAIT,
        "Daily",
        "https://a.example/feed",
        since=NOW,
        next_try=NOW + DAY,
        needs_person=False,
    ),
    Trouble(TroubleKind.GONE, "HTTP 410 Gone", "take it out", "Old", since=NOW - DAY),
    Trouble(TroubleKind.SPACE, "the disk of /srv is nearly full", "make room"),
)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_the_table_fits_the_terminal(width: int) -> None:
    written = io.StringIO()
    print_table(TROUBLES, NOW, written, width=width)
    lines = written.getvalue().splitlines()
    assert {cell_len(line) for line in lines} == {width}
    words = " ".join(written.getvalue().split())
    for column in ("feed", "trouble", "what to do", "since"):
        assert column in lines[0] + lines[1]
    for said in ("Daily", "silent: ", "gone: ", "never", "[bold]", f"{NOW:%d %b}", "space: "):
        assert said in words
    assert "\x1b" not in words
    whole = "".join(line[:14].rstrip() for line in lines if line[:1] > "\u2e80")
    assert width > 100 or whole.startswith("人民日报海外版")


def test_on_a_terminal_it_is_a_table(world: World) -> None:
    remember(world, dataclasses.replace(healthy(world), gone_since=NOW, error="HTTP 410 Gone"))
    parent, child = pty.openpty()
    termios.tcsetwinsize(child, (40, 80))
    done = subprocess.run(
        [sys.executable, "-m", "scraper", "status", "-c", str(world.config)],
        stdout=child,
        stderr=subprocess.PIPE,
        env={**world.environ(), "TERM": "dumb"},
        check=False,
    )
    os.close(child)
    said = os.read(parent, 65_536).decode()
    os.close(parent)
    assert (done.returncode, done.stderr) == (1, b"")
    lines = said.splitlines()
    assert lines[-1].startswith("2 feeds (1 failing); ")
    assert max(map(cell_len, lines)) == 80
    assert "what to do" in said
    assert "gone: HTTP 410" in said


def test_secrets_that_only_cron_knows_are_not_needed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PAID_COOKIE", raising=False)
    world.configure(world.feed(cookie="${PAID_COOKIE}"))
    remember(world, FeedState("Daily", world.site.url("/feed")), [])
    assert world.ask("status").status == 0
    assert world.ask("report").status == 0

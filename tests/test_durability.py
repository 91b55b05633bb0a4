"""Power loss, broken state, a clock that went wrong: nothing lost, nothing twice, no traceback."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import sqlite3
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local_site import LocalSite
from scraper.archive import Archive
from scraper.config import load_config
from scraper.errors import FetchError, StoreError
from scraper.model import Durability, FeedState, RobotsText
from scraper.store.opening import open_state
from scraper.store.sqlite import SqliteStore
from small_web import HOST, START, SmallWorld
from stored import NOW, record
from world import LOREM, Item, World, page, rss

ELSEWHEN = "another boot of the machine\n"


@pytest.fixture
def small(tmp_path: Path) -> SmallWorld:
    return SmallWorld(tmp_path / "archive")


def item(number: int, *, dated: bool = True, title: str = "") -> Item:
    return Item(
        title=title or f"Story {number}",
        link=f"{HOST}/news/{number}",
        guid=f"id-{number}",
        published=START - timedelta(days=number) if dated else None,
        content=f"<p>Number {number}. {LOREM * 2}</p>",
    )


def show(small: SmallWorld, *items: Item) -> None:
    """The feed shows these, and each has a page."""
    small.web.answers[f"{HOST}/feed"] = rss(*items)
    for one in items:
        small.web.answers[one.link] = page(one.title, f"{one.title}. {LOREM}", LOREM, LOREM)


def addresses(*numbers: int) -> list[str]:
    return [f"{HOST}/news/{number}" for number in sorted(numbers)]


def mark(small: SmallWorld) -> Path:
    return small.state.with_name("state.sqlite3-open")


# ── power loss ───────────────────────────────────────────────────────────────────────────────


def test_a_post_is_on_the_disk_with_its_name_before_the_state_says_so(
    small: SmallWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, link, plan, saved = os.fsync, os.link, SqliteStore.plan, SqliteStore.saved

    def spy_fsync(descriptor: int) -> None:
        name = Path(f"/proc/self/fd/{descriptor}").readlink()
        done.append(f"fsync {name.parent.name if name.suffix else name.name}")
        fsync(descriptor)

    def spy_link(*paths: Path) -> None:
        done.append("link")
        link(*paths)

    async def spy_plan(self: SqliteStore, *rest: object) -> None:
        await plan(self, *rest)  # type: ignore[arg-type]
        done.append("planned")

    async def spy_saved(self: SqliteStore, *rest: object, **more: object) -> None:
        done.append("saved")
        await saved(self, *rest, **more)  # type: ignore[arg-type]

    if not Path("/proc/self/fd").exists():
        pytest.skip("asks Linux which file a descriptor is")
    monkeypatch.setattr(os, "fsync", spy_fsync)
    monkeypatch.setattr(os, "link", spy_link)
    monkeypatch.setattr(SqliteStore, "plan", spy_plan)
    monkeypatch.setattr(SqliteStore, "saved", spy_saved)
    show(small, item(1))
    small.run()
    steps = done[done.index("planned") :]
    assert [step for step in steps if step not in ("fsync archive", "fsync _posts")] == [
        "planned",
        "fsync tmp",
        "link",
        "fsync 2026",
        "saved",
    ]


def test_the_name_of_a_killed_runs_post_is_put_on_the_disk_before_the_state_says_so(
    small: SmallWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(small, item(1))
    saved = SqliteStore.saved
    monkeypatch.setattr(SqliteStore, "saved", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        small.run()
    done: list[str] = []
    monkeypatch.setattr("scraper.archive.sync_folder", lambda folder: done.append(folder.name))

    async def spy_saved(self: SqliteStore, *rest: object, **more: object) -> None:
        done.append("saved")
        await saved(self, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(SqliteStore, "saved", spy_saved)
    small.run()
    assert done == ["_posts", "archive", "2026", "saved"]
    assert small.web.asked[f"{HOST}/news/1"] == 1


@pytest.mark.parametrize("found", ["another boot", "the same boot"])
def test_after_a_power_cut_what_the_state_lost_is_read_from_the_archive(
    small: SmallWorld, found: str
) -> None:
    """A state of before, posts of after: the newest commits were never on the disk."""
    show(small, item(1))
    small.run()
    old = small.state.read_bytes()
    show(small, item(1), item(2), item(3, dated=False))
    small.run()
    small.state.write_bytes(old)
    mark(small).write_text(ELSEWHEN)
    (moved,) = small.root.rglob("*Story-2.md")
    moved.rename(small.root / "_posts" / "kept.md")
    before = small.posts()
    if found == "the same boot":  # no power was lost, so the archive is not read: this shows why
        mark(small).write_text(Path("/proc/sys/kernel/random/boot_id").read_text())

    small.now += timedelta(days=1)
    small.run()

    if found == "another boot":
        assert small.posts() == before
        assert small.web.asked[f"{HOST}/news/3"] == 1
    else:
        assert len(small.posts()) > len(before)
    assert not mark(small).exists()


def test_a_killed_run_costs_neither_a_look_at_every_page_nor_at_every_post(
    small: SmallWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(small, item(1))
    small.run()
    store, _ = open_state(small.state, small.now)
    store.abandon()
    assert mark(small).exists()
    monkeypatch.setattr(SqliteStore, "check", lambda self: pytest.fail("every page was read"))
    monkeypatch.setattr(Archive, "scan", lambda self: pytest.fail("every post was read"))
    show(small, item(1), item(2))
    small.run()
    assert small.articles() == addresses(1, 2)


def test_a_state_that_cannot_be_marked_is_an_error_of_ours(small: SmallWorld) -> None:
    show(small, item(1))
    small.run()
    for damaged in (False, True):
        mark(small).unlink(missing_ok=True)
        mark(small).mkdir()
        if damaged:
            small.state.write_bytes(b"no database" * 100)
        with pytest.raises(StoreError, match="can't write"):
            open_state(small.state, small.now)
        mark(small).rmdir()
    small.run()
    assert small.articles() == addresses(1)


def test_a_page_that_the_power_cut_broke_is_found_before_the_run(small: SmallWorld) -> None:
    show(small, *[item(number) for number in range(1, 9)])
    small.run()
    scribble_over(small.state, "articles")
    mark(small).write_text(ELSEWHEN)
    before = small.posts()
    _, warning = small.run()
    assert warning is not None
    assert "set aside" in warning
    assert small.posts() == before


def test_new_entries_are_on_the_disk_at_once_whatever_the_durability(tmp_path: Path) -> None:
    """A feed may not show them again; all else can be had from it and the archive."""
    for durability in Durability:
        store, _ = open_state(tmp_path / durability / "state.sqlite3", NOW, durability)
        said: list[str] = []
        store._db.set_trace_callback(said.append)
        asyncio.run(store.admit(FeedState("f", "u"), [record("1")]))
        levels = [line for line in said if line.startswith(("PRAGMA", "BEGIN", "COMMIT"))]
        around = ["PRAGMA synchronous=FULL", "BEGIN IMMEDIATE", "COMMIT"]
        if durability is Durability.NORMAL:
            assert levels == [*around, "PRAGMA synchronous=NORMAL"]
        else:
            assert levels == around[1:]
        (level,) = store._db.execute("PRAGMA synchronous").fetchone()
        assert level == {Durability.NORMAL: 1, Durability.FULL: 2}[durability]
        asyncio.run(store.close())


def test_the_durability_of_the_config_is_that_of_the_run(tmp_path: Path) -> None:
    with LocalSite() as site:
        world = World(tmp_path, site)
        site.reply("/feed", rss())
        for written, level in (({}, 1), ({"durability": "full"}, 2)):
            world.configure(world.feed(), **written)
            assert load_config(world.config, environ={}).durability == written.get(
                "durability", "normal"
            )
            running = world.start(
                before="import sys\nfrom scraper.store.sqlite import SqliteStore\n"
                "real = SqliteStore.close\n"
                "async def close(self):\n"
                "    level = self._db.execute('PRAGMA synchronous').fetchone()\n"
                "    print('level', *level, file=sys.stderr)\n"
                "    await real(self)\n"
                "SqliteStore.close = close"
            )
            _, err = running.communicate(timeout=30)
            assert f"level {level}\n" in err


# ── a broken state ───────────────────────────────────────────────────────────────────────────


def scribble_over(state: Path, table: str) -> None:
    """Breaks the first page of a table, and nothing of the header or the schema."""
    db = sqlite3.connect(state)
    (root,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    (size,) = db.execute("PRAGMA page_size").fetchone()
    db.close()
    data = bytearray(state.read_bytes())
    data[(root - 1) * size : root * size] = b"\xa5" * size
    state.write_bytes(data)


@pytest.mark.parametrize("table", ["entries", "articles", "feeds"])
def test_damage_met_in_the_middle_ends_the_run_and_the_next_one_rebuilds(
    tmp_path: Path, table: str
) -> None:
    with LocalSite() as site:
        world = World(tmp_path, site)
        world.configure(world.feed(**{"from": "feed"}))
        site.reply("/feed", rss(*[item(number) for number in range(1, 20)]), times=1)
        site.reply("/feed", rss(*[item(number) for number in range(1, 21)]))
        assert world.scrape().status == 0
        before = world.snapshot()
        scribble_over(world.state, table)

        broken = world.scrape()

        assert (broken.status, broken.out) == (3, "")
        assert broken.err.count("\n") == 1
        assert "malformed" in broken.err
        again = world.scrape()
        assert again.status == 0
        assert "set aside as state.sqlite3.corrupt-" in again.err
        assert len(again.paths) == 1
        assert {path: world.snapshot()[path] for path in before} == before
        assert "set aside" not in world.scrape().err


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    """Five posts and an entry that waits, all in a state that was closed."""
    small = SmallWorld(tmp_path_factory.mktemp("whole") / "archive", from_feed=True)
    small.web.answers[f"{HOST}/feed"] = rss(*[item(number) for number in range(1, 6)])
    small.run()
    return small


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE entries SET payload = x'7b2266ff7d'", id="no UTF-8 in an entry"),
        pytest.param("UPDATE feeds SET state = x'7b2266ff7d'", id="no UTF-8 in a feed"),
        pytest.param("UPDATE feeds SET state = 'text'", id="a text for a feed"),
        pytest.param("UPDATE entries SET status = 'savee'", id="a status that is none"),
        pytest.param("UPDATE entries SET first_seen = 1 << 60", id="a year far off"),
        pytest.param("UPDATE entries SET first_seen = 'now'", id="a text for a time"),
        pytest.param("UPDATE articles SET path = x'ff'", id="bytes for a path"),
        pytest.param("UPDATE articles SET title = CAST(x'ff' AS TEXT)", id="no UTF-8 in a title"),
        pytest.param("DROP TABLE silences", id="no such table"),
        pytest.param("PRAGMA user_version = -1", id="a version below none"),
    ],
)
def test_a_row_that_no_program_wrote_is_damage(tmp_path: Path, statement: str) -> None:
    small = SmallWorld(tmp_path / "archive", from_feed=True)
    small.web.answers[f"{HOST}/feed"] = rss(item(1), item(2))
    small.run()
    with sqlite3.connect(small.state) as db:
        db.execute(statement)
    db.close()
    before = small.posts()
    small.web.answers[f"{HOST}/feed"] = rss(item(1), item(2), item(3))
    warnings: list[str | None] = []
    for _ in range(2):
        with contextlib.suppress(StoreError):
            warnings.append(small.run()[1])
    assert "set aside" in str(warnings)
    after = small.posts()
    assert {path: after[path] for path in before} == before
    assert small.articles() == addresses(1, 2, 3)


def test_a_schema_that_is_no_text_is_damage(small: SmallWorld) -> None:
    """SQLite's complaint cites it, and is then no text either."""
    show(small, item(1))
    small.run()
    data = small.state.read_bytes()
    assert b"(host TEXT PRIMARY KEY" in data
    small.state.write_bytes(data.replace(b"(host TEXT PRIMARY KEY", b"(host TEXT PRIMARY K\xc5Y"))
    before = small.posts()
    _, warning = small.run()
    assert warning is not None
    assert "set aside" in warning
    assert small.posts() == before


damages = st.one_of(
    st.tuples(st.just("flip"), st.integers(1, 40), st.randoms(use_true_random=False)),
    st.tuples(st.just("header"), st.integers(1, 3), st.randoms(use_true_random=False)),
    st.tuples(st.just("cut"), st.integers(0, 100), st.randoms(use_true_random=False)),
    st.tuples(st.just("zeros"), st.integers(1, 4), st.randoms(use_true_random=False)),
)


def damage(data: bytearray, how: tuple[str, int, random.Random]) -> bytes:
    kind, amount, chance = how
    used = [at for at, byte in enumerate(data) if byte]
    if kind == "cut":
        return bytes(data[: len(data) * amount // 100])
    for _ in range(amount):
        if kind == "zeros":
            at = chance.randrange(len(data) // 512) * 512
            data[at : at + 512] = bytes(512)
        else:
            # Most of a small state is empty.
            at = chance.choice(range(100) if kind == "header" else used)
            data[at] ^= 1 << chance.randrange(8)
    return bytes(data)


@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(how=damages)
def test_whatever_breaks_in_the_state_no_traceback_and_nothing_twice(
    whole: SmallWorld, how: tuple[str, int, random.Random]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        small = SmallWorld(Path(folder) / "archive", from_feed=True)
        shutil.copytree(whole.root, small.root)
        small.state.write_bytes(damage(bytearray(small.state.read_bytes()), how))
        before = small.posts()
        small.web.answers[f"{HOST}/feed"] = rss(*[item(number) for number in range(1, 7)])
        small.now += timedelta(days=1)
        stopped: list[StoreError] = []
        for _ in range(3):
            try:
                small.run()
            except StoreError as error:
                stopped.append(error)
        if any("newer program" in str(error) for error in stopped):
            return  # a person is told what to do
        assert len(stopped) <= 1, stopped
        after = small.posts()
        assert {path: after[path] for path in before} == before
        assert small.articles() == addresses(*range(1, 7))


# ── a clock that went wrong ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ahead", [timedelta(days=3650), timedelta(days=9), timedelta(hours=20)])
def test_a_clock_that_jumped_back_silences_nothing_for_long(
    small: SmallWorld, ahead: timedelta
) -> None:
    """What a run of the future left is no plan for today."""
    show(small, item(1), item(2))
    outage = FetchError(f"{HOST}/news/2", "HTTP 503", phase="status", retry=timedelta())
    small.web.answers[f"{HOST}/news/2"] = outage
    small.now = START + ahead
    small.run()
    store, _ = open_state(small.state, small.now)
    asyncio.run(store.keep_silence("news.example.org", small.now + timedelta(hours=23)))
    asyncio.run(store.keep_robots(RobotsText(HOST, 503, "", small.now)))
    asyncio.run(store.close())
    assert small.articles() == addresses(1)

    show(small, item(1), item(2), item(3))
    small.now = START
    small.run()
    if ahead < timedelta(days=3):  # as long as any wait may last: it ends by itself
        small.now = START + timedelta(days=3)
        small.run()

    assert small.articles() == addresses(1, 2, 3)


def test_a_feed_planned_for_years_ahead_is_polled(small: SmallWorld) -> None:
    """By a clock that was wrong only while the plan was made, or by a bit that fell over."""
    show(small, item(1))
    small.run()
    store, _ = open_state(small.state, small.now)
    state = FeedState("Daily", f"{HOST}/feed", due_at=START + timedelta(days=3650), last_poll=START)
    asyncio.run(store.admit(state, ()))
    asyncio.run(store.close())
    show(small, item(1), item(2))
    small.now += timedelta(hours=1)
    small.run()
    assert small.articles() == addresses(1, 2)

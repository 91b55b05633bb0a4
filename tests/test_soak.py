"""The soak on a small world, and that its account finds what is lost, twice, half or left over."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.soak.__main__ import Soak, main
from checks.soak.account import account
from checks.soak.plan import Fault, Plan

PLAN = Plan(seed=3, feeds=8, polls=3, faults=0.4, fresh=0.5)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="wants all of 127.0.0.0/8")


@pytest.fixture(scope="module")
def soak(tmp_path_factory: pytest.TempPathFactory) -> Soak:
    made = Soak(PLAN, tmp_path_factory.mktemp("soak") / "archive")
    asyncio.run(made.polls())
    return made


def test_a_small_world_with_many_faults_comes_out_whole(soak: Soak) -> None:
    found = account(PLAN, soak.root, soak.shown)
    assert found.wrong == ()
    assert found.posts >= PLAN.feeds
    assert soak.server.faults.total() > 5
    assert "entries shown" in soak.summary(found)


def some_post(root: Path) -> Path:
    return sorted(root.rglob("*.md"))[0]


def unlink(root: Path) -> None:
    some_post(root).unlink()


def copy(root: Path) -> None:
    shutil.copy(some_post(root), root / "copy.md")


def cut(root: Path) -> None:
    post = some_post(root)
    post.write_text(post.read_text()[:-60])


def litter(root: Path) -> None:
    (root / ".scrape/tmp/1-a.md").write_text("half a po")


def forget(root: Path) -> None:
    with sqlite3.connect(root / ".scrape/state.sqlite3") as db:
        db.execute("DELETE FROM entries WHERE key = '0-0'")
    db.close()


def reopen(root: Path) -> None:
    with sqlite3.connect(root / ".scrape/state.sqlite3") as db:
        db.execute("UPDATE entries SET status = 'new' WHERE key = '0-0'")
    db.close()


def give_up(root: Path) -> None:
    with sqlite3.connect(root / ".scrape/state.sqlite3") as db:
        db.execute("UPDATE entries SET status = 'gave-up', reason = NULL WHERE key = '0-0'")
    db.close()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (unlink, "there is no post"),
        (copy, "twice: "),
        (cut, "half: "),
        (litter, "litter: "),
        (forget, "is in no state"),
        (reopen, "left over: "),
        (give_up, "no reason: "),
    ],
)
def test_the_account_finds(
    soak: Soak, tmp_path: Path, harm: Callable[[Path], None], said: str
) -> None:
    root = tmp_path / "archive"
    shutil.copytree(soak.root, root)
    harm(root)
    assert any(said in line for line in account(PLAN, root, soak.shown).wrong)


def test_the_plan_is_the_same_in_every_process_and_has_faults_of_every_kind() -> None:
    plan = Plan()
    paths = [f"127.0.1.{n} /f/{n}" for n in range(500)]
    met = [fault for path in paths for poll in range(20) if (fault := plan.fault(path, poll))]
    assert set(met) == set(Fault)
    assert 400 < len(met) < 600
    assert plan.fault(paths[0], plan.polls) is None
    assert [entry.guid for entry in plan.shown(7, 19)] == ["7-12", "7-7", "7-1", "7-0"]


def test_wrong_usage_is_said() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--feeds", "many"])
    assert ended.value.code == 2

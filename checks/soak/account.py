"""The account: each entry that was shown is one post, or waits, or was given up, with a reason."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from checks.soak.plan import Entry, Plan, last_words
from scraper.archive import STATE_FOLDER, Archive
from scraper.model import EntryRecord, Status
from scraper.store.sqlite import SqliteStore

Shown = Mapping[tuple[int, str], Entry]  # by feed and guid


@dataclass(frozen=True, slots=True)
class Account:
    """`wrong` is empty if all is in order."""

    posts: int
    waiting: int
    gave_up: int
    wrong: tuple[str, ...]


def account(plan: Plan, root: Path, shown: Shown) -> Account:
    """Compares the archive and the state with what was shown."""
    wrong: list[str] = []
    posts = _posts(root, wrong)
    records = asyncio.run(_records(root, shown))
    counts: Counter[Status] = Counter()
    for (feed, guid), entry in shown.items():
        record = records.get((feed, guid))
        name = f"feed {feed}, entry {guid}"
        if record is None:
            wrong.append(f"lost: {name} is in no state")
            continue
        counts[record.status] += 1
        address = _address(plan, entry)
        match record.status:
            case Status.SAVED:
                if address not in posts:
                    wrong.append(f"lost: {name} counts as saved, and there is no post")
            case Status.RETRY | Status.GAVE_UP:
                if not record.reason:
                    wrong.append(f"no reason: {name}, {record.status}")
                if record.status is Status.GAVE_UP and not plan.is_gone(entry.article):
                    wrong.append(f"given up without need: {name}: {record.reason}")
            case _:
                wrong.append(f"left over: {name} is {record.status}")
    # What a run took in before it was stopped counts as well, though nobody is owed it.
    ever = {_address(plan, one) for feed in range(plan.feeds) for one in plan.ever(feed)}
    wrong += [f"nobody showed it: {posts[extra]}" for extra in sorted(posts.keys() - ever)]
    wrong += [f"litter: {file}" for file in _litter(root)]
    return Account(
        posts=len(posts),
        waiting=counts[Status.RETRY],
        gave_up=counts[Status.GAVE_UP],
        wrong=tuple(wrong),
    )


def _address(plan: Plan, entry: Entry) -> str:
    return f"{plan.host(entry.article[0])} {entry.link.partition('?')[0]}"


def _posts(root: Path, wrong: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for path, peek in Archive(root).scan():
        host, _, rest = peek.url.removeprefix("http://").partition("/")
        address = f"{host.partition(':')[0]} /{rest}"
        if address in found:
            wrong.append(f"twice: {found[address]} and {path}")
        found[address] = path
        feed, number = (int(part) for part in rest.split("/")[1:])
        if last_words((feed, number)) not in (root / path).read_text(encoding="utf-8"):
            wrong.append(f"half: {path}")
    return found


async def _records(root: Path, shown: Shown) -> dict[tuple[int, str], EntryRecord]:
    store = SqliteStore.read_copy(root / STATE_FOLDER / "state.sqlite3")
    found: dict[tuple[int, str], EntryRecord] = {}
    try:
        for feed in sorted({feed for feed, _ in shown}):
            keys = [guid for number, guid in shown if number == feed]
            known = await store.known(f"Feed {feed}", keys)
            found |= {(feed, key): record for key, record in known.items()}
    finally:
        await store.close()
    return found


def _litter(root: Path) -> Iterable[str]:
    known = {"state.sqlite3", "lock", ".gitignore"}
    for file in sorted(root.rglob("*")):
        is_own = file.suffix == ".md" or file.name in known
        if file.is_file() and (file.parent.name == "tmp" or not is_own):
            yield file.relative_to(root).as_posix()

"""`scrape check --live`: what the filters would do with what the feeds show now."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scraper.archive import Archive
from scraper.commands.asking import now
from scraper.commands.exits import EXIT_NO_FEED, EXIT_OK
from scraper.commands.running import console_for
from scraper.console.words import print_line, print_object, shown
from scraper.fetch import Fetcher
from scraper.fetch.proxies import proxies_of
from scraper.model import Feed
from scraper.pipeline import Tools
from scraper.pipeline.preview import Preview, Previewed, preview
from scraper.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from scraper.config import Config

_AT_ONCE = 8  # feeds; the gates hold each host to its own limit
_WORDS = {True: "kept", False: "dropped", None: "undecided"}


def check_live(config: Config, feeds: Sequence[Feed], *, pages: int, as_json: bool) -> int:
    """Prints a line an entry, then one a feed; the exit status. Writes no file."""
    if not feeds:
        print_line("scrape: no feed that is enabled has filters (docs/feeds.md)", sys.stderr)
        return EXIT_OK
    return asyncio.run(_check(config, feeds, pages, as_json=as_json))


async def _check(config: Config, feeds: Sequence[Feed], pages: int, *, as_json: bool) -> int:
    fetcher = Fetcher(config.network, config.user_agent, clock=now, proxies=proxies_of(os.environ))
    store = SqliteStore(":memory:")  # robots.txt and silences of this run alone
    status = EXIT_OK
    async with fetcher:
        tools = Tools(
            fetch=fetcher,
            store=store,
            archive=Archive(config.archive),
            reporter=console_for(config, as_json=False, quiet=True, verbose=0, no_progress=True),
            clock=now,
            agent_token=config.user_agent.partition("/")[0],
            rules=config.sites,
        )
        turn = asyncio.Semaphore(_AT_ONCE)

        async def one(feed: Feed) -> Preview:
            async with turn:
                return await preview(feed, tools, pages)

        try:
            async with asyncio.TaskGroup() as group:
                for task in [group.create_task(one(feed)) for feed in feeds]:
                    found = await task
                    (_objects if as_json else _lines)(found)
                    status = EXIT_NO_FEED if found.error is not None else status
        finally:
            await store.close()
    return status


def _lines(found: Preview) -> None:
    name = shown(found.feed.name)
    if found.error is not None:
        where = shown(found.feed.url)
        print_line(f"{name}: can't be had: {shown(found.error)} ({where})", sys.stdout)
        return
    for one in found.entries:
        title = shown(one.entry.title) or "(no title)"
        what = f"{_WORDS[one.verdict.kept]}: {title} <{shown(one.entry.url)}>"
        print_line(f"{name}: {what}{_why(one)}", sys.stdout)
    for rule in found.unmatched:
        print_line(f"{name}: matched nothing: {shown(rule)}", sys.stdout)
    counts = Counter(one.verdict.kept for one in found.entries)
    parts = [f"{counts[kept]} {word}" for kept, word in _WORDS.items() if counts[kept]]
    entries = "1 entry" if len(found.entries) == 1 else f"{len(found.entries)} entries"
    told = f"{entries}: {', '.join(parts)}" if parts else entries
    print_line(f"{name}: {told}{'' if found.feed.filters else ' (no filters)'}", sys.stdout)


def _why(one: Previewed) -> str:
    if one.verdict.kept is None:
        until = f"its page can't be had: {one.error}" if one.error else "until its page is read"
        return f"; {shown(until)}: {shown(one.verdict.why)}"
    read = "; by its page" if one.page else ""
    return f"; {shown(one.verdict.why)}{read}" if one.verdict.why else read


def _objects(found: Preview) -> None:
    for one in found.entries:
        print_object({
            "type": "verdict",
            "feed": found.feed.name,
            "title": one.entry.title,
            "url": one.entry.url,
            "verdict": _WORDS[one.verdict.kept],
            "why": one.verdict.why or None,
            "page": one.page,
            "error": one.error,
        })  # fmt: skip
    counts = Counter(one.verdict.kept for one in found.entries)
    print_object({
        "type": "filters",
        "feed": found.feed.name,
        "url": found.feed.url,
        "entries": len(found.entries),
        **{word: counts[kept] for kept, word in _WORDS.items()},
        "unmatched": list(found.unmatched),
        "error": found.error,
    })  # fmt: skip

"""Every preset, run for real: the state deleted, nothing is written twice."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from checks.site.presets import DOCUMENT, every_preset
from local_site import LocalSite
from scraper.presets import BUILT_IN
from world import LOREM, Item, World, at, rss

TITLES = ('A "lock": #1 [video]', "<% x %> {{ y }} | 100%% ^z", "港口：新闸", "---", "[AFP] 1984")


def own_presets() -> dict[str, Any]:
    """The presets of docs/presets.md, as they are written there."""
    found: dict[str, Any] = {}
    for block in DOCUMENT.read_text("utf-8").split("<!-- config -->\n```yaml\n")[1:]:
        found |= yaml.safe_load(block.partition("```")[0])["presets"]
    return found


def stories(site: LocalSite, name: str) -> list[Item]:
    """Five with odd titles; one without a date; three of one address, a second apart."""
    items = [
        Item(title=title, link=site.url(f"/{name}/{n}"), guid=f"{name}-{n}",
             published=at(f"2026-10-0{n + 1}T12:00:0{n}"), content=f"<p>{title}. {LOREM * 3}</p>")
        for n, title in enumerate(TITLES)
    ]  # fmt: skip
    undated = Item(
        title="Undated", link=site.url(f"/{name}/undated"), content=f"<p>{LOREM * 3}</p>"
    )
    parts = [
        Item(title="Ticker", link=site.url(f"/{name}/live") + f"#v{n}", guid=f"{name}-v{n}",
             published=at(f"2026-10-01T08:00:0{n}"), content=f"<p>Part {n}. {LOREM * 3}</p>")
        for n in (1, 2, 3)
    ]  # fmt: skip
    return [*items, undated, *parts]


@pytest.fixture
def world(tmp_path: Path, site: LocalSite) -> World:
    """A feed for each preset, in one archive."""
    world = World(tmp_path, site)
    presets = [*BUILT_IN, *own_presets()]
    for name in presets:
        site.reply(f"/{name}", rss(*stories(site, name)))
    feeds = [world.feed(name, f"/{name}", preset=name, **{"from": "feed"}) for name in presets]
    world.configure(*feeds, presets=own_presets())
    return world


@pytest.fixture
def site() -> Any:
    with LocalSite() as site:
        yield site


def rewritten(text: str) -> str:
    """A post as another program leaves it: YAML with its own quotes, folds, lists and order."""
    _, front, body = text.split("---\n", 2)
    read = yaml.load(front, yaml.BaseLoader)
    return f"---\n{yaml.safe_dump(read, allow_unicode=True, width=40)}---\n{body}"


def test_a_lost_state_is_rebuilt_from_the_posts_of_every_preset(world: World) -> None:
    """As they were written, and as Obsidian or another program rewrote them."""
    presets = every_preset()
    written = world.scrape()
    assert len(written.paths) == 9 * len(presets), written.err
    for change in (lambda text: text, rewritten):
        for path, text in world.posts().items():
            (world.archive / path).write_text(change(text), "utf-8")
        before = world.snapshot()
        shutil.rmtree(world.archive / ".scrape")

        again = world.scrape()

        assert (again.out, again.status) == ("", 0)
        assert world.snapshot() == before
    assert len(before) == 9 * len(presets)


DIE = """
import os
from scraper.store.sqlite import SqliteStore
async def die(*given, **more): os._exit(9)
SqliteStore.saved = die
"""


def test_a_post_of_a_killed_run_is_known_by_its_second(tmp_path: Path, site: LocalSite) -> None:
    """Obsidian's dates have no parts of a second; those of entries that share an address may."""
    world = World(tmp_path, site)
    entries = "".join(
        f"<entry><id>v{n}</id><title>Ticker</title><link href='{site.url('/live')}#v{n}'/>"
        f"<published>2026-10-01T08:00:0{n}.987Z</published>"
        f"<content type='html'>&lt;p>Part {n}. {LOREM * 3}&lt;/p></content></entry>"
        for n in (1, 2)
    )
    site.reply(
        "/feed", f'<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>{entries}</feed>'
    )
    world.configure(world.feed(preset="obsidian", **{"from": "feed"}))
    killed = world.start(before=DIE)
    assert (killed.wait(60), len(world.posts())) == (9, 1)
    killed.communicate()

    world.scrape()

    dates = [yaml.safe_load(text.split("---\n")[1])["date"] for text in world.posts().values()]
    assert sorted(date.isoformat() for date in dates) == [
        *("2026-10-01T08:00:01", "2026-10-01T08:00:02")
    ]

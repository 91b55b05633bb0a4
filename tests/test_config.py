"""The configuration: what is taken, what is refused and in which words, what is generated."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import inspect

from scraper import __version__
from scraper.config import Config, load_config
from scraper.config.definition import ConfigKeys, Extra, Form
from scraper.config.feed_keys import FeedKeys
from scraper.config.nodes import nodes_of
from scraper.config.reading import Problems, Reader
from scraper.config.reference import FEEDS_SCHEMA, SITES_SCHEMA, documents
from scraper.config.words import unwrap
from scraper.errors import ConfigError
from scraper.model import AuthorFrom, BodyFrom, FirstRun, Network, Picker, SiteRule
from scraper.presets import BUILT_IN

ROOT = Path(__file__).parent.parent
FEED = "feeds:\n  - name: A\n    url: https://example.org/a.xml\n"


@pytest.fixture
def load(tmp_path: Path) -> Any:
    def load(text: str | bytes, **environ: str) -> Config:
        path = tmp_path / "feeds.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_config(path, environ=environ)

    return load


def in_feed(keys: str) -> str:
    return FEED + "".join(f"    {line}\n" for line in keys.split("\n"))


def feed_of(load: Any, keys: str, **environ: str) -> Any:
    return load(in_feed(keys), **environ).feeds[0]


def problem(load: Any, text: str | bytes, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(text, **environ)
    return str(caught.value)


# ── a file as it would be ──


def test_a_text_is_read_in_a_files_place_with_feeds_more(tmp_path: Path) -> None:
    path = tmp_path / "config" / "feeds.yaml"
    more = [FeedKeys(name="B", url="https://example.org/b.xml")]
    text = "\ufeffdefaults: {preset: hugo}\n" + FEED
    config = load_config(path, environ={}, text=text, also=more)
    assert [(feed.name, feed.preset.name) for feed in config.feeds] == [
        ("A", "hugo"),
        ("B", "hugo"),
    ]
    assert config.archive == tmp_path / "archive"
    assert list(tmp_path.iterdir()) == []

    more = [FeedKeys(name="a", url="https://example.org/b.xml")]
    with pytest.raises(ConfigError, match=r"feeds\[1\]\.name: 'a' is the name of feeds\[0\] too"):
        load_config(path, environ={}, text=text, also=more)


# ── what is taken ────────────────────────────────────────────────────────────────────────────


def test_the_smallest_file_says_all_by_its_defaults(load: Any, tmp_path: Path) -> None:
    config = load(FEED)
    (feed,) = config.feeds
    assert (feed.id, feed.name, feed.url) == ("A", "A", "https://example.org/a.xml")
    assert feed.tags == feed.categories == ("A",)
    assert feed.preset == BUILT_IN["jekyll"]
    assert feed.headers == ()
    assert config.path == tmp_path / "feeds.yaml"
    assert config.archive == tmp_path / "archive"
    assert config.state == tmp_path / "archive/.scrape/state.sqlite3"
    assert config.network == Network()
    assert config.user_agent == f"scraper/{__version__}"
    assert config.sites == ()


def test_every_documented_default_is_the_one_that_holds(load: Any) -> None:
    """Written out, the defaults change nothing."""

    def said(struct: Any) -> dict[str, Any]:
        fields = inspect.type_info(struct).fields  # type: ignore[attr-defined]
        schemas = {f.encode_name: getattr(f.type, "extra_json_schema", None) for f in fields}
        return {k: s["default"] for k, s in schemas.items() if s and "default" in s}

    from scraper.config.definition import NetworkKeys, PresetKeys, UserAgentKeys
    from scraper.config.feed_keys import FeedKeys, HistoryKeys

    own = {"name": "A", "url": "https://example.org/a.xml", "history": {}}
    plain = {"feeds": [own | {"preset": "mine"}], "presets": {"mine": {}}}
    written = said(ConfigKeys) | {
        "feeds": [said(FeedKeys) | own | {"preset": "mine", "history": said(HistoryKeys)}],
        "presets": {"mine": said(PresetKeys)},
        "network": said(NetworkKeys),
        "user_agent": said(UserAgentKeys),
    }
    assert said(FeedKeys)["preset"] == "jekyll"
    assert len(written["network"]) == len(NetworkKeys.__struct_fields__)
    assert load(yaml.safe_dump(written)) == load(yaml.safe_dump(plain))


def test_every_documented_example_is_taken() -> None:
    def examples(wanted: inspect.Type, key: str) -> list[tuple[str, inspect.Type, Any]]:
        found = []
        if isinstance(wanted, inspect.Metadata):
            found = [(key, wanted, e) for e in (wanted.extra_json_schema or {}).get("examples", ())]
        bare = unwrap(wanted)[0]
        inner: list[inspect.Type] = list(getattr(bare, "types", ()))
        inner += [
            getattr(bare, name) for name in ("item_type", "value_type") if hasattr(bare, name)
        ]
        for part in inner:
            found += examples(part, key)
        for field in getattr(bare, "fields", ()):
            found += examples(field.type, f"{key}.{field.encode_name}")
        return found

    all_of_them = examples(inspect.type_info(ConfigKeys), "")
    assert len(all_of_them) > 40
    for key, wanted, example in all_of_them:
        problems = Problems("example")
        node = nodes_of(yaml.safe_dump(example), "example")
        assert node is not None
        Reader(problems).read(node, wanted, key)
        problems.stop()


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("Yes", id="a word that YAML takes for true"),
        pytest.param("1984", id="a number"),
        pytest.param("2021-11-20", id="a date"),
        pytest.param("1:30", id="a sexagesimal number"),
        pytest.param("010", id="an octal number"),
        pytest.param("1e3", id="a float"),
        pytest.param("=", id="the value sign"),
    ],
)
def test_a_text_is_what_was_written(load: Any, written: str) -> None:
    text = f"feeds:\n  - name: {written}\n    url: https://example.org/a.xml\n    tags: [{written}]"
    (feed,) = load(text).feeds
    assert (feed.name, feed.tags) == (written, (written,))


def test_a_feeds_own_value_replaces_the_default(load: Any) -> None:
    config = load(
        "defaults: {tags: [x, y], author: Desk, poll_every: 2h, first_run: {max_entries: 3}}\n"
        + in_feed("tags: [z]\nauthor: ~\nfirst_run: {since: 7d}")
        + "  - {name: B, url: https://example.org/b.xml}\n"
    )
    own, other = config.feeds
    assert (own.tags, own.author, own.poll_every) == (("z",), None, timedelta(hours=2))
    assert own.first_run == FirstRun(since=timedelta(days=7))
    assert (other.tags, other.author) == (("x", "y"), "Desk")
    assert other.first_run == FirstRun(max_entries=3)


def test_every_feed_key_arrives(load: Any) -> None:
    feed = feed_of(
        load,
        "categories: []\nauthor: Desk\nauthor_from: feed\npreset: seed\ntimezone: Asia/Shanghai\n"
        "timezone_override: Asia/Singapore\npoll_every: 1h30m\nenabled: no\nfrom: feed\n"
        'robots: {ignore: "we run it"}\nfirst_run: {max_entries: 0}',
    )
    assert feed.categories == ()
    assert (feed.author, feed.author_from) == ("Desk", AuthorFrom.FEED)
    assert feed.preset == BUILT_IN["seed"]
    assert (feed.timezone, feed.timezone_override) == ("Asia/Shanghai", "Asia/Singapore")
    assert feed.poll_every == timedelta(minutes=90)
    assert (feed.enabled, feed.robots) == (False, False)
    assert feed.body_from is BodyFrom.FEED
    assert feed.first_run.max_entries == 0


@pytest.mark.parametrize(
    ("written", "start"),
    [
        pytest.param("30d", timedelta(days=30), id="an age"),
        pytest.param("2024-07-01", datetime(2024, 6, 30, 22, tzinfo=UTC), id="a day of the zone"),
        pytest.param("2024-07-01T08:00:00Z", datetime(2024, 7, 1, 8, tzinfo=UTC), id="an instant"),
    ],
)
def test_a_first_run_starts(load: Any, written: str, start: object) -> None:
    config = load("timezone: Europe/Berlin\n" + in_feed(f"first_run: {{since: {written}}}"))
    assert config.feeds[0].first_run.since == start


def test_the_configured_zone_names_the_day_in_every_preset(load: Any) -> None:
    config = load("timezone: Asia/Tokyo\npresets: {own: {base: hugo}}\n" + in_feed("preset: own"))
    assert config.timezone == "Asia/Tokyo"
    assert config.feeds[0].preset.zone == "Asia/Tokyo"
    assert load("timezone: Asia/Tokyo\n" + FEED).feeds[0].preset.zone == "Asia/Tokyo"


def test_an_own_preset_is_its_base_with_changes(load: Any) -> None:
    text = (
        "presets:\n  vault:\n    base: obsidian\n    path: '{feed}/{title}.md'\n"
        "    comment: false\n    heading: false\n    body: html\n    extra: [image, lang, image]\n"
    )
    preset = load(text + in_feed("preset: vault")).feeds[0].preset
    assert preset == dataclasses.replace(
        BUILT_IN["obsidian"],
        name="vault",
        path="{feed}/{title}.md",
        comment=False,
        heading=False,
        body="html",
        extra=("image", "lang"),
    )


def test_the_network_is_configured(load: Any) -> None:
    network = load(
        "network: {connect_timeout: 5s, total_timeout: 2m, feed_max_bytes: 1MiB, pause: 0,\n"
        "  page_max_bytes: 500 kB, max_redirects: 0, per_host: 1, connections: 1_000,\n"
        "  allow_private: [RSSHub.Example.org, '::1', 127.0.0.1]}\n" + FEED
    ).network
    assert network == Network(
        connect_timeout=timedelta(seconds=5),
        total_timeout=timedelta(minutes=2),
        feed_max_bytes=1_048_576,
        page_max_bytes=500_000,
        max_redirects=0,
        per_host=1,
        connections=1000,
        allow_private_hosts=("rsshub.example.org", "::1", "127.0.0.1"),
    )
    assert load("network: {allow_private: true}\n" + FEED).network.allow_private is True


@pytest.mark.parametrize(
    ("keys", "agent"),
    [
        ("contact: https://example.org/us", f"scraper/{__version__} (+https://example.org/us)"),
        ("contact: us@example.org", f"scraper/{__version__} (+us@example.org)"),
        ("name: our-archive", f"our-archive/{__version__}"),
    ],
)
def test_the_user_agent_says_who_asks(load: Any, keys: str, agent: str) -> None:
    assert load(f"user_agent: {{{keys}}}\n" + FEED).user_agent == agent


def test_variables_are_filled_in_in_headers_and_cookie(load: Any) -> None:
    keys = 'headers: {Authorization: "Bearer ${T}", X-Two: "${T}-${U}"}\ncookie: "s=${U}"'
    feed = feed_of(load, keys, T="one", U="two ")
    assert feed.headers == (
        ("Authorization", "Bearer one"),
        ("X-Two", "one-two"),
        ("Cookie", "s=two"),
    )
    assert "Bearer" not in repr(feed)


def test_a_disabled_feed_may_wait_for_its_secret(load: Any) -> None:
    assert feed_of(load, 'enabled: false\ncookie: "${T}"').headers == ()


@pytest.mark.parametrize(
    ("place", "archive"),
    [
        pytest.param("config/feeds.yaml", "archive", id="above a folder called config"),
        pytest.param("feeds.yaml", "archive", id="beside the file"),
        pytest.param("etc/feeds.yaml", "etc/archive", id="beside the file in another folder"),
    ],
)
def test_relative_paths_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, archive: str
) -> None:
    path = tmp_path / place
    path.parent.mkdir(exist_ok=True)
    path.write_text("state: db/s.sqlite3\n" + FEED)
    absolute = load_config(path, environ={})
    assert absolute.archive == tmp_path / archive
    assert absolute.state == (tmp_path / archive).parent / "db/s.sqlite3"
    monkeypatch.chdir(path.parent)
    assert load_config(Path(path.name), environ={}) == absolute


def test_the_archive_of_the_command_line_wins_and_takes_the_state_along(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text("archive: elsewhere\n" + FEED)
    config = load_config(path, environ={}, archive=tmp_path / "mine")
    assert config.archive == tmp_path / "mine"
    assert config.state == tmp_path / "mine/.scrape/state.sqlite3"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(load: Any) -> None:
    assert load(b"\xef\xbb\xbf" + FEED.replace("\n", "\r\n").encode()).feeds[0].name == "A"


def test_aliases_are_followed(load: Any) -> None:
    text = FEED + "    tags: &t [x]\n    categories: *t\n"
    assert load(text).feeds[0].categories == ("x",)


def test_a_section_may_have_all_its_lines_commented_out(load: Any) -> None:
    assert load("presets:\n  # none\ndefaults:\nnetwork: ~\n" + in_feed("headers:")) == load(FEED)


def test_addresses_that_differ_in_their_query_are_two_feeds(load: Any) -> None:
    text = FEED + "  - {name: B, url: 'https://example.org/a.xml?feed=rss'}\n"
    assert len(load(text).feeds) == 2


# ── sites ────────────────────────────────────────────────────────────────────────────────────


def test_rules_beside_the_file_are_read(load: Any, tmp_path: Path) -> None:
    (tmp_path / "sites.yaml").write_text(
        "Example.com:\n  keep: [article]\n  drop: ['.ad', 'aside > p']\n"
        "bücher.example: {drop: [b]}\n"
    )
    assert load(FEED).sites == (
        SiteRule("example.com", keep=("article",), drop=(".ad", "aside > p")),
        SiteRule("xn--bcher-kva.example", drop=("b",)),
    )


def test_a_rule_says_all_it_can(load: Any, tmp_path: Path) -> None:
    (tmp_path / "sites.yaml").write_text(
        "a.example:\n"
        "  title: h1 > b\n  author: 'meta[name=\"x@y\"]'\n  date: time.on @datetime\n"
        "  next_page: a.on\n  single_page: a.all\n  strip_text: ['(?i)ad', 'More: .*']\n"
        "  feed_only: no\n"
        "b.example: {feed_only: true}\n"
    )
    assert load(FEED).sites == (
        SiteRule(
            "a.example",
            title=Picker("h1 > b"),
            author=Picker('meta[name="x@y"]'),
            date=Picker("time.on", "datetime"),
            next_page="a.on",
            single_page="a.all",
            strip_text=("(?i)ad", "More: .*"),
        ),
        SiteRule("b.example", feed_only=True),
    )


def test_a_sites_file_elsewhere_is_read_and_may_be_empty(load: Any, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("# nothing yet\n")
    assert load("sites: rules.yaml\n" + FEED).sites == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("[a]", "1: want a mapping (key: value), got a list", id="a list"),
        pytest.param(
            "a.example:\n  kep: [x]",
            "2: a.example: unknown key 'kep'; did you mean 'keep'?",
            id="key",
        ),
        pytest.param(
            "a.example:\n  keep: [x, '']",
            "2: a.example.keep[1]: want a CSS selector, got ''; it is empty",
            id="an empty selector",
        ),
        pytest.param(
            "a.example:\n  drop: .ad",
            "2: a.example.drop: want a list of CSS selectors, got '.ad'; write [.ad]",
            id="one selector without brackets",
        ),
        pytest.param(
            'a.example: {drop: [".ad", "p["]}',
            "1: a.example.drop[1]: want a CSS selector, got 'p['",
            id="a selector that is none",
        ),
        pytest.param(
            "a.example: {}", "1: a.example: says nothing; give keep or drop", id="an empty rule"
        ),
        pytest.param(
            "a.example: {feed_only: no, drop: []}", "1: a.example: says nothing", id="but no"
        ),
        pytest.param(
            "a.example:\n  title: p[@content",
            "2: a.example.title: want a CSS selector, got 'p['",
            id="a picker that is none",
        ),
        pytest.param(
            "a.example: {next_page: 'a['}",
            "1: a.example.next_page: want a CSS selector, got 'a['",
            id="a link that is none",
        ),
        pytest.param(
            "a.example:\n  strip_text:\n    - A\n    - '(a+)+'",
            "4: a.example.strip_text[1]: want a regular expression, got '(a+)+'; "
            "a repeat within a repeat; make it simpler",
            id="a pattern that may take for ever",
        ),
        pytest.param(
            "a.example: {strip_text: ['(']}",
            "1: a.example.strip_text[0]: want a regular expression, got '('; missing )",
            id="a pattern that is none",
        ),
        pytest.param(
            "https://a.example/: {keep: [x]}",
            "1: https://a.example/: want a host like example.org, got 'https://a.example/'; "
            "write the host alone",
            id="an address in place of a host",
        ),
        pytest.param(
            "a.example: {keep: [x]}\nA.example: {keep: [y]}",
            "2: A.example: 'a.example' is given twice",
            id="a host twice",
        ),
    ],
)
def test_a_wrong_sites_file_is_one_clear_line(
    load: Any, tmp_path: Path, text: str, line: str
) -> None:
    (tmp_path / "sites.yaml").write_text(text)
    found = problem(load, FEED)
    assert f"{tmp_path}/sites.yaml:{line}" in found
    assert "\n" not in found


# ── what is refused ──────────────────────────────────────────────────────────────────────────

REFUSED = {
    # the file as a whole
    "an empty file": ("", ": the file is empty"),
    "a file of comments": ("# feeds:\n", ": the file is empty"),
    "a list at the top": ("- a\n", ":1: want a mapping (key: value), got a list"),
    "a text at the top": ("feeds", ":1: want a mapping (key: value), got 'feeds'"),
    "a tab as indentation": ("feeds:\n\t- name: A\n", ":2: tab used for indentation: use spaces"),
    "bytes that are not UTF-8": (
        "feeds:\n  - name: 联合".encode("gbk"),
        ":2: not UTF-8; save the file as UTF-8",
    ),
    "a control character": (FEED + "# \x01", ":4: character U+0001 is not allowed"),
    "two documents": (FEED + "---\n" + FEED, ":4: not YAML: a second document starts here (---)"),
    "an open quote": (FEED + "    author: 'x", ":4: not YAML: "),
    "an open bracket": (FEED + "    tags: [x\n", ":5: not YAML: "),
    "a colon in a text": (in_feed("author: BBC: World"), ":4: not YAML: mapping values are not"),
    "an at sign before a text": (in_feed("author: @jane"), "in quotes"),
    "a star before a text": (in_feed("author: *jane"), "put texts that start with * in quotes"),
    "brackets without an end": ("feeds: " + "[" * 100_000, ": brackets nested too deeply"),
    "dashes without an end": ("- " * 100_000, ": brackets nested too deeply"),
    "a list within itself": ("feeds: &a [*a]", ":1: feeds[0]: want a mapping (key: value), got a"),
    "a tag of one's own": (in_feed("author: !secret x"), ":4: feeds[0].author: unknown tag '!sec"),
    "a tag of Python's": (in_feed("author: !!python/name:os.system x"), "unknown tag 'tag:yaml"),
    "a merge key": (FEED + "    <<: {tags: [x]}\n", ":4: feeds[0]: merge keys (<<) don't work"),
    "a list as a key": ("? [a]\n: 1\n" + FEED, ":1: want a text as key, got a list"),
    "a key given twice": (
        in_feed("author: x\nauthor: y"),
        ":5: feeds[0]: key 'author' is given twice, first in line 4",
    ),
    "an unknown key at the top": (
        "archiv: x\n" + FEED,
        ":1: unknown key 'archiv'; did you mean 'arc",
    ),
    "an unknown key of a feed": (
        in_feed("poll_evry: 1h"),
        ":4: feeds[0]: unknown key 'poll_evry'; did you mean 'poll_every'?",
    ),
    "a name among the defaults": ("defaults: {name: x}\n" + FEED, "defaults: unknown key 'name'"),
    "no feeds": ("archive: x\n", ":1: feeds: missing; want a list of mappings"),
    "feeds with nothing below": ("feeds:\n", ":1: feeds: want a list of mappings, got nothing"),
    "an empty list of feeds": ("feeds: []\n", "got an empty list; `scrape add ADDRESS` adds one"),
    "feeds as a mapping": ("feeds: {a: b}\n", ":1: feeds: want a list of mappings, got a mapping"),
    "a feed that is a text": ("feeds: [x]\n", ":1: feeds[0]: want a mapping (key: value), got 'x'"),
    # names and addresses
    "a feed without a name": ("feeds:\n  - url: https://e.org/\n", ":2: feeds[0].name: missing"),
    "a feed without an address": (
        "feeds:\n  - name: A\n",
        ":2: feeds[0].url: missing; want an addr",
    ),
    "an empty name": (
        "feeds: [{name: '', url: 'https://e.org/'}]",
        "name: want a text, got ''; it is",
    ),
    "a name that is not there": (
        "feeds:\n  - name:\n    url: https://e.org/",
        "name: want a text, go",
    ),
    "a line break in a name": (
        'feeds: [{name: "a\\nb", url: "https://e.org/"}]',
        "it holds a line br",
    ),
    "a name in brackets": (
        "feeds: [{name: [AFP], url: 'https://e.org/'}]",
        "got a list; put it in q",
    ),
    "a name twice": (
        FEED + "  - name: a\n    url: https://example.org/b\n",
        ":4: feeds[1].name: 'a' is the name of feeds[0] too; names are unique",
    ),
    "a name twice in two normal forms": (
        "feeds:\n- {name: é, url: 'https://e.org/1'}\n- {name: e\u0301, url: 'https://e.org/2'}",
        "is the name of feeds[0] too",
    ),
    "an address twice": (
        FEED + "  - name: B\n    url: HTTPS://Example.org/a.xml\n",
        ":5: feeds[1].url: feeds[0] ('A') has this address already; remove one",
    ),
    "an address without a scheme": (
        "feeds: [{name: A, url: example.org/a.xml}]",
        "url: want an address like https://example.org/feed.xml, got 'example.org/a.xml'",
    ),
    "an address of a file": (
        "feeds: [{name: A, url: 'file:///etc/passwd'}]",
        "want an address like",
    ),
    "a feed: address": (
        "feeds: [{name: A, url: 'feed://e.org/'}]",
        "write https:// in place of fee",
    ),
    "a variable in an address": (
        "feeds: [{name: A, url: 'https://e.org/${K}'}]",
        "in headers and co",
    ),
    # values
    "a duration in words": (
        in_feed("poll_every: often"),
        ":4: feeds[0].poll_every: want a duration like 30m, got 'often'",
    ),
    "a duration without a unit": (in_feed("poll_every: 30"), "got the number 30; add a unit: s, m"),
    "a duration like a clock": (in_feed("poll_every: 1:30"), "want a duration like 30m"),
    "a duration that is too long": (in_feed("poll_every: 367d"), "it must be 0s to 366d"),
    "a duration that is not there": (in_feed("poll_every:"), "a duration like 30m, got nothing"),
    "a huge duration": (in_feed("poll_every: 999999999w"), "want a duration like 30m"),
    "one tag without brackets": (
        in_feed("tags: 7"),
        "a list of texts, got the number 7; write [7]",
    ),
    "tags as a mapping": (in_feed("tags: {a: b}"), "want a list of texts, got a mapping"),
    "a list among tags": (in_feed("tags: [[a]]"), "feeds[0].tags[0]: want a text, got a list"),
    "a day that never was": (
        in_feed("first_run: {since: 2024-02-30}"),
        ":4: feeds[0].first_run.since: want a date like 2024-01-31 or a duration like 30d, "
        "got '2024-02-30'; there is no such day",
    ),
    "a day by name": (in_feed("first_run: {since: yesterday}"), "want a date like 2024-01-31"),
    "the first of days": (
        in_feed("first_run: {since: 0001-01-01T00:00+14:00}"),
        "want a date like",
    ),
    "a number in quotes": (in_feed("first_run: {max_entries: '5'}"), "write it without quotes"),
    "a number below zero": (
        in_feed("first_run: {max_entries: -1}"),
        "want a whole number from 0, g",
    ),
    "a truth value of neither kind": (in_feed("enabled: maybe"), "want true or false, got 'maybe'"),
    "a truth value in quotes": (in_feed("enabled: 'true'"), "write it without quotes"),
    "an unknown choice": (
        in_feed("from: pge"),
        "one of feed, page, got 'pge'; did you mean 'page'?",
    ),
    "robots ignored without a reason": (
        in_feed("robots: false"),
        ":4: feeds[0].robots: want true or {ignore: …}, got 'false'",
    ),
    "robots ignored for nothing": (in_feed("robots: {ignore: ''}"), "robots.ignore: want a text"),
    "a misspelt zone": (in_feed("timezone: Asia/Singapoor"), "did you mean 'Asia/Singapore'?"),
    "a zone that is a folder": (in_feed("timezone: Asia"), "want an IANA time zone like"),
    "a zone that is a path": ("timezone: ../../etc/passwd\n" + FEED, ":1: timezone: want an IANA"),
    "a preset that is not there": (
        in_feed("preset: hugoo"),
        ":4: feeds[0].preset: unknown preset 'hugoo'; did you mean 'hugo'?",
    ),
    "a preset of the defaults that is not there": (
        "defaults:\n  preset: hugoo\n" + FEED,
        ":2: defaults.preset: unknown preset 'hugoo'",
    ),
    "a preset named like a built-in one": (
        "presets:\n  jekyll: {}\n" + FEED,
        ":2: presets.jekyll: 'jekyll' is built in; choose another name, with base: jekyll",
    ),
    "a path that shares one file": ("presets: {x: {path: a.md}}\n" + FEED, "{title} is missing"),
    "a path out of the archive": (
        "presets: {x: {path: '../{title}.md'}}\n" + FEED,
        "below the arch",
    ),
    "front matter we don't know": (
        "presets: {x: {extra: [langs]}}\n" + FEED,
        "presets.x.extra[0]: want one of access, body_source, guid, image, lang, updated, "
        "got 'langs'; did you mean 'lang'?",
    ),
    # network, user agent, paths
    "a size in words": (
        "network: {feed_max_bytes: big}\n" + FEED,
        "want a size like 20MB, got 'big'",
    ),
    "a size that is too small": ("network: {feed_max_bytes: 0}\n" + FEED, "it must be 1000 to"),
    "too many connections": (
        "network: {connections: 9999}\n" + FEED,
        "a whole number from 1 to 100",
    ),
    "a host with a port": ("network: {allow_private: ['a:80']}\n" + FEED, "write the host alone"),
    "a private host without brackets": (
        "network: {allow_private: intranet}\n" + FEED,
        "want true or false or a list of hosts like example.org, got 'intranet'",
    ),
    "a contact that is none": ("user_agent: {contact: me}\n" + FEED, "want a web or mail address"),
    "a name of two words": ("user_agent: {name: a b}\n" + FEED, "want one word of ASCII letters"),
    "a sites file that is not there": (
        "sites: no.yaml\n" + FEED,
        ":1: sites: want a file, got 'no.y",
    ),
    "a home that is not there": ("archive: ~no-such-user-here/x\n" + FEED, "no such home folder"),
    # headers
    "a variable that is not set": (
        in_feed('headers: {X-Key: "${NO_KEY}"}'),
        ":4: feeds[0].headers.X-Key: the environment variable NO_KEY is not set",
    ),
    "a variable that is empty": (
        in_feed('cookie: "${EMPTY}"'),
        "variable EMPTY is not set; set it",
    ),
    "a variable with a line break": (in_feed('cookie: "${LINES}"'), "LINES holds a line break"),
    "a variable without an end": (in_feed('cookie: "${X"'), "a variable is written ${NAME}"),
    "a line break in a header": (in_feed('headers: {X-A: "a\\nb"}'), "it holds a line break"),
    "a header's name with a space": (
        in_feed("headers: {'X A': b}"),
        "want a header's name, got 'X ",
    ),
    "a header of the program's own": (
        in_feed("headers: {Host: b}"),
        "the program sets this one its",
    ),
    "a header twice": (in_feed("headers: {X-A: a, x-a: b}"), "header 'x-a' is given twice"),
    "a cookie twice": (
        in_feed("headers: {cookie: a}\ncookie: b"),
        "header 'Cookie' is given twice",
    ),
}


@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_in_one_clear_line(load: Any, text: str | bytes, words: str) -> None:
    found = problem(load, text, EMPTY="", LINES="a\nb")
    assert words in found
    assert "feeds.yaml:" in found
    assert "\n" not in found
    assert len(found) < 400


def test_several_problems_are_told_at_once_in_the_files_order(load: Any) -> None:
    lines = problem(load, in_feed("tags: x\nfrom: x") + "  - name: B\n").splitlines()
    assert [line.split(":")[1] for line in lines] == ["4", "5", "6"]


def test_of_many_problems_ten_lines_are_told(load: Any) -> None:
    lines = problem(load, FEED + "  - x\n" * 50).splitlines()
    assert len(lines) == 10
    assert lines[-1].endswith(": and 41 more problems")


def test_a_fault_of_the_defaults_is_told_once(load: Any) -> None:
    more = "  - {name: B, url: https://example.org/b.xml}\n"
    found = problem(load, 'defaults:\n  cookie: "${NO}"\n' + FEED + more)
    assert ":2: defaults.cookie: the environment variable NO is not set" in found
    assert "\n" not in found


def test_long_values_are_cut_and_stay_on_one_line(load: Any) -> None:
    found = problem(load, in_feed('from: "' + "x\\n" * 5000 + '"'))
    assert len(found) < 300
    assert "…" in found


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("feeds: [{name: A, url: 'https://u:hunter2@e.org/'}]", id="in an address"),
        pytest.param(in_feed('cookie: "hunter2 ${"'), id="in a cookie"),
        pytest.param(in_feed('headers: {X-A: "hunter2 ${"}'), id="in a header"),
        pytest.param(in_feed('cookie: "${SECRET}"'), id="in a variable"),
    ],
)
def test_a_secret_is_never_shown(load: Any, text: str) -> None:
    assert "hunter2" not in problem(load, text, SECRET="hunter2\n2")


def test_credentials_in_an_address_have_a_remedy(load: Any) -> None:
    found = problem(load, "feeds: [{name: A, url: 'https://user:pass@example.org/'}]")
    assert "credentials don't belong in it: use headers" in found


@pytest.mark.slow
def test_aliases_of_aliases_do_not_explode(load: Any) -> None:
    bomb = "a0: &a0 [x, x]\n"
    for level in range(1, 60):
        bomb += f"a{level}: &a{level} [*a{level - 1}, *a{level - 1}]\n"
    started = time.perf_counter()
    problem(load, bomb + in_feed("tags: *a59"))
    problem(load, "feeds: &f\n" + "  - &e {name: x, url: 'https://e.org/', tags: *f}\n")
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("make", "words"),
    [
        pytest.param(
            lambda path: None,
            "no such file; name one with -c FILE or $SCRAPE_CONFIG (without either, "
            "config/feeds.yaml is taken); `scrape init DIR` makes one",
            id="that is not there",
        ),
        pytest.param(lambda path: path.mkdir(), "want a file, got a folder", id="that is a folder"),
        pytest.param(
            lambda path: path.symlink_to(path), "can't be read: ", id="that is a link to itself"
        ),
    ],
)
def test_a_file(tmp_path: Path, make: Any, words: str) -> None:
    path = tmp_path / "feeds.yaml"
    make(path)
    with pytest.raises(ConfigError) as caught:
        load_config(path, environ={})
    assert str(caught.value).startswith(f"{path}: {words}")


def taken_or_refused(path: Path) -> bool:
    """Whether a file ends in feeds or in at most ten lines; any other error passes through."""
    try:
        return bool(load_config(path, environ={}).feeds)
    except ConfigError as error:
        return 1 <= len(str(error).split("\n")) <= 10


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: (FEED + t).encode())))
def test_any_bytes_are_a_config_or_a_config_error(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(raw)
    assert taken_or_refused(path)


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from("name url tags feeds first_run headers robots since".split()), inner
            )
        ),
        max_leaves=12,
    )
)
def test_any_values_under_known_keys_are_a_config_or_a_config_error(
    tmp_path_factory: pytest.TempPathFactory, value: object
) -> None:
    path = tmp_path_factory.getbasetemp() / "values.yaml"
    own = {"name": "A", "url": "https://example.org/", "first_run": value, "headers": value}
    path.write_text(yaml.safe_dump({"feeds": [own, value], "defaults": value}))
    assert taken_or_refused(path)


# ── what is generated, what is shipped ───────────────────────────────────────────────────────


@pytest.mark.parametrize("name", documents())
def test_what_is_generated_is_up_to_date(name: str) -> None:
    assert (ROOT / name).read_text("utf-8") == documents()[name], "run `make docs`"


@pytest.mark.parametrize(
    ("name", "schema"), [("feeds", FEEDS_SCHEMA), ("sites", SITES_SCHEMA)], ids=["feeds", "sites"]
)
def test_the_shipped_file_names_its_schema_for_editors(name: str, schema: str) -> None:
    first = (ROOT / f"config/{name}.yaml").read_text("utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema=../{schema}"


def test_the_schema_refuses_unknown_keys_everywhere() -> None:
    definitions = json.loads(documents()[FEEDS_SCHEMA])["$defs"]
    assert len(definitions) == 13
    assert all(one["additionalProperties"] is False for one in definitions.values())


def test_the_definition_knows_the_built_in_presets_and_their_front_matter() -> None:
    assert set(get_args(Form)) == set(BUILT_IN)
    assert len(get_args(Extra)) == 6


def test_the_shipped_feeds_are_a_dozen_of_many() -> None:
    config = load_config(ROOT / "config/feeds.yaml", environ={})
    enabled = [feed.name for feed in config.feeds if feed.enabled]
    assert (len(enabled), len(config.feeds) >= 30) == (12, True)
    assert config.archive == ROOT / "archive"
    assert config.sites == ()


@pytest.mark.parametrize("name", ["feeds", "sites"])
def test_what_the_shipped_files_show_in_comments_is_taken(name: str, tmp_path: Path) -> None:
    """Each commented block of keys, taken out of its comment."""
    folder = tmp_path / "config"
    folder.mkdir()
    for which in ("feeds", "sites"):
        lines = (ROOT / f"config/{which}.yaml").read_text("utf-8").splitlines()
        if which == name:
            lines = [_uncommented(line) for line in lines]
        (folder / f"{which}.yaml").write_text("\n".join(lines))
    environ = {"RSSHUB_TOKEN": "t", "LEMONDE_SESSION": "s"}
    config = load_config(folder / "feeds.yaml", environ=environ)
    if name == "sites":
        assert [rule.host for rule in config.sites] == ["example.com"]
    else:
        assert config.network.allow_private_hosts
        by_name = {feed.name: feed for feed in config.feeds}
        assert by_name["联合早报"].robots is False
        assert by_name["Le Monde"].headers == (("Cookie", "session=s"),)
        assert by_name["中国新闻网"].timezone_override == "Asia/Shanghai"


def _uncommented(line: str) -> str:
    """A line of YAML that stands in a comment without its `# `; prose stays one."""
    indent, mark, body = line.partition("# ")
    key, colon, _ = body.strip().removeprefix("- ").partition(":")
    is_key = colon and key.replace("_", "").replace(".", "").isalpha() and key.islower()
    is_item = body.strip().startswith("- ")
    return indent + body if mark and not indent.strip() and (is_key or is_item) else line


def test_loading_imports_nothing_heavy_and_is_quick() -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom scraper.config import load_config\n"
        "load_config(Path('config/feeds.yaml'), environ={})\n"
        "heavy = 'httpx httpcore bs4 lxml feedparser markdownify rich click asyncio json.decoder'\n"
        "print([name for name in heavy.split() if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        # Measured without coverage, which imports json and more.
        env={name: value for name, value in os.environ.items() if "COVERAGE" not in name},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_ten_thousand_feeds_load_in_seconds(load: Any) -> None:
    text = "feeds:\n" + "".join(
        f"  - {{name: F{n}, url: 'https://example.org/{n}.xml', tags: [a, b]}}\n"
        for n in range(10_000)
    )
    started = time.process_time()
    assert len(load(text).feeds) == 10_000
    assert time.process_time() - started < 6

"""`scrape import` and `scrape export`: lists of feeds, in and out."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from scraper.commands.export import export
from scraper.commands.import_ import import_
from scraper.config.definition import ConfigKeys
from scraper.config.editing import keys_so_far, with_feeds
from scraper.config.feed_keys import FeedKeys
from scraper.config.importing import plan_import
from scraper.config.load import keys_of, load_config
from scraper.config.opml_reading import Subscriptions, read_subscriptions
from scraper.config.opml_values import attribute, value_of
from scraper.config.opml_writing import as_written, to_opml
from scraper.config.writing import inline
from scraper.errors import ConfigError
from scraper.model import Feed


def run(command: click.Command, *arguments: str, **more: Any) -> Any:
    done = CliRunner().invoke(command, list(arguments), standalone_mode=False, **more)
    if done.exception is not None:
        raise done.exception
    return done


def read(text: str | bytes) -> Subscriptions:
    body = text if isinstance(text, bytes) else text.encode()
    return read_subscriptions(body, "f.opml")


def opml(*outlines: str) -> str:
    return f'<opml version="2.0"><head/><body>{"".join(outlines)}</body></opml>'


def only(text: str | bytes) -> dict[str, object]:
    (listed,) = read(text).feeds
    return listed.feed


# ── out and in again ─────────────────────────────────────────────────────────────────────────

CLEAN = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])
TEXTS = (
    st.one_of(
        st.text(CLEAN, min_size=1, max_size=12),
        st.sampled_from(
            ["1984", "null", "[x]", "{", '"', "a&b<c>", "&amp;", "true", "a/b,c", "NaN"]
        ),
    )
    .map(str.strip)
    .filter(bool)
)
SECRETS = st.sampled_from(["${TOKEN}", "Bearer ${TOKEN}", "a: ${A}; b"])
KEYS: dict[str, st.SearchStrategy[object]] = {
    "enabled": st.booleans(),
    "tags": st.lists(TEXTS, max_size=3),
    "categories": st.lists(TEXTS, max_size=2),
    "author": st.none() | TEXTS,
    "author_from": st.sampled_from(["entry", "feed"]),
    "preset": st.sampled_from(["hugo", "vault", "seed"]),
    "timezone": st.sampled_from(["UTC", "Asia/Shanghai"]),
    "timezone_override": st.none() | st.just("Asia/Singapore"),
    "poll_every": st.integers(0, 10_000).map(lambda seconds: f"{seconds}s"),
    "from": st.sampled_from(["page", "feed"]),
    "robots": st.just(True) | TEXTS.map(lambda reason: {"ignore": reason}),
    "headers": st.dictionaries(st.sampled_from(["X-Key", "Accept"]), SECRETS, max_size=2),
    "cookie": st.none() | SECRETS,
    "first_run": st.fixed_dictionaries(
        {},
        optional={
            "max_entries": st.integers(0, 99),
            "since": st.sampled_from(["7d", "2024-01-31"]),
        },
    ),
    "history": st.fixed_dictionaries(
        {},
        optional={
            "include": st.lists(
                st.sampled_from(["/sport/", "^https://e\\.org/[a-z]+"]), max_size=2
            ),
            "links": st.just("h2 > a"),
            "max_new": st.integers(1, 9),
        },
    ),
}
RULES = st.lists(
    st.fixed_dictionaries(
        {"title": TEXTS | st.lists(TEXTS, min_size=1, max_size=2) | st.just({"regex": "(?i)a+"})},
        optional={"older_than": st.just("30d"), "access": st.just(["partial"])},
    ),
    max_size=2,
)
FILTERS = st.none() | st.fixed_dictionaries({}, optional={"keep": RULES, "drop": RULES})
KEYS["filters"] = FILTERS
SAID = st.fixed_dictionaries({}, optional=KEYS)


@st.composite
def configs(draw: st.DrawFn) -> ConfigKeys:
    names = draw(st.lists(TEXTS, min_size=1, max_size=4, unique_by=lambda name: name.casefold()))
    feeds = [
        {"name": name, "url": f"https://{number}.example/f?a=1&b={number}", **draw(SAID)}
        for number, name in enumerate(names)
    ]
    config = {"feeds": feeds, "defaults": draw(SAID), "presets": {"vault": {"base": "obsidian"}}}
    try:
        return keys_of(inline(config, as_json=True), "f")
    except ConfigError:  # names that are one in another normal form
        return keys_of(inline({**config, "feeds": feeds[:1]}, as_json=True), "f")


def test_every_key_of_a_feed_is_tried_below() -> None:
    known = set(FeedKeys.__struct_encode_fields__) - {"name", "url"}
    assert set(KEYS) == known


def without_filters(feed: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in feed.items() if key != "filters"}


def loaded(keys: ConfigKeys) -> tuple[Feed, ...]:
    """The feeds that a run would have."""
    path = Path("feeds.yaml")
    text = inline(as_written(keys), as_json=True)
    return load_config(path, environ={"TOKEN": "x", "A": "y"}, text=text).feeds


@settings(deadline=None, max_examples=60)
@given(configs())
def test_a_config_comes_back_as_it_was_defaults_applied(keys: ConfigKeys) -> None:
    exported = to_opml(keys, keys.feeds, secrets=False)
    assert exported.left_out == ()
    empty = keys_so_far("")
    plan = plan_import(empty, read(exported.document), [])
    assert (plan.refused, plan.remarks, plan.known) == ((), (), ())
    text = with_feeds("", plan.feeds, presets=plan.presets)
    back = keys_of(text, "f")
    defaults = as_written(keys.defaults) if keys.defaults else {}  # type: ignore[arg-type]
    wanted = [defaults | as_written(feed) for feed in keys.feeds]
    got = [as_written(feed) for feed in back.feeds]
    assert [without_filters(feed) for feed in got] == [without_filters(feed) for feed in wanted]
    assert loaded(back) == loaded(keys)
    assert to_opml(back, back.feeds, secrets=False).document == exported.document


@settings(deadline=None, max_examples=60)
@given(
    TEXTS | st.none() | st.booleans() | st.integers() | st.lists(TEXTS) | st.text("[1\uffff \x00")
)
def test_a_value_is_what_it_was_as_an_attribute(value: object) -> None:
    element = etree.Element("a", {"b": attribute(value)})
    assert value_of(etree.fromstring(etree.tostring(element)).attrib["b"]) == value


def test_what_is_written_is_read_by_others() -> None:
    feeds = [
        {"name": "A & B", "url": "https://a.example/?x&y", "tags": ["News", "x/y"]},
        {"name": "C", "url": "https://c.example/", "tags": ["News"]},
        {"name": "D", "url": "https://d.example/"},
        {"name": "E", "url": "https://e.example/", "tags": ["News"]},
    ]
    keys = keys_of(inline({"feeds": feeds}, as_json=True), "f")
    root = etree.fromstring(to_opml(keys, keys.feeds, secrets=False).document)
    assert root.get("version") == "2.0"
    assert [(each.get("text"), len(each)) for each in root.find("body")] == [
        ("News", 2),
        ("D", 0),
        ("News", 1),
    ]
    first = root.find("body")[0][0]
    assert first.get("xmlUrl") == "https://a.example/?x&y"
    assert (first.get("type"), first.get("title")) == ("rss", "A & B")
    assert first.get("category") == "/News,/x y"


def test_secrets_are_left_out_and_told_unless_asked_for(tmp_path: Path) -> None:
    config = tmp_path / "feeds.yaml"
    config.write_text(
        "defaults: {cookie: hunter2}\nfeeds:\n- {name: A, url: 'https://a.example/', headers: "
        "{Accept: text/xml, X-Key: hunter3, Authorization: 'Bearer ${K}'}}\n",
        encoding="utf-8",
    )
    done = run(export, "-", "-c", str(config))
    assert "hunter" not in done.output
    assert "Bearer ${K}" in done.stdout
    assert "text/xml" in done.stdout
    assert done.stderr.splitlines() == [
        "scrape: left out: A: its cookie (--with-secrets writes it)",
        "scrape: left out: A: its header X-Key (--with-secrets writes it)",
    ]
    whole = run(export, "-", "-c", str(config), "--with-secrets")
    assert "hunter2" in whole.stdout
    assert "hunter3" in whole.stdout
    assert whole.stderr == ""


def test_export_writes_a_file_and_never_the_config(tmp_path: Path) -> None:
    config, out = tmp_path / "feeds.yaml", tmp_path / "out.opml"
    config.write_text("feeds:\n- {name: A, url: 'https://a.example/'}\n", encoding="utf-8")
    out.write_text("old", encoding="utf-8")
    done = run(export, str(out), "-c", str(config), "--feed", "a*")
    assert (done.stdout, done.stderr) == ("", f"scrape: wrote 1 feed to {out}\n")
    assert only(out.read_bytes()) == {"name": "A", "url": "https://a.example/"}
    with pytest.raises(ConfigError, match="that is the config itself"):
        run(export, str(config), "-c", str(config))
    with pytest.raises(ConfigError, match="no feed is named 'B'"):
        run(export, "-", "-c", str(config), "--feed", "B")
    with pytest.raises(ConfigError, match="there is no folder"):
        run(export, str(tmp_path / "none" / "out.opml"), "-c", str(config))
    assert not (tmp_path / "none").exists()


# ── other programs' lists ────────────────────────────────────────────────────────────────────


URL = 'xmlUrl="https://a.example/"'


@pytest.mark.parametrize(
    ("outline", "feed"),
    [
        (f'<outline text="A" {URL}/>', {}),
        (f'<outline title="A" {URL}/>', {}),
        ('<outline text=" " title="A" xmlurl="https://a.example/" type="atom"/>', {}),
        ('<OUTLINE TEXT="A" XMLURL="https://a.example/"/>', {}),
        ('<outline text="A" type="rss" url="https://a.example/"/>', {}),
        ('<outline text="A" xmlUrl=" https://a.example/ "/>', {}),
        ('<outline text="A" xmlUrl="feed://a.example/"/>', {"url": "http://a.example/"}),
        ('<outline text="A" xmlUrl="feed:https://a.example/"/>', {}),
        (
            '<outline text="A" xmlUrl="https://a.example/?a=1&b=2&amp;c"/>',
            {"url": "https://a.example/?a=1&b=2&c"},
        ),
        (
            f'<outline text="A&nbsp;&eacute;&amp;amp; B &unknown; C" {URL}/>',
            {"name": "A é& B &unknown; C"},
        ),
        (f"<outline {URL}/>", {"name": "a.example"}),
        (
            f'<outline text="x"><outline text="y"><outline text="A" {URL}/></outline></outline>',
            {"tags": ["x", "y"]},
        ),
        (
            f'<outline text="x"><outline text="A" {URL} category="/a/b,c, x"/></outline>',
            {"tags": ["x", "a", "b", "c"]},
        ),
        (f'<outline text="A" {URL} type="JSONFeed"/>', {}),
        (f'<outline text="A" other:x="1" {URL} text="B"/>', {}),
        (f'<!-- c --><outline text="A" {URL}><b/></outline><?pi?>', {}),
    ],
)
def test_an_outline_is_read_however_it_is_written(outline: str, feed: dict[str, object]) -> None:
    assert only(opml(outline)) == {"name": "A", "url": "https://a.example/"} | feed


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1252"])
def test_any_charset_is_read(encoding: str) -> None:
    text = opml('<outline text="Ça été" xmlUrl="https://a.example/"/>')
    label = "utf-16" if "16" in encoding else encoding.removesuffix("-sig")
    body = f'<?xml version="1.0" encoding="{label}"?>\n{text}'.encode(encoding)
    assert only(body)["name"] == "Ça été"


def test_versions_without_namespaces_are_read() -> None:
    for head in ('<opml version="1.0">', '<opml version="1.1">', "<opml>"):
        text = f'{head}<body><outline text="A" xmlUrl="https://a.example/"/></body></opml>'
        assert only(text)["name"] == "A"


def test_what_is_no_feed_is_told() -> None:
    listed = read(
        opml(
            '<outline text="Empty folder"/>',
            '<outline text="Ftp" xmlUrl="ftp://a.example/"/>',
            '<outline text="Secret" xmlUrl="https://u:hunter2@a.example/"/>',
            '<outline text="Page" type="HTML+XPath" xmlUrl="https://a.example/" />',
            '<outline text="Api" type="JSON+DotNotation" xmlUrl="https://a.example/" />',
            '<outline text="None" type="rss"/>',
            '<outline text="More" type="include" url="https://a.example/o.opml"/>',
            '<outline text="Dyn" frss:opmlUrl="https://a.example/d.opml"/>',
        )
    )
    assert listed.feeds == ()
    assert [name for name, _ in listed.refused] == ["Ftp", "Secret", "Page", "Api", "None"]
    reasons = " ".join(reason for _, reason in listed.refused)
    assert "want an address like" in reasons
    assert "FreshRSS makes it out of a page (HTML+XPath)" in reasons
    assert "it names no address" in reasons
    assert [remark.split(":")[0] for remark in listed.remarks] == ["More", "Dyn"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<rss><channel/></rss>", "not OPML: no <outline> in it"),
        ("", "not OPML"),
        ("hello", "not OPML"),
        ('{"a": 1}', 'want OPML, or a list of {"site": …, "url": …}'),
        ("[1", "want OPML, or a list"),
        ("[" * 100_000, "want OPML, or a list"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><opml><outline text="&x;"/></opml>', "it defines entities"),
    ],
)
def test_what_is_no_list_is_one_clear_line(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert words in str(caught.value)
    assert str(caught.value).startswith("f.opml: ")
    assert "\n" not in str(caught.value)


def test_a_document_of_elsewhere_is_not_asked_for(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hunter2", encoding="utf-8")
    text = f'<!DOCTYPE opml SYSTEM "file://{secret}">' + opml(
        '<outline text="A" xmlUrl="https://a.example/"/>'
    )
    assert only(text) == {"name": "A", "url": "https://a.example/"}


def test_xml_that_breaks_off_is_read_so_far_and_told() -> None:
    listed = read('<opml><body><outline text="A" xmlUrl="https://a.example/"/><outline text="B')
    assert [each.feed["name"] for each in listed.feeds] == ["A"]
    assert "no clean XML (line 1: " in listed.remarks[0]


def test_folders_may_be_deep() -> None:
    deep = '<outline text="f">' * 200 + '<outline text="A" xmlUrl="https://a.example/"/>'
    assert only(opml(deep + "</outline>" * 200)) == {
        "name": "A",
        "url": "https://a.example/",
        "tags": ["f"],
    }


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from('<>/="& oOutlinexmlUrlfeed:#[]{}!?-\x00'), max_size=80), st.binary())
def test_whatever_comes_is_a_list_or_a_config_error(text: str, tail: bytes) -> None:
    for body in (text.encode() + tail, opml(text).encode() + tail):
        try:
            listed = read(body)
            plan_import(EMPTY, listed, [])
        except ConfigError:
            pass


EMPTY = keys_so_far("")


def test_the_predecessors_list_is_read() -> None:
    given = [
        {"site": "A", "url": "https://a.example/"},
        {"site": "B", "url": "nowhere"},
        {"site": "C"},
        {"url": "https://d.example/"},
        7,
    ]
    listed = read(json.dumps(given))
    assert [each.feed for each in listed.feeds] == [
        {"name": "A", "url": "https://a.example/"},
        {"name": "d.example", "url": "https://d.example/"},
    ]
    assert [name for name, _ in listed.refused] == ["B", "C", "number 5"]


# ── into the config ──────────────────────────────────────────────────────────────────────────

CONFIG = "# mine\nfeeds:\n  - name: A   # first\n    url: https://a.example/feed\n"
LIST = opml(
    '<outline text="News"><outline text="a" xmlUrl="https://new.example/1"/>',
    '<outline text="A" xmlUrl="http://A.example/feed"/></outline>',
    '<outline text="Tech"><outline text="again" xmlUrl="https://new.example/1"/></outline>',
    '<outline text="Ä" xmlUrl="ftp://x/"/>',
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "feeds.yaml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def imported(config: Path, text: str, *arguments: str) -> Any:
    list_ = config.parent / "list.opml"
    list_.write_text(text, encoding="utf-8")
    return run(import_, str(list_), "-c", str(config), *arguments)


def test_what_is_new_is_added_and_the_rest_told(config: Path) -> None:
    done = imported(config, LIST)
    assert done.return_value == 1  # one is no feed that can be had
    assert done.stdout == "added a (2) <https://new.example/1>\n"
    added = "  - name: a (2)\n    url: https://new.example/1\n    tags: [News, Tech]\n"
    assert config.read_text("utf-8") == CONFIG + added
    assert "A is there already" in done.stderr
    assert "not added: Ä: want an address" in done.stderr
    assert done.stderr.splitlines()[-1].endswith("; 1 there already; 1 not to be had")
    again = imported(config, LIST)
    assert again.stdout == ""
    assert config.read_text("utf-8") == CONFIG + added


def test_a_dry_run_writes_nothing(config: Path) -> None:
    done = imported(config, LIST, "--dry-run", "--json")
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["type"] for each in objects] == ["would_add", "known", "refused"]
    assert objects[0]["tags"] == ["News", "Tech"]
    assert config.read_text("utf-8") == CONFIG


def test_standard_input_into_a_new_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = opml('<outline text="B" xmlUrl="https://b.example/"/>').encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))
    path = tmp_path / "config" / "feeds.yaml"
    done = run(import_, "-", "-c", str(path), input=body)
    assert done.return_value == 0
    assert path.read_text("utf-8").endswith("feeds:\n  - name: B\n    url: https://b.example/\n")


def test_into_a_config_without_feeds_yet(config: Path) -> None:
    config.write_text("archive: x\nfeeds: []\npresets:\n  v: {base: hugo}\n", encoding="utf-8")
    done = imported(config, LIST)
    assert done.stdout == "added a <https://new.example/1>\nadded A (2) <http://A.example/feed>\n"
    text = config.read_text("utf-8")
    assert text.startswith("archive: x\nfeeds:\n  - name: a\n")
    assert text.endswith("presets:\n  v: {base: hugo}\n")


def test_a_wrong_config_or_list_changes_nothing(config: Path) -> None:
    with pytest.raises(ConfigError, match="can't be read: No such file"):
        run(import_, "nowhere.opml", "-c", str(config))
    with pytest.raises(ConfigError, match="download it first"):
        run(import_, "https://a.example/x.opml", "-c", str(config))
    config.write_text(CONFIG + "nonsense: 1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="unknown key 'nonsense'"):
        imported(config, LIST)
    assert config.read_text("utf-8") == CONFIG + "nonsense: 1\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("feeds: 5\n", ":1: feeds: want a list of mappings, got the number 5"),
        ("feeds: []\nnope: 1\n", ":2: unknown key 'nope'"),
        ("feeds: []\nfeeds: []\n", ":2: key 'feeds' is given twice"),
    ],
)
def test_a_wrong_config_without_feeds_is_told_by_its_own_lines(
    config: Path, text: str, said: str
) -> None:
    config.write_text(text, encoding="utf-8")
    config.with_name("l.opml").write_text(LIST, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        run(import_, str(config.with_name("l.opml")), "-c", str(config))
    assert said in str(caught.value)
    assert "feed.invalid" not in str(caught.value)


def test_what_freshrss_knows_of_a_sites_pages_becomes_a_rule(config: Path) -> None:
    sites = config.with_name("sites.yaml")
    sites.write_text("# rules\nold.example: {keep: [p]}\n", encoding="utf-8")
    outlines = [
        '<outline text="N" xmlUrl="https://feeds.example/n" htmlUrl="https://www.new.example:80/x"'
        ' frss:cssFullContent="article, .text" frss:cssContentFilter=".ad" frss:priority="1"/>',
        '<outline text="O" xmlUrl="https://o.old.example/" frss:cssFullContent="main"/>',
        '<outline text="P" xmlUrl="https://p.example/" frss:cssFullContent="p[["'
        ' frss:CURLOPT_COOKIE="x"/>',
        '<outline text="Q" xmlUrl="https://q.example/" frss:CURLOPT_COOKIE="x"/>',
    ]
    head = '<opml xmlns:frss="https://freshrss.org/opml"><body>'
    done = imported(config, head + "".join(outlines) + "</body></opml>")
    assert done.return_value == 0
    assert sites.read_text("utf-8") == (
        "# rules\nold.example: {keep: [p]}\n"
        'new.example:\n  keep: ["article, .text"]\n  drop: [.ad]\n'
    )
    assert "added a rule for new.example" in done.stderr
    assert "O: sites.yaml has a rule for o.old.example already" in done.stderr
    assert "P: no rule for p.example: want a CSS selector" in done.stderr
    assert "scrape: frss:CURLOPT_COOKIE is not read (of 2 feeds)" in done.stderr
    assert "priority" not in done.stderr


def test_settings_of_another_version_are_checked(config: Path) -> None:
    ours = 'xmlns:scraper="urn:scraper:opml:1"'
    done = imported(
        config,
        f"<opml {ours}><head><scraper:presets>"
        '{"vault": {"base": "hugo"}, "unused": {"base": "nonsense"}}</scraper:presets></head><body>'
        '<outline text="N" xmlUrl="https://n.example/" scraper:preset="vault" scraper:later="1"/>'
        '<outline text="O" xmlUrl="https://o.example/" scraper:poll_every="often"/>'
        '<outline text="P" xmlUrl="https://p.example/" scraper:preset="vaults"/>'
        '<outline text="Q" xmlUrl="https://q.example/" scraper:name="[1]" scraper:url="x"'
        ' scraper:poll_every="1.5"/>'
        "</body></opml>",
    )
    assert done.stdout == "added N <https://n.example/>\n"
    assert "N: key later is not known here" in done.stderr
    assert "not added: O: poll_every: want a duration like 30m, got 'often'" in done.stderr
    assert "not added: P: preset: unknown preset 'vaults'" in done.stderr
    assert config.read_text("utf-8") == (
        CONFIG
        + '  - name: "N"\n'
        + "    url: https://n.example/\n    preset: vault\n"
        + "\npresets:\n  vault:\n    base: hugo\n"
    )


def test_what_a_list_would_send_of_the_environment_is_told(config: Path) -> None:
    body = opml(
        f"""<outline text="B" {URL} scraper:cookie="${{ONE}}" """
        """scraper:headers='{"X": "Bearer ${TWO}"}'/>"""
    )
    config.with_name("l.opml").write_text(body, encoding="utf-8")
    done = run(import_, str(config.with_name("l.opml")), "-c", str(config))
    said = "B sends ${ONE}, ${TWO} of the environment to https://a.example/: shall it?"
    assert f"scrape: {said}" in done.stderr.splitlines()


def test_rules_that_cant_be_written_leave_the_feeds_for_the_next_time(config: Path) -> None:
    body = opml(f'<outline text="A" {URL} frss:cssFullContent="div.x"/>')
    config.with_name("l.opml").write_text(body, encoding="utf-8")
    before = CONFIG + "sites: rules/sites.yaml\n"
    config.write_text(before, encoding="utf-8")
    (config.parent / "rules").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError):
        run(import_, str(config.with_name("l.opml")), "-c", str(config))
    assert config.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    "text",
    [opml('<outline xmlUrl="https://u:p4ss@a.example/"/>'), '[{"url": "https://u:p4ss@h/"}]'],
)
def test_a_password_in_an_address_is_not_told(text: str) -> None:
    ((name, reason),) = read(text).refused
    assert "p4ss" not in name + reason
    assert "…@" in name


def test_a_preset_of_the_same_name_stays(config: Path) -> None:
    config.write_text(CONFIG + "presets: {vault: {base: seed}}\n", encoding="utf-8")
    done = imported(
        config,
        '<opml xmlns:scraper="urn:scraper:opml:1"><scraper:presets>{"vault": {"base": "hugo"}}'
        '</scraper:presets><outline text="N" xmlUrl="https://n.example/" scraper:preset="vault"/>'
        "</opml>",
    )
    assert "preset vault: the config has another of this name, which holds" in done.stderr
    assert "presets: {vault: {base: seed}}\n" in config.read_text("utf-8")


def test_the_command_ends_with_the_status_that_it_documents(config: Path) -> None:
    (config.parent / "list.opml").write_text(LIST, encoding="utf-8")
    statuses = []
    for arguments in (
        ["import", "list.opml"],
        ["import", "nowhere"],
        ["rm", "nobody"],
        ["rm", "A"],
    ):
        command = [sys.executable, "-m", "scraper", *arguments, "-c", str(config)]
        done = subprocess.run(command, cwd=config.parent, capture_output=True, text=True)
        statuses.append((done.returncode, done.stderr.count("scrape: error: ")))
    assert statuses == [(1, 0), (2, 1), (2, 1), (0, 0)]

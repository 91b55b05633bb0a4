"""feeds.yaml with a feed more or less: every byte that is not the feed's own stays."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.config.editing import (
    feed_names,
    read_config_text,
    with_feeds,
    with_pairs,
    without_feeds,
    write_config,
)
from scraper.config.load import keys_of
from scraper.errors import ConfigError

NEW = {"name": "New", "url": "https://new.example/feed"}
A = "  - name: A\n    url: https://a.example/\n"
B = "  - name: B\n    url: https://b.example/\n"


def lines_of(text: str) -> list[str]:
    return re.split("\r\n|\n", text)


def is_within(lines: list[str], text: str) -> bool:
    """Whether all these lines are in the text, in this order."""
    rest = iter(lines_of(text))
    return all(line in rest for line in lines)


# ── odd files ────────────────────────────────────────────────────────────────────────────────

# What can be said of a feed, a key each: the lines, as indented below its first key.
SAID = [
    ["author: Ann"],
    ["author: 'it''s \"me\" # not a comment'"],
    ['author: "dash - and # hash \\u00e9"'],
    ["author: |-", "  # no comment"],
    ["author: |-", "  - name: no feed"],
    ["author: |+", "  kept", "", ""],
    ["author: >-", "  folded", "  text"],
    ["author: two", "  lines"],
    ['author: "two', '  # lines"'],
    ["tags: [a, 'b, c', \"d\"]"],
    ["tags:", "- one # first", "", "# between", "- two"],
    ["tags:", "    - 'x'"],
    ["tags: [", "  a, # here", "  b", "  ]"],
    ["first_run: {max_entries: 3}"],
    ["first_run:", "  # so few", "  max_entries: 3"],
    ['headers: {X-Key: "${KEY}"}'],
    ["cookie:"],
    ["cookie: ~   # none"],
    ["enabled: false   # for now"],
    ["poll_every:   1h"],
    ["# tags: [z]"],
]
ABOVE = ["# plain", "#", "   # deep", "# ── section ──────", "# ---- old ----", "# wide — 中文"]
OUT = ["# - name: Out", "#   url: https://out.example/"]
TOPS = [["archive: x   # where"], ["timezone: 'UTC'"], ["defaults:", "  # all", "  poll_every: 1h"]]


@st.composite
def block_files(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    """A config with feeds F0, F1, … in block style, and the lines of each, comments above not."""
    column = draw(st.sampled_from([0, 2, 2, 4]))
    tops = draw(st.lists(st.sampled_from(TOPS), unique_by=str))
    cut = draw(st.integers(0, len(tops)))
    lines = draw(st.sampled_from([[], ["# head", ""], ["---"], ["%YAML 1.1", "---"]]))
    lines = [*lines, *(line for top in tops[:cut] for line in top), "feeds:"]
    if draw(st.booleans()):
        lines[-1] += "   # all of them"
    feeds: list[list[str]] = []
    for number in range(draw(st.integers(1, 4))):
        lines += [""] * draw(st.integers(0, 2))
        above = draw(st.lists(st.sampled_from(ABOVE), max_size=2))
        above += OUT if draw(st.integers(0, 5)) == 0 else []
        lines += [" " * column + line for line in above]
        gap = draw(st.sampled_from([2, 2, 2, 4]))
        said = draw(st.lists(st.sampled_from(SAID), max_size=3, unique_by=lambda one: one[0][:5]))
        said.insert(draw(st.integers(0, len(said))), [f"url: https://f{number}.example/"])
        own = [f"name: F{number}", *(line for one in said for line in one)]
        own = [" " * (column + gap) + line if line else "" for line in own]
        own[0] = " " * column + "-".ljust(gap) + own[0].lstrip()
        feeds.append(own)
        lines += own
    lines += [""] * draw(st.integers(0, 2))
    lines += draw(st.sampled_from([[], ["# tail"], ["  # - name: Z"]]))
    lines += [line for top in tops[cut:] for line in top]
    end = draw(st.sampled_from(["", "\n", "\n", "\n\n# end\n"]))
    text = "\n".join(lines) + end
    text = text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"])))
    return draw(st.sampled_from(["", "", "\ufeff"])) + text, feeds


@st.composite
def flow_files(draw: st.DrawFn) -> str:
    """A config with feeds F0, F1, … in brackets, as JSON or not."""
    names = [f"F{number}" for number in range(draw(st.integers(1, 3)))]
    said = [f'"name": "{name}", "url": "https://{name}.example/#"' for name in names]
    if draw(st.booleans()):  # JSON
        own = [
            [f"{{{one}}}", "{\n   " + one.replace(', "', ',\n   "') + "\n  }"][
                draw(st.integers(0, 1))
            ]
            for one in said
        ]
        apart, close = draw(st.sampled_from([(", ", ""), (",\n  ", "\n ")]))
        first = "\n  " if close else ""
        tail = draw(st.sampled_from(["", ', "archive": "x"']))
        return '{"feeds": [' + first + apart.join(own) + close + "]" + tail + "}\n"
    own = ["{" + one.replace('"name"', "name").replace('"url"', "url") + "}" for one in said]
    apart, close = draw(st.sampled_from([(",", ""), (",\n  ", "\n "), (", # c\n  ", " # d\n ")]))
    first = "\n  " if close else ""
    comma = draw(st.sampled_from(["", ","]))
    text = "feeds: [" + first + apart.join(own) + comma + close + "]"
    return text + draw(st.sampled_from(["\n", " # e\n", "\narchive: x\n"]))


NEW_FEEDS = st.sampled_from([
    [NEW],
    [NEW, {"name": "Second: one", "url": "https://second.example/", "tags": ["a, b", "#c"]}],
    [NEW | {"author": None, "enabled": False, "headers": {"X-Key": "a: ${K}"}}],
    [NEW | {"first_run": {"max_entries": 3, "since": "2024-01-31"}, "poll_every": "0s"}],
])  # fmt: skip


@settings(deadline=None, max_examples=70)
@given(block_files(), NEW_FEEDS)
def test_what_is_added_comes_out_again_and_nothing_else_moves(
    file: tuple[str, list[list[str]]], new: list[dict[str, object]]
) -> None:
    text, _ = file
    longer = with_feeds(text, new)
    assert is_within(lines_of(text), longer)
    before, after = keys_of(text, "f"), keys_of(longer, "f")
    assert after.feeds[: len(before.feeds)] == before.feeds
    assert after.feeds[len(before.feeds) :] == keys_of(with_feeds("", new), "f").feeds
    assert (after.archive, after.defaults) == (before.archive, before.defaults)
    names = [str(feed["name"]) for feed in new]
    assert without_feeds(longer, names) == text
    one_by_one = text
    for feed in new:
        one_by_one = with_feeds(one_by_one, [feed])
    for name in names:
        one_by_one = without_feeds(one_by_one, [name])
    assert one_by_one == text


@settings(deadline=None, max_examples=70)
@given(block_files(), st.data())
def test_what_is_removed_takes_only_its_own_along(
    file: tuple[str, list[list[str]]], data: st.DataObject
) -> None:
    text, feeds = file
    numbers = data.draw(st.lists(st.integers(0, len(feeds) - 1), unique=True, min_size=1))
    shorter = without_feeds(text, [f"F{number}" for number in numbers])
    kept = [own for number, own in enumerate(feeds) if number not in numbers]
    assert is_within([line for own in kept for line in own], shorter)
    assert feed_names(shorter) == [f"F{n}" for n in range(len(feeds)) if n not in numbers]
    if kept:
        rest = [feed for n, feed in enumerate(keys_of(text, "f").feeds) if n not in numbers]
        assert keys_of(shorter, "f").feeds == rest
    for line in lines_of(text):
        if any(word in line for word in ("──", "----", "Out", "out.", "# head", "# end", "# tail")):
            assert lines_of(shorter).count(line) == lines_of(text).count(line), line


@settings(deadline=None, max_examples=50)
@given(flow_files(), NEW_FEEDS)
def test_lists_in_brackets_stay_such(text: str, new: list[dict[str, object]]) -> None:
    longer = with_feeds(text, new)
    assert len(keys_of(longer, "f").feeds) == len(keys_of(text, "f").feeds) + len(new)
    assert without_feeds(longer, [str(feed["name"]) for feed in new]) == text
    assert longer.count("#") >= text.count("#")
    names = feed_names(text)
    for name in names[:-1]:
        longer = without_feeds(longer, [name])
    assert feed_names(longer) == [names[-1], *(feed["name"] for feed in new)]


@settings(deadline=None, max_examples=70)
@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=20
    ).filter(lambda text: text.strip() != "")
)
def test_a_name_is_read_back_whatever_it_is(name: str) -> None:
    for text in ("", "{feeds: []}\n", '{"feeds": []}\n'):
        (feed,) = keys_of(with_feeds(text, [NEW | {"name": name, "tags": [name]}]), "f").feeds
        (usual,) = keys_of(f"feeds: [{{name: {quoted(name)}, url: 'https://e.org/'}}]", "f").feeds
        assert (feed.name, feed.tags) == (usual.name, [usual.name])


def quoted(text: str) -> str:
    return '"' + "".join(f"\\U{ord(char):08x}" for char in text) + '"'


# ── where it goes, by example ────────────────────────────────────────────────────────────────

ADDED = "  - name: New\n    url: https://new.example/feed\n"


@pytest.mark.parametrize(
    ("text", "added"),
    [
        pytest.param("feeds:\n" + A, "feeds:\n" + A + ADDED, id="at the end"),
        pytest.param("feeds: []\n", "feeds:\n" + ADDED, id="an empty list"),
        pytest.param("feeds:  # none\n", "feeds:  # none\n" + ADDED, id="nothing"),
        pytest.param("feeds: null\nstate: x\n", "feeds:\n" + ADDED + "state: x\n", id="null"),
        pytest.param("feeds:\n  []\n", "feeds:\n" + ADDED, id="an empty list below"),
        pytest.param("# a\n", "# a\nfeeds:\n" + ADDED, id="only comments"),
        pytest.param("state: x", "state: x\n\nfeeds:\n" + ADDED, id="no feeds, no newline"),
        pytest.param("state: x\n...\n", "state: x\n\nfeeds:\n" + ADDED + "...\n", id="an end"),
        pytest.param("{state: x}", None, id="a mapping in brackets"),
        pytest.param(
            "feeds:\n" + A + "    # cookie: x\n\n# top\nstate: x\n",
            "feeds:\n" + A + "    # cookie: x\n" + ADDED + "\n# top\nstate: x\n",
            id="below what is commented out of the last",
        ),
        pytest.param(
            "feeds:\n" + A + "\n" + B + "\nstate: x\n",
            "feeds:\n" + A + "\n" + B + "\n" + ADDED + "\nstate: x\n",
            id="with a blank line between, where they have one",
        ),
        pytest.param(
            "feeds:\n- name: A\n  url: https://a.example/\nstate: x\n",
            "feeds:\n- name: A\n  url: https://a.example/\n"
            "- name: New\n  url: https://new.example/feed\nstate: x\n",
            id="as it is indented",
        ),
        pytest.param("feeds:\n" + A.rstrip(), "feeds:\n" + A + ADDED.rstrip(), id="no newline"),
        pytest.param(
            "feeds:\n" + A + "    author: |+\n      x\n\n\nstate: x\n",
            "feeds:\n" + A + "    author: |+\n      x\n\n\n" + ADDED + "state: x\n",
            id="below the blank lines that are a text's",
        ),
        pytest.param(
            "feeds:\n" + A + "    author: |+\n      x\n\n    # deep\n",
            "feeds:\n" + A + "    author: |+\n      x\n\n    # deep\n" + ADDED,
            id="and below a comment that follows them",
        ),
        pytest.param(
            "feeds: [{name: A, url: 'https://a.example/'}]\n",
            "feeds: [{name: A, url: 'https://a.example/'}, "
            '{name: New, url: "https://new.example/feed"}]\n',
            id="in brackets",
        ),
    ],
)
def test_a_feed_is_put(text: str, added: str | None) -> None:
    new = with_feeds(text, [NEW])
    assert added is None or new == added
    assert [feed.name for feed in keys_of(new, "f").feeds][-1] == "New"


def test_a_new_file_has_a_head_and_is_a_config() -> None:
    text = with_feeds("", [NEW])
    assert text.startswith("# ")
    assert text.endswith("feeds:\n" + ADDED)
    assert without_feeds(text, ["New"]).endswith("feeds: []\n")
    assert with_feeds(without_feeds(text, ["New"]), [NEW]) == text


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        pytest.param(
            "feeds:\n  # of A\n"
            + A
            + "\n  # ── B's ──\n  # of B\n"
            + B
            + "\n  # C\n  - {name: C}\n",
            "feeds:\n  # of A\n" + A + "\n  # ── B's ──\n  # C\n  - {name: C}\n",
            id="its comment, not the banner, and one of two blank lines",
        ),
        pytest.param(
            "feeds:\n" + A + "  # - name: O\n  #   url: o\n  # of B\n" + B + "    # x\n  # z\n",
            "feeds:\n" + A + "  # - name: O\n  #   url: o\n  # z\n",
            id="not the one that is commented out, nor what comes below",
        ),
        pytest.param(
            "feeds:\n" + A + "# far\n" + B, "feeds:\n" + A + "# far\n", id="not what stands aside"
        ),
        pytest.param(
            "feeds:\n" + A + "\n  # lone\n\n" + B, "feeds:\n" + A + "\n  # lone\n", id="apart"
        ),
        pytest.param("feeds:\n" + B + "state: x\n", "feeds: []\nstate: x\n", id="the last one"),
        pytest.param("feeds:\n\n" + B + "\n" + A, "feeds:\n\n" + A, id="the first one"),
        pytest.param(
            "feeds:\n" + A + "    author: |+\n      x\n\n\n" + B + "\n  - {name: C}\n",
            "feeds:\n" + A + "    author: |+\n      x\n\n\n  - {name: C}\n",
            id="between blank lines of which the upper are a text's",
        ),
        pytest.param("feeds: # c\n" + B, "feeds: [] # c\n", id="before a comment"),
        pytest.param("feeds: [{name: B}, {name: A}]", "feeds: [{name: A}]", id="in brackets"),
        pytest.param(
            "feeds: [\n  {name: A}, # a\n  {name: B}, # b\n  {name: C} # c\n]\n",
            "feeds: [\n  {name: A}, # a\n  {name: C} # c\n]\n",
            id="in brackets with comments",
        ),
    ],
)
def test_feed_b_is_removed(text: str, rest: str) -> None:
    assert without_feeds(text, ["B"]) == rest


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_feed_that_is_wrong_can_be_removed(newline: str) -> None:
    text = ("feeds:\n" + A + "  - name: Bad\n    nonsense: [1\n      ]\n    url: no\n").replace(
        "\n", newline
    )
    assert without_feeds(text, ["Bad"]) == ("feeds:\n" + A).replace("\n", newline)


def test_a_list_in_place_of_a_feed_is_no_obstacle_to_removing_others() -> None:
    text = "feeds:\n  - - a\n" + A + B
    assert feed_names(text) == ["A", "B"]
    assert without_feeds(text, ["B"]) == "feeds:\n  - - a\n" + A


def test_of_a_file_with_feeds_for_years_all_but_the_feed_stays() -> None:
    text = "feeds:\n" + "".join(
        f"  # of {n}\n  - name: F{n}\n    url: https://f{n}.example/\n" for n in range(1000)
    )
    rest = without_feeds(text, [f"F{n}" for n in range(0, 1000, 2)])
    assert len(feed_names(rest)) == 500
    assert rest.count("# of") == 500
    assert without_feeds(with_feeds(rest, [NEW]), ["New"]) == rest


# ── what is refused ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "feed", "words"),
    [
        ("feeds:\n" + A, {"name": "a", "url": "https://n.example/"}, "is the name of feeds[0] too"),
        ("feeds:\n" + A, {"name": "N", "url": "https://A.example"}, "has this address already"),
        ("feeds:\n" + A, {"name": "N", "url": "nowhere"}, "feeds[1].url: want an address"),
        (
            "feeds:\n" + A,
            {"name": "N", "url": "https://n.example/", "tag": []},
            "unknown key 'tag'",
        ),
        ("feeds: x\n", NEW, "feeds.yaml: can't be changed safely, so it was not; write by hand"),
        ("feeds: {a: b}\n", NEW, "at the end of feeds: (line 1): - {name: New, url: "),
        ("- feeds\n", NEW, "can't be changed safely"),
        ("feeds:\n" + A + "feeds:\n" + B, NEW, "can't be changed safely"),
        ("feeds: &x\nstate: x\n", NEW, "can't be changed safely"),
        ("a: &a [x]\nfeeds: *a\n", NEW, "can't be changed safely"),
        ("feeds:\n" + A + "\tx: y\n", NEW, "feeds.yaml:4: tab used for indentation"),
        ("feeds:\n" + A + "archiv: x\n", NEW, "unknown key 'archiv'; did you mean 'archive'?"),
        ("feeds: [\n", NEW, "not YAML"),
        ("a: 1\n---\nb: 1\n", NEW, "a second document"),
    ],
)
def test_adding_is_refused_in_one_line(text: str, feed: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        with_feeds(text, [feed])
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_secret_is_not_told_when_adding_is_refused() -> None:
    with pytest.raises(ConfigError) as caught:
        with_feeds("feeds: x\n", [NEW | {"cookie": "hunter2"}])
    assert "hunter2" not in str(caught.value)
    assert "and its other keys" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("feeds:\n" + A, "no feed is named 'B'"),
        ("feeds:\n", "no feed is named 'B'"),
        (
            "feeds:\n" + B + "    tags: &t [x]\n" + A + "    tags: *t\n",
            "f.yaml:7: *t stands for what the feed to be removed says in line 4 (&t); write it out",
        ),
        ("? feeds\n: - name: B\n    url: x\n", "take out by hand what is in line 2 ('B')"),
        ("feeds: &f\n" + B, "take out by hand"),
    ],
)
def test_removing_is_refused_in_one_line(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        without_feeds(text, ["B"], named="f.yaml")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_anchor_of_another_feed_is_no_obstacle() -> None:
    text = "feeds:\n" + A + "    tags: &t [x]\n" + B + "    tags: *t\n"
    assert without_feeds(text, ["B"]) == "feeds:\n" + A + "    tags: &t [x]\n"
    longer = with_feeds(text, [NEW])
    assert longer == text + ADDED


# ── other mappings ───────────────────────────────────────────────────────────────────────────


def test_a_site_is_put_at_the_end_of_the_rules() -> None:
    rule = {"a.example": {"keep": ["article > .text", "h2"]}}
    added = "a.example:\n  keep: [article > .text, h2]\n"
    assert with_pairs("", None, rule, named="s") == added
    assert with_pairs("# - rules\n", None, rule, named="s") == "# - rules\n" + added
    text = "b.example:\n  drop: [x]   # y\n  # z\n"
    assert with_pairs(text, None, rule, named="s") == text + added
    assert with_pairs("{b.example: {drop: [x]}}", None, rule, named="s") == (
        "{b.example: {drop: [x]}, a.example: {keep: [article > .text, h2]}}"
    )


def test_a_preset_is_put_among_the_others() -> None:
    preset = {"vault": {"base": "obsidian"}}
    added = "  vault:\n    base: obsidian\n"
    text = "feeds:\n" + A + "presets:\n  own:\n    base: hugo # x\n\nstate: y\n"
    assert with_pairs(text, "presets", preset, named="f") == text.replace("\n\n", f"\n{added}\n")
    assert with_pairs("state: y\n", "presets", preset, named="f").endswith("presets:\n" + added)


# ── the file ─────────────────────────────────────────────────────────────────────────────────


def test_the_file_keeps_its_mode_and_a_link_stays_one(tmp_path: Path) -> None:
    real = tmp_path / "real.yaml"
    real.write_bytes(b"feeds:\r\n")
    real.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(real)
    text = read_config_text(link)
    assert text == "feeds:\r\n"
    write_config(link, text + "# é\r\n")
    assert link.is_symlink()
    assert not list(tmp_path.glob(".*"))
    assert real.read_bytes() == "feeds:\r\n# é\r\n".encode()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.yaml", "real.yaml"]


def test_a_file_that_is_not_there_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "config" / "feeds.yaml"
    assert read_config_text(path) == ""
    write_config(path, "feeds: []\n")
    assert path.read_text() == "feeds: []\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_where_nothing_can_be_written_that_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigError, match="can't be written: Permission denied"):
        write_config(tmp_path / "feeds.yaml", "x")


def test_a_folder_in_its_place_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").mkdir()
    with pytest.raises(ConfigError, match="can't be written: Is a directory"):
        write_config(tmp_path / "feeds.yaml", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["feeds.yaml"]
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    with pytest.raises(ConfigError):
        read_config_text(loop)

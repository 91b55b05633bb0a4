"""Front matter by config: whatever strangers write, it reads back; what can't work is refused."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from preset_samples import ENTRY, feed_with, post_of
from scraper.archive import _LONG_PEEK_BYTES, Archive
from scraper.config import load_config
from scraper.config.reference import FEEDS_SCHEMA, documents
from scraper.errors import ConfigError
from scraper.front_matter import one_line, peek, quoted
from scraper.front_template import (
    ADOPTED,
    FIELDS,
    INSTANTS,
    LISTS,
    MAX_KEYS,
    MAX_TEXTS,
    complaints,
    front_lines,
    site_terms,
    vault_tag,
)
from scraper.model import FrontMatter, Preset
from scraper.presets import BUILT_IN

_ROUGH = "\"'\\:#[]{},&*!|>%@`=~<?- \t\u3000\n\x85\u2028\ufeff\ud800\u202e新éيx1"
_TEXTS = st.one_of(
    st.text(max_size=30),
    st.text(st.sampled_from(_ROUGH), max_size=12),
    st.sampled_from(
        ["", "yes", "1984", "2026-05-04", "<% x %>", "{title}", "{{ x }}", "---", "..."]
    ),
)
_SINGLE = tuple(field for field in FIELDS if field not in LISTS)
_LITERALS = st.text(st.sampled_from("ab新 :#'\"\\-[]<%"), max_size=5)
_PIECES = st.lists(
    st.one_of(st.sampled_from([f"{{{field}}}" for field in _SINGLE]), _LITERALS),
    min_size=1,
    max_size=4,
).map("".join)
_VALUES = st.fixed_dictionaries(
    {field: st.lists(_TEXTS.map(one_line), max_size=3) if field in LISTS else _TEXTS.map(one_line)
     for field in FIELDS if field not in (*INSTANTS, "url")}
)  # fmt: skip
_KEYS = st.sampled_from("tags aliases a b date-seen 标签".split()) | st.from_regex(
    r"[a-z][a-z_-]{0,8}( [a-z]{1,3})?", fullmatch=True
)
_TEMPLATES = st.dictionaries(
    _KEYS,
    st.one_of(
        _PIECES,
        st.sampled_from(["{tags}", "{categories}"]),
        st.lists(
            st.one_of(_PIECES, st.sampled_from(["{tags}", "{categories}"])), min_size=1, max_size=3
        ),
    ),
    max_size=6,
)
DATE = {"vault": "2026-05-04T06:30:00", "site": "2026-05-04T06:30:00.000Z"}
URL = "https://news.example/a?b=1"


def given_values(values: dict[str, Any], *, vault: bool) -> dict[str, Any]:
    return values | {"date": DATE["vault" if vault else "site"], "updated": "", "url": URL}


def wanted(template: str, values: dict[str, Any]) -> str:
    """What a reader must find for a text: its fields put in, one clean line."""
    fields = [field for field in _SINGLE if "{" + field + "}" in template]
    if fields and not any(values[field] for field in fields):
        return ""
    return one_line(template.format(**values))


@settings(max_examples=150, deadline=None)
@given(_TEMPLATES, _VALUES, st.booleans())
@example({"a": "{author}"}, dict.fromkeys(FIELDS, "<% x %>") | {"tags": [], "categories": []}, True)
def test_whatever_is_filled_in_reads_back_as_it_was_and_is_adopted(
    own: dict[str, Any], values: dict[str, Any], vault: bool
) -> None:
    template = {**own, **ADOPTED}
    values = given_values(values, vault=vault)
    if list(complaints(template, (), vault=vault)):
        return
    frozen = tuple((k, v if isinstance(v, str) else tuple(v)) for k, v in template.items())
    text = "---\n" + "\n".join(front_lines(frozen, values, vault=vault)) + "\n---\nbody\n"

    read = yaml.load(text.split("\n---\n")[0], yaml.BaseLoader)
    assert list(read) == [key for key in template if key in read]
    for key, value in template.items():
        if value in ("{tags}", "{categories}") or isinstance(value, list):
            items = [value] if isinstance(value, str) else value
            spread = [
                text
                for item in items
                for text in (values[item[1:-1]] if item[1:-1] in LISTS else [wanted(item, values)])
            ]
            if not vault:
                assert read.get(key, []) == site_terms(spread)
            elif key == "tags":
                assert {tag.casefold() for tag in read.get(key, [])} == {
                    tag.casefold() for item in spread if (tag := vault_tag(item))
                }
            else:
                assert read.get(key, []) == [item for item in spread if item]
        else:
            assert read.get(key, "") == wanted(value, values)
    assert not vault or "<%" not in text
    found = peek(text)
    if values["title"]:
        assert found is not None
        assert (found.url, found.title, found.date) == (URL, values["title"], values["date"])


def test_a_text_is_a_text_to_yaml_and_own_switches_and_numbers_are_not() -> None:
    template: FrontMatter = (
        *(("year", "{year}"), ("shout", "{title}"), ("when", "{date}"), ("said", "on {date}")),
        *(("draft", "false"), ("rank", "-7"), ("zip", "007"), ("on", "yes please")),
    )
    values = given_values(dict.fromkeys(FIELDS, "true") | {"year": "2026"}, vault=False)
    read = yaml.safe_load("\n".join(front_lines(template, values, vault=False)))
    assert read["year"] == "2026"
    assert read["shout"] == "true"
    assert read["when"].isoformat() == "2026-05-04T06:30:00+00:00"
    assert read["said"] == "on 2026-05-04T06:30:00.000Z"
    assert (read["draft"], read["rank"], read["zip"]) == (False, -7, "007")


def test_a_key_whose_fields_are_all_empty_is_left_out() -> None:
    template: FrontMatter = (
        *(("a", "{image}"), ("b", "by {author} {image}"), ("c", "{guid} by {image}")),
        *(("d", ("{image}", "{guid}")), ("e", ("{image}", "x")), ("f", "{tags}")),
    )
    values = given_values(dict.fromkeys(FIELDS, "") | {"author": "Ada", "tags": []}, vault=False)
    assert front_lines(template, values, vault=False) == ["b: by Ada", "e: [ x ]"]


def test_extra_follows_an_own_front_matter() -> None:
    own: FrontMatter = tuple(ADOPTED.items())
    preset = dataclasses.replace(BUILT_IN["hugo"], front_matter=own, extra=("lang", "access"))
    front = post_of(preset).text.split("---\n")[1]
    assert [line.partition(":")[0] for line in front.splitlines()] == [
        *("from", "title", "date", "lang", "access")
    ]


def test_the_largest_front_matter_is_still_read_back(tmp_path: Path) -> None:
    """Each value is as long as it may get, of the letters that take most bytes."""
    keys = {f"k{n}": "{author}" for n in range(MAX_KEYS - 4)}
    template = {**keys, "many": ("{author}",) * (MAX_TEXTS - MAX_KEYS + 1), **ADOPTED}
    assert list(complaints(template, (), vault=True)) == []
    preset = dataclasses.replace(BUILT_IN["obsidian"], front_matter=tuple(template.items()))
    text = post_of(preset, dataclasses.replace(ENTRY, author="😀" * 100_000)).text
    assert 500_000 < len(text.encode()) < _LONG_PEEK_BYTES
    archive = Archive(tmp_path)
    archive.prepare()
    archive.write("a.md", text)
    found = archive.peek("a.md")
    assert found is not None
    assert found.title == ENTRY.title


def test_what_templater_would_run_is_written_so_that_it_is_no_command() -> None:
    entry = dataclasses.replace(ENTRY, title="a <%* x %> b", author="<% tp %>")
    text = post_of(BUILT_IN["obsidian"], entry).text
    assert "<%" not in text
    assert yaml.safe_load(text.split("---\n")[1])["aliases"] == ["a <%* x %> b"]
    assert f"title: {quoted(entry.title)}\n" in post_of(BUILT_IN["plain"], entry).text


# ── what is refused ──────────────────────────────────────────────────────────────────────────

GOOD = 'title: "{title}", date: "{date}", from: "{url}"'
REFUSED = {
    "no address": (
        'title: "{title}", date: "{date}", source: "{url}"',
        'presets.own.front_matter: want from: "{url}": if the state is lost, posts are known again',
    ),
    "an address with more": (
        'title: "{title}", date: "{date}", from: "see {url}"',
        'presets.own.front_matter.from: want from: "{url}"',
    ),
    "no title": ('date: "{date}", from: "{url}"', 'want title: "{title}"'),
    "no date": ('title: "{title}", from: "{url}"', 'want date: "{date}"'),
    "a misspelt field": (
        GOOD + ', a: "{titel}"',
        "a: unknown field {titel}; did you mean {title}?",
    ),
    "an unknown field": (GOOD + ', a: ["x", "{q}"]', "a[1]: unknown field {q}; known are {title},"),
    "a format": (
        GOOD + ', a: "{title:>9}"',
        "a: a field stands alone, with no ! or :, got {title:>9}; write {title}",
    ),
    "an attribute": (GOOD + ', a: "{title.x}"', "unknown field {title.x}; did you mean {title}?"),
    "an open brace": (GOOD + ', a: "{title"', "a: braces don't match"),
    "a closed brace": (GOOD + ', a: "x}"', "a: braces don't match"),
    "a list amid text": (GOOD + ', a: "x {tags}"', "{tags} is a list; let it stand alone"),
    "a list amid a list's text": (GOOD + ', a: ["x {tags}"]', "a[0]: {tags} is a list"),
    "an empty list": (GOOD + ", a: []", "a: want at least one text in the list"),
    "an empty text": (GOOD + ', a: ""', "a: want a text or true or false or"),
    "nothing": (GOOD + ", a: ~", "got nothing"),
    "a mapping": (GOOD + ", a: {b: c}", "got a mapping"),
    "a key with a colon": (GOOD + ', "a: b": x', "want a key of letters, digits, _ and -"),
    "a key that is a word": (GOOD + ", Yes: x", "is no word such as yes or null"),
    "a key that is a number": (GOOD + ", 1984: x", "begins with a letter"),
    "a key with a break": (GOOD + ', "a\\nb": x', "want a text"),
    "a long key": (GOOD + f", {'k' * 61}: x", "has at most 60 characters"),
    "a key twice": (GOOD + ", a: x, a: y", "key 'a' is given twice"),
    "a key twice but for case": (GOOD + ", a: x, A: y", "A: 'a' is the same key for Hugo and Obs"),
    "a key of ours": (GOOD + ", memento: x", "written by the program itself"),
    "too many keys": (
        GOOD + "".join(f", k{n}: x" for n in range(38)),
        "want at most 40 keys, 50 texts; got 41, 41",
    ),
    "too many texts": (GOOD + f", a: [{', '.join('x' * 48)}]", "50 texts; got 4, 51"),
    "strangers that say where a page goes": (
        GOOD + ', permalink: "/{title}/"',
        "permalink: {title} is written by strangers",
    ),
    "a line break": (GOOD + ', a: "x\\ny"', "it holds a line break"),
}


def own(tmp_path: Path, front_matter: str, more: str = "") -> Preset:
    """An own preset as config reads it."""
    file = tmp_path / "feeds.yaml"
    file.write_text(
        f"presets:\n  own: {{front_matter: {{{front_matter}}}{more}}}\n"
        "feeds: [{name: A, url: 'https://e.example/a', preset: own}]\n",
        "utf-8",
    )
    return load_config(file, environ={}).feeds[0].preset


@pytest.mark.parametrize(("front_matter", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_template_is_refused_in_one_clear_line(
    tmp_path: Path, front_matter: str, words: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        own(tmp_path, front_matter)
    said = str(raised.value)
    assert words in said
    assert "feeds.yaml:2: presets.own.front_matter" in said
    assert "\n" not in said
    assert len(said) < 400


@pytest.mark.parametrize(
    ("front_matter", "more", "words"),
    [
        (', tags: "a"', "", "tags: Obsidian wants a list; write ['a']"),
        (', aliases: "{title}"', "", "aliases: Obsidian wants a list"),
        (", tag: [a]", "", "tag: Obsidian no longer reads it; write tags"),
        ("", ", path: 'a#b/{title}.md'", "path: want no # ^ [ ] or %%"),
        ("", ", path: '%%/{title}.md'", "path: want no # ^ [ ] or %%"),
        (', lang: "{language}"', ", extra: [lang]", "lang: stands in `extra`, too; remove it"),
    ],
)
def test_what_obsidian_could_not_read_is_refused(
    tmp_path: Path, front_matter: str, more: str, words: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        own(tmp_path, GOOD + front_matter, f", base: obsidian{more}")
    assert words in str(raised.value)


def test_a_template_that_is_good_is_kept_in_its_order(tmp_path: Path) -> None:
    preset = own(
        tmp_path,
        GOOD + ', 标签: "{tags}", date created: "{updated}", tags: [a, "{tags}"], '
        'draft: false, rank: 3, permalink: "/{year}/x/", braces: "{{x}}"',
        ", link: true",
    )
    assert preset.link
    assert preset.front_matter == (
        *(("title", "{title}"), ("date", "{date}"), ("from", "{url}"), ("标签", "{tags}")),
        *(("date created", "{updated}"), ("tags", ("a", "{tags}")), ("draft", "false")),
        *(("rank", "3"), ("permalink", "/{year}/x/"), ("braces", "{{x}}")),
    )
    made = dataclasses.replace(feed_with(preset), tags=("x",))
    front = post_of(preset, tags=made.tags).text.split("---\n")[1]
    assert "\n标签: [ x ]\ntags: [ a, x ]\ndraft: false\nrank: 3\npermalink: /2026/x/\n" in front
    assert yaml.safe_load(front)["braces"] == "{x}"


def test_editors_are_shown_a_whole_example() -> None:
    keys = json.loads(documents()[FEEDS_SCHEMA])["$defs"]["PresetKeys"]["properties"]
    (example,) = keys["front_matter"]["examples"]
    assert list(complaints(example, (), vault=True)) == []
    kinds = keys["front_matter"]["additionalProperties"]["anyOf"]
    assert {kind["type"] for kind in kinds} == {"string", "boolean", "integer", "array"}


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("Ports and locks", "Ports-and-locks"),
        ("Europe / North Sea", "Europe/North-Sea"),
        ("#news", "news"),
        ("1984", "_1984"),
        ("2026/05", "_2026/05"),
        ("36氪", "36氪"),
        ("联合早报", "联合早报"),
        ("हिन्दी", "हिन्दी"),
        ("C++", "C"),
        ("R&D, today!", "R-D-today"),
        ("//a//b/", "a/b"),
        ("a_b-c", "a_b-c"),
        ("!?", ""),
        ("", ""),
    ],
)
def test_a_tag_is_such_as_obsidian_takes(tag: str, written: str) -> None:
    assert vault_tag(tag) == written
    assert vault_tag(written) == written

"""Where posts lie: every title makes a safe file name, the same one each time."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import unicodedata
from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checks.site.presets import every_preset
from preset_samples import ENTRY, post_of
from scraper.front_template import EXTRA, complaints
from scraper.model import Preset
from scraper.presets import (
    BUILT_IN,
    MAX_PART_BYTES,
    MAX_TITLE_BYTES,
    MAX_TITLE_CHARS,
    check_path_template,
    path_key,
    post_path,
    second_path,
    slug,
)

NOON = datetime(2021, 11, 23, 12, 0, tzinfo=UTC)
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
PRESETS = every_preset()
DEVICES = ["con", "PRN", "Aux", "nul", "com1", "LPT9", "com¹", "COM0"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("Hello World", "Hello-World", id="blanks become dashes"),
        pytest.param("阿里云、百度云被约谈", "阿里云、百度云被约谈", id="Unicode is kept"),
        pytest.param("a \t\n b", "a-b", id="a run of blanks is one dash"),
        pytest.param("a - b", "a-b", id="dashes of the title join it"),
        pytest.param("标题\u3000二", "标题-二", id="a wide blank is a blank"),
        pytest.param("a\u2028b\x85c", "a-b-c", id="strange line breaks are blanks"),
        pytest.param('a/b\\c:d*e?f"g<h>i|j', "abcdefghij", id="what Windows forbids is gone"),
        pytest.param("AC/DC: live?", "ACDC-live", id="as in a real title"),
        pytest.param("a\x00b\x1bc\x7fd", "abcd", id="control characters are gone"),
        pytest.param("a\u202eb\u2066c\u200ed", "abcd", id="bidi characters are gone"),
        pytest.param("a\u200bb\ufeffc\u00add", "abcd", id="invisible ones are gone"),
        pytest.param("a\ud800b", "ab", id="half a character is gone"),
        pytest.param("a\ue000b\ufffeb\U0001ffffb", "abbb", id="private and never-characters, too"),
        pytest.param("...hidden", "hidden", id="no leading dots"),
        pytest.param("--rm -rf", "rm-rf", id="no leading dashes"),
        pytest.param("the end...", "the-end", id="no dots at the end"),
        pytest.param("../../etc/passwd", "etcpasswd", id="no way up"),
        pytest.param("", "untitled", id="never empty"),
        pytest.param(" ?? ", "untitled", id="nor empty after cleaning"),
        pytest.param("con", "con_", id="no device of Windows"),
        pytest.param("NUL.txt", "NUL_.txt", id="nor with a suffix"),
        pytest.param("com¹", "com¹_", id="nor with a small digit"),
        pytest.param("console", "console", id="but a word that starts like one"),
        pytest.param("cafe\u0301", "café", id="composed"),
        pytest.param("cafe\u00ad\u0301", "café", id="composed after what was between is gone"),
        pytest.param(f"a {FAMILY} b", f"a-{FAMILY}-b", id="joined emoji stay joined"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="joiners inside words stay"),
        pytest.param("\u200da\u200c", "a", id="joiners at the ends don't"),
        pytest.param("x" * 200, "x" * 80, id="80 characters at most"),
        pytest.param("新" * 80, "新" * 66, id="200 bytes at most"),
        pytest.param("x" * 79 + "e\u0323\u0302\u0301", "x" * 79, id="accents go with their letter"),
        pytest.param("x" * 78 + FAMILY, "x" * 78, id="a joined emoji goes whole"),
        pytest.param("x" * 79 + "👍🏽", "x" * 79, id="a skin goes with its thumb"),
        pytest.param("x" * 79 + " y", "x" * 79, id="no dash where it was cut"),
        pytest.param("con." + "x" * 90, "con_." + "x" * 75, id="a device's mark keeps the limit"),
    ],
)
def test_slug(title: str, expected: str) -> None:
    assert slug(title) == expected


_ALPHABET = st.one_of(
    st.characters(),
    st.characters(categories=["Cs", "Cc", "Cf", "Cn", "Zs", "Zl", "Mn", "Me"]),
    st.sampled_from('.-_/\\:*?"<>|\u200c\u200d\ufe0f\u0301\u0345\u0338\u202e🏽👍新eA \n'),
)
_TITLES = st.one_of(
    st.text(_ALPHABET, max_size=120),
    st.builds(
        "{}{}{}".format,
        st.text(_ALPHABET, max_size=2),
        st.sampled_from(DEVICES),
        st.text(_ALPHABET),
    ),
    st.builds("{}{}".format, st.integers(60, 81).map("x".__mul__), st.text(_ALPHABET, max_size=9)),
)


@settings(max_examples=600, deadline=None)
@given(_TITLES)
@example("con.txt")
@example("con." + "x" * 76)
@example("e\u00ad\u0301")
def test_every_title_makes_a_safe_file_name(title: str) -> None:
    name = slug(title)
    assert name
    assert len(name) <= MAX_TITLE_CHARS == 80
    assert len(name.encode("utf-8")) <= MAX_TITLE_BYTES == 200
    assert unicodedata.normalize("NFC", name) == name
    assert not set(name) & set('/\\:*?"<>|')
    assert not re.search(r"\s", name)
    for char in name:
        assert unicodedata.category(char) not in ("Cc", "Cs", "Co", "Zl", "Zp")
        assert unicodedata.category(char) != "Cf" or char in "\u200c\u200d"
    assert name[0] not in ".-"
    assert name[-1] not in ".-"
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d|com[¹²³]|lpt[¹²³])(\..*)?", name)
    assert slug(name) == name


@settings(max_examples=300, deadline=None)
@given(
    _TITLES,
    _TITLES,
    st.sampled_from(sorted(BUILT_IN)),
    st.integers(86_400, 4_000_000_000).map(lambda s: datetime.fromtimestamp(s, UTC)),
)
def test_every_post_lies_inside_the_archive(
    title: str, feed: str, preset: str, published: datetime
) -> None:
    path = post_path(BUILT_IN[preset], title, feed, published)
    assert path == post_path(BUILT_IN[preset], title, feed, published)
    assert path.endswith(".md")
    for place in (path, second_path(path, "https://a.example/")):
        for part in place.split("/"):
            assert part not in ("", ".", "..")
            assert not part.startswith(".")
            assert len(part.encode()) <= 255
    assert f"{published:%Y-%m-%d}-" in path


@pytest.mark.parametrize(
    ("preset", "path"),
    [
        ("jekyll", "_posts/2021/2021-11-23-A-B.md"),
        ("seed", "_posts/2021/2021-11-23-A-B.md"),
        ("hugo", "posts/2021/2021-11-23-A-B.md"),
        ("obsidian", "BBC-World/2021-11-23-A-B.md"),
        ("plain", "2021/11/2021-11-23-A-B.md"),
    ],
)
def test_built_in_paths(preset: str, path: str) -> None:
    assert post_path(BUILT_IN[preset], "A B", "BBC World", NOON) == path


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", "23"), ("Asia/Singapore", "24"), ("America/New_York", "23")],
)
def test_the_day_is_that_of_the_presets_zone(zone: str, day: str) -> None:
    preset = dataclasses.replace(BUILT_IN["jekyll"], zone=zone)
    at = datetime(2021, 11, 23, 21, 36, tzinfo=UTC)
    assert post_path(preset, "t", "f", at) == f"_posts/2021/2021-11-{day}-t.md"


def test_a_name_of_many_pieces_is_cut_so_that_a_file_system_takes_it() -> None:
    preset = Preset(name="own", path="all/{feed}-{year}-{title}.md")
    path = post_path(preset, "新" * 80, "闻" * 80, NOON)
    name = path.removeprefix("all/")
    assert len(name.encode()) <= MAX_PART_BYTES
    assert name.startswith("闻" * 66 + "-2021-新")
    assert len(second_path(name, "https://a.example/").encode()) <= 255


def test_second_path_tells_articles_apart_and_is_the_same_each_time() -> None:
    one = second_path("a/b.c.md", "https://a.example/1")
    assert re.fullmatch(r"a/b\.c-[0-9a-f]{8}\.md", one)
    assert one == second_path("a/b.c.md", "https://a.example/1")
    assert one != second_path("a/b.c.md", "https://a.example/2")


def test_second_path_is_pinned_since_a_later_run_must_find_it() -> None:
    assert second_path("x.md", "https://a.example/1") == "x-d817b80f.md"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("a/B.md", "A/b.md", True, id="case"),
        pytest.param("stra\u00dfe.md", "STRASSE.md", True, id="sharp s"),
        pytest.param("caf\u00e9.md", "cafe\u0301.md", True, id="normal forms"),
        pytest.param("a.md", "b.md", False, id="other names"),
        pytest.param("a/b.md", "ab.md", False, id="other folders"),
    ],
)
def test_path_key(one: str, other: str, same: bool) -> None:
    assert (path_key(one) == path_key(other)) is same


@settings(max_examples=300, deadline=None)
@given(st.text(_ALPHABET))
@example("\u0345\u0301")
@example("\u1fb4")
def test_path_key_is_blind_to_normal_forms_and_case(path: str) -> None:
    key = path_key(path)
    assert path_key(key) == key
    for form in ("NFC", "NFD"):
        assert path_key(unicodedata.normalize(form, path)) == key


def test_a_path_may_name_author_language_and_a_hash_of_the_address() -> None:
    preset = Preset(name="own", path="{language}/{author}/{hash}.md")
    path = post_path(
        preset, "t", "f", NOON, url="https://a.example/1", author="Smith: Jr", language="zh-Hans"
    )
    assert path == "zh-Hans/Smith-Jr/d817b80f.md"
    assert (
        post_path(preset, "t", "f", NOON) == f"und/untitled/{hashlib.sha256().hexdigest()[:8]}.md"
    )


@pytest.mark.parametrize("title", ["Index", "_index", "README"])
def test_no_post_is_a_folder_s_own_page(title: str) -> None:
    path = post_path(Preset(name="own", path="a/{title}.md"), title, "f", NOON)
    assert path == f"a/{title}_.md"


def test_all_that_may_be_in_one_name_is_cut_so_that_a_file_system_takes_it() -> None:
    template = "x" * 120 + "{feed}{author}{language}" * 3 + "{hash}{title}.md"
    assert check_path_template(template.replace("x", "", 3)) is None
    preset = Preset(name="own", path=template)
    path = post_path(preset, "新" * 80, "闻" * 80, NOON, author="é" * 80, language="ü" * 80)
    assert len(path.encode()) <= MAX_PART_BYTES


@settings(max_examples=300, deadline=None)
@given(st.text(_ALPHABET | st.sampled_from("#^[]|%")), st.text(st.sampled_from("#^[]%\u200b -a")))
@example("a%\u200b%b", "#")
def test_obsidian_s_links_hold_every_file_name(title: str, feed: str) -> None:
    path = post_path(BUILT_IN["obsidian"], title, feed, NOON)
    assert not set("#^[]|:\\") & set(path)
    assert "%%" not in path
    assert path.count("/") == 1
    assert re.fullmatch(r"[^/]+/2021-11-23-[^/]+\.md", path)


def is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value) and "\n" not in value


# help.obsidian.md/properties, help.obsidian.md/tags: a tag is of letters, digits, _ - and /, with
# at least one that is no digit; tags and aliases are lists; one form of date and time.
def assert_is_property(key: str, value: object, written: str) -> None:
    if key in ("tags", "aliases", "cssclasses", "categories"):
        assert isinstance(value, list)
        assert all(is_text(item) for item in value)
    elif key in ("date", "updated"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", written)
        assert isinstance(value, datetime)
        assert value.tzinfo is None
    elif key == "read":
        assert value is False
    else:
        assert is_text(value)
    if key == "tags":
        assert isinstance(value, list)
        assert len({tag.casefold() for tag in value}) == len(value)
        for tag in value:
            assert all(c in "_-/" or unicodedata.category(c)[0] in "LMN" for c in tag)
            assert any(not c.isnumeric() for c in tag)
            assert all(tag.split("/"))


_ODD_TAGS = st.text(st.sampled_from("aB1 /#-_.,:新é&'\"\u200c\u0301😀"), min_size=1, max_size=9)


@settings(max_examples=150, deadline=None)
@given(_TITLES, st.lists(_ODD_TAGS, max_size=3), st.sampled_from(["obsidian", "vault"]))
@example("1984", ["1984", "a b", "A b"], "obsidian")
def test_each_property_for_obsidian_has_its_type(title: str, tags: list[str], name: str) -> None:
    entry = dataclasses.replace(ENTRY, title=title, author=title, updated=NOON)
    preset = dataclasses.replace(PRESETS[name], extra=("updated", "guid", "body_source"))
    front = post_of(preset, entry, tags=tuple(tags)).text.split("\n---\n")[0]
    read = yaml.safe_load(front)
    lines = dict(line.split(": ", 1) for line in front.splitlines()[1:])
    assert list(read) == list(lines)
    assert {"title", "date", "from", "updated"} <= read.keys()
    assert "layout" not in read
    for key, value in read.items():
        assert_is_property(key, value, lines[key])


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_the_built_in_templates_are_good(name: str) -> None:
    preset = BUILT_IN[name]
    assert check_path_template(preset.path) is None
    assert preset.name == name
    vault = preset.dialect == "obsidian"
    assert list(complaints(dict(preset.front_matter), tuple(EXTRA), vault=vault)) == []


@pytest.mark.parametrize(
    "template",
    [
        *("{title}.md", "新闻/{feed}/{year}/{month}/{day}-{title}.md", "a b/{title}.md"),
        *("{hash}.md", "{language}/{author}/{hash}.md", "_posts/x/{year}-{month}-{day}-{hash}.md"),
    ],
)
def test_templates_that_are_good(template: str) -> None:
    assert check_path_template(template) is None


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        pytest.param("{title.md", "braces", id="an open brace"),
        pytest.param("title}.md", "braces", id="a brace that closes nothing"),
        pytest.param("{slug}.md", "unknown field {slug}", id="a field nobody knows"),
        pytest.param("{}-{title}.md", "unknown field {}", id="a field without a name"),
        pytest.param("{title!r}.md", "got {title!r}; write {title}", id="a conversion"),
        pytest.param("{title:>9}.md", "got {title:>9}; write {title}", id="a format"),
        pytest.param("{title.__class__}.md", "unknown field", id="an attribute"),
        pytest.param("{title[0]}.md", "unknown field", id="an index"),
        pytest.param("{year}/{month}.md", "{title} is missing", id="one path for all"),
        pytest.param("{title}", ".md", id="no suffix"),
        pytest.param("{title}.html", ".md", id="another suffix"),
        pytest.param("/srv/{title}.md", "relative", id="an absolute path"),
        pytest.param("C:\\{title}.md", "Windows", id="a drive"),
        pytest.param("a\n/{title}.md", "Windows", id="a line break"),
        pytest.param("../{title}.md", "below the archive", id="a way up"),
        pytest.param("a/../{title}.md", "below the archive", id="a way up inside"),
        pytest.param("a//{title}.md", "below the archive", id="an empty part"),
        pytest.param("./{title}.md", "below the archive", id="a dot"),
        pytest.param(".scrape/{title}.md", "below the archive", id="a hidden folder"),
        pytest.param("{titel}.md", "{titel}; did you mean {title}?", id="a field misspelt"),
        pytest.param("a /{title}.md", "no blanks around", id="a blank that Windows drops"),
        pytest.param("a./{title}.md", "no dot at their ends", id="a dot that Windows drops"),
        pytest.param("con/{title}.md", "a device on Windows", id="a device"),
        pytest.param("x" * 121 + "{title}.md", "too long", id="a name no file system takes"),
        pytest.param("{feed}" * 12 + "{title}.md", "too long", id="a name of too many pieces"),
        pytest.param(
            "_posts/{feed}/{title}.md", "names begin with {year}-{month}-{day}-", id="no post"
        ),
    ],
)
def test_templates_that_are_not(template: str, complaint: str) -> None:
    said = check_path_template(template)
    assert said is not None
    assert complaint in said


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("{}titleyar.md/!:[]0\\~ ")) | st.text())
def test_a_template_found_good_gives_paths_inside(template: str) -> None:
    if check_path_template(template + "{title}.md") is None:
        path = post_path(Preset(name="own", path=template + "{title}.md"), "t", "f", NOON)
        assert not path.startswith("/")
        assert all(part and not part.startswith(".") for part in path.split("/"))

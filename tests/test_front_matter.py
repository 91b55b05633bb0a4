"""Front matter: every value reads back as it was written, in every YAML there is."""

from __future__ import annotations

import json
import shutil
import subprocess
import unicodedata

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scraper.front_matter import Peek, flow_list, one_line, peek, quoted, scalar

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

# Names and titles that broke a post, or came back as something else.
AWKWARD = [
    *r"C:\path|\|\\|trailing \|a\nb|\u0041|@jane|Smith: Jr".split("|"),
    *"Yes|no|ON|Off|y|N|True|NULL|null|~|.e+3|+.e-3".split("|"),
    *"1984|1,000|1_000|0x1F|0o17|017|0b101|1e3|1E+3|1.5|.5|+1|-1|+.5|-.5|1.|5.|+1.5e3".split("|"),
    *".inf|-.INF|+.inf|.NaN|.|..|...|+.|-.|1:2|12:30:45|190:20:30|1:2.5|685_230.15".split("|"),
    *"2021-11-20|2021-1-2|2021-11-20 12:30:45|2021-11-20T12:30:45.1Z|2021-11-20 1:2:3 -5".split(
        "|"
    ),
    *"=|<<|<<: x|-|- x|--- x|---|-x|? x|?|?x|a?|Who? Me|Who?Me|:sym|:|: x|a:|a: b|a:b|::".split(
        "|"
    ),
    *"A #1|#1|a#b|# x|[AFP]|[|]|{|}|{a: b}|BBC, World|a,b|,|& x|&x|*x|* x|!x|!!int 3|%x|`x`".split(
        "|"
    ),
    *'"|\'|"q"|\'q\'|it\'s|a "b" c|> x|>|@|a@b|<b>|<|36氪|4Gamers|7 days|x: |a |b  c'.split("|"),
    *"联合早报|a：b|「x」|日本、|é|e\u0301|Ω|\u3000x|a:\u3000b|a\u3000#b|null\u3000|1\u00a0".split(
        "|"
    ),
    *["a|b", "|", "| x", "a\x85b", "a\u2028b\u2029c", "a\x00b", "a\ud800b", "\ufeffa", "a\ufeff"],
    *["a\u202eb", "a\u200eb", "a\tb", "\ta", "a\nb: c", "a\r\n---\nb", "😀", FAMILY, "\U0010ffff"],
    *["a\ufffeb", "\ue000", "\x7f", "\x9b1m", "", " ", "x" * 3000, "新 " * 700, "a: " * 500],
    *["١٢٣", "１２３", "²", "0.0.1", "1-800-FLOWERS", "0900", "08", "0x", "e3", "1e", "Infinity"],
    *["{{ x }}", "{% raw %}", "a}}b", "https://a.example/?a=1&b=[2]#x", "yes!", "!ruby/object:X"],
]
CLEAN = sorted({line for text in AWKWARD if (line := one_line(text))})

_TEXTS = st.text() | st.text(
    st.sampled_from("yYesnoNflTrue0123456789xXbe_.,:+-?[]{}#&*!|>'\"%@`=~<\\ \t\u3000新\x85TZ"),
    max_size=12,
)


def read_back(value: str) -> object:
    """What YAML makes of `key: value`, with a line above and below as in a post."""
    read = yaml.safe_load(f"layout: post\nkey: {value}\nafter: x\n")
    assert list(read) == ["layout", "key", "after"]
    assert (read["layout"], read["after"]) == ("post", "x")
    return read["key"]


@pytest.mark.parametrize("text", CLEAN, ids=ascii)
def test_awkward_values_read_back(text: str) -> None:
    for written in (scalar(text), scalar(text, flow=True), quoted(text)):
        assert "\n" not in written
        assert read_back(written) == text
    assert read_back(flow_list([text, "next", text])) == [text, "next", text]


@settings(max_examples=800, deadline=None)
@given(_TEXTS)
@example("Who?Me")
@example("+.5")
def test_any_value_reads_back(text: str) -> None:
    text = one_line(text)
    assert read_back(quoted(text)) == text
    assert read_back(scalar(text)) == text


@settings(max_examples=500, deadline=None)
@given(st.lists(_TEXTS, max_size=4))
def test_any_list_reads_back(texts: list[str]) -> None:
    items = [one_line(text) for text in texts]
    assert read_back(flow_list(items)) == items


@pytest.mark.skipif(shutil.which("ruby") is None, reason="no ruby on this machine")
def test_ruby_reads_the_same_text() -> None:
    document = "".join(
        f"- [{quoted(text)}, {scalar(text, flow=True)}]\n- {scalar(text)}\n" for text in CLEAN
    )
    program = "require 'yaml'; require 'json'; puts JSON.generate(YAML.safe_load(STDIN.read))"
    done = subprocess.run(
        ["ruby", "-Ku", "-e", program],
        input=document,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    read = json.loads(done.stdout)
    assert read == [item for text in CLEAN for item in ([text, text], text)]


@pytest.mark.parametrize(
    "text",
    """
    36氪 联合早报 BBC The|Verge 4Gamers it's a#b a:b 1-800-FLOWERS Jane|"JJ"|Doe C++ R&D Yahoo!
    .NET _2026 +x https://www.zaobao.com/realtime/china/story20211123-1216388 50%
    https://a.example/?a=1&b=2
    """.split(),
)
def test_what_every_yaml_reads_as_text_stays_plain(text: str) -> None:
    text = text.replace("|", " ")
    assert scalar(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *"""
    1984 Yes no On y ~ null 1,000 1_000 0x1F 0o17 1e3 .5 +.5 -.5 +1 12:30:45 2021-11-20 :sym = <<
    @jane [AFP] {x} %x `x` & * ! | > ? - .e+3 +_2026 +._5 ._5 +0_x1F
    """.split(),
        *["A #1", "Smith: Jr", "- x", "? x", "a:", "", "2021-11-20 12:30:45"],
    ],
)
def test_what_some_yaml_reads_as_something_else_is_quoted(text: str) -> None:
    assert scalar(text) == f'"{text}"'


def test_a_site_with_a_comma_is_one_tag_and_plain_outside_a_list() -> None:
    assert scalar("BBC, World") == "BBC, World"
    assert flow_list(["BBC, World", "UK"]) == '[ "BBC, World", UK ]'


def test_lists_look_as_in_the_seed() -> None:
    assert flow_list(["联合早报"]) == "[ 联合早报 ]"
    assert flow_list([]) == "[]"


def test_quotes_and_backslashes_are_escaped() -> None:
    assert quoted('C:\\path "x" \\') == '"C:\\\\path \\"x\\" \\\\"'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("  a \n\t b ", "a b", id="blanks are one space"),
        pytest.param("a\u00a0b\u2009c", "a b c", id="odd blanks, too"),
        pytest.param("a\x85b\u2028c\u2029d\x0be\x0cf\x1cg", "a b c d e f g", id="all line breaks"),
        pytest.param("标题\u3000二", "标题\u3000二", id="a wide blank stays"),
        pytest.param("a \u3000 b", "a\u3000b", id="and swallows its neighbours"),
        pytest.param("\u3000a\u3000", "a", id="but not at the ends"),
        pytest.param("a\x00b\x07c\x1bd\x7fe\x9bf", "abcdef", id="control characters are gone"),
        pytest.param("a\u202eb\u202cc\u2066d\u2069e", "abcde", id="bidi overrides are gone"),
        pytest.param("a\ufeffb", "ab", id="byte order marks are gone"),
        pytest.param("a\ud83d b\udc00", "a b", id="lone surrogates are gone"),
        pytest.param("a\ufffeb\uffffc\ufdd0d\U0001fffee", "abcde", id="never-characters are gone"),
        pytest.param("e\u0301", "é", id="NFC"),
        pytest.param("e\ufeff\u0301", "é", id="NFC after what stood between is gone"),
        pytest.param("e\U0001fffe\u0301", "é", id="whatever stood between"),
        pytest.param("a \U0001fffe b", "a b", id="and blanks that met are one"),
        pytest.param(FAMILY, FAMILY, id="joined emoji stay"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="joiners of letters stay"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@settings(max_examples=600, deadline=None)
@given(
    st.text()
    | st.text(
        st.sampled_from("ae \u3000\n\x85\u2028\u0301\ufeff\ufffe\U0001fffe\ud800\u202e\x00-#")
    )
)
@example("a \U0001fffe b")
@example("e\U0001fffe\u0301")
def test_one_line_is_clean_and_the_same_done_twice(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line
    assert line == line.strip()
    assert len(line.splitlines()) <= 1
    assert unicodedata.normalize("NFC", line) == line
    assert "  " not in line
    assert not {unicodedata.category(char) for char in line} & {"Cc", "Cs", "Zl", "Zp"}
    line.encode("utf-8")


def post(title: str, url: str) -> str:
    return (
        f"---\nlayout: post\ntitle: {quoted(title)}\ndate: 2021-11-23T14:35:56.871Z\n"
        f"author: x\nfrom: {scalar(url)}\ntags: [ x ]\n---\n<!--1-->\n\nfrom: body\n"
    )


@settings(max_examples=400, deadline=None)
@given(_TEXTS, _TEXTS)
def test_peek_reads_what_is_written(title: str, tail: str) -> None:
    url = "https://a.example/" + one_line(tail)
    title, url = one_line(title), one_line(url)
    assert peek(post(title, url)) == Peek(url, title, "2021-11-23T14:35:56.871Z")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("---\nfrom: u\ntitle: t\n---\n", Peek("u", "t"), id="plain, in any order"),
        pytest.param("---\nfrom: u\n---", Peek("u", ""), id="without a title"),
        pytest.param("---\nfrom: u\n...\n", Peek("u", ""), id="closed with dots"),
        pytest.param("\ufeff--- \r\nfrom: u \r\n---\r\n", Peek("u", ""), id="as Windows writes it"),
        pytest.param("---\nfrom: 'it''s'\n---\n", Peek("it's", ""), id="single quotes"),
        pytest.param('---\nfrom: "a\\"b" # x\n---\n', Peek('a"b', ""), id="double, with a comment"),
        pytest.param('---\nfrom: u\ntitle: "\\x41"\n---\n', Peek("u", "A"), id="odd escapes"),
        pytest.param("---\nfrom: u # x\n---\n", Peek("u", ""), id="a comment"),
        pytest.param("---\nfrom: u#x\n---\n", Peek("u#x", ""), id="a fragment is no comment"),
        pytest.param("---\nfrom: u\nfrom: v\n---\n", Peek("u", ""), id="the first of two"),
        pytest.param(
            '---\nfrom: u\ntitle: "a\\ud800b"\n---\n', Peek("u", "ab"), id="half a character"
        ),
        pytest.param("---\nfrom: u\n", None, id="not closed"),
        pytest.param("---\ntitle: t\n---\nfrom: u\n", None, id="only in the body"),
        pytest.param("---\n  from: u\n---\n", None, id="only nested"),
        pytest.param("---\nfrom:\n---\n", None, id="empty"),
        pytest.param('---\nfrom: "open\n---\n', None, id="an open quote"),
        pytest.param("# note\nfrom: u\n", None, id="no front matter"),
        pytest.param("\n---\nfrom: u\n---\n", None, id="front matter not at the top"),
        pytest.param("", None, id="an empty file"),
    ],
)
def test_peek(text: str, found: Peek | None) -> None:
    assert peek(text) == found


@settings(max_examples=400, deadline=None)
@given(st.text() | st.text(st.sampled_from("fromtile: \"'\\\n-.u#x\ud800")))
def test_peek_survives_any_text(text: str) -> None:
    for whole in (text, f"---\n{text}\n---\n", f"---\nfrom: {text}\ntitle: {text}\n---\n"):
        found = peek(whole)
        if found is not None:
            assert found.url
            found.title.encode("utf-8")  # what the state can hold
            found.url.encode("utf-8")


URL = "https://a.example/news/1?id=2#x"
TITLE = 'Größe: it\'s "new" # 港口'


def folded(text: str, quote: str) -> str:
    """A quoted scalar, broken at its first blank."""
    doubled = text.replace("'", "''") if quote == "'" else text.replace('"', '\\"')
    return quote + doubled.replace(" ", "\n  ", 1) + quote


DOUBLE, SINGLE = folded(TITLE, '"'), folded(TITLE, "'")


@pytest.mark.parametrize(
    "lines",
    [
        f"from: >-\n  {URL}\ntitle: >\n  {TITLE}\ndate: |\n  2021-11-23T14:35:56Z\n",
        f"title: |-\n\n  {TITLE}\nfrom: >2+ # folded\n  {URL}\n\ndate: '2021-11-23T14:35:56Z'\n",
        f"from:\n  {URL}\ntitle: {DOUBLE}\ndate:\n\n  2021-11-23T14:35:56Z\n",
        f'from: "https://a.example/news/\\\n  1?id=2#x"\ntitle: {SINGLE}\n'
        "date: !!str 2021-11-23T14:35:56Z\n",
        f'x: &a {URL}\nfrom: *a\ntitle: >-\n  Größe: it\'s\n  "new" # 港口\n'
        "date: !!timestamp\n  2021-11-23T14:35:56Z\n",
        f"from: {URL}\ntags:\n  - from: no\ntitle: &t\n  >-\n  {TITLE}\n"
        "date: 2021-11-23T14:35:56Z\n",
    ],
)
def test_peek_reads_values_over_lines_as_yaml_does(lines: str) -> None:
    found = peek(f"---\n{lines}---\nbody\n")
    assert found == Peek(URL, TITLE, "2021-11-23T14:35:56Z")
    read = yaml.load(lines, yaml.BaseLoader)
    assert (found.url, found.title) == (one_line(read["from"]), one_line(read["title"]))


@settings(max_examples=200, deadline=None)
@given(_TEXTS, st.sampled_from(["", "'", '"', "|", ">"]), st.integers(4, 40))
def test_peek_reads_what_another_writer_of_yaml_made(text: str, style: str, width: int) -> None:
    title = one_line(text)
    values = {"title": title, "from": f"https://a.example/{title.replace(' ', '')}", "x": [title]}
    dumped = yaml.safe_dump(values, width=width, allow_unicode=True, default_style=style or None)
    found = peek(f"---\n{dumped}---\n")
    assert found is not None
    assert found == Peek(one_line(values["from"]), title)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        pytest.param("from: >-\n  u\ntitle: [AFP] x\n", None, id="no YAML, so no address"),
        pytest.param("from: u\n  # x\ntitle: a: b\n", Peek("u", "a: b"), id="no YAML, but lines"),
        pytest.param("from: &a [*a]\n", None, id="no text"),
        pytest.param("from: >-\n  u\nx: " + "[" * 9_000 + "\n", None, id="deep"),
        pytest.param('from: "\\UFFFFFFFF"\n', None, id="no character"),
        pytest.param("from: >-\n  u\nx: " + "y" * 70_000 + "\n", None, id="too long"),
    ],
)
def test_peek_of_what_yaml_does_not_read(lines: str, found: Peek | None) -> None:
    assert peek(f"---\n{lines}---\n") == found


def test_peek_takes_time_in_proportion_to_the_text() -> None:
    for evil in ('"' + "\\" * 200_001, "'" * 200_001, "a #" * 100_000, '"' + "\\a" * 100_000):
        assert peek(f"---\nfrom: {evil}\n") is None

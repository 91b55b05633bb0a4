"""The quick way through RSS and Atom gives what feedparser gives, or leaves the document to it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from feedparser.api import StrictFeedParser
from feedparser.datetimes import _parse_date
from feedparser.html import _cp1252
from feedparser.sanitizer import _HTMLSanitizer
from feedparser.urls import ACCEPTABLE_URI_SCHEMES
from hypothesis import given, settings
from hypothesis import strategies as st

import feed_shapes_atom
import feed_shapes_rss
from feed_corpus import ENCODINGS, FORMATS, told
from feed_mutations import mutated
from feed_shapes import Story, stories
from scraper.dates import parse_date
from scraper.errors import ParseError
from scraper.feeds import parse_feed, quick
from scraper.feeds.quick import kinds, tables
from scraper.feeds.quick.certain import is_certain
from scraper.feeds.repair import repair
from scraper.model import Feed, Fetched, ParsedFeed, Preset

URL = "https://news.example/feed"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
FEED = Feed(id="news", name="News", url=URL, preset=Preset("jekyll", "{title}.md"))
SHAPES = (*feed_shapes_rss.SHAPES, *feed_shapes_atom.SHAPES)
Shape = Callable[[Sequence[Story]], str]


def of_shape(shape: Shape) -> str:
    return f"{shape.__name__} in {shape.__module__.rpartition('_')[2]}"


def read(body: bytes, header: str = "") -> ParsedFeed | str:
    try:
        return parse_feed(Fetched(URL, URL, header, body, NOW), FEED)
    except ParseError as error:
        return str(error)


def both(body: bytes, header: str = "") -> tuple[ParsedFeed | str, ParsedFeed | str]:
    """The feed as it is read, and as it is without the quick way."""
    quickly = read(body, header)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quick, "read_quickly", lambda document: None)
        return quickly, read(body, header)


def is_quick(text: str) -> bool:
    return quick.read_quickly(repair(text).text.encode()) is not None


@pytest.mark.parametrize("shape", SHAPES, ids=of_shape)
def test_what_the_common_programs_write_is_read_quickly_and_the_same(shape: Shape) -> None:
    text = shape(stories(40, seed=7))
    quick.read(repair(text).text.encode())  # or an error that says why not
    quickly, by_feedparser = both(text.encode())
    assert quickly == by_feedparser
    assert isinstance(quickly, ParsedFeed)
    assert len(quickly.entries) == 40


@pytest.mark.parametrize("form", [form for form in FORMATS if not form.startswith("JSON")])
def test_every_format_of_the_corpus_is_read_quickly_and_the_same(form: str) -> None:
    for encoding in ENCODINGS:
        text = FORMATS[form](told(encoding.text), encoding.label)
        assert is_quick(text)
        quickly, by_feedparser = both(text.encode(encoding.codec))
        assert quickly == by_feedparser


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parent / "feeds").glob("*.xml")), ids=lambda path: path.stem
)
def test_every_feed_of_the_tests_is_the_same(path: Path) -> None:
    quickly, by_feedparser = both(path.read_bytes())
    assert quickly == by_feedparser


@pytest.mark.parametrize("part", range(4))
def test_whatever_is_in_a_feed_comes_out_the_same(part: int) -> None:
    quickly_read = 0
    for seed in range(part * 125, part * 125 + 125):
        random = Random(seed)
        written = random.choice(SHAPES)(stories(random.randint(1, 4), seed=seed, paragraphs=2))
        text = mutated(written, random)
        quickly_read += is_quick(text)
        quickly, by_feedparser = both(text.encode())
        assert quickly == by_feedparser, f"seed {seed}"
    assert quickly_read > 60  # or nothing was compared


def test_a_usual_feed_needs_no_import_of_feedparser() -> None:
    code = (
        "import sys; from datetime import *; from scraper.feeds import parse_feed\n"
        "from scraper.model import *\n"
        "feed = Feed(id='a', name='A', url='https://a.example/', preset=Preset('jekyll', 'x.md'))\n"
        "answer = Fetched(feed.url, feed.url, '', sys.stdin.buffer.read(), datetime.now(UTC))\n"
        "print(len(parse_feed(answer, feed).entries), 'feedparser' in sys.modules)"
    )
    body = feed_shapes_rss.wordpress(stories(5)).encode()
    ran = subprocess.run([sys.executable, "-c", code], input=body, capture_output=True, check=True)
    assert ran.stdout.decode().split() == ["5", "False"]


ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry>{}</entry></feed>'
RSS = '<rss version="2.0"><channel><title>T</title><item>{}</item></channel></rss>'


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(RSS.format("<title>A</title><dc:date>x</dc:date>"), id="an unknown prefix"),
        pytest.param(RSS.format("<title>A <b>B</b></title>"), id="mark-up in a title"),
        pytest.param(RSS.format("<item><title>A</title></item>"), id="an item in an item"),
        pytest.param(RSS.format("<pubDate>yesterday</pubDate>"), id="a date in words"),
        pytest.param(RSS.format("<pubDate>31 Feb 2021 10:00 GMT</pubDate>"), id="no such day"),
        pytest.param(RSS.format("<date>2021-11-23</date>"), id="a name that is another's"),
        pytest.param(RSS.format('<links a="b"/>'), id="a name that feedparser needs"),
        pytest.param(RSS.format('<ttl a="b">3</ttl>'), id="attributes instead of a text"),
        pytest.param(
            RSS.format('<description type="text/html" mode="base64">eA==</description>'),
            id="base64",
        ),
        pytest.param(ATOM.format('<content type="image/png">eA==</content>'), id="binary content"),
        pytest.param(ATOM.format('<content type="text/html"><p>x</p></content>'), id="not escaped"),
        pytest.param(
            ATOM.format('<content type="xhtml"><div><svg/></div></content>'), id="a drawing"
        ),
        pytest.param(
            ATOM.format('<content type="xhtml"><div><summary>x</summary></div></content>'),
            id="XHTML of a name that has a rule",
        ),
    ],
)
def test_what_is_not_certain_is_left_to_feedparser(document: str) -> None:
    assert not is_quick(document)
    quickly, by_feedparser = both(document.encode())
    assert quickly == by_feedparser


@pytest.mark.parametrize(
    "items",
    [
        pytest.param('<link href="a" xml:base="https://b.example/x/"/><id>c</id><link href="d"/>',
                     id="a base that outlives its element"),
        pytest.param("<author><name>A</name><email>a@b.de</email></author><author><email>c@d.de"
                     "</email></author>", id="an author without a name"),
        pytest.param("<id>1</id><id>2</id><title>A</title><title>B</title>", id="all of it twice"),
        pytest.param("<summary>a</summary><summary>b</summary><content>c</content>",
                     id="two summaries"),
        pytest.param("<source><title>S</title><id>s</id></source><title>T</title><title>U</title>",
                     id="titles behind a source"),
        pytest.param("<title>Ã©tÃ©</title><content>\x93x\x94</content>", id="signs put right"),
        pytest.param("<link>https://x.example/?a=1&amp;amp;b=2&amp;c;=3</link>",
                     id="references in a link"),
        pytest.param('<category term="a" label="b">c</category><category>d</category>', id="tags"),
        pytest.param('<content type="xhtml"> <div a="&quot;&lt;&apos;">x &amp;lt;<br/></div> '
                     "</content>", id="XHTML"),
        pytest.param('<title xml:lang="zh_CN">A</title><content xml:lang="">B</content>',
                     id="languages"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", [ATOM, RSS], ids=["Atom", "RSS"])
def test_feedparsers_own_ways_are_kept(around: str, items: str) -> None:
    document = around.format(items)
    assert is_quick(document)
    quickly, by_feedparser = both(document.encode())
    assert quickly == by_feedparser


def test_the_tables_are_those_of_the_feedparser_that_is_installed() -> None:
    spaces = {uri.lower(): prefix for uri, prefix in StrictFeedParser.namespaces.items()}
    assert spaces == tables.NAMESPACES
    assert set(ACCEPTABLE_URI_SCHEMES) == tables.SCHEMES
    assert _HTMLSanitizer.acceptable_elements == tables.HTML
    assert _cp1252 == tables.CODE_PAGE


def test_every_element_that_feedparser_has_a_rule_for_has_one_here() -> None:
    names = {match[1] for name in dir(StrictFeedParser)
             if (match := re.fullmatch(r"_(?:start|end)_(.+)", name))}  # fmt: skip
    unread = {"itunes_block", "itunes_explicit"}
    shouted = {"textInput"}  # never called: tags come in lower case
    assert names - unread - shouted == (set(kinds.BEGINS) | set(kinds.ENDS)) - kinds.NAMED - {
        *kinds.TAKEN.split()
    }


_PARTS = st.tuples(
    st.integers(1985, 2105), st.integers(0, 13), st.integers(0, 32), st.integers(0, 25),
    st.integers(0, 61), st.integers(0, 61),
)  # fmt: skip
_MONTHS = ("Jan", "feb", "MAR", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "X")
_ZONES = ("", " GMT", " +0000", " -1159", " +1430", " Z", " EST", "Z", "+08:00", " pdt", " +1500")


@settings(max_examples=400, deadline=None)
@given(parts=_PARTS, form=st.integers(0, 5), zone=st.sampled_from(_ZONES))
def test_a_certain_date_is_one_to_feedparser_and_to_us(
    parts: tuple[int, int, int, int, int, int], form: int, zone: str
) -> None:
    year, month, day, hour, minute, second = parts
    name = _MONTHS[month - 1]
    written = (
        f"Mon, {day:02d} {name} {year} {hour:02d}:{minute:02d}:{second:02d}{zone}",
        f"Wednesday,  {day} {name} {year} {hour:02d}:{minute:02d}{zone}",
        f"{year}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{zone}",
        f"{year}-{month:02d}-{day:02d} {hour:02d}:{minute:02d}:{second:02d}.123{zone}",
        f"{year}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}{zone}",
        f"{year}/{month:02d}/{day:02d}",
    )[form]
    if not is_certain(written):
        return
    _parse_date(written)  # raises nothing
    for home in ("UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"):
        zone_info = ZoneInfo(home)
        assert parse_date(written, zone=zone_info) is not None
        assert parse_date(written, zone=zone_info, override=zone_info) is not None

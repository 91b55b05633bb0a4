"""Feeds as they come: junk around them, faults within them, dates and links of every form."""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime

import pytest

from scraper.dates import choose_published
from scraper.errors import ParseError
from scraper.feeds import parse_feed
from scraper.feeds.bases import rebased
from scraper.feeds.repair import repair
from scraper.model import Entry, Feed, Fetched, ParsedFeed, Preset

URL = "https://news.example/feed"
FEED = Feed(id="news", name="News", url=URL, preset=Preset("jekyll", "{title}.md"))
NOW = datetime(2021, 11, 24, tzinfo=UTC)
ITEM = "<item><title>A</title><link>https://news.example/a</link></item>"
OTHER = "<item><title>B</title><link>https://news.example/b</link></item>"


def read(body: str | bytes, header: str = "", feed: Feed = FEED) -> ParsedFeed:
    raw = body.encode() if isinstance(body, str) else body
    return parse_feed(Fetched(URL, URL, header, raw, NOW), feed)


def rss(items: str = ITEM, prolog: str = '<?xml version="1.0"?>\n') -> str:
    head = "<title>T</title><link>https://news.example/</link>"
    return f'{prolog}<rss version="2.0"><channel>{head}{items}</channel></rss>'


def one(body: str, feed: Feed = FEED) -> Entry:
    (entry,) = read(body, feed=feed).entries
    return entry


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("\n\n  " + rss(), id="white space before the prolog"),
        pytest.param("\ufeff" + rss(), id="a byte order mark"),
        pytest.param("\ufeff\ufeff" + rss(), id="two"),
        pytest.param("\n\ufeff" + rss(), id="one behind a line break"),
        pytest.param("Warning: x in <b>y.php</b>\n" + rss(), id="words of the server's program"),
        pytest.param("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" + rss(), id="a header"),
        pytest.param('<?xml version="1.0"?>' + rss(), id="two prologs"),
        pytest.param(rss(prolog=""), id="no prolog"),
        pytest.param(rss(prolog='<?xml version="1.1"?>'), id="XML 1.1"),
        pytest.param(rss(prolog='<?xml version="1.0" encoding="utf-8" ?'), id="half a prolog"),
        pytest.param(rss(prolog="<!-- <html> -->"), id="a comment about HTML"),
        pytest.param(
            rss(prolog='<?xml-stylesheet href="a.xsl"?><!DOCTYPE rss [<!ENTITY a "b">]>'),
            id="a style sheet and a DTD",
        ),
        pytest.param(rss() + "<!-- cached --><script>track()</script>", id="junk behind it"),
        pytest.param(rss() + "\x00\x00\x00", id="zeros behind it"),
        pytest.param(rss().replace("<title>T", "<title>\x0b\x1fT\ufffe"), id="controls in it"),
        pytest.param(rss().replace("\n", "\r\n"), id="the line ends of Windows"),
        pytest.param(rss().replace("\n", "\r"), id="those of an old Mac"),
        pytest.param(rss().replace("rss", "RSS"), id="shouted"),
        pytest.param(rss().replace("</channel></rss>", "</channel></rss"), id="its last sign lost"),
    ],
)
def test_what_stands_around_a_feed_does_no_harm(body: str) -> None:
    assert [(e.title, e.url) for e in read(body).entries] == [("A", "https://news.example/a")]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "text/html",
        "text/plain; charset=us-ascii",
        "application/octet-stream",
        "image/png",
        "application/json",
        "text/xml; charset=utf-8; charset=gbk",
        "text/xml; charset=\x00",
        "???",
        "x" * 10_000,
    ],
    ids=lambda header: repr(header)[:30],
)
def test_a_wrong_content_type_does_no_harm(header: str) -> None:
    assert read(rss(ITEM.replace("A", "Zürich 東京")), header).entries[0].title == "Zürich 東京"


@pytest.mark.parametrize(
    ("items", "titles"),
    [
        pytest.param("<item><title>Fish & Chips</title></item>", ["Fish & Chips"], id="a bare &"),
        pytest.param("<item><title>a &nbsp; &eacute; &nix;</title></item>", ["a é &nix;"],
                     id="entities of HTML, and none"),
        pytest.param("<item><title>&#0;&#xD800;&#x110000;x&#11;</title></item>", ["x"],
                     id="references to no characters"),
        pytest.param("<item><title><![CDATA[A & <b>B</b>]]></title></item>", ["A & B"], id="CDATA"),
        pytest.param("<item><title>A</title><dc:creator>x</dc:creator></item>" + OTHER, ["A", "B"],
                     id="a prefix that is not declared"),
        pytest.param("<item><title>A</title><summary><p>x<br>y</p></summary></item>" + OTHER,
                     ["A", "B"], id="HTML that is not encoded"),
        pytest.param("<item><title>A</title><b></item>" + OTHER, ["A", "B"], id="an unclosed tag"),
        pytest.param(
            "<item><title>A</title><description><![CDATA[x <p>y</p></description></item>" + OTHER,
            ["A", "B"], id="unclosed CDATA",
        ),
        pytest.param('<item><title a="1" a="2">A</title></item>' + OTHER, ["A", "B"],
                     id="an attribute twice"),
        pytest.param("<item><title a=1>A</title></item>" + OTHER, ["A", "B"], id="without quotes"),
        pytest.param(ITEM + "</item>" + OTHER, ["A", "B"], id="an end without a start"),
        pytest.param(f"<items>{ITEM}{OTHER}</items>", ["A", "B"], id="an element around them"),
        pytest.param("<item/>" + ITEM + "<item></item>", ["A"], id="entries of nothing"),
    ],
)  # fmt: skip
def test_faults_within_cost_no_entry(items: str, titles: list[str]) -> None:
    parsed = read(rss(items))
    assert [entry.title for entry in parsed.entries] == titles
    assert parsed.complete


@pytest.mark.parametrize("cut", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_a_feed_cut_anywhere_gives_its_whole_entries_and_says_so(form: str, cut: float) -> None:
    numbers = range(20)
    if form == "rss":
        body = rss("".join(f"<item><title>T{n}</title><guid>g{n}</guid></item>" for n in numbers))
    elif form == "atom":
        entries = "".join(f"<entry><title>T{n}</title><id>g{n}</id></entry>" for n in numbers)
        body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{entries}</feed>'
    else:
        found = [{"id": f"g{n}", "title": f"T{n}"} for n in numbers]
        body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": found})
    written = body[: int(len(body) * cut)]
    whole = written.count({"rss": "</item>", "atom": "</entry>", "json": '"}'}[form])
    try:
        parsed = read(written)
    except ParseError:
        assert whole == 0
        return
    assert not parsed.complete
    assert [entry.key for entry in parsed.entries] == [f"g{n}" for n in range(whole)]


def test_a_document_that_is_still_packed_is_named() -> None:
    with pytest.raises(ParseError, match="compressed data"):
        read(gzip.compress(rss().encode()))


@pytest.mark.slow
@pytest.mark.parametrize("form", ["rss", "json"])
def test_five_thousand_entries_are_read_in_seconds(form: str) -> None:
    numbers = range(5000)
    if form == "rss":
        body = rss(
            "".join(
                f"<item><title>Story {n}</title><link>https://news.example/{n}</link>"
                f"<guid>g{n}</guid><pubDate>Tue, 23 Nov 2021 10:00:00 GMT</pubDate></item>"
                for n in numbers
            )
        )
    else:
        found = [{"id": f"g{n}", "url": f"https://news.example/{n}"} for n in numbers]
        body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": found})
    started = time.process_time()
    assert [entry.key for entry in read(body).entries] == [f"g{n}" for n in numbers]
    assert time.process_time() - started < 10


# ── the same entry, another day ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "<title>A</title><guid isPermaLink='false'>g</guid><description>x</description>",
            "<title>A, B</title><guid isPermaLink='false'>g</guid><description>y</description>",
            id="its guid",
        ),
        pytest.param(
            "<title>A</title><link>/a</link><description>x</description>",
            "<title>B</title><link>/a?utm_source=feed</link><description>y</description>",
            id="without a guid, its link",
        ),
        pytest.param(
            "<title>A</title><pubDate>2021-11-23</pubDate><description>x</description>",
            "<title>A</title><pubDate>2021-11-23</pubDate><description>y</description>",
            id="without a link, title and date",
        ),
    ],
)  # fmt: skip
def test_an_entry_whose_content_changes_keeps_its_name(before: str, after: str) -> None:
    first, second = (one(rss(f"<item>{text}</item>")) for text in (before, after))
    assert (first.key, first.identity, first.url) == (second.key, second.identity, second.url)
    assert first != second


# ── dates ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "instant", "named"),
    [
        pytest.param("Tue, 23 Nov 21 10:00 EST", "2021-11-23T15:00", True, id="RFC 822"),
        pytest.param("mar., 23 nov. 2021 10:00:00 +0100", "2021-11-23T09:00", True, id="French"),
        pytest.param("2021年11月23日 下午6:00", "2021-11-23T10:00", True, id="Chinese, no zone"),
        pytest.param("Tue, 23 Nov 2021 24:00:00 +0800", "2021-11-23T16:00", True, id="24:00"),
        pytest.param("2021-11-23T18:00:00", "2021-11-23T10:00", True, id="no zone: the feed's"),
        pytest.param("Thu, 01 Jan 1970 00:00:00 GMT", None, False, id="the beginning of time"),
        pytest.param("0000-00-00 00:00:00", None, False, id="a database's nothing"),
        pytest.param("2099-01-01T00:00:00Z", "2099-01-01T00:00", False, id="the far future"),
        pytest.param("yesterday", None, False, id="words"),
    ],
)
@pytest.mark.parametrize("element", ["pubDate", "dc:date", "published"])
def test_dates_of_entries(written: str, instant: str | None, named: bool, element: str) -> None:
    local = Feed(id="l", name="L", url=URL, preset=FEED.preset, timezone="Asia/Shanghai")
    item = f"<title>A</title><{element}>{written}</{element}>"
    body = rss(f"<item>{item}</item>").replace(
        '"2.0"', '"2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    entry = one(body, local)
    wanted = None if instant is None else datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert entry.published == wanted
    # What can't be, or is yet to come, is the time it was first seen.
    date, _ = choose_published(entry.published, None, entry.updated, NOW)
    assert date == (wanted if named else NOW)


def test_a_wrong_zone_is_mended_by_the_config() -> None:
    lying = Feed(id="z", name="Z", url=URL, preset=FEED.preset, timezone_override="Asia/Tokyo")
    entry = one(rss("<item><title>A</title><pubDate>2021-11-23T18:00:00Z</pubDate></item>"), lying)
    assert entry.published == datetime(2021, 11, 23, 9, tzinfo=UTC)


# ── links ────────────────────────────────────────────────────────────────────────────────────


def test_relative_addresses_of_entries_and_their_html_go_by_xml_base() -> None:
    entry = one(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/x/"><title>T</title>'
        '<entry xml:base="y/"><title>A</title><id>tag:1</id><link href="z"/>'
        '<content type="html" xml:base="k/">&lt;a href="q?a=1&amp;amp;b=2"&gt;x&lt;/a&gt;'
        "&lt;img src='/i.png'&gt; href=\"t\"</content></entry></feed>"
    )
    assert entry.url == "https://b.example/x/y/z"
    assert entry.content_html == (
        '<a href="https://b.example/x/y/k/q?a=1&amp;b=2">x</a>'
        '<img src="https://b.example/i.png"> href="t"'
    )


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ('<a href="#note">', '<a href="#note">'),
        ('<a href="">', '<a href="">'),
        ('<a href="https://c.example/">', '<a href="https://c.example/">'),
        ("<a href=../c>", '<a href="https://b.example/c">'),
        ('<a title="href=x" href="c">', '<a title="href=x" href="https://b.example/x/c">'),
        ('<a href="javascript:x()">', '<a href="javascript:x()">'),
        ('<a href="http://[bad">', '<a href="http://[bad">'),
        ("<video poster=p src=s>",
         '<video poster="https://b.example/x/p" src="https://b.example/x/s">'),
        ("a < b href='c'", "a < b href='c'"),
    ],
)  # fmt: skip
def test_rebased(markup: str, wanted: str) -> None:
    assert rebased(markup, "https://b.example/x/") == wanted
    assert rebased(markup, "/x/") == rebased(markup, "") == markup


@pytest.mark.slow
@pytest.mark.parametrize(
    "markup",
    ["<a " * 100_000, "<a" + " href" * 100_000 + ">", "<a href='" * 50_000, "<" + "a" * 300_000],
    ids=["tags", "names", "quotes", "a word"],
)
def test_rebasing_costs_no_more_than_the_length(markup: str) -> None:
    started = time.process_time()
    rebased(markup, "https://b.example/")
    assert time.process_time() - started < 2


@pytest.mark.slow
def test_a_document_of_unclosed_cdata_costs_no_more_than_its_length() -> None:
    started = time.process_time()
    repair(rss("<item><description><![CDATA[x" * 60_000))
    repair(rss("<item><description><![CDATA[x</description></item>" * 60_000))
    assert time.process_time() - started < 5

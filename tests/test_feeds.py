"""Feeds as they come: every format, every encoding, and what is wrong with them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import feeds
from scraper.errors import ParseError
from scraper.feeds import parse_feed
from scraper.feeds.lines import author_name, plain
from scraper.feeds.repair import repair
from scraper.model import Entry, Feed, Fetched, ParsedFeed, Preset

HERE = Path(__file__).parent / "feeds"
URL = "https://news.example/feed.xml"
FEED = Feed(id="news", name="News", url=URL, preset=Preset("jekyll", "{title}.md"))


def read(
    body: str | bytes, content_type: str = "", feed: Feed = FEED, final_url: str = URL
) -> ParsedFeed:
    raw = body.encode() if isinstance(body, str) else body
    at = datetime(2021, 11, 24, tzinfo=UTC)
    return parse_feed(Fetched(URL, final_url, content_type, raw, at), feed)


def file(name: str) -> ParsedFeed:
    return read((HERE / name).read_bytes())


def rss(items: str, head: str = "<link>https://news.example/home</link>") -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>News</title>{head}{items}</channel></rss>"
    )


def one(body: str, feed: Feed = FEED) -> Entry:
    (entry,) = read(body, feed=feed).entries
    return entry


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# ── formats ──────────────────────────────────────────────────────────────────────────────────


def test_rss_2() -> None:
    parsed = file("rss20.xml")
    ferry, weather, third = parsed.entries
    assert (parsed.title, parsed.next_url) == (
        "Harbour & Hill News",
        "https://news.example/feed.xml?page=2",
    )
    assert parsed.complete
    assert parsed.warnings == ()
    assert ferry == Entry(
        feed_id="news",
        key="ferry-7",
        identity="news.example/ferry?id=7",
        url="https://news.example/ferry?id=7",
        title="Q&A: the ferry is late",
        author="Ann Lee, Bo Chen",
        published=utc("2021-11-23T13:36"),
        published_raw=utc("2021-11-23T13:36"),
        summary_html="The ferry is <em>late</em>.",
        content_html=(
            '<p>The ferry is late &amp; full.</p><iframe src="https://video.example/1"></iframe>'
        ),
        tags=("Ships", "Town & Port"),
        guid="ferry-7",
        language="en-GB",
        image="https://img.example/large.jpg",
    )
    assert weather.url == "https://news.example/weather"
    assert weather.title == "The <a> element turns 30, and 3 < 5"
    assert weather.author == "Carol Diaz"
    assert weather.summary_html == "Rain."
    assert weather.content_html == "<p>Rain over the harbour, and more of it tomorrow.</p>"
    assert weather.image == "https://img.example/rain.png"
    assert third.url == third.key == "https://news.example/third"
    assert third.published == utc("2021-11-22T08:00")
    assert third.updated is None


def test_rss_091() -> None:
    parsed = file("rss091.xml")
    assert [(e.title, e.url) for e in parsed.entries] == [
        ("First", "http://old.example/1.html"),
        ("Second", "http://old.example/2.html"),
    ]
    assert parsed.entries[0].published is None


def test_rdf() -> None:
    parsed = file("rdf10.xml")
    first, second = parsed.entries
    assert parsed.title == "ニュース"
    assert (first.title, first.author, first.tags) == ("記事一", "山田太郎", ("社会",))
    assert first.published == utc("2021-11-23T02:00")
    assert first.language == "ja"
    assert (second.url, second.key) == ("https://rdf.example/b", "https://rdf.example/b")


def test_atom_1() -> None:
    parsed = file("atom10.xml")
    first, second = parsed.entries
    assert parsed.title == "Blog & Co"
    assert parsed.next_url == "https://atom.example/feed.atom?page=2"
    assert first.title == "A literal <b> &amp; no more"
    assert first.url == "https://atom.example/blog/1"
    assert first.published == utc("2021-11-22T09:00")
    assert first.updated == utc("2021-11-23T09:00")
    assert first.author == "Dora, Emil"
    assert first.tags == ("code",)
    assert first.summary_html == (
        "<p>Two<br>lines &amp; &lt;i&gt;literal&lt;/i&gt;</p>\n<p>and one</p>"
    )
    image = '<img src="https://atom.example/blog/x.png" alt="">'  # by the document's xml:base
    assert first.content_html == f"<p>Eins<br>zwei &amp; {image}</p>"
    assert first.language == "de"
    assert second.title == "Un titre écrit"
    assert (second.published, second.updated) == (None, utc("2021-11-21T10:00"))
    assert (second.content_html, second.summary_html) == ("<p>Deux</p>", "")
    assert second.language == "fr"


def test_atom_03() -> None:
    entry = file("atom03.xml").entries[0]
    assert (entry.title, entry.content_html) == ("One & only", "<p>Hello</p>")
    assert (entry.published, entry.updated) == (utc("2004-05-01T10:00"), utc("2004-05-02T10:00"))


def test_json_feed_11() -> None:
    parsed = file("jsonfeed11.json")
    first, second, third, fourth = parsed.entries
    assert parsed.title == "JSON <News>"
    assert parsed.next_url == "https://json.example/feed.json?page=2"
    assert first.url == "https://json.example/a"
    assert first.content_html == "<p>正文</p>"
    assert first.summary_html == "<p>短 &amp; &lt;b&gt;</p>"
    assert first.published == utc("2021-11-23T13:36")
    assert (first.author, first.tags, first.language) == ("王", ("新闻", "5"), "zh-CN")
    assert first.image == "https://json.example/a.jpg"
    assert (second.guid, second.url, second.author) == ("17", "https://other.example/b", "The Desk")
    assert second.content_html == "<p>One &lt; two</p>\n<p>Three</p>"
    assert (third.url, third.title) == ("https://json.example/c", "12")
    assert third.image == "https://json.example/c.png"
    assert (fourth.title, fourth.linked, fourth.published) == ("Without id or link", False, None)
    assert parsed.warnings == ("1 items are no objects", "entry 5: empty, left out")


def test_json_feed_10() -> None:
    entry = file("jsonfeed10.json").entries[0]
    assert (entry.author, entry.content_html) == ("Ann", "<p>Hi</p>")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rss(""), id="RSS"),
        pytest.param('<feed xmlns="http://www.w3.org/2005/Atom"/>', id="Atom, an empty element"),
        pytest.param('{"version": "https://jsonfeed.org/version/1", "items": []}', id="JSON"),
    ],
)
def test_a_feed_without_entries_is_a_feed(body: str) -> None:
    parsed = read(body)
    assert (parsed.entries, parsed.complete, parsed.warnings) == ((), True, ())


# ── encodings ────────────────────────────────────────────────────────────────────────────────

CHINESE = "阿里云、百度云被约谈,要求落实防治电信网络诈骗,工业和信息化部网络安全管理局"
JAPANESE = "政府は二十三日、新しい経済対策を発表した。首相は記者会見で述べた。"


@pytest.mark.parametrize(
    ("codec", "label", "text"),
    [
        pytest.param("gb18030", "gb2312", CHINESE + "镕", id="GB18030 that calls itself GB2312"),
        pytest.param("big5", "big5", "臺灣行政院長今日表示政府將持續推動經濟轉型", id="Big5"),
        pytest.param("cp932", "Shift_JIS", JAPANESE, id="Shift_JIS"),
        pytest.param("euc_jp", "EUC-JP", JAPANESE, id="EUC-JP"),
        pytest.param("cp949", "euc-kr", "정부는 오늘 새로운 경제 대책을 발표했다", id="EUC-KR"),
        pytest.param("cp1251", "windows-1251", "Правительство объявило", id="windows-1251"),
        pytest.param("koi8_r", "koi8-r", "Правительство объявило", id="KOI8-R"),
        pytest.param("utf-16", "utf-16", CHINESE, id="UTF-16 with a BOM"),
        pytest.param("utf-16-be", "utf-16", CHINESE, id="UTF-16BE without one"),
        pytest.param("utf-8-sig", "utf-8", CHINESE, id="UTF-8 with a BOM"),
        pytest.param("utf-8", "gb2312", CHINESE, id="UTF-8 that calls itself GB2312"),
        pytest.param("utf-8", "iso-8859-1", "Café à Paris", id="UTF-8 that calls itself Latin-1"),
    ],
)
@pytest.mark.parametrize(
    "content_type", ["", "text/xml", "text/html; charset=utf-8"], ids=["silent", "XML", "lying"]
)
def test_encodings(codec: str, label: str, text: str, content_type: str) -> None:
    body = rss(f"<item><title>{text}</title><link>https://news.example/1</link></item>")
    body = body.replace('<?xml version="1.0"?>', f'<?xml version="1.0" encoding="{label}"?>\n')
    assert read(body.encode(codec), content_type).entries[0].title == text


def test_a_charset_that_only_the_header_names() -> None:
    body = rss(f"<item><title>{CHINESE}</title></item>").encode("gbk")
    assert read(body, "text/xml; charset=GBK").entries[0].title == CHINESE


def test_json_in_utf16() -> None:
    text = (HERE / "jsonfeed11.json").read_text("utf-8")
    assert read(text.encode("utf-16")).entries[0].title == "第一"


# ── broken documents ─────────────────────────────────────────────────────────────────────────


def test_common_faults_are_mended() -> None:
    parsed = file("broken.xml")
    first, second = parsed.entries
    assert parsed.title == "Fish & Chips Daily"
    assert parsed.warnings == ()
    assert first.title == "Salt & vinegar … &bomb; &copy 2021"
    assert first.url == "https://broken.example/?p=1&q=2&copy=3"
    assert first.summary_html == "<p>Tom &amp; Jerry\u00a0</p>"
    assert second.title == "Cod & plaice & é"
    assert second.summary_html == "<p>a && b &lt; c</p>"


def test_mismatched_tags_are_read_as_well_as_it_goes() -> None:
    parsed = read(
        rss(
            "<item><title>A &amp; B</title><link>https://news.example/1?a=1&amp;b=2</link>"
            "<category>C &amp; D</category><b></item>"
            "<item><title>Two</title><link>https://news.example/2</link></item>"
        )
    )
    assert [(e.title, e.url) for e in parsed.entries] == [
        ("A & B", "https://news.example/1?a=1&b=2"),
        ("Two", "https://news.example/2"),
    ]
    assert parsed.entries[0].tags == ("C & D",)
    assert parsed.warnings[0].startswith("not well-formed")


@pytest.mark.parametrize(
    ("name", "mark", "whole"),
    [
        pytest.param("rss20.xml", "Behind a", 2, id="RSS, within a title"),
        pytest.param("rss20.xml", "full.</p>", 0, id="RSS, within CDATA of the first entry"),
        pytest.param("rss20.xml", "-7</guid>", 0, id="RSS, within the first entry"),
        pytest.param("rss20.xml", "</channel>", 3, id="RSS, between the last entry and the end"),
        pytest.param("rdf10.xml", "記事二", 1, id="RDF"),
        pytest.param("atom10.xml", "<content type=\"html\"", 1, id="Atom, within a tag"),
        pytest.param("jsonfeed11.json", "external_url", 1, id="JSON"),
    ],
)  # fmt: skip
def test_a_document_cut_short_gives_its_whole_entries(name: str, mark: str, whole: int) -> None:
    text = (HERE / name).read_text("utf-8")
    complete = file(name)
    parsed = read(text[: text.index(mark) + 3])
    assert [e.key for e in parsed.entries] == [e.key for e in complete.entries[:whole]]
    assert not parsed.complete
    assert "cut short" in parsed.warnings[0]
    if name.endswith("xml"):
        assert parsed.title == complete.title


def test_a_closing_tag_that_is_only_quoted_does_not_end_the_document() -> None:
    quoted = "<item><title><![CDATA[How to write </rss>]]></title><link>/1</link></item>"
    parsed = read(rss(quoted + "<item><title>Two</title><link>/2</link></item>"))
    assert [e.title for e in parsed.entries] == ["How to write </rss>", "Two"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param(b"", "an empty answer", id="nothing"),
        pytest.param(b" \n ", "an empty answer", id="white space"),
        pytest.param(b"<!DOCTYPE html><html><body>Hi", "an HTML page, not a feed", id="HTML"),
        pytest.param(b"<!-- x --><html><rss>", "an HTML page, not a feed", id="HTML, undeclared"),
        pytest.param(
            b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y"><html>',
            "an HTML page, not a feed", id="XHTML",
        ),
        pytest.param(b"<div>x</div><body><rss>", "an HTML page, not a feed", id="loose HTML"),
        pytest.param(b"<urlset><url/></urlset>", "<urlset>, not a feed", id="a sitemap"),
        pytest.param(b"Service unavailable", "text without mark-up", id="words"),
        pytest.param(b'{"error": "no"}', "JSON without items", id="a JSON error"),
        pytest.param(b'{"items": []}', "JSON, but not a feed", id="an empty JSON list"),
        pytest.param(b'[{"id": 1}]', "JSON, but not a feed", id="an API"),
        pytest.param(b'{"items": [', "broken JSON", id="broken JSON"),
        pytest.param(b"[" * 100_000, "broken JSON", id="JSON nested too deep"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00", "an image, not a feed", id="an image"),
        pytest.param(b"%PDF-1.4", "a PDF, not a feed", id="a PDF"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_named(body: bytes, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(body)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_entities_of_strangers_are_never_expanded() -> None:
    bomb = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};">' for n in range(1, 40))
    body = rss("<item><title>&l39;</title></item>").replace(
        "<rss",
        f'<!DOCTYPE rss [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{bomb}]><rss',
    )
    assert one(body).title == "&l39;"


def test_a_tag_of_many_attributes_is_refused_before_it_costs_minutes() -> None:
    body = rss("<item " + " ".join(f'a{n}="1"' for n in range(20_000)) + "/>")
    with pytest.raises(ParseError, match="attributes"):
        read(body)


def test_only_so_many_entries_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_ENTRIES", 3)
    parsed = read(rss("".join(f"<item><link>/{n}</link></item>" for n in range(9))))
    assert [e.url[-2:] for e in parsed.entries] == ["/0", "/1", "/2"]
    assert parsed.warnings == ("9 entries: only the newest 3 are taken",)


# ── one entry among others ───────────────────────────────────────────────────────────────────

GOOD = "<item><title>Good</title><link>https://news.example/good</link><guid>good</guid></item>"


@pytest.mark.parametrize(
    ("item", "warning"),
    [
        pytest.param("<item/>", "empty", id="nothing at all"),
        pytest.param("<item><title/><link/><guid/><pubDate/></item>", "empty", id="empty values"),
        pytest.param("<item><title>x</title><link>javascript:a()</link></item>", "link", id="link"),
        pytest.param("<item><title>x</title><link>http://[x</link></item>", "link", id="bad URL"),
        pytest.param("<item><link>/x</link></item>", "", id="no title"),
        pytest.param("<item><title>x</title></item>", "", id="only a title"),
        pytest.param(
            "<item><title>x</title><pubDate>2024-13-45</pubDate></item>", "date", id="a mad date"
        ),
        pytest.param(
            "<item><title>x</title><pubDate>9999-12-31T23:59:00-12:00</pubDate></item>", "date",
            id="a date beyond the calendar",
        ),
    ],
)  # fmt: skip
def test_an_odd_entry_never_harms_the_others(item: str, warning: str) -> None:
    parsed = read(rss(item + GOOD))
    assert parsed.entries[-1].key == "good"
    assert any(warning in w for w in parsed.warnings) if warning else not parsed.warnings
    assert all(e.published is None for e in parsed.entries)


@pytest.mark.parametrize(
    ("head", "link", "url"),
    [
        pytest.param("<link>https://a.example/x/</link>", "p/1", "https://a.example/x/p/1",
                     id="relative to the site"),
        pytest.param("", "/p/1", "https://news.example/p/1", id="relative to the feed's own URL"),
        pytest.param("<link>/de/</link>", "1", "https://news.example/de/1",
                     id="the site's link is relative itself"),
        pytest.param("", "//cdn.example/1", "https://cdn.example/1", id="without a scheme"),
        pytest.param("", "\n https://a.example/a b \n", "https://a.example/a%20b", id="spaces"),
        pytest.param("", "https://a.example/1#comments", "https://a.example/1", id="a fragment"),
    ],
)  # fmt: skip
def test_links_are_absolute(head: str, link: str, url: str) -> None:
    entry = one(rss(f"<item><title>x</title><link>{link}</link></item>", head))
    assert (entry.url, entry.linked) == (url, True)


def test_a_permalink_guid_is_the_link_of_an_entry_without_one() -> None:
    assert one(rss("<item><guid>https://a.example/1</guid></item>")).url == "https://a.example/1"


def test_a_guid_that_is_no_url_makes_no_link() -> None:
    entry = one(rss("<item><title>x</title><guid>4711</guid></item>"))
    assert (entry.key, entry.linked) == ("4711", False)


def test_an_entry_without_link_has_a_url_that_stays() -> None:
    body = rss("<item><description>Only text</description></item>")
    entry = one(body)
    assert entry.url.startswith(URL + "#!")
    assert len(entry.url) == len(URL) + 10
    assert entry.identity == entry.url.removeprefix("https://")
    assert entry == one(body)
    assert entry.url != one(body.replace("Only", "Other")).url


def test_a_link_to_the_front_page_names_no_article() -> None:
    entries = read(
        rss(
            "<item><guid>1</guid><title>One</title><link>https://news.example/</link></item>"
            "<item><guid>2</guid><title>Two</title><link>https://news.example</link></item>"
        )
    ).entries
    assert [e.key for e in entries] == ["1", "2"]
    assert len({e.identity for e in entries}) == 2
    assert not any(e.linked for e in entries)


# ── keys ─────────────────────────────────────────────────────────────────────────────────────


def items(*values: tuple[str, str, str]) -> list[tuple[str, str]]:
    """Key and identity of items given as (title, guid, link)."""
    body = "".join(
        f"<item><title>{title}</title>"
        + (f"<guid isPermaLink='false'>{guid}</guid>" if guid else "")
        + (f"<link>https://n.example/{link}</link>" if link else "")
        + "</item>"
        for title, guid, link in values
    )
    return [(e.key, e.identity.replace("\x1f", "|")) for e in read(rss(body)).entries]


@pytest.mark.parametrize(
    ("values", "keys"),
    [
        pytest.param([("A", "g", "a")], [("g", "n.example/a")], id="the guid"),
        pytest.param([("A", "", "a")], [("https://n.example/a", "n.example/a")], id="else the URL"),
        pytest.param(
            [("A", "g", "a"), ("B", "g", "b")],
            [("https://n.example/a", "n.example/a"), ("https://n.example/b", "n.example/b")],
            id="the URL where two articles share a guid",
        ),
        pytest.param(
            [("A", "g", "x"), ("B", "h", "x")], [("g", "news|g"), ("h", "news|h")],
            id="a URL that two articles share names neither",
        ),
        pytest.param(
            [("A", "g", "a"), ("A", "g", "a")], [("g", "n.example/a")], id="the same entry twice"
        ),
        pytest.param(
            [("A", "", "a"), ("A", "", "a?utm_source=x")], [("https://n.example/a", "n.example/a")],
            id="the same article under two tracking parameters",
        ),
        pytest.param(
            [("A", "https://n.example/a?utm_source=x", "a"), ("A", "https://n.example/a", "a")],
            [("https://n.example/a?utm_source=x", "n.example/a")],
            id="guids that differ in tracking parameters only",
        ),
    ],
)  # fmt: skip
def test_keys_and_identities(
    values: list[tuple[str, str, str]], keys: list[tuple[str, str]]
) -> None:
    assert items(*values) == keys


@pytest.mark.parametrize("link", ["a", "a#1"])
def test_parts_of_one_page_are_entries_of_their_own(link: str) -> None:
    found = items(("A", "g", link), ("B", "g", "a"), ("C", "g", "a#2"))
    assert len({key for key, _ in found}) == len({name for _, name in found}) == 3
    assert found[1] in items(("B", "g", "a"), ("D", "g", "a"))  # whoever its neighbours are


def test_entries_of_one_guid_without_links_are_told_apart_by_their_text() -> None:
    keys = [key for key, _ in items(("A", "g", ""), ("B", "g", ""))]
    assert len(set(keys)) == 2
    assert all(len(key) == 16 for key in keys)


# ── values ───────────────────────────────────────────────────────────────────────────────────


def test_zones_of_a_feed() -> None:
    item = "<item><title>x</title><pubDate>{}</pubDate></item>"
    lying = Feed(id="z", name="Z", url=URL, preset=FEED.preset, timezone_override="Asia/Singapore")
    local = Feed(id="l", name="L", url=URL, preset=FEED.preset, timezone="Asia/Singapore")
    entry = one(rss(item.format("Tue, 23 Nov 2021 21:36:00 GMT")), lying)
    assert entry.published == utc("2021-11-23T13:36")
    assert entry.published_raw == utc("2021-11-23T21:36")
    entry = one(rss(item.format("2021-11-23 21:36")), local)
    assert entry.published == entry.published_raw == utc("2021-11-23T13:36")


@pytest.mark.parametrize(
    ("written", "form", "title"),
    [
        pytest.param("Tom &amp; Jerry", "html", "Tom & Jerry", id="an entity"),
        pytest.param("&amp;lt;", "html", "&lt;", id="decoded once only"),
        pytest.param("&lt;div&gt; explained", "either", "<div> explained", id="an encoded tag"),
        pytest.param("a <b>b</b><br/>c", "either", "a b c", id="tags"),
        pytest.param("List<String> in Java", "either", "List<String> in Java", id="no HTML"),
        pytest.param("<!-- x -->a", "either", "a", id="a comment"),
        pytest.param("a &nbsp; b\n\tc", "either", "a b c", id="white space"),
        pytest.param("<b>&amp;</b>", "text", "<b>&amp;</b>", id="literal text"),
        pytest.param("a\u202eb\ufeff\x07c", "text", "ab c", id="overrides and controls"),
        pytest.param("e\u0301", "text", "\u00e9", id="NFC"),
        pytest.param("?a=1&copy=2", "either", "?a=1&copy=2", id="no entity without a semicolon"),
    ],
)  # fmt: skip
def test_titles(written: str, form: str, title: str) -> None:
    assert plain(written, form) == title  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Ann Lee", "Ann Lee"),
        ("ann@a.example (Ann Lee)", "Ann Lee"),
        ("Ann Lee <ann@a.example>", "Ann Lee"),
        ("Ann Lee (ann@a.example)", "Ann Lee"),
        ("ann@a.example", ""),
        ("Smith &amp; Sons", "Smith & Sons"),
        ("@jane", "@jane"),
        ("联合早报(本报记者)", "联合早报(本报记者)"),
    ],
)
def test_authors(written: str, name: str) -> None:
    assert author_name(written) == name


# ── anything ─────────────────────────────────────────────────────────────────────────────────

PARTS = st.sampled_from(
    "<rss> <channel> <item> </item> <title> </title> <link> </link> <feed> <entry> </entry> "
    "<![CDATA[ ]]> <!-- --> & &amp; &#0; &#xFFFFFFF; &nbsp; <guid> </guid> <?xml ?> <!DOCTYPE [ ]> "
    "<pubDate> </pubDate> <a:b> </rss> </channel> </feed> x 2021 \x00 \ud800".split()
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PARTS, max_size=30).map("".join), st.booleans())
def test_any_xml_is_a_feed_or_a_parse_error(text: str, as_item: bool) -> None:
    body = (rss(f"<item>{text}</item>{GOOD}") if as_item else text).encode("utf-8", "replace")
    try:
        parsed = read(body)
    except ParseError:
        return
    assert len({e.key for e in parsed.entries}) == len(parsed.entries)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["\ud800", "http://["]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["name", "url", "mime_type"]), inner, max_size=3
    ),
    max_leaves=4,
)  # fmt: skip
FIELDS = st.sampled_from(
    "id url external_url title content_html content_text summary date_published date_modified "
    "authors author tags image language attachments".split()
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.dictionaries(FIELDS, VALUES, max_size=6), max_size=4))
def test_any_json_items_are_entries_or_warnings(documents: list[dict[str, object]]) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": documents}
    parsed = read(json.dumps(feed))
    assert len({e.key for e in parsed.entries}) == len(parsed.entries)
    for entry in parsed.entries:
        repr(entry).encode()
        (entry.title + entry.content_html + entry.url + (entry.guid or "")).encode()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_feed_or_a_parse_error(body: bytes) -> None:
    said = ""
    try:
        read(body)
    except ParseError as error:
        said = str(error)
    assert "\n" not in said


def test_repair_leaves_a_good_document_as_it_is() -> None:
    text = (HERE / "rss20.xml").read_text("utf-8")
    mended = repair(text)
    start = text.index("<rss")
    assert mended.text[mended.text.index("<rss") :] == text[start:].rstrip()
    assert not mended.cut


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("<!--" * 100_000, id="comments without end"),
        pytest.param("<!--->" * 100_000, id="many comments"),
        pytest.param("<" + "a" * 300_000, id="a tag without end"),
        pytest.param("<a " * 200_000, id="many of them"),
        pytest.param("&" * 300_000, id="ampersands"),
    ],
)
def test_long_titles_cost_no_more_than_their_length(title: str) -> None:
    plain(title, "either")  # quadratic patterns would take minutes here


def test_reports_of_one_title_and_link_that_say_different_things_are_all_kept() -> None:
    texts = [" ".join(f"word{letter}{n}" for n in range(40)) for letter in "abcd"]
    dates = ["", *(f"2021-11-24T{hour:02}:00:00Z" for hour in (1, 7, 13))]
    items = "".join(
        f"<item><title>Incident</title><link>https://n.example/status</link><guid>{n}</guid>"
        f"<description>{text}</description><pubDate>{date}</pubDate></item>"
        for n, (text, date) in enumerate(zip(texts, dates, strict=True))
    )
    assert len(read(rss(items)).entries) == 4


def test_an_article_under_two_guids_that_says_the_same_comes_once() -> None:
    text = " ".join(f"word{n}" for n in range(40))
    items = "".join(
        f"<item><title>Bridge</title><link>https://n.example/bridge</link><guid>{n}</guid>"
        f"<description>{text} at {n}</description>"
        f"<pubDate>2021-11-24T{n:02}:00:00Z</pubDate></item>"
        for n in (1, 7)
    )
    assert len(read(rss(items)).entries) == 1

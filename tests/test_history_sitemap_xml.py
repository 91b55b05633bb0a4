"""Sitemaps as strangers write them."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import ParseError
from scraper.history import sitemap_text
from scraper.history.sitemap_xml import MAX_ADDRESSES, Ref, Sitemap, Url, read_sitemap, when
from scraper.history.spans import UNKNOWN, exactly, of_days

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def urlset(inner: str, root: str = f"urlset {NS} {NEWS}") -> str:
    return f"{XML}<{root}>{inner}</{root.split()[0]}>"


def url(loc: str, more: str = "") -> str:
    return f"<url><loc>{loc}</loc>{more}</url>"


def locs(body: bytes | str, content_type: str = "") -> list[str]:
    return [found.loc for found in read_sitemap(_bytes(body), content_type)]


def told(body: bytes | str) -> tuple[list[str], list[str]]:
    sitemap = read_sitemap(_bytes(body))
    return [found.loc for found in sitemap], sitemap.words


def _bytes(body: bytes | str) -> bytes:
    return body.encode() if isinstance(body, str) else body


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


A, B = "https://a.example/1", "https://a.example/2"
PLAIN = urlset(url(A) + url(B))


def test_addresses_and_what_is_said_of_them() -> None:
    news = (
        "<news:news><news:publication><news:name>N</news:name></news:publication>"
        "<news:publication_date>2026-11-30T08:00:00+01:00</news:publication_date>"
        "<news:title>One &amp;  two</news:title></news:news>"
    )
    body = urlset(
        url(A, "<lastmod>2021-11-05T10:00:00Z</lastmod><changefreq>daily</changefreq>")
        + url(B, news)
    )
    assert list(read_sitemap(body.encode())) == [
        Url(A, exactly(moment(2021, 11, 5, 10))),
        Url(B, UNKNOWN, exactly(moment(2026, 11, 30, 7)), "One & two"),
    ]


def test_an_index_names_other_sitemaps() -> None:
    body = urlset(
        f"<sitemap><loc>{A}</loc><lastmod>2021-11-05</lastmod></sitemap>"
        f"<sitemap><loc>{B}</loc></sitemap>",
        f"sitemapindex {NS}",
    )
    assert list(read_sitemap(body.encode())) == [
        Ref(A, of_days(moment(2021, 11, 5))),
        Ref(B),
    ]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(PLAIN, id="as it should be"),
        pytest.param(PLAIN.replace(NS, ""), id="no namespace"),
        pytest.param(
            PLAIN.replace("<u", "<s:u").replace("</u", "</s:u").replace("xmlns=", "xmlns:s="),
            id="under a prefix",
        ),
        pytest.param(PLAIN.replace("<u", "<s:u").replace("</u", "</s:u"), id="of a prefix unknown"),
        pytest.param(PLAIN.replace("http://www.sit", "https://WWW.sit"), id="misspelled namespace"),
        pytest.param(PLAIN.replace("url", "URL").replace("loc", "Loc"), id="in capitals"),
        pytest.param("\n\n  " + PLAIN, id="blanks before the declaration"),
        pytest.param("\ufeff" + PLAIN, id="a byte order mark"),
        pytest.param("\ufeff\n" + PLAIN, id="a mark and a blank line"),
        pytest.param(PLAIN.replace(A, f"\n\t {A} \n"), id="blanks around an address"),
        pytest.param(PLAIN.replace(A, f"<![CDATA[{A}]]>"), id="CDATA"),
        pytest.param(PLAIN.replace("<urlset", "<!-- made by hand --><urlset"), id="a comment"),
        pytest.param(PLAIN.replace(XML, '<?xml-stylesheet href="a.xsl"?>'), id="a stylesheet"),
        pytest.param(PLAIN.encode("utf-16"), id="UTF-16 with a mark"),
        pytest.param(PLAIN.encode("utf-16-le"), id="UTF-16, little end first"),
        pytest.param(PLAIN.encode("utf-16-be"), id="UTF-16, big end first"),
        pytest.param(gzip.compress(PLAIN.encode()), id="gzip"),
        pytest.param(gzip.compress(PLAIN.encode("utf-16")), id="gzip of UTF-16"),
        pytest.param(
            gzip.compress(PLAIN[:90].encode()) + gzip.compress(PLAIN[90:].encode()),
            id="gzip in two members",
        ),
        pytest.param(gzip.compress(PLAIN.encode()) + b"\0\0\0", id="padding after gzip"),
        pytest.param(f"{A}\n{B}\n", id="a plain list"),
        pytest.param(f"\ufeff{A}\r\n\r\n  {B}", id="a plain list of another system"),
        pytest.param(gzip.compress(f"{A}\n{B}\n".encode()), id="a plain list, gzipped"),
    ],
)
def test_every_spelling_of_a_sitemap(body: bytes | str) -> None:
    assert told(body) == ([A, B], [])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://a.example/?a=1&amp;b=2", "https://a.example/?a=1&b=2"),
        ("https://a.example/?a=1&b=2", "https://a.example/?a=1&b=2"),
        ("https://a.example/?a=1&amp;amp;b=2", "https://a.example/?a=1&b=2"),
        ("<![CDATA[https://a.example/?a=1&b=2]]>", "https://a.example/?a=1&b=2"),
        ("https://a.example/&#x4e2d;", "https://a.example/中"),
        ("/2021/11/a", "/2021/11/a"),
    ],
)
def test_how_an_address_is_escaped(written: str, meant: str) -> None:
    assert told(urlset(url(written))) == ([meant], [])


def test_an_ampersand_at_the_end_of_a_piece_is_read_with_the_next() -> None:
    want = [f"https://a.example/?a={'x' * n}&b=2" for n in range(2000)]
    body = urlset("".join(url(one.replace("&", "&amp;")) for one in want))
    assert len(body) > 20 * 65_536
    assert told(body) == (want, [])


def test_only_the_page_s_own_address_counts() -> None:
    more = (
        "<image:image><image:loc>https://a.example/i.jpg</image:loc><image:title>I</image:title>"
        "</image:image><video:video><video:title>V</video:title>"
        "<video:publication_date>2020-01-01</video:publication_date></video:video>"
        '<xhtml:link rel="alternate" hreflang="de" href="https://a.example/de"/>'
    )
    assert list(read_sitemap(urlset(url(A, more)).encode())) == [Url(A)]
    assert list(read_sitemap(urlset(f"<url>{more}<loc>{A}</loc></url>").encode())) == [Url(A)]


def test_a_feed_may_stand_in_for_a_sitemap() -> None:
    rss = (
        f"<rss><channel><title>T</title><link>https://a.example/</link><item><title>One</title>"
        f"<link>{A}</link><pubDate>Fri, 05 Nov 2021 10:00:00 GMT</pubDate></item></channel></rss>"
    )
    atom = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="edit" href="{B}"/>'
        f'<link href="{A}"/><updated>2021-11-05T10:00:00Z</updated></entry></feed>'
    )
    at = exactly(moment(2021, 11, 5, 10))
    assert list(read_sitemap(rss.encode())) == [Url(A, UNKNOWN, at, "One")]
    assert list(read_sitemap(atom.encode())) == [Url(A, at)]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param("<!DOCTYPE html><html><body>Not found", "web page", id="a web page"),
        pytest.param("<!-- x --><!doctype html><html>", "web page", id="one after a comment"),
        pytest.param("<html><head></head></html>", "web page", id="one without a DOCTYPE"),
        pytest.param(
            '<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a "b">]>' + urlset(url(A)).split("?>")[1],
            "DOCTYPE",
            id="entities",
        ),
        pytest.param(
            '<?xml version="1.0"?><!DOCTYPE urlset SYSTEM "http://a.example/x.dtd"><urlset/>',
            "DOCTYPE",
            id="a DTD from elsewhere",
        ),
        pytest.param("<opml><body/></opml>", "<opml>", id="another format"),
        pytest.param('{"error": "not found"}', "neither XML", id="JSON"),
        pytest.param("Not found", "neither XML", id="words"),
        pytest.param("", "nothing in it", id="nothing"),
        pytest.param(" \n ", "nothing in it", id="blanks"),
        pytest.param("<urlset><url><loc>x", "no sitemap", id="cut before anything came whole"),
        pytest.param(
            gzip.compress(gzip.compress(PLAIN.encode())), "gzip within gzip", id="gzip twice"
        ),
        pytest.param(b"\x1f\x8bgarbage and more of it", "nothing in it", id="broken gzip"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0", "neither XML", id="an image"),
    ],
)
def test_what_is_no_sitemap_is_refused(body: bytes | str, said: str) -> None:
    with pytest.raises(ParseError, match=said) as error:
        locs(body)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(PLAIN[:-30], id="cut short"),
        pytest.param(urlset(url(A) + "<url><loc>x</url>" + url(B)), id="a tag not closed"),
        pytest.param(urlset(url(A) + "<url><loc>\x01</loc></url>"), id="a control character"),
        pytest.param(
            gzip.compress(urlset(url(A) + "".join(map(url, "bcdefghijk"))).encode())[:-20],
            id="gzip cut short",
        ),
        pytest.param(urlset(url(A) + "<a>" * 5000), id="tags within tags"),
        pytest.param(urlset(url(A) + "<!--" + "x" * 3_000_000), id="a comment without an end"),
        pytest.param(urlset(url(A) + '<a b="' + "x" * 3_000_000), id="a tag without an end"),
    ],
)
def test_of_a_faulty_one_is_taken_what_came_whole(body: bytes | str) -> None:
    found, words = told(body)
    assert found[:1] == [A]
    assert len(words) >= 1
    assert all("\n" not in one for one in words)


def test_what_unpacks_to_too_much_is_read_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap_text, "MAX_BYTES", 1_000_000)
    bomb = gzip.compress(urlset(url(A) + " " * 30_000_000 + url(B)).encode())
    assert len(bomb) < 50_000
    found, words = told(bomb)
    assert found == [A]
    assert "larger than 1,000,000 bytes unpacked" in words[0]


@pytest.mark.slow
def test_a_bomb_is_never_held() -> None:
    bomb = gzip.compress(urlset(url(A) + " " * 200_000_000).encode(), 9)
    tracemalloc.start()
    began = time.process_time()
    found, words = told(bomb)
    spent = time.process_time() - began
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [A]
    assert words
    assert peak < 5_000_000
    assert spent < 5


def test_no_more_addresses_are_read_than_a_sitemap_may_have() -> None:
    body = urlset("".join(url(f"https://a.example/{n}") for n in range(MAX_ADDRESSES + 10)))
    found, words = told(body)
    assert len(found) == MAX_ADDRESSES
    assert words == ["more than 50,000 addresses: the rest is not read"]


@pytest.mark.slow
def test_fifty_thousand_addresses_take_a_second_and_no_memory() -> None:
    more = "<lastmod>2021-11-05T10:00:00+00:00</lastmod><priority>0.5</priority>"
    body = urlset(
        "".join(url(f"https://a.example/2021/11/05/title-{n}/", more) for n in range(MAX_ADDRESSES))
    ).encode()
    spent = []
    for _ in range(3):
        began = time.process_time()
        assert sum(1 for _ in read_sitemap(body)) == MAX_ADDRESSES
        spent.append(time.process_time() - began)
    assert min(spent) < 2  # 0.3 on an idle machine
    tracemalloc.start()
    count = sum(1 for _ in read_sitemap(body))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == MAX_ADDRESSES
    assert peak < 2_000_000 < len(body)


def test_a_legacy_charset_is_read_by_its_label() -> None:
    title = "<news:news><news:title>Новости</news:title></news:news>"
    body = urlset(url(A, title)).replace("UTF-8", "windows-1251").encode("cp1251")
    (found,) = read_sitemap(body)
    assert isinstance(found, Url)
    assert found.title == "Новости"


def test_a_server_s_default_charset_does_not_beat_utf_8() -> None:
    late = url(B, "<news:news><news:title>Zürich</news:title></news:news>")
    body = urlset(url(A) * 2000 + late).encode()
    *_, found = read_sitemap(body, "text/xml; charset=iso-8859-1")
    assert isinstance(found, Url)
    assert found.title == "Zürich"


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2021-11-05T10:00:00Z", moment(2021, 11, 5, 10), moment(2021, 11, 5, 10)),
        (" 2021-11-05T10:00:00.25+01:00 ", moment(2021, 11, 5, 9), moment(2021, 11, 5, 9, 0, 1)),
        ("2021-11-05T10:00+0100", moment(2021, 11, 5, 9), moment(2021, 11, 5, 9)),
        ("2021-11-05", moment(2021, 11, 4, 10), moment(2021, 11, 6, 12)),
        ("2021-11-05T10:00:00", moment(2021, 11, 4, 20), moment(2021, 11, 5, 22)),
        ("2021-11-05 10:00:00", moment(2021, 11, 4, 20), moment(2021, 11, 5, 22)),
        ("2021-11", moment(2021, 10, 31, 10), moment(2021, 12, 1, 12)),
        ("2021-12", moment(2021, 11, 30, 10), moment(2022, 1, 1, 12)),
        ("2021", moment(2020, 12, 31, 10), moment(2022, 1, 1, 12)),
        ("Fri, 05 Nov 2021 10:00:00 +0100", moment(2021, 11, 5, 9), moment(2021, 11, 5, 9)),
        ("05.11.2021", moment(2021, 11, 4, 10), moment(2021, 11, 6, 12)),
    ],
)
def test_when_is_what_the_text_allows(text: str, earliest: datetime, latest: datetime) -> None:
    span = when(text)
    assert span.earliest is not None
    assert span.latest is not None
    assert abs(span.earliest - earliest) <= timedelta(seconds=1)
    assert abs(span.latest - latest) <= timedelta(seconds=1)


@pytest.mark.parametrize(
    "text",
    "|never|0001-01-01T00:00:00Z|1970-01-01|2021-13|0"
    "|9999-12-31|9999-12-31T23:59:59-12:00|Fri, 31 Dec 9999".split("|"),
)
def test_when_nothing_is_said(text: str) -> None:
    assert when(text) == UNKNOWN


@given(st.text(max_size=40))
def test_when_never_fails(text: str) -> None:
    span = when(text)
    assert span.earliest is None or span.latest is None or span.earliest <= span.latest


@given(st.binary(max_size=400), st.binary(max_size=200), st.integers(0, 400))
def test_whatever_comes_is_read_or_refused(noise: bytes, more: bytes, at: int) -> None:
    plain = PLAIN.encode()
    for body in (noise, plain[:at] + more + plain[at:], b"\x1f\x8b" + noise):
        sitemap = Sitemap(body)
        try:
            found = list(sitemap)
        except ParseError:
            continue
        assert all(one.loc == one.loc.strip() != "" for one in found)

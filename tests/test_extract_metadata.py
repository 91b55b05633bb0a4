"""What a page says of its article, which of it is believed, and from which place it came."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from scraper.extract.mending import read_json
from scraper.extract.metadata import Metadata, read_metadata
from scraper.extract.page_dates import date_in_url
from scraper.extract.tree import parse

URL = "https://www.news.example/story.html"
MORNING = datetime(2026, 5, 4, 7, 30, tzinfo=UTC)
DAY = datetime(2026, 5, 4, tzinfo=UTC)
TEXT = "<p>The harbour authority opened the new lock on Tuesday, ahead of schedule.</p>" * 3
HEAD = "<title>Lock opens at last</title>"
H1 = "<h1>Lock opens at last</h1>"


def read(head: str, body: str = "", url: str = URL) -> Metadata:
    return read_metadata(parse(f"<html><head>{head}</head><body>{body}{TEXT}</body></html>"), url)


def told(found: Metadata, field: str) -> tuple[object, str | None]:
    return getattr(found, field), dict(found.told_by).get(field)


def ld(json: str) -> str:
    return f"<script type='application/ld+json'>{json}</script>"


def meta(name: str, content: str) -> str:
    return f"<meta name='{name}' content='{content}'>"


def test_the_descriptions_stand_in_the_order_of_the_page() -> None:
    head = (
        "<meta property='og:description' content=' A lock. '><meta name=Description content=''>"
        "<meta name='twitter:description' content='A new lock.'><meta name=keywords content=x>"
        "<meta name='Description' content='A lock.'>"
    )
    assert read(head).descriptions == ("A lock.", "A new lock.", "A lock.")


@pytest.mark.parametrize(
    ("head", "body", "source"),
    [
        pytest.param(ld('{"@type":"Article","datePublished":"2026-05-04T07:30Z"}'), "", "json-ld",
                     id="for machines"),
        pytest.param(meta("article:published_time", "2026-05-04T07:30Z"), "",
                     "article:published_time", id="for networks"),
        pytest.param(meta("pubdate", "2026-05-04T07:30Z"), "", "meta pubdate", id="in a meta"),
        pytest.param("", "<b itemprop='datePublished' content='2026-05-04T07:30Z'></b>",
                     "itemprop datePublished", id="in microdata"),
        pytest.param("", "<time datetime='2026-05-04T07:30Z'>x</time>", "<time>", id="as a time"),
        pytest.param("", "<p>Published on 4 May 2026, 07:30 | Harbour</p>", "near the heading",
                     id="in the line below the heading"),
        pytest.param("", "<div><p>发布时间：2026年5月4日 07:30　来源：港口报</p></div>",
                     "near the heading", id="in Chinese, with a lead and a source"),
    ],
)  # fmt: skip
def test_when_it_was_published_and_who_says_so(head: str, body: str, source: str) -> None:
    assert told(read(HEAD + head, H1 + body), "published") == (MORNING, source)


@pytest.mark.parametrize(
    ("body", "want"),
    [
        pytest.param("<aside><time datetime='2019-01-01'>x</time></aside>" + H1, None,
                     id="a box beside it"),
        pytest.param("<time datetime='2020-01-01'>x</time>" + H1 +
                     "<time datetime='2026-05-04'>x</time>", DAY, id="the page's own before it"),
        pytest.param(H1 + "<ul><li><h3>Other</h3><time datetime='2019-01-01'>x</time></li></ul>",
                     None, id="another article's in a list"),
        pytest.param(f"<article>{H1}</article><article><h2>Other</h2><time datetime='2019-01-01'>x"
                     "</time></article>", None, id="another article's"),
        pytest.param("<div><article><header><time datetime='2026-05-04'>x</time></header>"
                     f"<h2>A part</h2></article>{H1}</div>", DAY,
                     id="the only article's, its heading outside of it"),
        pytest.param(f"<article>{H1}<footer class='entry-meta'><time datetime='2026-05-04'>x</time>"
                     "</footer></article>", DAY, id="the article's own foot"),
        pytest.param(H1 + "<p>Updated <time datetime='2026-06-01'>x</time></p>", None,
                     id="that of a change"),
        pytest.param(H1 + "<p>Updated: 4 May 2026</p>", None, id="that of a change, in words"),
        pytest.param(H1 + TEXT + "<p>4 May 2019</p>", None, id="a line behind the text"),
        pytest.param(H1 + "<div class='comments'><p>4 May 2019</p></div>", None,
                     id="a comment's in words"),
        pytest.param(H1 + "<p>What ships pay from now on, and who does not like that at all.</p>"
                     "<p>4 May 2026</p>", DAY, id="a line behind the standfirst"),
    ],
)  # fmt: skip
def test_only_the_article_s_own_date_counts(body: str, want: datetime | None) -> None:
    assert read(HEAD, body).published == want


@pytest.mark.parametrize(
    ("url", "want"),
    [
        ("https://a.example/2026/05/04/lock", "2026-05-04"),
        ("https://a.example/news/2026/5/4/lock.html", "2026-05-04"),
        ("https://a.example/lock-2026-05-04", "2026-05-04"),
        ("https://a.example/20260504/lock", "2026-05-04"),
        ("https://a.example/china/story20260504-1216388", "2026-05-04"),
        ("https://a.example/202605/04/c_123.html", "2026-05-04"),
        ("https://a.example/2026/05/lock", ""),
        ("https://a.example/lock-12026050412", ""),
        ("https://a.example/2026/13/40/lock", ""),
        ("https://a.example/?d=2026-05-04", ""),
        ("http://[bad", ""),
    ],
)
def test_an_address_may_name_the_day(url: str, want: str) -> None:
    assert date_in_url(url) == want


@pytest.mark.parametrize(
    ("written", "want"),
    [
        ("2026-05-04 16:30", datetime(2026, 5, 4, 8, 30, tzinfo=UTC)),
        ("2026年5月4日 16时30分", datetime(2026, 5, 4, 8, 30, tzinfo=UTC)),
        ("2026-05-04T16:30:00+02:00", datetime(2026, 5, 4, 14, 30, tzinfo=UTC)),
        ("2026-05-04T16:30:00Z", datetime(2026, 5, 4, 16, 30, tzinfo=UTC)),
        ("2026-05-04", datetime(2026, 5, 4, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_in_the_feeds_and_a_day_stays_that_day(
    written: str, want: datetime
) -> None:
    root = parse(f"<head>{meta('article:published_time', written)}</head>{H1}{TEXT}")
    assert read_metadata(root, URL, None, "Asia/Shanghai").published == want


NOW = datetime(2026, 6, 1, tzinfo=UTC)
LATER = '{"@type":"Article","datePublished":"2031-05-04T07:30Z","dateModified":"2040-05-04"}'


def test_a_date_of_the_future_leaves_the_word_to_the_next_place() -> None:
    head = ld(LATER) + meta("article:modified_time", "2026-05-05")
    html = f"<head>{head}</head>{H1}<time datetime='2026-05-04T07:30Z'>4 May</time>{TEXT}"
    found = read_metadata(parse(html), URL, NOW)
    assert told(found, "published") == (MORNING, "<time>")
    assert told(found, "modified") == (datetime(2026, 5, 5, tzinfo=UTC), "article:modified_time")


def test_a_page_that_tells_of_the_future_alone_is_not_dated() -> None:
    found = read_metadata(parse(f"<head>{ld(LATER)}</head>{H1}{TEXT}"), URL, NOW)
    assert (found.published, found.modified) == (None, None)


def test_a_zone_that_was_not_told_makes_no_future() -> None:
    head = meta("pubdate", "2026-06-01T12:00")
    found = read_metadata(parse(f"<head>{head}</head>{H1}{TEXT}"), URL, NOW)
    assert found.published == datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "want"),
    [
        pytest.param("The fair takes place on 4 May 2026", None, id="a sentence"),
        pytest.param("The fair takes place on 4 May 2026.", None, id="a sentence with its stop"),
        pytest.param("港务局说这次展览将于2026年5月4日", None, id="a sentence without spaces"),
        pytest.param("This entry was posted on 4 May 2026", DAY, id="a sentence of the posting"),
        pytest.param("by Ada Brook, the editor, 4 May 2026", DAY, id="behind its author"),
        pytest.param("dpa am 4. Mai 2026", DAY, id="behind an agency"),
        pytest.param("Westhaven, Harbour desk, 4 May 2026", DAY, id="behind a place"),
        pytest.param("责任编辑:王小明明明 2026-05-04", DAY, id="behind an editor without spaces"),
        pytest.param("发布时间：2026年5月4日", DAY, id="behind a label without spaces"),
    ],
)
def test_a_line_near_the_headline_is_of_its_date(line: str, want: datetime | None) -> None:
    assert read(HEAD, f"{H1}<p>{line}</p>").published == want


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        pytest.param("Installation<a href=#i>¶</a>", "Installation", id="a pilcrow"),
        pytest.param("Installation <a href=#i>#</a>", "Installation", id="a number sign"),
        pytest.param("Installation Permalink to this heading", "Installation", id="in words"),
        pytest.param("Installation of C#", "Installation of C#", id="none"),
    ],
)
def test_a_heading_s_link_to_itself_is_no_part_of_the_title(heading: str, title: str) -> None:
    assert read("", f"<h1>{heading}</h1>").title == title


def test_a_day_that_is_none_in_the_address_is_none() -> None:
    assert read(HEAD, url="https://a.example/2026/02/30/lock").published is None
    assert told(read(HEAD, url="https://a.example/2026/05/04/lock"), "published") == (DAY, "url")


@pytest.mark.parametrize(
    ("modified", "want"), [("2026-05-04T09:00Z", 9), ("2026-05-03T09:00Z", None)]
)
def test_a_change_before_the_publication_is_none(modified: str, want: int | None) -> None:
    found = read(meta("date", "2026-05-04T07:30Z") + meta("article:modified_time", modified))
    assert (found.modified.hour if found.modified else None) == want
    assert ("modified" in dict(found.told_by)) is (want is not None)


@pytest.mark.parametrize(
    ("head", "body", "want"),
    [
        pytest.param(ld('{"@type":"Article","author":[{"name":"Ada Brook"},{"name":"Lin Wei"}]}'),
                     "", ("Ada Brook, Lin Wei", "json-ld"), id="several"),
        pytest.param(ld('{"@graph":[{"@type":"Article","author":{"@id":"#a"}},'
                        '{"@id":"#a","name":"Ada Brook"}]}'), "", ("Ada Brook", "json-ld"),
                     id="named elsewhere in the graph"),
        pytest.param(meta("author", "ada@news.example") + meta("dc.creator", "Ada Brook"), "",
                     ("Ada Brook", "meta dc.creator"), id="an address is no name"),
        pytest.param(meta("author", "Ada Brook ada@news.example"), "",
                     ("Ada Brook", "meta author"), id="an address behind the name goes"),
        pytest.param(meta("author", "https://news.example/ada"), "", (None, None), id="a URL"),
        pytest.param(meta("author", "4 May 2026"), "", (None, None), id="a date"),
        pytest.param(meta("author", "admin"), "", (None, None), id="nobody"),
        pytest.param(meta("author", "12345"), "", (None, None), id="a number"),
        pytest.param(meta("author", "We are here for you every day of the week, at home and at sea"
                          ), "", (None, None), id="a sentence"),
        pytest.param(meta("author", "The Example") + meta("og:site_name", "The Example"), "",
                     (None, None), id="the site's name alone"),
        pytest.param(meta("author", "News.example"), "", (None, None), id="the site's address"),
        pytest.param(meta("author", "Example"), "", (None, None), id="a part of its address"),
        pytest.param("", "<a rel=author href=/ada>By Ada Brook</a>", ("Ada Brook", "rel=author"),
                     id="a link to the author"),
        pytest.param("", "<p itemprop=author><b itemprop=name>Ada Brook</b> of Brook</p>",
                     ("Ada Brook", "itemprop author"), id="microdata"),
        pytest.param("", "<p class=byLine>Posted by Ada Brook | 4 May 2026</p>",
                     ("Ada Brook", "class byline"), id="by class, the date cut off"),
        pytest.param("", "<p class=byline>By Sam Roe on Nov 3, 2025</p>",
                     ("Sam Roe", "class byline"), id="a date behind on"),
        pytest.param("", "<p class=byline>By <a href=/s>Sam Roe</a> "
                     "on <time>Monday, 3 Nov 2025</time></p>",
                     ("Sam Roe", "class byline"), id="a name and a date in elements"),
        pytest.param("", "<p class=byline>Von Ada Brook am 3. November 2025</p>",
                     ("Ada Brook", "class byline"), id="a German date behind"),
        pytest.param("", "<p class=byline>Zuletzt aktualisiert am 3. November 2025</p>",
                     (None, None), id="words before a date are no name"),
        pytest.param("", "<p class=byline>By Theresa May on May 3, 2025</p>",
                     ("Theresa May", "class byline"), id="a name that is a month's as well"),
        pytest.param("", "<p class=byline>Par Ada Brook, le 3 novembre 2025</p>",
                     ("Ada Brook", "class byline"), id="a French date behind"),
        pytest.param("", "<p class=byline>作者：张三于2025年11月3日</p>",
                     ("张三", "class byline"), id="a Chinese date behind"),
        pytest.param("", "<p class=author>كتب: سامي حداد</p>",
                     ("سامي حداد", "class byline"), id="written by, in Arabic"),
        pytest.param("", "<p class=byline>4 May 2026 · von Ada Brook · Harbour</p>",
                     ("Ada Brook", "class byline"), id="by class, behind the date"),
        pytest.param("", "<p>Von Ada Brook, Hafen</p>", ("Ada Brook, Hafen", "near the heading"),
                     id="in a line near the heading"),
        pytest.param("", "<div class=comments><b class=author>Troll</b></div>", (None, None),
                     id="never a comment's"),
        pytest.param("", "<figure><img><b class=author>Lens</b></figure>", (None, None),
                     id="nor a picture's"),
        pytest.param(meta("author", "Di Stefano"), "", ("Di Stefano", "meta author"),
                     id="a name that begins like a preposition"),
    ],
)  # fmt: skip
def test_who_wrote_it(head: str, body: str, want: tuple[str | None, str | None]) -> None:
    assert told(read(HEAD + head, H1 + body), "byline") == want


@pytest.mark.parametrize(
    ("head", "body", "want"),
    [
        pytest.param(ld('{"@type":"Article","keywords":"Lock, Harbour,lock"}'), "",
                     (("Lock", "Harbour"), "json-ld"), id="each once"),
        pytest.param(ld('{"@type":"Article","keywords":["type:article","nid_7",{"name":"Lock"}]}'),
                     "", (("Lock",), "json-ld"), id="no tag for machines"),
        pytest.param(meta("article:tag", "Lock") + meta("article:tag", "Brook"), "",
                     (("Lock", "Brook"), "article:tag"), id="one a meta"),
        pytest.param(meta("keywords", "news"), "<a rel='nofollow tag'>水闸</a>",
                     (("水闸",), "rel=tag"), id="as links, before general keywords"),
        pytest.param(meta("keywords", "码头，水闸、船"), "",
                     (("码头", "水闸", "船"), "meta keywords"), id="between Chinese commas"),
        pytest.param(meta("keywords", ",".join(f"word{n}x" for n in range(90))), "", ((), None),
                     id="not ninety of them"),
        pytest.param(meta("keywords", "A whole sentence about what is in this very page"), "",
                     ((), None), id="no sentence"),
    ],
)  # fmt: skip
def test_its_tags(head: str, body: str, want: tuple[tuple[str, ...], str | None]) -> None:
    assert told(read(head, body), "tags") == want


def test_its_section() -> None:
    assert told(read(ld('{"@type":"Article","articleSection":["Harbour","x"]}')), "section") == (
        "Harbour",
        "json-ld",
    )
    found = read(meta("article:section", "Home") + meta("section", "Sea"))
    assert told(found, "section") == ("Sea", "meta section")


@pytest.mark.parametrize(
    ("html", "head", "want"),
    [
        ("<html lang=pt_BR>", "", ("pt-BR", "<html lang>")),
        ("<html lang=en>", "<title>新船闸今天启用</title>", (None, None)),
        ("<html lang=en>", "<title>新船闸今天启用</title>" + meta("og:locale", "zh_CN"),
         ("zh-CN", "og:locale")),
        ("<html lang=und>", "<meta http-equiv=content-language content=de>",
         ("de", "meta content-language")),
        ("<html>", ld('{"@type":"Article","inLanguage":"fr"}'), ("fr", "json-ld")),
    ],
)  # fmt: skip
def test_its_language_if_it_can_be_that(html: str, head: str, want: object) -> None:
    root = parse(f"{html}<head>{head}</head><body>{TEXT}</body></html>")
    assert told(read_metadata(root, URL), "language") == want


OTHER = (
    '{"@type":"NewsArticle","headline":"%s","url":"%s","articleBody":"Of a fair.",'
    '"datePublished":"2019-01-01","author":{"name":"Wrong Person"}}'
)


@pytest.mark.parametrize(
    ("headline", "url", "believed"),
    [
        pytest.param("A fair in town", "https://www.news.example/fair", False, id="another's"),
        pytest.param("A fair in town", URL.replace("s:", ":"), True, id="at its address"),
        pytest.param("Lock opens", "https://www.news.example/", True, id="of the same headline"),
        pytest.param("", "https://www.news.example/fair", True, id="without a headline"),
    ],
)
def test_json_ld_of_another_story_is_not_believed(headline: str, url: str, believed: bool) -> None:
    found = read(HEAD + ld(OTHER % (headline, url)), H1)
    given = (found.byline, found.published, found.body)
    assert given == (
        ("Wrong Person", datetime(2019, 1, 1, tzinfo=UTC), "Of a fair.")
        if believed
        else (None, None, "")
    )


def test_the_page_s_own_json_ld_is_found_behind_another_story_s() -> None:
    other = ld(OTHER % ("A fair in town", "https://www.news.example/fair"))
    own = ld('{"@type":"Article","headline":"Lock opens at last","author":"Ada Brook"}')
    assert read(HEAD + other + own, H1).byline == "Ada Brook"


def test_the_picture_is_none_of_the_site_s() -> None:
    found = read(meta("og:image", "/img/site-logo.png") + meta("twitter:image", "/lock.jpg"))
    assert told(found, "image") == ("https://www.news.example/lock.jpg", "twitter:image")
    assert read(meta("og:image", "data:image/gif;base64,x")).image is None


def test_the_canonical_address_of_an_article_is_no_front_page() -> None:
    front = "<link rel=canonical href=/>"
    assert told(read(front + meta("og:url", URL)), "canonical") == (URL, "og:url")
    assert read(front, url="https://www.news.example/").canonical == "https://www.news.example/"


def test_titles_have_their_place_and_a_description_is_none() -> None:
    assert told(read(HEAD, H1), "title") == ("Lock opens at last", "<h1>")
    described = ld('{"@type":"Article","headline":"sluice in Brook county"}')
    assert told(read(HEAD + described, H1), "title") == ("Lock opens at last", "<h1>")
    only = read("<title>Example</title>" + described)
    assert told(only, "title") == ("sluice in Brook county", "json-ld")


def test_what_is_not_found_has_no_place() -> None:
    assert read("").told_by == ()


@pytest.mark.parametrize(
    ("text", "want"),
    [
        pytest.param('{"a": [1, 2,],}', [{"a": [1, 2]}], id="commas too many"),
        pytest.param('{"a": "one\ntwo"}', [{"a": "one\ntwo"}], id="raw line breaks"),
        pytest.param("{&quot;a&quot;: 1}", [{"a": 1}], id="encoded like an attribute"),
        pytest.param('{"a": 1} {"b": 2}', [{"a": 1}, {"b": 2}], id="several objects"),
        pytest.param('{"a": 1},\n{"b": 2};', [{"a": 1}, {"b": 2}], id="with commas between"),
        pytest.param('//<![CDATA[\n{"a": 1}\n//]]>', [{"a": 1}], id="CDATA"),
        pytest.param('/*<![CDATA[*/ {"a": 1} /*]]>*/', [{"a": 1}], id="CDATA in comments"),
        pytest.param('<!-- {"a": 1} -->', [{"a": 1}], id="HTML comments"),
        pytest.param('{/* x */ "a": "//no /* comment */", // y\n "b": 2}',
                     [{"a": "//no /* comment */", "b": 2}], id="comments, but not in strings"),
        pytest.param(r'''{"a": "it\'s", "b": "\d\u00e9"}''', [{"a": "it's", "b": "dé"}],
                     id="escapes that are none"),
        pytest.param('{"@type":"Article","headline":"the "lock" is open",'
                     '"datePublished":"2026-05-04"}',
                     [{"@type": "Article", "datePublished": "2026-05-04"}],
                     id="the dates at least, where quotes are lost"),
        pytest.param("nothing", [], id="nothing"),
    ],
)  # fmt: skip
def test_json_is_read_with_patience(text: str, want: list[object]) -> None:
    assert read_json(text) == want


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["[", '"', "/*", "{} ", ",", ', "', '\\"', '{"a":', "//"])
def test_no_json_takes_long(unit: str) -> None:
    start = time.process_time()
    read_json("{" + unit * (300_000 // len(unit)))
    assert time.process_time() - start < 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    ["<div><time>x</time><b class=author>y z</b>", "<h1>a b</h1>", "<li><time>4 May</time></li>",
     "<p itemprop=author>", "<a rel=tag>x</a>", "<article><h2>x</h2><time>y</time>"],
)  # fmt: skip
def test_no_page_takes_long(unit: str) -> None:
    root = parse(f"<html><head>{HEAD}</head><body>{H1}{unit * (200_000 // len(unit))}")
    start = time.process_time()
    read_metadata(root, URL)
    assert time.process_time() - start < 2

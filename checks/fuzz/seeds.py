"""What the fuzzer and the tests start from: the tests' own feeds and pages, and a few made here."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

from checks.fuzz.targets import SEPARATOR

ROOT = Path(__file__).parent.parent.parent
FIXTURES = ROOT / "tests" / "fuzz"
_LARGEST = 20_000  # bytes: what is larger is slow to try, and says no more

_HTML = (
    "<p>The harbour authority opened the new lock on Tuesday, two months ahead of schedule.</p>"
    "<p>Ships of up to four thousand tonnes can now pass at any tide, it said in a statement.</p>"
    "<p>Residents had asked for it for thirty years, and some of them watched the first ship.</p>"
)
_ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://news.example/b/">
<title type="html">A &amp;amp; B</title><link rel="next" href="?page=2"/>
<entry><id>tag:news.example,2025:1</id><title type="xhtml"><div>T</div></title>
<link href="a?utm_source=rss"/><published>2025-11-23T24:00:00+08:00</published>
<author><name>desk@news.example (Carol)</name></author><category term="x"/>
<content type="html"><![CDATA[<p>One &lt; two</p>]]></content></entry></feed>"""
_RSS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/"><channel><title>T</title>
<item><title>A &amp;#8217; b</title><guid isPermaLink="false">1</guid><link>/a</link>
<pubDate>Tue, 23 Nov 21 21:36 EST</pubDate><dc:creator>王</dc:creator>
<media:content url="/a.jpg" medium="image" width="9"/>
<description>&lt;p&gt;x&lt;/p&gt;</description></item></channel></rss>"""
_POSTS = (
    ("A story", "Carol", "tag:x,1", "en", "/a", "news", _HTML),
    ("{{ x }} | <b>", "a: b #c", "no", "zh_CN", "https://x.example/?a=b&c", "../..", _HTML),
    ("CON", "- x", "---", "", "/#!x", "C#/C++", f"<h1>{{%x%}}</h1>{_HTML}<pre>{{{{< a >}}}}</pre>"),
    ("\u202egpj.exe", "\u2028", "0x10", "ar", "//h/p", "null", f"<ul><li>{_HTML}</ul>"),
    ("🏳️‍🌈" * 40, "1e3", "", "", "", "", f"<table><tr><td>a|b<td>{_HTML}</table>"),
)
_SCRIPTS = (
    '{"@context":"https://schema.org","@graph":[{"@type":["NewsArticle"],"@id":"#a",'
    '"author":[{"@id":"#p"}],"datePublished":"2025-11-23T10:00:00Z","headline":"H"},'
    '{"@id":"#p","@type":"Person","name":"Carol"}]}',
    '/*<![CDATA[*/ [{"@type":"Article", // x\n "articleBody":"a\nb\\q",},] /*]]>*/',
    "{&quot;@type&quot;:&quot;WebPage&quot;}",
)
_DATES = (
    "Tue, 23 Nov 2021 21:36:05 +0800",
    "2021-11-23T24:00:00.871Z",
    "1637674565871",
    "23. November 2021 um 21.36 Uhr",
    "2021年11月23日 下午9点36分",
    "Nov 3, 2021, 9:36 p.m. (EST)",
    "Tue Nov 23 21:36:05 2021",
    "20211123T213605Z",
    "03/04/21",
    "1h30m",
    "yesterday",
)
_URLS = (
    "https://user:pw@news.example:443/a/../b?utm_source=x&id=1#c",
    "//[::1]:80/%7Euser/%zz",
    "http://0x7f.1/",
    "?q=ü&amp;x\x1ehttps://xn--bcher-kva.example/d;e/",
    "HTTPS://BÜCHER.example:/./a//b/.",
    "javascript:alert(1)",
    "http://[fe80::1%25eth0]/",
    "::ffff:127.0.0.1",
    "https://a.example/x#!/y",
)
_HEADERS = (
    "120",
    "Wed, 21 Oct 2026 07:28:00 GMT",
    'public, max-age="600", s-maxage=1',
    "no-store",
    "/a/%C3%BC?x#y",
    "https://n.example/\xe9",
    "//u@h/",
)
_ROBOTS = (
    "User-agent: *\nDisallow: /a*b$\nAllow: /\nCrawl-delay: 1.5\nRequest-rate: 1/5s\n"
    "Visit-time: 0600-0845\nSitemap: /s.xml\n",
    "\ufeffuser-agent:scraper\nuser-agent: x\ndisallow:\ncrawl-delay: nan\n# x\nHost: y",
)
_FRONTS = (
    '---\nfrom: https://a.example/x\ntitle: "a \\u0041 \\" b"\ndate: 2021-11-23\n---\nText\n',
    "\ufeff---\r\nfrom: 'it''s' # x\r\ntitle: plain # no\r\n...\r\n",
)
_ROW = (
    b'{"feed_id":"f","key":"k","identity":"i","url":"https://a.example/","linked":true,'
    b'"title":"T","author":null,"published":"2021-11-23T12:00:00.871Z","tags":["x"]}'
)
_CONFIG = """archive: archive
timezone: Asia/Shanghai
user_agent: {name: x, contact: "https://a.example/"}
network: {per_host: 1, pause: 2s, page_max_bytes: 5MB, allow_private: [a.example]}
presets:
  own: {base: hugo, path: "{feed}/{year}/{month}-{day} {title}.md", extra: [lang, image]}
defaults: {poll_every: 1h, tags: [a, b]}
feeds:
  - name: A
    url: https://a.example/feed?x=${TOKEN}
    preset: own
    headers: {X-Key: "${TOKEN}"}
    first_run: {max_entries: 3, since: 7d}
    robots: {ignore: "leave given"}
  - {name: B, url: "https://b.example/", from: feed, timezone_override: UTC, author: "x: y"}
"""
_SITES = """a.example:
  keep: ["article .text", "div:not(.x) > p"]
  drop: [aside]
  strip_text: ["Read more: .*"]
  author: meta[name=author]@content
  next_page: a.next
b.example: {feed_only: true}
"""
_SITEMAPS = (
    """application/xml
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://news.example/2025/12/01/a-story-of-old</loc><lastmod>2025-12-01</lastmod></url>
<url><loc> https://news.example/2019/12/01/an-older-one </loc></url>
<url><loc><![CDATA[https://news.example/2025/11/02/one-more]]></loc>
<news:news><news:publication_date>2025-11-02T10:00:00Z</news:publication_date>
<news:title>One &amp; more</news:title></news:news></url></urlset>""",
    """text/xml
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://news.example/sitemap-2025-12.xml</loc></sitemap>
<sitemap><loc>/sitemap-2019-01.xml.gz</loc><lastmod>2019-02-01T00:00:00+01:00</lastmod></sitemap>
<sitemap><loc>https://news.example/post_tag-sitemap.xml</loc></sitemap></sitemapindex>""",
    "text/plain\nhttps://news.example/2025/12/03/a-story\r\nhttps://news.example/about\n",
)
_LISTINGS = (
    """[{"id":7,"date":"2025-12-01T10:00:00","date_gmt":"2025-12-01T09:00:00",
"modified_gmt":"0000-00-00T00:00:00","link":"https://news.example/2025/12/01/a-story",
"title":{"rendered":"A &#8211; B"},"guid":{"rendered":"https://news.example/?p=7"}},
{"id":8,"date":"2025-11-30T10:00:00","link":"/x","title":"t"}]""",
    """<!doctype html><base href="https://news.example/"><h2><a href="/2025/12/02/a-title-of-it">
A title of it, long enough</a></h2><a href="?page=2">2</a><a href="/2025/12/">December</a>""",
)
_PACKER = zlib.compressobj(wbits=-15)
_RAW = _PACKER.compress(b"raw" * 99) + _PACKER.flush()


def _posts() -> list[bytes]:
    return [SEPARATOR.join(field.encode("utf-8") for field in fields) for fields in _POSTS]


def _markdown() -> list[bytes]:
    return [_HTML.encode(), *_files("golden/markdown/*/*.html")]


def seeds(target: str) -> list[bytes]:
    """The inputs that a target starts from, its fixtures among them; never empty."""
    return [*_MADE[target](), *(path.read_bytes() for path in fixtures(target))]


def fixtures(target: str) -> list[Path]:
    """What was found once."""
    return sorted(path for path in (FIXTURES / target).glob("*") if path.is_file())


def _files(pattern: str) -> list[bytes]:
    """The tests' own files below tests/, small ones first."""
    bodies = (path.read_bytes() for path in sorted((ROOT / "tests").glob(pattern)))
    return sorted((body for body in bodies if len(body) <= _LARGEST), key=len)


def _texts(texts: tuple[str, ...]) -> list[bytes]:
    return [text.encode("utf-8") for text in texts]


def _feeds() -> list[bytes]:
    xml = [b"application/rss+xml\n" + body for body in _files("feeds/*.xml")]
    other = [b"application/feed+json\n" + body for body in _files("feeds/*.json")]
    made = [
        b"text/xml; charset=gbk\n" + _ATOM.replace("utf-8", "gbk").encode("gbk"),
        b"text/html\n" + _ATOM.encode(),
        b"\n\xff\xfe" + _RSS.encode("utf-16-le"),
        b"text/plain\nWarning: x\n" + _RSS.encode()[:-40],
        b"\n" + _RSS.encode(),
    ]
    return [*made, *xml, *other]


def _pages() -> list[bytes]:
    files = [*_files("golden/junk/*/*.html"), *_files("golden/pages/*/*.html")]
    page = f"<title>T</title><nav><a href=/>x</a></nav><article><h1>T</h1>{_HTML}</article>"
    return [b"text/html; charset=utf-8\n" + body for body in [page.encode(), *files]]


def _bodies() -> list[bytes]:
    return [
        b"gzip\n" + gzip.compress(b"member" * 50, mtime=0) + gzip.compress(b"two", mtime=0),
        b"deflate\n" + zlib.compress(b"zlib" * 50),
        b"deflate\n" + _RAW,
        b"gzip, gzip\nx",
        b"identity\nplain",
        b"gzip\n" + gzip.compress(b"\0" * 2_000_000, mtime=0),
    ]


def _charsets() -> list[bytes]:
    text = "<meta charset=gbk><p>汉字 は、Größe"
    names = ("utf-8", "utf-16", "utf-32-be", "utf-7")
    wide = [b"text/html\n" + text.encode(name) for name in names]
    return [
        *wide,
        b"x; charset=gbk\n" + "汉字".encode("gbk") * 9,
        b"\n\x1b$B\x46|\x1b(B",
        b"\n%PDF-",
    ]


_MADE: dict[str, Callable[[], list[bytes]]] = {
    "feeds": _feeds,
    "sitemaps": lambda: [*_texts(_SITEMAPS), b"\n" + gzip.compress(_SITEMAPS[0].encode())],
    "listings": lambda: _texts(_LISTINGS),
    "pages": _pages,
    "posts": _posts,
    "markdown": _markdown,
    "scripts": lambda: _texts(_SCRIPTS),
    "robots": lambda: _texts(_ROBOTS),
    "headers": lambda: [text.encode("latin-1") for text in _HEADERS],
    "bodies": _bodies,
    "dates": lambda: _texts(_DATES),
    "addresses": lambda: _texts(_URLS),
    "charsets": _charsets,
    "configs": lambda: [_CONFIG.encode(), _CONFIG.encode() + SEPARATOR + _SITES.encode()],
    "fronts": lambda: _texts(_FRONTS),
    "rows": lambda: [_ROW],
}

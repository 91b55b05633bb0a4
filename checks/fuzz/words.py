"""Words of the formats, which chance alone seldom writes: by target."""

from __future__ import annotations


def _words(text: str, *more: str) -> tuple[bytes, ...]:
    return tuple(word.encode("utf-8", "surrogatepass") for word in (*text.split(), *more))


_BYTES = (b"\x00", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf")
_HTML = _words(
    """
    <p> </p> <div <span <table> <tr> <td> <ul> <li> <pre> <code> <math> <svg> <script> </script>
    <template> <noscript> <iframe <picture> <figure> <h1> <h2> <body> <html> <title> <plaintext>
    <select> <frameset> <br> <details> <dl> <dt> <dd> <sup> <ruby> <rt> <amp-img &lt; &#4; &#0;
    &nbsp; {{ {% {{< }} <!-- --> <![CDATA[ ]]> hidden itemprop= rel=author class= id= srcset=
    data-src= javascript: data: application/ld+json {a}b= role=presentation colspan=9
    """,
    " style='display:none'",
    "<a href=",
    "<img src=",
    "<base href=",
    "<link rel=next ",
    "<time datetime=",
    "<meta property='og:title' content=",
)
WORDS: dict[str, tuple[bytes, ...]] = {
    "feeds": _BYTES
    + _words(
        """
        <item> </item> <entry> </entry> <![CDATA[ ]]> <!-- --> <!DOCTYPE &amp; &#0; &#x110000;
        &nbsp; xml:base= xmlns= type="xhtml" href= <guid> <pubDate> <dc:date> <content:encoded>
        <media:content <itunes:image <georss:point> <gml:pos> encoding="utf-16" charset=gbk { } [ ]
        "items":[ "authors": \\ud800 1e999 <textInput> <rss> <psc:chapters> <cloud <image> <source>
        <author> <category> <h:img <rdf:RDF> <channel> </channel> <summary> <updated>
        """,
        "<?xml ?>",
        "<!ENTITY a '",
        "<link rel='alternate' ",
        "<enclosure url='",
        "<psc:chapter start='",
    ),
    "sitemaps": _BYTES
    + _words(
        """
        <url> </url> <loc> </loc> <lastmod> </lastmod> <sitemap> </sitemap> <sitemapindex> <urlset>
        <news:news> <news:publication_date> <news:title> <xhtml:link href= <image:loc> <!DOCTYPE
        <![CDATA[ ]]> &amp; &#0; <?xml encoding="utf-16" 2025-12-01 2025-12 T25:61:00Z +99:99
        /2021/03/ -2021-03.xml post_tag- http:// https://news.example/ //x.example/ .gz <rss> <item>
        """,
        "<!ENTITY a '",
        "\n",
        "\r\n",
    ),
    "listings": _BYTES
    + _HTML
    + _words(
        """
        {"id": "date":" "date_gmt":" "link":" "title":{"rendered":" "guid": "modified_gmt" null ] }
        0000-00-00T00:00:00 9999-12-31T23:59:59 0001-01-01T00:00:00 [{ }]
        \ud800 1e999 ?page=2 /page/2/
        """
    ),
    "pages": _BYTES + _HTML,
    "markdown": _BYTES + _HTML,
    "posts": _words(
        "{{ {% --- \" ' : # <p> <pre> ☺ 漢 ا \u0345 / .. \\ CON. nul \u202e \ufeff \ud83d \u200d",
        "\x1e",
        ": ",
        " #",
        "\n",
        "\x85",
        "\u2028",
    ),
    "scripts": _words(
        '{ } [ ] " , : // /* */ <!-- --> \\u d800 "@type": "@id": "@graph": "author": null', "\n"
    ),
    "robots": _words(
        "User-agent: Disallow: Allow: Crawl-delay: * $ % # Request-rate: 1/0s nan inf 1e9",
        "Visit-time:",
        "\n",
    ),
    "headers": _words('max-age= , ; = " GMT -0000 : // ? # % @ \\ [ ] \xff'),
    "bodies": (b"gzip", b"deflate", b"\n", b"\x1f\x8b", b"\x08", b"\x78\x9c", b"\x00\x00\xff\xff"),
    "dates": _words("年 月 日 下午 : / - . T Z + ( ) , Nov EST uhr 1 0 99 １ ²", " "),
    "addresses": _words(
        "http:// // [ ] @ : % %2e %00 . .. / ? # & = ; \\ ü ． 。 ℀ xn-- \ufeff", "\x1e"
    ),
    "charsets": (
        *_words("charset= utf-7 gb18030 iso-2022-jp utf-16 <meta <?xml encoding= \x1b$B \x1b(J"),
        *_BYTES,
        b"\x84\x31\x95\x33",
        b"\xff\xfe\x00\x00",
    ),
    "configs": _words(
        """
        feeds: - : { } [ ] & * ! | > ' " # %YAML --- ... << ? ~ !!binary sites: strip_text: 1e999
        0x 1:30 ${ ( + \\ \ud83d
        """,
        "\n",
        "\t",
        "\x1e",
    ),
    "fronts": _words("--- ... from: title: date: \" ' \\u \\ud800 #", "\r", "\n", "\x85", "\u2028"),
    "rows": _words(
        """
        { } [ ] " , : null true 1e999 -1 "0001-01-01T00:00:00+14:00" "9999-12-31T23:59:59-14:00"
        \\ud800 "tags":
        """
    ),
}

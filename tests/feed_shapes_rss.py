"""RSS as the common programs write it."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from feed_shapes import SITE, Story, cdata, declared, element, elements, rss


def wordpress(stories: Sequence[Story]) -> str:
    head = (
        f'<atom:link href="{SITE}/feed/" rel="self" type="application/rss+xml" />\n'
        "<lastBuildDate>Sun, 23 Nov 2025 10:00:00 +0000</lastBuildDate><language>en-US</language>\n"
        "<sy:updatePeriod>\n\thourly\t</sy:updatePeriod>\n"
        "<sy:updateFrequency>\n\t1\t</sy:updateFrequency>\n"
        "<generator>https://wordpress.org/?v=6.8.3</generator>\n"
        f"<image>\n\t<url>{SITE}/icon.png</url>\n\t<title>News</title>\n\t<link>{SITE}</link>\n"
        "\t<width>32</width>\n\t<height>32</height>\n</image>\n"
        '<site xmlns="com-wordpress:feed-additions:1">21</site>'
    )
    items = (
        f"\n\t\t<title>{escape(s.title).replace('&', '&#038;', 1)}</title>\n"
        f"\t\t<link>{s.url}</link>\n"
        f"\t\t\t\t\t<comments>{s.url}#respond</comments>\n\t\t<dc:creator>{cdata(s.author)}"
        f"</dc:creator>\n\t\t<pubDate>{s.rfc}</pubDate>\n"
        + "".join(f"\t\t<category>{cdata(tag)}</category>\n" for tag in s.tags)
        + f'\t\t<guid isPermaLink="false">{SITE}/?p={s.n}</guid>\n\n'
        f"\t\t\t\t\t<description>{cdata(f'<p>{s.short} [&#8230;]</p>')}</description>\n"
        f"\t\t\t\t\t\t<content:encoded>{cdata(s.html)}</content:encoded>\n\t\t\t\t\t\n"
        f"\t\t\t\t\t<wfw:commentRss>{s.url}feed/</wfw:commentRss>\n"
        "\t\t\t<slash:comments>3</slash:comments>\n\t\t\n\t\t\n"
        f'\t\t<post-id xmlns="com-wordpress:feed-additions:1">{s.n}</post-id>\t'
        for s in stories
    )
    return rss("content wfw dc atom sy slash", head, items)


def wordpress_media(stories: Sequence[Story]) -> str:
    """With the plug-ins that add pictures and authors' portraits, as many a newspaper has."""
    items = (
        f"<title>{cdata(s.title)}</title><link>{s.url}</link>"
        f"<dc:creator>{cdata(f'{s.author}, desk')}</dc:creator><pubDate>{s.rfc}</pubDate>"
        f'<guid isPermaLink="false">{SITE}/?post_type=a&#038;p={s.n}</guid>'
        f"<description>{cdata(s.html)}</description>"
        f'<media:content url="{SITE}/{s.n}.jpg?w=640&amp;h=4" medium="image" width="640">'
        f'<media:title type="html">{escape(s.short)}</media:title>'
        f'<media:description type="html">{cdata(s.short)}</media:description>'
        f"<media:credit>{escape(s.author)}</media:credit></media:content>"
        f'<media:content url="https://secure.gravatar.example/a" medium="image">'
        f'<media:title type="html">{s.author}</media:title></media:content>'
        f'<media:thumbnail url="{SITE}/{s.n}-t.jpg" />'
        f'<enclosure url="{SITE}/{s.n}.mp3" length="12" type="audio/mpeg" />'
        for s in stories
    )
    return rss("content dc media georss geo", "<language>de</language>", items)


def ghost(stories: Sequence[Story]) -> str:
    head = (
        f"<image><url>{SITE}/favicon.png</url><title>News</title><link>{SITE}/</link></image>"
        "<generator>Ghost 5.0</generator><lastBuildDate>Sun, 23 Nov 2025 10:00:00 GMT"
        f'</lastBuildDate><atom:link href="{SITE}/rss/" rel="self" type="application/rss+xml"/>'
        "<ttl>60</ttl>"
    )
    items = (
        f"<title>{cdata(s.title)}</title><description>{cdata(s.short)}</description>"
        f'<link>{s.url}</link><guid isPermaLink="false">66b1{s.n:020d}</guid>'
        + "".join(f"<category>{cdata(tag)}</category>" for tag in s.tags)
        + f"<dc:creator>{cdata(s.author)}</dc:creator>"
        f"<pubDate>{s.rfc.replace('+0000', 'GMT')}</pubDate>"
        f'<media:content url="{SITE}/content/{s.n}.jpg" medium="image"/>'
        f"<content:encoded>{cdata(s.html)}</content:encoded>"
        for s in stories
    )
    return rss("dc content atom media", head, items)


def substack(stories: Sequence[Story]) -> str:
    head = (
        f"<image><url>{SITE}/i.png</url><title>News</title><link>{SITE}</link></image>"
        "<generator>Substack</generator><lastBuildDate>Sun, 23 Nov 2025 10:00:00 GMT"
        f'</lastBuildDate><atom:link href="{SITE}/feed" rel="self" type="application/rss+xml"/>'
        f"<copyright>{cdata('The author')}</copyright><language>{cdata('en')}</language>"
        f"<webMaster>{cdata('a@news.example')}</webMaster><itunes:owner><itunes:email>"
        f"{cdata('a@news.example')}</itunes:email><itunes:name>{cdata('A')}</itunes:name>"
        f"</itunes:owner><itunes:author>{cdata('A')}</itunes:author><googleplay:owner>"
        f"{cdata('a@news.example')}</googleplay:owner><itunes:block>{cdata('Yes')}</itunes:block>"
    )
    items = (
        f"<title>{cdata(s.title)}</title><description>{cdata(s.short)}</description>"
        f'<link>{s.url}</link><guid isPermaLink="false">{s.url}</guid>'
        f"<dc:creator>{cdata(s.author)}</dc:creator>"
        f"<pubDate>{s.rfc.replace('+0000', 'GMT')}</pubDate>"
        f'<enclosure url="{SITE}/{s.n}/image/f_auto%2Cq_auto/a.png" length="0" type="image/jpeg"/>'
        f"<content:encoded>{cdata(s.html)}</content:encoded>"
        for s in stories
    )
    return rss("dc content atom itunes googleplay", head, items)


def medium(stories: Sequence[Story]) -> str:
    head = (
        "<generator>Medium</generator><lastBuildDate>Sun, 23 Nov 2025 10:00:00 GMT</lastBuildDate>"
        f'<atom:link href="{SITE}/feed/@a" rel="self" type="application/rss+xml"/>'
        f"<webMaster>{cdata('a@news.example')}</webMaster>"
        '<atom:link href="http://hub.news.example" rel="hub"/>'
    )
    items = (
        f"<title>{cdata(s.title)}</title><link>{s.url}?source=rss-----{s.n}---4</link>"
        f'<guid isPermaLink="false">{SITE}/p/{s.n}</guid>'
        + "".join(f"<category>{cdata(tag)}</category>" for tag in s.tags)
        + f"<dc:creator>{cdata(s.author)}</dc:creator>"
        f"<pubDate>{s.rfc.replace('+0000', 'GMT')}</pubDate>"
        f"<atom:updated>{s.iso[:-1]}.123Z</atom:updated>"
        f"<content:encoded>{cdata(s.html)}</content:encoded>"
        for s in stories
    )
    return rss("dc content atom cc", head, items)


def hugo(stories: Sequence[Story]) -> str:
    head = (
        "<generator>Hugo -- gohugo.io</generator><language>en-us</language>"
        "<managingEditor>a@news.example (A. Writer)</managingEditor>"
        "<webMaster>a@news.example (A. Writer)</webMaster>"
        "<copyright>© 2025</copyright><lastBuildDate>Sun, 23 Nov 2025 10:00:00 +0000"
        f'</lastBuildDate><atom:link href="{SITE}/index.xml" rel="self" type="application/rss+xml"'
        " />"
    )
    items = (
        f"\n      <title>{escape(s.title)}</title>\n      <link>{s.url}</link>\n"
        f"      <pubDate>{s.rfc}</pubDate>\n      <author>a@news.example (A. Writer)</author>\n"
        f"      <guid>{s.url}</guid>\n      <description>{escape(s.html)}</description>\n    "
        for s in stories
    )
    return rss("atom", head, items, ' xml:lang="en"')


def drupal(stories: Sequence[Story]) -> str:
    items = (
        f"\n  <title>{escape(s.title)}</title>\n  <link>{s.url}</link>\n"
        f"  <description>{escape(s.html)}</description>\n"
        f"  <pubDate>{s.rfc}</pubDate>\n"
        f"    <dc:creator>{escape(s.author)}</dc:creator>\n"
        f'    <guid isPermaLink="true">{s.url}</guid>\n    '
        + "".join(
            f'<category domain="{SITE}/tags/{n}">{escape(tag)}</category>\n'
            for n, tag in enumerate(s.tags)
        )
        + f"<comments>{s.url}#comments</comments>\n"
        for s in stories
    )
    spaces = "dc atom content foaf og rdf schema sioc skos xsd"
    return rss(spaces, "<language>fr</language>", items, f' xml:base="{SITE}/"')


def podcast(stories: Sequence[Story]) -> str:
    head = (
        f'<atom:link href="{SITE}/f.xml" rel="self" type="application/rss+xml"/>'
        "<language>en</language><itunes:author>A</itunes:author><itunes:summary>All of it"
        "</itunes:summary><itunes:type>episodic</itunes:type><itunes:owner><itunes:name>A"
        "</itunes:name><itunes:email>a@news.example</itunes:email></itunes:owner>"
        f'<itunes:explicit>no</itunes:explicit><itunes:image href="{SITE}/cover.jpg"/>'
        '<itunes:category text="News"><itunes:category text="Daily News"/></itunes:category>'
        '<podcast:locked owner="a@news.example">yes</podcast:locked>'
        "<itunes:keywords>news, daily</itunes:keywords>"
    )
    items = (
        f"<title>{escape(s.title)}</title><itunes:title>{escape(s.short)}</itunes:title>"
        f"<description>{cdata(s.html)}</description><content:encoded>{cdata(s.html)}"
        f"</content:encoded><pubDate>{s.rfc}</pubDate><itunes:author>{s.author}</itunes:author>"
        f"<link>{s.url}</link>"
        f'<enclosure url="{SITE}/{s.n}.mp3?a=1&amp;b=2" length="1234" type="audio/mpeg"/>'
        f'<guid isPermaLink="false">{s.n}-abc</guid><itunes:subtitle>{escape(s.short)}'
        f"</itunes:subtitle><itunes:summary>{escape(s.short)}</itunes:summary>"
        f"<itunes:duration>00:21:{s.n % 60:02d}</itunes:duration><itunes:explicit>no"
        f"</itunes:explicit><itunes:episode>{s.n}</itunes:episode>"
        f'<itunes:image href="{SITE}/{s.n}.jpg"/><itunes:keywords>a, b c,{s.tags[0]}'
        "</itunes:keywords><itunes:episodeType>full</itunes:episodeType>"
        f'<podcast:transcript url="{SITE}/{s.n}.vtt" type="text/vtt"/>'
        f'<podcast:person href="{SITE}/a" role="host">A</podcast:person>'
        '<psc:chapters version="1.2"><psc:chapter start="00:00:00.000" title="Intro"/>'
        '<psc:chapter start="00:01:00.000" title="Main"/></psc:chapters>'
        for s in stories
    )
    return rss("itunes atom content podcast psc googleplay", head, items)


def newspaper(stories: Sequence[Story]) -> str:
    """Several pictures, dates twice, sections with addresses, and a link of its own."""
    items = (
        f"<title>{escape(s.title)}</title><link>{s.url}?utm_source=rss&amp;utm_medium=feed</link>"
        f"<description>{escape(s.html)}</description>"
        + "".join(
            f'<category domain="{SITE}/{n}">{escape(tag)}</category>'
            for n, tag in enumerate(s.tags)
        )
        + f"<pubDate>{s.rfc.replace('+0000', 'GMT')}</pubDate><guid>{s.url}</guid>"
        f'<atom:link href="{s.url}" rel="standout"/>'
        f'<media:content width="140" url="{SITE}/{s.n}-s.jpg"><media:credit scheme="urn:ebu">'
        "Photograph: A</media:credit></media:content>"
        f'<media:content width="460" url="{SITE}/{s.n}-l.jpg" height="90"/>'
        f"<dc:creator>{escape(s.author)}</dc:creator><dc:date>{s.iso}</dc:date>"
        "<media:keywords>one, two</media:keywords>"
        '<media:group><media:content url="/v.mp4" type="video/mp4"/></media:group>'
        f'<source url="{SITE}/feed.xml">The other paper</source>'
        for s in stories
    )
    head = (
        f"<image><title>News</title><url>{SITE}/i.png</url><link>{SITE}</link></image>"
        "<ttl>15</ttl><copyright>C</copyright><dc:date>2025-11-23T10:00:00Z</dc:date>"
        "<dc:language>en-gb</dc:language>"
    )
    return rss("media dc atom", head, items)


def broadcaster(stories: Sequence[Story]) -> str:
    items = (
        f"<title>{cdata(s.title)}</title><description>{cdata(s.short)}</description>"
        f'<link>{s.url}</link><guid isPermaLink="false">{s.url}#{s.n % 3}</guid>'
        f"<pubDate>{s.rfc.replace('+0000', 'GMT')}</pubDate>"
        f'<media:thumbnail width="240" height="135" url="{SITE}/240/{s.n}.jpg"/>'
        for s in stories
    )
    head = (
        f"<image><url>{SITE}/logo.gif</url><title>News</title><link>{SITE}</link></image>"
        "<generator>RSS for Node</generator><lastBuildDate>Sun, 23 Nov 2025 10:00:00 GMT"
        f'</lastBuildDate><atom:link href="{SITE}/rss.xml" rel="self" type="application/rss+xml"/>'
        f"<copyright>{cdata('Copyright')}</copyright><language>{cdata('en-gb')}</language>"
        "<ttl>15</ttl>"
    )
    return rss("dc content atom media", head, items)


def portal(stories: Sequence[Story]) -> str:
    """Home-made, as many a portal in Asia writes: no guid, local dates, everything in CDATA."""
    items = (
        f"\n<title>{cdata(s.title)}</title>\n<link>{cdata(s.url)}</link>\n"
        f"<author>{s.author}</author>\n<category>{s.tags[0]}</category>\n"
        f"<pubDate>{s.at:%Y-%m-%d %H:%M:%S}</pubDate>\n<comments/>\n"
        f"<description>{cdata(s.html)}</description>\n"
        for s in stories
    )
    head = (
        "<language>zh-cn</language><generator>CMS</generator><ttl>5</ttl>"
        "<skipHours><hour>1</hour><hour>2</hour></skipHours><skipDays><day>Sunday</day></skipDays>"
        f"<textInput><title>Search</title><description>d</description><name>q</name><link>{SITE}"
        "</link></textInput>"
    )
    return rss("", head, items)


def burner(stories: Sequence[Story]) -> str:
    items = (
        f"<title>{escape(s.title)}</title><link>http://feedproxy.example/~r/{s.n}</link>"
        f"<pubDate>{s.rfc}</pubDate><dc:creator>a@news.example (Carol)</dc:creator>"
        f'<guid isPermaLink="false">tag:news.example,2025:{s.n}</guid>'
        f"<description>{escape(s.html)}</description>"
        f"<feedburner:origLink>{s.url}</feedburner:origLink>"
        f'<category domain="http://www.blogger.com/atom/ns#">{escape(s.tags[0])}</category>'
        '<thr:total>2</thr:total><media:thumbnail url="/t.jpg" height="72" width="72"/>'
        f"<atom:updated>{s.iso}</atom:updated>"
        for s in stories
    )
    head = (
        '<atom10:link xmlns:atom10="http://www.w3.org/2005/Atom" rel="self" href="f"/>'
        '<feedburner:info uri="news"/><openSearch:totalResults>9</openSearch:totalResults>'
        '<atom10:link xmlns:atom10="http://www.w3.org/2005/Atom" rel="hub" href="http://h/"/>'
        "<feedburner:emailServiceId>news</feedburner:emailServiceId>"
        "<feedburner:feedFlare src='http://x.example/'>Subscribe</feedburner:feedFlare>"
    )
    return rss("feedburner openSearch thr media dc atom", head, items)


def mastodon(stories: Sequence[Story]) -> str:
    items = (
        f'<guid isPermaLink="true">{SITE}/@a/{s.n}</guid><link>{SITE}/@a/{s.n}</link>'
        f"<pubDate>{s.rfc}</pubDate><description>{escape(s.html)}</description>"
        f'<media:content url="{SITE}/{s.n}.png" type="image/png" fileSize="9" medium="image">'
        '<media:rating scheme="urn:simple">nonadult</media:rating>'
        f'<media:description type="plain">{escape(s.short)}</media:description></media:content>'
        + "".join(f"<category>{escape(tag)}</category>" for tag in s.tags)
        for s in stories
    )
    head = (
        f"<image><url>{SITE}/a.jpg</url><title>A</title><link>{SITE}/@a</link></image>"
        "<lastBuildDate>Sun, 23 Nov 2025 10:00:00 +0000</lastBuildDate>"
        f"<webfeeds:icon>{SITE}/a.jpg</webfeeds:icon><generator>Mastodon v4</generator>"
    )
    return rss("webfeeds media", head, items)


def aggregator(stories: Sequence[Story]) -> str:
    items = (
        f"<title>{escape(s.title)} - The Paper</title><link>{SITE}/rss/articles/CB{s.n}?oc=5</link>"
        f'<guid isPermaLink="false">CB{s.n}</guid><pubDate>{s.rfc.replace("+0000", "GMT")}'
        f"</pubDate><description>{escape(s.html)}</description>"
        f'<source url="{SITE}">The Paper</source>'
        for s in stories
    )
    return rss("media", "<generator>NFE/5.0</generator><language>en-US</language>", items)


def rdf(stories: Sequence[Story]) -> str:
    body = "".join(
        f'<item rdf:about="{s.url}">\n<title>{escape(s.title)}</title>\n<link>{s.url}</link>\n'
        f"<description>{escape(s.html)}</description>\n<dc:creator>{s.author}</dc:creator>\n"
        f"<dc:date>{s.iso[:-1]}+00:00</dc:date>\n<dc:subject>{escape(s.tags[0])}</dc:subject>\n"
        "<slash:comments>4</slash:comments>\n</item>\n"
        for s in stories
    )
    listed = "".join(f'<rdf:li rdf:resource="{s.url}"/>' for s in stories)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<rdf:RDF xmlns="http://purl.org/rss/1.0/"{declared("rdf", "dc", "sy", "slash", "admin")}>'
        f'<channel rdf:about="{SITE}/"><title>News</title><link>{SITE}/</link><description>d'
        "</description><dc:language>en-us</dc:language><dc:date>2025-11-23T10:00:00+00:00</dc:date>"
        '<admin:errorReportsTo rdf:resource="mailto:a@news.example"/>'
        "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
        f"<items><rdf:Seq>{listed}</rdf:Seq></items>"
        f'<image rdf:resource="{SITE}/i.gif"/><textinput rdf:resource="{SITE}/s"/></channel>'
        f'<image rdf:about="{SITE}/i.gif"><title>I</title><url>{SITE}/i.gif</url><link>{SITE}/'
        f"</link></image>{body}"
        f'<textinput rdf:about="{SITE}/s"><title>Search</title><description>d</description>'
        f"<name>q</name><link>{SITE}/s</link></textinput></rdf:RDF>"
    )


def dublin(stories: Sequence[Story]) -> str:
    """A library's or a journal's: all by Dublin Core."""
    items = (
        elements(("title", s.title), ("link", s.url), ("dc:title", s.short))
        + elements(("dc:creator", s.author), ("dc:date", s.iso[:10]), ("dc:publisher", "Press"))
        + elements(("dc:identifier", f"doi:10.1/{s.n}"), ("dc:rights", "CC"), ("dc:type", "Text"))
        + elements(("dcterms:modified", s.iso), ("dcterms:created", s.iso), ("dc:format", "html"))
        + "".join(elements(("dc:subject", tag)) for tag in s.tags)
        + element("prism:number", "3")
        + f"<dc:description>{escape(s.short)}</dc:description><dc:language>pl</dc:language>"
        for s in stories
    )
    return rss("dc dcterms prism", "", items)


SHAPES = (
    wordpress,
    wordpress_media,
    ghost,
    substack,
    medium,
    hugo,
    drupal,
    podcast,
    newspaper,
    broadcaster,
    portal,
    burner,
    mastodon,
    aggregator,
    rdf,
    dublin,
)

"""Atom as the common programs write it."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from feed_shapes import SITE, Story, atom, cdata, elements


def _alternate(s: Story) -> str:
    return f'<link rel="alternate" type="text/html" href="{s.url}"/>'


def jekyll(stories: Sequence[Story]) -> str:
    head = (
        '<generator uri="https://jekyllrb.com/" version="4.3">Jekyll</generator>'
        f'<link href="{SITE}/feed.xml" rel="self" type="application/atom+xml" />'
        f'<link href="{SITE}/" rel="alternate" type="text/html" />'
        "<subtitle>All of it</subtitle><author><name>A. Writer</name><email>a@news.example</email>"
        "</author>"
    )
    entries = (
        f'<title type="html">{escape(escape(s.title))}</title>'
        f'<link href="{s.url}" rel="alternate" type="text/html" title="{escape(s.author)}" />'
        f"<published>{s.iso[:-1]}+00:00</published><updated>{s.iso[:-1]}+00:00</updated>"
        f'<id>{s.url}</id><content type="html" xml:base="{s.url}">{cdata(s.html)}</content>'
        "<author><name>A. Writer</name><email>a@news.example</email></author>"
        + "".join(f'<category term="{escape(tag)}" />' for tag in s.tags)
        + f'<summary type="html">{cdata(s.short)}</summary>'
        f'<media:thumbnail xmlns:media="http://search.yahoo.com/mrss/" url="{SITE}/{s.n}.jpg" />'
        f'<media:content medium="image" url="{SITE}/{s.n}.jpg"'
        ' xmlns:media="http://search.yahoo.com/mrss/" />'
        for s in stories
    )
    return atom("", head, entries, ' xml:lang="en"')


def wordpress(stories: Sequence[Story]) -> str:
    head = (
        f'<link rel="alternate" type="text/html" href="{SITE}" />'
        f'<link rel="self" type="application/atom+xml" href="{SITE}/feed/atom/" />'
        '<generator uri="https://wordpress.org/" version="6.8">WordPress</generator>'
    )
    entries = (
        f"<author><name>{s.author}</name><uri>{SITE}/a</uri></author>"
        f'<title type="html">{cdata(escape(s.title))}</title>{_alternate(s)}'
        f"<id>{SITE}/?p={s.n}</id><updated>{s.iso}</updated><published>{s.iso}</published>"
        + "".join(f'<category scheme="{SITE}" term="{escape(tag)}" />' for tag in s.tags)
        + f'<summary type="html">{cdata(s.short)}</summary>'
        f'<content type="html" xml:base="{s.url}">{cdata(s.html)}</content>'
        f'<link rel="replies" type="text/html" href="{s.url}#comments" thr:count="0" />'
        f'<link rel="replies" type="application/atom+xml" href="{s.url}feed/" thr:count="0" />'
        "<thr:total>0</thr:total>"
        for s in stories
    )
    return atom("thr", head, entries, f' xml:lang="fr-FR" xml:base="{SITE}/wp-atom.php"')


def blogger(stories: Sequence[Story]) -> str:
    head = (
        f'<subtitle type="html"></subtitle><link rel="http://schemas.google.com/g/2005#feed"'
        f' type="application/atom+xml" href="{SITE}/feeds/posts/default" />'
        f'<link rel="self" href="{SITE}/feeds" /><link rel="hub" href="http://hub/" />'
        f'<link rel="alternate" type="text/html" href="{SITE}/" />'
        f'<link rel="next" type="application/atom+xml" href="{SITE}/feeds?start-index=26" />'
        "<author><name>A</name><uri>http://www.blogger.com/profile/1</uri><email>noreply@x.example"
        '</email><gd:image rel="http://schemas.google.com/g/2005#thumbnail" width="32" height="32"'
        ' src="/i.gif" /></author><generator version="7.00" uri="http://www.blogger.com">Blogger'
        "</generator><openSearch:totalResults>93</openSearch:totalResults>"
    )
    entries = (
        f"<id>tag:blogger.com,1999:blog-1.post-{s.n}</id><published>{s.iso[:-1]}.000-08:00"
        f"</published><updated>{s.iso[:-1]}.123-08:00</updated>"
        + "".join(
            f'<category scheme="http://www.blogger.com/atom/ns#" term="{escape(tag)}" />'
            for tag in s.tags
        )
        + f'<title type="text">{escape(s.title)}</title>'
        f'<content type="html">{escape(s.html)}</content>'
        f'<link rel="edit" type="application/atom+xml" href="{SITE}/e/{s.n}" />'
        f'<link rel="self" type="application/atom+xml" href="{SITE}/e/{s.n}" />'
        f'<link rel="alternate" type="text/html" href="{s.url}" title="{escape(s.title)}" />'
        f"<author><name>{s.author}</name><uri>http://p/1</uri><email>noreply@x.example</email>"
        '<gd:image rel="r" width="16" height="16" src="//i.example/b16.gif" /></author>'
        f'<media:thumbnail xmlns:media="http://search.yahoo.com/mrss/" url="{SITE}/s72/{s.n}.jpg"'
        ' height="72" width="72" /><thr:total>0</thr:total>'
        for s in stories
    )
    return atom("openSearch blogger georss gd thr", head, entries)


def github(stories: Sequence[Story]) -> str:
    entries = (
        f"    <id>tag:github.com,2008:Repository/1/v{s.n}</id>\n    <updated>{s.iso}</updated>\n"
        f'    <link rel="alternate" type="text/html" href="{s.url}"/>\n'
        f"    <title>{escape(s.title)}</title>\n"
        f'    <content type="html">{escape(s.html)}</content>\n'
        f"    <author>\n      <name>{s.author}</name>\n    </author>\n"
        f'    <media:thumbnail height="30" width="30" url="{SITE}/u/1?s=60&amp;v=4"/>\n'
        for s in stories
    )
    head = f'<link type="text/html" rel="alternate" href="{SITE}/releases"/>'
    return atom("media", head, entries, ' xml:lang="en-US"')


def youtube(stories: Sequence[Story]) -> str:
    entries = (
        f"<id>yt:video:{s.n}</id><yt:videoId>{s.n}</yt:videoId><yt:channelId>UC1</yt:channelId>"
        f'<title>{escape(s.title)}</title><link rel="alternate" href="{SITE}/watch?v={s.n}"/>'
        f"<author><name>{s.author}</name><uri>{SITE}/channel/UC1</uri></author>"
        f"<published>{s.iso[:-1]}+00:00</published><updated>{s.iso[:-1]}+00:00</updated>"
        f"<media:group><media:title>{escape(s.title)}</media:title>"
        f'<media:content url="{SITE}/v/{s.n}?version=3" type="application/x-shockwave-flash"'
        ' width="640" height="390"/>'
        f'<media:thumbnail url="{SITE}/vi/{s.n}/hq.jpg" width="480" height="360"/>'
        f"<media:description>{escape(s.short)}\n\nhttps://x.example &amp; more</media:description>"
        '<media:community><media:starRating count="9" average="5.00" min="1" max="5"/>'
        '<media:statistics views="123"/></media:community></media:group>'
        for s in stories
    )
    head = (
        f'<link rel="self" href="{SITE}/feeds/videos.xml?channel_id=1"/><yt:channelId>1'
        f'</yt:channelId><link rel="alternate" href="{SITE}/c"/><author><name>A</name><uri>u</uri>'
        "</author><published>2012-01-01T00:00:00+00:00</published>"
    )
    return atom("yt media", head, entries)


def arxiv(stories: Sequence[Story]) -> str:
    entries = (
        f"<id>{s.url}v1</id><updated>{s.iso}</updated><published>{s.iso}</published>"
        f"<title>{escape(s.title)}\n  and a second line</title>"
        f"<summary>  {escape(s.short)}\n{escape(s.short)}\n</summary>"
        f"<author><name>{s.author}</name><arxiv:affiliation>U</arxiv:affiliation></author>"
        "<author><name>B. Second</name></author><author><name>C. Third</name></author>"
        "<arxiv:comment>12 pages</arxiv:comment>"
        f'<link href="{s.url}" rel="alternate" type="text/html"/>'
        f'<link title="pdf" href="{s.url}pdf" rel="related" type="application/pdf"/>'
        '<arxiv:primary_category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>'
        '<category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>'
        '<category term="stat.ML" scheme="http://arxiv.org/schemas/atom"/>'
        for s in stories
    )
    return atom("arxiv opensearch", f'<link href="{SITE}/q" rel="self"/>', entries)


def reddit(stories: Sequence[Story]) -> str:
    entries = (
        f"<author><name>/u/{s.author.split()[0]}</name><uri>{SITE}/u/a</uri></author>"
        f'<category term="news" label="r/news"/><content type="html">{escape(s.html)}</content>'
        f'<id>t3_{s.n}</id><media:thumbnail url="{SITE}/{s.n}.jpg?a=b&amp;s=c" />'
        f'<link href="{s.url}" /><updated>{s.iso[:-1]}+00:00</updated>'
        f"<published>{s.iso[:-1]}+00:00</published><title>{escape(s.title)}</title>"
        for s in stories
    )
    head = (
        '<category term="news" label="r/news"/><icon>/favicon.ico/</icon><logo>/l.png</logo>'
        f'<link rel="self" href="{SITE}/r/news/.rss" type="application/atom+xml" />'
        f'<link rel="alternate" href="{SITE}/r/news/" type="text/html" />'
    )
    return atom("media", head, entries)


def xhtml(stories: Sequence[Story]) -> str:
    """Articles as XHTML, as Sphinx, old Movable Type and some papers write them."""
    entries = (
        f'<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{escape(s.title)}</div>'
        f"</title>{_alternate(s)}<id>tag:news.example,2025:{s.n}</id><updated>{s.iso}</updated>"
        '<content type="xhtml" xml:lang="de">\n<div xmlns="http://www.w3.org/1999/xhtml">'
        f"{s.html.replace('&#8230;', '…')}<br/><br></br></div>\n</content>"
        f"<summary>{escape(s.short)}</summary><rights>CC</rights>"
        for s in stories
    )
    return atom("", f'<link href="/feed" rel="self"/><link href="{SITE}/"/>', entries)


def mediawiki(stories: Sequence[Story]) -> str:
    entries = (
        f"<id>{s.url}</id><title>{escape(s.title)}</title>{_alternate(s)}"
        f'<updated>{s.iso}</updated><summary type="html">{escape(s.html)}</summary>'
        f"<author><name>{s.author}</name></author>"
        for s in stories
    )
    head = "<generator>MediaWiki 1.43</generator><subtitle>Changes</subtitle>"
    return atom("", head, entries, ' xml:lang="tr"')


def questions(stories: Sequence[Story]) -> str:
    entries = (
        f'<id>{s.url}</id><re:rank scheme="{SITE}">7</re:rank><title type="text">'
        f'{escape(s.title)}</title><category scheme="{SITE}/tags" term="python" />'
        f"<author><name>{s.author}</name><uri>{SITE}/users/1</uri></author>"
        f'<link rel="alternate" href="{s.url}" /><published>{s.iso}</published>'
        f'<updated>{s.iso}</updated><summary type="html">\n  {escape(s.html)}\n</summary>'
        for s in stories
    )
    head = (
        f'<link rel="self" href="{SITE}/feeds" type="application/atom+xml" />'
        "<creativeCommons:license>https://cc.example/by-sa</creativeCommons:license>"
    )
    return atom("creativeCommons re", head, entries)


def planet(stories: Sequence[Story]) -> str:
    """Entries of other feeds, each with its source."""
    entries = (
        f'<title type="html" xml:lang="en">{escape(s.title)}</title><link href="{s.url}"/>'
        f"<id>{s.url}</id><updated>{s.iso}</updated>"
        f'<content type="html" xml:lang="en">{escape(s.html)}</content>'
        f"<author><name>{s.author}</name><uri>{SITE}/a</uri></author><source>"
        f'<title type="html">Her blog</title><link rel="self" href="{SITE}/her/feed"/>'
        f"<id>{SITE}/her</id><updated>{s.iso}</updated><author><name>Other</name></author></source>"
        for s in stories
    )
    head = f'<link rel="self" href="{SITE}/atom.xml"/><link href="{SITE}/"/>'
    return atom("", head, entries)


def newspaper(stories: Sequence[Story]) -> str:
    """A content system's own: three authors in one, summaries in CDATA, bodies elsewhere."""
    entries = (
        elements(("id", f"urn:uuid:{s.n:032x}"), ("title", s.title), ("updated", s.iso))
        + f'<link href="{s.url}" /><link rel="enclosure" type="image/jpeg" href="{SITE}/{s.n}.jpg"'
        f' length="9"/><summary>{cdata(s.html)}</summary>'
        f'<content src="{s.url}" type="text/html"/>'
        f"<author><name>{s.author}, A. Second and B. Third</name></author>"
        f'<contributor><name>Desk</name></contributor><category term="x" label="{s.tags[0]}"/>'
        if s.n % 2
        else elements(("id", s.url), ("title", s.title), ("published", s.iso), ("updated", s.iso))
        + f'{_alternate(s)}<content type="text">{escape(s.short)}</content>'
        for s in stories
    )
    return atom("dc", "<rights>All</rights>", entries)


SHAPES = (
    jekyll,
    wordpress,
    blogger,
    github,
    youtube,
    arxiv,
    reddit,
    xhtml,
    mediawiki,
    questions,
    planet,
    newspaper,
)

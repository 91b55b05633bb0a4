"""What feedparser goes by: its namespaces, URL schemes, HTML elements and code page, as tables.

Taken over from feedparser 6.0 (BSD licence, Kurt McKee and Mark Pilgrim), so that they can be had
without its import; a test holds them against the installed one.
"""

from __future__ import annotations

# URI in lower case -> the prefix an element of it is known by, "" for the formats themselves.
NAMESPACES = {
    uri: prefix
    for prefix, uris in (
        (
            "",
            "http://backend.userland.com/rss "
            "http://blogs.law.harvard.edu/tech/rss "
            "http://purl.org/rss/1.0/ "
            "http://my.netscape.com/rdf/simple/0.9/ "
            "http://example.com/newformat# "
            "http://example.com/necho "
            "http://purl.org/echo/ "
            "uri/of/echo/namespace# "
            "http://purl.org/pie/ "
            "http://purl.org/atom/ns# "
            "http://www.w3.org/2005/atom "
            "http://purl.org/rss/1.0/modules/rss091#",
        ),
        ("admin", "http://webns.net/mvcb/"),
        ("ag", "http://purl.org/rss/1.0/modules/aggregation/"),
        ("annotate", "http://purl.org/rss/1.0/modules/annotate/"),
        ("audio", "http://media.tangent.org/rss/1.0/"),
        ("blogChannel", "http://backend.userland.com/blogchannelmodule"),
        ("cc", "http://creativecommons.org/ns#license http://web.resource.org/cc/"),
        (
            "creativeCommons",
            "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html "
            "http://backend.userland.com/creativecommonsrssmodule",
        ),
        ("co", "http://purl.org/rss/1.0/modules/company"),
        ("content", "http://purl.org/rss/1.0/modules/content/"),
        ("cp", "http://my.theinfo.org/changed/1.0/rss/"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
        ("dcterms", "http://purl.org/dc/terms/"),
        ("email", "http://purl.org/rss/1.0/modules/email/"),
        ("ev", "http://purl.org/rss/1.0/modules/event/"),
        ("feedburner", "http://rssnamespace.org/feedburner/ext/1.0"),
        ("fm", "http://freshmeat.net/rss/fm/"),
        ("foaf", "http://xmlns.com/foaf/0.1/"),
        ("geo", "http://www.w3.org/2003/01/geo/wgs84_pos#"),
        ("georss", "http://www.georss.org/georss"),
        ("gml", "http://www.opengis.net/gml"),
        ("icbm", "http://postneo.com/icbm/"),
        ("image", "http://purl.org/rss/1.0/modules/image/"),
        (
            "itunes",
            "http://www.itunes.com/dtds/podcast-1.0.dtd http://example.com/dtds/podcast-1.0.dtd",
        ),
        ("l", "http://purl.org/rss/1.0/modules/link/"),
        ("media", "http://search.yahoo.com/mrss http://search.yahoo.com/mrss/"),
        ("pingback", "http://madskills.com/public/xml/rss/module/pingback/"),
        ("prism", "http://prismstandard.org/namespaces/1.2/basic/"),
        ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
        ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("ref", "http://purl.org/rss/1.0/modules/reference/"),
        ("reqv", "http://purl.org/rss/1.0/modules/richequiv/"),
        ("search", "http://purl.org/rss/1.0/modules/search/"),
        ("slash", "http://purl.org/rss/1.0/modules/slash/"),
        ("soap", "http://schemas.xmlsoap.org/soap/envelope/"),
        ("ss", "http://purl.org/rss/1.0/modules/servicestatus/"),
        ("str", "http://hacks.benhammersley.com/rss/streaming/"),
        ("sub", "http://purl.org/rss/1.0/modules/subscription/"),
        ("sy", "http://purl.org/rss/1.0/modules/syndication/"),
        ("szf", "http://schemas.pocketsoap.com/rss/mydescmodule/"),
        ("taxo", "http://purl.org/rss/1.0/modules/taxonomy/"),
        ("thr", "http://purl.org/rss/1.0/modules/threading/"),
        ("ti", "http://purl.org/rss/1.0/modules/textinput/"),
        ("trackback", "http://madskills.com/public/xml/rss/module/trackback/"),
        ("wfw", "http://wellformedweb.org/commentapi/"),
        ("wiki", "http://purl.org/rss/1.0/modules/wiki/"),
        ("xhtml", "http://www.w3.org/1999/xhtml"),
        ("xlink", "http://www.w3.org/1999/xlink"),
        ("xml", "http://www.w3.org/xml/1998/namespace"),
        ("psc", "http://podlove.org/simple-chapters"),
    )
    for uri in uris.split()
} | {"": ""}

# What an absolute URL may begin with.
SCHEMES = frozenset(
    """
    aim callto cvs facetime feed file ftp git gopher gtalk h323 hdl http https imap irc irc6
    ircs itms magnet mailto mms msnim news nntp prospero rsync rtsp rtspu sftp shttp sip sips
    skype smb snews ssh svn svn+ssh telnet wais ymsg
    """.split()
)

# Elements that let a text pass for HTML.
HTML = frozenset(
    """
    a abbr acronym address area article aside audio b big blockquote br button canvas caption
    center cite code col colgroup command datagrid datalist dd del details dfn dialog dir div dl
    dt em event-source fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hr i
    img input ins kbd keygen label legend li m map menu meter multicol nav nextid noscript ol
    optgroup option output p pre progress q s samp section select small sound source spacer span
    strike strong sub sup table tbody td textarea tfoot th thead time tr tt u ul var video
    """.split()
)

# Controls that were meant as signs of windows-1252.
CODE_PAGE = {
    number: sign
    for number, sign in zip(
        range(128, 160), bytes(range(128, 160)).decode("cp1252", "replace"), strict=True
    )
    if sign != "\ufffd"
}

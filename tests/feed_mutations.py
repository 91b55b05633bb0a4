"""Feeds made other than any program writes them, but well-formed for the most part.

The same random numbers, the same document. Elements and attributes come from all that feedparser
has a rule for, texts from what its rules tell apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from xml.sax.saxutils import escape, quoteattr

from feed_shapes import NAMESPACES, declared

_OWN = """
    rss channel item entry feed image textInput textinput source author managingEditor contributor
    name email url uri homepage width height title description summary content link enclosure guid
    id published issued pubDate updated modified lastBuildDate created expirationDate language
    category keywords cloud rights copyright subtitle tagline info abstract body fullitem generator
    webMaster newLocation tags docs ttl comments skipHours hour day items date links authors
    license div p b svg math where logo icon xhtml location href
""".split()
_PREFIXED = """
    dc:author dc:contributor dc:creator dc:date dc:description dc:language dc:publisher dc:rights
    dc:subject dc:title dc:identifier dcterms:created dcterms:issued dcterms:modified dcterms:valid
    content:encoded itunes:author itunes:block itunes:category itunes:email itunes:explicit
    itunes:image itunes:keywords itunes:link itunes:name itunes:owner itunes:subtitle
    itunes:summary itunes:title itunes:duration media:category media:content media:credit
    media:description media:group media:keywords media:license media:player media:rating
    media:restriction media:thumbnail media:title media:text sy:updatePeriod sy:updateFrequency
    feedburner:origLink feedburner:info feedburner:browserFriendly georss:point georss:box
    georss:where georss:line psc:chapters psc:chapter cc:license creativeCommons:license
    atom:link atom:author atom:name atom:updated atom:id atom:summary atom:content atom:title
    atom:source atom:category thr:total slash:comments wfw:commentRss podcast:person gd:image
    googleplay:author rdf:li admin:generatorAgent yt:videoId re:rank foaf:name
""".split()
_ATTRIBUTES = """
    rel href type url uri medium width height isPermaLink ispermalink xml:lang xml:base lang base
    term label scheme src version domain start mode text lastmod rdf:about rdf:resource xmlns
    xmlns:media xmlns:x Href TYPE dc:type title length
""".split()
_VALUES = """
    alternate enclosure next self via text html xhtml plain text/html text/plain image/png TEXT
    application/xhtml+xml application/xml true false base64 escaped 0 -1 640 2.0 0.92 en_US zh-CN
    https://b.example/x/ http://b.example/a?b=1&c=2 //x/y ?q #f a/b ../c javascript:1 mailto:a@b.de
    http:///x http://[ feed:1 tag:x,1 00:01:02 x.jpg /y.png?z http://search.yahoo.com/mrss/
    http://www.w3.org/2005/Atom http://www.w3.org/1999/xhtml urn:x é 王
""".split()
_TEXTS = (
    "",
    " ",
    "\n\t ",
    "A & B",
    "a<b",
    "<p>One</p>\n<p>two &nbsp; three</p>",
    "<p>bad<script>x</script></p>",
    "&lt;i&gt;x&lt;/i&gt; &amp;amp; &copy; &nix; &#8217;",
    "<b>bold</b> &eacute;",
    "Ã©tÃ© \x85 \x93x\x94",
    "naïve café",
    "王小明 東京",
    "a@b.example (Carol)",
    "Carol <a@b.example>",
    "a@b.example",
    "(a@b.museum)",
    "Tue, 23 Nov 2021 10:00:00 +0000",
    "Tue, 23 Nov 2021 10:00:00 GMT",
    "23 Nov 2021 10:00 EST",
    "Tue, 31 Feb 2021 10:00:00 GMT",
    "2021-11-23T10:00:00Z",
    "2021-11-23T24:00:00.5+08:00",
    "2021-11-23 10:00:00",
    "2021-13-45",
    "1637674565",
    "yesterday",
    "https://news.example/x?a=1&b=2&amp;c=3",
    "/relative/x",
    "a, b,, c",
    "true",
    "12",
    "\u2028 \u200b\ufeff x",
    "]]> & <![CDATA[",
    "<div>x</div>",
    "45.2 -71.9",
    "x" * 300,
)
_XHTML = (
    '<div xmlns="http://www.w3.org/1999/xhtml"><p class="a&quot;b">x &amp; y<br/></p></div>',
    "<div><p>x</p></div><div>y</div>",
    "  <p>a</p> tail",
    '<div xmlns="http://www.w3.org/1999/xhtml" xml:lang="de">a<img src="/x.png" alt="&lt;"/></div>',
    "<title>no</title>",
    "<svg/>",
)
_PIECE = re.compile(
    r"<(?P<name>[\w:.-]+)(?P<attrs>(?:\s[^<>]*)?)(?:/>|>(?P<text>[^<>]*)</(?P=name)>)"
)
_TAG = re.compile(r"<[\w:.-]+(?:\s[^<>]*?)?(?=/?>)")
_SECTION = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)


def mutated(document: str, random: Random) -> str:
    """The document after one to six changes."""
    for _ in range(random.choice((1, 1, 2, 3, 4, 6))):
        document = random.choice(_CHANGES)(document, random)
    return _declaring(document)


def _declaring(document: str) -> str:
    """With the namespaces that were brought in declared at the root, for the most part."""
    match = re.search(r"<(?:rss|feed|rdf:RDF)(?=[\s>])", document)
    if match is None:
        return document
    root = document[match.start() : document.find(">", match.start())]
    used = {p for p in re.findall(r"[</\s]([a-zA-Z]\w+):[a-zA-Z]", document) if p in NAMESPACES}
    missing = sorted(p for p in used if f"xmlns:{p}=" not in root)
    return document[: match.end()] + declared(*missing) + document[match.end() :]


def _element(random: Random, depth: int = 0) -> str:
    name = random.choice(random.choice((_OWN, _PREFIXED)))
    written: dict[str, str] = {}
    for _ in range(random.choice((0, 0, 0, 1, 1, 2, 3))):
        written[random.choice(_ATTRIBUTES)] = random.choice(_VALUES)
    if "xmlns" in written and random.random() < 0.7:
        del written["xmlns"]
    attrs = "".join(f" {key}={quoteattr(value)}" for key, value in written.items())
    if random.random() < 0.1:
        return f"<{name}{attrs}/>"
    if depth < 3 and random.random() < 0.25:
        inner = "".join(_element(random, depth + 1) for _ in range(random.randint(1, 3)))
    elif random.random() < 0.1:
        inner = random.choice(_XHTML)
        attrs = attrs if "type" in written else f'{attrs} type="xhtml"'
    else:
        inner = _written(random.choice(_TEXTS), random)
    return f"<{name}{attrs}>{inner}</{name}>"


def _written(text: str, random: Random) -> str:
    match random.randrange(5):
        case 0 if "]]>" not in text:
            return f"<![CDATA[{text}]]>"
        case 1 if "]]>" not in text:
            return f" \n<![CDATA[{text}]]>  "
        case 2:
            half = len(text) // 2
            return f"{escape(text[:half])}<!-- {random.random()} -->{escape(text[half:])}"
        case 3:
            return "".join(f"&#{ord(c)};" if random.random() < 0.2 else escape(c) for c in text)
        case _:
            return escape(text)


def _insert(document: str, random: Random) -> str:
    places = [match.end() for match in re.finditer(r"</[\w:.-]+>|<(?:item|entry)[^<>]*>", document)]
    at = random.choice(places) if places else 0
    return document[:at] + _element(random) + document[at:]


def _some(pattern: re.Pattern[str], document: str, random: Random) -> re.Match[str] | None:
    found = list(pattern.finditer(document))
    return random.choice(found) if found else None


def _on_piece(change: Callable[[re.Match[str], Random], str]) -> Callable[[str, Random], str]:
    def changed(document: str, random: Random) -> str:
        match = _some(_PIECE, document, random)
        if match is None:
            return document
        return document[: match.start()] + change(match, random) + document[match.end() :]

    return changed


def _moved(document: str, random: Random) -> str:
    match = _some(_PIECE, document, random)
    if match is None:
        return document
    rest = document[: match.start()] + document[match.end() :]
    places = [found.end() for found in re.finditer(r"</[\w:.-]+>", rest)]
    at = random.choice(places) if places else 0
    return rest[:at] + match[0] + rest[at:]


def _with_attribute(document: str, random: Random) -> str:
    match = _some(_TAG, document, random)
    if match is None:
        return document
    name = random.choice(_ATTRIBUTES)
    if name in match[0]:
        return document
    attribute = f" {name}={quoteattr(random.choice(_VALUES))}"
    return document[: match.end()] + attribute + document[match.end() :]


def _without_attribute(document: str, random: Random) -> str:
    match = _some(re.compile(r'\s[\w:.-]+="[^"<>]*"'), document, random)
    return document if match is None else document[: match.start()] + document[match.end() :]


def _other_value(document: str, random: Random) -> str:
    match = _some(re.compile(r'="[^"<>]*"'), document, random)
    if match is None:
        return document
    value = quoteattr(random.choice(_VALUES))
    return document[: match.start()] + f"={value}" + document[match.end() :]


def _other_text(match: re.Match[str], random: Random) -> str:
    text = _written(random.choice(_TEXTS), random)
    return f"<{match['name']}{match['attrs'].rstrip('/')}>{text}</{match['name']}>"


def _other_section(document: str, random: Random) -> str:
    match = _some(_SECTION, document, random)
    if match is None:
        return document
    text = _written(random.choice(_TEXTS), random)
    return document[: match.start()] + text + document[match.end() :]


def _renamed(match: re.Match[str], random: Random) -> str:
    name = random.choice(random.choice((_OWN, _PREFIXED)))
    text = match["text"] or ""
    return f"<{name}{match['attrs'].rstrip('/')}>{text}</{name}>"


def _wrapped(match: re.Match[str], random: Random) -> str:
    name = random.choice(random.choice((_OWN, _PREFIXED)))
    return f"<{name}>{match[0]}</{name}>"


def _shouted(match: re.Match[str], random: Random) -> str:
    return match[0].replace(match["name"], match["name"].swapcase())


def _spaced(document: str, random: Random) -> str:
    match = _some(re.compile(r">|(?<=<)/"), document, random)
    if match is None or match[0] == "/":
        return document
    space = random.choice((" ", "\n", "\r\n\t", "&#10;", "\u00a0", "\u3000"))
    return document[: match.end()] + space + document[match.end() :]


def _other_root(document: str, random: Random) -> str:
    old, new = random.choice(
        (
            ('version="2.0"', random.choice(('version="0.92"', 'version="3"', ""))),
            ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"),
            ("<channel>", '<channel xml:lang="en_US" xml:base="https://c.example/d/">'),
            ("<feed ", '<feed xml:base="/e/f" version="0.3" '),
            ("<rss ", '<rss xmlns="http://www.w3.org/2005/Atom" '),
            ("<rss ", '<rss xmlns="http://purl.org/rss/1.0/" '),
            ("<rss ", '<rss xmlns="http://unknown.example/" '),
            ("xmlns:media=", "xmlns:m="),
            ("http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss"),
            ("http://search.yahoo.com/mrss/", "http://www.rssboard.org/media-rss"),
            ("http://purl.org/dc/elements/1.1/", "http://purl.org/dc/elements/1.0/"),
        )
    )
    return document.replace(old, new, 1)


def _cut(match: re.Match[str], random: Random) -> str:
    return ""


def _twice(match: re.Match[str], random: Random) -> str:
    return match[0] * 2


_CHANGES: Sequence[Callable[[str, Random], str]] = (
    *[_insert] * 6,
    _on_piece(_cut),
    _on_piece(_twice),
    *[_on_piece(_other_text)] * 3,
    _on_piece(_renamed),
    _on_piece(_wrapped),
    _on_piece(_shouted),
    _moved,
    *[_with_attribute] * 2,
    _without_attribute,
    _other_value,
    _other_section,
    _spaced,
    _other_root,
)

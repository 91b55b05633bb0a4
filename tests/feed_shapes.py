"""Feeds in the shapes that the common programs write, as many entries long as one likes.

The texts are the corpus's own sentences in a dozen languages; what is theirs is the mark-up: which
elements, in which order, under which prefixes, in CDATA or escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random
from xml.sax.saxutils import escape, quoteattr

import feed_corpus as corpus

SITE = "https://news.example"
TEXTS = (
    corpus.ZH,
    corpus.TW,
    corpus.JA,
    corpus.KO,
    corpus.RU,
    corpus.FR,
    corpus.DE,
    corpus.PL,
    corpus.EL,
    corpus.TR,
    corpus.HE,
    corpus.AR,
    corpus.TH,
    "The council said on Tuesday that the bridge will open “two months” early – at no cost.",
    "Plain words of no great length, and not one letter outside of ASCII.",
)
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "googleplay": "http://www.google.com/schemas/play-podcasts/1.0",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "georss": "http://www.georss.org/georss",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "thr": "http://purl.org/syndication/thread/1.0",
    "openSearch": "http://a9.com/-/spec/opensearchrss/1.0/",
    "opensearch": "http://a9.com/-/spec/opensearch/1.1/",
    "blogger": "http://schemas.google.com/blogger/2008",
    "gd": "http://schemas.google.com/g/2005",
    "yt": "http://www.youtube.com/xml/schemas/2015",
    "arxiv": "http://arxiv.org/schemas/atom",
    "discourse": "http://www.discourse.org/",
    "webfeeds": "http://webfeeds.org/rss/1.0",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "cc": "http://cyber.law.harvard.edu/rss/creativeCommonsRssModule.html",
    "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
    "admin": "http://webns.net/mvcb/",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "snf": "http://www.smartnews.be/snf",
    "ht": "https://trends.example/news/rss",
    "yandex": "http://news.yandex.ru",
    "re": "http://purl.org/atompub/rank/1.0",
    "activity": "http://activitystrea.ms/spec/1.0/",
    "poco": "http://portablecontacts.net/spec/1.0",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "og": "http://ogp.me/ns#",
    "schema": "http://schema.org/",
    "sioc": "http://rdfs.org/sioc/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "a10": "http://www.w3.org/2005/Atom",
    "mi": "http://schemas.ingestion.example/common/",
}


@dataclass(frozen=True, slots=True)
class Story:
    """What an entry is made of; `html` is some paragraphs."""

    n: int
    title: str
    url: str
    html: str
    short: str
    author: str
    tags: tuple[str, ...]
    at: datetime

    @property
    def rfc(self) -> str:
        return format_datetime(self.at)

    @property
    def iso(self) -> str:
        return self.at.strftime("%Y-%m-%dT%H:%M:%SZ")


def stories(count: int, seed: int = 0, paragraphs: int = 6) -> list[Story]:
    random = Random(seed)
    return [_story(n, random, paragraphs) for n in range(count)]


def _story(n: int, random: Random, paragraphs: int) -> Story:
    text = random.choice(TEXTS)
    at = datetime(2025, 11, 23, 10, 0, tzinfo=UTC) - timedelta(minutes=7 * n)
    parts = [
        f'<p>{escape(text)} <a href="/more?a={n}&amp;b=2">more</a> &#8230; AT&amp;T</p>'
        for _ in range(random.randint(1, paragraphs))
    ]
    parts.insert(1, f'<figure><img src="/i/{n}.jpg" alt="x &quot;y&quot;"/></figure>\n')
    return Story(
        n=n,
        title=f"{text[: random.randint(8, 60)]} & {n}",
        url=f"{SITE}/2025/11/story-{n}/",
        html="".join(parts),
        short=text[: random.randint(20, 90)],
        author=random.choice(("Carol Danvers", "王小明", "Анна Ахматова", "J. Müller", "newsroom")),
        tags=tuple(random.sample(("World", "科技", "Économie", "Спорт", "Q&A", "Arts"), 2)),
        at=at,
    )


def cdata(text: str) -> str:
    return f"<![CDATA[{text}]]>"


def element(name: str, text: str, **attributes: str) -> str:
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{written}>{text}</{name}>"


def elements(*pairs: tuple[str, str]) -> str:
    """Elements without attributes, a line each; texts are escaped."""
    return "\n".join(f"<{name}>{escape(text)}</{name}>" for name, text in pairs) + "\n"


def declared(*prefixes: str) -> str:
    return "".join(f' xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in prefixes)


def rss(prefixes: str, head: str, items: Iterable[str], more: str = "") -> str:
    top = f"<title>News &amp; views</title><link>{SITE}/</link><description>All</description>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<rss version="2.0"{declared(*prefixes.split())}{more}>\n<channel>\n{top}\n{head}\n'
        + "\n".join(f"<item>{item}</item>" for item in items)
        + "\n</channel>\n</rss>\n"
    )


def atom(prefixes: str, head: str, entries: Iterable[str], more: str = "") -> str:
    top = f"<title>News &amp; views</title><id>{SITE}/</id><updated>2025-11-23T10:00:00Z</updated>"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom"{declared(*prefixes.split())}{more}>\n{top}\n'
        + head
        + "\n".join(f"<entry>\n{entry}\n</entry>" for entry in entries)
        + "\n</feed>\n"
    )

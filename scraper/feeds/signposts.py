"""Where an address or a page points to feeds: its links, and where sites usually have them. Pure.

What a page's `<link>` tags name is read by `discovery`; this is what remains where there are none.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from itertools import islice
from urllib.parse import parse_qs, urlsplit

from scraper.charset import decode
from scraper.feeds.discovery import ATTRIBUTE, COMMENTS
from scraper.feeds.repair import is_page
from scraper.model import Entry, Fetched
from scraper.urls import absolute, canonical, host_of, origin_of

MAX_LINKS = 40
_LOOKED_AT = 10_000  # links of a page
_READ = 4_000_000  # bytes of a page; the links to feeds of larger ones are not looked for
_LINK = re.compile(r"<a(?=\s)([^<>]{0,4000}+)>", re.IGNORECASE)
_BASE = re.compile(r"<base(?=\s)([^<>]{0,4000}+)>", re.IGNORECASE)
_LINK_END = re.compile(r"</a", re.IGNORECASE)
_LINK_TEXT = 600  # characters after a link's tag
_TAG = re.compile(r"<[^<>]{0,4000}+>")
_FEED_PATH = re.compile(
    r"(?:^|/)(?:rss|rss2|feeds?|atom|rdf)(?:/|$)|\.(?:rss|atom|rdf)$"
    r"|(?:^|/)(?:feed|rss|atom|index|news|blog)[\w-]{0,20}\.(?:xml|json)$|/feeds?/[^/]{1,80}\.xml$",
    re.IGNORECASE,
)
_FEED_QUERY = re.compile(r"(?:^|&)(?:feed|format|type)=(?:rss2?|atom|rdf|feed)(?:&|$)")
_FEED_WORDS = re.compile(r"\b(?:rss|atom)\b|\bfeeds?\b", re.IGNORECASE)
_RSS = re.compile(r"\brss\b", re.IGNORECASE)
_LONGEST_WORDS = 60  # of a link that is called a feed; what is longer is a headline
_FILE = re.compile(r"\.(?:jpe?g|png|gif|svg|webp|css|js|pdf|zip|mp3|mp4)$", re.IGNORECASE)
# Readers and services that are told a feed's address by their own.
_ELSEWHERE = re.compile(r"https?(?:://|%3a)", re.IGNORECASE)
_SITEMAP = re.compile(r"sitemap", re.IGNORECASE)
_OPML = re.compile(r"<opml(?=[\s>])", re.IGNORECASE)

# Where programs that make sites put a feed, the commonest first. `/feed/` is a redirect away.
_OF_SITE = (
    "feed",
    "rss.xml",
    "atom.xml",
    "feed.xml",
    "index.xml",
    "rss",
    "feed.json",
    "feeds/posts/default",
    "blog/feed",
)
_OF_FOLDER = ("feed", "index.xml", "rss.xml")

_VIDEO_HOSTS = frozenset({"youtube.com", "www.youtube.com", "m.youtube.com"})
_VIDEO_PAGES = _VIDEO_HOSTS | {"youtu.be"}
_VIDEO_FEED = "https://www.youtube.com/feeds/videos.xml"
_CHANNEL = r"UC[A-Za-z0-9_-]{22}"
_CHANNEL_ID = re.compile(rf"{_CHANNEL}(?![A-Za-z0-9_-])")
_LIST_ID = re.compile(r"[A-Za-z0-9_-]{10,80}")
# In the order of trust: a page of a video names other channels, too, but its own first.
_CHANNEL_ON_PAGE = tuple(
    re.compile(form.format(f"({_CHANNEL})(?![A-Za-z0-9_-])"))
    for form in (
        r'itemprop="(?:channelId|identifier)"\s{{1,5}}content="{}',
        r'rel="canonical"\s{{1,5}}href="https://www\.youtube\.com/channel/{}',
        r'"externalId"\s{{0,3}}:\s{{0,3}}"{}',
        r'"channelId"\s{{0,3}}:\s{{0,3}}"{}',
    )
)
_COMMENT_PATH = re.compile(r"(?:^|/)(?:comments?|kommentare|replies)(?:[/.]|$)", re.IGNORECASE)
_COMMENT_TITLE = re.compile(
    r"(?:comments?|kommentare?|commentaires?|comentarios?|comentários|commenti|reacties|komentarze"
    r"|комментарии)\b|评论|評論|コメント",
    re.IGNORECASE,
)
# WordPress's words for one of them.
_COMMENT_ENTRY = re.compile(r"(?:by|re|von|par|por|di|door):|comment on ", re.IGNORECASE)


def is_opml(body: bytes) -> bool:
    """Whether a document is a list of feeds in OPML."""
    head = body[:4000]
    return _OPML.search(head.replace(b"\0", b"").decode("latin-1")) is not None


def looks_like_feed(url: str) -> bool:
    """Whether an address is one that feeds have."""
    parts = urlsplit(url)
    if _FILE.search(parts.path) or _SITEMAP.search(parts.path):
        return False
    return (
        _FEED_PATH.search(parts.path) is not None
        or _FEED_QUERY.search(parts.query) is not None
        or parts.netloc.startswith(("feeds.", "rss.", "feeds2."))
    )


def feed_links(fetched: Fetched) -> tuple[str, ...]:
    """The addresses of a page's `<a href>` that look like feeds', or are called so: in this order.

    At most MAX_LINKS, those of comments last, none of them the page itself. Empty if the answer is
    no HTML page.
    """
    text = decode(fetched.body[:_READ], fetched.content_type, "html").text
    if not is_page(text):
        return ()
    base = fetched.final_url
    if (found := _BASE.search(text)) is not None:
        base = absolute(_attributes(found[1]).get("href", ""), fetched.final_url) or base
    ranks: dict[str, int] = {}
    for match in islice(_LINK.finditer(text), _LOOKED_AT):
        values = _attributes(match[1])
        href = values.get("href", "").strip()
        if not href or href.startswith("#") or _ELSEWHERE.search(href[4:]):
            continue
        stop = _LINK_END.search(text, match.end(), match.end() + _LINK_TEXT)
        inner = text[match.end() : stop.start()] if stop else ""
        url = absolute(href, base).partition("#")[0]
        if canonical(url) is None or url in (fetched.url, fetched.final_url):
            continue
        rank = _rank(url, inner, values)
        if rank is not None:
            ranks.setdefault(url, rank)
        if len(ranks) >= MAX_LINKS:
            break
    return tuple(sorted(ranks, key=lambda url: ranks[url]))


def _rank(url: str, inner: str, values: dict[str, str]) -> int | None:
    path = urlsplit(url).path
    if _FILE.search(path) or _SITEMAP.search(path):
        return None
    words = html.unescape(_TAG.sub(" ", inner)).strip()
    told = " ".join((words, values.get("title", ""), values.get("aria-label", "")))
    is_called = len(words) <= _LONGEST_WORDS and _FEED_WORDS.search(told) is not None
    if not (looks_like_feed(url) or is_called or _RSS.search(inner)):
        return None
    rank = 0 if looks_like_feed(url) else 1
    return rank + 2 if COMMENTS.search(f"{path} {told}") else rank


def _attributes(tag: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare).strip()
        for name, double, single, bare in ATTRIBUTE.findall(tag)
    }


def usual_places(url: str) -> tuple[str, ...]:
    """Where the site of a page may have its feed, the page's own folders first. At most 12."""
    site = origin_of(url)
    segments = [part for part in urlsplit(url).path.split("/") if part]
    if segments and ("." in segments[-1] or (len(segments) > 1 and not url.endswith("/"))):
        segments.pop()  # a file, an article
    folders = [f"{site}/{segments[0]}/"] if segments and not _is_date(segments[0]) else []
    places = [f"{folder}{name}" for folder in folders for name in _OF_FOLDER]
    return tuple(dict.fromkeys([*places, *(f"{site}/{name}" for name in _OF_SITE)]))


def _is_date(segment: str) -> bool:
    """Whether a folder holds a year or day: its feed shows nothing else."""
    return segment.replace("-", "").isdigit()


def video_feed(url: str) -> str | None:
    """The feed of a YouTube channel or playlist whose address names its id; else None."""
    if host_of(url) not in _VIDEO_HOSTS:
        return None
    parts = urlsplit(url)
    segments = [part for part in parts.path.split("/") if part]
    if len(segments) > 1 and segments[0] == "channel" and _CHANNEL_ID.fullmatch(segments[1]):
        return f"{_VIDEO_FEED}?channel_id={segments[1]}"
    listed = parse_qs(parts.query).get("list", [""])[0]
    if segments == ["playlist"] and _LIST_ID.fullmatch(listed):
        return f"{_VIDEO_FEED}?playlist_id={listed}"
    return None


def video_feed_on(fetched: Fetched) -> str | None:
    """The feed of the channel that a page of YouTube (a handle's, a video's) is of; else None."""
    if host_of(fetched.final_url) not in _VIDEO_PAGES:
        return None
    text = fetched.body[:_READ].decode("utf-8", "replace")
    found = (pattern.search(text) for pattern in _CHANNEL_ON_PAGE)
    channel = next((match[1] for match in found if match), None)
    return f"{_VIDEO_FEED}?channel_id={channel}" if channel else None


def is_of_comments(url: str, title: str, entries: Iterable[Entry]) -> bool:
    """Whether a feed shows comments of readers, as far as address, title and entries tell."""
    if _COMMENT_PATH.search(urlsplit(url).path) or _COMMENT_TITLE.match(title):
        return True
    titles = [entry.title for entry in entries]
    said = sum(_COMMENT_ENTRY.match(one) is not None for one in titles)
    return bool(titles) and said * 5 >= len(titles) * 4

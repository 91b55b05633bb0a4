"""The doors for foreign bytes: what each is given, and what alone may come out.

An input is a file's bytes. Where a door takes several values, the first line is the header that
came with the bytes, or the values stand between record separators (U+001E).
Errors that a door documents are caught here; whatever else leaves a target is a finding.
"""

from __future__ import annotations

import asyncio
import dataclasses
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from checks.fuzz import histories, promises
from checks.fuzz.promises import promise
from scraper import urls
from scraper.charset import decode, what_else
from scraper.config import load_config
from scraper.dates import parse_date, parse_duration, parse_since
from scraper.errors import ConfigError, ExtractError, ParseError
from scraper.extract import choose_article, extract_html, further, other_form
from scraper.extract.jsonld import addresses_of, article_node, names_of, text_value
from scraper.extract.mending import read_json
from scraper.feeds import parse_feed, quick
from scraper.fetch.body import BodyError, read_body
from scraper.fetch.headers import hop_target
from scraper.front_matter import one_line, peek
from scraper.markdown import to_markdown
from scraper.model import Entry, Feed, Fetched, Page, ParsedFeed, Preset, RobotsText
from scraper.politeness import MAX_CRAWL_DELAY, Robots, max_age, retry_after
from scraper.post import build_post, make_post
from scraper.presets import BUILT_IN
from scraper.store.rows import RECORD, RowError, record_of
from scraper.urls import identity

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SEPARATOR = b"\x1e"
URL = "https://news.example/2025/a-story"
DIALECTS = ("jekyll", "hugo", "obsidian", "plain")
_EXTRA = ("lang", "image", "updated", "guid", "body_source", "access")
_ZONE = ZoneInfo("America/New_York")
_CAP = 1_000_000
_BLANK = re.compile(r"[\x00-\x20\x7f]")


def _feed(preset: Preset, **more: object) -> Feed:
    made = Feed("Fuzz", "Fuzz", "https://news.example/feed", preset, tags=("a b", "c: d"))
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


FEEDS = tuple(_feed(dataclasses.replace(preset, extra=_EXTRA)) for preset in BUILT_IN.values())
_LYING = _feed(BUILT_IN["jekyll"], timezone="Asia/Shanghai", timezone_override="America/New_York")


def feeds(data: bytes) -> None:
    """`Content-Type`, line feed, the document."""
    header, body = _with_header(data)
    fetched = Fetched(FEEDS[0].url, "https://news.example/x/feed?y", header, body, NOW)
    with _all_by_feedparser():
        slowly = _feed_or_error(fetched, _LYING)
    promise(_feed_or_error(fetched, _LYING) == slowly, "the quick way is feedparser's")
    for feed in (FEEDS[0], _LYING):
        try:
            parsed = parse_feed(fetched, feed)
        except ParseError as error:
            promises.says(str(error))
            return
        promises.feed_holds(parsed, feed)
    promise(parse_feed(fetched, feed) == parsed, "the same bytes are the same feed")


@contextmanager
def _all_by_feedparser() -> Iterator[None]:
    quickly, quick.read_quickly = quick.read_quickly, lambda document: None
    try:
        yield
    finally:
        quick.read_quickly = quickly


def _feed_or_error(fetched: Fetched, feed: Feed) -> ParsedFeed | str:
    try:
        return parse_feed(fetched, feed)
    except ParseError as error:
        return str(error)


def pages(data: bytes) -> None:
    """`Content-Type`, line feed, the page of an article."""
    header, body = _with_header(data)
    page = Page(URL, body, header, at=NOW)
    entry = Entry("Fuzz", URL, identity(URL), URL, title="A story", published=NOW)
    with suppress(ExtractError):
        linked = further(page, (), first=URL, number=1)
        promise(linked is not None, "an answer")
    with suppress(ExtractError):
        other = other_form(page, ())
        promise(other is None or other.startswith(("http://", "https://")), f"{other!r}")
    promise("<script" not in extract_html(body, URL), "no script")
    try:
        article = choose_article(entry, page, FEEDS[0])
    except ExtractError:
        return
    promises.article_holds(article)
    for feed in FEEDS:
        promises.post_holds(make_post(entry, article, feed, NOW), feed)


def posts(data: bytes) -> None:
    """An entry's title, author, guid, language, link, tag and text, none of them clean."""
    fields = [_text(field) for field in data.split(SEPARATOR, 6)]
    title, author, guid, language, link, tag, html = [*fields, *[""] * (7 - len(fields))]
    url = urls.canonical(link, URL) or URL
    entry = Entry(
        "Fuzz",
        guid or url,
        identity(url),
        url,
        title=title,
        author=author or None,
        guid=guid or None,
        language=language or None,
        content_html=html,
        image=url,
        tags=(tag,) if tag else (),
    )
    given = tuple(line for line in (one_line(tag),) if line)
    for feed in FEEDS:
        try:
            post = build_post(entry, None, feed, (), NOW)
        except ExtractError:
            return
        promises.post_holds(post, feed)
        promise(build_post(entry, None, feed, (), NOW) == post, "the same entry is the same post")
        # A tag and a name as a person configured them are no cleaner.
        named = dataclasses.replace(feed, tags=(), categories=given, author=author or None)
        promises.post_holds(build_post(entry, None, named, (), NOW), named)


def robots(data: bytes) -> None:
    """A robots.txt."""
    text = decode(data, "text/plain; charset=utf-8", "html").text
    rules = Robots(RobotsText("https://news.example", 200, text, NOW))
    for path in ("/", "/a/b?c=d&e", "/%E4%BD%A0", "/x.html$"):
        for agent in ("scraper", "", "*", "Ünicode"):
            promise(
                rules.allows(f"https://news.example{path}", agent) in (True, False), "an answer"
            )
            delay = rules.crawl_delay(agent)
            promise(0 <= delay.total_seconds() <= MAX_CRAWL_DELAY.total_seconds(), f"{delay}")


def headers(data: bytes) -> None:
    """One header's value, as each of those that are read."""
    value = data.decode("latin-1")
    wait = retry_after(value, NOW)
    promise(wait is None or 60 <= wait.total_seconds() <= 86_400, f"Retry-After: {wait}")
    for name in ("cache-control", "expires"):
        fresh = max_age({name: value}, NOW)
        promise(fresh is None or 0 <= fresh.total_seconds() <= 86_400, f"{name}: {fresh}")
    target = hop_target(value, URL)
    if target is not None:
        parts = urlsplit(target)
        promise(parts.scheme in ("http", "https") and parts.hostname, f"Location: {target!r}")
        promise(parts.username is None, f"no credentials: {target!r}")
        promise(urls.canonical(target) is not None, f"Location: {target!r}")


def bodies(data: bytes) -> None:
    """`Content-Encoding`, line feed, the coded body, in pieces of many sizes."""
    coding, body = _with_header(data)

    async def pieces(size: int) -> AsyncIterator[bytes]:
        for at in range(0, len(body), size):
            yield body[at : at + size]

    found = set()
    for size in (7, 65_536):
        try:
            found.add(asyncio.run(read_body(pieces(size), coding, _CAP)))
        except BodyError as error:
            promises.says(str(error))
            found.add(b"refused")
    promise(len(found) == 1, "the same however it was cut")
    promise(all(len(one) <= _CAP for one in found), "no more than asked for")


def dates(data: bytes) -> None:
    """A date as somebody wrote it."""
    text = _text(data)
    for override in (None, _ZONE):
        promises.date_holds(parse_date(text, zone=_ZONE, override=override))
    with suppress(ValueError):
        promise(parse_duration(text).total_seconds() >= 0, "a duration")
    with suppress(ValueError):
        promise(parse_since(text, NOW, _ZONE) <= NOW, "an instant in the past")


def addresses(data: bytes) -> None:
    """A URL, and one it is relative to."""
    text, _, other = _text(data).partition("\x1e")
    for base in ("", URL, urls.canonical(other) or ""):
        whole = urls.absolute(text, base)
        promise(not _BLANK.search(whole), f"a URL without blanks: {whole!r}")
        found = urls.canonical(text, base)
        if found is None:
            continue
        promise(urls.canonical(found) == found, f"canonical once and for all: {found!r}")
        promise(found.isascii() and found.isprintable() and " " not in found, f"ASCII: {found!r}")
        parts = urlsplit(found)
        promise(parts.scheme in ("http", "https") and parts.hostname, f"of the web: {found!r}")
        promise(parts.username is None, f"no credentials: {found!r}")
        promise(".." not in parts.path.split("/"), f"no dot segments: {found!r}")
        promise(urls.identity(found), "an identity")
        promise(urls.host_of(found), "a host")
        promise(urls.origin_of(found).startswith(("http://", "https://")), "an origin")
    urls.host_of(text)
    urls.origin_of(text)
    urls.is_public_address(text)


def charsets(data: bytes) -> None:
    """`Content-Type`, line feed, a document."""
    header, body = _with_header(data)
    found = [
        decode(body, header, "html"),
        decode(body, header, "xml"),
        decode(body, header, "json"),
    ]
    for decoded in found:
        promise("\x00" not in decoded.text, "no NUL")
        decoded.text.encode("utf-8")
    what_else(body)


def configs(data: bytes) -> None:
    """A feeds.yaml, and a sites.yaml behind a separator."""
    main, _, sites = data.partition(SEPARATOR)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder) / "feeds.yaml"
        path.write_bytes(main)
        if sites:
            path.with_name("sites.yaml").write_bytes(sites)
        try:
            config = load_config(path, environ={"TOKEN": "secret"})
        except ConfigError as error:
            lines = str(error).split("\n")
            promise(1 <= len(lines) <= 10, "at most ten lines")
            for line in lines:
                promises.says(line)
            return
    for feed in config.feeds:
        promise(feed.url.startswith(("http://", "https://")), f"of the web: {feed.url!r}")
        # Whatever passed is good enough for a post.
        entry = Entry(
            feed.id, "k", identity(URL), URL, title="T", content_html="<p>A text.</p>" * 9
        )
        with suppress(ExtractError):
            path_ = build_post(entry, None, feed, config.sites, NOW).path
            promises.path_holds(path_)


def fronts(data: bytes) -> None:
    """A post that somebody wrote or changed."""
    told = peek(_text(data))
    if told is not None:
        for line in (told.url, told.title, told.date):
            promise(one_line(line) == line, f"one clean line: {line!r}")
        promise(told.url, "an address")


def rows(data: bytes) -> None:
    """The text of an entry in the state, damaged."""
    known = {"payload": data, "status": "new", "first_seen": 0, "attempts": 0}
    # The store takes both for a damaged file, and puts it aside.
    with suppress(msgspec.MsgspecError, RowError):
        record = record_of([known.get(name) for name in RECORD.split(", ")])
        promise(isinstance(record.entry, Entry), "an entry")


def scripts(data: bytes) -> None:
    """A script of JSON-LD."""
    text = _text(data)
    for value in read_json(text):
        text_value(value)
        names_of(value)
    node = article_node([text, text])
    addresses_of(node)
    for value in node.values():
        promise("\n" not in text_value(value), "one line")
        names_of(value)


def markdown(data: bytes) -> None:
    """HTML of an article's body, also such as was never cleaned."""
    html = decode(data, "text/html; charset=utf-8").text
    for dialect in DIALECTS:
        promises.markdown_holds(to_markdown(html, URL, dialect, 2), dialect)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "feeds": feeds,
    "sitemaps": histories.sitemaps,
    "listings": histories.listings,
    "pages": pages,
    "posts": posts,
    "markdown": markdown,
    "scripts": scripts,
    "robots": robots,
    "headers": headers,
    "bodies": bodies,
    "dates": dates,
    "addresses": addresses,
    "charsets": charsets,
    "configs": configs,
    "fronts": fronts,
    "rows": rows,
}


def _with_header(data: bytes) -> tuple[str, bytes]:
    header, _, body = data.partition(b"\n")
    return header[:200].decode("latin-1"), body


def _text(data: bytes) -> str:
    """Text as strangers send it, lone surrogates too (by their UTF-8-like bytes)."""
    return data.decode("utf-8", "surrogatepass" if _passes(data) else "replace")


def _passes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True

"""What must hold of everything that is made of foreign bytes; `Broken` says what does not."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

import msgspec
from markdown_it import MarkdownIt

from checks.site import fronts
from checks.site.seen import parse, see
from scraper.front_matter import one_line, peek
from scraper.front_template import vault_tag
from scraper.model import Article, Entry, EntryRecord, Feed, ParsedFeed, Post, Status
from scraper.presets import VAULT
from scraper.store.rows import row_of
from scraper.urls import canonical, identity

# The least and the most that a date of ours may be (docs of scraper.dates).
_YEARS = range(1990, 2101)
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|\Z)")
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNSAID = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_MAX_NAME_BYTES = 255  # file systems
_WEB = ("http://", "https://")
# A library of pure Python, and slower than what it is to judge.
_MAX_RENDERED = 20_000

_COMMONMARK = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
# Addresses are judged by us: a library that drops some would hide them.
_COMMONMARK.validateLink = lambda url: True  # type: ignore[method-assign]


class Broken(Exception):  # noqa: N818
    """A promise does not hold."""


def promise(holds: object, what: str) -> None:
    """Raises Broken with `what` unless it holds. No `assert`: `-O` would take it away."""
    if not holds:
        raise Broken(what)


def says(line: str) -> None:
    """What a person is told: one line, that turns nothing against its reader."""
    promise(not _UNSAID.search(line), f"a line that can be shown: {line!r}")


def feed_holds(parsed: ParsedFeed, feed: Feed) -> None:
    """URLs canonical, instants UTC, lines clean, keys unique, and all of it fit for the state."""
    _is_line(parsed.title, "the feed's title")
    for warning in parsed.warnings:
        says(warning)
    if parsed.next_url is not None:
        promise(parsed.next_url.startswith(_WEB), f"next_url of the web: {parsed.next_url!r}")
    keys = [entry.key for entry in parsed.entries]
    promise(len(set(keys)) == len(keys), "each key once")
    for entry in parsed.entries:
        entry_holds(entry, feed)


def entry_holds(entry: Entry, feed: Feed) -> None:
    """What the model says of an entry."""
    promise(entry.feed_id == feed.id, "the feed's id")
    promise(entry.key, "a key")
    promise(entry.identity, "an identity")
    promise(canonical(entry.url) == entry.url, f"a canonical URL: {entry.url!r}")
    promise(entry.image is None or entry.image.startswith(_WEB), f"image: {entry.image!r}")
    _is_line(entry.title, "a title")
    for line in (*entry.tags, entry.author or ""):
        _is_line(line, "a tag or author")
    for moment in (entry.published, entry.published_raw, entry.updated):
        date_holds(moment)
    row = row_of(EntryRecord(entry, Status.NEW, datetime(2026, 1, 1, tzinfo=UTC)))
    payload = next(value for value in row if isinstance(value, bytes))
    promise(msgspec.json.decode(payload, type=Entry) == entry, "the state gives the entry back")
    for value in row:
        if isinstance(value, str):
            _is_text(value)


def date_holds(moment: datetime | None) -> None:
    """UTC, and of a year that can be."""
    if moment is not None:
        promise(moment.tzinfo is UTC, f"UTC: {moment!r}")
        promise(moment.year in _YEARS, f"a year that can be: {moment!r}")


def article_holds(article: Article) -> None:
    """A body that nothing runs in, addresses of the web, lines that are lines."""
    promise(article.body.strip(), "a body")
    _is_text(article.body)
    runs_nothing(article.body, "the article's body")
    for moment in (article.published, article.modified):
        date_holds(moment)
    for line in (article.title, article.byline or "", article.language or "", *article.tags):
        promise(one_line(line) == line.strip(), f"one clean line: {line!r}")
    promise(article.image is None or article.image.startswith(_WEB), f"image: {article.image!r}")


def post_holds(post: Post, feed: Feed) -> None:
    """A path that is safe anywhere, front matter that reads back, a body that nothing runs in."""
    for path in (post.path, post.second_path):
        path_holds(path)
    promise(post.path != post.second_path, "another second path")
    _is_line(post.title, "a title")
    promise(post.title, "a title at all")
    promise(canonical(post.url) == post.url, f"a canonical URL: {post.url!r}")
    promise(post.identity == identity(post.url), "the identity of its URL")
    date_holds(post.published)
    _is_text(post.text)
    promise("\r" not in post.text and "\x00" not in post.text, "line feeds alone, and no NUL")
    read = fronts.by_pyyaml(fronts.front_of(post.text))
    keys = {key for key, _ in feed.preset.front_matter}
    vault = feed.preset.dialect == VAULT
    tags = list(feed.tags) or [feed.name]
    wanted = {
        "title": post.title,
        "date": int(post.published.timestamp() * 1000),
        "from": post.url,
        "tags": [vault_tag(tag) for tag in tags] if vault else tags,
    } | ({"layout": "post"} if "layout" in keys else {})
    if isinstance(read.get("date"), int):
        off = abs(read["date"] - _ms(post.published))
        read["date"] = wanted["date"] if off <= (1000 if vault else 1) else "other"
    promise((found := fronts.difference(read, wanted)) is None, f"front matter reads back: {found}")
    extra = set(read) - keys
    promise(extra <= set(feed.preset.extra), f"no key that nobody asked for: {extra}")
    told = peek(post.text)
    promise(told is not None, "the front matter tells which article it is")
    promise(
        told is not None and (told.url, told.title) == (post.url, post.title), f"as it is: {told}"
    )
    body = post.text.removeprefix("---\n").partition("\n---\n")[2]
    if feed.preset.body == "markdown":
        markdown_holds(body, feed.preset.dialect)
    else:
        runs_nothing(body, "the post's HTML")


def path_holds(path: str) -> None:
    """Below the archive, and a name on each system."""
    promise(not path.startswith("/"), f"a relative path: {path!r}")
    promise(unicodedata.is_normalized("NFC", path), f"NFC: {path!r}")
    promise(not _BIDI.search(path), f"no bidi characters: {path!r}")
    promise(not re.search(r'[\x00-\x1f\x7f-\x9f\\:*?"<>|\ud800-\udfff]', path), f"a path: {path!r}")
    for part in path.split("/"):
        promise(part not in ("", ".", ".."), f"parts that lead nowhere else: {path!r}")
        promise(len(part.encode("utf-8", "replace")) <= _MAX_NAME_BYTES, f"bytes: {path!r}")
        promise(not _RESERVED.match(part), f"no reserved name: {path!r}")
        promise(not part.endswith((" ", ".")), f"no name ends so on Windows: {path!r}")


def markdown_holds(text: str, dialect: str) -> None:
    """Shown as HTML nothing runs; templates of the site's builder are broken up."""
    _is_text(text)
    if dialect == "jekyll":
        promise("{{" not in text and "{%" not in text, "no Liquid")
    if dialect == "hugo":
        shown = text.replace("{{</*", "").replace("{{%/*", "")
        promise("{{<" not in shown and "{{%" not in shown, "no shortcode")
    if len(text) <= _MAX_RENDERED:
        runs_nothing(_COMMONMARK.render(text), "Markdown as HTML")


def runs_nothing(html: str, what: str) -> None:
    """No element, handler or address that a browser runs."""
    main = parse(f"<main>{html}</main>").find(".//main")
    runs = see(main).runs if main is not None else ["no tree"]
    promise(not runs, f"{what} runs nothing: {runs[:3]}")


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _is_line(text: str, what: str) -> None:
    promise(one_line(text) == text, f"{what} of one clean line: {text!r}")


def _is_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Broken(f"text of whole characters: {error.reason}") from error

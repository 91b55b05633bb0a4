"""Which real pages of a folder the bench's news world shows: those that ours makes posts of.

A folder holds `pages.jsonl`, a page a line, whose `file` is its HTML, packed by gzip, in UTF-8. It
is read where it lies, before anything is measured.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from bench.real_pages import RealPage
from scraper.errors import ExtractError
from scraper.extract import further
from scraper.extract.tree import Element, parse, text_of
from scraper.model import Entry, Feed, Page, Source
from scraper.post import build_post
from scraper.presets import BUILT_IN

CONTENT_TYPE = "text/html; charset=utf-8"
_SEED = 1
_TITLE, _TEASER = 100, 200  # characters
_WHERE = "http://127.0.1.1/2024/01/feed-0-article-0"
_SEEN = datetime(2025, 1, 1, tzinfo=UTC)
_FEED = Feed("Daily 0", "Daily 0", "http://127.0.1.1/feeds/0.xml", BUILT_IN["jekyll"])
# What XML can't say, and what is no letter anyway.
_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """The pages that ours makes posts of, shuffled by a seed; why others were left out."""

    pages: tuple[RealPage, ...]
    left_out: dict[str, int]
    mean_bytes: int

    def __str__(self) -> str:
        out = sum(self.left_out.values())
        why = ", ".join(f"{number} {reason}" for reason, number in self.left_out.items())
        return (
            f"real pages: {len(self.pages)} of {len(self.pages) + out} taken, "
            f"{self.mean_bytes / 1000:.0f} KB on average; left out: {why or 'none'}"
        )


def choose(folder: Path) -> Choice:
    """The pages of a folder that give a post; raises FileNotFoundError, ValueError."""
    taken: list[RealPage] = []
    left_out: Counter[str] = Counter()
    sizes = 0
    titles: Counter[str] = Counter()
    for file in _files(folder):
        html = gzip.decompress(file.read_bytes())
        page = _told(file, html, titles)
        if why := refused(page, html):
            left_out[why] += 1
        else:
            taken.append(page)
            sizes += len(html)
    if not taken:
        raise ValueError(f"{folder}: none of its pages gives a post")
    random.Random(_SEED).shuffle(taken)
    return Choice(tuple(taken), dict(left_out.most_common()), sizes // len(taken))


def refused(page: RealPage, html: bytes) -> str:
    """Why a page is of no use as an article of the world; "" if it is one.

    What ours rightly refuses is no post; what leads on to another host would leave the world.
    """
    entry = Entry(
        _FEED.id,
        _WHERE,
        _WHERE,
        _WHERE,
        title=page.title,
        summary_html=page.teaser,
        published=_SEEN,
    )
    shown = Page(_WHERE, html, CONTENT_TYPE, at=_SEEN)
    try:
        post = build_post(entry, (shown,), _FEED, (), _SEEN)
    except ExtractError as error:
        return error.verdict
    if post.thin or post.source is not Source.PAGE:
        return "thin"
    more = further(shown, (), first=_WHERE, number=1)
    here = urlsplit(_WHERE).netloc
    if any(url and urlsplit(url).netloc != here for url in (more.next, more.single)):
        return "leads elsewhere"
    return ""


def _files(folder: Path) -> Iterator[Path]:
    listed = folder / "pages.jsonl"
    if not listed.is_file():
        raise FileNotFoundError(f"{listed}: want a folder with pages.jsonl and gzipped HTML")
    with listed.open(encoding="utf-8") as lines:
        for line in lines:
            yield folder / json.loads(line)["file"]


def _told(file: Path, html: bytes, titles: Counter[str]) -> RealPage:
    """What a feed would say of a page: no two have one title."""
    title = teaser = ""
    try:
        root = parse(html.decode("utf-8", "replace"))
        title = _line(next((text_of(e) for e in root.iter("title")), ""))[:_TITLE].strip()
        teaser = _line(_description(root))[:_TEASER].strip()
    except ExtractError:
        pass  # it is refused for what it is
    title = title or "Without a title"
    titles[title] += 1
    mark = f" ({titles[title]})" if titles[title] > 1 else ""
    return RealPage(str(file), title + mark, teaser or f"{title}.")


def _description(root: Element) -> str:
    for element in root.iter("meta"):
        if (element.get("name") or element.get("property") or "").lower() in (
            "description",
            "og:description",
        ):
            return element.get("content") or ""
    return ""


def _line(text: str) -> str:
    return _CONTROLS.sub(" ", text)

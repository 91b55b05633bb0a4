"""What the demo claims, verified: each function gives the faults it found, in plain words."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import yaml

from scraper.demo.content import Story
from scraper.demo.pages import WALL_WORDS

_PLAIN_PARAGRAPH = re.compile(r"(?m)^<p>([^<]*)</p>$")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARKUP = ("<div", "<script", "<aside", "data-src", "data:image")


@dataclass(frozen=True, slots=True)
class PostFile:
    """A post as it lies in the archive: path below it, the URL it names, the whole text."""

    path: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Print:
    """What tells that a file was touched."""

    modified_ns: int
    sha256: str


def read_posts(archive: Path) -> tuple[PostFile, ...]:
    """All posts of an archive, by path; the URL is "" where the front matter can't be read."""
    posts = []
    for file in sorted((archive / "_posts").rglob("*.md")):
        text = file.read_text(encoding="utf-8")
        posts.append(PostFile(file.relative_to(archive).as_posix(), _from_line(text), text))
    return tuple(posts)


def _from_line(text: str) -> str:
    parts = text.split("---\n", 2)
    if len(parts) < 3 or parts[0]:
        return ""
    try:
        front_matter = yaml.safe_load(parts[1])
    except yaml.YAMLError:
        return ""
    return str(front_matter.get("from", "")) if isinstance(front_matter, dict) else ""


def take_prints(archive: Path) -> dict[str, Print]:
    """Every file of the archive but the state, with its time and hash."""
    return {
        file.relative_to(archive).as_posix(): Print(
            file.stat().st_mtime_ns, hashlib.sha256(file.read_bytes()).hexdigest()
        )
        for file in sorted(archive.rglob("*"))
        if file.is_file() and file.relative_to(archive).parts[0] != ".scrape"
    }


def faults_in_posts(posts: Iterable[PostFile], stories: Iterable[Story], base: str) -> list[str]:
    """Whether each article is there exactly once, whole, and without what stood around it."""
    posts = tuple(posts)
    times = Counter(post.url for post in posts)
    by_url = {post.url: post for post in posts}
    faults = []
    known = set()
    for story in stories:
        url = base + story.path
        known.add(url)
        wanted = 0 if story.kind == "consent" else 1
        if times[url] != wanted:
            faults.append(f"{story.path}: want {wanted} posts, got {times[url]}")
        elif wanted:
            faults += [
                f"{by_url[url].path}: {x}" for x in _faults_in_post(by_url[url], story, base)
            ]
    faults += [
        f"{post.path}: nobody published {post.url!r}" for post in posts if post.url not in known
    ]
    return faults


def _faults_in_post(post: PostFile, story: Story, base: str) -> list[str]:
    text = _comparable(post.text)
    faults = [
        f"a paragraph is missing or cut: {paragraph[:40]}…"
        for paragraph in _PLAIN_PARAGRAPH.findall(story.body)
        if _comparable(unescape(paragraph)) not in text
    ]
    for snippet in story.shows:
        wanted = base + snippet if snippet.startswith("/") else snippet
        if _comparable(wanted) not in text:
            faults.append(f"does not show {wanted}")
    junk = (*story.newspaper.boilerplate, *WALL_WORDS, *_MARKUP)
    faults += [f"holds junk: {words}" for words in junk if _comparable(words) in text]
    return faults


def _comparable(text: str) -> str:
    """NFC, Markdown's escapes undone, white space evened: what a reader would see."""
    return " ".join(_ESCAPE.sub(r"\1", unicodedata.normalize("NFC", text)).split())


def faults_between(before: Mapping[str, Print], after: Mapping[str, Print]) -> list[str]:
    """Whether a run that had nothing to do left every file alone."""
    faults = [f"{path}: is gone" for path in sorted(before.keys() - after.keys())]
    faults += [f"{path}: is new" for path in sorted(after.keys() - before.keys())]
    for path in sorted(before.keys() & after.keys()):
        if before[path].sha256 != after[path].sha256:
            faults.append(f"{path}: was changed")
        elif before[path].modified_ns != after[path].modified_ns:
            faults.append(f"{path}: was written again")
    return faults


def faults_in_first_run(
    answers: Mapping[tuple[str, int], int], feeds: int, pages: int
) -> list[str]:
    """Whether each feed was asked for once, no page twice, and no image at all."""
    faults = []
    if answers.get(("feed", 200), 0) != feeds or _of_kind(answers, "feed") != feeds:
        faults.append(f"want {feeds} feeds with 200, got {_told(answers, 'feed')}")
    if not 0 < _of_kind(answers, "page") <= pages:
        faults.append(f"want at most {pages} pages, got {_told(answers, 'page')}")
    return faults + _unwanted(answers, ("image", "other"))


def faults_in_second_run(answers: Mapping[tuple[str, int], int], feeds: int) -> list[str]:
    """Whether all that went over the wire were conditional requests for feeds."""
    faults = []
    if answers.get(("feed", 304), 0) != feeds or _of_kind(answers, "feed") != feeds:
        faults.append(f"want {feeds} feeds with 304, got {_told(answers, 'feed')}")
    return faults + _unwanted(answers, ("page", "image", "other"))


def _unwanted(answers: Mapping[tuple[str, int], int], kinds: tuple[str, ...]) -> list[str]:
    return [
        f"want no {kind} requested, got {_of_kind(answers, kind)}"
        for kind in kinds
        if _of_kind(answers, kind)
    ]


def _of_kind(answers: Mapping[tuple[str, int], int], kind: str) -> int:
    return sum(count for (of, _), count in answers.items() if of == kind)


def _told(answers: Mapping[tuple[str, int], int], kind: str) -> str:
    told = [f"{count} x {status}" for (of, status), count in sorted(answers.items()) if of == kind]
    return ", ".join(told) or "none"

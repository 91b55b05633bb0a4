"""Feeds that were found, in words: what each is, and what about it may need a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len

from scraper.console.words import maybe_iso, shown
from scraper.dates import iso_ms
from scraper.decide.candidates import Candidate, rhythm
from scraper.history.spans import of_entry
from scraper.history.window import window_of
from scraper.model import Entry, Post
from scraper.pipeline.sampling import Sample

_WAYS = {
    "archives": "the feed's own archives (RFC 5005)",
    "pages": "the feed's own older pages",
    "blogger": "Blogger's older pages",
    "wordpress": "WordPress's API",
    "wordpress feed": "WordPress's ?paged=",
    "archive pages": "the site's pages by date",
    "sitemap": "a sitemap, named by robots.txt",
}
_TEXTS = {
    "full": "full text",
    "likely-full": "full text, as it seems",
    "teasers": "teasers",
    "none": "no text",
}
_LABEL = 11
# What could move a cursor: no character of any text.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Found:
    """One feed as it is told. `text` is full, likely-full, teasers or none; `share` of the newest
    article's text, in percent, is what the feed gives. `ways` name the sources of its past.
    """

    url: str
    title: str
    form: str
    language: str | None
    entries: int
    newest: datetime | None
    oldest: datetime | None
    rhythm: tuple[int, str] | None
    text: str
    share: int | None
    ways: tuple[str, ...]
    holds_all: bool
    comments: bool
    others: tuple[str, ...]
    configured: str | None

    def lines(self, number: int | None) -> list[str]:
        """For a person: its address, with a number where it can be chosen, and what it is."""
        notes = ["comments of readers"] if self.comments else []
        notes += [f"in the config already, as {self.configured}"] if self.configured else []
        head = (f"{number}. " if number is not None else "") + self.url
        head += f" ({'; '.join(notes)})" if notes else ""
        rows = [
            ("title", self.title or "(none)"),
            ("format", self.form + (f", language {self.language}" if self.language else "")),
            ("entries", self._entries()),
            ("text", self._text()),
            ("history", self._history()),
        ]
        rows += [("same at", other) for other in self.others]
        return [shown(head), *(f"   {name:<{_LABEL}}{shown(value)}" for name, value in rows)]

    def fields(self) -> dict[str, object]:
        """For a script."""
        return {
            "type": "candidate",
            "url": self.url,
            "title": self.title,
            "format": self.form,
            "language": self.language,
            "entries": self.entries,
            "newest": maybe_iso(self.newest),
            "oldest": maybe_iso(self.oldest),
            "rhythm": {"entries": self.rhythm[0], "per": self.rhythm[1]} if self.rhythm else None,
            "text": self.text,
            "text_share": self.share,
            "history": list(self.ways),
            "holds_all": self.holds_all,
            "comments": self.comments,
            "others": list(self.others),
            "configured": self.configured,
        }

    def _entries(self) -> str:
        if not self.entries:
            return "none now"
        parts = [str(self.entries)]
        parts.append(f"newest {self.newest:%Y-%m-%d}" if self.newest else "without dates")
        if self.rhythm:
            parts.append(f"about {self.rhythm[0]} a {self.rhythm[1]}")
        return ", ".join(parts)

    def _text(self) -> str:
        if self.text == "teasers" and self.share is not None:
            return f"teasers: {self.share}% of the newest article's text; its page has the rest"
        if self.text == "none":
            return "no text; its articles' pages are read"
        return _TEXTS[self.text]

    def _history(self) -> str:
        if self.holds_all:
            return "the feed holds all there is"
        if self.ways:
            return ", ".join(_WAYS[way] for way in self.ways)
        back = f", back to {self.oldest:%Y-%m-%d}" if self.oldest else ""
        return f"what it shows{back}; more if the site has a sitemap"


def found(
    candidate: Candidate,
    sample: Sample | None,
    ways: tuple[str, ...],
    configured: str | None,
    now: datetime,
) -> Found:
    """What there is to tell of a feed; `sample`, where one was taken, knows its texts better."""
    parsed = candidate.parsed
    dates = [entry.published for entry in parsed.entries if entry.published is not None]
    since = window_of(of_entry(entry, now) for entry in parsed.entries)
    text, share = _text_of(candidate, sample)
    language = language_of(parsed.entries)
    return Found(
        url=candidate.url,
        title=shown(parsed.title),
        form=parsed.form,
        language=language,
        entries=len(parsed.entries),
        newest=max(dates, default=None),
        oldest=min(dates, default=None),
        rhythm=rhythm(dates, since),
        text=text,
        share=share,
        ways=ways,
        holds_all=parsed.holds_all,
        comments=candidate.comments,
        others=candidate.others,
        configured=configured,
    )


def _text_of(candidate: Candidate, sample: Sample | None) -> tuple[str, int | None]:
    if sample is not None and sample.whole is not None and sample.on_page:
        share = min(100, 100 * sample.own // sample.on_page)
        return "full" if sample.whole else "teasers" if sample.own else "none", share
    if candidate.whole:
        return "likely-full", None
    entries = candidate.parsed.entries
    has_some = any(entry.content_html or entry.summary_html for entry in entries)
    return "teasers" if has_some else "none", None


def language_of(entries: Sequence[Entry]) -> str | None:
    """The language of most entries, as far as they tell."""
    told = Counter(entry.language for entry in entries if entry.language)
    return told.most_common(1)[0][0] if told else None


def post_lines(post: Post, rows: int | None, columns: int) -> list[str]:
    """A post as it would be written, at most so many rows of a terminal of it (None: all)."""
    text = _CONTROL.sub("", post.text).rstrip("\n")
    lines = [f"   {line}".rstrip() for line in text.split("\n")]
    head = f"the first post, {post.path}:"
    if rows is None:
        return [head, *lines]
    out: list[str] = []
    room = max(rows - 2, 4)  # the head, and a last line that says that it goes on
    for line in lines:
        needed = max(1, -(-cell_len(line) // columns))
        if needed > room:
            out += [_cut(line, room * columns)] if room else []
            return [head, *out, "   …"]
        out.append(line)
        room -= needed
    return [head, *out]


def post_fields(post: Post) -> dict[str, object]:
    """The same for a script."""
    return {
        "path": post.path,
        "title": post.title,
        "url": post.url,
        "published": iso_ms(post.published),
        "source": post.source.value,
        "text": post.text,
    }


def _cut(text: str, columns: int) -> str:
    width = 0
    for at, char in enumerate(text):
        width += cell_len(char)
        if width > columns:
            return text[:at]
    return text

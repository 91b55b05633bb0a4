"""Every format in every encoding, under right, silent and wrong headers: the same entries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feed_corpus import DATED, ENCODINGS, FORMATS, Encoding, Told, told
from scraper.feeds import parse_feed
from scraper.model import Feed, Fetched, Preset

URL = "https://news.example/feed"
FEED = Feed(id="news", name="News", url=URL, preset=Preset("jekyll", "{title}.md"))
NOW = datetime(2026, 10, 4, tzinfo=UTC)
WIDE = ("utf-16", "utf-32")


def entries_of(body: bytes, header: str) -> tuple[str, list[Told]]:
    """The format's name, and the entries as far as every format tells them."""
    parsed = parse_feed(Fetched(URL, URL, header, body, NOW), FEED)
    assert (parsed.complete, parsed.warnings) == (True, ())
    return parsed.form, [
        Told(e.title, e.url, e.content_html or e.summary_html, e.published or NOW)
        for e in parsed.entries
    ]


def headers(encoding: Encoding, form: str) -> list[str]:
    """Content types that must not stand in the way of the document's own word."""
    right = f"text/xml; charset={encoding.label}"
    if form.startswith("JSON"):
        # Nothing in the document says more than the header: a wrong one is a wrong word.
        return [right] + (["", "text/html"] if encoding.alone else [])
    silent = ["", "text/html", "application/octet-stream", "application/rss+xml"]
    wrong = ["text/html; charset=utf-8", "text/xml; charset=ISO-8859-1", "text/xml; charset=x-y"]
    return [right, *silent, *wrong]


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda e: f"{e.label} by {e.codec}")
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_in_every_encoding(form: str, encoding: Encoding) -> None:
    written = told(encoding.text)
    wanted = [Told(t.title, t.link, t.text, t.at if form in DATED else NOW) for t in written]
    body = FORMATS[form](written, encoding.label).encode(encoding.codec)
    for header in headers(encoding, form):
        assert entries_of(body, header) == (form, wanted), header


@pytest.mark.parametrize(
    "encoding", [e for e in ENCODINGS if e.alone], ids=lambda e: f"{e.label} by {e.codec}"
)
@pytest.mark.parametrize("form", FORMATS)
def test_an_encoding_that_nobody_names(form: str, encoding: Encoding) -> None:
    written = told(encoding.text)
    body = FORMATS[form](written, "").encode(encoding.codec)
    _, found = entries_of(body, "")
    assert [(t.title, t.text) for t in found] == [(t.title, t.text) for t in written]


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda e: f"{e.label} by {e.codec}")
def test_an_encoding_that_only_the_header_names(encoding: Encoding) -> None:
    written = told(encoding.text)
    body = FORMATS["RSS 2.0"](written, "").encode(encoding.codec)
    _, found = entries_of(body, f'application/xml;charset="{encoding.label.lower()}"')
    assert [(t.title, t.text) for t in found] == [(t.title, t.text) for t in written]

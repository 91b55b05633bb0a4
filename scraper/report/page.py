"""The whole page: self-contained, so that it can be kept, sent, and read without a network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

from scraper import __version__
from scraper.console.words import minute
from scraper.report import growth, health, tables
from scraper.report.facts import Report
from scraper.report.markup import Content, Markup, raw, tag
from scraper.report.style import STYLE
from scraper.report.words import counted, last_days, number, run_words

_HASH = base64.b64encode(hashlib.sha256(STYLE.encode("utf-8")).digest()).decode("ascii")
# Nothing is fetched and nothing runs, whatever a name says. A browser that is told of no icon asks
# the server for one.
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; base-uri 'none';"
    " form-action 'none'"
)
_TITLE = "Archive report"


def page(report: Report) -> str:
    """The report as one HTML document: the same for the same report, byte for byte."""
    sections = [
        ("health", "Health", health.content(report)),
        ("posts", "Posts", growth.content(report)),
        ("feeds", "Feeds", tables.feeds(report)),
        ("hosts", "Slowest hosts", tables.hosts(report)),
        ("runs", "Runs", tables.runs(report)),
        ("storage", "Storage", tables.storage(report)),
    ]
    body = tag(
        "body",
        tag(
            "header",
            tag("h1", _TITLE),
            tag(
                "p",
                "As of ",
                tag("time", minute(report.at), datetime=report.at.isoformat()),
                f", with {last_days(report.period)} from {report.period.first}, in UTC.",
                class_="quiet",
            ),
            tag(
                "nav",
                tag("ul", [tag("li", tag("a", name, href=f"#{at}")) for at, name, _ in sections]),
                aria_label="Sections",
            ),
        ),
        tag("main", _summary(report), [_section(*each) for each in sections]),
        tag("footer", tag("p", f"Made by scraper {__version__}.", class_="quiet")),
    )
    return f"<!doctype html>\n{tag('html', _head(report), body, lang='en')}\n"


def _head(report: Report) -> Markup:
    def meta(name: str, content: str) -> Markup:
        return tag("meta", name=name, content=content)

    return tag(
        "head",
        tag("meta", charset="utf-8"),
        raw(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        meta("viewport", "width=device-width, initial-scale=1"),
        meta("color-scheme", "light dark"),
        meta("referrer", "no-referrer"),
        meta("robots", "noindex"),
        tag("link", rel="icon", href="data:,"),
        tag("title", f"{_TITLE}, {minute(report.at)}"),
        raw(f"<style>{STYLE}</style>"),
    )


def _section(at: str, name: str, content: Content) -> Markup:
    return tag("section", tag("h2", name, id=at), content, aria_labelledby=at)


def _summary(report: Report) -> Iterator[Content]:
    """The numbers that are looked for first."""
    if not report.is_polled:
        yet = "Nothing was polled so far: there is no state yet. Run "
        yield tag("p", yet, tag("code", "scrape"), ", then make the report again.", class_="note")
    failing = f"{number(report.failing)} failing" if report.failing else "none failing"
    tiles = [
        (number(report.posts), "post in the archive", "posts in the archive", None),
        (number(report.week), "post", "posts", "of the last 7 days"),
        (number(sum(report.counts)), "post", "posts", f"of {last_days(report.period)}"),
        (number(len(report.feeds)), "feed", "feeds", failing),
        (number(report.waiting), "entry waits", "entries wait", None),
        (number(report.gave_up), "entry given up", "entries given up", None),
    ]
    yield tag(
        "ul",
        [
            tag(
                "li",
                tag("strong", value),
                " ",
                tag("span", one if value == "1" else many),
                [" ", tag("small", more)] if more else None,
            )
            for value, one, many, more in tiles
        ],
        class_="tiles",
        aria_label="In short",
    )
    if report.runs:
        yield tag("p", f"Last run {run_words(report.runs[0])}.", class_="quiet")
    if report.strays:
        yield tag(
            "p",
            f"{counted(report.strays, 'post')} of these came from feeds that the config does not"
            " enable.",
            class_="quiet",
        )

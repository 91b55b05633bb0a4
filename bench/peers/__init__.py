"""Who is measured, in the order of the tables: our own rows, and the open extractors.

`worker.py` and `worker.mjs` beside this file call them, each in a process of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["html", "markdown", "text"]
# "program": one of the machine's own; `requires` names it.
Runtime = Literal["ours", "python", "node", "program"]

OURS = "scraper.extract:extract_html"


@dataclass(frozen=True, slots=True)
class Peer:
    """One row: what gives it, what it gives, and what must be installed for it."""

    name: str
    kind: Kind
    runtime: Runtime
    requires: tuple[str, ...] = ()
    # A corpus whose golds are this program's own reviewed output.
    own: str = ""


_TRAFILATURA = ("trafilatura==2.3.1",)
_READABILITY = "@mozilla/readability@0.6.0"

PEERS = (
    Peer("scraper", "html", "ours"),
    Peer("scraper-markdown", "markdown", "ours"),
    Peer("trafilatura", "html", "python", _TRAFILATURA),
    Peer("trafilatura-precision", "html", "python", _TRAFILATURA),
    Peer("trafilatura-recall", "html", "python", _TRAFILATURA),
    Peer("trafilatura-markdown", "markdown", "python", _TRAFILATURA),
    # No links, no pictures: the setting it scores best with, though of no use to an archive.
    Peer("trafilatura-text", "text", "python", _TRAFILATURA),
    Peer("readability-lxml", "html", "python", ("readability-lxml==0.9",)),
    Peer("newspaper4k", "text", "python", ("newspaper4k[all]==0.9.6",)),
    Peer("resiliparse", "html", "python", ("resiliparse==2.0.1",)),
    Peer("readability-linkedom", "html", "node", (_READABILITY, "linkedom@0.18.15"), "readability"),
    Peer("readability-jsdom", "html", "node", (_READABILITY, "jsdom@29.1.1"), "readability"),
    Peer("defuddle", "html", "node", ("defuddle@0.19.4", "linkedom@0.18.15"), "defuddle"),
)
NAMES = tuple(peer.name for peer in PEERS)

_MARKDOWNIFY = ("markdownify==1.2.3",)
# From a body's HTML to Markdown; ours is called as it stands, so "html" tells what it is given.
CONVERTERS = (
    Peer("scraper", "html", "ours"),
    Peer("markdownify", "markdown", "python", _MARKDOWNIFY),
    Peer("markdownify-best", "markdown", "python", _MARKDOWNIFY),
    Peer("html2text", "markdown", "python", ("html2text==2025.4.15",)),
    Peer("html-to-markdown", "markdown", "python", ("html-to-markdown==3.21.2",)),
    Peer("markitdown", "markdown", "python", ("markitdown==0.1.9",)),
    Peer("trafilatura-body", "markdown", "python", _TRAFILATURA),
    Peer("turndown", "markdown", "node", ("turndown@7.2.5", "turndown-plugin-gfm@1.0.2")),
    Peer("defuddle-body", "markdown", "node", ("defuddle@0.19.4", "linkedom@0.18.15")),
    Peer("pandoc", "markdown", "program", ("pandoc",)),
)

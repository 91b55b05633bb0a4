"""What the head of a document says of its program, and of there being no older entries."""

from __future__ import annotations

import re

_HEAD = 20_000  # characters
_ENTRY = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_GENERATOR = re.compile(
    r"<(?:\w{1,20}:)?generator(?=[\s>])([^>]{0,500})>([^<]{0,200})", re.IGNORECASE
)
# RFC 5005, 2: an empty element of its own namespace.
_HISTORY = "purl.org/syndication/history/1.0"
_COMPLETE = re.compile(r"<(?:\w{1,20}:)?complete\s*/?>")


def read_origin(text: str) -> tuple[str, bool]:
    """The program that made an XML feed ("" if it does not say), and whether it is complete."""
    head = text[:_HEAD]
    first = _ENTRY.search(head)
    head = head[: first.start()] if first else head
    found = _GENERATOR.search(head)
    generator = " ".join(f"{found[2]} {found[1]}".split()) if found else ""
    return generator, _HISTORY in head and _COMPLETE.search(head) is not None

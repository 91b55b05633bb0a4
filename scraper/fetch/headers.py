"""Headers as bytes on the wire: what is sent, what came, where a Location leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote_from_bytes

from scraper.urls import absolute, canonical

Headers = Sequence[tuple[str, str]]

_LEAST_SECRET = 6


def sent_headers(ours: Headers, theirs: Headers) -> list[tuple[bytes, bytes]]:
    """What goes out, each name once: what a person configured (`theirs`) replaces ours."""
    replaced = {name.lower() for name, _ in theirs}
    kept = [
        (name.encode(), value.encode("latin-1"))  # validators: byte for byte as they came
        for name, value in ours
        if name.lower() not in replaced
    ]
    return kept + [(name.encode(), value.encode()) for name, value in theirs]


def first_values(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers by lower-case name, their bytes read as Latin-1; of several the first."""
    found: dict[str, str] = {}
    for name, value in raw:
        found.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    return found


def joined_values(raw: Iterable[tuple[bytes, bytes]], wanted: str) -> str:
    """All headers of a lower-case name as one (RFC 9110, 5.3), read as Latin-1; "" if none."""
    name_bytes = wanted.encode()
    return ", ".join(v.decode("latin-1") for name, v in raw if name.lower() == name_bytes)


def hop_target(location: str, base: str) -> str | None:
    """Where a redirect leads; None unless it is an http(s) URL without credentials.

    `location` is the header's bytes, read as Latin-1. The address is asked for as the server
    wrote it (tracking parameters and all: some sites set a cookie by them), only made absolute.
    """
    raw = location.encode("latin-1", "replace")
    try:  # RFC 9110, 5.5: obs-text; servers write UTF-8
        location = raw.decode("utf-8")
    except UnicodeDecodeError:  # or their own charset, which only they can read
        location = quote_from_bytes(raw, safe=bytes(range(128)))
    target = absolute(location, base).partition("#")[0]
    return target if canonical(target) is not None else None


def hidden(text: str, secrets: Headers) -> str:
    """A text without the values of headers that a person configured, and the words in them."""
    for _, value in secrets:
        for word in sorted({value, *value.split()}, key=len, reverse=True):
            if len(word) >= _LEAST_SECRET:
                text = text.replace(word, "***")
    return text

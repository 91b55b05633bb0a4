"""What `LocalSite` is asked and what it answers: one request, one scripted reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus

NO_BODY = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came. `path` has its query; header names are lower case; monotonic `at`."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float


@dataclass(frozen=True, slots=True)
class Reply:
    """One scripted reply; `times` is how often it is given before the next one's turn."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0
    cut_at: int | None = None
    drip: float | None = None
    chunked: bool = False
    raw: bytes | None = None
    etag: str | None = None
    last_modified: str | None = None
    times: int = 1

    def is_known_to(self, request: Request) -> bool:
        """Whether the client's validators match, and 304 is the answer (RFC 9110, 13.2.2)."""
        if self.status != HTTPStatus.OK or request.method not in ("GET", "HEAD"):
            return False
        asked = request.headers.get("if-none-match")
        if asked is not None:  # it outranks the date, even where it does not match
            tags = [tag.strip().removeprefix("W/") for tag in asked.split(",")]
            return self.etag is not None and ("*" in tags or self.etag.removeprefix("W/") in tags)
        since = request.headers.get("if-modified-since")
        if since is None or self.last_modified is None:
            return False
        try:
            return parsedate_to_datetime(since) >= parsedate_to_datetime(self.last_modified)
        except ValueError:  # not a date: the header is ignored
            return False

    def head(self, status: int) -> bytes:
        """Status line and headers; lengths are what they would be if the body came whole."""
        lines = list(self.headers)
        if self.etag is not None:
            lines.append(("ETag", self.etag))
        if self.last_modified is not None:
            lines.append(("Last-Modified", self.last_modified))
        if status not in NO_BODY:
            if self.chunked:
                lines.append(("Transfer-Encoding", "chunked"))
            elif not any(name.lower() == "content-length" for name, _ in lines):
                lines.append(("Content-Length", str(len(self.body))))
        try:
            phrase = HTTPStatus(status).phrase
        except ValueError:  # a test may well invent a status
            phrase = "Unheard Of"
        text = "".join(f"{name}: {value}\r\n" for name, value in lines)
        return f"HTTP/1.1 {status} {phrase}\r\n{text}\r\n".encode("latin-1")


NOT_FOUND = Reply(b"Not found\n", 404, (("Content-Type", "text/plain"),))

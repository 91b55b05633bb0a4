"""The demo's web server on loopback: six newspapers, their feeds, pages and requests counted."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from scraper.demo.fronts import write_front, write_hall
from scraper.demo.newspapers import NEWSPAPERS, all_stories, shown_in
from scraper.demo.pages import content_type, write_image, write_page
from scraper.demo.syndication import CONTENT_TYPES, write_feed

SLOW_S = 1.5
_ROBOTS = b"User-agent: *\nDisallow: /search\nDisallow: /subscribe\n"


@dataclass(frozen=True, slots=True)
class Document:
    """What lies under one path, the same bytes for one server's life."""

    kind: str  # feed, page, front, robots, image
    content_type: str
    body: bytes
    last_modified: str
    status: int = 200
    slow: bool = False

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'

    def is_known_to(self, none_match: str | None, modified_since: str | None) -> bool:
        """Whether 304 is the answer; the tag outranks the date (RFC 9110, 13.2.2)."""
        if self.status != HTTPStatus.OK:
            return False
        if none_match is not None:
            return none_match == "*" or self.etag in none_match
        return modified_since == self.last_modified


@dataclass(slots=True)
class Tally:
    """Requests so far: by kind, and by (kind, status)."""

    requests: Counter[str] = field(default_factory=Counter)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, status: int) -> None:
        with self.lock:
            self.requests[kind] += 1
            self.answers[kind, status] += 1

    def reset(self) -> None:
        with self.lock:
            self.requests.clear()
            self.answers.clear()


class NewsSite:
    """The running site; a context manager. `now` is the instant that articles are dated from.

    Port 0: one that is free.
    """

    def __init__(self, now: datetime | None = None, port: int = 0) -> None:
        self.now = now or datetime.now(UTC).replace(second=0, microsecond=0)
        self.tally = Tally()
        self.stopping = threading.Event()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.site = self
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.documents = _print_everything(self.base, self.now)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True, name="demo-site"
        )

    def __enter__(self) -> NewsSite:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _print_everything(base: str, now: datetime) -> dict[str, Document]:
    date = format_datetime(now, usegmt=True)
    documents = {"/robots.txt": Document("robots", "text/plain", _ROBOTS, date)}
    html = "text/html; charset=utf-8"
    documents["/"] = Document("front", html, write_hall(NEWSPAPERS), date)
    for paper in NEWSPAPERS:
        front = write_front(paper, shown_in(paper))
        documents[f"/{paper.id}/"] = Document("front", html, front, date)
        feed = write_feed(paper, shown_in(paper), base, now)
        documents[paper.feed_path] = Document("feed", CONTENT_TYPES[paper.feed_form], feed, date)
    for story in all_stories():
        page = write_page(story, base + story.path, now)
        status = HTTPStatus.NOT_FOUND if story.kind == "dead" else HTTPStatus.OK
        if story.kind == "dead":
            page = b"<!DOCTYPE html><title>404</title><h1>Page not found</h1><p>It has moved.</p>"
        documents[story.path] = Document(
            "page", content_type(story.newspaper), page, date, status, story.kind == "slow"
        )
    return documents


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    site: NewsSite

    def handle_error(self, request: object, client_address: object) -> None:
        """Silent: a client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        site = self.server.site
        path = self.path.partition("?")[0]
        found = site.documents.get(path)
        if found is None and f"{path}/" in site.documents:
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", f"{path}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if found is None:
            found = _image_or_nothing(path, format_datetime(site.now, usegmt=True))
        if found.slow:
            site.stopping.wait(SLOW_S)
        known = found.is_known_to(
            self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        )
        status = HTTPStatus.NOT_MODIFIED if known else HTTPStatus(found.status)
        site.tally.add(found.kind, status)
        self.send_response(status)
        self.send_header("ETag", found.etag)
        self.send_header("Last-Modified", found.last_modified)
        if known:
            self.end_headers()
            return
        self.send_header("Content-Type", found.content_type)
        self.send_header("Content-Length", str(len(found.body)))
        self.end_headers()
        self.wfile.write(found.body)

    def log_message(self, *args: object) -> None:
        """Silent: the show prints the tally."""


def _image_or_nothing(path: str, date: str) -> Document:
    if path.startswith("/img/"):
        return Document("image", "image/png", write_image(), date)
    return Document("other", "text/plain", b"Not found\n", date, HTTPStatus.NOT_FOUND)

"""The real command against a server that does everything a client must survive."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fetching import seconds, trouble
from hostile_site import BOMBS, BROKEN, HTML, PITS, HostileSite, sized
from world import LOREM, Item, World, page, rss

pytestmark = pytest.mark.slow

PEAK_MB = 150
# A small process starts the run: what a large one starts is charged with its memory, too.
LAUNCH = """
import json, os, sys
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(process, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), usage.ru_maxrss / 1024]))
"""


@dataclass(frozen=True)
class Measured:
    """A run's exit status, peak memory in MB, wall time in seconds, and what it said."""

    status: int
    peak: float
    took: float
    err: str

    def failure(self, name: str) -> str:
        """Why a feed failed."""
        match = re.search(rf"^scrape: feed {re.escape(name)} failed: (.*)$", self.err, re.MULTILINE)
        assert match, (name, self.err)
        return match[1]


@pytest.fixture
def site() -> Iterator[HostileSite]:
    with HostileSite() as site:
        yield site


def measured(folder: Path, feeds: dict[str, str], *arguments: str, **network: object) -> Measured:
    """A run of these feeds (name -> URL), measured; coverage, which takes memory, is left out."""
    config = {
        "archive": "archive",
        "user_agent": {"contact": "https://example.org/contact"},
        "network": {"allow_private": True, "per_host": 32, "total_timeout": "20s", **network},
        "defaults": {"poll_every": "0s", "first_run": {"max_entries": 2}},
        "feeds": [{"name": name, "url": url} for name, url in feeds.items()],
    }
    file = folder / "feeds.yaml"
    file.write_text(json.dumps(config), encoding="utf-8")
    command = [sys.executable, "-m", "scraper", "-c", str(file), *arguments]
    environ = {"PATH": World.environ()["PATH"]}
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-S", "-c", LAUNCH, *command],
        cwd=folder,
        env=environ,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    took = time.monotonic() - started
    assert "Traceback" not in done.stderr, done.stderr
    status, peak = json.loads(done.stdout.splitlines()[-1])
    return Measured(status, peak, took, done.stderr)


def healthy(site: HostileSite) -> dict[str, str]:
    """A feed with one article that must come whatever else is served."""
    url = site.serve("/fine", lambda: sized(page("Fine").encode(), kind=HTML))
    feed = rss(Item(title="Fine", link=url)).encode()
    return {"Healthy": site.serve("/healthy", lambda: sized(feed))}


def posts(folder: Path) -> list[str]:
    return [file.name for file in folder.rglob("*.md")]


# ── memory ───────────────────────────────────────────────────────────────────────────────────


def test_no_bomb_takes_memory_or_another_feeds_articles(tmp_path: Path, site: HostileSite) -> None:
    for bomb in BOMBS.values():
        next(iter(bomb()))  # those that are packed are packed beforehand
    feeds = {path: site.url(path) for path in BOMBS}
    ran = measured(tmp_path, {**feeds, **healthy(site)}, total_timeout="8s")
    assert ran.peak < PEAK_MB
    assert len(posts(tmp_path)) == 1
    for path in feeds:
        assert ran.failure(path), path
    for path in ("/bomb/gzip", "/bomb/gzip-of-members", "/bomb/deflate", "/bomb/deflate-raw"):
        assert "larger than 20,000,000 bytes when unpacked" in ran.failure(path)
    for path in ("/bomb/brotli", "/bomb/zstd", "/bomb/gzip-in-gzip", "/bomb/chain"):
        assert "not asked for" in ran.failure(path)


WIDTH = 9_900_000
PAGES = {
    "paragraphs": f"<p>{LOREM}</p>" * (WIDTH // (len(LOREM) + 7)),
    "one text": "<p>" + LOREM * (WIDTH // len(LOREM)),
    "nested": "<div>" * 100_000 + LOREM,
    "nothing but <": "<" * WIDTH,
    "nothing but &amp;": "&amp;" * (WIDTH // 5),
    "flat": "<p>x" * (WIDTH // 4),
    "attributes": "".join(f"<p {'a=1 b=1 c=1 d=1 e=1 f=1 ' * 4}>x" for _ in range(90_000)),
    "one tag": "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + f">{LOREM}",
    "NUL": "\0" * WIDTH,
    "a script": f"<script>{'var a;' * (WIDTH // 6)}</script>" + f"<p>{LOREM}</p>" * 5,
}


def test_no_page_of_ten_megabytes_takes_memory_or_minutes(
    tmp_path: Path, site: HostileSite
) -> None:
    items = []
    for name, body in PAGES.items():
        html = page(name, body).encode()
        url = site.serve(f"/{len(items)}", lambda html=html: sized(html, kind=HTML))
        items.append(Item(title=name, link=url))
    feed = rss(*items).encode()
    feeds = {"Large": site.serve("/large", lambda: sized(feed)), **healthy(site)}
    ran = measured(tmp_path, feeds, "--since", "2020-01-01", "--history", "none")
    assert ran.peak < PEAK_MB
    assert ran.took < 60
    assert any("Fine" in name for name in posts(tmp_path))
    assert any("a-script" in name for name in posts(tmp_path))
    assert "larger than any article" in ran.err


def large_feeds() -> Iterator[tuple[str, bytes]]:
    """Feeds just under the cap of 20 MB."""
    size = 19_900_000
    text = f"<p>{LOREM}</p>"
    full = text * (size // 5000 // (len(text) + 20))
    items = [Item(title=f"{n}", link=f"http://127.0.0.1:9/{n}", content=full) for n in range(5000)]
    yield "full texts", rss(*items).encode()
    yield (
        "one entry",
        rss(Item(title="1", link="http://127.0.0.1:9/", content=text * 50_000)).encode(),
    )
    yield "nested", b"<rss><channel>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</channel></rss>"
    yield "deep", b"<rss><channel>" + b"<a>" * (size // 3)
    yield "nothing but &", b"<rss><channel><title>" + b"&" * size + b"</title></channel></rss>"
    yield "empty entries", b"<rss><channel>" + b"<item/>" * (size // 7) + b"</channel></rss>"
    yield "JSON", b'{"version":"https://jsonfeed.org/version/1.1","items":[' + b"{}," * (size // 3)
    laughs = b"".join(b'<!ENTITY l%d "%b">' % (n + 1, b"&l%d;" % n * 10) for n in range(10))
    yield (
        "laughs",
        b"<!DOCTYPE a [" + laughs + b"]><rss><channel><title>&l10;</title></channel></rss>",
    )


def test_no_feed_of_twenty_megabytes_takes_memory_or_minutes(
    tmp_path: Path, site: HostileSite
) -> None:
    feeds = {}
    for name, body in large_feeds():
        assert len(body) < 20_000_000
        feeds[name] = site.serve(f"/{len(feeds)}", lambda body=body: sized(body))
    ran = measured(tmp_path, {**feeds, **healthy(site)}, connect_timeout="1s")
    assert ran.peak < PEAK_MB
    assert ran.took < 60
    assert any("Fine" in name for name in posts(tmp_path))
    for name in ("nested", "deep", "empty entries"):
        assert "tags" in ran.failure(name)


def test_a_json_feed_of_twenty_megabytes_and_emoji_takes_what_the_docs_say(
    tmp_path: Path, site: HostileSite
) -> None:
    text = f"<p>{LOREM}</p>😀" * 30
    items = [
        {"id": f"{n}", "url": f"http://127.0.0.1:9/{n}", "content_html": text}
        for n in range(19_600_000 // (len(text.encode()) + 60))
    ]
    document = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    body = json.dumps(document, ensure_ascii=False).encode()
    assert 19_000_000 < len(body) < 20_000_000
    feeds = {"Emoji": site.serve("/emoji", lambda: sized(body)), **healthy(site)}
    ran = measured(tmp_path, feeds, connect_timeout="1s")
    assert ran.peak < 165
    assert any("Fine" in name for name in posts(tmp_path))


# ── time ─────────────────────────────────────────────────────────────────────────────────────


def test_no_tar_pit_lasts_longer_than_its_time_cap(tmp_path: Path, site: HostileSite) -> None:
    feeds = {path: site.url(path) for path in PITS}
    caps = {"total_timeout": "3s", "idle_timeout": "2s"}
    ran = measured(tmp_path, {**feeds, **healthy(site)}, **caps)
    assert ran.took < 3 + 2
    assert len(posts(tmp_path)) == 1
    for path in feeds:
        assert re.search(r"not done within 3 s|silent for too long|HTTP 500", ran.failure(path))


# ── broken answers ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", BROKEN)
def test_a_broken_answer_is_an_error_that_says_so(site: HostileSite, path: str) -> None:
    error = trouble(site.url(path), total_timeout=seconds(3))
    phase = {"b": "body", "m": "redirect"}[path[1]]
    if path in ("/broken/partial", "/moved/nowhere"):
        phase = "status"
    assert error.phase == phase
    assert str(error).isprintable()
    assert "secret" not in str(error)
    assert len(site.asked) == (6 if path == "/moved/loop" else 1)


def test_what_is_no_tls_is_an_error_that_says_so(site: HostileSite) -> None:
    error = trouble(site.url("/broken/tls-noise").replace("http:", "https:"))
    assert error.phase in ("tls", "connect")


# ── secrets ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("flags", [["-vv"], ["--json"], ["-q"], ["-vv", "--json"]])
@pytest.mark.parametrize("path", ["/broken/partial", "/moved/script", "/broken/short"])
def test_a_secret_is_not_told_where_its_feed_fails(
    tmp_path: Path, site: HostileSite, path: str, flags: list[str]
) -> None:
    world = World(tmp_path, site)  # type: ignore[arg-type]
    world.configure(world.feed(path=path, headers={"Authorization": "Bearer ${TOKEN}"}))
    ran = world.scrape(*flags, env={"TOKEN": "s3cret-token"})
    assert b"s3cret-token" in site.heads[0]
    assert ran.status == 1
    assert "s3cret" not in ran.err + ran.out


def test_a_secret_that_a_server_says_back_is_not_told(tmp_path: Path, site: HostileSite) -> None:
    said = "HTTP/1.1 200 OK\r\nContent-Encoding: s3cret-token\r\nContent-Length: 1\r\n\r\nx"
    world = World(tmp_path, site)  # type: ignore[arg-type]
    path = site.serve("/echo", lambda: [said.encode()]).removeprefix(site.url(""))
    world.configure(world.feed(path=path, headers={"Authorization": "Bearer ${TOKEN}"}))
    ran = world.scrape(env={"TOKEN": "s3cret-token"})
    assert "content coding '***' was not asked for" in ran.err
    assert "s3cret" not in ran.err + ran.out
    assert b"s3cret" not in (world.archive / ".scrape" / "state.sqlite3").read_bytes()

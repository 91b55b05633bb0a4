"""What goes wrong on the wire is one FetchError that says what, and whether to ask again."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from fetching import NOTHING, got, seconds, serving, trouble, with_fetcher
from local_site import LocalSite
from scraper.errors import FetchError
from scraper.fetch import Fetcher

OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as site:
        yield site


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


# ── cut short ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("cut_at", [0, 1, 500, 999])
def test_a_body_cut_short_is_no_body(site: LocalSite, cut_at: int, chunked: bool) -> None:
    site.reply("/a", b"x" * 1_000, cut_at=cut_at, chunked=chunked)
    error = trouble(site.url("/a"))
    assert (error.phase, error.retry, error.status) == ("body", timedelta(0), None)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="no answer"),
        pytest.param(OK, id="half a head"),
        pytest.param(b"220 smtp.example.org ESMTP\r\n", id="another protocol"),
        pytest.param(b"\x16\x03\x01\x02\x00", id="noise"),
        pytest.param(OK + b"A: " + b"x" * 200_000, id="a head without end"),
        pytest.param(OK + b"A: \x1b[31m\x00\r\n\r\n", id="control characters in the head"),
        pytest.param(OK + b"Content-Length: ten\r\n\r\nx", id="a length that is no number"),
        pytest.param(
            OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nxxxxxx", id="two lengths"
        ),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", id="a chunk of no size"),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc", id="a chunk cut short"),
    ],
)
def test_a_broken_answer_is_asked_for_again(site: LocalSite, answer: bytes) -> None:
    site.reply("/a", raw=answer)
    error = trouble(site.url("/a"))
    assert (error.phase, error.retry) == ("body", timedelta(0))
    assert str(error).isprintable()


def test_a_body_that_ends_with_its_connection_is_whole(site: LocalSite) -> None:
    site.reply("/a", raw=OK + b"\r\nall there is")
    assert got(site.url("/a")).body == b"all there is"


def test_what_comes_after_trouble_comes_as_ever(site: LocalSite) -> None:
    async def both(fetcher: Fetcher) -> bytes:
        with pytest.raises(FetchError):
            await fetcher.poll(site.url("/cut"), NOTHING)
        answer = await fetcher.poll(site.url("/whole"), NOTHING)
        return getattr(answer, "body", b"")

    site.reply("/cut", b"x" * 1_000, cut_at=10)
    site.reply("/whole", "whole")
    assert with_fetcher(both) == b"whole"


# ── time ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_drips_ends_at_the_total_deadline(site: LocalSite, chunked: bool) -> None:
    site.reply("/a", b"x" * 1_000, drip=0.02, chunked=chunked)
    started = time.monotonic()
    error = trouble(site.url("/a"), total_timeout=seconds(0.3), idle_timeout=seconds(0.2))
    assert time.monotonic() - started < 1
    assert (error.phase, error.retry) == ("time", timedelta(0))
    assert "0.3 s" in str(error)


@pytest.mark.slow
def test_a_head_that_drips_ends_at_the_total_deadline() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK)
        for _ in range(200):
            writer.write(b"A: b\r\n")
            await writer.drain()
            await asyncio.sleep(0.02)

    async def main(fetcher: Fetcher) -> None:
        async with serving(drip) as port:
            await fetcher.poll(f"http://127.0.0.1:{port}/", NOTHING)

    started = time.monotonic()
    with pytest.raises(FetchError) as caught:
        with_fetcher(main, total_timeout=seconds(0.3), idle_timeout=seconds(0.2))
    assert time.monotonic() - started < 1
    assert caught.value.phase == "time"


def test_redirects_share_one_deadline(site: LocalSite) -> None:
    for n in range(5):
        site.reply(f"/{n}", b"", 302, {"Location": f"/{n + 1}"}, delay=0.15)
    error = trouble(site.url("/0"), total_timeout=seconds(0.4))
    assert error.phase == "time"
    assert 2 <= site.count() <= 3


def test_the_wait_for_a_turn_is_not_the_servers_time(site: LocalSite) -> None:
    async def queue(fetcher: Fetcher) -> None:
        polls = [fetcher.poll(site.url("/a"), NOTHING) for _ in range(4)]
        await asyncio.gather(*polls)

    site.reply("/a", "x", delay=0.15)
    with_fetcher(queue, per_host=1, total_timeout=seconds(0.4))
    assert site.count() == 4


@pytest.mark.slow
@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"delay": 5}, id="before the head"),
        pytest.param({"drip": 5}, id="before the body"),
    ],
)
def test_silence_ends_at_the_idle_time_out(site: LocalSite, how: dict[str, float]) -> None:
    site.reply("/a", b"xx", delay=how.get("delay", 0), drip=how.get("drip"))
    started = time.monotonic()
    error = trouble(site.url("/a"), idle_timeout=seconds(0.2))
    assert time.monotonic() - started < 1
    assert (error.phase, error.retry) == ("time", timedelta(0))
    assert "silent" in str(error)


def test_a_slow_body_that_makes_progress_may_take_longer_than_the_idle_time_out(
    site: LocalSite,
) -> None:
    site.reply("/a", b"x" * 10, drip=0.05)
    assert got(site.url("/a"), idle_timeout=seconds(0.3)).body == b"x" * 10


def test_a_dropped_answer_leaves_no_connection_open() -> None:
    async def main(fetcher: Fetcher) -> None:
        closed = asyncio.Event()

        async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(OK + b"Content-Length: 100\r\n\r\nx")
            if await reader.read() == b"":
                closed.set()

        async with serving(hang) as port:
            with pytest.raises(FetchError):
                await fetcher.poll(f"http://127.0.0.1:{port}/", NOTHING)
            async with asyncio.timeout(1):
                await closed.wait()

    with_fetcher(main, total_timeout=seconds(0.2))


# ── no connection ────────────────────────────────────────────────────────────────────────────


def test_a_closed_port_says_so(closed_port: int) -> None:
    error = trouble(f"http://127.0.0.1:{closed_port}/")
    assert (error.phase, error.retry) == ("connect", timedelta(0))
    assert "Connection refused" in str(error)


def test_a_host_that_can_not_be_found_may_be_found_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*asked: object, **how: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    error = trouble("http://nowhere.test/feed")
    assert (error.phase, error.retry) == ("dns", timedelta(0))
    assert "can't find host nowhere.test" in str(error)


@pytest.mark.parametrize(
    "url",
    [
        "http://a..b/",
        "http://.example.org/",
        f"http://{'a' * 64}.example.org/",
        f"http://{'文' * 60}.example.org/",
        f"http://{'a.' * 200}org/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:65616/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:-1/",
        "http://127.0.0.1:port/",
        "http://[::1/",
        "http://[fe80::zz]/",
        "http:///path",
        "http://",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "//127.0.0.1/",
        "127.0.0.1",
        "",
        "http://127.0.0.1/\x00",
        "http://exa\x00mple.org/",
        "http://exa mple.org/",
        "http://\ud800.example.org/",
        "http://127.0.0.1/\ud800",
        "http://example.org/" + "a" * 70_000,
        "http://xn--.example.org/",
        "http://xn--a.example.org/",
        "http://⒈.example.org/",
    ],
)
def test_an_address_that_can_not_be_asked_is_an_error_of_ours(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(host: object, *asked: object, **how: object) -> list[object]:
        assert isinstance(host, str)
        host.encode("idna")  # as the real one begins
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    error = trouble(url)
    assert error.phase in ("send", "dns", "connect")
    if error.retry is None:
        assert error.phase == "send"


def test_slow_look_ups_hold_up_no_other(site: LocalSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(host: str, *asked: object, **how: object) -> list[object]:
        if host.startswith("slow"):
            time.sleep(0.6)
            raise socket.gaierror(socket.EAI_AGAIN, "try again")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", site.port))]

    async def main(fetcher: Fetcher) -> None:
        slow = [
            asyncio.ensure_future(fetcher.poll(f"http://slow{n}.test/", NOTHING)) for n in range(12)
        ]
        await asyncio.sleep(0.05)
        async with asyncio.timeout(0.3):
            await fetcher.poll(f"http://news.test:{site.port}/a", NOTHING)
        for error in await asyncio.gather(*slow, return_exceptions=True):
            assert isinstance(error, FetchError)
            assert error.phase == "dns"

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    site.reply("/a", "x")
    with_fetcher(main, connect_timeout=seconds(0.4))

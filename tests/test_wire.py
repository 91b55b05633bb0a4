"""Answers as they come over the wire: which are read, which refused, which connections are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fetching import NOTHING, seconds, serving, with_fetcher
from scraper.errors import FetchError
from scraper.fetch import Fetcher
from scraper.fetch.target import TargetError, _odd, target_of
from scraper.model import Fetched, NotModified, Validators

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
SAME = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
ONE = OK + b"Content-Length: 1\r\n\r\nx"
KNOWN = Validators('"1"')

Outcome = Fetched | NotModified | FetchError


class Site:
    """Plays answers back, one a request, over as many connections as are made; None hangs up."""

    def __init__(self, *answers: bytes | None, cut: int = 0) -> None:
        self.answers = list(answers)
        self.connections = 0
        self.requests = 0
        self._cut = cut

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while await reader.readuntil(b"\r\n\r\n"):
            self.requests += 1
            answer = self.answers.pop(0)
            if answer is None:
                return
            for at in range(0, len(answer), self._cut or len(answer)):
                writer.write(answer[at : at + (self._cut or len(answer))])
                await writer.drain()
                if self._cut:
                    await asyncio.sleep(0)
            if b"lose" in answer[:200] or not self.answers:
                return


def asked(site: Site, times: int = 1, validators: Validators = NOTHING) -> list[Outcome]:
    """What so many polls, one after the other, came to."""

    async def main(fetcher: Fetcher) -> list[Outcome]:
        found: list[Outcome] = []
        async with serving(site.serve) as port:
            for _ in range(times):
                try:
                    found.append(await fetcher.poll(f"http://127.0.0.1:{port}/", validators))
                except FetchError as error:
                    found.append(error)
                await asyncio.sleep(0.01)
        return found

    return with_fetcher(main)


def bodies(outcomes: Sequence[Outcome]) -> list[bytes]:
    return [getattr(outcome, "body", b"?") for outcome in outcomes]


@pytest.mark.parametrize("cut", [0, 1, 7])
@pytest.mark.parametrize(
    ("answer", "body"),
    [
        pytest.param(ONE, b"x", id="as it should be"),
        pytest.param(b"HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx", b"x", id="no reason"),
        pytest.param(b"HTTP/1.0 200 OK\r\n\r\nall", b"all", id="1.0, until it ends"),
        pytest.param(b"HTTP/1.1 200 OK\nContent-Length: 1\nA: b\n\nx", b"x", id="line feeds alone"),
        pytest.param(OK + b"A: b\r\n  c\r\nContent-Length: 1\r\n\r\nx", b"x", id="folded"),
        pytest.param(OK + b"A: \xe4\xff\r\nContent-Length: 1\r\n\r\nx", b"x", id="obs-text"),
        pytest.param(CHUNKED + b"1\r\nx\r\n02\r\nyz\r\n0\r\n\r\n", b"xyz", id="chunks"),
        pytest.param(CHUNKED + b"1;a=b\r\nx\r\n0\r\n\r\n", b"x", id="a chunk's extension"),
        pytest.param(CHUNKED + b"1  \r\nx\r\n0\r\n\r\n", b"x", id="spaces after a chunk's size"),
        pytest.param(CHUNKED + b"1\r\nx\r\n0\r\nA: b\r\n\r\n", b"x", id="a trailer"),
        pytest.param(
            OK + b"Content-Length: 9\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
            b"x",
            id="a length beside chunks",
        ),
        pytest.param(
            OK + b"Content-Length: 1\r\nA: b\r\ncontent-length:1 \r\n\r\nx",
            b"x",
            id="a length twice",
        ),
        pytest.param(OK + b"Content-Length: 1, 1\r\nA: b\r\n\r\nx", b"x", id="twice in a line"),
        pytest.param(
            b"HTTP/1.1 103 Hints\n\nHTTP/1.1 200 OK\n" + b"Content-Length: 1\n" * 3 + b"\nx",
            b"x",
            id="thrice, with line feeds, after 103",
        ),
        pytest.param(
            OK + b"Content-Length: 9\r\n" * 2 + CHUNKED[len(OK) :] + b"1\r\nx\r\n0\r\n\r\n",
            b"x",
            id="twice beside chunks",
        ),
        pytest.param(b"HTTP/1.2 200 OK\r\nContent-Length: 1\r\n\r\nx", b"x", id="1.2"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" + ONE, b"x", id="after 100"),
        pytest.param(b"HTTP/1.0 100 Continue\r\n\r\n" + ONE, b"x", id="after 100 of 1.0"),
        pytest.param(
            b"HTTP/1.1 103 Hints\r\nConnection: close\r\n\r\n" + ONE,
            b"x",
            id="after 103 that closes",
        ),
        pytest.param(
            b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\nContent-Encoding: br\r\n\r\n" + ONE,
            b"x",
            id="after 103, whose headers are not the answer's",
        ),
        pytest.param(
            OK + b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 1\r\n\r\nx",
            b"x",
            id="an upgrade that is offered",
        ),
    ],
)
def test_what_servers_send_is_read_however_it_is_cut(answer: bytes, body: bytes, cut: int) -> None:
    assert bodies(asked(Site(answer, cut=cut))) == [body]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", id="packed chunks"),
        pytest.param(OK + b"Transfer-Encoding: gzip\r\n\r\nx", id="another coding"),
        pytest.param(
            OK + b"Transfer-Encoding: chunked\r\n" * 2 + b"\r\n0\r\n\r\n", id="chunks in chunks"
        ),
        pytest.param(b"HTTP/1.1 000 OK\r\nContent-Length: 0\r\n\r\n", id="no status"),
        pytest.param(OK + b"A: b\x00c\r\nContent-Length: 1\r\n\r\nx", id="NUL in a value"),
        pytest.param(OK + b"A b: c\r\nContent-Length: 1\r\n\r\nx", id="a blank in a name"),
        pytest.param(OK + b"A: b\rc\r\nContent-Length: 1\r\n\r\nx", id="half a line break"),
        pytest.param(OK + b"Content-Length: -1\r\n\r\nx", id="less than nothing"),
        pytest.param(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy", id="two lengths"),
        pytest.param(OK + b"Content-Length: 1, 2\r\n\r\nxy", id="two lengths in a line"),
        pytest.param(
            OK + b"Content-Length: 1\r\n" * 2 + b" 2\r\n\r\n" + b"x" * 12, id="a folded length"
        ),
        pytest.param(OK + b"Content-Length: 1\r\n" * 30_000, id="lengths without end"),
        pytest.param(OK + b"A: b\r\n" * 30_000 + b"\r\n", id="lines without end"),
        pytest.param(CHUNKED + b"1;" + b"x" * 300_000 + b"\r\nx\r\n0\r\n\r\n", id="an extension"),
        pytest.param(CHUNKED + b"1\r\nx\r\n0\r\n" + b"A: b\r\n" * 60_000, id="trailers"),
        pytest.param(b"HTTP/1.1 103 Hints\r\n\r\n" * 30_000, id="hints without end"),
        pytest.param(b"ICY 200 OK\r\n\r\nx", id="another protocol"),
    ],
)
def test_what_is_no_answer_is_broken(answer: bytes) -> None:
    (error,) = asked(Site(answer))
    assert isinstance(error, FetchError)
    assert (error.phase, error.retry) == ("body", timedelta(0))
    assert str(error).isprintable()


def test_what_changes_the_protocol_is_no_answer() -> None:
    switch = b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nxyz"
    (error,) = asked(Site(switch))
    assert isinstance(error, FetchError)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(SAME, id="304"),
        pytest.param(SAME[:-2] + b"Content-Length: 500\r\n\r\n", id="304 with a length"),
        pytest.param(SAME[:-2] + b"Transfer-Encoding: chunked\r\n\r\n", id="304 with chunks"),
        pytest.param(ONE, id="200"),
        pytest.param(OK + b"Content-Length: 1\r\n" * 2 + b"\r\nx", id="200 with a length twice"),
        pytest.param(CHUNKED + b"1\r\nx\r\n0\r\n\r\n", id="chunks"),
        pytest.param(b"HTTP/1.1 404 No\r\nContent-Length: 4\r\n\r\nnone", id="404"),
        pytest.param(
            b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx",
            id="1.0 that says so",
        ),
    ],
)
def test_a_connection_is_used_again(answer: bytes) -> None:
    site = Site(answer, answer, answer)
    first, *others = asked(site, 3, KNOWN)
    assert (site.connections, site.requests) == (1, 3)
    assert all(type(other) is type(first) for other in others)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(OK + b"Connection: close\r\nContent-Length: 1\r\n\r\nx", id="it says so"),
        pytest.param(b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", id="1.0"),
        pytest.param(ONE + b"more", id="more than was announced"),
        pytest.param(ONE + ONE, id="an answer to nothing"),
        pytest.param(SAME + b"body", id="304 with a body"),
        pytest.param(OK + b"Content-Length: ten\r\n\r\nx", id="it was broken"),
    ],
)
def test_a_connection_that_may_be_out_of_step_is_not_used_again(answer: bytes) -> None:
    site = Site(answer, ONE, ONE)
    _, second = asked(site, 2, KNOWN)
    assert bodies([second]) == [b"x"]
    assert (site.connections, site.requests) == (2, 2)


def test_a_kept_connection_that_was_ended_meanwhile_is_made_anew() -> None:
    site = Site(ONE, None, ONE, ONE)  # the second request meets the end
    assert bodies(asked(site, 2)) == [b"x", b"x"]
    assert (site.connections, site.requests) == (2, 3)


@pytest.mark.parametrize("late", [ONE[:-1] + b"!", b"HTTP/1.1 408 Too Slow\r\n\r\n", b"\r\n"])
def test_what_came_while_nobody_asked_is_nobodys_answer(late: bytes) -> None:
    connections = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(ONE)
        if connections == 1:
            await asyncio.sleep(0.02)
            writer.write(late)
            await reader.read()

    async def main(fetcher: Fetcher) -> list[bytes]:
        async with serving(answer) as port:
            url = f"http://127.0.0.1:{port}/"
            first = await fetcher.poll(url, NOTHING)
            await asyncio.sleep(0.01)
            kept = next(iter(fetcher._transport._oldest_first))._transport
            assert kept is not None
            kept.pause_reading()  # the loop is busy, and looks at nothing
            await asyncio.sleep(0.05)
            kept.resume_reading()
            return bodies([first, await fetcher.poll(url, NOTHING)])

    assert with_fetcher(main) == [b"x", b"x"]


def test_a_new_connection_that_ends_at_once_is_not_tried_again() -> None:
    site = Site(None, ONE)
    (error,) = asked(site)
    assert isinstance(error, FetchError)
    assert site.requests == 1


def test_an_answer_that_had_begun_is_not_asked_for_again() -> None:
    site = Site(ONE, OK + b"Content-Length: 9\r\nX: lose\r\n\r\nx", ONE)
    first, second = asked(site, 2)
    assert bodies([first]) == [b"x"]
    assert isinstance(second, FetchError)
    assert site.requests == 2


def test_a_large_body_that_nobody_takes_makes_the_server_wait() -> None:
    sent = 0

    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK + b"Content-Length: 90000000\r\n\r\n")
        while True:
            writer.write(b"x" * 50_000)
            sent += 50_000
            await writer.drain()

    async def main(fetcher: Fetcher) -> int:
        async with serving(pour) as port:
            answer = await fetcher._transport.ask(f"http://127.0.0.1:{port}/", [])
            await asyncio.sleep(0.3)
            before = sent
            taken = 0
            async for piece in answer.chunks():
                taken += len(piece)
                if taken > before + 1_000_000:
                    break
            await answer.close()
            return before

    # What the system holds between the two, and some of ours.
    assert with_fetcher(main, idle_timeout=seconds(0.1)) < 20_000_000


def test_the_oldest_idle_connection_makes_room() -> None:
    async def main(fetcher: Fetcher) -> list[int]:
        sites = [Site(*[ONE] * 9) for _ in range(3)]
        one, two, three = (serving(site.serve) for site in sites)
        async with one as a, two as b, three as c:
            for port in (a, b, c, c, b, a):
                await fetcher.poll(f"http://127.0.0.1:{port}/", NOTHING)
        return [site.connections for site in sites]

    assert with_fetcher(main, connections=2) == [2, 1, 1]


ADDRESSES = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["a.b", "News.Example", "127.0.0.1", "1.2.3.999", "xn--e1a.x", "ä.x", "[::1]"]),
    st.sampled_from(["", ":80", ":443", ":8080", ":0", ":99999"]),
    st.text("aZ09-._~!$&()*+,;=:@/?%2f'\"[]{}|\\^` #é", max_size=12).map(lambda t: "/" + t),
)


@given(ADDRESSES)
def test_an_address_in_its_usual_form_is_what_httpx_makes_of_it(url: str) -> None:
    try:
        expected = _odd(url)
    except TargetError:
        with pytest.raises(TargetError):
            target_of(url)
        return
    assert target_of(url) == expected
    request = httpx.Request("GET", url)
    assert request.headers["host"].encode() == expected.authority
    assert request.url.raw_path == expected.path

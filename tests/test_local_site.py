"""The tests' own server does what its docstrings say: other tests stand on it."""

from __future__ import annotations

import gzip
import http.client
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from local_site import LocalSite

DATE = "Tue, 23 Nov 2021 14:35:56 GMT"
LATER = "Wed, 24 Nov 2021 00:00:00 GMT"
EARLIER = "Mon, 22 Nov 2021 00:00:00 GMT"


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as site:
        yield site


def get(
    site: LocalSite, path: str, headers: dict[str, str] | None = None, method: str = "GET"
) -> tuple[int, dict[str, str], bytes]:
    with closing(http.client.HTTPConnection(site.host, site.port, timeout=5)) as connection:
        connection.request(method, path, headers=headers or {})
        with connection.getresponse() as response:
            head = {name.lower(): value for name, value in response.getheaders()}
            return response.status, head, response.read()


def test_a_reply_comes_as_it_was_written(site: LocalSite) -> None:
    site.reply("/a", "<p>ä</p>", 418, {"X-Odd": "1"})
    status, headers, body = get(site, "/a")
    assert (status, body) == (418, "<p>ä</p>".encode())
    assert headers == {
        "content-type": "text/html; charset=utf-8",
        "x-odd": "1",
        "content-length": "9",
    }


@pytest.mark.parametrize("path", ["/nothing", "/robots.txt"])
def test_what_nobody_wrote_is_404(site: LocalSite, path: str) -> None:
    assert get(site, path)[0] == 404
    assert site.count(path) == 1


def test_content_type_is_the_callers(site: LocalSite) -> None:
    site.reply("/none", b"x", content_type="")
    site.reply("/own", b"x", headers={"content-type": "text/plain"})
    site.reply("/bytes", b"x")
    assert "content-type" not in get(site, "/none")[1]
    assert get(site, "/own")[1]["content-type"] == "text/plain"
    assert get(site, "/bytes")[1]["content-type"] == "text/html"


def test_queued_replies_come_in_turn_and_the_last_repeats(site: LocalSite) -> None:
    site.reply("/a", "busy", 503, times=2)
    site.reply("/a", "one")
    site.reply("/a", "two")
    bodies = [get(site, "/a")[2] for _ in range(6)]
    assert bodies == [b"busy", b"busy", b"one", b"two", b"two", b"two"]


def test_a_reply_queued_after_the_first_was_given_is_next(site: LocalSite) -> None:
    site.reply("/a", "old")
    assert [get(site, "/a")[2] for _ in range(3)] == [b"old"] * 3
    site.reply("/a", "new")
    assert get(site, "/a")[2] == b"new"


def test_a_reply_for_one_query_goes_before_that_for_the_path(site: LocalSite) -> None:
    site.reply("/a", "any")
    site.reply("/a?page=2", "second")
    assert get(site, "/a?page=2")[2] == b"second"
    assert get(site, "/a?page=3")[2] == b"any"
    assert (site.count("/a"), site.count("/a?page=2"), site.count()) == (2, 1, 2)


def test_forgotten_replies_are_404_again(site: LocalSite) -> None:
    site.reply("/a", "x")
    site.reply("/b", "x")
    site.forget("/a")
    assert (get(site, "/a")[0], get(site, "/b")[0]) == (404, 200)
    site.forget()
    assert get(site, "/b")[0] == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 200, id="no validators"),
        pytest.param({"If-None-Match": '"v1"'}, 304, id="the same tag"),
        pytest.param({"If-None-Match": '"v0", W/"v1"'}, 304, id="weakly the same, in a list"),
        pytest.param({"If-None-Match": "*"}, 304, id="any tag"),
        pytest.param({"If-None-Match": '"v0"'}, 200, id="another tag"),
        pytest.param({"If-Modified-Since": DATE}, 304, id="the same date"),
        pytest.param({"If-Modified-Since": LATER}, 304, id="a later date"),
        pytest.param({"If-Modified-Since": EARLIER}, 200, id="an earlier date"),
        pytest.param({"If-Modified-Since": "gestern"}, 200, id="no date at all"),
        pytest.param(
            {"If-None-Match": '"v0"', "If-Modified-Since": DATE}, 200, id="the tag outranks"
        ),
    ],
)
def test_matching_validators_are_answered_with_304(
    site: LocalSite, headers: dict[str, str], status: int
) -> None:
    site.reply(
        "/feed", "x", headers={"Cache-Control": "max-age=60"}, etag='"v1"', last_modified=DATE
    )
    got, head, body = get(site, "/feed", headers)
    assert got == status
    assert body == (b"" if status == 304 else b"x")
    assert (head["etag"], head["last-modified"]) == ('"v1"', DATE)
    assert head["cache-control"] == "max-age=60"


def test_an_error_is_never_answered_with_304(site: LocalSite) -> None:
    site.reply("/feed", "x", 500, etag='"v1"')
    assert get(site, "/feed", {"If-None-Match": '"v1"'})[0] == 500


def test_redirects_say_where_to(site: LocalSite) -> None:
    site.redirect("/old", "/new", status=301)
    status, headers, _ = get(site, "/old")
    assert (status, headers["location"]) == (301, "/new")


@pytest.mark.parametrize("chunked", [False, True], ids=["by length", "in chunks"])
def test_a_cut_reply_promises_more_than_it_gives(site: LocalSite, chunked: bool) -> None:
    site.reply("/a", b"0123456789", cut_at=4, chunked=chunked)
    with pytest.raises(http.client.IncompleteRead) as caught:
        get(site, "/a")
    assert caught.value.partial == b"0123"


def test_chunks_and_gzip_can_be_had_together(site: LocalSite) -> None:
    site.reply("/a", "x" * 1000, chunked=True, gzip=True)
    _, headers, body = get(site, "/a")
    assert headers["transfer-encoding"] == "chunked"
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == b"x" * 1000


def test_raw_bytes_go_out_as_they_are(site: LocalSite) -> None:
    site.reply("/a", raw=b"\x16\x03\x01 this is not HTTP\r\n\r\n")
    with pytest.raises(http.client.BadStatusLine):
        get(site, "/a")


def test_a_delay_is_waited_and_a_drip_drips(site: LocalSite) -> None:
    site.reply("/late", "x", delay=0.1)
    site.reply("/drip", b"0123456789", drip=0.01)
    start = time.monotonic()
    get(site, "/late")
    assert time.monotonic() - start >= 0.1
    start = time.monotonic()
    assert get(site, "/drip")[2] == b"0123456789"
    assert time.monotonic() - start >= 0.1


def test_head_has_no_body(site: LocalSite) -> None:
    site.reply("/a", "four")
    status, headers, body = get(site, "/a", method="HEAD")
    assert (status, headers["content-length"], body) == (200, "4", b"")
    assert (site.count("/a", method="GET"), site.count("/a", method="HEAD")) == (0, 1)


def test_one_connection_serves_many_requests(site: LocalSite) -> None:
    site.reply("/a", "x")
    with closing(http.client.HTTPConnection(site.host, site.port, timeout=5)) as connection:
        connection.connect()
        first = connection.sock
        for _ in range(3):
            connection.request("GET", "/a")
            with connection.getresponse() as response:
                response.read()
        assert connection.sock is first


def test_requests_are_logged(site: LocalSite) -> None:
    before = time.monotonic()
    get(site, "/a?b=1", {"User-Agent": "Reader/1"})
    (request,) = site.asked("/a")
    assert (request.method, request.path) == ("GET", "/a?b=1")
    assert request.headers["user-agent"] == "Reader/1"
    assert before <= request.at <= time.monotonic()


def test_many_at_once_are_counted_and_measured(site: LocalSite) -> None:
    site.reply("/a", "x", delay=0.1)
    with ThreadPoolExecutor(8) as pool:
        assert {body for _, _, body in pool.map(lambda _: get(site, "/a"), range(8))} == {b"x"}
    assert site.count("/a") == 8
    assert 1 < site.most_at_once <= 8


def test_a_test_can_wait_for_a_request(site: LocalSite) -> None:
    with pytest.raises(TimeoutError, match="/a"):
        site.wait_for("/a", timeout=0.01)
    asking = threading.Thread(target=get, args=(site, "/a"))
    asking.start()
    site.wait_for("/a", timeout=5)
    asking.join()


def test_stopping_waits_for_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    with LocalSite() as site:
        site.reply("/slow", "x", delay=60)
        site.reply("/drip", "x" * 1000, drip=1)
        connections = [http.client.HTTPConnection(site.host, site.port) for _ in range(3)]
        for connection, path in zip(connections, ("/slow", "/drip", "/idle"), strict=True):
            connection.request("GET", path)
            site.wait_for(path)
        start = time.monotonic()
    assert time.monotonic() - start < 1
    for connection in connections:
        connection.close()
    assert capfd.readouterr() == ("", "")


def test_two_sites_live_side_by_side() -> None:
    with LocalSite() as one, LocalSite("127.0.0.2") as two:
        one.reply("/", "one")
        two.reply("/", "two")
        assert (get(one, "/")[2], get(two, "/")[2]) == (b"one", b"two")
        assert one.url("/x") == f"http://127.0.0.1:{one.port}/x"
        assert two.url("/x") == f"http://127.0.0.2:{two.port}/x"

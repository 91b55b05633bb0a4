"""What is asked of servers, and what is made of their answers."""

from __future__ import annotations

import asyncio
import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from fetching import AGENT, NOW, go_ahead, got, network, poll, seconds, trouble, with_fetcher
from local_site import LocalSite
from scraper.errors import FetchError
from scraper.fetch import Fetcher
from scraper.fetch.body import ACCEPT_ENCODING
from scraper.model import Fetched, NotModified, RobotsText, Validators

DATE = "Tue, 23 Nov 2021 14:35:56 GMT"


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as site:
        yield site


@pytest.fixture
def other() -> Iterator[LocalSite]:
    with LocalSite() as other:
        yield other


def robots(site: LocalSite, **changes: object) -> RobotsText:
    return with_fetcher(lambda fetcher: fetcher.robots(site.url("")), **changes)


# ── what is sent ─────────────────────────────────────────────────────────────────────────────


def test_every_request_says_who_asks_and_what_it_can_read(site: LocalSite) -> None:
    async def all_three(fetcher: Fetcher) -> Counter[str]:
        await fetcher.poll(site.url("/feed"), Validators())
        await fetcher.page(site.url("/page"), allow=go_ahead)
        await fetcher.page(site.url("/page"), allow=go_ahead)
        await fetcher.robots(site.url(""))
        return fetcher.requests

    site.reply("/feed", "a")
    site.redirect("/page", "/moved")
    site.reply("/moved", "b")
    assert with_fetcher(all_three) == Counter(feed=1, page=4, robots=1)
    for request in site.asked():
        assert request.method == "GET"
        assert request.headers["user-agent"] == AGENT
        assert request.headers["accept-encoding"] == ACCEPT_ENCODING
        assert request.headers["host"] == f"127.0.0.1:{site.port}"
        assert "cookie" not in request.headers
    assert "atom+xml" in site.asked("/feed")[0].headers["accept"]
    assert site.asked("/page")[0].headers["accept"].startswith("text/html")


def test_a_configured_header_replaces_ours_of_the_same_name(site: LocalSite) -> None:
    headers = (("user-agent", "Own/1"), ("accept", "text/plain"), ("X-Key", "geheim-ä"))
    site.reply("/feed", "a")
    with_fetcher(lambda fetcher: fetcher.poll(site.url("/feed"), Validators(), headers))
    sent = site.asked("/feed")[0].headers
    assert (sent["user-agent"], sent["accept"]) == ("Own/1", "text/plain")
    assert sent["x-key"].encode("latin-1").decode() == "geheim-ä"


def test_the_fragment_stays_here_and_odd_paths_arrive_as_written(site: LocalSite) -> None:
    site.reply("/a%2Fb", "found")
    assert got(site.url("/a%2Fb?x=%5B1%5D&y=%E6%96%87#part")).body == b"found"
    assert site.asked()[0].path == "/a%2Fb?x=%5B1%5D&y=%E6%96%87"


# ── conditional GET ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("etag", "last_modified"),
    [
        pytest.param('"1"', None, id="an ETag"),
        pytest.param('W/"a;b"', DATE, id="a weak ETag and a date"),
        pytest.param(None, DATE, id="a date"),
        pytest.param(None, "Tue, 23 Nov 2021 14:35:56 +0000", id="a date in a form of its own"),
        pytest.param("unquoted-äöü-\xa0x", None, id="an ETag that breaks the rules"),
        pytest.param('"文"'.encode().decode("latin-1"), None, id="an ETag in UTF-8"),
    ],
)
def test_validators_go_back_byte_for_byte(
    site: LocalSite, etag: str | None, last_modified: str | None
) -> None:
    site.reply("/feed", "a", etag=etag, last_modified=last_modified)
    first = got(site.url("/feed"))
    assert first.validators == Validators(etag, last_modified)
    second = poll(site.url("/feed"), first.validators)
    assert second == NotModified(NOW, first.validators)
    asked = site.asked("/feed")[1].headers
    assert asked.get("if-none-match") == etag
    assert asked.get("if-modified-since") == last_modified


def test_the_first_poll_asks_without_conditions(site: LocalSite) -> None:
    site.reply("/feed", "a", etag='"1"')
    got(site.url("/feed"))
    assert not {"if-none-match", "if-modified-since"} & set(site.asked()[0].headers)


def test_what_changed_comes_whole_with_its_new_validators(site: LocalSite) -> None:
    site.reply("/feed", "new", etag='"2"', content_type="application/rss+xml")
    answer = poll(site.url("/feed"), Validators('"1"', DATE))
    assert isinstance(answer, Fetched)
    assert (answer.body, answer.content_type) == (b"new", "application/rss+xml")
    assert answer.validators == Validators('"2"')


def test_not_modified_without_a_condition_is_no_answer(site: LocalSite) -> None:
    site.reply("/feed", b"", 304)
    error = trouble(site.url("/feed"))
    assert (error.phase, error.status, error.retry) == ("status", 304, timedelta(0))


@pytest.mark.parametrize(
    ("headers", "age"),
    [
        pytest.param({}, None, id="nothing said"),
        pytest.param({"Cache-Control": "public, max-age=600"}, 600, id="max-age"),
        pytest.param({"Expires": "Tue, 23 Nov 2021 14:36:56 GMT"}, 60, id="Expires"),
    ],
)
@pytest.mark.parametrize("status", [200, 304])
def test_freshness_is_told(
    site: LocalSite, headers: dict[str, str], age: int | None, status: int
) -> None:
    site.reply("/feed", b"", status, headers)
    answer = poll(site.url("/feed"), Validators('"1"'))
    assert answer.max_age == (None if age is None else seconds(age))


# ── statuses ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [404, 410, 451])
def test_what_is_gone_is_not_asked_for_again(site: LocalSite, status: int) -> None:
    site.reply("/a", "a page all the same", status)
    error = trouble(site.url("/a"))
    assert (error.phase, error.status, error.retry) == ("status", status, None)
    assert str(status) in str(error)
    assert not error.host_wide


@pytest.mark.parametrize(
    "status", [201, 204, 206, 226, 300, 400, 401, 402, 403, 405, 406, 418, 425, 500, 502, 599, 999]
)
def test_what_is_no_whole_answer_is_asked_for_again(site: LocalSite, status: int) -> None:
    site.reply("/a", "half a page", status)
    error = trouble(site.url("/a"))
    assert (error.phase, error.status, error.retry) == ("status", status, timedelta(0))


def test_a_proxys_rewrite_is_an_answer(site: LocalSite) -> None:
    site.reply("/a", "x", 203)
    assert got(site.url("/a")).body == b"x"


@pytest.mark.parametrize(
    ("status", "header", "wait", "host_wide"),
    [
        pytest.param(429, "120", 120, True, id="too many: the whole host, for so long"),
        pytest.param(429, "Tue, 23 Nov 2021 14:45:56 GMT", 600, True, id="too many, until a time"),
        pytest.param(429, None, 0, False, id="too many, no time said"),
        pytest.param(503, "120", 120, False, id="unavailable for so long"),
        pytest.param(503, "Tue, 23 Nov 2021 14:45:56 GMT", 600, False, id="unavailable until then"),
        pytest.param(503, "soon", 0, False, id="unavailable, nonsense said"),
        pytest.param(503, "1", 60, False, id="never less than a minute"),
        pytest.param(503, "99999999", 86_400, False, id="never more than a day"),
    ],
)
def test_retry_after_is_heeded(
    site: LocalSite, status: int, header: str | None, wait: int, host_wide: bool
) -> None:
    site.reply("/a", "", status, {} if header is None else {"Retry-After": header})
    error = trouble(site.url("/a"))
    assert (error.retry, error.host_wide) == (seconds(wait), host_wide)


def test_a_host_that_asked_for_silence_is_not_asked_by_who_stands_in_its_queue(
    site: LocalSite, other: LocalSite
) -> None:
    async def many(fetcher: Fetcher) -> list[Fetched | BaseException]:
        urls = [site.url(f"/{n}") for n in range(6)] + [other.url("/")]
        pages = [fetcher.page(url, allow=go_ahead) for url in urls]
        return await asyncio.gather(*pages, return_exceptions=True)

    for n in range(6):
        site.reply(f"/{n}", "", 429, {"Retry-After": "120"}, delay=0.05)
    other.reply("/", "x")
    *errors, fine = with_fetcher(many, per_host=2)
    assert site.count() == 2
    assert isinstance(fine, Fetched)
    for error in errors:
        assert isinstance(error, FetchError)
        assert error.retry == seconds(120)


def test_at_most_two_requests_are_with_a_host_at_once(site: LocalSite) -> None:
    async def many(fetcher: Fetcher) -> None:
        await asyncio.gather(
            *[fetcher.page(site.url(f"/{n}"), allow=go_ahead) for n in range(8)],
        )

    for n in range(8):
        site.reply(f"/{n}", "x", delay=0.03)
    with_fetcher(many, per_host=network().per_host)
    assert site.most_at_once == 2


# ── codings and caps ─────────────────────────────────────────────────────────────────────────


def test_a_packed_feed_comes_unpacked(site: LocalSite) -> None:
    site.reply("/feed", "<rss/>" * 1_000, gzip=True, chunked=True)
    assert got(site.url("/feed")).body == b"<rss/>" * 1_000


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([("Content-Encoding", "br")], id="a coding not asked for"),
        pytest.param([("Content-Encoding", "gzip, gzip")], id="a chain"),
        pytest.param([("Content-Encoding", "gzip")] * 2, id="a chain in two lines"),
    ],
)
def test_other_codings_are_refused(site: LocalSite, headers: list[tuple[str, str]]) -> None:
    site.reply("/a", gzip.compress(gzip.compress(b"x")), headers=headers)
    error = trouble(site.url("/a"))
    assert (error.phase, error.retry) == ("body", None)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", ["feed", "page"])
def test_what_is_too_large_is_refused_not_cut(site: LocalSite, kind: str, packed: bool) -> None:
    async def ask(fetcher: Fetcher) -> Fetched | NotModified:
        if kind == "feed":
            return await fetcher.poll(site.url("/a"), Validators())
        return await fetcher.page(site.url("/a"), allow=go_ahead)

    site.reply("/a", b"x" * 1_001, gzip=packed)
    limits = {"feed_max_bytes": 10**6, "page_max_bytes": 10**6}
    assert with_fetcher(ask, **limits)
    with pytest.raises(FetchError) as caught:
        with_fetcher(ask, **(limits | {f"{kind}_max_bytes": 1_000}))
    assert (caught.value.phase, caught.value.retry) == ("body", None)


# ── robots.txt ───────────────────────────────────────────────────────────────────────────────


def test_robots_txt_comes_as_text(site: LocalSite) -> None:
    site.reply("/robots.txt", b"User-agent: *\nDisallow: /\xff", content_type="text/plain")
    expected = RobotsText(site.url(""), 200, "User-agent: *\nDisallow: /\ufffd", NOW)
    assert robots(site) == expected


@pytest.mark.parametrize("status", [404, 401, 429, 500, 503])
def test_a_refused_robots_txt_is_its_status(site: LocalSite, status: int) -> None:
    site.reply("/robots.txt", "no", status)
    assert robots(site) == RobotsText(site.url(""), status, "", NOW)


def test_a_silent_host_has_status_0(site: LocalSite) -> None:
    site.reply("/robots.txt", "x", delay=5)
    assert robots(site, idle_timeout=seconds(0.1)) == RobotsText(site.url(""), 0, "", NOW)


def test_robots_txt_that_only_redirects_is_unavailable_not_unreachable(site: LocalSite) -> None:
    site.redirect("/robots.txt", "/robots.txt")
    assert robots(site).status == 302  # RFC 9309, 2.3.1.2: more than five: as if it were a 4xx


def test_of_a_giant_robots_txt_the_beginning_counts(site: LocalSite) -> None:
    site.reply("/robots.txt", b"User-agent: *\nDisallow: /a\n" + b"#" * 600_000)
    text = robots(site)
    assert text.status == 200
    assert text.body.startswith("User-agent: *\nDisallow: /a\n")
    assert len(text.body) == 512_000

"""Where redirects lead, and what is shown on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from fetching import NOTHING, go_ahead, got, poll, trouble, with_fetcher
from local_site import LocalSite
from scraper.errors import FetchError
from scraper.fetch import Fetcher
from scraper.model import Validators


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as site:
        yield site


@pytest.fixture
def other() -> Iterator[LocalSite]:
    with LocalSite() as other:
        yield other


# ── redirects ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("to", "arrives"),
    [
        pytest.param("end", "/a/end", id="relative"),
        pytest.param("/end", "/end", id="from the root"),
        pytest.param("../end?b=1#x", "/end?b=1", id="up, with a query, without its fragment"),
        pytest.param("?utm_source=rss", "/a/start?utm_source=rss", id="tracking kept for the way"),
        pytest.param("//{host}/end", "/end", id="with the scheme of before"),
        pytest.param("http://{host}/end", "/end", id="absolute"),
        pytest.param(" /end page ", "/end%20page", id="with spaces"),
        pytest.param("/新闻".encode().decode("latin-1"), "/%E6%96%B0%E9%97%BB", id="raw UTF-8"),
        pytest.param("/新闻".encode("gbk").decode("latin-1"), "/%D0%C2%CE%C5", id="raw GBK"),
    ],
)
def test_a_redirect_leads_where_the_server_says(site: LocalSite, to: str, arrives: str) -> None:
    site.redirect("/a/start", to.replace("{host}", f"127.0.0.1:{site.port}"))
    site.reply(arrives, "here")
    answer = got(site.url("/a/start"))
    assert answer.body == b"here"
    assert answer.url == site.url("/a/start")
    assert answer.final_url.startswith(site.url("/"))
    assert site.asked()[-1].path == arrives


@pytest.mark.parametrize(
    "to",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ftp://example.org/",
        "gopher://127.0.0.1:70/x",
        "http://user:secret@127.0.0.1/",
        "http://[bad/",
        "https:///nowhere",
        "http://127.0.0.1:99999/",
        "data:text/html,x",
    ],
)
def test_a_redirect_to_what_is_no_web_address_is_refused(site: LocalSite, to: str) -> None:
    site.redirect("/start", to)
    error = trouble(site.url("/start"))
    assert (error.phase, error.status) == ("redirect", 302)
    assert error.retry is not None
    assert "secret" not in str(error)
    assert site.count() == 1


def test_five_redirects_are_followed_and_a_sixth_is_not(site: LocalSite) -> None:
    for n in range(6):
        site.redirect(f"/{n}", f"/{n + 1}")
    site.reply("/6", "end")
    assert got(site.url("/1")).final_url == site.url("/6")
    error = trouble(site.url("/0"))
    assert (error.phase, error.url, error.retry) == ("redirect", site.url("/0"), timedelta(0))
    assert site.count("/6") == 1


def test_a_loop_ends(site: LocalSite) -> None:
    site.redirect("/a", "/b")
    site.redirect("/b", "/a")
    assert trouble(site.url("/a")).phase == "redirect"
    assert site.count() == 6


def test_a_redirect_that_names_no_place_is_an_error(site: LocalSite) -> None:
    site.reply("/a", b"", 302)
    assert trouble(site.url("/a")).status == 302


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        pytest.param([], False, id="no hop"),
        pytest.param([301], True, id="moved permanently"),
        pytest.param([308, 301], True, id="twice permanently"),
        pytest.param([302], False, id="found elsewhere"),
        pytest.param([303], False, id="see other"),
        pytest.param([307], False, id="temporarily"),
        pytest.param([301, 302], False, id="permanently, then not"),
        pytest.param([302, 301], False, id="temporarily, then for good"),
    ],
)
@pytest.mark.parametrize("end", [200, 304])
def test_moved_for_good_only_if_every_hop_says_so(
    site: LocalSite, statuses: list[int], moved: bool, end: int
) -> None:
    for n, status in enumerate(statuses):
        site.redirect(f"/{n}", f"/{n + 1}", status)
    last = f"/{len(statuses)}"
    site.reply(last, b"", end)
    answer = poll(site.url("/0"), Validators('"1"'))
    assert answer.moved_to == (site.url(last) if moved else None)


def test_every_hop_is_asked_about_and_a_refusal_stops_the_way(site: LocalSite) -> None:
    asked: list[str] = []

    async def allow(url: str) -> None:
        asked.append(url)
        if url.endswith("/private"):
            raise FetchError(url, "robots.txt forbids this page", phase="robots", retry=None)

    site.redirect("/a", "/b")
    site.redirect("/b", "/private")
    with pytest.raises(FetchError, match=r"robots\.txt forbids"):
        with_fetcher(lambda fetcher: fetcher.page(site.url("/a"), allow=allow))
    assert asked == [site.url("/a"), site.url("/b"), site.url("/private")]
    assert site.count("/private") == 0


# ── secrets ──────────────────────────────────────────────────────────────────────────────────

SECRETS = (("Authorization", "Bearer s3cret"), ("Cookie", "session=s3cret"), ("X-Key", "s3cret"))


def test_secrets_of_a_feed_go_to_its_origin_and_no_further(
    site: LocalSite, other: LocalSite
) -> None:
    site.redirect("/feed", "/here")
    site.redirect("/here", other.url("/there"))
    other.redirect("/there", site.url("/back"))
    site.reply("/back", "x")
    with_fetcher(lambda fetcher: fetcher.poll(site.url("/feed"), NOTHING, SECRETS))
    for path in ("/feed", "/here", "/back"):
        assert site.asked(path)[0].headers["authorization"] == "Bearer s3cret"
        assert site.asked(path)[0].headers["cookie"] == "session=s3cret"
        assert site.asked(path)[0].headers["x-key"] == "s3cret"
    assert "s3cret" not in str(other.asked("/there")[0].headers)


def test_a_page_elsewhere_gets_no_secrets_of_its_feed(site: LocalSite, other: LocalSite) -> None:
    other.reply("/page", "x")
    site.reply("/page", "x")
    for url in (other.url("/page"), site.url("/page")):
        with_fetcher(
            lambda fetcher, url=url: fetcher.page(
                url, headers=SECRETS, secret_origin=site.url(""), allow=go_ahead
            )
        )
    assert "s3cret" not in str(other.asked()[0].headers)
    assert "s3cret" in str(site.asked()[0].headers)


def test_cookies_last_for_the_way_to_one_answer(site: LocalSite) -> None:
    async def twice(fetcher: Fetcher) -> None:
        await fetcher.page(site.url("/a"), allow=go_ahead)
        await fetcher.page(site.url("/b"), allow=go_ahead)

    site.reply("/a", b"", 302, {"Location": "/b", "Set-Cookie": "seen=1; Path=/"})
    site.reply("/b", "x")
    with_fetcher(twice)
    first, second = site.asked("/b")
    assert first.headers["cookie"] == "seen=1"
    assert "cookie" not in second.headers


def test_cookies_of_one_host_are_not_shown_to_another(site: LocalSite) -> None:
    with LocalSite("127.0.0.2") as other:
        site.reply("/a", b"", 302, {"Location": other.url("/b"), "Set-Cookie": "seen=1; Path=/"})
        other.reply("/b", "x")
        got(site.url("/a"))
        assert "cookie" not in other.asked("/b")[0].headers


@pytest.mark.parametrize("odd", ["http://256.1.1.1:{}/", "http://127.0.0.1:{}/" + "a" * 70_000])
def test_an_address_that_is_none_is_told_with_cookies_on_the_way(odd: str) -> None:
    with LocalSite() as site:
        away = {"Location": odd.format(site.port), "Set-Cookie": "seen=1; Path=/"}
        site.reply("/a", b"", 302, away)
        error = trouble(site.url("/a"))
    assert (error.phase, error.retry) == ("send", None)


def test_cookies_of_one_port_are_not_shown_to_another(site: LocalSite) -> None:
    with LocalSite() as other:
        site.reply("/a", b"", 302, {"Location": other.url("/b"), "Set-Cookie": "seen=1; Path=/"})
        other.reply("/b", "x")
        got(site.url("/a"))
        assert "cookie" not in other.asked("/b")[0].headers


@pytest.mark.parametrize(
    "odd",
    [
        b"odd=\xff\x80; Expires=Fri, 99 Foo 99999 99:99:99; Max-Age=9999999999999999999999",
        b'odd="b\\012c\x07\x01d"',
        b"\xe9=1",
        "odd=\u6e2f".encode(),
    ],
    ids=ascii,
)
def test_a_cookie_that_no_header_can_hold_is_left_out(site: LocalSite, odd: bytes) -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\nSet-Cookie: seen=1\r\n"
    site.reply("/a", raw=head + b"Set-Cookie: " + odd + b"\r\n\r\n")
    site.reply("/b", "x")
    assert got(site.url("/a")).body == b"x"
    assert site.asked("/b")[0].headers["cookie"] == "seen=1"

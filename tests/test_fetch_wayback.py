"""The Wayback Machine's adapter, against a stand-in for it on loopback."""

from __future__ import annotations

import asyncio
import gc
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from fetching import AGENT, network, seconds
from local_site import LocalSite
from scraper.errors import ConfigError, FetchError
from scraper.fetch import wayback as adapter
from scraper.fetch.gates import Gates
from scraper.fetch.wayback import Wayback, check_installed
from scraper.history.wayback import Capture
from scraper.model import Fetched

pytest.importorskip("wayback", reason="the extra is not installed")

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
FEED = "http://a.example/feed"
INDEX = "/cdx/search/cdx"
AT = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
COPY = f"/web/20200102030405id_/{FEED}"
ARTICLE = "https://a.example/2020/lock"
NEAR = f"/web/20200102030405id_/{ARTICLE}"

T = TypeVar("T")


class StandIn:
    """What stands in for the archive, and how often the package waited for its own limits."""

    def __init__(self, site: LocalSite) -> None:
        self.site = site
        self.waits: list[float] = []
        self.gates = Gates(32, 2, timedelta(0))

    def ask(self, do: Callable[[Wayback], Awaitable[T]], **changes: Any) -> T:
        """What `do` returns; a socket left open is an error by its end."""

        async def main() -> T:
            known: dict[str, str] = {}
            net = network(history_pause=timedelta(0), **changes)
            how: dict[str, Any] = {"gates": self.gates, "clock": lambda: NOW, "proxies": known}
            async with Wayback(net, AGENT, **how) as wayback:
                return await do(wayback)

        try:
            return asyncio.run(main())
        finally:
            gc.collect()

    def copy(self, path: str, body: str | bytes, status: int = 200, **more: Any) -> None:
        """A capture, with the headers that the archive puts around one."""
        original = path.partition("id_/")[2]
        headers = {
            "Memento-Datetime": "Thu, 02 Jan 2020 03:04:05 GMT",
            "Link": f'<{original}>; rel="original"',
            "x-archive-orig-server": "nginx",
            **more.pop("headers", {}),
        }
        self.site.reply(path, body, status, headers, **more)

    def refused(self, do: Callable[[Wayback], Awaitable[object]], **changes: Any) -> FetchError:
        with pytest.raises(FetchError) as caught:
            self.ask(do, **changes)
        return caught.value


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    from requests.adapters import HTTPAdapter
    from wayback import RateLimit

    real = HTTPAdapter.send
    with LocalSite() as site:
        stand_in = StandIn(site)

        def send(self: HTTPAdapter, request: Any, **how: Any) -> Any:
            assert request.url.startswith("https://web.archive.org/")
            local = request.copy()
            local.url = request.url.replace("https://web.archive.org", site.url("").rstrip("/"))
            answer = real(self, local, **how)
            answer.url, answer.request = request.url, request
            return answer

        def wait(limit: Any) -> None:
            stand_in.waits.append(limit._minimum_wait)

        monkeypatch.setattr(HTTPAdapter, "send", send)
        monkeypatch.setattr(RateLimit, "wait", wait)
        monkeypatch.setattr(adapter, "_PAUSES_S", (0.0, 0.0))
        yield stand_in


def row(stamp: str, url: str = FEED, digest: str = "AAAA", status: str = "200") -> str:
    return f"example,a)/feed {stamp} {url} text/xml {status} {digest} 1234\n"


def captures(wayback: Wayback) -> Awaitable[tuple[Capture, ...]]:
    return wayback.captures(FEED, SINCE)


def memento(wayback: Wayback) -> Awaitable[Fetched]:
    return wayback.memento(Capture(AT, FEED))


def near(wayback: Wayback) -> Awaitable[Fetched | None]:
    return wayback.memento_near(ARTICLE, AT)


def test_captures_are_those_of_the_index_newest_first_whichever_spelling_has_them(
    archive: StandIn,
) -> None:
    one, two = row("20200102030405"), row("20210102030405", digest="BBBB")
    archive.site.reply(INDEX, one + two + "\nkey+1", times=1)
    archive.site.reply(INDEX, row("20220102030405", FEED + "/", "CCCC"), times=1)
    archive.site.reply(INDEX, two)
    found = archive.ask(lambda w: w.captures(FEED, SINCE, datetime(2022, 1, 1, tzinfo=UTC)))
    assert [(c.at.year, c.url, c.digest) for c in found] == [
        (2022, FEED + "/", "CCCC"),
        (2021, FEED, "BBBB"),
        (2020, FEED, "AAAA"),
    ]
    asked = [request.path for request in archive.site.asked()]
    assert len(asked) == 3
    for path in asked:
        assert "from=20200101000000" in path
        assert "to=2023" in path
        assert "filter=statuscode%3A200" in path
        assert "matchType=exact" in path
    assert "resumeKey=key%2B1" in asked[1]
    assert "feed%2F&" in asked[2]


def test_the_packages_own_limits_are_kept_and_our_name_is_told(archive: StandIn) -> None:
    archive.site.reply(INDEX, "")
    archive.copy(COPY, "<rss/>")
    archive.ask(captures)
    archive.ask(memento)
    assert archive.waits == [2.5, 2.5, 0.125]
    assert {request.headers["user-agent"] for request in archive.site.asked()} == {AGENT}
    assert {request.headers["accept-encoding"] for request in archive.site.asked()} == {
        "gzip, deflate"
    }


def test_requests_are_counted(archive: StandIn) -> None:
    archive.copy(COPY, "<rss/>")

    async def count(wayback: Wayback) -> int:
        await memento(wayback)
        await memento(wayback)
        return wayback.requests["wayback"]

    assert archive.ask(count) == 2


def test_a_capture_comes_as_it_was_captured(archive: StandIn) -> None:
    body = b"<rss><link>https://a.example/\xff</link></rss>"
    archive.copy(COPY, body, content_type="application/rss+xml", gzip=True)
    fetched = archive.ask(memento)
    assert fetched == Fetched(
        url=f"https://web.archive.org{COPY}",
        final_url=FEED,
        content_type="application/rss+xml",
        body=body,
        at=NOW,
    )
    assert archive.ask(lambda w: w.memento(f"https://web.archive.org{COPY}")) == fetched


def test_another_capture_of_about_that_time_will_do(archive: StandIn) -> None:
    other = f"/web/20200102090000id_/{FEED}"
    archive.site.redirect(COPY, f"https://web.archive.org{other}")
    archive.copy(other, "<rss/>")
    assert archive.ask(memento).url == f"https://web.archive.org{other}"


def test_one_of_another_time_will_not(archive: StandIn) -> None:
    archive.site.redirect(COPY, f"https://web.archive.org/web/20230102030405id_/{FEED}")
    error = archive.refused(memento)
    assert (error.retry, error.phase) == (None, "status")


@pytest.mark.parametrize(
    "to", ["https://b.example/", "http://127.0.0.1/x", "https://web.archive.org.b.example/"]
)
def test_no_redirect_leads_away_from_the_archive(archive: StandIn, to: str) -> None:
    archive.copy(COPY, "", 302, headers={"Location": to})
    error = archive.refused(memento)
    assert (error.retry, error.phase) == (None, "redirect")
    assert archive.site.count() == 1


@pytest.mark.parametrize(
    "url",
    ["http://web.archive.org/x", "https://web.archive.org.b.example/x", "https://a.example/x"],
)
def test_nobody_but_the_archive_is_asked_and_never_without_tls(url: str) -> None:
    from requests import Request

    from scraper.fetch.wayback_door import Door, DoorError

    door = Door(1.0, Counter())
    with pytest.raises(DoorError, match="leads away"):
        door.send(Request("GET", url).prepare())
    door.close()


def test_what_was_captured_as_an_error_is_none(archive: StandIn) -> None:
    archive.copy(COPY, "gone", 404)
    error = archive.refused(memento)
    assert (error.reason, error.retry) == ("captured as HTTP 404", None)


def test_a_larger_body_than_any_feed_is_not_read(archive: StandIn) -> None:
    archive.copy(COPY, b"x" * 50_000_000, gzip=True)
    error = archive.refused(memento, feed_max_bytes=100_000)
    assert error.reason == "larger than 100,000 bytes"
    assert (error.retry, error.phase) == (None, "body")


def test_too_many_requests_means_that_the_archive_is_left_alone(archive: StandIn) -> None:
    archive.site.reply(INDEX, "slow down", 429)
    error = archive.refused(captures)
    assert error.host_wide
    assert error.status == 429
    assert error.retry == timedelta(minutes=2)
    assert error.url.startswith("https://web.archive.org/")
    assert archive.site.count() == 1
    # Nor is it asked by anything else in the run.
    later = archive.refused(memento)
    assert not later.asked
    assert later.retry == timedelta(minutes=2)
    assert archive.site.count() == 1


def test_it_is_left_alone_for_as_long_as_it_says(archive: StandIn) -> None:
    archive.site.reply(COPY, "", 429, {"Retry-After": "600"})
    assert archive.refused(memento).retry == timedelta(minutes=10)


def test_who_gets_no_connection_may_be_shut_out_and_does_not_knock_again(
    archive: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setattr(archive.site, "port", closed.getsockname()[1])
        error = archive.refused(captures)
    assert error.host_wide
    assert (error.phase, error.retry) == ("connect", timedelta(hours=1))
    assert len(archive.waits) == 1


def test_where_the_archive_fails_it_is_asked_three_times(archive: StandIn) -> None:
    archive.site.reply(COPY, "", 503, times=2)
    archive.copy(COPY, "<rss/>")
    assert archive.ask(memento).body == b"<rss/>"
    assert archive.site.count(COPY) == 3
    archive.site.reply(INDEX, "", 504)
    error = archive.refused(captures)
    assert (error.status, error.retry, error.host_wide) == (504, timedelta(0), False)
    assert archive.site.count(INDEX) == 3


def test_a_time_to_come_again_is_not_waited_for(archive: StandIn) -> None:
    archive.site.reply(COPY, "", 503, {"Retry-After": "3600"})
    assert archive.refused(memento).retry == timedelta(hours=1)
    assert archive.site.count() == 1


@pytest.mark.parametrize("fault", [{"cut_at": 3}, {"raw": b"nonsense\r\n\r\n"}, {"delay": 5}])
def test_a_broken_answer_is_worth_another_try(archive: StandIn, fault: dict[str, Any]) -> None:
    archive.copy(COPY, "<rss></rss>", **fault)
    error = archive.refused(memento, idle_timeout=seconds(0.2))
    assert error.retry == timedelta(0)
    assert error.phase in ("body", "time")
    assert archive.site.count() == 3


@pytest.mark.slow
def test_a_body_that_drips_is_read_for_no_longer_than_a_request_may_take(archive: StandIn) -> None:
    archive.copy(COPY, "x" * 2000, drip=0.05)
    started = time.monotonic()
    error = archive.refused(memento, total_timeout=seconds(0.3))
    assert time.monotonic() - started < 5
    assert error.phase == "time"


@pytest.mark.parametrize("text", ["no row at all\n", "\n", "a b c d e f g\n", "\xff\xfe\n"])
def test_an_odd_index_is_no_bug_of_ours(archive: StandIn, text: str) -> None:
    archive.site.reply(INDEX, text)
    error = archive.refused(captures)
    assert (error.phase, error.retry) == ("body", timedelta(0))


@pytest.mark.parametrize(
    ("path", "do", "header"),
    [
        (INDEX, captures, ""),
        (COPY, memento, "AdministrativeAccessControlException: Blocked Site Error"),
    ],
)
def test_a_site_that_the_archive_hides_is_not_asked_for_again(
    archive: StandIn, path: str, do: Callable[[Wayback], Awaitable[object]], header: str
) -> None:
    text = "org.archive.util.io.AdministrativeAccessControlException: Blocked Site Error"
    headers = {"X-Archive-Wayback-Runtime-Error": header} if header else {}
    archive.site.reply(path, text, 403, headers)
    error = archive.refused(do)
    assert (error.status, error.retry, error.host_wide) == (403, None, False)
    assert archive.site.count() == 1


def test_an_articles_page_is_the_one_captured_nearest_to_its_date(archive: StandIn) -> None:
    later = f"/web/20210701000000id_/{ARTICLE}"
    archive.site.redirect(NEAR, f"https://web.archive.org{later}")
    archive.copy(later, "<p>text</p>")
    page = archive.ask(near)
    assert page is not None
    assert (page.url, page.final_url) == (f"https://web.archive.org{later}", ARTICLE)
    assert page.body == b"<p>text</p>"


def test_a_page_that_was_never_captured_is_none(archive: StandIn) -> None:
    assert archive.ask(near) is None
    assert archive.site.count() == 1


def test_where_the_nearest_capture_says_gone_a_good_one_is_looked_up(archive: StandIn) -> None:
    good = f"/web/20200301000000id_/{ARTICLE}"
    archive.copy(NEAR, "gone", 404)
    archive.site.reply(
        INDEX, row("20200301000000", ARTICLE) + row("20220301000000", ARTICLE, "BBBB")
    )
    archive.copy(good, "<p>text</p>")
    page = archive.ask(near)
    assert page is not None
    assert page.url == f"https://web.archive.org{good}"
    assert archive.site.count() == 3


def test_a_sites_first_page_is_not_taken_for_an_article(archive: StandIn) -> None:
    front = "/web/20200102030405id_/https://a.example/"
    archive.copy(NEAR, "", 302, headers={"Location": f"https://web.archive.org{front}"})
    archive.copy(front, "<p>front</p>")
    archive.site.reply(INDEX, "")
    assert archive.ask(near) is None


def test_a_pause_that_is_asked_for_is_not_taken_for_a_page_that_is_not_there(
    archive: StandIn,
) -> None:
    archive.site.reply(NEAR, "", 429)
    assert archive.refused(near).host_wide


def test_one_request_is_made_at_a_time(archive: StandIn) -> None:
    paths = [f"/web/2020010203040{n}id_/{FEED}" for n in range(5)]
    for path in paths:
        archive.copy(path, "<rss/>", delay=0.02)

    async def all_at_once(wayback: Wayback) -> None:
        await asyncio.gather(*(wayback.memento(f"https://web.archive.org{path}") for path in paths))

    archive.ask(all_at_once)
    assert archive.site.most_at_once == 1
    assert archive.site.count() == 5


@pytest.mark.slow
def test_a_run_that_ends_does_not_wait_for_an_answer(archive: StandIn) -> None:
    archive.copy(COPY, "<rss/>", delay=20)

    async def cancelled(wayback: Wayback) -> float:
        task = asyncio.ensure_future(memento(wayback))
        await asyncio.to_thread(archive.site.wait_for, COPY)
        started = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return time.monotonic() - started

    assert archive.ask(cancelled, idle_timeout=seconds(30)) < 1


def test_no_password_file_and_no_other_proxy_than_the_runs_is_used(
    archive: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine web.archive.org login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    archive.copy(COPY, "<rss/>")
    assert archive.ask(memento).body == b"<rss/>"
    assert "authorization" not in archive.site.asked()[0].headers


def test_the_runs_proxy_is_used_but_for_hosts_that_go_without() -> None:
    from scraper.fetch.wayback_door import Door, open_client

    def proxies(known: dict[str, str]) -> dict[str, str]:
        client = open_client(Door(1.0, Counter()), network(), AGENT, known)
        client.close()
        return dict(client.session.proxies)

    proxy = {"https": "http://proxy.example:3128", "http": "http://other.example:1"}
    assert proxies(proxy) == {"https": "http://proxy.example:3128"}
    assert proxies({**proxy, "no": "archive.org"}) == {}


def test_without_the_extra_one_clear_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(adapter, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"pip install 'wayback>=0\.5\.1,<0\.6'$"):
        check_installed()
    with pytest.raises(ConfigError, match="not installed"):
        Wayback(network(), AGENT, gates=Gates(1, 1, timedelta(0)), clock=lambda: NOW, proxies={})


def test_nothing_of_the_package_is_imported_before_it_is_needed() -> None:
    program = (
        "import sys; import scraper.fetch.wayback as w; w.check_installed();"
        "print(sorted({'wayback', 'requests', 'urllib3'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == "[]"

"""A proxy of the environment is used where it should be, and opens no way inside."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from typing import Any

import pytest

from fetching import NOTHING, got, serving, with_fetcher
from local_site import LocalSite
from scraper.errors import FetchError
from scraper.fetch import Fetcher


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as site:
        yield site


class Proxy:
    """A proxy that answers all by itself; `seen` are the heads of what it was asked."""

    def __init__(self, status: str = "200 OK") -> None:
        self.seen: list[str] = []
        self._status = status

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.seen.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
        writer.write(f"HTTP/1.1 {self._status}\r\nContent-Length: 5\r\n\r\nproxy".encode())


def poll_by(
    proxy: Proxy, url: str, form: str = "http://127.0.0.1:{}", no: str = "", **changes: Any
) -> bytes:
    proxies: dict[str, str] = {}

    async def main(fetcher: Fetcher) -> bytes:
        async with serving(proxy.serve) as port:
            # The fetcher reads the mapping at each request; the port is known only now.
            proxies.update({"all": form.format(port), "no": no})
            return getattr(await fetcher.poll(url, NOTHING), "body", b"")

    return with_fetcher(main, proxies=proxies, **{"allow_private": False, **changes})


@pytest.mark.parametrize("form", ["http://127.0.0.1:{}", "127.0.0.1:{}", "http://127.0.0.1:{}/"])
def test_a_proxy_is_asked_instead_of_the_host(form: str) -> None:
    proxy = Proxy()
    assert poll_by(proxy, "http://news.test/feed?a=1", form) == b"proxy"
    assert proxy.seen[0].startswith("GET http://news.test/feed?a=1 HTTP/1.1\r\n")
    assert "proxy-authorization" not in proxy.seen[0].lower()


def test_a_proxys_password_is_given_to_it() -> None:
    proxy = Proxy()
    poll_by(proxy, "http://news.test/", "http://me:p%40ss@127.0.0.1:{}")
    word = base64.b64encode(b"me:p@ss").decode()
    assert f"proxy-authorization: basic {word.lower()}" in proxy.seen[0].lower()


def test_a_proxys_password_may_have_any_letters() -> None:
    proxy = Proxy()
    assert poll_by(proxy, "http://news.test/", "http://me:p%C3%A9@127.0.0.1:{}") == b"proxy"
    assert base64.b64encode("me:pé".encode()).decode() in proxy.seen[0]


@pytest.mark.parametrize("form", ["http://127.0.0.1:port", "http://127.0.0.1:99999", "http://ä.b"])
def test_what_is_no_address_of_a_proxy_is_named_as_the_trouble(form: str) -> None:
    with pytest.raises(FetchError, match=r"through the proxy .*is no address"):
        poll_by(Proxy(), "http://news.test/", form)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://[2606:4700::1]/a", "GET http://[2606:4700::1]/a "),
        ("http://[2606:4700::1]:8080/a", "GET http://[2606:4700::1]:8080/a "),
    ],
)
def test_an_address_of_the_newer_kind_is_in_brackets(url: str, asked: str) -> None:
    proxy = Proxy()
    assert poll_by(proxy, url) == b"proxy"
    assert proxy.seen[0].startswith(asked)


def test_https_goes_through_a_tunnel_and_a_refused_one_is_told() -> None:
    proxy = Proxy("403 Forbidden")
    with pytest.raises(FetchError, match="proxy") as caught:
        poll_by(proxy, "https://news.test/feed")
    assert proxy.seen[0].startswith("CONNECT news.test:443 HTTP/1.1\r\n")
    assert caught.value.phase == "connect"


def test_a_proxy_of_another_kind_is_named_as_the_trouble() -> None:
    proxy = Proxy()
    with pytest.raises(FetchError, match="socks5: only http") as caught:
        poll_by(proxy, "http://news.test/feed", "socks5://127.0.0.1:{}")
    assert caught.value.phase == "connect"
    assert proxy.seen == []


@pytest.mark.parametrize(
    ("no", "by_proxy"),
    [
        pytest.param("", True, id="none excepted"),
        pytest.param("127.0.0.1", False, id="the host"),
        pytest.param("example.org, 127.0.0.1", False, id="the host among others"),
        pytest.param("*", False, id="all"),
        pytest.param("127.0.0.1:{port}", False, id="the host and port"),
        pytest.param("127.0.0.1:1", True, id="another port"),
        pytest.param("example.org", True, id="another host"),
    ],
)
def test_no_proxy_is_honoured(site: LocalSite, no: str, by_proxy: bool) -> None:
    site.reply("/a", "direct")
    proxy = Proxy()
    exceptions = no.replace("{port}", str(site.port))
    body = poll_by(proxy, site.url("/a"), no=exceptions, allow_private=True)
    assert body == (b"proxy" if by_proxy else b"direct")
    assert len(proxy.seen) == int(by_proxy)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1.",
        "localhost",
        "LOCALHOST.",
        "x.localhost",
        "10.0.0.1",
        "169.254.169.254",
        "2130706433",
        "0x7f000001",
        "127.1",
        "[::1]",
        "[::ffff:7f00:1]",
        "[fd00::1]",
    ],
)
def test_a_proxy_is_not_asked_for_what_is_inside(host: str) -> None:
    proxy = Proxy()
    with pytest.raises(FetchError) as caught:
        poll_by(proxy, f"http://{host}/")
    assert (caught.value.phase, caught.value.retry) == ("address", None)
    assert proxy.seen == []


@pytest.mark.parametrize("host", ["8.8.8.8", "[2606:2800:220:1::1]", "news.test"])
def test_a_proxy_is_asked_for_what_is_outside(host: str) -> None:
    assert poll_by(Proxy(), f"http://{host}/") == b"proxy"


def test_a_proxy_is_asked_for_a_trusted_host_inside() -> None:
    trusted = ("10.0.0.1",)
    assert poll_by(Proxy(), "http://10.0.0.1/", allow_private_hosts=trusted) == b"proxy"


def test_without_a_proxy_the_environment_is_not_asked(
    site: LocalSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    site.reply("/a", "direct")
    assert got(site.url("/a")).body == b"direct"

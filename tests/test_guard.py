"""Only addresses that may be asked are connected to, by whatever name, hop or proxy."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Iterator

import pytest

from fetching import got, trouble, with_fetcher
from local_site import LocalSite
from scraper.fetch.guard import (
    AddressRefusedError,
    Guard,
    Lookups,
    NameLookupError,
    NoConnectionError,
)

PUBLIC, PUBLIC_6, ELSEWHERE = "93.184.216.34", "2606:2800:220:1::1", "8.8.8.8"


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as site:
        yield site


class Recorder:
    """Where connections would have gone; those to `dead` addresses fail."""

    def __init__(self, dead: Iterable[str] = ()) -> None:
        self.connected: list[str] = []
        self.dead = set(dead)

    async def dial(self, address: str, port: int) -> socket.socket:
        self.connected.append(address)
        if address in self.dead:
            raise ConnectionRefusedError(address)
        return socket.socket()


def names(table: dict[str, list[str]]) -> Callable[[str, int], Awaitable[list[str]]]:
    async def resolve(host: str, port: int) -> list[str]:
        return table[host]

    return resolve


def connect(
    addresses: list[str],
    *,
    trusted: bool = False,
    dead: Iterable[str] = (),
    host: str = "news.test",
) -> Recorder:
    recorder = Recorder(dead)
    guard = Guard(lambda name: trusted, names({host: addresses}), recorder.dial)
    asyncio.run(guard.connect(host, 80, 1.0)).close()
    return recorder


# ── names that lead inside ───────────────────────────────────────────────────────────────────

INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "192.0.2.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001:db8::1",
    "not an address",
]


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_for_an_address_inside_is_never_connected_to(address: str) -> None:
    recorder = Recorder()
    guard = Guard(lambda host: False, names({"news.test": [address]}), recorder.dial)
    with pytest.raises(AddressRefusedError, match=r"news\.test"):
        asyncio.run(guard.connect("news.test", 80, 1.0))
    assert recorder.connected == []


@pytest.mark.parametrize(
    ("host", "words"),
    [
        pytest.param("news.test", "news.test (10.1.2.3) is not a public address", id="a name"),
        pytest.param("10.1.2.3", "10.1.2.3 is not a public address", id="the address itself"),
    ],
)
def test_the_refusal_says_what_a_name_stands_for(host: str, words: str) -> None:
    with pytest.raises(AddressRefusedError) as caught:
        connect(["10.1.2.3"], host=host)
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize("address", [PUBLIC, PUBLIC_6, "172.32.0.1", "100.128.0.1"])
def test_a_public_address_is_connected_to(address: str) -> None:
    assert connect([address]).connected == [address]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::1"])
def test_a_trusted_host_may_be_inside(address: str) -> None:
    assert connect([address], trusted=True).connected == [address]


@pytest.mark.parametrize(
    "spelling",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0X7F.1",
        "017700000001",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "0",
        "0xa9fea9fe",
        "::1",
        "::ffff:7f00:1",
        "0:0:0:0:0:ffff:127.0.0.1",
        "localhost",
    ],
)
def test_no_spelling_of_an_address_inside_gets_through(spelling: str) -> None:
    recorder = Recorder()
    lookups = Lookups(1)
    try:
        guard = Guard(lambda host: False, lookups, recorder.dial)
        # Where the system does not read an odd form as an address, it is a name nobody has.
        with pytest.raises((AddressRefusedError, NameLookupError)):
            asyncio.run(guard.connect(spelling, 80, 5.0))
    finally:
        lookups.close()
    assert recorder.connected == []


def test_of_mixed_addresses_only_the_public_are_tried() -> None:
    recorder = connect(["10.0.0.1", PUBLIC, "::1", PUBLIC_6], dead=[PUBLIC])
    assert recorder.connected == [PUBLIC, PUBLIC_6]


def test_a_dead_public_address_is_no_reason_to_go_inside() -> None:
    with pytest.raises(NoConnectionError):
        connect(["10.0.0.1", PUBLIC, "::1"], dead=[PUBLIC])


def test_no_more_than_four_addresses_are_tried() -> None:
    many = [f"93.184.216.{n}" for n in range(9)]
    recorder = Recorder(many)
    guard = Guard(lambda host: False, names({"news.test": many}), recorder.dial)
    with pytest.raises(NoConnectionError):
        asyncio.run(guard.connect("news.test", 80, 1.0))
    assert recorder.connected == many[:4]


def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    answers = [[PUBLIC], ["127.0.0.1"], [ELSEWHERE]]  # a rebinding name: another each time

    async def resolve(host: str, port: int) -> list[str]:
        return answers.pop(0)

    async def main() -> None:
        (await guard.connect("rebinding.test", 80, 1.0)).close()
        with pytest.raises(AddressRefusedError):
            await guard.connect("rebinding.test", 80, 1.0)
        (await guard.connect("rebinding.test", 80, 1.0)).close()

    recorder = Recorder()
    guard = Guard(lambda host: False, resolve, recorder.dial)
    asyncio.run(main())
    assert recorder.connected == [PUBLIC, ELSEWHERE]


@pytest.mark.parametrize("trusted", [True, False])
def test_a_name_without_addresses_is_an_error(trusted: bool) -> None:
    with pytest.raises((NameLookupError, AddressRefusedError)):
        connect([], trusted=trusted)


def test_a_look_up_that_hangs_ends_in_time() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        await asyncio.sleep(5)
        return [PUBLIC]

    guard = Guard(lambda host: False, resolve, Recorder().dial)
    with pytest.raises(NameLookupError, match=r"longer than 0\.1 s"):
        asyncio.run(guard.connect("news.test", 80, 0.1))


@pytest.mark.parametrize("url", ["http+unix://%2Fvar%2Frun%2Fdocker.sock/a", "unix:/run/a.sock"])
def test_unix_sockets_are_refused(url: str) -> None:
    error = trouble(url)
    assert (error.phase, error.retry) == ("send", None)


# ── the whole way, with sockets ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "017700000001", "[::ffff:7f00:1]"]
)
def test_loopback_is_not_asked_unless_it_is_allowed(site: LocalSite, host: str) -> None:
    site.reply("/a", "x")
    error = trouble(f"http://{host}:{site.port}/a", allow_private=False)
    assert error.phase in ("address", "dns")
    if error.phase == "address":
        assert error.retry is None
        assert "network.allow_private" in str(error)
    assert site.count() == 0


def test_allow_private_allows_it(site: LocalSite) -> None:
    site.reply("/a", "x")
    assert got(site.url("/a"), allow_private=True).body == b"x"


def test_one_host_may_be_allowed_and_no_other(site: LocalSite) -> None:
    some = {"allow_private": False, "allow_private_hosts": ("127.0.0.1",)}
    with LocalSite("127.0.0.2") as other:
        site.reply("/a", "x")
        other.reply("/a", "x")
        assert got(site.url("/a"), **some).body == b"x"
        assert trouble(other.url("/a"), **some).phase == "address"
        assert other.count() == 0


@pytest.mark.parametrize("target", ["http://127.0.0.2:{port}/in", "http://localhost:{port}/in"])
def test_a_trusted_host_can_not_lead_to_another_inside(site: LocalSite, target: str) -> None:
    site.redirect("/a", target.replace("{port}", str(site.port)))
    site.reply("/in", "secret")
    error = trouble(site.url("/a"), allow_private=False, allow_private_hosts=("127.0.0.1",))
    assert (error.phase, error.retry) == ("address", None)
    assert site.count("/in") == 0


def test_a_public_name_that_turns_inside_is_refused(
    site: LocalSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(host: str, *asked: object, **how: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", site.port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    error = trouble(f"http://news.test:{site.port}/a", allow_private=False)
    assert error.phase == "address"
    assert site.count() == 0


def test_robots_txt_is_guarded_too(site: LocalSite) -> None:
    site.reply("/robots.txt", "User-agent: *")
    text = with_fetcher(lambda fetcher: fetcher.robots(site.url("")), allow_private=False)
    assert text.status == 0
    assert site.count() == 0

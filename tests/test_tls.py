"""A certificate must be one that somebody vouches for, and for this host."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import subprocess
import threading
import time
from datetime import timedelta
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import pytest

from fetching import NOTHING, network, seconds, serving, trouble, with_fetcher
from local_site import LocalSite
from scraper.errors import FetchError
from scraper.fetch import Fetcher


@pytest.fixture(scope="module")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl here to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "cert.pem"
    made = subprocess.run(
        [
            *[openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"],
            *["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
            *["-keyout", str(key), "-out", str(certificate)],
        ],
        capture_output=True,
        timeout=30,
    )
    if made.returncode != 0:
        pytest.skip("this openssl is too old to name an address")
    return certificate, key


class TlsSite(threading.Thread):
    """Gives one answer, without waiting for anything, and hangs up with no word of TLS."""

    def __init__(self, certificate: tuple[Path, Path], answer: bytes) -> None:
        super().__init__(daemon=True)
        self._answer = answer
        self._context = SSLContext(PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(*certificate)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]

    def run(self) -> None:
        plain, _ = self._listening.accept()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2_000_000)
        with self._context.wrap_socket(plain, server_side=True) as connection:
            connection.recv(65_536)
            with contextlib.suppress(OSError):  # the client had enough
                connection.sendall(self._answer)

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *ended: object) -> None:
        self.join(5)
        self._listening.close()


def poll_over_tls(certificate: Path, key: Path, host: str = "127.0.0.1") -> object:
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecure")

    async def main(fetcher: Fetcher) -> object:
        async with serving(answer, ssl=context) as port:
            return await fetcher.poll(f"https://{host}:{port}/", NOTHING)

    return with_fetcher(main)


def test_a_certificate_nobody_vouches_for_is_refused(own_certificate: tuple[Path, Path]) -> None:
    with pytest.raises(FetchError, match="certificate") as caught:
        poll_over_tls(*own_certificate)
    assert (caught.value.phase, caught.value.retry) == ("tls", timedelta(0))


def test_a_certificate_that_is_vouched_for_is_taken(
    own_certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(own_certificate[0]))
    assert getattr(poll_over_tls(*own_certificate), "body", None) == b"secure"


def test_a_certificate_for_another_host_is_refused(
    own_certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(own_certificate[0]))
    with pytest.raises(FetchError) as caught:
        poll_over_tls(*own_certificate, host="localhost")
    assert caught.value.phase == "tls"


def test_a_certificate_that_has_expired_is_called_so(
    own_certificate: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, expired = tmp_path / "asked.pem", tmp_path / "expired.pem"
    openssl, key = shutil.which("openssl"), own_certificate[1]
    for words in (
        f"req -new -key {key} -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -out {asked}",
        f"x509 -req -in {asked} -signkey {key} -days -1 -copy_extensions copy -out {expired}",
    ):
        made = subprocess.run([openssl or "", *words.split()], capture_output=True, timeout=30)
        if made.returncode != 0:
            pytest.skip("this openssl makes no certificate of the past")
    monkeypatch.setenv("SSL_CERT_FILE", str(expired))
    with pytest.raises(FetchError) as caught:
        poll_over_tls(expired, key)
    assert caught.value.reason == "bad certificate or TLS (certificate has expired)"
    assert caught.value.phase == "tls"


@pytest.mark.parametrize("head", [b"Content-Length: 300000\r\n", b""])
def test_a_body_that_ends_with_its_connection_comes_whole_to_who_is_busy(
    own_certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, head: bytes
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(own_certificate[0]))
    site = TlsSite(own_certificate, b"HTTP/1.1 200 OK\r\n%b\r\n" % head + b"x" * 300_000)

    async def main(fetcher: Fetcher) -> int:
        answer = await fetcher._transport.ask(f"https://127.0.0.1:{site.port}/", [])
        time.sleep(0.2)  # an article is read; meanwhile all that is sent waits, the end with it
        size = 0
        try:
            async for piece in answer.chunks():
                size += len(piece)
        finally:
            await answer.close()
        return size

    with site:
        assert with_fetcher(main) == 300_000


def test_a_server_that_speaks_no_tls_is_told_from_a_closed_one() -> None:
    with LocalSite() as site:
        error = trouble(f"https://127.0.0.1:{site.port}/")
    assert (error.phase, error.retry) == ("tls", timedelta(0))


def test_a_connection_over_tls_is_kept_and_brings_large_bodies_whole(
    own_certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(own_certificate[0]))
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*own_certificate)
    large = bytes(range(256)) * 4_000
    connections = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        for _ in range(3):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(large) + large)

    async def main(fetcher: Fetcher) -> list[object]:
        async with serving(answer, ssl=context) as port:
            url = f"https://127.0.0.1:{port}/"
            one_by_one = [await fetcher.poll(url, NOTHING), await fetcher.poll(url, NOTHING)]
            at_once = await asyncio.gather(*[fetcher.poll(url, NOTHING) for _ in range(2)])
            return [*one_by_one, *at_once]

    bodies = [getattr(answer, "body", b"") for answer in with_fetcher(main)]
    assert bodies == [large] * 4
    assert connections == 2


def test_a_handshake_that_hangs_ends_in_time_and_disturbs_no_other(
    own_certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(own_certificate[0]))

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async def main(fetcher: Fetcher) -> list[str]:
        phases: list[str] = []
        with LocalSite() as site:
            site.reply("/a", "fine")
            async with serving(hang) as port:
                for total in (5, 0.2, 5, 0.2):
                    fetcher._network = network(total_timeout=seconds(total))
                    with pytest.raises(FetchError) as caught:
                        await fetcher.poll(f"https://127.0.0.1:{port}/", NOTHING)
                    phases.append(caught.value.phase)
                    answers = [fetcher.poll(site.url("/a"), NOTHING) for _ in range(4)]
                    for answer in await asyncio.gather(*answers):
                        assert getattr(answer, "body", b"") == b"fine"
        return phases

    assert with_fetcher(main, connect_timeout=seconds(0.3)) == ["connect", "time"] * 2

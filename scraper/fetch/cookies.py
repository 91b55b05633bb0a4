"""The cookies that a site sets on the way to one answer, by httpx, where there are any."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scraper.urls import host_of

if TYPE_CHECKING:
    import httpx

_VISIBLE = re.compile(r"[ -~]*")
RawHeaders = list[tuple[bytes, bytes]]


def take_cookies(
    cookies: dict[str, httpx.Cookies], url: str, status: int, headers: RawHeaders
) -> None:
    """Keeps what an answer sets for later hops, by port: another port is another site's."""
    if not any(name.lower() == b"set-cookie" for name, _ in headers):
        return
    from scraper.fetch.httpx_alone import httpx

    jar = cookies.setdefault(_port(host_of(url)), httpx.Cookies())
    request = httpx.Request("GET", url)
    jar.extract_cookies(httpx.Response(status, headers=headers, request=request))
    for cookie in list(jar.jar):
        # RFC 6265, 4.1.1 knows visible ASCII only; no header can hold another one.
        if not _VISIBLE.fullmatch(f"{cookie.name}{cookie.value or ''}"):
            jar.jar.clear(cookie.domain, cookie.path, cookie.name)


def cookie_header(cookies: dict[str, httpx.Cookies], url: str) -> RawHeaders:
    """The Cookie header of a request to an address, where it has one."""
    jar = cookies.get(_port(host_of(url)))
    if jar is None:
        return []
    from scraper.fetch.httpx_alone import httpx

    try:
        raw = httpx.Request("GET", url, cookies=jar).headers.raw
    except httpx.InvalidURL:  # it will not be asked for; why is for `target` to say
        return []
    return [(name, value) for name, value in raw if name.lower() == b"cookie"]


def _port(host: str) -> str:
    """The port that a host and port name; "" for none. An IPv6 address ends in a bracket."""
    return host.rpartition("]")[2].partition(":")[2]

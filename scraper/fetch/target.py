"""An address as it goes over the wire: whom to connect to, the Host header, the path.

httpx says what becomes of an address: international names, dots in a path, characters that must be
escaped. Most addresses are in that form already, which one look tells.
"""

from __future__ import annotations

import re
import socket
from typing import NamedTuple

_PLAIN = re.compile(
    r"(https?)://((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)"
    r"(?::([1-9][0-9]{0,4}))?"
    r"((?:/(?:[A-Za-z0-9\-_~!$&()*+,;=:@.]|%[0-9A-Fa-f]{2})*)*)"
    r"(\?(?:[A-Za-z0-9\-._~!$&()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?"
)
_MOST_PLAIN = 2000
_LOOKS_LIKE_IPV4 = re.compile(r"[0-9]+(?:\.[0-9]+){3}")
_PORTS = {"http": 80, "https": 443}


class TargetError(Exception):
    """Not an address that can be asked."""


class UnsendableError(Exception):
    """What may not stand in a request."""


class Target(NamedTuple):
    """`authority` is the Host header's value, `path` has the query with it."""

    scheme: str
    host: str
    port: int
    authority: bytes
    path: bytes


def target_of(url: str) -> Target:
    """Whom to ask for an address, and for what; raises TargetError."""
    plain = _PLAIN.fullmatch(url) if len(url) <= _MOST_PLAIN and "/." not in url else None
    if plain is None:
        return _odd(url)
    scheme, host, port, path, query = plain.groups()
    if _LOOKS_LIKE_IPV4.fullmatch(host):
        try:
            socket.inet_pton(socket.AF_INET, host)
        except OSError:
            return _odd(url)
    number = int(port) if port else _PORTS[scheme]
    if number > 65535:
        raise TargetError(f"no port is {number}")
    authority = host if number == _PORTS[scheme] else f"{host}:{number}"
    return Target(scheme, host, number, authority.encode(), f"{path or '/'}{query or ''}".encode())


def _odd(url: str) -> Target:
    from scraper.fetch.httpx_alone import httpx

    try:
        parts = httpx.URL(url)
        scheme, host, port = parts.scheme, parts.raw_host.decode("ascii"), parts.port
        path, authority = parts.raw_path, parts.netloc
    except (httpx.InvalidURL, UnicodeError) as error:
        raise TargetError(str(error)) from error
    if scheme not in _PORTS or not host:
        raise TargetError(f"{scheme or 'no scheme'}: only http and https can be asked")
    if port is not None and not 0 < port < 65536:
        raise TargetError(f"no port is {port}")
    return Target(scheme, host, port or _PORTS[scheme], authority, path)

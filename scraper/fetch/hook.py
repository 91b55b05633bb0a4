"""JSON to an address that a person configured, to be told by it.

No address guard: a hook in the own network is a person's wish. No redirect is followed, as it would
take the secrets in headers and address along. Neither is ever named in an error or a log.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Mapping, Sequence

from scraper.errors import NoticeError
from scraper.fetch.authorities import trusted_authorities
from scraper.fetch.guard import ProxyTroubleError
from scraper.fetch.proxied import proxy_for
from scraper.fetch.target import TargetError, target_of


async def post_json(
    url: str,
    body: bytes,
    headers: Sequence[tuple[str, str]],
    *,
    user_agent: str,
    proxies: Mapping[str, str],
    timeout_s: float,
) -> None:
    """Returns when it was taken (HTTP 2xx); raises NoticeError, within so many seconds."""
    from scraper.fetch.httpx_alone import httpx

    for talkative in ("httpx", "httpcore"):  # they log addresses and headers
        logging.getLogger(talkative).setLevel(logging.WARNING)
    own = {"user-agent": user_agent, "content-type": "application/json"}
    said = own | {name.lower(): value for name, value in headers}
    lines = [(name.encode("ascii"), value.encode()) for name, value in said.items()]
    try:
        target = target_of(url)
        proxy = proxy_for(proxies, target)
        client = httpx.AsyncClient(
            headers=lines,
            proxy=proxy or None,
            verify=trusted_authorities() if target.scheme == "https" or proxy else False,
            trust_env=False,
            follow_redirects=False,
            timeout=timeout_s,
        )
        async with (
            asyncio.timeout(timeout_s),
            client,
            client.stream("POST", url, content=body) as a,
        ):
            status, phrase = a.status_code, a.reason_phrase
    except TimeoutError as error:
        raise NoticeError(f"no answer within {timeout_s:g} s") from error
    except (httpx.TimeoutException, httpx.TransportError) as error:
        raise NoticeError(_meaning(error)) from None  # its words may hold the address
    except (TargetError, ProxyTroubleError, httpx.InvalidURL, ValueError) as error:
        what = "the proxy" if isinstance(error, ProxyTroubleError) else "the address or a header"
        raise NoticeError(f"{what} can't be used") from None
    if not 200 <= status < 300:
        raise NoticeError(f"HTTP {status} {phrase}".rstrip())


def _meaning(error: Exception) -> str:
    from scraper.fetch.httpx_alone import httpx

    seen: BaseException | None = error
    for _ in range(10):
        if isinstance(seen, ssl.SSLError):
            return (
                f"bad certificate or TLS ({getattr(seen, 'verify_message', None) or seen.reason})"
            )
        if seen is None:
            break
        seen = seen.__cause__ or seen.__context__
    if isinstance(error, httpx.ProxyError):
        return "no way through the proxy"
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
        return "can't connect"
    return "the connection was lost"

"""The Wayback Machine, through the `wayback` package (an extra): captures, and what they hold.

Asked only where a person wants it. The package waits where it must (24 index queries and 480
copies a minute, four fifths of what is allowed), one request at a time, in a thread. The address
guard can't hold there, since requests makes the connections: they go to https://web.archive.org
alone, by its certificate, and no redirect leads anywhere else.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from importlib.util import find_spec
from itertools import islice
from math import inf
from threading import Thread
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scraper.errors import ConfigError, FetchError
from scraper.fetch.gates import Gates
from scraper.history.wayback import HOST, Capture, variants
from scraper.model import Fetched, Network

if TYPE_CHECKING:
    from scraper.fetch.wayback_door import Call, Door

MAX_CAPTURES = 100_000  # of one address: eleven years of one an hour
_INDEX = f"https://{HOST}/cdx/search/cdx"
_ROWS = 10_000  # of one answer of the index
_AFTER = timedelta(days=366)  # captures so long after what is wanted may show it
_NEAR = timedelta(days=1)  # another capture than the one asked for may be given
_ANY_TIME = timedelta(days=36_500)
_SOON = timedelta(0)
_LOOK_S = 0.5  # how often it is looked whether a request takes too long
_PAUSES_S = (2.0, 8.0)  # before a second and a third try, where the archive itself failed


def check_installed() -> None:
    """Raises ConfigError unless the extra is installed."""
    if find_spec("wayback") is None:
        raise ConfigError(
            "the Wayback Machine is asked through a package that is not installed:"
            " pip install 'wayback>=0.5.1,<0.6'"
        )


class Wayback:
    """Asks the Wayback Machine; `async with` it. Raises ConfigError without the extra.

    `gates` are the run's: a host that asked for silence is not asked. `requests` counts what was
    sent, as "wayback".
    """

    def __init__(
        self,
        network: Network,
        user_agent: str,
        *,
        gates: Gates,
        clock: Callable[[], datetime],
        proxies: Mapping[str, str],
        requests: Counter[str] | None = None,
    ) -> None:
        check_installed()
        self.requests: Counter[str] = Counter() if requests is None else requests
        self._network = network
        self._user_agent = user_agent
        self._gates = gates
        self._clock = clock
        self._proxies = proxies
        self._one_at_a_time = asyncio.Lock()
        self._opened: tuple[Door, Any] | None = None
        gates.one_at_a_time(HOST, network.history_pause)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._opened is not None:
            door, client = self._opened
            door.is_shut = True
            client.close()

    async def captures(
        self, url: str, since: datetime, until: datetime | None = None
    ) -> tuple[Capture, ...]:
        """The good captures of an address, in whichever spelling, that may show entries of that
        time; at most one an hour. Raises FetchError.
        """
        found: dict[Capture, None] = {}
        for spelling in variants(url):
            rows = await self._search(spelling, since, until and until + _AFTER)
            found.update(dict.fromkeys(rows))
        return tuple(sorted(found, reverse=True))

    async def memento(self, capture: Capture | str) -> Fetched:
        """What a capture holds, as it was captured; also by its raw address. Raises FetchError.

        `url` is the capture's own address, `final_url` the one that was captured.
        """
        url = capture if isinstance(capture, str) else capture.raw_url
        return await self._copy(url, self._network.feed_max_bytes, within=_NEAR)

    async def memento_near(self, url: str, when: datetime) -> Fetched | None:
        """An article's page as captured nearest to a time; None if there is none. FetchError if
        that can't be said.

        `url` is the capture's own address, `final_url` the one that was captured.
        """
        max_bytes = self._network.page_max_bytes
        try:
            copy = await self._copy(Capture(when, url).raw_url, max_bytes, within=_ANY_TIME)
            if not _is_front(copy.final_url, url):
                return copy
        except FetchError as error:
            if error.retry is not None:
                raise
            if error.status is not None:  # there is none, or none is shown
                return None
        # The nearest one says that the page is gone, or can't be shown: another may be better.
        try:
            rows = await self._search(url, None, None)
            best = min(rows, key=lambda row: abs(row.at - when), default=None)
            if best is None:
                return None
            copy = await self._copy(best.raw_url, max_bytes, within=_NEAR)
        except FetchError as error:
            if error.retry is not None:
                raise
            return None
        return None if _is_front(copy.final_url, url) else copy

    async def _search(
        self, url: str, since: datetime | None, until: datetime | None
    ) -> tuple[Capture, ...]:
        def ask(client: Any) -> tuple[Capture, ...]:
            rows = client.search(
                url,
                match_type="exact",
                limit=_ROWS,
                from_date=since,
                to_date=until,
                filter_field="statuscode:200",
                collapse="timestamp:10",
            )
            return tuple(
                Capture(row.timestamp, row.original, row.digest)
                for row in islice(rows, MAX_CAPTURES)
            )

        address = f"{_INDEX}?url={url}"  # whom an error is about
        found: tuple[Capture, ...] = await self._ask(address, ask, self._network.feed_max_bytes)
        return found

    async def _copy(self, url: str, max_bytes: int, *, within: timedelta) -> Fetched:
        def ask(client: Any) -> tuple[str, str, str, int, bytes]:
            copy = client.get_memento(url, exact=False, target_window=within)
            try:
                kind = copy.headers.get("Content-Type", "")
                return copy.memento_url, copy.url, kind, copy.status_code, copy.content
            finally:
                copy.close()

        own, captured, kind, status, body = await self._ask(url, ask, max_bytes)
        if status != 200:
            raise FetchError(url, f"captured as HTTP {status}", phase="status", retry=None)
        return Fetched(own, captured, kind, body, self._clock())

    async def _ask(self, url: str, call: Call, max_bytes: int) -> Any:
        async with self._one_at_a_time:
            for pause in (*_PAUSES_S, None):
                silent = self._gates.silent_for(HOST, self._clock())
                if silent is not None:
                    said = f"{HOST} asked to be left alone"
                    raise FetchError(url, said, phase="status", retry=silent, asked=False)
                try:
                    async with self._gates.turn(HOST):
                        return await self._in_thread(url, call, max_bytes)
                except FetchError as error:
                    if error.host_wide and error.retry is not None:
                        self._gates.silence(HOST, self._clock() + error.retry)
                    if pause is None or not _is_passing(error):
                        raise
                await asyncio.sleep(pause)
        raise AssertionError("the last try returns or raises")

    async def _in_thread(self, url: str, call: Call, max_bytes: int) -> Any:
        """What the call gives. A thread of its own, which nobody waits for when the run ends."""
        from scraper.fetch import wayback_door as way

        if self._opened is None:
            door = way.Door(self._network.total_timeout.total_seconds(), self.requests)
            self._opened = (
                door,
                way.open_client(door, self._network, self._user_agent, self._proxies),
            )
        door, client = self._opened
        door.max_bytes = max_bytes
        door.status = door.said_wait = None
        door.deadline = inf
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()

        def settle(result: Any, error: BaseException | None) -> None:
            if not answer.done():
                answer.set_result(result) if error is None else answer.set_exception(error)

        def work() -> None:
            result, failure = None, None
            try:
                result = call(client)
            except BaseException as error:  # noqa: BLE001 - the task raises it
                failure = error
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle, result, failure)

        Thread(target=work, name="wayback", daemon=True).start()
        try:
            while not answer.done():
                left = door.deadline - monotonic()
                if left <= 0:
                    total = self._network.total_timeout.total_seconds()
                    raise FetchError(url, f"not done within {total:g} s", phase="time", retry=_SOON)
                await asyncio.wait((answer,), timeout=min(left, _LOOK_S))
            return answer.result()
        except way.FOREIGN as error:
            raise way.wrapped(url, error, door, self._clock()) from error
        finally:
            if not answer.done():  # its thread goes on to where it sees that
                door.is_shut = True
                self._opened = None


def _is_passing(error: FetchError) -> bool:
    """Whether another try in some seconds may help: the archive's own servers fail now and then."""
    if error.retry != _SOON or error.host_wide:
        return False
    return error.phase in ("body", "time") or (error.status is not None and error.status >= 500)


def _is_front(found: str, wanted: str) -> bool:
    """Whether a site's first page came in an article's place."""
    return len(urlsplit(found).path) <= 1 < len(urlsplit(wanted).path)

"""Hosts are asked so many times at once, so far apart, and not at all when they wish it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest

from fetching import NOW, seconds
from scraper.fetch.gates import Gates


class Asking:
    """Requests that take `lasts` seconds each; notes when each began, and how many at once."""

    def __init__(self, gates: Gates, lasts: float = 0.01) -> None:
        self.gates = gates
        self.lasts = lasts
        self.starts: list[tuple[str, float]] = []
        self.most: dict[str, int] = {}
        self._now: dict[str, int] = {}

    async def ask(self, host: str, lasts: float | None = None) -> None:
        async with self.gates.turn(host):
            self.starts.append((host, asyncio.get_running_loop().time()))
            for key in (host, "all"):
                self._now[key] = self._now.get(key, 0) + 1
                self.most[key] = max(self.most.get(key, 0), self._now[key])
            await asyncio.sleep(self.lasts if lasts is None else lasts)
            for key in (host, "all"):
                self._now[key] -= 1

    def gaps(self, host: str) -> list[float]:
        times = [at for name, at in self.starts if name == host]
        return [after - before for before, after in itertools.pairwise(times)]


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(5):
            await main()

    asyncio.run(bounded())


@pytest.mark.parametrize("per_host", [1, 2, 3])
def test_a_host_is_asked_so_many_times_at_once(per_host: int) -> None:
    async def main() -> None:
        asking = Asking(Gates(32, per_host, timedelta(0)))
        await asyncio.gather(*[asking.ask(host) for host in ("a", "b") for _ in range(8)])
        assert (asking.most["a"], asking.most["b"]) == (per_host, per_host)
        assert asking.most["all"] == 2 * per_host

    run(main)


def test_all_hosts_together_stay_below_the_overall_limit() -> None:
    async def main() -> None:
        asking = Asking(Gates(3, 2, timedelta(0)))
        await asyncio.gather(*[asking.ask(f"host{n}") for n in range(9)])
        assert asking.most["all"] == 3

    run(main)


def test_requests_to_a_host_start_a_pause_apart() -> None:
    async def main() -> None:
        asking = Asking(Gates(32, 2, seconds(0.05)), lasts=0)
        await asyncio.gather(*[asking.ask(host) for host in ("a", "b") for _ in range(4)])
        assert min(asking.gaps("a") + asking.gaps("b")) >= 0.049
        assert sum(asking.gaps("a")) < 0.4

    run(main)


def test_the_pause_holds_for_who_waited_for_a_connection_too() -> None:
    async def main() -> None:
        asking = Asking(Gates(2, 2, seconds(0.05)), lasts=0)
        others = [asking.ask(name, lasts=0.2) for name in ("x", "y")]
        await asyncio.gather(*others, *[asking.ask("a") for _ in range(3)])
        assert min(asking.gaps("a")) >= 0.049

    run(main)


def test_a_host_that_asks_for_longer_gets_longer_and_never_less() -> None:
    async def main() -> None:
        gates = Gates(32, 2, seconds(0.05))
        gates.slow_down("a", seconds(0.1))
        gates.slow_down("a", seconds(0.01))
        asking = Asking(gates, lasts=0)
        await asyncio.gather(*[asking.ask(host) for host in ("a", "b") for _ in range(3)])
        assert min(asking.gaps("a")) >= 0.099
        assert max(asking.gaps("b")) < 0.09

    run(main)


def test_a_host_that_waits_holds_up_no_other() -> None:
    async def main() -> None:
        asking = Asking(Gates(2, 2, seconds(1)), lasts=0)
        slow = [asyncio.ensure_future(asking.ask("slow")) for _ in range(6)]
        await asyncio.sleep(0.01)
        async with asyncio.timeout(0.5):
            await asyncio.gather(*[asking.ask(f"host{n}") for n in range(6)])
        assert len(asking.starts) == 7
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)

    run(main)


def test_who_gives_up_waiting_gives_the_place_back() -> None:
    async def main() -> None:
        asking = Asking(Gates(1, 1, timedelta(0)))
        holder = asyncio.ensure_future(asking.ask("a", lasts=0.05))
        waiting = [asyncio.ensure_future(asking.ask(host)) for host in ("a", "a", "b")]
        await asyncio.sleep(0.01)
        for task in waiting:
            task.cancel()
        await asyncio.gather(holder, *waiting, return_exceptions=True)
        await asyncio.gather(asking.ask("a"), asking.ask("b"))
        assert [host for host, _ in asking.starts] == ["a", "a", "b"]

    run(main)


def test_a_turn_ends_with_its_block_even_by_an_error() -> None:
    async def main() -> None:
        gates = Gates(1, 1, timedelta(0))
        for _ in range(3):
            with pytest.raises(LookupError):
                async with gates.turn("a"):
                    raise LookupError
        await Asking(gates).ask("a")

    run(main)


@pytest.mark.parametrize(
    ("said", "at", "left"),
    [
        pytest.param([], 0, None, id="nothing said"),
        pytest.param([60], 0, 60, id="a minute asked for"),
        pytest.param([60], 59, 1, id="almost over"),
        pytest.param([60], 60, None, id="over"),
        pytest.param([60, 30], 0, 60, id="a shorter wish does not end a longer one"),
        pytest.param([30, 60], 0, 60, id="a longer one counts"),
    ],
)
def test_silence_lasts_until_the_latest_wish(said: list[int], at: int, left: int | None) -> None:
    gates = Gates(1, 1, timedelta(0))
    for wish in said:
        gates.silence("a", NOW + seconds(wish))
    assert gates.silent_for("a", NOW + seconds(at)) == (None if left is None else seconds(left))
    assert gates.silent_for("b", NOW) is None


def test_the_wishes_of_earlier_runs_are_taken_over() -> None:
    gates = Gates(1, 1, timedelta(0))
    gates.silence("a", NOW + seconds(90))
    gates.silence_all({"a": NOW + seconds(60), "b": NOW + seconds(10), "c": NOW})
    assert gates.silent_for("a", NOW) == seconds(90)
    assert gates.silent_for("b", NOW) == seconds(10)
    assert gates.silent_for("c", NOW) is None


def test_a_host_that_is_read_back_is_asked_one_at_a_time_from_then_on() -> None:
    async def main() -> None:
        gates = Gates(32, 4, timedelta(0))
        asking = Asking(gates, lasts=0.02)
        before = [asyncio.ensure_future(asking.ask("a")) for _ in range(12)]
        await asyncio.sleep(0.005)
        assert asking.most["a"] == 4
        gates.one_at_a_time("a", timedelta(0))
        gates.one_at_a_time("a", seconds(0.01))
        await asyncio.sleep(0.02)  # those under way end
        asking.most.clear()
        await asyncio.gather(*before, *[asking.ask("a") for _ in range(4)], asking.ask("b"))
        assert asking.most["a"] == 1
        assert min(asking.gaps("a")[-4:]) >= 0.0099

    run(main)

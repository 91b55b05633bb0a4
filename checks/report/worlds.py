"""The reports that are looked at: made up, and always the same."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from checks.report.states import gathered
from scraper.model import HostPace, RunRecord, Trouble, TroubleKind
from scraper.report import FeedFacts, Period, Report, Storage

NOW = datetime(2026, 11, 30, 14, 5, tzinfo=UTC)
DAY = timedelta(days=1)
_NAMES = (
    ("Harbour Daily", "en"),
    ("Nieuws van de Kade", "nl"),
    ("港口日报", "zh-Hans"),
    ("港の新聞 東京版", "ja"),
    ("항구일보", "ko"),
    ("صحيفة الميناء", "ar"),
    ("עיתון הנמל", "he"),
    ("Портовый вестник", "ru"),
    ("Εφημερίδα του λιμανιού", "el"),
    ("बंदरगाह समाचार", "hi"),
    ("Notes from a small lock", "en"),
    ("Weekly Tide Tables, with a name that goes on for longer than any column is wide", "en"),
)
HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'onmouseover='alert(1)",
    "</style><style>*{display:none}</style>",
    "</title></svg></table>",
    "&lt;b&gt; &amp;amp; &#x3c;script&#x3e;",
    "\u202egnp.exe \u2066hidden\u2069 \u200fmark",
    "a\x00b\x1b[31mred\x07\r\nnext line",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}<%= 1 %>${x}",
    "https://tracker.example/pixel.gif",
    "W" * 400,
    "\U0001f469\u200d\U0001f680" * 40,
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
)  # fmt: skip
_WHY = {
    TroubleKind.NOT_FOUND: ("HTTP 404 Not Found", "put its new address into the config"),
    TroubleKind.CERTIFICATE: (
        "the certificate expired on 2026-11-12",
        "tell the site; nothing is fetched until it is renewed",
    ),
    TroubleKind.SILENT: (
        "nothing new for 41 days; 9 of 10 gaps were shorter than 3 days",
        "look whether the site goes on elsewhere",
    ),
    TroubleKind.THROTTLED: (
        "HTTP 429 Too Many Requests",
        "poll less often (poll_every), and set user_agent.contact",
    ),
}


def _feed(period: Period, name: str, language: str | None, rate: float, seed: int) -> FeedFacts:
    chance = random.Random(seed)
    counts = tuple(
        sum(chance.random() < rate * (0.5 + 0.5 * math.sin(day / 3) ** 2) / 6 for _ in range(6))
        for day in range(len(period.columns))
    )
    ok = NOW - timedelta(minutes=chance.randrange(5, 90))
    return FeedFacts(
        name=name,
        host=f"www{seed}.example",
        language=language,
        counts=counts,
        week=sum(counts[-7:]),
        ever=sum(counts) * chance.randrange(2, 30),
        newest=ok - timedelta(hours=chance.randrange(1, 40)),
        last_success=ok,
        waiting=(seed % 5 == 3 and 2) or 0,
        length=chance.randrange(600, 9000),
    )


def _trouble(kind: TroubleKind, feed: str | None, *, person: bool = True) -> Trouble:
    why, remedy = _WHY[kind]
    return Trouble(
        kind,
        why,
        remedy,
        feed=feed,
        url="https://www.example/feeds/all/entries/rss.xml?section=harbour&order=newest",
        since=NOW - 4 * DAY,
        next_try=NOW + timedelta(hours=3),
        needs_person=person,
    )


def _report(
    feeds: tuple[FeedFacts, ...], period: Period, troubles: tuple[Trouble, ...] = ()
) -> Report:
    chance = random.Random(7)
    counts = tuple(sum(each) for each in zip(*(feed.counts for feed in feeds), strict=True))
    return Report(
        at=NOW,
        period=period,
        posts=sum(feed.ever for feed in feeds),
        counts=counts or (0,) * len(period.columns),
        week=sum(feed.week for feed in feeds),
        feeds=feeds,
        troubles=troubles,
        hosts=tuple(
            HostPace(
                f"www{number}.example",
                chance.randrange(3, 900),
                number % 4,
                timedelta(seconds=9.7 / (number + 1)),
                timedelta(seconds=21 / (number + 1)),
                NOW,
            )
            for number in range(len(feeds))
        ),
        runs=tuple(
            RunRecord(
                NOW - timedelta(minutes=30 * back + 5),
                timedelta(seconds=chance.uniform(1, 30)),
                len(feeds),
                back % 3,
                chance.randrange(12),
                requests=chance.randrange(20, 90),
            )
            for back in range(100)
        ),
        storage=Storage(3456, 3460, 41_234_567, True, 3_100_000, 12_300_000_000, 40_000_000_000),
    )


def empty() -> Report:
    period = Period(NOW.date(), 30)
    return Report(NOW, period, is_polled=False, counts=(0,) * 30)


def one() -> Report:
    period = Period(NOW.date(), 30)
    feed = FeedFacts("Harbour Daily", "www.example", None, (0,) * 29 + (1,), 1, 1, NOW, NOW)
    return _report((feed,), period)


def small() -> Report:
    period = Period(NOW.date(), 30)
    feeds = [
        _feed(period, name, language, 0.3 + number, number)
        for number, (name, language) in enumerate(_NAMES)
    ]
    troubles = (
        _trouble(TroubleKind.NOT_FOUND, _NAMES[1][0]),
        _trouble(TroubleKind.SILENT, _NAMES[5][0]),
        _trouble(TroubleKind.CERTIFICATE, _NAMES[3][0]),
        _trouble(TroubleKind.THROTTLED, _NAMES[0][0], person=False),
    )
    return _report(tuple(feeds), period, troubles)


def year() -> Report:
    period = Period(NOW.date(), 365)
    feeds = [
        _feed(period, name, language, 1 + number, number)
        for number, (name, language) in enumerate(_NAMES[:5])
    ]
    return _report(tuple(feeds), period)


def many() -> Report:
    period = Period(NOW.date(), 30)
    feeds = [
        _feed(period, f"{_NAMES[number % 12][0]} {number}", _NAMES[number % 12][1], 2, number)
        for number in range(500)
    ]
    kinds = tuple(_WHY)
    troubles = tuple(
        _trouble(kinds[number % 4], feeds[number].name, person=number % 3 > 0)
        for number in range(300)
    )
    return _report(tuple(feeds), period, troubles)


def hostile() -> Report:
    period = Period(NOW.date(), 30)
    feeds = [_feed(period, name, name[:9], 3, number) for number, name in enumerate(HOSTILE)]
    troubles = tuple(
        Trouble(TroubleKind.FAILING, why=name, remedy=name, feed=name, url=name, since=NOW)
        for name in HOSTILE
    )
    return _report(tuple(feeds), period, troubles)


WORLDS: Mapping[str, Callable[[], Report]] = {
    "empty": empty,
    "one": one,
    "small": small,
    "state": lambda: gathered(NOW),
    "year": year,
    "many": many,
    "hostile": hostile,
}
# Thousands of cells: axe takes half a minute to compare their colours, which are the others'.
QUICK = frozenset({"many"})

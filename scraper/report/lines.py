"""The report as lines for a terminal, and as objects for scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta

from scraper.console.words import maybe_iso, minute, shown, trouble_fields
from scraper.dates import iso_ms
from scraper.model import HostPace, Trouble
from scraper.report.facts import FeedFacts, Report
from scraper.report.words import (
    host_share,
    kind_heading,
    number,
    per_column,
    run_words,
    seconds,
    spark,
    storage_words,
    totals_words,
    trouble_times,
)

_LONGEST_NAME = 27  # in columns of a terminal, of which 80 are there
_HOSTS = 5


def lines(report: Report) -> Iterator[str]:
    """At most 80 columns where names and causes allow it."""
    yield f"{minute(report.at)}: {totals_words(report)}"
    if report.runs:
        yield f"last run {run_words(report.runs[0])}"
    yield ""
    yield from _posts(report)
    if report.troubles:
        yield ""
        for trouble in sorted(report.troubles, key=lambda each: not each.needs_person):
            yield from _trouble(trouble)
    if report.hosts:
        yield ""
        yield "slowest hosts (mean, longest, requests, of no use)"
        for pace in report.hosts[:_HOSTS]:
            yield (
                f"  {_cut(pace.host)} {seconds(pace.took):>10} {seconds(pace.slowest):>10}"
                f" {number(pace.requests):>7} {host_share(pace)}"
            )
    yield ""
    yield storage_words(report.storage)


def _posts(report: Report) -> Iterator[str]:
    period = report.period
    days = f"{period.days} d"
    yield f"{_cut(per_column(period))} {'7 d':>5} {days:>6} {'ever':>7}  {_from_to(report)}"
    ever = report.posts
    rows = [("all", report.week, sum(report.counts), ever, report.counts)]
    rows += [(feed.name, feed.week, feed.posts, feed.ever, feed.counts) for feed in report.feeds]
    for name, week, posts, all_time, counts in rows:
        yield (
            f"{_cut(shown(name))} {number(week):>5} {number(posts):>6} {number(all_time):>7}"
            f"  {spark(counts)}"
        ).rstrip()


def _from_to(report: Report) -> str:
    first, last = report.period.first, report.period.today
    return f"{first} to {last:%m-%d}" if first.year == last.year else f"{first} to {last}"


def _trouble(trouble: Trouble) -> Iterator[str]:
    where = shown(trouble.feed) if trouble.feed is not None else "this machine"
    mark = "" if trouble.needs_person else ", may pass"
    times = f" ({trouble_times(trouble)})" if trouble_times(trouble) else ""
    yield f"{kind_heading(trouble.kind)}{mark}: {where}: {shown(trouble.why)}{times}"
    yield f"  what to do: {shown(trouble.remedy)}"


def _cut(name: str) -> str:
    """As wide as the column of names, whatever its letters take."""
    from rich.cells import cell_len, set_cell_size  # where lines are printed only

    if cell_len(name) > _LONGEST_NAME:
        name = set_cell_size(name, _LONGEST_NAME - 1).rstrip() + "…"
    return set_cell_size(name, _LONGEST_NAME)


def objects(report: Report) -> Iterator[dict[str, object]]:
    """One for the whole, then one for each feed, trouble, host and run, and one of storage."""
    period = report.period
    yield {
        "type": "report",
        "at": iso_ms(report.at),
        "polled": report.is_polled,
        "since": period.first.isoformat(),
        "days": period.days,
        "posts": report.posts,
        "posts_7_days": report.week,
        "posts_in_days": sum(report.counts),
        "strays": report.strays,
        "feeds": len(report.feeds),
        "failing": report.failing,
        "waiting": report.waiting,
        "gave_up": report.gave_up,
        "counts": _counts(report, report.counts),
    }
    for feed in report.feeds:
        yield _feed(report, feed)
    yield from map(trouble_fields, report.troubles)
    yield from map(_host, report.hosts)
    for run in report.runs:
        yield {
            "type": "run",
            "started": iso_ms(run.started),
            "took_s": _s(run.took),
            "feeds": run.feeds,
            "failed": run.failed,
            "saved": run.saved,
            "waiting": run.waiting,
            "gave_up": run.gave_up,
            "requests": run.requests,
            "stopped": run.stopped,
        }
    yield {"type": "storage", **asdict(report.storage)}


def _counts(report: Report, counts: Sequence[int]) -> dict[str, int]:
    """By the first day of each column that is not empty."""
    columns = zip(report.period.columns, counts, strict=True)
    return {day.isoformat(): count for day, count in columns if count}


def _feed(report: Report, feed: FeedFacts) -> dict[str, object]:
    return {
        "type": "feed",
        "feed": feed.name,
        "last_success": maybe_iso(feed.last_success),
        "newest": maybe_iso(feed.newest),
        "failures": feed.failures,
        "gone": feed.is_gone,
        "posts": feed.ever,
        "posts_7_days": feed.week,
        "posts_in_days": feed.posts,
        "waiting": feed.waiting,
        "gave_up": feed.gave_up,
        "length": feed.length,
        "counts": _counts(report, feed.counts),
    }


def _host(pace: HostPace) -> dict[str, object]:
    return {
        "type": "host",
        "host": pace.host,
        "requests": pace.requests,
        "failed": pace.failed,
        "took_s": _s(pace.took),
        "slowest_s": _s(pace.slowest),
    }


def _s(took: timedelta) -> float:
    return round(took.total_seconds(), 3)

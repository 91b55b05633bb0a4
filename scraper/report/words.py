"""Numbers, sizes and times as a report says them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from scraper.console.words import kind_words, minute
from scraper.model import HostPace, RunRecord, Trouble, TroubleKind
from scraper.report.facts import Period, Report, Storage

_SPARKS = "▁▂▃▄▅▆▇█"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}", re.ASCII)
_UNITS = ("kB", "MB", "GB", "TB", "PB")


def number(value: int) -> str:
    """`1,234`."""
    return f"{value:,}"


def counted(value: int, word: str) -> str:
    """`1 feed`, `1,234 feeds`."""
    return f"{value:,} {word}{'' if value == 1 else 's'}"


def size(value: int | None) -> str:
    """`41.2 MB`, by thousands; what is not known is `unknown`."""
    if value is None:
        return "unknown"
    if value < 1000:
        return f"{value} B"
    scaled = float(value)
    for unit in _UNITS:
        scaled /= 1000
        if scaled < 999.95 or unit == _UNITS[-1]:
            break
    return f"{scaled:.1f} {unit}"


def seconds(took: timedelta) -> str:
    """`0.41 s`, `4.2 s`, `3 min 20 s`, `2 h 5 min`."""
    value = took.total_seconds()
    if value < 9.95:
        return f"{value:.2f} s" if value < 0.995 else f"{value:.1f} s"
    whole = round(value)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def maybe_minute(at: datetime | None, otherwise: str = "never") -> str:
    """A time as people are told it."""
    return minute(at) if at is not None else otherwise


def language(code: str | None) -> str | None:
    """A BCP 47 tag that browsers take, or None."""
    return code if code is not None and _LANGUAGE.fullmatch(code) else None


def per_column(period: Period) -> str:
    """`Posts a day`, or of what a column stands for."""
    return f"Posts {_COLUMNS[period.step]}"


_COLUMNS = {1: "a day", 7: "a week", 30: "in 30 days"}


def last_days(period: Period) -> str:
    """`the last 30 days`, or `today`."""
    return f"the last {period.days} days" if period.days > 1 else "today"


def plot_words(period: Period, counts: Sequence[int]) -> str:
    """A plot of posts in a sentence: for those who do not see it."""
    total = sum(counts)
    said = f"{per_column(period)} from {period.first} to {period.today}: "
    if not total:
        return f"{said}none"
    most = max(counts)
    when: date = period.columns[len(counts) - 1 - counts[::-1].index(most)]
    since = "on" if period.step == 1 else "from"
    return f"{said}{number(total)} in all, at most {number(most)} ({since} {when})"


def spark(counts: Sequence[int], most: int = 30) -> str:
    """A line of bars as high as the counts, neighbours summed until there are at most so many.

    An empty place is a blank, so that one post can be told from none.
    """
    if len(counts) > most:
        step = -(-len(counts) // most)
        short = len(counts) % step
        cut = ([counts[:short]] if short else []) + [
            counts[start : start + step] for start in range(short, len(counts), step)
        ]
        counts = [sum(each) for each in cut]
    top = max(counts, default=0)
    return "".join(
        _SPARKS[-(-count * len(_SPARKS) // top) - 1] if count else " " for count in counts
    )


def kind_heading(kind: TroubleKind) -> str:
    """`Not found`."""
    return kind_words(kind).capitalize()


def trouble_times(trouble: Trouble) -> str:
    """Since when, and when the program looks again; "" if nothing of it is known."""
    parts = []
    if trouble.since is not None:
        parts.append(f"since {minute(trouble.since)}")
    if trouble.next_try is not None:
        parts.append(f"asked again after {minute(trouble.next_try)}")
    return "; ".join(parts)


def run_words(run: RunRecord) -> str:
    """What the last run was, in a sentence."""
    stopped = f"; stopped: {run.stopped}" if run.stopped else ""
    failed = f" ({run.failed} failed)" if run.failed else ""
    return (
        f"{minute(run.started)}: {counted(run.feeds, 'feed')}{failed}, {run.saved} written,"
        f" {counted(run.requests, 'request')}, {seconds(run.took)}{stopped}"
    )


def host_share(pace: HostPace) -> str:
    """How many of a host's requests came to nothing: `2 (6 %)`."""
    if not pace.failed:
        return "0"
    part = 100 * pace.failed / max(1, pace.requests)
    return f"{number(pace.failed)} ({f'{part:.0f}' if part >= 1 else 'under 1'} %)"


def storage_words(storage: Storage) -> str:
    """What lies where, in a sentence."""
    more = "" if storage.is_whole else "more than "
    said = (
        f"archive {more}{size(storage.size)} in {more}{counted(storage.files, 'file')}"
        f" ({counted(storage.posts, 'post')})"
    )
    state = f"state {size(storage.state)}" if storage.state is not None else "no state yet"
    if storage.free is None:
        return f"{said}; {state}"
    return f"{said}; {state}; disk: {size(storage.free)} free of {size(storage.disk)}"


def totals_words(report: Report) -> str:
    """The whole report in a sentence."""
    failing = f" ({report.failing} failing)" if report.failing else ""
    return (
        f"{counted(report.posts, 'post')}, {number(report.week)} of the last 7 days,"
        f" {number(sum(report.counts))} of {last_days(report.period)};"
        f" {counted(len(report.feeds), 'feed')}{failing};"
        f" {number(report.waiting)} waiting, {number(report.gave_up)} given up"
    )

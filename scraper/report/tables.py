"""The sections that are tables: feeds, hosts, runs, storage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from scraper.report.facts import FeedFacts, Report
from scraper.report.markup import Content, Markup, tag
from scraper.report.plots import plot, share
from scraper.report.words import (
    counted,
    host_share,
    language,
    last_days,
    maybe_minute,
    number,
    run_words,
    seconds,
    size,
)

MOST_HOSTS = 15
MOST_RUNS = 60  # plotted; of these
_TOLD_RUNS = 10  # are told in words


def feeds(report: Report) -> Iterator[Content]:
    """Every feed in a row, in the config's order."""
    if not report.feeds:
        yield tag("p", "The config enables no feed.")
        return
    period = f"{report.period.days} days" if report.period.days > 1 else "Today"
    yield _table(
        f"All feeds; lengths are of the text of its last posts, as the median, in characters. Posts"
        f" are those of {last_days(report.period)} and of all time.",
        "feeds-table",
        (
            "Feed",
            "State",
            "Last success",
            "Newest entry",
            period,
            "Ever",
            "Length",
            "Waiting",
            "Given up",
        ),
        [_feed(each) for each in report.feeds],
    )


def _feed(feed: FeedFacts) -> Sequence[Content]:
    return (
        (
            tag("bdi", feed.name, lang=language(feed.language), dir="auto"),
            tag("small", tag("bdi", feed.host, dir="ltr")) if feed.host else None,
        ),
        _state(feed),
        _time(feed.last_success, "never"),
        _time(feed.newest, "none"),
        number(feed.posts),
        number(feed.ever),
        number(feed.length) if feed.length is not None else "–",
        number(feed.waiting),
        number(feed.gave_up),
    )


def _state(feed: FeedFacts) -> Content:
    if feed.is_gone:
        return tag("strong", "gone", class_="bad")
    if feed.failures:
        return tag("strong", f"failed {counted(feed.failures, 'time')}", class_="bad")
    return "well" if feed.last_success is not None else "not polled"


def hosts(report: Report) -> Iterator[Content]:
    """How fast hosts answer, the slowest first."""
    slowest = report.hosts[:MOST_HOSTS]
    if not slowest:
        yield tag("p", "No host was asked often enough to tell.")
        return
    top = slowest[0].took.total_seconds()
    yield _table(
        f"The slowest {len(slowest)} of {counted(len(report.hosts), 'host')}: the mean of late, and"
        " the longest time of one request.",
        "hosts-table",
        ("Host", "Mean", "Longest", "Requests", "Of no use"),
        [
            (
                tag("bdi", pace.host, dir="ltr"),
                (seconds(pace.took), share(pace.took.total_seconds(), top)),
                seconds(pace.slowest),
                number(pace.requests),
                host_share(pace),
            )
            for pace in slowest
        ],
    )


def runs(report: Report) -> Iterator[Content]:
    """How long runs took, and what the last ones were."""
    if not report.runs:
        yield tag("p", f"No run is remembered of {last_days(report.period)}.")
        return
    last = report.runs[:MOST_RUNS][::-1]
    took = [run.took.total_seconds() for run in last]
    middle = seconds(sorted(run.took for run in last)[len(last) // 2])
    of_all = f" of {number(len(report.runs))}" if len(report.runs) > len(last) else ""
    words = (
        f"Time of the last {counted(len(last), 'run')}{of_all} in {last_days(report.period)}:"
        f" mostly some {middle}, at most {seconds(max(run.took for run in last))}"
    )
    yield tag(
        "figure",
        tag("figcaption", words, ". Seconds on the left."),
        plot(
            took,
            words,
            [run_words(run) for run in last],
            (maybe_minute(last[0].started), maybe_minute(last[-1].started)),
        ),
    )
    told = [tag("li", run_words(run)) for run in report.runs[:_TOLD_RUNS]]
    yield tag("details", tag("summary", f"The last {len(told)} in words"), tag("ol", told))


def storage(report: Report) -> Iterator[Content]:
    """What lies on the disk."""
    kept = report.storage
    more = "" if kept.is_whole else "more than "
    rows: list[tuple[str, Content]] = [
        ("Posts", f"{more}{number(kept.posts)}"),
        ("Files", f"{more}{number(kept.files)}, {more}{size(kept.size)}"),
        ("State", size(kept.state) if kept.state is not None else "none yet"),
    ]
    if kept.free is not None and kept.disk:
        part = f"{100 * kept.free / kept.disk:.0f} % of {size(kept.disk)}"
        used = share(kept.disk - kept.free, kept.disk)
        rows.append(("Free on the disk", (f"{size(kept.free)}, {part}", used)))
    yield tag("dl", [tag("div", tag("dt", name), tag("dd", said)) for name, said in rows])


def _time(at: datetime | None, otherwise: str) -> Content:
    if at is None:
        return otherwise
    return tag("time", maybe_minute(at).removesuffix(" UTC"), datetime=at.isoformat())


def _table(
    caption: str, at: str, heads: Sequence[str], rows: Sequence[Sequence[Content]]
) -> Markup:
    """A table that scrolls in a box of its own where it is wider than the page."""
    head = tag("tr", [tag("th", each, scope="col") for each in heads])
    body = [
        tag("tr", tag("th", first, scope="row"), [tag("td", each) for each in rest])
        for first, *rest in rows
    ]
    return tag(
        "div",
        tag("table", tag("caption", caption, id=at), tag("thead", head), tag("tbody", body)),
        class_="scroll",
        role="region",
        aria_labelledby=at,
        tabindex=0,
    )

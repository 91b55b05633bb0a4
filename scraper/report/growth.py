"""The section of posts over time: all of them, then feed by feed."""

from __future__ import annotations

from collections.abc import Iterator

from scraper.report.facts import FeedFacts, Period, Report
from scraper.report.markup import Content, Markup, tag
from scraper.report.plots import bars, plot
from scraper.report.words import counted, language, number, per_column, plot_words

# So many feeds have a plot of their own; all of them are in the table.
MOST_PLOTS = 24


def content(report: Report) -> Iterator[Content]:
    """The plots, with their numbers as text."""
    period = report.period
    words = plot_words(period, report.counts)
    if not any(report.counts):
        yield tag("p", words, ".")
        return
    names = [
        f"{day}: {counted(count, 'post')}"
        for day, count in zip(period.columns, report.counts, strict=True)
    ]
    ends = (str(period.first), str(period.today))
    yield tag(
        "figure",
        tag("figcaption", words, "."),
        plot(report.counts, words, names, ends),
    )
    yield _numbers(report)
    active = sorted(
        (feed for feed in report.feeds if feed.posts), key=lambda feed: (-feed.posts, feed.name)
    )
    if not active:  # only feeds that left the config
        return
    shown = active[:MOST_PLOTS]
    yield tag("h3", "By feed" if len(shown) == len(active) else f"The {len(shown)} busiest feeds")
    yield tag("p", "Each has a scale of its own: its highest column is named.", class_="quiet")
    yield tag("ul", [_small(feed, period) for feed in shown], class_="plots")
    if len(active) > len(shown):
        rest = sum(feed.posts for feed in active[MOST_PLOTS:])
        yield tag(
            "p",
            f"{number(len(active) - len(shown))} further feeds have {counted(rest, 'post')}: see ",
            tag("a", "the table of feeds", href="#feeds"),
            ".",
        )


def _small(feed: FeedFacts, period: Period) -> Markup:
    most = max(feed.counts)
    return tag(
        "li",
        tag("h4", tag("bdi", feed.name, lang=language(feed.language), dir="auto")),
        bars(feed.counts, f"{feed.name}: {plot_words(period, feed.counts)}"),
        tag("p", f"{counted(feed.posts, 'post')}, at most {number(most)}", class_="quiet"),
    )


def _numbers(report: Report) -> Markup:
    head = {1: "Day", 7: "Week from", 30: "30 days from"}[report.period.step]
    rows = [
        tag("tr", tag("th", str(day), scope="row"), tag("td", number(count)))
        for day, count in zip(report.period.columns, report.counts, strict=True)
    ]
    return tag(
        "details",
        tag("summary", "The numbers"),
        tag(
            "table",
            tag("caption", per_column(report.period)),
            tag("thead", tag("tr", tag("th", head, scope="col"), tag("th", "Posts", scope="col"))),
            tag("tbody", rows),
            class_="narrow",
        ),
    )

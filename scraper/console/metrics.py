"""Figures in Prometheus's text format (version 0.0.4), for node_exporter's textfile collector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scraper.model import FeedOutcome, Figures, RunFigures, TroubleKind

_Sample = tuple[dict[str, str], float | int]


def metrics_text(run: RunFigures, figures: Figures | None) -> str:
    """All families there are figures of. Each series names its archive: there may be several."""
    return "".join(
        line
        for name, about, samples in (*_of_run(run), *(_of_feeds(figures) if figures else ()))
        for line in _family(f"scraper_{name}", about, samples, run.archive)
    )


def _of_run(run: RunFigures) -> Iterator[tuple[str, str, Iterable[_Sample]]]:
    ended = run.report is not None
    yield "last_run_timestamp_seconds", "When the last run ended.", [({}, run.ended.timestamp())]
    yield (
        "last_run_success",
        "Whether the last run came to its end: 0 if it was stopped by an error or a signal.",
        [({}, int(ended))],
    )
    yield "last_run_exit_status", "The last run's exit status.", [({}, run.status)]
    yield "run_duration_seconds", "How long the last run took.", [({}, run.took.total_seconds())]
    if run.report is None:
        return
    feeds = run.report.feeds
    yield "run_requests", "Requests sent by the last run.", [({}, run.report.requests)]
    saved = sum(feed.saved for feed in feeds)
    yield "run_posts_written", "Posts written by the last run.", [({}, saved)]
    outcomes = dict.fromkeys(FeedOutcome, 0)
    for feed in feeds:
        outcomes[feed.outcome] += 1
    yield (
        "run_feeds",
        "Feeds of the last run, by what came of them.",
        [({"status": outcome.value}, count) for outcome, count in outcomes.items()],
    )


def _of_feeds(figures: Figures) -> Iterator[tuple[str, str, Iterable[_Sample]]]:
    feeds = figures.feeds
    yield "posts", "Posts that the archive holds.", [({}, figures.posts)]
    yield "entries_waiting", "Entries that are to be tried yet.", [({}, figures.waiting)]
    yield "entries_given_up", "Entries that were given up.", [({}, figures.gave_up)]
    yield "feeds", "Feeds that the config enables.", [({}, len(feeds))]
    failing = sum(feed.failures > 0 for feed in feeds)
    yield "feeds_failing", "Feeds whose last poll failed.", [({}, failing)]
    yield (
        "feed_last_success_timestamp_seconds",
        "When a feed last came; not there for one that never did.",
        (
            ({"feed": feed.name}, feed.last_success.timestamp())
            for feed in feeds
            if feed.last_success is not None
        ),
    )
    yield (
        "feed_failures",
        "Failed polls of a feed in a row.",
        (({"feed": feed.name}, feed.failures) for feed in feeds),
    )
    yield (
        "feed_entries_waiting",
        "Entries of a feed that are to be tried yet.",
        (({"feed": feed.name}, feed.waiting) for feed in feeds),
    )
    yield (
        "troubles",
        "Troubles that will not mend themselves, by kind.",
        [({"kind": kind.value}, figures.troubles.get(kind, 0)) for kind in TroubleKind],
    )
    yield (
        "disk_free_bytes",
        "Free space where the archive and its state lie.",
        [({"place": place}, free) for place, free in figures.free.items()],
    )


def _family(name: str, about: str, samples: Iterable[_Sample], archive: str) -> Iterator[str]:
    yield f"# HELP {name} {about}\n# TYPE {name} gauge\n"
    for labels, value in samples:
        pairs = {"archive": archive, **labels}.items()
        said = ",".join(f'{label}="{_escaped(text)}"' for label, text in pairs)
        yield f"{name}{{{said}}} {value}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

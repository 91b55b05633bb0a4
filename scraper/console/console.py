"""The Reporter that people and scripts read: what a run says as it goes, and at its end."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from scraper.console.bar import Bar
from scraper.console.coverage import (
    coverage_fields,
    coverage_line,
    plan_line,
    walk_line,
    walk_title,
)
from scraper.console.groups import Groups, line_of
from scraper.console.words import (
    counted,
    entry_fields,
    failed_words,
    maybe_iso,
    print_line,
    print_object,
    shown,
)
from scraper.dates import iso_ms
from scraper.model import (
    Entry,
    EntryRecord,
    Feed,
    FeedOutcome,
    FeedReport,
    Post,
    RunReport,
    Status,
    Walk,
)

# Phases in which nothing of the other side was seen: many such at once are our network's fault.
_UNREACHED = frozenset({"dns", "connect"})
# With -v, of the pages that older entries are read from, every so many are a line.
PAGES_A_LINE = 20
_NAME_IN_BAR = 40


class Console:
    """On stdout: a path per post, or with `as_json` an object per post, feed and run. On stderr:
    what is wrong, and unless `quiet` what waits and a summary. Many entries of one feed
    and reason are one line, told when the feed is done. How far a feed was read back is a line on
    stderr, where that falls short of `since` also if `quiet`; days are those of `zone`.
    `max_requests` is what may be spent on that, in place of a feed's own number.
    """

    def __init__(
        self,
        archive: Path,
        feeds: Mapping[str, str],
        *,
        as_json: bool = False,
        quiet: bool = False,
        verbose: int = 0,
        progress: bool = False,
        since: datetime | None = None,
        zone: tzinfo = UTC,
        max_requests: int | None = None,
    ) -> None:
        self._archive = archive
        self._names = feeds
        self._as_json = as_json
        self._quiet = quiet
        self._verbose = verbose
        self._since = since
        self._zone = zone
        self._max_requests = max_requests
        self._groups: dict[str, Groups] = {}
        self._spent: dict[str, dict[str, tuple[int, int]]] = {}
        self._bar = Bar() if progress else None

    def close(self) -> None:
        """Says what is left to say, and takes the progress bar off the screen."""
        for feed_id in tuple(self._groups):  # feeds that a signal cut short
            self._tell_groups(feed_id)
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def post(self, feed: Feed, post: Post, path: str) -> None:
        if self._as_json:
            self._object(
                type="post",
                path=path,
                file=self._file(path),
                title=post.title,
                url=post.url,
                feed=feed.name,
                published=iso_ms(post.published),
                source=post.source.value,
            )
        else:
            self._out(self._file(path))

    def not_archived(self, feed: Feed, record: EntryRecord) -> None:
        if record.status is Status.FILTERED and not self._verbose:
            return
        if record.status not in (Status.GAVE_UP, Status.RETRY, Status.FILTERED):
            return
        if self._as_json:
            self._object(**entry_fields(feed.name, record))
        if self._verbose:
            self.warn(line_of(feed.name, record))
        elif record.status is Status.GAVE_UP or not self._quiet:
            self._groups.setdefault(feed.id, Groups(feed.name)).add(record)

    def warning(self, text: str) -> None:
        self.warn(shown(text))

    def would_archive(self, feed: Feed, entry: Entry) -> None:
        date = maybe_iso(entry.published)
        if self._as_json:
            self._object(
                type="would_archive",
                title=entry.title,
                url=entry.url,
                feed=feed.name,
                published=date,
            )
        else:
            day = date[:10] if date else "undated"
            self._out(f"would archive {day} {shown(entry.title)} <{entry.url}>")

    def plan(self, feed: Feed, sources: Sequence[str], max_requests: int, max_new: int) -> None:
        if self._as_json:
            self._object(
                type="plan",
                feed=feed.name,
                since=maybe_iso(self._since),
                sources=list(sources),
                max_requests=max_requests,
                max_new=max_new,
            )
        else:
            line = plan_line(self._since, sources, max_requests, max_new, self._zone)
            self._out(f"feed {shown(feed.name)}: {line}")

    def history(self, feed: Feed, walk: Walk) -> None:
        if self._verbose and (walk.end is not None or walk.pages % PAGES_A_LINE == 0):
            self.warn(f"feed {shown(feed.name)}: {walk_line(walk, self._zone)}")
        if self._bar is None:
            return
        spent = self._spend(walk)
        if walk.end is not None:
            self._bar.end_walk(feed.id)
            return
        title = f"{shown(feed.name)[:_NAME_IN_BAR]}: {walk_title(walk, self._zone)}"
        most = self._max_requests or feed.history.max_requests
        self._bar.walk(feed.id, title, (spent, most), f"requests, {walk.found:,} found")

    def _spend(self, walk: Walk) -> int:
        """Requests of this run for a feed's older entries; a walk may have been begun before."""
        sources = self._spent.setdefault(walk.feed_id, {})
        first, _ = sources.get(walk.source, (walk.requests - 1, 0))
        sources[walk.source] = first, walk.requests
        return sum(last - first for first, last in sources.values())

    def feed(self, report: FeedReport) -> None:
        if self._as_json:
            self._object(
                type="feed",
                feed=self._names[report.feed_id],
                status=report.outcome.value,
                admitted=report.admitted,
                saved=report.saved,
                known=report.known,
                waiting=report.waiting,
                gave_up=report.gave_up,
                skipped=report.skipped,
                filtered=report.filtered,
                error=report.error,
                phase=report.phase,
                url=report.url,
                failures=report.failures,
                failing_since=maybe_iso(report.failing_since),
                gone=report.gone,
                notes=[*report.notes, *report.advice],
                history=coverage_fields(report.history) if report.history else None,
            )
        self._tell_groups(report.feed_id)
        if self._bar is not None:
            self._bar.end_walk(report.feed_id)
        history = report.history
        if not (report.notes or report.advice or history or self._verbose):
            return
        name = shown(self._names[report.feed_id])
        # Where the feed itself did not come, that is told, and not how far it reaches.
        if history and history.sources and not (self._quiet and history.reached):
            self.warn(f"feed {name}: {coverage_line(history, self._zone)}")
        if not self._quiet:
            for note in report.notes:
                self.warn(f"feed {name}: {shown(note)}")
        for line in report.advice:
            self.warn(f"feed {name}: {shown(line)}")
        if self._verbose and report.outcome is not FeedOutcome.NOT_DUE:
            self.warn(f"feed {name}: {report.outcome.value}, {report.saved} written")

    def _tell_groups(self, feed_id: str) -> None:
        if groups := self._groups.pop(feed_id, None):
            for line in groups.lines():
                self.warn(line)

    def progress(self, feeds: tuple[int, int], articles: tuple[int, int]) -> None:
        if self._bar is not None:
            self._bar.update(feeds, articles)

    def warn(self, line: str) -> None:
        """One line on stderr."""
        self._err(f"scrape: {line}")

    def summary(self, report: RunReport) -> None:
        """The end of a run: which feeds failed, and what was done."""
        self.close()
        self._failures(report)
        feeds = dict.fromkeys(FeedOutcome, 0)
        for feed in report.feeds:
            feeds[feed.outcome] += 1
        saved = sum(feed.saved for feed in report.feeds)
        waiting = sum(feed.waiting for feed in report.feeds)
        gave_up = sum(feed.gave_up for feed in report.feeds)
        skipped = sum(feed.skipped for feed in report.feeds)
        filtered = sum(feed.filtered for feed in report.feeds)
        undated = sum(feed.history.undated for feed in report.feeds if feed.history)
        until = any(feed.history and feed.history.until for feed in report.feeds)
        took = report.took.total_seconds()
        if self._as_json:
            self._object(
                type="summary",
                feeds={outcome.value: count for outcome, count in feeds.items()},
                saved=saved,
                waiting=waiting,
                gave_up=gave_up,
                skipped=skipped,
                filtered=filtered,
                requests=report.requests,
                took_s=round(took, 3),
                stopped=report.stopped,
            )
        if self._quiet:
            return
        outcomes = ", ".join(
            f"{count} {outcome.value.replace('-', ' ')}"
            for outcome, count in feeds.items()
            if count
        )
        posts = f"{saved} post{'' if saved == 1 else 's'} written"
        more = [
            f"{count} {word}"
            for count, word in (
                (waiting, "waiting"),
                (gave_up, "given up"),
                (filtered, "filtered"),
                (skipped - undated, f"left as too old{' or too new' if until else ''}"),
            )
            if count
        ]
        if not report.feeds:
            self.warn("no feed is enabled in the config")
        asked = f"{report.requests} request{'' if report.requests == 1 else 's'} in {took:.1f} s"
        feeds_told = counted(len(report.feeds), "feed") + (f" ({outcomes})" if outcomes else "")
        line = "; ".join((feeds_told, ", ".join([posts, *more]), asked))
        self._err(line)
        if report.stopped:
            self._err(f"stopped early ({report.stopped}); the rest waits for the next run")

    def _failures(self, report: RunReport) -> None:
        failed = [feed for feed in report.feeds if feed.outcome is FeedOutcome.FAILED]
        tried = [
            feed
            for feed in report.feeds
            if feed.outcome not in (FeedOutcome.NOT_DUE, FeedOutcome.STOPPED)
        ]
        down = len(failed) > 1 and all(feed.phase in _UNREACHED for feed in failed)
        if down and len(failed) == len(tried):
            first = failed[0]
            self.warn(
                f"no feed could be reached ({len(failed)} tried); is the network up, are HTTP_PROXY"
                f" and HTTPS_PROXY right? First: feed {shown(self._names[first.feed_id])}:"
                f" {shown(first.error or '')}"
            )
            if not self._verbose:
                return
        for feed in failed:
            name = shown(self._names[feed.feed_id])
            words = failed_words(feed.failures, feed.failing_since)
            self.warn(f"feed {name} {words}: {shown(feed.error or '')}")

    def _file(self, path: str) -> str:
        file = self._archive / path
        try:
            return str(file.relative_to(Path.cwd()))
        except (ValueError, OSError):  # elsewhere, or the current folder is gone
            return str(file)

    def _object(self, **fields: object) -> None:
        print_object(fields)

    def _out(self, line: str) -> None:
        print_line(line, sys.stdout)

    def _err(self, line: str) -> None:
        print_line(line, sys.stderr)

"""Words out: lines on stdout, summary and trouble on stderr, a progress bar where one is watched.

Every value that strangers wrote goes through `shown`, so that no title can move a cursor or forge
a log line.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from scraper.dates import iso_ms
from scraper.front_matter import one_line
from scraper.model import (
    Entry,
    EntryRecord,
    Feed,
    FeedOutcome,
    FeedReport,
    Post,
    RunReport,
    Status,
)

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

# Phases in which nothing of the other side was seen: many such at once are our network's fault.
_UNREACHED = frozenset({"dns", "connect"})


def shown(text: str) -> str:
    """`text` fit for a terminal or a log: one line, no control characters."""
    return one_line(text)


class Console:
    """The Reporter that people and scripts read.

    On stdout: a path per post, or with `as_json` an object per post, feed and run. On stderr:
    what is wrong, and unless `quiet` what waits and a summary.
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
    ) -> None:
        self._archive = archive
        self._names = feeds
        self._as_json = as_json
        self._quiet = quiet
        self._verbose = verbose
        self._bar = _Bar() if progress else None

    def close(self) -> None:
        """Takes the progress bar off the screen."""
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
        reason = record.reason or ""
        where = f"{shown(feed.name)}: {shown(record.entry.url)}"
        if record.status is Status.GAVE_UP:
            self.warn(f"{where}: given up after {record.attempts} attempts: {shown(reason)}")
        elif record.status is Status.RETRY and not self._quiet:
            again = f"{record.retry_at:%Y-%m-%d %H:%M} UTC" if record.retry_at else "later"
            self.warn(f"{where}: waits: {shown(reason)}; tried again after {again}")

    def warning(self, text: str) -> None:
        self.warn(shown(text))

    def would_archive(self, feed: Feed, entry: Entry) -> None:
        date = iso_ms(entry.published) if entry.published else None
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

    def feed(self, report: FeedReport) -> None:
        name = shown(self._names[report.feed_id])
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
                error=report.error,
                notes=[*report.notes, *report.advice],
            )
        if not self._quiet:
            for note in report.notes:
                self.warn(f"feed {name}: {shown(note)}")
        for line in report.advice:
            self.warn(f"feed {name}: {shown(line)}")
        if self._verbose and report.outcome is not FeedOutcome.NOT_DUE:
            self.warn(f"feed {name}: {report.outcome.value}, {report.saved} written")

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
        took = report.took.total_seconds()
        if self._as_json:
            self._object(
                type="summary",
                feeds={outcome.value: count for outcome, count in feeds.items()},
                saved=saved,
                waiting=waiting,
                gave_up=gave_up,
                skipped=skipped,
                requests=report.requests,
                took_s=round(took, 3),
                stopped=report.stopped,
            )
        if self._quiet:
            return
        counted = ", ".join(
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
                (skipped, "left as too old"),
            )
            if count
        ]
        if not report.feeds:
            self.warn("no feed is enabled in the config")
        asked = f"{report.requests} request{'' if report.requests == 1 else 's'} in {took:.1f} s"
        feeds_told = _count(len(report.feeds), "feed") + (f" ({counted})" if counted else "")
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
            self.warn(f"feed {name} failed: {shown(feed.error or '')}")

    def _file(self, path: str) -> str:
        file = self._archive / path
        try:
            return str(file.relative_to(Path.cwd()))
        except (ValueError, OSError):  # elsewhere, or the current folder is gone
            return str(file)

    def _object(self, **fields: object) -> None:
        self._out(json.dumps(fields, ensure_ascii=False))

    def _out(self, line: str) -> None:
        print_line(line, sys.stdout)

    def _err(self, line: str) -> None:
        print_line(line, sys.stderr)


class _Bar:
    """Feeds, articles, rate and time left; gone when done."""

    def __init__(self) -> None:
        # rich costs 60 ms: only where somebody watches.
        from rich.console import Console as RichConsole
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        self._progress: Progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=RichConsole(stderr=True),
            transient=True,
            redirect_stdout=sys.stdout.isatty(),
            redirect_stderr=True,
        )
        self._feeds: TaskID = self._progress.add_task("feeds", total=None, rate="")
        self._articles: TaskID = self._progress.add_task("articles", total=None, rate="")
        self._progress.start()

    def update(self, feeds: tuple[int, int], articles: tuple[int, int]) -> None:
        self._progress.update(self._feeds, completed=feeds[0], total=feeds[1])
        speed = self._progress.tasks[1].speed
        rate = f"{speed:.1f}/s" if speed else ""
        self._progress.update(
            self._articles, completed=articles[0], total=articles[1] or None, rate=rate
        )

    def close(self) -> None:
        self._progress.stop()


class _OneLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        record.message = shown(record.getMessage())
        line = f"{record.levelname.lower()}: {record.message}"
        if record.exc_info:  # only bugs get here with one
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return line


def set_up_logging(verbose: int, level_name: str) -> None:
    """Logs to stderr: warnings, with -v what is done, with -vv everything; LOG_LEVEL wins."""
    names = {"debug", "info", "warning", "error", "critical"}
    level = {0: logging.WARNING, 1: logging.INFO}.get(verbose, logging.DEBUG)
    if level_name.lower() in names:
        level = logging.getLevelNamesMapping()[level_name.upper()]
    elif level_name:
        wanted = ", ".join(sorted(names))
        print_line(
            f"scrape: LOG_LEVEL: want one of {wanted}; got {shown(level_name)!r}", sys.stderr
        )
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    if level > logging.DEBUG:
        for noisy in ("httpx", "httpcore", "charset_normalizer"):
            logging.getLogger(noisy).setLevel(logging.WARNING)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def print_line(line: str, stream: TextIO | None) -> None:
    """The text and a line's end on that stream; nothing where nobody reads any more."""
    if stream is None:  # started with it closed
        return
    try:
        stream.write(line + "\n")
        stream.flush()
    except OSError as error:
        # Who read us has gone, or its disk is full; the posts matter more. Python would
        # complain again at exit, about what is left in the buffer.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if stream is sys.stdout and not isinstance(error, BrokenPipeError):
            print_line(f"scrape: can't write to stdout: {error.strerror}; going on", sys.stderr)

"""What a feed's filters would do with what it shows now. Nothing is archived or remembered."""

from __future__ import annotations

import logging
from collections.abc import Set
from dataclasses import dataclass

from scraper import decide
from scraper.errors import ExtractError, FetchError, ParseError
from scraper.model import (
    Entry,
    EntryRecord,
    Feed,
    Fetched,
    FilterRule,
    ParsedFeed,
    Post,
    Status,
    Validators,
)
from scraper.pipeline.article import read_post
from scraper.pipeline.tools import Tools
from scraper.workers import WorkerDiedError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Previewed:
    """One entry. `page`: its article was read; `error`: why it could not be."""

    entry: Entry
    verdict: decide.Verdict
    page: bool = False
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """One feed: its entries in the feed's order, or why it could not be had.

    `unmatched` are the rules, in words, that hold for none of them, nor may for a page that was
    not read.
    """

    feed: Feed
    entries: tuple[Previewed, ...] = ()
    unmatched: tuple[str, ...] = ()
    error: str | None = None


async def preview(feed: Feed, tools: Tools, pages: int = 0) -> Preview:
    """Fetches and judges; reads the articles of at most `pages` entries that are undecided.

    The feed's failure is an outcome, and so is a page's.
    """
    try:
        return await _preview(feed, tools, pages)
    except (FetchError, ParseError) as error:
        return Preview(feed, error=error.reason if isinstance(error, FetchError) else str(error))
    except Exception as error:  # the last resort: one feed's bug is its own
        log.exception("bug while reading %s", feed.name)
        return Preview(feed, error=f"internal error: {type(error).__name__}")


async def _preview(feed: Feed, tools: Tools, pages: int) -> Preview:
    parsed = await _fetched(feed, tools)
    now = tools.clock()
    matched: set[FilterRule] = set()  # or perhaps, for all that is known
    found: list[Previewed] = []
    for entry in parsed.entries:
        verdict = decide.judge_entry(feed.filters, entry, now)
        post, trouble = None, None
        if verdict.kept is None and pages > 0:
            pages -= 1
            post, trouble = await _post(EntryRecord(entry, Status.NEW, now), feed, tools)
        if post is not None:
            verdict = decide.judge_article(feed.filters, entry, post, now)
        held = decide.rules_at(feed.filters, entry, now, post)
        matched.update(rule for rule, holds in held.items() if holds is not False)
        found.append(Previewed(entry, verdict, post is not None, trouble))
    return Preview(feed, tuple(found), _unmatched(feed, matched) if found else ())


def _unmatched(feed: Feed, matched: Set[FilterRule]) -> tuple[str, ...]:
    rules = [("keep", rule) for rule in feed.filters.keep]
    rules += [("drop", rule) for rule in feed.filters.drop]
    return tuple(f"{verb}: {decide.rule_words(r)}" for verb, r in rules if r not in matched)


async def _fetched(feed: Feed, tools: Tools) -> ParsedFeed:
    from scraper.feeds import parse_feed

    answer = await tools.fetch.poll(feed.url, Validators(), feed.headers)
    if not isinstance(answer, Fetched):
        raise FetchError(
            feed.url, "HTTP 304 to an unconditional request", phase="status", retry=None
        )
    return parse_feed(answer, feed)


async def _post(record: EntryRecord, feed: Feed, tools: Tools) -> tuple[Post | None, str | None]:
    try:
        return await read_post(record, feed, tools), None
    except (FetchError, ExtractError) as error:
        return None, error.reason
    except WorkerDiedError as error:
        return None, str(error)
    except Exception as error:  # the last resort: a bug met in one page is that page's
        log.exception("bug while reading %s", record.entry.url)
        return None, f"internal error: {type(error).__name__}"

"""A feed's filters, asked in a run. One that meets a bug leaves nothing out: no article is lost."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping
from datetime import datetime

from scraper import decide
from scraper.model import BodyFrom, Entry, EntryRecord, Feed, FilterRule, Post, Status
from scraper.pipeline.tools import Tools
from scraper.site_rules import is_feed_only

log = logging.getLogger(__name__)


def sieve_of(feed: Feed) -> decide.Sieve:
    """The feed's filters, as far as they are asked before a page is fetched."""
    if not feed.filters:
        return decide.NO_SIEVE

    def why(entry: Entry, first_seen: datetime) -> str | None:
        try:
            verdict = decide.judge_entry(feed.filters, entry, first_seen)
        except Exception:  # the last resort: a bug in filters must not cost an article
            log.exception("bug in the filters of %s, at %s", feed.name, entry.url)
            return None
        return verdict.why if verdict.kept is False else None

    def rules(entry: Entry, first_seen: datetime) -> Mapping[FilterRule, bool | None]:
        try:
            return decide.rules_at(feed.filters, entry, first_seen)
        except Exception:  # the same
            log.exception("bug in the filters of %s, at %s", feed.name, entry.url)
            return {}

    return decide.Sieve(why, decide.mark_of(feed.filters), rules)


def dropped(record: EntryRecord, feed: Feed) -> EntryRecord | None:
    """The record of an entry that waits and that the feed's word alone leaves out by now, though
    the feed may show it no more; None if it does not.
    """
    if not feed.filters or record.entry.asked_for or record.path is not None:
        return None
    why = sieve_of(feed).why(record.entry, record.first_seen)
    return decide.filtered(record, why) if why is not None else None


def left_out(record: EntryRecord, post: Post, feed: Feed, now: datetime) -> EntryRecord | None:
    """The record of an entry whose article the feed's filters leave out; None if they do not."""
    if not feed.filters or record.entry.asked_for:
        return None
    try:
        verdict = decide.judge_article(feed.filters, record.entry, post, record.first_seen)
    except Exception:  # the last resort: a bug in filters must not cost an article
        log.exception("bug in the filters of %s, at %s", feed.name, record.entry.url)
        return None
    if verdict.kept is not False:
        return None
    dated = record.entry.published is None and post.dated
    record = dataclasses.replace(
        record, tried_at=now, found_date=post.published if dated else record.found_date
    )
    return decide.filtered(record, verdict.why, decide.mark_of(feed.filters))


def without_text(record: EntryRecord, feed: Feed, tools: Tools) -> EntryRecord:
    """A filtered entry without its feed's text, where its page has it; any other as it is."""
    entry = record.entry
    if record.status is not Status.FILTERED or not entry.linked:
        return record
    if feed.body_from is BodyFrom.FEED or is_feed_only(entry.url, tools.rules):
        return record
    lean = dataclasses.replace(entry, content_html="", summary_html="")
    return dataclasses.replace(record, entry=lean)

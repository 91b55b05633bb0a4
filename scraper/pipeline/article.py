"""One entry's way to its file. Safe to repeat at any point: nothing is written twice."""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import dataclass

from scraper import decide
from scraper.dates import parse_date
from scraper.errors import ExtractError, FetchError, ScrapeError
from scraper.looking import build, look
from scraper.model import (
    BodyFrom,
    BodySeen,
    EntryRecord,
    Feed,
    Held,
    Page,
    Post,
    SiteRule,
    Status,
)
from scraper.pipeline.filtering import dropped, left_out, without_text
from scraper.pipeline.mementos import marked, memento_of
from scraper.pipeline.pages import ask, page_of, whole_form, with_further
from scraper.pipeline.tools import Tools
from scraper.presets import path_key
from scraper.site_rules import is_feed_only, rules_for
from scraper.urls import canonical, identity
from scraper.workers import WorkerDiedError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Archived:
    """How an attempt ended. `written` is the post, if this attempt wrote it."""

    record: EntryRecord
    written: Post | None = None


async def archive_entry(record: EntryRecord, feed: Feed, tools: Tools) -> Archived:
    """Archives one admitted entry; the outcome is in the store when this returns.

    Raises ArchiveError and StoreError only: they stop the run, and the entry stays admitted.
    """
    entry = record.entry
    async with tools.claims.claim(entry.identity):
        held = await _held_as(entry.identity, record, tools)
        if held is not None and decide.is_other_article(entry, held):
            entry = decide.own_identity(entry)
            record = dataclasses.replace(record, entry=entry)
        elif held is not None:
            return await _is_held(record, held, [entry.identity], tools)
        planned = _planned(record, tools)
        if planned is not None:
            tools.archive.settle(planned.path)
            return await _is_held(record, planned, [entry.identity], tools, own_path=True)
        unwanted = dropped(record, feed)
        if unwanted is not None:
            unwanted = without_text(unwanted, feed, tools)
            await tools.store.settle(unwanted)
            return Archived(unwanted)
        trouble: FetchError | None = None
        try:
            page, trouble = await _page(record, feed, tools)
            memento = None
            if trouble is not None and page is None:
                page, memento = await memento_of(record, feed, tools)
            post = await _post(marked(record, memento), page, feed, tools)
        except (FetchError, ExtractError) as error:
            return await _failed(record, trouble or error, tools)
        except WorkerDiedError as error:
            log.error("while archiving %s: %s", entry.url, error)
            return await _failed(record, ExtractError(str(error), verdict="empty"), tools)
        except ScrapeError:
            raise
        except Exception as error:  # the last resort: a bug met in one page is that page's
            log.exception("bug while archiving %s", entry.url)
            bug = ExtractError(f"internal error: {type(error).__name__}", verdict="empty")
            return await _failed(record, bug, tools)
        left = decide.outside(
            record,
            post.published,
            dated=post.dated,
            zone=feed.preset.zone,
            include_undated=tools.include_undated,
        )
        if left is not None:
            await tools.store.settle(left)
            return Archived(left)
        return await _write(record, post, feed, tools)


async def read_post(record: EntryRecord, feed: Feed, tools: Tools) -> Post:
    """The post that an entry would be, for who only looks; raises FetchError or ExtractError."""
    page, trouble = await _page(record, feed, tools)
    try:
        return await _post(record, page, feed, tools)
    except ExtractError as error:
        raise trouble or error from error


async def _page(
    record: EntryRecord, feed: Feed, tools: Tools
) -> tuple[Page | None, FetchError | None]:
    """The entry's page, or None if the feed's own text must do, and the trouble that is why."""
    entry = record.entry
    if feed.body_from is BodyFrom.FEED or not entry.linked or is_feed_only(entry.url, tools.rules):
        return None, None
    try:
        fetched = await ask(entry.url, feed, tools, record.attempts)
        if decide.leads_home(entry.url, fetched.final_url):
            raise FetchError(entry.url, decide.LED_HOME, phase="body", retry=None)
    except FetchError as error:
        await tools.note_silence(error)
        again = error.retry is not None and not decide.is_last_attempt(record)
        if again or not error.asked:
            raise
        return None, error  # no page will come: the feed's text is next, if it is an article
    return page_of(fetched, feed, tools), None


async def _post(record: EntryRecord, page: Page | None, feed: Feed, tools: Tools) -> Post:
    """The entry's post, from as many pages as its article has."""

    def rules() -> tuple[SiteRule, ...]:  # thousands would each go to another process
        return rules_for((entry.url, *(one.url for one in pages)), tools.rules)

    entry, seen, run = record.entry, record.first_seen, tools.workers.run
    pages: tuple[Page, ...] = () if page is None else (page,)
    if page is None:
        return await run(build, entry, None, feed, rules(), seen)
    found = await run(look, entry, pages, feed, rules(), seen, is_first=True)
    if found.next is not None or found.single is not None:
        pages = await with_further(page, found, record, feed, tools)
        found = await run(look, entry, pages, feed, rules(), seen, is_first=False)
    if found.form is not None:
        whole = await whole_form(page, found.form, feed, tools)
        if whole is not None:
            pages = (*pages, whole)
            return await run(build, entry, pages, feed, rules(), seen)
    return found.result()


async def _write(record: EntryRecord, post: Post, feed: Feed, tools: Tools) -> Archived:
    # Posts may share an address (parts of a page, editions of it): address, time and title
    # together name one, also when only the posts are left to ask. An undated post's time is that
    # of its first sight, which no later run knows.
    timed = post.dated and post.published != record.first_seen
    name = decide.post_name(post.identity, post.title, post.published if timed else None)
    identities = [record.entry.identity, name]
    held = await _held_as(name, record, tools)
    if held is not None:
        return await _is_held(record, held, identities, tools)
    shared = identity(record.entry.url) != record.entry.identity
    # While its page was on the way, another entry may have brought the same article by a redirect.
    held = None if shared else await _held_as(record.entry.identity, record, tools)
    if held is not None and not decide.is_other_article(record.entry, held):
        return await _is_held(record, held, identities, tools)
    if not shared and post.identity != record.entry.identity:
        # A redirect led here: the same article may have come before, by its own address.
        identities.append(post.identity)
        held = await _held_as(post.identity, record, tools)
        if held is not None and decide.is_same_article(record.entry, held):
            return await _is_held(record, held, identities, tools)
    left = left_out(record, post, feed, tools.clock())
    if left is not None:
        left = without_text(left, feed, tools)
        await tools.store.settle(left)
        return Archived(left)
    own = [name for name in identities if name != record.entry.identity or not shared]
    for path in (post.path, post.second_path):
        names = await tools.store.identities_at(path_key(path))
        if names and not set(names) & set(identities) and not _holds(path, own, post, tools):
            continue  # another article's, perhaps on a file system that ignores case
        await tools.store.plan(record.entry, path)
        held = Held(path, post.title, post.published)
        if tools.archive.write(path, post.text):
            # What an archive shows of the past says nothing of how the feed does now.
            seen = None if record.entry.found_by else _seen(record, post, tools)
            done = await _is_held(record, held, identities, tools, own_path=True, seen=seen)
            return dataclasses.replace(done, written=post)
        if _holds(path, own, post, tools):
            return await _is_held(record, held, identities, tools, own_path=True)
    taken = ExtractError(f"{post.second_path} is taken by another file", verdict="empty")
    return await _failed(record, taken, tools)


async def _held_as(name: str, record: EntryRecord, tools: Tools) -> Held | None:
    held = (await tools.store.held([name])).get(name)
    held = tools.looked_up(record.entry, held) if held is not None else None
    if held is None or record.not_before is None or tools.archive.exists(held.path):
        return held
    return None  # under --since, a post that a person deleted is wanted again


async def _is_held(
    record: EntryRecord,
    held: Held,
    identities: list[str],
    tools: Tools,
    *,
    own_path: bool = False,
    seen: BodySeen | None = None,
) -> Archived:
    saved = dataclasses.replace(
        record, status=Status.SAVED, path=held.path, retry_at=None, reason=None, phase=None
    )
    await tools.store.saved(saved, held, identities, own_path=own_path, seen=seen)
    return Archived(saved)


def _seen(record: EntryRecord, post: Post, tools: Tools) -> BodySeen:
    entry = record.entry
    return BodySeen(
        feed_id=entry.feed_id,
        key=entry.key,
        url=post.url,
        at=tools.clock(),
        length=post.length,
        source=post.source,
        access=post.access,
        warnings=post.warnings,
    )


async def _failed(record: EntryRecord, error: FetchError | ExtractError, tools: Tools) -> Archived:
    outcome = decide.after_attempt(record, tools.clock(), error)
    await tools.store.settle(outcome)
    return Archived(outcome)


def _planned(record: EntryRecord, tools: Tools) -> Held | None:
    """The post that a killed run wrote for this entry and could not note any more."""
    if record.path is None or not _holds(record.path, [record.entry.identity], None, tools):
        return None
    return Held(record.path, record.entry.title)


def _holds(path: str, identities: list[str], post: Post | None, tools: Tools) -> bool:
    """Whether the file at `path` is the article of these identities, or `post` to the second."""
    peek = tools.archive.peek(path)
    url = canonical(peek.url) if peek is not None else None
    if peek is None or url is None:
        return False
    if identity(url) in identities:
        return True
    written = parse_date(peek.date)
    if post is None or written is None or identity(url) != post.identity:
        return False
    # Obsidian's properties know no parts of a second.
    return written.replace(microsecond=0) == post.published.replace(microsecond=0)

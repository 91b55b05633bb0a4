"""Every decision of the main job, and no deed: `now` is an argument, nothing is fetched or stored.

Which entries are wanted, when a feed is due, when to try again, when to give up, when a moved feed
is followed.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from scraper.errors import ExtractError, FetchError
from scraper.model import (
    Entry,
    EntryRecord,
    Feed,
    FeedState,
    FirstRun,
    Held,
    Status,
)

MAX_WAIT = timedelta(days=1)
# Cron starts a few seconds early or late; a feed due within this share of its pace is due now.
SLACK_SHARE = 0.1
MAX_SLACK = timedelta(minutes=5)

# After the n-th failed attempt at an article, wait so long. Twelve attempts span about nine days.
ATTEMPT_WAITS = tuple(
    timedelta(minutes=minutes)
    for minutes in (10, 30, 60, 180, 360, 720, 1440, 1440, 1440, 2880, 2880)
)
# A 404 may be an article published a moment too early, so it is not believed at once.
GONE_WAITS = tuple(timedelta(minutes=minutes) for minutes in (30, 360, 1440))

MOVES_BEFORE_ADOPTION = 3

# `/?p=123`: parameters by which sites without paths name an article.
_PAGE_PARAMETERS = frozenset(
    "p id page_id post post_id pid aid nid sid tid cid article article_id articleid news news_id"
    " newsid story storyid docid item itemid entry q".split()
)

# An edited headline comes within hours, the next day's edition of a page after a day.
SAME_DAY = timedelta(hours=20)


# ── feeds ────────────────────────────────────────────────────────────────────────────────────


def is_due(feed: Feed, state: FeedState | None, now: datetime) -> bool:
    """Whether a feed may be polled now. A clock that jumped back does not silence a feed."""
    if state is None or state.due_at is None or state.url != feed.url:
        return True
    if state.last_poll is not None and state.last_poll > now + MAX_SLACK:
        return True
    return state.due_at - slack(feed.poll_every) <= now


def slack(pace: timedelta) -> timedelta:
    """How much too early a poll may be."""
    return min(pace * SLACK_SHARE, MAX_SLACK)


def next_due(
    feed: Feed, now: datetime, *, max_age: timedelta | None = None, failures: int = 0
) -> datetime:
    """When a feed may be polled again: its own pace, longer if the server asks or it keeps failing.

    The first failure changes nothing; from the second on a feed waits twice as long each time,
    at most a day. A server's max-age is believed up to a day.
    """
    wait = feed.poll_every
    if failures > 1:
        # A pace of zero must not mean a failing server is asked in every run.
        wait = max(wait, timedelta(minutes=5)) * 2 ** min(failures - 1, 10)
        wait = max(min(wait, MAX_WAIT), feed.poll_every)
    if max_age is not None:
        wait = max(wait, min(max_age, MAX_WAIT))
    return now + wait


def after_poll_failure(
    feed: Feed, state: FeedState, now: datetime, error: str, retry: timedelta | None
) -> FeedState:
    """A feed's state after a poll that failed; `retry` is the server's own Retry-After, if any."""
    failures = state.failures + 1
    due = next_due(feed, now, max_age=retry, failures=failures)
    return dataclasses.replace(
        state,
        failures=failures,
        error=error,
        last_poll=now,
        due_at=due,
        moved_to=None,
        moved_runs=0,
    )


def after_move(state: FeedState, moved_to: str | None) -> tuple[FeedState, str | None]:
    """A feed's state after permanent redirects pointed to `moved_to`, and what to tell a person.

    The new address is adopted when three polls in a row pointed to it: redirects that are
    permanent by mistake do not last.
    """
    if moved_to is None:
        return dataclasses.replace(state, moved_to=None, moved_runs=0), None
    runs = state.moved_runs + 1 if state.moved_to == moved_to else 1
    if runs >= MOVES_BEFORE_ADOPTION:
        moved = dataclasses.replace(state, moved_to=None, moved_runs=0, adopted_url=moved_to)
        return moved, f"moved for good: now polled at {moved_to}; put this into the config"
    return (
        dataclasses.replace(state, moved_to=moved_to, moved_runs=runs),
        f"moved permanently to {moved_to} ({runs} of {MOVES_BEFORE_ADOPTION} runs before it is"
        " adopted)",
    )


def spread(feeds: Sequence[Feed]) -> tuple[Feed, ...]:
    """The feeds, those of one host far apart: no host's queue holds up the others."""
    seen: dict[str, int] = {}
    ranked: list[tuple[int, int, Feed]] = []
    for index, feed in enumerate(feeds):
        host = urlsplit(feed.url).netloc
        seen[host] = seen.get(host, 0) + 1
        ranked.append((seen[host], index, feed))
    ranked.sort(key=lambda item: item[:2])
    return tuple(feed for _, _, feed in ranked)


# ── entries ──────────────────────────────────────────────────────────────────────────────────


def wanted(
    entries: Sequence[Entry],
    known: Mapping[str, EntryRecord],
    held: Mapping[str, Held],
    now: datetime,
    *,
    since: datetime | None = None,
    first_run: FirstRun | None = None,
    missing: frozenset[str] = frozenset(),
) -> tuple[EntryRecord, ...]:
    """The records to store for the entries of one poll: new ones, and known ones that change.

    `known` are the feed's stored entries by key, `held` the archive's posts by article identity.
    With `since`, entries published before it are remembered as skipped (a longer `since` takes
    them), and what was skipped or given up after it is taken. `first_run` is given on a feed's
    first poll only. `missing` are paths of posts that are no longer in the archive.
    """
    records: list[EntryRecord] = []
    fresh: list[Entry] = []
    for entry in entries:
        record = known.get(entry.key)
        if record is not None and reuses_key(entry, record.entry):
            entry = dataclasses.replace(entry, key=second_key(entry))
            record = known.get(entry.key)
        if record is None:
            post = held.get(entry.identity)
            if post is None or post.path in missing:
                fresh.append(entry)
            elif is_other_article(entry, post):
                fresh.append(own_identity(entry))
            else:
                records.append(EntryRecord(entry, Status.SAVED, now, path=post.path))
        else:
            changed = _again(entry, record, now, since, missing)
            if changed is not None:
                records.append(changed)
    keep = _first_wanted(fresh, first_run, now) if first_run and since is None else None
    for entry in fresh:
        old = (since is not None and _is_before(entry, since)) or (
            keep is not None and entry.key not in keep
        )
        if old:
            records.append(EntryRecord(_lean(entry), Status.SKIPPED_OLD, now))
        else:
            records.append(EntryRecord(entry, Status.NEW, now, not_before=since))
    return tuple(records)


def _again(
    entry: Entry,
    record: EntryRecord,
    now: datetime,
    since: datetime | None,
    missing: frozenset[str],
) -> EntryRecord | None:
    if record.status in (Status.NEW, Status.RETRY):
        # What was promised to one run stays promised.
        retry_at, not_before = record.retry_at, record.not_before
        if since is not None:
            retry_at = now if retry_at is not None else None
            not_before = min(not_before, since) if not_before is not None else None
        known = _fuller(entry, record.entry)
        again = dataclasses.replace(record, entry=known, retry_at=retry_at, not_before=not_before)
        return again if again != record else None
    if since is None:
        return None
    date = record.found_date or entry.published
    if date is not None and date < since:
        return None
    if record.status is Status.SAVED and record.path not in missing:
        return None
    return EntryRecord(entry, Status.NEW, record.first_seen, not_before=since)


def _fuller(new: Entry, old: Entry) -> Entry:
    """The entry as the feed shows it now, with the longer of each text: feeds cut old ones."""
    return dataclasses.replace(
        new,
        identity=old.identity if "\x1f" in old.identity else new.identity,
        content_html=max(new.content_html, old.content_html, key=len),
        summary_html=max(new.summary_html, old.summary_html, key=len),
    )


def _first_wanted(entries: Sequence[Entry], first_run: FirstRun, now: datetime) -> frozenset[str]:
    since = first_run.since
    if isinstance(since, timedelta):
        since = now - since
    chosen = [entry for entry in entries if since is None or not _is_before(entry, since)]
    # Newest first; undated entries keep the feed's order, before the dated ones.
    chosen.sort(key=lambda e: (e.published is not None, -(e.published or now).timestamp()))
    return frozenset(entry.key for entry in chosen[: first_run.max_entries])


def _is_before(entry: Entry, since: datetime) -> bool:
    return entry.published is not None and entry.published < since


def _lean(entry: Entry) -> Entry:
    # Skipped text is not kept: the page has it. Without a page, the feed is all there is.
    return dataclasses.replace(entry, content_html="", summary_html="") if entry.linked else entry


def is_other_article(entry: Entry, post: Held) -> bool:
    """Whether a post with the entry's own address is another article all the same.

    Only another title together with another day says so: a page that is written anew each day, or
    a guid such as "latest". Headlines are edited, and feeds shorten them.
    """
    if _alike(entry.title, post.title) or entry.published is None or post.published is None:
        return False
    return abs(entry.published - post.published) > SAME_DAY


def reuses_key(entry: Entry, old: Entry) -> bool:
    """Whether an entry under a known key is another article: another address, title and day.

    Where the address is the key itself, another title on another day is enough.
    """
    if _alike(entry.title, old.title):
        return False
    if entry.identity == old.identity and entry.key != entry.url:
        return False
    if entry.published is None or old.published is None:
        return entry.identity != old.identity
    return abs(entry.published - old.published) > SAME_DAY


def second_key(entry: Entry) -> str:
    """The key of an entry whose own key is that of another article."""
    return f"{entry.key}\x1f{entry.identity}\x1f{_plain(entry.title)[:80]}"


def own_identity(entry: Entry) -> Entry:
    """The entry under a name that no address gives: its link names another article, too."""
    return dataclasses.replace(entry, identity=f"{entry.feed_id}\x1f{entry.key}")


def post_name(url_identity: str, title: str, published: datetime | None) -> str:
    """What tells posts of one address apart, when only the posts are left to ask.

    Without `published` where that is no more than the time of a first sight.
    """
    time = f"{published:%Y-%m-%dT%H:%M:%S}" if published is not None else ""
    return f"{url_identity}\x1f{time}\x1f{_plain(title)}"


def is_same_article(entry: Entry, post: Held) -> bool:
    """Whether a post with the address that an entry's link led to is that entry.

    A redirect alone does not say so (dead links of one site all lead to one page): the title must
    be alike, or the time the same.
    """
    same_time = (
        entry.published is not None
        and post.published is not None
        and abs(entry.published - post.published) < timedelta(minutes=1)
    )
    return same_time or _alike(entry.title, post.title)


def _alike(one: str, other: str) -> bool:
    """Whether two titles may be one: the same letters, or one within the other. None fits all."""
    first, second = sorted((_plain(one), _plain(other)), key=len)
    if not one or not other or first == second:
        return True
    return len(first) >= 5 and first in second


def leads_home(url: str, final_url: str) -> bool:
    """Whether a link to a page led to a site's front page: a dead link in disguise."""
    final = urlsplit(final_url)
    if not urlsplit(url).path.strip("/") or final.path.strip("/"):
        return False
    names = {pair.partition("=")[0].lower() for pair in final.query.split("&")}
    return not names & _PAGE_PARAMETERS


def after_attempt(
    record: EntryRecord, now: datetime, error: FetchError | ExtractError
) -> EntryRecord:
    """A record after an attempt that gave no post: when it is tried again, or that it is given up.

    The wait is the longer of our back-off, spread by up to a fifth so that a feed's entries do
    not all come back at once, and the server's Retry-After. What was not even asked for counts
    as no attempt.
    """
    if isinstance(error, FetchError) and not error.asked:
        again = now + (error.retry or timedelta(0))
        return dataclasses.replace(record, status=Status.RETRY, retry_at=again, reason=error.reason)
    attempts = record.attempts + 1
    gone = isinstance(error, FetchError) and error.retry is None
    waits = GONE_WAITS if gone else ATTEMPT_WAITS
    if attempts > len(waits):
        return dataclasses.replace(
            record, status=Status.GAVE_UP, attempts=attempts, retry_at=None, reason=error.reason
        )
    wait = waits[attempts - 1] * (1 + _spread(record.entry.identity) / 5)
    if isinstance(error, FetchError) and error.retry is not None:
        wait = max(wait, error.retry)
    return dataclasses.replace(
        record, status=Status.RETRY, attempts=attempts, retry_at=now + wait, reason=error.reason
    )


def is_last_attempt(record: EntryRecord) -> bool:
    """Whether no further attempt follows: now the feed's own text must do, if it is an article."""
    return record.attempts >= len(ATTEMPT_WAITS)


def _spread(text: str) -> float:
    return hashlib.sha256(text.encode()).digest()[0] / 256


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum()) or text.strip()

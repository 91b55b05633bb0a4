"""What is remembered of a feed only to tell whether it is well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Signs:
    """Small facts of a feed's polls, from which its troubles are told.

    Of a last poll that failed: `status` is the HTTP status (if there was an answer), `phase` that
    of the FetchError, "parse" or "internal"; so ended the last `same_polls`, since `same_since`.
    `moved_since`: it has been led to another address by
    permanent redirects, or polled there, since then. `named_url`: its address shows a page since
    `named_since`, and the feed that the page names was read. `cut_since`: when the first of the
    documents that come cut short came. `empty_since`: it shows no entry, where it showed some;
    `emptied` times it did so before, and came back.

    `days` are the last UTC days on which something new appeared, as date.toordinal gives them.
    `ahead` has two numbers for each of the last polls that brought new entries: when that was, and
    what the latest of them was dated, in minutes since 1970; the latter is 0 unless all were dated
    ahead, and since `ahead_since` they are. `shared_guids` entries of the last document have a
    guid that others have, too; in the last `guid_polls` documents, since `guids_since`, guids did
    not tell articles apart.
    """

    status: int | None = None
    phase: str | None = None
    same_polls: int = 0
    same_since: datetime | None = None
    moved_since: datetime | None = None
    named_url: str | None = None
    named_since: datetime | None = None
    cut_since: datetime | None = None
    empty_since: datetime | None = None
    emptied: int = 0
    days: tuple[int, ...] = ()
    ahead: tuple[tuple[int, int], ...] = ()
    ahead_since: datetime | None = None
    shared_guids: int = 0
    guid_polls: int = 0
    guids_since: datetime | None = None


NO_SIGNS = Signs()

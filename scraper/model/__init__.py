"""Every type that travels, in the order it is born. No logic.

All are frozen; datetimes are aware and in UTC; URLs are absolute; text is NFC unless said.
"""

from scraper.model.journey import (
    Access,
    Article,
    Entry,
    EntryRecord,
    FeedState,
    Fetched,
    Held,
    NotModified,
    Pace,
    Page,
    ParsedFeed,
    Post,
    RobotsText,
    Source,
    Status,
    Validators,
)
from scraper.model.reports import (
    FailOn,
    FeedOutcome,
    FeedReport,
    RunReport,
)
from scraper.model.settings import (
    AuthorFrom,
    BodyFrom,
    Durability,
    Feed,
    FirstRun,
    Network,
    Picker,
    Preset,
    SiteRule,
)

__all__ = [
    "Access",
    "Article",
    "AuthorFrom",
    "BodyFrom",
    "Durability",
    "Entry",
    "EntryRecord",
    "FailOn",
    "Feed",
    "FeedOutcome",
    "FeedReport",
    "FeedState",
    "Fetched",
    "FirstRun",
    "Held",
    "Network",
    "NotModified",
    "Pace",
    "Page",
    "ParsedFeed",
    "Picker",
    "Post",
    "Preset",
    "RobotsText",
    "RunReport",
    "SiteRule",
    "Source",
    "Status",
    "Validators",
]

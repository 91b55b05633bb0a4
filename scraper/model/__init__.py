"""Every type that travels, in the order it is born. No logic.

All are frozen; datetimes are aware and in UTC; URLs are absolute; text is NFC unless said.
"""

from scraper.model.figures import FeedFigures, Figures, RunFigures
from scraper.model.health import BodySeen, HostPace, RunRecord, Trouble, TroubleKind
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
from scraper.model.notices import Marks, Notice, Notify, Recovery, Tell
from scraper.model.reaching import (
    Coverage,
    End,
    HistoryFrom,
    Reached,
    Walk,
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
    History,
    Network,
    Picker,
    Preset,
    SiteRule,
)
from scraper.model.signs import Signs

__all__ = [
    "Access",
    "Article",
    "AuthorFrom",
    "BodyFrom",
    "BodySeen",
    "Coverage",
    "Durability",
    "End",
    "Entry",
    "EntryRecord",
    "FailOn",
    "Feed",
    "FeedFigures",
    "FeedOutcome",
    "FeedReport",
    "FeedState",
    "Fetched",
    "Figures",
    "FirstRun",
    "Held",
    "History",
    "HistoryFrom",
    "HostPace",
    "Marks",
    "Network",
    "NotModified",
    "Notice",
    "Notify",
    "Pace",
    "Page",
    "ParsedFeed",
    "Picker",
    "Post",
    "Preset",
    "Reached",
    "Recovery",
    "RobotsText",
    "RunFigures",
    "RunRecord",
    "RunReport",
    "Signs",
    "SiteRule",
    "Source",
    "Status",
    "Tell",
    "Trouble",
    "TroubleKind",
    "Validators",
    "Walk",
]

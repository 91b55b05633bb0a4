"""The definition of what is configured for one feed. See definition.py."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from scraper.config.filter_keys import FilterKeys
from scraper.config.keys import (
    ArchiveTemplate,
    FeedUrl,
    HeaderName,
    HeaderValue,
    Pattern,
    Period,
    Selector,
    Since,
    Text,
    Zone,
    says,
)

_Count = Annotated[int, Meta(ge=1, le=1_000_000)]


class RobotsIgnored(Struct, kw_only=True, forbid_unknown_fields=True):
    """robots.txt is not asked for this feed's articles, and why that is right."""

    ignore: Annotated[Text, says("The reason, for whoever asks later.", example="we run this site")]


class FirstRunKeys(Struct, kw_only=True, forbid_unknown_fields=True):
    """How much of a feed seen for the first time is archived; the rest is marked seen."""

    max_entries: Annotated[
        Annotated[int, Meta(ge=0)] | UnsetType,
        says("At most so many entries, the newest first.", example=20),
    ] = UNSET
    since: Annotated[
        Since | UnsetType,
        says(
            "Only entries published since this day (in `timezone`), or in so long a time before "
            "the run.",
            example="30d",
        ),
    ] = UNSET


class HistoryKeys(Struct, kw_only=True, forbid_unknown_fields=True):
    """How a feed is read back beyond what it shows, for `--since`, and how much in one run."""

    include: Annotated[
        list[Pattern] | UnsetType,
        says(
            "Addresses of the site that are the feed's articles: where one of these regular "
            "expressions is found in it. Without this: those that look like the ones the feed "
            "shows. At most two repeats in a row, none within another.",
            example=["^https://example\\.org/sport/"],
        ),
    ] = UNSET
    archive: Annotated[
        ArchiveTemplate | UnsetType,
        says(
            "The site's own pages of older articles, one for each year, month or day: `{yyyy}` "
            "`{mm}` `{dd}`.",
            example="https://example.org/archive/{yyyy}/{mm}/{dd}/",
        ),
    ] = UNSET
    links: Annotated[
        Selector | UnsetType,
        says("The articles' links on those pages.", default="a[href]", example="h2 a"),
    ] = UNSET
    max_requests: Annotated[
        _Count | UnsetType,
        says(
            "At most so many requests for what names older entries (feeds, sitemaps, archive "
            "pages; not articles) in one run.",
            default=400,
            example=2000,
        ),
    ] = UNSET
    max_pages: Annotated[
        _Count | UnsetType,
        says("At most so many pages of one source.", default=200, example=1000),
    ] = UNSET
    max_new: Annotated[
        _Count | UnsetType,
        says("At most so many older entries taken in one run.", default=5000, example=500),
    ] = UNSET


class FeedDefaults(Struct, kw_only=True, forbid_unknown_fields=True):
    """What holds for each feed that does not say otherwise. Its own value replaces all of this."""

    enabled: Annotated[
        bool | UnsetType,
        says("`false` keeps the feed here without polling it.", default=True, example=False),
    ] = UNSET
    tags: Annotated[
        list[Text] | UnsetType,
        says("`tags:` of its posts. Without this: the feed's name.", example=["world", "news"]),
    ] = UNSET
    categories: Annotated[
        list[Text] | UnsetType,
        says("`categories:` of its posts. Without this: the feed's name.", example=["news"]),
    ] = UNSET
    author: Annotated[
        Text | UnsetType | None,
        says(
            "`author:` where an entry names none. Without this: the feed's name.",
            example="Example News",
        ),
    ] = UNSET
    author_from: Annotated[
        Literal["entry", "feed"] | UnsetType,
        says(
            "Whose name is the author's: the entry's, where it has one, or always the feed's.",
            default="entry",
            example="feed",
        ),
    ] = UNSET
    preset: Annotated[
        Text | UnsetType,
        says(
            "The form of its posts: `jekyll`, `hugo`, `obsidian`, `plain`, `seed`, or one of "
            "your `presets`.",
            default="jekyll",
            example="hugo",
        ),
    ] = UNSET
    timezone: Annotated[
        Zone | UnsetType,
        says(
            "The zone of the feed's dates that name none, and of times on its articles' pages.",
            default="UTC",
            example="Asia/Shanghai",
        ),
    ] = UNSET
    timezone_override: Annotated[
        Zone | UnsetType | None,
        says(
            "The zone of all the feed's dates, whatever they claim: for a feed that calls its "
            "local time UTC.",
            example="Asia/Singapore",
        ),
    ] = UNSET
    poll_every: Annotated[
        Period | UnsetType,
        says(
            "How often the feed is asked, at the most; `0s`: at every run. Less often where the "
            "feed or its server asks for that.",
            default="30m",
            example="2h",
        ),
    ] = UNSET
    body_from: Annotated[
        Literal["page", "feed"] | UnsetType,
        says(
            "`page`: the better of the article page and the feed's own text. `feed`: the feed's "
            "text alone; no page is fetched.",
            default="page",
            example="feed",
        ),
    ] = field(default=UNSET, name="from")
    robots: Annotated[
        Annotated[bool, Meta(extra={"only": True}, extra_json_schema={"const": True})]
        | RobotsIgnored
        | UnsetType,
        says(
            "Whether robots.txt is honoured for the article pages. Ignoring it needs a reason.",
            default=True,
            example={"ignore": "we run this site"},
        ),
    ] = UNSET
    headers: Annotated[
        dict[HeaderName, HeaderValue] | UnsetType,
        says(
            "Sent with every request to the feed's own origin. `${NAME}` is taken from the "
            "environment: keep secrets out of this file.",
            example={"Authorization": "Bearer ${NEWS_TOKEN}"},
        ),
    ] = UNSET
    cookie: Annotated[
        HeaderValue | UnsetType | None,
        says("The same as a `Cookie` header.", example="session=${NEWS_SESSION}"),
    ] = UNSET
    first_run: Annotated[
        FirstRunKeys | UnsetType,
        says(
            "How much of a new feed is archived. Without this: all that it shows.",
            example={"max_entries": 20},
        ),
    ] = UNSET
    history: Annotated[
        HistoryKeys | UnsetType,
        says(
            "How it is read back for `--since` ([what that can reach](history.md)).",
            example={"include": ["/sport/"], "max_requests": 1000},
        ),
    ] = UNSET
    filters: Annotated[
        FilterKeys | UnsetType | None,
        says(
            "Which of its entries become posts ([how that is judged](feeds.md#filters)). `null`: "
            "without those of `defaults`.",
            example={"drop": [{"title": "sponsored"}, {"tag": ["Sport"]}]},
        ),
    ] = UNSET


class FeedKeys(FeedDefaults, kw_only=True, forbid_unknown_fields=True):
    """One feed."""

    name: Annotated[
        Text,
        says(
            "What it is called, here and in its posts. Unique: what was seen of a feed is "
            "remembered by its name.",
            example="Example News",
        ),
    ]
    url: Annotated[
        FeedUrl,
        says("Where it lies: RSS, Atom or JSON Feed.", example="https://example.org/feed.xml"),
    ]

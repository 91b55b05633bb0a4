"""The configuration's one definition: every key with its type, meaning, default and example.

It drives the reader (reading.py), the JSON Schemas and docs/configuration.md (reference.py). A key
that is not written is UNSET. The defaults that count stand in the model; those here are for
readers, and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from scraper.config.feed_keys import FeedDefaults, FeedKeys
from scraper.config.keys import (
    Contact,
    FilePath,
    Host,
    PathTemplate,
    Pattern,
    Pause,
    Picker,
    Selector,
    Size,
    Text,
    Timeout,
    Token,
    Zone,
    says,
)
from scraper.config.notify_keys import NotifyKeys

Extra = Literal["lang", "image", "updated", "guid", "body_source", "access"]
Form = Literal["jekyll", "hugo", "obsidian", "plain", "seed"]


class PresetKeys(Struct, kw_only=True, forbid_unknown_fields=True):
    """A form of posts of your own: a built-in one with changes."""

    base: Annotated[
        Form | UnsetType, says("The form it starts from.", default="jekyll", example="obsidian")
    ] = UNSET
    path: Annotated[
        PathTemplate | UnsetType,
        says(
            "Where a post lies below the archive. Fields: `{year}` `{month}` `{day}` `{title}` "
            "`{feed}` `{author}` `{language}` `{hash}` (of the address). Without this: as its "
            "base.",
            example="_posts/{feed}/{year}-{month}-{day}-{title}.md",
        ),
    ] = UNSET
    body: Annotated[
        Literal["markdown", "html"] | UnsetType,
        says("How the article is written. Without this: as its base.", example="html"),
    ] = UNSET
    comment: Annotated[
        bool | UnsetType,
        says(
            "Whether the comment with the publication time stands below the front matter. "
            "Without this: as its base.",
            example=False,
        ),
    ] = UNSET
    heading: Annotated[
        bool | UnsetType,
        says(
            "Whether the title stands above the body, as a linked heading. Without this: as its "
            "base.",
            example=False,
        ),
    ] = UNSET
    link: Annotated[
        bool | UnsetType,
        says(
            "Whether a link to the article, by its site's name, is the last line. Without this: "
            "as its base.",
            example=True,
        ),
    ] = UNSET
    front_matter: Annotated[
        dict[Text, Text | bool | int | list[Text]] | UnsetType,
        says(
            "The front matter, in this order, in place of the base's: keys with a text that may "
            "hold fields, or with a list of such ([which](presets.md#front-matter)). `from`, "
            "`title` and `date` must stay. Without this: as its base.",
            example={
                "title": "{title}",
                "date": "{date}",
                "from": "{url}",
                "tags": ["clippings", "{tags}"],
                "lang": "{language}",
            },
        ),
    ] = UNSET
    extra: Annotated[
        list[Extra] | UnsetType,
        says(
            "Further front matter, in the order given here: language, lead image, time of change, "
            "the feed's guid, where the body was taken from, how much of it was to be had.",
            default=[],
            example=["lang", "image"],
        ),
    ] = UNSET


class UserAgentKeys(Struct, kw_only=True, forbid_unknown_fields=True):
    """Who asks: what servers read in the User-Agent header, and sites' owners in their logs."""

    contact: Annotated[
        Contact | UnsetType,
        says(
            "Where a site's owner reaches you: a web page or mail address.",
            example="https://example.org/about-our-archive",
        ),
    ] = UNSET
    name: Annotated[
        Token | UnsetType,
        says(
            "The name, which robots.txt rules may address too.",
            default="scraper",
            example="our-archive",
        ),
    ] = UNSET


class NetworkKeys(Struct, kw_only=True, forbid_unknown_fields=True):
    """Time-outs, caps and limits of everything that goes over the wire."""

    connect_timeout: Annotated[
        Timeout | UnsetType, says("Until a connection stands.", default="10s", example="5s")
    ] = UNSET
    idle_timeout: Annotated[
        Timeout | UnsetType,
        says("The longest silence within an answer.", default="20s", example="30s"),
    ] = UNSET
    total_timeout: Annotated[
        Timeout | UnsetType,
        says("A whole request, redirects included.", default="60s", example="2m"),
    ] = UNSET
    feed_max_bytes: Annotated[
        Size | UnsetType,
        says("The largest feed, unpacked. More is refused.", default="20MB", example="50MB"),
    ] = UNSET
    page_max_bytes: Annotated[
        Size | UnsetType,
        says("The largest page, unpacked. More is refused.", default="10MB", example="5MB"),
    ] = UNSET
    max_redirects: Annotated[
        Annotated[int, Meta(ge=0, le=20)] | UnsetType,
        says("How many redirects are followed.", default=5, example=3),
    ] = UNSET
    connections: Annotated[
        Annotated[int, Meta(ge=1, le=1000)] | UnsetType,
        says("How many requests are under way at once.", default=32, example=8),
    ] = UNSET
    per_host: Annotated[
        Annotated[int, Meta(ge=1, le=32)] | UnsetType,
        says("How many of them to one host.", default=2, example=1),
    ] = UNSET
    pause: Annotated[
        Pause | UnsetType,
        says("How long one host is left alone after a request.", default="0s", example="2s"),
    ] = UNSET
    history_pause: Annotated[
        Pause | UnsetType,
        says(
            "The same while older entries are looked for (`--since`), one request at a time; "
            "`Crawl-delay` of robots.txt, where that is longer.",
            default="1s",
            example="5s",
        ),
    ] = UNSET
    allow_private: Annotated[
        bool | list[Host] | UnsetType,
        says(
            "Whether addresses of private networks may be asked: none, all, or these hosts.",
            default=False,
            example=["rsshub.internal.example.org"],
        ),
    ] = UNSET


class ConfigKeys(Struct, kw_only=True, forbid_unknown_fields=True):
    """What may stand at the top of the file."""

    feeds: Annotated[
        Annotated[list[FeedKeys], Meta(min_length=1)],
        says(
            "The feeds.", example=[{"name": "Example News", "url": "https://example.org/feed.xml"}]
        ),
    ]
    defaults: Annotated[
        FeedDefaults | UnsetType,
        says("Feed keys that hold for all feeds.", example={"poll_every": "1h"}),
    ] = UNSET
    archive: Annotated[
        FilePath | UnsetType,
        says(
            "The folder that posts are written to. Relative paths start at the folder of this "
            "file, or above it where that folder is called `config`.",
            default="archive",
            example="/srv/news/archive",
        ),
    ] = UNSET
    state: Annotated[
        FilePath | UnsetType,
        says(
            "The file that remembers what was seen. Without this: `.scrape/state.sqlite3` in the "
            "archive.",
            example="/var/lib/scraper/state.sqlite3",
        ),
    ] = UNSET
    durability: Annotated[
        Literal["normal", "full"] | UnsetType,
        says(
            "What of the state survives when the power goes. Posts and new entries always do. "
            "`normal`: the last outcomes may be lost, and are read from the archive by the next "
            "run; `full`: none is, for one more write to the disk each.",
            default="normal",
            example="full",
        ),
    ] = UNSET
    workers: Annotated[
        Annotated[int, Meta(ge=0, le=64)] | UnsetType,
        says(
            "How many processes may read pages at once, where many wait; some 70 MB each. 0: none, "
            "all is done in one. Without this: one for each processor core, 8 at most.",
            example=0,
        ),
    ] = UNSET
    sites: Annotated[
        FilePath | UnsetType,
        says(
            "The file with rules for single sites. Without this: `sites.yaml` beside this file, "
            "where there is one.",
            example="config/sites.yaml",
        ),
    ] = UNSET
    timezone: Annotated[
        Zone | UnsetType,
        says(
            "The zone whose calendar day names the files. Dates inside them are always UTC.",
            default="UTC",
            example="Europe/Berlin",
        ),
    ] = UNSET
    user_agent: Annotated[
        UserAgentKeys | UnsetType,
        says("Who asks.", example={"contact": "https://example.org/about-our-archive"}),
    ] = UNSET
    network: Annotated[
        NetworkKeys | UnsetType,
        says("Time-outs, caps and limits.", example={"per_host": 1, "pause": "2s"}),
    ] = UNSET
    notify: Annotated[
        NotifyKeys | UnsetType,
        says(
            "Who is told of trouble, and of its end ([how](health.md#notifications)).",
            example={"url": "https://hooks.example.org/${HOOK_TOKEN}"},
        ),
    ] = UNSET
    presets: Annotated[
        dict[Text, PresetKeys] | UnsetType,
        says(
            "Forms of posts of your own, by name.",
            example={"vault": {"base": "obsidian", "extra": ["lang"]}},
        ),
    ] = UNSET


class SiteKeys(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is known of one site and its subdomains; each key alone is enough."""

    keep: Annotated[
        list[Selector] | UnsetType,
        says(
            "Where the article's text is: all that matches, in the page's order. The text is never "
            "looked for elsewhere as long as something matches.",
            example=["article .text"],
        ),
    ] = UNSET
    drop: Annotated[
        list[Selector] | UnsetType,
        says("What is no part of it.", example=[".newsletter", "aside"]),
    ] = UNSET
    strip_text: Annotated[
        list[Pattern] | UnsetType,
        says(
            "Blocks of text (paragraphs, list items, headings) that are no part of it: what "
            "matches from its first to its last character is removed. At most two repeats in a "
            "row, none within another.",
            example=["Read more: .*", "(?i)advertisement"],
        ),
    ] = UNSET
    title: Annotated[
        Picker | UnsetType,
        says(
            "Where the title is. As `author` and `date`: the first that matches, of it the text "
            "or the attribute; then the feed is not asked.",
            example="h1.headline",
        ),
    ] = UNSET
    author: Annotated[
        Picker | UnsetType, says("Where the author is.", example="meta[name=author]@content")
    ] = UNSET
    date: Annotated[
        Picker | UnsetType,
        says("Where the date of publication is.", example="time.published@datetime"),
    ] = UNSET
    next_page: Annotated[
        Selector | UnsetType,
        says("The link to an article's next page.", example=".pages a.forward"),
    ] = UNSET
    single_page: Annotated[
        Selector | UnsetType,
        says("The link to the whole article on one page.", example="a.show-all"),
    ] = UNSET
    feed_only: Annotated[
        bool | UnsetType,
        says(
            "Whether the feed's own text is taken, and no page of the site ever fetched.",
            default=False,
            example=True,
        ),
    ] = UNSET


Sites = Mapping[Host, SiteKeys]
